"""What notices announce is told once with its holders, and to who watches names for each name of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.archive import Capture
from tests.test_alerts_lineage import OLD, Nights
from tests.test_attachments import cell, docx
from tests.test_line import HOST, capture, page

RULES = """
[[channel]]
id = "folder"
kind = "file"

[[rule]]
id = "all"
since = 2031-01-01
kinds = ["document", "recognition"]
channels = ["folder"]

[[rule]]
id = "names"
since = 2031-01-01
kinds = ["document", "recognition"]
names = ["灯塔（海川）特色产业集群", "渡口照明特色产业集群", "没有的特色产业集群"]
channels = ["folder"]

[[rule]]
id = "region"
since = 2031-01-01
kinds = ["recognition"]
region = "江苏省"
channels = ["folder"]
"""
ROWS = (
    ("序号", "省份", "集群名称"),
    ("1", "浙江省", "灯塔(海川)特色产业集群"),
    ("2", "江苏省", "渡口照明特色产业集群"),
    ("3", "江苏省", "云海纸伞特色产业集群"),
)
TITLE = "关于2031年度中小企业特色产业集群名单的公示"
TEXT = (
    "经省级中小企业主管部门推荐和专家评审，拟认定3个集群为2031年度中小企业特色产业集群，现将名单予以公示。"
    "公示时间为2031年6月2日至2031年6月9日。\n附件：2031年度中小企业特色产业集群名单\n工业和信息化部中小企业局\n2031年6月2日"
)
LINK = '<p>附件：<a href="/files/clusters.docx">2031年度中小企业特色产业集群名单.docx</a></p>'


def listed(rows: tuple[tuple[str, ...], ...] = ROWS) -> Capture:
    table = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    file = docx(f"<w:tbl>{table}</w:tbl>")
    return capture(f"{HOST}/files/clusters.docx", file, 2, role="attachment")


SHOW = capture(f"{HOST}/art/21.html", page(TITLE, TEXT, LINK), 2)


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    played = Nights(tmp_path / "home", RULES)
    assert played.play(OLD) == {"all": 1, "names": 1, "region": 1}  # the summaries
    return played


def told(nights: Nights) -> str:
    folder = nights.home.var / "alerts" / "folder"
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt")))


def test_a_public_show_is_told_once_and_each_watched_name_for_itself(nights: Nights) -> None:
    assert nights.play(SHOW, listed()) == {"all": 1, "names": 2, "region": 1}
    assert nights.play() == {"all": 0, "names": 0, "region": 0}
    text = told(nights)
    assert "公示 2031年度 3 个集群" in text
    assert "名单所列：灯塔(海川)特色产业集群（浙江省）" in text
    assert "名单所列：渡口照明特色产业集群（江苏省）" in text
    assert "认定 2031年度" not in text  # a public show is no recognition
    assert "没有的" not in text


def test_a_name_that_is_added_to_a_rule_is_counted_where_it_stood_before(nights: Nights) -> None:
    nights.play(SHOW, listed())
    rules = RULES.replace('"没有的特色产业集群"', '"云海纸伞特色产业集群"')
    nights.home.alerts.write_text(rules, encoding="utf-8")
    assert nights.play()["names"] == 1
    assert "规则条件已改，库中已有符合条件的 1 件（认定事项 1 件" in told(nights)
    assert "名单所列：云海纸伞" not in told(nights)


def test_a_region_is_told_of_the_names_that_lie_in_it(nights: Nights) -> None:
    nights.play(SHOW, listed())
    assert "江苏省：渡口照明特色产业集群、云海纸伞特色产业集群" in told(nights)


def test_a_list_that_comes_a_night_later_is_told_to_who_waits_for_its_names(nights: Nights) -> None:
    first = nights.play(SHOW)
    assert (first["names"], first["region"]) == (0, 0)
    second = nights.play(listed())
    assert (second["all"], second["names"], second["region"]) == (0, 2, 1)


def test_the_last_day_of_a_public_show_is_told_when_it_is_near(tmp_path: Path) -> None:
    rule = (
        '[[channel]]\nid = "folder"\nkind = "file"\n[[rule]]\nid = "w"\nkinds = ["window"]\nremind_days = 3\n'
    )
    nights = Nights(tmp_path / "home", rule + 'since = 2031-01-01\nchannels = ["folder"]\n')
    nights.play(OLD)  # on the second of June in Beijing
    counts = [nights.play(SHOW, listed())["w"], *(nights.play()["w"] for _ in range(7))]
    assert counts == [0, 0, 0, 1, 0, 0, 0, 0]  # three days before the ninth is the sixth
    assert "公示截至 2031-06-09（含当日）" in told(nights)

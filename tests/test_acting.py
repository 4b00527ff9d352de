"""pipeline/repeals.py: what amendments, repeals in part, lists and extensions make of a held measure."""

from __future__ import annotations

import json
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from kb.archive import Capture, names
from kb.home import Home
from kb.read import Base
from pipeline.building import build
from reader.documents import standing
from reader.show import show
from tests.test_attachments import cell, docx, paragraph
from tests.test_line import capture, dumped, give, page
from tests.test_repealing import HOST, nights, old_page, work

OLD = "浙工信规〔2028〕3号"
MEASURE = f"{OLD}/1"
NAME = "浙江省灯塔企业培育暂行办法"


def decision(title: str, *body: str, number: str = "浙工信规〔2030〕7号", fetched: int = 2) -> Capture:
    """A page of the bureau that holds a decision of 10 June 2030."""
    signed = "浙江省工业和信息化厅\n2030年6月10日"
    text = "\n".join((number, "各市工业和信息化局：", *body, signed))
    return capture(f"{HOST}/7.html", page(f"浙江省工业和信息化厅{title}", text), fetched)


AMENDMENT = decision(
    f"关于修改《{NAME}》的决定",
    f"决定对《{NAME}》（{OLD}）作如下修改：",
    "一、将第二条修改为：“灯应当更亮。”",
    "二、本决定自2030年7月1日起施行。",
)
IN_PART = decision(
    "关于灯塔工作的通知", f"一、本通知自2030年7月1日起施行。《{NAME}》（{OLD}）第二条同时废止。"
)
LIST = decision(
    "关于废止部分规范性文件的决定",
    "现决定废止下列规范性文件：",
    f"1.《{NAME}》（{OLD}）",
    "2.《浙江省无此办法》（浙工信规〔2019〕1号）",
)
LONGER = decision(f"关于延长《{NAME}》有效期的通知", f"一、《{NAME}》（{OLD}）有效期延长至2036年12月31日。")
KEPT = decision("关于灯塔工作的通知", f"一、《{NAME}》（{OLD}）与本通知不一致的，以本通知为准。")


def status_on(home: Home, day: date) -> str:
    return standing(work(home, MEASURE), day)


def test_an_amended_measure_is_amended_from_the_day_of_the_decision(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), AMENDMENT)
    old = work(home, MEASURE)
    assert (old.change, old.date_changed, old.date_no_longer_in_force) == (
        "已修改",
        "2030-07-01",
        "2033-03-31",
    )
    days = [date(2028, 3, 31), date(2030, 6, 30), date(2030, 7, 1), date(2033, 4, 1)]
    assert [status_on(home, day) for day in days] == ["尚未生效", "现行有效", "已修改", "失效"]
    with Base(home.kb) as base:
        rows = base.relations_to(MEASURE, kind="amends")
        assert {row.to_eid for row in rows} == {"", "art_2"}
        for row in rows:
            snapshot = base.snapshot(row.snapshot or "")
            assert snapshot is not None
            assert (snapshot.text or "")[row.start : row.end] == row.quote
    assert "作如下修改" in (old.status_evidence or "")


def test_a_measure_repealed_in_part_names_its_article(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), IN_PART)
    assert [status_on(home, day) for day in (date(2030, 6, 30), date(2030, 7, 1))] == ["现行有效", "部分失效"]
    with Base(home.kb) as base:
        [row] = base.relations_to(MEASURE, kind="repeals_part")
        assert (row.to_eid, row.quote) == ("art_2", f"《{NAME}》（{OLD}）第二条同时废止。")
        assert base.relations_to(MEASURE, kind="repeals") == ()


def test_each_row_of_a_decision_repeals_with_the_row_as_its_quote(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), LIST)
    with Base(home.kb) as base:
        rows = base.relations_from("浙工信规〔2030〕7号", kind="repeals")
        assert {(row.to_work, row.quote) for row in rows} >= {
            (MEASURE, f"《{NAME}》（{OLD}）"),
            ("title:浙江省无此办法", "《浙江省无此办法》（浙工信规〔2019〕1号）"),
        }
    old = work(home, MEASURE)
    assert [status_on(home, day) for day in (date(2030, 6, 9), date(2030, 6, 10))] == ["现行有效", "废止"]
    assert "［2030-06-10成文，以此日为准］" in (old.status_evidence or "")  # the decision prints no first day


def test_an_extended_measure_has_its_new_last_day(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), LONGER)
    assert work(home, MEASURE).date_no_longer_in_force == "2036-12-31"
    assert [status_on(home, day) for day in (date(2036, 12, 31), date(2037, 1, 1))] == ["现行有效", "失效"]
    with Base(home.kb) as base:
        rows = base.relations_to(MEASURE, kind="extends")
        assert {row.from_work for row in rows} == {"浙工信规〔2030〕7号"}


def test_a_clause_of_precedence_changes_nothing(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), KEPT)
    assert work(home, MEASURE) == work(nights(tmp_path / "alone", old_page()), MEASURE)
    with Base(home.kb) as base:
        assert {row.kind for row in base.relations_to(MEASURE)} <= {"issues", "cites", "based_on"}


LIVES = {"amended": AMENDMENT, "in part": IN_PART, "listed": LIST, "longer": LONGER}


@pytest.mark.parametrize("life", LIVES)
def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path, life: str) -> None:
    pages = (old_page(), LIVES[life])
    homes = [nights(tmp_path / str(n), *order) for n, order in enumerate(permutations(pages))]
    whole = Home(tmp_path / "whole")
    give(whole, [homes[0].warc / name for name in names(homes[0])])
    build(whole, index=False)
    assert dumped(homes[0]) == dumped(whole)
    assert len({work(home, MEASURE) for home in homes}) == 1


def test_show_prints_the_status_with_the_sentence_that_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = nights(tmp_path, old_page(), AMENDMENT)
    assert show(home, MEASURE, as_of="2030-08-01", as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["work"]["status"] == "已修改"
    assert "作如下修改" in found["work"]["status_evidence"]
    assert {r["kind"] for r in found["relations"] if r["direction"] == "in"} >= {"amends"}
    assert show(home, MEASURE, as_of="2030-08-01", as_json=False) == 0
    assert "作如下修改" in "".join(capsys.readouterr().out.split())


ROWS = (
    ("序号", "文件名称", "文号", "发布日期"),
    ("1", NAME, OLD, "2028年3月2日"),
    ("2", "关于港口的通知", "浙工信规〔2019〕2号", "2019年3月4日"),
)


def annexed(said: str) -> tuple[Capture, Capture]:
    """A decision whose list stands in a file, as a table without a heading of its own."""
    rows = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in ROWS)
    file = docx(paragraph("附件") + f"<w:tbl>{rows}</w:tbl>")
    link = '<p>附件：<a href="/files/rows.docx">目录.docx</a></p>'
    signed = "浙江省工业和信息化厅\n2030年6月10日"
    text = f"浙工信规〔2030〕7号\n各市工业和信息化局：\n{said}\n{signed}"
    notice = page("浙江省工业和信息化厅关于规范性文件清理结果的公告", text, link)
    return capture(f"{HOST}/7.html", notice, 2), capture(
        f"{HOST}/files/rows.docx", file, 3, role="attachment"
    )


def test_the_rows_of_a_file_are_repealed_when_the_notice_says_so(tmp_path: Path) -> None:
    notice, file = annexed("现决定废止《关于港口的通知》等2件规范性文件（目录见附件）。")
    home = nights(tmp_path, old_page(), notice, file)
    assert status_on(home, date(2030, 6, 10)) == "废止"
    with Base(home.kb) as base:
        [row] = [
            r for r in base.relations_to(MEASURE, kind="repeals") if r.from_work == "浙工信规〔2030〕7号"
        ]
        snapshot = base.snapshot(row.snapshot or "")
        assert snapshot is not None
        assert snapshot.url.endswith("/files/rows.docx")
        assert (snapshot.text or "")[row.start : row.end] == row.quote == "\t".join(ROWS[1])
    turned = nights(tmp_path / "turned", file, notice, old_page())
    assert work(turned, MEASURE) == work(home, MEASURE)


def test_the_rows_of_a_file_without_such_a_word_repeal_nothing(tmp_path: Path) -> None:
    home = nights(tmp_path, old_page(), *annexed("现公布有关规范性文件（目录见附件）。"))
    assert work(home, MEASURE).status == "未标明"


def test_a_number_that_stands_behind_another_name_is_another_document(tmp_path: Path) -> None:
    said = f"一、本通知自2030年7月1日起施行。《浙江省另一办法》（{OLD}）同时废止。"
    home = nights(tmp_path, old_page(), decision("关于港口工作的通知", said))
    assert work(home, MEASURE).status == "未标明"
    with Base(home.kb) as base:
        [row] = base.relations_from("浙工信规〔2030〕7号", kind="repeals")
    assert row.to_work == "title:浙江省另一办法"

"""A home in which every printed field holds a person's numbers (个人信息), and what a night tells of such.

All of it is fictional. IDENTITY is of nobody: its day of birth is printed in the standard's own example;
MOBILE is a much used sample.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.rounds import alert
from cleaners.masking import masks
from crawler.commands.nightly import Night
from crawler.importing import Import
from crawler.night import GivenUp, Plan
from kb.archive import ArchiveWriter, Capture
from kb.home import Home
from kb.state import Absence, Run
from pipeline.building import build
from pipeline.outcome import BuildReport
from tests.test_attachments import cell, docx
from tests.test_line import HOST, capture, page
from tests.test_versions import issued

IDENTITY = "11010519491231002X"
MOBILE = "13800138000"
OTHER = "13900139000"  # the number of a project
LANDLINE = "010-00000046"
PERSON = f"联系人：林一，手机：{MOBILE}，身份证号：{IDENTITY}，单位电话：{LANDLINE}"
GONE = ("林一", MOBILE, IDENTITY)
# Who answers in another wording, in a copy of it and in a draft that quotes it wrongly.
SECOND = "13700137000"
GONE_TOO = ("陈小明", SECOND)
SECOND_PERSON = PERSON.replace("林一", "陈小明").replace(MOBILE, SECOND)

# -- a notice that is a text alone

TITLE = "云溪省埠头修缮队名单公示"
TEXT = f"""{TITLE}
现将埠头修缮队名单予以公示，公示期为五个工作日。
一、异议受理。联系人：林一，手机：{MOBILE}，单位电话：{LANDLINE}，邮箱：gongshi@example.invalid。
二、领队身份证号{IDENTITY}，统一社会信用代码91350100M000100Y43，项目编号：{OTHER}。
三、收件。各队请于2031年6月1日前寄送材料。"""
KEPT = (LANDLINE, "gongshi@example.invalid", "91350100M000100Y43", OTHER)

# -- one whose title tells of a person; a measure in two wordings, and one that says nearly the same

WATCH = f"云溪省渡口守夜队名单公示（{PERSON}）"
WATCH_NUMBER = "云水〔2031〕7号"
MEASURE, MEASURE_ID = "云溪省埠头照明办法", "海工规〔2031〕8号/1"
LIT = f"埠头夜间应当照明，{PERSON}。"
ARTICLES = (
    f"本办法所称埠头，是指停靠渡船的地方（{PERSON}）。",
    LIT,
    "照明应当节约。",
    f"每年3月31日前报送上一年度照明情况（{PERSON}）。",
)
OLD = issued("海工规〔2031〕8号", "2031年8月20日", ARTICLES, name=MEASURE)
NEW = issued(
    "海工规〔2035〕2号",
    "2035年3月1日",
    (ARTICLES[0], LIT.replace(PERSON, SECOND_PERSON), ARTICLES[2], f"灯塔每年检修一次（{PERSON}）。"),
    name=MEASURE,
    fetched=2,
)
LIKE = issued(
    "海工规〔2031〕9号",
    "2031年9月9日",
    (LIT.replace("埠头", "渔港").replace(PERSON, SECOND_PERSON), "灯应当干净。"),
    name="云溪省渔港照明办法",
    fetched=3,
)

# -- one whose number lies where a quote of 120 characters is cut

CUT = f"云溪省夜航队名单公示\n{'夜航队在渡口值守并点灯' * 10}联系人林一{MOBILE}。"

# -- a list proposed and announced

HOLDER = f"渡口照明特色产业集群（{PERSON}）"
ROWS = (
    ("序号", "省份", "集群名称"),
    ("1", "浙江省", "灯塔特色产业集群"),
    ("2", "江苏省", HOLDER),
    ("3", "江苏省", f"云海纸伞特色产业集群（{PERSON}）"),
)
LINK = '<p>附件：<a href="/files/{0}.docx">2031年度中小企业特色产业集群名单.docx</a></p>'
SHOWN = (
    "经专家评审，拟认定3个集群为2031年度中小企业特色产业集群，现将名单予以公示。"
    f"公示时间为2031年6月2日至2031年6月9日，{PERSON}。\n"
    "附件：2031年度中小企业特色产业集群名单\n工业和信息化部中小企业局\n2031年6月2日"
)
ANNOUNCED = (
    "经评审和公示，认定2个集群为2031年度中小企业特色产业集群，现予公布，有效期为2031年7月1日至2034年6月30日，"
    f"{PERSON}。\n附件：2031年度中小企业特色产业集群名单\n工业和信息化部\n2031年7月1日"
)
SHOW = f"关于2031年度中小企业特色产业集群名单的公示（{PERSON}）"
FINAL = f"工业和信息化部关于公布2031年度中小企业特色产业集群名单的通知（{PERSON}）"

RULES = """
[[channel]]
id = "desk"
kind = "file"

[[rule]]
id = "all"
since = 2031-01-01
kinds = ["document", "recognition", "deadline"]
channels = ["desk"]
"""


def _list(name: str, title: str, text: str, rows: tuple[tuple[str, ...], ...], day: int) -> list[Capture]:
    """A notice with its list in a file."""
    table = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    file = docx(f"<w:tbl>{table}</w:tbl>")
    return [
        capture(f"{HOST}/art/{name}.html", page(title, text, LINK.format(name)), day),
        capture(f"{HOST}/files/{name}.docx", file, day, role="attachment"),
    ]


def home_of_persons(root: Path) -> Home:
    """The home, built and told of in two nights."""
    home = Home(root)
    home.alerts.write_text(RULES, encoding="utf-8")
    rows = [
        {"title": TITLE, "text": TEXT, "published": "2031-05-20", "issuer": "云溪省水路管理局"},
        {"title": WATCH, "text": TEXT.replace(TITLE, WATCH), "published": "2031-05-20"}
        | {"issuer": "云溪省水路管理局", "doc_number": WATCH_NUMBER},
    ]
    rows.append(rows[0] | {"title": "云溪省夜航队名单公示", "text": CUT})
    corpus = root / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    desk = Import(home)
    assert not list(desk.take(corpus))
    desk.close()
    lists = _list("show", SHOW, SHOWN, ROWS, 4), _list("final", FINAL, ANNOUNCED, ROWS[:3], 5)
    for night, captures in enumerate(([OLD], [NEW, LIKE, *lists[0], *lists[1]]), 1):
        with ArchiveWriter(home, "haichuan") as writer:
            for one in captures:
                writer.add(one)
        assert not build(home).refused
        report = alert(home, clock=lambda night=night: datetime(2031, 6, night, 18, tzinfo=UTC))  # type: ignore[misc]
        assert report is not None
        assert not report.is_degraded
    return home


@contextmanager
def unmasked() -> Iterator[None]:
    """Masking off, as if nobody had ever written it: what an output would tell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "_PERHAPS", re.compile(r"(?!)"))
        yield


def personal_night() -> Night:
    """A night whose sources, absences and mistakes all have a person's numbers in their words."""
    why = f"the list says {PERSON}"
    began, ended = "2031-06-01T18:00:00Z", "2031-06-01T18:09:00Z"
    run = Run(1, "haichuan", "2031-06-01", began, ended, "failed", 0, None, 0, 0, 0, 1, None, None, why)
    return Night(
        "2031-06-01",
        Plan(()),
        (run,),
        (GivenUp("haichuan", f"{HOST}/art/1.html", f"given up: {PERSON}"),),
        (Absence("haichuan", "withdrawn", "k", "", f"withdrawn: {PERSON}", "no row of it"),),
        notes=(f"noted: {PERSON}",),
        build=BuildReport(refused=((f"import:{PERSON}", f"refused: {PERSON}"),)),
        faults=(f"faulty: {PERSON}",),
    )

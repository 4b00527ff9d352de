"""cleaners/official/forwards.py and pipeline/forwards.py: notices that pass on a document. Fictional."""

from __future__ import annotations

import time
from itertools import permutations
from pathlib import Path

import pytest

from cleaners.official.forwards import forwarded
from kb.archive import Capture, names
from kb.home import Home
from kb.read import Base, RelationRow
from kb.store import dump
from pipeline.building import build
from tests.test_drafting import nights
from tests.test_line import HOST, capture, give, page

ORIGINAL = "产业振兴部关于印发《灯塔办法》的通知"
NESTED = ORIGINAL.replace("《", "〈").replace("》", "〉")
PASSES = f"现将《{NESTED}》（产振灯〔2031〕8号）转发给你们，请遵照执行。"


@pytest.mark.parametrize(
    ("title", "text", "named"),
    [
        ("", PASSES, [(NESTED, "产振灯〔2031〕8号")]),
        ("", "现将《甲》（产振灯〔2031〕8号）、《乙》转发。", [("甲", "产振灯〔2031〕8号"), ("乙", None)]),
        ("海川省工艺厅关于转发《甲通知》的通知", "", [("甲通知", None)]),
        ("海川省工艺厅转发产业振兴部关于点灯的通知的通知", "", [("产业振兴部关于点灯的通知", None)]),
        (
            "海川省工艺厅转发产业振兴部关于点灯的通知",
            "现将产振灯〔2031〕8号文转发给你们。",
            [("产业振兴部关于点灯的通知", "产振灯〔2031〕8号")],
        ),
        ("", "产业振兴部《关于点灯的意见》已经同意，现批转给你们，请执行。", [("关于点灯的意见", None)]),
        ("海川省工艺厅关于点灯的通知", "请将本通知转发给各企业。请及时将《甲通知》转发各县。", []),
        ("海川省工艺厅关于禁止转发谣言的通知", "各地要守法。", []),
        ("转发：产业振兴部关于点灯的通知", "各地：请点灯。", []),
    ],
)  # fmt: skip
def test_a_notice_names_what_it_forwards(title: str, text: str, named: list[tuple[str, str | None]]) -> None:
    found = forwarded(title, text)
    assert [(one.title, one.doc_number) for one in found] == named
    assert all(text[slice(*one.span)] == one.quote for one in found if one.span)


@pytest.mark.parametrize("piece", ["现将《灯塔", "转发", "请将", "《甲》（", "现将灯〔2031〕8号"])
def test_long_texts_are_read_in_linear_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = time.process_time()
    forwarded(text, text)
    assert time.process_time() - started < 2


# -- in a base

NUMBER, OWN = "产振灯〔2031〕8号", "海工灯〔2031〕21号"
MEASURE = (
    "灯塔办法\n第一条 灯塔应当在夜间点灯。\n第二条 守灯的人应当写日志。\n第三条 本办法自2031年9月1日起施行。"
)
LETTER = f"{NUMBER}\n各省工艺厅：\n现将《灯塔办法》印发给你们，请遵照执行。\n产业振兴部\n2031年8月20日"
TITLE = f"海川省工艺厅关于转发《{NESTED}》的通知"


def original(fetched: int = 1, number: str = NUMBER, address: str = "o") -> Capture:
    return capture(
        f"https://www.chanzhen.example/{address}.html",
        page(ORIGINAL, f"{LETTER.replace(NUMBER, number)}\n{MEASURE}"),
        fetched,
    )


def passed_on(fetched: int = 2, said: str = PASSES, behind: str = "", title: str = TITLE) -> Capture:
    body = f"{OWN}\n各市工艺局：\n{said}\n海川省工艺厅\n2031年9月5日{behind}"
    return capture(f"{HOST}/forward.html", page(title, body), fetched)


def forwards(home: Home) -> tuple[RelationRow, ...]:
    with Base(home.kb) as base:
        return base.relations_from(OWN, kind="forwards")


def test_a_notice_that_forwards_is_a_work_of_its_own_and_leads_to_the_other(tmp_path: Path) -> None:
    home = nights(tmp_path, original(), passed_on())
    [row] = forwards(home)
    assert (row.to_work, row.quote) == (NUMBER, PASSES)
    with Base(home.kb) as base:
        snapshot, work = base.snapshot(row.snapshot or ""), base.work(OWN)
        assert snapshot is not None
        assert (snapshot.text or "")[row.start : row.end] == PASSES
        assert work is not None
        assert (work.role, work.doc_number, work.issuers) == ("notice", OWN, ("海川省工艺厅",))
        assert {row.work for row in base.manifestations(NUMBER)} == {NUMBER}


def test_the_text_of_the_other_under_it_makes_no_copy_of_the_other(tmp_path: Path) -> None:
    home = nights(tmp_path, original(), passed_on(behind=f"\n附件\n{ORIGINAL}\n{LETTER}\n{MEASURE}"))
    assert [row.to_work for row in forwards(home)] == [NUMBER]
    with Base(home.kb) as base:
        assert {row.work for row in base.manifestations(f"{NUMBER}/1")} == {NUMBER}


def test_what_is_not_held_stays_visible_and_is_no_work(tmp_path: Path) -> None:
    named = nights(tmp_path / "named", passed_on())
    assert [row.to_work for row in forwards(named)] == [f"title:{NESTED}"]
    bare = passed_on(said=f"现将{NUMBER}文转发给你们。", title="海川省工艺厅关于点灯工作的通知")
    numbered = nights(tmp_path / "numbered", bare)
    assert [row.to_work for row in forwards(numbered)] == [f"number:{NUMBER}"]


def test_a_name_without_a_number_means_the_one_document_of_that_name(tmp_path: Path) -> None:
    said = PASSES.replace(f"（{NUMBER}）", "")
    assert [r.to_work for r in forwards(nights(tmp_path / "one", original(), passed_on(said=said)))] == [
        NUMBER
    ]
    two = nights(tmp_path / "two", original(), original(1, "产振灯〔2031〕9号", "p"), passed_on(said=said))
    assert [row.to_work for row in forwards(two)] == [f"title:{NESTED}"]


def test_a_number_that_is_not_held_never_leads_to_another_of_the_same_title(tmp_path: Path) -> None:
    home = nights(tmp_path, original(number="产振灯〔2030〕3号"), passed_on())
    assert [row.to_work for row in forwards(home)] == [f"title:{NESTED}"]


def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path) -> None:
    captures = (original(), passed_on(), passed_on(3, PASSES.replace("遵照", "认真")))
    homes = [nights(tmp_path / str(n), *order) for n, order in enumerate(permutations(captures))]
    whole = Home(tmp_path / "whole")
    give(whole, [homes[0].warc / name for name in names(homes[0])])
    build(whole, index=False)
    assert list(dump(homes[0].kb)) == list(dump(whole.kb))
    assert {forwards(home)[0].to_work for home in homes} == {NUMBER}
    assert build(homes[0], index=False).rows == 0

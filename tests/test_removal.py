"""Cutting lines and taking the cuts back: what was stripped can be restored, character for character."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaners
import cleaners.page.steps
from cleaners import STEPS
from cleaners.model import Refused, Removed
from cleaners.page.draft import Draft
from cleaners.restoring.trace import trace
from cleaners.stripping.removal import Hole, NotUndone, cut_out, restore
from cleaners.stripping.steps import LINE_STEPS, lines_of, strip_lines, strip_text

PAGES = Path(__file__).parent / "pages"
CLAUSES = (
    "第一条　为了规范河灯工坊的认定工作，制定本办法。",
    "第二条　县级工业主管部门负责本行政区域内的认定工作。",
    "（一）主导产业产值占比不低于七成；",
    "河(hé)灯（dēng）工(gōng)坊应当备有灭火器材。",
)
MARKS = (
    "q7Z示例资讯——每天多懂一点SHILIPOS.EXAMPLE",
    "【本文由示例网sl-news.example整理】",
    "www.sl-mirror.example",
)
NOISE = (
    *("免责声明：本站转载此文，不代表本站观点。", "扩展阅读", "上一篇：某县修桥", "责任编辑：甲"),
    *("编辑/安若水 校对/白长亭", "某地灯会开幕", "<BR>", "&nbsp;", "&amp;nbsp;", "&ldquo;", "&#8203;", "AD"),
    *("\u200b", "\ue600", "\u202e", " ", "\u3000", "分享到 微信 微博", "阅读 1234", "长按二维码关注我们"),
    *("（责编：甲）", "2031-03-05", "昨晚，某地灯会开幕，游客...", "青岚县工业局", "2031年3月5日"),
    *("抄送：青岚县人民政府", "返回搜狐，查看更多", "第", "&", "<", ";"),
)  # fmt: skip
PIECES = st.sampled_from([*CLAUSES, *MARKS, *NOISE])
LINES = st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=24).map(tuple)
SPOILED = LINES.map(lambda lines: tuple(line for text in lines for line in lines_of(text)))


@settings(derandomize=True, max_examples=100, deadline=None)
@given(SPOILED)
def test_what_all_steps_cut_can_be_put_back(lines: tuple[str, ...]) -> None:
    kept, removed = strip_lines(lines, title="某地灯会开幕")
    assert restore(kept, removed) == lines


@pytest.mark.parametrize("step", LINE_STEPS, ids=lambda step: str(step.__name__))
@settings(derandomize=True, max_examples=40, deadline=None)
@given(lines=SPOILED)
def test_each_step_can_be_undone_and_changes_nothing_the_second_time(step, lines) -> None:  # type: ignore[no-untyped-def]
    kept, removed = step(lines)
    assert restore(kept, removed) == lines
    assert step(kept) == (kept, ())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(LINES.map("\n".join))
def test_every_character_that_is_left_knows_its_place_in_the_text(text: str) -> None:
    stripped, removed = strip_text(text)
    laid = trace(text, stripped, removed)
    put = {cut.put for cut in removed}
    for start, source, length in zip(laid.starts, laid.sources, laid.lengths, strict=True):
        here = stripped[start : start + length]
        assert here == text[source : source + length] or here in put
    assert sum(laid.lengths) == len(stripped.replace("\n", ""))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.text(alphabet="ab \u3000", max_size=20), st.lists(st.integers(0, 20), max_size=8))
def test_any_holes_of_a_line_can_be_filled_again(line: str, bounds: list[int]) -> None:
    ends = sorted({min(bound, len(line)) for bound in bounds})
    holes = [
        Hole("mark", a, b, "“" if a % 3 == 0 else "") for a, b in zip(ends[::2], ends[1::2], strict=False)
    ]
    before = ("above", line, "below")
    kept, removed = cut_out(before, {}, {1: holes} if holes else {})
    assert restore(kept, removed) == before


def test_white_space_that_a_cut_leaves_at_an_edge_goes_with_it() -> None:
    kept, removed = cut_out(("点灯 MARK",), {}, {0: [Hole("mark", 3, 7)]})
    assert (kept, removed) == (("点灯",), (Removed("mark", " MARK", 0, 2),))


def test_a_line_left_empty_goes_whole() -> None:
    kept, removed = cut_out(("甲", "MARK MARK", "乙"), {}, {1: [Hole("m", 0, 4), Hole("m", 5, 9)]})
    assert kept == ("甲", "乙")
    assert removed[-1] == Removed("m", " MARK", 1)


def test_cuts_of_the_markup_are_passed_over() -> None:
    assert restore(("甲",), (Removed("hidden", "乙"),)) == ("甲",)


def test_cuts_that_do_not_fit_the_lines_are_refused_by_name() -> None:
    with pytest.raises(NotUndone, match="only 1 lines"):
        restore(("甲",), (Removed("tail", "乙", 5),))
    with pytest.raises(NotUndone, match="character 9"):
        restore(("甲",), (Removed("mark", "乙", 0, 9),))


@pytest.mark.parametrize("page", sorted(PAGES.glob("*/*/page.*")), ids=lambda path: str(path.parent.name))
def test_the_lines_of_a_page_can_be_had_back_from_its_text_and_its_cuts(page: Path) -> None:
    draft = Draft(page.read_bytes(), "https://news.example/1.html")
    found: tuple[str, ...] | None = None
    try:
        for step in STEPS:
            if step == "strip_page":
                found = draft.lines
            draft = getattr(cleaners.page.steps, step)(draft)
    except Refused:
        pytest.skip("a page that is refused has no text")
    assert restore(draft.lines, draft.page().removed) == found


def test_what_only_looks_foreign_is_named_and_stays_in_the_text() -> None:
    lines = [f"各县{n}号水闸，灯工坊管应当在汛期开放。河灯工坊管理不变。" for n in range(3)]
    page = cleaners.clean_page(
        "\n".join(["河灯工坊管理办法", *lines]).encode(), url="https://a.example/1.txt"
    )
    assert page.text == "\n".join(lines)
    assert [cut.quote for cut in page.suspected] == ["灯工坊管"] * 3

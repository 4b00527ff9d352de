"""strip_text and its steps: what is in the text but not of it, and what must stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.strip import LINE_STEPS, strip_text

CLAUSES = (
    "第一条　为了规范竹器产业集群的认定工作，制定本办法。",
    "第二条　县级工业主管部门负责本行政区域内的认定工作。",
    "第三条　申报单位应当具备下列条件：",
    "（一）主导产业产值占比不低于七成；",
    "（二）近三年未发生重大安全事故。",
    "第四条　认定的有效期为三年，期满复核。",
)
LAW = "\n".join(CLAUSES)
MARKS = (
    "q7Z示例资讯——每天多懂一点SHILIPOS.EXAMPLE",
    "【本文由示例网sl-news.example整理】",
    "www.sl-mirror.example",
)


def test_clean_law_is_left_alone() -> None:
    assert strip_text(LAW) == (LAW, ())


@pytest.mark.parametrize("mark", MARKS)
def test_a_watermark_at_line_ends_goes_and_nothing_else(mark: str) -> None:
    text, removed = strip_text("\n".join(line + mark for line in CLAUSES))
    assert text == LAW
    assert [cut.quote for cut in removed] == [mark] * len(CLAUSES)


@pytest.mark.parametrize("mark", MARKS)
def test_a_watermark_inside_sentences_goes_too(mark: str) -> None:
    marked = [line + mark for line in CLAUSES]
    marked[1] = marked[1][:9] + mark + marked[1][9:]
    assert strip_text("".join(marked))[0] == "".join(CLAUSES)


def test_the_random_token_before_each_copy_goes_with_it() -> None:
    tokens = ("a1B", "Zz9", "q0Q", "7hK", "pL3", "x4X")
    marked = "\n".join(f"{line}{t}示例资讯站每天更多精彩" for line, t in zip(CLAUSES, tokens, strict=True))
    assert strip_text(marked)[0] == LAW


def test_a_line_that_was_only_the_watermark_disappears() -> None:
    text, _ = strip_text("\n".join([*(line + MARKS[0] for line in CLAUSES), MARKS[0]]))
    assert text == LAW


def test_an_official_address_named_again_and_again_is_no_watermark() -> None:
    told = "\n".join(f"{line}申报网址：https://zjtx.yunling.gov.cn/apply。" for line in CLAUSES)
    assert strip_text(told) == (told, ())


def test_an_address_that_the_sentences_ask_for_stays() -> None:
    told = "\n".join(f"{line[:-1]}，登录示例平台（www.platform.example）填报。" for line in CLAUSES)
    assert strip_text(told) == (told, ())


def test_a_repeated_clause_ending_is_no_watermark() -> None:
    told = "\n".join(f"{line[:-1]}，由县级以上工业主管部门责令改正。" for line in CLAUSES)
    assert strip_text(told) == (told, ())


@pytest.mark.parametrize(
    "marker", ["免责声明:本站转载", "扩展阅读", "本文链接：http://a.example/1", "上一篇：某文"]
)
def test_a_tail_goes_from_its_marker_on(marker: str) -> None:
    text, removed = strip_text(f"{LAW}\n{marker}\n某地举办灯会\n某地修桥")
    assert text == LAW
    assert [cut.rule for cut in removed] == ["tail"] * 3


def test_a_disclaimer_before_clauses_takes_only_its_own_line() -> None:
    text, removed = strip_text(f"某县公告\n免责声明：本站转载自其他媒体\n{LAW}")
    assert text == f"某县公告\n{LAW}"
    assert [cut.rule for cut in removed] == ["tail_line"]


def test_the_annex_behind_a_marker_is_not_lost() -> None:
    assert "附件：竹器产业集群申报表" in strip_text(f"{LAW}\n相关阅读\n附件：竹器产业集群申报表.docx")[0]


def test_a_link_farm_without_a_heading_is_known_by_its_twins() -> None:
    farm = "\n".join(
        f"某地第{n}场灯会开幕\n某地第{n}场灯会开幕\n昨晚，某地灯会开幕，游客..." for n in range(4)
    )
    assert strip_text(f"{LAW}\n{farm}")[0] == LAW


@pytest.mark.parametrize(
    "line",
    ["责任编辑：柳成荫", "（责编：柳成荫、安若水）", "【纠错】", "返回搜狐，查看更多", "原标题：某县出招"],
)  # fmt: skip
def test_editor_lines_and_slogans_go_wherever_they_stand(line: str) -> None:
    assert strip_text(f"{CLAUSES[0]}\n{line}\n{CLAUSES[1]}")[0] == f"{CLAUSES[0]}\n{CLAUSES[1]}"


def test_an_editor_in_brackets_goes_and_his_paragraph_stays() -> None:
    text, removed = strip_text(f"{CLAUSES[0]}（责任编辑：柳成荫）")
    assert text == CLAUSES[0]
    assert removed[0].quote == "（责任编辑：柳成荫）"


def test_a_closing_reporter_line_is_text() -> None:
    line = "（示例台记者 安若水 白长亭）"
    assert strip_text(f"{CLAUSES[0]}\n{line}")[0].endswith(line)


def test_debris_of_markup_goes_from_plain_text() -> None:
    assert strip_text("认定标准（<BR>2031年版）<BR>.wps<BR>")[0] == "认定标准（2031年版）.wps"
    assert strip_text("实施&ldquo;小而美&rdquo;计划")[0] == "实施“小而美”计划"


NOISE = [
    "免责声明：本站",
    "扩展阅读",
    "责任编辑：甲",
    "某地灯会",
    "<BR>",
    "&nbsp;",
    "&amp;nbsp;",
    "AD",
    "\n",
    "　",
]
PIECES = st.sampled_from([*CLAUSES, *MARKS, *NOISE])


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_stripping_twice_changes_nothing_more(text: str) -> None:
    once, _ = strip_text(text)
    assert strip_text(once) == (once, ())


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=20))
def test_each_step_alone_is_idempotent(pieces: list[str]) -> None:
    lines = tuple(piece.strip() for piece in pieces if piece.strip())
    for step in LINE_STEPS:
        once, _ = step(lines)
        assert step(once) == (once, ())


def test_long_lines_of_one_character_take_no_time_to_speak_of() -> None:
    for char in "（【<&aA1.-来源：":
        assert strip_text(char * 40_000)[0] in (char * 40_000, "", "来源：" * 40_000)


BRAND = "【本文由竹讯网zhuxun.example整理】"
SENTENCES = (
    "第一条 河灯工坊应当备有灭火器材，并且每年检查一次。",
    "第二条 放灯以后，工坊应当在当日收回纸灯的残片。",
    "第三条 匠人可以带领学徒，学徒不得单独点灯。",
)


def test_a_bracket_with_an_address_put_into_sentences_is_taken_out() -> None:
    spoiled = "\n".join(s[: 9 + 2 * i] + BRAND + s[9 + 2 * i :] for i, s in enumerate(SENTENCES))
    kept, removed = strip_text(spoiled)
    assert kept == "\n".join(SENTENCES)
    assert [(r.rule, r.quote) for r in removed] == [("injection", BRAND)] * 3
    assert strip_text(kept) == (kept, ())


def test_a_bracket_that_stands_once_or_names_an_official_site_stays() -> None:
    once = "\n".join((SENTENCES[0] + BRAND, *SENTENCES[1:]))
    official = "\n".join(s[:9] + "【详见www.qinglan.gov.cn】" + s[9:] for s in SENTENCES)
    assert strip_text(once)[0] == once
    assert strip_text(official)[0] == official


def test_an_address_scattered_over_sentences_goes_and_one_that_sentences_name_stays() -> None:
    words = "甲乙丙丁戊己庚辛壬癸"
    text = [
        f"第{i}条 {word}类工坊应当在{word}月{word}日以前交纳{word}字号河灯的检验费用。"
        for i, word in enumerate(words)
    ]
    spoiled = [line[: 8 + i] + "www.zhuxun.example" + line[8 + i :] for i, line in enumerate(text)]
    named = [line.replace("以前", "以前登录www.zhuxun.example") for line in text]
    assert strip_text("\n".join(spoiled))[0] == "\n".join(text)
    assert strip_text("\n".join(named))[0] == "\n".join(named)

"""Segmentation keeps every character, finds articles and levels, and makes no article of a citation."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.model import Provision
from cleaners.structure.segmentation import segment

MEASURE = """云岭市灯塔企业培育办法
（2031年3月1日云岭市人民政府令第7号发布）

第一章　总则
第一条　为了培育灯塔企业，根据《云岭市产业条例》第十二条，制定本办法。
第二条　本办法所称灯塔企业，是指下列企业：
（一）年营业收入不低于三亿元的企业；
（二）研发投入符合下列条件之一的企业：
1.研发人员不少于五十人；
2.研发费用占比不低于百分之五。
第三人提供的材料由市工业主管部门核对。
第二章　认定程序
第三条　申请按照第四条、第五条的规定办理。
第三条规定的材料应当真实。
第四条　市工业主管部门应当在三十日内作出决定。
第四条之一　决定应当公开。
第五条　本办法自2031年5月1日起施行。
"""

NOTICE = """云岭市工业局关于做好灯塔企业申报工作的通知
云工发〔2031〕12号
各区工业主管部门：
为做好申报工作，现将有关事项通知如下：
一、总体要求
坚持公开透明，择优推荐。
二、申报条件
（一）基本条件。在本市登记，成立满三年。
（二）专项条件。须符合下列要求：
1.主导产品市场占有率居全市前列；
2.拥有自主知识产权。
三、组织实施。各区应当于6月30日前报送材料。
附件：1.申请表
2.汇总表
云岭市工业局　云岭市财政局
2031年5月6日
"""


def by_eid(text: str) -> dict[str, Provision]:
    return {p.eid: p for p in segment(text)}


def innermost(text: str) -> list[int]:
    """For each character how many provisions without a provision inside them at that place cover it."""
    spans = sorted({p.span for p in segment(text)}, key=lambda s: (s[0], -s[1]))
    covered = [0] * len(text)
    open_spans: list[tuple[int, int]] = []
    for start, end in spans:
        while open_spans and open_spans[-1][1] <= start:
            open_spans.pop()
        assert not open_spans or end <= open_spans[-1][1], "spans cross"
        if not open_spans:
            for offset in range(start, end):
                covered[offset] += 1
        open_spans.append((start, end))
    return covered


def test_articles_are_found_and_citations_are_not() -> None:
    assert [p.eid for p in segment(MEASURE) if p.kind == "article"] == [
        "art_1",
        "art_2",
        "art_3",
        "art_4",
        "art_4-1",
        "art_5",
    ]


def test_an_article_has_its_whole_text_without_its_own_label() -> None:
    two = by_eid(MEASURE)["art_2"]
    assert two.label == "第二条"
    assert two.text.startswith("本办法所称灯塔企业")
    assert two.text.endswith("第三人提供的材料由市工业主管部门核对。")
    assert MEASURE[two.span[0] :].startswith("第二条")


def test_paragraphs_points_and_indents_have_their_eids() -> None:
    held = by_eid(MEASURE)
    assert held["art_2__para_1__point_2__indent_2"].text == "研发费用占比不低于百分之五。"
    assert held["art_2__para_2"].text == "第三人提供的材料由市工业主管部门核对。"
    assert held["art_3__para_2"].text == "第三条规定的材料应当真实。"


def test_chapters_head_their_articles() -> None:
    held = by_eid(MEASURE)
    assert (held["chp_2"].label, held["chp_2"].heading) == ("第二章", "认定程序")
    assert held["art_3"].path == "第二章 认定程序"


def test_what_stands_before_the_articles_is_stray() -> None:
    assert [p.eid for p in segment(MEASURE) if p.kind == "stray"] == ["stray_1", "stray_2"]


@pytest.mark.parametrize("gap", ["　", " ", ""])
def test_fused_articles_are_found_again(gap: str) -> None:
    fused = MEASURE.replace("\n", "").replace("　", gap)
    wanted = ["art_1", "art_2", "art_3", "art_4", "art_4-1", "art_5"]
    assert [p.eid for p in segment(fused) if p.kind == "article"] == wanted


def test_a_notice_gives_its_ladder() -> None:
    held = by_eid(NOTICE)
    assert [e for e in held if e.startswith("lvl")] == [
        "lvl_1",
        "lvl_2",
        "lvl_2__lvl_1",
        "lvl_2__lvl_2",
        "lvl_2__lvl_2__lvl_1",
        "lvl_2__lvl_2__lvl_2",
        "lvl_3",
    ]
    assert (held["lvl_1"].heading, held["lvl_1"].text) == ("总体要求", "坚持公开透明，择优推荐。")
    assert held["lvl_2__lvl_1"].heading == "基本条件"
    assert held["lvl_2__lvl_2__lvl_2"].path == "二、申报条件 / （二）专项条件"


def test_opening_and_closing_of_a_notice_stay_outside_its_levels() -> None:
    held = by_eid(NOTICE)
    assert held["lvl_3"].text == "组织实施。各区应当于6月30日前报送材料。"
    assert held["para_2"].text == "为做好申报工作，现将有关事项通知如下："
    assert "2031年5月6日" in [p.text for p in held.values() if p.kind == "stray"]


def test_items_that_number_through_a_notice_are_levels_of_their_headings() -> None:
    text = "一、前言\n（一）甲项。内容。\n（二）乙项。内容。\n二、任务\n（三）丙项。内容。\n"
    assert [p.eid for p in segment(text)] == [
        "lvl_1",
        "lvl_1__lvl_1",
        "lvl_1__lvl_2",
        "lvl_2",
        "lvl_2__lvl_3",
    ]


def test_a_text_without_numbers_is_its_paragraphs() -> None:
    text = "云岭社3月5日电，灯塔企业名单公布。\n首批共十家。"
    assert [(p.eid, p.kind) for p in segment(text)] == [("para_1", "paragraph"), ("para_2", "paragraph")]


def test_a_table_of_contents_gives_no_chapters_twice() -> None:
    listed = "某办法\n目录\n第一章　总则\n第二章　附则\n"
    text = listed + "第一章　总则\n第一条　为了甲。\n第二章　附则\n第二条　自即日起施行。"
    assert [p.eid for p in segment(text) if p.kind != "stray"] == ["chp_1", "art_1", "chp_2", "art_2"]


def test_articles_of_an_annex_carry_its_name() -> None:
    measure = "第一条　为了甲，制定本办法。\n第二条　乙。\n"
    text = measure + "附件1\n某细则\n第一条　为了丙，制定本细则。\n第二条　丁。"
    assert [p.eid for p in segment(text) if p.kind == "article"] == [
        "art_1",
        "art_2",
        "att_1__art_1",
        "att_1__art_2",
    ]


def test_a_second_different_article_of_one_number_is_marked() -> None:
    text = "第一条　甲。\n第二条　乙。\n第二条　另一个乙。\n第三条　丙。"
    assert [p.eid for p in segment(text)] == ["art_1", "art_2", "art_2~2", "art_3"]


def test_articles_quoted_by_an_amendment_stay_inside_it() -> None:
    text = (
        "第一条　为了完善制度，作如下修改。\n第二条　将第二十条修改为：\n“第二十条　申请人应当提交材料。\n"
        "“第二十一条　主管部门应当受理。”\n第三条　本决定自公布之日起施行。"
    )
    assert [p.eid for p in segment(text) if p.kind == "article"] == ["art_1", "art_2", "art_3"]


def test_boxes_of_a_plan_do_not_break_its_ladder() -> None:
    text = (
        "一、任务\n（一）强基。夯实基础。\n专栏1 强基工程\n1.甲工程。建设甲。\n2.乙工程。建设乙。\n"
        "（二）提质。提升质量。\n二、保障\n（一）组织。加强领导。"
    )
    assert [p.eid for p in segment(text)] == [
        "lvl_1",
        "lvl_1__lvl_1",
        "lvl_1__lvl_2",
        "lvl_2",
        "lvl_2__lvl_1",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "第五条规定的材料应当真实。",
        "第五条、第六条所列情形除外。",
        "第五条第一款所称单位。",
        "第五次修订后执行。",
    ],
)
def test_a_line_that_begins_with_a_citation_stays_in_its_article(line: str) -> None:
    text = f"第四条　甲。\n{line}\n第五条　乙。\n第六条　丙。"
    assert [p.eid for p in segment(text) if p.kind == "article"] == ["art_4", "art_5", "art_6"]


WORDS = [
    "第一条",
    "第二条",
    "第三十－条",
    "第一章",
    "第一节",
    "目录",
    "附件",
    "附件1",
    "附件：1.表",
    "一、",
    "二、",
    "（一）",
    "（二）",
    "(三)",
    "1.",
    "2．",
    "①",
    "㈠",
    "之一",
    "“",
    "”",
    "。",
    "：",
    "；",
    "，",
    "专栏1",
    "总则",
    "2031年5月6日",
    "本办法",
    "规定的",
    "《",
    "》",
    "为了",
    "甲乙丙",
]
SOUP = st.lists(
    st.sampled_from([*WORDS, "\n", "\n", "　", "第 二 条", "\u200b", "\ufeff", "\u200d"]), max_size=60
).map("".join)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(SOUP | st.text(max_size=80))
def test_any_text_is_tiled_by_provisions_with_names_of_their_own(text: str) -> None:
    provisions = segment(text)
    assert len({p.eid for p in provisions}) == len(provisions)
    covered = innermost(text)
    for offset, char in enumerate(text):
        if not char.isspace():
            assert covered[offset] == 1, (offset, char, [(p.eid, p.span) for p in provisions])
    for provision in provisions:
        assert provision.text in text[provision.span[0] : provision.span[1]]
        assert text[provision.span[0] :].startswith(provision.label)


def test_a_mark_that_nobody_sees_between_paragraphs_is_covered_and_is_no_paragraph() -> None:
    plain = "第一条 甲事。\n乙事。\n第二条 丙事。"
    marked = "\ufeff\n第一条 甲事。\n\u200b\n乙事。\n\u200d\n第二条 丙事。\n\u200b\u200b"
    assert [p.eid for p in segment(marked)] == ["stray_1", *(p.eid for p in segment(plain))]
    paragraphs = segment("某段。\n\u200b\n某二段。")
    assert [(p.eid, p.text, p.span) for p in paragraphs] == [
        ("para_1", "某段。", (0, 5)),
        ("para_2", "某二段。", (6, 10)),
    ]


def test_many_marks_that_nobody_sees_take_little_time() -> None:
    started = time.process_time()
    segment("某段。\n\u200b\n" * 3_000)
    assert time.process_time() - started < 2


def test_long_texts_take_linear_time() -> None:
    for body in (MEASURE, NOTICE, "（一）甲；", "第五条", "一、甲\n1.乙\n"):
        started = time.process_time()
        segment(body * (100_000 // len(body)))
        assert time.process_time() - started < 3, body[:6]


def test_the_last_article_keeps_its_last_paragraph_and_not_the_signature() -> None:
    text = "第一条　甲。\n第二条　乙。\n本办法自2031年5月1日起施行。\n云岭市工业局\n2031年4月6日\n附件：1.表"
    assert by_eid(text)["art_2"].text == "乙。\n本办法自2031年5月1日起施行。"


def test_a_title_broken_over_lines_is_no_paragraph() -> None:
    title = "云岭市工业局关于做好灯塔\n企业申报工作的通知\n云工发〔2031〕12号\n"
    text = title + "为做好工作，通知如下：\n一、甲。\n二、乙。"
    assert [p.eid for p in segment(text)] == ["stray_1", "stray_2", "stray_3", "para_1", "lvl_1", "lvl_2"]


def test_a_first_item_fused_with_the_heading_above_it_is_found() -> None:
    tasks = "一、主要任务（一）强基。夯实基础。\n（二）提质。提升质量。\n"
    text = tasks + "二、保障（一）组织。加强领导。\n（二）经费。"
    assert [p.eid for p in segment(text) if p.eid.startswith("lvl_2")] == [
        "lvl_2",
        "lvl_2__lvl_1",
        "lvl_2__lvl_2",
    ]
    assert by_eid(text)["lvl_2"].heading == "保障"


def test_a_sentence_that_heads_further_text_stays_in_the_text_too() -> None:
    held = by_eid("一、企业可以申报。\n申报不收费。\n二、申报要求\n材料应当真实。")
    assert (held["lvl_1"].heading, held["lvl_1"].text) == ("企业可以申报", "企业可以申报。\n申报不收费。")
    assert (held["lvl_2"].heading, held["lvl_2"].text) == ("申报要求", "材料应当真实。")


def test_signatures_and_copies_are_no_paragraphs() -> None:
    closing = "云岭市工业局\n2031年4月6日\n抄送：市财政局\n云岭市工业局办公室　2031年4月7日印发"
    kinds = {p.text: p.kind for p in segment("一、甲。\n二、乙。\n" + closing)}
    assert {kinds[line] for line in closing.split("\n")} == {"stray"}


def test_a_second_ladder_is_a_text_of_its_own_with_its_title() -> None:
    first = "云岭市扶持办法\n一、甲。\n二、乙。\n"
    held = by_eid(first + "云岭市奖励办法\n为了奖励，制定本办法：\n一、丙。\n二、丁。")
    assert held["lvl_2"].text == "乙。"
    assert held["att_1__para_1"].text == "为了奖励，制定本办法："
    assert held["att_1__lvl_2"].text == "丁。"


def test_a_lead_of_a_news_paragraph_is_its_heading_and_stays_in_its_text() -> None:
    text = (
        "记者昨天从省里获悉。\n一是健全培育体系。近期将发布指南。\n二是数字化赋能；各县要跟上。\n三是重点。"
    )
    held = by_eid(text)
    assert [held[f"para_{n}"].heading for n in (1, 2, 3, 4)] == ["", "一是健全培育体系", "二是数字化赋能", ""]
    assert held["para_2"].text == "一是健全培育体系。近期将发布指南。"


def test_what_is_handed_out_holds_plain_offsets() -> None:
    text = "第一条 甲制定本办法。\n第二条 乙。\n（一）丙；\n（二）丁。\n某某局\n2031年5月1日"
    assert all(type(provision.span) is tuple for provision in segment(text))

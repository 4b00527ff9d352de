"""Lists of repealed, changed and kept documents: each row an act of its own, with the row as its quote.

The documents named are of our own invention.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.effect.acts import Act
from cleaners.effect.repeal_lists import listed
from cleaners.effect.repeals import repealing, repeals

ANNEX = "\n".join(
    (
        "附件1",
        "海川市废止的规范性文件目录（共3件）",
        "序号\t文件名称\t文号\t发布日期",
        "1\t关于印发《云杉管理办法》的通知\t海政发〔2010〕1号\t2010年3月4日",
        "2\t海川市松树保护规定（试行）\t海政办〔2011〕12号\t2011年3月4日",
        "3\t《关于加强渡口管理的通知》\t海政发〔2012〕3号\t2012年3月4日",
        "附件2",
        "海川市继续有效的规范性文件目录",
        "序号\t文件名称\t文号\t发布日期",
        "1\t关于灯塔的通知\t海政发〔2015〕7号\t2015年3月4日",
        "附件3",
        "拟修改的规范性文件目录",
        "1\t关于船的通知\t海政发〔2015〕8号\t2015年3月4日",
    )
)


def said(text: str) -> list[tuple[str, str, str | None]]:
    return [(act.kind, act.title, act.doc_number) for act in acts(text)]


def acts(text: str) -> list[Act]:
    return [act for row in listed(text) for act in row.acts]


def test_each_row_of_a_table_is_what_the_heading_above_it_says() -> None:
    assert said(ANNEX) == [
        ("repeals", "关于印发《云杉管理办法》的通知", "海政发〔2010〕1号"),
        ("repeals", "海川市松树保护规定（试行）", "海政办〔2011〕12号"),
        ("repeals", "关于加强渡口管理的通知", "海政发〔2012〕3号"),
        ("extends", "关于灯塔的通知", "海政发〔2015〕7号"),
    ]


def test_each_row_is_its_own_quote_and_knows_its_place() -> None:
    for act in acts(ANNEX):
        assert act.quote in ANNEX.splitlines()
        assert ANNEX[slice(*act.span)].strip("《》") == act.title


def test_a_column_says_what_becomes_of_each_row() -> None:
    table = "\n".join(
        (
            "海川市规范性文件清理结果",
            "序号\t文件名称\t发文字号\t清理结果",
            "1\t关于灯塔的通知\t海政发〔2015〕7号\t继续有效",
            "2\t关于船的通知\t海政发〔2015〕8号\t废止",
            "3\t关于桥的通知\t海政发〔2015〕9号\t修改",
            "4\t关于路的通知\t海政发〔2015〕10号\t拟废止",
            "5\t关于港的通知\t海政发〔2015〕11号\t保留",
        )
    )
    assert [(kind, title) for kind, title, _ in said(table)] == [
        ("extends", "关于灯塔的通知"),
        ("repeals", "关于船的通知"),
        ("amends", "关于桥的通知"),
    ]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "决定废止下列文件：\n1.《云杉办法》（某发〔2020〕1号）\n2．《松树细则》\n特此通知。",
            ["云杉办法", "松树细则"],
        ),
        (
            "经研究，决定对下列文件宣布失效：\n（一）海川市关于云杉的通知（海政发〔2001〕5号）；",
            ["海川市关于云杉的通知"],
        ),
        (
            "一、予以废止的规章（1件）\n1.云杉管理规定（2001年3月5日海川市人民政府令第3号公布）",
            ["云杉管理规定"],
        ),
        ("一、废止的文件\n工业类\n1. 关于云杉的通知（海政发〔2001〕5号）", ["关于云杉的通知"]),
        (
            "一、废止的文件\n1. 关于云杉的通知（海政发〔2001〕5号）\n"
            "二、其他事项\n请各地做好衔接工作，确保平稳过渡。\n1. 关于松树的通知",
            ["关于云杉的通知"],
        ),
        ("拟废止的文件目录\n1. 关于云杉的通知（海政发〔2001〕5号）", []),
        ("建议废止的文件目录\n1. 关于云杉的通知（海政发〔2001〕5号）", []),
        ("保留的文件目录\n1. 关于云杉的通知（海政发〔2001〕5号）", []),
        ("废止和修改的文件目录\n1. 关于云杉的通知（海政发〔2001〕5号）", []),
        ("附件：现行文件目录\n1. 关于云杉的通知（海政发〔2001〕5号）", []),
        ("废止的文件目录\n1. 共计三件\n2. 请遵照执行", []),
        ("序号\t名称\t数量\n1\t云杉管理办法\t3", []),
    ],
)
def test_only_rows_under_a_heading_that_repeals_are_repealed(text: str, titles: list[str]) -> None:
    assert [repeal.title for repeal in repeals(text)] == titles


def test_an_item_that_goes_on_to_articles_means_those_alone() -> None:
    [act] = acts("废止的文件目录\n1.《关于桥的通知》（海政发〔2015〕9号）第三条")
    assert (act.kind, act.articles) == ("repeals_part", ("art_3",))


def test_what_the_notice_says_of_its_annex_holds_for_rows_without_a_heading() -> None:
    annex = "附件\n序号\t文件名称\t文号\n1\t关于灯塔的通知\t海政发〔2015〕7号"
    assert said(annex) == []
    [act] = repealing(annex, "repeals")
    assert (act.title, act.doc_number) == ("关于灯塔的通知", "海政发〔2015〕7号")


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(alphabet="废止目录文件名称序号关于通知办法《》（）〔2020〕1号.、：。\t\n继续有效", max_size=150)
)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for act in acts(text):
        assert text[slice(*act.span)]


@pytest.mark.parametrize(
    "unit", ["1\t关于船的通知\t某发〔2020〕1号\n", "1. 关于船的通知（某发〔2020〕1号）\n", "《", "\t"]
)
def test_a_long_list_is_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    acts("废止的文件目录\n" + unit * (40_000 // len(unit)))
    assert time.process_time() - began < 3

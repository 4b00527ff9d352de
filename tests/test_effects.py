"""What a document does to others: amendments, extensions, corrections, and what only looks like one."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.effect.acts import Act
from cleaners.effect.effects import announced_in, effects
from cleaners.effect.extending import extensions

DECISION = "海川市人民政府关于修改部分规章的决定"


def said(title: str, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(act.kind, act.title, act.articles) for act in effects(title, text)]


@pytest.mark.parametrize(
    ("title", "text", "acts"),
    [
        (
            "海川市关于修改《云杉办法》的决定",
            "决定对《云杉办法》（海政发〔2020〕1号）作如下修改：\n一、将第五条修改为：“种两棵。”\n二、删除第七条第二款。",
            [("云杉办法", ()), ("云杉办法", ("art_5",)), ("云杉办法", ("art_7__para_2",))],
        ),
        (
            DECISION,
            "一、修改《云杉办法》\n将第九条修改为：“第九条 浇水。”\n二、删除《松树办法》第三条。",
            [("云杉办法", ()), ("云杉办法", ("art_9",)), ("松树办法", ()), ("松树办法", ("art_3",))],
        ),
        (DECISION, "现对《云杉办法》、《松树办法》作如下修改。", [("云杉办法", ()), ("松树办法", ())]),
        (
            DECISION,
            "将《云杉办法》第六条第二款中的“三年”修改为“五年”。",
            [("云杉办法", ()), ("云杉办法", ("art_6__para_2",))],
        ),
        (DECISION, "在《云杉办法》第十一条后增加一条。", [("云杉办法", ()), ("云杉办法", ("art_11",))]),
        (
            "海川市关于修改《云杉办法》的决定",
            "现予公布，自公布之日起施行。附修改后的全文。",
            [("云杉办法", ())],
        ),
        ("云杉条例", "（2031年1月1日通过 根据《海川市关于修改〈云杉条例〉的决定》修正）\n第一条 种树。", []),
        ("海川市2031年立法工作计划", "一、修改《云杉办法》\n二、废止《松树办法》", []),
        (DECISION, "建议修改《云杉办法》。研究修改《松树办法》。", []),
        (DECISION, "《云杉办法》修改后重新公布。", []),
        ("云杉条例", "第五条 修改《云杉规划》的，应当公示。", []),
        (
            DECISION,
            "一、将《云杉办法》第五条修改为“依照《松树办法》第七条处理”。",
            [("云杉办法", ()), ("云杉办法", ("art_5",))],
        ),
    ],
)
def test_what_is_amended_is_named_with_its_articles(
    title: str, text: str, acts: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [(name, articles) for kind, name, articles in said(title, text) if kind == "amends"] == acts


@pytest.mark.parametrize(
    ("sentence", "until", "months"),
    [
        ("《云杉办法》（海政发〔2020〕1号）有效期延长至2035年12月31日。", date(2035, 12, 31), 0),
        ("《云杉办法》的有效期延长五年。", None, 60),
        ("《云杉办法》延长执行至2035年12月31日。", date(2035, 12, 31), 0),
        ("《云杉办法》继续执行至2035年底。", date(2035, 12, 31), 0),
        ("《云杉办法》继续有效。", None, 0),
        ("经研究，决定延长《云杉办法》有效期至2035年12月31日。", date(2035, 12, 31), 0),
        ("《云杉办法》执行期限延长6个月。", None, 6),
        ("《云杉办法》到期后继续执行，有效期至2035年12月31日。", date(2035, 12, 31), 0),
    ],
)
def test_an_extension_has_its_new_last_day(sentence: str, until: date | None, months: int) -> None:
    [act] = extensions(sentence)
    assert (act.title, act.until, act.months, act.quote) == ("云杉办法", until, months, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "采矿许可证有效期延长两年。",
        "《采矿许可证》有效期延长两年。",
        "本条例施行前颁发的《居住证》继续有效。",
        "《云杉办法》有效期届满需要延长的，应当评估。",
        "按照《云杉办法》，集群有效期延长三年。",
        "是否延长《云杉办法》的有效期，另行通知。",
        "拟延长《云杉办法》的有效期。",
        "企业继续执行《云杉办法》规定的标准。",
        "《云杉公约》适用于海川的有关规定继续有效。",
    ],
)
def test_what_is_no_document_or_no_deed_is_not_extended(sentence: str) -> None:
    assert list(extensions(sentence)) == []


@pytest.mark.parametrize(
    ("title", "text", "acts"),
    [
        ("某部关于更正《云杉名单》的公告", "现更正如下。", [("corrects", "云杉名单")]),
        ("《云杉名单》更正公告", "", [("corrects", "云杉名单")]),
        ("关于《云杉办法》的补充规定", "第一条 补种。", [("supplements", "云杉办法")]),
        (
            "某部关于种云杉的补充通知",
            "为落实《某部关于种云杉的通知》（某发〔2030〕1号），补充通知如下。",
            [("supplements", "某部关于种云杉的通知")],
        ),
        ("某部关于种云杉的补充通知", "根据《松树办法》，补充通知如下。", []),
        ("某部关于种云杉的通知", "请及时补充材料，更正错误。参见《松树办法》。", []),
    ],
)
def test_corrections_and_supplements_are_what_the_title_says(
    title: str, text: str, acts: list[tuple[str, str]]
) -> None:
    assert [(kind, name) for kind, name, _ in said(title, text)] == acts


def test_a_short_name_is_the_document_it_stands_for() -> None:
    text = "根据《云杉管理办法》（海政发〔2020〕1号，以下简称《办法》）。\n《办法》第五条同时废止。"
    [act] = effects("某通知", text)
    assert (act.kind, act.title, act.doc_number) == ("repeals_part", "云杉管理办法", "海政发〔2020〕1号")
    assert effects("某通知", "《办法》第五条同时废止。") == ()


@pytest.mark.parametrize(
    "text",
    [
        "《云杉办法》与本办法不一致的，以本办法为准。",
        "此前规定与本办法不一致的，以本办法为准。",
        "《云杉办法》施行已满十年。",
        "《云杉暂行办法》试行期已满。",
        "根据《关于废止〈云杉办法〉的决定》，不再收费。",
    ],
)
def test_a_clause_of_precedence_age_or_a_citation_does_nothing(text: str) -> None:
    assert effects("松树办法", text) == ()


def test_taking_the_place_of_another_is_said_by_the_act() -> None:
    [act] = effects("松树办法", "《云杉办法》由本办法替代。")
    assert (act.kind, act.replaces) == ("repeals", True)
    [act] = effects("松树办法", "本办法代替《云杉办法》。")
    assert (act.kind, act.replaces) == ("repeals", True)
    [act] = effects("松树办法", "《云杉办法》同时废止。")
    assert not act.replaces


def test_the_notice_says_what_its_annex_lists() -> None:
    assert announced_in("现决定废止《云杉办法》等3件文件（目录见附件）。") == "repeals"
    assert announced_in("现公布继续有效和废止的文件（目录见附件）。") is None
    assert announced_in("拟废止的文件目录见附件。") is None


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(
        alphabet="《》云杉办法修改为删除将对第五条“”作如下延长有效期至2031年决定，。：\n以简称", max_size=120
    ),
    st.sampled_from([DECISION, "关于更正《云杉》的公告", "云杉计划"]),
)
def test_any_text_is_read_without_an_error(text: str, title: str) -> None:
    for act in effects(title, text):
        assert isinstance(act, Act)
        assert act.title or act.doc_number


UNITS = [
    "修改《甲乙》、",
    "将第五条修改为",
    "《甲乙》第五条修改为“",
    "对《甲乙》现",
    "《甲乙》有效期延长",
    "（以下简称《",
    "《",
]


@pytest.mark.parametrize("unit", UNITS)
def test_forty_thousand_characters_are_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    effects(DECISION, "废止修改" + unit * (40_000 // len(unit)))
    assert time.process_time() - began < 3

"""Definitions are read with their other names and their place; a duty or an instruction is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.citing.definitions import definitions


@pytest.mark.parametrize(
    ("text", "term", "aliases", "meaning", "sense"),
    [
        ("本办法所称云杉工坊，是指以云杉为料的手工作坊。", "云杉工坊", (), "以云杉为料的手工作坊。", "means"),
        ("本条例所称的灯塔基金是指照明专用资金。", "灯塔基金", (), "照明专用资金。", "means"),
        ("前款第二项所称“大户”，是指经营百亩以上的农户。", "大户", (), "经营百亩以上的农户。", "means"),
        ("本法所称渔灯，包括桅灯和舷灯。", "渔灯", (), "桅灯和舷灯。", "includes"),
        ("本法所称船主还包括承租人。", "船主", (), "承租人。", "includes"),
        (
            "云杉示范区（以下简称示范区），是指连片种植的区域。",
            "云杉示范区",
            ("示范区",),
            "连片种植的区域。",
            "means",
        ),
        ("渔灯，又称桅灯，是指船上的灯。", "渔灯", ("桅灯",), "船上的灯。", "means"),
        ("云杉指数（YSI）是指价格的比率。", "云杉指数", ("YSI",), "价格的比率。", "means"),
        ("《云杉条例》第三条规定的“良种”，是指经审定的品种。", "良种", (), "经审定的品种。", "means"),
        ("本规定所称海员，是指定居在岛上的船员。", "海员", (), "定居在岛上的船员。", "means"),
        ("不动产灯具，是指固定在岸上的灯具。", "不动产灯具", (), "固定在岸上的灯具。", "means"),
    ],
)
def test_a_definition_is_read(
    text: str, term: str, aliases: tuple[str, ...], meaning: str, sense: str
) -> None:
    (found,) = definitions(text)
    assert (found.term, found.aliases, found.text, found.sense) == (term, aliases, meaning, sense)
    assert text[found.start : found.end].endswith(meaning)


@pytest.mark.parametrize(
    "text",
    [
        "主管部门应当加强指导，是指导性意见的，另行规定。",
        "发现险情的，指令船员撤离。",
        "有关证据不是指向原物的，应当补送。",
        "云杉协会是指定的检验机构。",
        "前款所称期限，依照《云杉条例》的规定认定。",
        "本法所称以上、以内，包括本数。",
        "其中，是指上述情形的除外。",
        "本条例所称公园是公益设施，是改善环境的场所。",
        "违反前条规定是指下列情形。",
    ],
)
def test_what_is_no_definition_is_left(text: str) -> None:
    assert definitions(text) == ()


def test_the_items_of_a_list_of_terms_are_each_a_term() -> None:
    text = (
        "本办法下列用语的含义：\n（一）桅灯：指立在桅上的灯；\n"
        "（二）舷灯，指挂在舷边的灯；\n（三）尾灯是指船尾的灯。"
    )
    assert [(d.term, d.text) for d in definitions(text)] == [
        ("桅灯", "立在桅上的灯；"),
        ("舷灯", "挂在舷边的灯；"),
        ("尾灯", "船尾的灯。"),
    ]


def test_a_meaning_keeps_the_items_it_lists() -> None:
    text = "本办法所称渔具，是指：\n（一）网；\n（二）钩。\n渔具应当登记。"
    (found,) = definitions(text)
    assert found.text == "（一）网；\n（二）钩。"


def test_two_terms_of_one_sentence_are_two() -> None:
    found = definitions("出租人，是指交付渔船的人；承租人是指使用渔船的人。")
    assert [(d.term, d.text) for d in found] == [
        ("出租人", "交付渔船的人；"),
        ("承租人", "使用渔船的人。"),
    ]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="本法所称灯，是指船（一）以下简称；。\n包括“”、", max_size=120))
def test_every_definition_stands_where_it_says(text: str) -> None:
    for found in definitions(text):
        assert 0 <= found.start < found.end <= len(text)
        assert len(found.text.strip()) > 1
        assert found.text in text[found.start : found.end]


@pytest.mark.parametrize("piece", ["本法所称甲", "甲是指", "（以下简称", "甲，又称", "甲、"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (40_000 // len(piece)) + "是指"
    start = time.process_time()
    definitions(text)
    assert time.process_time() - start < 2

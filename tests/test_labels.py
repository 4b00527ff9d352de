"""The grammar of labels reads every printed form and tells labels from citations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.structure.labels import Label, find_labels, label_number


def only(text: str) -> Label:
    (label,) = find_labels(text)
    return label


@pytest.mark.parametrize(
    ("text", "kind", "number", "sub"),
    [
        ("第六条　甲", "article", 6, 0),
        ("第八十二条之一　甲", "article", 82, 1),
        ("第 二 条　甲", "article", 2, 0),
        ("第１２条　甲", "article", 12, 0),
        ("第三十－条　甲", "article", 31, 0),
        ("第二章　甲", "chapter", 2, 0),
        ("第一分编　甲", "subpart", 1, 0),
        ("第三部分　甲", "part", 3, 0),
        ("十一、甲", "han", 11, 0),
        ("（十二）甲", "han_paren", 12, 0),
        ("(三)甲", "han_paren", 3, 0),
        ("㈢甲", "han_paren", 3, 0),
        ("3．甲", "arabic", 3, 0),
        ("3、甲", "arabic", 3, 0),
        ("⒊甲", "arabic", 3, 0),
        ("（3）甲", "arabic_paren", 3, 0),
        ("3）甲", "arabic_paren", 3, 0),
        ("⑶甲", "arabic_paren", 3, 0),
        ("③甲", "circled", 3, 0),
        ("附件2：", "annex", 2, 0),
    ],
)
def test_every_printed_form_is_read(text: str, kind: str, number: int, sub: int) -> None:
    label = only(text)
    assert (label.kind, label.number, label.sub, label.place) == (kind, number, sub, "line")
    assert label.stands


@pytest.mark.parametrize(
    "text",
    [
        "第三条规定的材料",
        "第十条第一款所称单位",
        "第五条、第六条所列情形",
        "依照本办法第三条处理",
        "《云岭市产业条例》第十二条",
        "第七条修改为：甲",
        "第二条至第四条",
    ],
)
def test_a_citation_does_not_stand(text: str) -> None:
    assert not any(label.stands for label in find_labels(text))


@pytest.mark.parametrize(
    "text", ["增长3.5%", "2022.1", "一、二级市场", "（2031）12号", "第一次会议", "第三方机构"]
)
def test_numbers_that_label_nothing_are_left_alone(text: str) -> None:
    assert find_labels(text) == ()


def test_the_place_of_a_label_is_told() -> None:
    text = "甲办法第一章总则第一条为了乙。第二条丙：“第九条丁”，见第八条"
    places = [(label.printed, label.place, label.quoted) for label in find_labels(text)]
    assert places == [
        ("第一章", "heading", False),
        ("第一条", "heading", False),
        ("第二条", "sentence", False),
        ("第九条", "inline", True),
        ("第八条", "inline", False),
    ]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="第一二十百条章节之、（）(1).．①附件 　\n。：“甲款规定的", max_size=60))
def test_labels_never_overlap_and_print_what_the_text_has(text: str) -> None:
    end = 0
    for label in find_labels(text):
        assert label.start >= end
        assert text[label.start : label.end] == label.printed
        end = label.end


def test_a_number_that_is_none_is_refused() -> None:
    assert label_number("－") is None
    assert label_number("三十－") == (31, 0)

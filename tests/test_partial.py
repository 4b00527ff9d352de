"""Repeals in part: the articles that go are named, and a condition or a citation repeals nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.effect.partial import articles_in, partial_repeals
from cleaners.effect.repeals import repealing

OLD, RULES = "旧云杉办法", "云杉细则"


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("《旧云杉办法》第五条同时废止。", [(OLD, ("art_5",))]),
        (
            "《旧云杉办法》（某发〔2020〕1号）第三、四、十七条关于证书的规定不再执行。",
            [(OLD, ("art_3", "art_4", "art_17"))],
        ),
        ("《旧云杉办法》第五条至第七条自2031年5月1日起停止执行。", [(OLD, ("art_5", "art_6", "art_7"))]),
        ("《旧云杉办法》第五条第二款予以废止。", [(OLD, ("art_5__para_2",))]),
        ("决定废止《旧云杉办法》第五条。", [(OLD, ("art_5",))]),
        ("《旧云杉办法》中有关证书的规定停止执行。", [(OLD, ())]),
        ("《旧云杉办法》关于证书的规定同时废止。", [(OLD, ())]),
        ("《旧云杉办法》附件2同时废止。", [(OLD, ())]),
        ("《旧云杉办法》、《云杉细则》中有关证书的规定同时废止。", [(OLD, ()), (RULES, ())]),
        ("《旧云杉办法》第五条、《云杉细则》第七条同时废止。", [(OLD, ("art_5",)), (RULES, ("art_7",))]),
        ("《旧云杉办法》中与本办法不一致的规定同时废止。", []),
        ("《旧云杉办法》第五条与本办法不一致的，以本办法为准。", []),
        ("依照《旧云杉办法》第五条规定停止执行。", []),
        ("根据《旧云杉办法》第五条，许可证予以废止。", []),
        ("拟废止《旧云杉办法》第五条。", []),
        ("如《旧云杉办法》第五条废止，另行通知。", []),
        ("《旧云杉办法》第五条废止的，从其规定。", []),
        ("《采矿许可证》附件1同时废止。", []),
        ("《旧云杉办法》同时废止。", []),
    ],
)
def test_the_part_that_goes_is_named(sentence: str, parts: list[tuple[str, tuple[str, ...]]]) -> None:
    found = list(partial_repeals(sentence))
    assert [(act.title, act.articles) for act in found if act.kind == "repeals_part"] == parts
    assert all(act.quote == sentence for act in found)


def test_names_before_one_that_goes_in_part_go_whole_when_the_sentence_lists_them() -> None:
    acts = repealing("《松树办法》、《旧云杉办法》以及《云杉细则》第一条同时废止。")
    assert [(act.kind, act.title) for act in acts] == [
        ("repeals", "松树办法"),
        ("repeals", OLD),
        ("repeals_part", RULES),
    ]


def test_a_range_of_articles_is_every_article_of_it() -> None:
    assert articles_in("第二条至第四条、第九条") == ("art_2", "art_3", "art_4", "art_9")


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="《》旧云杉办法第五七条款、至中有关的规定同时废止停执行附件2，。（）", max_size=100))
def test_any_sentence_is_read_without_an_error(sentence: str) -> None:
    for act in partial_repeals(sentence, 0):
        assert sentence[slice(*act.span)]


@pytest.mark.parametrize(
    "unit",
    ["《甲乙》第五条、", "第五、", "《甲乙丙》中有关", "废止《甲乙》第", "第五条第", "《甲乙丙》第五条废止"],
)
def test_forty_thousand_characters_are_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    list(partial_repeals("《甲乙丙》" + unit * (40_000 // len(unit)) + "废止"))
    assert time.process_time() - began < 2

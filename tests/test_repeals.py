"""Repeals: what a document puts out of force by name, and never what it only cites, plans or conditions."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.effect.repeals import repeals

OLD, OLDER = ("旧云杉办法", "某发〔2020〕1号"), ("云杉细则", "某发〔2019〕2号")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("《旧云杉办法》（某发〔2020〕1号）同时废止。", [OLD]),
        ("第九条　本办法自2031年1月1日起施行。《旧云杉办法》（某发〔2020〕1号）同时废止。", [OLD]),
        ("本办法自2031年1月1日起施行，2020年1月2日印发的《旧云杉办法》（某发〔2020〕1号）同时废止。", [OLD]),
        ("自本办法施行之日起，《旧云杉办法》停止执行。", [("旧云杉办法", None)]),
        ("《旧云杉办法》由本办法替代。", [("旧云杉办法", None)]),
        ("《旧云杉办法》（某发〔2020〕1号）不再执行。", [OLD]),
        ("《旧云杉办法》（某发[2020]1号）、《云杉细则》（某发〔2019〕2号）即行废止。", [OLD, OLDER]),
        (
            "原产业部《旧云杉办法》和2019年发布的《云杉细则》予以废止。",
            [("旧云杉办法", None), ("云杉细则", None)],
        ),
        ("《旧云杉办法》（某发〔2020〕1号）等5件规范性文件予以废止。", [OLD]),
        ("经清理，决定废止《旧云杉办法》（某发〔2020〕1号）等5件文件。", [OLD]),
        ("根据《云杉条例》，《旧云杉办法》同时废止。", [("旧云杉办法", None)]),
        ("2020年1月2日国务院令第999号公布的《旧云杉办法》同时废止。", [("旧云杉办法", "国令第999号")]),
        ("某发〔2020〕1号同时废止。", [("", "某发〔2020〕1号")]),
        (
            "《关于印发〈旧云杉办法〉的通知》（某发〔2020〕1号）废止。",
            [("关于印发〈旧云杉办法〉的通知", OLD[1])],
        ),
        ("某部关于废止《旧云杉办法》的公告\n现予公布。", [("旧云杉办法", None)]),
        (
            "决定废止下列文件：\n1.《旧云杉办法》（某发〔2020〕1号）\n2．《云杉细则》（某发〔2019〕2号）\n特此通知。",
            [OLD, OLDER],
        ),
        ("下列文件继续有效：\n1.《旧云杉办法》", []),
        ("拟废止下列文件：\n1.《旧云杉办法》", []),
        ("本办法被废止的，依照《云杉条例》处理。", []),
        ("如《旧云杉办法》废止，本办法随之调整。", []),
        ("《旧云杉办法》废止后，按新规执行。", []),
        ("《旧云杉办法》修订或者废止的，从其规定。", []),
        ("原有优惠政策不再执行。", []),
        ("《旧云杉办法》第五条同时废止。", []),
        ("决定废止《旧云杉办法》第五条。", []),
        ("《旧云杉办法》中与本办法不一致的规定同时废止。", []),
        ("按照《旧云杉办法》的规定，相关许可停止执行。", []),
        ("《旧云杉办法》已修改，旧标准同时废止。", []),
        ("拟废止《旧云杉办法》。", []),
        ("建议将《旧云杉办法》予以废止。", []),
        ("《旧云杉办法》未废止。", []),
        ("《关于废止〈旧云杉办法〉的通知》已经印发。", []),
    ],
)
def test_only_an_act_of_the_sentence_repeals(text: str, named: list[tuple[str, str | None]]) -> None:
    assert [(repeal.title, repeal.doc_number) for repeal in repeals(text)] == named


def test_a_repeal_has_its_sentence_its_place_and_the_day_that_it_prints() -> None:
    text = "第九条 种好云杉。《旧云杉办法》（某发〔2020〕1号）自2031年5月1日起废止。附则。"
    [repeal] = repeals(text)
    assert text[slice(*repeal.span)] == "《旧云杉办法》"
    assert repeal.quote == "《旧云杉办法》（某发〔2020〕1号）自2031年5月1日起废止。"
    assert (str(repeal.day), repeal.at_issue) == ("2031-05-01", False)
    [other] = repeals("《旧云杉办法》自本通知印发之日起废止。")
    assert (other.day, other.at_issue) == (None, True)


def test_a_document_repealed_in_two_sentences_is_told_once() -> None:
    assert len(repeals("《旧云杉办法》同时废止。现将《旧云杉办法》予以废止。")) == 1


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(alphabet="《》〈〉（）〔〕2020号某发办法同时废止停执行决定如自起，。、；：\n第条的", max_size=120)
)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for repeal in repeals(text):
        start, end = repeal.span
        assert text[start:end]
        assert repeal.title in text[start:end]


@pytest.mark.parametrize(
    "long",
    [
        *("《" * 40000, "《甲乙丙》废止" * 5700, "《甲乙丙》" * 8000 + "废止", "废止" * 20000),
        *("某发〔2020〕1号、" * 3600 + "废止", "自" * 40000 + "废止", "，" * 40000 + "废止：", "（" * 40000),
    ],
)
def test_forty_thousand_characters_are_read_in_a_moment(long: str) -> None:
    began = time.process_time()
    repeals(long)
    assert time.process_time() - began < 2

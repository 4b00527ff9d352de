"""Queries are understood as people write them, and nothing typed raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query import And, Field, Not, Or, Phrase, Query, Words, parse, printed


def test_words_side_by_side_are_one_group_that_may_relax() -> None:
    assert parse("集群 有效期").root == Words("集群 有效期")


@pytest.mark.parametrize(
    "text",
    [
        '"有效期为三年"',
        "“有效期为三年”",
        "「有效期为三年」",
        "『有效期为三年』",
        "＂有效期为三年＂",
        '“有效期为三年"',
    ],
)
def test_any_quotes_make_a_phrase(text: str) -> None:
    assert parse(text).root == Phrase("有效期为三年")


def test_quotes_inside_quotes_belong_to_the_phrase() -> None:
    assert parse("“建立“共建共享”机制”").root == Phrase("建立“共建共享”机制")


def test_a_quote_without_partner_is_a_character_like_any_other() -> None:
    assert parse("“有效期 三年").root == Words("“有效期 三年")


def test_two_phrases_must_both_stand() -> None:
    assert parse("“有效期” “复核”").root == And((Phrase("有效期"), Phrase("复核")))


def test_operators_are_strict_and_or_binds_least() -> None:
    assert parse("认定 AND 复核 OR 撤销").root == Or(
        (And((Words("认定", strict=True), Words("复核", strict=True))), Words("撤销", strict=True))
    )


def test_brackets_group_but_full_width_brackets_are_text() -> None:
    assert parse("(认定 OR 评定) AND 集群").root == And(
        (Or((Words("认定", True), Words("评定", True))), Words("集群", True))
    )
    assert parse("暂行办法（试行）").root == Words("暂行办法（试行）")
    assert parse("办法(试行)").root == Words("办法(试行)")


@pytest.mark.parametrize("text", ["集群 -复核", "集群 NOT 复核", "集群 －复核"])
def test_minus_and_not_exclude(text: str) -> None:
    assert parse(text).root == And((Words("集群"), Not(Words("复核", strict=True))))


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parse("e-mail").root == Words("e-mail")


def test_fields_have_english_and_chinese_names() -> None:
    assert parse("title:“暂行办法”").root == Field("title", "暂行办法")
    assert parse("文号：工信部企业〔2022〕119号").root == Field("number", "工信部企业〔2022〕119号")
    assert parse("发文机关:工信部 有效期").root == And((Field("issuer", "工信部"), Words("有效期")))


def test_an_unknown_field_is_text() -> None:
    assert parse("注意:事项").root == Words("注意:事项")


@pytest.mark.parametrize(
    "text", ["", "  ", "AND", "OR OR", "-", "NOT", "()", '""', "“”", 'title:""', "(((", ")))"]
)
def test_nothing_searchable_is_an_empty_query_or_words(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    assert query.root is None or isinstance(query.root, Words)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list('集群 有效“”"「」『』()-:：ANDORNOT title《》〔2〕\n')), max_size=60
    )
)
def test_nothing_typed_raises_and_what_is_printed_parses_again(text: str) -> None:
    query = parse(text)
    if query.root:
        assert printed(query.root) == query.parsed
        assert isinstance(parse(query.parsed), Query)


@pytest.mark.parametrize("unit", ["“", "(", "-", "a(", "title:", "“”", "AND ", '"', "集 "])
def test_parsing_is_linear(unit: str) -> None:
    started = time.process_time()
    parse(unit * 10_000)
    assert time.process_time() - started < 2.0

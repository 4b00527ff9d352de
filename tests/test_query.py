"""Queries are understood as people write them, and nothing typed raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query import And, Field, Near, Not, Or, Phrase, Query, Words, parse, printed


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
        alphabet=st.sampled_from(list('集群 有效“”"「」『』()-:：ANDORNOTEAR/~. title《》〔2〕条第年date\n')),
        max_size=60,
    )
)
def test_nothing_typed_raises_and_what_is_printed_parses_again(text: str) -> None:
    query = parse(text)
    if query.root:
        assert printed(query.root) == query.parsed
        assert isinstance(parse(query.parsed), Query)


@pytest.mark.parametrize(
    "text", ["“集群 有效期”~10", "集群 NEAR/10 有效期", "“集群” NEAR/10 “有效期”", "集群 NEAR 有效期"]
)
def test_words_near_each_other(text: str) -> None:
    assert parse(text).root == Near(("集群", "有效期"), 10)


def test_near_joins_words_and_phrases_only() -> None:
    assert parse("集群 NEAR/3 有效期 NEAR/5 “三年”").root == Near(("集群", "有效期", "三年"), 5)
    assert parse("集群 NEAR kind:办法").root == And((Words("集群"), Field("kind", "办法")))
    assert parse("NEAR 集群 NEAR/3").root == Words("集群")
    assert parse("“集群”~5").root == Phrase("集群")


@pytest.mark.parametrize(
    "article",
    [
        "第十二条",
        "第12条",
        "12条",
        "Art. 12",
        "Art.12",
        "article 12",
        "第１２条",
        "第 12 条",
        "十二条",
        "第十二條",
    ],
)
@pytest.mark.parametrize("order", ["有效期 {}", "{} 有效期"])
def test_an_article_beside_words_is_a_limit(article: str, order: str) -> None:
    root = parse(order.format(article)).root
    assert isinstance(root, And)
    assert set(root.parts) == {Words("有效期"), Field("article", "art_12")}


@pytest.mark.parametrize("text", ["12条件", "第十二条例", "违反第十二条的", "第条"])
def test_what_only_looks_like_an_article_is_text(text: str) -> None:
    assert parse(text).root == Words(text)


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("date:2022-01..2023-06", "date", "2022-01..2023-06"),
        ("日期：2022年1月至2023年6月", "date", "2022-01..2023-06"),
        ("date:2022", "date", "2022..2022"),
        ("date:..2023-06-30", "date", "..2023-06-30"),
        ("成文日期:2022/3/5", "date_document", "2022-03-05..2022-03-05"),
        ("施行日期:20220901..", "date_in_force", "2022-09-01.."),
        ("发布日期:2022.9~2022.12", "date_publication", "2022-09..2022-12"),
        ("from:2022-01-01", "from", "2022-01-01..2022-01-01"),
        ("2022年以来", "date", "2022.."),
        ("2022年3月以前", "date", "..2022-03"),
    ],
)
def test_spans_of_time(text: str, name: str, span: str) -> None:
    assert parse(text).root == Field(name, span)
    assert parse(f"{text} 集群").root == And((Field(name, span), Words("集群")))


@pytest.mark.parametrize(
    "text", ["date:明天", "from:2022-13", "date:..", "日期:2022-02-30", "article:第二款"]
)
def test_a_date_that_the_calendar_lacks_is_text(text: str) -> None:
    assert parse(text).root == Words(text)


@pytest.mark.parametrize(
    "number",
    [
        "工信部企业〔2031〕27号",
        "工信部企业[2031]27号",
        "工信部企业(2031)27号",
        "工信部企业（2031）27号",
        "工信部企业【2031】27号",
        "工信部企业﹝２０３１﹞２７号",
        "工信部企业 [2031] 27 号",
        "工信部企业〔2031〕第27号",
        "工信部企业 2031 27号",
        "工信部企业2031年27号",
    ],
)
def test_ten_spellings_of_a_number_beside_words_are_one(number: str) -> None:
    document = Or((Field("number", "工信部企业〔2031〕27号"), Phrase("工信部企业〔2031〕27号")))
    assert parse(f"{number} 有效期").root == And((document, Words("有效期")))


def test_reviewed_synonyms_of_bare_words_are_shown_and_none_of_phrases() -> None:
    assert parse("小巨人 名单").expanded == ("专精特新",)
    assert "工业和信息化部" in parse("MIIT").expanded
    assert "工业和信息化部" in parse("工信部 名單").expanded
    assert parse("“小巨人” title:小巨人").expanded == ()
    assert parse("SUMMIIT").expanded == ()


@pytest.mark.parametrize("unit", ["“", "(", "-", "a(", "title:", "“”", "AND ", '"', "集 "])
def test_parsing_is_linear(unit: str) -> None:
    started = time.process_time()
    parse(unit * 10_000)
    assert time.process_time() - started < 2.0

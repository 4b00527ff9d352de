"""Default terms: a rule that is named makes a document due for review, and never ends it."""

from __future__ import annotations

from datetime import date

import pytest

from cleaners.effect.review import DefaultTerm, default_terms, review_due

RULE = DefaultTerm(
    issuer="产业振兴部",
    kinds=("通知", "办法"),
    months=60,
    rule="产业振兴部规范性文件管理办法（虚构）",
    article="第二十条",
    source="https://example.com/rule",
    since=date(2030, 1, 1),
)


def test_a_document_is_due_after_the_months_of_its_issuers_rule() -> None:
    due = review_due(("产业振兴部", "工艺传承局"), "办法", date(2031, 3, 1), None, [RULE])
    assert due is not None
    assert (due.day, due.term.article) == (date(2036, 3, 1), "第二十条")


@pytest.mark.parametrize(
    ("issuers", "kind", "first", "last"),
    [
        ((), "办法", date(2031, 3, 1), None),
        (("工艺传承局", "产业振兴部"), "办法", date(2031, 3, 1), None),
        (("产业振兴部",), "条例", date(2031, 3, 1), None),
        (("产业振兴部",), "办法", None, None),
        (("产业振兴部",), "办法", date(2031, 3, 1), date(2033, 1, 1)),
        (("产业振兴部",), "办法", date(2029, 12, 31), None),
    ],
)
def test_without_a_rule_for_it_nothing_is_due(
    issuers: tuple[str, ...], kind: str, first: date | None, last: date | None
) -> None:
    assert review_due(issuers, kind, first, last, [RULE]) is None


def test_every_rule_held_names_its_article_and_its_source() -> None:
    for term in default_terms():
        assert term.rule
        assert term.article.startswith("第")
        assert term.source
        assert term.months > 0

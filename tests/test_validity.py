"""How long a title lasts: as notices state it, and to which day that leads."""

from __future__ import annotations

from datetime import date

import pytest

from cleaners.model import Validity
from cleaners.recognition.validity import valid_until, validity

D = date


@pytest.mark.parametrize(
    ("text", "basis", "days", "years", "extends"),
    [
        ("认定有效期为三年，自本通知公布之日起计算。", "stated_years", (None, None), 3, False),
        ("集群认定有效期为三年。", "stated_years", (None, None), 3, False),
        ("自通知之日起有效期3年。", "stated_years", (None, None), 3, False),
        ("称号有效期自2033年7月1日起3年。", "stated_years", (D(2033, 7, 1), None), 3, False),
        ("称号自2033年7月1日起有效期三年。", "stated_years", (D(2033, 7, 1), None), 3, False),
        ("有效期为2033年至2035年。", "stated_dates", (D(2033, 1, 1), D(2035, 12, 31)), None, False),
        (
            "企业称号有效期为2033年1月1日至2035年12月31日。",
            "stated_dates",
            (D(2033, 1, 1), D(2035, 12, 31)),
            None,
            False,
        ),
        (
            "决定认定青砚公司等5家企业，有效期三年（2033年7月1日至2036年6月30日）。",
            "stated_dates",
            (D(2033, 7, 1), D(2036, 6, 30)),
            3,
            False,
        ),
        (
            "继续使用示范基地称号，有效期至2036年12月31日。",
            "stated_dates",
            (None, D(2036, 12, 31)),
            None,
            False,
        ),
        (
            "称号有效期自2033年7月至2036年6月。",
            "stated_dates",
            (D(2033, 7, 1), D(2036, 6, 30)),
            None,
            False,
        ),
        (
            "认定有效期3年（2033年-2035年）。",
            "stated_dates",
            (D(2033, 1, 1), D(2035, 12, 31)),
            3,
            False,
        ),
        ("称号有效期三年，自2033年7月1日起计算。", "stated_years", (D(2033, 7, 1), None), 3, False),
        ("27个工坊集群通过复核，有效期延长三年。", "stated_years", (None, None), 3, True),
        ("复核通过的，有效期延长三年。", "rule", (None, None), 3, True),
        ("第十五条 集群有效期为三年。", "rule", (None, None), 3, False),
        ("《办法》第十五条规定，工坊集群认定有效期为三年。", "rule", (None, None), 3, False),
        ("对示范平台实行动态管理，每三年复核一次。", "cadence", (None, None), 3, False),
        ("示范基地每两年组织一次评价。", "cadence", (None, None), 2, False),
    ],
)
def test_a_term_is_kept_as_stated(
    text: str, basis: str, days: tuple[date | None, date | None], years: int | None, extends: bool
) -> None:
    found = validity(text)
    assert len(found) == 1, found
    only = found[0]
    assert (only.basis, (only.valid_from, only.valid_to), only.years, only.extends) == (
        basis,
        days,
        years,
        extends,
    )
    assert text[only.span[0] : only.span[1]] == only.quote


@pytest.mark.parametrize(
    "text",
    [
        "本办法自2033年1月1日起施行，有效期五年。",
        "本通知自发布之日起施行。有效期五年。",
        "企业应当提供在有效期内的体系认证证书。",
        "检测报告有效期为一年。",
        "有效期满前六个月内组织开展复核。",
        "2030年度认定的特色工坊集群有效期将于2033年12月届满。",
        "集群制定三年发展规划，每年4月30日前填报。",
        "被撤销称号的，三年内不得再次申报。",
        "实施三年行动计划，每年培育10家企业。",
    ],
)
def test_what_is_no_term_of_a_title_is_not_taken_for_one(text: str) -> None:
    assert validity(text) == ()


def test_an_article_gives_the_term_and_its_extension() -> None:
    text = "第十五条集群有效期为三年。有效期满后，由某部组织开展复核工作，复核通过的有效期延长三年。"
    assert [(v.basis, v.years, v.extends) for v in validity(text)] == [("rule", 3, False), ("rule", 3, True)]


def _stated(**given: object) -> Validity:
    fields = {"basis": "stated_years", "valid_from": None, "valid_to": None, "years": 3, "extends": False}
    return Validity(**{**fields, **given}, quote="", span=(0, 0))  # type: ignore[arg-type]


def test_three_years_end_the_day_before_the_same_day_and_say_that_they_are_derived() -> None:
    assert valid_until(_stated(), D(2032, 12, 9), None) == (D(2032, 12, 9), D(2035, 12, 8), "derived")
    assert valid_until(_stated(years=1), D(2032, 2, 29), None) == (D(2032, 2, 29), D(2033, 2, 28), "derived")
    begun = _stated(valid_from=D(2033, 1, 1))
    assert valid_until(begun, D(2032, 12, 9), None) == (D(2033, 1, 1), D(2035, 12, 31), "derived")


def test_an_extension_counts_from_the_old_end_or_stays_unknown() -> None:
    longer = _stated(extends=True)
    assert valid_until(longer, D(2035, 12, 8), D(2035, 12, 8)) == (
        D(2035, 12, 9),
        D(2038, 12, 8),
        "derived_from_old_end",
    )
    assert valid_until(longer, D(2035, 12, 8), None) == (None, None, "unknown")


def test_stated_days_are_not_counted_and_a_cadence_gives_none() -> None:
    stated = _stated(basis="stated_dates", valid_to=D(2036, 12, 31), years=None)
    assert valid_until(stated, D(2033, 5, 6), None) == (D(2033, 5, 6), D(2036, 12, 31), "stated")
    assert valid_until(_stated(basis="cadence"), D(2033, 5, 6), None) == (None, None, "unknown")

"""Force: the document's own dates, never another thing's, and a status that needs no clock."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.force import read_force
from cleaners.model import Header
from cleaners.standing import Force, status_as_of

HEADER = Header(
    title="某部关于印发《云杉管理办法》的通知",
    doc_number="财企〔2031〕5号",
    date_document=date(2031, 9, 13),
    date_publication=date(2031, 9, 15),
)


def _force(text: str) -> Force:
    return read_force(text, header=HEADER, published=None)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("第十九条 本办法自2031年9月13日起实施。", date(2031, 9, 13)),
        ("第十九条本办法自2031年9月13日起施行。", date(2031, 9, 13)),
        ("现予公布，自2032年1月1日起施行。", date(2032, 1, 1)),
        ("现印发给你们，自2032年1月1日起施行。", date(2032, 1, 1)),
        ("本办法自二〇三二年一月一日起施行。", date(2032, 1, 1)),
        ("本办法自发布之日起施行。", date(2031, 9, 15)),
        ("本通知自印发之日起执行。", date(2031, 9, 13)),
        ("本规定自印发之日起30日后施行。", date(2031, 10, 13)),
        ("本规定自公布之日起满三十日施行。", date(2031, 10, 15)),
        ("本规定自公布之日起3个月后施行。", date(2031, 12, 15)),
        ("生效日期：2032年01月01日\n各单位：", date(2032, 1, 1)),
        ("证书管理自2031年9月13日起实施的项目除外。", None),
        ("集群自2031年9月13日起开展自查。", None),
        ("优惠政策自2031年9月13日起执行。", None),
        ("本规定自发布之日起10个工作日后施行。", None),
    ],
)
def test_the_first_day_is_the_documents_own(text: str, start: date | None) -> None:
    assert _force(text).date_in_force == start


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("本办法自2031年9月13日起施行，有效期至2035年12月31日。", date(2035, 12, 31)),
        ("本办法自2031年9月13日起施行，有效期5年。", date(2036, 9, 12)),
        ("本办法自2031年9月13日起施行，有效期为三年。", date(2034, 9, 12)),
        ("本办法自2031年9月13日起施行，试行期两年。", date(2033, 9, 12)),
        ("自2031年1月1日起执行至2033年12月31日。", date(2033, 12, 31)),
        ("本办法有效期5年，自2031年9月13日起施行。", date(2036, 9, 12)),
        ("第十五条 集群有效期为三年。第十九条 本办法自2031年9月13日起实施。", None),
        ("认定证书有效期至2035年12月31日。", None),
        ("本办法所称证书有效期为三年。本办法自2031年9月13日起施行。", None),
    ],
)
def test_a_period_of_something_else_is_not_the_documents(text: str, end: date | None) -> None:
    assert _force(text).date_no_longer_in_force == end


def test_each_date_has_its_quote_and_span() -> None:
    text = "第一条 某事。第二条 本办法自2031年9月13日起施行，《旧云杉办法》（财企〔2020〕1号）同时废止。"
    force = _force(text)
    assert [(fact.name, fact.value) for fact in force.evidence] == [
        ("date_in_force", "2031-09-13"),
        ("repeals", "旧云杉办法"),
    ]
    assert text[slice(*force.evidence[0].span)] == force.evidence[0].quote
    assert text[slice(*force.evidence[1].span)] == "《旧云杉办法》"


def test_a_day_of_issue_that_is_not_known_is_not_guessed() -> None:
    force = read_force("本办法自发布之日起施行。", header=Header(title="云杉办法"), published=None)
    assert force.date_in_force is None
    assert [fact.name for fact in force.evidence] == ["in_force_from"]


def test_the_carriers_day_counts_for_the_measure_it_issues() -> None:
    force = read_force(
        "本办法自发布之日起施行。", header=Header(title="云杉办法"), published=None, issued=date(2031, 9, 13)
    )
    assert force.date_in_force == date(2031, 9, 13)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (Header(title="云杉管理办法（征求意见稿）"), "征求意见稿"),
        (Header(title="某部关于云杉办法公开征求意见的通知", doc_number="财企〔2031〕5号"), "征求意见稿"),
        (Header(title="云杉集群名单的公示"), "不适用"),
        (None, "不适用"),
        (HEADER, "未标明"),
        (Header(title="云杉管理办法"), "未标明"),
    ],
)
def test_the_status_without_a_clock_is_what_the_text_says(header: Header | None, status: str) -> None:
    assert read_force("某事。", header=header, published=None).status == status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2031, 9, 12), "尚未生效"),
        (date(2031, 9, 13), "现行有效"),
        (date(2034, 9, 12), "现行有效"),
        (date(2034, 9, 13), "失效"),
    ],
)
def test_the_status_of_a_day_follows_from_the_dates(day: date, status: str) -> None:
    assert status_as_of(Force(date(2031, 9, 13), date(2034, 9, 12)), day) == status


def test_without_dates_the_status_of_any_day_stays_unstated() -> None:
    assert status_as_of(Force(), date(2031, 1, 1)) == "未标明"
    assert status_as_of(Force(status="征求意见稿"), date(2031, 1, 1)) == "征求意见稿"


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="本办法自有效期至起施行废止《》，。年月日0123456789发布之三个 \n", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for fact in _force(text).evidence:
        assert text[slice(*fact.span)]

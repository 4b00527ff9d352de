"""Force: the document's own dates, never another thing's, and a status that needs no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.effect.force import read_force
from cleaners.effect.standing import Force, status_as_of
from cleaners.model import Header

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
        ("本办法第五条自2031年9月13日起施行。", None),
        ("本办法规定的补贴自2031年9月13日起执行。", None),
        ("该办法自2031年9月13日起施行。", None),
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


DAYS = {
    "发布": Header(title="云杉办法", date_publication=date(2031, 9, 15)),
    "印发": Header(title="云杉办法", date_printed=date(2031, 9, 14)),
    "成文": Header(title="云杉办法", date_document=date(2031, 9, 13)),
    "全部": replace(HEADER, date_printed=date(2031, 9, 14)),
    "令": Header(title="云杉办法", date_document=date(2031, 9, 13), kind="令"),
    "公告": Header(title="云杉公告", date_document=date(2031, 9, 13), kind="公告"),
    "无": Header(title="云杉办法"),
}


@pytest.mark.parametrize(
    ("days", "text", "start", "counted"),
    [
        ("全部", "本办法自发布之日起施行。", "2031-09-15", "发布日期"),
        ("全部", "本办法自公布之日起施行。", "2031-09-15", "发布日期"),
        ("全部", "本办法自印发之日起施行。", "2031-09-14", "印发日期"),
        ("全部", "本通知自下发之日起执行。", "2031-09-14", "印发日期"),
        ("全部", "本通知自签发之日起生效。", "2031-09-13", "成文日期"),
        ("全部", "本办法自发布之日起30日后施行。", "2031-10-15", "发布日期"),
        ("全部", "本办法自发布之日起30天后施行。", "2031-10-15", "发布日期"),
        ("全部", "本办法自发布之日起30个自然日后施行。", "2031-10-15", "发布日期"),
        ("全部", "本规定自公布之日起满三十日施行。", "2031-10-15", "发布日期"),
        ("全部", "本规定自公布之日起第30日施行。", "2031-10-15", "发布日期"),
        ("全部", "本规定自公布之日起三个月后施行。", "2031-12-15", "发布日期"),
        ("全部", "本规定自公布之日起3个月后起施行。", "2031-12-15", "发布日期"),
        ("全部", "本规定自公布30日后施行。", "2031-10-15", "发布日期"),
        ("全部", "本规定自发布后30日起施行。", "2031-10-15", "发布日期"),
        ("全部", "本标准自发布之日起6个月后开始实施。", "2032-03-15", "发布日期"),
        ("全部", "本公告自公布之日起半年后实施。", "2032-03-15", "发布日期"),
        ("全部", "本办法自发布之日起一年后施行。", "2032-09-15", "发布日期"),
        ("全部", "本公告自发布之日的次日起施行。", "2031-09-16", "发布日期"),
        ("全部", "本公告自发布次日起施行。", "2031-09-16", "发布日期"),
        ("全部", "本通知自印发之日起次月1日施行。", "2031-10-01", "印发日期"),
        ("全部", "自本办法印发之日起30日后正式施行。", "2031-10-14", "印发日期"),
        ("全部", "第九条　本通知印发之日起执行。", "2031-09-14", "印发日期"),
        ("全部", "现予公布，自公布之日起施行。", "2031-09-15", "发布日期"),
        ("全部", "现印发给你们，自印发之日起满1个月后施行。", "2031-10-14", "印发日期"),
        ("发布", "本办法自发布之日起施行。", "2031-09-15", "发布日期"),
        ("印发", "本办法自印发之日起施行。", "2031-09-14", "印发日期"),
        ("成文", "本办法自印发之日起施行。", "2031-09-13", "成文日期"),
        ("令", "现予公布，自公布之日起施行。", "2031-09-13", "成文日期"),
        ("令", "本办法自公布之日起30日后施行。", "2031-10-13", "成文日期"),
        ("公告", "本公告自发布之日起施行。", "2031-09-13", "成文日期"),
    ],
)
def test_the_day_counted_from_is_the_one_the_word_means_and_is_named(
    days: str, text: str, start: str, counted: str
) -> None:
    force = read_force(text, header=DAYS[days], published=None)
    assert force.date_in_force == date.fromisoformat(start)
    assert [fact.value.split()[0] for fact in force.evidence if fact.name == "counted_from"] == [counted]


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ("成文", "本办法自发布之日起施行。"),
        ("印发", "本办法自公布之日起30日后施行。"),
        ("发布", "本办法自印发之日起施行。"),
        ("发布", "本办法自签发之日起施行。"),
        ("无", "本办法自发布之日起施行。"),
        ("全部", "本办法自通过之日起施行。"),
        ("全部", "本办法自批准之日起施行。"),
        ("全部", "本规定自发布之日起10个工作日后施行。"),
        ("令", "本办法自印发之日起10个工作日后施行。"),
    ],
)
def test_a_day_that_is_not_printed_is_never_taken_from_another(days: str, text: str) -> None:
    force = read_force(text, header=DAYS[days], published=None)
    assert force.date_in_force is None
    assert [fact.name for fact in force.evidence] == ["in_force_from"]


@pytest.mark.parametrize(
    "text",
    [
        "名单自公布之日起三年内有效。",
        "补贴政策自发布之日起执行。",
        "本市补贴自发布之日起执行。",
        "本规划发布实施后，各地要抓紧落实。",
        "本办法自2031年发布实施以来，成效明显。",
        "本办法公布后施行。",
        "对公示有异议的，自公布之日起5个工作日内实名提出。",
        "证书自印发之日起30日后生效。",
    ],
)
def test_a_clause_about_something_else_gives_no_first_day(text: str) -> None:
    force = read_force(text, header=DAYS["全部"], published=None)
    assert (force.date_in_force, force.evidence) == (None, ())


def test_the_day_of_the_issuers_own_page_is_a_day_of_publication_only() -> None:
    page = date(2031, 9, 16)
    assert read_force("本办法自发布之日起施行。", header=DAYS["无"], published=page).date_in_force == page
    assert read_force("本办法自印发之日起施行。", header=DAYS["无"], published=page).date_in_force is None


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


@pytest.mark.parametrize(
    ("force", "day", "status"),
    [
        (
            Force(date(2031, 1, 1), change="已修改", date_changed=date(2033, 1, 1)),
            date(2030, 12, 31),
            "尚未生效",
        ),
        (
            Force(date(2031, 1, 1), change="已修改", date_changed=date(2033, 1, 1)),
            date(2032, 12, 31),
            "现行有效",
        ),
        (Force(date(2031, 1, 1), change="已修改", date_changed=date(2033, 1, 1)), date(2033, 1, 1), "已修改"),
        (Force(date(2031, 1, 1), date(2035, 1, 1), change="部分失效"), date(2031, 1, 1), "部分失效"),
        (Force(date(2031, 1, 1), date(2035, 1, 1), change="部分失效"), date(2035, 1, 2), "失效"),
        (Force(None, date(2035, 1, 1), "废止", change="已修改"), date(2035, 1, 1), "已修改"),
        (Force(None, date(2035, 1, 1), "废止", change="已修改"), date(2035, 1, 2), "废止"),
        (Force(None, None, "废止", change="已修改"), date(2030, 1, 1), "废止"),
        (Force(None, None, "征求意见稿", change="已修改"), date(2030, 1, 1), "征求意见稿"),
        (Force(change="已修改", date_changed=date(2033, 1, 1)), date(2032, 1, 1), "未标明"),
    ],
)
def test_what_another_text_changed_is_changed_while_it_lasts(force: Force, day: date, status: str) -> None:
    assert status_as_of(force, day) == status


def test_without_dates_the_status_of_any_day_stays_unstated() -> None:
    assert status_as_of(Force(), date(2031, 1, 1)) == "未标明"
    assert status_as_of(Force(status="征求意见稿"), date(2031, 1, 1)) == "征求意见稿"


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="本办法自有效期至起施行废止《》，。年月日0123456789发布之三个 \n", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for fact in _force(text).evidence:
        assert text[slice(*fact.span)]

"""Dates: every printed form is read, nothing is guessed, impossible ones are none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.official.dates import BEIJING, day_of, find_dates, parse_date

DAYS = {
    "2031-09-13": date(2031, 9, 13),
    "2031.09.30": date(2031, 9, 30),
    "2031/9/3": date(2031, 9, 3),
    "2031年9月13日": date(2031, 9, 13),
    "2031年09月13日": date(2031, 9, 13),
    "2031 年 9 月 13 日": date(2031, 9, 13),
    "2 0 3 1 年 9 月 1 3 日": date(2031, 9, 13),
    "２０３１年０９月１３日": date(2031, 9, 13),
    "２０３１－０９－１３": date(2031, 9, 13),
    "二〇三一年九月十三日": date(2031, 9, 13),
    "二○○五年十一月二十三日": date(2005, 11, 23),
    "二零一九年十月三十一日": date(2019, 10, 31),
    "二OO二年五月十五日": date(2002, 5, 15),
    "1996\n年\n1\n月\n1\n日": date(1996, 1, 1),
    "[2031-09-22]": date(2031, 9, 22),
    "解读新闻2031-09-22": date(2031, 9, 22),
    "20310913": date(2031, 9, 13),
    "发布日期:2031-09-13工信部": date(2031, 9, 13),
}
MOMENTS = {
    "2031-05-18 10:19": datetime(2031, 5, 18, 10, 19, tzinfo=BEIJING),
    "发布时间：2031-05-18 10:19:30 来源：": datetime(2031, 5, 18, 10, 19, 30, tzinfo=BEIJING),
    "2031-09-28-21:50:00": datetime(2031, 9, 28, 21, 50, tzinfo=BEIJING),
    "2031年09月25日 15时30分": datetime(2031, 9, 25, 15, 30, tzinfo=BEIJING),
    "2031-09-24T09:08:27Z": datetime(2031, 9, 24, 17, 8, 27, tzinfo=BEIJING),
    "2031-09-24T17:08:27+08:00": datetime(2031, 9, 24, 17, 8, 27, tzinfo=BEIJING),
    "Wed, 24 Sep 2031 09:08:27 GMT": datetime(2031, 9, 24, 9, 8, 27, tzinfo=UTC),
    "1790326800": datetime(2026, 9, 25, 17, 0, tzinfo=BEIJING),
    "1790326800000": datetime(2026, 9, 25, 17, 0, tzinfo=BEIJING),
}
NO_DATES = (
    *(
        "",
        "9月24日",
        "31-09-13",
        "2031年9月",
        "2031-13-01",
        "2031年2月30日",
        "2031-02-29",
        "二〇三一年二月三十日",
    ),
    *("0000-00-00", "去年9月13日", "12345", "2031-09-131", "报道于昨日", "99999999999999"),
)


@pytest.mark.parametrize(("printed", "day"), DAYS.items())
def test_a_date_alone_stays_a_date(printed: str, day: date) -> None:
    read = parse_date(printed)
    assert read == day
    assert not isinstance(read, datetime)


@pytest.mark.parametrize(("printed", "moment"), MOMENTS.items())
def test_a_printed_time_makes_an_aware_moment_in_beijing(printed: str, moment: datetime) -> None:
    read = parse_date(printed)
    assert read == moment
    assert isinstance(read, datetime)
    assert read.utcoffset() == BEIJING.utcoffset(None)


@pytest.mark.parametrize("printed", NO_DATES)
def test_nothing_is_guessed_where_the_date_is_incomplete_or_impossible(printed: str) -> None:
    assert parse_date(printed) is None


def test_a_late_evening_in_utc_is_the_next_day_in_beijing() -> None:
    assert day_of(parse_date("Wed, 24 Sep 2031 20:00:00 GMT")) == date(2031, 9, 25)


def test_all_dates_of_a_text_are_found_with_their_spans() -> None:
    text = "自2031年1月1日起，至2032-02-30止，二〇三二年三月一日印发"
    assert [(d.day, text[slice(*d.span)]) for d in find_dates(text)] == [
        (date(2031, 1, 1), "2031年1月1日"),
        (date(2032, 3, 1), "二〇三二年三月一日"),
    ]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_form_of_a_day_reads_as_that_day(day: date) -> None:
    for form in ("{0}年{1}月{2}日", "{0}-{1:02}-{2:02}", "{0}.{1}.{2}", "{0} 年 {1} 月 {2} 日"):
        assert parse_date(form.format(day.year, day.month, day.day)) == day


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789年月日-:/. T一二三十〇零Z+", max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_date(text)
    assert all(text[slice(*d.span)] == d.printed for d in find_dates(text))

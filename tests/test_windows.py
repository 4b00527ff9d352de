"""The time in which something may be done: printed and counted days, and what stays unknown."""

from __future__ import annotations

from datetime import date

import pytest

from cleaners.recognition.windows import windows
from cleaners.recognition.workdays import holidays, is_working_day, working_days_from

D = date
PUBLISHED = D(2024, 4, 30)


@pytest.mark.parametrize(
    ("text", "opens", "closes", "basis"),
    [
        ("公示时间：2033年5月6日至5月12日。", D(2033, 5, 6), D(2033, 5, 12), "stated_dates"),
        ("公示期为2032年12月29日至2033年1月5日", D(2032, 12, 29), D(2033, 1, 5), "stated_dates"),
        ("公示期为2033年5月6日—12日，共5个工作日", D(2033, 5, 6), D(2033, 5, 12), "stated_dates"),
        ("公示期：2033.05.06-2033.05.12", D(2033, 5, 6), D(2033, 5, 12), "stated_dates"),
        ("现予公示，公示期7天。", PUBLISHED, D(2024, 5, 6), "days"),
        ("公示期：5日，自公示发布之日起计算。", PUBLISHED, D(2024, 5, 4), "days"),
        ("现予公示，公示期5个工作日。", PUBLISHED, D(2024, 5, 9), "working_days"),
        ("公示期自发布次日起五个工作日。", D(2024, 5, 1), D(2024, 5, 10), "working_days"),
        ("现予公示。如有异议，请于2024年5月10日前书面反馈。", PUBLISHED, D(2024, 5, 10), "stated_dates"),
        ("现将名单予以公示。", PUBLISHED, None, "unknown"),
        ("公示期为2032年12月28日至1月4日。", D(2032, 12, 28), D(2033, 1, 4), "stated_dates"),
        ("公示期限为5月6日至5月12日。", D(2024, 5, 6), D(2024, 5, 12), "stated_dates"),
        ("公示期为8月6日至8月12日。", PUBLISHED, None, "unknown"),
        ("公示期从2033年5月6日上午9时至5月12日下午5时。", D(2033, 5, 6), D(2033, 5, 12), "stated_dates"),
    ],
)
def test_the_time_of_a_proposal(text: str, opens: date, closes: date | None, basis: str) -> None:
    found = windows(text, title="关于绿色工厂名单的公示", published=PUBLISHED)
    assert [(w.kind, w.opens, w.closes, w.basis, w.again) for w in found] == [
        ("publicise", opens, closes, basis, False)
    ]
    assert text[found[0].span[0] : found[0].span[1]] == found[0].quote


def test_a_second_proposal_says_so() -> None:
    found = windows("现将名单再次公示，公示期3天。", title="关于再次公示名单的公告", published=PUBLISHED)
    assert [(w.again, w.closes) for w in found] == [(True, D(2024, 5, 2))]


def test_a_count_over_an_unknown_year_stays_unknown() -> None:
    found = windows("现予公示，公示期5个工作日。", title="公示", published=D(2033, 5, 6))
    assert [(w.opens, w.closes, w.basis) for w in found] == [(D(2033, 5, 6), None, "unknown")]
    found = windows("现予公示，公示期5个工作日。", title="公示", published=None)
    assert [(w.opens, w.closes, w.basis) for w in found] == [(None, None, "unknown")]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("特色工坊集群认定管理办法", "公示期不少于5个工作日。"),
        ("关于公布名单的通知", "经公示无异议，认定青砚公司等5家企业为绿色工厂。"),
        ("关于名单公示的更正说明", "现予更正，公示时间不变。"),
        ("管理办法解读", "四、缩短公示时间\n公示期由不少于7个工作日调整为不少于5个工作日。"),
    ],
)
def test_a_rule_or_a_memory_of_a_proposal_opens_no_window(title: str, text: str) -> None:
    assert windows(text, title=title, published=PUBLISHED) == ()


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("省级主管部门于2033年8月31日前将推荐函报送产业振兴部。", None, D(2033, 8, 31)),
        ("申报截止时间为2033年6月30日。", None, D(2033, 6, 30)),
        ("网上申报时间为2033年5月10日至6月10日17时。", D(2033, 5, 10), D(2033, 6, 10)),
        ("请于2033年6月30日17:00前报送。", None, D(2033, 6, 30)),
    ],
)
def test_the_time_for_applications(text: str, opens: date | None, closes: date) -> None:
    found = windows(text, title="关于组织开展绿色工厂申报工作的通知", published=None)
    assert [(w.kind, w.opens, w.closes, w.basis) for w in found] == [("apply", opens, closes, "stated_dates")]
    assert windows("请于6月30日前报送。", title="关于组织申报的通知", published=PUBLISHED) == ()


def test_a_consultation_is_open_until_its_printed_day() -> None:
    text = "现向社会公开征求意见。如有意见建议，请于2033年4月9日前反馈。"
    found = windows(text, title="公开征求对《某办法》的意见", published=D(2033, 3, 10))
    assert [(w.kind, w.opens, w.closes) for w in found] == [("comments", D(2033, 3, 10), D(2033, 4, 9))]


def test_every_year_of_holidays_has_its_source_and_only_weekends_are_worked_instead() -> None:
    held = holidays()
    assert held.years == frozenset(range(2018, 2027))
    assert all(day.weekday() >= 5 for day in held.worked)
    assert not held.off & held.worked


def test_working_days_are_counted_with_the_days_worked_instead() -> None:
    assert working_days_from(D(2022, 12, 29), 5) == D(2023, 1, 5)
    assert working_days_from(D(2024, 9, 30), 3) == D(2024, 10, 9)
    assert is_working_day(D(2026, 9, 20)) is True
    assert is_working_day(D(2026, 12, 31)) is None  # the next year's holidays may begin there
    assert working_days_from(D(2026, 12, 24), 5) is None

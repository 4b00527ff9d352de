"""First days told from another day (相对日期): 自发布之日起施行, 自印发之日起30日后施行 and the like.

Reads a sentence and the document's own days, each kept apart; answers with the day meant and which of its
days it was counted from. Where that day is not printed, or working days would have to be counted, it answers
without a day: it never takes one of the days for another, and never the day of a reprint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cleaners.model import Header
from cleaners.numerals import NUMERAL_CHARS, parse_numeral

Counted = Literal["date_publication", "date_printed", "date_document"]
DAY_NAMES: dict[Counted, str] = {
    "date_publication": "发布日期",
    "date_printed": "印发日期",
    "date_document": "成文日期",
}

# what a clause about its own document begins with: 本办法, 本通知, 本公告 … (该办法 is another one)
OWN_SUBJECT = re.compile(
    r"本(?:办法|规定|条例|细则|规则|通知|公告|通告|意见|方案|规划|计划|措施|指南|指引|目录|标准|决定|法|规程|规范"
    r"|准则|文件|政策|清单|要点|实施细则|实施方案|行动计划|若干措施|章程|制度|纲要|暂行办法|管理办法|修正案|指导意见)"
)
_FIGURE = rf"(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{1,4}})"
_VERB = r"(?:正式)?\s?(?:开始)?\s?(?:起)?\s?(?:施行|实施|执行|生效|试行|启用|适用)"
_EVENT = r"(?P<event>发布|印发|公布|发文|颁布|颁发|公告|签发|下发|签署|成文|通过|批准)"
# 30日后, 满三十日, 第30日起, 三个月后, 半年后, 15个工作日后, 的次日, 次月1日
_DELAY = (
    rf"(?:(?P<ordinal>第)?满?\s?(?P<days>{_FIGURE})\s?(?P<unit>个?工作日|个?自然日|日|天|个月|月|周|年)"
    r"(?:之后|以后|后|届满后?|期满后?|期满之日|届满之日)?|(?P<half>半年)(?:之后|以后|后)?"
    r"|(?:的|之)?(?P<next>次日|第二日|第二天)|(?:的|之)?(?P<month>次月|下月|下个月)(?:1|一)[日号])"
)
# 自发布之日起施行, 自本办法印发之日起30日后正式施行, 公布之日起满三十日施行
_COUNTED_FROM = re.compile(
    rf"(?:[自从]\s?)?(?P<own>本[一-龥]{{1,6}}?)?\s?{_EVENT}\s?(?P<mark>之?日\s?起?|之后|以后|后)?\s?"
    rf"(?:{_DELAY})?\s?{_VERB}"
)
_FROM_EVENT = re.compile(rf"[自从]\s?(?:本[一-龥]{{1,6}}?)?\s?{_EVENT}之日起")
# what each word is printed as in a document; the first day known of these, and no other, is meant
_MEANT: dict[str, tuple[Counted, ...]] = {
    **dict.fromkeys(("发布", "公布", "颁布", "颁发", "公告"), ("date_publication",)),
    **dict.fromkeys(("印发", "下发", "发文"), ("date_printed", "date_document")),
    **dict.fromkeys(("签发", "签署", "成文"), ("date_document",)),
    **dict.fromkeys(("通过", "批准"), ()),
}
_ORDERS = frozenset({"令", "公告", "通告"})  # what they hold is published by their own 成文日期


@dataclass(frozen=True, slots=True)
class FirstDay:
    """A first day found in a sentence: the stretch that says it, the day, and what it was counted from."""

    start: int
    end: int
    named: bool
    day: date | None
    counted: Counted | None
    origin: date | None


def first_day(sentence: str, header: Header | None, published: date | None) -> FirstDay | None:
    """The first day that a sentence tells from the document's issue; None when it tells none.

    `published` is the day that the issuer's own page prints, for a header without 发布日期.
    """
    found = next(filter(_counts, _COUNTED_FROM.finditer(sentence)), None)
    if found is None:
        return None
    counted, origin = _origin(found["event"], header, published)
    day = _delayed(origin, found) if origin else None
    named = OWN_SUBJECT.fullmatch((found["own"] or "").rstrip("自从 ")) is not None
    start = found.start() if named or found["own"] is None else found.end("own")
    return FirstDay(start, found.end(), named, day, counted if day else None, origin)


def counted_day(sentence: str, header: Header | None, published: date | None) -> date | None:
    """The day that 自印发之日起 means in a sentence without a verb of its own: 有效期自印发之日起五年."""
    found = _FROM_EVENT.search(sentence)
    return _origin(found["event"], header, published)[1] if found else None


def _counts(found: re.Match[str]) -> bool:
    """发布之日起 or a delay is told; 发布实施 and 发布后实施 tell no day."""
    delayed = found["days"] or found["half"] or found["next"] or found["month"]
    return bool(delayed) or ((found["mark"] or "").startswith(("之", "日"), 0) and "后" not in found["mark"])


def _origin(event: str, header: Header | None, published: date | None) -> tuple[Counted | None, date | None]:
    """The day that a word means: 印发 the printed one, else the document's own; 发布 of an order its own."""
    meant = _MEANT[event]
    by_order = header is not None and header.kind in _ORDERS and meant == ("date_publication",)
    for name in (*meant, *(("date_document",) if by_order else ())):
        day: date | None = getattr(header, name) if header else None
        day = day or (published if name == "date_publication" else None)
        if day is not None:
            return name, day
    return None, None


def _delayed(day: date, found: re.Match[str]) -> date | None:
    """The day some time after: 自公布之日起30日后施行; working days need a calendar and stay unknown."""
    if found["next"]:
        return day + timedelta(days=1)
    if found["month"]:
        return months_later(day.replace(day=1), 1)
    if found["half"]:
        return months_later(day, 6)
    if not found["days"]:
        return day
    figure, unit = parse_numeral(found["days"]), found["unit"]
    if not figure or unit.endswith("工作日"):
        return None
    if unit in ("个月", "月", "年"):
        return months_later(day, figure * (12 if unit == "年" else 1))
    return day + timedelta(days=figure * (7 if unit == "周" else 1))


def months_later(day: date, months: int) -> date | None:
    """The same day some months later; the last day of a shorter month; None beyond the calendar.

    >>> months_later(date(2031, 1, 31), 1).isoformat()
    '2031-02-28'
    """
    index = day.year * 12 + day.month - 1 + months
    if index // 12 > 9990:
        return None
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))

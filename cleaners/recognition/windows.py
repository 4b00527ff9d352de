"""The time in which something may be done (期间): 公示期, 意见征集期, 申报期, both days inclusive.

Reads a text, its title and the day its page was published; writes a Window for each. N日 and N个工作日 are
counted from the published day, that day the first, as the ministries' own printed windows are (5
working days: 2022年12月29日至2023年1月5日); 次日 or 之日后 begins on the next. A day without its year
takes the year of the day it stands in one range with, the next one over New Year; a range without any year
the one that lies nearest the published day, if within two months. Never today's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cleaners.model import Window
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.official.dates import find_dates
from cleaners.official.deadlines import comments_until
from cleaners.recognition.sentences import punctuated
from cleaners.recognition.workdays import working_days_from

Basis = Literal["stated_dates", "days", "working_days", "unknown"]
Span = tuple[date | None, date | None, Basis]

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_AGAIN = re.compile(r"(?:再次|补充|重新|二次|第二次|延长)[^，。；]{0,6}公示|公示(?:延长|延期)")
_FIGURE = rf"(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{1,3}})"
_DAY = r"(?:(?:20\d\d)\s?年\s?)?(?:\d{1,2}\s?月\s?)?\d{1,2}\s?[日号]?"
# 2033年5月6日至5月12日, 2033年5月6日—12日, 2033-05-06至2033-05-12
_RANGE = re.compile(
    r"(?P<y>20\d\d)\s?[年.\-/]\s?(?P<m>\d{1,2})\s?[月.\-/]\s?(?P<d>\d{1,2})\s?[日号]?(?:\s?(?:上午|下午|早上|晚上?)?\s?\d{1,2}[:：时点]\d{0,2}分?)?\s?(?:[（(][^（）()]{1,8}[）)])?\s?(?:起|开始)?\s?(?:，)?(?:至|到|—|－|-|~|～|―|–){1,2}\s?"
    r"(?:(?P<y2>20\d\d)\s?[年.\-/]\s?)?(?:(?P<m2>\d{1,2})\s?[月.\-/]\s?)?(?P<d2>\d{1,2})\s?(?:[日号]|(?=[^\d月年.\-/]|\Z))"
)
# 3月1日至3月7日, 3月1日—7日: the year is the page's own
_YEARLESS = re.compile(
    r"(?<![\d年.\-/])(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号](?:起|开始)?(?:至|到|—|－|-|~|～|―|–){1,2}\s?"
    r"(?:(?P<m2>\d{1,2})\s?月\s?)?(?P<d2>\d{1,2})\s?[日号]"
)
_NEAR = 60  # days between such a window and the day of its page
# 公示期5个工作日, 公示时间为7天, 公示5日, 期限为5个工作日
_PERIOD = re.compile(
    rf"(?:公示(?:期|时间|期限|时长)?|时间|期限)(?:限)?(?:为|是|：|:)?(?:期)?(?P<from>[^。；，]{{0,24}}?)[，,]?(?:为期|共计?|计|不少于)?\s?(?<![月年\d])(?P<figure>{_FIGURE})\s?(?:天|日|个?(?P<work>工作)日|个?自然日|个?日历[日天])(?!前|常|起|期|产|报|公示)"
)
# 公示期至2033年5月12日, 公示截止2033年5月12日
_UNTIL = re.compile(r"(?:公示[^。；，]{0,12}?|期限|时间)(?:至|到|截至|截止(?:到|至|时间)?(?:为|：|:)?)\s?\Z")
_NEXT_DAY = re.compile(r"次日|第二[日天]|之日后|翌日")
_PROPOSES = re.compile(r"公示")
# rules and memories of a 公示: no window of this notice
_NO_WINDOW = re.compile(
    r"不少于|应当|经[^，。；]{0,30}公示|公示无异议|公示期满|公示后|名单并公示|省级|市级公示|原公示|可在|须公示|需公示|要公示|应公示|进行不少"
)
_ASKS = re.compile(
    r"(?:公示期|公示时间|公示期限|公示日期|公示自|公示从|公示\s?\d|公示为|公示[^，。；]{0,4}(?:工作)?[日天])|(?:予以|现予|现|进行|再次|补充|重新|社会|网上)公示|公示如下"
)
# 申报截止, 于…前报送, 申报时间
_ACT = re.compile(r"(?:予以|现予|现|进行|再次|补充|重新|社会|网上|一并)公示|公示如下")
_NOW = re.compile(r"现(?:将|予|对|就|面|向|进|再)|拟|名单")
_RULE = re.compile(r"\A第[一二三四五六七八九十百\d]{1,6}条|应当?|可以|须|后(?:予以|进行)|并(?:予以|进行|向)")
_CONSULTS = re.compile(
    r"(?:征求|征集|听取)[^。；\n]{0,80}意见|意见(?:的)?(?:征求|征集)|征求意见|反馈意见|修改意见"
)
_ANSWERS = re.compile(r"异议|反映|反馈|意见")
_APPLY = re.compile(r"申报|推荐|报送|上报|填报|报名|提交|申请|受理|寄送|报至|报我|报省|报市|提出")
_APPLY_TITLE = re.compile(r"申报|推荐|认定|复核|遴选|评选|征集|评价|揭榜|评审|培育|申请")
_BEFORE = re.compile(
    r"\s?(?:[（(][^（）()\n]{1,10}[）)])?\s?(?:\d{1,2}[时:：点]\d{0,2}分?)?(?:下班|24时|24点)?(?:之|以)?前"
)
_CLOSES = re.compile(r"(?:截止(?:时间|日期|日)?|截至|截止到|截止至|截止于)(?:为|是|：|:|到|至)?\s?\Z")
_YEARLY = re.compile(r"每年|次年|年度报告|统计|监测|整改|变更|上一年度|发展情况|更名")
_OPEN_RANGE = re.compile(
    r"(?:申报|推荐|报名|填报|受理|申请|网上)[^。；，]{0,10}(?:时间|期限|日期|期)?|自|从|于|在"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence with its place in the text."""

    said: str
    quote: str
    span: tuple[int, int]


def windows(text: str, *, title: str, published: date | None) -> tuple[Window, ...]:
    """The windows that a notice opens, in the order of its sentences.

    >>> [(w.kind, str(w.closes)) for w in windows("公示期：2033年5月6日至12日", title="", published=None)]
    [('publicise', '2033-05-12')]
    """
    lines = list(_lines(text))
    asks = _CONSULTS.search(title + text) and not _PROPOSES.search(title)
    found = [*_proposals(lines, title, published), *_applications(lines, title)]
    found += _comments(text, published) if asks else ()
    return tuple(sorted(found, key=lambda window: window.span))


def _lines(text: str) -> Iterator[_Line]:
    for found in _SENTENCE.finditer(text):
        quote = found[0].strip()
        if quote:
            start = found.start() + found[0].index(quote)
            yield _Line(punctuated(quote), quote, (start, start + len(quote)))


def _proposals(lines: list[_Line], title: str, published: date | None) -> Iterator[Window]:
    """The window of a 公示: its printed days, its counted days, or an unknown end when it prints none."""
    asked = [line for line in lines if _ASKS.search(line.said) and not _NO_WINDOW.search(line.said)]
    if not asked or "更正" in title:
        return
    proposes = _PROPOSES.search(title) is not None or any(_done(line.said) for line in asked)
    again = any(_AGAIN.search(said) for said in (title, *(line.said for line in asked)))
    timed = False
    for line in lines:
        span = None if _NO_WINDOW.search(line.said) else _time_of(line, asked, published)
        if span is not None and (proposes or span[2] == "stated_dates"):
            timed = True
            yield Window("publicise", *span, again, line.quote, line.span)
    for line in lines if proposes and not timed else ():
        answers = _ANSWERS.search(line.said)
        for day in find_dates(line.said) if answers else ():
            if _BEFORE.match(line.said, day.span[1]):
                timed = True
                yield Window("publicise", published, day.day, "stated_dates", again, line.quote, line.span)
    if proposes and not timed:
        yield Window("publicise", published, None, "unknown", again, asked[0].quote, asked[0].span)


def _done(said: str) -> bool:
    """Whether a sentence puts something to the public now, and is no rule about it."""
    return _ACT.search(said) is not None and _NOW.search(said) is not None and not _RULE.search(said)


def _time_of(line: _Line, asked: list[_Line], published: date | None) -> Span | None:
    """The time that a line gives to the 公示, if it is about it."""
    about = _PROPOSES.search(line.said) is not None or (
        line not in asked
        and re.match(r"\s*(?:时间|期限|起止时间|起止日期)(?:为|：|:)", line.said) is not None
    )
    if not about or re.search(r"申报|报送", line.said):
        return None
    ranged = _ranged(line.said) or _ranged_by(line.said, published)
    if ranged:
        return *ranged, "stated_dates"
    for day in find_dates(line.said):
        if _UNTIL.search(line.said[: day.span[0]]):
            return published, day.day, "stated_dates"
    found = _PERIOD.search(line.said)
    return _counted(line.said, found, published) if found else None


def _ranged(said: str) -> tuple[date, date] | None:
    """X至Y, the second day with the year and month of the first where it prints none; None for no day."""
    found = _RANGE.search(said)
    if found is None:
        return None
    year, month = int(found["y"]), int(found["m"])
    first = _day(year, month, int(found["d"]))
    last_month = int(found["m2"] or month)
    last_year = int(found["y2"] or year)
    if not found["y2"] and last_month < month:  # 2033年12月28日至1月4日
        last_year += 1
    last = _day(last_year, last_month, int(found["d2"]))
    return (first, last) if first and last and first <= last else None


def _ranged_by(said: str, published: date | None) -> tuple[date, date] | None:
    """3月1日至3月7日 in the year in which it lies nearest the day of its page; None where none is near."""
    found = _YEARLESS.search(said)
    if found is None or published is None:
        return None
    days = [
        ranged
        for year in (published.year - 1, published.year, published.year + 1)
        if (ranged := _in_year(found, year)) and abs((ranged[0] - published).days) <= _NEAR
    ]
    return min(days, key=lambda ranged: abs((ranged[0] - published).days), default=None)


def _in_year(found: re.Match[str], year: int) -> tuple[date, date] | None:
    """A range without a year, begun in this one."""
    month, last_month = int(found["m"]), int(found["m2"] or found["m"])
    first = _day(year, month, int(found["d"]))
    last = _day(year + (last_month < month), last_month, int(found["d2"]))
    return (first, last) if first and last and first <= last else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _counted(said: str, found: re.Match[str], published: date | None) -> Span:
    """N日 or N个工作日 from a printed first day, else from the published one."""
    count = parse_numeral(found["figure"]) or 0
    printed = find_dates(said)
    opens = printed[0].day if printed else published
    if opens and _NEXT_DAY.search(said):
        opens += timedelta(days=1)
    if opens is None or not 0 < count <= 366:
        return opens, None, "unknown"
    if not found["work"]:
        return opens, opens + timedelta(days=count - 1), "days"
    closes = working_days_from(opens, count)
    return opens, closes, "working_days" if closes else "unknown"


def _comments(text: str, published: date | None) -> Iterator[Window]:
    """The window of a consultation, whose last day cleaners/official/deadlines.py reads."""
    fact = comments_until(text)
    if fact is None or re.search(r"公示", fact.quote):
        return
    ranged = _ranged(punctuated(fact.quote))
    opens = ranged[0] if ranged else published
    yield Window(
        "comments", opens, date.fromisoformat(fact.value), "stated_dates", False, fact.quote, fact.span
    )


def _applications(lines: list[_Line], title: str) -> Iterator[Window]:
    """Until when applications or recommendations are taken; in a notice that calls for them."""
    if not _APPLY_TITLE.search(title) or _PROPOSES.search(title):
        return
    for line in lines:
        if not _APPLY.search(line.said) or _YEARLY.search(line.said) or re.search(r"意见|异议", line.said):
            continue
        ranged = _ranged(line.said)
        if ranged and _OPEN_RANGE.search(line.said):
            yield Window("apply", *ranged, "stated_dates", False, line.quote, line.span)
            continue
        for day in find_dates(line.said):
            closes = _CLOSES.search(line.said[: day.span[0]]) or _BEFORE.match(line.said, day.span[1])
            if closes:
                yield Window("apply", None, day.day, "stated_dates", False, line.quote, line.span)
                break

"""Dates as Chinese official and news pages print them (日期), read without guessing.

A date without a year, or with two figures for the year, is no date; neither is 2月30日. A time of day makes
an aware datetime in 北京时间 (+08:00), its precision as printed; a date alone stays a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from cleaners.numerals import parse_numeral

BEIJING = timezone(timedelta(hours=8), "CST")
_EARLIEST, _LATEST = 1900, 2100

# 2022年9月13日, 2022 年 9 月 13 日, ２０２２年０９月１３日, 2 0 2 2 年 9 月 1 3 日
_WRITTEN = (
    r"(?P<wy>(?<!\d)\d\s?\d\s?\d\s?\d)\s{0,3}年\s{0,3}(?P<wm>\d\s?\d?)\s{0,3}月"
    r"\s{0,3}(?P<wd>\d\s?\d?)\s{0,3}[日号]"
)
# 二〇二二年九月十三日, 二○○五年十一月二十三日
_CHINESE = (
    r"(?P<cy>[一二三四五六七八九〇○零ＯO0]{4})\s{0,3}年\s{0,3}(?P<cm>[一二三四五六七八九十]{1,2})"
    r"\s{0,3}月\s{0,3}(?P<cd>[一二三四五六七八九十]{1,3})\s{0,3}日"
)
# 2022-09-13, 2026.09.30, 2022/9/3, ２０２２－０９－１３
_FIGURES = r"(?P<fy>(?<!\d)\d{4})\s?(?P<sep>[-./．－–—])\s?(?P<fm>\d{1,2})\s?(?P=sep)\s?(?P<fd>\d{1,2})(?!\d)"
# 21:50:00, T21:50, -21:50:00, 15时30分
_TIME = (
    r"(?:\s{0,3}(?:[T\-－]|星期.)?\s{0,3}(?P<th>\d{1,2})\s?[:：时]\s?(?P<tm>\d{2})\s?(?:[:：分]\s?(?P<ts>\d{2})?"
    r"(?:[.,]\d{1,6})?)?(?P<zone>\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)
_DATE = re.compile(f"(?:{_WRITTEN}|{_CHINESE}|{_FIGURES}){_TIME}")
# 2 0 2 2年, 二〇二二年, 2022-: a year and what parts it from the month, which every date begins with
_YEAR = re.compile(
    r"[\d一二三四五六七八九〇○零ＯO](?:\s?[\d一二三四五六七八九〇○零ＯO]){3}(?=\s{0,3}年|\s?[-./．－–—])"
)
# Sat, 24 Sep 2022 09:08:27 GMT
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? ?[A-Z+\-\d]{0,6}"
)
_EPOCH = re.compile(r"\d{10}|\d{13}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: its value, the stretch that prints it, and that stretch's characters."""

    value: date | datetime
    span: tuple[int, int]
    printed: str

    @property
    def day(self) -> date:
        """The day, without the time of day."""
        return self.value.date() if isinstance(self.value, datetime) else self.value


@lru_cache(maxsize=4)  # of one text several steps ask
def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Every complete and possible date of a text, in order; linear in its length."""
    found = ((match, _value(match)) for match in _dates(text))
    return tuple(FoundDate(v, m.span(), m[0]) for m, v in found if v is not None)


def _dates(text: str) -> Iterator[re.Match[str]]:
    """The matches of _DATE, tried only where one can begin: most of a text is passed over at once."""
    year = _YEAR.search(text)
    while year:
        match = _DATE.match(text, year.start())
        if match:
            yield match
        year = _YEAR.search(text, match.end() if match else year.start() + 1)


def parse_date(text: str) -> date | datetime | None:
    """The date of a cell, label or meta tag: the first complete one, or None when it is impossible.

    >>> parse_date("发布时间：2026-05-18 10:19").isoformat(), parse_date("二〇二二年九月十三日").isoformat()
    ('2026-05-18T10:19:00+08:00', '2022-09-13')
    >>> parse_date("9月24日"), parse_date("2022年2月30日")
    (None, None)
    """
    whole = text.strip()
    mail = _RFC822.search(whole)
    if mail is not None:
        return _mail_date(mail[0])
    if _EPOCH.fullmatch(whole):
        return _epoch(int(whole))
    compact = _COMPACT.fullmatch(whole)
    if compact is not None:
        return _day(int(compact[1]), int(compact[2]), int(compact[3]))
    first = _DATE.search(whole)
    return _value(first) if first else None


def day_of(value: date | datetime | None) -> date | None:
    """The day of a date or of a datetime in 北京时间."""
    return value.astimezone(BEIJING).date() if isinstance(value, datetime) else value


def _value(match: re.Match[str]) -> date | datetime | None:
    day = _written_day(match)
    if day is None or match["th"] is None:
        return day
    hour, minute, second = int(match["th"]), int(match["tm"]), int(match["ts"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return day
    naive = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 the zone follows
    return _zoned(naive, (match["zone"] or "").strip())


def _written_day(match: re.Match[str]) -> date | None:
    if match["wy"] is not None:
        year, month, day = (int(re.sub(r"\s", "", match[g])) for g in ("wy", "wm", "wd"))
        return _day(year, month, day)
    if match["cy"] is not None:
        year_text = re.sub("[ＯO0]", "〇", match["cy"])
        numbers = [parse_numeral(t) for t in (year_text, match["cm"], match["cd"])]
        return _day(*(n or 0 for n in numbers))
    return _day(int(match["fy"]), int(match["fm"]), int(match["fd"]))


def _day(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _zoned(naive: datetime, zone: str) -> datetime:
    """A printed time in 北京时间; it is 北京时间 already unless a zone is printed with it."""
    if not zone:
        return naive.replace(tzinfo=BEIJING)
    if zone in ("Z", "UTC", "GMT"):
        return naive.replace(tzinfo=UTC).astimezone(BEIJING)
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    offset = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
    if abs(offset) >= timedelta(hours=24):
        return naive.replace(tzinfo=BEIJING)
    return naive.replace(tzinfo=timezone(offset)).astimezone(BEIJING)


def _mail_date(text: str) -> datetime | None:
    """An RFC 822 date of a feed, in 北京时间; one without a zone is UTC, as -0000 says."""
    try:
        read = parsedate_to_datetime(text)
    except ValueError:
        return None
    if not _EARLIEST <= read.year <= _LATEST:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(BEIJING)


def _epoch(figure: int) -> datetime | None:
    """Seconds or milliseconds since 1970, as list rows carry them; ten figures reach from 2001 to 2286."""
    seconds = figure / 1000 if figure > 10**11 else figure
    read = datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING)
    return read if read.year <= _LATEST and read.year >= 2001 else None

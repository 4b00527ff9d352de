"""Dates as pages print them (发布时间): the moment in a date line, a meta tag or front matter.

Reads short strings; writes a date, or an aware +08:00 datetime when a time is printed. Must never invent a
year.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

CST = timezone(timedelta(hours=8))
# 2024-09-25 09:42:10 · 2018年12月28日 19:55 · 2026.09.30 · 2026-09-28-21:50:00 · 2018-12-28T19:56:29+08:00
_PRINTED = re.compile(
    r"(?<!\d)(?P<y>(?:19|20|１９|２０)\d\d)\s{0,2}[-年/.－．]\s{0,2}(?P<m>\d{1,2})\s{0,2}[-月/.－．]\s{0,2}(?P<d>\d{1,2})(?!\d)\s?日?"
    r"(?:(?:\s{0,2}(?:星期|周)[一二三四五六日天])?[T\s\xa0\u3000,，-]{0,9}(?P<H>\d{1,2})\s?[:：时]\s?(?P<M>\d{2})(?:\s?[:：分]\s?(?P<S>\d{2}))?(?:\.\d{1,9})?\s?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)

# 08/11/2004 9:30:00 · 5/6/2004: what a server with American settings prints, month first
_AMERICAN = re.compile(
    r"(?<![\d/])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])"
    r"(?:[ \u3000\xa0]{1,3}(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?(?P<half>\s?[AaPp][Mm])?)?(?P<zone>)"
)


def printed_moments(text: str) -> list[tuple[date | datetime, int, int]]:
    """All dates with a year in a text, with their places."""
    matches = list(_PRINTED.finditer(text)) or list(_AMERICAN.finditer(text))
    found = ((_moment(m), m.start(), m.end()) for m in matches)
    return [(moment, start, end) for moment, start, end in found if moment is not None]


def printed_moment(text: str | None) -> date | datetime | None:
    """The first date with a year in a short string; RFC 822 too."""
    if not text:
        return None
    found = printed_moments(text[:400])
    return found[0][0] if found else _rfc822(text)


def _moment(match: re.Match[str]) -> date | datetime | None:
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        if match["H"] is None:
            return day
        clock = (_hour(match), int(match["M"]), int(match["S"] or 0))
        return datetime(day.year, day.month, day.day, *clock, tzinfo=_zone(match["zone"])).astimezone(CST)
    except ValueError:
        return None


def _hour(match: re.Match[str]) -> int:
    """The hour of the day; 9:30 PM is 21."""
    hour, half = int(match["H"]), match.groupdict().get("half")
    return hour % 12 + 12 * half.strip().lower().startswith("p") if half else hour


def _zone(printed: str | None) -> timezone:
    if not printed:
        return CST
    if printed == "Z":
        return UTC
    sign = -1 if printed[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(printed[1:3]), minutes=int(printed[-2:])))


def _rfc822(text: str) -> datetime | None:
    """Sat, 24 Sep 2022 09:08:27 GMT, as feeds write it."""
    try:
        moment = parsedate_to_datetime(text.strip()[:60])
    except (ValueError, TypeError, IndexError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=CST)).astimezone(CST)


def in_beijing(moment: str | date | datetime | None) -> date | datetime | None:
    """A front matter's date: a naive time is Beijing's, an aware one is moved there."""
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=CST)).astimezone(CST)
    return printed_moment(moment) if isinstance(moment, str) else moment

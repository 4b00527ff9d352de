"""Spans of time as people type them (时间范围): 2022-01..2023-06, 2022年3月至5月, 2022年以来.

A span is two days or parts of days with .. between them, either of which may be missing; what the calendar
does not have is no date, and the query then has it as text.
"""

from __future__ import annotations

import re
from datetime import date

# 2022 | 2022-03 | 2022/3/5 | 2022.03 | 2022年3月5日 | 20220305
_DAY = re.compile(
    r"(?P<year>[12][0-9]{3})"
    r"(?:[-/.年](?P<month>[0-9]{1,2})(?:[-/.月](?P<day>[0-9]{1,2})日?|月)?"
    r"|年|(?P<month2>[0-9]{2})(?P<day2>[0-9]{2}))?"
)
_BETWEEN = re.compile(r"\.\.+|…+|至|到|~|～|—+")
# 2022年以来 | 2022年3月后 | 2022年以前
_SINCE = re.compile(r"(?P<day>[12][0-9]{3}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?)(?:以来|以后|之后|起|后)")
_UNTIL = re.compile(r"(?P<day>[12][0-9]{3}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?)(?:以前|之前|前)")


def as_day(text: str) -> str | None:
    """YYYY, YYYY-MM or YYYY-MM-DD; None for what is no date.

    >>> as_day("2022年3月5日"), as_day("2022.3"), as_day("2022-13")
    ('2022-03-05', '2022-03', None)
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    month, day = found["month"] or found["month2"], found["day"] or found["day2"]
    try:
        date(int(found["year"]), int(month or 1), int(day or 1))
    except ValueError:
        return None
    parts = [found["year"], *(f"{int(part):02}" for part in (month, day) if part)]
    return "-".join(parts)


def as_range(text: str) -> str | None:
    """The span of a text: its ends with .. between them; of one day or month or year, both ends are it.

    >>> as_range("2022-01..2023-06"), as_range("2022年"), as_range("..2023"), as_range("明年")
    ('2022-01..2023-06', '2022..2022', '..2023', None)
    """
    whole = as_day(text)
    if whole:
        return f"{whole}..{whole}"
    parts = _BETWEEN.split(text.strip())
    if len(parts) != 2 or not any(map(str.strip, parts)):
        return None
    ends = [as_day(part) if part.strip() else "" for part in parts]
    return None if None in ends else f"{ends[0]}..{ends[1]}"


def since_then(word: str) -> str | None:
    """The open span that a word names: 2022年以来, 2022年以前; None for any other word."""
    if found := _SINCE.fullmatch(word):
        day = as_day(found["day"])
        return f"{day}.." if day else None
    if found := _UNTIL.fullmatch(word):
        day = as_day(found["day"])
        return f"..{day}" if day else None
    return None

"""Working days (工作日), counted with the holidays that the State Council's office announced for each year.

Reads data/holidays.toml; answers for the years it holds and for no other: a count that would need an
unknown year has no answer.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

_SATURDAY = 5
_NEW_YEAR = re.compile(r"12-(?:2[89]|3[01])")


@dataclass(frozen=True, slots=True)
class Holidays:
    """What is known of the years: which they are, days off, and week-end days worked."""

    years: frozenset[int]
    off: frozenset[date]
    worked: frozenset[date]


@cache
def holidays() -> Holidays:
    """The holidays of all years of the file."""
    text = files("cleaners").joinpath("data/holidays.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["year"]
    off = (day for entry in entries for first, last in entry["off"] for day in _days(first, last))
    worked = (day for entry in entries for day in entry["worked"])
    return Holidays(frozenset(entry["year"] for entry in entries), frozenset(off), frozenset(worked))


def is_working_day(day: date) -> bool | None:
    """Whether offices work on a day; None in a year that is not known.

    >>> is_working_day(date(2026, 10, 10)), is_working_day(date(2026, 10, 7))
    (True, False)

    """
    held = holidays()
    if day.year not in held.years or (_NEW_YEAR.match(f"{day:%m-%d}") and day.year + 1 not in held.years):
        return None  # the last days of December are arranged with the next year's holidays
    return day in held.worked or (day not in held.off and day.weekday() < _SATURDAY)


def working_days_from(first: date, count: int) -> date | None:
    """The last of so many working days, the first day counted if it is one; None over an unknown year.

    >>> working_days_from(date(2022, 12, 29), 5).isoformat()
    '2023-01-05'
    """
    day, left = first, count
    while left > 0:
        works = is_working_day(day)
        if works is None:
            return None
        left -= works
        if left:
            day += timedelta(days=1)
    return day


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]

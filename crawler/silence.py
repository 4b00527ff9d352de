"""How long a source may be silent (沉默): twice its own longest pause, counted in working days.

A list that is served for ever and no longer filled is as empty as an empty one. Only days on which the home
watched the source count; a source of too few days has no rhythm, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from cleaners.recognition.workdays import is_working_day

RHYTHM = 30  # the newest days on which something was published
LEAST_RHYTHM = 8
LEAST_SILENCE = 20  # working days: four weeks
WEEKEND = 5
DAY = timedelta(days=1)


def silence(published: Iterable[date], watched_from: date, tonight: date) -> str | None:
    """Why a source is silent for too long; None when it is not, or when that cannot be told."""
    days = sorted({day for day in published if day <= tonight}, reverse=True)[:RHYTHM]
    if len(days) < LEAST_RHYTHM:
        return None
    pause = max(_at_most(earlier, later) for later, earlier in pairwise(days))
    quiet = _at_least(max(days[0], watched_from), tonight)
    if quiet <= max(LEAST_SILENCE, 2 * pause):
        return None
    return (
        f"nothing new for {quiet} working days, the newest is of {days[0]}; the longest pause between its"
        f" {len(days)} days before was {pause}"
    )


def _at_least(first: date, last: date) -> int:
    """Working days after the first day, up to the last; a day of an unknown year is none."""
    return sum(bool(is_working_day(day)) for day in _after(first, last))


def _at_most(first: date, last: date) -> int:
    """The same, with the weekdays of unknown years."""
    known = ((day, is_working_day(day)) for day in _after(first, last))
    return sum(day.weekday() < WEEKEND if works is None else works for day, works in known)


def _after(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range(1, (last - first).days + 1))

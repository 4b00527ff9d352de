"""When a held page is asked for again (回访): after 1, 3, 7, 30, 90 days, and daily while a window is open.

Pure: takes days, returns a day. A page that had stood for a while when it was first seen has its early days
behind it, so the steps shorter than that are left out; else every backfill would ask for everything twice.
"""

from __future__ import annotations

from datetime import date, timedelta

STEPS = (1, 3, 7, 30, 90)
DAY = timedelta(days=1)


def first_visit(seen: date, listed: date | None) -> date:
    """When a page first held on a day is asked for again.

    >>> first_visit(date(2026, 11, 20), date(2026, 11, 20))
    datetime.date(2026, 11, 21)
    >>> first_visit(date(2026, 11, 20), date(2026, 11, 15))
    datetime.date(2026, 11, 27)
    >>> first_visit(date(2026, 11, 20), date(2019, 1, 1))
    datetime.date(2027, 2, 18)
    """
    stood = (seen - listed).days if listed else 0
    return seen + next((step for step in STEPS if step >= stood), STEPS[-1]) * DAY


def next_visit(seen: date, tonight: date) -> date | None:
    """When a page first held on `seen` is asked for after tonight; None after its last step.

    >>> next_visit(date(2026, 11, 20), date(2026, 11, 21))
    datetime.date(2026, 11, 23)
    >>> next_visit(date(2026, 11, 20), date(2027, 3, 1))
    """
    return next((seen + step * DAY for step in STEPS if seen + step * DAY > tonight), None)


def sooner(planned: date | None, open_until: date | None, tonight: date) -> date | None:
    """The planned day, or tomorrow while a window is still open then.

    >>> sooner(None, date(2026, 11, 22), date(2026, 11, 21))
    datetime.date(2026, 11, 22)
    >>> sooner(None, date(2026, 11, 21), date(2026, 11, 21))
    """
    return tonight + DAY if open_until and open_until > tonight else planned

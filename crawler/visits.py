"""Which held pages a run asks for again (回访), and until when the page of a 公示 or 意见征集 is asked daily.

Reads a page as the build will read it, but only one whose listed title announces a window. Never guesses: a
window without a printed end changes nothing in the schedule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.state import Due

# 关于…名单的公示, 公开征求对…的意见, 征集…意见建议
ANNOUNCES = re.compile(r"公示|征求|征集|听取|意见")
DAILY = frozenset({"publicise", "comments"})
LONGEST = 366


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of one run: all that are due, and those that it makes."""

    due: tuple[Due, ...] = ()
    made: tuple[Due, ...] = ()

    @property
    def deferred(self) -> int:
        return len(self.due) - len(self.made)


def within(due: Iterable[Due], always: frozenset[str], budget: int | None) -> Visits:
    """The visits of a run: open windows and the newest week always, of the others the first of the budget."""
    due = tuple(due)
    others = [one.key for one in due if one.key not in always]
    put_off = frozenset(others[budget:] if budget is not None else ())
    return Visits(due, tuple(one for one in due if one.key not in put_off))


def open_until(due: Due, body: bytes, url: str, content_type: str | None, rules: str | None) -> date | None:
    """The last day of the window that a page announces; None for a page that announces none."""
    if due.role != "page" or not ANNOUNCES.search(due.listed_title or ""):
        return None
    from cleaners import Refused, clean_page  # every verb and source begins here; few nights read a page
    from cleaners.page.sites import UnknownRules, rules_named
    from cleaners.recognition.windows import windows

    try:
        named = rules_named(rules) if rules else None
        page = clean_page(body, url=url, content_type=content_type, rules=named)
    except (Refused, UnknownRules):
        return None
    published = due.listed_date or page.published
    day = published if type(published) is date or published is None else published.date()  # type: ignore[attr-defined]
    found = windows(page.text, title=page.title or due.listed_title or "", published=day)
    ends = [one.closes for one in found if one.kind in DAILY and one.closes]
    return max((end for end in ends if day is None or (end - day).days <= LONGEST), default=None)

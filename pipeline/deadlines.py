"""Until when the public may comment (征求意见期限): of each consultation, from its list and from its text.

A list hides the first moment without (exclusive); a text prints the last day (inclusive). Both are kept, each
with where it stands: neither is made from the other, and a text that is no consultation gives none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cleaners.official.deadlines import comments_until
from cleaners.official.drafts import is_draft
from kb.rows import DeadlineRow
from pipeline.copies import Copy, Group
from pipeline.reading import BEIJING

_INSTANT = timedelta(microseconds=1)


def deadlines_of(group: Group, work: str) -> list[DeadlineRow]:
    """The deadlines of a group's work, each once: of copies that say the same the best one stands."""
    found: dict[tuple[str, str], DeadlineRow] = {}
    for copy in group.copies:
        for row in (*_listed(copy, work), *_printed(copy, work)):
            found.setdefault((row.basis, row.last_day), row)
    return list(found.values())


def _listed(copy: Copy, work: str) -> Iterator[DeadlineRow]:
    if copy.page.deadline is not None:
        yield DeadlineRow(work, "list", last_day(copy.page.deadline), copy.page.deadline, "", copy.page.id)


def last_day(ends: str) -> str:
    """The last day, in Beijing, before an exclusive end.

    >>> last_day("2026-10-14T16:00:00Z")
    '2026-10-14'
    """
    return (datetime.fromisoformat(ends).astimezone(BEIJING) - _INSTANT).date().isoformat()


def _printed(copy: Copy, work: str) -> Iterator[DeadlineRow]:
    """The day that a consultation prints before the draft begins."""
    if copy.document.carrier is None or not is_draft(copy.claim.title, copy.text):
        return
    starts = [p.span[0] for reading in copy.document.instruments for p in reading.provisions]
    fact = comments_until(copy.text[: min(starts, default=len(copy.text))])
    if fact is not None:
        start, end = fact.span
        yield DeadlineRow(work, "text", fact.value, None, fact.quote, copy.content.id, start, end)

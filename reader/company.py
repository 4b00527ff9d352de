"""What stands around a document (关联文件): drafts or final, who forwards it, what explains it, deadlines.

A notice and what it carries are asked together: a final stands under its instrument, a forwarding under its
notice, and whoever looks at one of them wants both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from kb.read import Base, DeadlineRow, RelationRow, WorkRow
from reader.wording import say

BEIJING = timezone(timedelta(hours=8))
_UNHELD = ("title:", "number:")
# name in the answer, kind of relation, and whether the other document is the one that says so
_COMPANY = (
    ("drafts", "drafts", True),
    ("final", "drafts", False),
    ("forwards", "forwards", False),
    ("forwarded_by", "forwards", True),
    ("interpretations", "interprets", True),
    ("interprets", "interprets", False),
)


def company_json(base: Base, work: WorkRow) -> dict[str, Any]:
    """The documents around a work by what they are to it, the oldest first; and the days for comments."""
    family = _family(base, work)
    found: dict[str, Any] = {name: _others(base, family, kind, inward) for name, kind, inward in _COMPANY}
    asking = {name: row for member in family for name, row in _deadlines(base, member)}
    return {"company": found, "deadlines": [_deadline(row) for row in asking.values()]}


def stock_codes(base: Base, work: WorkRow) -> list[str]:
    """The shares that the page of a news item names."""
    codes: dict[str, None] = {}
    for copy in base.manifestations(work.id) if work.role == "news" else ():
        snapshot = base.snapshot(copy.snapshot)
        codes |= dict.fromkeys(snapshot.stock_codes if snapshot else ())
    return list(codes)


def unheld_name(other: str) -> str | None:
    """How a document that is not held was named; None for the id of a work."""
    return next((other[len(mark) :] for mark in _UNHELD if other.startswith(mark)), None)


def _family(base: Base, work: WorkRow) -> tuple[WorkRow, ...]:
    carrier = base.work(work.carrier) if work.carrier else None
    return (work, carrier) if carrier else (work, *base.carried(work.id))


def _others(base: Base, family: Iterable[WorkRow], kind: str, inward: bool) -> list[dict[str, Any]]:
    ids = [member.id for member in family]
    found: dict[str, dict[str, Any]] = {}
    for member in ids:
        rows = base.relations_to(member, kind=kind) if inward else base.relations_from(member, kind=kind)
        for row in rows:
            other = row.from_work if inward else row.to_work
            if other not in ids:
                found.setdefault(other, _other(base, row, other))
    return sorted(found.values(), key=lambda entry: (entry["date"] or "", entry["work"]))


def _other(base: Base, row: RelationRow, other: str) -> dict[str, Any]:
    held = base.work(other)
    return {
        "work": other,
        "held": held is not None,
        "title": held.title if held else unheld_name(other),
        "date": (held.date_document or held.date_publication) if held else None,
        "status": held.status if held else None,
        "url": held.url if held else None,
        "quote": row.quote or None,
    }


def _deadlines(base: Base, work: WorkRow) -> Iterable[tuple[tuple[str, str, str], DeadlineRow]]:
    return (((row.work, row.basis, row.last_day), row) for row in base.deadlines(work.id))


def _deadline(row: DeadlineRow) -> dict[str, Any]:
    """`last_day` counts (inclusive); `ends` is the first moment without, in Beijing (exclusive)."""
    ends = datetime.fromisoformat(row.ends).astimezone(UTC).astimezone(BEIJING) if row.ends else None
    return {
        "work": row.work,
        "basis": row.basis,
        "last_day": row.last_day,
        "ends": ends.isoformat() if ends else None,
        "quote": row.quote or None,
    }


def company_rows(company: dict[str, list[dict[str, Any]]]) -> list[tuple[str, str, str | None]]:
    """What a person reads of them: what it is, its title, its day; what is not held says so."""
    words = {
        "drafts": say("Draft"),
        "final": say("Final"),
        "forwards": say("Forwards"),
        "forwarded_by": say("Forwarded by"),
        "interpretations": say("Explained by"),
        "interprets": say("Explains"),
    }
    return [
        (words[name], str(entry["title"]), entry["date"] if entry["held"] else say("not held"))
        for name, entries in company.items()
        for entry in entries
    ]


def deadline_words(deadlines: list[dict[str, Any]]) -> str | None:
    """2026-09-03, the day counted; where the list and the text differ, both and where each stands."""
    days = {entry["last_day"] for entry in deadlines}
    if len(days) < 2:
        return next(iter(days), None)
    where = {"list": say("by the publisher's list"), "text": say("by the text")}
    return say(", ").join(f"{entry['last_day']} ({where[entry['basis']]})" for entry in deadlines)

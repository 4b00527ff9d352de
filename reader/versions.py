"""The wordings of one measure (文本沿革): which are held, in their order, and which applies on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from cleaners.effect.standing import DRAFT, first_day
from index.resolve import Target
from kb.read import Base, ExpressionRow, WorkRow
from kb.state import BEIJING
from reader.answer import Unanswerable
from reader.citing import place
from reader.documents import standing
from reader.wording import say

REVISES = ("revises",)
SUCCEEDS = ("revises", "supersedes")  # from the newer wording to the older
DRAFTS = "drafts"  # from the older to the newer


def chain(base: Base, work: str, kinds: Iterable[str] = (*SUCCEEDS, DRAFTS)) -> tuple[WorkRow, ...]:
    """A work and all that are linked with it as wordings of one measure, the oldest first."""
    wanted = tuple(kinds)
    found: dict[str, WorkRow] = {}
    waiting = [work]
    while waiting:
        row = base.work(waiting.pop())
        if row is not None and row.id not in found:
            found[row.id] = row
            waiting += _linked(base, row, wanted)
    return tuple(sorted(found.values(), key=_order))


def _linked(base: Base, row: WorkRow, kinds: tuple[str, ...]) -> list[str]:
    """The wordings next to one; a notice that asks for comments is none."""
    near = [r.to_work for kind in kinds for r in base.relations_from(row.id, kind=kind)]
    near += [r.from_work for kind in kinds for r in base.relations_to(row.id, kind=kind)]
    rows = [other for name in near if (other := base.work(name))]
    return [other.id for other in rows if other.role != "notice" or other.status != DRAFT]


def _order(row: WorkRow) -> tuple[str, str]:
    return own_day(row) or "", row.id


def own_day(row: WorkRow) -> str | None:
    """成文日期, else 发布日期."""
    return row.date_document or row.date_publication


def begins(row: WorkRow) -> date | None:
    """The first day of a wording."""
    day, in_force = own_day(row), row.date_in_force
    if day is None:
        return date.fromisoformat(in_force) if in_force else None
    return first_day(date.fromisoformat(in_force) if in_force else None, date.fromisoformat(day))


def wording_on(rows: Iterable[WorkRow], day: date) -> WorkRow | None:
    """The last wording that had begun on a day; None when none had. A draft never applies."""
    begun = [(start, row.id, row) for row in rows if row.status != DRAFT and (start := begins(row))]
    return max((entry for entry in begun if entry[0] <= day), default=(None, None, None))[2]


def former_on(base: Base, work: str, day: date) -> ExpressionRow | None:
    """What a work's page said on a day, where it has changed since; None where it says the same now.

    Before the page was first fetched the oldest text that is held stands for it.
    """
    rows = reversed(base.former_expressions(work))
    return next((row for row in rows if row.until is not None and day < ended_on(row.until)), None)


def ended_on(until: str) -> date:
    """The day in Beijing on which a page was first seen with another text."""
    return datetime.fromisoformat(until).astimezone(BEIJING).date()


def says_former(row: ExpressionRow) -> str:
    """The sentence that tells of a text that its page no longer has."""
    return say("the text that its page had until {day}; it has been changed since", day=_until(row))


def _until(row: ExpressionRow) -> str | None:
    return ended_on(row.until).isoformat() if row.until else None


def of_the_day(
    base: Base, targets: tuple[Target, ...], day: date, *, asked: bool
) -> tuple[tuple[Target, ...], tuple[WorkRow, ...]]:
    """Of several wordings of one measure the one that applies on the day, and all of them.

    `asked`: the reader named the day, so a single wording, too, stands for its measure. What is not one
    measure comes back as it was.
    """
    works = {target.work for target in targets}
    if not targets or (len(works) == 1 and not asked):
        return targets, ()
    measure = chain(base, targets[0].work, REVISES)
    if len(works) > 1 and not works <= {row.id for row in measure}:
        measure = tuple(row for row in chain(base, targets[0].work, SUCCEEDS) if row.id in works)
        if len(measure) < len(works):
            return targets, ()
    if len(measure) < 2:
        return targets, ()
    chosen = wording_on(measure, day) or measure[0]
    return (_in_wording(base, targets, chosen),), measure


def _in_wording(base: Base, targets: tuple[Target, ...], chosen: WorkRow) -> Target:
    """The unit that was named, in the wording chosen."""
    named = next((target for target in targets if target.work == chosen.id), None)
    eid = targets[0].eid if named is None else named.eid
    if eid is not None and base.provision(chosen.id, eid) is None:
        raise Unanswerable(
            say(
                "《{title}》 of {date} has no {place}",
                title=chosen.title,
                date=own_day(chosen),
                place=place(eid),
            )
        )
    return Target(chosen.id, eid)


def versions_json(base: Base, work: WorkRow, day: date, shown: str | None = None) -> list[dict[str, Any]]:
    """Every wording held of the measure, the newest first, each with its status on the day.

    `shown`: the expression that is, when that is none of the texts of now.
    """
    rows = [row for row in chain(base, work.id) if row.id != work.id]
    found = [
        (row, expression)
        for row in (work, *rows)
        for expression in (*base.expressions(row.id), *base.former_expressions(row.id))
    ]
    found.sort(key=lambda pair: (pair[1].date or "", pair[1].until or "~", pair[1].id), reverse=True)
    seen = shown or next((one.id for one in base.expressions(work.id)), None)
    return [_version(row, expression, day, shown=expression.id == seen) for row, expression in found]


def _version(row: WorkRow, expression: ExpressionRow, day: date, *, shown: bool) -> dict[str, Any]:
    return {
        "expression": expression.id,
        "work": row.id,
        "title": row.title,
        "stage": expression.stage,
        "date": expression.date,
        "until": _until(expression),
        "in_force": row.date_in_force,
        "status": standing(row, day),
        "articles": expression.articles,
        "shown": shown,
    }


def says_which(chosen: WorkRow, measure: tuple[WorkRow, ...], day: date) -> str:
    """The sentence that tells which of several wordings is shown."""
    start, own = begins(chosen), own_day(chosen)
    if start is not None and start > day:
        return say("no wording held applied on {day} yet; this is the first, of {date}", day=day, date=own)
    return say(
        "wording of {date}, the one that applies on {day}; {n} are held", date=own, day=day, n=len(measure)
    )

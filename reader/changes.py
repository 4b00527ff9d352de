"""changes: what is held otherwise than on a day (变动): documents, events, windows, numbers; ADD, MOD, DEL.

A day means its beginning in Beijing. What was gone before the first noted build cannot be told, and the
answer says when noting began.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from typing import Any

from kb.history import Change, begun, delta
from kb.home import Home
from kb.read import Base
from kb.state import BEIJING, State, StateUnusable
from reader.answer import DONE, Unanswerable, console, opened, print_json
from reader.display import fill, table
from reader.show import day_of
from reader.tracked import TYPES
from reader.wording import say, spoken, term


def changes(home: Home, since: str, until: str | None, *, limit: int, as_json: bool) -> int:
    """Print what changed between the beginnings of two days, or until now."""
    first, last = _beginning(since), _beginning(until) if until else None
    if last is not None and last < first:
        raise Unanswerable(say("{until} is before {since}", until=until, since=since))
    with opened(home) as base:
        try:
            with State(home) as state:
                found, start = delta(state, first, last), begun(state)
        except StateUnusable as error:
            raise Unanswerable(spoken(error)) from error
        names = [_json(base, change) for change in found[:limit]]
    view = {
        "since": first.isoformat(),
        "until": last.isoformat() if last else None,
        "noted_since": start,
        "total": len(found),
        "counts": dict(Counter(f"{change.op} {change.what}" for change in found)),
        "changes": names,
    }
    if as_json:
        print_json(view)
    else:
        rows = (
            (term(one["op"]), term(one["what"]), one["name"] or one["id"], _in_beijing(one["at"]))
            for one in names
        )
        console().print(fill(table("Change", "What", "Name", "Day"), rows))
        console().print(say("{shown} of {total} changes", shown=len(names), total=len(found)), style="dim")
    return DONE


def _in_beijing(moment: str) -> str:
    """A moment as a person reads it; the JSON keeps it as it is noted."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _beginning(day: str) -> datetime:
    """When a day begins in Beijing; the first of all days has no such moment in the times that are noted."""
    return datetime.combine(max(day_of(day), date(1, 1, 2)), time(), BEIJING)


def _json(base: Base, change: Change) -> dict[str, Any]:
    return {
        "op": change.op,
        "what": change.what,
        "id": change.id,
        "at": change.at,
        "name": _name(base, change),
    }


def _name(base: Base, change: Change) -> str | None:
    """What it is called, where it is still held."""
    work = base.work(change.id.rpartition("#")[0] or change.id)
    if change.what == "event":
        event = base.event(change.id)
        return f"{event.holder}（{TYPES.get(event.type, event.type)} {event.batch}）" if event else None
    return work.title if work else None

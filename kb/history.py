"""What the base held, and when (沿革): kept in state.db, because a base that is rebuilt forgets what it was.

After each build the things held are compared with those held before: what is new, otherwise, or gone is
noted with the moment. A base that is dropped and built anew is the same, and nothing is noted. A delta of two
moments, applied to the state at the first, gives the state at the second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Literal

from kb.read import Base
from kb.rows import AnnouncementRow, DutyRow, EventRow, QuantityRow, WindowRow
from kb.state import State

# Where a thing stands: a page that is fetched again moves all that is on it, and changes nothing of it.
_PLACES = frozenset({"snapshot", "start", "end", "list", "list_row"})

Op = Literal["ADD", "MOD", "DEL"]
Thing = tuple[str, str]  # what it is, and its id
States = dict[Thing, str]  # the digest of each thing


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a thing between two moments (变动); `at` is when it last changed, UTC."""

    op: Op
    what: str
    id: str
    at: str
    digest: str | None  # None: gone


def things(base: Base) -> States:
    """All that is followed in a base: works, announcements, events, windows, duties, numbers."""
    held: States = {("work", work): print_ for work, print_ in base.fingerprints().items()}
    held |= _digests("announcement", ((f"{row.work}#{row.ordinal}", row) for row in base.announcements()))
    held |= _digests("event", ((row.id, row) for row in base.events()))
    held |= _digests("window", ((f"{row.work}#{row.ordinal}", row) for row in base.windows()))
    held |= _digests("duty", ((f"{row.work}#{row.ordinal}", row) for row in base.duties()))
    return held | _digests("quantity", ((f"{row.work}#{row.ordinal}", row) for row in base.quantities()))


Followed = AnnouncementRow | EventRow | WindowRow | DutyRow | QuantityRow


def _digests(what: str, rows: Iterable[tuple[str, Followed]]) -> States:
    return {(what, name): _digest(row) for name, row in rows}


def _digest(row: Followed) -> str:
    said = [(one.name, getattr(row, one.name)) for one in fields(row) if one.name not in _PLACES]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def note(state: State, now_held: Mapping[Thing, str], moment: datetime) -> int:
    """Keep what differs from what was held before; how many things do."""
    at = _utc(moment)
    before = held_at(state, None)
    gone = [thing for thing in before if now_held.get(thing) != before[thing]]
    fresh = [(*thing, digest, at) for thing, digest in now_held.items() if before.get(thing) != digest]
    with state.transaction() as db:
        db.executemany(
            "UPDATE held SET until = ? WHERE what = ? AND id = ? AND until IS NULL", [(at, *t) for t in gone]
        )
        db.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, NULL)", fresh)
    return len({*gone, *((what, name) for what, name, *_ in fresh)})


def held_at(state: State, moment: datetime | None) -> States:
    """What was held at a moment, builds that ended at it included; None: now."""
    if moment is None:
        rows = state.rows("SELECT what, id, digest FROM held WHERE until IS NULL")
    else:
        at = _utc(moment)
        rows = state.rows(
            "SELECT what, id, digest FROM held WHERE since <= ? AND (until IS NULL OR until > ?)", at, at
        )
    return {(what, name): digest for what, name, digest in rows}


def delta(state: State, since: datetime, until: datetime | None = None) -> list[Change]:
    """What is otherwise at the second moment than at the first, by kind and id."""
    first, second = held_at(state, since), held_at(state, until)
    moments = _moments(state)
    found = []
    for thing in sorted(first.keys() | second.keys()):
        if first.get(thing) != second.get(thing):
            op: Op = "ADD" if thing not in first else "DEL" if thing not in second else "MOD"
            found.append(Change(op, *thing, moments.get(thing, ""), second.get(thing)))
    return found


def applied(held: Mapping[Thing, str], changes: Iterable[Change]) -> States:
    """A state after changes."""
    after = dict(held)
    for change in changes:
        if change.digest is None:
            after.pop((change.what, change.id), None)
        else:
            after[change.what, change.id] = change.digest
    return after


def begun(state: State) -> str | None:
    """The moment of the first build that was noted."""
    (found,) = state.rows("SELECT min(since) FROM held")
    first: str | None = found[0]
    return first


def _moments(state: State) -> dict[Thing, str]:
    """When each thing last changed."""
    rows = state.rows("SELECT what, id, max(coalesce(until, since)) FROM held GROUP BY what, id")
    return {(what, name): at for what, name, at in rows}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

"""What the lists of sources look like (版式), in state.db: the known shape, and one that waits to be it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kb.state import State


@dataclass(frozen=True, slots=True)
class HeldShape:
    """The known shape of a source's list, and another with the nights in a row on which it was seen."""

    shape: frozenset[str]
    night: str
    other: frozenset[str]
    other_nights: int


def held_shape(state: State, source: str) -> HeldShape | None:
    """What is known of a source's list."""
    for row in state.rows("SELECT * FROM shapes WHERE source = ?", source):
        other = frozenset(json.loads(row["other"] or "[]"))
        return HeldShape(frozenset(json.loads(row["shape"])), row["night"], other, row["other_nights"])
    return None


def keep_shape(state: State, source: str, shape: frozenset[str], night: str) -> None:
    """The shape of tonight is the known one; whatever waited is forgotten."""
    with state.transaction() as db:
        db.execute(
            "INSERT OR REPLACE INTO shapes (source, shape, night) VALUES (?, ?, ?)",
            (source, json.dumps(sorted(shape), ensure_ascii=False), night),
        )


def note_other(state: State, source: str, shape: frozenset[str], night: str, *, again: bool) -> int:
    """Another shape than the known one; `again`: the one that waits. The nights in a row that it was seen."""
    with state.transaction() as db:
        if not again:
            db.execute("UPDATE shapes SET other_nights = 0, other_night = NULL WHERE source = ?", (source,))
        db.execute(
            "UPDATE shapes SET other = ?, other_nights = other_nights + (other_night IS NOT ?),"
            " other_night = ? WHERE source = ?",
            (json.dumps(sorted(shape), ensure_ascii=False), night, night, source),
        )
        found = db.execute("SELECT other_nights FROM shapes WHERE source = ?", (source,)).fetchone()
        return int(found[0]) if found else 0

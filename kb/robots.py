"""What hosts answered for robots.txt (机器人协议), in state.db: the last good copy, nights without a fetch.

A copy is good that was answered as a robots.txt, or by a host that has none: then it is empty and allows all.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from kb.home import Home
from kb.state import State, StateUnusable, stamp

LONG_SILENCE = 3  # nights


@dataclass(frozen=True, slots=True)
class HeldRobots:
    """What is known of a host; `nights`: in a row, up to `last_night`, on which nothing was fetched."""

    host: str
    body: bytes | None
    good_at: datetime | None
    said: str | None
    nights: int
    last_night: str | None


def held_robots(state: State, host: str) -> HeldRobots | None:
    """What is known of a host."""
    return next((_held(row) for row in state.rows("SELECT * FROM robots WHERE host = ?", host)), None)


def keep_robots(state: State, host: str, body: bytes, moment: datetime, said: str | None) -> None:
    """A good answer: the copy from now on, and the end of any silence."""
    with state.transaction() as db:
        db.execute(
            "INSERT INTO robots (host, body, good_at, said) VALUES (?, ?, ?, ?) ON CONFLICT (host) DO UPDATE"
            " SET body = excluded.body, good_at = excluded.good_at, said = excluded.said, nights = 0",
            (host, body, stamp(moment), said),
        )


def note_bad_answer(state: State, host: str, said: str, night: str, *, fetched: bool) -> int:
    """An answer that is no robots.txt; how many nights in a row nothing was `fetched` because of such."""
    with state.transaction() as db:
        db.execute("INSERT OR IGNORE INTO robots (host) VALUES (?)", (host,))
        if fetched:
            db.execute("UPDATE robots SET said = ?, nights = 0 WHERE host = ?", (said, host))
        else:
            db.execute(
                "UPDATE robots SET said = ?, nights = nights + (last_night IS NOT ?), last_night = ?"
                " WHERE host = ?",
                (said, night, night, host),
            )
        return int(db.execute("SELECT nights FROM robots WHERE host = ?", (host,)).fetchone()[0])


def long_silent(home: Home, night: str) -> tuple[HeldRobots, ...]:
    """The hosts that allow no fetch for the third night or longer, up to this one."""
    if not home.state.is_file():
        return ()
    query = "SELECT * FROM robots WHERE nights >= ? AND last_night = ? ORDER BY host"
    try:
        with State(home) as state:
            return tuple(_held(row) for row in state.rows(query, LONG_SILENCE, night))
    except (sqlite3.Error, StateUnusable):  # the night tells that of its state elsewhere
        return ()


def _held(row: sqlite3.Row) -> HeldRobots:
    good_at = datetime.fromisoformat(row["good_at"]) if row["good_at"] else None
    return HeldRobots(row["host"], row["body"], good_at, row["said"], row["nights"], row["last_night"])

"""The nights (夜): when each began and how it ended, in state.db, and how long ago the last good one was.

Good is a night that ended with exit code 0; red one that did its work and something of it failed; failed one
that could not build; one that never ended was killed. Only whole nights count, not those of named sources.

A night may have its verdict and be killed before its report is out: what such a night found, the next tells.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kb.home import Home
from kb.state import State, StateUnusable, night_of, stamp

Verdict = Literal["good", "red", "failed"]


@dataclass(frozen=True, slots=True)
class NightsPast:
    """When the first whole night of a home began, and when the last good one ended."""

    first_began: datetime
    last_good: datetime | None

    @property
    def well_until(self) -> datetime:
        """The last moment at which all was well, as far as is known."""
        return self.last_good or self.first_began


def begin_night(home: Home, *, whole: bool) -> int:
    """Open a night; one that is still running was killed, for only one runs at a time."""
    now = datetime.now(UTC)
    try:
        with State(home) as state, state.transaction() as db:
            db.execute("UPDATE nights SET state = 'killed' WHERE state = 'running'")
            opened = db.execute(
                "INSERT INTO nights (night, began, state, whole) VALUES (?, ?, 'running', ?)",
                (night_of(now), stamp(now), int(whole)),
            )
            return int(opened.lastrowid or 0)
    except sqlite3.Error as error:
        raise StateUnusable(f"{home.state} cannot be written: {error}") from error


def end_night(home: Home, number: int, verdict: Verdict, reason: str | None = None) -> None:
    """Close a night; said again, the later word counts."""
    with State(home) as state, state.transaction() as db:
        db.execute(
            "UPDATE nights SET ended = ?, state = ?, reason = ? WHERE id = ?",
            (stamp(datetime.now(UTC)), verdict, reason, number),
        )


def mark_told(state: State, number: int) -> None:
    """The report of a night is out."""
    with state.transaction() as db:
        db.execute("UPDATE nights SET told = ? WHERE id = ?", (stamp(datetime.now(UTC)), number))


def runs_untold(state: State) -> frozenset[int]:
    """The runs since the last night whose report is out, up to the beginning of the one that runs."""
    rows = state.rows(
        "SELECT id FROM runs WHERE started <= (SELECT max(began) FROM nights) AND started >="
        " (SELECT min(began) FROM nights WHERE id >"
        " (SELECT coalesce(max(id), 0) FROM nights WHERE told IS NOT NULL))"
    )
    return frozenset(row[0] for row in rows)


def first_untold(state: State) -> str:
    """The day of the first night behind the last told one whose report is not out; '' where there is none."""
    rows = state.rows(
        "SELECT min(night) FROM nights WHERE state <> 'running' AND id >"
        " (SELECT coalesce(max(id), 0) FROM nights WHERE told IS NOT NULL)"
    )
    return str(rows[0][0] or "")


def last_whole_night(state: State) -> str:
    """The day of the last night of all sources before the one that runs; '' where there was none."""
    rows = state.rows("SELECT max(night) FROM nights WHERE whole AND state <> 'running'")
    return str(rows[0][0] or "")


def nights_past(home: Home) -> NightsPast | None:
    """What the state knows of whole nights, read without writing; None where there was none.

    StateUnusable when the state cannot be read: that nothing is known is no sign that all is well.
    """
    if not home.state.is_file():
        return None
    query = "SELECT min(began), max(CASE state WHEN 'good' THEN ended END) FROM nights WHERE whole"
    try:
        db = sqlite3.connect(f"{home.state.as_uri()}?mode=ro", uri=True, timeout=2)
        try:
            first, good = db.execute(query).fetchone()
        finally:
            db.close()
    except sqlite3.Error as error:
        if "no such table" in str(error):  # of a version that kept no nights
            return None
        raise StateUnusable(f"{home.state} cannot be read: {error}") from error
    if first is None:
        return None
    return NightsPast(datetime.fromisoformat(first), datetime.fromisoformat(good) if good else None)

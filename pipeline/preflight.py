"""Before a night (夜前检查): what must be right before anything is fetched, and what the night mends itself.

What stops a night is one named reason: too little room, a clock that stands before the last run, a dictionary
or the schema that cannot be read. A damaged base or index is said, and the build of this night makes it anew.
"""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.fulltext import why_anew
from kb.home import REPOSITORY, Home
from kb.state import last_moment, stamp
from kb.store import schema
from reader.doctor import integrity

SLACK = timedelta(minutes=5)  # two machines may have shared a home, and clocks are set
# Knowledge that is read in the middle of a night, by room.
_DICTIONARIES = ("cleaners/data/**/*.toml", "index/*.toml", "index/*.tsv", "index/lexicon.txt")


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found: why a night cannot begin, what it will mend, and whether kb.db is to be made anew."""

    stops: tuple[str, ...]
    notes: tuple[str, ...] = ()
    damaged: bool = False


def preflight(home: Home, *, floor: int, moment: datetime, trust_clock: bool = False) -> Preflight:
    """Check everything; nothing is changed."""
    stops = [*_room(home, floor), *_dictionaries(), *_schema()]
    if not trust_clock:
        stops += _clock(home, moment)
    if stops:
        return Preflight(tuple(stops))
    damage, index = _base(home), _index(home)
    return Preflight((), (*damage, *index), bool(damage))


def _room(home: Home, floor: int) -> Iterator[str]:
    """kb.db and var/ may lie on two disks."""
    for place in (home.root, home.var):
        free = shutil.disk_usage(place).free if place.is_dir() else floor
        if free < floor:
            yield f"{free // 1_000_000} MB free in {place}, a night needs {floor // 1_000_000} MB: make room"
            return


def _clock(home: Home, moment: datetime) -> Iterator[str]:
    last = last_moment(home.state)
    if last and moment < datetime.fromisoformat(last) - SLACK:
        now = stamp(moment.astimezone(UTC))
        yield f"the clock says {now}, the last run was at {last}: set it, or --trust-clock if that was wrong"


def _dictionaries() -> Iterator[str]:
    for path in sorted({path for pattern in _DICTIONARIES for path in REPOSITORY.glob(pattern)}):
        if fault := _unreadable(path):
            yield f"the dictionary {path.relative_to(REPOSITORY)} cannot be read: {fault}"


def _unreadable(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            tomllib.loads(text)
    except (OSError, ValueError) as error:
        return str(error)
    return "" if text.strip() else "it is empty"


def _schema() -> Iterator[str]:
    """The schema makes a base."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.executescript(schema())
        if not memory.execute("SELECT 1 FROM sqlite_master").fetchone():
            yield "the schema kb/schema.sql is empty"
    except (OSError, ValueError, sqlite3.Error) as error:
        yield f"the schema kb/schema.sql cannot be read: {error}"
    finally:
        memory.close()


def _base(home: Home) -> tuple[str, ...]:
    if not home.kb.is_file() or not home.kb.stat().st_size:
        return ()
    try:
        well = integrity(home).well
    except sqlite3.DatabaseError:
        well = False
    return () if well else ("kb.db is damaged; the build makes it anew",)


def _index(home: Home) -> tuple[str, ...]:
    if not home.whoosh.is_dir():
        return ()
    why = why_anew(home)
    return (f"{why.split(': run ')[0]}; the build makes it anew",) if why else ()

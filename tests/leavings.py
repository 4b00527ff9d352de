"""What a night leaves in a home (夜痕), in a form in which two homes can be compared, for the tests.

Left out is what two nights never share: the moments of fetching and building, names and offsets of archive
files, and what hangs on them. A snapshot is named by its address and its bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from index.fulltext import open_index
from index.query import parse
from kb.archive import Capture, captures, names
from kb.home import Home
from kb.read import Base

_MOMENTS = frozenset({"fetched_at", "first_seen", "last_seen", "since", "warc_file", "warc_offset"})
_MOMENT = len("2031-03-05T00:00:00Z")  # which stands at the end of the id of an expression that has ended
_QUERIES = ("工坊集群认定有效期", "公示")

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Leavings:
    """What lies in a home: rows as often as they stand there, in no order."""

    pages: Counter[Row]  # (address, digest) of what the build reads
    base: Counter[Row]  # every row of kb.db
    clauses: Counter[Row]
    events: Counter[Row]  # of kb.db, of the history of the base, and what sites took away
    frontier: Counter[Row]  # what the state says of each address
    index: Counter[Row]  # works of the index, and what searches bring
    told: Counter[Row]  # (rule, channel, happening)

    def lacks(self, whole: Leavings) -> dict[str, int]:
        """How many rows of another home are not here, by kind."""
        return {
            one.name: (getattr(whole, one.name) - getattr(self, one.name)).total() for one in fields(self)
        }


def leavings(home: Home) -> Leavings:
    """What lies in a home."""
    with sqlite3.connect(home.kb) as db:
        ids = _snapshot_names(db)
        base = _base_rows(db, ids)
        clauses = _rows(db, "SELECT work, eid, label, heading, text, status FROM provisions")
        events = _rows(db, "SELECT id, work, type, holder FROM events")
    db.close()
    with sqlite3.connect(home.state) as db:
        history = _rows(db, "SELECT what, id, until IS NULL FROM held")
        gone = _rows(db, "SELECT source, what, key, why FROM absences")
        frontier = _rows(
            db, "SELECT key, source, role, http_status, body_sha256, next_visit, tries FROM fetch"
        )
        told = _rows(db, "SELECT rule, channel, happening FROM alert_items")
    db.close()
    return Leavings(_pages(home), base, clauses, events + history + gone, frontier, _index(home), told)


def _pages(home: Home) -> Counter[Row]:
    found: Counter[Row] = Counter()
    for name in names(home):
        for one in captures(home, name):
            assert isinstance(one, Capture), one
            found[one.url, one.sha256] += 1
    return found


def _rows(db: sqlite3.Connection, query: str) -> Counter[Row]:
    return Counter(db.execute(query))


def _snapshot_names(db: sqlite3.Connection) -> dict[str, str]:
    """What stands for the id of a snapshot, and for the moment at which one was fetched."""
    named: dict[str, str] = {}
    for key, then, place, digest in db.execute(
        "SELECT id, fetched_at, manifestation, body_sha256 FROM snapshots"
    ):
        named |= {key: f"{place}#{digest}", then: "then"}
    return named


def _named(value: object, ids: dict[str, str]) -> object:
    if not isinstance(value, str):
        return value
    end = value[-_MOMENT:]
    return ids.get(value) or value.removesuffix(end) + ids.get(end, end)


def _base_rows(db: sqlite3.Connection, ids: dict[str, str]) -> Counter[Row]:
    """Every row of the base but the list of archive files."""
    found: Counter[Row] = Counter()
    tables = [
        row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    for table in tables:
        if table == "archive_files":
            continue
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in _MOMENTS]
        listed = ", ".join(f'"{name}"' for name in columns)
        for row in db.execute(f"SELECT {listed} FROM {table}"):
            found[table, *(_named(value, ids) for value in row)] += 1
    return found


def _index(home: Home) -> Counter[Row]:
    folder = home.whoosh / (home.whoosh / "CURRENT").read_text(encoding="ascii").strip()
    works = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["works"]
    found: Counter[Row] = Counter(works.items())
    with Base(home.kb) as base, open_index(home, base) as index:
        for query in _QUERIES:
            hits = index.search(parse(query), limit=50).hits
            found.update((query, hit.work, hit.eid) for hit in hits)
    return found


def doubled(rows: Iterable[int]) -> int:
    """How many stand more than once."""
    return sum(count - 1 for count in rows)

"""The writer's door to kb.db (写库), and the only file that imports sqlite_utils.

WAL, synchronous FULL, foreign keys, one writer. sqlite-utils 4 commits only inside `db.atomic()`: every write
here belongs to a transaction that its caller opens with Store.document(), one a document. `settle` brings the
rows of a scope to what they should be and touches only what differs, so a second build writes nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from cleaners.comparing.sketch import ALIKE
from kb.read import SCHEMA_VERSION
from kb.rows import TABLES, FoldingKeyRow, RelationRow, SnapshotRow, columns, decode, encode, selected

Row = TypeVar("Row")
_AT_ONCE = 400  # values bound in one statement; SQLite's own limit is far above


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a scope did (变动): the keys of rows added, changed and deleted."""

    added: tuple[tuple[Any, ...], ...] = ()
    changed: tuple[tuple[Any, ...], ...] = ()
    deleted: tuple[tuple[Any, ...], ...] = ()

    @property
    def rows(self) -> int:
        return len(self.added) + len(self.changed) + len(self.deleted)


class BaseUnwritable(OSError):
    """kb.db could not be written; the message is the one line shown."""


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Say in one line what SQLite says of a full disk or a damaged base; what was committed stays."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        advice = (
            "make room, then run" if isinstance(error, sqlite3.OperationalError) else "it is damaged: run"
        )
        raise BaseUnwritable(f"{path}: {error}; {advice} `scrapy build --full`") from error


def schema() -> str:
    """The schema as SQL."""
    return files("kb").joinpath("schema.sql").read_text(encoding="utf-8")


def create(path: Path) -> None:
    """An empty kb.db with its full schema; the file must not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(path, execute_plugins=False)
    database.conn.execute("PRAGMA journal_mode = WAL")
    database.conn.executescript(f"BEGIN; {schema()} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
    database.conn.close()


def version(path: Path) -> int | None:
    """The schema version of a kb.db; None when there is none or the file is no database."""
    if not path.is_file() or not path.stat().st_size:
        return None
    connection = sqlite3.connect(path)
    try:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()
    return found


def swap_in(new: Path, path: Path) -> None:
    """Put a finished base in the place of the old one: synced, renamed, no journal of the old left behind.

    A journal beside a base that is not its own would be played into it, so the old one goes first.
    """
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    _checkpoint(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _checkpoint(path: Path) -> bool:
    """Bring a base's journal into it, for readers that open it in its last moment; False when that fails."""
    if not path.is_file():
        return False
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def discard(path: Path) -> None:
    """Remove a base and its journals, if there."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class Store:
    """One kb.db, open for writing. `durable=False` is for a base that gets its name only when it is whole."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path = path
        self._database = Database(path, execute_plugins=False)
        self._connection: sqlite3.Connection = self._database.conn
        self._connection.execute("PRAGMA busy_timeout = 10000")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        self._keys = {
            row_type: tuple(columns(row_type).index(name) for name in self._database.table(table).pks)
            for row_type, table in TABLES.items()
        }

    def close(self) -> None:
        """Bring the journal into the base and close."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    @contextmanager
    def document(self) -> Iterator[None]:
        """One transaction; foreign keys are checked at its end."""
        with self._database.atomic():
            self._connection.execute("PRAGMA defer_foreign_keys = ON")
            yield

    # -- writing

    def settle(self, row_type: type[Row], scope: str, values: Iterable[str], rows: Sequence[Row]) -> Settled:
        """Make `rows` the rows whose column `scope` has one of `values`; write only what differs."""
        return self._settle(row_type, self._stored(row_type, scope, values), rows)

    def settle_all(self, row_type: type[Row], rows: Sequence[Row]) -> Settled:
        """Make `rows` the whole table; write only what differs."""
        return self._settle(row_type, self._connection.execute(selected(row_type)), rows)

    def settle_issued(self, works: Iterable[str], rows: Sequence[RelationRow]) -> Settled:
        """Make `rows` what the works issue; their other relations are settled by kind."""
        place = columns(RelationRow).index("kind")
        held = (row for row in self._stored(RelationRow, "from_work", works) if row[place] == "issues")
        return self._settle(RelationRow, held, rows)

    def _settle(self, row_type: type[Row], stored: Iterable[tuple[Any, ...]], rows: Sequence[Row]) -> Settled:
        key = self._keys[row_type]
        wanted = {tuple(row[i] for i in key): row for row in map(encode, rows)}
        held = {tuple(row[i] for i in key): row for row in stored}
        deleted = tuple(sorted(held.keys() - wanted.keys()))
        added = tuple(sorted(wanted.keys() - held.keys()))
        changed = tuple(sorted(k for k in wanted.keys() & held.keys() if wanted[k] != held[k]))
        self._delete(row_type, deleted)
        self._write(row_type, [wanted[k] for k in (*added, *changed)])
        return Settled(added, changed, deleted)

    def settle_meta(self, values: dict[str, str]) -> bool:
        """Make `values` the meta table; whether anything differed."""
        if dict(self._connection.execute("SELECT key, value FROM meta")) == values:
            return False
        self._connection.execute("DELETE FROM meta")
        self._connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", values.items())
        return True

    def add_keys(self, keys: Sequence[FoldingKeyRow]) -> None:
        """Add folding keys; those of an older snapshot go when its works are settled."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO folding_keys (key, manifestation) VALUES (?, ?)", map(encode, keys)
        )

    def _stored(self, row_type: type[Any], scope: str, values: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        for some in _portions(values):
            marks = ",".join("?" * len(some))
            yield from self._connection.execute(f'{selected(row_type)} WHERE "{scope}" IN ({marks})', some)

    def _delete(self, row_type: type[Any], keys: Sequence[tuple[Any, ...]]) -> None:
        names = [columns(row_type)[i] for i in self._keys[row_type]]
        where = " AND ".join(f'"{name}" = ?' for name in names)
        self._connection.executemany(f"DELETE FROM {TABLES[row_type]} WHERE {where}", keys)

    def _write(self, row_type: type[Any], rows: Sequence[tuple[Any, ...]]) -> None:
        names = columns(row_type)
        listed = ", ".join(f'"{name}"' for name in names)
        key = ", ".join(f'"{names[i]}"' for i in self._keys[row_type])
        others = [name for i, name in enumerate(names) if i not in self._keys[row_type]]
        update = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
        conflict = f"DO UPDATE SET {update}" if others else "DO NOTHING"
        self._connection.executemany(
            f"INSERT INTO {TABLES[row_type]} ({listed}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT ({key}) {conflict}",
            rows,
        )

    # -- what the build asks

    def meta(self) -> dict[str, str]:
        return dict(self._connection.execute("SELECT key, value FROM meta"))

    def archive_names(self) -> frozenset[str]:
        """The archive files whose documents are all settled."""
        return frozenset(name for (name,) in self._connection.execute("SELECT name FROM archive_files"))

    def all(self, row_type: type[Row], where: str = "", *values: Any) -> list[Row]:
        """The rows of a table that meet a condition, decoded."""
        found = self._connection.execute(f"{selected(row_type)} {where}", values).fetchall()
        return [decode(row_type, row) for row in found]

    def among(self, row_type: type[Row], column: str, values: Iterable[str]) -> list[Row]:
        """The rows whose `column` has one of `values`, decoded, in the order of the key."""
        key = self._keys[row_type]
        rows = sorted(self._stored(row_type, column, values), key=lambda row: tuple(row[i] for i in key))
        return [decode(row_type, row) for row in rows]

    def family(self, manifestations: frozenset[str]) -> frozenset[str]:
        """All manifestations that belong together with these, directly or through others.

        They share a folding key, or four of the clauses that stand for their texts (`s:`).
        """
        family = set(manifestations)
        fresh = manifestations
        while fresh:
            keys = {row.key for row in self.among(FoldingKeyRow, "manifestation", fresh)}
            plain = {key for key in keys if not key.startswith("s:")}
            met = {row.manifestation for row in self.among(FoldingKeyRow, "key", plain)}
            if len(keys) > len(plain):
                met |= set(self._alike(fresh))
            fresh = frozenset(met - family)
            family |= fresh
        return frozenset(family)

    def _alike(self, manifestations: Iterable[str]) -> Iterator[str]:
        """The manifestations whose sketch has enough in common with that of one of these."""
        for some in _portions(manifestations):
            marks = ",".join("?" * len(some))
            for (name,) in self._connection.execute(
                "SELECT DISTINCT b.manifestation FROM folding_keys a JOIN folding_keys b ON b.key = a.key "
                f"WHERE a.manifestation IN ({marks}) AND a.key >= 's:' AND a.key < 's;' "
                "GROUP BY a.manifestation, b.manifestation HAVING count(*) >= ?",
                (*some, ALIKE),
            ):
                yield name

    def latest(self, manifestations: Iterable[str]) -> dict[str, SnapshotRow]:
        """Of each manifestation the latest snapshot that could be read, else the latest one."""
        latest: dict[str, SnapshotRow] = {}
        for row in self.among(SnapshotRow, "manifestation", manifestations):
            best = latest.get(row.manifestation)
            if best is None or _freshness(row) > _freshness(best):
                latest[row.manifestation] = row
        return latest

    def earlier(self, manifestations: Iterable[str]) -> dict[str, list[SnapshotRow]]:
        """Of each manifestation all snapshots that could be read, the oldest first."""
        found: dict[str, list[SnapshotRow]] = {}
        for row in self.among(SnapshotRow, "manifestation", manifestations):
            if row.status != "refused" and row.text:
                found.setdefault(row.manifestation, []).append(row)
        return {name: sorted(rows, key=lambda row: (row.fetched_at, row.id)) for name, rows in found.items()}

    def seen(self, manifestations: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Of each manifestation when it was first and last fetched."""
        seen: dict[str, tuple[str, str]] = {}
        for some in _portions(manifestations):
            marks = ",".join("?" * len(some))
            for name, first, last in self._connection.execute(
                "SELECT manifestation, min(fetched_at), max(fetched_at) FROM snapshots "
                f"WHERE manifestation IN ({marks}) GROUP BY manifestation",
                some,
            ):
                seen[name] = (first, last)
        return seen

    def pairs(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query that belongs to its caller."""
        return self._connection.execute(sql, values).fetchall()


def _freshness(row: SnapshotRow) -> tuple[bool, str, str]:
    return (row.status != "refused", row.fetched_at, row.id)


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    """Sorted values in portions that one statement can bind."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def dump(path: Path) -> Iterator[str]:
    """The whole base as SQL, line by line: equal bases have equal dumps."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield from connection.iterdump()
    finally:
        connection.close()

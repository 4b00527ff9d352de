"""The crawl's memory (状态库): var/state.db, what cannot be derived from the archive.

Holds the fetch frontier, the runs and the last good counts. A row of `fetch` says that a body is held only
after its archive file has its name, so a kill at any moment costs a second fetch and never a page.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import resources
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from kb.home import Home

BEIJING = timezone(timedelta(hours=8))
SCHEMA_VERSION = 1
MAX_TRIES = 3

RunState = Literal["running", "ok", "degraded", "failed", "killed"]


class StateUnusable(Exception):
    """state.db cannot be opened by this version; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Due:
    """An address to fetch (待采): what the list or the page that names it says of it."""

    key: str
    url: str
    role: Literal["page", "attachment"] = "page"
    listed_title: str | None = None
    listed_date: date | None = None
    referrer: str | None = None
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of an address already: the validators for a conditional request, and what was listed."""

    due: Due
    http_status: int | None
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    tries: int
    run: int | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that lies in a finished archive file, or a 304."""

    due: Due
    http_status: int
    fetched_at: datetime
    etag: str | None
    last_modified: str | None
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one source (一次采集)."""

    id: int
    source: str
    night: str
    started: str
    ended: str | None
    state: RunState
    rows: int
    count_said: int | None
    new: int
    changed: int
    unchanged: int
    failed: int
    watermark: str | None
    back_to: str | None
    reason: str | None


class State:
    """The open state.db; every method is one transaction."""

    def __init__(self, home: Home) -> None:
        home.var.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(home.state, timeout=30, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._migrate(home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def begin_run(self, source: str) -> int:
        """Open a run; a run of this source that is still 'running' was killed."""
        now = datetime.now(UTC)
        with self._transaction() as db:
            db.execute("UPDATE runs SET state = 'killed' WHERE source = ? AND state = 'running'", (source,))
            opened = db.execute(
                "INSERT INTO runs (source, night, started, state) VALUES (?, ?, ?, 'running')",
                (source, night_of(now), stamp(now)),
            )
            return int(opened.lastrowid or 0)

    def end_run(self, run: Run) -> None:
        """Close a run with its counts."""
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET ended = ?, state = ?, rows = ?, count_said = ?, new = ?, changed = ?,"
                " unchanged = ?, failed = ?, watermark = ?, back_to = ?, reason = ? WHERE id = ?",
                (
                    stamp(datetime.now(UTC)), run.state, run.rows, run.count_said, run.new, run.changed,
                    run.unchanged, run.failed, run.watermark, run.back_to, run.reason, run.id,
                ),
            )  # fmt: skip

    def runs(self, source: str, limit: int = 10) -> tuple[Run, ...]:
        """The latest runs of a source, newest first."""
        found = self._db.execute(
            "SELECT * FROM runs WHERE source = ? ORDER BY id DESC LIMIT ?", (source, limit)
        )
        return tuple(Run(**dict(row)) for row in found)

    def last_good(self, source: str) -> Run | None:
        """The latest run whose list passed its checks."""
        found = self._db.execute(
            "SELECT * FROM runs WHERE source = ? AND state IN ('ok', 'degraded') AND count_said IS NOT NULL"
            " ORDER BY id DESC LIMIT 1",
            (source,),
        ).fetchone()
        return Run(**dict(found)) if found else None

    def complete_back_to(self, source: str) -> str | None:
        """The earliest date to which good runs walked this list; '' for its end, None when never."""
        found = self._db.execute(
            "SELECT min(back_to) FROM runs WHERE source = ? AND state IN ('ok', 'degraded')", (source,)
        ).fetchone()
        return None if found[0] is None else str(found[0])

    def killed_runs(self, source: str, night: str) -> frozenset[int]:
        """The runs of this night that were killed: what they fetched is fresh and is not asked for again."""
        found = self._db.execute(
            "SELECT id FROM runs WHERE source = ? AND night = ? AND state = 'killed'", (source, night)
        )
        return frozenset(row[0] for row in found)

    def held(self, keys: Iterable[str]) -> dict[str, Held]:
        """What is known of these addresses."""
        query = "SELECT * FROM fetch WHERE key = ?"
        rows = (self._db.execute(query, (key,)).fetchone() for key in keys)
        return {row["key"]: _held(row) for row in rows if row}

    def add_due(self, source: str, dues: Iterable[Due], run: int) -> None:
        """Enter addresses into the frontier; one that is known takes the new listing."""
        with self._transaction() as db:
            _add_due(db, source, dues, run)

    def reopen(self, source: str, keys: Iterable[str], *, anew: bool = False) -> None:
        """Make held addresses due again, to ask whether they changed; their validators are kept.

        `anew` forgets them: what is listed of the page changed, so it is written to the archive once more
        even when its body did not. The empty digest says that a body was held.
        """
        forget = ", etag = NULL, last_modified = NULL, body_sha256 = ''" if anew else ""
        with self._transaction() as db:
            db.executemany(
                f"UPDATE fetch SET http_status = NULL, tries = 0, source = ?{forget} WHERE key = ?",
                [(source, key) for key in keys],
            )

    def due(self, source: str) -> tuple[Due, ...]:
        """What this source has still to fetch, pages before attachments."""
        found = self._db.execute(
            "SELECT * FROM fetch WHERE source = ? AND http_status IS NULL AND tries < ?"
            " ORDER BY role DESC, listed_date DESC, key",
            (source, MAX_TRIES),
        )
        return tuple(_due(row) for row in found)

    def commit(self, source: str, run: int, fetched: Iterable[Fetched], named: Iterable[Due]) -> None:
        """Mark bodies as held, and enter the files they name, in one transaction."""
        with self._transaction() as db:
            for page in fetched:
                _add_due(db, source, (page.due,), run)
                db.execute(
                    "UPDATE fetch SET last_fetch = ?, etag = ?, last_modified = ?, http_status = ?,"
                    " body_sha256 = ?, tries = 0, run = ? WHERE key = ?",
                    (
                        stamp(page.fetched_at), page.etag, page.last_modified, page.http_status,
                        page.body_sha256, run, page.due.key,
                    ),
                )  # fmt: skip
            _add_due(db, source, named, run)

    def missed(self, keys: Iterable[str]) -> None:
        """Count a failed try; the address stays due, or stays held with the body it has."""
        with self._transaction() as db:
            db.executemany("UPDATE fetch SET tries = tries + 1 WHERE key = ?", [(key,) for key in keys])

    def imported(self) -> frozenset[tuple[str, str]]:
        """(key, sha256) of everything imported so far."""
        return frozenset((row[0], row[1]) for row in self._db.execute("SELECT key, body_sha256 FROM imports"))

    def add_imports(self, bodies: Iterable[tuple[str, str]]) -> None:
        """Remember what was imported, after its archive file has its name."""
        with self._transaction() as db:
            db.executemany("INSERT OR IGNORE INTO imports VALUES (?, ?)", bodies)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _migrate(self, home: Home) -> None:
        """Bring an older file to this version; never touch one of a newer version."""
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            self._db.close()
            raise StateUnusable(
                f"{home.state} is of version {version}, this program knows {SCHEMA_VERSION}: update it"
            )
        for step in MIGRATIONS[version:]:
            sql = resources.files("kb").joinpath(step).read_text(encoding="utf-8")
            next_version = MIGRATIONS.index(step) + 1
            self._db.executescript(f"BEGIN IMMEDIATE; {sql} PRAGMA user_version = {next_version}; COMMIT;")


# Step n brings version n to n + 1. A step that has been released is never edited.
MIGRATIONS = ("state.sql",)


def stamp(moment: datetime) -> str:
    """UTC, ISO 8601 with Z, as every time in our databases is written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def night_of(moment: datetime) -> str:
    """The day in Beijing to which a run belongs."""
    return moment.astimezone(BEIJING).date().isoformat()


def _add_due(db: sqlite3.Connection, source: str, dues: Iterable[Due], run: int) -> None:
    now = stamp(datetime.now(UTC))
    for due in dues:
        db.execute(
            "INSERT INTO fetch (key, url, host, source, role, first_seen, run, listed_title, listed_date,"
            " referrer, related) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET url = excluded.url, host = excluded.host,"
            " listed_title = coalesce(excluded.listed_title, listed_title),"
            " listed_date = coalesce(excluded.listed_date, listed_date),"
            " referrer = coalesce(excluded.referrer, referrer),"
            " related = CASE excluded.related WHEN '[]' THEN related ELSE excluded.related END",
            (
                due.key, due.url, urlsplit(due.url).netloc, source, due.role, now, run, due.listed_title,
                due.listed_date.isoformat() if due.listed_date else None, due.referrer,
                json.dumps(due.related, ensure_ascii=False),
            ),
        )  # fmt: skip


def _due(row: sqlite3.Row) -> Due:
    listed = row["listed_date"]
    return Due(
        key=row["key"],
        url=row["url"],
        role=row["role"],
        listed_title=row["listed_title"],
        listed_date=date.fromisoformat(listed) if listed else None,
        referrer=row["referrer"],
        related=tuple((title, url) for title, url in json.loads(row["related"])),
    )


def _held(row: sqlite3.Row) -> Held:
    return Held(
        due=_due(row),
        http_status=row["http_status"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_sha256=row["body_sha256"],
        tries=row["tries"],
        run=row["run"],
    )

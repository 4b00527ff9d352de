"""The crawl's memory (状态库): var/state.db, what cannot be derived from the archive.

Holds the fetch frontier, the runs, the last good counts, and what the alerts have told (alerts/). A row of
`fetch` says that a body is held only after its archive file has its name, so a kill at any moment costs a
second fetch and never a page.

How far back a source is complete follows from the frontier: what was listed and is not held bounds it, so
the date is right after any night, killed ones too.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from cleaners.address import address_key
from kb.home import Home

BEIJING = timezone(timedelta(hours=8))
SCHEMA_VERSION = 6
MAX_TRIES = 3

# Where state.db keeps moments: the latest of them tells which of two states knows more.
_MOMENTS = (
    ("runs", "started"),
    ("runs", "ended"),
    ("nights", "began"),
    ("nights", "ended"),
    ("outbox", "created"),
    ("outbox", "sent"),
    ("held", "since"),
    ("held", "until"),
)

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
    deadline: datetime | None = None
    fields: tuple[tuple[str, str], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a source reaches (覆盖): complete back to a date ('' for its beginning), and what it lacks."""

    source: str
    last_success: str | None
    back_to: str | None
    waiting: int
    given_up: int

    @property
    def complete_back_to(self) -> str | None:
        """The date, 'beginning', or None when no list was ever walked far enough."""
        return "beginning" if self.back_to == "" else self.back_to


class State:
    """The open state.db; every method is one transaction."""

    def __init__(self, home: Home) -> None:
        home.var.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(home.state, timeout=30, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._migrate(home)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise StateUnusable(f"{home.state} cannot be used: {error}") from error

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
        with self.transaction() as db:
            db.execute("UPDATE runs SET state = 'killed' WHERE source = ? AND state = 'running'", (source,))
            opened = db.execute(
                "INSERT INTO runs (source, night, started, state) VALUES (?, ?, ?, 'running')",
                (source, night_of(now), stamp(now)),
            )
            return int(opened.lastrowid or 0)

    def end_run(self, run: Run) -> None:
        """Close a run with its counts."""
        with self.transaction() as db:
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

    def latest_runs(self) -> tuple[Run, ...]:
        """The latest run of each source."""
        found = self._db.execute(
            "SELECT * FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY source) ORDER BY source"
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
        """The date back to which all that a source lists is held; '' for its beginning, None when unknown."""
        return self.reach(source).back_to

    def reach(self, source: str) -> Reach:
        """How far back all that a source lists is held; what was given up is counted, and bounds nothing."""
        return _reach(self._db, source)

    def given_up(self, source: str) -> tuple[Due, ...]:
        """What failed on MAX_TRIES runs and is no longer asked for."""
        found = self._db.execute(
            "SELECT * FROM fetch WHERE source = ? AND body_sha256 IS NULL AND tries >= ? ORDER BY key",
            (source, MAX_TRIES),
        )
        return tuple(_due(row) for row in found)

    def listings(self, source: str, keys: Iterable[str]) -> dict[str, Due]:
        """What this source said of these addresses when it last listed them."""
        query = (
            "SELECT listed.*, '' AS url, 'page' AS role, NULL AS referrer FROM listed"
            " WHERE source = ? AND key = ?"
        )
        rows = (self._db.execute(query, (source, key)).fetchone() for key in keys)
        return {row["key"]: _due(row) for row in rows if row}

    def pass_trial(self, source: str, key: str) -> None:
        """A document of a source on trial passed its checks."""
        with self.transaction() as db:
            db.execute("INSERT OR IGNORE INTO trials VALUES (?, ?)", (source, key))

    def passed(self, source: str) -> int:
        """How many documents of a source on trial passed."""
        query = "SELECT count(*) FROM trials WHERE source = ?"
        return int(self._db.execute(query, (source,)).fetchone()[0])

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

    def add_due(self, source: str, dues: Iterable[Due], run: int, *, listed: bool = True) -> None:
        """Enter addresses into the frontier; one that is known takes the new listing.

        `listed`: they are rows of the source's own list, and bound how far back it is complete.
        """
        with self.transaction() as db:
            dues = tuple(dues)
            _add_due(db, source, dues, run)
            _add_listed(db, source, dues if listed else ())

    def reopen(self, source: str, keys: Iterable[str], *, anew: bool = False) -> None:
        """Make held addresses due again, to ask whether they changed; their validators are kept.

        `anew` forgets them: what is listed of the page changed, so it is written to the archive once more
        even when its body did not. The empty digest says that a body was held.
        """
        forget = ", etag = NULL, last_modified = NULL, body_sha256 = ''" if anew else ""
        with self.transaction() as db:
            db.executemany(
                f"UPDATE fetch SET http_status = NULL, tries = 0, source = ?{forget} WHERE key = ?",
                [(source, key) for key in keys],
            )

    def due(self, source: str) -> tuple[Due, ...]:
        """What this source has still to fetch, pages before attachments.

        What it lists is its to fetch whoever listed it first: another source may be failing.
        """
        found = self._db.execute(
            "SELECT * FROM fetch WHERE http_status IS NULL AND tries < ? AND"
            " (source = ? OR key IN (SELECT key FROM listed WHERE source = ?))"
            " ORDER BY role DESC, listed_date DESC, key",
            (MAX_TRIES, source, source),
        )
        return tuple(_due(row) for row in found)

    def commit(self, source: str, run: int, fetched: Iterable[Fetched], named: Iterable[Due]) -> None:
        """Mark bodies as held, and enter the files they name, in one transaction."""
        with self.transaction() as db:
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

    def missed(self, keys: Iterable[str], night: str) -> None:
        """Count a night on which an address failed; it stays due, or stays held with the body it has."""
        with self.transaction() as db:
            db.executemany(
                "UPDATE fetch SET tries = tries + 1, last_try = ? WHERE key = ? AND last_try IS NOT ?",
                [(night, key, night) for key in keys],
            )

    def leave_out(self, source: str, dues: Iterable[Due], run: int) -> None:
        """Forget pages that are not about policy but for their ids and titles."""
        dues = tuple(dues)
        with self.transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO left_out VALUES (?, ?, ?, ?)",
                [(due.key, due.listed_title, source, run) for due in dues],
            )
            keys = [(due.key,) for due in dues]
            db.executemany("DELETE FROM fetch WHERE key = ? AND body_sha256 IS NULL", keys)
            db.executemany(
                "DELETE FROM listed WHERE source = ? AND key = ?", [(source, *key) for key in keys]
            )

    def left_out(self, keys: Iterable[str]) -> frozenset[str]:
        """Which of these addresses were left out."""
        query = "SELECT 1 FROM left_out WHERE key = ?"
        return frozenset(key for key in keys if self._db.execute(query, (key,)).fetchone())

    def count_left_out(self, source: str) -> int:
        """How many pages of a source were left out, on all nights."""
        query = "SELECT count(*) FROM left_out WHERE source = ?"
        return int(self._db.execute(query, (source,)).fetchone()[0])

    def mark(self, source: str, feed: str) -> datetime | None:
        """The newest item of a feed on its last good night."""
        query = "SELECT newest FROM marks WHERE source = ? AND feed = ?"
        found = self._db.execute(query, (source, feed)).fetchone()
        return datetime.fromisoformat(found[0]) if found else None

    def set_mark(self, source: str, feed: str, newest: datetime) -> None:
        """Remember the newest item of a feed; a mark never goes back."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT (source, feed)"
                " DO UPDATE SET newest = max(newest, excluded.newest)",
                (source, feed, stamp(newest)),
            )

    def imported(self) -> frozenset[tuple[str, str]]:
        """(key, sha256) of everything imported so far."""
        return frozenset((row[0], row[1]) for row in self._db.execute("SELECT key, body_sha256 FROM imports"))

    def add_imports(self, bodies: Iterable[tuple[str, str]]) -> None:
        """Remember what was imported, after its archive file has its name."""
        with self.transaction() as db:
            db.executemany("INSERT OR IGNORE INTO imports VALUES (?, ?)", bodies)

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """What a question of such a room answers."""
        return self._db.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction, whole or not at all; also for a room whose SQL stands beside its own functions."""
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
MIGRATIONS = (
    "state.sql",
    "state_listed.sql",
    "state_left_out.sql",
    "state_alerts.sql",
    "state_history.sql",
    "state_nights.sql",
)


def stamp(moment: datetime) -> str:
    """UTC, ISO 8601 with Z, as every time in our databases is written."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def night_of(moment: datetime) -> str:
    """The day in Beijing to which a run belongs."""
    return moment.astimezone(BEIJING).date().isoformat()


def reaches(home: Home) -> tuple[Reach, ...]:
    """How far each source of a home reaches, read without writing; nothing where there is no state."""
    if not home.state.is_file():
        return ()
    try:
        db = sqlite3.connect(f"{home.state.as_uri()}?mode=ro", uri=True, timeout=2)
        db.row_factory = sqlite3.Row
        try:
            sources = [row[0] for row in db.execute("SELECT DISTINCT source FROM runs ORDER BY source")]
            return tuple(_reach(db, source) for source in sources)
        finally:
            db.close()
    except sqlite3.Error:  # an older or damaged state: a reader says nothing rather than something wrong
        return ()


def last_moment(path: Path, *, settled: bool = False) -> str | None:
    """The last moment that a state.db knows of, to the second; None when there is none that can be read.

    `settled`: nobody writes it, and nothing is to be left beside it.
    """
    if not path.is_file():
        return None
    try:
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro{'&immutable=1' if settled else ''}", uri=True)
        try:
            return max(filter(None, (_latest_of(db, *place) for place in _MOMENTS)), default=None)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return None


def _latest_of(db: sqlite3.Connection, table: str, column: str) -> str | None:
    """The latest moment of a column; None in a state that has no such table yet."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone():
        return None
    found = db.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
    return f"{found[:19]}Z" if found else None


def _reach(db: sqlite3.Connection, source: str) -> Reach:
    runs = "FROM runs WHERE source = ? AND state IN ('ok', 'degraded')"
    success, walked = db.execute(f"SELECT max(ended), min(back_to) {runs}", (source,)).fetchone()
    gone = db.execute(
        "SELECT count(*) FROM fetch WHERE source = ? AND body_sha256 IS NULL AND tries >= ?",
        (source, MAX_TRIES),
    ).fetchone()
    days = (*_open_pages(db, source), *_open_files(db, source))
    newest = max((day for day in days if day), default=None)
    return Reach(source, success, _bounded(walked, newest, undated=None in days), len(days), int(gone[0]))


def _open_pages(db: sqlite3.Connection, source: str) -> tuple[str | None, ...]:
    """The listed days of what this source lists and nobody has fetched yet."""
    found = db.execute(
        "SELECT l.listed_date FROM listed l JOIN fetch f USING (key)"
        " WHERE l.source = ? AND f.body_sha256 IS NULL AND f.tries < ?",
        (source, MAX_TRIES),
    )
    return tuple(row[0] for row in found)


def _open_files(db: sqlite3.Connection, source: str) -> tuple[str | None, ...]:
    """The listed days of the pages of this source whose files are still to be fetched."""
    files = db.execute(
        "SELECT referrer FROM fetch WHERE role = 'attachment' AND body_sha256 IS NULL AND tries < ?"
        " AND referrer IS NOT NULL",
        (MAX_TRIES,),
    )
    query = "SELECT listed_date FROM listed WHERE source = ? AND key = ?"
    rows = (db.execute(query, (source, address_key(row[0]))).fetchone() for row in files)
    return tuple(row[0] for row in rows if row)


def _bounded(walked: str | None, newest_open: str | None, *, undated: bool) -> str | None:
    """The date walked to, unless something newer is still to be fetched: then the day after that."""
    if walked is None or undated:
        return None
    if newest_open is None:
        return walked
    return max(walked, (date.fromisoformat(newest_open) + timedelta(days=1)).isoformat())


def _add_listed(db: sqlite3.Connection, source: str, dues: Iterable[Due]) -> None:
    """Remember what a source says of its pages; files are named by pages, not by lists."""
    db.executemany(
        "INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (source, d.key, d.listed_title, _day(d.listed_date), _pairs(d.related), _moment(d.deadline),
             _pairs(d.fields))
            for d in dues
            if d.role == "page"
        ],
    )  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def _pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(pairs, ensure_ascii=False)


def _add_due(db: sqlite3.Connection, source: str, dues: Iterable[Due], run: int) -> None:
    now = stamp(datetime.now(UTC))
    for due in dues:
        db.execute(
            "INSERT INTO fetch (key, url, host, source, role, first_seen, run, listed_title, listed_date,"
            " referrer, related, deadline, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET url = excluded.url, host = excluded.host,"
            " listed_title = coalesce(excluded.listed_title, listed_title),"
            " listed_date = coalesce(excluded.listed_date, listed_date),"
            " referrer = coalesce(excluded.referrer, referrer),"
            " related = CASE excluded.related WHEN '[]' THEN related ELSE excluded.related END,"
            " deadline = coalesce(excluded.deadline, deadline),"
            " fields = CASE excluded.fields WHEN '[]' THEN fields ELSE excluded.fields END",
            (
                due.key, due.url, urlsplit(due.url).netloc, source, due.role, now, run, due.listed_title,
                _day(due.listed_date), due.referrer, _pairs(due.related), _moment(due.deadline),
                _pairs(due.fields),
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
        deadline=datetime.fromisoformat(row["deadline"]) if row["deadline"] else None,
        fields=tuple((label, value) for label, value in json.loads(row["fields"])),
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

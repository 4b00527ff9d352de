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
from time import monotonic, sleep
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from cleaners.address import address_key
from kb.home import Home
from kb.visits import first_visit, next_visit, sooner

BEIJING = timezone(timedelta(hours=8))
SCHEMA_VERSION = 11
MAX_TRIES = 3
_PATIENCE = 30.0  # seconds that a statement waits for another process

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

# deferred: a source that was not begun; it stands in the report of its night and never in the table.
RunState = Literal["running", "ok", "degraded", "failed", "killed", "deferred"]


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
    open_until: date | None = None
    """The last day of the 公示 or 意见征集 that the page announces."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What a site took away or gave back (撤下): a page that is gone, a row that its list has no more."""

    source: str
    what: Literal["vanished", "withdrawn", "returned"]
    key: str
    url: str
    title: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A whole list beside what the source listed before (对照): keys that are new, keys that are no more."""

    added: frozenset[str]
    gone: frozenset[str]


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
    added: int = 0
    removed: int = 0
    visits_due: int = 0
    visits_done: int = 0
    visits_deferred: int = 0
    vanished: int = 0
    pages_due: int = 0
    pages_done: int = 0
    pages_deferred: int = 0
    bytes: int = 0
    archived: int = 0

    @property
    def seconds(self) -> float:
        """How long it took; 0 while it runs."""
        ended = datetime.fromisoformat(self.ended) if self.ended else None
        return (ended - datetime.fromisoformat(self.started)).total_seconds() if ended else 0.0


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
        self._db = sqlite3.connect(home.state, timeout=_PATIENCE, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        try:
            self._keep_a_log()
            for pragma in ("synchronous = FULL", "foreign_keys = ON"):
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
                " unchanged = ?, failed = ?, watermark = ?, back_to = ?, reason = ?, added = ?, removed = ?,"
                " visits_due = ?, visits_done = ?, visits_deferred = ?, vanished = ?, pages_due = ?,"
                " pages_done = ?, pages_deferred = ?, bytes = ?, archived = ? WHERE id = ?",
                (
                    stamp(datetime.now(UTC)), run.state, run.rows, run.count_said, run.new, run.changed,
                    run.unchanged, run.failed, run.watermark, run.back_to, run.reason, run.added, run.removed,
                    run.visits_due, run.visits_done, run.visits_deferred, run.vanished, run.pages_due,
                    run.pages_done, run.pages_deferred, run.bytes, run.archived, run.id,
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

    def last_whole(self, source: str) -> Run | None:
        """The latest good run that walked a list without a count of its own to its end."""
        found = self._db.execute(
            "SELECT * FROM runs WHERE source = ? AND state IN ('ok', 'degraded') AND count_said IS NULL"
            " AND back_to = '' ORDER BY id DESC LIMIT 1",
            (source,),
        ).fetchone()
        return Run(**dict(found)) if found else None

    def first_good(self, source: str) -> date | None:
        """The night since which a source has been watched."""
        query = "SELECT min(night) FROM runs WHERE source = ? AND state IN ('ok', 'degraded')"
        return _date(self._db.execute(query, (source,)).fetchone()[0])

    def ran(self, source: str, night: str) -> bool:
        """Whether a run of this source came to a good end on a night already; one of a night that was killed
        behind it is the same visit, for that night is only begun again."""
        query = (
            "SELECT 1 FROM runs WHERE source = ? AND night = ? AND state IN ('ok', 'degraded') AND coalesce("
            "(SELECT state FROM nights WHERE began <= runs.started ORDER BY id DESC LIMIT 1), '') <> 'killed'"
        )
        return self._db.execute(query, (source, night)).fetchone() is not None

    def complete_back_to(self, source: str) -> str | None:
        """The date back to which all that a source lists is held; '' for its beginning, None when unknown."""
        return self.reach(source).back_to

    def reach(self, source: str) -> Reach:
        """How far back all that a source lists is held; what was given up is counted, and bounds nothing."""
        return _reach(self._db, source)

    def given_up(self, source: str, before: str = "") -> tuple[Due, ...]:
        """What failed on MAX_TRIES runs and is no longer asked for; `before`: before that night."""
        found = self._db.execute(
            "SELECT * FROM fetch WHERE source = ? AND body_sha256 IS NULL AND tries >= ?"
            " AND (? = '' OR coalesce(last_try, '') < ?) ORDER BY key",
            (source, MAX_TRIES, before, before),
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
        """The runs of this night that were killed, or ended in a night that was killed behind them and is now
        begun again: what they fetched is fresh and is not asked for again."""
        found = self._db.execute(
            "SELECT id FROM runs WHERE source = ? AND night = ? AND (state = 'killed' OR"
            " (SELECT max(id) FROM nights WHERE began <= runs.started) IN"
            " (SELECT id FROM nights WHERE state = 'killed' AND id >"
            " (SELECT coalesce(max(id), 0) FROM nights WHERE state NOT IN ('killed', 'running'))))",
            (source, night),
        )
        return frozenset(row[0] for row in found)

    def held(self, keys: Iterable[str]) -> dict[str, Held]:
        """What is known of these addresses."""
        query = "SELECT * FROM fetch WHERE key = ?"
        rows = (self._db.execute(query, (key,)).fetchone() for key in keys)
        return {row["key"]: _held(row) for row in rows if row}

    def source_of(self, key: str) -> str:
        """The source that fetches an address; '' for one that none does."""
        found = self._db.execute("SELECT source FROM fetch WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

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

    def compared(self, source: str, keys: Iterable[str]) -> Compared:
        """The keys of a whole list beside those that this source listed before."""
        query = "SELECT key FROM listed WHERE source = ? AND gone IS NULL"
        before, now = {row[0] for row in self._db.execute(query, (source,))}, frozenset(keys)
        return Compared(now - before, frozenset(before - now))

    def listed(self, source: str, keys: Iterable[str]) -> frozenset[str]:
        """Which of these addresses this source has listed, and not lost since."""
        query = "SELECT 1 FROM listed WHERE source = ? AND key = ? AND gone IS NULL"
        return frozenset(key for key in keys if self._db.execute(query, (source, key)).fetchone())

    def visits(self, source: str, night: str) -> tuple[Due, ...]:
        """The held pages that are to be asked for again, open windows first, then what was listed last."""
        found = self._db.execute(
            "SELECT * FROM fetch WHERE source = ? AND next_visit <= ? AND http_status IS NOT NULL"
            " ORDER BY coalesce(open_until, '') < ?, listed_date DESC, key",
            (source, night, night),
        )
        return tuple(_due(row) for row in found)

    def open_windows(self, source: str, night: str) -> frozenset[str]:
        """The held pages of this source whose window was still open on a day."""
        query = "SELECT key FROM fetch WHERE source = ? AND open_until >= ?"
        return frozenset(row[0] for row in self._db.execute(query, (source, night)))

    def take_absences(self, run: int, night: str, absences: Iterable[Absence]) -> None:
        """Write down what is gone or back: the lists remember it, pages go on to their next visit."""
        with self.transaction() as db:
            for one in absences:
                row = (run, one.source, night, one.what, one.key, one.url, one.title, one.why)
                db.execute("INSERT OR REPLACE INTO absences VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
                if one.what == "withdrawn":
                    db.execute(
                        "UPDATE listed SET gone = ? WHERE source = ? AND key = ?",
                        (night, one.source, one.key),
                    )
                elif one.what == "vanished":
                    _pass_visit(db, one.key, night)

    def pass_visit(self, key: str, night: str) -> None:
        """A visit that brought nothing new is over."""
        with self.transaction() as db:
            _pass_visit(db, key, night)

    def absences(self, runs: Iterable[int]) -> tuple[Absence, ...]:
        """What these runs found gone or back."""
        query = "SELECT source, what, key, url, title, why FROM absences WHERE run = ? ORDER BY what, key"
        return tuple(Absence(*row) for run in runs for row in self._db.execute(query, (run,)))

    def vanished(self) -> frozenset[str]:
        """The pages of which the last that was seen is that they are gone."""
        last = "SELECT key, what, max(run) FROM absences WHERE what <> 'withdrawn' GROUP BY key"
        return frozenset(key for key, what, _ in self._db.execute(last) if what == "vanished")

    def commit(self, source: str, run: int, fetched: Iterable[Fetched], named: Iterable[Due]) -> None:
        """Mark bodies as held, and enter the files they name, in one transaction."""
        with self.transaction() as db:
            for page in fetched:
                _add_due(db, source, (page.due,), run)
                first_held, planned, open_until = _planned(db, page)
                db.execute(
                    "UPDATE fetch SET last_fetch = ?, etag = ?, last_modified = ?, http_status = ?,"
                    " body_sha256 = ?, tries = 0, run = ?, first_held = ?, next_visit = ?, open_until = ?"
                    " WHERE key = ?",
                    (
                        stamp(page.fetched_at), page.etag, page.last_modified, page.http_status,
                        page.body_sha256, run, _day(first_held), _day(planned), _day(open_until),
                        page.due.key,
                    ),
                )  # fmt: skip
            _add_due(db, source, named, run)

    def missed(self, keys: Iterable[str], night: str) -> None:
        """Count a night on which an address failed; it stays due, or stays held with the body it has.

        A held page that failed on MAX_TRIES nights is left alone until its next step.
        """
        with self.transaction() as db:
            for key in keys:
                db.execute(
                    "UPDATE fetch SET tries = tries + 1, last_try = ? WHERE key = ? AND last_try IS NOT ?",
                    (night, key, night),
                )
                held = "SELECT 1 FROM fetch WHERE key = ? AND next_visit IS NOT NULL AND tries >= ?"
                if db.execute(held, (key, MAX_TRIES)).fetchone():
                    _pass_visit(db, key, night)

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

    def _keep_a_log(self) -> None:
        """Write-ahead logging; SQLite waits for no one when it changes to it, so it is asked again."""
        until = monotonic() + _PATIENCE
        while self._db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                    raise
                sleep(0.01)

    def _migrate(self, home: Home) -> None:
        """Bring an older file to this version; never touch one of a newer version."""
        version = self._version()
        if version > SCHEMA_VERSION:
            self._db.close()
            raise StateUnusable(
                f"{home.state} is of version {version}, this program knows {SCHEMA_VERSION}: update it"
            )
        if version == SCHEMA_VERSION:
            return
        with self.transaction() as db:  # asked again inside: whoever waited for another finds it done
            for step in MIGRATIONS[self._version() :]:
                for statement in _statements(step):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])


def _statements(step: str) -> Iterator[str]:
    """The statements of a file of SQL, one by one: executescript would end the transaction it stands in."""
    pending = ""
    for line in resources.files("kb").joinpath(step).read_text(encoding="utf-8").splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


# Step n brings version n to n + 1. A step that has been released is never edited.
MIGRATIONS = (
    "state.sql",
    "state_listed.sql",
    "state_left_out.sql",
    "state_alerts.sql",
    "state_history.sql",
    "state_nights.sql",
    "state_visits.sql",
    "state_sending.sql",
    "state_checks.sql",
    "state_budgets.sql",
    "state_told.sql",
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


def _planned(db: sqlite3.Connection, page: Fetched) -> tuple[date | None, date | None, date | None]:
    """Since when a page is held, when it is asked for again, and until when its window is open."""
    if page.due.role != "page":
        return None, None, None
    tonight = date.fromisoformat(night_of(page.fetched_at))
    row = db.execute("SELECT * FROM fetch WHERE key = ?", (page.due.key,)).fetchone()
    same = row["body_sha256"] == page.body_sha256
    open_until = _date(row["open_until"]) if same else page.open_until
    seen = _date(row["first_held"])
    planned = next_visit(seen, tonight) if seen else first_visit(tonight, _date(row["listed_date"]))
    before = _date(row["next_visit"])
    if same and before and before > tonight:  # a visit out of turn moves no plan
        planned = before
    end = _last_day(row["deadline"])
    latest = max((day for day in (open_until, end) if day), default=None)
    return seen or tonight, sooner(planned, latest, tonight), latest


def _pass_visit(db: sqlite3.Connection, key: str, night: str) -> None:
    """A visit that brought nothing is over: the page is asked for again at its next step."""
    row = db.execute("SELECT first_held FROM fetch WHERE key = ?", (key,)).fetchone()
    seen, tonight = _date(row["first_held"]) if row else None, date.fromisoformat(night)
    planned = next_visit(seen, tonight) if seen else None
    db.execute("UPDATE fetch SET next_visit = ?, tries = 0 WHERE key = ?", (_day(planned), key))


def _last_day(exclusive: str | None) -> date | None:
    """The last whole day in Beijing before an end that no longer belongs to a period."""
    if exclusive is None:
        return None
    return (datetime.fromisoformat(exclusive) - timedelta(seconds=1)).astimezone(BEIJING).date()


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _add_listed(db: sqlite3.Connection, source: str, dues: Iterable[Due]) -> None:
    """Remember what a source says of its pages; files are named by pages, not by lists."""
    db.executemany(
        "INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
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

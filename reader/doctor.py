"""doctor: whether archive, base and index agree (体检), and the command that mends what does not."""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from index.fulltext import check_whole, open_index
from index.generations import current, read_manifest
from index.results import IndexUnreadable
from kb.home import Home
from kb.nights import nights_past
from kb.read import Base
from kb.state import BEIJING, StateUnusable
from reader.answer import DEGRADED, DONE, console, opened, print_json
from reader.display import fill, table
from reader.wording import say, spoken, term

NIGHT_AT_LEAST_EVERY = timedelta(hours=36)
MIN_FREE = 500_000_000  # bytes; a night's archive and a new index generation must fit


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `says` what was found, and the command that mends it when it is not well."""

    check: str
    well: bool
    says: str


def findings(home: Home, base: Base) -> Iterator[Finding]:
    """Every check in turn; one that a damaged base keeps from being made is not well."""
    yield _made("kb.db", lambda: integrity(home))
    yield _made("archive", lambda: archive_held(home, base))
    yield _made("build", lambda: archive_built(home, base))
    yield _made("index", lambda: index_readable(home, base))
    yield _made("freshness", lambda: index_current(home, base))
    yield from of_the_home(home)


def of_the_home(home: Home) -> Iterator[Finding]:
    """The checks that need no base."""
    yield room_left(home)
    yield from night_recent(home, datetime.now(UTC))
    yield from orders_readable(home)


def _made(check: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except sqlite3.DatabaseError as error:
        return _unreadable(check, error)


def _unreadable(check: str, error: sqlite3.DatabaseError) -> Finding:
    return Finding(check, False, say("kb.db cannot be read: {why}; run `scrapy build --full`", why=error))


def integrity(home: Home) -> Finding:
    """SQLite's own check of kb.db, foreign keys included."""
    with sqlite3.connect(f"{home.kb.as_uri()}?mode=ro", uri=True) as connection:
        quick = connection.execute("PRAGMA quick_check").fetchone()[0]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    if quick == "ok" and not broken:
        return Finding("kb.db", True, say("whole, every reference holds"))
    return Finding("kb.db", False, say("damaged; mend it with `scrapy build --full`"))


def archive_held(home: Home, base: Base) -> Finding:
    """Every archive file that kb.db was built from is still there."""
    lost = [name for name in base.archive_files() if not (home.warc / name).is_file()]
    if not lost:
        return Finding("archive", True, say("every file the base was built from is there"))
    return Finding("archive", False, say("{n} files gone: {names}", n=len(lost), names=", ".join(lost[:3])))


def archive_built(home: Home, base: Base) -> Finding:
    """No finished archive file waits for the build."""
    held = set(base.archive_files())
    waiting = [path.name for path in home.warc.glob("*.warc.gz") if path.name not in held]
    if not waiting:
        return Finding("build", True, say("nothing waits"))
    return Finding("build", False, say("{n} archive files wait; run `scrapy build`", n=len(waiting)))


def index_readable(home: Home, base: Base) -> Finding:
    """The index opens with today's analyzer, dictionary and schema; each file of it is what was written."""
    try:
        open_index(home, base).close()
        check_whole(home)
    except IndexUnreadable as error:
        return Finding("index", False, spoken(error))
    return Finding("index", True, say("readable"))


def index_current(home: Home, base: Base) -> Finding:
    """The index shows what kb.db holds, work by work."""
    try:
        indexed = read_manifest(current(home.whoosh)).works
    except IndexUnreadable as error:
        return Finding("freshness", False, spoken(error))
    held = base.fingerprints()
    behind = sum(indexed.get(work) != mark for work, mark in held.items()) + len(set(indexed) - set(held))
    if not behind:
        return Finding("freshness", True, say("the index shows every document as it is"))
    return Finding("freshness", False, say("{n} documents differ; run `scrapy build`", n=behind))


def room_left(home: Home) -> Finding:
    """Free space where the home lies."""
    free = shutil.disk_usage(home.root).free
    return Finding("disk", free >= MIN_FREE, say("{mb} MB free", mb=free // 1_000_000))


def night_recent(home: Home, moment: datetime) -> Iterator[Finding]:
    """The last good night is not too long ago; nothing is said of a home that never had one asked for."""
    try:
        past = nights_past(home)
    except StateUnusable as error:
        yield Finding("night", False, say("{why}; restore a backup of it", why=spoken(error)))
        return
    if past is None:
        return
    well = moment - past.well_until <= NIGHT_AT_LEAST_EVERY
    if past.last_good is None:
        told = (
            say("no night was good yet; run `scrapy nightly` and read its report")
            if not well
            else say("begun")
        )
    else:
        when = past.last_good.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        told = say("the last good night ended {when}, Beijing time", when=when)
        told += "" if well else say("; run `scrapy nightly`, read its report and {log}", log=home.log)
    yield Finding("night", well, told)


def orders_readable(home: Home) -> Iterator[Finding]:
    """What the operator wrote can be read as TOML; the night and the alerts say what in it is not clear."""
    for path in (home.orders, home.alerts):
        if path.exists():
            try:
                tomllib.loads(path.read_bytes().decode("utf-8-sig"))
            except (OSError, ValueError) as error:
                why = spoken(" ".join(str(error).split()))
                yield Finding(path.name, False, say("cannot be read: {why}", why=why))
            else:
                yield Finding(path.name, True, say("readable"))


def _found(home: Home) -> list[Finding]:
    try:
        with opened(home) as base:
            return list(findings(home, base))
    except sqlite3.DatabaseError as error:  # not even its first page can be read
        return [_unreadable("kb.db", error), *of_the_home(home)]


def doctor(home: Home, *, as_json: bool) -> int:
    """Print the findings; exit 1 when one is not well."""
    found = _found(home)
    well = all(finding.well for finding in found)
    if as_json:
        print_json({"well": well, "checks": [asdict(finding) for finding in found]})
    else:
        rows = (("✓" if f.well else "✗", term(f.check), f.says) for f in found)
        console().print(fill(table("", "Check", "Finding"), rows))
    return DONE if well else DEGRADED

"""Two bases of one archive side by side (两库对照): what the newer would add, change and take away.

Reads both and writes neither. What every build stamps anew, and what only says how a base was built, is no
difference: the table meta, fingerprints.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.read import BaseMissing

SAMPLES = 3  # provisions of a document that are shown
_SHOWN = 160  # characters of each
_NOT_COMPARED = frozenset({"meta"})
_NO_FACT = frozenset({"fingerprint", "becomes"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A provision, or a field of a document, before and after; None: it is not there."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class WorkDifference:
    """What becomes of one document: its provisions by eId, its own fields, rows of other tables."""

    op: str  # ADD, MOD, DEL
    work: str
    title: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    samples: tuple[Sample, ...] = ()
    fields: tuple[Sample, ...] = ()
    rows: tuple[tuple[str, int, int], ...] = ()  # (table, rows more, rows fewer)


@dataclass(frozen=True, slots=True)
class Differences:
    """All of it: documents, rows of every table that differ, addresses refused now or no more."""

    works: tuple[WorkDifference, ...] = ()
    tables: tuple[tuple[str, int, int], ...] = ()
    refused: tuple[str, ...] = ()
    no_longer_refused: tuple[str, ...] = ()


def differences(old: Path, new: Path) -> Differences:
    """What the new base has otherwise than the old one."""
    db = sqlite3.connect(f"{new.absolute().as_uri()}?mode=ro", uri=True)
    try:
        db.execute("ATTACH ? AS old", (f"{old.absolute().as_uri()}?mode=ro",))
        tables = [name for name in _tables(db, "main") if name in set(_tables(db, "old"))]
        counted = {name: _counted(db, name) for name in tables}
        by_work: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for name in tables:
            for work, more, fewer in _of_works(db, name):
                by_work[work].append((name, more, fewer))
        works = tuple(_work(db, work, by_work[work]) for work in sorted(by_work))
        refused, before = _refused(db, "main"), _refused(db, "old")
    finally:
        db.close()
    return Differences(
        works,
        tuple((name, *pair) for name, pair in counted.items() if any(pair)),
        tuple(sorted(refused - before)),
        tuple(sorted(before - refused)),
    )


def files_read(path: Path) -> frozenset[str]:
    """The archive files that a base of whatever version was made of."""
    if not path.is_file() or not path.stat().st_size:
        raise BaseMissing(f"no base at {path} to compare with: run `scrapy build`")
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return frozenset(name for (name,) in db.execute("SELECT name FROM archive_files"))
    except sqlite3.DatabaseError as error:
        raise BaseMissing(f"{path} is no base ({error}): run `scrapy build --full`") from error
    finally:
        db.close()


def _tables(db: sqlite3.Connection, base: str) -> list[str]:
    rows = db.execute(f"SELECT name FROM {base}.sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if name not in _NOT_COMPARED and not name.startswith("sqlite_")]


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns that both bases have, without those that state no fact."""
    sides = [
        [row[1] for row in db.execute(f'PRAGMA {base}.table_info("{table}")')] for base in ("main", "old")
    ]
    return [name for name in sides[0] if name in sides[1] and name not in _NO_FACT]


def _less(db: sqlite3.Connection, table: str, these: str, those: str) -> str:
    """The query for the rows that one base has and the other has not."""
    names = ", ".join(f'"{name}"' for name in _columns(db, table))
    return f'SELECT {names} FROM {these}."{table}" EXCEPT SELECT {names} FROM {those}."{table}"'


def _counted(db: sqlite3.Connection, table: str) -> tuple[int, int]:
    """How many rows of a table the new base has more, and how many fewer."""
    sides = (("main", "old"), ("old", "main"))
    more, fewer = (
        db.execute(f"SELECT count(*) FROM ({_less(db, table, *side)})").fetchone()[0] for side in sides
    )
    return more, fewer


def _of_works(db: sqlite3.Connection, table: str) -> Iterator[tuple[str, int, int]]:
    """(document, rows more, rows fewer) of a table whose rows belong to documents."""
    names = _columns(db, table)
    keys = ["id"] if table == "works" else [n for n in ("work", "from_work", "expression") if n in names]
    if not keys:
        return
    key = keys[0]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, side in enumerate((("main", "old"), ("old", "main"))):
        of = Counter(db.execute(f'SELECT "{key}" FROM ({_less(db, table, *side)})'))
        for (owner,), count in of.items():
            work = _work_of(db, side[0], owner) if key == "expression" else owner
            if work:
                counts[work][place] += count
    yield from ((work, more, fewer) for work, (more, fewer) in counts.items())


def _work_of(db: sqlite3.Connection, base: str, expression: str) -> str | None:
    row = db.execute(f"SELECT work FROM {base}.expressions WHERE id = ?", (expression,)).fetchone()
    return row[0] if row else None


def _work(db: sqlite3.Connection, work: str, rows: list[tuple[str, int, int]]) -> WorkDifference:
    before, after = _fields(db, "old", work), _fields(db, "main", work)
    op = "ADD" if not before else "DEL" if not after else "MOD"
    texts, news = _texts(db, "old", work), _texts(db, "main", work)
    added, removed = [e for e in news if e not in texts], [e for e in texts if e not in news]
    changed = [e for e in news if e in texts and news[e] != texts[e]]
    samples = tuple(_sample(e, texts.get(e), news.get(e)) for e in (*changed, *added, *removed)[:SAMPLES])
    fields = tuple(
        _sample(name, before[name], after[name])
        for name in (after if op == "MOD" else ())
        if before.get(name) != after[name]
    )
    others = tuple(row for row in rows if row[0] not in ("works", "provisions"))
    title = str((after or before).get("title") or work)
    return WorkDifference(op, work, title, len(added), len(changed), len(removed), samples, fields, others)


def _fields(db: sqlite3.Connection, base: str, work: str) -> dict[str, str | None]:
    names = _columns(db, "works")
    row = db.execute(
        f"SELECT {', '.join(names)} FROM {base}.works WHERE id = ?",
        (work,),
    ).fetchone()
    return (
        {name: None if value is None else str(value) for name, value in zip(names, row, strict=True)}
        if row
        else {}
    )


def _texts(db: sqlite3.Connection, base: str, work: str) -> dict[str, str]:
    """The provisions of a document: label, heading and text by eId."""
    rows = db.execute(
        f"SELECT eid, label, heading, text FROM {base}.provisions WHERE work = ? ORDER BY work, ordinal",
        (work,),
    )
    return {eid: " ".join(part for part in parts if part) for eid, *parts in rows}


def _sample(what: str, before: str | None, after: str | None) -> Sample:
    """Before and after from shortly before the first character that differs."""
    at = 0
    if before and after:
        pairs = enumerate(zip(before, after, strict=False))
        at = next((place for place, (a, b) in pairs if a != b), min(len(before), len(after)))
    start = max(0, at - _SHOWN // 4) if at > _SHOWN // 2 else 0
    return Sample(what, _cut(before, start), _cut(after, start))


def _cut(text: str | None, start: int) -> str | None:
    if text is None:
        return None
    return ("…" if start else "") + text[start : start + _SHOWN] + ("…" if len(text) > start + _SHOWN else "")


def _refused(db: sqlite3.Connection, base: str) -> set[str]:
    return {url for (url,) in db.execute(f"SELECT url FROM {base}.snapshots WHERE status = 'refused'")}

"""The build (建库): decides what is to be done, has it done, and says what differs; the work is the line's.

A night on which the archive has gained nothing ends here: nothing of what reads documents is loaded then. The
index and the history are looked at all the same, for a build may have been killed before them.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from index import fulltext
from kb.archive import names
from kb.history import note, things
from kb.home import Home
from kb.lock import locked
from kb.read import SCHEMA_VERSION, Base
from kb.state import State
from kb.store import BaseUnwritable, discard, version, writable
from pipeline.outcome import BuildReport, Progress, beside, silent
from pipeline.stamp import stamp


def build(
    home: Home,
    *,
    full: bool = False,
    progress: Progress | None = None,
    index: bool = True,
) -> BuildReport:
    """Bring kb.db and the index up to the archive; the report names the works that differ."""
    started = _cpu()
    with locked(home, "build"), writable(home.kb):
        discard(beside(home.kb))  # what a killed full build left
        report = _lined(home, progress or silent, full=full)
        if index:
            with Base(home.kb, allow_empty=True) as base:
                written = fulltext.update(home, base)
            report = replace(report, generation=written.generation if written.written else None)
        _note(home)
    return replace(report, cpu_seconds=round(_cpu() - started, 2))


def _lined(home: Home, progress: Progress, *, full: bool) -> BuildReport:
    """Bring the base up to the archive, where the archive or what reads it is not as it was."""
    marks = stamp(home)
    reason = "asked for" if full else _why_full(home.kb, marks)
    if not reason and not _gained(home):
        return BuildReport()
    from pipeline.line import build_full, build_more  # what reads documents is more than half of a night

    before = _fingerprints(home.kb)
    report = build_full(home, marks, reason, progress) if reason else build_more(home, marks, progress)
    return _with_works(report, before, _fingerprints(home.kb))


def _gained(home: Home) -> bool:
    """Whether the archive has a file that the base has not read to its end."""
    with Base(home.kb, allow_empty=True) as base:
        known = base.archive_names()
    return any(name not in known for name in names(home))


def _note(home: Home) -> None:
    """Keep in state.db what is held now: the base forgets what it was."""
    with Base(home.kb, allow_empty=True) as base:
        held = things(base)
    try:
        with State(home) as state:
            note(state, held, datetime.now(UTC))
    except sqlite3.DatabaseError as error:
        raise BaseUnwritable(f"{home.state} cannot be written: {error}; make room") from error


def _cpu() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _why_full(path: Path, marks: dict[str, str]) -> str | None:
    """Why a base cannot be built upon; None when it can."""
    held = version(path)
    if held is None:
        return "there was no base"
    if held != SCHEMA_VERSION:
        return f"the base had schema {held}, this program has {SCHEMA_VERSION}"
    with Base(path, allow_empty=True) as base:
        meta, empty = base.meta(), not base.archive_names()
    if empty:
        return "the base was empty"
    named = {"pipeline_version": "the code that reads documents", "rulings_sha256": "the home's rulings"}
    return next((f"{what} changed" for key, what in named.items() if meta.get(key) != marks[key]), None)


def _fingerprints(path: Path) -> dict[str, str]:
    if version(path) != SCHEMA_VERSION:
        return {}
    try:
        with Base(path, allow_empty=True) as base:
            return base.fingerprints()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # damaged: a full build does not need it
        return {}


def _with_works(report: BuildReport, before: dict[str, str], after: dict[str, str]) -> BuildReport:
    """The works that differ between two states of the base."""
    both = before.keys() & after.keys()
    return replace(
        report,
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(work for work in both if before[work] != after[work])),
        deleted=tuple(sorted(before.keys() - after.keys())),
    )

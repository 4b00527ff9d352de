"""After a night (收拾): one backup, and what the rules say is no longer kept goes; all of it is told.

Nothing of the archive is ever removed, and nothing outside the home's var/.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from index.generations import drop_unused
from kb.backup import BackupFailed, back_up, backups_folder, prune
from kb.home import Home
from kb.lock import Locked, locked

_NIGHTS = "20[0-9][0-9]-[01][0-9]-[0-3][0-9]"  # the day that names a night's cache and log


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept: so many backups, logs of so many days; caches of tonight, two index generations."""

    backups: int
    log_days: int


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """What was done: the backup made, what was removed, below the home, and what could not be done."""

    backup: str | None = None
    removed: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def tidy(home: Home, night: str, rules: Rules) -> Housekeeping:
    """The backup of a night, then the rules; what fails is told, and the rest is done."""
    done = _backup(home, night)
    steps = (_caches(home, night), _logs(home, night, rules.log_days), _generations(home))
    for step in (*steps, _backups(home, rules.backups)):
        done = _taken(home, done, step)
    return done


def drop_old_caches(home: Home, night: str) -> tuple[str, ...]:
    """Remove the page caches of nights killed and never repeated, before a night needs the room."""
    return _taken(home, Housekeeping(), _caches(home, night)).removed


def _taken(home: Home, done: Housekeeping, step: Iterator[Path]) -> Housekeeping:
    """One step of the rules: what it removed, or why it could not."""
    removed: list[str] = []
    try:
        for path in step:
            removed.append(path.relative_to(home.root).as_posix())
    except (OSError, Locked) as error:
        done = replace(done, faults=(*done.faults, str(error)))
    return replace(done, removed=(*done.removed, *removed))


def _backup(home: Home, night: str) -> Housekeeping:
    try:
        made = back_up(home, backups_folder(home), night=night)
    except (BackupFailed, Locked, sqlite3.Error) as error:
        return Housekeeping(faults=(str(error),))
    return Housekeeping(backup=made.relative_to(home.root).as_posix())


def _caches(home: Home, night: str) -> Iterator[Path]:
    """var/cache holds other things too: only what a night is named by."""
    for folder in sorted(home.cache.glob(_NIGHTS)):
        if folder.name < night:
            shutil.rmtree(folder)
            yield folder


def _logs(home: Home, night: str, days: int) -> Iterator[Path]:
    """Logs and reports."""
    first_kept = (date.fromisoformat(night) - timedelta(days=days)).isoformat()
    for path in sorted((*home.log.glob(f"{_NIGHTS}.log"), *home.reports.glob(f"{_NIGHTS}.txt"))):
        if path.stem < first_kept:
            path.unlink()
            yield path


def _generations(home: Home) -> Iterator[Path]:
    if home.whoosh.is_dir():
        with locked(home, "build"):
            yield from drop_unused(home.whoosh)


def _backups(home: Home, keep: int) -> Iterator[Path]:
    yield from prune(home, backups_folder(home), keep)

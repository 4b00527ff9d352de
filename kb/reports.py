"""The last night's outcome (夜报): what of it is told to who runs the home, in var/report.

`<night>.txt` is the report as it was printed; `last.json` is the outcome of the night that was begun last, so
that another process can tell it. A night that was killed has left it without an end.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from kb.home import Home

Outcome = Literal["running", "good", "red", "failed", "refused", "broken"]


class NoReport(Exception):
    """There is no outcome to tell; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class SourceTold:
    """A source that was not well: its state, and the one line that says why."""

    source: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class LastNight:
    """How a night stands: `running` until it ends, `refused` when it could not begin, `broken` when an error
    ended it.

    `unread`: pages and archive records that the build could not read; `muted`: sources that were not well and
    are muted; `resting`, `on_trial`: sources left out by their cadence or their trial; `stuck`: what else
    could not be done; `report`: the path of the report.
    """

    night: str
    began: str
    ended: str | None = None
    outcome: Outcome = "running"
    sources: tuple[SourceTold, ...] = ()
    unread: int = 0
    muted: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()
    on_trial: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    report: str | None = None


def report_path(home: Home, night: str) -> Path:
    """Where the report of a night lies."""
    return home.reports / f"{night}.txt"


def write_report(home: Home, night: str, text: str) -> None:
    """Keep a report; a night that is repeated keeps the last."""
    _put(report_path(home, night), text)


def write_last(home: Home, last: LastNight) -> None:
    """Keep the outcome of the night that was begun last."""
    _put(_last(home), json.dumps(asdict(last), ensure_ascii=False, indent=1) + "\n")


def read_last(home: Home) -> LastNight:
    """The outcome of the night that was begun last; NoReport where none can be read."""
    path = _last(home)
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
        told["sources"] = tuple(SourceTold(**one) for one in told["sources"])
        for name in ("muted", "resting", "on_trial", "stuck"):
            told[name] = tuple(map(str, told[name]))
        last = LastNight(**told)
        datetime.fromisoformat(last.began)
        return last
    except FileNotFoundError:
        raise NoReport(f"no night has left a report in {home.reports}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoReport(f"{path} cannot be read: {error}") from error


def _last(home: Home) -> Path:
    return home.reports / "last.json"


def _put(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8", errors="replace") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)

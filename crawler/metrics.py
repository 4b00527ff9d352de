"""What a night measured (量度): var/metrics.prom, for the textfile collector of Prometheus' node exporter.

Every source keeps its last row, also on nights when it is not due. The file is whole at every moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.report import RED, Sizes
from kb.home import Home
from kb.nights import nights_past
from kb.state import Run, State


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure of each source: its name, what it means, and its value."""

    name: str
    means: str
    of: Callable[[Run], float]


GAUGES = (
    Gauge("source_rows", "Rows in the list of the source on its last run.", lambda run: run.rows),
    Gauge("source_new", "Pages and files fetched that are new.", lambda run: run.new),
    Gauge("source_changed", "Pages and files fetched that had changed.", lambda run: run.changed),
    Gauge("source_unchanged", "Pages and files asked for that were the same.", lambda run: run.unchanged),
    Gauge("source_failed", "Pages and files that could not be had.", lambda run: run.failed),
    Gauge("source_duration_seconds", "How long the last run took.", lambda run: run.seconds),
    Gauge("source_good", "1 where the last run ended well, else 0.", lambda run: run.state not in RED),
    Gauge("source_last_run_timestamp_seconds", "When the last run began.", lambda run: _at(run.started)),
)


def write_metrics(home: Home, tonight: Iterable[Run]) -> None:
    """Write the file beside its place and rename it there."""
    text = "\n".join(_lines(home, tonight)) + "\n"
    new = home.metrics.with_name(home.metrics.name + ".new")
    try:
        with new.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(home.metrics)
    finally:
        new.unlink(missing_ok=True)


def _lines(home: Home, tonight: Iterable[Run]) -> Iterator[str]:
    with State(home) as state:
        runs = {run.source: run for run in state.latest_runs()}
    runs |= {run.source: run for run in tonight if not run.id}  # a child that gave no report is in no state
    for gauge in GAUGES:
        yield from _head(gauge.name, gauge.means)
        for name in sorted(runs):
            yield f'tiaowen_{gauge.name}{{source="{name}"}} {_number(gauge.of(runs[name]))}'
    for name, means, value in _of_the_home(home):
        yield from (*_head(name, means), f"tiaowen_{name} {_number(value)}")


def _of_the_home(home: Home) -> Iterator[tuple[str, str, float]]:
    sizes = Sizes.of(home)
    yield "archive_bytes", "Size of the raw archive.", sizes.archive
    yield "index_bytes", "Size of the index, all generations.", sizes.index
    yield "kb_bytes", "Size of kb.db.", sizes.base
    yield "last_night_timestamp_seconds", "When the last night ended.", datetime.now(UTC).timestamp()
    past = nights_past(home)
    if past and past.last_good:
        good = past.last_good.timestamp()
        yield "last_good_night_timestamp_seconds", "When the last good night ended.", good


def _head(name: str, means: str) -> tuple[str, str]:
    return f"# HELP tiaowen_{name} {means}", f"# TYPE tiaowen_{name} gauge"


def _number(value: float) -> str:
    return str(int(value))


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()

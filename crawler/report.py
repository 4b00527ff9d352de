"""The report of a night (夜报): one row a source, what it brought, and why it failed when it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from unicodedata import east_asian_width

from crawler.orders import Orders
from kb.robots import HeldRobots
from kb.state import Absence, Run

RED = frozenset({"failed", "degraded", "killed", "running"})
HEAD = ("source", "state", "rows", "count", "new", "changed", "same", "failed", "visits", "why")


def rows_json(runs: Iterable[Run]) -> list[dict[str, object]]:
    """The rows as JSON objects."""
    return [asdict(run) for run in runs]


def is_red(runs: Iterable[Run]) -> bool:
    """Whether any source did not end well: the command's exit code is then 1."""
    return any(run.state in RED for run in runs)


def table(runs: Iterable[Run]) -> str:
    """The rows as a plain table for the terminal and the log."""
    return aligned([HEAD, *(_cells(run) for run in runs)])


def visits(runs: Iterable[Run]) -> dict[str, int]:
    """The visits of all sources: due, done, deferred by the budget."""
    runs = tuple(runs)
    return {
        "due": sum(run.visits_due for run in runs),
        "done": sum(run.visits_done for run in runs),
        "deferred": sum(run.visits_deferred for run in runs),
    }


def absence_line(one: Absence) -> str:
    """What a site took away or gave back, on one line."""
    return f"{one.what}: {one.url or one.title} ({one.source}; {one.why})"


def silence_line(host: HeldRobots) -> str:
    """A host that allows no fetch for long, on one line with its answer."""
    return f"no fetch from {host.host} for {host.nights} nights: its robots.txt answers {host.said}"


def unmuted(runs: Iterable[Run], orders: Orders) -> tuple[Run, ...]:
    """The runs for which a night may be red."""
    return tuple(run for run in runs if orders.muted(run.source, run.night) is None)


def mutes_at_work(runs: Iterable[Run], orders: Orders) -> tuple[tuple[Run, str], ...]:
    """The red runs for which the night is not red, each with the reason and the last night of that."""
    found = ((run, orders.muted(run.source, run.night)) for run in runs if run.state in RED)
    return tuple((run, f"muted until {mute.until}: {mute.reason}") for run, mute in found if mute)


def mute_lines(runs: Iterable[Run], orders: Orders) -> Iterator[str]:
    """What is muted tonight, and the mutes that are over though their source is still red."""
    runs = tuple(runs)
    yield from (f"{run.source} is {run.state}, {why}" for run, why in mutes_at_work(runs, orders))
    for mute in orders.mutes:
        speaks = [r for r in runs if r.source == mute.source and r.state in RED and not mute.holds(r.night)]
        if speaks and orders.muted(mute.source, speaks[0].night) is None:
            yield f"{mute.source} was muted until {mute.until} ({mute.reason}) and is {speaks[0].state}"


def aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as lines whose columns stand under each other; a Chinese character is two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _cells(run: Run) -> tuple[str, ...]:
    said = "-" if run.count_said is None else str(run.count_said)
    counts = (run.rows, said, run.new, run.changed, run.unchanged, run.failed)
    return (run.source, run.state, *(str(count) for count in counts), _visits(run), run.reason or "")


def _visits(run: Run) -> str:
    """Visits to held pages: done of due, and how many the budget deferred."""
    deferred = f" -{run.visits_deferred}" if run.visits_deferred else ""
    return f"{run.visits_done}/{run.visits_due}{deferred}" if run.visits_due else "-"

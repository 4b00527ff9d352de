"""The report of a night (夜报): one row a source, what it brought, and why it failed when it did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from unicodedata import east_asian_width

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

"""The report of a night (夜报): one row a source, what it brought, and why it failed when it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Self
from unicodedata import east_asian_width

from crawler.orders import Orders
from kb.home import Home
from kb.robots import HeldRobots
from kb.state import Absence, Run

RED = frozenset({"failed", "degraded", "killed", "running", "deferred"})
HEAD = (
    *("source", "state", "rows", "count", "new", "changed", "same", "refused", "failed", "pages", "visits"),
    *("took", "came", "kept", "why"),
)
NONE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a home is, or by how much it grew (增长): bytes of the archive, kb.db and the index."""

    archive: int
    base: int
    index: int

    @classmethod
    def of(cls, home: Home) -> Self:
        base = home.kb.stat().st_size if home.kb.is_file() else 0
        return cls(folder_bytes(home.warc), base, folder_bytes(home.whoosh))

    def since(self, before: Sizes) -> Sizes:
        """By how much it grew."""
        return Sizes(self.archive - before.archive, self.base - before.base, self.index - before.index)


def folder_bytes(folder: Path) -> int:
    """Bytes of the files below a folder; what is linked twice counts once."""
    sizes: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        try:
            file = path.lstat()
        except FileNotFoundError:  # a generation that another process has just put away
            continue
        if S_ISREG(file.st_mode):
            sizes[file.st_dev, file.st_ino] = file.st_size
    return sum(sizes.values())


def rows_json(runs: Iterable[Run]) -> list[dict[str, object]]:
    """The rows as JSON objects."""
    return [asdict(run) for run in runs]


def night_json(runs: Iterable[Run], refused: Mapping[str, int]) -> list[dict[str, object]]:
    """The rows of a night; `refused` counts the pages of each source that the build could not read."""
    return [asdict(run) | {"seconds": run.seconds, "refused": refused.get(run.source, 0)} for run in runs]


def is_red(runs: Iterable[Run]) -> bool:
    """Whether any source did not end well: the command's exit code is then 1."""
    return any(run.state in RED for run in runs)


def table(runs: Iterable[Run], refused: Mapping[str, int] = NONE) -> str:
    """The rows as a plain table for the terminal and the log."""
    return aligned([HEAD, *(_cells(run, refused) for run in runs)])


def pages(runs: Iterable[Run]) -> dict[str, int]:
    """The pages and files that were to be fetched for the first time: due, done, deferred."""
    runs = tuple(runs)
    return {
        "due": sum(run.pages_due for run in runs),
        "done": sum(run.pages_done for run in runs),
        "deferred": sum(run.pages_deferred for run in runs),
    }


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


def _cells(run: Run, refused: Mapping[str, int]) -> tuple[str, ...]:
    said = "-" if run.count_said is None else str(run.count_said)
    counts = (run.rows, said, run.new, run.changed, run.unchanged, refused.get(run.source, 0), run.failed)
    return (
        run.source,
        run.state,
        *(str(count) for count in counts),
        _part(run.pages_done, run.pages_due, run.pages_deferred),
        _part(run.visits_done, run.visits_due, run.visits_deferred),
        f"{run.seconds:.0f}s",
        _short(run.bytes),
        _short(run.archived),
        run.reason or "",
    )


def _part(done: int, due: int, deferred: int) -> str:
    """How many were done of those due, and how many a budget deferred."""
    return f"{done}/{due}{f' -{deferred}' if deferred else ''}" if due else "-"


def _short(size: int) -> str:
    """Bytes in a few characters: 812B, 34k, 5.1M."""
    if size < 1000:
        return f"{size}B"
    return f"{size / 1000:.0f}k" if size < 1_000_000 else f"{size / 1_000_000:.1f}M"

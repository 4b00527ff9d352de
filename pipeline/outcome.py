"""What a build did (建库报告), whom it tells while it works, and where a new base grows.

For those who order a build and for those who do it; reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.archive import BrokenRecord

Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much (0: not known)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did (建库报告)."""

    full: str | None = None  # why everything was built again; None for an incremental build
    files: int = 0  # archive files read
    snapshots: int = 0  # snapshots new in the base
    added: tuple[str, ...] = ()  # works
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()  # (url, reason)
    broken: tuple[BrokenRecord, ...] = ()
    rows: int = 0  # rows written or deleted
    generation: str | None = None  # of the index, when one was written
    cpu_seconds: float = 0.0

    def differences(self) -> tuple[tuple[str, str], ...]:
        """(ADD | MOD | DEL, work) for --diff."""
        marked = (("ADD", self.added), ("MOD", self.changed), ("DEL", self.deleted))
        return tuple((op, work) for op, works in marked for work in works)


def beside(path: Path) -> Path:
    """Where a new base grows."""
    return path.with_name(path.name + ".new")


def silent(_what: str, _done: int, _total: int) -> None:
    """No one listens."""

"""Which segments an update writes anew (段合并): few segments, each night's work small, the dead carried out.

Every update begins a segment with what it adds, and takes into it the segments that are not much larger, so
sizes grow like a staircase and a document is rewritten a few times a year, not every night. Where a fifth of
all documents is deleted, everything is written anew: frequencies still count the deleted, and reading skips
them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 5  # segments after an update
_STEP = 3  # a segment up to so many times as large as what is being written joins it
_STALE_SHARE = 0.2  # of all documents deleted, before all segments are written anew
_DEAD_SHARE = 0.5  # of the documents of one segment deleted, before it is


@dataclass(frozen=True, slots=True)
class Size:
    """A segment's documents (段): all, and those not deleted."""

    all: int
    live: int


def to_merge(segments: Sequence[Size], added: int) -> list[int]:
    """The places of the segments to write anew together with so many added documents.

    >>> to_merge([Size(100_000, 99_000), Size(900, 900)], 500)
    [1]
    >>> to_merge([Size(100_000, 70_000), Size(900, 900)], 500)
    [0, 1]
    """
    total = sum(size.all for size in segments)
    deleted = total - sum(size.live for size in segments)
    if deleted > _STALE_SHARE * (total + added):
        return list(range(len(segments)))
    chosen = {at for at, size in enumerate(segments) if size.live <= (1 - _DEAD_SHARE) * size.all}
    held = added + sum(segments[at].live for at in chosen)
    for at in sorted(set(range(len(segments))) - chosen, key=lambda at: segments[at].live):
        if segments[at].live > _STEP * held and len(segments) - len(chosen) < MOST:
            break
        chosen.add(at)
        held += segments[at].live
    return sorted(chosen)

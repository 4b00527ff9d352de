"""Characters that nobody sees (不可见字符): zero-width marks on lines of their own, kept in the units.

Reads a text and its provisions; writes provisions that cover such marks too: the unit before them reaches
over them, the first ones are a stray. Labels, texts and numbers stay as they were.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from cleaners.model import Provision, Span

UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u180e"
_RUN = re.compile(rf"[{UNSEEN}][{UNSEEN}\s]*")


def cover_unseen(text: str, provisions: list[Provision]) -> list[Provision]:
    """The provisions, which now cover the unseen characters between them."""
    covered = _covered(len(text), provisions)
    ends = sorted({provision.span[1] for provision in provisions})
    reach: dict[int, int] = {}  # the end of a unit -> how far it reaches
    first: list[Provision] = []
    for run in _RUN.finditer(text):
        start, end = run.start(), run.start() + len(run[0].rstrip())
        before = bisect_right(ends, start)
        if covered[start]:
            continue
        if before:
            reach[ends[before - 1]] = end
        else:
            spans = (Span(0, start, end),)
            first = [Provision(_free(provisions), "stray", "", "", "", text[start:end], spans, (start, end))]
    return first + [_reaching(p, reach.get(p.span[1], p.span[1])) for p in provisions]


def _covered(length: int, provisions: list[Provision]) -> bytearray:
    """For each character whether a provision holds it."""
    covered = bytearray(length)
    last = 0
    for start, end in sorted(provision.span for provision in provisions):
        start = max(start, last)
        if start < end:
            covered[start:end] = b"\x01" * (end - start)
            last = end
    return covered


def _reaching(provision: Provision, end: int) -> Provision:
    if end == provision.span[1]:
        return provision
    last = provision.spans[-1]
    spans = (*provision.spans[:-1], Span(last.witness, last.start, end))
    return replace(provision, spans=spans, span=(provision.span[0], end))


def _free(provisions: list[Provision]) -> str:
    """The next name of a stray."""
    taken = {p.eid for p in provisions}
    return next(name for n in range(1, len(taken) + 2) if (name := f"stray_{n}") not in taken)

"""A restored text laid out (排定), every character knowing where it came from.

Reads a text and a Restoration; writes the text in reading order: headings, labels and front lines on lines of
their own. Of a fused text the line ends mean nothing and are dropped; elsewhere they stay. It must never add
a character other than a line end, and never lose the offset of one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.model import Span
from cleaners.restoring.units import Unit, share_in_line


@dataclass(frozen=True, slots=True)
class Laid:
    """A text made of stretches of another (排定本): `starts` here, `sources` there, `lengths` of each.

    `witnesses` names the copy that each stretch is from; empty when all are of one text, witness 0.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    lengths: tuple[int, ...]
    witnesses: tuple[int, ...] = ()

    @property
    def is_source(self) -> bool:
        """Nothing was moved: offsets here are offsets there."""
        return self.starts == (0,) and self.sources == (0,) and self.lengths == (len(self.text),)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The stretches of the source that [start, end) was made of, in reading order."""
        own = bisect_right(self.starts, start) - 1
        if own >= 0 and start < end <= self.starts[own] + self.lengths[own]:  # most stand in one stretch
            moved = self.sources[own] - self.starts[own]
            return (Span(self.witnesses[own] if self.witnesses else 0, start + moved, end + moved),)
        found: list[Span] = []
        witness = begin = stop = -1
        for at in range(max(0, own), bisect_left(self.starts, end)):
            first, source = self.starts[at], self.sources[at]
            low = source + max(0, start - first)
            high = source + min(end - first, self.lengths[at])
            copy = self.witnesses[at] if self.witnesses else 0
            if low >= high:
                continue
            if low == stop and copy == witness:
                stop = high
                continue
            if stop >= 0:
                found.append(Span(witness, begin, stop))
            witness, begin, stop = copy, low, high
        if stop >= 0:
            found.append(Span(witness, begin, stop))
        return tuple(found)

    def place(self, at: int) -> int:
        """The offset in witness 0 behind the last of its characters before `at`."""
        behind = 0
        for start, source, length, witness in self._runs():
            if start >= at:
                break
            behind = behind if witness else source + min(length, at - start)
        return behind

    def _runs(self) -> Iterator[tuple[int, int, int, int]]:
        witnesses = self.witnesses or (0,) * len(self.starts)
        return zip(self.starts, self.sources, self.lengths, witnesses, strict=True)

    def find(self, source: int) -> int:
        """Where the character at `source` of witness 0 stands in this text; -1 when it is not in it."""
        for start, origin, length, witness in self._runs():
            if not witness and origin <= source < origin + length:
                return start + source - origin
        return -1

    def cut(self, ranges: Sequence[tuple[int, int]]) -> Laid:
        """Some ranges of this text laid one after another, a line end between them."""
        pieces: list[str] = []
        runs: list[tuple[int, int, int]] = []
        length = 0
        for start, end in ranges:
            at = max(0, bisect_right(self.starts, start) - 1)
            while at < len(self.starts) and self.starts[at] < end:
                low, high = max(start, self.starts[at]), min(end, self.starts[at] + self.lengths[at])
                if low < high:
                    runs.append((length + low - start, self.sources[at] + low - self.starts[at], high - low))
                at += 1
            pieces.append(self.text[start:end])
            length += end - start + 1
        starts, sources, lengths = zip(*runs, strict=True) if runs else ((), (), ())
        return Laid("\n".join(pieces), starts, sources, lengths)


def unchanged(text: str) -> Laid:
    """A text laid out as it is."""
    return Laid(text, (0,), (0,), (len(text),))


def lay_out(text: str, front: Sequence[Unit], body: Sequence[Unit]) -> Laid:
    """The units in the order given: those of the front on lines of their own, then the body."""
    units = (*front, *body)
    fused = share_in_line(body) < 0.5
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    lengths: list[int] = []
    length = 0
    for index, unit in enumerate(units):
        if index and (index <= len(front) or _needs_line(units[index - 1], unit, fused=fused)):
            pieces.append("\n")
            length += 1
        whole = text.find("\n", unit.start, unit.end) < 0 and unit.start < unit.end
        for start, end in ((unit.start, unit.end),) if whole else _unbroken(text, unit):
            if starts and starts[-1] + lengths[-1] == length and sources[-1] + lengths[-1] == start:
                lengths[-1] += end - start
            else:
                starts.append(length)
                sources.append(start)
                lengths.append(end - start)
            pieces.append(text[start:end])
            length += end - start
    return Laid("".join(pieces), tuple(starts), tuple(sources), tuple(lengths))


def _unbroken(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """A unit without the line ends inside it, which no sentence has."""
    start = unit.start
    for line in text[unit.start : unit.end].split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def _needs_line(before: Unit, unit: Unit, *, fused: bool) -> bool:
    if unit.kind in ("heading", "article") or before.kind == "heading" or not before.ended:
        return True
    if before.opens_list and unit.kind == "plain":
        return True  # what the colon announced is lost
    if fused:
        return unit.kind == "point"
    return unit.leads

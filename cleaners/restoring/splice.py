"""Pieces of witnesses set into a text laid out (补入), every character with the copy and place it is from.

Reads a text laid out and the leaves of it and its witnesses in order; writes the text with the pieces in.
Narrow signs of a witness become wide where the base prints wide ones; nothing else is changed, and the base
keeps every character and line end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cleaners.restoring.layout import Laid
from cleaners.restoring.units import Unit

_WIDE = str.maketrans(",:;()!?", "，：；（）！？")
_PARAGRAPHS = 3  # plain sentences that begin a line: the text has paragraphs


class Source(Protocol):
    """A copy that pieces come from."""

    @property
    def laid(self) -> Laid: ...

    def spans(self, start: int, end: int) -> list[tuple[int, int]]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit and the copy it is from; 0 is the base."""

    unit: Unit
    witness: int


def splice(laid: Laid, pieces: Sequence[Piece], sources: Mapping[int, Source]) -> Laid:
    """The base with the pieces of other copies between its own."""
    work = _Splice(laid, [piece.unit for piece in pieces if not piece.witness])
    before: Piece | None = None
    for piece in pieces:
        if piece.witness:
            work.put(piece, sources[piece.witness], before.unit if before else None)
        else:
            work.base_to(piece.unit, before.unit if before and before.witness else None)
        before = piece
    return work.finished()


class _Splice:
    """A text being put together."""

    def __init__(self, laid: Laid, body: Sequence[Unit]) -> None:
        self._laid = laid
        self._done = 0
        self._text: list[str] = []
        self._length = 0
        self._runs: list[tuple[int, int, int, int]] = []  # start here, offset there, length, witness
        self._points_lead = any(unit.leads for unit in body if unit.kind == "point")
        self._paragraphs = sum(unit.leads for unit in body if unit.kind == "plain") >= _PARAGRAPHS
        self._wide = _count(laid.text, "，：；") > _count(laid.text, ",:;")

    def base_to(self, unit: Unit, restored: Unit | None) -> None:
        """Base text to the end of one of its units; `restored` stands before it when that was put in."""
        if restored is not None and unit.start == self._done and self._breaks(restored, unit):
            self._add("\n")
        self._copy(unit.end)

    def put(self, piece: Piece, source: Source, before: Unit | None) -> None:
        """One unit of a witness; the line ends inside it are no sentence's."""
        if before is not None and self._breaks(before, piece.unit):
            self._add("\n")
        at = piece.unit.start
        for line in source.laid.text[at : piece.unit.end].split("\n"):
            for start, end in source.spans(at, at + len(line)) if line else ():
                self._runs.append((self._length, start, end - start, piece.witness))
                self._length += end - start
            self._text.append(widened(line) if self._wide else line)
            at += len(line) + 1

    def finished(self) -> Laid:
        self._copy(len(self._laid.text))
        starts, sources, lengths, witnesses = zip(*self._runs, strict=True)
        return Laid("".join(self._text), starts, sources, lengths, witnesses)

    def _copy(self, end: int) -> None:
        """Base text up to a character; line ends that were put in have no place there."""
        laid = self._laid
        at = max(0, bisect_right(laid.starts, self._done) - 1)
        while at < len(laid.starts) and laid.starts[at] < end:
            start, source = laid.starts[at], laid.sources[at]
            low, high = max(self._done, start), min(end, start + laid.lengths[at])
            if low < high:
                self._runs.append((self._length + low - self._done, source + low - start, high - low, 0))
            at += 1
        self._add(self._laid.text[self._done : end])
        self._done = max(self._done, end)

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _breaks(self, before: Unit, unit: Unit) -> bool:
        """A line ends between two units."""
        if unit.kind in ("heading", "article") or before.kind == "heading" or not before.ended:
            return True
        if unit.kind == "point":
            return self._points_lead
        return before.opens_list or (unit.leads and self._paragraphs)


def _count(text: str, signs: Iterable[str]) -> int:
    return sum(text.count(sign) for sign in signs)


def widened(text: str) -> str:
    """Narrow signs beside a Han character as wide ones; 10:30 and 3,000 stay.

    >>> widened("(一)每日10:30开门,不收3,000元;")
    '（一）每日10:30开门，不收3,000元；'
    """
    wide = text.translate(_WIDE)
    return "".join(
        wide[i] if wide[i] != char and _beside_han(text, i) else char for i, char in enumerate(text)
    )


def _beside_han(text: str, at: int) -> bool:
    """A Han character stands beside, other signs between not counted: ）， of （一），."""
    before = text[:at].rstrip(",:;()!?\"'”’》")[-1:]
    behind = text[at + 1 : at + 2]
    return any("\u4e00" <= char <= "\u9fff" for char in (before, behind))

"""Cutting lines so that it can be undone (删除与复原): the log of a line step, and its way back.

Reads lines and what a step wants out of them; writes the lines that stay and a Removed for each cut, in
order. restore() takes the cuts back, the last first. It must never change a line that no cut names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaners.model import Removed

Lines = tuple[str, ...]
Cut = tuple[Lines, tuple[Removed, ...]]


class NotUndone(ValueError):
    """A cut that does not fit the lines it is to be undone in: they are not the lines that the step left."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch of one line to be cut (切口): half-open, and what takes its place."""

    rule: str
    start: int
    end: int
    put: str = ""


def cut_out(lines: Lines, whole: Mapping[int, str], holes: Mapping[int, Sequence[Hole]] | None = None) -> Cut:
    """The lines without those in `whole` (index to rule) and without the holes of the others.

    Holes of a line come in order and do not overlap; white space that a hole leaves at an edge of its line
    goes with it, and a line left empty goes whole.
    """
    if not whole and not holes:
        return lines, ()
    kept: list[str] = []
    removed: list[Removed] = []
    for index, line in enumerate(lines):
        rule = whole.get(index)
        if rule is not None:
            removed.append(Removed(rule, line, len(kept)))
            continue
        pierced = holes.get(index) if holes else None
        if pierced:
            line = _pierced(line, pierced, len(kept), removed)
        if line or not pierced:
            kept.append(line)
    return tuple(kept), tuple(removed)


def _pierced(line: str, holes: Sequence[Hole], place: int, removed: list[Removed]) -> str:
    """One line without its holes; each is logged where it stood."""
    pieces: list[str] = []
    done = size = 0
    for hole in _widened(line, holes):
        pieces.append(line[done : hole.start])
        size += hole.start - done
        removed.append(Removed(hole.rule, line[hole.start : hole.end], place, size, hole.put))
        pieces.append(hole.put)
        size += len(hole.put)
        done = hole.end
    left = "".join((*pieces, line[done:]))
    if not left:
        last = removed.pop()
        removed.append(Removed(last.rule, last.quote, place))
    return left


def _widened(line: str, holes: Sequence[Hole]) -> list[Hole]:
    """The holes, grown over the white space that they would leave at the edges of their line."""
    grown = list(holes)
    if line[: grown[0].start].strip() and line[grown[-1].end :].strip():
        return grown  # words at both edges
    edge = len(line)
    for index in range(len(grown) - 1, -1, -1):
        hole = grown[index]
        if hole.put.strip() or line[hole.end : edge].strip():
            break
        start = len(line[: hole.start].rstrip())
        start = max(start, grown[index - 1].end if index else 0)
        grown[index] = Hole(hole.rule, start, edge)
        edge = start
    edge = 0
    for index, hole in enumerate(grown):
        if hole.put.strip() or line[edge : hole.start].strip():
            break
        stop = grown[index + 1].start if index + 1 < len(grown) else len(line)
        end = max(hole.end, stop - len(line[hole.end : stop].lstrip()))
        grown[index] = Hole(hole.rule, edge, end)
        edge = end
    return grown


def logged(before: Lines, after: Lines, rule: str) -> tuple[Removed, ...]:
    """The cuts that lead from lines to what another step left: whole lines, or one hole a line."""
    whole: dict[int, str] = {}
    holes: dict[int, list[Hole]] = {}
    left = 0
    for index, line in enumerate(before):
        kept = after[left] if left < len(after) else None
        hole = _hole(rule, line, kept) if kept else None
        if kept is None or (line != kept and hole is None):
            whole[index] = rule
            continue
        left += 1
        if hole:
            holes[index] = [hole]
    return cut_out(before, whole, holes)[1]


def _hole(rule: str, line: str, kept: str) -> Hole | None:
    """The stretch whose loss makes one line of another, if there is one."""
    size = len(line) - len(kept)
    if size <= 0:
        return None
    start = next((at for at, (a, b) in enumerate(zip(line, kept, strict=False)) if a != b), len(kept))
    return Hole(rule, start, start + size) if line[start + size :] == kept[start:] else None


def restore(kept: Sequence[str], removed: Sequence[Removed]) -> Lines:
    """The lines before the cuts; cuts made in the markup, which have no line, are passed over."""
    lines = list(kept)
    for group in reversed(list(grouped(removed))):
        first = group[0]
        place = first.line or 0
        if first.at is None and place <= len(lines):
            lines.insert(place, first.quote)
        elif first.at is not None and place < len(lines):
            lines[place] = _refilled(lines[place], group)
        else:
            raise NotUndone(f"a cut of line {place}, and only {len(lines)} lines are there")
    return tuple(lines)


def grouped(removed: Sequence[Removed]) -> Iterator[tuple[Removed, ...]]:
    """The cuts of the line steps: whole lines one by one, the holes of one line together, left to right."""
    group: list[Removed] = []
    for cut in removed:
        if cut.line is None:
            continue
        if group and not _continues(group[-1], cut):
            yield tuple(group)
            group = []
        group.append(cut)
    if group:
        yield tuple(group)


def _continues(before: Removed, cut: Removed) -> bool:
    if before.at is None or cut.at is None or before.line != cut.line:
        return False
    return cut.at >= before.at + len(before.put)


def _refilled(line: str, group: Sequence[Removed]) -> str:
    """A line with the quotes of its holes put back."""
    pieces: list[str] = []
    done = 0
    for cut in group:
        at = cut.at or 0
        if not line.startswith(cut.put, at) or at > len(line):
            raise NotUndone(f"a cut at character {at} that the line does not have")
        pieces += (line[done:at], cut.quote)
        done = at + len(cut.put)
    return "".join((*pieces, line[done:]))

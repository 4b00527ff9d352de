"""The ladder of levels (层次序数): the rungs 一、 （一） 1. （1） ① a stretch of text really climbs.

Reads the labels of a stretch; writes the rungs among them with their parents. A label is a rung when it
stands at a line's start (or, where asked, after a sentence end) and continues an open row or opens one
with 1. It must never take a number inside a sentence, or the rows inside a box (专栏), for rungs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaners.structure.labels import LADDER, Label

_RANK = {kind: rank for rank, kind in enumerate(LADDER)}
_WIDEST_GAP = 4  # a row may lose this many members and still be the same row


class Rung(NamedTuple):
    """A level of the ladder (层次): its label, its depth from 0, its parent's index in the tuple or -1."""

    label: Label
    depth: int
    parent: int


def climb(
    labels: Sequence[Label], *, fused: frozenset[str] = frozenset(), boxes: Sequence[int] = ()
) -> tuple[Rung, ...]:
    """The rungs among `labels` (in order). Kinds in `fused` may also begin after a sentence end.

    `boxes` are offsets where a box (专栏1 …) begins: a row that starts afresh inside one is its content.
    """
    open_to = [label for label in labels if _may_stand(label, fused)]
    if not open_to:
        return ()
    following = _following(open_to)
    rungs: list[Rung] = []
    stack: list[int] = []
    box = _Boxes(boxes)
    counted: dict[str, int] = {}
    for index, label in enumerate(open_to):
        number = _number_at(open_to, following[index])
        at = next((i for i, r in enumerate(stack) if rungs[r].label.kind == label.kind), -1)
        last = rungs[stack[at]].label if at >= 0 else None
        if box.holds(label) or not _is_rung(label, last, number, counted, bool(rungs)):
            continue
        if at >= 0:
            del stack[at:]
        while stack and _gives_way(rungs[stack[-1]].label, label, open_to, index):
            stack.pop()
        rungs.append(Rung(label, len(stack), stack[-1] if stack else -1))
        stack.append(len(rungs) - 1)
        counted[label.kind] = label.number
    return tuple(rungs)


def _is_rung(
    label: Label, last: Label | None, following: int, counted: dict[str, int], climbing: bool
) -> bool:
    """Does the label continue the open row of its kind, go on with a closed one, or open a row?"""
    if last is not None:
        return _continues(last, label, following)
    return _goes_on(label, counted) or _opens(label, following, climbing)


class _Boxes:
    """Which rows belong to a box: a low row that starts with 1 after 专栏, until a higher rung continues."""

    def __init__(self, starts: Sequence[int]) -> None:
        self._starts = list(starts)
        self._next = 0
        self._inside = False
        self._rows: set[str] = set()

    def holds(self, label: Label) -> bool:
        while self._next < len(self._starts) and self._starts[self._next] < label.start:
            self._next += 1
            self._inside, self._rows = True, set()
        if not self._inside:
            return False
        if _RANK[label.kind] <= 1:
            self._inside = False
            return False
        if label.number == 1:
            self._rows.add(label.kind)
        return label.kind in self._rows


def _may_stand(label: Label, fused: frozenset[str]) -> bool:
    if label.kind not in _RANK or label.quoted:
        return False
    return label.place == "line" or (label.place in ("sentence", "heading") and label.kind in fused)


def _following(labels: Sequence[Label]) -> list[int]:
    """For each label the index of the next label of its kind, or -1."""
    out = [-1] * len(labels)
    seen: dict[str, int] = {}
    for index in range(len(labels) - 1, -1, -1):
        out[index] = seen.get(labels[index].kind, -1)
        seen[labels[index].kind] = index
    return out


def _continues(last: Label, label: Label, following: int) -> bool:
    """The next of its row, a row with a hole, or, high on the ladder, a new row whose first was lost."""
    if label.kind == "han" and label.place == "line" and following == label.number + 1:
        return True
    if label.number == last.number + 1:
        return True
    if label.place != "line":
        return False
    return label.number in (1, last.number) or 0 < label.number - last.number <= _WIDEST_GAP


def _number_at(labels: Sequence[Label], index: int) -> int:
    return labels[index].number if index >= 0 else 0


def _goes_on(label: Label, counted: dict[str, int]) -> bool:
    """（三） under 二、 after （二） under 一、: items that number through the whole text."""
    step = label.number - counted.get(label.kind, label.number)
    lost = _WIDEST_GAP if label.place == "line" and _RANK[label.kind] <= 1 else 1
    return label.place in ("line", "heading") and 0 < step <= lost


def _opens(label: Label, following: int, climbing: bool) -> bool:
    """A row opens with 1, inside a line only if its 2 comes; a high row may have lost its first."""
    if label.number == 1:
        return label.place == "line" or following == 2
    if label.place != "line" or _RANK[label.kind] > 1:
        return False
    return not climbing or following == label.number + 1


def _gives_way(top: Label, label: Label, labels: Sequence[Label], index: int) -> bool:
    """A lower row ends when a higher kind opens, unless it goes on afterwards (1. （一） （二） 2.)."""
    if _RANK[label.kind] >= _RANK[top.kind]:
        return False
    later = next(
        (j for j in range(index + 1, min(index + 60, len(labels))) if labels[j].kind == top.kind), -1
    )
    return later < 0 or labels[later].number != top.number + 1

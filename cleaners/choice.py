"""Which copy of each unit is the true one (择本): one place for every name, so that neighbours fit.

Reads Junctions; writes the units kept, in the order of the text. It begins with the first place of every unit
and, for each repeated run, tries the other place, as long as the odds rise. It must never keep a unit twice
or lose one, and never put one where no copy of it stood.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from cleaners.junctions import ARTICLE, Junctions

_ROUNDS = 6
_PLACES = 6  # further places of one unit are not compared with this one
_REACH = 40  # units to each side that a change is weighed against
_KEPT = b"\x01"
Run = tuple[int, int, int]  # two places and the length they agree for


def choose(junctions: Junctions) -> list[int]:
    """The kept unit of every name, in text order."""
    return _Choice(junctions).units()


class _Choice:
    """The choice so far: `_kept` marks the units, `_labels` those of them that are articles."""

    def __init__(self, junctions: Junctions) -> None:
        self._junctions = junctions
        self._names = junctions.names
        self._size = len(self._names)
        self._kept = bytearray(self._size)
        self._labels = bytearray(self._size)
        self._where: dict[int, int] = {}
        for index in junctions.first.values():
            self._keep(index)

    def units(self) -> list[int]:
        runs = list(_runs(self._names))
        self._junctions.learn(range(self._size), proven=True)
        changed: list[int] | None = None
        for turn in range(_ROUNDS):
            if turn == 1:
                self._junctions.learn(self._order(0, self._size))
            touched: list[int] = []
            for run in runs:
                if turn > 1 and changed is not None and not _near(changed, run):
                    continue
                touched += self._try(run)
            if not touched:
                break
            changed = sorted(touched)
        return self._order(0, self._size)

    def _try(self, run: Run) -> list[int]:
        """The units changed when one place of a run is better than what is kept."""
        first, second, length = run
        touched: list[int] = []
        for start in (first, second):
            pairs = [
                (self._where[self._names[at]], at)
                for at in range(start, start + length)
                if not self._kept[at]
            ]
            if pairs and self._gain(pairs) > 1e-9:
                touched += [at for pair in pairs for at in pair]
        return touched

    def _gain(self, pairs: Sequence[tuple[int, int]]) -> float:
        """What a change earns; it is undone when that is nothing."""
        changing = sorted(at for pair in pairs for at in pair)
        windows = self._windows(changing)
        before = self._value(windows)
        for old, new in pairs:
            self._drop(old)
            self._keep(new)
        gain = self._value(windows) - before
        if gain <= 1e-9:
            for old, new in pairs:
                self._drop(new)
                self._keep(old)
        return gain

    def _windows(self, changing: Sequence[int]) -> list[tuple[int, int]]:
        """From the label before each change to the label after it, labels that change not counted."""
        for at in changing:
            self._labels[at] = 0
        windows: list[tuple[int, int]] = []
        for at in changing:
            if windows and at <= windows[-1][1]:
                continue
            low = max(self._labels.rfind(_KEPT, 0, at), at - _REACH, 0)
            high = self._labels.find(_KEPT, at + 1)
            high = min(high if high >= 0 else self._size - 1, at + _REACH)
            if windows and low <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(high, windows[-1][1]))
            else:
                windows.append((low, high))
        for at in changing:
            self._labels[at] = self._kept[at] and self._junctions.kinds[at] == ARTICLE
        return windows

    def _value(self, windows: Sequence[tuple[int, int]]) -> float:
        return sum(self._stretch(low, high) for low, high in windows)

    def _stretch(self, low: int, high: int) -> float:
        order = self._order(low, high + 1)
        return self._junctions.stretch(order) if order else 0.0

    def _order(self, low: int, high: int) -> list[int]:
        kept = self._kept
        return [at for at in range(low, high) if kept[at]]

    def _keep(self, at: int) -> None:
        self._kept[at] = 1
        self._labels[at] = self._junctions.kinds[at] == ARTICLE
        self._where[self._names[at]] = at

    def _drop(self, at: int) -> None:
        self._kept[at] = self._labels[at] = 0


def _near(changed: Sequence[int], run: Run) -> bool:
    """One of the two places lies near a unit that changed."""
    first, second, length = run
    return any(_between(changed, at - _REACH, at + length + _REACH) for at in (first, second))


def _between(changed: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(changed, low)
    return at < len(changed) and changed[at] < high


def _runs(names: Sequence[int]) -> Iterator[Run]:
    """Every two places from which the names agree, and for how long."""
    places: dict[int, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        places[name].append(at)
    found: set[Run] = set()
    for held in places.values():
        for x, first in enumerate(held):
            for second in held[x + 1 : x + _PLACES]:
                if first and names[first - 1] == names[second - 1]:
                    continue
                length = 1
                while (
                    second + length < len(names)
                    and first + length < second
                    and names[first + length] == names[second + length]
                ):
                    length += 1
                found.add((first, second, length))
    yield from sorted(found)

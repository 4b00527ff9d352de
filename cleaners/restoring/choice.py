"""Which copy of each unit is the true one (择本): one place for every name, so that neighbours fit.

Reads Junctions; writes the units kept, in the order of the text. It begins with the first place of every unit
and, for each repeated run, tries the other place, as long as the odds rise. It must never keep a unit twice
or lose one, and never put one where no copy of it stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from math import inf

from cleaners.restoring.junctions import ARTICLE, PLAIN, POINT, Junctions

_ROUNDS = 6
_PLACES = 6  # further places of one unit are not compared with this one
_REACH = 40  # units to each side that a change is weighed against
_KEPT, _NOT_KEPT = b"\x01", b"\x00"
_NEAR = 6  # units to each side of a run in which a change calls for a new trial
_LEAST = 1e-9
_HOPELESS = -12.0  # what the words of a few units cannot make good
Run = tuple[int, int, int]  # two places and the length they agree for
_Pairs = tuple[tuple[int, int], ...]  # a unit kept, and the one of its name to be kept for it
_Window = tuple[int, int, int, int]  # the unit before, its article and point, and the end


def choose(junctions: Junctions) -> list[int]:
    """The kept unit of every name, in text order."""
    return _Choice(junctions).units()


@dataclass(slots=True)
class _Trial:
    """Two places from which the names agree, for how long, and how the last trial of them went."""

    first: int
    second: int
    length: int
    hope: float = 0.0
    seen: int = 0


class _Choice:
    """The choice so far: `_kept` marks the units, `_labels` the articles and `_marks` all numbers of them."""

    def __init__(self, junctions: Junctions) -> None:
        self._junctions = junctions
        self._names = junctions.names
        self._kinds = junctions.kinds
        self._size = len(self._names)
        self._kept = bytearray(self._size)
        self._labels = bytearray(self._size)
        self._marks = bytearray(self._size)
        self._where = dict(junctions.first)
        self._changed = [0] * self._size  # when, in changes, each unit was last kept or dropped
        self._changes = 0
        self._failed: dict[_Pairs, float] = {}  # what would be lost by changes tried since the last one made
        self._exchange((), list(junctions.first.values()))

    def units(self) -> list[int]:
        """Tries every run, once more when the words are known, and again where something has changed."""
        runs = [_Trial(*run) for run in _runs(self._names)]
        for turn in range(_ROUNDS):
            before = self._changes
            for run in runs:
                if not turn or (turn == 1 and run.hope > _HOPELESS) or self._is_new(run):
                    run.hope = self._try(run)
                    run.seen = self._changes
            if not turn:
                self._failed.clear()
                self._junctions.learn(self._order(0, self._size))
            elif self._changes == before:
                break
        return self._order(0, self._size)

    def _is_new(self, run: _Trial) -> bool:
        """Something has changed near one of the two places since the run was tried."""
        if run.seen == self._changes:
            return False
        reach = run.length + _NEAR
        first, second = run.first, run.second
        near = max(self._changed[max(0, first - _NEAR) : first + reach])
        return run.seen < max(near, *self._changed[max(0, second - _NEAR) : second + reach])

    def _try(self, run: _Trial) -> float:
        """Keeps one place of a run when it is better than what is kept: how much better, at best."""
        best = -inf
        for start in (run.first, run.second):
            end = start + run.length
            if self._kept.find(_NOT_KEPT, start, end) < 0:
                continue  # all of it is kept here
            pairs = self._pairs(start, end)
            gain = self._failed.get(pairs)
            if gain is None:
                gain = self._gain(pairs)
            best = max(best, gain)
        return best

    def _pairs(self, start: int, end: int) -> _Pairs:
        """Each unit of a place that is not kept there, behind the one of its name that is kept."""
        kept, where, names = self._kept, self._where, self._names
        if end == start + 1:
            return ((where[names[start]], start),)
        held = {names[at] for at in range(start, end) if kept[at]}
        first = {names[at]: at for at in range(end - 1, start - 1, -1) if names[at] not in held}
        return tuple((where[name], at) for name, at in reversed(first.items()))

    def _gain(self, pairs: _Pairs) -> float:
        """What a change earns; it is undone when that is nothing."""
        olds, news = [old for old, _ in pairs], [new for _, new in pairs]
        self._exchange(olds, ())
        windows = self._windows(sorted(olds + news))
        self._exchange((), news)
        after = self._value(windows)
        self._exchange(news, olds)
        gain = after - self._value(windows)
        if gain > _LEAST:
            self._change(olds, news)
        else:
            self._failed[pairs] = gain
        return gain

    def _change(self, olds: Sequence[int], news: Sequence[int]) -> None:
        self._failed.clear()
        self._changes += 1
        self._exchange(olds, news)
        for old, new in zip(olds, news, strict=True):
            self._where[self._names[new]] = new
            self._changed[old] = self._changed[new] = self._changes

    def _exchange(self, olds: Sequence[int], news: Sequence[int]) -> None:
        """Marks some units as not kept, then others as kept."""
        kept, labels, marks, kinds = self._kept, self._labels, self._marks, self._kinds
        for at in olds:
            kept[at] = labels[at] = marks[at] = 0
        for at in news:
            kept[at] = 1
            if kinds[at] != PLAIN:
                marks[at] = 1
                labels[at] = kinds[at] == ARTICLE

    def _windows(self, changing: Sequence[int]) -> list[_Window]:
        """What sees a change: from the unit before it to the one behind it, or to the next number."""
        windows: list[_Window] = []
        kept, labels, marks = self._kept, self._labels, self._marks
        kinds, numbers = self._kinds, self._junctions.numbers
        for at in changing:
            kind = kinds[at]
            ahead = kept if kind == PLAIN else labels if kind == ARTICLE else marks
            high = ahead.find(_KEPT, at + 1, at + _REACH) + 1 or min(self._size, at + _REACH)
            if windows and at <= windows[-1][3]:
                before, article, point, end = windows[-1]
                if high > end:
                    windows[-1] = before, article, point, high
                continue
            label, mark = labels.rfind(_KEPT, 0, at), marks.rfind(_KEPT, 0, at)
            article = numbers[label] if label >= 0 else -1
            point = numbers[mark] // 100 if mark >= 0 and kinds[mark] == POINT else 0
            windows.append((kept.rfind(_KEPT, 0, at), article, point, high))
        return windows

    def _value(self, windows: Sequence[_Window]) -> float:
        total = 0.0
        run, kept = self._junctions.run, self._kept
        for before, article, point, high in windows:
            low = before + 1
            if low:
                total += run(before, compress(range(low, high), kept[low:high]), article, point)
            elif order := self._order(0, high):
                total += self._junctions.stretch(order)
        return total

    def _order(self, low: int, high: int) -> list[int]:
        return list(compress(range(low, high), self._kept[low:high]))


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

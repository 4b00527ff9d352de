"""What stands side by side in other copies of a text (见证本之邻接), and the order it speaks for.

Reads units and the neighbours that copies show; writes the units in an order. A run without a label is moved
to where a copy has it beside the same neighbour, when the odds of all junctions rise by more than it costs.
It must never move a run that a label begins, and never to where no copy shows it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cleaners.restoring.copies import Scene
from cleaners.restoring.junctions import ARTICLE, HEADING, POINT, Junctions
from cleaners.restoring.units import Unit, opening_labels, split_units
from cleaners.restoring.wrapped import unwrap
from cleaners.structure.labels import find_labels

Links = Counter[tuple[str, str]]

# Fitted on garbled laws with a second copy of other noise.
_SEEN, _NEVER_SEEN, _MOST_SEEN = 2.5, -1.0, 2
_MOVE, _EACH = 1.0, 0.1
_LONGEST = 8  # units of a run
_ROUNDS = 3
_REACH = 80  # units that a move is weighed against
_MOST_PLACES = 9  # of a pair of sentences that stand often in a text
_MOST_UNITS = 6000  # a longer text keeps its order: every move is weighed against all of it


def links_of(text: str) -> Links:
    """How often two units stand side by side in a text as it was printed, by their keys."""
    joined = unwrap(text)
    text = joined.text if joined else text
    units = split_units(text, opening_labels(text, find_labels(text)))
    return Counter(pairwise(unit.key for unit in units))


def with_links(scene: Scene, links: Links) -> Scene:
    """The scene with the neighbours of other copies counted as well."""
    names: dict[str, int] = {}
    several: set[str] = set()
    for unit, name in zip(scene.units, scene.names, strict=True):
        if names.setdefault(unit.key, name) != name:
            several.add(unit.key)
    seen = Counter(scene.links)
    for pair, count in links.items():
        if all(key in names and key not in several for key in pair):
            seen[names[pair[0]], names[pair[1]]] += count
    pairs = zip(scene.proven, pairwise(scene.names), strict=False)
    return replace(scene, links=seen, proven=(*(held or seen[pair] > 1 for held, pair in pairs), False))


def settle(units: Sequence[Unit], links: Links) -> tuple[tuple[Unit, ...], frozenset[int]]:
    """The units in the order that all copies speak for, and the starts of those moved."""
    if len(units) > _MOST_UNITS:
        return tuple(units), frozenset()
    order = _Order(units, links)
    moved = frozenset(units[i].start for run in order.moves() for i in run)
    return tuple(units[i] for i in order.line), moved


class _Order:
    """Units in a line (次序): `line` their numbers, with the article and point each leaves behind."""

    def __init__(self, units: Sequence[Unit], links: Links) -> None:
        known: dict[str, int] = {}
        names = tuple(known.setdefault(unit.key, len(known)) for unit in units)
        self._seen = Counter(
            {(known[a], known[b]): count for (a, b), count in links.items() if a in known and b in known}
        )
        self._names = names
        self._odds = Junctions(Scene(tuple(units), names, self._seen, (False,) * len(units), torn=True))
        self.line = list(range(len(units)))
        self._ahead: dict[int, set[int]] = defaultdict(set)
        self._behind: dict[int, set[int]] = defaultdict(set)
        self._find_neighbours()

    def _find_neighbours(self) -> None:
        """Of each unit those that some copy has before and behind it."""
        where: dict[int, list[int]] = defaultdict(list)
        for index, name in enumerate(self._names):
            where[name].append(index)
        for before, after in self._seen:
            if len(where[before]) * len(where[after]) <= _MOST_PLACES:
                for one in where[before]:
                    for other in where[after]:
                        self._ahead[other].add(one)
                        self._behind[one].add(other)

    def moves(self) -> Iterator[tuple[int, ...]]:
        """Moves runs until nothing is gained, and names them."""
        for _ in range(_ROUNDS):
            moved = False
            self._odds.learn(self.line)
            self._settle()
            for index in list(self.line):
                best = max(self._offers(index), default=None)
                if best is not None:
                    _, length, place = best
                    start = self._at[index]
                    yield tuple(self.line[start : start + length])
                    self.line = self._moved(start, length, place)
                    self._settle()
                    moved = True
            if not moved:
                return

    def _settle(self) -> None:
        """Where each unit stands, and the article and point behind it."""
        self._at = {index: place for place, index in enumerate(self.line)}
        self._context: dict[int, tuple[int, int]] = {}
        here = (-1, 0)
        for index in self.line:
            here = self._context[index] = self._left_by(index, here)

    def _left_by(self, index: int, here: tuple[int, int]) -> tuple[int, int]:
        kind, number = self._odds.kinds[index], self._odds.numbers[index]
        if kind == ARTICLE:
            return number, 0
        if kind == HEADING:
            return here[0], 0
        return (here[0], number // 100) if kind == POINT else here

    def _count(self, before: int, after: int) -> int:
        return self._seen.get((self._names[before], self._names[after]), 0)

    def _offers(self, index: int) -> Iterator[tuple[float, int, int]]:
        """Gains of the runs that begin with a unit, with their length and place."""
        start = self._at[index]
        if not start or self._count(self.line[start - 1], index) > 1:
            return
        for length in range(1, min(_LONGEST, len(self.line) - start) + 1):
            last = self.line[start + length - 1]
            if self._odds.kinds[last] in (ARTICLE, HEADING):
                return
            following = self.line[start + length : start + length + 1]
            if following and self._count(last, following[0]) > 1:
                continue
            for place in self._places(index, last):
                if not start <= place <= start + length:
                    gain = self._gain(start, length, place) - _MOVE - _EACH * length
                    if gain > 0:
                        yield gain, length, place

    def _places(self, first: int, last: int) -> set[int]:
        """Behind what a copy has before the run, and before what a copy has behind it."""
        return {self._at[i] + 1 for i in self._ahead[first]} | {self._at[i] for i in self._behind[last]}

    def _moved(self, start: int, length: int, place: int) -> list[int]:
        line, end = self.line, start + length
        if place > start:
            return line[:start] + line[end:place] + line[start:end] + line[place:]
        return line[:place] + line[start:end] + line[place:start] + line[end:]

    def _gain(self, start: int, length: int, place: int) -> float:
        line, end = self.line, start + length
        low, high = self._window(start, end)
        low_there, high_there = self._window(place, place)
        if low <= high_there and low_there <= high:
            low, high = min(low, low_there), max(high, high_there)
            moved = self._moved_between(start, end, place, low, high)
            return self._value(moved) - self._value(line[low:high])
        left = self._value(line[low:start] + line[end:high]) - self._value(line[low:high])
        there = line[low_there:place] + line[start:end] + line[place:high_there]
        return left + self._value(there) - self._value(line[low_there:high_there])

    def _moved_between(self, start: int, end: int, place: int, low: int, high: int) -> list[int]:
        line = self.line
        if place > start:
            return line[low:start] + line[end:place] + line[start:end] + line[place:high]
        return line[low:place] + line[start:end] + line[place:start] + line[end:high]

    def _window(self, low: int, high: int) -> tuple[int, int]:
        """From the unit before to the next label, behind which nothing changes."""
        low = max(0, low - 1)
        while high < len(self.line) and high - low < _REACH and self._odds.kinds[self.line[high]] != ARTICLE:
            high += 1
        return low, min(len(self.line), high + 1)

    def _value(self, line: Sequence[int]) -> float:
        """The odds of all junctions of a stretch; its first unit stands where it stood."""
        if not line:
            return 0.0
        before, here = line[0], self._context[line[0]]
        total = 0.0
        for index in line[1:]:
            count = self._count(before, index)
            total += _SEEN * min(count, _MOST_SEEN) if count else _NEVER_SEEN
            total += self._odds.form(before, index, *here)
            if self._odds.kinds[index] >= POINT:
                total += self._odds.fit(self._names[index], here[0])
            before, here = index, self._left_by(index, here)
        return total


def sum_of(links: Iterable[Links]) -> Links:
    """The neighbours of several copies together."""
    total: Links = Counter()
    for counted in links:
        total.update(counted)
    return total

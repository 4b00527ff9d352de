"""Points without their list, and text behind a copy (错简), moved to where they are called.

Reads Junctions and units in the order of their articles; writes the order with such runs moved. The number of
a point calls it into a list, a copy of the unit before it calls a sentence to that unit's true place; the
odds must rise by more than a move costs. It must never move text that no number and no neighbour calls away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaners.restoring.junctions import ARTICLE, HEADING, IMPOSSIBLE, PLAIN, POINT, Junctions

# What a move must earn: copyists move little, and not far. Fitted on garbled laws.
_MOVE, _EACH, _FAR, _NEAR = 8.0, 0.7, 0.3, 15
_SURE = 6.0  # a point that only one list wants
_ALONG = 1.0  # text behind a copy whose true place is elsewhere
_BETTER = 1.0  # how much more the words must say for the place of that copy
_LONGEST = 6
_SPLIT = 1.0  # between two units that were printed side by side
_HOLE = 15.0  # text before （五） whose list ends with （三）: what is left of （四）
_HOPE = 8.0  # no place gives more than this to a run
_AHEAD = 10  # units of a run
_WITHIN = 60  # units to each side in which a list may want a point
_REACH = 40
_END = -1
_Places = list[tuple[int, int]]  # units behind which a run may go, and how far that is


@dataclass(frozen=True, slots=True)
class Moved:
    """A run in its new place: its units, the one that called it, and how: list or copies."""

    units: tuple[int, ...]
    anchor: int
    reason: str


def set_right(junctions: Junctions, order: Sequence[int]) -> tuple[list[int], tuple[Moved, ...]]:
    """The order with misplaced runs moved, and the moves."""
    line = _Line(junctions, order)
    moved = tuple(line.moves())
    return line.units(), moved


class _Line:
    """The units as a chain (链): neighbours, and the article and point each leaves behind."""

    def __init__(self, junctions: Junctions, order: Sequence[int]) -> None:
        self._odds = junctions
        size = len(junctions.names)
        self._next = [_END] * (size + 1)
        self._before = [_END] * (size + 1)
        self._article = [-1] * (size + 1)
        self._point = [0] * (size + 1)
        self._start = list(order)
        last = _END
        for index in order:
            self._join(last, index)
            last = index
        self._join(last, _END)
        self._settle(self._next[_END], _END, all_of_it=True)

    def units(self) -> list[int]:
        """The chain from its beginning."""
        found: list[int] = []
        at = self._next[_END]
        while at != _END:
            found.append(at)
            at = self._next[at]
        return found

    def moves(self) -> Iterator[Moved]:
        """Moves what can be moved, looking at each unit once."""
        self._odds.learn(self._start)
        called = list(self._called())
        yield from called
        if called:
            self._odds.learn(self.units())  # a list that came home speaks for its article
        yield from self._along()

    def _called(self) -> Iterator[Moved]:
        """Runs whose number stands where it cannot."""
        for at in self._start:
            before = self._before[at]
            if before != _END and self._form(before, at) < IMPOSSIBLE:
                found = self._best(at)
                if found is not None:
                    yield found

    def _along(self) -> Iterator[Moved]:
        """Text that was printed behind a copy, where that copy stands now, if the words say so too."""
        names, kinds = self._odds.names, self._odds.kinds
        kept = {names[index]: index for index in self._start}
        for at in self._start:
            printed = kept.get(names[at - 1], _END) if at else _END
            if kinds[at] < POINT or printed in (_END, at, self._before[at]) or printed == at - 1:
                continue
            told = self._odds.fit(names[at], self._article[printed])
            if told < self._odds.fit(names[at], self._article[at]) + _BETTER:
                continue
            found = self._follow(at, printed)
            if found is not None:
                yield found

    def _follow(self, at: int, place: int) -> Moved | None:
        best: tuple[float, list[int]] | None = None
        run: list[int] = []
        here = at
        while here != _END and len(run) < _LONGEST and self._odds.kinds[here] >= POINT and here != place:
            run.append(here)
            gain = 0.0
            if not self._proven(here, self._next[here]):
                gain, _ = self._try(list(run), [(place, 0)], _ALONG + _EACH * len(run))
            if gain > 0 and (best is None or gain > best[0]):
                best = gain, list(run)
            here = self._next[here]
        if best is None:
            return None
        self._take(best[1])
        self._put(best[1], place)
        return Moved(tuple(best[1]), at, "copies")

    # --- the chain -----------------------------------------------------------------------------------------

    def _join(self, before: int, after: int) -> None:
        self._next[before] = after
        self._before[after] = before

    def _settle(self, at: int, last: int, *, all_of_it: bool = False) -> None:
        """Article and point of the units from one to the last, and of those up to the next number."""
        kinds, numbers = self._odds.kinds, self._odds.numbers
        before = self._before[at]
        article, point = self._article[before], self._point[before]
        passed = False
        while at != _END:
            kind = kinds[at]
            if passed and kind != PLAIN and not all_of_it:
                return
            passed = passed or at == last
            if kind == ARTICLE:
                article, point = numbers[at], 0
            elif kind == HEADING:
                point = 0
            elif kind == POINT:
                point = numbers[at] // 100
            self._article[at], self._point[at] = article, point
            at = self._next[at]

    def _form(self, before: int, at: int) -> float:
        return self._odds.form(before, at, self._article[before], self._point[before])

    def _proven(self, before: int, after: int) -> bool:
        """The two were seen side by side more than once, or are （二）师傅合格。 and what it heads."""
        if _END in (before, after):
            return False
        return self._odds.proven(before, after)

    def _foreign(self, before: int, at: int, after: int) -> bool:
        """What `at` stands behind was seen before another, more often or before what follows the run."""
        if _END in (before, after) or self._proven(before, at):
            return False
        names = self._odds.names
        name = names[before]
        return self._odds.links[name, names[after]] > 0 or name in self._odds.followed

    def _tail(self, at: int, run: Sequence[int]) -> list[int]:
        """The units behind a run that see a difference when it goes or comes: up to the next number."""
        kinds = self._odds.kinds
        most = _REACH if any(kinds[i] == POINT for i in run) else 1
        found: list[int] = []
        while at != _END and len(found) < most:
            found.append(at)
            if kinds[at] != PLAIN:
                break
            at = self._next[at]
        return found

    def _value(self, before: int, units: Sequence[int]) -> float:
        if before == _END:
            return self._odds.stretch(units) if units else 0.0
        return self._odds.run(before, units, self._article[before], self._point[before])

    # --- one run -------------------------------------------------------------------------------------------

    def _best(self, at: int) -> Moved | None:
        """Moves the best run that begins or ends at an impossible junction."""
        best: tuple[float, list[int], int, int] | None = None
        lists: dict[int, tuple[_Places, _Places]] = {}
        for run, anchor in self._runs(at):
            if anchor not in lists:
                places = list(self._in_lists(self._odds.numbers[anchor] // 100, anchor, anchor))
                lists[anchor] = places, [place for place in places if self._wants(place[0], anchor)]
            gain, place = self._into_list(run, anchor, *lists[anchor])
            if gain > 0 and (best is None or gain > best[0]):
                best = gain, run, place, anchor
        if best is None:
            return None
        _, run, place, anchor = best
        self._take(run)
        self._put(run, place)
        return Moved(tuple(run), anchor, "list")

    def _into_list(self, run: list[int], anchor: int, places: _Places, wanting: _Places) -> tuple[float, int]:
        """The best list for a run that a point begins; one that alone wants the point may stand far away."""
        if len(wanting) == 1:
            return self._try(run, wanting, _SURE)
        before, after = self._before[run[0]], self._next[run[-1]]
        if not wanting and run[0] == anchor and self._behind_orphan(before, after):
            run.insert(0, before)
            earlier = self._in_lists(self._odds.numbers[anchor] // 100 - 1, before, after)
            wanting = [place for place in earlier if self._wants(place[0], anchor)]
            return self._try(run, wanting[:1], _SURE - _HOLE)
        return self._try(run, places, _MOVE + _EACH * len(run)) if places else (0.0, _END)

    def _behind_orphan(self, orphan: int, after: int) -> bool:
        """The sentence before a point is not the neighbour of what it stands behind."""
        if orphan == _END or self._odds.kinds[orphan] != PLAIN:
            return False
        return self._foreign(self._before[orphan], orphan, after)

    def _wants(self, place: int, anchor: int) -> bool:
        """The list that ends here has no next point and is not closed: …； …； …。"""
        odds = self._odds
        following = self._next[place]
        if following not in (_END, anchor) and odds.kinds[following] >= POINT:
            return False
        here = place
        while here != _END and odds.kinds[here] == PLAIN and self._point[here]:
            here = self._before[here]
        earlier = self._before[here]
        in_list = earlier != _END and self._point[earlier] > 0
        if in_list and odds.goes_on(earlier):
            return odds.goes_on(place)
        return not in_list or not odds.goes_on(anchor)

    def _runs(self, at: int) -> Iterator[tuple[list[int], int]]:
        """Runs that begin at a unit, then those that end before it, each with the point that calls it."""
        kinds = self._odds.kinds
        run: list[int] = []
        anchor = _END
        here = at
        while here != _END and len(run) < _AHEAD and kinds[here] >= POINT:
            run.append(here)
            if anchor == _END and kinds[here] == POINT:
                anchor = here
            here = self._next[here]
            if anchor != _END and not self._proven(run[-1], here):
                yield list(run), anchor
        run = []
        anchor = _END
        here = self._before[at]
        while here != _END and len(run) < _AHEAD and kinds[here] >= POINT:
            run.insert(0, here)
            anchor = here if kinds[here] == POINT else anchor
            here = self._before[here]
            if anchor != _END and not self._proven(here, run[0]):
                yield list(run), anchor

    def _try(self, run: list[int], places: Iterable[tuple[int, int]], cost: float) -> tuple[float, int]:
        """What the best other place of a run earns, and the unit before it."""
        before, after = self._before[run[0]], self._next[run[-1]]
        tail = self._tail(after, run)
        inside = self._odds.stretch(run)
        freed = self._value(before, tail) - self._value(before, [*run, *tail]) + inside
        if freed + _HOPE <= cost:
            return 0.0, _END
        held = [place for place in places if place[0] not in run]
        self._take(run)
        best, found = 0.0, _END
        for where, distance in held:
            follow = self._tail(self._next[where], run)
            earned = self._value(where, [*run, *follow]) - self._value(where, follow) - inside
            gain = freed + earned - cost - _FAR * max(0, distance - _NEAR)
            if self._next[where] == where + 1 and self._odds.kinds[where + 1] >= POINT:
                gain -= _SPLIT
            if gain > best and where != before:
                best, found = gain, where
        self._put(run, before)
        return best, found

    def _take(self, run: Sequence[int]) -> None:
        before, after = self._before[run[0]], self._next[run[-1]]
        self._join(before, after)
        if after != _END and self._odds.kinds[after] == PLAIN:
            self._settle(after, after)

    def _put(self, run: Sequence[int], place: int) -> None:
        after = self._next[place]
        for index in run:
            self._join(place, index)
            place = index
        self._join(place, after)
        self._settle(run[0], run[-1])

    def _in_lists(self, point: int, before: int, after: int) -> Iterator[tuple[int, int]]:
        """Behind the units of point k - 1, on both sides; the first point stands behind a colon."""
        opens, points, wanted = self._odds.opens, self._point, point - 1
        for start, step in ((before, self._before), (after, self._next)):
            here = step[start] if start != _END else _END
            for distance in range(_WITHIN):
                if here == _END:
                    break
                if points[here] == wanted if wanted else opens(here):
                    yield here, distance
                here = step[here]

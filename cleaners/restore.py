"""The order of a damaged text (校勘: 重出, 错简): copies folded, articles by number, the placeless listed.

Reads a text; writes a Restoration that names stretches of it in reading order. It must never touch a text
whose article numbers prove no damage, never change a character, and never drop what is not a proved copy.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaners.amending import amended
from cleaners.copies import Scene, compare, is_damaged
from cleaners.cuts import rejoined, run_in_labels, without_cuts
from cleaners.front import TITLE, part_front
from cleaners.labels import Label, find_labels
from cleaners.owners import find_owners
from cleaners.series import Number
from cleaners.units import Unit, opening_labels, split_units


@dataclass(frozen=True, slots=True)
class Restoration:
    """A text put in order (复原): what stands before the articles, the articles in order, and the placeless.

    `notice` and `title` hold the front; `headless` names units of `body` whose point has lost its label, with
    the number of that point; `repeats` counts the copies folded; `moved` names the units of `body` that are
    placed by inference, and from what.
    """

    notice: tuple[Unit, ...]
    title: tuple[Unit, ...]
    body: tuple[Unit, ...]
    headless: tuple[tuple[Unit, int], ...]
    unplaced: tuple[Unit, ...]
    repeats: int
    moved: tuple[tuple[Unit, str], ...] = ()


def restore(text: str) -> Restoration | None:
    """The restoration of a text, or None when nothing proves it damaged."""
    labels = find_labels(text)
    marks = opening_labels(text, labels)
    if _rises(marks):
        return None
    foreign = amended(text, labels)
    if foreign:
        labels = tuple(label for label in labels if label.start not in foreign)
        marks = opening_labels(text, labels)
    units = split_units(text, marks)
    if not is_damaged(units, amends=bool(foreign)):
        return None
    units = split_units(text, run_in_labels(text, labels, marks))
    front, rest = part_front(text, units)
    rest = rejoined(rest)
    scene = compare(without_cuts(rest))
    owners = find_owners(scene)
    body = _in_order(scene, owners.articles)
    lost = _unplaced(scene, owners.articles)
    notice = _first_of_each(unit for place, unit in front if place != TITLE)
    title = _first_of_each(unit for place, unit in front if place == TITLE)
    repeats = len(front) + len(rest) - len(notice) - len(title) - len(body) - len(lost)
    headless = tuple(_headless(scene, body))
    in_body = tuple(scene.units[i] for i in body)
    moved = tuple((scene.units[i], owners.moved[i]) for i in body if i in owners.moved)
    return Restoration(notice, title, in_body, headless, tuple(lost), repeats, moved)


def _rises(marks: Sequence[Label]) -> bool:
    """Every article has a higher number than the one before it."""
    numbers = [(mark.number, mark.sub) for mark in marks if mark.kind == "article"]
    return all(before < after for before, after in pairwise(numbers))


def _first_of_each(units: Iterable[Unit]) -> tuple[Unit, ...]:
    kept: dict[str, Unit] = {}
    for unit in units:
        kept.setdefault(unit.key, unit)
    return tuple(kept.values())


def _headless(scene: Scene, body: Sequence[int]) -> Iterator[tuple[Unit, int]]:
    """Text before （五） that never followed （三）: it is what is left of （四）."""
    last = 0
    for at, i in enumerate(body):
        unit = scene.units[i]
        if unit.kind != "plain":
            last = unit.number[0] if unit.kind == "point" else 0
            continue
        point = _next_point(scene, body, at)
        joined = scene.links[scene.names[body[at - 1]], scene.names[i]]
        if last and not joined and point == last + 2:
            yield unit, last + 1


def _next_point(scene: Scene, body: Sequence[int], at: int) -> int:
    """The number of the point that follows through links seen in the text, else 0."""
    for i, following in pairwise(body[at : at + 8]):
        unit = scene.units[following]
        if not scene.links[scene.names[i], scene.names[following]] or unit.kind in ("article", "heading"):
            return 0
        if unit.kind == "point":
            return unit.number[0]
    return 0


def _unplaced(scene: Scene, owners: Sequence[Number | None]) -> list[Unit]:
    """Each unit that no article owns, once."""
    lost = {
        scene.names[i]: unit
        for i, unit in enumerate(scene.units)
        if owners[i] is None and unit.kind != "heading"
    }
    return sorted(lost.values(), key=lambda unit: unit.start)


def _in_order(scene: Scene, owners: Sequence[Number | None]) -> list[int]:
    """Headings and articles by number, each unit once."""
    members: dict[Number, list[int]] = defaultdict(list)
    for i, owner in enumerate(owners):
        if owner is not None and scene.units[i].kind != "heading":
            members[owner].append(i)
    headings = _headings(scene)
    ordered: list[int] = []
    for number in sorted(members):
        ordered += headings.pop(number, [])
        ordered += _Article(scene, members[number]).order()
    return ordered + [i for group in headings.values() for i in group]


def _headings(scene: Scene) -> dict[Number | None, list[int]]:
    """The first copy of each heading, under the article it stands before."""
    before: dict[int, tuple[bool, Number | None, int]] = {}
    ahead: Number | None = None
    direct = False
    for i in range(len(scene.units) - 1, -1, -1):
        unit = scene.units[i]
        if unit.kind == "article":
            ahead, direct = unit.number, True
        elif unit.kind != "heading":
            direct = False
        else:
            held = before.get(scene.names[i])
            if held is None or direct or not held[0]:
                before[scene.names[i]] = (direct, ahead, i)
    found: dict[Number | None, list[int]] = defaultdict(list)
    for _, number, i in before.values():
        found[number].append(i)
    for group in found.values():
        group.sort(key=lambda i: (scene.units[i].rank, scene.units[i].number, i))
    return found


class _Article:
    """The units of one article in order (条内次序): neighbours stay together, points follow their numbers."""

    def __init__(self, scene: Scene, members: Sequence[int]) -> None:
        self._scene = scene
        self._first: dict[int, int] = {}
        for i in members:
            self._first.setdefault(scene.names[i], i)
        self._tier = self._tiers(members)
        self._after: dict[int, set[int]] = defaultdict(set)
        self._waits: Counter[int] = Counter()
        inside = set(members)
        for i in members:
            if i + 1 in inside and scene.units[i + 1].kind != "article":
                self._follows(scene.names[i], scene.names[i + 1])
        self._number_points()

    def order(self) -> list[int]:
        """The first copy of each unit, in reading order."""
        ready = [self._rank(name) for name in self._first if not self._waits[name]]
        heapq.heapify(ready)
        rest = sorted(self._rank(name) for name in self._first)[::-1]
        done: dict[int, int] = {}
        name: int | None = None
        while len(done) < len(self._first):
            name = self._next(name, ready, rest, done)
            done[name] = self._first[name]
            for follower in self._after[name]:
                self._waits[follower] -= 1
                if not self._waits[follower]:
                    heapq.heappush(ready, self._rank(follower))
        return list(done.values())

    def _next(
        self,
        name: int | None,
        ready: list[tuple[int, int, int]],
        rest: list[tuple[int, int, int]],
        done: dict[int, int],
    ) -> int:
        """The neighbour of the last unit, else the first that waits for nothing, else (a circle) any."""
        if name is not None:
            links = self._scene.links
            beside = [f for f in self._after[name] if f not in done and not self._waits[f] and links[name, f]]
            if beside:
                return max(beside, key=lambda follower: (links[name, follower], -self._first[follower]))
        while ready:
            candidate = heapq.heappop(ready)[2]
            if candidate not in done:
                return candidate
        while rest[-1][2] in done:
            rest.pop()
        return rest[-1][2]

    def _tiers(self, members: Sequence[int]) -> dict[int, int]:
        """0 the label, 1 what follows a label of this article without a break, 2 the rest."""
        tiers: dict[int, int] = {}
        previous = -2
        following = False
        for i in members:
            unit = self._scene.units[i]
            following = unit.kind == "article" or (following and previous == i - 1)
            tier = 0 if unit.kind == "article" else 1 if following else 2
            name = self._scene.names[i]
            tiers[name] = min(tier, tiers.get(name, tier))
            previous = i
        return tiers

    def _rank(self, name: int) -> tuple[int, int, int]:
        return self._tier[name], self._first[name], name

    def _follows(self, before: int, after: int) -> None:
        if before != after and after not in self._after[before]:
            self._after[before].add(after)
            self._waits[after] += 1

    def _number_points(self) -> None:
        """（三） after （二）, unless a number comes twice: then there are two lists and places must tell."""
        units = self._scene.units
        points = sorted(
            (units[i].number, name) for name, i in self._first.items() if units[i].kind == "point"
        )
        if len({number for number, _ in points}) == len(points):
            for (_, before), (_, after) in pairwise(points):
                self._follows(before, after)

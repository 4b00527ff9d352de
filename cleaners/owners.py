"""Whose clause it is (归属): the article that owns each unit of a damaged text.

Reads a Scene; writes the owning article number of every unit, or None where nothing shows it. A unit that
stands in several places is placed by vote of them all: a neighbour proved by a second copy, the article
before it, the number of the article after it, an open list that lacks its point; the words it shares with an
article decide between places where it really stands. A unit that stands once stays where it is, unless its
place is disproved or the next number and the words both name the article before that number. It must never
invent a place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cleaners.copies import Scene
from cleaners.series import Number, Series, read_series
from cleaners.units import Unit

# 2.工艺证明文件 stands in a point, behind 1.主体说明;
_SUBPOINT = re.compile(r"\(?\d{1,2}[.、)]")
_PROVED, _BESIDE, _NEAR = 4.0, 1.0, 0.5
_WORDS = 8.0  # weight of shared words against one neighbour
_CLEARLY = 2.0  # how much better the words must fit the other place before a unit leaves its own
_LEAST = 0.02
_FEWEST = 3  # shared words that say anything
_NOWHERE = (-1, 0)


@dataclass(slots=True)
class _Case:
    """What is known so far (案情): the article on each side of every unit, broken links, groups, owners."""

    scene: Scene
    before: dict[Number, Number] = field(default_factory=dict)
    left: list[Number | None] = field(default_factory=list)
    right: list[Number | None] = field(default_factory=list)
    broken: list[bool] = field(default_factory=list)
    disproved: list[bool] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    listed: set[int] = field(default_factory=set)
    worded: set[int] = field(default_factory=set)
    lists: set[Number] = field(default_factory=set)
    series: dict[Number, Series] = field(default_factory=dict)
    words: dict[Number, set[str]] = field(default_factory=dict)
    spread: Counter[str] = field(default_factory=Counter)
    decided: dict[int, Number | None] = field(default_factory=dict)

    @property
    def units(self) -> tuple[Unit, ...]:
        return self.scene.units

    def is_body(self, index: int) -> bool:
        return 0 <= index < len(self.units) and self.units[index].kind in ("plain", "point")

    def preceding(self, number: Number | None) -> Number | None:
        """The article directly before a number, when it is held."""
        return None if number is None else self.before.get(number)

    def fit(self, index: int, number: Number | None) -> float:
        """How many of a unit's words the article uses too, rare words more; 0..1."""
        known = self.words.get(number) if number is not None else None
        grams = _grams(self.units[index].key)
        shared = grams & known if known else set()
        if len(shared) < _FEWEST:
            return 0.0
        return sum(1 / self.spread[gram] for gram in shared) / len(grams)


@dataclass(frozen=True, slots=True)
class Owners:
    """The article of each unit (归属), None for headings and for units that nothing places.

    `moved`: units that stand in none of their places under the article they are given, with the reason:
    copies, number, list, words or neighbour.
    """

    articles: list[Number | None]
    moved: dict[int, str]


def find_owners(scene: Scene) -> Owners:
    """The article of each unit. Where only whole articles were moved, it is the label before it."""
    case = _Case(scene)
    _look_around(case)
    if not scene.torn:
        return Owners(
            [None if u.kind == "heading" else at for u, at in zip(case.units, case.left, strict=True)], {}
        )
    case.broken = _broken_links(case, case.left)
    case.group = _groups(case)
    case.series = read_series(case.units, scene.names, case.broken)
    _learn_words(case)
    homeless = _vote(case)
    case.broken = _broken_links(case, _so_far(case))
    _continue_lists(case, homeless)
    case.broken = _broken_links(case, _so_far(case))
    owners = _walk(case)
    _reach_back(case, owners)
    _stay_put(case, owners)
    return Owners(owners, _moved(case, owners))


def _moved(case: _Case, owners: Sequence[Number | None]) -> dict[int, str]:
    """The units whose place is inferred: no copy stands under the article they are given to."""
    at_home = {
        name for name, at, owner in zip(case.scene.names, case.left, owners, strict=True) if at == owner
    }
    return {
        i: _reason(case, i)
        for i, owner in enumerate(owners)
        if owner is not None and case.is_body(i) and case.scene.names[i] not in at_home
    }


def _reason(case: _Case, index: int) -> str:
    """What gave a unit its article."""
    group = case.group[index]
    if group in case.listed:
        return "list"
    if group in case.decided:
        return "copies" if case.group.count(group) > 1 else "number"
    return "words" if index in case.worded else "neighbour"


# --- what stands around ------------------------------------------------------------------------------------


def _look_around(case: _Case) -> None:
    """The article before and after every unit; nothing stands between a heading and its article."""
    numbers = sorted({unit.number for unit in case.units if unit.kind == "article"})
    for previous, number in pairwise(numbers):
        if previous[0] in (number[0], number[0] - 1):
            case.before[number] = previous
    here: Number | None = None
    for unit in case.units:
        here = unit.number if unit.kind == "article" else None if unit.kind == "heading" else here
        case.left.append(here)
        if here is not None and unit.opens_list:
            case.lists.add(here)
    ahead: Number | None = None
    for unit in reversed(case.units):
        ahead = unit.number if unit.kind == "article" else ahead
        case.right.append(ahead)
    case.right.reverse()


def _broken_links(case: _Case, owners: list[Number | None]) -> list[bool]:
    """Which units do not belong to the next: their true neighbours are proved, or the form forbids it."""
    names, units = case.scene.names, case.units
    after: dict[int, set[int]] = defaultdict(set)
    ahead: dict[int, set[int]] = defaultdict(set)
    for i, (a, b) in enumerate(pairwise(names)):
        if case.scene.proven[i]:
            after[a].add(b)
            ahead[b].add(a)
        elif units[i + 1].kind == "article" and case.preceding(units[i + 1].number) == (
            owners[i] or _NOWHERE
        ):
            after[a].add(b)
    broken = [False] * len(units)
    case.disproved = [False] * len(units)
    last = 0
    for i, (a, b) in enumerate(pairwise(names)):
        last = units[i].number[0] if units[i].kind == "point" else last if units[i].kind == "plain" else 0
        if case.scene.proven[i]:
            continue
        case.disproved[i] = bool((after[a] and b not in after[a]) or (ahead[b] and a not in ahead[b]))
        broken[i] = case.disproved[i] or _forbidden(units[i], units[i + 1], last)
    return broken


def _forbidden(unit: Unit, following: Unit, last_point: int) -> bool:
    """Two units that cannot stand side by side in one text, by their form alone."""
    if following.kind in ("article", "heading"):
        return unit.kind != "heading" and unit.key.endswith((";", ":"))
    if unit.kind == "heading":
        return True
    if following.kind == "point":
        wanted = following.number[0] - 1
        return not unit.opens_list if wanted == 0 else unit.kind != "plain" and last_point != wanted
    ends_point = unit.kind == "point" and unit.key.endswith(";")
    return unit.opens_list or (ends_point and _SUBPOINT.match(following.key) is None)


def _groups(case: _Case) -> list[int]:
    """One number for names that are proved to stand together: what is true of one is true of all."""
    names = case.scene.names
    parent = list(range(max(names, default=-1) + 1))

    def root(name: int) -> int:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for i, together in enumerate(case.scene.proven):
        if together and case.is_body(i) and case.is_body(i + 1):
            parent[root(names[i])] = root(names[i + 1])
    return [root(name) for name in names]


def _learn_words(case: _Case) -> None:
    """The two-character words of each article, from its label and what is proved to follow it."""
    words: dict[Number, set[str]] = defaultdict(set)
    here: Number | None = None
    for i, unit in enumerate(case.units):
        if unit.kind == "article":
            here = unit.number
        elif unit.kind == "heading" or not case.scene.proven[i - 1] or case.broken[i - 1]:
            here = None
        if here is not None:
            words[here].update(_grams(unit.key))
    case.words = dict(words)
    case.spread = Counter(gram for known in words.values() for gram in known)


def _grams(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)}


# --- the vote ----------------------------------------------------------------------------------------------


def _vote(case: _Case) -> dict[int, list[tuple[int, int]]]:
    """Decides every group that stands in several places; returns those whose places have no list for them."""
    homeless: dict[int, list[tuple[int, int]]] = {}
    for group, runs in _runs(case).items():
        votes = _heard(case, runs)
        points = _points(case, runs)
        taking = {number: weight for number, weight in votes.items() if _takes(case, number, points)}
        if points and not taking:
            homeless[group] = runs
        elif points:
            votes = taking
        if len(runs) > 1 or any(weight >= _PROVED for weight in votes.values()):
            case.decided[group] = _best(case, votes, runs[0])
    return homeless


def _so_far(case: _Case) -> list[Number | None]:
    """The article of each unit as voted, else the one it stands in."""
    return [case.decided.get(group, at) for group, at in zip(case.group, case.left, strict=True)]


def _takes(case: _Case, number: Number, points: Sequence[int]) -> bool:
    """The article opens a list, and has no other points of these numbers."""
    series = case.series.get(number)
    others = series is not None and any(
        series.has_another(case.units[i].number[0], case.scene.names[i]) for i in points
    )
    return number in case.lists and not others


def _best(case: _Case, votes: dict[Number, float], run: tuple[int, int]) -> Number | None:
    """The article with most votes, counting the words it shares with the run."""
    first, last = run
    length = last + 1 - first
    for number in votes:
        votes[number] += _WORDS * sum(case.fit(i, number) for i in range(first, last + 1)) / length
    return max(votes, key=lambda number: votes[number], default=None)


def _runs(case: _Case) -> dict[int, list[tuple[int, int]]]:
    """The places of each group: first and last unit of every stretch in which it stands together."""
    runs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    i = 0
    while i < len(case.units):
        first = i
        i += 1
        if not case.is_body(first):
            continue
        while case.is_body(i) and case.group[i] == case.group[first] and case.scene.proven[i - 1]:
            i += 1
        runs[case.group[first]].append((first, i - 1))
    return runs


def _heard(case: _Case, runs: list[tuple[int, int]]) -> dict[Number, float]:
    """What each place says: the article before it, and the article before the next number."""
    votes: dict[Number, float] = defaultdict(float)
    for first, last in runs:
        left, ahead = case.left[first], case.preceding(case.right[last])
        if first and left is not None:
            beside = case.units[first - 1].kind == "article" and case.scene.proven[first - 1]
            if beside or not case.broken[first - 1]:
                votes[left] += _PROVED if beside else _BESIDE
        if ahead is not None and not case.broken[last]:
            next_to = case.units[last + 1].kind == "article"
            proved = next_to and case.scene.proven[last]
            votes[ahead] += _PROVED if proved else _BESIDE if next_to else _NEAR
    return dict(votes)


def _continue_lists(case: _Case, homeless: dict[int, list[tuple[int, int]]]) -> None:
    """Points outside any list go to the only list that wants their number next; with several, they stay."""
    waiting = dict(homeless)
    found = True
    while found:
        found = False
        for group, runs in sorted(waiting.items(), key=lambda item: _first_point(case, item[1]).number):
            owner = _wanting(case, runs)
            if owner is None:
                continue
            case.decided[group] = owner
            case.listed.add(group)
            for i in _points(case, runs):
                case.series[owner].add(case.units[i].number[0], case.scene.names[i], case.units[i].key)
            del waiting[group]
            found = True


def _points(case: _Case, runs: list[tuple[int, int]]) -> list[int]:
    """The points of a group, in order; its places differ in nothing else."""
    first, last = runs[0]
    return [i for i in range(first, last + 1) if case.units[i].kind == "point"]


def _first_point(case: _Case, runs: list[tuple[int, int]]) -> Unit:
    return case.units[_points(case, runs)[0]]


def _wanting(case: _Case, runs: list[tuple[int, int]]) -> Number | None:
    """The list that the point before this one went to, else the only one that wants its number.

    Behind text torn from its place one point may be missing: that text is what is left of it.
    """
    point = _first_point(case, runs)
    wanted = point.number[0]
    wanting = _lists_wanting(case, wanted, point)
    if not wanting and any(_behind_orphan(case, first) for first, _ in runs):
        wanting = _lists_wanting(case, wanted - 1, point)
    firsts = [first for first, _ in runs if first and not case.broken[first - 1]]
    beside = [case.decided.get(case.group[first - 1]) for first in firsts]
    joined = [number for number in wanting if number in beside]
    if len(joined) == 1:
        return joined[0]
    return wanting[0] if len(wanting) == 1 else None


def _lists_wanting(case: _Case, wanted: int, point: Unit) -> list[Number]:
    semicolon = point.key.endswith(";")
    return [number for number, series in case.series.items() if series.wants(wanted, semicolon=semicolon)]


def _behind_orphan(case: _Case, first: int) -> bool:
    """Before this unit stands a sentence whose own left neighbour is proved to be another."""
    return first > 1 and case.units[first - 1].kind == "plain" and case.disproved[first - 2]


# --- what stands once --------------------------------------------------------------------------------------


def _walk(case: _Case) -> list[Number | None]:
    """From left to right: a unit that stands once follows its neighbour while nothing speaks against it."""
    owners: list[Number | None] = []
    sealed = _sealed(case)
    here: Number | None = None
    for i, unit in enumerate(case.units):
        if unit.kind in ("article", "heading"):
            here = unit.number if unit.kind == "article" else None
        elif case.group[i] in case.decided:
            here = case.decided[case.group[i]]
        else:
            here = _stays(case, i, here, sealed=sealed[i])
        owners.append(here)
    return owners


def _stays(case: _Case, index: int, here: Number | None, *, sealed: bool) -> Number | None:
    """The place of a unit that stands once: where it is, or by number and words before the next article."""
    if index and case.broken[index - 1] and case.units[index - 1].kind != "heading":
        here = case.left[index] if here != case.left[index] else None
    other = case.preceding(case.right[index])
    if index and case.scene.proven[index - 1]:
        return here
    if case.units[index].kind == "point":
        return _point_stays(case, index, here, other if not sealed else None)
    if other in (None, here) or sealed or (index and case.group[index - 1] in case.listed):
        return here
    other_fit, here_fit = case.fit(index, other), case.fit(index, here)
    if other_fit <= _CLEARLY * here_fit + _LEAST:
        return here
    case.worded.add(index)
    return other


def _point_stays(case: _Case, index: int, here: Number | None, other: Number | None) -> Number | None:
    """A point behind a unit that was moved goes along only if its number comes next there."""
    if here == case.left[index]:
        return here
    wanted = case.units[index].number[0] - 1
    series = case.series.get(here) if here is not None else None
    if series is not None and (wanted in series.held or wanted == 0):
        return here
    return other if other in case.lists else case.left[index]


def _sealed(case: _Case) -> list[bool]:
    """A broken link or a foreign unit stands before the next article: its number says nothing of the unit."""
    sealed = [False] * len(case.units)
    shut = False
    for i in range(len(case.units) - 1, -1, -1):
        elsewhere = case.group[i] in case.decided and case.decided[case.group[i]] != case.preceding(
            case.right[i]
        )
        shut = case.units[i].kind != "article" and (case.broken[i] or elsewhere or shut)
        sealed[i] = shut
    return sealed


def _reach_back(case: _Case, owners: list[Number | None]) -> None:
    """From right to left: a unit whose left side is disproved goes with its right neighbour.

    One neighbour is little: it must be the next article, be proved, or be the point behind a hole in a list.
    """
    filling = False
    for i in range(len(case.units) - 2, -1, -1):
        following, ahead = case.units[i + 1], owners[i + 1]
        filling = (filling and following.kind == "plain") or _behind_hole(case, following, ahead)
        if not case.is_body(i) or owners[i] is not None or case.broken[i]:
            filling = False
        elif following.kind == "article":
            owners[i] = case.preceding(following.number)
        elif filling or case.scene.proven[i]:
            owners[i] = ahead


def _behind_hole(case: _Case, unit: Unit, owner: Number | None) -> bool:
    """A point before which one number is missing: what stands there may have lost it."""
    series = case.series.get(owner) if owner is not None else None
    if series is None or unit.kind != "point":
        return False
    number = unit.number[0]
    return number - 1 not in series.held and number - 2 in series.held


def _stay_put(case: _Case, owners: list[Number | None]) -> None:
    """What neither side claims stays with the unit before it, unless another is proved to follow that."""
    for i in range(1, len(case.units)):
        if case.is_body(i) and owners[i] is None and not case.disproved[i - 1]:
            owners[i] = owners[i - 1]

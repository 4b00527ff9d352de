"""Two wordings of one measure laid beside each other, article by article (对勘).

Reads the articles of an older and a newer text; writes which article became which: unchanged, renumbered,
moved, amended with the words that changed, split, merged, added, deleted. Articles are the same only when
their folded texts are; likeness proposes which article an amended one comes from and never calls anything
unchanged. The whole is aligned at once, in order; what stands out of order is found behind it. What a damaged
copy does not hold is said to be not held, never to be added or deleted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Literal

from cleaners.comparing.changes import Change, compare
from cleaners.normalise import fold
from cleaners.numerals import NUMERAL_CHARS, parse_numeral

Op = Literal["unchanged", "renumbered", "moved", "amended", "split", "merged", "added", "deleted", "not_held"]
SAME: tuple[Op, ...] = ("unchanged", "renumbered", "moved")  # the text is the same

_EQUAL = 2.0  # what an equal text counts in the alignment, against at most 1.1 of a like one
_NUMBER = 0.1  # what an equal number adds to a likeness
_ALIKE = 0.35  # of an article in its order that may be the amended form of another
_ALIKE_FAR = 0.6  # of one out of order
_LEAST_PAIRS = 15  # pairs of characters from which on a text that stands in a longer one counts
_CONTAINED = 0.75  # what standing in a longer text counts against likeness
_NOMINEES = 6  # articles that one article is compared with
_REPEATS = 24  # articles of one text that are all tried; more are taken in their order
_PIECES = 4  # articles that one may be split into
_EID = re.compile(r"art_(?P<number>[0-9]+)(?:-(?P<inserted>[0-9]+))?")
# 依照第五条, 第十二条之一
_REFERENCE = re.compile(
    rf"第(?P<number>[{NUMERAL_CHARS}0-9]{{1,9}})条(?:之(?P<inserted>[{NUMERAL_CHARS}]{{1,3}})(?![{NUMERAL_CHARS}]))?"
)


@dataclass(frozen=True, slots=True)
class Article:
    """What is laid beside another: an article, or in a text without articles its smallest numbered unit."""

    eid: str
    text: str
    heading: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of an article. `moved`: out of the order of the others; `references`: nothing changed but
    the numbers of articles cited, as those articles were renumbered."""

    op: Op
    a: Article | None
    b: Article | None
    changes: tuple[Change, ...] = ()
    similarity: float | None = None
    moved: bool = False
    references: bool = False


@dataclass(slots=True)
class _Sides:
    """The articles of both texts, their keys, and what has been matched."""

    a: Sequence[Article]
    b: Sequence[Article]
    keys_a: list[str]
    keys_b: list[str]
    b_of: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)  # places in b
    parts: dict[int, tuple[Op, int]] = field(default_factory=dict)  # b -> split, of which a
    wholes: dict[int, tuple[Op, int]] = field(default_factory=dict)  # a -> merged, into which b

    def match(self, i: int, j: int, *, moved: bool = False) -> None:
        self.b_of[i] = j
        if moved:
            self.moved.add(j)

    def free(self) -> tuple[list[int], list[int]]:
        """The places not matched yet."""
        taken = set(self.b_of.values())
        return (
            [i for i in range(len(self.a)) if i not in self.b_of],
            [j for j in range(len(self.b)) if j not in taken],
        )

    def equal(self, i: int, j: int) -> bool:
        return self.keys_a[i] == self.keys_b[j]


def collate(
    a: Sequence[Article],
    b: Sequence[Article],
    *,
    a_missing: Iterable[str] = (),
    b_missing: Iterable[str] = (),
) -> tuple[Pair, ...]:
    """What became of every article of `a`, and where every article of `b` comes from, in the order of `b`.

    `a_missing` and `b_missing` are eids that a text is known to have and that are not held.
    """
    sides = _Sides(a, b, list(map(_key, a)), list(map(_key, b)))
    _in_order(sides)
    _out_of_order(sides)
    _torn(sides)
    return tuple(_pairs(sides, _Missing(a, a_missing), _Missing(b, b_missing)))


def article_number(eid: str) -> tuple[int, int] | None:
    """6 and 1 of art_6-1; None for a unit that is no article of the text itself."""
    found = _EID.fullmatch(eid)
    return (int(found["number"]), int(found["inserted"] or 0)) if found else None


def _key(article: Article) -> str:
    return f"{fold(article.heading)}\n{fold(article.text)}"


# -- the alignment


def _in_order(sides: _Sides) -> None:
    """The heaviest chain of equal and like articles that keeps the order of both texts."""
    weights = _equal(sides)
    matched_a, matched_b = {i for i, _ in weights}, {j for _, j in weights}
    loose_a = [i for i in range(len(sides.a)) if i not in matched_a]
    loose_b = [j for j in range(len(sides.b)) if j not in matched_b]
    for i, j, likeness in _alike(sides, loose_a, loose_b):
        if likeness >= _ALIKE:
            weights[i, j] = likeness + (_NUMBER if sides.a[i].eid == sides.b[j].eid else 0.0)
    for i, j in _chain(weights, len(sides.b)):
        sides.match(i, j)


def _equal(sides: _Sides) -> dict[tuple[int, int], float]:
    """Articles of one text; where a text repeats, those of one number count a little more."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(sides.keys_a):
        places[key].append(i)
    repeats = Counter(sides.keys_b)
    seen: Counter[str] = Counter()
    found: dict[tuple[int, int], float] = {}
    for j, key in enumerate(sides.keys_b):
        old = places.get(key, [])
        if repeats[key] * len(old) > _REPEATS * _REPEATS:
            old = old[seen[key] : seen[key] + 1]
        seen[key] += 1
        for i in old:
            found[i, j] = _EQUAL + (_NUMBER if sides.a[i].eid == sides.b[j].eid else 0.0)
    return found


def _chain(weights: Mapping[tuple[int, int], float], length: int) -> list[tuple[int, int]]:
    """The pairs of greatest weight in all that rise on both sides (a Fenwick tree of best chains)."""
    best: list[tuple[float, int]] = [(0.0, -1)] * (length + 1)
    chain: list[tuple[int, int, int]] = []  # i, j, the pair before
    by_old: dict[int, list[int]] = defaultdict(list)
    for i, j in sorted(weights):
        by_old[i].append(j)
    for i, news in by_old.items():
        reached = [(_best_before(best, j), j) for j in news]
        for (weight, before), j in reached:
            chain.append((i, j, before))
            _raise(best, j, (weight + weights[i, j], len(chain) - 1))
    place = _best_before(best, length)[1]
    found = []
    while place >= 0:
        i, j, place = chain[place]
        found.append((i, j))
    return found[::-1]


def _best_before(best: Sequence[tuple[float, int]], j: int) -> tuple[float, int]:
    found = (0.0, -1)
    while j > 0:
        found = max(found, best[j], key=lambda entry: entry[0])
        j -= j & -j
    return found


def _raise(best: list[tuple[float, int]], j: int, entry: tuple[float, int]) -> None:
    j += 1
    while j < len(best):
        if entry[0] > best[j][0]:
            best[j] = entry
        j += j & -j


def _out_of_order(sides: _Sides) -> None:
    """Equal articles that the chain left out, then those most like each other."""
    old, new = sides.free()
    places: dict[str, list[int]] = defaultdict(list)
    for i in old:
        places[sides.keys_a[i]].append(i)
    for j in new:
        if places.get(sides.keys_b[j]):
            sides.match(places[sides.keys_b[j]].pop(0), j, moved=True)
    found = sorted(_alike(sides, *sides.free()), key=lambda pair: (-pair[2], pair[0], pair[1]))
    taken: set[int] = set()
    for i, j, likeness in found:
        if likeness >= _ALIKE_FAR and i not in sides.b_of and j not in taken:
            sides.match(i, j, moved=True)
            taken.add(j)


# -- likeness


def _alike(sides: _Sides, old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Of each article those most like it: found by pairs of characters that few articles have."""
    of_old = {i: _bigrams(sides.keys_a[i]) for i in old}
    of_new = {j: _bigrams(sides.keys_b[j]) for j in new}
    holders: dict[str, list[int]] = defaultdict(list)
    for j in new:
        for bigram in of_new[j]:
            holders[bigram].append(j)
    by_eid = {sides.b[j].eid: j for j in new}
    common = max(_NOMINEES, len(new) // 4)
    for i in old:
        votes: Counter[int] = Counter()
        for bigram in of_old[i]:
            if len(having := holders.get(bigram, ())) <= common:
                votes.update(having)
        nominees = dict.fromkeys(j for j, _ in sorted(votes.items(), key=lambda v: (-v[1], v[0]))[:_NOMINEES])
        if sides.a[i].eid in by_eid:
            nominees[by_eid[sides.a[i].eid]] = None
        for j in nominees:
            yield i, j, _likeness(of_old[i], of_new[j])


def _bigrams(key: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(key)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of pairs in common; of a text that stands in a longer one nearly its own share."""
    both, least = len(one & other), min(len(one), len(other))
    if not both:
        return 0.0
    contained = _CONTAINED * both / least if least >= _LEAST_PAIRS else 0.0
    return max(2 * both / (len(one) + len(other)), contained)


# -- split and merged


def _torn(sides: _Sides) -> None:
    """An article whose text is exactly that of several in a row: split, the other way round merged."""
    a_of = {j: i for i, j in sides.b_of.items()}
    for i, j in sorted(sides.b_of.items()):
        if sides.equal(i, j):
            continue
        if run := _run(sides.keys_a[i], sides.keys_b, j, {n for n in a_of if n != j}):
            sides.parts |= dict.fromkeys(run, ("split", i))
        elif run := _run(sides.keys_b[j], sides.keys_a, i, {n for n in sides.b_of if n != i}):
            sides.wholes |= dict.fromkeys(run, ("merged", j))


def _run(whole: str, keys: Sequence[str], place: int, taken: set[int]) -> range | None:
    """The articles around a place, none of them matched otherwise, that together are the whole."""
    text = whole.replace("\n", "")
    if not text:
        return None
    for first in range(max(0, place - _PIECES + 1), place + 1):
        for last in range(max(place, first + 1), min(len(keys), first + _PIECES)):
            run = range(first, last + 1)
            if not taken.intersection(run) and "".join(keys[n] for n in run).replace("\n", "") == text:
                return run
    return None


# -- what is told


class _Missing:
    """The articles that a text is known to have and that are not held."""

    def __init__(self, held: Sequence[Article], missing: Iterable[str]) -> None:
        self._numbers = sorted(number for eid in missing if (number := article_number(eid)))
        self._held = [article_number(article.eid) for article in held]

    def between(self, before: int, behind: int) -> bool:
        """Whether something is missing between two places of the text (-1: its beginning)."""
        if not self._numbers:
            return False
        low = next((n for place in range(before, -1, -1) if (n := self._held[place])), (0, 0))
        later = range(behind, len(self._held))
        high = next((n for place in later if (n := self._held[place])), (10**9, 0))
        return bisect_left(self._numbers, low) < bisect_left(self._numbers, high)


def _pairs(sides: _Sides, a_missing: _Missing, b_missing: _Missing) -> Iterator[Pair]:
    """Every article once, in the order of the newer text; what is gone stands behind what it stood behind."""
    a_of = {j: i for i, j in sides.b_of.items()}
    renumbered = _renumbered(sides)
    gone = _gone(sides)
    gaps_a, gaps_b = _gaps(len(sides.b), a_of, sides.moved), _gaps(len(sides.a), sides.b_of, set())
    yield from _deleted(sides, gone.get(-1, ()), gaps_b, b_missing)
    for j, article in enumerate(sides.b):
        if j in sides.parts:
            op, i = sides.parts[j]
            yield Pair(op, sides.a[i], article)
        elif j in a_of and a_of[j] not in sides.wholes:
            yield _pair(sides, a_of[j], j, renumbered)
        elif j not in a_of:
            lost = a_missing.between(*_around(gaps_a[j], len(sides.a)))
            yield Pair("not_held" if lost else "added", None, article)
        yield from _deleted(sides, gone.get(j, ()), gaps_b, b_missing)


def _deleted(
    sides: _Sides, places: Iterable[int], gaps: Sequence[tuple[int, int]], missing: _Missing
) -> Iterator[Pair]:
    for i in places:
        if i in sides.wholes:
            op, j = sides.wholes[i]
            yield Pair(op, sides.a[i], sides.b[j])
        else:
            lost = missing.between(*_around(gaps[i], len(sides.b)))
            yield Pair("not_held" if lost else "deleted", sides.a[i], None)


def _gone(sides: _Sides) -> dict[int, list[int]]:
    """The articles of the older text that are matched with none alone, by the place they are told behind."""
    found: dict[int, list[int]] = defaultdict(list)
    behind = -1
    split = {i for _, i in sides.parts.values()}
    for i in range(len(sides.a)):
        if i in sides.wholes:
            found[sides.wholes[i][1]].append(i)
        elif i not in sides.b_of and i not in split:
            found[behind].append(i)
        elif sides.b_of[i] not in sides.moved:
            behind = sides.b_of[i]
    return found


def _gaps(length: int, other: Mapping[int, int], moved: set[int]) -> list[tuple[int, int]]:
    """Of each place of a text the places of the other that its nearest matched neighbours have (-1: none)."""
    known = [other[n] if n in other and n not in moved else -1 for n in range(length)]
    before = list(accumulate(known, _nearest))
    behind = list(accumulate(reversed(known), _nearest))[::-1]
    return list(zip(before, behind, strict=True))


def _nearest(last: int, at: int) -> int:
    return at if at >= 0 else last


def _around(gap: tuple[int, int], length: int) -> tuple[int, int]:
    before, behind = gap
    return before, behind if behind >= 0 else length


def _pair(sides: _Sides, i: int, j: int, renumbered: Mapping[tuple[int, int], tuple[int, int]]) -> Pair:
    old, new, moved = sides.a[i], sides.b[j], j in sides.moved
    if sides.equal(i, j):
        op: Op = "moved" if moved else "unchanged" if old.eid == new.eid else "renumbered"
        return Pair(op, old, new, similarity=1.0, moved=moved)
    found = compare(old.text, new.text)
    only = _only_references(sides.keys_a[i], sides.keys_b[j], renumbered)
    return Pair("amended", old, new, found.changes, round(found.similarity, 4), moved, only)


# -- references


def _renumbered(sides: _Sides) -> dict[tuple[int, int], tuple[int, int]]:
    """The number that each article of the older text has in the newer."""
    numbers = (
        (article_number(sides.a[i].eid), article_number(sides.b[j].eid)) for i, j in sides.b_of.items()
    )
    return {old: new for old, new in numbers if old and new}


def _only_references(old: str, new: str, renumbered: Mapping[tuple[int, int], tuple[int, int]]) -> bool:
    """Whether two keys differ in nothing but the numbers of articles, each as its article was renumbered."""
    cited, now = list(_REFERENCE.finditer(old)), list(_REFERENCE.finditer(new))
    if not cited or len(cited) != len(now) or _REFERENCE.sub("条", old) != _REFERENCE.sub("条", new):
        return False
    return all(
        was[0] == said[0] or renumbered.get(_cited(was)) == _cited(said)
        for was, said in zip(cited, now, strict=True)
    )


def _cited(reference: re.Match[str]) -> tuple[int, int]:
    return parse_numeral(reference["number"]) or 0, parse_numeral(reference["inserted"] or "") or 0

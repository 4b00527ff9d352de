"""Short copies and cut ones (零散重出): units whose words stand elsewhere too, and that stand badly.

Reads a Scene, its Junctions and the chosen order; writes the order without them. （三）其他材料。 may stand
twice for good reasons, so a short sentence, or the tail of a longer one, is a copy only where its neighbours
say so. It must never take the last place of any words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from cleaners.restoring.copies import FORMULA_LENGTH, Scene
from cleaners.restoring.junctions import ARTICLE, HEADING, PLAIN, POINT, Junctions

# How well a unit must stand to stay: a point or a sentence that stands twice, one that stands often, a tail.
_POINT, _TWIN, _FORMULA, _TAIL = 2.0, 1.5, -0.5, 2.0
_LONG = 1.0  # more for a sentence that is longer than a formula mostly is
_AT_ONCE = -99.0  # the same words twice, one behind the other
_SHORTEST = 6
_PAUSES = frozenset(",、:")


def without_strays(scene: Scene, junctions: Junctions, order: Sequence[int]) -> list[int]:
    """The order without units that are copies by their words and by their place."""
    keys = [scene.units[index].key for index in order]
    counts = Counter(keys)
    tails = _tails(counts)
    state = list(_state(junctions, order))
    found: list[tuple[float, int]] = []
    for at, index in enumerate(order):
        least = _least(junctions, index, keys[at], counts, tails)
        if least is None or (at and scene.proven[index - 1] and order[at - 1] == index - 1):
            continue
        if at and keys[at] == keys[at - 1]:
            found.append((_AT_ONCE, at))
        elif (stands := _stands(junctions, order, state, at)) < least:
            found.append((stands, at))
    gone: set[int] = set()
    for stands, at in sorted(found):
        least = _least(junctions, order[at], keys[at], counts, tails)  # its twin may have gone
        if least is not None and stands < least and at - 1 not in gone and at + 1 not in gone:
            gone.add(at)
            counts[keys[at]] -= 1
    return [index for at, index in enumerate(order) if at not in gone]


def _state(junctions: Junctions, order: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The article and the point that each unit leaves behind."""
    article, point = -1, 0
    for index in order:
        kind = junctions.kinds[index]
        if kind == ARTICLE:
            article, point = junctions.numbers[index], 0
        elif kind == HEADING:
            point = 0
        elif kind == POINT:
            point = junctions.numbers[index] // 100
        yield article, point


def _least(junctions: Junctions, index: int, key: str, counts: Counter[str], tails: Set[str]) -> float | None:
    """How well a unit must stand; None for one whose words stand nowhere else."""
    kind = junctions.kinds[index]
    if kind < POINT:
        return None
    if counts[key] > 1:
        more = _LONG if len(key) >= FORMULA_LENGTH else 0.0
        return more + (_POINT if kind == POINT else _TWIN if counts[key] == 2 else _FORMULA)
    return _TAIL if kind == PLAIN and key in tails else None


def _tails(keys: Iterable[str]) -> set[str]:
    """丙丁。 of 第五条甲乙，丙丁。: the keys that end another behind a pause."""
    turned = sorted(key[::-1] for key in keys)
    found: set[str] = set()
    for at, (tail, after) in enumerate(pairwise(turned), 1):
        if after.startswith(tail) and len(tail) >= _SHORTEST:
            longer = (other for other in turned[at : at + 4] if other.startswith(tail))
            if any(other[len(tail)] in _PAUSES for other in longer):
                found.add(tail[::-1])
    return found


def _stands(junctions: Junctions, order: Sequence[int], state: Sequence[tuple[int, int]], at: int) -> float:
    """How much better the neighbours fit with a unit between them than without."""
    if not at:
        return 0.0
    before = order[at - 1]
    tail = list(order[at + 1 : at + 2])
    article, point = state[at - 1]
    beside = junctions.run(before, [order[at], *tail], article, point)
    return beside - junctions.run(before, tail, article, point)

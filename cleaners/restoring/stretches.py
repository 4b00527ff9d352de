"""Articles put in order (条序): what stands under each label, and where that ends.

Reads Junctions and an order of units; writes the order by number. Between 第三条 and 第十九条 text of both
第三条 and 第十八条 may stand; words and forms say where the one ends, and what was proved together is
not cut. It must never give a unit to an article that neither the label before it nor the next one names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaners.restoring.junctions import ARTICLE, HEADING, POINT, Junctions

_CUT = -0.25  # what the words must say before a stretch is cut: a little less than nothing
_LONGEST = 60  # units of a stretch that may belong to another article
_STEP = 100  # between the numbers of two articles


@dataclass(slots=True)
class Ordered:
    """Units in order (定序): `lost` stand under no label; `carried` were given to the label behind them."""

    units: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    carried: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Stretch:
    """A label with what was printed under it, up to the next."""

    number: int
    units: list[int]


def by_number(junctions: Junctions, order: Sequence[int]) -> Ordered:
    """Articles by number, headings before the label that follows them."""
    stretches, headings, behind = _stretches(junctions, order)
    lasts = {s.number: s.units for s in stretches if s.units}
    ordered = Ordered()
    members: dict[int, list[int]] = defaultdict(list)
    given: dict[int, list[int]] = defaultdict(list)
    for at, stretch in enumerate(stretches):
        following = stretches[at + 1].number if at + 1 < len(stretches) else -1
        owner = following - _STEP
        keep = len(stretch.units)
        if following >= 0 and owner in lasts and owner != stretch.number:
            last = lasts[owner][-1], _points(junctions, lasts[owner])[-1]
            keep = _end(junctions, stretch, owner, last)
            given[owner] += stretch.units[keep:]
            ordered.carried += stretch.units[keep:]
        if stretch.number < 0:
            ordered.lost += stretch.units[:keep]
        else:
            members[stretch.number] += stretch.units[:keep]
    for number in sorted(members):
        ordered.units += headings.get(number, [])
        ordered.units += members[number]
        ordered.units += given.get(number, [])
    ordered.units += behind
    return ordered


def _stretches(
    junctions: Junctions, order: Sequence[int]
) -> tuple[list[_Stretch], dict[int, list[int]], list[int]]:
    """The stretches in printed order, the headings before each label, and those behind the last."""
    found = [_Stretch(-1, [])]
    headings: dict[int, list[int]] = defaultdict(list)
    waiting: list[int] = []
    for index in order:
        kind = junctions.kinds[index]
        if kind == HEADING:
            waiting.append(index)
            continue
        if kind == ARTICLE:
            number = junctions.numbers[index]
            headings[number] += waiting
            waiting = []
            found.append(_Stretch(number, []))
        found[-1].units.append(index)
    for group in headings.values():
        group.sort(key=junctions.heading_rank)
    return found, headings, waiting


def _end(junctions: Junctions, stretch: _Stretch, owner: int, last: tuple[int, int]) -> int:
    """How many units of a stretch are its own; the others belong to the article before the next label.

    `last`: the last unit of that article where it was printed, and its point.
    """
    units = stretch.units
    if stretch.number < 0:
        return 0
    points = _points(junctions, units)
    words = best = listed = 0.0
    keep = len(units)
    for at in range(len(units) - 1, max(0, len(units) - _LONGEST), -1):
        unit, before = units[at], units[at - 1]
        name = junctions.names[unit]
        words += junctions.fit(name, owner) - junctions.fit(name, stretch.number)
        if not junctions.proven(before, unit):
            form = junctions.form(last[0], unit, owner, last[1]) + min(0.0, junctions.rows[before][0])
            form -= junctions.form(before, unit, stretch.number, points[at - 1])
            gain = words + form + listed - _CUT
            if gain > best:
                best, keep = gain, at
        if junctions.kinds[unit] == POINT:
            filled = junctions.numbers[unit] == (last[1] + 2) * _STEP and last[1] > 0
            listed = junctions.form(before, unit, owner, last[1] + filled)
            listed -= junctions.form(before, unit, stretch.number, points[at - 1])
    return keep


def _points(junctions: Junctions, units: Sequence[int]) -> list[int]:
    """The point each unit stands in or behind."""
    found: list[int] = []
    point = 0
    for unit in units:
        if junctions.kinds[unit] == POINT:
            point = junctions.numbers[unit] // _STEP
        found.append(point)
    return found

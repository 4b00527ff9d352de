"""What is missing (阙文): the numbers that a text's own labels, or a witness, show to have been there.

Reads provisions; writes eids. A hole between two numbers is proved by them; a number after the last seen only
by a witness of the same instrument. It must never name a lacuna in a list that merely ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cleaners.model import Provision, Span
from cleaners.normalise import fold
from cleaners.restoring.layout import Laid
from cleaners.restoring.units import Unit
from cleaners.structure.segmentation import segment

# units of which one can be missing by its number
_COUNTED = frozenset(("part", "chp", "art", "point"))
_SUBPART = re.compile(r"subpart_\d+__$")
_LIKELY_TYPO = 60  # a leap this wide is a misprinted number, not a hole
_SAME_INSTRUMENT = 3  # equal articles that make a text a witness


def find_lacunae(
    provisions: Sequence[Provision], *, headless: Iterable[str] = (), witnesses: Iterable[str] = ()
) -> tuple[str, ...]:
    """The eids missing, in order. `headless`: points whose text is there without its label."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for provision in provisions:
        above, parted, last = provision.eid.rpartition("__")
        unit, _, number = last.partition("_")  # art_6__para_1__point_4 -> art_6__para_1__, point, 4
        if unit in _COUNTED and number.isdecimal():
            parent = above + parted
            if "subpart" in parent:
                parent = _SUBPART.sub("", parent)  # chapters number through the 分编 of a 编
            seen[parent, unit].append(int(number))
    missing = [
        f"{parent}{unit}_{n}" for (parent, unit), numbers in seen.items() for n in _holes(unit, numbers)
    ]
    shown = _shown(provisions, witnesses, {*missing, *(p.eid for p in provisions)})
    return (*missing, *(f"{eid}__heading" for eid in headless), *shown)


def _holes(unit: str, numbers: Sequence[int]) -> list[int]:
    """The numbers between the first possible and the last seen that do not stand there."""
    held = sorted(set(numbers))
    if len(held) < 2 or (unit == "point" and held[0] > len(held)):
        return []
    holes: list[int] = []
    for before, after in zip([0, *held], held, strict=False):
        if 1 < after - before <= _LIKELY_TYPO:
            holes.extend(range(before + 1, after))
    return holes


def give_points(
    provisions: Sequence[Provision], laid: Laid, headless: Sequence[tuple[Unit, int]]
) -> tuple[tuple[Provision, ...], tuple[str, ...]]:
    """Text whose point has lost its label becomes a point of its own, cut from the point it was read into."""
    given = list(provisions)
    eids: list[str] = []
    for unit, number in headless:
        at = laid.find(unit.start)
        index = max((i for i, p in enumerate(given) if p.kind == "point" and _holds(p, at)), default=-1)
        if index < 0 or not given[index].eid.endswith(f"point_{number - 1}"):
            continue
        whole = given[index]
        eid = whole.eid.removesuffix(str(number - 1)) + str(number)
        body = laid.text[at : whole.span[1]]
        rest = whole.text[: whole.text.rfind(body)].rstrip()
        start = whole.span[0]
        given[index] = replace(whole, text=rest, spans=(Span(0, start, at),), span=(start, at))
        spans, span = (Span(0, at, whole.span[1]),), (at, whole.span[1])
        lost = replace(
            whole, eid=eid, label="", heading="", text=body, spans=spans, span=span, status="partial"
        )
        given.insert(index + 1, lost)
        eids.append(eid)
    return tuple(given), tuple(eids)


def _holds(provision: Provision, at: int) -> bool:
    return provision.span[0] < at < provision.span[1]


def _shown(provisions: Sequence[Provision], witnesses: Iterable[str], known: set[str]) -> list[str]:
    """Articles and chapters that a witness of the same instrument has and this text lacks."""
    copies = list(witnesses)
    own = {p.eid: _opening(p) for p in provisions if p.kind == "article"} if copies else {}
    shown: dict[str, None] = {}
    for witness in copies:
        units = segment(witness)
        equal = sum(own.get(p.eid) == _opening(p) for p in units if p.kind == "article")
        if equal < _SAME_INSTRUMENT:
            continue
        shown.update(
            dict.fromkeys(p.eid for p in units if p.kind in ("article", "chapter") and p.eid not in known)
        )
    return list(shown)


def _opening(provision: Provision) -> str:
    return fold(provision.text[:60])[:20]

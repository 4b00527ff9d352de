"""Which provisions are hits (命中单位), and what each stands in (上级).

A hit is one article; in a text without articles the smallest numbered unit, and every paragraph outside one.
An annex is judged by itself, so that its rows are found although the measure has articles. Lines of form
(contacts, addressees, 附件：, a date or 文号 alone, rows beside running text) are no hits; a part that holds
nothing but rows is found by them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from cleaners.model import Provision
from cleaners.stripping.furniture import is_furniture, is_row

_ANNEX = re.compile(r"att_[0-9]+(?:~[0-9]+)?")
_NUMBERED = frozenset({"level", "point", "indent"})
_RANKS = {"part": 0, "chapter": 1, "section": 2, "article": 3}


def _owner(eid: str) -> str:
    """The annex an eid belongs to, "" for the text itself."""
    found = _ANNEX.match(eid)
    return found[0] if found else ""


def _ancestors(eid: str) -> list[str]:
    """art_6__para_1__point_2 -> art_6, art_6__para_1."""
    pieces = eid.split("__")
    return ["__".join(pieces[:n]) for n in range(1, len(pieces))]


def hits_of(provisions: Sequence[Provision]) -> frozenset[str]:
    """The eids that search returns."""
    by_owner: dict[str, list[Provision]] = defaultdict(list)
    for provision in provisions:
        by_owner[_owner(provision.eid)].append(provision)
    return frozenset(eid for part in by_owner.values() for eid in _hits_of_part(part))


def _hits_of_part(provisions: Sequence[Provision]) -> set[str]:
    articles = {p.eid for p in provisions if p.kind == "article"}
    if articles:
        return articles
    numbered = {p.eid for p in provisions if p.kind in _NUMBERED}
    above_numbered = {name for eid in numbered for name in _ancestors(eid)}
    smallest = numbered - above_numbered
    outside = [
        p
        for p in provisions
        if p.kind == "paragraph" and p.eid not in above_numbered and not smallest & {*_ancestors(p.eid)}
    ]
    found = smallest | {p.eid for p in outside if not is_furniture(p.text)}
    found = found or {p.eid for p in outside if is_row(p.text)} or {p.eid for p in outside}
    return found or {p.eid for p in provisions if p.kind == "stray" and p.text.strip()}


def parents_of(provisions: Sequence[Provision]) -> dict[str, str]:
    """The eid each provision stands in: by its own eid, or by the heading open at its place."""
    held = {p.eid for p in provisions}
    parents: dict[str, str] = {}
    above: dict[tuple[str, int], str] = {}
    for provision in provisions:
        owner, rank = _owner(provision.eid), _RANKS.get(provision.kind)
        named = [name for name in _ancestors(provision.eid) if name in held]
        if rank is not None:
            for lower in range(rank, len(_RANKS)):
                above.pop((owner, lower), None)
            headings = [above[owner, r] for r in range(rank) if (owner, r) in above]
            named += headings
            above[owner, rank] = provision.eid
        if named:
            parents[provision.eid] = named[-1]
    return parents

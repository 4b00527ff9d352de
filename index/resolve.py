"""What a citation names in a base (解析引用): documents and provisions by key, never by rank.

A 文号 belongs to its carrier; with an article it means the only instrument that the notice carries with
articles, with several it means each of them. Nothing is guessed: an article that is not held is a Target
without an eId, a document that is not held gives no Target.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

from index.citations import Reference
from kb.rows import ExpressionRow, ProvisionRow, WorkRow

# 某法修正案2004年
_YEAR_AT_END = re.compile(r"(?P<name>.{2,100}?)[ 　]?(?P<year>[0-9]{4}年)")


class Held(Protocol):
    """What resolving asks of a base; kb.read.Base answers it."""

    def work(self, work: str) -> WorkRow | None: ...

    def works_by_number(self, doc_number: str) -> tuple[WorkRow, ...]: ...

    def works_by_title(self, title: str) -> tuple[WorkRow, ...]: ...

    def carried(self, work: str) -> tuple[WorkRow, ...]: ...

    def expressions(self, work: str) -> tuple[ExpressionRow, ...]: ...

    def provision(self, work: str, eid: str) -> ProvisionRow | None: ...


class Target(NamedTuple):
    """A document, and the provision in it; `eid` None: none was named, or it is not held."""

    work: str
    eid: str | None


def resolve(base: Held, reference: Reference, *, work: str | None = None) -> tuple[Target, ...]:
    """All that the citation names, best first; `work` is the document of a citation that names none."""
    if reference.bare:
        named = base.work(work) if work else None
        works: tuple[WorkRow, ...] = (named,) if named else ()
    else:
        works = _works(base, reference)
    if reference.article is None and reference.annex is None:
        return tuple(Target(row.id, None) for row in works)
    return _units(base, reference, works)


def is_missing(base: Held, reference: Reference, target: Target) -> bool:
    """Whether the unit named is not held; an annex that is an instrument of its own is held as a work."""
    if target.eid is not None or reference.eid is None:
        return False
    row = base.work(target.work)
    whole = row is not None and row.carrier is not None and row.ordinal == (reference.annex or 1)
    return reference.article is not None or not whole


def _works(base: Held, reference: Reference) -> tuple[WorkRow, ...]:
    """The documents: by 文号, else by title, there the instruments before the notices, news only alone."""
    if reference.doc_number:
        by_number = base.works_by_number(reference.doc_number)
        if by_number or not reference.title:
            return by_number or _by_id(base, reference.doc_number)
    by_title = _by_title(base, reference.title or "")
    for role in ("instrument", "notice"):
        of_role = tuple(row for row in by_title if row.role == role)
        if of_role:
            return of_role
    return by_title or _by_id(base, reference.title or "")


def _by_title(base: Held, title: str) -> tuple[WorkRow, ...]:
    """The documents of a title; a year at its end is bracketed in print: 某法修正案（2004年）."""
    found = base.works_by_title(title)
    year = _YEAR_AT_END.fullmatch(title)
    return found or (base.works_by_title(f"{year['name']}（{year['year']}）") if year else ())


def _by_id(base: Held, work: str) -> tuple[WorkRow, ...]:
    row = base.work(work)
    return (row,) if row else ()


def _units(base: Held, reference: Reference, works: tuple[WorkRow, ...]) -> tuple[Target, ...]:
    targets: list[Target] = []
    for row in works:
        family = (row, *base.carried(row.id))
        if reference.annex is not None:
            targets += _annexed(base, reference, family)
        else:
            targets += [_unit(base, reference, member.id) for member in _with_articles(base, family)]
    held = [target for target in targets if target.eid]
    return tuple(dict.fromkeys(held or targets))


def _with_articles(base: Held, family: tuple[WorkRow, ...]) -> tuple[WorkRow, ...]:
    """The carried instruments that have articles; without any, the document itself."""
    own, *carried = family
    return tuple(row for row in carried if _has_articles(base, row.id)) or (own,)


def _has_articles(base: Held, work: str) -> bool:
    return any(expression.articles for expression in base.expressions(work))


def _unit(base: Held, reference: Reference, work: str, prefix: str = "") -> Target:
    """The smallest unit named that is held: the point, else its article."""
    wanted = [reference.eid, reference.article_eid]
    if reference.point and not reference.para and reference.eid:
        wanted[1:1] = [reference.eid.replace("para_1", f"para_{n}", 1) for n in (2, 3, 4)]
    for eid in wanted:
        if eid and base.provision(work, prefix + eid):
            return Target(work, prefix + eid)
    return Target(work, None)


def _annexed(base: Held, reference: Reference, family: tuple[WorkRow, ...]) -> list[Target]:
    """附件2第三条: in the document's own text, else in the second instrument it carries."""
    number = reference.annex or 1
    if reference.article is not None:
        inside = [_unit(base, reference, row.id, f"att_{number}__") for row in family]
    else:
        inside = [
            Target(row.id, f"att_{number}") for row in family if base.provision(row.id, f"att_{number}")
        ]
    if held := [target for target in inside if target.eid]:
        return held
    beside = base.carried(family[0].carrier) if family[0].carrier else family[1:]
    carried = [row for row in beside if row.ordinal == number]
    if reference.article is None:
        return [Target(row.id, None) for row in carried] or [Target(family[0].id, None)]
    return [_unit(base, reference, row.id) for row in carried] or [Target(family[0].id, None)]

"""What the citations of a text name in a base (引注解析): the document, its wording of the day, the unit.

Nothing is guessed: a document that is not held gives no place, a unit that is not held a place without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleaners.citing.cited import Cited
from cleaners.citing.reference_units import Unit
from cleaners.effect.standing import LAPSED, REPEALED
from index.citations import Reference
from index.resolve import Target, resolve
from kb.read import Base, ProvisionRow, WorkRow
from reader.answer import Unanswerable
from reader.documents import standing
from reader.versions import of_the_day


@dataclass(frozen=True, slots=True)
class Place:
    """A place cited (出处): its document, its standing on the day, and the unit; `missing`: one was named
    that is not held, `gone`: the document or the unit no longer stands."""

    work: WorkRow
    standing: str
    provision: ProvisionRow | None = None
    missing: bool = False
    gone: bool = False


def places(base: Base, cited: Cited, unit: Unit | None, day: date) -> tuple[Place, ...]:
    """The places that a citation may mean, of several documents of one title all."""
    for name in cited.names or (None,):
        targets = _targets(base, cited, name, unit)
        if targets:
            return _of_day(base, targets, unit, day)
    return ()


def _targets(base: Base, cited: Cited, name: str | None, unit: Unit | None) -> tuple[Target, ...]:
    document = Reference(cited.text, title=name, doc_number=cited.doc_number, annex=cited.annex)
    if unit is None:
        return resolve(base, document)
    if unit.article is None:
        return tuple(_heading(base, target.work, unit) for target in resolve(base, document))
    named = Reference(
        cited.text,
        title=name,
        doc_number=cited.doc_number,
        article=unit.article,
        sub=unit.sub,
        para=unit.para,
        point=unit.point,
        indent=unit.indent,
        annex=cited.annex,
    )
    return resolve(base, named)


def _heading(base: Base, work: str, unit: Unit) -> Target:
    """第二章: a chapter of the document, or of what it carries."""
    for member in (work, *(row.id for row in base.carried(work))):
        for eid in unit.eids():
            if base.provision(member, eid):
                return Target(member, eid)
    return Target(work, None)


def _of_day(base: Base, targets: tuple[Target, ...], unit: Unit | None, day: date) -> tuple[Place, ...]:
    """The wording that applies on the day; a unit that only an older one has no longer stands."""
    try:
        chosen, _ = of_the_day(base, targets, day, asked=False)
    except Unanswerable:
        return tuple(_place(base, target, unit, day, gone=True) for target in targets if target.eid)
    return tuple(_place(base, target, unit, day) for target in chosen)


def _place(base: Base, target: Target, unit: Unit | None, day: date, *, gone: bool = False) -> Place:
    work = base.work(target.work)
    assert work is not None, "resolve names only works that are held"
    says = standing(work, day)
    provision = base.provision(work.id, target.eid) if target.eid else None
    ended = gone or says in (REPEALED, LAPSED) or _repealed_in_part(base, work, target.eid)
    return Place(work, says, provision, missing=unit is not None and provision is None, gone=ended)


def _repealed_in_part(base: Base, work: WorkRow, eid: str | None) -> bool:
    """Whether another document repealed the article."""
    article = eid.split("__")[0] if eid else None
    return article is not None and bool(base.relations_to(work.id, article, "repeals_part"))

"""Who passes on whose document (转发、批转): `forwards`, from the notice that forwards to the one forwarded.

A notice that forwards is a work of its own, whatever text stands under it. The document it names is found by
its 文号, else by a title that one work out by then alone has; one that is not held stays visible as
title:<name> or number:<文号>. Made again from the whole base, so the order of arrival leaves no trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from cleaners.effect.standing import DRAFT
from cleaners.official.bodies import title_prefix
from cleaners.official.forwards import Forwarded, forwarded
from kb.read import title_key
from kb.rows import RelationRow, WorkRow
from kb.store import Store

KIND = "forwards"
_VERBS = ("转发", "批转")


def forwardings(store: Store) -> list[RelationRow]:
    """All `forwards` relations of the base."""
    works = store.all(WorkRow, "WHERE role IN ('notice', 'instrument') ORDER BY id")
    named = {work.id: work for work in works}
    shelf = _Shelf(works)
    said = " OR ".join(f"{place} LIKE '%{verb}%'" for place in ("s.text", "w.title") for verb in _VERBS)
    texts = store.pairs(
        "SELECT e.work, s.id, s.text FROM expressions e JOIN works w ON w.id = e.work "
        "JOIN snapshots s ON s.id = e.snapshot WHERE w.role = 'notice' AND e.until IS NULL "
        f"AND ({said}) ORDER BY e.work, e.id"
    )
    return [row for name, page, text in texts for row in _relations(named[name], page, text or "", shelf)]


def _relations(work: WorkRow, page: str, text: str, shelf: _Shelf) -> Iterator[RelationRow]:
    for passed_on in forwarded(work.title, text):
        held = shelf.found(work, passed_on)
        target = held.id if held is not None else _unheld(passed_on)
        start, end = passed_on.span or (None, None)
        snapshot = page if passed_on.span else None
        yield RelationRow(work.id, "", KIND, target, "", passed_on.quote, snapshot, start, end)


def _unheld(passed_on: Forwarded) -> str:
    """A document that is not held, as it is named; never the id of a work."""
    return f"title:{passed_on.title}" if passed_on.title else f"number:{passed_on.doc_number}"


class _Shelf:
    """The documents that can be forwarded, by number and by the names they answer to."""

    def __init__(self, works: Iterable[WorkRow]) -> None:
        self._carriers: dict[str, WorkRow] = {}
        self._numbered: dict[str, list[WorkRow]] = defaultdict(list)
        self._titled: dict[str, list[WorkRow]] = defaultdict(list)
        for work in works:
            if work.carrier is None:
                self._carriers[work.id] = work
            if work.doc_number:
                self._numbered[work.doc_number].append(work)
            if work.status != DRAFT:
                for key in _keys(work.title, notice=work.role == "notice"):
                    self._titled[key].append(work)

    def found(self, by: WorkRow, passed_on: Forwarded) -> WorkRow | None:
        """The document meant; what the notice itself carries only when no other is held."""
        numbered = [work for work in self._numbered.get(passed_on.doc_number or "", ()) if work.id != by.id]
        if len(numbered) == 1:
            return numbered[0]
        fit = [work for work in self._of_title(passed_on) if not (_day(by) and _day(work) > _day(by))]
        others = [
            work
            for work in fit
            if by.id not in (work.id, work.carrier)
            and not self._passes_on(work)
            and not (passed_on.doc_number and self._number_of(work))
        ]
        if others:
            return others[0] if len(others) == 1 else None
        own = [work for work in fit if work.carrier == by.id]
        return own[0] if len(own) == 1 else None

    def _of_title(self, passed_on: Forwarded) -> list[WorkRow]:
        """The works of a name: whole, else from 关于 on, of an issuer named with it."""
        if not passed_on.title:
            return []
        key = title_key(passed_on.title)
        whole = [work for work in self._titled.get(key, ()) if title_key(work.title) == key]
        if whole:
            return whole
        about = _from_about(passed_on.title)
        works = self._titled.get(title_key(about), ()) if about else ()
        return [work for work in works if set(passed_on.issuers) & set(work.issuers)]

    def _passes_on(self, work: WorkRow) -> bool:
        """Whether a text stands under another notice that forwards it."""
        carrier = self._carriers.get(work.carrier or "")
        return carrier is not None and any(verb in carrier.title for verb in _VERBS)

    def _number_of(self, work: WorkRow) -> str | None:
        carrier = self._carriers.get(work.carrier or "")
        return work.doc_number or (carrier.doc_number if carrier else None)


def _keys(title: str, *, notice: bool) -> set[str]:
    """The keys of a title: whole, and of a notice from 关于 on, behind those who issue it."""
    about = _from_about(title) if notice and title_prefix(title) else None
    return {title_key(title), *([title_key(about)] if about else ())}


def _from_about(title: str) -> str | None:
    at = title.find("关于")
    return title[at:] if at >= 0 else None


def _day(work: WorkRow) -> str:
    return work.date_document or work.date_publication or ""

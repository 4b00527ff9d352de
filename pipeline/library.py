"""The works of a base by number, by title and by carrier (馆藏): whom an act of another document means.

A number names the work that bears it and what that carries; a title names the one work that alone has it and
was out by then. Of several works of one title none is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cleaners.effect.acts import Act
from cleaners.effect.standing import DRAFT
from cleaners.official.titles import instrument_titles, kind_of_title
from kb.read import title_key
from kb.rows import WorkRow


class Library:
    """The works of the base by number, by title and by carrier."""

    def __init__(self, works: Iterable[WorkRow]) -> None:
        self.works = {work.id: work for work in works}
        self._numbered: dict[str, list[WorkRow]] = defaultdict(list)
        self._titled: dict[str, list[WorkRow]] = defaultdict(list)
        self._carried: dict[str, list[WorkRow]] = defaultdict(list)
        for work in sorted(self.works.values(), key=lambda w: (w.carrier or "", w.ordinal, w.id)):
            if work.doc_number:
                self._numbered[work.doc_number].append(work)
            if work.carrier:
                self._carried[work.carrier].append(work)
            if work.status != DRAFT:
                self._titled[work.title_key].append(work)

    def first_day(self, work: WorkRow, repeal: Act) -> str | None:
        """The first day of an act: as printed, else when the acting text applies."""
        if repeal.day is not None:
            return repeal.day.isoformat()
        carrier = self.works.get(work.carrier or "")
        if repeal.at_issue:
            return work.date_document or work.date_publication
        beside = [carrier] if carrier else self._carried[work.id] if len(self._carried[work.id]) == 1 else []
        return next((each.date_in_force for each in (work, *beside) if each.date_in_force), None)

    def named(self, actor: WorkRow, repeal: Act) -> list[WorkRow]:
        """The works that an act names: by number, else by a title that one other work alone has."""
        by_number = self._by_number(repeal)
        found = by_number if by_number else self._by_title(actor, repeal)
        return [work for work in found if _family(work) != _family(actor) and work.status != DRAFT]

    def _by_number(self, repeal: Act) -> list[WorkRow]:
        number = repeal.doc_number or ""
        carriers = [self.works[number]] if number in self.works else self._numbered.get(number, [])
        if len(carriers) != 1 or not self._agrees(repeal.title, carriers[0]):
            return []
        carried = self._carried[carriers[0].id]
        if len(carried) > 1:
            carried = [work for work in carried if work.title_key in _keys(repeal.title)]
        names_notice = not repeal.title or kind_of_title(repeal.title) is not None
        if not names_notice and len(instrument_titles(carriers[0].title)) > 1:
            return carried[:1]  # one of several that the notice issued
        return [*carried[:1], *(carriers if names_notice or not carried else ())]

    def _agrees(self, title: str, carrier: WorkRow) -> bool:
        """Whether what bears a number, or is carried by it, can have the name that stands before the number.

        Two offices may print one number: a joint order is named by one of its issuers' series.
        """
        held = [carrier, *self._carried[carrier.id]]
        names = _keys(title)
        return not names or any(
            name in work.title_key or work.title_key in name
            for name in names
            for work in held
            if work.title_key
        )

    def _by_title(self, actor: WorkRow, repeal: Act) -> list[WorkRow]:
        """The one work of that title out by then; where a number is named, one without a number.

        A wording that came after the act's own first day is not meant: a consolidated text still prints what
        its first wording repealed.
        """
        family, day = (
            _family(actor),
            min(filter(None, (_day(actor), self.first_day(actor, repeal))), default=""),
        )
        found = [work for key in _keys(repeal.title) for work in self._titled.get(key, ())]
        fit = [
            work
            for work in found
            if _family(work) != family
            and not (repeal.doc_number and self._number_of(work))
            and not (day and _day(work) > day)
        ]
        return fit if len(fit) == 1 else []

    def _number_of(self, work: WorkRow) -> str | None:
        carrier = self.works.get(work.carrier or "")
        return work.doc_number or (carrier.doc_number if carrier else None)


def _keys(title: str) -> list[str]:
    """The keys of a name, and of the one instrument that 关于印发〈…〉的通知 issues."""
    issued = instrument_titles(title.replace("〈", "《").replace("〉", "》"))
    names = [title, *(issued if len(issued) == 1 else ())] if title else []
    return list(dict.fromkeys(map(title_key, names)))


def _family(work: WorkRow) -> str:
    """An instrument and its carrier are one family."""
    return work.carrier or work.id.split("/")[0]


def _day(work: WorkRow) -> str:
    return work.date_document or work.date_publication or work.date_in_force or ""

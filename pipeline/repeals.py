"""Who repeals whom (废止), across families, and the standing that a repealed work has from then on.

`repeals`: a document in force names another as repealed, by 文号, else by a title that one work alone has; a
name that nothing answers to stays, as title:<name>. `supersedes`: the two have one name apart from 试行, 暂行
and the year. The repealed work is 废止 from the day the repealing text applies; its own words are set aside,
so that everything can be made again from the whole base and the order of arrival leaves no trace.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cleaners.acts import Act as Repeal
from cleaners.repeals import repeals
from cleaners.standing import DRAFT, NOT_APPLICABLE, REPEALED
from cleaners.titles import instrument_titles, kind_of_title
from kb.read import title_key
from kb.rows import OwnStandingRow, RelationRow, WorkRow
from kb.store import Store

KINDS = ("repeals", "supersedes")
_WORDS = ("废止", "失效", "停止", "不再", "替代", "取代", "代替")
_NO_REPEALER = (DRAFT, NOT_APPLICABLE)
# (试行), 暂行, (2022年版), 2022年修订: what two versions of one name may differ in, in folded titles
_VERSION = re.compile(
    r"\((?:试行|暂行|[0-9]{4}年?(?:版|本|试行|修订|修订版|修正)?|修订版?|修正)\)|试行|暂行|[0-9]{4}年版?"
)


@dataclass(frozen=True, slots=True)
class Repealed:
    """What repeals make of the base: relations, the works whose standing changes, and what is set aside."""

    relations: list[RelationRow]
    works: list[WorkRow]
    standings: list[OwnStandingRow]
    set_aside: list[str]  # the works set aside before


@dataclass(frozen=True, slots=True)
class _Act:
    """A repealing sentence of a work: where it stands, and the first day without what it names."""

    work: WorkRow
    eid: str
    repeal: Repeal
    snapshot: str
    start: int | None
    day: str | None


def repealings(store: Store) -> Repealed:
    """Relations and standings of the whole base."""
    aside = {row.work: row for row in store.all(OwnStandingRow)}
    held = store.all(WorkRow, "WHERE role IN ('notice', 'instrument')")
    own = {work.id: _own(work, aside) for work in held}
    library = _Library(own.values())
    relations: list[RelationRow] = []
    acts: dict[str, list[_Act]] = defaultdict(list)
    for act in _acts(store, library):
        targets = library.named(act)
        relations += _relations(act, targets)
        for target in targets:
            acts[target.id].append(act)
    changed = {name: work for name in acts if (work := _after(own[name], acts[name])) is not None}
    restored = {work.id: own[work.id] for work in held if work != own[work.id]}
    works = list({**restored, **changed}.values())
    standings = [_set_aside(own[name], changed[name].fingerprint) for name in changed]
    return Repealed(relations, works, standings, sorted(aside))


# -- standing


def _own(work: WorkRow, aside: dict[str, OwnStandingRow]) -> WorkRow:
    """The work as its own family makes it: one that is 废止 has its own words set aside."""
    kept = aside.get(work.id)
    if kept is None or work.fingerprint != kept.becomes:
        return work
    return replace(
        work,
        change=None,
        date_changed=None,
        status=kept.status,
        status_evidence=kept.status_evidence,
        date_no_longer_in_force=kept.date_no_longer_in_force,
        fingerprint=kept.fingerprint,
    )


def _set_aside(work: WorkRow, becomes: str) -> OwnStandingRow:
    return OwnStandingRow(
        work.id, work.status, work.status_evidence, work.date_no_longer_in_force, work.fingerprint, becomes
    )


def _after(work: WorkRow, acts: list[_Act]) -> WorkRow | None:
    """The work as the earliest repeal leaves it; None when it had lapsed by its own words before."""
    act = min(acts, key=lambda a: (a.day or "9999", a.work.id, a.eid, a.repeal.quote))
    last = _eve(act.day)
    if last and work.date_no_longer_in_force and work.date_no_longer_in_force < last:
        return None
    evidence = "\n".join(dict.fromkeys([act.repeal.quote, *(work.status_evidence or "").splitlines()]))
    marks = repr((work.fingerprint, REPEALED, evidence, last))
    return replace(
        work,
        status=REPEALED,
        status_evidence=evidence.strip(),
        date_no_longer_in_force=last,
        fingerprint=hashlib.sha256(marks.encode()).hexdigest()[:32],
    )


def _eve(day: str | None) -> str | None:
    """The last day in force (ELI) is the one before the repeal applies."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else None


# -- acts


def _acts(store: Store, library: _Library) -> Iterator[_Act]:
    """Every repeal in a notice or instrument that is no draft, with the provision it stands in."""
    said = " OR ".join(f"e.text LIKE '%{word}%'" for word in _WORDS)
    texts = store.pairs(
        "SELECT e.id, e.work, e.text, e.snapshot, s.text FROM expressions e "
        f"JOIN snapshots s ON s.id = e.snapshot WHERE e.stage <> '{DRAFT}' AND ({said}) ORDER BY e.work, e.id"
    )
    for expression, name, text, snapshot, page in texts:
        work = library.works.get(name)
        if work is None or work.status in _NO_REPEALER:
            continue
        whole = repeals(text)
        if whole:
            units = _units(store, expression)
            for repeal in whole:
                eid, told, low, high = _place(units, repeal)
                at = (page or "").find(told.quote, low, high)
                yield _Act(work, eid, told, snapshot, at if at >= 0 else None, library.first_day(work, told))


_Unit = tuple[str, int, int, tuple[Repeal, ...]]


def _units(store: Store, expression: str) -> list[_Unit]:
    """The hits of a text that repeal something, with their places in the page."""
    rows = store.pairs(
        "SELECT eid, start, end, text FROM provisions WHERE expression = ? AND is_hit ORDER BY ordinal",
        expression,
    )
    return [(eid, start, end, found) for eid, start, end, text in rows if (found := repeals(text))]


def _place(units: list[_Unit], repeal: Repeal) -> tuple[str, Repeal, int, int | None]:
    """The provision that repeals the same, and its sentence there; "" for a title or a list of several."""
    for eid, start, end, found in units:
        for one in found:
            if (one.title, one.doc_number) == (repeal.title, repeal.doc_number):
                return eid, one, start, end
    return "", repeal, 0, None


def _relations(act: _Act, targets: list[WorkRow]) -> Iterator[RelationRow]:
    end = act.start + len(act.repeal.quote) if act.start is not None else None
    name = act.repeal.doc_number if not act.repeal.title else f"title:{act.repeal.title}"
    for target in [work.id for work in targets] or [name or ""]:
        yield RelationRow(
            act.work.id, act.eid, "repeals", target, "", act.repeal.quote, act.snapshot, act.start, end
        )
    for work in targets:
        if _is_version(act.work, work):
            yield RelationRow(
                act.work.id,
                act.eid,
                "supersedes",
                work.id,
                "",
                act.repeal.quote,
                act.snapshot,
                act.start,
                end,
            )


def _is_version(work: WorkRow, older: WorkRow) -> bool:
    """Whether two instruments have one name, apart from 试行, 暂行 and years."""
    bare = [_VERSION.sub("", each.title_key) for each in (work, older)]
    return work.role == older.role == "instrument" and bare[0] == bare[1]


# -- the works of the base


class _Library:
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

    def first_day(self, work: WorkRow, repeal: Repeal) -> str | None:
        """The first day without what is repealed: as printed, else when the repealing text applies."""
        if repeal.day is not None:
            return repeal.day.isoformat()
        carrier = self.works.get(work.carrier or "")
        if repeal.at_issue:
            return work.date_document or work.date_publication
        beside = [carrier] if carrier else self._carried[work.id] if len(self._carried[work.id]) == 1 else []
        return next((each.date_in_force for each in (work, *beside) if each.date_in_force), None)

    def named(self, act: _Act) -> list[WorkRow]:
        """The works that a repeal names: by number, else by a title that one other work alone has."""
        repeal = act.repeal
        by_number = self._by_number(repeal)
        found = by_number if by_number else self._by_title(act)
        return [work for work in found if _family(work) != _family(act.work) and work.status != DRAFT]

    def _by_number(self, repeal: Repeal) -> list[WorkRow]:
        number = repeal.doc_number or ""
        carriers = [self.works[number]] if number in self.works else self._numbered.get(number, [])
        if len(carriers) != 1:
            return []
        carried = self._carried[carriers[0].id]
        if len(carried) > 1:
            carried = [work for work in carried if work.title_key in _keys(repeal.title)]
        names_notice = not repeal.title or kind_of_title(repeal.title) is not None
        return [*carried[:1], *(carriers if names_notice or not carried else ())]

    def _by_title(self, act: _Act) -> list[WorkRow]:
        """The one work of that title out by then; where a number is named, one without a number."""
        family, day = _family(act.work), _day(act.work)
        found = [work for key in _keys(act.repeal.title) for work in self._titled.get(key, ())]
        fit = [
            work
            for work in found
            if _family(work) != family
            and not (act.repeal.doc_number and self._number_of(work))
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

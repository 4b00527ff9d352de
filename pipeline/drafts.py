"""Which final a draft became (征求意见稿与定稿): `drafts`, from the draft, and from the notice that asks for
comments on it, to the final of the same name and issuer.

Several rounds lead to one final. Of several finals of one name it is the first out after the draft; the year
of an amendment, the edition, the batch and the region stand in the names and must agree. A final that is
older than the draft, of another issuer, without a day, or out more than five years later is none: nothing is
guessed. Made again from the whole base, so the order of arrival leaves no trace.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cleaners.effect.standing import DRAFT
from cleaners.official.bodies import title_prefix
from cleaners.official.drafts import DraftName, draft_name, drafts_named
from cleaners.official.titles import instrument_titles
from kb.read import title_key
from kb.rows import RelationRow, WorkRow
from kb.store import Store

KIND = "drafts"
LONGEST = timedelta(days=5 * 366)  # a later document of the name is another project
# (试行), (暂行): what a final may gain or lose against its draft, in folded titles
_TRIAL = re.compile(r"\((?:试行|暂行)\)")
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft of the base, or a notice that asks for comments: its text and whose site it stands on."""

    work: WorkRow
    snapshot: str
    text: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Final:
    """A work under one of the names it answers to."""

    work: WorkRow
    key: str
    year: str | None
    day: date


def draftings(store: Store) -> list[RelationRow]:
    """All `drafts` relations of the base."""
    works = store.all(WorkRow, "WHERE role IN ('notice', 'instrument') ORDER BY id")
    finals = _by_name(works)
    return [row for draft in _drafts(store, works) for row in _relations(draft, finals)]


def _drafts(store: Store, works: Iterable[WorkRow]) -> Iterator[_Draft]:
    named = {work.id: work for work in works if work.status == DRAFT}
    texts = store.pairs(
        "SELECT e.work, s.id, s.text, s.publisher, s.lineage FROM expressions e "
        "JOIN works w ON w.id = e.work JOIN snapshots s ON s.id = e.snapshot "
        "WHERE w.status = ? AND e.until IS NULL ORDER BY e.work, e.id",
        DRAFT,
    )
    for name, snapshot, text, publisher, lineage in texts:
        if name in named:
            own = (publisher,) if publisher and lineage == "official" else ()
            yield _Draft(named[name], snapshot, text or "", (*named[name].issuers, *own))


def _relations(draft: _Draft, finals: dict[str, list[_Final]]) -> Iterator[RelationRow]:
    work = draft.work
    own = work.role == "instrument"
    for name in (draft_name(work.title),) if own else drafts_named(work.title, draft.text):
        final = _final(name, draft, finals)
        if final is not None:
            quote, start = _evidence(name, draft.text)
            end = start + len(quote) if start is not None else None
            snapshot = draft.snapshot if start is not None else None
            yield RelationRow(work.id, "", KIND, final.id, "", quote, snapshot, start, end)


def _evidence(name: DraftName, text: str) -> tuple[str, int | None]:
    """The first sentence that names the draft, and its place; else the name as the title prints it."""
    at = text.find(name.printed)
    at = at if at >= 0 else text.find(f"《{name.name}")
    for sentence in _SENTENCE.finditer(text, text.rfind("\n", 0, at) + 1) if at >= 0 else ():
        if sentence.end() > at:
            quote = sentence[0].strip()
            return quote, sentence.start() + sentence[0].index(quote)
    return name.printed, None


# -- finals


def _by_name(works: Iterable[WorkRow]) -> dict[str, list[_Final]]:
    """The documents that are no drafts and have a day, by every name a draft may have given them."""
    held = list(works)
    carried: dict[str, set[str]] = defaultdict(set)
    for work in held:
        carried[work.carrier or ""].add(work.title_key)
    finals: dict[str, list[_Final]] = defaultdict(list)
    for work in held:
        day = _day(work)
        if work.status != DRAFT and day is not None:
            for name in _names(work, carried[work.id]):
                bare = draft_name(name)
                key = title_key(bare.name)
                finals[_TRIAL.sub("", key)].append(_Final(work, key, bare.year, day))
    return finals


def _names(work: WorkRow, carried: set[str]) -> Iterator[str]:
    """Its title; of a notice also the title from 关于 on, and what it issues when that is no work here."""
    yield work.title
    if work.role == "notice":
        if title_prefix(work.title):
            yield work.title[work.title.index("关于") :] if "关于" in work.title else work.title
        yield from (title for title in instrument_titles(work.title) if title_key(title) not in carried)


def _final(name: DraftName, draft: _Draft, finals: dict[str, list[_Final]]) -> WorkRow | None:
    """The first document of the name that was out on the draft's day or later; None where two are first."""
    key, day = title_key(name.name), _day(draft.work)
    if day is None:
        return None
    fit = [
        final
        for final in finals.get(_TRIAL.sub("", key), ())
        if day <= final.day <= day + LONGEST
        and (name.year is None or final.year is None or name.year == final.year)
        and _same_issuer(draft.bodies, final.work.issuers)
    ]
    first = min((final.day for final in fit), default=None)
    out = [final for final in fit if final.day == first]
    exact = {final.work.id: final.work for final in out if final.key == key}
    chosen = exact or {final.work.id: final.work for final in out}
    return next(iter(chosen.values())) if len(chosen) == 1 else None


def _same_issuer(asking: Iterable[str], issuing: Iterable[str]) -> bool:
    """One body stands on both sides; a bureau asks for its ministry, whose name its own begins with."""
    return any(
        one == other or one.startswith(other) or other.startswith(one) for one in asking for other in issuing
    )


def _day(work: WorkRow) -> date | None:
    stored = work.date_document or work.date_publication
    return date.fromisoformat(stored) if stored else None

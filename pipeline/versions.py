"""Which works are wordings of one measure (文本沿革): each `revises` the one before it, which is then 已修改.

Works of one name are read in the order of their days. A text revises the last one before it that
cleaners/comparing/versions.py finds nothing against and whose articles it goes on: half of them, or fewer
where the text itself says that it was revised. The older wording is 已修改 from the first day of the newer
one. Made again from the whole base, so the order of arrival leaves no trace.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from cleaners.comparing.collation import Article, collate
from cleaners.comparing.versions import (
    SHARED,
    SHARED_AND_SAID,
    Side,
    may_be_versions,
    revision_said,
    version_name,
)
from cleaners.effect.standing import AMENDED, DRAFT, NOT_APPLICABLE, REPEALED, first_day
from cleaners.model import Fact
from kb.rows import OwnStandingRow, RelationRow, WorkRow
from kb.store import Store

KIND = "revises"
_LEAST = 3  # articles from which on a share of them says something
_BACK = 20  # texts of one name that a newer one is compared with
_REVISED = "修订"  # expressions.stage
_OWN_PAGES = frozenset({"official", "official_repost", "unknown"})  # a reprint is published on its own day


@dataclass(frozen=True, slots=True)
class Revised:
    """What versions make of the base: relations, the works whose standing changes, and what is set aside."""

    relations: list[RelationRow]
    works: list[WorkRow]
    standings: list[OwnStandingRow]


@dataclass(frozen=True, slots=True)
class _Text:
    """A wording held: its work, and what its text rests on."""

    work: WorkRow
    side: Side
    expression: str
    stage: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class _Link:
    """A wording that revises another: the sentence that says so, and how many articles go on."""

    newer: _Text
    older: _Text
    said: Fact | None
    kept: int
    articles: int


def revisions(store: Store, works: list[WorkRow], standings: list[OwnStandingRow]) -> Revised:
    """Relations and standings of the whole base; `works` and `standings` are what repeals make of it."""
    links = list(_links(store))
    current = {work.id: work for work in works}
    aside = {row.work: row for row in standings}
    older = {link.older.work.id: link for link in links}  # of several the last
    for work in store.among(WorkRow, "id", older):
        now = current.get(work.id, work)
        changed = _after(now, older[work.id])
        if changed is not None:
            kept = aside.get(work.id) or _set_aside(now)
            aside[work.id] = replace(kept, becomes=changed.fingerprint)
            current[work.id] = changed
    return Revised(list(map(_relation, links)), list(current.values()), list(aside.values()))


def _relation(link: _Link) -> RelationRow:
    said = link.said
    start, end = said.span if said else (None, None)
    snapshot = link.newer.snapshot if said else None
    quote = said.quote if said else ""
    return RelationRow(link.newer.work.id, "", KIND, link.older.work.id, "", quote, snapshot, start, end)


# -- standing


def _after(work: WorkRow, link: _Link) -> WorkRow | None:
    """The older wording once the newer one applies; None where it was over, or changed, before."""
    in_force = link.newer.work.date_in_force
    day = first_day(date.fromisoformat(in_force) if in_force else None, link.newer.side.day).isoformat()
    if work.status == REPEALED or work.change or (work.date_no_longer_in_force or "9999") < day:
        return None
    counted = f"［{link.newer.side.day}文本：所存{link.articles}条中{link.kept}条相应］"
    said = [link.said.quote + counted] if link.said else [f"《{link.newer.work.title}》{counted}"]
    evidence = "\n".join(dict.fromkeys([*said, *(work.status_evidence or "").splitlines()]))
    marks = repr((work.fingerprint, AMENDED, evidence, day))
    return replace(
        work,
        change=AMENDED,
        date_changed=day,
        status_evidence=evidence,
        fingerprint=hashlib.sha256(marks.encode()).hexdigest()[:32],
    )


def _set_aside(work: WorkRow) -> OwnStandingRow:
    return OwnStandingRow(
        work.id, work.status, work.status_evidence, work.date_no_longer_in_force, work.fingerprint, ""
    )


# -- links


def _links(store: Store) -> Iterator[_Link]:
    """Every wording with the one before it."""
    named: dict[str, list[_Text]] = defaultdict(list)
    for text in _texts(store):
        name = version_name(text.side.key)
        if name is not None:
            named[name].append(text)
    shelf = _Shelf(store)
    for texts in named.values():
        texts.sort(key=lambda text: (text.side.day, text.work.id))
        for place, newer in enumerate(texts):
            yield from _before(shelf, newer, texts[max(0, place - _BACK) : place][::-1])


def _before(shelf: _Shelf, newer: _Text, earlier: Iterable[_Text]) -> Iterator[_Link]:
    """The last wording before this one, and what else is of its day."""
    day = None
    for older in earlier:
        if day is not None and older.side.day != day:
            return
        link = shelf.link(older, newer)
        if link is not None:
            day = older.side.day
            yield link


def _texts(store: Store) -> Iterator[_Text]:
    """The instruments, and notices in articles, that have a day and are neither drafts nor lists."""
    works = {work.id: work for work in store.all(WorkRow, "WHERE role IN ('notice', 'instrument')")}
    rows = store.pairs(
        "SELECT e.work, e.id, e.stage, e.snapshot, s.publisher, s.lineage FROM expressions e "
        "JOIN snapshots s ON s.id = e.snapshot JOIN works w ON w.id = e.work "
        "WHERE e.until IS NULL AND (w.role = 'instrument' OR e.articles >= ?) ORDER BY e.work, e.id",
        _LEAST,
    )
    for name, expression, stage, snapshot, publisher, lineage in rows:
        work = works.get(name)
        day = _day(work, lineage) if work else None
        if work is None or day is None or work.status in (DRAFT, NOT_APPLICABLE):
            continue
        own = (publisher,) if publisher and lineage == "official" else ()
        side = Side(work.title, work.title_key, (*work.issuers, *own), day)
        yield _Text(work, side, expression, stage, snapshot)


def _day(work: WorkRow, lineage: str) -> date | None:
    """成文日期, else the day of its own publication."""
    stored = work.date_document or (work.date_publication if lineage in _OWN_PAGES else None)
    return date.fromisoformat(stored) if stored else None


class _Shelf:
    """The texts of the base, read when two of one name must be compared."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._articles = cache(self._read)

    def link(self, older: _Text, newer: _Text) -> _Link | None:
        """How one wording goes on in another; None when nothing proves it."""
        if not may_be_versions(older.side, newer.side, said=True):  # cheap, and most pairs end here
            return None
        said = revision_said(self._page(newer.snapshot), newer.side, older.side.day)
        told = said is not None or (newer.stage == _REVISED and older.stage != _REVISED)
        if not may_be_versions(older.side, newer.side, said=told):
            return None
        (a, in_articles), (b, also) = self._articles(older.expression), self._articles(newer.expression)
        least = min(len(a), len(b))
        if not least or not (told or (in_articles and also and least >= _LEAST)):
            return None
        kept = len({pair.b.eid for pair in collate(a, b) if pair.a and pair.b})
        if kept < least * (SHARED_AND_SAID if told else SHARED):
            return None
        return _Link(newer, older, said, kept, len(b))

    def _page(self, snapshot: str) -> str:
        rows = self._store.pairs("SELECT substr(text, 1, 4000) FROM snapshots WHERE id = ?", snapshot)
        return rows[0][0] or "" if rows else ""

    def _read(self, expression: str) -> tuple[tuple[Article, ...], bool]:
        """The articles of a text; where it has none, its smallest numbered units."""
        rows = self._store.pairs(
            "SELECT kind, eid, text, heading, path FROM provisions "
            "WHERE expression = ? AND (is_hit OR kind = 'article') ORDER BY ordinal",
            expression,
        )
        articles = tuple(Article(*row) for kind, *row in rows if kind == "article")
        return (articles, True) if articles else (tuple(Article(*row) for _, *row in rows), False)

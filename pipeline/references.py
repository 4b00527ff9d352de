"""Who refers to whom (引用): `based_on`, `cites` and `reports_on`, from the clause that names to the named.

`based_on`: 依据《…》 in the first article or the preamble of a document. `cites`: any other reference, to the
provision where one is named and held, to the work where it is not. `reports_on`: a news item that names a
measure by its full title or number, or quotes its clauses. What is not held stays as it is named,
title:<name> or number:<文号>; a name that could mean several works names none. Made again from the whole base
after the standing of its works, so the order of arrival leaves no trace.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cleaners.citing.reference_units import Unit
from cleaners.citing.references import Mention, is_basis, references
from cleaners.citing.short_names import ShortName, ends_title, is_generic, short_names
from cleaners.normalise import fold
from cleaners.official.titles import instrument_kind, kind_of_title
from kb.read import title_key
from kb.rows import RelationRow, TermRow
from kb.store import Store
from pipeline.glossary import terms
from pipeline.running_texts import Pages, RunningText, TextUnit, running_texts
from pipeline.shelf import Held, Shelf, bare_key

KINDS = ("based_on", "cites", "reports_on")
_ARTICLE = re.compile(
    r"(?P<annex>att_[0-9]+(?:~[0-9]+)?__)?art_(?P<n>[0-9]+)(?:-(?P<sub>[0-9]+))?(?:~[0-9]+)?\Z"
)
_FIRST_UNITS = 3  # of a text without articles: what stands there is its preamble
_QUOTED = 24  # folded characters that news must quote of one document alone to report on it
_LEAD_REACH = 40
_SHORT = 3  # a title of fewer characters names no document


@dataclass(frozen=True, slots=True)
class _Source:
    """A document that refers: its work, its words, and what its own short names mean."""

    work: Held
    running: RunningText
    day: str
    shorts: dict[str, ShortName]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referred:
    """What the texts of the base name and define."""

    relations: list[RelationRow]
    terms: list[TermRow]


def referred(store: Store) -> Referred:
    """All references and all defined terms of the base; the standing of its works is settled before."""
    reader, pages = References(store), Pages(store)
    defined: dict[tuple[str, str, str], TermRow] = {}
    for running in running_texts(store):
        reader.read(running)
        for term in terms(running, pages) if reader.defines(running) else ():
            defined.setdefault((term.term_key, term.work, term.eid), term)
    return Referred(reader.relations(), list(defined.values()))


class References:
    """Reads document after document; `relations` are those of the whole base at its end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shelf = Shelf(store)
        self._pages = Pages(store)
        self._rows: dict[tuple[str, ...], RelationRow] = {}
        self._reported: set[tuple[str, str]] = set()

    def read(self, running: RunningText) -> None:
        """Take up what one document refers to."""
        work = self._shelf.works[running.work]
        mentions = references(running.text, title=work.title)
        headline = references(work.title) if work.role == "news" and "《" in work.title else ()
        if not mentions and not headline:
            return
        source = self._source(work, running, mentions)
        for mention in mentions:
            for row in self._relations(source, mention):
                self._add(row)
        for mention in headline:
            for row in self._by_headline(source, mention):
                self._add(row)

    def defines(self, running: RunningText) -> bool:
        """Whether the terms of a document are those of the base: news explains, and defines nothing."""
        return self._shelf.works[running.work].role != "news"

    def relations(self) -> list[RelationRow]:
        """All relations found, those that follow from quotations among them."""
        for row in self._by_quotation():
            self._add(row)
        return list(self._rows.values())

    def _add(self, row: RelationRow) -> None:
        if row.kind == "reports_on":
            if (row.from_work, row.to_work) in self._reported:
                return
            self._reported.add((row.from_work, row.to_work))
        key = (row.from_work, row.from_eid, row.kind, row.to_work, row.to_eid, row.quote)
        self._rows.setdefault(key, row)

    def _source(self, work: Held, running: RunningText, mentions: Iterable[Mention]) -> _Source:
        titles = [mention.title for mention in mentions if mention.title]
        titles += [work.title, *(carried.title for carried in self._shelf.carried(work.id))]
        return _Source(
            work,
            running,
            self._shelf.day_of(work),
            short_names(running.text),
            tuple(dict.fromkeys(titles)),
        )

    # -- what a mention stands for

    def _relations(self, source: _Source, mention: Mention) -> Iterator[RelationRow]:
        unit = source.running.unit_at(mention.start)
        quote, after = _quote(source.running, unit, mention)
        start, end = self._pages.place(unit, quote, after=after)
        for kind, work, eid in self._targets(source, unit, mention):
            if (work, eid) != (source.work.id, unit.eid):
                yield RelationRow(source.work.id, unit.eid, kind, work, eid, quote, unit.snapshot, start, end)

    def _by_headline(self, source: _Source, mention: Mention) -> Iterator[RelationRow]:
        """What the title of a news item names; it stands in no unit, so the quote has no place."""
        held = self._named(source, mention) if mention.kind == "title" else None
        if held is not None and held.role != "news":
            quote = source.work.title[mention.start : mention.end]
            yield RelationRow(source.work.id, "", "reports_on", held.id, "", quote)

    def _targets(self, source: _Source, unit: TextUnit, mention: Mention) -> Iterator[tuple[str, str, str]]:
        """Kind, work and eId of each thing named."""
        if not mention.foreign:
            for eid in self._own_eids(source, unit, mention):
                yield "cites", source.work.id, eid
            return
        held = self._named(source, mention)
        basis = is_basis(source.running.text, mention) and _in_preamble(source.running, unit)
        kind = "based_on" if basis else "cites"
        if held is None:
            unheld = _unheld(mention, source)
            if unheld:
                yield kind, unheld, ""
            return
        yield from self._of_held(source, unit, mention, held, kind)

    def _of_held(
        self, source: _Source, unit: TextUnit, mention: Mention, held: Held, kind: str
    ) -> Iterator[tuple[str, str, str]]:
        own = held.id in self._shelf.family(source.work)
        if source.work.role == "news" and held.role in ("notice", "instrument"):
            yield "reports_on", held.id, ""
            carried = self._shelf.carried(held.id) if mention.doc_number else []
            if len(carried) == 1:
                yield "reports_on", carried[0].id, ""
            if not mention.units:
                return
        if not mention.units:
            if not own:
                yield kind, held.id, ""
            return
        later = bool(source.day) and self._shelf.day_of(held) > source.day
        for number in mention.units:
            work, eid = (held.id, "") if later and not own else self._provision(held, number)
            if eid or not own:
                yield kind, work, eid

    def _provision(self, held: Held, number: Unit) -> tuple[str, str]:
        """The narrowest unit held: in the work, else in the only instrument with articles it carries."""
        carried = [work for work in self._shelf.carried(held.id) if self._shelf.has_articles(work.id)]
        for work in (held.id, *(one.id for one in carried if len(carried) == 1)):
            eids = self._shelf.eids(work)
            found = next((eid for eid in number.eids() if eid in eids), None)
            if found:
                return work, found
        return held.id, ""

    def _named(self, source: _Source, mention: Mention) -> Held | None:
        """The one work that a mention names, by what its document says, its number, its title."""
        if mention.kind == "name":
            found = (self._by_title(source, mention, name, bare=True) for name in mention.names)
            return next((held for held in found if held is not None), None)
        if mention.kind == "number":
            return self._shelf.numbered(mention.doc_number or "", None)
        return self._by_title(source, mention, mention.title or "")

    def _by_title(self, source: _Source, mention: Mention, title: str, *, bare: bool = False) -> Held | None:
        short = source.shorts.get(fold(title))
        if short is not None and not (mention.doc_number and mention.doc_number != short.doc_number):
            return self._titled(source, short.title, short.doc_number, mention)
        if is_generic(title) or len(title) < (_SHORT if not bare else 2):
            return None if bare else self._by_ending(source, title, mention)
        held = self._titled(source, title, mention.doc_number, mention)
        if held is None and not bare and source.work.role in ("notice", "news"):
            return self._by_ending(source, title, mention)
        return held

    def _titled(self, source: _Source, title: str, doc_number: str | None, mention: Mention) -> Held | None:
        if not doc_number and title_key(title) in (source.work.title_key, bare_key(source.work.title)):
            return source.work
        if doc_number:
            by_number = self._shelf.numbered(doc_number, title)
            if by_number is not None:
                return by_number
        held = self._shelf.titled(title, source.day, doc_number)
        if held is None and title.startswith("关于") and not doc_number:
            before = source.running.text[max(0, mention.start - _LEAD_REACH) : mention.start]
            return self._shelf.about(title, source.day, before)
        return held

    def _by_ending(self, source: _Source, title: str, mention: Mention) -> Held | None:
        """《暂行办法》 without a definition: the one document named in full here whose title ends so."""
        full = ends_title(title, source.titles)
        return self._titled(source, full[0], None, mention) if len(full) == 1 else None

    # -- the text's own units

    def _own_eids(self, source: _Source, unit: TextUnit, mention: Mention) -> Iterator[str]:
        held = self._shelf.eids(source.work.id)
        annex = _ARTICLE.match(unit.eid)
        prefix = (annex["annex"] or "") if annex else ""
        for number in _own_units(source, unit, mention):
            found = (prefix + eid for eid in number.eids() if prefix + eid in held)
            eid = next(found, None)
            if eid is not None:
                yield eid

    # -- news that quotes

    def _by_quotation(self) -> Iterator[RelationRow]:
        """reports_on from the sentences that news quotes of one document alone."""
        quotes = self._store.all(RelationRow, "WHERE kind = 'quotes'")
        families: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in quotes:
            families[row.from_work, row.quote].add(row.to_work.split("/")[0])
        firsts: dict[tuple[str, str], list[RelationRow]] = defaultdict(list)
        for row in sorted(quotes, key=lambda r: (r.from_work, r.start or 0, r.quote, r.to_work, r.to_eid)):
            source = self._shelf.works.get(row.from_work)
            if source is not None and source.role == "news" and len(families[row.from_work, row.quote]) == 1:
                firsts[row.from_work, row.to_work].append(row)
        for rows in firsts.values():
            if sum(len(fold(quote)) for quote in {row.quote for row in rows}) >= _QUOTED:
                yield replace(rows[0], kind="reports_on", to_eid="")


def _article(eid: str) -> Unit | None:
    match = _ARTICLE.match(eid)
    return Unit(article=int(match["n"]), sub=int(match["sub"]) if match["sub"] else None) if match else None


def _own_units(source: _Source, unit: TextUnit, mention: Mention) -> Iterator[Unit]:
    """前款, 前条, 本条第二款 as units of the text."""
    if mention.kind == "own":
        yield from mention.units
        return
    here = _article(unit.eid)
    if here is None:
        return
    if mention.kind == "article":
        yield from (replace(number, article=here.article, sub=here.sub) for number in mention.units)
    elif mention.kind == "paragraphs":
        para = source.running.paragraph_at(mention.start)
        for number in range(max(1, para - mention.back), para):
            below = mention.units or (Unit(),)
            yield from (replace(u, article=here.article, sub=here.sub, para=number) for u in below)
    else:
        for article in _articles_before(source.running, unit, mention.back):
            below = mention.units or (Unit(),)
            yield from (replace(u, article=article.article, sub=article.sub) for u in below)


def _articles_before(running: RunningText, unit: TextUnit, count: int) -> Iterator[Unit]:
    """The articles right before a unit."""
    place = running.units.index(unit)
    before = [_article(earlier.eid) for earlier in running.units[max(0, place - count) : place]]
    yield from (article for article in before if article is not None)


def _in_preamble(running: RunningText, unit: TextUnit) -> bool:
    """Whether a unit is the first article or stands before it; without articles, one of the first units."""
    first = next((u for u in running.units if u.kind == "article"), None)
    if first is not None:
        return unit.at <= first.at and first.eid.endswith("art_1")
    return unit.at <= running.units[:_FIRST_UNITS][-1].at


def _unheld(mention: Mention, source: _Source) -> str | None:
    """A document that is not held, as it is named; what is no name of a document is not kept."""
    if mention.kind == "number":
        own = source.work.doc_number == mention.doc_number
        return None if own else f"number:{mention.doc_number}"
    short = source.shorts.get(fold(mention.title or ""))
    title = short.title if short else mention.title or ""
    if mention.kind == "name" or is_generic(title):
        return None
    named = instrument_kind(title) or kind_of_title(title)
    return f"title:{title}" if named or mention.doc_number or mention.units else None


def _quote(running: RunningText, unit: TextUnit, mention: Mention) -> tuple[str, int]:
    """The words that refer, with the word that leads to them, and where in the page they stand at least."""
    begin = mention.start
    lead = mention.lead_start
    if lead is not None and lead >= unit.at and begin - lead <= _LEAD_REACH:
        begin = lead
    quote = running.text[begin : min(mention.end, unit.at + len(unit.text))]
    return quote, unit.start + begin - unit.at

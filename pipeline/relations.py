"""Relations between works (关系) that no single family shows: who quotes whom, what interprets what.

`quotes`: a sentence of news, or of a reprint, that stands word for word (folded) in a provision of a notice
or instrument. `interprets`: an explanation that names the document in its title, or that the publisher lists
under it. Both are made again from the whole base, so the order in which documents arrived leaves no trace.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cleaners.address import address_key
from cleaners.normalise import fold
from cleaners.stripping.furniture import is_furniture
from kb.read import title_key
from kb.rows import RelationRow
from kb.store import Store

SHORTEST = 12  # folded characters of a sentence that can be a quotation
SHORTEST_END = 16  # of the end of a sentence, behind words of the one who quotes
COMMON = 8  # a sentence that stands in more works than this is a formula of the trade, not a quotation
_SENTENCE = re.compile(r"[^。！？；;!?\n]+[。！？；;!?]?")
_LEAD = re.compile(r"[，：,:]")
_EXPLAINS = re.compile(r"解读|答记者问|问答|图解|一图读懂|一图看懂")
_NAMED = re.compile(r"《([^《》]{2,120})》")
_SECONDARY = "(w.role = 'news' OR w.lineage IN ('reprint', 'news'))"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may quote: where it stands."""

    work: str
    eid: str
    lineage: str
    role: str
    snapshot: str
    start: int
    quote: str
    key: str
    whole: tuple[str, str, int]  # the sentence of which it is all or the end: work, eid, place


def quotations(store: Store) -> list[RelationRow]:
    """All `quotes` relations of the base."""
    seeds: dict[str, list[_Sentence]] = defaultdict(list)
    for sentence in _secondary_sentences(store):
        seeds[sentence.key[:SHORTEST]].append(sentence)
    if not seeds:
        return []
    found: dict[_Sentence, set[tuple[str, str]]] = defaultdict(set)  # where each stands
    targets = store.pairs(
        "SELECT p.work, p.eid, p.text, w.carrier, w.lineage FROM provisions p JOIN works w ON w.id = p.work "
        "WHERE p.is_hit AND w.role IN ('notice', 'instrument')"
    )
    for work, eid, text, carrier, lineage in targets:
        for sentence in _standing_in(fold(text), seeds):
            if _may_quote(sentence, work, carrier, lineage):
                found[sentence].add((work, eid))
    return [row for sentence, places in _longest(found).items() for row in _rows(sentence, places)]


def _longest(found: dict[_Sentence, set[tuple[str, str]]]) -> dict[_Sentence, set[tuple[str, str]]]:
    """Of a sentence and its ends the longest that stands somewhere."""
    best: dict[tuple[str, str, int], _Sentence] = {}
    for sentence in found:
        held = best.get(sentence.whole)
        if held is None or len(sentence.key) > len(held.key):
            best[sentence.whole] = sentence
    return {sentence: found[sentence] for sentence in best.values()}


def _standing_in(key: str, seeds: dict[str, list[_Sentence]]) -> Iterator[_Sentence]:
    """The sentences that stand whole in a folded text, found by their first characters."""
    for at in range(len(key) - SHORTEST + 1):
        for sentence in seeds.get(key[at : at + SHORTEST], ()):
            if key.startswith(sentence.key, at):
                yield sentence


def _may_quote(sentence: _Sentence, work: str, carrier: str | None, lineage: str) -> bool:
    """News quotes any document; a reprint only what is not secondary itself; none its own family."""
    if sentence.work in (work, carrier) or sentence.work.split("/")[0] == work.split("/")[0]:
        return False
    return sentence.role == "news" or lineage not in ("reprint", "news")


def _rows(sentence: _Sentence, places: set[tuple[str, str]]) -> Iterator[RelationRow]:
    if len({work for work, _ in places}) > COMMON:
        return
    end = sentence.start + len(sentence.quote) if sentence.start >= 0 else None
    start = sentence.start if sentence.start >= 0 else None
    for work, eid in sorted(places):
        yield RelationRow(
            sentence.work, sentence.eid, "quotes", work, eid, sentence.quote, sentence.snapshot, start, end
        )


def _secondary_sentences(store: Store) -> Iterator[_Sentence]:
    """Every sentence of news and reprints that is long enough, with its place in the snapshot."""
    rows = store.pairs(
        "SELECT p.work, p.eid, w.lineage, w.role, p.snapshot, p.start, p.end, p.text, s.text "
        "FROM provisions p JOIN works w ON w.id = p.work JOIN snapshots s ON s.id = p.snapshot "
        f"WHERE p.is_hit AND {_SECONDARY} ORDER BY p.work, p.ordinal"
    )
    for work, eid, lineage, role, snapshot, start, end, text, page in rows:
        for found in _SENTENCE.finditer(text):
            for quote, shortest in () if is_furniture(found[0]) else _ends(found[0].strip()):
                key = fold(quote).rstrip(';.!?。”"')
                if len(key) >= shortest:
                    at = page.find(quote, start, end)
                    whole = (work, eid, found.start())
                    yield _Sentence(work, eid, lineage, role, snapshot, at, quote, key, whole)


def _ends(sentence: str) -> Iterator[tuple[str, int]]:
    """A sentence, then its ends without the first words (办法规定，…), each with the least length."""
    yield sentence, SHORTEST
    if sentence.startswith("“"):
        yield sentence[1:], SHORTEST
    for lead in islice(_LEAD.finditer(sentence), 2):
        end = sentence[lead.end() :]
        yield end, SHORTEST_END
        if end.startswith("“"):
            yield end[1:], SHORTEST_END


def interpretations(store: Store) -> list[RelationRow]:
    """All `interprets` relations of the base; titles are asked only where the publisher's list is silent."""
    listed = list(_by_list(store))
    said = {row.from_work for row in listed}
    rows = [*listed, *(row for row in _by_title(store) if row.from_work not in said)]
    return sorted(rows, key=lambda row: (row.from_work, row.to_work, row.quote))


@dataclass(frozen=True, slots=True)
class _Titled:
    """A work under a title, and its day."""

    work: str
    day: str


def _by_title(store: Store) -> Iterator[RelationRow]:
    """《X》解读: the title of an explanation names the document."""
    held: dict[str, list[_Titled]] = defaultdict(list)
    day = "coalesce(date_document, date_publication, '')"
    for work, key, when in store.pairs(f"SELECT id, title_key, {day} FROM works WHERE role <> 'news'"):
        held[key].append(_Titled(work, when))
    for work, title, when in store.pairs(f"SELECT id, title, {day} FROM works"):
        if _EXPLAINS.search(title):
            for named in _NAMED.finditer(title):
                target = _explained(held.get(title_key(named[1]), []), when)
                if target is not None and target.split("/")[0] != work:
                    yield RelationRow(work, "", "interprets", target, "", named[0])


def _explained(candidates: list[_Titled], when: str) -> str | None:
    """Of several versions of a title the newest that was out when it was explained, else the oldest."""
    ordered = sorted(candidates, key=lambda c: (c.day, c.work))
    out = [c for c in ordered if when and c.day <= when]
    chosen = out[-1:] or ordered[:1]
    return chosen[0].work if chosen else None


def _by_list(store: Store) -> Iterator[RelationRow]:
    """The publisher lists the explanation under the document: it explains that, and what that carries."""
    works = dict(store.pairs("SELECT id, work FROM manifestations WHERE work IS NOT NULL"))
    carried: dict[str, list[str]] = defaultdict(list)
    for work, carrier in store.pairs("SELECT id, carrier FROM works WHERE carrier IS NOT NULL ORDER BY id"):
        carried[carrier].append(work)
    listed = store.pairs(
        "SELECT m.work, s.related FROM manifestations m JOIN snapshots s ON s.id = m.snapshot "
        "WHERE m.work IS NOT NULL AND s.related <> '[]' ORDER BY m.id"
    )
    for work, related in listed:
        for title, url in json.loads(related):
            explanation = works.get(address_key(url))
            if explanation is not None and explanation != work:
                for target in (work, *carried[work]):
                    yield RelationRow(explanation, "", "interprets", target, "", title)

"""search: clauses that answer a query (检索), each citable, with its quotations listed under it.

A citation is looked up by key, never ranked. A hit that only quotes a clause which is itself among the hits
is folded under that clause, so reprints and news never crowd the list.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cleaners.effect.standing import AMENDED, LAPSED, NOT_APPLICABLE, REPEALED
from index.citations import parse_reference
from index.query import parse
from index.resolve import is_missing, resolve
from index.results import Filters, Found, Hit, IndexUnreadable, QueryTooLong
from kb.home import Home
from kb.read import Base, WorkRow
from reader.about import completeness, coverage_json
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable
from reader.answers import Answer
from reader.display import FICTIONAL, LINEAGES, marked, numbered
from reader.documents import standing
from reader.explain import explain_json, matched, matched_lines, print_facets, print_query, query_json
from reader.hits import hit_json
from reader.show import day_of, not_held
from reader.wording import say, spoken

if TYPE_CHECKING:
    from rich.text import Text

    from index.fulltext import Fulltext

POOL = 200  # hits ranked before quotations are folded; pages beyond it are ranked as far as asked for
SHORT = 20  # characters: longer than a few words is a question, and no slip of the pen
Facets = dict[str, tuple[tuple[str, int], ...]]
LOOKED_UP = 1.0  # the score of a citation: it was looked up, not ranked


def opened_index(home: Home, base: Base, day: date) -> Fulltext:
    """The index of a home, its statuses those of the day; what is wrong with it is said in one line."""
    from index.fulltext import open_index  # a citation needs no index

    try:
        return open_index(home, base, day=day)
    except IndexUnreadable as error:
        raise Unanswerable(spoken(error)) from error


def answer_to(
    base: Base, index: Callable[[], Fulltext], text: str, filters: Filters, *, wanted: int
) -> Answer:
    """Look a citation up, or rank what matches; `wanted` hits at the most are folded.

    `index` opens the index when something must be ranked: a citation needs none.
    """
    query = parse(text)
    cited, missing = cited_hits(base, text)
    if cited or missing:
        return Answer(query, cited, len(cited), {}, (), looked_up=True, missing=missing)
    try:
        fulltext = index()
        found = fulltext.search(query, limit=max(POOL, wanted), offset=0, filters=filters)
    except QueryTooLong as error:
        raise Unanswerable(spoken(error)) from error
    kept = tuple(in_force_first(base, without_quotations(base, found.hits), day_of(None)))
    folded = {hit.key for hit in found.hits} - {hit.key for hit in kept}
    return Answer(
        query,
        kept,
        found.total - len(folded),
        _without(found.facets, fulltext.spread(folded)),
        found.terms,
        looked_up=False,
        explanation=found.explanation,
        suggested=better_spelt(fulltext, text, found, filters),
        exact=found.verified,
    )


def _without(facets: Facets, folded: Facets) -> Facets:
    """The facets of what is listed: those of all that was found without those of what is folded."""
    left: Facets = {}
    for name, values in facets.items():
        less = dict(folded.get(name, ()))
        counts = [(value, count - less.get(value, 0)) for value, count in values]
        left[name] = tuple(sorted((one for one in counts if one[1] > 0), key=lambda one: (-one[1], one[0])))
    return left


def better_spelt(fulltext: Fulltext, text: str, found: Found, filters: Filters) -> tuple[str, ...]:
    """What may have been meant, where no clause has all the words and some clause has all of the other's."""
    complete = found.explanation.complete if found.explanation else found.total
    if complete or len(text) > SHORT:
        return ()
    from index.suggest import suggestions

    others = suggestions(text, by_sound=not found.total)
    asked = ((other, fulltext.search(parse(other), limit=1, filters=filters)) for other in others)
    return tuple(other for other, answer in asked if answer.explanation and answer.explanation.complete)


def cited_hits(base: Base, text: str) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """The provisions that the text cites, and what it cites in vain of a document that is held.

    A document cited whole gives all its units of search in order. A hit is an article: the point cited in it
    is named by `point`.
    """
    reference = parse_reference(text)
    if reference is None or reference.bare:
        return (), ()
    hits: list[Hit] = []
    missing: list[str] = []
    for target in resolve(base, reference):
        if reference.named and is_missing(base, reference, target):
            missing.append(not_held(base, target.work, reference.named))
            continue
        eids = [target.eid] if target.eid else whole(base, target.work)
        hits += [Hit(f"{target.work}|{eid}", target.work, eid, LOOKED_UP) for eid in eids]
    return tuple(hits), () if hits else tuple(missing)


def whole(base: Base, work: str) -> list[str]:
    """The units of search of a document, in reading order."""
    return [entry.eid for entry in base.entries([work])]


def without_quotations(base: Base, hits: Iterable[Hit]) -> Iterable[Hit]:
    """The hits without those that only repeat a clause standing among the first POOL.

    So many are looked at for every page: what is folded does not hang on how far somebody reads.
    """
    hits = list(hits)
    listed = {hit.key for hit in hits[:POOL]}
    for hit in hits:
        quoted = base.relations_from(hit.work, hit.eid, "quotes")
        if not any(f"{row.to_work}|{row.to_eid.split('__')[0]}" in listed for row in quoted):
            yield hit


def in_force_first(base: Base, hits: Iterable[Hit], day: date) -> Iterable[Hit]:
    """Among hits of one score those no longer in force come last: a clause kept by the new measure leads."""
    for _, tied in groupby(hits, key=lambda hit: round(hit.score, 3)):
        yield from sorted(tied, key=lambda hit: _is_over(base.work(hit.work), day))


def _is_over(work: WorkRow | None, day: date) -> bool:
    return work is not None and standing(work, day) in (AMENDED, LAPSED, REPEALED)


def search_json(
    home: Home,
    base: Base,
    text: str,
    filters: Filters,
    *,
    limit: int,
    offset: int,
    day: date,
    explain: bool = False,
    by_meaning: bool = False,
) -> dict[str, Any]:
    """The contract's answer to a query; with `explain` also why these hits."""
    started = time.perf_counter()
    answer = answer_to(base, lambda: opened_index(home, base, day), text, filters, wanted=offset + limit)
    if by_meaning:
        from reader.by_meaning import by_meaning as reordered

        answer = reordered(base, answer, text)
    page = answer.hits[offset : offset + limit]
    hits = [hit for each in page if (hit := hit_json(base, each, answer.terms, day))]
    if explain:
        hits = [hit | {"matched": matched(hit, answer.explanation)} for hit in hits]
    took = (time.perf_counter() - started) * 1000
    return {
        "query": query_json(answer) | ({"explain": explain_json(answer)} if explain else {}),
        "total": answer.total,
        "total_is_exact": answer.exact,
        "offset": offset,
        "took_ms": round(took, 1),
        "hits": hits,
        "facets": {name: dict(values) for name, values in answer.facets.items()},
        "coverage": coverage_json(base.coverage(), home),
    }


def search(
    home: Home,
    query: str,
    filters: Filters,
    *,
    limit: int,
    offset: int,
    as_json: bool,
    explain: bool = False,
    by_meaning: bool = False,
) -> int:
    """Print the hits of a query."""
    if not readable(query).strip():
        raise Unanswerable(say("the query is empty"))
    filters = replace(filters, date_from=_day(filters.date_from), date_to=_day(filters.date_to))
    with opened(home) as base:
        found = search_json(
            home,
            base,
            query,
            filters,
            limit=limit,
            offset=offset,
            day=day_of(None),
            explain=explain,
            by_meaning=by_meaning,
        )
    if as_json:
        print_json(found)
    else:
        _print(found)
    return DONE


def _day(written: str | None) -> str | None:
    """A day of --from or --to as the store writes it; a date that no calendar has would filter wrongly."""
    return day_of(written).isoformat() if written is not None else None


def _print(found: dict[str, Any]) -> None:
    numbers = range(found["offset"] + 1, found["offset"] + len(found["hits"]) + 1)
    console().print(numbered(zip(numbers, map(_lines, found["hits"]), strict=True)))
    print_query(found)
    print_facets(found)
    _print_coverage(found)


def _lines(hit: dict[str, Any]) -> Text:
    """What is shown of a hit: citation, snippet, its standing, and who quotes it."""
    from rich.text import Text

    lineage = LINEAGES.get(hit["lineage"], hit["lineage"])
    status = None if hit["status"] == NOT_APPLICABLE else hit["status"]
    state = [lineage, status, hit["date"], "、".join(hit["issuers"])]
    quoting = [say("quoted by: {title}", title=q["title"]) for q in hit["quoted_by"]]
    lines = [
        Text(hit["citation"] + (FICTIONAL if hit["fictional"] else ""), style="bold"),
        marked(hit["snippet"]),
        Text(" · ".join(s for s in state if s), style="dim"),
        *(Text(line, style="dim") for line in (*quoting, *matched_lines(hit))),
        Text(""),
    ]
    return Text("\n").join(lines)


def _print_coverage(found: dict[str, Any]) -> None:
    held = found["coverage"]
    shown = len(found["hits"])
    out = console()
    for sentence in found["query"]["missing"]:
        out.print(sentence, style="yellow", markup=False)
    if not found["total"] and not found["query"]["missing"]:
        out.print(say("Nothing found; this base may simply not hold it."), style="yellow")
    out.print(
        say(
            "{shown} of {total} hits · {works} documents held, fetched {days}",
            shown=shown,
            total=found["total"] if found["total_is_exact"] else f"≤ {found['total']}",
            works=held["works"],
            days=_days(held["from"], held["as_of"]),
        ),
        style="dim",
    )
    if told := completeness(held):
        out.print(told, style="dim")


def _days(first: str | None, last: str | None) -> str:
    """The day or days of fetching, without the hours."""
    since, until = (first or "–")[:10], (last or "–")[:10]
    return since if since == until else say("{since} to {until}", since=since, until=until)

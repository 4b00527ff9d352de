"""Why these hits (检索说明): how the query was read, what was added, and where each hit has its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaners.normalise import fold
from index.results import Explanation
from reader.answer import console
from reader.wording import say

if TYPE_CHECKING:
    from reader.answers import Answer

_LEARNED_SHOWN = 8  # learned terms that are named, the heaviest
_FACET_SHOWN = 5
_PLACES = ("text", "title", "path")


def query_json(answer: Answer) -> dict[str, Any]:
    """The query of the contract; `expanded` are words that were looked for though not typed."""
    return {
        "text": answer.query.text,
        "parsed": answer.query.parsed,
        "expanded": expanded(answer),
        "looked_up": answer.looked_up,
        "missing": list(answer.missing),
        "suggested": list(answer.suggested),
        "complete": answer.explanation.complete if answer.explanation else answer.total,
        "relaxed": bool(answer.explanation and answer.explanation.relaxed),
    }


def expanded(answer: Answer) -> list[str]:
    """The reviewed synonyms, and the learned terms where clauses are shown that lack typed words."""
    terms = answer.explanation.terms if answer.explanation else ()
    learned = [term.text for term in terms if term.origin == "learned"]
    return list(dict.fromkeys([*answer.query.expanded, *learned[:_LEARNED_SHOWN]]))


def explain_json(answer: Answer) -> dict[str, Any]:
    """The parsed query and every term with its field, weight and number of clauses."""
    known = answer.explanation or Explanation((), len(answer.hits), relaxed=False)
    return {
        "parsed": answer.query.parsed,
        "looked_up": answer.looked_up,
        "complete": known.complete,
        "relaxed": known.relaxed,
        "terms": [
            {
                "term": term.text,
                "field": term.field,
                "origin": term.origin,
                "weight": term.weight,
                "clauses": term.documents,
            }
            for term in known.terms
        ],
    }


def matched(hit: dict[str, Any], explanation: Explanation | None) -> dict[str, list[str]]:
    """Where the terms of the query stand in a hit: its text, its title, its headings."""
    terms = explanation.terms if explanation else ()
    places = {place: fold(hit[place] or "") for place in _PLACES}
    return {
        place: list(dict.fromkeys(term.text for term in terms if fold(term.text) in folded))
        for place, folded in places.items()
    }


def matched_lines(hit: dict[str, Any]) -> Iterator[str]:
    """The same, a line a place, where it was asked for."""
    for place, words in hit.get("matched", {}).items():
        if words:
            yield say("matched in {field}: {words}", field=_names()[place], words="、".join(words))


def _names() -> dict[str, str]:
    """Places, fields and origins as a person is told of them."""
    return {
        "text": say("text"),
        "title": say("title"),
        "path": say("headings"),
        "words": say("words"),
        "chars": say("chars"),
        "typed": say("typed"),
        "synonym": say("synonym"),
        "learned": say("learned"),
    }


def print_query(found: dict[str, Any]) -> None:
    """What a reader should know of how the query was asked; all of it with --explain."""
    query, out = found["query"], console()
    if query["relaxed"] and not query["complete"]:
        out.print(say("no clause has all the words; the best of the others are shown"), style="dim")
    for other in query["suggested"]:
        out.print(say("did you mean: {query}", query=other), style="yellow", markup=False)
    if query["expanded"]:
        added = say("also looked for: {words}", words="、".join(query["expanded"]))
        out.print(added, style="dim", markup=False)
    if "explain" in query:
        out.print(say("read as: {parsed}", parsed=query["parsed"]), markup=False)
        _print_terms(query["explain"]["terms"])


def print_facets(found: dict[str, Any]) -> None:
    """How all hits spread, where a page does not show them all: the first values of three facets."""
    if found["total"] <= len(found["hits"]):
        return
    named = {
        "issuers": say("Hits by issuer: {counts}"),
        "status": say("Hits by status: {counts}"),
        "year": say("Hits by year: {counts}"),
    }
    for facet, sentence in named.items():
        if values := found["facets"].get(facet):
            line = sentence.format(counts=_spread(values, found["total"]))
            console().print(line, style="dim", markup=False)


def _spread(values: dict[str, int], total: int) -> str:
    """The first values with their hits, and what is left: the sum is the number of hits.

    A clause that several issuers made stands under each, which is said.
    """
    shown = list(values.items())[:_FACET_SHOWN]
    counts = [f"{value or say('not stated')} {count}" for value, count in shown]
    joint = sum(values.values()) > total
    others = sum(list(values.values())[_FACET_SHOWN:]) if joint else total - sum(n for _, n in shown)
    counts += [say("others {n}", n=others)] if others else []
    return " · ".join(counts) + (say(" (a clause of several stands under each)") if joint else "")


def _print_terms(terms: list[dict[str, Any]]) -> None:
    from reader.display import fill, table

    spoken = _names()
    rows = (
        (
            term["term"],
            spoken[term["field"]],
            spoken[term["origin"]],
            term["weight"],
            term["clauses"] or None,
        )
        for term in terms
    )
    console().print(fill(table("Term", "Field", "From", "Weight", "In clauses"), rows))

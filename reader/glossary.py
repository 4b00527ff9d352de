"""glossary: what the documents held mean by a term (术语), each definition with its clause."""

from __future__ import annotations

from typing import Any

from cleaners.normalise import fold
from kb.home import Home
from kb.read import Base, TermRow
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.citing import cite, number_of
from reader.display import fill, table
from reader.wording import say

_RANKS = ("exact", "prefix", "contains")


def glossary(home: Home, term: str | None, *, limit: int, as_json: bool) -> int:
    """Print the terms that a word finds: the term itself, those that begin with it, those that hold it."""
    asked = readable(term or "").strip()
    with opened(home) as base:
        ranked = sorted(
            base.terms(asked), key=lambda row: (_rank(row, asked), len(row.term), row.term, row.work)
        )
        found = [_entry(base, row, _RANKS[_rank(row, asked)]) for row in ranked[:limit]]
    if not found:
        raise Unanswerable(say("no document held defines {term}", term=shortened(asked) or say("any term")))
    if as_json:
        print_json({"term": term, "total": len(ranked), "terms": found})
        return DONE
    out = console()
    rows = ((_names(entry), _meaning(entry), entry["citation"]) for entry in found)
    out.print(fill(table("Term", "Meaning", "Provision"), rows))
    if len(ranked) > len(found):
        out.print(say("{shown} of {total} definitions", shown=len(found), total=len(ranked)), style="dim")
    return DONE


def _rank(row: TermRow, asked: str) -> int:
    """0 the term or another name of it, 1 one that begins with it, 2 one that holds it."""
    key = fold(asked)
    names = (row.term_key, *map(fold, row.aliases))
    if key in names or not key:
        return 0
    return 1 if any(name.startswith(key) for name in names) else 2


def _entry(base: Base, row: TermRow, match: str) -> dict[str, Any]:
    work = base.work(row.work)
    assert work is not None, "terms are settled with the works that define them"
    carrier = base.work(work.carrier) if work.carrier else None
    return {
        "term": row.term,
        "aliases": list(row.aliases),
        "match": match,
        "sense": row.sense,
        "text": row.text,
        "work": row.work,
        "eid": row.eid,
        "title": work.title,
        "citation": cite(work.title, number_of(work, carrier), row.eid),
        "status": work.status,
        "snapshot": row.snapshot,
        "span": [row.start, row.end] if row.start is not None else None,
    }


def _names(entry: dict[str, Any]) -> str:
    also = "、".join(entry["aliases"])
    return f"{entry['term']}（{also}）" if also else str(entry["term"])


def _meaning(entry: dict[str, Any]) -> str:
    text = " ".join(str(entry["text"]).split())
    return f"包括{text}" if entry["sense"] == "includes" else text

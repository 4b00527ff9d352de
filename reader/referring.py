"""Who refers to a document or a provision, and what it refers to (引用与被引): cites, reports_on …"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kb.read import Base, RelationRow, WorkRow
from reader.citing import cite, number_of, place
from reader.company import unheld_name
from reader.display import fill, table
from reader.wording import say

KINDS = ("based_on", "cites", "reports_on")
SHOWN = 20  # rows that a person is shown; --json has all


def referring_json(base: Base, work: WorkRow, eid: str | None) -> dict[str, Any]:
    """What a work, or a provision with all that stands in it, refers to, and who refers to it.

    Of a whole work its references to itself are left out; of a provision those within the provision.
    """
    out = [row for kind in KINDS for row in base.relations_from(work.id, kind=kind)]
    back = [row for kind in KINDS for row in base.relations_to(work.id, kind=kind)]
    if eid is None:
        out = [row for row in out if row.to_work != work.id]
        back = [row for row in back if row.from_work != work.id]
    else:
        out = [row for row in out if _inside(row.from_eid, eid) and not _within(row, eid)]
        back = [row for row in back if _inside(row.to_eid, eid) and not _within(row, eid)]
    return {"refers_to": [_out(base, row) for row in out], "cited_by": _cited_by(base, back)}


def _inside(place_of: str, eid: str) -> bool:
    return place_of == eid or place_of.startswith(f"{eid}__")


def _within(row: RelationRow, eid: str) -> bool:
    own = row.from_work == row.to_work
    return own and _inside(row.from_eid, eid) and _inside(row.to_eid, eid)


def _out(base: Base, row: RelationRow) -> dict[str, Any]:
    held = base.work(row.to_work)
    return {
        "kind": row.kind,
        "from_eid": row.from_eid or None,
        "work": row.to_work,
        "held": held is not None,
        "eid": row.to_eid or None,
        "citation": _citation(base, held, row.to_eid) if held else unheld_name(row.to_work),
        **_evidence(row),
    }


def _cited_by(base: Base, rows: Iterable[RelationRow]) -> dict[str, Any]:
    """One entry a document, the newest first, each with the places that refer."""
    by_work: dict[str, list[RelationRow]] = defaultdict(list)
    for row in rows:
        by_work[row.from_work].append(row)
    held = [(work, found) for name, found in by_work.items() if (work := base.work(name)) is not None]
    held.sort(key=lambda pair: pair[0].id)
    held.sort(key=lambda pair: _day(pair[0]), reverse=True)
    for _, found in held:
        found.sort(key=lambda row: (row.start is None, row.start or 0, row.to_eid))
    return {
        "documents": len(held),
        "references": sum(len(found) for _, found in held),
        "by": [_citing(base, work, found) for work, found in held],
    }


def _citing(base: Base, work: WorkRow, rows: list[RelationRow]) -> dict[str, Any]:
    return {
        "work": work.id,
        "title": work.title,
        "role": work.role,
        "date": _day(work) or None,
        "url": work.url,
        "references": [
            {
                "kind": row.kind,
                "eid": row.from_eid or None,
                "citation": _citation(base, work, row.from_eid),
                "to_eid": row.to_eid or None,
                **_evidence(row),
            }
            for row in rows
        ],
    }


def _evidence(row: RelationRow) -> dict[str, Any]:
    span = [row.start, row.end] if row.start is not None else None
    return {"quote": row.quote or None, "snapshot": row.snapshot, "span": span}


def _day(work: WorkRow) -> str:
    return work.date_document or work.date_publication or ""


def _citation(base: Base, work: WorkRow, eid: str) -> str:
    carrier = base.work(work.carrier) if work.carrier else None
    return cite(work.title, number_of(work, carrier), eid)


def print_referring(out: Any, found: dict[str, Any]) -> None:
    """Both directions for a person: what is referred to, then by whom, with the words that say so."""
    words = {"based_on": say("Based on"), "cites": say("Cites"), "reports_on": say("Reports on")}
    refers = [
        (words[row["kind"]], _named(row), row["quote"]) for row in found["refers_to"] if row["citation"]
    ]
    if refers:
        out.print(fill(table("Relation", "Document", "Words"), refers[:SHOWN]))
        _print_rest(out, len(refers))
    cited = found["cited_by"]
    if cited["documents"]:
        says = say("cited: {n} documents, {m} places", n=cited["documents"], m=cited["references"])
        out.print("\n" + says, style="bold", markup=False)
        rows = [
            (row["citation"], place(row["to_eid"]) if row["to_eid"] else "", row["quote"])
            for entry in cited["by"]
            for row in entry["references"]
        ]
        out.print(fill(table("Cited by", "Place", "Words"), rows[:SHOWN]))
        _print_rest(out, len(rows))


def _named(row: dict[str, Any]) -> str:
    return str(row["citation"]) + ("" if row["held"] else f"（{say('not held')}）")


def _print_rest(out: Any, rows: int) -> None:
    if rows > SHOWN:
        out.print(say("and {n} more; --json lists all", n=rows - SHOWN), style="dim", markup=False)

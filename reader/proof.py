"""What an event rests on (凭据): the sentence of a notice, the row of its list, and the pages of both."""

from __future__ import annotations

from typing import Any

from kb.read import AnnouncementRow, Base, EventRow, WorkRow
from reader.citing import cite
from reader.tracked import TYPES, Told


def proof_json(base: Base, one: Told) -> dict[str, Any]:
    """An event with its evidence; spans count characters of the snapshot's text."""
    event, row = one.event, one.announcement
    return {
        "event": event.id,
        "type": event.type,
        "type_zh": TYPES[event.type],
        "programme": event.programme,
        "batch": event.batch,
        "day": row.day,
        "day_basis": row.day_basis,
        "holder": event.holder,
        "old_name": event.old_name or None,
        "region": event.region or None,
        "outcome": event.outcome or None,
        **clause_json(base, one.work, row),
        "list": _list_json(base, event),
        "review": event.review,
        "reason": event.reason or None,
    }


def clause_json(base: Base, work: WorkRow, row: Any) -> dict[str, Any]:
    """The clause that a row of a notice rests on: its sentence, its place, its page."""
    page = base.snapshot(row.snapshot)
    return {
        "work": work.id,
        "title": work.title,
        "eid": row.eid,
        "citation": cite(work.title, work.doc_number, row.eid),
        "quote": row.quote,
        "span": [row.start, row.end],
        "snapshot": row.snapshot,
        "url": page.url if page else work.url,
        "sha256": page.body_sha256 if page else None,
        "fetched_at": page.fetched_at if page else None,
        "lineage": work.lineage,
        "fictional": bool(work.fictional),
    }


def announcement_json(base: Base, work: WorkRow, row: AnnouncementRow) -> dict[str, Any]:
    """An announcement with its counts, its validity and its clause."""
    return {
        "type": row.type,
        "type_zh": TYPES[row.type],
        "programme": row.programme,
        "batch": row.batch,
        "day": row.day,
        "day_basis": row.day_basis,
        "declared": row.declared,
        "extracted": row.extracted,
        "doubts": list(row.doubts),
        "validity": {
            "from": row.valid_from,
            "to": row.valid_to,
            "years": row.years,
            "extends": bool(row.extends),
            "basis": row.validity_basis,
            "quote": row.validity_quote or None,
        },
        **clause_json(base, work, row),
    }


def _list_json(base: Base, event: EventRow) -> dict[str, Any] | None:
    """The row of the list that names the holder; None when the sentence itself does."""
    if event.list is None or event.list_row is None:
        return None
    row, page = base.list_row(event.list, event.list_row), base.snapshot(event.list)
    if row is None or page is None:
        return None
    return {
        "snapshot": page.id,
        "url": page.url,
        "sha256": page.body_sha256,
        "row": row.ordinal,
        "seq": row.seq,
        "heads": list(row.heads),
        "cells": list(row.cells),
        "page": row.page,
        "table": row.tab,
        "line": row.line,
    }

"""A document as JSON (文件视图): the one place that decides which facts of a work are shown, and how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cleaners.effect.review import review_due
from cleaners.effect.standing import DRAFT, LAPSED, NOT_APPLICABLE, REPEALED, Force, status_as_of
from cleaners.model import OFFICIAL
from kb.read import Base, ExpressionRow, ManifestationRow, ProvisionRow, RelationRow, WorkRow
from reader.citing import cite, number_of
from reader.collation import collation_json
from reader.display import completeness


def is_official(lineage: str) -> bool:
    """Whether a copy of this lineage counts as official."""
    return lineage in OFFICIAL


def standing(work: WorkRow, day: date) -> str:
    """The status on a day, derived from the dates the text gives and never stored."""
    dates = (work.date_in_force, work.date_no_longer_in_force, work.date_changed)
    first, last, changed = (date.fromisoformat(day) if day else None for day in dates)
    force = Force(first, last, work.status, change=work.change, date_changed=changed)
    return status_as_of(force, day)


def work_json(work: WorkRow, carrier: WorkRow | None, day: date) -> dict[str, Any]:
    """The facts of a work; the status is that of the day, with the sentence that says so."""
    return {
        "id": work.id,
        "title": work.title,
        "citation": cite(work.title, number_of(work, carrier)),
        "role": work.role,
        "kind": work.kind,
        "doc_number": number_of(work, carrier),
        "issuers": list(work.issuers),
        "carrier": work.carrier,
        "dates": {
            "document": work.date_document,
            "publication": work.date_publication,
            "in_force": work.date_in_force,
            "no_longer_in_force": work.date_no_longer_in_force,
        },
        "status": standing(work, day),
        "status_evidence": work.status_evidence,
        "review_due": _review(work, day),
        "lineage": work.lineage,
        "source": work.source,
        "url": work.url,
        "programme": work.programme,
        "region": work.region,
        "fictional": bool(work.fictional),
    }


def _review(work: WorkRow, day: date) -> dict[str, Any] | None:
    """The rule of its issuer by which a document in force is due for review on a day; it ends nothing."""
    first, last = (
        date.fromisoformat(d) if d else None for d in (work.date_in_force, work.date_no_longer_in_force)
    )
    due = review_due(work.issuers, work.kind, first, last)
    if due is None or day < due.day or standing(work, day) in (REPEALED, LAPSED, DRAFT, NOT_APPLICABLE):
        return None
    term = due.term
    return {"since": due.day.isoformat(), "rule": term.rule, "article": term.article, "source": term.source}


def provision_json(provision: ProvisionRow, work: WorkRow, carrier: WorkRow | None) -> dict[str, Any]:
    """One provision with its citation."""
    return {
        "eid": provision.eid,
        "kind": provision.kind,
        "label": provision.label,
        "heading": provision.heading,
        "path": provision.path,
        "text": provision.text,
        "status": provision.status,
        "citation": cite(work.title, number_of(work, carrier), provision.eid),
    }


def witnesses_json(manifestations: Iterable[ManifestationRow], base: Base) -> list[dict[str, Any]]:
    """The copies held, each with the hash of its bytes."""
    found = []
    for copy in manifestations:
        snapshot = base.snapshot(copy.snapshot)
        found.append(
            {
                "manifestation": copy.id,
                "url": copy.url,
                "title": copy.title,
                "lineage": copy.lineage,
                "source": copy.source,
                "first_seen": copy.first_seen,
                "last_seen": copy.last_seen,
                "snapshot": copy.snapshot,
                "sha256": snapshot.body_sha256 if snapshot else None,
            }
            | collation_json(base, copy)
        )
    return found


def relations_json(base: Base, work: str, eid: str | None = None) -> list[dict[str, Any]]:
    """Relations with other works, in both directions; `other` is the work at the far end, titled if held."""
    found = [("out", r, r.to_work, r.to_eid) for r in base.relations_from(work, eid)]
    found += [("in", r, r.from_work, r.from_eid) for r in base.relations_to(work, eid)]
    found = [entry for entry in found if entry[1].from_work != entry[1].to_work]
    return [_relation(base, direction, row, other, place) for direction, row, other, place in found]


def _relation(base: Base, direction: str, row: RelationRow, other: str, place: str) -> dict[str, Any]:
    held = base.work(other)
    return {
        "direction": direction,
        "kind": row.kind,
        "other": other,
        "held": held is not None,
        "title": held.title if held else None,
        "eid": place or None,
        "quote": row.quote or None,
    }


def completeness_json(expression: ExpressionRow, official: bool) -> dict[str, Any]:
    """How much is held: counts, and the sentence that `show` heads with."""
    return {
        "articles": expression.articles,
        "articles_known": expression.articles_known,
        "official_copy": official,
        "says": completeness(expression.articles, expression.articles_known, official),
    }


def quoted_by(base: Base, work: str, eid: str) -> list[dict[str, Any]]:
    """Who quotes a clause word for word, one entry a quoting document."""
    found: dict[str, dict[str, Any]] = {}
    for row in base.relations_to(work, eid, "quotes"):
        other = base.work(row.from_work)
        if other is None:
            continue
        entry = found.setdefault(
            other.id,
            {
                "work": other.id,
                "title": other.title,
                "lineage": other.lineage,
                "url": other.url,
                "quotes": [],
            },
        )
        entry["quotes"].append({"eid": row.from_eid, "quote": row.quote})
    return list(found.values())

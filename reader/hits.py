"""A hit as JSON (命中): one article with citation, best point, snippet, dates and quotations."""

from __future__ import annotations

from datetime import date
from typing import Any

from cleaners.masking.masks import shown
from cleaners.normalise import fold
from index.results import Hit
from index.snippet import snippet
from kb.read import Base, ProvisionRow
from reader.citing import cite, number_of
from reader.documents import quoted_by, standing


def hit_json(base: Base, hit: Hit, terms: tuple[str, ...], day: date) -> dict[str, Any] | None:
    """The contract's hit; None when the base no longer holds what the index names."""
    named = base.provision(hit.work, hit.eid)
    provision = unit_of_search(base, named) if named else None
    work = base.work(hit.work)
    if work is None or named is None or provision is None:
        return None
    point = named.eid if named.eid != provision.eid else best_point(base, provision, terms)
    carrier = base.work(work.carrier) if work.carrier else None
    return {
        "eid": provision.eid,
        "point": point,
        "work": work.id,
        "title": work.title,
        "citation": cite(work.title, number_of(work, carrier), hit.eid),
        "path": provision.path,
        "text": provision.text,
        "snippet": snippet(provision.text, terms, told=shown).marked,
        "score": round(hit.score, 4),
        "date": work.date_document or work.date_publication,
        "dates": {
            "document": work.date_document,
            "publication": work.date_publication,
            "in_force": work.date_in_force,
            "no_longer_in_force": work.date_no_longer_in_force,
        },
        "issuer": work.issuers[0] if work.issuers else None,
        "issuers": list(work.issuers),
        "lineage": work.lineage,
        "source": work.source,
        "url": work.url,
        "status": standing(work, day),
        "doc_number": number_of(work, carrier),
        "fictional": bool(work.fictional),
        "quoted_by": quoted_by(base, work.id, provision.eid),
    }


def unit_of_search(base: Base, named: ProvisionRow) -> ProvisionRow:
    """The unit that search returns for a provision: itself, or the article it stands in."""
    unit = named
    while not unit.is_hit and unit.parent:
        outer = base.provision(unit.work, unit.parent)
        if outer is None:
            return named
        unit = outer
    return unit if unit.is_hit else named


def best_point(base: Base, provision: ProvisionRow, terms: tuple[str, ...]) -> str | None:
    """The inner unit that holds most of what was searched, the smallest on a tie; None when none does."""
    inner = base.inner(provision.expression, provision.eid)
    keys = {fold(term) for term in terms}
    scored = [(sum(key in fold(p.text) for key in keys), -len(p.text), p) for p in inner]
    best = max(scored, key=lambda s: s[:2], default=None)
    return best[2].eid if best and best[0] else None

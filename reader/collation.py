"""How copies differ from the text that a work rests on (对校与异文), as JSON and in a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cleaners.normalise import fold_script
from kb.read import Base, ManifestationRow, VariantRow
from reader.display import LINEAGES
from reader.wording import say


def collation_json(base: Base, copy: ManifestationRow) -> dict[str, Any]:
    """Of a copy the share that stands word for word and every difference kept; nulls of the base text."""
    row = base.collation(copy.id)
    if row is None:
        return {"verbatim": None, "held": None, "differences": None, "variants": []}
    return {
        "verbatim": row.verbatim,
        "held": row.held,
        "differences": {"missing": row.missing, "added": row.added, "altered": row.altered},
        "variants": [_variant(variant) for variant in base.variants(copy.id)],
    }


def variants_json(base: Base, work: str, eid: str) -> list[dict[str, Any]]:
    """What copies say otherwise in one provision, each with the page that says it.

    What a copy adds and was restored from it is no variant any more.
    """
    pages: dict[str, ManifestationRow] = {page.id: page for page in base.manifestations(work)}
    provision = base.provision(work, eid)
    held = fold_script(provision.text) if provision else ""
    found = (v for v in base.variants_of(work, eid) if v.kind != "added" or fold_script(v.text) not in held)
    return [_variant(v) | _page(pages[v.manifestation]) for v in found if v.manifestation in pages]


def _variant(row: VariantRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "work": row.work,
        "eid": row.eid or None,
        "base_text": row.base_text or None,
        "text": row.text or None,
        "differs": [list(change) for change in row.differs],
        "touches": list(row.touches),
        "span": None if row.start is None else [row.start, row.end],
    }


def _page(page: ManifestationRow) -> dict[str, Any]:
    return {"manifestation": page.id, "url": page.url, "lineage": page.lineage}


def share_words(witness: dict[str, Any]) -> str:
    """The share of a copy that stands word for word; of the base text its name."""
    return say("base text") if witness["verbatim"] is None else f"{witness['verbatim']:.0%}"


def difference_words(witness: dict[str, Any]) -> str:
    """How many sentences differ, in a few words; those first that change a figure or a negation."""
    counts = witness["differences"]
    if not counts or not any(counts.values()):
        return ""
    named = [say("{n} altered", n=counts["altered"])] if counts["altered"] else []
    if turned := sum(bool(variant["touches"]) for variant in witness["variants"]):
        named.append(say("{n} in figures, names or negations", n=turned))
    named += [say("{n} missing", n=counts["missing"])] if counts["missing"] else []
    named += [say("{n} added", n=counts["added"])] if counts["added"] else []
    return " · ".join(named)


def variant_lines(variants: Iterable[dict[str, Any]]) -> list[str]:
    """Each difference of a provision in a line: what changed, and who says so."""
    return [
        say(
            "otherwise in {page}: {change}",
            page=f"{LINEAGES.get(v['lineage'], v['lineage'])} {v['url']}",
            change=_change(v),
        )
        for v in variants
    ]


def _change(variant: dict[str, Any]) -> str:
    if variant["kind"] == "missing":
        return say("missing: {text}", text=variant["base_text"])
    if variant["kind"] == "added":
        return say("added: {text}", text=variant["text"])
    return "，".join(f"{was or '∅'} → {now or '∅'}" for was, now in variant["differs"]) or variant["text"]

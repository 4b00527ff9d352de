"""trace: where a provision comes from (溯源): the page, its bytes, the span, the rules that touched it."""

from __future__ import annotations

from typing import Any

from cleaners.masking.masks import shown
from kb.home import Home
from kb.read import Base, ProvisionRow, RemovedRow, SnapshotRow
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.citing import cite, number_of
from reader.collation import variant_lines, variants_json
from reader.display import LINEAGES, facts, fill, table
from reader.restored import given_by
from reader.wording import say

CONTEXT = 60  # characters shown on either side of the span


def trace_json(base: Base, work_id: str, eid: str) -> dict[str, Any]:
    """The evidence of one provision; raises Unanswerable when it is not held."""
    provision = _provision(base, work_id, eid)
    snapshot = base.snapshot(provision.snapshot)
    assert snapshot is not None, "a provision refers to a snapshot by foreign key"
    work = base.work(work_id)
    assert work is not None
    carrier = base.work(work.carrier) if work.carrier else None
    return {
        "work": work_id,
        "eid": eid,
        "citation": cite(work.title, number_of(work, carrier), eid),
        "status": provision.status,
        "text": provision.text,
        "spans": [{"witness": w, "start": start, "end": end} for w, start, end in provision.spans],
        "span": [provision.start, provision.end],
        "quote": _cut(snapshot, provision.start, provision.end),
        "snapshot": snapshot_json(snapshot),
        "witnesses": [
            given | {"snapshot": snapshot_json(page)} for _, page, given in given_by(base, provision)
        ],
        "rules": [_removal(removed) for removed in base.removed(snapshot.id)],
        "variants": variants_json(base, work_id, provision.eid),
    }


def snapshot_json(snapshot: SnapshotRow) -> dict[str, Any]:
    """The page as it was fetched: enough to find and check its bytes again."""
    return {
        "id": snapshot.id,
        "url": snapshot.url,
        "fetched_at": snapshot.fetched_at,
        "sha256": snapshot.body_sha256,
        "bytes": snapshot.body_bytes,
        "content_type": snapshot.content_type,
        "charset": snapshot.charset,
        "warc": {"file": snapshot.warc_file, "offset": snapshot.warc_offset},
        "source": snapshot.source,
        "lineage": snapshot.lineage,
        "rules": snapshot.rules,
        "fictional": bool(snapshot.fictional),
        "stock_codes": list(snapshot.stock_codes),
    }


def _provision(base: Base, work_id: str, eid: str) -> ProvisionRow:
    provision = base.provision(readable(work_id), readable(eid))
    if provision is not None:
        return provision
    if base.work(work_id) is None:
        raise Unanswerable(say("no work {work} is held", work=shortened(work_id)))
    raise Unanswerable(say("{work} has no {eid}", work=work_id, eid=shortened(eid)))


def _cut(snapshot: SnapshotRow, start: int, end: int) -> str:
    return snapshot.text[start:end] if snapshot.text else ""


def _removal(removed: RemovedRow) -> dict[str, Any]:
    return {"rule": removed.rule, "quote": removed.quote}


def trace(home: Home, eid: str, work: str, *, as_json: bool) -> int:
    """Print the evidence of a provision."""
    with opened(home) as base:
        found = trace_json(base, work, eid)
    if as_json:
        print_json(found)
    else:
        _show(found)
    return DONE


def _show(found: dict[str, Any]) -> None:
    out, page = console(), found["snapshot"]
    out.print(found["citation"], style="bold")
    out.print(found["text"])
    out.print(
        facts(
            [
                ("Address", page["url"]),
                ("Fetched", page["fetched_at"]),
                ("Lineage", LINEAGES.get(page["lineage"], page["lineage"])),
                ("sha256", page["sha256"]),
                ("Archive", f"{page['warc']['file']} @ {page['warc']['offset']}"),
                ("Span", _span(found["span"])),
            ]
        )
    )
    for witness in found["witnesses"]:
        out.print(fill(table("Restored from", "Fetched", "sha256", "Span", "Words there"), _given(witness)))
    for line in variant_lines(found["variants"]):
        out.print(line, style="dim", markup=False)
    if found["rules"]:
        rows = ((rule["rule"], shown(rule["quote"])[:CONTEXT]) for rule in found["rules"])
        out.print(fill(table("Rule", "Cut from this page"), rows))


def _given(witness: dict[str, Any]) -> list[tuple[str, ...]]:
    page = witness["snapshot"]
    where = f"{LINEAGES.get(page['lineage'], page['lineage'])} {page['url']}"
    places = zip(witness["spans"], witness["quotes"], strict=True)
    return [(where, page["fetched_at"], page["sha256"], f"{s}–{e}", quote) for (s, e), quote in places]


def _span(span: list[int]) -> str:
    return say("characters {start} to {end} of the page's text", start=span[0], end=span[1])

"""What witnesses gave to a provision (补文): which copy, where in it, its own words; JSON and a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kb.read import Base, ProvisionRow, SnapshotRow
from reader.display import LINEAGES
from reader.wording import say


def given_by(base: Base, provision: ProvisionRow) -> list[tuple[str, SnapshotRow, dict[str, Any]]]:
    """Of each witness that gave something: its role, its snapshot, and what stands where in it."""
    spans: dict[int, list[list[int]]] = defaultdict(list)
    for witness, start, end in provision.spans:
        if witness:
            spans[witness].append([start, end])
    if not spans:
        return []
    rows = {row.witness: row for row in base.witnesses(provision.expression)}
    found = []
    for witness, places in sorted(spans.items()):
        snapshot = base.snapshot(rows[witness].snapshot)
        assert snapshot is not None, "a witness refers to a snapshot by foreign key"
        quotes = [(snapshot.text or "")[start:end] for start, end in places]
        given = {"witness": witness, "role": rows[witness].role, "spans": places, "quotes": quotes}
        found.append((rows[witness].role, snapshot, given))
    return found


def restored_json(base: Base, provision: ProvisionRow) -> dict[str, Any]:
    """The pages that gave parts of a provision; empty for what the base text holds itself."""
    return {
        "restored_from": [
            given
            | {
                "snapshot": snapshot.id,
                "url": snapshot.url,
                "lineage": snapshot.lineage,
                "sha256": snapshot.body_sha256,
            }
            for _, snapshot, given in given_by(base, provision)
        ]
    }


def restored_lines(entries: Iterable[dict[str, Any]]) -> list[str]:
    """Each restored piece in a line: who holds it, and its words there."""
    return [
        say(
            "restored from {page}: {text}",
            page=f"{LINEAGES.get(entry['lineage'], entry['lineage'])} {entry['url']}",
            text=quote,
        )
        for entry in entries
        for quote in entry["quotes"]
    ]

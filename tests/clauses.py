"""Clauses held in memory, as the index reads them from a base: for tests and for measuring."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kb.read import Entry
from kb.rows import ProvisionRow, RelationRow

_EMPTY = Entry(
    key="", work="", eid="", ordinal=0, title="", path="", label="", heading="", text="",
    role="instrument", kind=None, doc_number=None, carrier=None, carrier_title=None, issuers=(),
    status="未标明", lineage="unknown", source="import", url="", programme=None, region=None,
    date_document=None, date_publication=None, date_in_force=None, date_no_longer_in_force=None,
    fictional=True,
)  # fmt: skip


def clause(work: str, eid: str, text: str, **fields: object) -> Entry:
    """An entry of a fictional work; every other field as given."""
    return replace(_EMPTY, key=f"{work}|{eid}", work=work, eid=eid, text=text, **fields)  # type: ignore[arg-type]


@dataclass
class Clauses:
    """A source of entries and their texts; answers what kb.read.Base answers to the index."""

    listed: list[Entry]
    quotes: list[RelationRow] = field(default_factory=list)

    def fingerprints(self) -> dict[str, str]:
        prints = {entry.work: hashlib.sha256() for entry in self.listed}
        for entry in self.listed:
            prints[entry.work].update(repr(entry).encode())
        return {work: print_.hexdigest() for work, print_ in prints.items()}

    def entries(self, works: Iterable[str] | None = None) -> Iterator[Entry]:
        wanted = None if works is None else set(works)
        return (entry for entry in self.listed if wanted is None or entry.work in wanted)

    def provision(self, work: str, eid: str) -> ProvisionRow | None:
        entry = self._by_key.get(f"{work}|{eid}")
        if entry is None:
            return None
        return ProvisionRow(
            f"{work}@", eid, work, entry.ordinal, "article", None, entry.label, entry.heading,
            entry.path, entry.text, "whole", "", 0, len(entry.text), (), 1,
        )  # fmt: skip

    def relations_from(
        self, work: str, eid: str | None = None, kind: str | None = None
    ) -> tuple[RelationRow, ...]:
        return tuple(
            row
            for row in self.quotes
            if row.from_work == work
            and row.from_eid == (eid or row.from_eid)
            and row.kind == (kind or row.kind)
        )

    @property
    def _by_key(self) -> dict[str, Entry]:
        if len(self._keys) != len(self.listed):
            self._keys = {entry.key: entry for entry in self.listed}
        return self._keys

    _keys: dict[str, Entry] = field(default_factory=dict, repr=False)

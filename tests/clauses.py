"""Clauses held in memory, as the index reads them from a base: for tests and for measuring."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.read import Entry, title_key
from kb.rows import ExpressionRow, ProvisionRow, RelationRow, WorkRow

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


def _work_of(entry: Entry) -> WorkRow:
    own_number = None if entry.carrier else entry.doc_number
    ordinal = int(entry.work.rpartition("/")[2]) if entry.carrier else 0
    return WorkRow(
        entry.work, entry.title, title_key(entry.title), entry.role, entry.kind, own_number, entry.issuers,
        entry.carrier, ordinal, entry.date_document, None, None, None, entry.status, None, entry.lineage,
        entry.source, entry.url, None, None, 1, "",
    )  # fmt: skip


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

    # -- what resolving a citation asks

    def work(self, work: str) -> WorkRow | None:
        return self._works.get(work)

    def works_by_number(self, doc_number: str) -> tuple[WorkRow, ...]:
        return tuple(row for row in self._works.values() if row.doc_number == doc_number)

    def works_by_title(self, title: str) -> tuple[WorkRow, ...]:
        return tuple(self._titles.get(title_key(title), ()))

    def carried(self, work: str) -> tuple[WorkRow, ...]:
        return tuple(row for row in self._works.values() if row.carrier == work)

    def expressions(self, work: str) -> tuple[ExpressionRow, ...]:
        articles = sum(entry.work == work and entry.eid.startswith("art_") for entry in self.listed)
        return (ExpressionRow(f"{work}@", work, "原文", None, "", 0, articles, articles, "", "", None),)

    @cached_property
    def _works(self) -> dict[str, WorkRow]:
        return {entry.work: _work_of(entry) for entry in self.listed}

    @cached_property
    def _titles(self) -> dict[str, list[WorkRow]]:
        titles: dict[str, list[WorkRow]] = {}
        for row in self._works.values():
            titles.setdefault(row.title_key, []).append(row)
        return titles

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

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.listed}

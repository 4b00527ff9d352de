"""What ranking asks of an index and of a base (倒排表): interfaces that index/fulltext.py and kb answer."""

from __future__ import annotations

from typing import Protocol

from index.analyzer import Analyzer
from index.scorer import Posting
from index.table import Table
from kb.rows import ProvisionRow, RelationRow


class Texts(Protocol):
    """Where the texts are; kb.read.Base answers it."""

    def provision(self, work: str, eid: str) -> ProvisionRow | None: ...

    def relations_from(
        self, work: str, eid: str | None = None, kind: str | None = None
    ) -> tuple[RelationRow, ...]: ...


class Postings(Protocol):
    """What ranking asks of the index."""

    table: Table
    texts: Texts
    analyzer: Analyzer
    documents: int

    def frequency(self, field: str, term: str) -> int: ...

    def idf(self, field: str, term: str) -> float: ...

    def posting(self, field: str, term: str) -> Posting: ...

    def begun_by(self, field: str, prefix: str, most: int) -> list[str]: ...

    def key(self, doc: int) -> str: ...

    def document(self, key: str) -> int | None: ...

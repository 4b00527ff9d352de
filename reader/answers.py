"""The answer to one query (检索结果), as search folds it and explain tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from index.query import Query
from index.results import Explanation, Hit


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of one query, folded but not yet cut to a page."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    terms: tuple[str, ...]
    looked_up: bool
    missing: tuple[str, ...] = ()  # cited, but not held: one sentence each
    explanation: Explanation | None = None
    suggested: tuple[str, ...] = ()  # other queries of which clauses have all the words
    exact: bool = True  # `total` is counted; else some phrases were too common to be read everywhere

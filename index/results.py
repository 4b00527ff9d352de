"""What a search is asked for and what it answers (检索结果): the records of the index's door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DateKind = Literal["any", "document", "publication", "in_force"]
DATE_KINDS: tuple[DateKind, ...] = ("any", "document", "publication", "in_force")


class IndexUnreadable(Exception):
    """The index cannot answer; the message is one line and names the command that mends it."""


class IndexMissing(IndexUnreadable):
    """There is no index."""


class IndexStale(IndexUnreadable):
    """The index was made by another analyzer, dictionary, schema or library."""


class QueryTooLong(Exception):
    """More than a person types; the message says how much is read."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits of a search (筛选). Issuer, programme and region match a part of the name; `work` takes in what
    the work carries. Dates are YYYY-MM-DD, YYYY-MM or YYYY; "any" is the first known of document, publication
    and in force."""

    issuer: str | None = None
    kind: str | None = None
    status: str | None = None
    lineage: str | None = None
    source: str | None = None
    programme: str | None = None
    region: str | None = None
    work: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    date_kind: DateKind = "any"


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision found (命中): its key is `work|eid`."""

    key: str
    work: str
    eid: str
    score: float


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that was looked for: in which field, whence (typed, synonym, learned), its weight, and
    in how many documents it stands (0: not counted)."""

    text: str
    field: str
    origin: str
    weight: float
    documents: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a query was asked with; `complete` hits have all words, `relaxed`: others are among the hits."""

    terms: tuple[Term, ...]
    complete: int
    relaxed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: a page of hits, how many there are in all, and how they spread.

    `facets` name -> ((value, hits) …), most first, "" without one. `terms` are what to mark in a snippet.
    `verified` is False when a phrase had so many candidates that `total` counts some that were not
    looked at; the hits were.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    terms: tuple[str, ...]
    verified: bool = True
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an update did: provisions added and deleted, whether a generation was written; `anew` says why all
    of it was (empty: only what changed)."""

    generation: str
    added: int
    deleted: int
    written: bool
    anew: str = ""

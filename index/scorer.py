"""Scores and sets of documents as arrays (打分): BM25 in the words of Whoosh, AND, OR, the best of many.

The numbers are those of Whoosh's BM25F to the last bit for one term; of several terms only the order of the
sum differs. A posting list is read once and kept while there is room, its share of the score with it.
Nothing here names Whoosh: index/fulltext.py gives the bytes.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.table import Mask, Numbers, Table
from index.weighted import Weighted

B, K1 = 0.75, 1.2  # measured best on data/stard, and Whoosh's own
_HELD = 4_000_000  # postings kept decoded, 16 bytes each


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents of a term in order, its weight in each, and its share of the score before the idf."""

    docs: Numbers
    weights: Numbers
    impacts: Numbers


NOWHERE = Posting(np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.float64))


class Held:
    """Postings read and kept (缓存), the longest unused leave first."""

    def __init__(self, read: Callable[[str, str], Posting], room: int = _HELD) -> None:
        self._read = read
        self._room = room
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], Posting] = OrderedDict()

    def posting(self, field: str, term: str) -> Posting:
        key = (field, term)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        posting = self._kept[key] = self._read(field, term)
        self._size += len(posting.docs) + 1
        while self._size > self._room and len(self._kept) > 1:
            _, left = self._kept.popitem(last=False)
            self._size -= len(left.docs) + 1
        return posting

    def clear(self) -> None:
        self._kept.clear()
        self._size = 0


def norms(mean: float, lengths: Numbers) -> Numbers:
    """What the length of each document adds to a divisor; `lengths` in words, as Whoosh rounds them."""
    return K1 * ((1 - B) + B * lengths / mean)


def impacts(weights: Numbers, normed: Numbers) -> Numbers:
    """The share of a term in the score of its documents, in Whoosh's order of operations."""
    times = weights.astype(np.float64)
    return np.asarray((times * (K1 + 1)) / (times + normed))


def idf(documents: int, frequency: int) -> float:
    """Whoosh's own inverse document frequency."""
    return math.log(documents / (frequency + 1)) + 1


def summed(parts: Iterable[tuple[float, Posting]], documents: int) -> Numbers:
    """The score of every document: of each posting its factor times its impacts."""
    scores = np.zeros(documents)
    for factor, posting in parts:
        scores[posting.docs] += factor * posting.impacts
    return scores


def common(lists: Iterable[Numbers], documents: int) -> Numbers:
    """The documents that stand in all lists (AND); each list in order, the shortest best first."""
    lists = iter(lists)
    found = next(lists)
    for other in lists:
        if not len(found) or not len(other):
            return found[:0]
        if 16 * len(found) < len(other):
            places = np.searchsorted(other, found)
            found = found[other[np.minimum(places, len(other) - 1)] == found]
        else:
            found = found[masked(other, documents)[found]]
    return found


def masked(docs: Numbers, documents: int) -> Mask:
    mask = np.zeros(documents, np.bool_)
    mask[docs] = True
    return mask


def scored_at(docs: Numbers, parts: Iterable[tuple[float, Posting]]) -> Numbers:
    """The scores of these documents, each of which stands in every posting."""
    scores = np.zeros(len(docs))
    for factor, posting in parts:
        scores += factor * posting.impacts[np.searchsorted(posting.docs, docs)]
    return scores


def best(docs: Numbers, scores: Numbers, rows: Numbers, most: int) -> Numbers:
    """The places of the highest scores, best first; ties by work and reading order."""
    places = np.arange(len(docs))
    if len(docs) > most > 0:
        least = np.partition(scores, len(docs) - most)[len(docs) - most]
        places = np.flatnonzero(scores >= least)
    docs, scores = docs[places], scores[places]
    return np.asarray(places[np.lexsort((docs, rows[docs], -scores))[:most]])


# -- whole queries, for what is only ranked and for measuring


class Index(Protocol):
    """What a query of tokens asks of the index."""

    documents: int
    table: Table

    def idf(self, field: str, term: str) -> float: ...

    def posting(self, field: str, term: str) -> Posting: ...


Page = list[tuple[int, float]]


def any_of(index: Index, terms: Sequence[Weighted], most: int, mask: Mask | None = None) -> Page:
    """The best documents with any of the terms (OR), of those in the mask."""
    parts = _parts(index, terms)
    if len(parts) == 1:
        factor, posting = parts[0]
        docs, scores = posting.docs, factor * posting.impacts
    else:
        every = summed(parts, index.documents)
        docs = np.flatnonzero(every)
        scores = every[docs]
    if mask is not None:
        kept = mask[docs]
        docs, scores = docs[kept], scores[kept]
    return _page(index, docs, scores, most)


def all_of(index: Index, terms: Sequence[Weighted], most: int, mask: Mask | None = None) -> Page:
    """The best documents with all of the terms (AND), of those in the mask."""
    parts = _parts(index, terms)
    docs = common(sorted((posting.docs for _, posting in parts), key=len), index.documents)
    docs = docs if mask is None else docs[mask[docs]]
    return _page(index, docs, scored_at(docs, parts), most)


def _parts(index: Index, terms: Sequence[Weighted]) -> list[tuple[float, Posting]]:
    return [(t.weight * index.idf("words", t.token), index.posting("words", t.token)) for t in terms]


def _page(index: Index, docs: Numbers, scores: Numbers, most: int) -> Page:
    places = best(docs, scores, index.table.rows, most)
    return list(zip(docs[places].tolist(), scores[places].tolist(), strict=True))

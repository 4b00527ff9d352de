"""The wide score of a question (宽评分): for clauses that lack some of its words.

To the words typed come neighbouring characters, which see through other ways of cutting words, and the terms
that such words were learned to ask for (index/expansion.py). Then a clause gains from the other clauses of
its document: a law that answers in many places is the law that is meant. All of it only orders clauses that
do not have all the words; one that has them all is ranked by these alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleaners.normalise import fold
from index.bigrams import phrase_grams
from index.expansion import lay_expansion
from index.scorer import idf
from index.synonyms import WEIGHT, variants
from index.table import NO_WORK

if TYPE_CHECKING:
    from index.postings import Postings

Scores = NDArray[np.float64]

# Measured on data/stard, docs/decisions/0029
_PAIRS = 0.6  # of a pair of characters beside a word
EXPANDED = 0.3  # of a learned term
_OF_DOCUMENT = 0.05  # of the document's strength in what was typed
_OF_DOCUMENT_EXPANDED = 0.2  # and in what was learned
_MOST_PAIRS = 96  # the rarest of a query
_MOST_POSTINGS = 500_000  # read for one query: a bound on its cost


def wide_scores(index: Postings, tokens: Iterable[str], text: str) -> Scores:
    """The score of every document; 0 where nothing typed or learned stands. `tokens` are those of the text
    that tell documents apart."""
    own = np.zeros(index.documents, dtype=np.float64)
    _add(own, index, "words", dict.fromkeys(tokens, 1.0))
    _add(own, index, "chars", dict.fromkeys(_pairs(index, text), _PAIRS))
    _add(own, index, "words", dict.fromkeys(_said_otherwise(index, text), WEIGHT))
    learned = np.zeros(index.documents, dtype=np.float64)
    expansion = lay_expansion(index.analyzer.tokens(text))
    _add(learned, index, "words", {term: weight * EXPANDED for term, weight in expansion.items()})
    rows = _rows(index)
    found = own + learned
    lift = _of_document(own, rows) * _OF_DOCUMENT + _of_document(learned, rows) * _OF_DOCUMENT_EXPANDED
    return np.where(found > 0, found + lift, found)


def _said_otherwise(index: Postings, text: str) -> list[str]:
    """The tokens that only the synonyms of a query have."""
    typed = set(index.analyzer.tokens(text))
    others = (token for _, word in variants(text) for token in index.analyzer.tokens(word))
    return [token for token in dict.fromkeys(others) if token not in typed]


def _pairs(index: Postings, text: str) -> list[str]:
    """The pairs of neighbouring characters of the parts typed, the rarest first."""
    pairs = set().union(*(phrase_grams(fold(part)) for part in text.split()))
    known = {pair: times for pair in pairs if (times := index.frequency("chars", pair))}
    return sorted(known, key=lambda pair: (known[pair], pair))[:_MOST_PAIRS]


def _add(scores: Scores, index: Postings, field: str, terms: Mapping[str, float]) -> None:
    """Add the BM25 of weighted terms, as many as the bound allows.

    Deleted documents are not counted: what is worth showing does not hang on when the index was merged.
    """
    living, left = int(np.count_nonzero(index.table.every)), _MOST_POSTINGS
    for term, weight in terms.items():
        posting = index.posting(field, term)
        left -= len(posting.docs)
        if left < 0:
            break
        scores[posting.docs] += weight * idf(living, len(posting.docs)) * posting.impacts


def _rows(index: Postings) -> NDArray[np.int64]:
    """The row of the work of each document, deleted ones in a row of their own."""
    rows = np.asarray(index.table.rows, dtype=np.int64)
    return np.where(rows == NO_WORK, rows[rows != NO_WORK].max(initial=-1) + 1, rows)


def _of_document(scores: Scores, rows: NDArray[np.int64]) -> Scores:
    """For each document the strength of its work: the cube root of the sum of its scores' cubes.

    Near the best score where one clause answers, above it where several do, so that length alone wins little.
    """
    strength: Scores = np.cbrt(np.bincount(rows, weights=scores**3))
    return strength[rows]

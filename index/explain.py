"""Why these hits (检索说明): what a query was asked with, each term with its field and weight.

typed: as a person wrote it · synonym: a reviewed other word · learned: a legal term that such words were seen
to ask for. What was not typed counts only for clauses that lack typed words, and is told only where such are
among the hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from index.expansion import lay_expansion
from index.results import Explanation, Term
from index.synonyms import WEIGHT, alternatives
from index.wide import EXPANDED

if TYPE_CHECKING:
    from index.postings import Postings


def explained(
    index: Postings, tokens: Iterable[str], phrases: Iterable[str], soft: str, *, complete: int, total: int
) -> Explanation:
    """The explanation of a query: `soft` are its bare words, `complete` the hits that have all of them."""
    relaxed = bool(soft) and total > complete
    terms = [
        *(Term(phrase, "chars", "typed", 1.0, 0) for phrase in phrases),
        *(_term(index, token, "typed", 1.0) for token in tokens),
        *(_synonyms(index, soft)),
        *(_learned(index, soft) if relaxed else ()),
    ]
    return Explanation(tuple(terms), complete if soft else total, relaxed)


def _synonyms(index: Postings, soft: str) -> Iterator[Term]:
    for word in alternatives(soft):
        known = [index.frequency("words", token) for token in index.analyzer.words(word)]
        yield Term(word, "words", "synonym", WEIGHT, min(known, default=0))


def _learned(index: Postings, soft: str) -> Iterator[Term]:
    typed = set(index.analyzer.tokens(soft))
    for term, weight in lay_expansion(index.analyzer.tokens(soft)).items():
        found = _term(index, term, "learned", round(weight * EXPANDED, 3))
        if found.documents and term not in typed:
            yield found


def _term(index: Postings, token: str, origin: str, weight: float) -> Term:
    return Term(token, "words", origin, weight, index.frequency("words", token))

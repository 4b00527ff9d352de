"""Legal terms for lay words (口语与法言): a person asks about 赔钱, the clause says 损害赔偿.

lay_terms.tsv holds, for a word of questions, the words that stood in the articles answering such questions
more often than chance, each with its weight and the number of questions that show it. It was learned from
labelled questions by tests/learn_expansion.py and holds no sentence of theirs. What is added this way weighs
less than what was typed, and ranks only clauses that lack some of the typed words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

MOST = 60  # terms added to one query
CAP = 0.8  # of one term, however many words ask for it


@dataclass(frozen=True, slots=True)
class Learned:
    """A term that answers a word (对应词): its weight above chance, and in how many questions it was seen."""

    term: str
    weight: float
    evidence: int


Learnt = Mapping[str, str]  # word -> its line: "term 43 12\tterm …", read only when asked for


@lru_cache(maxsize=1)
def lay_terms() -> Learnt:
    """The terms of every word, as they stand in the file."""
    return as_learnt(files("index").joinpath("lay_terms.tsv").read_text(encoding="utf-8"))


def as_learnt(text: str) -> Learnt:
    """The lines of a file by their first column; comments begin with #."""
    lines = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {word: terms for word, terms in lines}  # noqa: C416  dict() would want pairs, these are lists


def learned(word: str, learnt: Learnt) -> Iterator[Learned]:
    """What is known of a word, the heaviest first.

    >>> list(learned("赔钱", {"赔钱": "赔偿 43 12"}))
    [Learned(term='赔偿', weight=0.43, evidence=12)]
    """
    for entry in filter(None, learnt.get(word, "").split("\t")):
        term, weight, evidence = entry.rsplit(" ", 2)
        yield Learned(term, int(weight) / 100, int(evidence))


def lay_expansion(tokens: Iterable[str], learnt: Learnt | None = None) -> dict[str, float]:
    """The terms that a query's tokens ask for, each with a weight of at most CAP, the heaviest first."""
    known = lay_terms() if learnt is None else learnt
    sums: dict[str, float] = defaultdict(float)
    for token in dict.fromkeys(tokens):
        for entry in learned(token, known):
            sums[entry.term] += entry.weight
    heaviest = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return {term: min(weight, CAP) for term, weight in heaviest}

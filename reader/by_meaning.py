"""search --by-meaning: the first hits in the order of words and meaning together (语义重排), when asked for.

Never by itself: it takes seconds, and what a model finds alike nobody can check word by word. What was found
and how many stays the same; only the order of the first hits changes (docs/decisions/0031).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, pstdev

from index.results import Hit
from kb.read import Base
from reader.answer import Unanswerable
from reader.answers import Answer
from reader.meaning import NoEmbedding, closeness

_FIRST = 40  # hits are read again, some .1 s of CPU each
_WEIGHT = 2.0  # of the meaning beside the words, both in their own spread


def by_meaning(base: Base, answer: Answer, question: str) -> Answer:
    """The answer with its first hits in the other order; a citation has none."""
    first, rest = answer.hits[:_FIRST], answer.hits[_FIRST:]
    if answer.looked_up or len(first) < 2:
        return answer
    try:
        close = closeness(question, [_text(base, hit) for hit in first], question=True)
    except NoEmbedding as error:
        raise Unanswerable(str(error)) from error
    words, meaning = _spread([hit.score for hit in first]), _spread(close)
    fused = [word + _WEIGHT * sense for word, sense in zip(words, meaning, strict=True)]
    order = sorted(range(len(first)), key=lambda at: (-fused[at], at))
    scores = sorted((hit.score for hit in first), reverse=True)  # a score stays one that search gives
    moved = tuple(replace(first[at], score=score) for at, score in zip(order, scores, strict=True))
    return replace(answer, hits=(*moved, *rest))


def _text(base: Base, hit: Hit) -> str:
    """What the model reads of a hit: the title of its work, then the clause."""
    work, provision = base.work(hit.work), base.provision(hit.work, hit.eid)
    return f"{work.title if work else ''} {provision.text if provision else ''}"


def _spread(values: Sequence[float]) -> list[float]:
    """The values as distances from their mean, in standard deviations."""
    mean, deviation = fmean(values), pstdev(values) or 1.0
    return [(value - mean) / deviation for value in values]

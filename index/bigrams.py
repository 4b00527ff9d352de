"""Characters of a text (字): the pairs that the chars field holds, and whether a phrase really stands there.

A paragraph's pairs are those of its folded text, closed by a sentinel, so that its last character begins a
pair too: every single character is then the beginning of some pair. Positions are not kept: a phrase is the
AND of its pairs and is then looked for in the provision's text. A phrase never spans two paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from cleaners.normalise import fold

END = "\x03"


def folded_paragraphs(text: str) -> Iterator[str]:
    """The folded paragraphs of a text, without the empty ones."""
    return (folded for folded in map(fold, text.splitlines()) if folded)


def pairs(text: str) -> Counter[str]:
    """Every pair of neighbouring characters with its frequency.

    >>> sorted(pairs("集群\\n群")) == sorted(["集群", "群" + END])
    True
    """
    found: Counter[str] = Counter()
    for folded in folded_paragraphs(text):
        closed = folded + END
        found.update(map("".join, pairwise(closed)))
    return found


def phrase_pairs(phrase: str) -> tuple[str, ...]:
    """The distinct pairs that a text with this folded phrase must have; none for a single character."""
    return tuple(dict.fromkeys(map("".join, pairwise(phrase))))


def stands(phrase: str, raw: str, text: str) -> bool:
    """Whether the folded `phrase` stands in one paragraph of `text`; `raw` is the phrase as typed.

    The characters as typed are looked for first: that is the common case, and quick.
    """
    if raw and "\n" not in raw and raw in text:
        return True
    return any(phrase in folded for folded in folded_paragraphs(text))

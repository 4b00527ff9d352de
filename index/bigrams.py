"""Characters of a text (字): the single ones and the pairs that the chars field holds, and whether a phrase
really stands there.

Positions are not kept: a phrase is the AND of its pairs and is then looked for in the provision's text. A
phrase never spans two paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from cleaners.normalise import fold


def folded_paragraphs(text: str) -> Iterator[str]:
    """The folded paragraphs of a text, without the empty ones."""
    return (folded for folded in map(fold, text.splitlines()) if folded)


def grams(folded: str) -> Counter[str]:
    """Every character and every pair of neighbours in the lines of a folded text, with its frequency.

    >>> sorted(grams("集群\\n群")) == sorted(["集", "群", "集群"])
    True
    """
    found: Counter[str] = Counter()
    for line in folded.split("\n"):
        found.update(line)
        found.update(map("".join, pairwise(line)))
    return found


def phrase_grams(phrase: str) -> tuple[str, ...]:
    """The distinct pairs that a text with this folded phrase must have; a single character is itself."""
    return tuple(dict.fromkeys(map("".join, pairwise(phrase)))) or ((phrase,) if phrase else ())


def stands(phrase: str, raw: str, text: str) -> bool:
    """Whether the folded `phrase` stands in one paragraph of `text`; `raw` is the phrase as typed.

    The characters as typed are looked for first: that is the common case, and quick.
    """
    if raw and "\n" not in raw and raw in text:
        return True
    return any(phrase in folded for folded in folded_paragraphs(text))

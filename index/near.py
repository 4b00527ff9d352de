"""Whether words stand near each other (邻近): all of them in one paragraph, with few characters between.

The distance counts the characters between one place and the next, after folding; the order does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.bigrams import folded_paragraphs

_MOST_PLACES = 200  # of one word in one paragraph


def stand_near(terms: Sequence[str], distance: int, text: str) -> bool:
    """Whether the folded terms stand in one paragraph, each no farther than `distance` from the next.

    >>> [stand_near(("三年", "集群"), most, "集群有效期为三年。") for most in (3, 4)]
    [False, True]
    """
    return any(_near_in(terms, distance, paragraph) for paragraph in folded_paragraphs(text))


def _near_in(terms: Sequence[str], distance: int, paragraph: str) -> bool:
    """Runs of places with small gaps: one that holds every term. One pass over the places in order."""
    places = sorted(place for n, term in enumerate(terms) if term for place in _places(paragraph, term, n))
    wanted = {n for n, term in enumerate(terms) if term}
    seen: set[int] = set()
    reach = -1
    for start, end, n in places:
        if seen and start - reach > distance:
            seen = set()
        seen.add(n)
        reach = end if len(seen) == 1 else max(reach, end)
        if seen == wanted:
            return True
    return False


def _places(paragraph: str, term: str, n: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    at = paragraph.find(term)
    while at >= 0 and len(found) < _MOST_PLACES:
        found.append((at, at + len(term), n))
        at = paragraph.find(term, at + 1)
    return found

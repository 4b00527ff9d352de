"""The words that changed between two wordings (改动): spans in both, figures and negations always whole.

Reads two texts; writes which characters of the one stand as which characters of the other. Compared on the
folded key, so width and quotes change nothing; spans count in the texts as they were given. It never says
that anything is equal whose folded characters differ. Long texts are compared sentence by sentence first, so
that time stays bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Literal

from cleaners.comparing.marks import telling
from cleaners.normalise import fold_offsets

Op = Literal["replace", "delete", "insert"]

_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_DENIED = "得予能应可再准许须宜要经"  # 不得, 不予, 未经: read with the negation
_PLAIN = re.compile(r"\w")
_LONG = 600  # tokens of both sides: more, and sentences are laid beside each other first
_LONGEST = 3_000  # tokens of two stretches without a common sentence: more, and they are replaced as a whole


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in the one text at `a`, in the other at `b`: half-open spans, empty where nothing does."""

    op: Op
    a: tuple[int, int]
    b: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes between two texts in their order, and the share of characters that both have in common."""

    changes: tuple[Change, ...]
    similarity: float


_Token = tuple[int, int]  # where it stands in the key
_Block = tuple[int, int, int, int]  # tokens a to b of the one are tokens c to d of the other


@cache
def _tokens() -> re.Pattern[str]:
    """Figures, numerals, Latin words, negations with what they deny, modal words, single characters."""
    turning = telling()["turning"]
    denied = "".join(turning["negations"])
    words = "|".join(
        sorted((word for word in turning["modals"] if word[0] not in denied), key=len, reverse=True)
    )
    figures = rf"\d+(?:[.,]\d+)*%?|[{_NUMERALS}]+"
    return re.compile(rf"{figures}|[a-z]+|[{denied}][{_DENIED}]?|{words}|.", re.DOTALL)


def compare(a: str, b: str) -> Comparison:
    """What differs between two texts.

    >>> [(c.op, c.a, c.b) for c in compare("罚款三十万元，可以公告。", "罚款五十万元，不得公告。").changes]
    [('replace', (2, 5), (2, 5)), ('replace', (7, 9), (7, 9))]
    """
    (one, one_at), (other, other_at) = fold_offsets(a), fold_offsets(b)
    if one == other:
        return Comparison((), 1.0)
    left = [match.span() for match in _tokens().finditer(one)]
    right = [match.span() for match in _tokens().finditer(other)]
    blocks = _joined(one, left, _blocks(one, left, other, right))
    gone = sum(left[b - 1][1] - left[a][0] for a, b, _, _ in blocks if a < b)
    come = sum(right[d - 1][1] - right[c][0] for _, _, c, d in blocks if c < d)
    same = len(one) - gone + len(other) - come
    changes = tuple(
        Change(_op(block), _span(left, block[:2], one_at, len(a)), _span(right, block[2:], other_at, len(b)))
        for block in blocks
    )
    return Comparison(changes, same / (len(one) + len(other)))


def _op(block: _Block) -> Op:
    a, b, c, d = block
    return "insert" if a == b else "delete" if c == d else "replace"


def _span(
    tokens: Sequence[_Token], stretch: tuple[int, int], offsets: Sequence[int], length: int
) -> tuple[int, int]:
    """The span in the text of a stretch of tokens; an empty one stands where the next token begins."""
    start, end = stretch
    if start == end:
        at = offsets[tokens[start][0]] if start < len(tokens) else length
        return at, at
    return offsets[tokens[start][0]], offsets[tokens[end - 1][1] - 1] + 1


def _blocks(one: str, left: Sequence[_Token], other: str, right: Sequence[_Token]) -> Iterator[_Block]:
    """The stretches of tokens that differ."""
    words = [one[start:end] for start, end in left], [other[start:end] for start, end in right]
    head, tail = _ends(*words)
    inner = (head, len(left) - tail, head, len(right) - tail)
    if inner[1] - inner[0] + inner[3] - inner[2] <= _LONG:
        yield from _within(*words, inner)
        return
    for block in _within(_sentences(words[0], inner[:2]), _sentences(words[1], inner[2:]), None):
        starts = _starts(words[0], inner[:2]), _starts(words[1], inner[2:])
        a, b, c, d = (starts[side // 2][place] for side, place in enumerate(block))
        yield from _within(*words, (a, b, c, d)) if b - a + d - c <= _LONGEST else ((a, b, c, d),)


def _within(one: Sequence[str], other: Sequence[str], block: _Block | None) -> Iterator[_Block]:
    """What differs inside a stretch, or in the whole."""
    start, end, begin, close = block or (0, len(one), 0, len(other))
    matcher = SequenceMatcher(None, one[start:end], other[begin:close], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield start + a, start + b, begin + c, begin + d


def _ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many tokens agree from the front and, behind these, from the back."""
    least = min(len(one), len(other))
    head = next((n for n in range(least) if one[n] != other[n]), least)
    tail = next((n for n in range(least - head) if one[-1 - n] != other[-1 - n]), least - head)
    return head, tail


def _starts(words: Sequence[str], within: tuple[int, int]) -> list[int]:
    """The tokens at which the sentences of a stretch begin, and its end."""
    first, last = within
    ends = [n + 1 for n in range(first, last) if words[n] in "。；;"]
    return list(dict.fromkeys([first, *ends, last]))


def _sentences(words: Sequence[str], within: tuple[int, int]) -> list[str]:
    starts = _starts(words, within)
    return ["".join(words[a:b]) for a, b in pairwise(starts)]


def _joined(one: str, left: Sequence[_Token], blocks: Iterator[_Block]) -> list[_Block]:
    """Changes with one character between them are one change: it reads better than two halves."""
    found: list[_Block] = []
    for block in blocks:
        if found and _touch(one, left, found[-1], block):
            a, _, c, _ = found.pop()
            block = (a, block[1], c, block[3])
        found.append(block)
    return found


def _touch(one: str, left: Sequence[_Token], before: _Block, block: _Block) -> bool:
    between = one[left[before[1]][0] : left[block[0] - 1][1]] if before[1] < block[0] else ""
    return len(between) <= 1 and (not between or _PLAIN.match(between) is not None)

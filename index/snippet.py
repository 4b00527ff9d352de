"""A few sentences of a provision around what was looked for (摘要): cut at sentence borders, matches marked.

The marks are spans; a caller that prints plain text uses `marked`. The characters are the provision's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cleaners.normalise import fold, fold_offsets

MAX_LENGTH = 120
_OPEN, _CLOSE, _CUT = "«", "»", "…"
# a sentence with its end: 有效期为三年。 | （一）提升主导产业优势；
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a provision: its text, and the places in it that match, in order and without overlap."""

    text: str
    marks: tuple[tuple[int, int], ...]

    @property
    def marked(self) -> str:
        """The text with «…» around each match."""
        parts, at = [], 0
        for start, end in self.marks:
            parts += [self.text[at:start], _OPEN, self.text[start:end], _CLOSE]
            at = end
        return "".join([*parts, self.text[at:]])


def snippet(
    text: str, terms: Sequence[str], *, length: int = MAX_LENGTH, told: Callable[[str], str] = str
) -> Snippet:
    """The sentences with the most different terms; the beginning when none matches.

    `told`: how the text may be told, at its length; the stretch is cut from that.

    >>> snippet("甲可以申报。乙的有效期为三年。", ["有效期"], length=10).marked
    '…乙的«有效期»为三年。'
    """
    marks = find_terms(text, terms)
    start, end = _window(text, marks, terms, length)
    lead = _CUT if start else ""
    body = told(text)[start:end].rstrip()
    tail = _CUT if start + len(body) < len(text.rstrip()) else ""
    shift = len(lead) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if start <= a and b <= start + len(body))
    return Snippet(lead + body + tail, inside)


def find_terms(text: str, terms: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in a text, folded on both sides; touching and overlapping places are one."""
    folded, offsets = fold_offsets(text)
    found: list[tuple[int, int]] = []
    for term in dict.fromkeys(filter(None, map(fold, terms))):
        at = folded.find(term)
        while at >= 0:
            end = at + len(term)
            if not _inside_number(folded, at, end):
                found.append((offsets[at], offsets[end - 1] + 1))
            at = folded.find(term, end)
    return _merged(sorted(found))


def _inside_number(text: str, start: int, end: int) -> bool:
    """Figures are matched whole: 4 is no part of 347."""
    before = start > 0 and text[start].isdigit() and text[start - 1].isdigit()
    return before or (end < len(text) and text[end - 1].isdigit() and text[end].isdigit())


def _merged(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _window(
    text: str, marks: Sequence[tuple[int, int]], terms: Sequence[str], length: int
) -> tuple[int, int]:
    """The run of whole sentences of about `length` characters that holds the most of what was looked for."""
    sentences = [match.span() for match in _SENTENCE.finditer(text) if match[0].strip()]
    if not sentences:
        return 0, 0
    best = max(range(len(sentences)), key=lambda i: (_worth(text, marks, sentences[i]), -i))
    start, end = sentences[best]
    if end - start > length:
        return _around(text, marks, start, end, length)
    for _, next_end in sentences[best + 1 :]:
        if next_end - start > length:
            break
        end = next_end
    for previous_start, _ in reversed(sentences[:best]):
        if end - previous_start > length:
            break
        start = previous_start
    return start, end


def _worth(text: str, marks: Sequence[tuple[int, int]], sentence: tuple[int, int]) -> tuple[int, int]:
    """How many different matches a sentence has, and how long they are together."""
    inside = [text[a:b] for a, b in marks if sentence[0] <= a and b <= sentence[1]]
    return len(set(inside)), sum(map(len, inside))


def _around(
    text: str, marks: Sequence[tuple[int, int]], start: int, end: int, length: int
) -> tuple[int, int]:
    """A part of one long sentence: from its beginning, or from a comma before the first match."""
    first = next((a for a, b in marks if start <= a and b <= end), start)
    if first - start < length // 2:
        return start, min(end, start + length)
    comma = max(text.rfind(mark, start, max(start, first - 8)) for mark in "，、：,")
    begin = comma + 1 if comma >= start and first - comma < length // 2 else max(start, first - length // 4)
    return begin, min(end, begin + length)

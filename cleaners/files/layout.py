"""Letters on a page (版面): from where each stands to lines and words.

Reads glyphs with their places, in points from the top left corner; writes lines in the order of reading, for
files that know places only: PDF and OFD. Must never drop a letter but one that is printed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_SAME_LINE = 0.5  # of a glyph's height: letters whose middles are so near stand on one line
_LATIN_GAP = 0.25  # of a glyph's height: a gap between words of Latin script
_OBLIQUE = 0.1
_HAIR = 0.15  # of a glyph's height
_WIDE_GAP = 0.8  # a gap that parts anything


class Glyph(NamedTuple):
    """One letter or a run of them, and the box it stands in."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Rule(NamedTuple):
    """A drawn line: where it lies, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as it is printed: its letters, the lines drawn across it and down it."""

    glyphs: tuple[Glyph, ...]
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


def is_oblique(a: float, b: float) -> bool:
    """Whether letters of this matrix climb or fall across the page, as those of a watermark do.

    >>> is_oblique(1, 0), is_oblique(0.7, 0.7), is_oblique(0, 1)
    (False, True, False)
    """
    return min(abs(a), abs(b)) > _OBLIQUE * max(abs(a), abs(b))


def once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Letters without those that are printed twice a hair apart, which makes them look bold."""
    seen: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        x, y = int(glyph.left), int(glyph.top)
        near = (seen.get((glyph.text, x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if glyph.text.isspace() or not any(other and _upon(glyph, other) for other in near):
            yield glyph
        seen[glyph.text, x, y] = glyph


def _upon(glyph: Glyph, other: Glyph) -> bool:
    hair = min(1.5, _HAIR * glyph.height)
    return abs(glyph.left - other.left) < hair and abs(glyph.top - other.top) < hair


def in_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The letters of each line from left to right, lines from the top down."""
    lines: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        if lines and glyph.middle - middle <= _SAME_LINE * max(glyph.height, lines[-1][-1].height):
            lines[-1].append(glyph)
            middle += (glyph.middle - middle) / len(lines[-1])
        else:
            lines.append([glyph])
            middle = glyph.middle
    return [sorted(line) for line in lines]


def spelled(line: Sequence[Glyph]) -> str:
    """The text of a line; a gap is a space where letters would run together."""
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in line:
        if before is not None and _parted(before, glyph):
            parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    return " ".join("".join(parts).split())


def _parted(before: Glyph, glyph: Glyph) -> bool:
    if not before.text or not glyph.text:
        return False
    gap = (glyph.left - before.right) / max(before.height, glyph.height, 0.1)
    latin = before.text[-1].isascii() and glyph.text[0].isascii()
    return gap > (_LATIN_GAP if latin else _WIDE_GAP)


def wrapped(lines: Iterable[str]) -> str:
    """Lines of one cell as one text: Latin words stay apart, ideographs close up."""
    text = ""
    for line in lines:
        apart = text and line and text[-1].isascii() and line[0].isascii() and text[-1].isalpha()
        text += f" {line}" if apart else line
    return text


def in_words(line: Sequence[Glyph], gap: float) -> list[list[Glyph]]:
    """The letters of a line parted where there is a gap, in heights of a letter, or a space."""
    words: list[list[Glyph]] = []
    before: Glyph | None = None
    for glyph in line:
        if glyph.text.isspace():
            continue
        near = before is not None and glyph.left - before.right <= gap * max(before.height, glyph.height)
        if near:
            words[-1].append(glyph)
        else:
            words.append([glyph])
        before = glyph
    return words

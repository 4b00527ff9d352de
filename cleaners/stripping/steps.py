"""What is in the text but not of it (剥离): the line steps in their order, each in a file of its own.

Reads lines of text; writes the lines that stay and a Removed for each cut, which
cleaners.stripping.removal.restore can undo. Every step is idempotent. Must never cut a clause: every cut
keeps its rule and its place.
"""

from __future__ import annotations

from collections.abc import Callable

from cleaners.model import Removed
from cleaners.stripping.debris import strip_debris, strip_invisible, strip_pinyin
from cleaners.stripping.farm import strip_farm
from cleaners.stripping.interference import strip_injection, strip_sprinkled
from cleaners.stripping.removal import Cut, Lines
from cleaners.stripping.tail import strip_tail
from cleaners.stripping.toolbar import strip_furniture
from cleaners.stripping.watermark import strip_watermark

BLANKS = " \t\r\f\u3000\xa0\ufeff"
_ROUNDS = 8

LINE_STEPS: tuple[Callable[[Lines], Cut], ...] = (
    strip_debris,
    strip_invisible,
    strip_watermark,
    strip_injection,
    strip_sprinkled,
    strip_pinyin,
    strip_furniture,
    strip_tail,
    strip_farm,
)


def strip_text(text: str) -> tuple[str, tuple[Removed, ...]]:
    """The plain-text path: debris, watermark, tail, furniture lines. Idempotent."""
    kept, removed = strip_lines(lines_of(text))
    return "\n".join(kept), removed


def lines_of(text: str) -> Lines:
    """The lines of a text that are not blank, without white space at their ends."""
    return tuple(line for raw in text.split("\n") if (line := raw.strip(BLANKS)))


def strip_lines(lines: Lines, title: str = "") -> Cut:
    """All line steps in their order, until they find nothing more: a cut can lay open another.

    `title` is the page's own where it is known; else the first line speaks for it.
    """
    removed: list[Removed] = []
    passed: dict[Callable[[Lines], Cut], Lines] = {}  # the lines in which a step found nothing
    for _ in range(_ROUNDS):
        found = len(removed)
        for step in LINE_STEPS:
            if passed.get(step) is lines:
                continue
            lines, cut = step(lines)
            removed += cut
            if not cut:
                passed[step] = lines
        if len(removed) == found:
            break
    lines, cut = strip_sprinkled(lines, title) if title else (lines, ())
    return lines, (*removed, *cut)

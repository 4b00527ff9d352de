"""The smallest pieces a text is put together from (单元): headings, and sentences with their labels.

Reads a text and the labels found in it; writes units that tile it. A unit never crosses a sentence end, a
line end or a standing label, so whatever a copyist moved, cut or repeated is a run of whole units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cleaners.labels import DIVISIONS, Label, find_labels
from cleaners.normalise import fold

UnitKind = Literal["heading", "article", "point", "plain"]

# a sentence with its closing quotes, or the rest of a line: 中小企业的，从其规定。
_SENTENCE = re.compile(r"[^。；！？\n]*(?:[。；！？][”’」』）)》]?|\n|$)")
# 规划和建设: the words of a heading; 第二章规定的第七条 is a citation
_SHORT_WORDS = re.compile(r"(?!的|规定|所|中|以|第)[^。；！？，：“”《》\n]{1,40}\n?")
_RANK = {"part": 1, "subpart": 2, "chapter": 3, "section": 4, "han": 5}
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit (单元): offsets in the text, folded key, kind and number.

    `number` is (value, 之-value) of the label, (0, 0) without one; `rank` tells headings apart: 1 编 … 4 节.
    """

    start: int
    end: int
    key: str
    kind: UnitKind
    number: tuple[int, int] = (0, 0)
    rank: int = 0

    @property
    def opens_list(self) -> bool:
        """The unit ends in a colon: points follow."""
        return self.key.endswith(":")

    @property
    def ended(self) -> bool:
        """The unit ends as a sentence does; a title, a 落款 or a cut copy does not."""
        return self.key.rstrip("\"')]").endswith(("。", ";", "!", "?", ":"))


def split_units(text: str) -> tuple[Unit, ...]:
    """The units of a text, in order; white space between them belongs to none."""
    marks = list(_openers(text, find_labels(text)))
    units: list[Unit] = []
    edges = [0, *(label.start for label in marks), len(text)]
    heads: list[Label | None] = [None, *marks]
    for head, start, end in zip(heads, edges, edges[1:], strict=False):
        if start < end:
            units.extend(_cut(text, head, start, end))
    return tuple(units)


def _openers(text: str, labels: tuple[Label, ...]) -> Iterator[Label]:
    """The labels that open a unit: articles, divisions, points, and 一、 where it heads an article."""
    headed = False
    for label, after in zip(labels, (*labels[1:], None), strict=True):
        if label.kind == "han" or (label.kind in DIVISIONS and not label.stands):
            headed = after is not None and _heads_article(text, label, after)
            if headed:
                yield label
        elif label.kind in DIVISIONS:
            headed = after is not None and _heads_article(text, label, after)
            yield label
        elif (headed and label.kind == "article" and not label.quoted) or _opens_unit(label):
            headed = False
            yield label


def _opens_unit(label: Label) -> bool:
    return label.stands and label.kind in ("article", "han_paren")


def _heads_article(text: str, label: Label, after: Label) -> bool:
    """第五章附则第九条, 一、一般规定第一条: a heading stands directly before an article or a division."""
    if label.place not in ("line", "sentence", "heading") or label.quoted:
        return False
    below = after.kind == "article" or after.kind in DIVISIONS
    return below and _SHORT_WORDS.fullmatch(text, label.end, after.start) is not None


def _cut(text: str, head: Label | None, start: int, end: int) -> Iterator[Unit]:
    """The sentences from one label to the next; the first carries the label."""
    first = True
    for match in _SENTENCE.finditer(text, start, end):
        key = fold(match[0])
        if key:
            yield _unit(key, head if first else None, match.start(), match.end(), match[0])
            first = False


def _unit(key: str, head: Label | None, start: int, end: int, printed: str) -> Unit:
    start += len(printed) - len(printed.lstrip())
    end -= len(printed) - len(printed.rstrip())
    if head is None:
        return Unit(start, end, key, "plain")
    if head.kind in _RANK and len(key) <= _LONGEST_HEADING:
        return Unit(start, end, key, "heading", (head.number, head.sub), _RANK[head.kind])
    if head.kind in _RANK:
        return Unit(start, end, key, "plain")
    kind: UnitKind = "article" if head.kind == "article" else "point"
    return Unit(start, end, key, kind, (head.number, head.sub))

"""The smallest pieces a text is put together from (单元): headings, and sentences with their labels.

Reads a text and the labels found in it; writes units that tile it. A unit never crosses a sentence end, a
line end or a standing label, so whatever a copyist moved, cut or repeated is a run of whole units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cleaners.normalise import Folded
from cleaners.structure.labels import CITES, DIVISIONS, Label

UnitKind = Literal["heading", "article", "point", "plain"]

# a sentence with its closing quotes, or the rest of a line: 中小企业的，从其规定。 | 予以警告; but not &nbsp;
_SENTENCE = re.compile(
    r"(?!\Z)[^。；;！？\n]*(?:(?<=[A-Za-z0-9]);[^。；;！？\n]*)*(?:[。；;！？][”’」』）)》]?|\n|$)"
)
# 规划和建设: the words of a heading; 第二章规定的第七条 is a citation
_SHORT_WORDS = re.compile(r"(?!的|规定|所|中|以|第)[^。；！？，：“”《》\n]{1,40}\n?")
# 一、将第九条…: an amendment, no heading
_AMENDS = re.compile(r"(?:将|把|对|在|删[去除]|增加|修改|原)[ 　]?$")
_RANK = {"part": 1, "subpart": 2, "chapter": 3, "section": 4, "han": 5}
_LONGEST_HEADING = 60
_ENDS = ("。", ";", "!", "?", ":")
_NO_NUMBER = (0, 0)
_BLANKS = " \t\r\u3000\xa0"


class Unit(NamedTuple):
    """One unit (单元): offsets in the text, folded key, kind and number.

    `number` is (value, 之-value) of the label, (0, 0) without one; `rank` tells headings apart: 1 编 … 4 节.
    `leads`: the unit is the first of its line.
    """

    start: int
    end: int
    key: str
    kind: UnitKind
    number: tuple[int, int] = (0, 0)
    rank: int = 0
    leads: bool = False

    @property
    def opens_list(self) -> bool:
        """The unit ends in a colon: points follow."""
        return self.key.endswith(":")

    @property
    def ended(self) -> bool:
        """The unit ends as a sentence does; a title, a 落款 or a cut copy does not."""
        return self.key.endswith(_ENDS) or self.key.rstrip("\"')]").endswith(_ENDS)


def opening_labels(text: str, labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """The labels that open a unit, in order."""
    return tuple(_openers(text, labels))


def split_units(text: str, marks: Sequence[Label], folded: Folded | None = None) -> tuple[Unit, ...]:
    """The units of a text, in order; white space between them belongs to none."""
    units: list[Unit] = []
    folded = folded or Folded(text)
    edges = [0, *(label.start for label in marks), len(text)]
    heads: list[Label | None] = [None, *marks]
    for head, start, end in zip(heads, edges, edges[1:], strict=False):
        if start < end:
            units.extend(_cut(folded, head, start, end))
    return tuple(units)


def split_articles(
    folded: Folded, marks: Sequence[Label], numbers: Sequence[int] | None = None
) -> Iterator[Unit]:
    """Only the units that carry the label of an article, or of one of some numbers: one by one, as asked."""
    ends = [*(label.start for label in marks[1:]), len(folded.text)]
    for head, end in zip(marks, ends, strict=False):
        if head.kind == "article" and (numbers is None or head.number in numbers):
            yield next(_cut(folded, head, head.start, end))


def share_in_line(units: Sequence[Unit]) -> float:
    """The share of articles that begin a line, 0..1; low in a fused text, whose lines are no paragraphs."""
    articles = [unit for unit in units if unit.kind == "article"]
    return sum(unit.leads for unit in articles) / len(articles) if articles else 1.0


def _openers(text: str, labels: tuple[Label, ...]) -> Iterator[Label]:
    """The labels that open a unit: articles, divisions, points, and 一、 where it heads an article."""
    headed = False
    titled = -1  # where a point stands directly after a heading: 第五章房地产中介（三）…
    for label, after in zip(labels, (*labels[1:], None), strict=False):
        if label.kind == "article":
            if label.stands or (headed and not label.quoted):
                headed = False
                yield label
        elif label.kind == "han_paren" and label.start == titled and not label.stands:
            yield label
        elif label.kind == "han" or (label.kind in DIVISIONS and not label.stands):
            headed = after is not None and _heads_article(text, label, after)
            if headed:
                yield label
        elif label.kind in DIVISIONS:
            headed = after is not None and _heads_article(text, label, after)
            if after is not None and after.kind == "han_paren" and _is_short(text, label, after):
                titled = after.start
            yield label
        elif label.kind == "han_paren" and label.stands:
            headed = False
            yield label


def _heads_article(text: str, label: Label, after: Label) -> bool:
    """第五章附则第九条, 一、一般规定第一条: a heading stands directly before an article or a division."""
    if label.place not in ("line", "sentence", "heading") or label.quoted:
        return False
    below = after.kind == "article" or after.kind in DIVISIONS
    return below and _is_short(text, label, after)


def _is_short(text: str, label: Label, after: Label) -> bool:
    """The words between the labels are those of a heading."""
    if _AMENDS.search(text, label.end, after.start) or CITES.search(text, label.end, after.start):
        return False
    return _SHORT_WORDS.fullmatch(text, label.end, after.start) is not None


def _cut(folded: Folded, head: Label | None, start: int, end: int) -> Iterator[Unit]:
    """The sentences from one label to the next; the first carries the label."""
    text, key_of = folded.text, folded.key
    for match in _SENTENCE.finditer(text, start, end):
        begin, stop = match.span()
        key = key_of(begin, stop)
        if not key:
            continue
        while text[begin].isspace():
            begin += 1
        while text[stop - 1].isspace():
            stop -= 1
        if head is None:
            yield Unit(begin, stop, key, "plain", _NO_NUMBER, 0, _leads(text, begin))
        else:
            yield _labelled(text, key, head, begin, stop)
            head = None


def _labelled(text: str, key: str, head: Label, start: int, end: int) -> Unit:
    kind, rank = _kind_of(head, key)
    number = (head.number, head.sub) if kind != "plain" else _NO_NUMBER
    return Unit(start, end, key, kind, number, rank, _leads(text, start))


def _kind_of(head: Label, key: str) -> tuple[UnitKind, int]:
    if head.kind in _RANK:
        is_heading = len(key) <= _LONGEST_HEADING and not key.endswith(_ENDS)
        return ("heading", _RANK[head.kind]) if is_heading else ("plain", 0)
    return ("article" if head.kind == "article" else "point"), 0


def _leads(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if before not in _BLANKS:  # as before most; nothing before it is in them too
        return before == "\n"
    at = start - 1
    while at >= 0 and text[at] in _BLANKS:
        at -= 1
    return at < 0 or text[at] == "\n"

"""Lists drawn on pages in the layouts that notices have; counties, products and companies are fictional.

A drawing is a tuple of words and lines in points from the top left corner; tests/ofd_files.py and
tests/pdf_files.py print it. What the list holds is known, so a reader can be scored on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from cleaners.model import ListRow

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 60.0
SIZE, PITCH, PADDING = 10.0, 13.0, 7.0
REGIONS = ("浙江省", "新疆维吾尔自治区", "宁波市", "湖南省", "新疆生产建设兵团", "重庆市")
PRODUCTS = ("灯具", "纽扣", "高性能纤维及复合材料", "茶叶精深加工", "智能仪表", "轴承")

Entry = tuple[int, str, str]
Word = tuple[float, float, str]  # left, top
Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page: its words and its lines."""

    words: tuple[Word, ...]
    lines: tuple[Line, ...] = ()


def entries(many: int) -> list[Entry]:
    """A list ordered by region, as notices print it."""
    each = -(-many // len(REGIONS))
    return [
        (number, REGIONS[(number - 1) // each], f"{_county(number)}县{PRODUCTS[number % 6]}产业集群")
        for number in range(1, many + 1)
    ]


def _county(number: int) -> str:
    stems, places = "云松竹梅兰荷枫柳桐榆", "溪岭泽浦湾塘"
    return stems[number % 10] + stems[number // 10 % 10] + places[number // 100 % 6]


def triples(rows: Sequence[ListRow]) -> list[Entry]:
    return [(row.seq or 0, row.region, row.name) for row in rows]


def score(expected: Sequence[Entry], found: Sequence[Entry]) -> float:
    """F1 of exact rows."""
    hits = len(set(expected) & set(found))
    return 2 * hits / (len(expected) + len(found)) if hits else 0.0


# -- drawn


@dataclass(frozen=True, slots=True)
class Style:
    """How a list is drawn: `widths` of 序号, 省份, 名称; `blocks` side by side."""

    widths: tuple[float, ...] = (35.0, 90.0, 350.0)
    head: tuple[str, ...] = ("序号", "省份", "集群名称")
    ruled: bool = True
    merged: bool = True
    blocks: int = 1
    head_again: bool = True
    per_page: int = 30
    closed: bool = True  # lines at the left and right
    tall_numbers: bool = True  # numbers stand in the middle of a wrapped row


PLAIN = Style()


def width_of(text: str) -> float:
    return sum(SIZE if letter > "\u2000" else SIZE / 2 for letter in text)


def wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for letter in text:
        if width_of(lines[-1] + letter) > width - 6:
            lines.append("")
        lines[-1] += letter
    return lines


def pages(listed: Sequence[Entry], style: Style = PLAIN, title: str = "") -> list[Drawing]:
    """The list on its pages."""
    drawn: list[Drawing] = []
    start = 0
    while start < len(listed):
        many = _fitting(listed[start:], style)
        head = style.head if style.head_again or start == 0 else ()
        foot = f"- {len(drawn) + 1} -"
        drawn.append(_page(listed[start : start + many], style, title if start == 0 else "", head, foot))
        start += many
    return drawn


def _fitting(listed: Sequence[Entry], style: Style) -> int:
    """How many entries a page takes."""
    room = HEIGHT - 2 * MARGIN - 60
    tall = max(_tall(entry, style) for entry in listed[:200])
    return min(style.per_page, int(room / tall)) * style.blocks


def _tall(entry: Entry, style: Style) -> float:
    texts = (str(entry[0]), entry[1], entry[2])
    return max(len(wrapped(t, w)) for t, w in zip(texts, style.widths, strict=True)) * PITCH + PADDING


def _page(held: Sequence[Entry], style: Style, title: str, head: Sequence[str], foot: str) -> Drawing:
    """Blocks side by side are one table: a row is as tall as its tallest cell in any of them."""
    words: list[Word] = [(MARGIN, MARGIN - 25, title)] if title else []
    rows = -(-len(held) // style.blocks)
    parts = [held[block * rows : (block + 1) * rows] for block in range(style.blocks)]
    lefts = [MARGIN + block * sum(style.widths) for block in range(style.blocks)]
    tops = [MARGIN]
    if head:
        tops.append(max(_cells(words, head, left, tops[-1], style) for left in lefts))
    first = len(tops) - 1
    for row in range(rows):
        tall = max(_tall(part[row], style) for part in parts if row < len(part))
        for left, part in zip(lefts, parts, strict=True):
            if row < len(part):
                number, region, name = part[row]
                texts = (str(number), "" if style.merged else region, name)
                _cells(words, texts, left, tops[-1], style, tall)
        tops.append(tops[-1] + tall)
    lines: list[Line] = []
    for left, part in zip(lefts, parts, strict=True):
        merged = _regions(words, part, left, tops[first:], style) if style.merged else tops
        if style.ruled:
            lines += _rules(left, tops, merged, style)
    words.append((WIDTH / 2, HEIGHT - 40, foot))
    return Drawing(tuple(words), tuple(lines))


def _regions(
    words: list[Word], part: Sequence[Entry], left: float, tops: Sequence[float], style: Style
) -> list[float]:
    """Each region once, in the middle of its rows; where the merged cells begin."""
    begins: list[float] = []
    row = 0
    for region, group in groupby(part, key=lambda entry: entry[1]):
        many = len(list(group))
        begins.append(tops[row])
        lines = wrapped(region, style.widths[1])
        first = (tops[row] + tops[row + many]) / 2 - len(lines) * PITCH / 2
        for place, line in enumerate(lines):
            words.append((left + style.widths[0] + 3, first + place * PITCH, line))
        row += many
    return begins


def _rules(left: float, tops: Sequence[float], merged: Sequence[float], style: Style) -> Iterator[Line]:
    """The lines of one block; those across the regions only where a merged cell begins."""
    edges = _edges(left, style)
    for place, top in enumerate(tops):
        whole = place == 0 or place == len(tops) - 1 or top in merged
        for column, (start, end) in enumerate(pairwise(edges)):
            if whole or column != 1:
                yield start, top, end, top
    for edge in edges if style.closed else edges[1:-1]:
        yield edge, tops[0], edge, tops[-1]


def _edges(left: float, style: Style) -> list[float]:
    return list(accumulate(style.widths, initial=left))


def _cells(
    words: list[Word], texts: Sequence[str], left: float, top: float, style: Style, tall: float = 0
) -> float:
    """One row; where the next begins."""
    held = [wrapped(text, width) for text, width in zip(texts, style.widths, strict=True)]
    tall = tall or max(map(len, held)) * PITCH + PADDING
    for lines, edge in zip(held, _edges(left, style), strict=False):
        space = (tall - PADDING - len(lines) * PITCH) / 2 if style.tall_numbers else 0
        for place, line in enumerate(lines):
            if line:
                words.append((edge + 3, top + 4 + place * PITCH + space, line))
    return top + tall


NARROW = Style(widths=(20.0, 60.0, 110.0))
LAYOUTS = {
    "ruled": Style(merged=False),
    "merged provinces": Style(),
    "wrapped cells": NARROW,
    "numbers at the top of their rows": Style(widths=(20.0, 60.0, 110.0), tall_numbers=False),
    "two columns": Style(widths=(30.0, 60.0, 145.0), blocks=2, merged=False),
    "two columns with merged provinces": Style(widths=(30.0, 60.0, 145.0), blocks=2, per_page=20),
    "head on the first page only": Style(head_again=False),
    "open at the sides": Style(closed=False, merged=False),
    "borderless": Style(ruled=False, merged=False),
    "borderless, wrapped": Style(widths=(30.0, 60.0, 110.0), ruled=False, merged=False),
    "borderless, wrapped, numbers at the top": Style(
        widths=(30.0, 60.0, 110.0), ruled=False, merged=False, tall_numbers=False
    ),
    "borderless, narrow head": Style(widths=(20.0, 95.0, 250.0), ruled=False, merged=False),
    "borderless, two columns": Style(
        widths=(35.0, 65.0, 145.0), ruled=False, merged=False, blocks=2, head_again=False
    ),
}

"""Properties of paragraphs in Word 97-2003 documents (段落属性): in a table or not, row ends, list, style.

Reads the pages of properties that [MS-DOC] 2.9.177 (PapxFkp) describes, and the single properties (sprm)
in them that matter for text and tables; all others are stepped over by their size.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

_PAGE = 512
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of an operand, by the top bits of its sprm; 6 varies
_IN_TABLE, _ROW_END, _DEPTH = 0x2416, 0x2417, 0x6649
_LIST, _LIST_LEVEL = 0x460B, 0x260A
_TABLE_LAYOUT, _MERGE_DOWN, _MERGE_ACROSS = 0xD608, 0xD62B, 0x5624
_DELETED = 0x0800
_DELETED_BYTES = _DELETED.to_bytes(2, "little")  # most stretches have none: they need no parsing
_TABS, _ELSEWHERE = 0xC615, (0x6645, 0x6646)
_MOST_CELLS = 64


class Damaged(Exception):
    """A count or an offset that its stream cannot hold."""


@dataclass(frozen=True, slots=True)
class RowLayout:
    """The cells of a row: their edges in twips, which go on from the cell above, which from the left."""

    edges: tuple[int, ...]
    down: tuple[bool, ...]
    across: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Properties:
    """What matters of a paragraph: `list_number` counts from 1, 0 is none; None: as its style says."""

    in_table: bool = False
    row_end: bool = False
    style: int = 0
    list_number: int | None = None
    list_level: int | None = None
    layout: RowLayout | None = None


NO_PROPERTIES = Properties()


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The properties of all paragraphs, by where they stand in the stream."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    properties: tuple[Properties, ...]

    def at(self, place: int) -> Properties:
        """The properties of the paragraph that holds a place; none where no paragraph does."""
        found = bisect_right(self.starts, place) - 1
        return self.properties[found] if found >= 0 and place < self.ends[found] else NO_PROPERTIES


def u16(stream: bytes, at: int) -> int:
    """An unsigned number of two bytes."""
    if not 0 <= at <= len(stream) - 2:
        raise Damaged(f"offset {at} is outside a stream of {len(stream)} bytes")
    return stream[at] | stream[at + 1] << 8


def u32(stream: bytes, at: int) -> int:
    """An unsigned number of four bytes."""
    if not 0 <= at <= len(stream) - 4:
        raise Damaged(f"offset {at} is outside a stream of {len(stream)} bytes")
    return int.from_bytes(stream[at : at + 4], "little")


def part(stream: bytes, at: int, length: int, what: str) -> bytes:
    """A part of a stream, whole."""
    if at < 0 or length < 0 or at + length > len(stream):
        raise Damaged(f"the {what} is at {at}, {length} bytes, in a stream of {len(stream)}")
    return stream[at : at + length]


def paragraphs(document: bytes, table: bytes, more: bytes) -> Paragraphs:
    """All paragraphs of a document, in the order of the stream."""
    index = part(table, u32(document, 0x102), u32(document, 0x106), "index of paragraphs")
    many = max((len(index) - 4) // 8, 0)
    pages = dict.fromkeys(u32(index, 4 * (many + 1) + 4 * at) & 0x3FFFFF for at in range(many))
    known: dict[bytes, Properties] = {}
    runs = sorted(
        (run for page in pages for run in _runs(document[page * _PAGE :][:_PAGE], more, known)),
        key=lambda run: run[:2],
    )
    starts, ends, held = zip(*runs, strict=True) if runs else ((), (), ())
    return Paragraphs(starts, ends, held)


def deleted(document: bytes, table: bytes) -> list[tuple[int, int]]:
    """The stretches of the stream that a tracked change has deleted, in order."""
    at, length = u32(document, 0xFA), u32(document, 0xFE)
    index = part(table, at, length, "index of characters") if length else b""
    many = max((len(index) - 4) // 8, 0)
    pages = dict.fromkeys(u32(index, 4 * (many + 1) + 4 * at) & 0x3FFFFF for at in range(many))
    return sorted(run for page in pages for run in _deleted_runs(document[page * _PAGE :][:_PAGE]))


def _deleted_runs(page: bytes) -> Iterator[tuple[int, int]]:
    """The deleted stretches of one page of character properties ([MS-DOC] 2.9.33, ChpxFkp)."""
    if len(page) < _PAGE:
        return
    many = page[-1]
    if 5 * many + 4 >= _PAGE:
        raise Damaged(f"a page of properties holds {many} stretches of letters")
    for place in range(many):
        at = 2 * page[4 * (many + 1) + place]
        own = page[at + 1 : at + 1 + page[at]] if at else b""
        if _DELETED_BYTES in own and any(
            sprm == _DELETED and operand[0] == 1 for sprm, operand in sprms(own)
        ):
            yield u32(page, 4 * place), u32(page, 4 * place + 4)


def _runs(page: bytes, more: bytes, known: dict[bytes, Properties]) -> Iterator[tuple[int, int, Properties]]:
    """The paragraphs of one page of properties."""
    if len(page) < _PAGE:
        return
    many = page[-1]
    if 4 * (many + 1) + 13 * many >= _PAGE:
        raise Damaged(f"a page of properties holds {many} paragraphs")
    for place in range(many):
        start, end = u32(page, 4 * place), u32(page, 4 * place + 4)
        at = 2 * page[4 * (many + 1) + 13 * place]
        grpprl = _papx(page, at) if at else b""
        if grpprl not in known:
            known[grpprl] = _properties(grpprl, more)
        yield start, end, known[grpprl]


def _papx(page: bytes, at: int) -> bytes:
    """The style and the single properties of a paragraph (PapxInFkp)."""
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < _PAGE else b""


def _properties(papx: bytes, more: bytes) -> Properties:
    if len(papx) < 2:
        return NO_PROPERTIES
    return applied(replace(NO_PROPERTIES, style=u16(papx, 0)), papx[2:], more)


def applied(properties: Properties, grpprl: bytes, more: bytes = b"") -> Properties:
    """Properties changed by a list of single ones."""
    for sprm, operand in sprms(grpprl):
        if sprm == _IN_TABLE:
            properties = replace(properties, in_table=properties.in_table or bool(operand[0]))
        elif sprm == _ROW_END:
            properties = replace(properties, row_end=bool(operand[0]))
        elif sprm == _DEPTH:
            properties = replace(properties, in_table=properties.in_table or any(operand))
        elif sprm == _LIST:
            properties = replace(properties, list_number=u16(operand, 0))
        elif sprm == _LIST_LEVEL:
            properties = replace(properties, list_level=operand[0])
        elif sprm in _ELSEWHERE:
            at = u32(operand, 0)
            # what stands elsewhere does not point elsewhere again: no stream, no loop
            if at + 2 <= len(more):
                properties = applied(properties, more[at + 2 : at + 2 + u16(more, at)])
        else:
            properties = replace(properties, layout=_laid_out(properties.layout, sprm, operand))
    return properties


def sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The single properties of a list, each with its operand; a cut one ends the list."""
    at = 0
    while at + 2 < len(grpprl):
        sprm = u16(grpprl, at)
        at += 2
        size = _SIZES.get(sprm >> 13) or _varying(sprm, grpprl, at)
        if at + size > len(grpprl):
            return
        yield sprm, grpprl[at : at + size]
        at += size


def _varying(sprm: int, grpprl: bytes, at: int) -> int:
    """The size of an operand that says it itself, the saying included."""
    if sprm == _TABLE_LAYOUT:
        return u16(grpprl, at) + 1 if at + 2 <= len(grpprl) else 2
    if sprm == _TABS and grpprl[at] == 255 and at + 1 < len(grpprl):
        added = at + 2 + 4 * grpprl[at + 1]
        return added + 1 + 3 * grpprl[added] - at if added < len(grpprl) else 256
    return grpprl[at] + 1


def _laid_out(layout: RowLayout | None, sprm: int, operand: bytes) -> RowLayout | None:
    """The layout of a row, changed by one property."""
    if sprm == _TABLE_LAYOUT:
        return _row_layout(operand)
    if layout is None:
        return None
    if sprm == _MERGE_DOWN and len(operand) >= 3 and operand[1] < len(layout.down):
        down = list(layout.down)
        down[operand[1]] = operand[2] == 1
        return replace(layout, down=tuple(down))
    if sprm == _MERGE_ACROSS:
        across = (held or operand[0] < at < operand[1] for at, held in enumerate(layout.across))
        return replace(layout, across=tuple(across))
    return layout


def _row_layout(operand: bytes) -> RowLayout | None:
    """A TDefTableOperand: the edges of its cells, then 20 bytes for each cell that has any of its own."""
    many = operand[2] if len(operand) > 2 else 0
    if not 0 < many < _MOST_CELLS or len(operand) < 3 + 2 * (many + 1):
        return None
    edges = struct.unpack_from(f"<{many + 1}h", operand, 3)
    own = 3 + 2 * (many + 1)
    flags = [u16(operand, at) if (at := own + 20 * cell) + 2 <= len(operand) else 0 for cell in range(many)]
    down = tuple(flag >> 5 & 3 == 1 for flag in flags)
    across = tuple(flag & 3 == 1 for flag in flags)
    return RowLayout(edges, down, across)

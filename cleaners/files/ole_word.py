"""Word 97-2003 documents read (OLE: .doc, .wps): text and tables of the main story, numbers restored.

The layout is that of [MS-DOC]: pieces of text (Clx), properties of paragraphs in 512-byte pages (PlcBtePapx),
cells closed by a mark. WPS Office writes the same layout. Every count and offset of the file is checked
against the stream it stands in; damage raises Damaged. Field codes, notes and text boxes are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise

import olefile

from cleaners.files.numbering import Counting
from cleaners.files.ole_lists import Lists, read_lists
from cleaners.files.ole_properties import (
    NO_PROPERTIES,
    Damaged,
    Properties,
    RowLayout,
    deleted,
    paragraphs,
    u16,
    u32,
)
from cleaners.files.ole_properties import part as part_of
from cleaners.model import Attachment, Table

_WORD_97, _WORD_95 = 0xA5EC, 0xA5DC
_FIRST_97 = 0x00C1  # nFib of Word 97; an older one has another layout
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_COMPRESSED = 0x40000000
_LEAST_HEAD = 0x200  # no text stands before it
# What is not text: ends of cells, rows, lines, paragraphs and pages, fields, anchors
_MARK = re.compile(r"[\x00-\x08\x0a-\x1f]")
_LINE_ENDS = "\r\x0c\x0e"
_JITTER = 60  # twips (1 mm): edges so near are one edge


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text: where it stands in the stream, and whether each character is one byte."""

    at: int
    text: str
    narrow: bool


@dataclass(slots=True)
class _Row:
    cells: list[str]
    layout: RowLayout | None


@dataclass(slots=True)
class _Story:
    """The main story as it is walked: lines and tables so far, and what is still open."""

    lists: Lists
    deleted: Sequence[tuple[int, int]]
    counting: Counting = field(default_factory=Counting)
    lines: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)  # of each open field: whether its code is passing
    unnumbered: bool = False


def read_word(body: bytes) -> Attachment:
    """The text and tables of a document of Word 97 to 2003."""
    with olefile.OleFileIO(BytesIO(body)) as ole:
        document = _stream(ole, "WordDocument")
        identity, version = u16(document, 0), u16(document, 2)
        if identity == _WORD_95 or (identity == _WORD_97 and version < _FIRST_97):
            return Attachment("needs_program:libreoffice", "doc", notes=("a document of Word 6 or 95",))
        if identity != _WORD_97:
            raise Damaged(f"the document begins with {identity:#06x}, not {_WORD_97:#06x}")
        flags = u16(document, 0x0A)
        if flags & _ENCRYPTED:
            return Attachment("encrypted", "doc", notes=("protected by a password",))
        table = _stream(ole, "1Table" if flags & _TABLE_1 else "0Table")
        more = _stream(ole, "Data") if ole.exists("Data") else b""
    return _read(document, table, more)


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if not ole.exists(name):
        raise Damaged(f"there is no stream {name}")
    entry = ole.direntries[ole._find(name)]
    if entry.size >= ole.minisectorcutoff and _circles(ole.fat, entry.isectStart):
        raise Damaged(f"the sectors of {name} lead back to themselves")
    content: bytes = ole.openstream(name).read()
    return content


def _circles(following: Sequence[int], sector: int) -> bool:
    """Whether a chain of sectors comes back to where it was; one that leaves the file ends."""
    seen: set[int] = set()
    while 0 <= sector < len(following):
        if sector in seen:
            return True
        seen.add(sector)
        sector = following[sector]
    return False


def _read(document: bytes, table: bytes, more: bytes) -> Attachment:
    found = paragraphs(document, table, more)
    story = _Story(read_lists(document, table), deleted(document, table))
    for piece in _pieces(document, table):
        at = piece.at
        done = 0
        for mark in _MARK.finditer(piece.text):
            run = piece.text[done : mark.start()]
            done = mark.end()
            _text(story, _kept(run, at, piece.narrow, story.deleted))
            at += _size(run, piece.narrow)
            _marked(story, mark[0], found.at(at) if mark[0] in "\r\x07\x0c\x0e" else NO_PROPERTIES)
            at += 1 if piece.narrow else 2
        _text(story, _kept(piece.text[done:], at, piece.narrow, story.deleted))
    _end(story)
    notes = ("automatic numbers of paragraphs are not restored",) if story.unnumbered else ()
    text = "\n".join(story.lines).strip("\n")
    return Attachment("needs_review" if notes else "ok", "doc", text, tuple(story.tables), 1, notes)


def _kept(run: str, at: int, narrow: bool, gone: Sequence[tuple[int, int]]) -> str:
    """A run of letters without those that a tracked change has deleted."""
    if not gone:
        return run
    stored = run.encode("utf-16-le", "surrogatepass") if not narrow else b""
    end = at + (len(run) if narrow else len(stored))
    first = max(bisect_left(gone, (at, 0)) - 1, 0)
    cuts: list[tuple[int, int]] = []
    for start, stop in gone[first:]:
        if start >= end:
            break
        if stop > at:
            cuts.append((max(start - at, 0), stop - at))
    for start, stop in reversed(cuts):
        run = run[:start] + run[stop:]
        stored = stored[:start] + stored[stop:]
    return run if narrow else stored.decode("utf-16-le", "replace")


def _size(text: str, narrow: bool) -> int:
    return len(text) if narrow else len(text.encode("utf-16-le", "surrogatepass"))


def _pieces(document: bytes, table: bytes) -> Iterator[_Piece]:
    """The main story, piece by piece, in the order of reading."""
    left = u32(document, 0x4C)
    if left > len(document):
        raise Damaged(f"{left} characters are promised, the stream has {len(document)} bytes")
    places = _piece_table(part_of(table, u32(document, 0x1A2), u32(document, 0x1A6), "piece table"))
    many = (len(places) - 4) // 12
    for place in range(many):
        length = u32(places, 4 * place + 4) - u32(places, 4 * place)
        if length < 0:
            raise Damaged("the pieces of text are out of order")
        length = min(length, left)
        left -= length
        where = u32(places, 4 * (many + 1) + 8 * place + 2)
        narrow = bool(where & _COMPRESSED)
        at = (where & ~_COMPRESSED) // (2 if narrow else 1)
        if at < _LEAST_HEAD:
            raise Damaged(f"a piece of text is at {at}, in the head of the document")
        held = part_of(document, at, length if narrow else 2 * length, "piece of text")
        yield _Piece(at, held.decode("cp1252" if narrow else "utf-16-le", "replace"), narrow)


def _piece_table(clx: bytes) -> bytes:
    """The PlcPcd of a Clx, behind the properties that pieces may share."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 2:
        raise Damaged("there is no piece table")
    return part_of(clx, at + 5, u32(clx, at + 1), "piece table")


def _text(story: _Story, run: str) -> None:
    if run and not any(story.fields):
        story.held.append(run)


def _marked(story: _Story, mark: str, properties: Properties) -> None:
    """What one mark does to the story."""
    if mark == "\x13":
        story.fields.append(True)
    elif mark == "\x14" and story.fields:
        story.fields[-1] = False
    elif mark == "\x15" and story.fields:
        story.fields.pop()
    elif mark == "\x07":
        _cell_ends(story, properties)
    elif mark in _LINE_ENDS:
        _paragraph_ends(story, properties)
    elif mark in "\x0b\x1e":
        _text(story, "\n" if mark == "\x0b" else "-")


def _taken(story: _Story, properties: Properties) -> str:
    """The open paragraph with its number, closed."""
    text = "".join(story.held)
    story.held.clear()
    numbered = story.lists.of(properties)
    if numbered is None:
        return text
    if not numbered[0].levels:
        story.unnumbered = True
        return text
    label = story.counting.label(*numbered)
    return label + text if text.strip() else label.strip() if story.cells or properties.in_table else text


def _paragraph_ends(story: _Story, properties: Properties) -> None:
    text = _taken(story, properties)
    if properties.in_table or story.cells:
        story.cell.append(text)
        return
    _table_ends(story)
    story.lines.append(text)


def _cell_ends(story: _Story, properties: Properties) -> None:
    if properties.row_end:
        _row_ends(story, properties.layout)
        return
    story.cell.append(_taken(story, properties))
    story.cells.append("\n".join(filter(None, story.cell)).strip())
    story.cell.clear()


def _row_ends(story: _Story, layout: RowLayout | None) -> None:
    story.held.clear()
    if story.cells:
        fits = layout is not None and len(layout.edges) == len(story.cells) + 1
        story.rows.append(_Row(story.cells, layout if fits else None))
    story.cells = []
    story.cell.clear()


def _table_ends(story: _Story) -> None:
    if not story.rows:
        return
    story.tables.append(Table(tuple(_spread(story.rows))))
    story.lines += ["\t".join(_own_cells(row)) for row in story.rows]
    story.rows = []


def _end(story: _Story) -> None:
    """Close what a story without a last mark leaves open."""
    if story.cells:
        _row_ends(story, None)
    _table_ends(story)
    if rest := "".join(story.held).strip():
        story.lines.append(rest)


def _own_cells(row: _Row) -> Iterator[str]:
    for place, text in enumerate(row.cells):
        if row.layout is None or not (row.layout.down[place] or row.layout.across[place]):
            yield text.replace("\n", " ")


# -- merged cells


def _spread(rows: Sequence[_Row]) -> Iterator[tuple[str, ...]]:
    """Rows with merged cells repeated, by the edges that all rows of the table share."""
    layouts = [row.layout for row in rows if row.layout is not None]
    columns = _columns(layouts)
    if len(layouts) < len(rows) or any(_vanishing(layout, columns) for layout in layouts):
        yield from (tuple(row.cells) for row in rows)
        return
    above: list[str] = []
    for row, layout in zip(rows, layouts, strict=True):
        above = _spread_row(row.cells, layout, columns, above)
        yield tuple(above)


def _columns(layouts: Sequence[RowLayout]) -> dict[int, int]:
    """The column that each edge opens; edges a hair apart are one."""
    columns: dict[int, int] = {}
    number, last = -1, None
    for edge in sorted({edge for layout in layouts for edge in layout.edges}):
        if last is None or edge - last > _JITTER:
            number += 1
        columns[edge] = number
        last = edge
    return columns


def _vanishing(layout: RowLayout, columns: dict[int, int]) -> bool:
    """Whether a cell of the row is narrower than a hair, or its edges are out of order."""
    return any(columns[left] >= columns[right] for left, right in pairwise(layout.edges))


def _spread_row(
    cells: Sequence[str], layout: RowLayout, columns: dict[int, int], above: Sequence[str]
) -> list[str]:
    line = [""] * columns[layout.edges[0]]
    for place, text in enumerate(cells):
        start, end = columns[layout.edges[place]], columns[layout.edges[place + 1]]
        if layout.across[place] and line:
            text = line[-1]
        elif layout.down[place] and start < len(above):
            text = above[start]
        line += [text] * (end - start)
    return line

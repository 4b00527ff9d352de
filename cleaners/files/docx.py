"""Word documents read (.docx): paragraphs and tables by the XML, automatic numbers restored.

Merged cells are repeated in tables, so that every row is whole; running text has each cell once. Deleted
(tracked) text is left out. Damage raises; cleaners/attachments.py makes it a status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from cleaners.files.docx_numbers import W, labels, number, value
from cleaners.files.limits import MAX_PARAGRAPHS, LimitExceeded
from cleaners.files.packages import Package, main_part
from cleaners.model import Attachment, Table

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MOST_COLUMNS = 64  # of a span; Word itself knows 63

Labels = Mapping[etree._Element, str]


def read_docx(package: Package) -> Attachment:
    """Paragraphs and tables of a document in reading order."""
    main = main_part(package.names()) or "word/document.xml"
    stored = package.read(main)
    many = stored.count(b"<w:p>") + stored.count(b"<w:p ")
    if many > MAX_PARAGRAPHS:
        raise LimitExceeded("paragraphs", f"{many} paragraphs, the limit is {MAX_PARAGRAPHS}")
    body = package.xml(main).find(f"{W}body")
    if body is None:
        return Attachment("corrupt", "docx", notes=("the document has no body",))
    # what is said again for old programs, and what a tracked change has moved away
    etree.strip_elements(body, f"{_MC}Fallback", f"{W}moveFrom", with_tail=False)
    numbers, notes = labels(package, body)
    lines: list[str] = []
    tables: list[Table] = []
    for block in _blocks(body):
        if block.tag == f"{W}p":
            lines.append(_labelled(block, numbers))
        else:
            tables.append(Table(tuple(_grid(block, numbers))))
            lines += ["\t".join(_own_cells(row, numbers)) for row in _rows(block)]
    return Attachment("ok", "docx", "\n".join(lines).strip("\n"), tuple(tables), pages=1, notes=notes)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, through content controls and inserted text."""
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _blocks(child)


def _labelled(paragraph: etree._Element, numbers: Labels, *, in_cell: bool = False) -> str:
    """A paragraph behind its number; an empty one has it only in a cell, where it may be the whole cell."""
    text = _paragraph(paragraph)
    label = numbers.get(paragraph, "")
    return label + text if text.strip() else label.strip() if in_cell else text


def _paragraph(element: etree._Element) -> str:
    """The text of a paragraph; tabs and breaks as they are, tracked deletions and field codes left out."""
    parts: list[str] = []
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}noBreakHyphen"):
        if node.tag == f"{W}t":
            parts.append(node.text or "")
        elif (run := node.getparent()) is not None and run.tag == f"{W}r":
            parts.append({f"{W}tab": "\t", f"{W}br": "\n"}.get(str(node.tag), "-"))
    return "".join(parts)


# -- tables


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, through content controls and inserted ones."""
    for child in table.iterchildren(tag=etree.Element):
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row; a table in a cell is part of that cell's text."""
    for child in row.iterchildren(tag=etree.Element):
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _cells(child)


def _cell_text(cell: etree._Element, numbers: Labels) -> str:
    return "\n".join(filter(None, (_labelled(p, numbers, in_cell=True) for p in cell.iter(f"{W}p"))))


def _continues(cell: etree._Element) -> bool:
    """Whether the cell belongs to the one above it."""
    return value(cell.find(f"{W}tcPr"), "vMerge") in ("", "continue")


def _span(properties: etree._Element | None, name: str, least: int) -> int:
    """How many columns a property counts."""
    return min(number(value(properties, name)) or least, _MOST_COLUMNS)


def _grid(table: etree._Element, numbers: Labels) -> Iterator[tuple[str, ...]]:
    """Rows with merged cells repeated."""
    above: list[str] = []
    for row in _rows(table):
        line = [""] * _span(row.find(f"{W}trPr"), "gridBefore", 0)
        for cell in _cells(row):
            at = len(line)
            inherited = above[at] if _continues(cell) and at < len(above) else None
            text = _cell_text(cell, numbers) if inherited is None else inherited
            line += [text] * _span(cell.find(f"{W}tcPr"), "gridSpan", 1)
        above = line
        yield tuple(line)


def _own_cells(row: etree._Element, numbers: Labels) -> Iterator[str]:
    for cell in _cells(row):
        if not _continues(cell):
            yield _cell_text(cell, numbers).replace("\n", " ")

"""Office files read (办公文件): .docx by its XML, spreadsheets by calamine, HTML saved as .xls.

Merged cells are repeated in tables, so that every row is whole; running text has each cell once. Hidden
sheets and deleted (tracked) text are left out. Damage raises; cleaners/attachments.py makes it a status.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from bs4 import BeautifulSoup, Tag
from lxml import etree
from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from cleaners.model import Attachment, Table

MAX_CELLS = 5_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The address of a cell in a sheet's XML: r="AB12"
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_DIGITS = re.compile(r"^[0-9]{1,3}$")


class LimitExceeded(Exception):
    """A file that unpacks to more than is read; `which` names the limit."""

    def __init__(self, which: str, found: str) -> None:
        super().__init__(found)
        self.which = which


# -- .docx


def read_docx(archive: zipfile.ZipFile) -> Attachment:
    """Paragraphs and tables of a document in reading order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    body = etree.fromstring(archive.read("word/document.xml"), parser).find(f"{_W}body")
    if body is None:
        return Attachment("corrupt", "docx", notes=("the document has no body",))
    lines: list[str] = []
    tables: list[Table] = []
    for block in _blocks(body):
        if block.tag == f"{_W}p":
            lines.append(_paragraph(block))
        else:
            rows = tuple(_grid(block))
            tables.append(Table(rows))
            lines += ["\t".join(_own_cells(row)) for row in block.iterchildren(f"{_W}tr")]
    numbered = any(True for _ in body.iter(f"{_W}numPr"))
    notes = ("automatic numbers of paragraphs are not restored",) if numbered else ()
    return Attachment("ok", "docx", "\n".join(lines).strip("\n"), tuple(tables), pages=1, notes=notes)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, through content controls and inserted text."""
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


def _paragraph(element: etree._Element) -> str:
    """The text of a paragraph; tabs and breaks as they are, tracked deletions and field codes left out."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif (run := node.getparent()) is not None and run.tag == f"{_W}r":
            parts.append({f"{_W}tab": "\t", f"{_W}br": "\n"}.get(str(node.tag), "-"))
    return "".join(parts)


def _cell_text(cell: etree._Element) -> str:
    return "\n".join(filter(None, (_paragraph(p) for p in cell.iter(f"{_W}p"))))


def _property(cell: etree._Element, name: str) -> str | None:
    """The value of a cell property; "" when it is there without one."""
    found = cell.find(f"{_W}tcPr/{_W}{name}")
    return None if found is None else str(found.get(f"{_W}val") or "")


def _span(cell: etree._Element) -> int:
    value = _property(cell, "gridSpan") or ""
    return int(value) if _DIGITS.match(value) else 1


def _continues(cell: etree._Element) -> bool:
    """Whether the cell belongs to the one above it."""
    return _property(cell, "vMerge") in ("", "continue")


def _grid(table: etree._Element) -> Iterator[tuple[str, ...]]:
    """Rows with merged cells repeated."""
    above: list[str] = []
    for row in table.iterchildren(f"{_W}tr"):
        line: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tbl")) is not table:
                continue  # a table in a cell is part of that cell's text
            at = len(line)
            inherited = above[at] if _continues(cell) and at < len(above) else None
            line += [_cell_text(cell) if inherited is None else inherited] * _span(cell)
        above = line
        yield tuple(line)


def _own_cells(row: etree._Element) -> Iterator[str]:
    for cell in row.iterchildren(f"{_W}tc"):
        if not _continues(cell):
            yield _cell_text(cell).replace("\n", " ")


# -- spreadsheets


def read_workbook(body: bytes, kind: str, archive: zipfile.ZipFile | None = None) -> Attachment:
    """The visible sheets of a workbook, one table each."""
    if archive is not None:
        _refuse_far_cells(archive)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(body))
    except PasswordError:
        return Attachment("encrypted", kind, notes=("protected by a password",))
    tables: list[Table] = []
    lines: list[str] = []
    notes: list[str] = []
    for page, sheet in enumerate(workbook.sheets_metadata, start=1):
        if sheet.visible is not SheetVisibleEnum.Visible:
            notes.append(f"sheet {page} is hidden and was not read")
            continue
        rows, own = _sheet(workbook, page - 1)
        if rows:
            tables.append(Table(rows, page))
            lines += [line for line in own if line.strip()]
    workbook.close()
    return Attachment("ok", kind, "\n".join(lines), tuple(tables), len(tables), tuple(notes))


def _refuse_far_cells(archive: zipfile.ZipFile) -> None:
    """One cell in the far corner makes the reader allocate the whole sheet, and abort."""
    for name in archive.namelist():
        if not name.lower().startswith("xl/worksheets/"):
            continue
        height = width = 0
        for column, row in _CELL.findall(archive.read(name)):
            height, width = max(height, int(row)), max(width, _column_number(column))
        if height * width > MAX_CELLS:
            raise LimitExceeded("cells", f"{height} x {width} cells, the limit is {MAX_CELLS}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(workbook: CalamineWorkbook, index: int) -> tuple[tuple[tuple[str, ...], ...], list[str]]:
    """The rows of a sheet with merged cells repeated, and its lines with each cell once."""
    sheet = workbook.get_sheet_by_index(index)
    grid = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    own = ["\t".join(row).rstrip("\t") for row in grid]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(grid) or left >= len(grid[top]):
            continue
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [grid[top][left]] * len(row[left : right + 1])
    return tuple(tuple(row) for row in grid if any(row)), own


def _shown(value: object) -> str:
    """A cell as a reader sees it: whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# -- HTML saved as .xls


def read_html_tables(markup: str) -> Attachment:
    """The tables of an HTML file, spans repeated, and its text."""
    soup = BeautifulSoup(markup, "lxml")
    for hidden in soup(["script", "style", "head"]):
        hidden.decompose()
    tables = tuple(Table(_html_rows(table), 1) for table in soup.find_all("table") if isinstance(table, Tag))
    lines = [" ".join(line.split()) for line in soup.get_text("\n").splitlines()]
    return Attachment("ok", "html", "\n".join(filter(None, lines)), tables, pages=1)


def _html_rows(table: Tag) -> tuple[tuple[str, ...], ...]:
    """Rows of a table with rowspan and colspan repeated; spans are held to what the limits allow."""
    rows: list[tuple[str, ...]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text
    for row in table.find_all("tr"):
        line: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _fill(line, hanging)
            text = " ".join(cell.get_text(" ").split())
            down, across = _html_span(cell, "rowspan"), _html_span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    hanging[len(line)] = (down - 1, text)
                line.append(text)
        _fill(line, hanging)
        rows.append(tuple(line))
    return tuple(row for row in rows if any(row))


def _fill(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Repeat the cells that hang down from rows above at this place."""
    while (held := hanging.get(len(line))) is not None:
        left, text = held
        if left > 1:
            hanging[len(line)] = (left - 1, text)
        else:
            del hanging[len(line)]
        line.append(text)


def _html_span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(int(value), 1000) if _DIGITS.match(value) and int(value) else 1

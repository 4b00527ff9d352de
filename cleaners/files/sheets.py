"""Sheets read (表格): spreadsheets by calamine, HTML saved as .xls by beautifulsoup4.

Merged cells are repeated in tables, so that every row is whole; running text has each cell once. Hidden
sheets are left out. Damage raises; cleaners/attachments.py makes it a status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from bs4 import BeautifulSoup, Tag
from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from cleaners.files.limits import MAX_CELLS, MAX_TABLES, LimitExceeded
from cleaners.files.packages import Package
from cleaners.model import Attachment, Table

# The address of a cell in a sheet's XML: r="AB12"
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s[^>]{0,200}?\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_DIGITS = re.compile(r"^[0-9]{1,3}$")


def read_workbook(body: bytes, kind: str, package: Package | None = None) -> Attachment:
    """The visible sheets of a workbook, one table each."""
    if package is not None:
        _refuse_far_cells(package)
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


def _refuse_far_cells(package: Package) -> None:
    """One cell in the far corner makes the reader allocate the whole sheet, and abort."""
    for name in package.names():
        if not name.startswith("xl/worksheets/"):
            continue
        height = width = 0
        for cell in _CELL.finditer(package.read(name)):
            height, width = max(height, int(cell[2])), max(width, _column_number(cell[1].upper()))
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
    spread = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        spread += (bottom - top + 1) * (right - left + 1)
        if spread > MAX_CELLS:
            raise LimitExceeded("cells", f"merged cells cover more than {MAX_CELLS}")
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
    """The tables of an HTML file, spans repeated, and its text, a row a line."""
    soup = BeautifulSoup(markup, "lxml")
    for hidden in soup(["script", "style", "head"]):
        hidden.decompose()
    for end in soup(["br", "p", "div"]):
        end.append("\n")
    tables = [table for table in soup.find_all("table") if isinstance(table, Tag)]
    if len(tables) > MAX_TABLES:
        raise LimitExceeded("tables", f"{len(tables)} tables, the limit is {MAX_TABLES}")
    read = [_html_rows(table) for table in tables]
    for row in soup.find_all("tr"):
        for cell in row.find_all(["td", "th"], recursive=False):
            cell.replace_with(_inner(cell).replace("\n", " ") + "\t")
        row.append("\n")
    lines = (" ".join(line.strip("\t").split(" ")) for line in soup.get_text().splitlines())
    text = "\n".join(line.strip() for line in lines if line.strip())
    return Attachment("ok", "html", text, tuple(Table(rows, 1) for rows in read if rows), pages=1)


def _inner(cell: Tag) -> str:
    """The text of a cell: tags within a word do not part it, lines stay lines."""
    lines = (" ".join(line.split()) for line in cell.get_text().splitlines())
    return "\n".join(filter(None, lines))


def _own_rows(table: Tag) -> Iterator[Tag]:
    """The rows of a table, not those of tables in its cells."""
    waiting = [table]
    while waiting:
        element = waiting.pop()
        if element.name == "tr":
            yield element
        elif element is table or element.name != "table":
            waiting += [child for child in reversed(element.contents) if isinstance(child, Tag)]


def _html_rows(table: Tag) -> tuple[tuple[str, ...], ...]:
    """Rows of a table with rowspan and colspan repeated; spans are held to what the limits allow."""
    rows: list[tuple[str, ...]] = []
    many = 0
    hanging: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text
    for row in _own_rows(table):
        line: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _fill(line, hanging)
            text = _inner(cell)
            down, across = _html_span(cell, "rowspan"), _html_span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    hanging[len(line)] = (down - 1, text)
                line.append(text)
        _fill(line, hanging)
        rows.append(tuple(line))
        many += len(line)
        if many > MAX_CELLS:
            raise LimitExceeded("cells", f"a table has more than {MAX_CELLS} cells")
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

"""Spreadsheets read (表格), by calamine.

Merged cells are repeated in tables, so that every row is whole; running text has each cell once. Hidden
sheets are left out. Damage raises; cleaners/attachments.py makes it a status.
"""

from __future__ import annotations

import re
from io import BytesIO

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from cleaners.files.limits import MAX_CELLS, LimitExceeded
from cleaners.files.packages import Package
from cleaners.model import Attachment, Table

# The address of a cell in a sheet's XML: r="AB12"
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s[^>]{0,200}?\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")


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

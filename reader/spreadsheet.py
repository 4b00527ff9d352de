"""Tables for a spreadsheet (表格): CSV and XLSX in which no cell is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from reader.exported import COLUMNS, SOURCE_COLUMNS, Exported, source_rows, table_rows

if TYPE_CHECKING:
    from xlsxwriter import Workbook

# What makes a formula at the start of a cell; where Chinese is typed the full-width forms do, too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDE = {"文件": 30, "条款": 16, "原文": 70, "引用": 50, "网址": 40, "发文机关": 20, "sha256": 20}
BOM = "\ufeff"  # so that a spreadsheet reads UTF-8


def csv_bytes(exported: Exported) -> bytes:
    """UTF-8 with BOM; a cell that begins like a formula has an apostrophe before it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in table_rows(exported))
    return (BOM + out.getvalue()).encode()


def xlsx_bytes(exported: Exported) -> bytes:
    """A workbook of the clauses (条款) and the pages they come from (来源); a text is written as text."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": exported.heading})
        add_sheet(book, "条款", COLUMNS, table_rows(exported))
        add_sheet(book, "来源", SOURCE_COLUMNS, source_rows(exported))
    return out.getvalue()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might compute a cell that begins so."""
    return text.startswith(_FORMULA)


def harmless(cell: str | int) -> str | int:
    """A cell of a CSV that no spreadsheet computes."""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def add_sheet(
    book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]
) -> None:
    """A sheet with its headings fixed; what begins like a formula is marked as text, edited or not."""
    sheet: Any = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _WIDE.get(heading, 12))
        sheet.write_string(0, column, heading, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, column, cell, body)
            else:
                sheet.write_string(last, column, cell, text if is_formula(cell) else body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(headings) - 1)

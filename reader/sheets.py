"""Tables written to a file (表格文件): .xlsx with a sheet each, .csv of the first; no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from cleaners.masking.masks import shown_rows
from reader.answer import Unanswerable
from reader.spreadsheet import BOM, add_sheet, harmless
from reader.wording import say, spoken


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name and the heads of its columns."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str | int, ...]]


SOURCE_HEADS = ("文件", "网址", "sha256")


def cells(*values: object) -> tuple[str, ...]:
    """Values as cells; what is absent is empty."""
    return tuple("" if value is None else str(value) for value in values)


def sources_of(proofs: Iterable[Mapping[str, Any]]) -> Sheet:
    """The sheet of the pages that proofs rest on, each once: notices, and the files of their lists."""
    rows: dict[tuple[str, ...], None] = {}
    for proof in proofs:
        rows.setdefault(cells(proof["title"], proof["url"], proof["sha256"]))
        if listed := proof.get("list"):
            rows.setdefault(cells(proof["title"], listed["url"], listed["sha256"]))
    return Sheet("来源", SOURCE_HEADS, tuple(rows))


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the tables; the ending of the name says how."""
    kinds = {".csv": csv_of, ".xlsx": workbook_of}
    make = kinds.get(path.suffix.lower())
    if make is None:
        raise Unanswerable(say("{path}: write .csv or .xlsx", path=path))
    try:
        path.write_bytes(make([_shown(sheet) for sheet in sheets]))
    except OSError as error:
        raise Unanswerable(say("{file}: {why}", file=path, why=spoken(error.strerror))) from error


def _shown(sheet: Sheet) -> Sheet:
    return replace(sheet, rows=shown_rows(sheet.rows, sheet.heads))


def csv_of(sheets: Sequence[Sheet]) -> bytes:
    """The first table: UTF-8 with BOM."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(sheets[0].heads)
    writer.writerows([harmless(cell) for cell in row] for row in sheets[0].rows)
    return (BOM + out.getvalue()).encode()


def workbook_of(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a sheet for each table."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for sheet in sheets:
            add_sheet(book, sheet.name[:31], sheet.heads, sheet.rows)
    return out.getvalue()

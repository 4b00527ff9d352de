"""Lists written as .docx, .doc, .xlsx and HTML in the layouts that notices have; all names are fictional."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from docx import Document
from openpyxl import Workbook

from tests.list_layouts import Entry
from tests.word_files import WordFile

HEAD = ("序号", "省份", "集群名称")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows, and the cells that are merged down, as column, first row, last row."""

    rows: tuple[tuple[str, ...], ...]
    down: tuple[tuple[int, int, int], ...] = ()


# -- layouts


def plain(listed: Sequence[Entry]) -> list[Grid]:
    return [Grid((HEAD, *((str(seq), region, name) for seq, region, name in listed)))]


def merged(listed: Sequence[Entry]) -> list[Grid]:
    """The region of each group in one cell over its rows."""
    rows: list[tuple[str, ...]] = [HEAD]
    down: list[tuple[int, int, int]] = []
    for region, group in groupby(listed, key=lambda entry: entry[1]):
        held = list(group)
        down.append((1, len(rows), len(rows) + len(held) - 1))
        rows += [(str(seq), region if not at else "", name) for at, (seq, _, name) in enumerate(held)]
    return [Grid(tuple(rows), tuple(down))]


def two_blocks(listed: Sequence[Entry]) -> list[Grid]:
    """Blocks side by side, the last row of the right one empty where the list is odd."""
    half = -(-len(listed) // 2)
    rows: list[tuple[str, ...]] = [HEAD + HEAD]
    for at in range(half):
        cells: tuple[str, ...] = ()
        for place in (at, at + half):
            entry = listed[place] if place < len(listed) else ("", "", "")
            cells += (str(entry[0]), entry[1], entry[2])
        rows.append(cells)
    return [Grid(tuple(rows))]


def by_page(listed: Sequence[Entry]) -> list[Grid]:
    """A table for each page, each with its head; the region only where it begins."""
    grids = []
    before = ""
    for start in range(0, len(listed), 25):
        rows = [HEAD]
        for seq, region, name in listed[start : start + 25]:
            rows.append((str(seq), region if region != before else "", name))
            before = region
        grids.append(Grid(tuple(rows)))
    return grids


def by_page_without_head(listed: Sequence[Entry]) -> list[Grid]:
    first, *rest = by_page(listed)
    return [first, *(Grid(grid.rows[1:]) for grid in rest)]


def titled(listed: Sequence[Entry]) -> list[Grid]:
    """A title over the head, spaced heads, full-width numbers, a remark behind, a sum below."""
    figures = str.maketrans("0123456789", "０１２３４５６７８９")
    rows = [("第一批集群名单", "", "", ""), ("序 号", "省　份", "集 群 名 称", "备注")]
    rows += [(str(seq).translate(figures), region, name, "") for seq, region, name in listed]
    return [Grid((*rows, ("", "合计", f"{len(listed)}个", "")))]


def below_regions(listed: Sequence[Entry]) -> list[Grid]:
    """A row for each region over its rows: 浙江省（12个）."""
    rows: list[tuple[str, ...]] = [("序号", "集群名称")]
    for region, group in groupby(listed, key=lambda entry: entry[1]):
        held = list(group)
        rows.append((f"{region}（{len(held)}个）",) * 2)
        rows += [(str(seq), name) for seq, _, name in held]
    return [Grid(tuple(rows))]


LAYOUTS: dict[str, Callable[[Sequence[Entry]], list[Grid]]] = {
    "a table": plain,
    "merged provinces": merged,
    "two blocks": two_blocks,
    "a table a page": by_page,
    "a table a page, one head": by_page_without_head,
    "a title, spaced heads, full-width numbers": titled,
    "provinces over their rows": below_regions,
}


def lines(listed: Sequence[Entry]) -> list[str]:
    """A list without a table."""
    text = ["第一批集群名单"]
    for region, group in groupby(listed, key=lambda entry: entry[1]):
        held = list(group)
        text += [f"{region}（{len(held)}个）", *(f"{seq}．{name}" for seq, _, name in held)]
    return text


# -- files


def docx_of(grids: Sequence[Grid], before: Sequence[str] = ()) -> bytes:
    document = Document()
    for line in before:
        document.add_paragraph(line)
    for grid in grids:
        table = document.add_table(len(grid.rows), len(grid.rows[0]))
        for row, cells in zip(table.rows, grid.rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        for column, first, last in grid.down:
            text = grid.rows[first][column]
            table.cell(first, column).merge(table.cell(last, column)).text = text
        document.add_paragraph("")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def doc_of(grids: Sequence[Grid], before: Sequence[str] = ()) -> bytes:
    file = WordFile()
    for line in before:
        file.paragraph(line)
    for grid in grids:
        for number, cells in enumerate(grid.rows):
            down = [0] * len(cells)
            for column, first, last in grid.down:
                if first <= number <= last and first < last:
                    down[column] = 3 if number == first else 1
            file.row(cells, down=down)
        file.paragraph("")
    return file.body()


def xlsx_of(grids: Sequence[Grid], before: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    if before:
        sheet = book.create_sheet()
        for line in before:
            sheet.append([line])
    for grid in grids:
        sheet = book.create_sheet()
        for cells in grid.rows:
            sheet.append([int(text) if text.isascii() and text.isdigit() else text or None for text in cells])
        for column, first, last in grid.down:
            sheet.merge_cells(
                start_row=first + 1, end_row=last + 1, start_column=column + 1, end_column=column + 1
            )
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def html_of(grids: Sequence[Grid], before: Sequence[str] = ()) -> bytes:
    """A table saved as .xls, in the code page of Chinese programs."""
    parts = [f"<p>{line}</p>" for line in before]
    for grid in grids:
        spans = {(first, column): last - first + 1 for column, first, last in grid.down}
        covered = {(row, column) for column, first, last in grid.down for row in range(first + 1, last + 1)}
        parts.append("<table>")
        for number, cells in enumerate(grid.rows):
            shown = "".join(
                f"<td rowspan={spans.get((number, column), 1)}>{text}</td>"
                for column, text in enumerate(cells)
                if (number, column) not in covered
            )
            parts.append(f"<tr>{shown}</tr>")
        parts.append("</table>")
    return f"<html><body>{''.join(parts)}</body></html>".encode("gb18030")


WRITERS: dict[str, Callable[..., bytes]] = {
    "docx": docx_of,
    "doc": doc_of,
    "xlsx": xlsx_of,
    "html": html_of,
}

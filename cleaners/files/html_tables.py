"""Tables of HTML (网页表格): files saved as .xls that are HTML, and pages with lists; by beautifulsoup4.

Merged cells are repeated in tables, so that every row is whole; running text has each cell once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from cleaners.files.limits import MAX_CELLS, MAX_TABLES, LimitExceeded
from cleaners.model import Attachment, Table

_DIGITS = re.compile(r"^[0-9]{1,3}$")


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

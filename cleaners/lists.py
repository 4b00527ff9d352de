"""Recognition lists (名单): from the tables of an attachment to numbered rows.

Reads an Attachment, writes its ListRows. Heads are looked up in data/lists.toml; side-by-side blocks are
told by a repeated 序号; heads that return on every page are dropped; a row without a number continues the
one above; a region merged or left blank is filled forward. Names and regions stay as listed.
Must never make up a row: without a 序号 column there are none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from cleaners.files.layout import wrapped
from cleaners.model import Attachment, ListRow, Table
from cleaners.normalise import fold
from cleaners.official.regions import provinces

_NUMBER = re.compile(r"^[0-9]{1,6}[.、]?$")
# A region over its rows: 浙江省（12个）, 新疆生产建设兵团(3家)
_REGION_HEAD = re.compile(r"^(.{2,12}?)[（(]\s*\d{1,5}\s*[个家项]\s*[)）]$")
# A line of a plain list: 12. 某某县某某产业集群
_PLAIN = re.compile(r"^\s*([0-9０-９]{1,6})[.．、]\s*(\S.*)$")
MIN_PLAIN = 3  # numbered lines that make a plain list


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of one list in a table: from its 序号 to the next one."""

    sequence: int
    end: int
    region: int | None
    name: int
    heads: tuple[str, ...]


@cache
def _heads() -> dict[str, frozenset[str]]:
    text = files("cleaners").joinpath("data/lists.toml").read_text(encoding="utf-8")
    return {column: frozenset(map(fold, names)) for column, names in tomllib.loads(text).items()}


def list_rows(attachment: Attachment) -> tuple[ListRow, ...]:
    """The numbered rows of all lists of an attachment, in order."""
    rows = list(_table_rows(attachment.tables))
    if rows:
        return tuple(rows)
    return tuple(_table_rows((_lines_as_table(attachment.text),))) or tuple(_plain_rows(attachment.text))


def _table_rows(tables: Sequence[Table]) -> Iterator[ListRow]:
    """The rows of several tables; one that goes on without a head keeps the head before it."""
    blocks: tuple[_Block, ...] = ()
    width = 0
    region = ""
    for number, table in enumerate(tables, start=1):
        widest = max(map(len, table.rows), default=0)
        if widest != width:
            blocks, region = (), ""
        width = widest
        found: list[ListRow] = []
        for place, cells in enumerate(table.rows, start=1):
            if head := _blocks(cells):
                blocks = head
                continue
            region = _region_head(cells) or region
            for block in blocks:
                _take(found, block, cells, region, (table.page, number, place))
        if found:
            region = found[-1].region
        yield from _in_order(found)


def _blocks(cells: Sequence[str]) -> tuple[_Block, ...]:
    """The blocks of a head row; none when the row is no head."""
    heads = [fold(cell) for cell in cells]
    printed = tuple(" ".join(cell.split()) for cell in cells)
    starts = [i for i, head in enumerate(heads) if head in _heads()["sequence"]]
    ends = [*starts[1:], len(heads)][: len(starts)]
    blocks = (_block(heads, printed, start, end) for start, end in zip(starts, ends, strict=True))
    return tuple(block for block in blocks if block is not None)


def _block(heads: Sequence[str], printed: tuple[str, ...], start: int, end: int) -> _Block | None:
    within = range(start + 1, end)
    region = next((i for i in within if heads[i] in _heads()["region"]), None)
    names = [i for i in within if heads[i] in _heads()["name"]]
    names += [i for i in within if i != region and heads[i].endswith("名称")]
    names += [i for i in within if i != region and heads[i]]
    return _Block(start, end, region, names[0], printed[start:end]) if names else None


def _region_head(cells: Sequence[str]) -> str | None:
    """The region of a row that is one cell merged over the table: 浙江省（12个）."""
    texts = {cell for cell in cells if cell}
    found = _REGION_HEAD.match(next(iter(texts)).strip()) if len(texts) == 1 else None
    return found[1] if found else None


def _take(
    found: list[ListRow], block: _Block, cells: Sequence[str], region: str, place: tuple[int, int, int]
) -> None:
    """Add the row of one block, or join it to the row above when it has no number."""
    own = tuple(cells[block.sequence : block.end])
    if len(own) < 2 or block.name >= len(cells):
        return
    sequence = unicodedata.normalize("NFKC", own[0]).strip()
    name = wrapped(cells[block.name].split("\n"))
    listed = wrapped(cells[block.region].split("\n")).strip() if block.region is not None else ""
    above = found[-1] if found else None
    if _NUMBER.match(sequence):
        filled = listed or (above.region if above else region) if block.region is not None else region
        page, table, row = place
        number = int(sequence.rstrip(".、"))
        found.append(ListRow(number, filled, name.strip(), own, page, table, row, block.heads))
    elif not sequence and above is not None and any(own):
        joined = tuple(
            a + b if len(own) == len(above.cells) else a for a, b in zip(above.cells, own, strict=False)
        )
        found[-1] = replace(above, name=above.name + name.strip(), cells=joined)


def _in_order(rows: list[ListRow]) -> list[ListRow]:
    """Rows of side-by-side blocks by their number, when no number returns."""
    numbers = [row.seq for row in rows]
    return sorted(rows, key=lambda row: row.seq) if len(set(numbers)) == len(numbers) else rows


def _lines_as_table(text: str) -> Table:
    """A table printed as lines, as PDF text gives it: from the line that begins with 序号."""
    lines = [tuple(line.split()) for line in text.splitlines()]
    start = next((i for i, line in enumerate(lines) if line and fold(line[0]) in _heads()["sequence"]), None)
    if start is None:
        return Table(())
    width = len(lines[start])
    return Table(tuple(line for line in map(_parted, lines[start:]) if len(line) == width))


def _parted(line: tuple[str, ...]) -> tuple[str, ...]:
    """A line whose region runs into the name behind it, as a long one does: 3 某自治区某县某集群."""
    if len(line) < 2 or not _NUMBER.match(unicodedata.normalize("NFKC", line[0])):
        return line
    region = next((name for name in provinces() if line[1].startswith(name) and line[1] != name), None)
    return line if region is None else (line[0], region, line[1][len(region) :], *line[2:])


def _plain_rows(text: str) -> Iterator[ListRow]:
    """Rows of a list without a table: numbered lines from 1 without a gap, below their region."""
    rows: list[ListRow] = []
    region = ""
    for place, line in enumerate(text.splitlines(), start=1):
        if head := _REGION_HEAD.match(line.strip()):
            region = head[1]
        elif found := _PLAIN.match(line):
            number = int(unicodedata.normalize("NFKC", found[1]))
            name = found[2].strip()
            rows.append(ListRow(number, region, name, (found[1], name), 0, 0, place))
    whole = [row.seq for row in rows] == list(range(1, len(rows) + 1))
    if whole and len(rows) >= MIN_PLAIN:
        yield from rows

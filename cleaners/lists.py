"""Recognition lists (名单): from the tables of an attachment to numbered rows.

Reads an Attachment, writes its ListRows. Blocks side by side are told by a repeated 序号; heads that return
on every page are dropped; a row without a number continues the one above, over a page break too; a region
that is merged or left blank is filled forward in the order of the numbers. Names and regions stay as listed.
Lists that print no numbers are read by cleaners/unnumbered_lists.py and bare_lists.py, where the numbers tell
nothing. Must never make up a row, nor a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cleaners.bare_lists import bare_rows
from cleaners.files.layout import wrapped
from cleaners.list_heads import column_of, is_name_head, is_sequence, names_holders, tells_other_table
from cleaners.model import Attachment, ListRow, Table
from cleaners.official.regions import is_region, provinces
from cleaners.plain_lists import plain_rows, region_head
from cleaners.unnumbered_lists import Listing, lines_above, listed_rows, listing_of

_NUMBER = re.compile(r"^\(?([0-9]{1,6})\)?[.、]?$")
_FIGURE = re.compile(r"[\d.,，%％\s/-]{1,40}$")
# What stands in a row without a number and continues nothing: 合计, 注：…
_SUMMED = re.compile(r"\s{0,40}(?:合计|总计|小计|共计|注[:：]|备注[:：]|说明[:：])")


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of one list in a table: from its 序号 to the next one."""

    sequence: int
    end: int
    region: int | None
    name: int
    heads: tuple[str, ...]


@dataclass(slots=True)
class _Walk:
    """The rows so far, and what of them later tables may go on with."""

    rows: list[ListRow] = field(default_factory=list)
    blocks: tuple[_Block, ...] = ()
    width: int = 0
    region: str = ""
    last: dict[int, int] = field(default_factory=dict)  # block -> place of its last row
    seen: dict[int, int] = field(default_factory=dict)  # number -> place of its row in this list
    begins: list[int] = field(default_factory=list)  # places where a list begins
    waiting: dict[int, list[tuple[str, ...]]] = field(default_factory=dict)


def list_rows(attachment: Attachment) -> tuple[ListRow, ...]:
    """The rows of all lists of an attachment, in order."""
    return (
        _of_tables(attachment.tables, attachment.text)
        or _of_tables((_lines_as_table(attachment.text),), attachment.text)
        or plain_rows(attachment.text)
        or bare_rows(attachment.text)
    )


def _of_tables(tables: Sequence[Table], text: str) -> tuple[ListRow, ...]:
    """The rows of several tables: of those with numbers, and of those that are lists without."""
    lists = _numbered(tables)
    numbered = {row.table for rows in lists for row in rows}
    if len(numbered) < len(tables):
        lists += _unnumbered(tables, numbered, text)
        lists.sort(key=lambda rows: min(row.table for row in rows))
    return tuple(row for rows in lists for row in rows)


def _numbered(tables: Sequence[Table]) -> list[tuple[ListRow, ...]]:
    """The lists of several tables; a table that goes on without a head keeps the head before it."""
    walk = _Walk()
    for number, table in enumerate(tables, start=1):
        heads = [_head_at(table.rows, place) for place in range(len(table.rows))]
        _enter(walk, table, any(heads))
        for place, (cells, head) in enumerate(zip(table.rows, heads, strict=True), start=1):
            if head:
                walk.blocks = head
            elif region := region_head(cells):
                walk.region = region
            else:
                for block in range(len(walk.blocks)):
                    _take(walk, block, cells, (table.page, number, place))
        _join_waiting(walk)
    bounds = [*walk.begins, len(walk.rows)]
    lists = (walk.rows[start:end] for start, end in pairwise(bounds))
    return [tuple(_filled(_in_order(rows))) for rows in lists if rows and not _are_sums(rows)]


def _are_sums(rows: Sequence[ListRow]) -> bool:
    """Whether figures stand where names do: 地区, 企业总数."""
    return all(_FIGURE.match(row.name) for row in rows)


def _unnumbered(tables: Sequence[Table], numbered: Collection[int], text: str) -> list[tuple[ListRow, ...]]:
    """The lists of the tables without numbers; one of a page behind it goes on under the same head."""
    lists: list[tuple[ListRow, ...]] = []
    above = lines_above(tables, text)
    going_on: tuple[Listing, int] | None = None
    for number, table in enumerate(tables, start=1):
        headed = any(is_sequence(cell) for cells in table.rows for cell in cells)
        found = None if number in numbered or (headed and numbered) else listing_of(table, above[number - 1])
        if found is None and going_on and _same_page_list(going_on, table):
            found = going_on[0], 0
        rows = tuple(_filled(listed_rows(found[0], table, number, found[1]))) if found else ()
        going_on = (found[0], table.page) if found and rows else None
        lists += [rows] if rows else []
    return lists


def _same_page_list(going_on: tuple[Listing, int], table: Table) -> bool:
    """Whether a table without a head goes on with the list of the page before."""
    listing, page = going_on
    return table.page == page + 1 and {len(cells) for cells in table.rows} == {len(listing.heads)}


def _enter(walk: _Walk, table: Table, headed: bool) -> None:
    """Whether a table goes on with the list before it: as wide, and the next number or a head in it."""
    width = max(map(len, table.rows), default=0)
    if width != walk.width or not (headed or _goes_on(walk, table)):
        walk.blocks, walk.region, walk.last = (), "", {}
    walk.width = width


def _goes_on(walk: _Walk, table: Table) -> bool:
    numbers = (
        _number(cells[block.sequence])
        for cells in table.rows
        for block in walk.blocks
        if block.sequence < len(cells)
    )
    first = next((number for number in numbers if number is not None), None)
    return first is None or first - 1 in walk.seen


def _number(text: str) -> int | None:
    found = _NUMBER.match(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


# -- heads


def _head_at(rows: Sequence[Sequence[str]], place: int) -> tuple[_Block, ...]:
    """The blocks of a head that is, or ends, at this row; none when the row is no head."""
    cells = rows[place]
    if blocks := _blocks(cells):
        return blocks
    if place and cells and cells[0].strip() == "号" and len(rows[place - 1]) == len(cells):
        return _blocks([above + own for above, own in zip(rows[place - 1], cells, strict=True)])
    return ()


def _blocks(cells: Sequence[str]) -> tuple[_Block, ...]:
    starts = [at for at, cell in enumerate(cells) if is_sequence(cell)]
    ends = [*starts[1:], len(cells)][: len(starts)]
    blocks = (_block(cells, start, end) for start, end in zip(starts, ends, strict=True))
    return tuple(block for block in blocks if block is not None)


def _block(heads: Sequence[str], start: int, end: int) -> _Block | None:
    columns = {at: column_of(heads[at]) for at in range(start + 1, end) if heads[at].strip()}
    region = next((at for at, column in columns.items() if column == "region"), None)
    named = [at for column in ("name", "product", "") for at in columns if columns[at] == column]
    scored = "other" in columns.values() and not any(column == "name" for column in columns.values())
    printed = tuple("".join(head.split()) for head in heads[start:end])
    if not named or scored or _is_of_another(heads[named[0]], printed):
        return None
    return _Block(start, end, region, named[0], printed)


def _is_of_another(name: str, heads: Iterable[str]) -> bool:
    """Whether heads beside one that may be over anything, as 单位, tell of quotas or contacts."""
    return not is_name_head(name, 4) and any(map(tells_other_table, heads))


# -- rows


def _take(walk: _Walk, number: int, cells: Sequence[str], place: tuple[int, int, int]) -> None:
    """Add the row of one block, or join it to the row above when it has no number."""
    block = walk.blocks[number]
    own = tuple(cells[block.sequence : block.end])
    if len(own) < 2 or block.name >= len(cells):
        return
    sequence = _number(own[0])
    if sequence is None:
        if not own[0].strip() and any(own) and not any(map(_SUMMED.match, own)):
            walk.waiting.setdefault(number, []).append(own)
        return
    if not cells[block.name].strip():
        return
    _join_waiting(walk, number, sequence)
    listed = _line(cells[block.region]) if block.region is not None else ""
    region, name = _whole_region(listed, _line(cells[block.name]))
    region = region or _over(walk, block)
    row = ListRow(sequence, region, name, own, *place, block.heads)
    above = walk.last.get(number)
    if above is not None and (walk.rows[above].seq, walk.rows[above].name) == (sequence, row.name):
        walk.rows[above] = _joined(walk.rows[above], own, block)  # its number is merged over both
        return
    if not walk.rows or (sequence == 1 and 1 in walk.seen and walk.rows[-1].seq != 1):
        walk.begins.append(len(walk.rows))
        walk.seen = {}
    walk.last[number] = walk.seen[sequence] = len(walk.rows)
    walk.rows.append(row)


def _whole_region(region: str, name: str) -> tuple[str, str]:
    """A region whose last characters a narrow column has put before the name: 某某自治 | 区云溪县某集群."""
    if not region or is_region(region):
        return region, name
    whole = next((unit for unit in provinces() if (region + name).startswith(unit)), "")
    if len(whole) > len(region):
        return whole, (region + name)[len(whole) :]
    return region, name


def _over(walk: _Walk, block: _Block) -> str:
    """The region that stands over a row; with a column of regions it is left to be filled."""
    return walk.region if block.region is None else ""


def _line(text: str) -> str:
    return wrapped(line.strip() for line in text.split("\n")).strip()


def _join_waiting(walk: _Walk, number: int | None = None, following: int | None = None) -> None:
    """Join rows without a number to the row they continue: that of the number before the following one."""
    for block in list(walk.waiting) if number is None else [number]:
        target = walk.last.get(block)
        if following is not None:
            target = walk.seen.get(following - 1, target)
        for own in walk.waiting.pop(block, ()):
            if target is not None and block < len(walk.blocks):
                walk.rows[target] = _joined(walk.rows[target], own, walk.blocks[block])


def _joined(row: ListRow, own: Sequence[str], block: _Block) -> ListRow:
    """A row and what continues it; a merged cell, which is repeated, continues nothing."""
    if len(own) != len(row.cells):
        return row
    cells = tuple(
        a if not b.strip() or a == b or not at else wrapped((a, b))
        for at, (a, b) in enumerate(zip(row.cells, own, strict=True))
    )
    name = _line(cells[block.name - block.sequence])
    region = _line(cells[block.region - block.sequence]) if block.region is not None else row.region
    return replace(row, name=name, region=region, cells=cells)


def _in_order(rows: Sequence[ListRow]) -> list[ListRow]:
    """Rows of side-by-side blocks by their number, when no number returns."""
    numbers = [row.seq for row in rows]
    alone = len(set(numbers)) == len(numbers)
    return sorted(rows, key=lambda row: row.seq or 0) if alone else list(rows)


def _filled(rows: Iterable[ListRow]) -> Iterator[ListRow]:
    """Rows with the region of the row before where theirs is blank."""
    region = ""
    for row in rows:
        region = row.region or region
        yield replace(row, region=region)


# -- a table printed as lines


def _lines_as_table(text: str) -> Table:
    """A table printed as lines, as PDF text gives it: from the line that begins with 序号."""
    lines = [tuple(line.split()) for line in text.splitlines()]
    start = next((at for at, line in enumerate(lines) if line and is_sequence(line[0])), None)
    if start is None:
        start = next((at for at, line in enumerate(lines) if 1 < len(line) < 9 and _is_head(line)), None)
    if start is None:
        return Table(())
    width = len(lines[start])
    return Table(tuple(line for line in map(_parted, lines[start:]) if len(line) == width))


def _is_head(line: Sequence[str]) -> bool:
    return any(map(names_holders, line)) and all(len(head) < 12 for head in line)


def _parted(line: tuple[str, ...]) -> tuple[str, ...]:
    """A line whose region runs into the name behind it, as a long one does: 3 某自治区某县某集群."""
    if len(line) < 2 or _number(line[0]) is None:
        return line
    region = next((name for name in provinces() if line[1].startswith(name) and line[1] != name), None)
    return line if region is None else (line[0], region, line[1][len(region) :], *line[2:])

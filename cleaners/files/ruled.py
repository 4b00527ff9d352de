"""Tables with lines around their cells (有线表格): found by the lines, merged cells by the lines that lack.

Reads the letters and the drawn lines of a page; writes rows with merged cells repeated. A letter belongs to
the cell its middle stands in. Must never make a cell of a frame that holds no other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from cleaners.files.layout import Glyph, Leaf, Rule, in_lines, spelled, wrapped

_SNAP = 2.5  # points: lines so near are one line
_SHORT = 4.0  # a line so short is a stroke of something else
_MOST_MEETINGS = 4_000_000  # of lines across with lines down; beyond it a page is a drawing


@dataclass(frozen=True, slots=True)
class Found:
    """A table, its lines of running text with each cell once, and where on its page it begins and ends."""

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]
    top: float
    bottom: float


def ruled_tables(leaf: Leaf) -> list[Found]:
    """The tables of a page from the top down."""
    across, down = _joined(leaf.across), _joined(leaf.down)
    if len(across) * len(down) > _MOST_MEETINGS:
        return []
    grids = (_grid(*part) for part in _connected(across, down))
    found = [table for grid in grids if grid is not None and (table := _filled(grid, leaf.glyphs))]
    return sorted(found, key=lambda table: table.top)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines that go on in each other as one, those a hair apart as one."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules):
        if rule.end - rule.start < _SHORT:
            continue
        if rows and rule.at - rows[-1][-1].at <= _SNAP and rule.at - rows[-1][0].at <= 2 * _SNAP:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    return [joined for row in rows for joined in _end_to_end(row)]


def _end_to_end(row: Sequence[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in row) / len(row)
    start = end = None
    for rule in sorted(row, key=lambda rule: rule.start):
        if end is None or start is None:
            start, end = rule.start, rule.end
        elif rule.start <= end + _SNAP:
            end = max(end, rule.end)
        else:
            yield Rule(at, start, end)
            start, end = rule.start, rule.end
    if start is not None and end is not None:
        yield Rule(at, start, end)


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or by others: each set is a table or a drawing."""
    heads = list(range(len(across) + len(down)))

    def head(of: int) -> int:
        while heads[of] != of:
            heads[of] = heads[heads[of]]
            of = heads[of]
        return of

    for (i, line), (j, post) in product(enumerate(across), enumerate(down, start=len(across))):
        meets = line.start - _SNAP <= post.at <= line.end + _SNAP
        if meets and post.start - _SNAP <= line.at <= post.end + _SNAP:
            heads[head(i)] = head(j)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for place, rule in enumerate((*across, *down)):
        parts[head(place)][place >= len(across)].append(rule)
    return list(parts.values())


@dataclass(frozen=True, slots=True)
class _Grid:
    """Edges of rows and columns, and for each place of the grid the number of its cell."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> _Grid | None:
    """The grid that lines make; sides that are not drawn are where the lines end."""
    if not across or not down:
        return None
    rows = _edges([rule.at for rule in across], down)
    columns = _edges([rule.at for rule in down], across)
    if len(rows) < 2 or len(columns) < 3:  # one column is a frame, or lines of a form
        return None
    lines, posts = _by_place(across, rows), _by_place(down, columns)
    cells = _cells(rows, columns, lines, posts)
    return _Grid(rows, columns, cells) if max(map(max, cells)) > 0 else None


def _edges(drawn: Sequence[float], crossing: Sequence[Rule]) -> tuple[float, ...]:
    edges = sorted(set(drawn))
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [first] if first < edges[0] - 2 * _SNAP else []
    after = [last] if last > edges[-1] + 2 * _SNAP else []
    return (*before, *edges, *after)


def _by_place(rules: Sequence[Rule], edges: Sequence[float]) -> list[list[Rule]]:
    held: list[list[Rule]] = [[] for _ in edges]
    places = {edge: place for place, edge in enumerate(edges)}
    for rule in rules:
        held[places[rule.at]].append(rule)
    return held


def _cells(
    rows: Sequence[float],
    columns: Sequence[float],
    lines: Sequence[Sequence[Rule]],
    posts: Sequence[Sequence[Rule]],
) -> tuple[tuple[int, ...], ...]:
    """The cell of each place: that of the left or upper neighbour where no line parts them."""
    cells: list[list[int]] = []
    number = -1
    for row in range(len(rows) - 1):
        line: list[int] = []
        middle = (rows[row] + rows[row + 1]) / 2
        for column in range(len(columns) - 1):
            centre = (columns[column] + columns[column + 1]) / 2
            if row and not _covers(lines[row], centre):
                line.append(cells[row - 1][column])
            elif column and not _covers(posts[column], middle):
                line.append(line[-1])
            else:
                number += 1
                line.append(number)
        cells.append(line)
    return tuple(map(tuple, cells))


def _covers(rules: Iterable[Rule], at: float) -> bool:
    return any(rule.start <= at <= rule.end for rule in rules)


def _filled(grid: _Grid, glyphs: Iterable[Glyph]) -> Found | None:
    """The rows of a grid with the letters that stand in it."""
    held: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        row = bisect_right(grid.rows, glyph.middle) - 1
        column = bisect_right(grid.columns, glyph.centre) - 1
        if 0 <= row < len(grid.cells) and 0 <= column < len(grid.columns) - 1:
            held[grid.cells[row][column]].append(glyph)
    texts = {cell: wrapped(map(spelled, in_lines(inside))) for cell, inside in held.items()}
    rows = tuple(tuple(texts.get(cell, "") for cell in row) for row in grid.cells)
    rows = tuple(row for row in rows if any(row))
    return Found(rows, tuple(_lines(grid, texts)), grid.rows[0], grid.rows[-1]) if rows else None


def _lines(grid: _Grid, texts: Mapping[int, str]) -> Iterator[str]:
    """The rows as running text: a merged cell stands in the first."""
    shown: set[int] = set()
    for row in grid.cells:
        own = [cell for cell in dict.fromkeys(row) if cell not in shown]
        shown.update(own)
        if any(texts.get(cell) for cell in own):
            yield "\t".join(texts.get(cell, "") for cell in own)

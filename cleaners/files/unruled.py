"""Tables without lines (无线表格): columns by the heads, rows by the numbers.

Reads the letters of a page; writes rows of a list whose head has a 序号. Between two heads the columns part
where the rows leave the widest gap; between two numbers the rows part where the lines do. Must never begin
without a head, and never take a line that runs across the columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaners.files.layout import Glyph, Leaf, in_lines, in_words, spelled, wrapped
from cleaners.files.ruled import Found, ruled_tables
from cleaners.list_heads import is_head, is_sequence
from cleaners.official.paging import is_page_number
from cleaners.plain_lists import is_counted_region

_WORD_GAP = 0.55  # of a letter's height
_HEAD_REACH = 1.1  # of a letter's height: lines so near the head's middle belong to it
_SLACK = 3.0  # points
_ROW_REACH = 2.2  # of a letter's height: a line further from the last row does not continue it
_NUMBER = re.compile(r"^[0-9]{1,6}[.、]?$")

Line = list[Glyph]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a list: heads and their places, what letters cover, where they part, which count."""

    heads: tuple[tuple[str, float, float], ...]
    covered: tuple[tuple[float, float], ...]
    edges: tuple[float, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines of a head, and for each column its text and its place."""

    first: int
    after: int
    columns: tuple[tuple[str, float, float], ...]


def tables_of(leaf: Leaf, going_on: Columns | None) -> tuple[list[Found], Columns | None]:
    """The tables of a page: those with lines, else the list without; columns for the page behind."""
    ruled = ruled_tables(leaf)
    if ruled:
        return ruled, None
    table, columns = unruled_table(leaf.glyphs, going_on)
    return ([table] if table else []), columns


def unruled_table(glyphs: Iterable[Glyph], going_on: Columns | None) -> tuple[Found | None, Columns | None]:
    """The list of a page, and its columns for a page that goes on without a head."""
    lines = in_lines(glyph for glyph in glyphs if not glyph.text.isspace())
    lines = [line for line in lines if not is_page_number(spelled(line))]
    head = _head(lines)
    if head is None:
        if going_on is None or not lines:
            return None, None
        columns = _columns(going_on.heads, lines, going_on)
        rows, end = _rows(lines, columns, None)
        return (_found(rows, lines[:end]), columns) if rows else (None, None)
    body = lines[head.after :]
    columns = _columns(head.columns, body, going_on)
    rows, end = _rows(body, columns, lines[head.after - 1])
    if not rows:
        return None, None
    named = tuple(text for text, _, _ in columns.heads)
    return _found([named, *rows], lines[head.first : head.after + end]), columns


def _found(rows: Sequence[tuple[str, ...]], lines: Sequence[Line]) -> Found:
    shown = tuple("\t".join(row if len(set(row)) > 1 else row[:1]) for row in rows)
    return Found(tuple(rows), shown, lines[0][0].top, lines[-1][0].bottom)


# -- the head


def _head(lines: Sequence[Line]) -> _Head | None:
    """The first head of a list: a 序号, written on one line or two, and another head beside it."""
    for at, line in enumerate(lines):
        for glyphs in in_words(line, _WORD_GAP * 3):
            text = spelled(glyphs)
            if not ("序" in text or "编" in text or is_sequence(text)):
                continue
            for middle in _middles(lines, at, glyphs):
                found = _head_around(lines, middle, glyphs[0].height)
                if found is not None:
                    return found
    return None


def _middles(lines: Sequence[Line], at: int, glyphs: Line) -> Iterator[float]:
    """Where the middle of a head may be: on this line, or between it and the next, 序 over 号."""
    yield glyphs[0].middle
    if at + 1 < len(lines):
        for below in lines[at + 1 : at + 3]:
            yield (glyphs[0].middle + below[0].middle) / 2


def _head_around(lines: Sequence[Line], middle: float, height: float) -> _Head | None:
    inside = [at for at, line in enumerate(lines) if abs(line[0].middle - middle) <= _HEAD_REACH * height]
    # a first row that stands close below is no part of the head
    inside = [at for at in inside if not _numbered(spelled(in_words(lines[at], _WORD_GAP)[0]))]
    if not inside:
        return None
    words = sorted(
        ((min(g.left for g in word), max(g.right for g in word), at, spelled(word)))
        for at in inside
        for word in in_words(lines[at], _WORD_GAP)
    )
    columns = _stacked(words)
    texts = [text for text, _, _ in columns]
    if not any(map(is_sequence, texts)) or sum(map(is_head, texts)) < 2:
        return None
    return _Head(inside[0], inside[-1] + 1, tuple(columns))


def _stacked(words: Sequence[tuple[float, float, int, str]]) -> list[tuple[str, float, float]]:
    """Words that stand over each other as one head, and spaced letters that make one: 序 号."""
    stacks: list[list[tuple[float, float, int, str]]] = []
    for word in words:
        if stacks and word[0] < max(right for _, right, _, _ in stacks[-1]):
            stacks[-1].append(word)
        else:
            stacks.append([word])
    columns: list[tuple[str, float, float]] = []
    for stack in stacks:
        text = "".join(word[3] for word in sorted(stack, key=lambda word: word[2]))
        left, right = min(word[0] for word in stack), max(word[1] for word in stack)
        if columns and not is_head(text) and not is_head(columns[-1][0]) and is_head(columns[-1][0] + text):
            columns[-1] = (columns[-1][0] + text, columns[-1][1], right)
        else:
            columns.append((text, left, right))
    return columns


# -- the columns


def _columns(
    heads: Sequence[tuple[str, float, float]], body: Sequence[Line], before: Columns | None
) -> Columns:
    """The columns below a head: parted in the widest gap that all rows so far leave between two heads."""
    width = heads[-1][2] - heads[0][1]
    held = [(glyph.left, glyph.right) for line in _telling(body, width) for glyph in line]
    covered = _covered(sorted([*held, *(before.covered if before and _same(before.heads, heads) else ())]))
    edges = [float("-inf")]
    for (_, left, right), (_, next_left, next_right) in pairwise(heads):
        edges.append(_parting((left + right) / 2, (next_left + next_right) / 2, right, next_left, covered))
    numbers = tuple(place for place, (text, _, _) in enumerate(heads) if is_sequence(text))
    return Columns(tuple(heads), tuple(covered), (*edges, float("inf")), numbers)


def _same(before: Sequence[tuple[str, float, float]], heads: Sequence[tuple[str, float, float]]) -> bool:
    """Whether a head stands where that of the page before does."""
    return len(before) == len(heads) and all(
        a[0] == b[0] and abs(a[1] - b[1]) < _SLACK for a, b in zip(before, heads, strict=True)
    )


def _telling(body: Sequence[Line], width: float) -> Iterator[Line]:
    """The lines that show where columns are: up to the last number, without sentences that run across."""
    words = [in_words(line, _WORD_GAP) for line in body]
    last = max((at for at, held in enumerate(words) if _numbered(spelled(held[0]))), default=-1)
    for line, held in zip(body[: last + 1], words, strict=False):
        if len(held) > 1 or line[-1].right - line[0].left <= width / 2:
            yield line


def _covered(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches that letters of any row cover."""
    covered: list[tuple[float, float]] = []
    for left, right in spans:
        if covered and left <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], right))
        else:
            covered.append((left, right))
    return covered


def _parting(
    centre: float, following: float, right: float, next_left: float, covered: Sequence[tuple[float, float]]
) -> float:
    """Where two columns part."""
    gaps = [
        (min(b[0], following) - max(a[1], centre), max(a[1], centre), min(b[0], following))
        for a, b in pairwise(covered)
        if a[1] < following and b[0] > centre
    ]
    widest = max(gaps, default=(0.0, 0.0, 0.0))
    return (widest[1] + widest[2]) / 2 if widest[0] > 0 else (right + next_left) / 2


# -- the rows


def _rows(lines: Sequence[Line], columns: Columns, head: Line | None) -> tuple[list[tuple[str, ...]], int]:
    """The rows of a list, each with all its lines, and how many lines they end behind."""
    parted = [_parted(line, columns) for line in lines]
    numbered = [
        at
        for at, cells in enumerate(parted)
        if any(_numbered(cells[n]) for n in columns.numbers) and not _is_sentence(lines[at], columns)
    ]
    if not numbered:
        return [], 0
    middles = [line[0].middle for line in lines]
    starts = [_start(middles, before, at) for before, at in pairwise(numbered)]
    last = _end(lines, columns, numbered[-1])
    if head is not None:
        first = _start([head[0].middle, *middles], 0, numbered[0] + 1) - 1
        rows: list[tuple[str, ...]] = []
    else:
        centred = any(start < at for start, at in zip(starts, numbered[1:], strict=True))
        first = _first(lines, numbered[0], [*starts, last][0] if centred else None)
        rows = list(_row(*_continued(lines[:first], parted[:first], columns)))
    for start, end in pairwise([first, *starts, last]):
        rows += _row(lines[start:end], parted[start:end])
    return rows, last


def _first(lines: Sequence[Line], at: int, end: int | None) -> int:
    """Where the row of the first number of a page begins.

    Lines less than a line above the number are its own; where numbers stand in the middle of their rows, as
    `end` says, so are lines as far above it as the row goes on below.
    """
    middle = lines[at][0].middle
    reach = lines[end - 1][0].middle - middle + _SLACK if end is not None else 0.0
    first = at
    while first:
        above = lines[first - 1][0].middle
        if lines[first][0].middle - above >= lines[first][0].height and middle - above > reach:
            break
        first -= 1
    return first


def _continued(
    lines: Sequence[Line], parted: Sequence[tuple[str, ...]], columns: Columns
) -> tuple[Sequence[Line], Sequence[tuple[str, ...]]]:
    """The lines at the top of a page that continue the last row of the page before."""
    whole = not any(_runs_across(line, columns) for line in lines)
    close = all(
        below[0].middle - above[0].middle <= _ROW_REACH * below[0].height for above, below in pairwise(lines)
    )
    return (lines, parted) if whole and close else ([], [])


def _start(middles: Sequence[float], before: int, at: int) -> int:
    """Where the row of a number begins: behind the widest gap since the number before, the last of equals."""
    gaps = [(round(middles[k] - middles[k - 1], 1), k) for k in range(before + 1, at + 1)]
    widest = max(gap for gap, _ in gaps)
    return max(k for gap, k in gaps if gap >= widest - 1.0)


def _end(lines: Sequence[Line], columns: Columns, at: int) -> int:
    """Where the last row ends: at a line that is far, or runs across the columns."""
    for place in range(at + 1, len(lines)):
        line, above = lines[place], lines[place - 1]
        if line[0].middle - above[0].middle > _ROW_REACH * line[0].height or _runs_across(line, columns):
            return place
    return len(lines)


def _runs_across(line: Line, columns: Columns) -> bool:
    words = ((word[0].left, word[-1].right) for word in in_words(line, _WORD_GAP))
    return any(left < edge < right for left, right in words for edge in columns.edges[1:-1])


def _is_sentence(line: Line, columns: Columns) -> bool:
    """A numbered line that is no row: its number, or what follows, runs across most columns.

    One cell may be longer than its column: 33 新疆维吾尔自治区云溪县某集群 装裱.
    """
    inner = columns.edges[1:-1]
    words = [(word[0].left, word[-1].right) for word in in_words(line, _WORD_GAP)]
    crossed = [edge for edge in inner if any(left < edge < right for left, right in words)]
    number_runs = any(words[0][0] < edge < words[0][1] for edge in inner)
    return number_runs or len(crossed) > len(inner) // 2


def _parted(line: Line, columns: Columns) -> tuple[str, ...]:
    return tuple(
        spelled([glyph for glyph in line if left <= glyph.centre < right])
        for left, right in pairwise(columns.edges)
    )


def _row(lines: Sequence[Line], parted: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """One row; a region over its rows is a row of its own, one cell merged over the table."""
    own: list[tuple[str, ...]] = []
    for line, cells in zip(lines, parted, strict=True):
        text = spelled(line)
        if is_counted_region(text):
            if own:
                yield _stack(own)
                own = []
            yield (text,) * len(cells)
        else:
            own.append(cells)
    if own:
        yield _stack(own)


def _stack(lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(wrapped(cell for cell in column if cell) for column in zip(*lines, strict=True))


def _numbered(text: str) -> bool:
    return _NUMBER.match(unicodedata.normalize("NFKC", text).strip()) is not None

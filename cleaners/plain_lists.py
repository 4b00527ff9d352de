"""Lists without a table (条列名单): numbered lines, below the regions they belong to.

Reads the lines of a text; writes rows. A list is whole or it is none: its numbers run from 1 without a gap,
through the text or below each region, and a region that says how many it has has so many. Must never take the
points of a measure for a list: a name is short and no sentence, and something calls it a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleaners.holder_names import ends_as_holder
from cleaners.model import ListRow
from cleaners.official.regions import is_whole_region

MIN_ROWS = 3
_LONGEST_NAME = 60

# A region over its rows: 浙江省（12个）, 一、新疆生产建设兵团(3家), （二）宁波市（共2项）
_REGION_HEAD = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])?\s{0,9}"
    r"([^（(、\d]{2,16})\s{0,9}[（(]\s{0,9}共?\s{0,9}([0-9０-９]{1,5})\s{0,9}[个家项名]\s{0,9}[)）]\s{0,9}[:：]?$"
)
# A region without a count: 浙江省, 二、宁波市：
_LABELLED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])?\s*(\S{2,12}?)\s*[:：]?$"
)
# A line of a list: 12. 某某县某某产业集群, （12）某厂, 12 某厂
_ROW = re.compile(
    r"^\s*(?:([0-9０-９]{1,6})\s*[.．、]|[（(]([0-9０-９]{1,6})[)）]|([0-9０-９]{1,6})\s)\s*(\S.*)$"
)
_SENTENCE = re.compile(r"[。；！？;]|[:：，,]$")
_TITLE = re.compile(r"名单|名录|目录|清单|公示|入选|通过")


@dataclass(slots=True)
class _Part:
    """The rows below one region, and how many it says there are."""

    region: str = ""
    declared: int | None = None
    rows: list[ListRow] = field(default_factory=list)
    marked: bool = True  # a point or a bracket stands at each number


def is_counted_region(text: str) -> bool:
    """Whether a line is a region that says how many rows follow it: 浙江省（12个）."""
    head = counted_region(text)
    return head is not None and head[1] is not None


def region_head(cells: Sequence[str]) -> str | None:
    """The region of a row that is one cell merged over the table: 浙江省（12个）."""
    texts = {cell.strip() for cell in cells if cell.strip()}
    found = counted_region(next(iter(texts))) if len(texts) == 1 else None
    return found[0] if found else None


def counted_region(line: str) -> tuple[str, int | None] | None:
    """A region that heads rows, and how many it says it has.

    >>> counted_region("一、浙江省（12个）"), counted_region("宁波市："), counted_region("云溪县")
    (('浙江省', 12), ('宁波市', None), None)
    """
    if len(line) > 40:
        return None
    if (found := _REGION_HEAD.match(line.strip())) and not _TITLE.search(found[1]):
        return found[1].strip(), int(unicodedata.normalize("NFKC", found[2]))
    found = _LABELLED.match(line.strip())
    return (found[1], None) if found and is_whole_region(found[1]) else None


def plain_rows(text: str) -> tuple[ListRow, ...]:
    """The rows of the lists of a text that are whole."""
    runs = [_closed(run) for run in _runs(list(_parts(text)))]
    return tuple(row for run in runs if _is_list(run, text) for part in run for row in part.rows)


def _closed(run: list[_Part]) -> list[_Part]:
    """A run without the ； and 。 that close its lines, where all that is left are names of holders."""
    rows = [row for part in run for row in part.rows]
    bare = [row.name.rstrip("；;。") for row in rows]
    closed = sum(name != row.name for name, row in zip(bare, rows, strict=True))
    if closed * 2 > len(rows) and all(map(ends_as_holder, bare)):
        for part in run:
            part.rows = [replace(row, name=row.name.rstrip("；;。")) for row in part.rows]
    return run


def _parts(text: str) -> Iterator[_Part]:
    """Numbered lines in the order of the text, cut at each region and where they begin anew."""
    part = _Part()
    for place, line in enumerate(text.splitlines(), start=1):
        if (head := counted_region(line)) is not None:
            yield part
            part = _Part(*head)
        elif found := _ROW.match(line):
            figure = found[1] or found[2] or found[3]
            number = int(unicodedata.normalize("NFKC", figure))
            if number == 1 and part.rows:
                yield part
                part = _Part()
            name = found[4].strip()
            part.marked = part.marked and found[3] is None
            part.rows.append(ListRow(number, part.region, name, (figure, name), 0, 0, place))
    yield part


def _runs(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Parts that make one list: those below regions together, others each alone."""
    runs: list[list[_Part]] = []
    for part in parts:
        if part.region and runs and runs[-1][-1].region:
            runs[-1].append(part)
        elif part.rows or part.region:
            runs.append([part])
    return runs


def _is_list(run: Sequence[_Part], text: str) -> bool:
    rows = [row for part in run for row in part.rows]
    if len(rows) < MIN_ROWS and not any(part.declared for part in run):
        return False
    if any(len(row.name) > _LONGEST_NAME or _SENTENCE.search(row.name) for row in rows):
        return False
    if any(part.declared is not None and part.declared != len(part.rows) for part in run):
        return False
    if not all(part.marked for part in run) and not all(ends_as_holder(row.name) for row in rows):
        return False
    called = run[0].region or any(
        _TITLE.search(line) for line in text.splitlines()[: rows[0].row - 1] if len(line) < 80
    )
    return bool(called) and _is_whole(run)


def _is_whole(run: Sequence[_Part]) -> bool:
    """Whether the numbers run from 1 without a gap, through all parts or in each."""
    through = [row.seq for part in run for row in part.rows]
    each = [[row.seq for row in part.rows] for part in run if part.rows]
    return through == _counted(through) or all(numbers == _counted(numbers) for numbers in each)


def _counted(numbers: Sequence[int | None]) -> list[int]:
    return list(range(1, len(numbers) + 1))

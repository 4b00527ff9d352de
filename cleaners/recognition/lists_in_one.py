"""Several lists in one file (合并名单): 附件1 and 附件2 in one document, one archive, or in the page itself.

Reads the lists of a notice and its announcements; writes lists of one annex each. A file is parted where its
numbers begin anew, or where it has none at each table, and only when its parts are as many as the annexes
that it may hold, or when each part has as many rows as some announcement says. Must never part a list that
begins anew below each region.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cleaners.model import Announced, ListRow, NamedList
from cleaners.numerals import parse_numeral

# 附件1, 附件 2：, 附件一, 附件1-2: the second part of the first annex
_ANNEX = re.compile(
    r"附[件表]\s{0,2}([0-9]{1,2}(?![0-9])|[一二三四五六七八九十]{1,2})(?:\s?[-‐‑]\s?([0-9]{1,2})(?![0-9]))?"
)
# 1.某名单, 1-2、某名单, 附件2：某名单
_LINK = re.compile(r"\s{0,4}(?:附[件表]\s{0,2})?([0-9]{1,2})(?:\s?[-‐‑]\s?([0-9]{1,2}))?\s{0,2}[.、:]")
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z)\s*\Z", re.IGNORECASE)

Annex = tuple[int, int]  # its number, and that of its part, 0 for the whole


def annex_of(text: str) -> Annex | None:
    """The annex that a text names, as printed: 附件1-2 is the part 2 of annex 1; 附件 alone is none.

    >>> annex_of("附件２"), annex_of("附件三"), annex_of("附件1-2"), annex_of("附件")
    ((2, 0), (3, 0), (1, 2), None)
    """
    found = _ANNEX.search(unicodedata.normalize("NFKC", text))
    number = parse_numeral(found[1]) if found else None
    return None if found is None or number is None else (number, int(found[2] or 0))


def annex_of_link(name: str) -> Annex | None:
    """The annex that the name of a file is of; an archive 附件1-3.zip holds annexes, it is no part of one.

    >>> annex_of_link("1-2.某名单.docx"), annex_of_link("附件2：某名单"), annex_of_link("附件1-3.zip")
    ((1, 2), (2, 0), (1, 0))
    """
    found = _LINK.match(unicodedata.normalize("NFKC", name))
    annex = (int(found[1]), int(found[2] or 0)) if found else annex_of(name)
    return (annex[0], 0) if annex and _ARCHIVE.search(name) else annex


def parted(lists: Sequence[NamedList], about: Sequence[Announced]) -> list[NamedList]:
    """The lists of a notice, those that hold several annexes in as many."""
    declared = {
        named: one.count for one in about for annex in one.annexes if (named := annex_of(annex)) is not None
    }
    counts = {one.count for one in about if one.count}
    files = sorted(found.annex for found in lists if found.annex is not None)
    return [part for found in lists for part in _parts(found, files, declared, counts)]


def _parts(
    found: NamedList, files: Sequence[Annex], declared: dict[Annex, int | None], counts: Collection[int]
) -> Iterator[NamedList]:
    """A list in its parts, or as it is."""
    runs = _runs(found.rows)
    held = _annexes_held(found, files, declared)
    if len(runs) > len(held) > 1 and not _is_numbered(found.rows):
        runs = _as_said(runs, [declared[annex] for annex in held])
    if len(runs) > 1 and len(runs) == len(held):
        yield from _numbered(found, runs, {annex: declared[annex] for annex in held})
    elif len(runs) > 1 and all(len(found.rows[start:end]) in counts for start, end in runs):
        yield from (_part(found, run, found.annex) for run in runs)
    else:
        yield found


def _is_numbered(rows: Sequence[ListRow]) -> bool:
    return any(row.seq is not None for row in rows)


def _as_said(runs: list[tuple[int, int]], counts: Sequence[int | None]) -> list[tuple[int, int]]:
    """Stretches joined to as many rows as each annex is said to have; as they are where that does not fit."""
    joined: list[tuple[int, int]] = []
    ends = {end for _, end in runs}
    start = runs[0][0]
    for count in counts:
        if count is None or start + count not in ends:
            return runs
        joined.append((start, start + count))
        start += count
    return joined if start == runs[-1][1] else runs


def _annexes_held(found: NamedList, files: Sequence[Annex], declared: Collection[Annex]) -> list[Annex]:
    """The annexes that a file may hold: from its own number to that of the file behind it."""
    own = found.annex
    if own is None:
        return sorted(set(declared) - set(files))
    behind = min((annex for annex in files if annex > own), default=None)
    return sorted(annex for annex in declared if annex >= own and (behind is None or annex < behind))


def _numbered(
    found: NamedList, runs: Sequence[tuple[int, int]], wanted: dict[Annex, int | None]
) -> Iterator[NamedList]:
    """Each part with the number of its annex: by its count where one tells it, the others in order."""
    left = list(runs)
    sure: dict[Annex, tuple[int, int]] = {}
    for annex, count in wanted.items():
        as_many = [run for run in left if run[1] - run[0] == count]
        if len(as_many) == 1:
            sure[annex] = as_many[0]
            left.remove(as_many[0])
    for annex in wanted:
        yield _part(found, sure[annex] if annex in sure else left.pop(0), annex)


def _part(found: NamedList, run: tuple[int, int], annex: Annex | None) -> NamedList:
    number, part = annex or (None, 0)
    rows = found.rows[run[0] : run[1]]
    return replace(found, number=number, part=part, rows=rows, first=found.first + run[0])


def _runs(rows: Sequence[ListRow]) -> list[tuple[int, int]]:
    """Where the numbers run from 1 on, or another table or stretch of lines begins: several lists in one."""
    if _is_numbered(rows):
        begins = [at for at, row in enumerate(rows) if row.seq == 1]
    else:
        begins = [at for at, row in enumerate(rows) if not at or not _goes_on(rows[at - 1], row)]
    if not begins or begins[0]:
        return [(0, len(rows))]
    return list(pairwise([*begins, len(rows)]))


def _goes_on(above: ListRow, row: ListRow) -> bool:
    """Whether a row without a number stands below another in one table, or on the next lines."""
    return above.table == row.table and (row.table != 0 or row.row <= above.row + 2)

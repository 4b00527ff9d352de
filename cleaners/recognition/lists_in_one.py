"""Several lists in one file (合并名单): 附件1 and 附件2 in one document, one archive, or in the page itself.

Reads the lists of a notice and its announcements; writes lists of one annex each. A file is parted where its
numbers begin anew, and only when its parts are as many as the annexes that it may hold, or when each part has
as many rows as some announcement says. Must never part a list that begins anew below each region.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cleaners.model import Announced, ListRow, NamedList
from cleaners.numerals import parse_numeral

# 附件1, 附件 2：, 附件一 …
_ANNEX_NUMBER = re.compile(r"附件\s{0,2}([0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})")


def annex_number(text: str) -> int | None:
    """The number of an annex as printed: 附件2 is 2, 附件 alone none.

    >>> annex_number("附件２"), annex_number("附件三"), annex_number("附件")
    (2, 3, None)
    """
    found = _ANNEX_NUMBER.search(text)
    if found is None:
        return None
    return parse_numeral(unicodedata.normalize("NFKC", found[1]))


def parted(lists: Sequence[NamedList], about: Sequence[Announced]) -> list[NamedList]:
    """The lists of a notice, those that hold several annexes in as many."""
    declared = {
        number: one.count
        for one in about
        for annex in one.annexes
        if (number := annex_number(annex)) is not None
    }
    counts = {one.count for one in about if one.count}
    files = sorted(found.number for found in lists if found.number is not None)
    return [part for found in lists for part in _parts(found, files, declared, counts)]


def _parts(
    found: NamedList, files: Sequence[int], declared: dict[int, int | None], counts: Collection[int]
) -> Iterator[NamedList]:
    """A list in its parts, or as it is."""
    runs = _runs(found.rows)
    held = _annexes_held(found, files, declared)
    if len(runs) > 1 and len(runs) == len(held):
        yield from _numbered(found, runs, {number: declared[number] for number in held})
    elif len(runs) > 1 and all(len(found.rows[start:end]) in counts for start, end in runs):
        yield from (_part(found, run, found.number) for run in runs)
    else:
        yield found


def _annexes_held(found: NamedList, files: Sequence[int], declared: Collection[int]) -> list[int]:
    """The annexes that a file may hold: from its own number to that of the file behind it."""
    if found.number is None:
        return sorted(set(declared) - set(files))
    behind = min((number for number in files if number > found.number), default=None)
    return sorted(n for n in declared if n >= found.number and (behind is None or n < behind))


def _numbered(
    found: NamedList, runs: Sequence[tuple[int, int]], wanted: dict[int, int | None]
) -> Iterator[NamedList]:
    """Each part with the number of its annex: by its count where one tells it, the others in order."""
    left = list(runs)
    sure: dict[int, tuple[int, int]] = {}
    for number, count in wanted.items():
        as_many = [run for run in left if run[1] - run[0] == count]
        if len(as_many) == 1:
            sure[number] = as_many[0]
            left.remove(as_many[0])
    for number in wanted:
        yield _part(found, sure[number] if number in sure else left.pop(0), number)


def _part(found: NamedList, run: tuple[int, int], number: int | None) -> NamedList:
    return replace(found, number=number, rows=found.rows[run[0] : run[1]], first=found.first + run[0])


def _runs(rows: Sequence[ListRow]) -> list[tuple[int, int]]:
    """Where the numbers run from 1 on: the stretches of a list that holds several."""
    begins = [at for at, row in enumerate(rows) if row.seq == 1]
    if not begins or begins[0]:
        return [(0, len(rows))]
    return list(pairwise([*begins, len(rows)]))

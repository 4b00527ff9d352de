"""Documents as running text (连贯文本): the units of a work in reading order, joined, each with its place.

What names other documents or defines terms is read across units, for a sentence may run over several lines of
a page. Units are those that search returns, what stands before and between them (a preamble, the words of a
heading level), and never a text twice: a paragraph of an article is part of its article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from kb.store import Store

_ARTICLE_PART = "%art\\_%\\_\\_%"
# （一） | 1. | 1、: a line that opens an item and no paragraph
_ITEM = re.compile(r"[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、]|[①-⑳]")


class TextUnit(NamedTuple):
    """A unit of a document: its place in the joined text (`at`) and in the page (`start`, `end`)."""

    eid: str
    kind: str
    text: str
    snapshot: str
    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class RunningText:
    """A wording of a work whose units are joined by line breaks."""

    work: str
    units: tuple[TextUnit, ...]
    text: str
    starts: tuple[int, ...]

    def unit_at(self, offset: int) -> TextUnit:
        """The unit that a place of the joined text lies in."""
        return self.units[bisect_right(self.starts, offset) - 1]

    def paragraph_at(self, offset: int) -> int:
        """Which natural paragraph (款) of its unit a place lies in, from 1; items open none."""
        unit = self.unit_at(offset)
        lines = unit.text[: offset - unit.at].split("\n")
        return max(1, sum(_ITEM.match(line) is None for line in lines))


class Pages:
    """The texts of snapshots, and where words stand in them; units are asked for in their order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._snapshot = ""
        self._text = ""

    def place(self, unit: TextUnit, words: str, *, after: int = 0) -> tuple[int | None, int | None]:
        """Where words of a unit stand in its page; None when the page prints them otherwise."""
        if unit.snapshot != self._snapshot:
            found = self._store.pairs("SELECT text FROM snapshots WHERE id = ?", unit.snapshot)
            self._snapshot, self._text = unit.snapshot, (found[0][0] or "") if found else ""
        at = self._text.find(words, max(unit.start, after), unit.end)
        if at < 0:  # restored words stand in the unit and not in the page: what follows stands before
            at = self._text.find(words, unit.start, unit.end)
        return (None, None) if at < 0 else (at, at + len(words))


class _Row(NamedTuple):
    """A provision as it is stored."""

    expression: str
    ordinal: int
    work: str
    eid: str
    kind: str
    is_hit: int
    text: str
    snapshot: str
    start: int
    end: int


def running_texts(store: Store) -> Iterator[RunningText]:
    """Every wording of the base, by expression."""
    rows = store.pairs(
        "SELECT expression, ordinal, work, eid, kind, is_hit, text, snapshot, start, end FROM provisions "
        "WHERE is_hit OR (kind IN ('paragraph', 'stray', 'level', 'point') AND eid NOT LIKE ? ESCAPE '\\')",
        _ARTICLE_PART,
    )
    rows.sort(key=itemgetter(0, 1))  # here: SQLite would carry the texts through its sorter
    for _, units in groupby(rows, key=itemgetter(0)):
        yield _joined([_Row(*row) for row in units])


def _joined(rows: list[_Row]) -> RunningText:
    at = 0
    units: list[TextUnit] = []
    for place, row in enumerate(rows):
        text = row.text if row.is_hit else _lead(row, rows[place + 1] if place + 1 < len(rows) else None)
        if text:
            units.append(TextUnit(row.eid, row.kind, text, row.snapshot, row.start, row.end, at))
            at += len(text) + 1
    return RunningText(
        rows[0].work, tuple(units), "\n".join(unit.text for unit in units), tuple(unit.at for unit in units)
    )


def _lead(row: _Row, following: _Row | None) -> str:
    """The words of a unit before the first of those that stand in it."""
    if following is None or not following.eid.startswith(row.eid + "__"):
        return row.text
    at = row.text.find(following.text[:24]) if following.text else 0
    return row.text[:at] if at > 0 else ""

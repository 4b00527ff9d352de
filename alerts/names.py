"""Lists of names (名单): read from a file in any of the usual encodings, and found in a text.

A name is found where all its characters stand in one line, after folding of widths, brackets and white space;
the line is the quote. Must never take part of a name for the name, nor join lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from cleaners.normalise import fold, fold_char
from cleaners.recognition.holdings import holder_key

_HEADINGS = frozenset({"name", "名称", "企业名称", "单位名称", "企业", "单位", "集群名称"})
_SHORTEST = 2  # characters: one alone stands everywhere


class NotNames(Exception):
    """A file that holds no list of names; the message says why."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in a text, and the line it stands in."""

    name: str
    line: str


def read_names(path: Path) -> tuple[str, ...]:
    """The names of a text or CSV file: the column headed 名称, 企业名称, name …, else the first."""
    try:
        rows = [row for row in csv.reader(StringIO(_decoded(path))) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise NotNames(str(error)) from error
    if not rows:
        raise NotNames("the file is empty")
    heads = [cell.strip().casefold() for cell in rows[0]]
    column = next((place for place, head in enumerate(heads) if head in _HEADINGS), None)
    listed = rows if column is None else rows[1:]
    cells = (row[column or 0].strip() for row in listed if len(row) > (column or 0))
    names = tuple(dict.fromkeys(cell for cell in cells if cell))
    if not names:
        raise NotNames(f"nothing stands under {rows[0][column or 0].strip()!r}")
    return names


def too_short(name: str) -> bool:
    """Whether a name is one character, which would stand everywhere."""
    return len(fold(name)) < _SHORTEST


def _decoded(path: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030."""
    body = path.read_bytes()
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotNames("it is neither UTF-8 nor GB18030 text")


class Watchlist:
    """Names to be looked for in many texts: one pass over a text, however many names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = frozenset(map(holder_key, names := tuple(names)))
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            folded = fold(name)
            self._by_head.setdefault(folded[:_SHORTEST], []).append((folded, name))

    def __contains__(self, name: str) -> bool:
        """Whether a name is one of the list, whole, however it is printed."""
        return holder_key(name) in self._keys

    def found_in(self, text: str) -> Iterator[Named]:
        """Each name that stands in the text, with the first line that has it."""
        told: set[str] = set()
        for line in text.split("\n"):
            for name in self._in_line("".join(map(fold_char, line))):
                if name not in told:
                    told.add(name)
                    yield Named(name, line.strip())

    def _in_line(self, folded: str) -> Iterator[str]:
        for at in range(len(folded) - 1):
            for wanted, name in self._by_head.get(folded[at : at + _SHORTEST], ()):
                if folded.startswith(wanted, at):
                    yield name

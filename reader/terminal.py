"""Where a person's text is printed (终端): as wide as the terminal; unwrapped, without padding when piped."""

from __future__ import annotations

import re
import sys
from typing import IO, Any, NoReturn, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaners.masking.masks import shown, shown_rows
from reader.taming import tame

UNWRAPPED = 100_000  # columns of a pipe: a sentence or an address in one line can be searched and copied
_PADDING = re.compile(r"(?<! )[ ]+$", re.MULTILINE)  # "官方 · 2022-06-20      \n"


class Terminal(Console):
    """A console that shows nobody's number, and whose closed pipe is the caller's to answer."""

    def print(self, *objects: Any, **options: Any) -> None:
        super().print(*map(_shown, objects), **options)

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


def _shown(printed: Any) -> Any:
    """What is printed, as it may be: a text, or a table with its cells; styles stay."""
    if isinstance(printed, str):
        return tame(shown(printed))
    if isinstance(printed, Text):
        printed.plain = tame(shown(printed.plain))
    if isinstance(printed, Table):
        columns = [list(column.cells) for column in printed.columns]
        heads = [str(_plain(column.header)) for column in printed.columns]
        rows = shown_rows([tuple(map(_plain, row)) for row in zip(*columns, strict=True)], heads)
        for place, column in enumerate(printed.columns):
            column._cells = [_put(cell, row[place]) for cell, row in zip(columns[place], rows, strict=True)]
    return printed


def _plain(cell: Any) -> Any:
    return cell.plain if isinstance(cell, Text) else cell


def _put(cell: Any, plain: Any) -> Any:
    """The cell with that text, its styles as they were."""
    if not isinstance(cell, Text):
        return tame(plain) if isinstance(plain, str) else plain
    cell.plain = tame(plain)
    return cell


class Piped:
    """A stream that leaves out the blanks that pad a table's cells."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        return self.stream.write(_PADDING.sub("", text))


def terminal() -> Console:
    """stdout for text: styled and wrapped on a terminal, plain when piped."""
    if sys.stdout.isatty():
        return Terminal(highlight=False)
    return Terminal(file=cast("IO[str]", Piped(sys.stdout)), width=UNWRAPPED, highlight=False)

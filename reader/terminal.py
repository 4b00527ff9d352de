"""Where a person's text is printed (终端): as wide as the terminal; unwrapped, without padding when piped."""

from __future__ import annotations

import re
import sys
from typing import IO, Any, NoReturn, cast

from rich.console import Console

UNWRAPPED = 100_000  # columns of a pipe: a sentence or an address in one line can be searched and copied
_PADDING = re.compile(r"[ ]+$", re.MULTILINE)  # "官方 · 2022-06-20      \n"


class Terminal(Console):
    """A console whose closed pipe is the caller's to answer, not an exit of its own."""

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


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

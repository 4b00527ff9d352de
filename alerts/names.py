"""Names of a list found in a text (名单检出).

A name is found where all its characters stand in one line, after folding of widths, brackets and white space;
the line is the quote. Must never take part of a name for the name, nor join lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaners.normalise import fold, fold_char
from cleaners.recognition.holdings import holder_key

_SHORTEST = 2  # characters: one alone stands everywhere


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in a text, and the line it stands in."""

    name: str
    line: str


def too_short(name: str) -> bool:
    """Whether a name is one character, which would stand everywhere."""
    return len(fold(name)) < _SHORTEST


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

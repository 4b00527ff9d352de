"""Lines of one width (折行): a text broken at a margin, in the middle of sentences, joined before it is read.

Reads a text; writes it with the breaks inside sentences taken out, and where each character stood. Only a
text most of whose unended lines are equally wide is taken for one that was broken so: a title, a signature
and the head of a torn sentence end without a full stop as well, but not at a margin. It must never join a
line that ends as a sentence does, nor one before a blank or an indented line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

_FEWEST = 8  # lines that reach the margin
_SHARE = 0.5  # of the unended lines reach it
_RAGGED = 4  # columns; a stop may not begin a line, and narrow signs end it early
_NARROWEST, _WIDEST = 20, 200  # columns of a margin
_LONGER = 0.05  # so many lines may pass it
_ENDS = frozenset("。；！？：;!?:”’」』")
_INDENT = (" ", "\u3000", "\t", "\xa0")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A text without the breaks of its margin (连行): `offsets` of its characters in the text as printed."""

    text: str
    offsets: Sequence[int]

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of it stood."""
        return self.offsets[start], self.offsets[end - 1] + 1


def unwrap(text: str) -> Unwrapped | None:
    """The text with its sentences in one line; None for one that was not broken at a margin."""
    lines = text.split("\n")
    if len(lines) <= _FEWEST:
        return None
    torn = [i for i, (line, after) in enumerate(pairwise(lines)) if _is_open(line, after)]
    if len(torn) < _FEWEST:
        return None
    widths = {i: _width(lines[i]) for i in torn}
    margin = _margin(widths)
    if not margin or sum(_width(line) > margin + _RAGGED for line in lines) > _LONGER * len(lines):
        return None
    joined = {i for i, width in widths.items() if abs(width - margin) <= _RAGGED}
    runs = list(_runs(lines, joined))
    offsets = chain.from_iterable(range(low, high) for low, high in runs)
    return Unwrapped("".join(text[low:high] for low, high in runs), tuple(offsets))


def _is_open(line: str, after: str) -> bool:
    """A line ends inside a sentence, and the next one may go on with it."""
    return bool(line) and line[-1] not in _ENDS and bool(after) and not after.startswith(_INDENT)


def _margin(widths: Mapping[int, int]) -> int:
    """The width that most of the unended lines have; 0 without one."""
    margin, _ = Counter(widths.values()).most_common(1)[0]
    reach = sum(abs(width - margin) <= _RAGGED for width in widths.values())
    fits = _NARROWEST <= margin <= _WIDEST
    return margin if fits and reach >= max(_FEWEST, _SHARE * len(widths)) else 0


def _runs(lines: Sequence[str], joined: set[int]) -> Iterator[tuple[int, int]]:
    """The stretches of the text that stay: each line, with its end unless it was broken at the margin."""
    at = 0
    for i, line in enumerate(lines):
        end = at + len(line)
        yield at, end + (i not in joined and i + 1 < len(lines))
        at = end + 1


def _width(line: str) -> int:
    """Columns: a wide character, of three bytes, takes two."""
    return len(line) + (len(line.encode(errors="replace")) - len(line)) // 2

"""Where the characters of a stripped text stood before stripping (溯源).

Reads a text, what strip_text left of it and what it removed; writes a Laid text that maps the one to the
other, line by line. It must never fail: a line it cannot follow has no place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from cleaners.layout import Laid
from cleaners.model import Removed

_WITHIN_LINES = frozenset({"debris", "injection", "watermark"})
_FARTHEST = 500  # lines removed together
_BLANKS = " \t\r\f\u3000\xa0\ufeff"

Run = tuple[int, int]  # offset in the source, length


def trace(text: str, stripped: str, removed: Iterable[Removed]) -> Laid:
    """The stripped text with the place of each stretch in `text`."""
    quotes = {cut.quote for cut in removed if cut.rule in _WITHIN_LINES and cut.quote}
    starts: list[int] = []
    sources: list[int] = []
    lengths: list[int] = []
    at = 0
    for line, runs in _followed(text, stripped, sorted(quotes, key=len, reverse=True)):
        done = 0
        for source, length in runs:
            starts.append(at + done)
            sources.append(source)
            lengths.append(length)
            done += length
        at += len(line) + 1
    return Laid(stripped, tuple(starts), tuple(sources), tuple(lengths))


def _followed(text: str, stripped: str, quotes: Sequence[str]) -> Iterator[tuple[str, list[Run]]]:
    """Each line of the stripped text with its runs; source lines that match none were removed whole."""
    sources = list(_lines(text))
    at = 0
    for line in stripped.split("\n"):
        for tried in range(at, min(at + _FARTHEST, len(sources))):
            runs = _embed(sources[tried][1], line, quotes)
            if runs is not None:
                yield line, [(sources[tried][0] + start, length) for start, length in runs]
                at = tried + 1
                break
        else:
            yield line, []


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _embed(source: str, line: str, quotes: Sequence[str]) -> list[Run] | None:
    """The runs of `source` that make up `line` without quotes and blanks; None if it is another line."""
    if not any(quote in source for quote in quotes):
        return (
            [(source.find(line), len(line))] if source.strip(_BLANKS) == line else _loosely(source, line, ())
        )
    return _loosely(source, line, quotes)


def _loosely(source: str, line: str, quotes: Sequence[str]) -> list[Run] | None:
    runs: list[Run] = []
    at = 0
    for char in line:
        at, found = _step(source, at, char, quotes)
        if not found:
            return None
        if runs and sum(runs[-1]) == at - 1:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at - 1, 1))
    return runs


def _stands_for(entity: str, char: str) -> bool:
    return entity == char or (char == " " and entity.isspace())


def _step(source: str, at: int, char: str, quotes: Sequence[str]) -> tuple[int, bool]:
    """The offset behind the next source character that is `char`, or stands for it (&ldquo; for “)."""
    while at < len(source):
        cut = next((quote for quote in quotes if source.startswith(quote, at)), "")
        if cut.startswith("&") and _stands_for(unescape(cut), char):
            return at + len(cut), True
        if cut:
            at += len(cut)
        elif source[at] == char:
            return at + 1, True
        elif source[at] in _BLANKS:
            at += 1
        else:
            return at, False
    return at, False

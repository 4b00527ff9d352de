"""Where the characters of a stripped text stood before stripping (溯源).

Reads a text and what strip_text removed from it; writes a Laid text that maps what is left to the text, by
doing the cuts once more on offsets instead of characters. It must never place a character where it was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaners.model import Removed
from cleaners.restoring.layout import Laid
from cleaners.stripping.removal import grouped
from cleaners.stripping.steps import BLANKS

Run = tuple[int, int]  # offset in the source, length


def trace(text: str, stripped: str, removed: Iterable[Removed]) -> Laid:
    """The stripped text with the place of each stretch in `text`."""
    lines = _lines(text)
    for group in grouped(tuple(removed)):
        place = group[0].line or 0
        if group[0].at is None:
            del lines[place]
        else:
            lines[place] = _pierced(lines[place], group)
    starts: list[int] = []
    sources: list[int] = []
    lengths: list[int] = []
    at = 0
    for runs in lines:
        for source, length in runs:
            starts.append(at)
            sources.append(source)
            lengths.append(length)
            at += length
        at += 1
    return Laid(stripped, tuple(starts), tuple(sources), tuple(lengths))


def _lines(text: str) -> list[list[Run]]:
    """Each line that is not blank, as the one run of characters that stripping begins with."""
    found: list[list[Run]] = []
    at = 0
    for raw in text.split("\n"):
        line = raw.strip(BLANKS)
        if line:
            found.append([(at + len(raw) - len(raw.lstrip(BLANKS)), len(line))])
        at += len(raw) + 1
    return found


def _pierced(runs: list[Run], group: Sequence[Removed]) -> list[Run]:
    """A line without the holes of a group; what was put stands where its quote began."""
    left: list[Run] = []
    rest = runs
    done = 0
    for cut in group:
        before, rest = _split(rest, (cut.at or 0) - done)
        taken, rest = _split(rest, len(cut.quote))
        left += before
        if cut.put:
            left.append((taken[0][0], len(cut.put)))
        done = (cut.at or 0) + len(cut.put)
    return left + rest


def _split(runs: list[Run], size: int) -> tuple[list[Run], list[Run]]:
    """The runs of the first characters, and those of the others."""
    for index, (source, length) in enumerate(runs):
        if size < length:
            first = [(source, size)] if size else []
            return runs[:index] + first, [(source + size, length - size), *runs[index + 1 :]]
        size -= length
    return runs, []

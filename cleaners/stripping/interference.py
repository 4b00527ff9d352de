"""What is put into the sentences themselves (窜入): a site's bracket or name again and again,
fragments of the title between clauses.

Reads lines; writes them without what is proved foreign, each cut logged; what only looks foreign is named by
suspected() and stays. It must never take a word that the text needs: a string is foreign when its copies
stand in the middle of words, or when the sentence stands elsewhere without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cleaners.model import Removed
from cleaners.stripping.phrases import any_of
from cleaners.stripping.removal import Cut, Hole, Lines, cut_out
from cleaners.stripping.watermark import (
    ADDRESS,
    OFFICIAL_ADDRESS,
    breaks_words,
    grown,
    is_slogan,
    places,
    without_mark,
)

# 【本文由某网hx-news.example整理】 · （来源：某网）: a site's name in brackets, wherever it stands
_BRACKETED = re.compile(r"【[^【】\n]{1,60}】|\[[^\[\]\n]{1,60}\]|（[^（）\n]{1,40}）|\([^()\n]{1,40}\)")
# ZhuXun, YiTech
_LATIN_NAME = re.compile(r"[A-Za-z](?<![A-Za-z0-9.@/_-].)[A-Za-z0-9]{3,19}(?![A-Za-z0-9.@/_-])")
# without these, read with all other characters left out, a text holds no such name
_LATIN = re.compile(rb"[A-Za-z][A-Za-z0-9]{3}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STOPS = "。；！？：，、,.;:!?”“"
_VARIED = 3
_LONGEST_NAME = 40
_LEAST_SLOGAN = 8
_CANDIDATES = 40
# 某事，|促进某事: where a clause begins
_COMMA = re.compile("[，、,；;]")
_BEGINNING = re.compile("[，、,；;](?=(..))")
_BEFORE, _BEHIND = 6, 8
_FRAGMENT = range(8, 1, -1)
_CHECKED = 200
_LONGEST_TITLE = 90
_KEPT = 2_000

Standing = tuple[str, int, int]


def strip_injection(lines: Lines) -> Cut:
    """A site's bracket or name, put into sentences again and again, each time at another place."""
    removed: list[Removed] = []
    for find in (_brackets, _names):
        for mark in sorted(find(lines), key=len, reverse=True):
            lines, cut = without_mark(lines, mark, "injection")
            removed += cut
    return lines, tuple(removed)


def _brackets(lines: Lines) -> list[str]:
    """The brackets of a site that stand behind three different words or more."""
    counts = Counter(_BRACKETED.findall("\n".join(lines)))
    often = [mark for mark, number in counts.items() if number >= _VARIED and _may_be_branded(mark)]
    if not often:
        return []
    standing: dict[str, list[Standing]] = {mark: [] for mark in often}
    for line in lines:
        for match in _BRACKETED.finditer(line):
            if match.group() in standing:
                standing[match.group()].append((line, *match.span()))
    return [mark for mark, found in standing.items() if _is_branded(mark, found)]


def _may_be_branded(mark: str) -> bool:
    """The mark itself is that of a site: an address, or a slogan."""
    return (mark[0] in "【[" and "." in mark) or is_slogan(mark)


def _is_branded(mark: str, found: Sequence[Standing]) -> bool:
    """An address in square brackets, or a site's slogan in brackets in the middle of sentences."""
    behind = {line[max(0, start - 4) : start] for line, start, _ in found}
    if len(behind) < _VARIED:
        return False
    address = ADDRESS.search(mark)
    if address and mark[0] in "【[":
        return not OFFICIAL_ADDRESS.search(address.group())
    return is_slogan(mark)


def _names(lines: Lines) -> list[str]:
    """The names of sites that stand in the middle of words, which come together without them."""
    if not _repeats_an_anchor("\n".join(lines)):
        return []
    anchors: dict[str, list[Standing]] = {}
    for line in lines:
        for name, start, end in _anchors(line):
            found = anchors.setdefault(name, [])
            if len(found) < _CHECKED:
                found.append((line, start, end))
    repeated = sorted((found for found in anchors.values() if len(found) >= _VARIED), key=len, reverse=True)
    marks: list[str] = []
    for found in repeated[:_CANDIDATES]:
        mark = grown(found)
        known = any(mark in other or other in mark for other in marks)
        if 3 <= len(mark) <= _LONGEST_NAME and not known and _is_injected(lines, mark):
            marks.append(mark)
    return marks


def _repeats_an_anchor(text: str) -> bool:
    """Whether any name comes often enough: the lines of most texts need not be looked at one by one."""
    ends = (match.span() for match in _site_endings().finditer(text))
    counts = Counter(text[max(0, start - 2) : end].rpartition("\n")[2] for start, end in ends)
    if _LATIN.search(text.encode("ascii", "ignore")):
        counts.update(_LATIN_NAME.findall(text))
    return any(number >= _VARIED for number in counts.values())


def _is_injected(lines: Lines, mark: str) -> bool:
    """A slogan behind words that change, or any name in the middle of words."""
    if len(mark) < _LEAST_SLOGAN or not is_slogan(mark) or mark[0] in _STOPS:
        return breaks_words(lines, mark)
    standing = [line[max(0, at - 4) : at] for line in lines for at in places(line, mark)]
    return len(standing) >= _VARIED and len(set(standing)) * 5 >= len(standing) * 4


def _anchors(line: str) -> Iterable[Standing]:
    """Where a name of a site may end, told apart by the two characters before; and Latin names."""
    return _seen_anchors(line) if len(line) <= _KEPT else tuple(_found_anchors(line))


@lru_cache(maxsize=1024)  # the steps ask again until none finds anything
def _seen_anchors(line: str) -> tuple[Standing, ...]:
    return tuple(_found_anchors(line))


def _found_anchors(line: str) -> Iterator[Standing]:
    for match in _site_endings().finditer(line):
        yield line[max(0, match.start() - 2) : match.end()], *match.span()
    if not line.isascii():
        for match in _LATIN_NAME.finditer(line):
            yield match.group(), *match.span()


@lru_cache(maxsize=1)
def _site_endings() -> re.Pattern[str]:
    return re.compile(any_of("sites", "endings"))


def strip_sprinkled(lines: Lines, title: str = "") -> Cut:
    """Fragments of the title before clauses that also stand without them, at three places or more."""
    title = title or _own_title(lines)
    if len(title) < 4:
        return lines, ()
    text = "\n".join(lines)
    holes: dict[int, list[Hole]] = {}
    checked = 0
    for index, start, end in _fragments(lines, title):
        line = lines[index]
        seam = line[start - _BEFORE : start] + line[end : end + _BEHIND]
        if len(seam) < _BEFORE + _BEHIND or start < _BEFORE:
            continue
        checked += 1
        if checked > _CHECKED:
            break
        if seam in text:
            holes.setdefault(index, []).append(Hole("title_fragment", start, end))
    pieces = [lines[index][hole.start : hole.end] for index, found in holes.items() for hole in found]
    # A title's own word before a clause again and again is its subject; sprinkled pieces differ.
    return cut_out(lines, {}, holes) if len(set(pieces)) >= _VARIED else (lines, ())


def _own_title(lines: Lines) -> str:
    """The first line, when it can be a title."""
    return lines[0] if lines and len(lines[0]) <= _LONGEST_TITLE and lines[0][-1:] not in _STOPS else ""


def _fragments(lines: Lines, title: str) -> Iterator[tuple[int, int, int]]:
    """Behind each comma, the longest beginning that is a piece of the title."""
    pairs = {title[at : at + 2] for at in range(len(title) - 1)}
    for index, line in enumerate(lines):
        if pairs.isdisjoint(_BEGINNING.findall(line)):
            continue
        for comma in _COMMA.finditer(line):
            start = comma.end()
            if line[start : start + 2] not in pairs or len(line) < start + 4:
                continue
            size = next((n for n in _FRAGMENT if line[start : start + n] in title), 0)
            if size:
                yield index, start, start + size


def suspected(lines: Lines, title: str) -> tuple[Removed, ...]:
    """Torn pieces of the title that begin clauses, at three places or more: proposed, never cut.

    A piece is torn when it mostly stands in the text as the title has it, with the character before it.
    """
    text = "\n".join(lines)
    torn: dict[str, bool] = {}
    found: list[Removed] = []
    for index, start, end in _fragments(lines, title):
        piece = lines[index][start:end]
        if piece not in torn:
            torn[piece] = _is_torn(piece, title, text)
        if torn[piece]:
            found.append(Removed("title_fragment", piece, index, start))
        if len(found) >= _CHECKED:
            break
    return tuple(found) if len(found) >= _VARIED else ()


def _is_torn(piece: str, title: str, text: str) -> bool:
    at = title.find(piece)
    if len(piece) < 3 or at < 1 or not _HAN.match(title[at - 1]):
        return False
    whole = text.count(title[at - 1] + piece)
    return whole > 0 and text.count(piece) <= 2 * whole

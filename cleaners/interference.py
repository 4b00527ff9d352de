"""What is put into the sentences themselves (窜入): a site's bracket or name again and again,
fragments of the title between clauses.

Reads lines; writes them without what is proved foreign, each cut logged; what only looks foreign is named by
suspected() and stays. It must never take a word that the text needs: a string is foreign when its copies
stand in the middle of words, or when the sentence stands elsewhere without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cleaners.model import Removed
from cleaners.phrases import any_of, phrases
from cleaners.removal import Cut, Hole, Lines, cut_out
from cleaners.watermark import ADDRESS, OFFICIAL_ADDRESS, grown, places, without

# 【本文由某网hx-news.example整理】 · （来源：某网）: a site's name in brackets, wherever it stands
_BRACKETED = re.compile(r"【[^【】\n]{1,60}】|\[[^\[\]\n]{1,60}\]|（[^（）\n]{1,40}）|\([^()\n]{1,40}\)")
# ZhuXun, YiTech
_LATIN_NAME = re.compile(r"(?<![A-Za-z0-9.@/_-])[A-Za-z][A-Za-z0-9]{3,19}(?![A-Za-z0-9.@/_-])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STOPS = "。；！？：，、,.;:!?”“"
_VARIED = 3
_LONGEST_NAME = 40
_LEAST_SLOGAN = 8
_CANDIDATES = 40
# 某事，|促进某事: where a clause begins
_COMMA = re.compile("[，、,；;]")
_BEFORE, _BEHIND = 6, 8
_FRAGMENT = range(8, 1, -1)
_CHECKED = 200
_LONGEST_TITLE = 90

Standing = tuple[str, int, int]


def strip_injection(lines: Lines) -> Cut:
    """A site's bracket or name, put into sentences again and again, each time at another place."""
    removed: list[Removed] = []
    for marks in (_brackets(lines), _names(lines)):
        if marks:
            pattern = re.compile("|".join(map(re.escape, sorted(marks, key=len, reverse=True))))
            lines, cut = without(lines, pattern, "injection")
            removed += cut
    return lines, tuple(removed)


def _brackets(lines: Lines) -> list[str]:
    """The brackets of a site that stand behind three different words or more."""
    standing: dict[str, list[Standing]] = {}
    for line in lines:
        if not any(sign in line for sign in "【[（("):
            continue
        for match in _BRACKETED.finditer(line):
            standing.setdefault(match.group(), []).append((line, *match.span()))
    return [mark for mark, found in standing.items() if len(found) >= _VARIED and _is_branded(mark, found)]


def _is_branded(mark: str, found: Sequence[Standing]) -> bool:
    """An address in square brackets, or a site's slogan in brackets in the middle of sentences."""
    behind = {line[max(0, start - 4) : start] for line, start, _ in found}
    if len(behind) < _VARIED:
        return False
    address = ADDRESS.search(mark)
    if address and mark[0] in "【[":
        return not OFFICIAL_ADDRESS.search(address.group())
    if not _is_slogan(mark):
        return False
    return sum(_within(*standing) for standing in found) * 2 >= len(found)


def _is_slogan(mark: str) -> bool:
    """A word of self-praise beside the name of a site."""
    praised = any(word in mark for word in phrases("watermark", "slogans"))
    return praised and any(word in mark for word in phrases("sites", "endings"))


def _within(line: str, start: int, end: int) -> bool:
    """Whether Chinese words go on at both sides: no stop, no end of the line."""
    return bool(_HAN.match(line[start - 1 : start]) and _HAN.match(line[end : end + 1]))


def _names(lines: Lines) -> list[str]:
    """The names of sites that stand in the middle of words, which come together without them."""
    anchors: dict[str, list[Standing]] = {}
    for line in lines:
        for standing in _anchors(line):
            text, start, end = standing
            anchors.setdefault(text[max(0, start - 2) : end], []).append(standing)
    repeated = sorted((found for found in anchors.values() if len(found) >= _VARIED), key=len, reverse=True)
    marks: list[str] = []
    for found in repeated[:_CANDIDATES]:
        mark = grown(found)
        known = any(mark in other or other in mark for other in marks)
        if 3 <= len(mark) <= _LONGEST_NAME and not known and _breaks_words(lines, mark):
            marks.append(mark)
    return marks


def _anchors(line: str) -> Iterator[Standing]:
    """Where a name of a site may end, and Latin names."""
    for match in _site_endings().finditer(line):
        yield line, *match.span()
    if not line.isascii():
        for match in _LATIN_NAME.finditer(line):
            yield line, *match.span()


@lru_cache(maxsize=1)
def _site_endings() -> re.Pattern[str]:
    return re.compile(any_of("sites", "endings"))


def _breaks_words(lines: Lines, mark: str) -> bool:
    """Whether copies with changing neighbours stand in the middle of words known from the rest of the text."""
    standing = [(line, at, at + len(mark)) for line in lines for at in places(line, mark)]
    left = {line[max(0, start - 2) : start] for line, start, _ in standing}
    right = {line[end : end + 2] for line, _, end in standing}
    if min(len(left), len(right)) * 5 < len(standing) * 4:
        return False
    inside = [s for s in standing if _within(*s)]
    if len(mark) >= _LEAST_SLOGAN and _is_slogan(mark) and len(inside) >= _VARIED:
        return len(inside) * 2 >= len(standing)
    rest = "\n".join(lines).replace(mark, "")
    broken = sum(_is_word(rest, line[start - 1] + line[end]) for line, start, end in inside[:_CHECKED])
    return broken >= _VARIED and broken * 4 >= len(standing)


def _is_word(rest: str, pair: str) -> bool:
    """Whether two characters stand together elsewhere, and one of them seldom without the other."""
    together = rest.count(pair)
    return together >= 2 and together * 2 >= min(rest.count(pair[0]), rest.count(pair[1]))


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
    return cut_out(lines, {}, holes) if sum(map(len, holes.values())) >= _VARIED else (lines, ())


def _own_title(lines: Lines) -> str:
    """The first line, when it can be a title."""
    return lines[0] if lines and len(lines[0]) <= _LONGEST_TITLE and lines[0][-1:] not in _STOPS else ""


def _fragments(lines: Lines, title: str) -> Iterator[tuple[int, int, int]]:
    """Behind each comma, the longest beginning that is a piece of the title."""
    for index, line in enumerate(lines):
        for comma in _COMMA.finditer(line):
            start = comma.end()
            if line[start : start + 2] not in title or len(line) < start + 4:
                continue
            size = next((n for n in _FRAGMENT if line[start : start + n] in title), 0)
            if size:
                yield index, start, start + size


def suspected(lines: Lines, title: str) -> tuple[Removed, ...]:
    """Torn pieces of the title that begin clauses, at three places or more: proposed, never cut.

    A piece is torn when every other time it stands in the text it goes on to the left as the title does.
    """
    text = "\n".join(lines)
    found: list[Removed] = []
    for index, start, end in _fragments(lines, title):
        piece = lines[index][start:end]
        at = title.find(piece)
        if len(piece) < 3 or at < 1 or len(found) >= _CHECKED:
            continue
        whole = text.count(title[at - 1] + piece)
        if whole and _HAN.match(title[at - 1]) and text.count(piece) - whole <= 1:
            found.append(Removed("title_fragment", piece, index, start))
    return tuple(found) if len(found) >= _VARIED else ()

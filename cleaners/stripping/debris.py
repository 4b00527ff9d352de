"""What markup and copy protection leave between characters (残码): tags, entities, invisible characters,
icons, and pinyin set behind common characters.

Reads lines; writes them without it, each cut logged. It must never take a printed character of a word: a
code point of the private use area inside a word stays, and so does the pinyin of a rare character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape

from cleaners.model import Removed
from cleaners.stripping.removal import Cut, Hole, Lines, cut_out

_ROUNDS = 8  # &amp;amp;nbsp; and <<BR>BR> open one another; no page nests deeper
# <BR>, </p>, <o:p>
_TAG = re.compile(r"</?(?:br|p|div|span|font|b|strong|td|tr|o:p)\b[^<>]{0,80}>", re.I)
# &nbsp; &amp;nbsp; &#8203; &#x3000;
_ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:nbsp|emsp|ensp|thinsp|ldquo|rdquo|lsquo|rsquo|middot|mdash|ndash|hellip|quot|apos|zwnj"
    r"|zwj|shy|lrm|rlm|times|bull|lt|gt|laquo|raquo|yen|deg|copy|reg|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});"
)
_DIRECT = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = f"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb{_DIRECT}"
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
# Joiners shape Arabic, Indic and Mongolian letters and emoji; between Chinese characters they hide.
_SHAPED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1800-\u18af\u2600-\u27bf"
    "\ufb50-\ufdff\ufe0f\ufe70-\ufefe\U0001f000-\U0001faff"
)
_JOINER = re.compile(f"(?<![{_SHAPED}])[\u200c\u200d]|[\u200c\u200d](?![{_SHAPED}])")
_HIDDEN = re.compile(f"{_INVISIBLE.pattern}|{_JOINER.pattern}")
_SIGN = re.compile(f"[{_UNSEEN}\u200c\u200d\ue000-\uf8ff]")
# An icon before the word of a button; in a sentence the code point may be a rare character.
_ICON = re.compile(r"^[\ue000-\uf8ff]{1,4}(?=[^。；，：\ue000-\uf8ff]{0,12}$)")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
# 河(hé) · 灯（dēng）
_PINYIN = re.compile(rf"(?<=[\u4e00-\u9fff])[(（] ?[a-zü]{{0,4}}[{_TONED}][a-zü]{{0,4}} ?[)）]")
# one for each bracket: a pattern that begins with a letter passes a text without it at once
_READINGS = tuple(re.compile(rf"{bracket} ?[a-zü]{{0,4}}[{_TONED}]") for bracket in (r"\(", "（"))
_COMMON_ROWS = 0xD7  # GB 2312 sets its 3,755 common characters before this row
_LEAST_PINYIN = 3

Finder = Callable[[str], list[Hole]]


def strip_debris(lines: Lines) -> Cut:
    """Markup that survived as text: <BR>, &nbsp;, &ldquo;, also escaped twice. A bare &amp; stays."""
    return _repeated(lines, _markup, "<", "&")


def strip_invisible(lines: Lines) -> Cut:
    """Zero-width and direction characters, soft hyphens, and icon code points at the edge of a line."""
    return _repeated(lines, _hidden) if _SIGN.search("\n".join(lines)) else (lines, ())


def strip_pinyin(lines: Lines) -> Cut:
    """Readings in brackets behind common characters, when the text has three or more of them."""
    text = "\n".join(lines)
    if not any(reading.search(text) for reading in _READINGS):
        return lines, ()
    found = {index: holes for index, line in enumerate(lines) if (holes := list(_readings(line)))}
    if sum(map(len, found.values())) < _LEAST_PINYIN:
        return lines, ()
    return cut_out(lines, {}, found)


def _repeated(lines: Lines, finder: Finder, *signs: str) -> Cut:
    """What a finder finds in each line is cut, until it finds nothing more."""
    removed: list[Removed] = []
    clear: set[str] = set()  # lines in which nothing was found
    for _ in range(_ROUNDS):
        signed = {i for sign in signs for i, line in enumerate(lines) if sign in line}
        asked = sorted(signed) if signs else range(len(lines))
        holes = {
            index: found for index in asked if lines[index] not in clear and (found := finder(lines[index]))
        }
        if not holes:
            break
        clear.update(lines[index] for index in asked if index not in holes)
        lines, cut = cut_out(lines, {}, holes)
        removed += cut
    return lines, tuple(removed)


def _markup(line: str) -> list[Hole]:
    tags = [Hole("debris", *match.span()) for match in _TAG.finditer(line)] if "<" in line else []
    marks = _ENTITY.finditer(line) if "&" in line else iter(())
    found = sorted(tags + [_character(match) for match in marks], key=lambda hole: hole.start)
    apart: list[Hole] = []
    for hole in found:
        if not apart or apart[-1].end <= hole.start:
            apart.append(hole)
    return apart


def _character(match: re.Match[str]) -> Hole:
    """The hole of an entity; what it stands for is put there, unless that cannot be seen."""
    name = match.group().rsplit("amp;", 1)[-1].lstrip("&")
    char = unescape(f"&{name}")
    if char.isspace():
        char = " "
    elif _HIDDEN.fullmatch(char) or unicodedata.category(char[0]).startswith("C") or char == "\ufffd":
        char = ""
    return Hole("debris", match.start(), match.end(), char)


def _hidden(line: str) -> list[Hole]:
    if not _SIGN.search(line) or _HIDDEN.fullmatch(line):
        return []  # a line of nothing else is a blank line, and blank lines harm nobody
    found = [Hole("invisible", *span) for span in _unseen(line)]
    return found or [Hole("icon", *match.span()) for match in _ICON.finditer(line)]


def _unseen(line: str) -> Iterator[tuple[int, int]]:
    """The stretches that _HIDDEN matches, tried only where one can begin."""
    sign = _SIGN.search(line)
    while sign:
        match = _HIDDEN.match(line, sign.start())
        if match:
            yield match.span()
        sign = _SIGN.search(line, match.end() if match else sign.start() + 1)


def _readings(line: str) -> Iterator[Hole]:
    if "(" not in line and "（" not in line:
        return
    for match in _PINYIN.finditer(line):
        if _is_common(line[match.start() - 1]):
            yield Hole("pinyin", *match.span())


def _is_common(char: str) -> bool:
    """Whether a character is among the common ones of GB 2312: who knows Chinese needs no reading of it."""
    try:
        return char.encode("gb2312")[0] <= _COMMON_ROWS
    except UnicodeEncodeError:
        return False

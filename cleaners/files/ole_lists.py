"""Lists of Word 97-2003 documents (编号列表): the list and level of a paragraph, by itself or its style.

Reads PlfLst, PlfLfo and the style sheet ([MS-DOC] 2.9.191, 2.9.190, 2.9.271). A list that is damaged or not
there has no levels: its paragraphs are known to be numbered, and their numbers to be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.files.numbering import MOST_LEVELS, Level, NumberedList, parts_of
from cleaners.files.ole_properties import NO_PROPERTIES, Damaged, Properties, applied, part, u16, u32

_NO_LIST = (0, 0xF801)  # 0xF801: taken out of a list
_NO_BASE = 0xFFF
_MARKS = [chr(depth) for depth in range(MOST_LEVELS)]
_SUFFIXES = ("tab", "space", "nothing")
# MSONFC numbers in the order of ECMA-376 17.18.59
_FORMS = (
    *("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText"),
    *("ordinalText", "hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha"),
    *("decimalFullWidth", "decimalHalfWidth", "japaneseLegal", "japaneseDigitalTenThousand"),
    *("decimalEnclosedCircle", "decimalFullWidth2", "aiueoFullWidth", "irohaFullWidth", "decimalZero"),
    *("bullet", "ganada", "chosung", "decimalEnclosedFullstop", "decimalEnclosedParen"),
    *("decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional"),
    *("ideographZodiac", "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional"),
    *("taiwaneseCountingThousand", "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified"),
    *("chineseCountingThousand", "chineseDigital"),
)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a document by their number from 1, and the properties of its styles."""

    numbered: tuple[NumberedList, ...]
    styles: tuple[Properties, ...]

    def of(self, paragraph: Properties) -> tuple[NumberedList, int] | None:
        """The list of a paragraph and its level in it; a list without levels is one that is lost."""
        style = self.styles[paragraph.style] if paragraph.style < len(self.styles) else NO_PROPERTIES
        number = style.list_number if paragraph.list_number is None else paragraph.list_number
        if number is None or number in _NO_LIST:
            return None
        level = style.list_level if paragraph.list_level is None else paragraph.list_level
        if number > len(self.numbered):
            return _LOST, 0
        return self.numbered[number - 1], level or 0


_LOST = NumberedList("lost", "lost", {}, {})


def read_lists(document: bytes, table: bytes) -> Lists:
    """The lists and styles of a document; damaged ones are left out."""
    try:
        styles = tuple(_styles(part(table, u32(document, 0xA2), u32(document, 0xA6), "style sheet")))
    except Damaged:
        styles = ()
    try:
        return Lists(tuple(_numbered(document, table)), styles)
    except Damaged:
        return Lists((), styles)


# -- styles


def _styles(sheet: bytes) -> Iterator[Properties]:
    """The paragraph properties of each style, those of the styles it is based on included."""
    if len(sheet) < 6:
        return
    many, base_size = u16(sheet, 2), u16(sheet, 4)
    at = 2 + u16(sheet, 0)
    own: list[tuple[int, bytes]] = []
    for _ in range(many):
        if at + 2 > len(sheet):
            break
        size = u16(sheet, at)
        own.append(_style(sheet[at + 2 : at + 2 + size], base_size))
        at += 2 + size + size % 2
    for number in range(len(own)):
        properties = NO_PROPERTIES
        for grpprl in reversed(list(_line_of_styles(own, number))):
            properties = applied(properties, grpprl)
        yield properties


def _style(style: bytes, base_size: int) -> tuple[int, bytes]:
    """The style that a style is based on, and its own paragraph properties."""
    if len(style) < max(base_size, 10) + 2:
        return _NO_BASE, b""
    kind, base = u16(style, 2) & 0xF, u16(style, 2) >> 4
    at = base_size + 2 + 2 * u16(style, base_size) + 2
    if kind != 1 or at + 4 > len(style):
        return base, b""
    return base, style[at + 4 : at + 2 + u16(style, at)]


def _line_of_styles(own: list[tuple[int, bytes]], number: int) -> Iterator[bytes]:
    """The properties of a style and of its bases, nearest first; a circle ends where it closes."""
    seen: set[int] = set()
    while number < len(own) and number not in seen and len(seen) < 20:
        seen.add(number)
        number, grpprl = own[number]
        yield grpprl


# -- lists


def _numbered(document: bytes, table: bytes) -> Iterator[NumberedList]:
    at, size = u32(document, 0x2E2), u32(document, 0x2E6)
    if not size:
        return
    formats = _formats(table, at)
    at, size = u32(document, 0x2EA), u32(document, 0x2EE)
    if not size:
        return
    many = u32(table, at)
    part(table, at + 4, 16 * many, "lists in use")
    rest = at + 4 + 16 * many
    for place in range(many):
        family = u32(table, at + 4 + 16 * place)
        rest, levels, starts = _overrides(table, rest, table[at + 4 + 16 * place + 12])
        yield NumberedList(family, place, {**formats.get(family, {}), **levels}, starts)


def _formats(table: bytes, at: int) -> dict[int, dict[int, Level]]:
    """The levels of each list, by its identifier; they stand one after the other behind all heads."""
    many = u16(table, at)
    heads = part(table, at + 2, 28 * many, "heads of lists")
    rest = at + 2 + len(heads)
    formats: dict[int, dict[int, Level]] = {}
    for place in range(many):
        simple = heads[28 * place + 26] & 1
        levels: dict[int, Level] = {}
        for depth in range(1 if simple else MOST_LEVELS):
            rest, levels[depth] = _level(table, rest, depth)
        formats[u32(heads, 28 * place)] = levels
    return formats


def _level(table: bytes, at: int, depth: int) -> tuple[int, Level]:
    """One level (LVL), and where the next begins."""
    head = part(table, at, 28, "level of a list")
    after = at + 28 + head[24] + head[25]
    label = part(table, after + 2, 2 * u16(table, after), "label of a level")
    form = _FORMS[head[4]] if head[4] < len(_FORMS) else "none" if head[4] == 0xFF else "decimal"
    limit = head[26] - 1 if head[5] & 0x08 else None  # fNoRestart: ilvlRestartLim counts
    level = Level(
        start=u32(head, 0) & 0x7FFF,
        form=form,
        parts=parts_of(label.decode("utf-16-le", "replace"), _MARKS),
        restarts_after=limit,
        plain_figures=bool(head[5] & 0x04),
        suffix=_SUFFIXES[head[15]] if head[15] < len(_SUFFIXES) else "tab",
    )
    return after + 2 + len(label), level


def _overrides(table: bytes, at: int, many: int) -> tuple[int, dict[int, Level], dict[int, int]]:
    """What one use of a list changes (LFOData): levels, and numbers to begin with."""
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    at += 4
    for _ in range(many):
        start, flags = u32(table, at), u32(table, at + 4)
        at += 8
        depth = flags & 0xF
        if flags & 0x20:
            at, levels[depth] = _level(table, at, depth)
            if flags & 0x10:
                starts[depth] = levels[depth].start
        elif flags & 0x10:
            starts[depth] = start & 0x7FFF
    return at, levels, starts

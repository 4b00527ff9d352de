"""Automatic numbers of paragraphs (自动编号): what a word processor prints before them and does not store.

Reads the levels of a list and the order of its paragraphs; writes the label of each: 第一条, （一）, 2.1.
Serves .docx and .doc alike. Must never number a paragraph that its list does not: a bullet has no label.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from cleaners.numerals import format_numeral

MOST_LEVELS = 9  # ECMA-376 17.9, [MS-DOC] 2.9.147

_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_NUMERALS = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"}
    | {"taiwaneseCountingThousand", "japaneseDigitalTenThousand"}
)
_FIGURES = frozenset({"ideographDigital", "taiwaneseDigital", "chineseDigital"})
# Forms that Unicode has as one character each: the first of them, and how many there are.
_ENCLOSED = {
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}
_CYCLES = {"ideographTraditional": _STEMS, "ideographZodiac": _BRANCHES}
_SILENT = frozenset({"none", "bullet"})
_WESTERN = frozenset(
    {"decimal", "decimalHalfWidth", "decimalFullWidth", "decimalFullWidth2", "decimalZero"}
    | {"upperRoman", "lowerRoman", "upperLetter", "lowerLetter"}
)
_KNOWN = _WESTERN | _NUMERALS | _FIGURES | _SILENT | {*_ENCLOSED, *_CYCLES, "chineseLegalSimplified"}
_TIGHT = "、）)：】〕"  # a label that ends so needs nothing to part it from its text


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: `parts` of its label are words and, for a number, its level from 0."""

    start: int = 1
    form: str = "decimal"
    parts: tuple[int | str, ...] = ()
    restarts_after: int | None = None  # the level that restarts it, -1 none; None: any above
    plain_figures: bool = False  # all numbers of the label are figures
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list that a paragraph belongs to: lists of one `family` go on counting where the other stopped."""

    family: Hashable
    name: Hashable
    levels: Mapping[int, Level]
    starts: Mapping[int, int]  # where this list begins anew, by level


class Counting:
    """The numbers of all lists of a document, in the order of its paragraphs."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, list[int | None]] = {}
        self._begun: set[tuple[Hashable, int]] = set()
        self.guessed: set[str] = set()  # forms that are not known, written as figures

    def label(self, numbered: NumberedList, depth: int) -> str:
        """Count one paragraph and give its label, with what parts it from the text."""
        level = numbered.levels.get(depth)
        if level is None or not 0 <= depth < MOST_LEVELS:
            return ""
        counts = self._counts.setdefault(numbered.family, [None] * MOST_LEVELS)
        self._count(numbered, depth, counts, level)
        label = "".join(
            part if isinstance(part, str) else self._shown(numbered, part, counts, level)
            for part in level.parts
        )
        if level.form in _SILENT or not label:
            return ""
        return label if level.suffix == "nothing" or label[-1] in _TIGHT else label + " "

    def _count(self, numbered: NumberedList, depth: int, counts: list[int | None], level: Level) -> None:
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        if depth in numbered.starts and (numbered.name, depth) not in self._begun:
            counts[depth] = numbered.starts[depth]
        self._begun.add((numbered.name, depth))
        for deeper in range(depth + 1, MOST_LEVELS):
            after = numbered.levels[deeper].restarts_after if deeper in numbered.levels else None
            if after is None or depth <= after:
                counts[deeper] = None

    def _shown(self, numbered: NumberedList, depth: int, counts: list[int | None], level: Level) -> str:
        own = numbered.levels.get(depth, Level())
        count = counts[depth] if 0 <= depth < MOST_LEVELS else None
        number = numbered.starts.get(depth, own.start) if count is None else count
        form = "decimal" if level.plain_figures else own.form
        if form not in _KNOWN:
            self.guessed.add(form)
        return written(number, form)


def written(number: int, form: str) -> str:
    """A number in a form of ECMA-376 17.18.59; in figures where the form does not reach, or is not known.

    >>> written(21, "chineseCountingThousand"), written(3, "decimalEnclosedCircle"), written(4, "lowerRoman")
    ('二十一', '③', 'iv')
    """
    if form in _SILENT:
        return ""
    if form in _NUMERALS and 0 < number <= 9999:
        return format_numeral(number)
    if form == "chineseLegalSimplified" and 0 < number <= 9999:
        return format_numeral(number).translate(_LEGAL)
    if form in _FIGURES:
        return "".join("〇一二三四五六七八九"[int(figure)] for figure in str(abs(number)))
    if form in _ENCLOSED:
        first, many = _ENCLOSED[form]
        return chr(ord(first) + number - 1) if 1 <= number <= many else str(number)
    if form in _CYCLES and number > 0:
        return _CYCLES[form][(number - 1) % len(_CYCLES[form])]
    return _western(number, form)


def _western(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26 * 30:
        letter = chr(ord("A" if form == "upperLetter" else "a") + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    if form == "decimalZero":
        return f"{number:02}"
    if form.startswith("decimalFullWidth"):
        return str(number).translate({ord("0") + figure: ord("０") + figure for figure in range(10)})
    return str(number)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def parts_of(text: str, marks: Sequence[str]) -> tuple[int | str, ...]:
    """The parts of a label: `marks` are what stands for the numbers of level 0, 1, ….

    >>> parts_of("第%1条", ["%1", "%2"])
    ('第', 0, '条')
    """
    parts: list[int | str] = []
    at = held = 0
    while at < len(text):
        depth = next((d for d, mark in enumerate(marks) if text.startswith(mark, at)), None)
        if depth is None:
            at += 1
            continue
        parts += [text[held:at], depth] if at > held else [depth]
        at = held = at + len(marks[depth])
    return (*parts, text[held:]) if held < len(text) else tuple(parts)

"""Automatic numbers of .docx files (自动编号): which list and level each paragraph belongs to.

Reads word/numbering.xml and word/styles.xml (ECMA-376 17.9); writes the label of each numbered paragraph.
A paragraph is numbered by itself or by its style, and by the style that this one is based on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from cleaners.files.numbering import MOST_LEVELS, Counting, Level, NumberedList, parts_of
from cleaners.files.packages import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = [f"%{depth + 1}" for depth in range(MOST_LEVELS)]
_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"


@dataclass(frozen=True, slots=True)
class _Styles:
    """The list and level that a style gives, its level by the list's own word, and the usual style."""

    numbers: dict[str, tuple[str, int | None]]
    usual: str | None = None


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists by their number, and the level that each of them ties to a style."""

    lists: dict[str, NumberedList] = field(default_factory=dict)
    tied: dict[tuple[str, str], int] = field(default_factory=dict)


def labels(package: Package, body: etree._Element) -> tuple[dict[etree._Element, str], tuple[str, ...]]:
    """The label of each numbered paragraph in the order of the document; notes on what was guessed."""
    if not package.has(_NUMBERING):
        return {}, ()
    styles = _styles(package)
    lists = _lists(package.xml(_NUMBERING), styles)
    counting = Counting()
    found: dict[etree._Element, str] = {}
    for paragraph in body.iter(f"{W}p"):
        if (numbered := _of(paragraph, lists, styles)) is not None:
            found[paragraph] = counting.label(*numbered)
    guessed = sorted(counting.guessed)
    return found, tuple(f"numbers of the form {form} are written as figures" for form in guessed)


def value(parent: etree._Element | None, name: str) -> str | None:
    """The value of a property; None when it is not there, "" when it has none."""
    found = None if parent is None else parent.find(f"{W}{name}")
    return None if found is None else str(found.get(f"{W}val") or "")


def number(text: str | None) -> int | None:
    """A small whole number as the XML writes it."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None


def _of(paragraph: etree._Element, lists: _Lists, styles: _Styles) -> tuple[NumberedList, int] | None:
    """The list of a paragraph and its level."""
    properties = paragraph.find(f"{W}pPr")
    own = None if properties is None else properties.find(f"{W}numPr")
    style = value(properties, "pStyle") or styles.usual or ""
    name, level = value(own, "numId"), number(value(own, "ilvl"))
    if name is None:
        name, of_style = styles.numbers.get(style, ("", None))
        level = lists.tied.get((name, style), of_style) if level is None else level
    numbered = lists.lists.get(name)
    return None if numbered is None else (numbered, level or 0)


# -- styles


def _styles(package: Package) -> _Styles:
    if not package.has(_STYLES):
        return _Styles({})
    bases: dict[str, str | None] = {}
    own: dict[str, tuple[str | None, int | None]] = {}
    usual = None
    for style in package.xml(_STYLES).iterchildren(f"{W}style"):
        name = style.get(f"{W}styleId")
        if name is None or style.get(f"{W}type") not in ("paragraph", "numbering"):
            continue
        numbers = style.find(f"{W}pPr/{W}numPr")
        own[name] = value(numbers, "numId"), number(value(numbers, "ilvl"))
        bases[name] = value(style, "basedOn")
        if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
            usual = name
    return _Styles({name: found for name in own if (found := _inherited(name, own, bases))}, usual)


def _inherited(
    name: str, own: dict[str, tuple[str | None, int | None]], bases: dict[str, str | None]
) -> tuple[str, int | None] | None:
    """What a style or the nearest of its bases says of a list; a circle of bases ends where it closes."""
    seen: set[str] = set()
    at: str | None = name
    level: int | None = None
    while at is not None and at in own and at not in seen:
        seen.add(at)
        listed, own_level = own[at]
        level = own_level if level is None else level
        if listed is not None:
            return listed, level
        at = bases[at]
    return None


# -- lists


def _lists(root: etree._Element, styles: _Styles) -> _Lists:
    formats = {str(each.get(f"{W}abstractNumId")): each for each in root.iterchildren(f"{W}abstractNum")}
    used = {
        str(each.get(f"{W}numId")): str(value(each, "abstractNumId")) for each in root.iterchildren(f"{W}num")
    }
    found = _Lists()
    for each in root.iterchildren(f"{W}num"):
        name = str(each.get(f"{W}numId"))
        family = _family(used[name], formats, used, styles)
        levels = dict(_levels(formats.get(family)))
        starts: dict[int, int] = {}
        for depth, override in _by_level(each, "lvlOverride"):
            levels.update(_levels(override))
            if (start := number(value(override, "startOverride"))) is not None:
                starts[depth] = start
        found.lists[name] = NumberedList(family, name, levels, starts)
        for depth, level in _by_level(formats.get(family), "lvl"):
            if style := value(level, "pStyle"):
                found.tied[name, style] = depth
    return found


def _family(family: str, formats: dict[str, etree._Element], used: dict[str, str], styles: _Styles) -> str:
    """The format of a list; one that only names a style of lists is that style's."""
    for _ in range(MOST_LEVELS):
        link = value(formats.get(family), "numStyleLink")
        named = styles.numbers.get(link or "")
        if named is None or named[0] not in used:
            return family
        family = used[named[0]]
    return family


def _by_level(parent: etree._Element | None, name: str) -> Iterator[tuple[int, etree._Element]]:
    for child in parent.iterchildren(f"{W}{name}") if parent is not None else ():
        depth = number(str(child.get(f"{W}ilvl")))
        if depth is not None and depth < MOST_LEVELS:
            yield depth, child


def _levels(parent: etree._Element | None) -> Iterator[tuple[int, Level]]:
    for depth, level in _by_level(parent, "lvl"):
        forms = [str(each.get(f"{W}val")) for each in level.iter(f"{W}numFmt")]
        restart = number(value(level, "lvlRestart"))
        legal = value(level, "isLgl")
        yield (
            depth,
            Level(
                start=number(value(level, "start")) or 0,
                form=next((form for form in forms if form != "custom"), "decimal"),
                parts=parts_of(value(level, "lvlText") or "", _MARKS),
                restarts_after=None if restart is None else restart - 1,
                plain_figures=legal is not None and legal not in ("0", "false"),
                suffix=value(level, "suff") or "tab",
            ),
        )

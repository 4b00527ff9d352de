"""What a page holds but does not show (隐藏内容): hidden spans, white type, classes switched off.

Reads a tree; writes the set of hidden elements. Must never hide the body itself: some sites keep the whole
article invisible until a script runs, so an element with a large part of the page's text stays.
"""

from __future__ import annotations

import re

from lxml import etree

from cleaners.page.markup import Element
from cleaners.page.survey import survey

# style="display:none", "DISPLAY: none;", "font-size:0", "visibility:hidden", "position:absolute;left:-9999px"
_STYLE = re.compile(
    r"(?:left|top|text-indent)\s{0,3}:\s{0,3}-\d{3,5}px|display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?![.\d]*[1-9])",
    re.I,
)
# .Qxz417 { display:none; }
_MOST_CSS = 60_000
_SWITCHED_OFF = re.compile(r"display\s{0,3}:\s{0,3}none")
_CLASS = re.compile(r"^(?:[a-z]{0,9})\.([A-Za-z_][\w-]{0,60})$")
_WHITE = re.compile(r"^\s{0,3}(?:#?f{3}(?:f{3})?|white)\s{0,3}$", re.I)
_LARGE = 200
_MANY = 200


def hidden_classes(root: Element) -> frozenset[str]:
    """Class names that the page's own style sheets set to display:none."""
    found: set[str] = set()
    for style in survey(root).tagged("style"):
        css = (style.text or "")[:_MOST_CSS]
        for switched_off in _SWITCHED_OFF.finditer(css):
            opening = css.rfind("{", 0, switched_off.start())
            if opening > css.rfind("}", 0, switched_off.start()):
                selectors = css[max(css.rfind("}", 0, opening), css.rfind("/", 0, opening)) + 1 : opening]
                found |= {m.group(1) for s in selectors[:600].split(",") if (m := _CLASS.match(s.strip()))}
    return frozenset(found)


def hidden_elements(root: Element) -> frozenset[Element]:
    """All elements that a reader does not see, except those that hold a large part of the page."""
    found = _found(root)
    sizes = _sizes(root, found) if len(found) > _MANY else {e: _size(e) for e in found}
    if not any(size >= _LARGE for size in sizes.values()):
        return frozenset(found)
    whole = _size(root)
    return frozenset(e for e, size in sizes.items() if size < _LARGE or size * 3 <= whole)


def _size(element: Element) -> int:
    return sum(map(len, map(str.strip, element.itertext("*"))))


def _sizes(root: Element, found: set[Element]) -> dict[Element, int]:
    """The sizes of many elements in one walk: they may lie in each other."""
    sizes: dict[Element, int] = {}
    total = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            if element in found:
                sizes[element] = total
            total += len((element.text or "").strip())
        else:
            if element in found:
                sizes[element] = total - sizes[element]
            total += len((element.tail or "").strip())
    return sizes


def _found(root: Element) -> set[Element]:
    """The elements that their own style, mark, color or class hides."""
    seen = survey(root)
    found = {e for e in seen.tagged("font") if _WHITE.match(e.get("color", ""))}
    found.update(seen.marked)
    for style, elements in seen.styles.items():
        if _STYLE.search(style):
            found.update(elements)
    off = hidden_classes(root)
    if off:
        for names, elements in seen.classes.items():
            if not off.isdisjoint(names.split()):
                found.update(elements)
    return found

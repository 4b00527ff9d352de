"""The field table above an official document (公文要素表), found in any markup and read as labelled values.

Every publishing system draws it with other elements: table, list, definitions, divs, labels and values in one
paragraph. Reads the tree; writes elements to cut and pairs. Must never take an element that holds more than
fields, and never a value that its own label does not stand before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from cleaners.model import PageRules
from cleaners.official.header import LABELS
from cleaners.page.blocks import visible_text
from cleaners.page.markup import Element
from cleaners.page.sites import select, site_data

Pairs = list[tuple[str, str]]

_BLOCKS = frozenset(
    ("td", "th", "li", "dt", "dd", "p", "div", "tr", "table", "ul", "ol", "dl", "section", "tbody", "thead")
)
_SILENT = frozenset(("script", "style", "noscript", "textarea", "select", "option"))
_BREAK, _JOINT = "\x1e", "\x1f"  # between blocks, and between the elements in one
_LARGEST, _LONGEST_VALUE, _LEAST_PAIRS, _MOST_LABELS = 2_000, 400, 3, 400
_GAP = r"[\s\u3000\xa0\x1f]{0,6}"
_EDGES = " \t\r\n\u3000\xa0\x1f：:【】[]"
_TAGS = re.compile(rb"<[^>]{0,9}>|&\w{4};|[\s]|\xc2\xa0|\xe3\x80\x80")
_ASCII = bytes(range(128))
_BLANKS = tuple(blank.encode() for blank in "\xa0\u3000\u2002\u2003\u2009")
_SPACED = (
    rb"(?:\s|\xc2\xa0|\xe3\x80\x80|\xe2\x80[\x82\x83\x89]|&nbsp;|&emsp;|&ensp;|</?(?:b|span|strong|i)>){0,9}"
)


@dataclass(frozen=True, slots=True)
class _Names:
    """What labels are called: all of them in one pattern, and the telling ones as they stand in a source."""

    label: re.Pattern[str]
    telling: frozenset[str]
    spoken: re.Pattern[bytes]


@lru_cache(maxsize=1)
def _names() -> _Names:
    known = site_data()["header_table"]
    labels = sorted({*known["labels"], *LABELS}, key=len, reverse=True)
    spread = "|".join(_GAP.join(label) for label in labels)
    # 【索 引 号】： · 发文机关： · <b>文号</b>：; without a colon a label fills its element
    begins, ends = (
        rf"(?:(?<=[{_BREAK}{_JOINT}\s\u3000\xa0\[【])|\A)",
        rf"(?:{_JOINT}?[：:]|(?=[{_BREAK}{_JOINT}]|\Z))",
    )
    mark = rf"{begins}({spread})[\s\u3000\xa0\]】]{{0,4}}{ends}"
    spoken = b"|".join(_SPACED.join(char.encode() for char in label) for label in known["telling"])
    return _Names(re.compile(mark), frozenset(known["telling"]), re.compile(spoken))


def header_tables(root: Element, rules: PageRules, source: bytes) -> list[Element]:
    """The elements that hold the fields of a document: named by the rules, or the smallest with three."""
    named = [e for selector in rules.header_table for e in select(root, selector, source)]
    shaped = _shaped(root) if _speaks(source) else []
    found = [e for e in dict.fromkeys([*named, *shaped]) if _only_fields(e)]
    return [e for e in found if not any(above in found for above in e.iterancestors())]


def _speaks(source: bytes) -> bool:
    """Whether two telling labels stand in a source, also spread over their cell: 索 引 号."""
    dense = source.translate(None, _ASCII)
    for blank in _BLANKS:
        dense = dense.replace(blank, b"")
    if sum(label.encode() in dense for label in _names().telling) < 2:
        return False
    plain = sum(label.encode() in source for label in _names().telling)
    if plain >= 2 or "索".encode() not in source:
        return plain >= 2
    return len({_TAGS.sub(b"", found[0]) for found in _names().spoken.finditer(source)}) >= 2


def table_fields(elements: list[Element]) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs of header tables; a repeated table (for phones) adds nothing."""
    return tuple(dict.fromkeys(pair for element in elements for pair in _pairs(element)))


def _shaped(root: Element) -> list[Element]:
    """Elements with three fields, a telling one among them, none of whose children has as many."""
    counts: dict[Element, int] = {}
    telling: set[Element] = set()
    for element, label in islice(_labelled(root), _MOST_LABELS):
        for above in (element, *element.iterancestors()):
            counts[above] = counts.get(above, 0) + 1
            if label in _names().telling:
                telling.add(above)
    smallest = [e for e in counts if counts[e] >= _LEAST_PAIRS and e in telling and _holds_them(e, counts)]
    return [e for e in smallest if len(_pairs(e)) >= _LEAST_PAIRS]


def _holds_them(element: Element, counts: dict[Element, int]) -> bool:
    """Whether this element, and no child of it alone, holds its fields; a row is not yet a table."""
    if element.tag in ("tr", "tbody", "td", "html", "body"):
        return False
    return not any(counts.get(child, 0) == counts[element] and _is_whole(child) for child in element)


def _is_whole(element: Element) -> bool:
    return element.tag not in ("tr", "tbody", "td")


def _labelled(root: Element) -> Iterator[tuple[Element, str]]:
    """Every element whose own text is or begins with a label."""
    for element in root.iter("*"):
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            continue
        for text in (element.text, *(child.tail for child in element)):
            if text and not text.isspace() and len(text) < _LARGEST:
                yield from ((element, _tight(found[1])) for found in _names().label.finditer(text))


def _only_fields(element: Element) -> bool:
    """Whether an element is small enough to hold fields only, and little else than fields."""
    text = _marked(element)
    shown = len(re.sub(r"[\s\x1e\x1f]", "", text))
    blocks = [block for block in text.split(_BREAK) if block.strip()]
    if shown >= _LARGEST or max(map(len, blocks), default=0) >= _LONGEST_VALUE:
        return False
    told = sum(len(label) + len(value) for label, value in _pairs_in(text))
    return element.tag in ("table", "ul", "dl") or told * 10 >= shown * 6


def _pairs(element: Element) -> Pairs:
    return _pairs_in(_marked(element))


def _pairs_in(text: str) -> Pairs:
    """Each label with what stands behind it: in its block, else in the next that begins with no label."""
    marks = list(_names().label.finditer(text))
    pairs: Pairs = []
    for place, mark in enumerate(marks):
        until = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        inside, *blocks = text[mark.end() : until].split(_BREAK)
        value = _plain(inside) or next((shown for block in blocks if (shown := _plain(block))), "")
        if value:
            pairs.append((_tight(mark[1]), value))
    return pairs


def _plain(text: str) -> str:
    return visible_text(text.replace(_JOINT, "")).strip(_EDGES)


def _tight(label: str) -> str:
    return re.sub(r"[\s\u3000\xa0\x1f]", "", label)


def _marked(element: Element) -> str:
    """The text of an element with a mark where a block begins or ends, and where an inline element does."""
    parts: list[str] = []
    size = 0
    for block, text in _events(element):
        parts.append((_BREAK if block else _JOINT) + text)
        size += len(text.strip())
        if size > 2 * _LARGEST:  # too large for a table of fields, whatever follows
            break
    return "".join(parts)


def _events(element: Element) -> Iterator[tuple[bool, str]]:
    """Pieces of text in document order, each with whether a block edge stands before it."""
    stack: list[tuple[Element, bool]] = [(element, False)]
    while stack:
        node, closing = stack.pop()
        block = node.tag in _BLOCKS
        if closing:
            yield block, node.tail or ""
            continue
        silent = not isinstance(node.tag, str) or node.tag in _SILENT
        yield block, " " if node.tag == "br" else "" if silent else node.text or ""
        if node is not element:
            stack.append((node, True))
        if not silent:
            stack.extend((child, False) for child in reversed(node))

"""A page as a row of paragraphs (段块): one walk over the tree, in reading order.

Reads a parsed tree; writes Blocks, and for each block element the stretch of blocks it covers, so that any
element's share of text is two subtractions. Must never reorder or reword: a block's text is the page's
characters, with white space as a browser would show it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from cleaners.page.markup import Element

_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q rp rt ruby "
    "s samp small span st1 strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_SKIP_NAMES = (
    "script style noscript template head title select option textarea button input object embed svg canvas "
    "iframe audio video map link meta"
)
_SKIP = frozenset(_SKIP_NAMES.split())
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_CELL = 160  # a longer cell is layout, not data
_MOST_LINE = 60
_VOID = frozenset(("img", "hr"))
_INLINES, _SKIPS, _OTHER = range(3)
_KINDS: dict[object, int] = {**dict.fromkeys(_INLINE, _INLINES), **dict.fromkeys(_SKIP, _SKIPS)}
# A line end in the source between two Chinese characters is no space on the screen of a Chinese reader.
_SPACE = re.compile(r"[ \t\n\f]{2,}|[\t\n\f]")
_BLANK_LINE = re.compile(r"\n[ \t\r\u3000]*\n")
_EDGE = " \t\n\f\u3000\xa0\u200b\ufeff"


@dataclass(slots=True)
class Block:
    """One paragraph: its text, how many of its characters are linked, and the element that holds it."""

    text: str
    linked: int
    node: Node
    tag: str
    row: bool = False


@dataclass(slots=True)
class Node:
    """A block element, its class and id, and the blocks first ≤ i < last that lie in it."""

    element: Element
    tag: str
    parent: Node | None
    first: int
    last: int = 0
    name: str = ""


@dataclass(slots=True)
class Blocks:
    """All blocks of a page, its block elements in document order, and hidden text with its place."""

    blocks: list[Block] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    hidden: list[tuple[int, str]] = field(default_factory=list)


class _Walker:
    """The state of the walk: the paragraph being filled."""

    def __init__(self, hidden: frozenset[Element]) -> None:
        self.out = Blocks()
        self.hide = hidden
        self.parts: list[str] = []
        self.linked = 0

    def flush(self, node: Node, tag: str) -> None:
        """End the paragraph being filled."""
        whole = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        for piece in _BLANK_LINE.split(whole) if tag == "pre" else (whole,):
            text = visible_text(piece)
            if text:
                self.out.blocks.append(Block(text, min(self.linked, len(text)), node, tag))
        self.parts.clear()
        self.linked = 0

    def block(self, element: Element, parent: Node | None, tag: str) -> None:
        """Walk a block element."""
        blocks = self.out.blocks
        node = Node(element, tag, parent, len(blocks), 0, _name(element))
        self.out.nodes.append(node)
        if not len(element):
            text = element.text
            if text and text.strip(_EDGE):
                self.parts.append(text)
                self.flush(node, tag)
        elif tag != "tr" or not self.data_row(element, node):
            self.children(element, node, tag, False)
            if self.parts:
                self.flush(node, tag)
        node.last = len(blocks)

    def put(self, text: str, linked: bool) -> None:
        """Add to the paragraph; white space should not begin one."""
        self.parts.append(text)
        if linked:
            self.linked += len(text.strip())

    def children(self, element: Element, node: Node, tag: str, linked: bool) -> None:
        """The text and children of an element that belongs to `node`."""
        hide, parts = self.hide, self.parts
        text = element.text
        if text and (parts or text.strip(_EDGE)):
            self.put(text, linked)
        for child in element:
            name = child.tag
            kind = _KINDS.get(name, _OTHER)
            if kind == _INLINES and not (hide and child in hide):
                self.inline(child, node, tag, linked or (name == "a" and child.get("href") is not None))
            elif kind != _SKIPS:
                self.child(child, node, tag, linked)
            text = child.tail
            if text and (parts or text.strip(_EDGE)):
                self.put(text, linked)

    def inline(self, element: Element, node: Node, tag: str, linked: bool) -> None:
        """An element within a line; most hold nothing but text."""
        if len(element):
            self.children(element, node, tag, linked)
        elif (text := element.text) and (self.parts or text.strip(_EDGE)):
            self.put(text, linked)

    def child(self, child: Element, node: Node, tag: str, linked: bool) -> None:
        """Any other child: hidden, a line break, a block; one whose name has a prefix (st1:date) is text."""
        name = child.tag
        if not isinstance(name, str):
            return
        if self.hide and child in self.hide:
            self.conceal(child)
        elif name == "br":
            if self.parts:
                self.flush(node, tag)
        elif ":" in name:
            self.children(child, node, tag, linked)
        elif name not in _VOID:
            if self.parts:
                self.flush(node, tag)
            self.block(child, node, name)

    def conceal(self, element: Element) -> None:
        text = visible_text("".join(element.itertext("*")))
        if text and element.tag not in _SKIP:
            self.out.hidden.append((len(self.out.blocks), text))

    def data_row(self, row: Element, node: Node) -> bool:
        """A row of short cells is one block, its cells joined by tabs; False for rows that only lay out."""
        cells = [c for c in row if c.tag in ("td", "th")]
        if len(cells) < 2 or row.find(".//table") is not None or not _among_rows(row):
            return False
        if any(_is_column(cell) for cell in cells):
            return False
        texts = [self.cell(c) for c in cells]
        filled = [t for t in texts if t]
        if len(filled) < 2 or max(map(len, filled)) > _MOST_CELL:
            return False
        linked = sum(len("".join(a.itertext("*")).strip()) for a in row.iter("a") if a.get("href"))
        text = "\t".join(texts).strip("\t")
        self.out.blocks.append(Block(text, min(linked, len(text)), node, "tr", row=True))
        return True

    def cell(self, cell: Element) -> str:
        """The visible text of a table cell on one line."""
        parts: list[str] = []
        for piece in cell.iter("*"):
            if piece.tag in _SKIP or piece in self.hide:
                continue
            parts.append(piece.text or "")
            if piece is not cell:
                parts.append(piece.tail or "")
        return visible_text("".join(parts))


def _among_rows(row: Element) -> bool:
    """Whether a neighbour has cells too: a row alone is a layout of columns."""
    beside = (row.getprevious(), row.getnext())
    return any(other is not None and len(other) > 1 for other in beside)


def _is_column(cell: Element) -> bool:
    """Whether a cell holds lines of text: the middle column of a page, not a datum."""
    if cell.find(".//br") is None and cell.find(".//p") is None:
        return False
    text = "".join(cell.itertext("*"))
    return len(text) > _MOST_LINE and "。" in text


def _name(element: Element) -> str:
    """Class and id, as names speak for or against an element."""
    names, own = element.get("class"), element.get("id")
    if names is None and own is None:
        return ""
    return f"{names or ''} {own or ''}".strip()


def visible_text(text: str) -> str:
    """White space as a browser shows it, without the indent and the end.

    >>> visible_text("　　一、 总体要求\\n   ")
    '一、 总体要求'
    """
    text = text.strip(_EDGE)
    return _SPACE.sub(_gap, text) if "\n" in text or "\t" in text or "  " in text else text


def _gap(match: re.Match[str]) -> str:
    """A run of white space: nothing when it only wraps a Chinese line, else one space."""
    if "\n" in match.group():
        before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
        if before > "\u2e7f" and after > "\u2e7f":
            return ""
    return " "


def read_blocks(root: Element, hidden: frozenset[Element] = frozenset()) -> Blocks:
    """Walk a tree once. Recursion is bounded: libxml2 keeps no element deeper than 256."""
    walker = _Walker(hidden)
    body = root if root.tag != "html" else root.find("body")
    walker.block(root if body is None else body, None, "body")
    return walker.out


def strip_silent(root: Element) -> None:
    """Drop comments, scripts and styles; what follows them stays."""
    etree.strip_elements(root, etree.Comment, "script", "noscript", "style", "template", with_tail=False)

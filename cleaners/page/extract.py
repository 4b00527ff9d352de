"""The body of a page (正文提取): which stretch of blocks is the article, and which of them are furniture.

Reads Blocks; writes the body's blocks. Two candidates are computed over the same walk, the element with the
greatest sum of content less furniture and the one its paragraphs vote for, and the better one by measured
features is taken. Must never cut inside a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate

from cleaners.page.blocks import Block, Blocks, Node
from cleaners.page.candidates import Choice, choose
from cleaners.page.markup import Element
from cleaners.page.worth import MOMENT, STOP, hint

_LISTS = frozenset(("ul", "ol", "dl", "div", "table", "section"))
# 附件1：名单.docx
_ANNEX = re.compile(r"附\s{0,3}件|附表|下载|\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)\b", re.I)


# 【评论】【推荐】【大 中 小】
_MARKS = re.compile(r"[\W_]")
_SHORT_LINK = 30
_LEAST_HEAD = 3
_LEAST_TAIL = 3
_FURNISHED = -9.0
_EDGE_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Body:
    """The article: the blocks first ≤ i < last of the page, less those marked as furniture.

    `confidence` is 1 for an element that a rule names, else how far the scorers agree (0 to 1).
    """

    node: Node
    first: int
    last: int
    kept: tuple[Block, ...]
    cut: tuple[Block, ...]
    confidence: float = 1.0


def body_of(
    page: Blocks, chosen: Element | None = None, title: str = "", *, official: bool = False
) -> Body | None:
    """The body inside the element a rule names, or the best found; None for a page without text.

    On an official page a paragraph that is nothing but a link may be an annex, and stays.
    """
    if not page.blocks:
        return None
    named = _node_of(page, chosen)
    if named is not None:
        return _body(page, named, trusted=True, edges=not official)
    choice = choose(page, title)
    if choice is None:
        return None
    body = _body(page, choice.node, trusted=False, edges=not official)
    return replace(_trimmed(body, page, choice, head=not official), confidence=choice.confidence)


def _node_of(page: Blocks, element: Element | None) -> Node | None:
    if element is None:
        return None
    return next((n for n in page.nodes if n.element is element), None)


def _body(page: Blocks, node: Node, *, trusted: bool, edges: bool) -> Body:
    cut = _furniture(page, node, trusted)
    if edges:
        cut |= _linked_edges(page, node, cut)
    inside = range(node.first, node.last)
    return Body(
        node,
        node.first,
        node.last,
        tuple(page.blocks[i] for i in inside if i not in cut),
        tuple(page.blocks[i] for i in inside if i in cut),
    )


def _trimmed(body: Body, page: Blocks, choice: Choice, *, head: bool) -> Body:
    """The body without the toolbars above its first and the listings below its last paragraph.

    Above an official text stand its own fields, and below any text its annexes.
    """
    at = {id(block): i for i, block in enumerate(page.blocks)}
    left = [at[id(block)] for block in body.kept]
    values = [choice.light.values[i] for i in left]
    first, last = _densest_stretch(values)
    prose = sum(v for v in values if v > 0)
    if not prose:
        return body
    if not (head and first >= _LEAST_HEAD and _little(values[:first], prose)):
        first = 0
    tail = [page.blocks[i] for i in left[last:]]
    annexed = any(_ANNEX.search(page.blocks[i].text) for i in left[max(0, last - 2) :])
    if annexed or not (len(tail) >= _LEAST_TAIL and _little(values[last:], prose) and _listing(tail)):
        last = len(left)
    if (first, last) == (0, len(left)):
        return body
    return replace(
        body,
        first=left[first],
        last=left[last - 1] + 1,
        kept=body.kept[first:last],
        cut=tuple(b for b in body.cut if left[first] <= at[id(b)] < left[last - 1]),
    )


def _densest_stretch(values: list[float]) -> tuple[int, int]:
    """The stretch with the greatest sum; lines worth nothing at its end belong to it."""
    best, stretch, first, size = 0.0, (0, len(values)), 0, 0.0
    for i, value in enumerate(values):
        if size < 0:
            first, size = i, 0.0
        size += value
        if size >= best:
            best, stretch = size, (first, i + 1)
    return stretch


def _little(values: list[float], prose: float) -> bool:
    """Whether an edge holds furniture and hardly any of the prose."""
    return sum(values) <= _FURNISHED and sum(v for v in values if v > 0) <= _EDGE_SHARE * prose


def _listing(blocks: list[Block]) -> bool:
    """Whether links, moments or site lines are among a third of the blocks: an unlinked list may be text."""
    return sum(b.linked * 2 > len(b.text) or bool(MOMENT.search(b.text)) for b in blocks) * 3 >= len(blocks)


def _linked_edges(page: Blocks, node: Node, cut: set[int]) -> set[int]:
    """Blocks that are nothing but a link before the first and behind the last paragraph; annexes stay."""
    left = [i for i in range(node.first, node.last) if i not in cut]
    edges: set[int] = set()
    for order in (left, left[::-1]):
        for i in order:
            block = page.blocks[i]
            if block.linked * 10 < len(_MARKS.sub("", block.text)) * 8 or _ANNEX.search(block.text):
                break
            edges.add(i)
    return edges if len(edges) < len(left) else set()


@dataclass(frozen=True, slots=True)
class _Sums:
    """Prefix sums over the blocks: characters, linked ones, blocks of the body with a sentence's end."""

    size: list[int]
    linked: list[int]
    stops: list[int]


def _sums(page: Blocks, body: Node) -> _Sums:
    return _Sums(
        [0, *accumulate(len(b.text) for b in page.blocks)],
        [0, *accumulate(b.linked for b in page.blocks)],
        [
            0,
            *accumulate(
                body.first <= at < body.last and STOP.search(b.text) is not None
                for at, b in enumerate(page.blocks)
            ),
        ],
    )


def _furniture(page: Blocks, body: Node, trusted: bool) -> set[int]:
    """Indexes of blocks inside the body that are link lists or stand in furniture elements."""
    cut: set[int] = set()
    sums = _sums(page, body)
    for node in page.nodes:
        within = body.first <= node.first and node.last <= body.last and node.last > node.first
        if within and node is not body and _inside(node, body) and _is_furniture(sums, node, body, trusted):
            cut.update(range(node.first, node.last))
    return cut


def _inside(node: Node, body: Node) -> bool:
    above = node.parent
    while above is not None:
        if above is body:
            return True
        above = above.parent
    return False


def _is_furniture(sums: _Sums, node: Node, body: Node, trusted: bool) -> bool:
    size = sums.size[node.last] - sums.size[node.first]
    if size * 2 > sums.size[body.last] - sums.size[body.first]:
        return False
    blocks = node.last - node.first
    linked = sums.linked[node.last] - sums.linked[node.first]
    stops = sums.stops[node.last] - sums.stops[node.first]
    if not trusted and node.tag != "p" and hint(node) < 0:
        return stops * 4 <= blocks or linked * 4 > size
    if node.tag in _LISTS and linked * 10 > size * 6:
        named = trusted and node.tag != "p" and hint(node) < 0
        return (blocks > 1 or named or (not trusted and size < _SHORT_LINK)) and stops * 3 < blocks
    return False

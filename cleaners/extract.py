"""The body of a page (正文提取): which stretch of blocks is the article, and which of them are furniture.

Reads Blocks; writes the body's blocks. Two candidates are computed over the same walk, the element with the
greatest sum of content less furniture and the one its paragraphs vote for, and the better one by measured
features is taken. Must never cut inside a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from cleaners.blocks import HEADINGS, Block, Blocks, Node
from cleaners.markup import Element

# Class and id words of containers that hold no article text.
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:foot(?:er)?|side(?:bar)?|nav(?:bar)?|menu|crumbs?|breadcrumb|copyright|comments?|pinglun|relate[ds]?|"
    r"recommend(?:s|ed)?|rec|hot|rank(?:ing)?|share[rd]?|toolbar|tools?|tags?|ad|ads|advert|banner|login|search|"
    r"pager?|pagination|prev|next|qrcode|friend(?:link)?s?|links?|popup|modal|dialog|reply|subscribe|widget|topnav|"
    r"xgyd|xgxw|xgnews|guess|tuijian|jubao|report|weixin|app-?download|disclaimer|statement|editor-?info)(?:$|[-_ \d])",
    re.I,
)
_FURNITURE_PART = re.compile(
    r"sidebar|breadcrumb|copyright|recommend|related|comment|footer|qrcode|toolbar|fenxiang|xiangguan|tuijian|pinglun|mianze|share-|bdshare|hotnews|advert",
    re.I,
)
_ARTICLE = re.compile(
    r"article|content|(?:^|[-_ ])(?:text|body|main|post|entry|detail|zoom|nr|zw|wz|cont|con|news|story|txt)(?:$|[-_ \d])|TRS|zhengwen|artibody|neirong",
    re.I,
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "header", "form"))
_PUNCTUATION = re.compile("[，。；：！？、“”《》…]|[,;!?](?=\\s|[\u4e00-\u9fff])|\\.(?=\\s|$)")
_STOP = re.compile("[。！？；…]|\\.(?:\\s|$)")
# Lines of a site's own, whatever their length.
_SITE_LINE = re.compile(
    r"ICP备|公网安备|版权所有|Copyright|All Rights Reserved|许可证|举报电话|联系我们|网站地图|关于我们|"
    r"未经.{0,12}(?:授权|许可|同意)|法律顾问|客服电话|违法和不良信息",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The article: the blocks first ≤ i < last of the page, less those marked as furniture."""

    node: Node
    first: int
    last: int
    kept: tuple[Block, ...]
    cut: tuple[Block, ...]


@dataclass(slots=True)
class _Measures:
    """Prefix sums over the blocks: values, and of what a chooser looks at."""

    values: list[float]
    sums: list[float]


def body_of(page: Blocks, chosen: Element | None = None) -> Body | None:
    """The body inside the element a rule names, or the best the scorers find; None for a page without text."""
    if not page.blocks:
        return None
    named = _node_of(page, chosen)
    if named is not None:
        return _body(page, named, trusted=True)
    measures = _measure(page)
    found = _choose(page, measures)
    return _body(page, found, trusted=False) if found else None


def _node_of(page: Blocks, element: Element | None) -> Node | None:
    if element is None:
        return None
    return next((n for n in page.nodes if n.element is element), None)


def _hint(node: Node) -> float:
    """How far an element's name speaks for text: 1 neutral, below 0 furniture."""
    if node.tag in _FURNITURE_TAGS:
        return -0.5
    name = f"{node.element.get('class', '')} {node.element.get('id', '')}".strip()
    if not name:
        return 1.0
    article = _ARTICLE.search(name)
    if (_FURNITURE.search(name) or _FURNITURE_PART.search(name)) and not (article and len(name) < 12):
        return -0.5 if not article else 0.3
    return 1.1 if article else 1.0


def _measure(page: Blocks) -> _Measures:
    hints: dict[int, float] = {}
    for node in page.nodes:  # parents come before their children
        above = hints[id(node.parent)] if node.parent else 1.0
        own = 1.0 if node.tag in ("body", "html") else _hint(node)
        hints[id(node)] = min(above, own) if min(above, own) < 1 else own
    values = [_value(block, hints[id(block.node)]) for block in page.blocks]
    return _Measures(values, [0.0, *accumulate(values)])


def _value(block: Block, hint: float) -> float:
    """What a block adds to an article (positive) or takes from it."""
    size = len(block.text)
    unlinked = size - block.linked
    if _SITE_LINE.search(block.text) and size < 200:
        return -40.0
    if block.linked * 2 > size:
        return -8.0 - min(block.linked, 40) * 0.5
    marks = len(_PUNCTUATION.findall(block.text))
    if marks == 0 and size < 30:
        return 0.0 if block.tag in HEADINGS or block.tag == "p" else -3.0
    value = unlinked * min(1.0, 0.4 + marks * 0.15)
    return value * hint if hint > 0 else -abs(value) * 0.5


def _total(measures: _Measures, node: Node) -> float:
    return measures.sums[node.last] - measures.sums[node.first]


def _choose(page: Blocks, measures: _Measures) -> Node | None:
    """The element with the greatest sum, narrowed to the smallest that holds nearly all of it."""
    candidates = [n for n in page.nodes if n.last > n.first]
    if not candidates:
        return None
    best = max(candidates, key=lambda n: (_total(measures, n), n.first - n.last))
    voted = _voted(page, measures)
    if voted is None or voted is best:
        return best
    return _better(page, measures, best, voted)


def _voted(page: Blocks, measures: _Measures) -> Node | None:
    """The element that paragraphs vote for: each gives its value to its parent, half to the grandparent."""
    votes: dict[int, float] = {}
    by_id = {id(n): n for n in page.nodes}
    for block, value in zip(page.blocks, measures.values, strict=True):
        if value < 20:
            continue
        holder = block.node.parent if block.tag == "p" and block.node.parent else block.node
        for share in (1.0, 0.5, 0.25):
            votes[id(holder)] = votes.get(id(holder), 0.0) + value * share
            if holder.parent is None:
                break
            holder = holder.parent
    if not votes:
        return None
    return by_id[max(votes, key=lambda key: votes[key])]


def _better(page: Blocks, measures: _Measures, best: Node, voted: Node) -> Node:
    """The voted element when it holds nearly all of the content: it is the tighter one."""
    good_best = _good(measures, best)
    good_voted = _good(measures, voted)
    inside = best.first <= voted.first and voted.last <= best.last
    return voted if inside and good_voted >= 0.9 * good_best else best


def _good(measures: _Measures, node: Node) -> float:
    return sum(v for v in measures.values[node.first : node.last] if v > 0)


def _body(page: Blocks, node: Node, *, trusted: bool) -> Body:
    cut = _furniture(page, node, trusted)
    inside = range(node.first, node.last)
    return Body(
        node,
        node.first,
        node.last,
        tuple(page.blocks[i] for i in inside if i not in cut),
        tuple(page.blocks[i] for i in inside if i in cut),
    )


def _furniture(page: Blocks, body: Node, trusted: bool) -> set[int]:
    """Indexes of blocks inside the body that are link lists or stand in furniture elements."""
    cut: set[int] = set()
    for node in page.nodes:
        if (
            node is body
            or not (body.first <= node.first and node.last <= body.last)
            or node.last == node.first
        ):
            continue
        if node.element is body.element or not _inside(node, body):
            continue
        if _is_furniture(page, node, body, trusted):
            cut.update(range(node.first, node.last))
    return cut


def _inside(node: Node, body: Node) -> bool:
    above = node.parent
    while above is not None:
        if above is body:
            return True
        above = above.parent
    return False


def _is_furniture(page: Blocks, node: Node, body: Node, trusted: bool) -> bool:
    blocks = page.blocks[node.first : node.last]
    size = sum(len(b.text) for b in blocks)
    linked = sum(b.linked for b in blocks)
    whole = sum(len(b.text) for b in page.blocks[body.first : body.last])
    stops = sum(bool(_STOP.search(b.text)) for b in blocks)
    if size * 2 > whole:
        return False
    if not trusted and _hint(node) < 0 and node.tag != "p":
        return stops * 4 <= len(blocks) or linked * 4 > size
    if node.tag in ("ul", "ol", "dl", "div", "table", "section") and linked * 10 > size * 6:
        return len(blocks) > 1 and stops * 3 < len(blocks)
    return False

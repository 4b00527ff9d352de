"""The body of a page (正文提取): which stretch of blocks is the article, and which of them are furniture.

Reads Blocks; writes the body's blocks. Two candidates are computed over the same walk, the element with the
greatest sum of content less furniture and the one its paragraphs vote for, and the better one by measured
features is taken. Must never cut inside a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from cleaners.blocks import HEADINGS, Block, Blocks, Node
from cleaners.markup import Element
from cleaners.normalise import fold

# Class and id words of containers that hold no article text.
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:foot(?:er)?|side(?:bar)?|nav(?:bar)?|menu|crumbs?|breadcrumb|copyright|comments?|pinglun|"
    r"relate[ds]?|recommend(?:s|ed)?|rec|hot|rank(?:ing)?|share[rd]?|toolbar|tools?|tags?|ad|ads|advert|banner|login|search|"
    r"pager?|pagination|prev|next|qrcode|friend(?:link)?s?|links?|popup|modal|dialog|reply|subscribe|"
    r"widget|topnav|xgyd|xgxw|xgnews|guess|tuijian|jubao|report|weixin|app-?download|disclaimer|statement|"
    r"editor-?info)(?:$|[-_ \d])",
    re.I,
)
_FURNITURE_PART = re.compile(
    r"sidebar|breadcrumb|copyright|recommend|related|comment|footer|qrcode|toolbar|"
    r"fenxiang|xiangguan|tuijian|pinglun|mianze|share-|bdshare|hotnews|advert",
    re.I,
)
_ARTICLE = re.compile(
    r"article|content|TRS|zhengwen|artibody|neirong|"
    r"(?:^|[-_ ])(?:text|body|main|post|entry|detail|zoom|nr|zw|wz|cont|con|news|story|txt)(?:$|[-_ \d])",
    re.I,
)
_LISTS = frozenset(("ul", "ol", "dl", "div", "table", "section"))
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "header", "form"))
_PUNCTUATION = re.compile("[，。；：！？、“”《》…]|[,;!?](?=\\s|[\u4e00-\u9fff])|\\.(?=\\s|$)")
_STOP = re.compile("[。！？；…]|\\.(?:\\s|$)")
# 附件1：名单.docx
_ANNEX = re.compile(r"附\s{0,3}件|附表|下载|\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)\b", re.I)
# Lines of a site's own, whatever their length.
_SITE_LINE = re.compile(
    r"ICP备|公网安备|版权所有|Copyright|All Rights Reserved|许可证|举报电话|联系我们|网站地图|关于我们|"
    r"未经.{0,12}(?:授权|许可|同意)|法律顾问|客服电话|违法和不良信息",
    re.I,
)

_LARGE_SHARE = 0.15
_BEFORE_TITLE = 0.2


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
    found = _found(page, title)
    if found is None:
        return None
    return _body(page, found, trusted=False, edges=not official)


def _node_of(page: Blocks, element: Element | None) -> Node | None:
    if element is None:
        return None
    return next((n for n in page.nodes if n.element is element), None)


def _hint(node: Node) -> float:
    """How far an element's name speaks for text: 1 neutral, below 0 furniture."""
    if node.tag in _FURNITURE_TAGS:
        return -0.5
    return _named(f"{node.element.get('class', '')} {node.element.get('id', '')}".strip())


@lru_cache(maxsize=8192)
def _named(name: str) -> float:
    if not name:
        return 1.0
    article = _ARTICLE.search(name)
    if (_FURNITURE.search(name) or _FURNITURE_PART.search(name)) and not (article and len(name) < 12):
        return 0.3 if article else -0.5
    return 1.1 if article else 1.0


def _found(page: Blocks, title: str) -> Node | None:
    """The best element by values that heed the names of elements; without them when those leave too little.

    Some sites put the whole article into a <form> or a class called "ad": then names say nothing.
    """
    plain = [_value(block) for block in page.blocks]
    headline = _headline(page, title)
    plain = [value * _BEFORE_TITLE if value > 0 and i < headline else value for i, value in enumerate(plain)]
    hints = _hints(page)
    named = _measures([_hinted(v, hints[id(b.node)]) for v, b in zip(plain, page.blocks, strict=True)])
    unnamed = _measures(plain)
    by_name, without = _choose(page, named), _choose(page, unnamed)
    if by_name is None or without is None or _total(unnamed, without) < 0:
        return None
    return by_name if _total(named, by_name) >= _LARGE_SHARE * _total(unnamed, without) else without


def _headline(page: Blocks, title: str) -> int:
    """The index of the last heading block that is the title: the body stands behind it; else 0."""
    key = fold(title)
    found = [i for i, b in enumerate(page.blocks) if key and len(b.text) < 200 and fold(b.text) == key]
    headings = [i for i in found if page.blocks[i].tag in HEADINGS]
    return (headings or found or [0])[0]


def _measures(values: list[float]) -> _Measures:
    return _Measures(values, [0.0, *accumulate(values)])


def _hints(page: Blocks) -> dict[int, float]:
    """For each block element how its own name and those above it speak: the worst of them counts."""
    hints: dict[int, float] = {}
    for node in page.nodes:  # parents come before their children
        above = hints[id(node.parent)] if node.parent else 1.0
        own = 1.0 if node.tag in ("body", "html") else _hint(node)
        hints[id(node)] = min(above, own) if min(above, own) < 1 else own
    return hints


def _value(block: Block) -> float:
    """What a block adds to an article (positive) or takes from it."""
    size = len(block.text)
    unlinked = size - block.linked
    if size < 200 and _SITE_LINE.search(block.text):
        return -40.0
    if block.linked * 2 > size:
        return -8.0 - min(block.linked, 40) * 0.5
    marks = len(_PUNCTUATION.findall(block.text))
    if marks == 0 and size < 30:
        return 0.0 if block.tag in HEADINGS or block.tag == "p" else -3.0
    stopped = 1.0 if _STOP.search(block.text) or size > 80 else 0.3  # a teaser is cut, a headline has no stop
    return unlinked * min(1.0, 0.4 + marks * 0.15) * stopped


def _hinted(value: float, hint: float) -> float:
    """A value in the light of the names above it: text in furniture counts against an element."""
    if value <= 0:
        return value
    return value * hint if hint > 0 else -value * 0.5


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


def _linked_edges(page: Blocks, node: Node, cut: set[int]) -> set[int]:
    """Blocks that are nothing but a link before the first and behind the last paragraph; annexes stay."""
    left = [i for i in range(node.first, node.last) if i not in cut]
    edges: set[int] = set()
    for order in (left, left[::-1]):
        for i in order:
            block = page.blocks[i]
            if block.linked * 10 < len(block.text) * 8 or _ANNEX.search(block.text):
                break
            edges.add(i)
    return edges if len(edges) < len(left) else set()


@dataclass(frozen=True, slots=True)
class _Sums:
    """Prefix sums over the blocks: characters, linked characters, blocks with a sentence's end."""

    size: list[int]
    linked: list[int]
    stops: list[int]


def _sums(page: Blocks) -> _Sums:
    return _Sums(
        [0, *accumulate(len(b.text) for b in page.blocks)],
        [0, *accumulate(b.linked for b in page.blocks)],
        [0, *accumulate(bool(_STOP.search(b.text)) for b in page.blocks)],
    )


def _furniture(page: Blocks, body: Node, trusted: bool) -> set[int]:
    """Indexes of blocks inside the body that are link lists or stand in furniture elements."""
    cut: set[int] = set()
    sums = _sums(page)
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
    if not trusted and node.tag != "p" and _hint(node) < 0:
        return stops * 4 <= blocks or linked * 4 > size
    if node.tag in _LISTS and linked * 10 > size * 6:
        return blocks > 1 and stops * 3 < blocks
    return False

"""What each block of a page is worth to an article (段块的分量): prose counts for it, furniture against it.

Reads Blocks and the title; writes Worth: values in the light of names, of places and of shapes, and their
prefix sums. Must never look at the words of a text beyond its punctuation and a site's own lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate

from cleaners.normalise import fold
from cleaners.page.blocks import HEADINGS, Block, Blocks, Node
from cleaners.page.headline import is_printed_as

# Class and id words of containers that hold no article text: "side_bar", "box-related", "page_tool".
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:foot(?:er)?|side(?:bar)?|nav(?:bar)?|menu|crumbs?|breadcrumb|copyright|comments?|pinglun|"
    r"relate[ds]?|recommend(?:s|ed)?|rec|hot|rank(?:ing)?|share[rd]?|toolbar|tools?|tags?|ad|ads|advert|banner|login|search|"
    r"pager|pagination|prev|next|qrcode|friend(?:link)?s?|links?|popup|modal|dialog|reply|subscribe|"
    r"widget|topnav|xgyd|xgxw|xgnews|guess|tuijian|jubao|report|weixin|app-?download|disclaimer|statement|"
    r"editor-?info|tjyd|rdtj|jctj|sptj|rdph|bio)(?:$|[-_ \d])",
    re.I,
)
_FURNITURE_PART = re.compile(
    r"sidebar|breadcrumb|copyright|recommend|related|comment|footer|qrcode|toolbar|"
    r"sharedaddy|jiathis|bdshare|fenxiang|xiangguan|tuijian|pinglun|mianze|share-|hotnews|advert",
    re.I,
)
_ARTICLE = re.compile(
    r"article|content|TRS|zhengwen|artibody|neirong|"
    r"(?:^|[-_ ])(?:text|body|main|post|entry|detail|zoom|nr|zw|wz|cont|con|news|story|txt)(?:$|[-_ \d])",
    re.I,
)
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "header", "form", "marquee"))
_PUNCTUATION = re.compile("[，。；：！？、“”《》…]|[,;!?](?=\\s|[\u4e00-\u9fff])|\\.(?=\\s|$)")
STOP = re.compile("[。！？；…]|\\.(?:\\s|$)")
# Lines of a site's own, whatever their length; without re.I the first characters tell where to look.
_SITE_LINE = re.compile(
    r"公网安备|版权所有|许可证|举报电话|联系我们|网站地图|关于我们|未经.{0,12}(?:授权|许可|同意)|"
    r"法律顾问|客服电话|违法和不良信息"
)
_SITE_WORDS = ("icp备", "copyright", "all rights reserved")
_ADDRESS = re.compile(r"https?://\S{8}|^www\.\w")
_PROSE = 20.0
_SHORT = 30
_KEYWORDS = 1000  # so long a line with so few marks is no sentence
_BEFORE_TITLE = 0.2
_WRAPS = 0.6  # an element with this share of the page's prose, and the title, is the page, whatever its name
_EDGES = " \t\u3000\xa0【】[]()（）<>《》|·•:：>»«-—*"
_SKIPPED = 100.0
_LEAST_ITEMS = 3
_MOST_PROSE = 3
_MOST_BLOCKS = 12
_LITTLE = 5.0
_LONGEST_MARK = 60
_LINKED_NAME = 8
_ITEM_TAGS = frozenset(("li", "dd", "td", "div"))
# 05-12 08:30 | 2019年11月03日 | 3小时前 | 今天 12:08:48 | 阅读 1.2万 | 赞 12 | 回复
MOMENT = re.compile(
    r"\d{1,2}:\d{2}|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}|月)?|\d\s?(?:秒|分钟|小时|天|个?月|年)前|"
    r"^(?:阅读|浏览|评论|回复|点?赞|收藏|来自|昨天|今天|刚刚)"
)
# …，惠及三万多农户。2022-04-10 09:00
_ENDS_DATED = re.compile(
    r"[。！？…]\s?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s{1,2}\d{1,2}:\d\d(?::\d\d)?)?$"
)
_LINKED_LEAD = 4
_STAMP = 22
_LAYOUT = frozenset(("td", "th", "tr", "body"))


@dataclass(frozen=True, slots=True)
class Worth:
    """Values of the blocks with prefix sums of all and of prose; `title` is the headline's block, or -1."""

    values: list[float]
    sums: list[float]
    proses: list[float]
    title: int

    def total(self, first: int, last: int) -> float:
        return self.sums[last] - self.sums[first]

    def prose(self, first: int, last: int) -> float:
        """The worth of the blocks that speak for an article."""
        return self.proses[last] - self.proses[first]

    def near_title(self, node: Node) -> float:
        """1 for an element whose text follows the headline at once, 0 when other prose stands between."""
        if self.title < 0 or node.last <= self.title:
            return 0.0
        return max(0.0, 1.0 - self.prose(self.title, max(node.first, self.title)) / _SKIPPED)


def worth(values: list[float], title: int) -> Worth:
    prose = accumulate(max(v, 0.0) for v in values)
    return Worth(values, [0.0, *accumulate(values)], [0.0, *prose], title)


def headline(page: Blocks, title: str) -> int:
    """The index of the first heading block that is the title, else of the first such block; else -1."""
    key = fold(title)
    if not key:
        return -1
    found = [
        i
        for i, b in enumerate(page.blocks)
        if len(b.text) < 200 and is_printed_as(b.text, key) and not _in_furniture(b.node)
    ]
    headings = [i for i in found if page.blocks[i].tag in HEADINGS]
    return (headings or found or [-1])[0]


def _in_furniture(node: Node | None) -> bool:
    """Whether an element above is named for comments, a sidebar and the like."""
    while node is not None:
        if node.name and _named(node.name) < 0:
            return True
        node = node.parent
    return False


def plain_values(page: Blocks, title: int) -> list[float]:
    """Values by the text alone; what stands above the title counts little."""
    values = [_value(block) for block in page.blocks]
    _pardon_kin(page, values)
    for i in range(title):
        if values[i] > 0:
            values[i] *= _BEFORE_TITLE
    return values


def named_values(page: Blocks, light: Worth, bodies: frozenset[int]) -> list[float]:
    """Values in the light of the names of elements: text in furniture counts against an element."""
    hints = _hints(page, light, bodies)
    return [
        v if v <= 0 else v * h if (h := hints[id(b.node)]) > 0 else -v * 0.5
        for v, b in zip(light.values, page.blocks, strict=True)
    ]


def strict_values(page: Blocks, light: Worth) -> list[float]:
    """Values in the light of repetition too: teasers, comments and feeds come in items of one shape."""
    values = list(light.values)
    for first, last in (*_series(page, light), *headed(page, light)):
        for i in range(first, last):
            if values[i] > 0:
                values[i] *= -0.5
    return values


def headed(page: Blocks, light: Worth) -> list[tuple[int, int]]:
    """Stretches of elements that begin with 相关阅读 and the like, less those that hold the text."""
    begins = {i for i, b in enumerate(page.blocks) if len(b.text) <= 16 and bare(b.text) in _tail_headings()}
    whole = light.prose(0, len(light.values))
    return [
        (node.first, node.last)
        for node in page.nodes
        if node.first in begins
        and not node.first <= light.title < node.last
        and light.prose(node.first, node.last) * 2 <= whole
    ]


@lru_cache(maxsize=1)
def _tail_headings() -> frozenset[str]:
    """The lines behind which no article goes on, from boilerplate.toml."""
    path = resources.files("cleaners") / "data/boilerplate.toml"
    tail = tomllib.loads(path.read_text(encoding="utf-8"))["tail"]
    return frozenset(bare(line) for line in tail["lines"])


def bare(line: str) -> str:
    """A line without white space and the marks at its edges."""
    return re.sub(r"\s+", "", line.strip(_EDGES))


def _series(page: Blocks, light: Worth) -> list[tuple[int, int]]:
    """Stretches of blocks that are items of one shape, nearly each with a link or a moment of its own."""
    children: dict[tuple[int, str], list[Node]] = {}
    for node in page.nodes:
        if 1 <= node.last - node.first <= _MOST_BLOCKS and node.tag != "p" and node.parent is not None:
            children.setdefault((id(node.parent), node.tag), []).append(node)
    marked = [_marks_item(b, v) for b, v in zip(page.blocks, light.values, strict=True)]
    return [
        (items[0].first, items[-1].last)
        for items in _shapes(children.values())
        if not items[0].first <= light.title < items[-1].last and _is_series(items, marked, light.values)
    ]


def _shapes(siblings: Iterable[list[Node]]) -> Iterator[list[Node]]:
    """Siblings of one tag, those of one class together, where they are enough for a series."""
    for nodes in siblings:
        if len(nodes) < _LEAST_ITEMS:
            continue
        shapes: dict[str, list[Node]] = {}
        for node in nodes:
            shapes.setdefault(node.element.get("class", "").partition(" ")[0], []).append(node)
        yield from (items for items in shapes.values() if len(items) >= _LEAST_ITEMS)


def _marks_item(block: Block, value: float) -> bool:
    """Whether a block is what items begin or end with: a linked headline, a moment, a count."""
    if block.linked >= _LINKED_LEAD and _ENDS_DATED.search(block.text):
        return True  # headline, summary and day of a neighbour in one paragraph
    if (
        block.linked >= _LINKED_LEAD
        and len(block.text) - block.linked <= _STAMP
        and MOMENT.search(block.text)
    ):
        return True  # 2032-04-10 09:00 and a headline
    if len(block.text) > _LONGEST_MARK:
        return block.linked >= _LINKED_NAME and block.tag in _ITEM_TAGS
    return block.linked * 2 > len(block.text) or (value <= 0 and bool(MOMENT.search(block.text)))


def _is_series(items: list[Node], marked: list[bool], values: list[float]) -> bool:
    """Whether most items carry a mark, most a little prose, and none is long like an article."""
    told = sum(any(marked[n.first : n.last]) for n in items)
    prose = [sum(v >= _LITTLE for v in values[n.first : n.last]) for n in items]
    spoken = sum(p > 0 for p in prose)
    sizes = sorted(n.last - n.first for n in items)
    alike = sizes[-1] <= 2 * sizes[len(sizes) // 2] + 2
    return alike and told * 5 >= len(items) * 4 and max(prose) <= _MOST_PROSE and spoken * 5 >= len(items) * 3


def _is_site_line(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in _SITE_WORDS) or _SITE_LINE.search(text) is not None


def _value(block: Block) -> float:
    """What a block adds to an article (positive) or takes from it."""
    size = len(block.text)
    unlinked = size - block.linked
    if size < 200 and _is_site_line(block.text):
        return -40.0
    if block.linked * 2 > size:
        if _ADDRESS.search(block.text):
            return 0.0  # an address given in the text
        return -8.0 - min(block.linked, 40) * 0.5
    if block.row:
        return -3.0 if block.linked else 1.0  # a row of data is neither prose nor furniture
    marks = len(_PUNCTUATION.findall(block.text))
    if size < _SHORT and marks <= block.text.count("："):  # 等级：新手上路
        return 0.0 if block.tag in HEADINGS or block.tag == "p" else -3.0
    if marks * 100 < size > _KEYWORDS:
        return -1.0
    stopped = 1.0 if STOP.search(block.text) or size > 80 else 0.3  # a teaser is cut, a headline has no stop
    dense = min(1.0, marks * 100 / size) if size > 300 else 1.0  # keywords strung together have no marks
    return unlinked * min(1.0, 0.4 + marks * 0.15) * stopped * dense


def _pardon_kin(page: Blocks, values: list[float]) -> None:
    """A short line that stands like the prose around it (same element, or same kind of sibling) is of it."""
    holders: set[int] = set()
    siblings: set[tuple[int, str]] = set()
    for block, value in zip(page.blocks, values, strict=True):
        if value >= _PROSE:
            holders.add(id(block.node))
            siblings.add((id(block.node.parent), block.node.tag))
    for i, block in enumerate(page.blocks):
        node = block.node
        if values[i] == -3.0 and (
            id(node) in holders or (node.tag not in _LAYOUT and (id(node.parent), node.tag) in siblings)
        ):
            values[i] = 0.0


def hint(node: Node) -> float:
    """How far an element's name speaks for text: 1 neutral, below 0 furniture."""
    if node.tag in _FURNITURE_TAGS:
        return -0.5
    return _named(node.name) if node.name else 1.0


@lru_cache(maxsize=8192)
def _named(name: str) -> float:
    article = _ARTICLE.search(name)
    if (_FURNITURE.search(name) or _FURNITURE_PART.search(name)) and not (article and len(name) < 12):
        return 0.3 if article else -0.5
    return 1.1 if article else 1.0


def _hints(page: Blocks, plain: Worth, bodies: frozenset[int]) -> dict[int, float]:
    """For each block element how its own name and those above it speak: the worst of them counts."""
    hints: dict[int, float] = {}
    for node in page.nodes:  # parents come before their children
        if id(node) in bodies:
            hints[id(node)] = 1.0
            continue
        above = 1.0 if node.parent is None else hints[id(node.parent)]
        own = 1.0 if node.tag in ("body", "html") else hint(node)
        if own < 1 and _wraps_page(node, plain):
            own = 1.0
        hints[id(node)] = above if above < own and above < 1 else own
    return hints


def _wraps_page(node: Node, plain: Worth) -> bool:
    """Whether an element holds the headline and most prose, or is a <form> around the text.

    ASP.NET puts a whole page into one <form>, Visual SiteBuilder every article.
    """
    share = plain.prose(node.first, node.last) / (plain.prose(0, len(plain.values)) or 1.0)
    return share >= _WRAPS and (node.tag == "form" or node.first <= plain.title < node.last)

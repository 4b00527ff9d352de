"""Which element of a page holds the article (候选): four scorers over one walk, and the choice among them.

Reads Blocks and the title; writes a Choice: an element, and how sure it is. The scorers: the greatest sum of
worth, the votes of paragraphs, the density of text, the longest run of prose; each is asked in three
lights (repetition and names heeded, names alone, text alone). Must never choose an element without text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce

from cleaners.page.blocks import Blocks, Node
from cleaners.page.sites import site_data
from cleaners.page.worth import Worth, headline, named_values, plain_values, strict_values, worth

_LARGE_SHARE = 0.15  # names may take that much of the text; beyond it they say nothing on this page
_SMALL_SHARE = 0.05
_UNDER = 0.9
_SENTENCE = 15.0
_TITLED = 60.0
_NAMED = 80.0
_VOTES = 20.0
_NEARLY_ALL = 0.9
_LOSS = 10.0
_PARAGRAPHS = frozenset(("p", "pre", "li", "dd", "dt", "blockquote", "h2", "h3", "h4", "ul", "ol"))
_GAP = 4  # blocks that are no prose inside a run


@dataclass(frozen=True, slots=True)
class Choice:
    """The element chosen, the light it was chosen in, and how sure: 0 a guess, 1 all scorers agree."""

    node: Node
    light: Worth
    confidence: float


def choose(page: Blocks, title: str) -> Choice | None:
    """The best element in the strictest light that leaves enough text; None for a page without prose."""
    at = headline(page, title)
    bodies = _known_bodies(page)
    spans = frozenset((n.first, n.last) for n in bodies)
    elements = _distinct(page.nodes)
    plain = worth(plain_values(page, at), at)
    named = worth(named_values(page, plain, frozenset(map(id, bodies))), at)
    lights = (worth(strict_values(page, named), at), named, plain)
    whole = max(sums[n.last] - sums[n.first] for sums in (light.sums for light in lights) for n in elements)
    if whole < 0:
        return None
    for light in lights:
        best = _greatest(elements, light, spans)
        if light is plain or _leaves_enough(best, light, whole) or _speaks(best, light, spans):
            break
    others = [node for scorer in SCORERS if (node := scorer(page, light)) is not None]
    node = reduce(lambda held, other: other if _tighter(light, other, held) else held, others, best)
    return Choice(_not_one_paragraph(page, node, light), light, _confidence(node, others, light))


def _distinct(nodes: list[Node]) -> list[Node]:
    """One element for each stretch of blocks: the outermost."""
    elements: dict[tuple[int, int], Node] = {}
    for node in nodes:
        if node.last > node.first:
            elements.setdefault((node.first, node.last), node)
    return list(elements.values())


def _leaves_enough(node: Node, light: Worth, whole: float) -> bool:
    """Whether a light leaves enough of the text; less is enough for a sentence right under the headline."""
    total = light.total(node.first, node.last)
    under = light.near_title(node) > _UNDER and light.prose(node.first, node.last) >= _SENTENCE
    return total >= (_SMALL_SHARE if under else _LARGE_SHARE) * whole


def _speaks(node: Node, light: Worth, bodies: frozenset[tuple[int, int]]) -> bool:
    """Whether an element's own name and place say that it is the body, however short."""
    return (node.first, node.last) in bodies and light.near_title(node) > 0.5


def _greatest(elements: list[Node], light: Worth, bodies: frozenset[tuple[int, int]]) -> Node:
    """The element with the greatest sum of worth; its place behind the headline and its name count too."""
    sums = light.sums

    def score(node: Node) -> tuple[float, int, int]:
        named = _NAMED if (node.first, node.last) in bodies else 0.0
        total = sums[node.last] - sums[node.first]
        return total + _TITLED * light.near_title(node) + named, node.last, node.first

    return max(elements, key=score)


def _tighter(light: Worth, node: Node, best: Node) -> bool:
    """Whether an element inside another holds nearly all of its prose and leaves out furniture."""
    inside = best.first <= node.first and node.last <= best.last and node is not best
    if not inside or light.prose(node.first, node.last) < _NEARLY_ALL * light.prose(best.first, best.last):
        return False
    behind = light.values[node.last : best.last]
    return not behind or any(v != 0 for v in behind) or any(light.values[best.first : node.first])


def _not_one_paragraph(page: Blocks, node: Node, light: Worth) -> Node:
    """The element around the choice where that is one paragraph among others that are short: names."""
    while node.last - node.first == 1 and node.parent is not None:
        above = node.parent
        like = _PARAGRAPHS if node.tag in _PARAGRAPHS else frozenset((node.tag,))
        kin = [
            i
            for i in range(above.first, above.last)
            if page.blocks[i].node.parent is above
            and page.blocks[i].node is not node
            and page.blocks[i].node.tag in like
            and light.values[i] >= 0
        ]
        if not kin or light.total(above.first, above.last) < light.total(node.first, node.last) - _LOSS:
            break
        node = above
    return node


def voted(page: Blocks, light: Worth) -> Node | None:
    """The element that paragraphs vote for: each gives its value to its parent, half to the grandparent."""
    votes: dict[int, float] = {}
    holders: dict[int, Node] = {}
    for block, value in zip(page.blocks, light.values, strict=True):
        if value < _VOTES:
            continue
        holder: Node | None = block.node.parent if block.tag == "p" and block.node.parent else block.node
        for share in (1.0, 0.5, 0.25):
            if holder is None:
                break
            votes[id(holder)] = votes.get(id(holder), 0.0) + value * share
            holders[id(holder)] = holder
            holder = holder.parent
    return holders[max(votes, key=lambda key: votes[key])] if votes else None


def densest(page: Blocks, light: Worth) -> Node | None:
    """The element whose children have the greatest sum of densities (worth by block)."""
    sums: dict[int, float] = {}
    nodes: dict[int, Node] = {}
    totals = light.sums
    for node in page.nodes:
        above, first, last = node.parent, node.first, node.last
        if above is None or last == first:
            continue
        density = (totals[last] - totals[first]) / (last - first)
        sums[id(above)] = sums.get(id(above), 0.0) + density
        nodes[id(above)] = above
    return nodes[max(sums, key=lambda key: sums[key])] if sums else None


def longest_run(page: Blocks, light: Worth) -> Node | None:
    """The smallest element around the stretch of prose, gaps of a few lines allowed, with the most worth."""
    best, stretch = 0.0, (0, 0)
    first, size, gap = 0, 0.0, 0
    for i, value in enumerate(light.values):
        gap = 0 if value > 0 else gap + 1
        if gap > _GAP or size + value <= 0:
            first, size = i + 1, 0.0
            continue
        size += value
        if size > best:
            best, stretch = size, (first, i + 1)
    return around(page, *stretch) if best > 0 else None


def around(page: Blocks, first: int, last: int) -> Node:
    """The smallest element that holds a stretch of blocks."""
    node = page.blocks[first].node
    while node.parent is not None and not (node.first <= first and last <= node.last):
        node = node.parent
    return node


SCORERS: tuple[Callable[[Blocks, Worth], Node | None], ...] = (voted, densest, longest_run)


def _confidence(node: Node, others: list[Node], light: Worth) -> float:
    """How far the scorers agree on the element, how much of the page's prose it has, and where it stands."""
    whole = light.prose(0, len(light.values))
    mine = light.prose(node.first, node.last)
    if whole <= 0 or mine <= 0 or not others:
        return 0.1
    agreement = sum(_shared(light, node, other) for other in others) / len(others)
    place = light.near_title(node) if light.title >= 0 else 0.5
    return round(0.4 * agreement + 0.3 * mine / whole + 0.2 * place + 0.1 * min(1.0, mine / 200), 2)


def _shared(light: Worth, one: Node, other: Node) -> float:
    """The share of prose that two elements have in common."""
    both = light.prose(max(one.first, other.first), max(one.first, other.first, min(one.last, other.last)))
    return 2 * both / (light.prose(one.first, one.last) + light.prose(other.first, other.last) or 1.0)


def _known_bodies(page: Blocks) -> list[Node]:
    """Elements whose class or id is known for bodies; none when several are: a list of posts."""
    found = [n for n in page.nodes if n.last > n.first and n.name and _is_body_name(n.name)]
    end, outer = 0, 0
    for node in found:  # in document order: what begins before the end of an earlier one lies in it
        if node.first >= end:
            end, outer = node.last, outer + 1
    return found if outer == 1 else []


@lru_cache(maxsize=8192)
def _is_body_name(name: str) -> bool:
    return not _body_names().isdisjoint(name.lower().split())


@lru_cache(maxsize=1)
def _body_names() -> frozenset[str]:
    return frozenset(name.lower() for name in site_data()["bodies"]["names"])

"""What stands in a tree, gathered in one pass (普查): classes, ids, styles and the elements of a few tags.

Reads a parsed tree, writes a Survey, kept for the page being read: each pass over a page's elements costs as
much as a tenth of its parsing. Must never be asked for what a step may add: later steps only take elements
away, so what a survey names may be gone, and nothing else can be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleaners.page.markup import Element

_TAGS = ("title", "meta", "script", "style", "h1", "h2", "h3", "font", "iframe", "embed", "object", "time")


@dataclass(frozen=True, slots=True)
class Survey:
    """Elements in document order by their class and style as written, by some tags, and those marked hidden;
    `props` by itemprop and rel, `words` are the .classes and #ids of the page."""

    classes: dict[str, list[Element]]
    ids: dict[str, Element]
    props: dict[str, list[Element]]
    styles: dict[str, list[Element]]
    tags: dict[object, list[Element]]
    marked: tuple[Element, ...]
    words: frozenset[str]

    def tagged(self, *tags: str) -> Sequence[Element]:
        """The elements of tags among those gathered, tag by tag."""
        return [element for tag in tags for element in self.tags[tag]]


@lru_cache(maxsize=1)
def survey(root: Element) -> Survey:
    """The survey of a tree as first seen."""
    classes: dict[str, list[Element]] = {}
    styles: dict[str, list[Element]] = {}
    tags: dict[object, list[Element]] = {tag: [] for tag in _TAGS}
    marked: list[Element] = []
    ids: dict[str, Element] = {}
    props: dict[str, list[Element]] = {}
    for element in root.iter("*"):
        of_tag = tags.get(element.tag)
        if of_tag is not None:
            of_tag.append(element)
        for name, value in element.items():
            if name == "class":
                classes.setdefault(value, []).append(element)
            elif name == "id":
                ids.setdefault(value, element)
            elif name == "style":
                styles.setdefault(value, []).append(element)
            elif name in ("itemprop", "rel"):
                props.setdefault(value, []).append(element)
            elif name == "hidden" or (name == "cms-hidden" and value == "true"):
                marked.append(element)
    words = frozenset(f".{word}" for named in classes for word in named.split())
    return Survey(classes, ids, props, styles, tags, tuple(marked), words.union(f"#{name}" for name in ids))

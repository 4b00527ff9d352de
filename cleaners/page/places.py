"""Where markup itself says who wrote and when (微数据): itemprop, hAtom, JSON-LD, the classes of blogs.

Reads a tree before anything is cut; writes candidates. Must never speak alone for a name: a class `author`
also stands in sidebars and comments, so a name counts only where the page prints it beside its own text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from cleaners.page.blocks import visible_text
from cleaners.page.markup import Element
from cleaners.page.printed import printed_moment
from cleaners.page.published import ld_items
from cleaners.page.sites import site_data
from cleaners.page.survey import Survey, survey

_MOST = 12
_MOST_ELEMENTS = 60  # a page of posts repeats its places; elements that hold all of a page are not read
_LONGEST = 40
# comment-list, sidebar, related-posts: elements whose names and times are those of others
_OTHERS = re.compile(
    r"comment|reply|pinglun|sidebar|widget|related|recommend|(?:^|[\s_-])(?:rank|hot)|list(?:$|[\s_-])", re.I
)
_OTHER_TAGS = frozenset(("aside", "footer", "nav"))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Each name of sites.toml, in lower case, with its place."""
    places = site_data()["places"]
    return {name.lower(): key for key in ("author", "time") for name in places[key]}


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    return tuple(mark + ending for ending in site_data()["places"]["author_endings"] for mark in "-_")


@lru_cache(maxsize=8192)  # sites give the same names to thousands of elements
def _keys(value: str) -> frozenset[str]:
    """The places that a class, id or itemprop names."""
    words = value.lower().split()
    named = {key for word in words if (key := _names().get(word))}
    return frozenset(named | {"author"} if any(word.endswith(_endings()) for word in words) else named)


def marked_names(root: Element) -> tuple[str, ...]:
    """What elements named for the author hold, in document order, each once; JSON-LD first."""
    seen = survey(root)
    said = [*_ld_authors(seen), *map(_text, islice(_elements(seen, "author"), _MOST_ELEMENTS))]
    return tuple(dict.fromkeys(name for name in said if 0 < len(name) <= _LONGEST))[:_MOST]


def marked_moment(root: Element) -> date | datetime | None:
    """When an element marked as the time of publication says it was; None when they do not agree."""
    seen = survey(root)
    elements = [*_elements(seen, "time"), *(e for e in seen.tagged("time") if "pubdate" in e.attrib)]
    few = elements[:_MOST_ELEMENTS]
    said = {moment for e in few if not _of_others(e) and (moment := _moment(e)) is not None}
    days = {moment.date() if isinstance(moment, datetime) else moment for moment in said}
    return max(said, key=lambda moment: isinstance(moment, datetime)) if len(days) == 1 else None


def time_stamps(root: Element) -> tuple[date | datetime, ...]:
    """The moments of all <time> elements: they tell the year of a day that the page prints without one."""
    said = (printed_moment(e.get("datetime")) for e in survey(root).tagged("time")[:_MOST])
    return tuple(moment for moment in said if moment is not None)


def _elements(seen: Survey, key: str) -> Iterator[Element]:
    """The elements whose class, id, itemprop or rel is among the names of a place."""
    for named in (seen.classes, seen.props):
        for value, elements in named.items():
            if key in _keys(value):
                yield from elements
    yield from (element for value, element in seen.ids.items() if key in _keys(value))


def _text(element: Element) -> str:
    """What a place holds: the name of its microdata, else its text."""
    if element.tag == "meta":
        return visible_text(element.get("content", ""))
    named = next((e for e in islice(element.iterdescendants(), _MOST) if e.get("itemprop") == "name"), None)
    if named is not None:
        return _text(named)
    parts = list(islice((part for part in element.itertext("*") if part.strip()), _MOST))
    return visible_text(" ".join(parts))


def _moment(element: Element) -> date | datetime | None:
    stated = element.get("datetime") or element.get("content")
    return printed_moment(stated) or printed_moment(visible_text("".join(element.itertext("*")))[:_LONGEST])


def _of_others(element: Element) -> bool:
    """Whether an element stands in a list, a sidebar or a comment."""
    return any(
        e.tag in _OTHER_TAGS or _OTHERS.search(f"{e.get('class', '')} {e.get('id', '')}")
        for e in element.iterancestors()
        if e.tag not in ("body", "html")
    )


def _ld_authors(seen: Survey) -> Iterator[str]:
    for script in seen.tagged("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                yield from _ld_names(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue


def _ld_names(loaded: Any) -> Iterator[str]:
    """The names of authors in JSON-LD: {"author": {"name": …}}, or a list of these."""
    for item in ld_items(loaded):
        author = item.get("author") if isinstance(item, dict) else None
        for one in author if isinstance(author, list) else [author]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str):
                yield visible_text(name)

"""The rule sets of known publishing systems (页面规则), from data/sites.toml, chosen by host and markup.

Reads a tree and a URL; writes PageRules. Must never guess a system from its host alone: the markers must fit.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from cleaners.model import PageRules
from cleaners.page.markup import Element
from cleaners.page.survey import survey

GENERIC = PageRules(name="generic")
_TUPLES = (
    "hosts",
    "markers",
    "body",
    "title",
    "published",
    "source",
    "author",
    "editor",
    "header_table",
    "drop",
)

_NAME = re.compile(r"[.#][A-Za-z_][\w-]*")
# a[href^='/zxqySy/']: the name of an attribute, and what must stand in its value
_ATTRIBUTE = re.compile(r"\[([A-Za-z_][\w-]*)")
_VALUE = re.compile("=[\"']([^\"'&]+)[\"']\\]")


class UnknownRules(KeyError):
    """A rule set that sites.toml does not have."""


@lru_cache(maxsize=1)
def site_data() -> dict[str, Any]:
    """sites.toml as it is."""
    return tomllib.loads((resources.files("cleaners") / "data/sites.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def site_rules() -> tuple[PageRules, ...]:
    """All rule sets, in the order they are tried."""
    return tuple(_rules(site) for site in site_data()["site"])


def _rules(site: dict[str, Any]) -> PageRules:
    return PageRules(
        name=site["name"],
        official=site.get("official", False),
        body_end_comment=site.get("body_end_comment"),
        **{key: tuple(site.get(key, ())) for key in _TUPLES},
    )


def rules_named(name: str) -> PageRules:
    """The rule set of that name; "generic" and "" name the one without selectors."""
    if name in ("", GENERIC.name):
        return GENERIC
    for rules in site_rules():
        if rules.name == name:
            return rules
    known = ", ".join(rules.name for rules in site_rules())
    raise UnknownRules(f"no rule set {name!r} in sites.toml; known: {known}")


def recognise(root: Element, url: str, source: bytes) -> PageRules:
    """The rule set of a page: a host and markers that fit, else markers alone, else generic."""
    host = host_of(url)
    fitting = [r for r in site_rules() if r.markers and all(_stands(root, m, source) for m in r.markers)]
    by_host = [r for r in fitting if any(under(host, h) for h in r.hosts)]
    return (by_host or fitting or [GENERIC])[0]


def is_official(url: str) -> bool:
    """Whether a URL lies on a host of the state (gov.cn and the like)."""
    return any(under(host_of(url), suffix) for suffix in site_data()["official"]["suffixes"])


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def under(host: str, suffix: str) -> bool:
    """Whether a host is the suffix or lies under it; evilgov.cn does not lie under gov.cn."""
    return host == suffix or host.endswith("." + suffix)


@lru_cache(maxsize=512)
def _compiled(selector: str) -> etree.XPath:
    from cssselect import HTMLTranslator

    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


@lru_cache(maxsize=512)
def _needs(selector: str) -> tuple[tuple[frozenset[str], tuple[bytes, ...]], ...]:
    """For each part of a selector the classes, ids, attributes and values that it cannot do without."""
    return tuple(
        (
            frozenset(_NAME.findall(part)),
            tuple(name.encode() for name in (*_ATTRIBUTE.findall(part), *_VALUE.findall(part))),
        )
        for part in selector.split(",")
    )


def select(root: Element, selector: str, source: bytes) -> list[Element]:
    """All elements a CSS selector matches, in document order.

    `source` is the page in UTF-8: a selector of which no class, id or attribute stands there cannot match.
    """
    words = survey(root).words
    if not any(
        names <= words and all(name in source for name in attributes)
        for names, attributes in _needs(selector)
    ):
        return []
    found = _compiled(selector)(root)
    return [e for e in found if isinstance(e, Element)] if isinstance(found, list) else []


def _stands(root: Element, selector: str, source: bytes) -> bool:
    """Whether a selector matches anything on a page from which nothing has been cut yet."""
    words = survey(root).words
    return any(part.strip() in words for part in selector.split(",")) or bool(select(root, selector, source))


def only(root: Element, selectors: tuple[str, ...], source: bytes) -> Element | None:
    """The element of the first selector that matches exactly one; None when none does."""
    for selector in selectors:
        found = select(root, selector, source)
        if len(found) == 1:
            return found[0]
    return None

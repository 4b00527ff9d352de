"""Whether a source can be crawled at all (信源自检): the constants that its family needs, and their forms.

Reads a source's class, returns the first named fault of it. A constant that is not there must not come up as
an AttributeError in the middle of a night: the source is left out by name, and the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector, ExpressionError, SelectorSyntaxError

from cleaners.model import Lineage
from cleaners.page.sites import UnknownRules, rules_named
from crawler.families.source import SourceSpider
from crawler.guards import SourceFault

CADENCES = {"nightly": 0, "weekly": 7, "monthly": 28}  # how many days lie between two crawls of a source


class Unsound(SourceFault):
    """A source that cannot be crawled as its file stands."""


class SourceUnreadable(Unsound):
    """A file of crawler/spiders cannot be loaded, or holds no source, or one whose name is taken."""


class ConstantMissing(Unsound):
    """A source lacks a constant that its family needs."""


class ConstantWrong(Unsound):
    """A constant of a source has not the form that it should have."""


class RuleSetUnknown(Unsound):
    """A source names a rule set that cleaners/data/sites.toml does not have."""


def unsound(source: type[SourceSpider]) -> Unsound | None:
    """What is wrong with a source, the first that there is; None when nothing is."""
    missing = [f"`{name}` ({what})" for name, what in source.needs.items() if not _has(source, name)]
    if missing:
        return ConstantMissing(
            f"{source.name} (family {source.family or 'none'}) lacks {' and '.join(missing)}"
        )
    wrong = next(_wrong(source), None)
    if wrong:
        return ConstantWrong(f"{source.name}: {wrong}")
    try:
        rules_named(source.page or "")
    except UnknownRules as error:
        return RuleSetUnknown(f"{source.name}: {error.args[0]}")
    return None


def _has(source: type[SourceSpider], name: str) -> bool:
    return getattr(source, name, None) not in (None, "", ())


def _wrong(source: type[SourceSpider]) -> Iterator[str]:
    """Each constant that has not the form it should have."""
    if source.lineage not in get_args(Lineage):
        yield f"`lineage` is {source.lineage!r}, expected one of {', '.join(get_args(Lineage))}"
    if source.cadence not in CADENCES:
        yield f"`cadence` is {source.cadence!r}, expected one of {', '.join(CADENCES)}"
    if not _is_count(source.min_rows) or source.min_rows < 1:
        yield f"`min_rows` is {source.min_rows!r}, expected a number from 1 on"
    if not _is_count(source.night_share) or source.night_share < 0:
        yield f"`night_share` is {source.night_share!r}, expected a number"
    if not _is_address(source.home):
        yield f"`home` is {source.home!r}, expected an address with http:// or https://"
    if (row := getattr(source, "row", None)) and not _selects(row):
        yield f"`row` is {row!r}, which is no CSS selector"
    if (article := getattr(source, "article", None)) and not _compiles(article):
        yield f"`article` is {article!r}, which is no regular expression"


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_address(value: Any) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _selects(row: Any) -> bool:
    try:
        return isinstance(row, str) and bool(CSSSelector(row))
    except (SelectorSyntaxError, ExpressionError):
        return False


def _compiles(pattern: Any) -> bool:
    try:
        return isinstance(pattern, str) and bool(re.compile(pattern))
    except re.error:
        return False

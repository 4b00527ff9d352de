"""Sources on trial (试采): a new source joins the night after DOCUMENTS of its pages passed fixed checks.

A spider file says `trial = True`; what passed is counted in each home. `scrapy crawl NAME` crawls a source on
trial, a night leaves it out unless it is named.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Protocol

from cleaners import Refused, clean_page
from cleaners.page.sites import UnknownRules, rules_named
from kb.state import State

DOCUMENTS = 3
LEAST_TEXT = 50


def passes(body: bytes, url: str, content_type: str | None, rules: str | None, listed: date | None) -> bool:
    """Whether a page gives a title, a date and a text; a body that is only a file proves nothing."""
    try:
        named = rules_named(rules) if rules else None
        page = clean_page(body, url=url, content_type=content_type, rules=named)
    except (Refused, UnknownRules):
        return False
    return bool(page.title) and bool(page.published or listed) and len(page.text) >= LEAST_TEXT


class Candidate(Protocol):
    """What is asked of a source: its name, and whether its file says that it is new."""

    name: str
    trial: ClassVar[bool]


def is_on_trial(source: type[Candidate], state: State | None) -> bool:
    """Whether a source has still to prove itself in this home."""
    return source.trial and (state is None or state.passed(source.name) < DOCUMENTS)

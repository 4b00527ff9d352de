"""Cleaners (洗): from a page's bytes to its text, fields and provisions. Pure Python.

The order of the steps is STEPS, and STEPS is what runs.
"""

from __future__ import annotations

from collections.abc import Callable

from cleaners.assemble import assemble
from cleaners.model import NONE, Boilerplate, Page, PageRules, Refused
from cleaners.page import (
    Draft,
    cut_body,
    date_and_names,
    read_bytes,
    read_header_fields,
    read_site,
    refuse_empty,
    refuse_walls,
    strip_page,
    tell_markup,
)
from cleaners.segment import segment

# What clean_page runs, in this order.
STEPS: tuple[Callable[[Draft], Draft], ...] = (
    read_bytes,  # bytes -> characters, or Refused
    tell_markup,  # HTML, Markdown, plain text; the rule set
    refuse_walls,  # challenges, captchas, error pages
    read_site,  # title, meta, header table (cut out)
    cut_body,  # the article's paragraphs, without what is hidden
    strip_page,  # title and date line, watermark, tail, furniture
    date_and_names,  # published, source, author, editor
    read_header_fields,  # GB/T 9704
    refuse_empty,
)


def clean_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    rules: PageRules | None = None,
    boilerplate: Boilerplate = NONE,
) -> Page:
    """A page read: its text, its fields, and what was cut. Raises only Refused."""
    draft = Draft(body, url, content_type, rules, boilerplate)
    for step in STEPS:
        draft = step(draft)
    return draft.page()


__all__ = ["STEPS", "Refused", "assemble", "clean_page", "segment"]

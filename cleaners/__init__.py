"""Cleaners (洗): from a page's bytes to its text, fields and provisions. Pure Python.

The order of the steps is STEPS, and STEPS is what runs. The three functions that outside programs call load
what they need when they are called: whoever only compares texts (cleaners.normalise) must start fast.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.model import NONE, Boilerplate, Page, PageRules, Provision, Reading, Refused

# What clean_page runs, in this order: functions of cleaners/page/steps.py.
STEPS = (
    "read_bytes",  # bytes -> characters, or Refused
    "tell_markup",  # HTML, Markdown, plain text; the rule set
    "refuse_walls",  # challenges, captchas, error pages
    "read_site",  # title, meta, header table (cut out)
    "cut_body",  # the article's paragraphs, without what is hidden
    "read_paper",  # page numbers, hard line breaks, 版头
    "strip_page",  # title and date line, watermark, tail, furniture
    "date_and_names",  # published, source, author, editor
    "read_header_fields",  # GB/T 9704
    "cut_foot",  # 版记
    "refuse_empty",
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
    from cleaners.page import steps as page
    from cleaners.page.draft import Draft

    draft = Draft(body, url, content_type, rules, boilerplate)
    for step in STEPS:
        draft = getattr(page, step)(draft)
    return draft.page()


def segment(text: str) -> tuple[Provision, ...]:
    """The provisions of a text as it stands; units tile the input. Never raises on a str."""
    from cleaners.structure import segmentation

    return segmentation.segment(text)


def assemble(text: str, *, witnesses: Sequence[str] = ()) -> Reading:
    """One reading of a text as fetched: copies folded, articles in order, gaps named."""
    from cleaners.restoring import assembly

    return assembly.assemble(text, witnesses=witnesses)


__all__ = ["STEPS", "Refused", "assemble", "clean_page", "segment"]

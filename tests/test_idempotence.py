"""Cleaning what has been cleaned: a page's text loses nothing more, as lines or as a page of its own."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaners import Refused, clean_page
from cleaners.model import Page
from cleaners.stripping.steps import strip_text
from kb.home import corpora

PAGES = Path(__file__).parent / "pages"
NOWHERE = "https://news.example/1.html"
_BLANKS = re.compile(r"[ \t\n\f]+")  # what HTML shows as one space


def own_pages() -> Iterator[tuple[bytes, str]]:
    for meta in sorted(PAGES.glob("*/*/meta.toml")):
        (page,) = meta.parent.glob("page.*")
        yield page.read_bytes(), tomllib.loads(meta.read_text(encoding="utf-8"))["url"]


def saved_pages() -> Iterator[tuple[bytes, str]]:
    """The pages of the corpora: news, blogs, and documents of gov.cn."""
    held = corpora()
    if held is None or not (held / "extraction/zh_magic.jsonl").exists():
        pytest.skip("TIAOWEN_CORPORA names no folder with extraction")
    for row in map(json.loads, (held / "extraction/zh_magic.jsonl").read_text(encoding="utf-8").splitlines()):
        yield (held / "extraction" / row["html_path"]).read_bytes(), row["url"]
    for path in sorted((held / "extraction/gne").glob("*.html")):
        yield path.read_bytes(), NOWHERE
    for row in map(json.loads, (held / "govcn/docs.jsonl").read_text(encoding="utf-8").splitlines()):
        yield row["html"].encode(), row["crawl_url"]


def cleaned(pages: Iterator[tuple[bytes, str]]) -> Iterator[tuple[Page, str]]:
    """The pages that have a text."""
    for body, url in pages:
        try:
            page = clean_page(body, url=url)
        except Refused:
            continue
        if page.text:
            yield page, url


def rewritten(page: Page) -> bytes:
    """A page of nothing but a title and a text."""
    title = html.escape(page.title)
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in page.text.split("\n"))
    body = f"<h1>{title}</h1><div>{lines}</div>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def as_shown(text: str) -> list[str]:
    return [_BLANKS.sub(" ", line) for line in text.split("\n")]


def reads_the_same(page: Page, url: str) -> bool:
    try:
        again = clean_page(rewritten(page), url=url)
    except Refused:
        return False
    return as_shown(again.text) == as_shown(page.text)


def test_the_text_of_a_page_loses_nothing_when_it_is_stripped_again() -> None:
    assert [url for page, url in cleaned(own_pages()) if strip_text(page.text) != (page.text, ())] == []


def test_a_page_made_of_a_page_s_text_reads_the_same() -> None:
    assert [url for page, url in cleaned(own_pages()) if not reads_the_same(page, url)] == []


def test_saved_pages_stripped_or_read_again_stay_as_they_are() -> None:
    pages = list(cleaned(saved_pages()))
    assert [url for page, url in pages if strip_text(page.text) != (page.text, ())] == []
    same = sum(reads_the_same(page, url) for page, url in pages)
    assert (
        same / len(pages) >= 0.98
    )  # where a page has lost characters of its own, fewer of the rest outweigh them

"""The kinds of a page and its tree (标记): HTML, Markdown with front matter, plain text.

Reads decoded text; writes Markup: the kind, the front matter, and for HTML one parsed tree. Must never lose
text silently: when lxml's tree is too deep or far shorter than the raw text, the page is flattened first.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from lxml import etree

from cleaners.model import Refused
from cleaners.page.flatten import flat_html

MarkupKind = Literal["html", "markdown", "text"]
Element = etree._Element

_FRONT_MATTER = re.compile(r"\A\s{0,9}---[ \t]*\n(.{0,20000}?)\n---[ \t]*(?:\n|\Z)", re.S)
_FRONT_LINE = re.compile(r"^([A-Za-z_]{2,20}):[ \t]*(.*)$", re.M)
# Tags that only a page has; <br> and <font> also stand as debris in plain text: "2022年版）<BR>.wps".
_PAGE_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|script|div|p|table|tr|td|span|article|"
    r"section|ul|li|h[1-6]|a|iframe)\b",
    re.I,
)
_TAG_START = re.compile(r"<(?:!doctype|!--|\?xml|[a-z])", re.I)
_PAGE_END = re.compile(rb"</(?:html|body)\s{0,9}>", re.I)
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)")
_MARKDOWN_MARK = re.compile(r"^(?:#{1,6}\s+|>\s?|[*+]\s+(?=\S))|\*\*|__(?=\S)", re.M)
_HAN = re.compile("[\u4e00-\u9fff]")
_DEPTH_LIMIT = 250  # libxml2 drops what lies deeper than 256 elements
_SHORT = 200  # a tree with fewer characters than this is doubted
# libxml2 compares every attribute of a tag with all before it, and reads any number of tags: 300,000 cells of
# one digit cost 430 MB and 5 CPU seconds.
_MOST_TAGS = 250_000
_MOST_ATTRIBUTES = 1_000
_MOST_FRAGMENT_TAGS = 6_000  # BeautifulSoup needs the square of the depth; a fragment has some hundred tags
# <div class="a a a … that goes on for 5,000 characters
_MOST_TAG = 5_000
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_MOST_TAG},}}")
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
# class="a a a … of 2,000 characters and more; a picture in src= may be as long as it likes
_LONG_NAMES = re.compile("\\b(class|id|style)\\s{0,3}=\\s{0,3}(?:\"[^\"]{2000,}\"?|'[^']{2000,}'?)", re.I)
_HEXO_END = ("news_keyword_pub", "article_adlist")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a Markdown file says of itself; times are as written, without a zone they are Beijing's."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    date: str | date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Markup:
    """A page told apart: `tree` for HTML and HTML fragments, `text` for what has no tags; `cut` holds the
    texts that stood behind the comment that ends a fragment's text."""

    kind: MarkupKind
    text: str
    tree: Element | None = None
    front: FrontMatter | None = None
    cut: tuple[str, ...] = ()


def read_markup(text: str, content_type: str | None = None, source: bytes | None = None) -> Markup:
    """Tell the kind of a page and parse it; `source` is its text in UTF-8, where that is known."""
    front = _FRONT_MATTER.match(text)
    if front and _FRONT_LINE.search(front.group(1)):
        return _read_markdown(text[front.end() :], front_matter(front.group(1)))
    _refuse_data(text)
    if looks_like_html(text, content_type):
        return Markup("html", text, parse_html(text, source))
    return Markup("text", text)


def looks_like_html(text: str, content_type: str | None = None) -> bool:
    """Whether the text is a page: it begins with a page's tag, or several stand in it."""
    start = text.lstrip("\ufeff \t\n")[:400]
    if _TAG_START.match(start) and _PAGE_TAG.search(text[:20_000]):
        return True
    wanted = 2 if "html" in (content_type or "") else 4
    found = 0
    for found, _ in enumerate(_PAGE_TAG.finditer(text), 1):
        if found >= wanted:
            break
    return found >= wanted


def _refuse_data(text: str) -> None:
    """JSON is an answer of an interface, not a page."""
    start = text.lstrip("\ufeff \t\n")
    if not start.startswith(("{", "[")) or not start.rstrip().endswith(("}", "]")):
        return
    try:
        json.loads(start)
    except (ValueError, RecursionError):
        return
    raise Refused("JSON data, not a page")


def front_matter(block: str) -> FrontMatter:
    """The fields of YAML front matter; when it is not valid YAML, its `name: value` lines."""
    import yaml  # off the hot path: only Markdown files pay for it

    try:
        loaded = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        loaded = None
    if not isinstance(loaded, dict):
        loaded = {m.group(1): m.group(2).strip().strip("'\"") for m in _FRONT_LINE.finditer(block)}
    when = loaded.get("date")
    return FrontMatter(
        title=_scalar(loaded.get("title")),
        author=_scalar(loaded.get("author")),
        source=_scalar(loaded.get("source")),
        date=when if isinstance(when, str | date | datetime) else None,
    )


def _scalar(value: object) -> str | None:
    return (str(value).strip() or None) if isinstance(value, str | int | float) else None


def _read_markdown(body: str, front: FrontMatter) -> Markup:
    """A body of HTML (the RSSHub and hexo form) becomes a tree; Markdown proper loses its marks."""
    if _PAGE_TAG.search(body):
        marked = any(mark in body for mark in _HEXO_END) and body.count("<") <= _MOST_FRAGMENT_TAGS
        html, cut = fragment_html(body) if marked else (body, ())
        return Markup("markdown", body, parse_html(html), front, cut)
    plain = _MARKDOWN_MARK.sub("", _MARKDOWN_LINK.sub(r"\1", body))
    return Markup("markdown", plain, None, front)


def fragment_html(body: str) -> tuple[str, tuple[str, ...]]:
    """A hexo or RSSHub fragment without what stands behind the comment that ends the text, and that.

    The generators keep the page's comment marks; the editor's name behind them is kept, the rest goes.
    """
    from bs4 import BeautifulSoup, Comment
    from bs4.exceptions import ParserRejectedMarkup

    try:
        soup = BeautifulSoup(body, "html.parser")
    except ParserRejectedMarkup:  # <![CDAT: no fragment of a generator's; lxml reads it as it is
        return body, ()
    ends = [c for c in soup.find_all(string=lambda s: isinstance(s, Comment)) if _HEXO_END[0] in c]
    cut: list[str] = []
    for end in ends[:1]:
        for later in list(end.find_all_next(True)):
            if "article-editor" not in later.get_attribute_list("class"):
                unseen = (
                    later.name in ("style", "script") or soup not in later.parents
                )  # gone with its parent
                text = "" if unseen else later.get_text(" ", strip=True)
                cut += [text] if text else []
                later.extract()
    for style in soup.find_all(["style", "script"]):
        style.extract()
    for comment in soup.find_all(string=lambda s: isinstance(s, Comment)):
        comment.extract()
    return str(soup), tuple(cut)


def parse_html(text: str, source: bytes | None = None) -> Element:
    """One tree of a page. A page whose tree is too deep or nearly empty is flattened and read again."""
    if text.count("<") > _MOST_TAGS:
        raise Refused(f"more than {_MOST_TAGS:,} tags, not a page")
    root = _tree(text, source)
    if root is None:
        raise Refused("no text: markup without content")
    if _too_deep(root) or _too_short(root, text):
        again = _tree(flat_html(text))
        if again is not None and _size(again) > 1.5 * _size(root):
            return again
    return root


def _tree(text: str, source: bytes | None = None) -> Element | None:
    """lxml's tree. Included headers end with </html> of their own (gov.cn): the parser would stop there."""
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True)
    far = [piece for piece in text.split("<") if len(piece) > _MOST_TAG]
    if any(piece[0].isalpha() and piece.find(">", 0, _MOST_TAG) < 0 for piece in far):
        text, source = _LONG_TAG.sub(_bearable, text), None
    try:
        root = etree.fromstring(_PAGE_END.sub(b"", source or text.encode("utf-8", "replace")), parser)
    except etree.XMLSyntaxError:
        return None
    return root if isinstance(root, etree._Element) else None


def _bearable(tag: re.Match[str]) -> str:
    """A very long tag without its long names; one of a thousand attributes is no page's."""
    if len(_QUOTED.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
        raise Refused(f"a tag with more than {_MOST_ATTRIBUTES:,} attributes, not a page")
    return _LONG_NAMES.sub(r"\1=''", tag[0])


def _too_deep(root: Element) -> bool:
    return bool(root.xpath(f"boolean(/*{'/*' * _DEPTH_LIMIT})"))


def _size(root: Element) -> int:
    return sum(map(len, map(str.strip, root.itertext("*"))))


def _too_short(root: Element, text: str) -> bool:
    """Whether the tree holds hardly anything while the raw text holds a page's worth of Chinese."""
    total = 0
    for piece in root.itertext("*"):
        total += len(piece.strip())
        if total > _SHORT:
            return False
    return len(_HAN.findall(text)) > 5 * _SHORT

"""What a page says of itself in its markup (元数据): the places of its system, attachments.

Reads the tree before the body is cut; writes PageFields. Must never take a date, a name or a source from a
neighbour: only from places that speak of this page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from cleaners.model import PageRules
from cleaners.page.blocks import visible_text
from cleaners.page.bylines import editor_in, source_in
from cleaners.page.headline import named_title, read_title, restore_quotes, whole_title
from cleaners.page.markup import Element
from cleaners.page.printed import printed_moment
from cleaners.page.sites import only
from cleaners.page.survey import survey

Fields = tuple[tuple[str, str], ...]

# <!-- news_keyword_pub,usstock,JPM&BLK&PMTG -->
_STOCKS = re.compile(r"<!--\s{0,9}news_keyword_pub,[a-z]{0,20},([\w.&;]{1,600})\s{0,9}-->")
# what an address that is one of a file has somewhere
_LIKE_FILE = re.compile(r"\.(?:pdf|doc|xls|wps|et|ofd|zip|rar|7z|ppt|csv|txt|ceb|tif)|downfile\.jsp", re.I)
_FILE = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|ofd|zip|rar|7z|pptx?|csv|txt|ceb|tiff?)$", re.I)
# Hanweb hands files out by a script: /module/download/downfile.jsp?classid=0&filename=2031092816055512.xlsx
_HANDED_OUT = re.compile(
    r"/downfile\.jsp\?[^#]{0,300}filename=[^&#]{1,200}\.[0-9A-Za-z]{2,5}(?:[&#]|$)", re.I
)
_LEAST_TITLE = 6


@dataclass(frozen=True, slots=True)
class PageFields:
    """What the tree says; None where it says nothing. `whole` is <title> where no place of the system's own
    holds the title, else None, so that the page's lines have to tell it from the site's name."""

    title: str = ""
    whole: str | None = None
    published: date | datetime | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    fields: Fields = ()


def meta_tags(root: Element) -> dict[str, str]:
    """Names (or properties) of <meta> tags, lower case, with their content; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in survey(root).tagged("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        content = visible_text(meta.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def text_of(element: Element | None) -> str:
    return "" if element is None else visible_text("".join(element.itertext("*")))


def stock_codes(text: str) -> tuple[str, ...]:
    """The shares named in the comment that ends a finance page's text, each once, as written.

    >>> stock_codes("<!-- news_keyword_pub,usstock,JPM&BLK&JPM -->")
    ('JPM', 'BLK')
    """
    if "news_keyword_pub" not in text:
        return ()
    named = (code for found in _STOCKS.findall(text) for code in found.replace("&amp;", "&").split("&"))
    return tuple(dict.fromkeys(filter(None, named)))


def read_fields(root: Element, rules: PageRules, source: bytes) -> PageFields:
    """All that the rules' places and the meta tags say."""
    meta = meta_tags(root)
    credit = text_of(only(root, rules.source, source))
    editor = text_of(only(root, rules.editor, source))
    author = text_of(only(root, rules.author, source))
    named = named_title(root, rules, meta, source)
    return PageFields(
        title=restore_quotes(named or read_title(root, meta)),
        whole=None if named else whole_title(root),
        published=printed_moment(text_of(only(root, rules.published, source))),
        source=source_in(credit) or _bare_source(credit),
        author=author or None,
        editor=editor_in(editor),
    )


def title_of(said: PageFields, printed: dict[str, str]) -> str:
    """The title where the system keeps it, else that of the header table, else what the head says.

    A table may cut a long title short, which the head then has whole.
    """
    table = printed.get("标题") or printed.get("名称") or printed.get("信息名称") or ""
    cut_short = table.rstrip(".…")
    fuller = said.title in table and len(said.title) * 2 >= len(
        table
    )  # 某局公告 beside 某局公告（2031年第4号）
    if said.title and (
        said.whole is None or len(cut_short) < _LEAST_TITLE or cut_short in said.whole or fuller
    ):
        return said.title
    return table or said.title


def _bare_source(credit: str) -> str | None:
    """A source without its label, as Sina prints it; a label with nothing behind it is no source."""
    return credit if 0 < len(credit) < 30 and ":" not in credit and "：" not in credit else None


def attachments(scopes: list[Element], url: str) -> tuple[tuple[str, str], ...]:
    """Files linked or shown in a frame inside these elements: (name, absolute URL), each URL once."""
    found: dict[str, str] = {}
    for scope in scopes:
        for name, address in (*_linked_files(scope, url), *framed_files(scope, url)):
            found.setdefault(address, name)
    return tuple((name, address) for address, name in found.items())


def _linked_files(scope: Element, url: str) -> Iterator[tuple[str, str]]:
    for link in scope.iter("a"):
        href = link.get("href")
        address = _absolute(url, href) if href and _LIKE_FILE.search(href) else None
        if address and (_FILE.search(urlsplit(address).path) or _HANDED_OUT.search(address)):
            yield text_of(link) or link.get("title") or _file_name(address), address


def framed_files(scope: Element, url: str) -> Iterator[tuple[str, str]]:
    """PDF viewers: <iframe fileurl=…>, viewer.html?file=…, <embed src=….pdf>."""
    for frame in scope.iter("iframe", "embed", "object"):
        for candidate in (frame.get("fileurl"), frame.get("src"), frame.get("data")):
            address = _viewed(url, candidate)
            if address:
                yield _file_name(address), address
                break


def has_framed_file(scope: Element, url: str) -> bool:
    """Whether an element shows a file in a frame."""
    return next(framed_files(scope, url), None) is not None


def _viewed(url: str, candidate: str | None) -> str | None:
    address = _absolute(url, candidate)
    if not address:
        return None
    parts = urlsplit(address)
    if _FILE.search(parts.path):
        return address
    inner = parse_qs(parts.query).get("file", [])
    return _absolute(url, inner[0]) if inner and _FILE.search(urlsplit(inner[0]).path) else None


def _absolute(url: str, href: str | None) -> str | None:
    """An http(s) address, or None for anything else."""
    if not href or href.strip().lower().startswith(("javascript:", "mailto:", "data:", "#")):
        return None
    try:
        address = urljoin(url, href.strip())
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _file_name(address: str) -> str:
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1])

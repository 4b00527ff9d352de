"""A page too broken or too deep for a tree, as paragraphs (压平).

Reads HTML; writes HTML of one depth with the same text. Must never need more than time in proportion to the
page: a parser that links each piece of text to the elements around it needs the square of their depth.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

_BLOCK_NAMES = (
    "p div br li tr td th h1 h2 h3 h4 h5 h6 ul ol dl dt dd table section article blockquote pre center form "
    "header footer nav aside main figure figcaption tbody thead hr body html"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(("script", "style", "noscript", "template", "head", "title", "textarea", "select"))
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())


def flat_html(text: str) -> str:
    """The text of a page in paragraphs, so that no depth limit bites."""
    flat = _Flattener()
    flat.feed(_closed(text))
    flat.close()
    title = escape("".join(flat.title or flat.heading), quote=False)
    paragraphs = ("".join(run).strip() for run in flat.runs)
    body = "".join(f"<p>{escape(p, quote=False)}</p>" for p in paragraphs if p)
    return f"<html><head><title>{title}</title></head><body><div>{body}</div></body></html>"


def _closed(text: str) -> str:
    """A text without comments and tags that nothing closes: the parser would look for each end anew."""
    end = text.rfind("-->") + 3 if "-->" in text else 0
    text = text[:end] + text[end:].replace("<!--", "")
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", " ")


class _Flattener(HTMLParser):
    """The strings of a page, grouped by the block elements between them; and its first title and <h1>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[list[str]] = [[]]
        self.title: list[str] = []
        self.heading: list[str] = []
        self._open: list[str] = []
        self._count: dict[str, int] = {}
        self._ended: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.runs.append([])
        if tag not in _VOID:
            self._open.append(tag)
            self._count[tag] = self._count.get(tag, 0) + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.runs.append([])

    def handle_endtag(self, tag: str) -> None:
        if not self._count.get(tag):
            return
        if tag in _BLOCKS:
            self.runs.append([])
        ended = ""
        while ended != tag:
            ended = self._open.pop()
            self._count[ended] -= 1
            self._ended.add(ended)

    def handle_data(self, data: str) -> None:
        for tag, kept in (("title", self.title), ("h1", self.heading)):
            if self._count.get(tag) and tag not in self._ended:
                kept.append(data)
        if not self._open or self._open[-1] not in _SILENT:
            self.runs[-1].append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """<![CDAT and other words behind <![ that no page may use: read as far as the next >."""
        return self.parse_bogus_comment(i, report)

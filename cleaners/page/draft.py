"""A page on its way through the steps (清洗中的页面), and the finished record.

Holds what cleaners/page/steps.py has read so far; each step writes a new Draft. Must never lose what a step
before has read or cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from cleaners.model import NONE, Boilerplate, Edges, Header, Page, PageRules, Removed
from cleaners.page import fields as site
from cleaners.page.markup import Element, Markup
from cleaners.page.sites import GENERIC
from cleaners.stripping.interference import suspected

Moment = date | datetime

_SAID_NOTHING = site.PageFields()
_LEAST_BODY = 40
_SENTENCE = re.compile("[。！？；]")
_ANNEX_LINE = re.compile(r"附\s{0,3}件|下载|查看|\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)\b", re.I)
# 同意2个集群更名（名单见附件）。 says what is done; 请点击附件查看全文。 only where it stands
_INVITES = re.compile(r"\s*(?:请|点击|详见|全文|正文|附\s{0,3}件|下载|查看)")
_LEAST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A page on its way: what the steps have read so far."""

    body: bytes
    url: str
    content_type: str | None = None
    rules: PageRules | None = None
    boilerplate: Boilerplate = NONE
    charset: str = "utf-8"
    text: str = ""
    utf8: bytes = b""
    markup: Markup | None = None
    said: site.PageFields = _SAID_NOTHING
    meta: tuple[tuple[str, str], ...] = ()
    meta_published: Moment | None = None
    marked: tuple[str, ...] = ()
    marked_moment: Moment | None = None
    stamps: tuple[Moment, ...] = ()
    around: tuple[str, ...] = ()
    apart: dict[str, str] = field(default_factory=dict)
    title: str = ""
    beside: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    indented: tuple[bool, ...] = ()
    red_head: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    framed: bool = False
    headings: frozenset[str] = frozenset()
    outside: tuple[str, ...] = ()
    edges: Edges | None = None
    confidence: float = 1.0
    published: Moment | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    header: Header | None = None

    def text_body(self) -> str:
        """The text of a page without a tree: Markdown less its front matter, or all of it."""
        return self.markup.text if self.markup else self.text

    @property
    def tree(self) -> Element | None:
        return self.markup.tree if self.markup else None

    def page(self) -> Page:
        """The finished record."""
        return Page(
            title=self.title,
            text="\n".join(self.lines),
            published=self.published,
            source=self.source,
            author=self.author,
            editor=self.editor,
            header=self.header,
            attachments=self.attachments,
            removed=self.removed,
            body_in_attachment=only_a_file(self),
            rules=(self.rules or GENERIC).name,
            charset=self.charset,
            stock_codes=site.stock_codes(self.text),
            suspected=suspected(self.lines, self.title),
            edges=self.edges,
            confidence=self.confidence,
        )


def only_a_file(draft: Draft) -> bool:
    """Whether the body is only a file: next to no text, and a frame or a link that holds it."""
    said = [line for line in draft.lines if not _only_leads(line)]
    size = sum(map(len, said))
    if size >= _LEAST_BODY or any(_SENTENCE.search(line) for line in said):
        return False
    return draft.framed or bool(draft.attachments)


def _only_leads(line: str) -> bool:
    """Whether a line only leads to a file; a sentence that names its annex tells something itself."""
    if not _ANNEX_LINE.search(line):
        return False
    return len(line) < _LEAST_TOLD or not _SENTENCE.search(line) or _INVITES.match(line) is not None

"""The steps from a page's bytes to its body and fields (页面清洗), each a function from Draft to Draft.

Reads and writes a Draft, the state that flows through the steps; cleaners/__init__.py shows their order.
A step must never undo another's work, and raises nothing but Refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from cleaners import fields as site
from cleaners.around import belonging_above, belonging_below
from cleaners.blocks import HEADINGS, Block, Blocks, read_blocks, strip_silent
from cleaners.credits import Credits, Places, credits_of
from cleaners.decode import decode
from cleaners.extract import Body, body_of
from cleaners.header import LABELS, read_header
from cleaners.header_table import header_tables, table_fields
from cleaners.headline import is_printed_as, printed_title, restore_quotes, without_brackets
from cleaners.hidden import hidden_elements
from cleaners.imprint import cut_imprint
from cleaners.interference import suspected
from cleaners.joining import join_lines
from cleaners.learned import edges_of, strip_learned
from cleaners.markup import Element, Markup, read_markup
from cleaners.model import NONE, Boilerplate, Edges, Header, Page, PageRules, Refused, Removed
from cleaners.normalise import fold
from cleaners.paging import cut_page_numbers, paging_lines
from cleaners.printed import in_beijing, printed_moment, printed_moments
from cleaners.published import Evidence, meta_changed, meta_published, published
from cleaners.red_head import is_rule, official_title, part_red_head
from cleaners.removal import logged
from cleaners.sites import GENERIC, is_official, only, recognise, select
from cleaners.strip import strip_lines

Moment = date | datetime

# document.cookie=('_')+('_')+('j')+…;location.href=location.pathname+location.search
_COOKIE_WALL = re.compile(r"_jsl_clearance|document\.cookie\s{0,3}=|__jsluid|acw_sc__v2|\bdebugger\b")
_RELOADS = re.compile(r"location\.(?:href|reload|replace|assign)|location\s{0,3}=|setTimeout")
_CAPTCHA = re.compile(
    r"验证码|安全验证|访问验证|人机验证|滑动验证|拖动滑块|captcha|Just a moment|Checking your browser|"
    r"正在检查您的浏览器|"
    r"请开启JavaScript|访问过于频繁|访问异常|云防护|网站防火墙|疑似黑客攻击|"
    r"Access Denied|403 Forbidden|请求被拦截",
    re.I,
)
_NOT_FOUND = re.compile(
    r"404 Not Found|页面不存在|页面找不到|找不到(?:该|您|此)?(?:页面|网页)|网页不存在|"
    r"页面已(?:被)?删除|无法找到该页|502 Bad Gateway|500 Internal",
    re.I,
)
_SAID_NOTHING = site.PageFields()
_WALL_TEXT = 400
# "2024-09-25 09:42:10 来源:" · "发布时间：2026-09-28 19:19 来源：办公厅" · "作者：甲 浏览次数：12"
_LABELLED = re.compile(
    r"(?:发布时间|发布日期|发稿时间|更新时间|时间|日期|来源|作者|浏览次数|点击数?|阅读|编辑|信息来源)\s{0,3}[:：]|本文来源于|\d次|字体|分享|打印"
)
_SENTENCE = re.compile("[。！？；]")
_LEAD = 12
_LONGEST_TITLE = 90
_LEAST_BODY = 40
_AFTER_END = 6
_NOT_SAID = frozenset(("hidden", "navigation", "title", "header_table", "watermark", "injection", "debris"))
# 时间：2032年5月6日 地点：云岭县礼堂: when something takes place
_EVENT = re.compile(r"地点|会期|报名|截止")
# 2006年5月4日 星期四: a site's calendar, unless it stands under the title
_CALENDAR = re.compile(r"星期|今天|现在")
_INDENT = frozenset(" \t\u3000\xa0")
_ANNEX_LINE = re.compile(r"附\s{0,3}件|下载|查看|\.(?:pdf|docx?|xlsx?|wps|ofd|zip)\b", re.I)


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
            body_in_attachment=_only_a_file(self),
            rules=(self.rules or GENERIC).name,
            charset=self.charset,
            stock_codes=site.stock_codes(self.text),
            suspected=suspected(self.lines, self.title),
            edges=self.edges,
            confidence=self.confidence,
        )


def read_bytes(draft: Draft) -> Draft:
    """Decode: bytes to characters."""
    decoded = decode(draft.body, draft.content_type)
    return replace(draft, text=decoded.text, charset=decoded.charset)


def tell_markup(draft: Draft) -> Draft:
    """Tell HTML, Markdown and plain text apart, parse, and choose the rule set."""
    source = draft.text.encode("utf-8", "replace")
    markup = read_markup(draft.text, draft.content_type, source)
    rules = draft.rules
    if rules is None:
        rules = recognise(markup.tree, draft.url, source) if markup.tree is not None else GENERIC
    behind = tuple(Removed("behind_end_mark", text) for text in markup.cut)
    return replace(draft, markup=markup, rules=rules, utf8=source, removed=draft.removed + behind)


def refuse_walls(draft: Draft) -> Draft:
    """A challenge, a captcha or an error page is no document."""
    tree = draft.tree
    if tree is None:
        return draft
    shown = _shown_text(tree)
    if len(shown) < _WALL_TEXT:
        scripts = "".join(s.text or "" for s in tree.iter("script"))[:200_000]
        if len(shown) < 60 and _COOKIE_WALL.search(scripts) and _RELOADS.search(scripts):
            raise Refused("a JavaScript cookie challenge, not a page")
        if _CAPTCHA.search(shown) and not _framed(tree, draft.url):
            raise Refused("a captcha or firewall page, not a document")
        if _NOT_FOUND.search(shown):
            raise Refused("an error page, not a document")
    return draft


def _shown_text(tree: Element) -> str:
    """The visible text of a page, as far as a wall could reach; the title included."""
    parts: list[str] = []
    size = 0
    for element in tree.iter("*"):
        for piece in ("" if element.tag in ("script", "style") else element.text, element.tail):
            if piece and piece.strip():
                parts.append(piece.strip())
                size += len(parts[-1])
        if size > _WALL_TEXT:
            break
    return " ".join(parts)


def _framed(tree: Element, url: str) -> bool:
    return any(True for _ in site.framed_files(tree, url))


def read_site(draft: Draft) -> Draft:
    """Read what the page says of itself; the header table is cut out before the body is looked for."""
    tree = draft.tree
    if tree is None or draft.rules is None:
        return draft
    said = site.read_fields(tree, draft.rules, draft.utf8)
    meta = site.meta_tags(tree)
    published = meta_published(tree, meta, draft.text)
    tables = header_tables(tree, draft.rules, draft.utf8)
    pairs = table_fields(tables)
    removed = tuple(Removed("header_table", site.text_of(table)) for table in tables)
    for table in tables:
        _cut_out(table)
    printed = dict(reversed(pairs))  # the first of a label counts
    title = said.title or printed.get("标题") or printed.get("名称") or printed.get("信息名称") or ""
    moment = next((day for label, day in pairs if LABELS.get(label) == "date_publication"), None)
    said = replace(
        said,
        fields=pairs,
        title=restore_quotes(title),
        whole=said.whole if said.title or not title else None,
        published=said.published or printed_moment(moment),
        source=said.source or printed.get("来源") or printed.get("信息来源"),
    )
    return replace(
        draft,
        said=said,
        meta=tuple(meta.items()),
        meta_published=published,
        title=said.title,
        removed=draft.removed + removed,
    )


def _cut_out(element: Element) -> None:
    """Remove an element; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def cut_body(draft: Draft) -> Draft:
    """Find the body: by the rules' selector, else by the scorers; plain text is its own body."""
    tree, rules = draft.tree, draft.rules or GENERIC
    if tree is None:
        shown = [
            (line, raw[:1] in _INDENT)
            for raw in draft.text_body().split("\n")
            if (line := raw.strip(" \t\f\u3000\xa0\u200b\ufeff"))
        ]
        return replace(draft, lines=tuple(t for t, _ in shown), indented=tuple(i for _, i in shown))
    dropped = _drop(tree, rules, draft.utf8)
    hidden = hidden_elements(tree)
    element = only(tree, rules.body, draft.utf8)
    strip_silent(tree)
    page = read_blocks(tree, hidden)
    if draft.said.whole is not None:
        draft = replace(draft, title=printed_title(draft.title, draft.said.whole, page.blocks))
    official = rules.official or is_official(draft.url)
    body = body_of(page, element, draft.title, official=official)
    if body is None:
        return replace(
            draft,
            attachments=site.attachments([tree], draft.url),
            framed=_framed(tree, draft.url),
            confidence=0.0,
        )
    return _with_body(draft, page, body, tree, dropped)


def _with_body(draft: Draft, page: Blocks, body: Body, tree: Element, dropped: tuple[Removed, ...]) -> Draft:
    scope = body.node.element
    hidden = tuple(Removed("hidden", text) for at, text in page.hidden if body.first <= at <= body.last)
    cut = tuple(Removed("furniture_block", block.text) for block in body.cut)
    around = (*page.blocks[: body.first], *page.blocks[body.last :])
    above = scope.getparent()
    return replace(
        draft,
        lines=_with_edges(body, [block.text for block in page.blocks]),
        beside=_beside(draft, page, body),
        below=_below(page, body),
        removed=draft.removed + dropped + hidden + cut,
        attachments=site.attachments(
            [scope] if above is None or above.tag in ("body", "html") else [scope, above], draft.url
        ),
        framed=_framed(scope, draft.url),
        confidence=body.confidence,
        headings=frozenset(block.text for block in body.kept if block.tag in HEADINGS),
        outside=tuple(block.text for block in around if not block.linked),
    )


def _with_edges(body: Body, texts: list[str]) -> tuple[str, ...]:
    """The lines of a body, and its number, addressees and signature where other elements hold them."""
    lines = [block.text for block in body.kept]
    above = texts[max(0, body.first - 2) : body.first]
    below = texts[body.last : body.last + 16]
    first = above[len(above) - belonging_above(above) :]
    return (*first, *lines, *below[: belonging_below(lines, below)])


def _beside(draft: Draft, page: Blocks, body: Body) -> tuple[str, ...]:
    """The lines between the title and the body: the only place beside the body where its date may stand."""
    key = fold(draft.title)
    titled = [i for i in range(body.first) if key and is_printed_as(page.blocks[i].text, key)]
    start = titled[-1] + 1 if titled else max(0, body.first - 6)
    far = max(start, body.first - 25)
    between = [*page.blocks[start : min(start + 12, far)], *page.blocks[far : body.first]]
    lines = _plain_text(between)
    if titled and not any(printed_moments(line) for line in lines):
        above = _plain_text(page.blocks[max(0, start - 5) : start - 1])
        lines += [line for line in above if is_date_line(line) and not _CALENDAR.search(line)]
    if not titled:
        lines = [line for line in lines if not _CALENDAR.search(line)]
    joined = " ".join(lines)
    return (*lines, joined) if len(lines) > 1 and len(joined) < 120 else tuple(lines)


def _plain_text(blocks: list[Block]) -> list[str]:
    return [b.text for b in blocks if b.linked * 2 <= len(b.text) or len(b.text) < 12]


def _below(page: Blocks, body: Body) -> tuple[str, ...]:
    """The short lines under the body that are no links."""
    under = page.blocks[body.last : body.last + 40]
    return tuple(b.text for b in under if len(b.text) < 120 and b.linked * 2 <= len(b.text))


def _drop(tree: Element, rules: PageRules, utf8: bytes) -> tuple[Removed, ...]:
    """Take out what the rules name, and all behind the comment that ends the text."""
    removed: list[Removed] = []
    for selector in rules.drop:
        for element in select(tree, selector, utf8):
            quote = site.text_of(element)
            if quote:
                removed.append(Removed("drop", quote))
            _cut_out(element)
    if rules.body_end_comment:
        removed += _cut_behind(tree, rules.body_end_comment)
    return tuple(removed)


def _cut_behind(tree: Element, mark: str) -> list[Removed]:
    """Remove what follows a comment within its own parent: there the text ends."""
    found = tree.xpath("//comment()[contains(., $mark)]", mark=mark)
    removed: list[Removed] = []
    for comment in found if isinstance(found, list) else []:
        if not isinstance(comment, Element):
            continue
        if comment.tail and comment.tail.strip():
            removed.append(Removed("behind_end_mark", comment.tail.strip()))
        comment.tail = None
        for later in list(comment.itersiblings()):
            text = site.text_of(later) if isinstance(later.tag, str) else ""
            removed += [Removed("behind_end_mark", text)] if text else []
            parent = later.getparent()
            if parent is not None:
                parent.remove(later)
    return removed


def read_paper(draft: Draft) -> Draft:
    """Undo the printed page: page numbers out, hard line breaks joined, the head above the title apart."""
    cut = paging_lines(draft.lines)
    lines, numbers = cut_page_numbers(draft.lines)
    indented = tuple(first for at, first in enumerate(draft.indented) if at not in cut)
    parted = part_red_head(join_lines(lines, indented))
    head = tuple(Removed("red_head", line) for line in parted.head)
    return replace(
        draft, lines=parted.rest, red_head=parted.head, removed=draft.removed + numbers + head, indented=()
    )


def strip_page(draft: Draft) -> Draft:
    """Cut title and date line, watermarks, tails, editor lines; unless official, learned lines."""
    stripped, removed = strip_lines(draft.lines)
    title, lines, lead = _lead(draft, stripped)
    lines, again = strip_lines(lines, title)
    edges, learned = None, tuple[Removed, ...]()
    if lines and not (draft.rules or GENERIC).official and not is_official(draft.url):
        edges = edges_of(lines, headings=draft.headings, beside=draft.outside)
        lines, learned = strip_learned(lines, draft.boilerplate, draft.headings)
    return replace(
        draft,
        title=title,
        lines=lines,
        beside=draft.beside + tuple(cut.quote for cut in lead),
        removed=draft.removed + removed + lead + again + learned,
        edges=edges,
    )


def _lead(draft: Draft, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...], tuple[Removed, ...]]:
    """The title, the lines without title and date line, and what was cut."""
    title = draft.title or (restored_title(draft) if draft.markup and draft.markup.front else "")
    removed: list[Removed] = []
    if not title and draft.tree is None:
        title, lines, removed = _plain_lead(lines)
    if draft.tree is not None and title:
        above = [i for i, line in enumerate(lines[:_LEAD]) if fold(line) == fold(title)]
        if above and not any(_SENTENCE.search(line) for line in lines[: above[-1]]):
            removed += [Removed("navigation", line, 0) for line in lines[: above[-1]]]
            lines = lines[above[-1] :]
    for _ in range(_LEAD):
        size = _title_lines(lines, title)
        if size:
            removed += [Removed("title", line, 0) for line in lines[:size]]
            lines = lines[size:]
        elif lines and is_date_line(lines[0]):
            removed.append(Removed("date_line", lines[0], 0))
            lines = lines[1:]
        else:
            break
    return title, lines, tuple(removed)


def _dates_the_page(line: str, index: int) -> bool:
    """A date line directly under the title, or farther down one with a time or a label, unlike 成文日期."""
    if not is_date_line(line):
        return False
    return index == 1 or bool(_LABELLED.search(line)) or isinstance(printed_moment(line), datetime)


def restored_title(draft: Draft) -> str:
    front = draft.markup.front if draft.markup else None
    return restore_quotes(front.title) if front and front.title else ""


def _plain_lead(lines: tuple[str, ...]) -> tuple[str, tuple[str, ...], list[Removed]]:
    """Plain text: an official title, the line before the date line, else a short first line, no sentence."""
    official = official_title(lines)
    if official:
        return official, lines, []
    for index, line in enumerate(lines[:_LEAD]):
        if index and _dates_the_page(line, index) and len(lines[index - 1]) <= _LONGEST_TITLE:
            cut = [Removed("navigation", text, 0) for text in lines[: index - 1]]
            return lines[index - 1], lines[index - 1 :], cut
        if len(line) > _LONGEST_TITLE or _SENTENCE.search(line) or line.endswith(("：", ":")):
            break
    if len(lines) > 1 and len(lines[0]) <= _LONGEST_TITLE and not _SENTENCE.search(lines[0][-1:]):
        return lines[0], lines, []
    return "", lines, []


def _title_lines(lines: tuple[str, ...], title: str) -> int:
    """How many leading lines are the title: one, or up to four when it was broken."""
    key = without_brackets(title)
    joined = ""
    for size, line in enumerate(lines[:4], 1):
        joined += without_brackets(line)
        if key and joined == key:
            return size
        if not key.startswith(joined):
            return 0
    return 0


def is_date_line(line: str) -> bool:
    """A line that holds only the date, source and the like; never a sentence."""
    if len(line) > 100 or _SENTENCE.search(line) or _EVENT.search(line):
        return False
    moments = printed_moments(line)
    rest = len(line) - sum(end - start for _, start, end in moments)
    if any(isinstance(moment, datetime) for moment, _, _ in moments) and rest < 45:
        return True
    if moments and (rest <= 4 or _LABELLED.search(line)) and rest < 60:
        return True
    return bool(_LABELLED.match(line)) and len(line) < 40


def date_and_names(draft: Draft) -> Draft:
    """Settle date, source, reporters and editor, each from the place that speaks for it first."""
    said, meta = draft.said, dict(draft.meta)
    front = draft.markup.front if draft.markup else None
    official = (draft.rules or GENERIC).official or is_official(draft.url)
    cut = _short_cuts(draft)
    moment = published(
        Evidence(
            named=said.published,
            beside=draft.beside,
            fronted=in_beijing(front.date) if front else None,
            meta=draft.meta_published,
            changed=meta_changed(meta),
            below=(*cut, *draft.below),
            lines=draft.lines,
            url=draft.url,
            official=official,
        )
    )
    named = credits_of(
        Places(
            said=Credits(said.source, said.author, said.editor),
            beside=draft.beside,
            lines=draft.lines,
            below=draft.below,
            cut=cut,
            meta=meta,
            fronted=(front.source or front.author) if front else None,
            whole=said.whole or "",
            official=official,
        )
    )
    return replace(draft, published=moment, source=named.source, author=named.author, editor=named.editor)


def _short_cuts(draft: Draft) -> tuple[str, ...]:
    """Short lines that were cut from the text; of what stood behind its end only the first."""
    short = [cut for cut in draft.removed if len(cut.quote) < 120 and cut.rule not in _NOT_SAID]
    ends = [cut for cut in short if cut.rule in ("tail", "link_farm")]
    return tuple(cut.quote for cut in short if cut not in ends[_AFTER_END:])


def _only_a_file(draft: Draft) -> bool:
    """Whether the body is only a file: next to no text, and a frame or a link that holds it."""
    said = [line for line in draft.lines if not _ANNEX_LINE.search(line)]
    size = sum(map(len, said))
    if size >= _LEAST_BODY or any(_SENTENCE.search(line) for line in said):
        return False
    return draft.framed or bool(draft.attachments)


def read_header_fields(draft: Draft) -> Draft:
    """The fields of an official document, from the site's table and the text."""
    head = [line for line in draft.red_head if not is_rule(line)]
    text = "\n".join((*head, *draft.lines))
    header = read_header(text, title=draft.title or None, fields=draft.said.fields)
    if header is None:
        return draft
    return replace(
        draft,
        header=header,
        title=draft.title or header.title or "",
        published=draft.published or header.date_publication,
    )


def cut_foot(draft: Draft) -> Draft:
    """Take out what stands below an official document (版记); its fields have been read."""
    if draft.header is None:
        return draft
    lines, _ = cut_imprint(draft.lines)
    return replace(draft, lines=lines, removed=draft.removed + logged(draft.lines, lines, "imprint"))


def refuse_empty(draft: Draft) -> Draft:
    """A page without any text and without a file is no page."""
    if not draft.lines and not draft.attachments:
        raise Refused("no text")
    return draft

"""The steps from a page's bytes to its body and fields (页面清洗), each a function from Draft to Draft.

Reads and writes a Draft, the state that flows through the steps; cleaners/__init__.py shows their order.
A step must never undo another's work, and raises nothing but Refused.
"""

from __future__ import annotations

from dataclasses import replace

from cleaners.model import Refused, Removed
from cleaners.official.header import LABELS, read_header
from cleaners.official.imprint import cut_imprint
from cleaners.official.joining import join_lines
from cleaners.official.paging import cut_page_numbers, paging_lines
from cleaners.official.red_head import is_rule, part_red_head
from cleaners.page import fields as site
from cleaners.page.blocks import HEADINGS, Blocks, read_blocks, strip_silent
from cleaners.page.credits import Credits, Places, credits_of
from cleaners.page.decode import decode
from cleaners.page.draft import Draft
from cleaners.page.dropping import cut_out, drop
from cleaners.page.extract import Body, body_of
from cleaners.page.flanks import fields_apart, lines_below, lines_beside, with_edges
from cleaners.page.header_table import header_tables, table_fields
from cleaners.page.headline import printed_title, restore_quotes
from cleaners.page.hidden import hidden_elements
from cleaners.page.lead import part_lead
from cleaners.page.markup import Element, read_markup
from cleaners.page.places import marked_moment, marked_names, time_stamps
from cleaners.page.printed import in_beijing, printed_moment
from cleaners.page.published import Evidence, meta_changed, meta_published, published
from cleaners.page.sites import GENERIC, is_official, only, recognise
from cleaners.page.walls import refuse_endless, refuse_wall
from cleaners.stripping.learned import edges_of, strip_learned
from cleaners.stripping.removal import logged
from cleaners.stripping.steps import strip_lines

_AFTER_END = 6
_LONGEST_SIGN = 60
_NOT_SAID = frozenset(("hidden", "navigation", "title", "header_table", "watermark", "injection", "debris"))
_INDENT = frozenset(" \t\u3000\xa0")


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
    if draft.tree is not None:
        refuse_wall(draft.tree, draft.url)
    return draft


def read_site(draft: Draft) -> Draft:
    """Read what the page says of itself; the header table is cut out before the body is looked for."""
    tree, rules = draft.tree, draft.rules
    if tree is None or rules is None:
        return draft
    said = site.read_fields(tree, rules, draft.utf8)
    meta = site.meta_tags(tree)
    draft = _with_marks(draft, tree, meta)
    tables = header_tables(tree, rules, draft.utf8)
    pairs = table_fields(tables)
    removed = tuple(Removed("header_table", site.text_of(table)) for table in tables)
    for table in tables:
        cut_out(table)
    printed = dict(reversed(pairs))  # the first of a label counts
    title = site.title_of(said, printed)
    moment = next((day for label, day in pairs if LABELS.get(label) == "date_publication"), None)
    said = replace(
        said,
        fields=pairs,
        title=restore_quotes(title),
        whole=said.whole if title == said.title else None,
        published=said.published or printed_moment(moment),
        source=said.source or printed.get("来源") or printed.get("信息来源"),
    )
    return replace(
        draft,
        said=said,
        meta=tuple(meta.items()),
        title=said.title,
        removed=draft.removed + removed,
    )


def _with_marks(draft: Draft, tree: Element, meta: dict[str, str]) -> Draft:
    """What meta tags, microdata and <time> say, read before anything is cut."""
    return replace(
        draft,
        meta_published=meta_published(tree, meta, draft.text),
        marked=marked_names(tree),
        marked_moment=marked_moment(tree),
        stamps=time_stamps(tree),
    )


def cut_body(draft: Draft) -> Draft:
    """Find the body: by the rules' selector, else by the scorers; plain text is its own body."""
    tree, rules = draft.tree, draft.rules or GENERIC
    if tree is None:
        shown = [
            (line, raw[:1] in _INDENT)
            for raw in draft.text_body().split("\n")
            if (line := raw.strip(" \t\f\u3000\xa0\u200b\ufeff"))
        ]
        refuse_endless(len(shown))
        return replace(draft, lines=tuple(t for t, _ in shown), indented=tuple(i for _, i in shown))
    dropped = drop(tree, rules, draft.utf8)
    hidden = hidden_elements(tree)
    element = only(tree, rules.body, draft.utf8)
    strip_silent(tree)
    page = read_blocks(tree, hidden)
    refuse_endless(len(page.blocks))
    if draft.said.whole is not None:
        draft = replace(draft, title=printed_title(draft.title, draft.said.whole, page.blocks))
    official = rules.official or is_official(draft.url)
    body = body_of(page, element, draft.title, official=official)
    if body is None:
        return replace(
            draft,
            attachments=site.attachments([tree], draft.url),
            framed=site.has_framed_file(tree, draft.url),
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
        lines=with_edges(body, [block.text for block in page.blocks]),
        beside=lines_beside(draft, page, body),
        below=lines_below(page, body),
        removed=draft.removed + dropped + hidden + cut,
        attachments=site.attachments(
            [scope] if above is None or above.tag in ("body", "html") else [scope, above], draft.url
        ),
        framed=site.has_framed_file(scope, draft.url),
        confidence=body.confidence,
        headings=frozenset(block.text for block in body.kept if block.tag in HEADINGS),
        outside=tuple(block.text for block in around if not block.linked),
        apart=fields_apart(body),
        around=tuple(b.text for b in around if len(b.text) <= _LONGEST_SIGN and b.linked < len(b.text)),
    )


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
    title, lines, lead = part_lead(draft, stripped)
    lines, again = strip_lines(lines, title)
    edges, learned = None, tuple[Removed, ...]()
    if lines and not (draft.rules or GENERIC).official and not is_official(draft.url):
        edges = edges_of(lines, headings=draft.headings, beside=draft.outside)
        lines, learned = strip_learned(lines, draft.boilerplate, draft.headings)
    return replace(
        draft,
        title=title,
        lines=lines,
        beside=draft.beside + tuple(draft.apart.get(cut.quote, cut.quote) for cut in lead),
        removed=draft.removed + removed + lead + again + learned,
        edges=edges,
    )


def date_and_names(draft: Draft) -> Draft:
    """Settle date, source, reporters and editor, each from the place that speaks for it first."""
    said, meta = draft.said, dict(draft.meta)
    front = draft.markup.front if draft.markup else None
    official = (draft.rules or GENERIC).official or is_official(draft.url)
    cut = _short_cuts(draft)
    moment = published(_evidence(draft, cut, official=official))
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
            marked=draft.marked,
        )
    )
    return replace(draft, published=moment, source=named.source, author=named.author, editor=named.editor)


def _evidence(draft: Draft, cut: tuple[str, ...], *, official: bool) -> Evidence:
    """Where this page can say when it was published."""
    front = draft.markup.front if draft.markup else None
    return Evidence(
        named=draft.said.published,
        beside=draft.beside,
        fronted=in_beijing(front.date) if front else None,
        meta=draft.meta_published,
        changed=(*meta_changed(dict(draft.meta)), *draft.stamps),
        marked=draft.marked_moment,
        around=draft.around,
        script=draft.text if draft.tree is not None else "",
        below=(*cut, *draft.below),
        lines=draft.lines,
        url=draft.url,
        official=official,
    )


def _short_cuts(draft: Draft) -> tuple[str, ...]:
    """Short lines that were cut from the text; of what stood behind its end only the first."""
    short = [cut for cut in draft.removed if len(cut.quote) < 120 and cut.rule not in _NOT_SAID]
    ends = [cut for cut in short if cut.rule in ("tail", "link_farm")]
    return tuple(cut.quote for cut in short if cut not in ends[_AFTER_END:])


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

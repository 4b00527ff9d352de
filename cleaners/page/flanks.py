"""The lines around a body (正文周围的行): its own edges in other elements, and where its date may stand.

Reads Blocks and the Body; writes lines. Must never take a line of navigation for the text's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree

from cleaners.normalise import fold
from cleaners.page.around import belonging_above, belonging_below
from cleaners.page.blocks import Block, Blocks, visible_text
from cleaners.page.draft import Draft
from cleaners.page.extract import Body
from cleaners.page.headline import is_printed_as
from cleaners.page.lead import is_date_line
from cleaners.page.printed import printed_moments

# 2006年5月4日 星期四: a site's calendar, unless it stands under the title
_FIELD_TAGS = frozenset(("span", "a", "em", "i", "small", "time", "label", "cite", "b", "strong"))
_BLANK = re.compile(r"\s+")
_LONGEST_LINE = 160
_MOST_FIELDS = 40
_UNDER = 3
_LEAD = 8
_DATED = 60
_CALENDAR = re.compile(r"星期|今天|现在")


def with_edges(body: Body, texts: list[str]) -> tuple[str, ...]:
    """The lines of a body, and its number, addressees and signature where other elements hold them."""
    lines = [block.text for block in body.kept]
    above = texts[max(0, body.first - 2) : body.first]
    below = texts[body.last : body.last + 16]
    first = above[len(above) - belonging_above(above) :]
    return (*first, *lines, *below[: belonging_below(lines, below)])


def lines_beside(draft: Draft, page: Blocks, body: Body) -> tuple[str, ...]:
    """The lines between the title and the body: the only place beside the body where its date may stand."""
    key = fold(draft.title)
    text = _text_begins(page, body)
    titled = [i for i in range(text) if key and is_printed_as(page.blocks[i].text, key)]
    start = titled[-1] + 1 if titled else max(0, text - 6)
    far = max(start, text - 25)
    under = page.blocks[start : min(start + _UNDER, text)] if titled else []
    between = [*page.blocks[start : min(start + 12, far)], *page.blocks[far:text]]
    lines = _plain_text(between, [b for b in under if len(b.text) < _DATED and printed_moments(b.text)])
    if titled and not any(printed_moments(line) for line in lines):
        above = _plain_text(page.blocks[max(0, start - 5) : start - 1])
        lines += [line for line in above if is_date_line(line) and not _CALENDAR.search(line)]
    if not titled:
        lines = [line for line in lines if not _CALENDAR.search(line)]
    joined = " ".join(lines)
    return (*lines, joined) if len(lines) > 1 and len(joined) < 120 else tuple(lines)


def _text_begins(page: Blocks, body: Body) -> int:
    """The index of the first block of the text: an element may hold its headline and date line as well."""
    inside = range(body.first, body.last)
    return next((i for i in inside if body.kept and page.blocks[i] is body.kept[0]), body.first)


def _plain_text(blocks: list[Block], linked: Sequence[Block] = ()) -> list[str]:
    """The lines that are no links; date lines right under a title may be links to the day and the author."""
    return [_set_apart(b) for b in blocks if b.linked * 2 <= len(b.text) or len(b.text) < 12 or b in linked]


def fields_apart(body: Body) -> dict[str, str]:
    """The first lines of a body whose fields only style sets apart, with spaces between them."""
    return {b.text: told for b in body.kept[:_LEAD] if (told := _set_apart(b)) != b.text}


def _set_apart(block: Block) -> str:
    """The text of a line with a space between its fields, which pages set apart by their style alone.

    <span>来源：云岭日报</span><span>文/林禾</span>: 来源：云岭日报 文/林禾
    """
    element = block.node.element
    if (
        len(element) < 2
        or len(block.text) > _LONGEST_LINE
        or len(list(islice(element.iter(), _MOST_FIELDS + 1))) > _MOST_FIELDS
    ):
        return block.text
    parts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            parts.append((" " if part is not element and part.tag in _FIELD_TAGS else "") + (part.text or ""))
        elif part is not element:
            parts.append((" " if part.tag in _FIELD_TAGS else "") + (part.tail or ""))
    apart = visible_text("".join(parts))
    return apart if _BLANK.sub("", apart) == _BLANK.sub("", block.text) else block.text


def lines_below(page: Blocks, body: Body) -> tuple[str, ...]:
    """The short lines under the body that are no links."""
    under = page.blocks[body.last : body.last + 40]
    return tuple(b.text for b in under if len(b.text) < 120 and b.linked * 2 <= len(b.text))

"""The lines around a body (正文周围的行): its own edges in other elements, and where its date may stand.

Reads Blocks and the Body; writes lines. Must never take a line of navigation for the text's own.
"""

from __future__ import annotations

import re

from cleaners.normalise import fold
from cleaners.page.around import belonging_above, belonging_below
from cleaners.page.blocks import Block, Blocks
from cleaners.page.draft import Draft
from cleaners.page.extract import Body
from cleaners.page.headline import is_printed_as
from cleaners.page.lead import is_date_line
from cleaners.page.printed import printed_moments

# 2006年5月4日 星期四: a site's calendar, unless it stands under the title
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


def lines_below(page: Blocks, body: Body) -> tuple[str, ...]:
    """The short lines under the body that are no links."""
    under = page.blocks[body.last : body.last + 40]
    return tuple(b.text for b in under if len(b.text) < 120 and b.linked * 2 <= len(b.text))

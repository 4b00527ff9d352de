"""What a list page calls itself (栏目名): the column's name without the site's, for a source's first line.

Reads a list page, returns a name; a guess for a person to put right, never a fact of the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from cleaners import Refused
from cleaners.page.decode import decode

LONGEST_NAME = 30
# class="crumb", id="dqwz", class="BreadcrumbNav", class="w980 center mnav"
TRAIL_MARK = re.compile(r"crumb|position|location|dqwz|weizhi|\bmnav\b|curpos", re.IGNORECASE)
# 当前位置：首页 > 政务公开 > 通知公告
TRAIL_TEXT = re.compile(r"^\s{0,9}(?:您?(?:现在的|当前的?|的)?位置|当前位置|首页\s{0,3}[>＞»›])")
TRAIL_STEP = re.compile(r"\s{0,9}[>＞»›/]\s{0,9}")
# 通知公告_某某厅, 某某局 - 通知公告
TITLE_PART = re.compile(r"\s{0,9}[_|\-–—]{1,3}\s{0,9}")
SITE_NAME = re.compile(r"(?:网站?|门户|门户网站|人民政府|委员会|[厅局部院署])$")


def page_says(body: bytes) -> dict[str, str]:
    """What a page says of itself: its meta tags by name, its title, and the end of its trail."""
    root = _tree(body)
    if root is None:
        return {}
    said = {meta.get("name") or "": _line(meta.get("content") or "") for meta in root.iter("meta")}
    titles = [_line("".join(title.itertext())) for title in root.iter("title")]
    trail = next(_trails(root), "")
    return {**said, "title": titles[0] if len(titles) == 1 else "", "trail": trail}


def column_name(said: dict[str, str], publisher: str) -> str | None:
    """The column's name: what the page says it is, the trail's end, or its title without the site's."""
    named = (said.get("ColumnName", ""), said.get("trail", ""), _own_part(said.get("title", ""), publisher))
    return next((name for name in named if name and len(name) <= LONGEST_NAME), None)


def plain(text: str) -> str:
    """A text that can stand in a docstring: one line, no quotes that end it, no backslashes.

    >>> plain('通知 公告"\\\\n"')
    '通知 公告n'
    """
    return _line(text.replace('"', "").replace("\\", ""))


def _own_part(title: str, publisher: str) -> str:
    """The part of a title that is not the site's name."""
    parts = [part for part in TITLE_PART.split(title) if part]
    own = [part for part in parts if not SITE_NAME.search(part) and part != publisher]
    return next(iter(own or parts), "")


def _trails(root: HtmlElement) -> Iterator[str]:
    """The last step of each trail of the page (面包屑)."""
    for item in root.iter("div", "p", "ul", "ol", "nav", "td", "span"):
        text = _line("".join(item.itertext()))
        marked = TRAIL_MARK.search(f"{item.get('class') or ''} {item.get('id') or ''}")
        if len(text) > 120 or not (marked or TRAIL_TEXT.match(text)):
            continue
        steps = [step for step in TRAIL_STEP.split(text) if step]
        if len(steps) > 1:
            yield steps[-1]


def _tree(body: bytes) -> HtmlElement | None:
    try:
        text = decode(body, None).text
        return lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (Refused, lxml.etree.ParserError, ValueError):
        return None


def _line(text: str) -> str:
    return " ".join(text.split())

"""What is sent in place of a page (拒收): cookie challenges, captchas, error pages, pages beyond all measure.

Reads the tree or the lines; raises Refused with one clear line. Must never refuse a page with a text of its
own that speaks of these.
"""

from __future__ import annotations

import re

from cleaners.model import Refused
from cleaners.page.fields import has_framed_file
from cleaners.page.markup import Element
from cleaners.page.survey import survey

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
_WALL_TEXT = 400
_MOST_LINES = 30_000  # a line costs up to 0.1 ms; a list of 15,000 companies is among the longest seen


def refuse_wall(tree: Element, url: str) -> None:
    """A challenge, a captcha or an error page is no document."""
    shown = _shown_text(tree)
    if len(shown) < _WALL_TEXT:
        scripts = "".join(s.text or "" for s in survey(tree).tagged("script"))[:200_000]
        if len(shown) < 60 and _COOKIE_WALL.search(scripts) and _RELOADS.search(scripts):
            raise Refused("a JavaScript cookie challenge, not a page")
        if _CAPTCHA.search(shown) and not has_framed_file(tree, url):
            raise Refused("a captcha or firewall page, not a document")
        if _NOT_FOUND.search(shown):
            raise Refused("an error page, not a document")


def refuse_endless(lines: int) -> None:
    """A page of lines without number is a dump: it would cost more than any document is worth."""
    if lines > _MOST_LINES:
        raise Refused(f"more than {_MOST_LINES:,} lines, not a page")


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

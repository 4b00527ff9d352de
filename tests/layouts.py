"""Real pages in other clothes: without the names of their elements, and in the tables of 2003.

An extractor that knows a site by its class names loses them here; the text and its truth stay the same.
"""

from __future__ import annotations

import re

from lxml import etree

from cleaners.page.decode import decode
from cleaners.page.hidden import hidden_elements
from cleaners.page.markup import read_markup

_KEPT = frozenset(("href", "src"))
_BOXES = r"div|section|article|main|header|footer|nav|aside|dl|ul|ol"
_OPEN_BOX, _CLOSED_BOX = re.compile(rf"<(?:{_BOXES})\b[^>]*>"), re.compile(rf"</(?:{_BOXES})>")
_OPEN_LINE, _CLOSED_LINE = re.compile(r"<(?:p|li|dt|dd)\b[^>]*>"), re.compile(r"</(?:p|li|dt|dd)>")
_OPEN_HEADING, _CLOSED_HEADING = re.compile(r"<h[1-6]\b[^>]*>"), re.compile(r"</h[1-6]>")


def nameless(page: bytes) -> bytes:
    """The page as shown, without classes, ids, styles and meta tags."""
    root = read_markup(decode(page).text).tree
    if root is None:
        return page
    for element in hidden_elements(root):
        parent = element.getparent()
        if parent is not None:
            element.text = None
            for child in list(element):
                element.remove(child)
    etree.strip_elements(root, etree.Comment, "script", "noscript", "style", "meta", "link", with_tail=False)
    for element in root.iter("*"):
        for name in [n for n in element.attrib if n not in _KEPT]:
            del element.attrib[name]
    return etree.tostring(root, encoding="unicode", method="html").encode()


def in_tables(page: bytes) -> bytes:
    """The nameless page laid out as in 2003: nested tables, line breaks, font elements."""
    html = nameless(page).decode()
    html = _CLOSED_BOX.sub("</td></tr></table>", _OPEN_BOX.sub("<table width=100%><tr><td>", html))
    html = _CLOSED_LINE.sub("<br><br>", _OPEN_LINE.sub("", html))
    return _CLOSED_HEADING.sub("</b></font><br>", _OPEN_HEADING.sub("<font size=4><b>", html)).encode()

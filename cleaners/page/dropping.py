"""Elements taken out of a tree before it is read (摘除): what a rule set names, what its end mark ends.

Changes the tree; writes a Removed for each text that goes. Must never take the text behind an element.
"""

from __future__ import annotations

from cleaners.model import PageRules, Removed
from cleaners.page import fields as site
from cleaners.page.markup import Element
from cleaners.page.sites import select


def drop(tree: Element, rules: PageRules, utf8: bytes) -> tuple[Removed, ...]:
    """Take out what the rules name, and all behind the comment that ends the text."""
    removed: list[Removed] = []
    for selector in rules.drop:
        for element in select(tree, selector, utf8):
            quote = site.text_of(element)
            if quote:
                removed.append(Removed("drop", quote))
            cut_out(element)
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


def cut_out(element: Element) -> None:
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

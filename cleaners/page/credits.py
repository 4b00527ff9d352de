"""Who a page credits (署名): its source, author and editor, each from the place that speaks for it first.

Reads the lines around the text and the meta tags; writes Credits. Must never let one person be two: an editor
or a source is no author.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.page import bylines
from cleaners.page.bylines import first
from cleaners.page.published import before_neighbours

_SITE = re.compile(r"[_|｜\-–—\s]+")
# 博文来自：某某: a neighbour's
_OF_AN_ITEM = re.compile(r".{0,6}来自\s{0,3}[:：]")
_BELOW = 12
_CLOSING = 40


@dataclass(frozen=True, slots=True)
class Credits:
    """Source, author and editor, as printed."""

    source: str | None = None
    author: str | None = None
    editor: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where a page names people: `said` by its rule set, beside the title, in and below the text, meta;
    `marked` by elements that are named for an author."""

    said: Credits
    beside: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    meta: dict[str, str] | None = None
    fronted: str | None = None
    whole: str = ""
    official: bool = False
    marked: tuple[str, ...] = ()


def credits_of(places: Places) -> Credits:
    """The credits of a page."""
    under = (*places.cut, *places.below[:_BELOW])
    meta = places.meta or {}
    near = first(bylines.source_near_date, places.beside)
    source = places.said.source or _source(places, under, near) or bylines.meta_source(meta)
    editor = places.said.editor or first(
        bylines.editor_in, (*under, *places.beside, *places.lines[-2:], *_heads(places.lines))
    )
    if near is None or source != near or near not in places.marked:
        return Credits(source, places.said.author or _author(places, under, source, editor), editor)
    # 某某某 2032-05-06 10:00, the name in a place for the author: it is not the medium
    author = places.said.author or _author(places, under, None, editor)
    source = source if author != near else _source(places, under, None) or bylines.meta_source(meta)
    return Credits(source, author if author != source else None, editor)


def _source(places: Places, under: tuple[str, ...], near: str | None) -> str | None:
    """来源： beside the title, the medium set `near` the date, front matter, 来源： under the text."""
    found = first(bylines.source_in, places.beside) or near
    found = found or first(bylines.source_alone, places.beside) or places.fronted
    found = found or first(bylines.source_in, [line for line in under if not _OF_AN_ITEM.match(line)])
    said = bylines.meta_source(places.meta or {})
    closing = [line for line in places.lines[-2:] if len(line) < _CLOSING]
    # "来源：某某网甲某": the page prints the writer against the source, its meta tag the source alone
    if found and said and found != said and found.startswith(said):
        return said
    return (
        found or first(bylines.source_in, closing) or first(bylines.edition_of, (*places.lines[-2:], *under))
    )


def _author(places: Places, under: tuple[str, ...], source: str | None, editor: str | None) -> str | None:
    """作者： beside the title, the text's own reporters, 作者： under it; meta author last."""
    own_below = before_neighbours(places.below[:_BELOW])
    own = (*before_neighbours(places.cut), *own_below)
    found = (
        first(bylines.author_in, places.beside)
        or first(bylines.byline, places.beside)
        or bylines.reporters(places.lines)
        or bylines.marked_author(places.marked, places.beside)
        or first(bylines.named_alone, places.beside)
        or first(bylines.posted_by, places.below)
        or first(bylines.author_in, own)
        or first(bylines.signature, [line for line in own_below[:2] if line.startswith(("（", "("))])
        or first(bylines.byline, own)
    )
    if found is None and not places.official:
        sites = tuple(part for part in _SITE.split(places.whole)[1:] if part)
        found = bylines.meta_author(
            places.meta or {}, (*places.beside, *under, *places.lines[-2:]), (source, editor, *sites)
        )
    told = first(bylines.author_in, places.beside)  # 作者：甲某某　编辑：甲某某
    return None if found is None or (found in (source, editor) and found != told) else found


def _heads(lines: tuple[str, ...]) -> list[str]:
    """The lines at the head of a text that hold only who reports."""
    return [line for line in lines[:2] if bylines.byline(line)]

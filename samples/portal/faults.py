"""Faults (故障): what the portal plays on request; each was seen on a real site.

A fault is switched on by its name, or by name and place: ``server-500@/zwgk/zcjd/`` breaks one column only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FAULTS: dict[str, str] = {
    "unprimed": "the unit API answers 200, success:false, html empty, as to one who skipped the column",
    "empty-fragment": "the unit API answers 200, success:true, and a list without rows",
    "empty-html": "the unit API answers 200, success:true, and an empty html string",
    "count-mismatch": "the pagination block announces three rows more than the pages hold",
    "withdrawn": "the three oldest rows of each column are gone and the count is lower, paging intact",
    "stalled-paging": "every page of a list repeats page 1",
    "truncated-json": "the unit API's JSON ends in the middle",
    "page-shift": "a new row arrives after page 1 was served and pushes row 24 to page 2",
    "revision": "the same art id has a changed body, PubDate and MakeTime",
    "title-mismatch": "detail pages carry the title of another notice",
    "pdf-only": "the body of every detail page is only a PDF in the viewer",
    "soft-404": "detail pages answer 200 with a page that says the page is gone",
    "gone-404": "detail pages answer 404",
    "wall-521": "every page answers 521 with a script that sets a cookie and reloads",
    "forbidden-403": "every page answers 403",
    "captcha-200": "every page answers 200 with a verification form",
    "server-500": "every page answers 500",
    "busy-503": "every page answers 503 with Retry-After: 120",
    "missing-cookie": "column pages set no cookie",
    "slow": "every answer waits (Portal.delay seconds, 5 by default)",
    "gzip-truncated": "detail pages and lists are gzip-encoded and end in the middle",
    "short-body": "detail pages end before their Content-Length",
    "charset-lie": "detail pages say utf-8 and are written in GB18030",
    "redirect-private": "detail pages redirect to an address of the local network",
    "redirect-file": "detail pages redirect to a file: address",
    "redirect-loop": "detail pages redirect to themselves",
    "robots-503": "robots.txt answers 503",
    "robots-html": "robots.txt answers 200 with an HTML page",
    "robots-deny": "robots.txt forbids everything",
    "rss-broken": "the RSS answer ends in the middle",
    "attachment-html": "attachments answer 200 with an HTML error page",
    "html-for-json": "a JSON list answers 200 with an HTML page",
    "empty-list": "a JSON list answers 200 without a single row",
    "no-dates": "the rows of a JSON list have lost their dates",
    "no-catmap": "the library's search answers 200 without its categories",
    "shell-only": "the library's search answers 200 with its parameters and nothing else",
    "code-1001": "the library's search answers 200 with code 1001: nothing found",
    "ends-early": "the library's search has no rows behind its first page, whatever it counts",
    "filter-ignored": "the library's search gives the documents of other ministries",
    "dead-lid": "a news feed answers success and an empty object",
    "stale-lid": "a news feed is a cache of two years ago",
    "roll-refused": "a news feed answers 200 with a status code of failure",
    "roll-jsonp": "a news feed wraps its JSON in a callback nobody asked for",
    "roll-truncated": "a news feed's JSON ends in the middle",
    "roll-repeats": "every page of a news feed repeats page 1",
    "roll-shift": "a row arrives on top of a news feed after page 1 was served",
    "roll-short": "a news feed holds its ten newest rows only",
    "row-without-time": "the rows of a news feed have no time",
    "quotes-move": "the prices inside news pages are others each night",
    "page-404": "the second page of a plain list answers 404",
    "last-page-404": "the last page of a plain list answers 404",
    "repeats-last": "pages past the end of a plain list repeat its last page",
    "short-page": "the first page of a plain list is cut: two rows are not there",
    "layout-changed": "the rows of a plain list stand under another class",
    "count-unstated": "a plain list states no number of pages",
    "rows-printed": "the platform prints its notices on the list page itself",
    "stream-fails": "the platform's stream of notices says statusCode 500",
    "unit-missing": "a provincial column page does not name its unit",
    "window-ignored": "a provincial portal gives one page of rows for a window of three",
    "store-cut": "a provincial portal's datastore ends in the middle",
}


class UnknownFault(ValueError):
    """A fault of that name does not exist."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, everywhere or below one path."""

    name: str
    place: str = "/"

    def __str__(self) -> str:
        return self.name if self.place == "/" else f"{self.name}@{self.place}"


def parse_fault(text: str) -> Fault:
    """``name`` or ``name@/path/``."""
    name, _, place = text.partition("@")
    if name not in FAULTS:
        raise UnknownFault(f"no fault named {name!r}; --list-faults shows the {len(FAULTS)} there are")
    return Fault(name, place or "/")


def strikes(faults: Iterable[Fault], name: str, *paths: str) -> bool:
    """Whether a fault of this name is on for one of the paths."""
    return any(f.name == name and any(p.startswith(f.place) for p in paths) for f in faults)

"""Feeds (订阅源): RSS, Atom, and the Markdown form that RSSHub and hexo write.

A feed has no paging and no count, so it is a cheap signal and never the proof that a column is complete: it
only fetches pages that are not held yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import lxml.etree
from scrapy import Request
from scrapy.http import Response

from cleaners.address import address_key
from crawler.families.source import SourceSpider
from crawler.guards import SourceFault, played
from kb.state import BEIJING, Due

# 1784649600 or 1784649600000: seconds or milliseconds
EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
DATE_TAGS = ("pubDate", "published", "updated", "date")
FRONT_MATTER = b"---"


class FeedUnreadable(SourceFault):
    """The answer is no whole RSS or Atom document, or an entry lacks its link or title."""


class EmptyFeed(SourceFault):
    """A feed without a single entry."""


class FeedSpider(SourceSpider):
    """An RSS or Atom feed, or one Markdown page with front matter."""

    family = "feed"

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """RSS or Atom with entries."""
        try:
            return bool(read_feed(body, url))
        except SourceFault:
            return False

    def first(self) -> Iterable[Request]:
        yield self.ask_list(self.home, self.parse_feed)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Read the feed; ask for what it names and is not held."""
        try:
            answer = self.list_answer(response)
            if answer.body.lstrip().startswith(FRONT_MATTER):
                rows: tuple[Due, ...] = (Due(address_key(answer.url), answer.url),)
            else:
                rows = read_feed(answer.body, self.home)
                if self.desk:
                    self.desk.keep_list(answer)
            yield from self.schedule(rows, count=None, complete=False)
        except SourceFault as fault:
            self.stop(fault)

    def chosen(self, rows: tuple[Due, ...]) -> tuple[Due, ...]:
        """Only what is not held: the columns themselves tell what changed."""
        return self.not_held(super().chosen(rows))


def read_feed(body: bytes, where: str) -> tuple[Due, ...]:
    """The entries of a feed as rows, each address once."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(body, parser)
    except lxml.etree.XMLSyntaxError as error:
        raise FeedUnreadable(f"{where} is no whole XML document: {error.msg}") from error
    entries = list(root.iter("{*}item", "{*}entry"))
    if not entries:
        raise EmptyFeed(f"{where} holds no entry (<{lxml.etree.QName(root).localname}>)")
    rows = {row.key: row for row in (_row(entry, where) for entry in entries)}
    return tuple(rows.values())


def read_date(written: str) -> date | None:
    """The day in Beijing: RFC 822, ISO 8601, a naive time (which is Beijing's) or an epoch; else None."""
    text = written.strip()
    if EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(BEIJING).date()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError):
            continue
        return (moment.astimezone(BEIJING) if moment.tzinfo else moment).date()
    return None


def _row(entry: lxml.etree._Element, where: str) -> Due:
    title = " ".join((_text(entry, "title") or "").split())
    link = (_text(entry, "link") or _href(entry) or "").strip()
    if not title or not link:
        raise FeedUnreadable(f"an entry of {where} has no {'link' if title else 'title'}: {title or link}")
    url = played(urljoin(where, link))
    written = next((text for tag in DATE_TAGS if (text := _text(entry, tag))), None)
    return Due(address_key(url), url, listed_title=title, listed_date=read_date(written) if written else None)


def _text(entry: lxml.etree._Element, tag: str) -> str | None:
    found = entry.find(f"{{*}}{tag}")
    return None if found is None else found.text


def _href(entry: lxml.etree._Element) -> str | None:
    """Atom: the alternate link stands in an attribute."""
    for link in entry.iterfind("{*}link"):
        if link.get("rel", "alternate") == "alternate":
            return link.get("href")
    return None

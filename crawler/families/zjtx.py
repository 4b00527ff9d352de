"""The filing platform for small and medium enterprises (优质中小企业梯度培育平台): its public notices only.

The list page fills its rows by a script: when it prints none, the stream that the front page reads is asked,
JSON {"json": {"tzggList": [{"id", "title", "fbsj"}]}, "statusCode": "200"}. Neither states a count. What
companies file there is refused by the address guard (crawler.guards.holds_filings). Facts: published notes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from cleaners.address import address_key
from crawler.families.paging import EmptyList
from crawler.families.rows import Row, read_row, read_tree, whole_date
from crawler.families.source import SourceSpider
from crawler.guards import SourceFault, played
from kb.state import Due

LIST = "/zxqySy/tzggMore"
STREAM = "/zxqySy/syTzgg"
VIEW = "/zxqySy/tzggView"
NOTICE = re.compile(r"/zxqySy/tzggView\?id=[0-9a-zA-Z-]+$")


class StreamUnreadable(SourceFault):
    """The stream of notices is no JSON, says failure, or has an entry without id, title or date."""


class ZjtxSpider(SourceSpider):
    """The notices (通知公告) of the platform."""

    family = "zjtx"
    page = "zjtx"

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """The platform's page of notices, whether it prints them or a script fills it."""
        return urlsplit(url).path == LIST and b"tzgg" in body

    def first(self) -> Iterable[Request]:
        yield self.ask_list(self.home, self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        """The list page: its rows when it prints them, else the stream."""
        try:
            answer = self.list_answer(response)
            rows = printed_notices(answer.body, self.home)
            if not rows:
                stream = urljoin(self.home, STREAM)
                yield self.ask_list(stream, self.parse_stream, referer=self.home)
                return
            if self.desk:
                self.desk.keep_list(answer)
            yield from self.schedule(_dues(rows), count=None, complete=False)
        except SourceFault as fault:
            self.stop(fault)

    def parse_stream(self, response: Response) -> Iterator[Request]:
        """The stream of the newest notices; it has no end that could be reached."""
        try:
            answer = self.list_answer(response)
            rows = streamed_notices(answer.body, self.home)
            if self.desk:
                self.desk.keep_list(answer)
            yield from self.schedule(_dues(rows), count=None, complete=False)
        except SourceFault as fault:
            self.stop(fault)


def printed_notices(body: bytes, where: str) -> list[Row]:
    """The notices that the list page prints itself; none when a script fills it."""
    items = [
        item for item in read_tree(body, where).iter("li", "tr") if _names_notice(item.xpath(".//a/@href"))
    ]
    read = (read_row(item, where, lambda url: bool(NOTICE.search(url))) for item in items)
    return [row for row in read if row and NOTICE.search(row.url)]


def streamed_notices(body: bytes, where: str) -> list[Row]:
    """The notices of the stream; never none."""
    try:
        answer = json.loads(body)
        status, entries = str(answer["statusCode"]), answer["json"]["tzggList"]
    except (ValueError, KeyError, TypeError) as error:
        raise StreamUnreadable(f"the stream of {where} is not what it was: {error!r}") from error
    if status != "200" or not isinstance(entries, list):
        raise StreamUnreadable(f"the stream of {where} says statusCode={status}")
    if not entries:
        raise EmptyList(f"the stream of {where} holds no notice")
    return [_notice(entry, where) for entry in entries]


def _notice(entry: object, where: str) -> Row:
    fields = entry if isinstance(entry, dict) else {}
    number, title, printed = (str(fields.get(name) or "").strip() for name in ("id", "title", "fbsj"))
    listed = whole_date(printed)
    if not number or not title or listed is None:
        raise StreamUnreadable(f"a notice at {where} without id, title or date: {number} {title} {printed}")
    return Row(urljoin(where, f"{VIEW}?{urlencode({'id': number})}"), title, listed)


def _names_notice(links: object) -> bool:
    return isinstance(links, list) and any(NOTICE.search(str(link)) for link in links)


def _dues(rows: Iterable[Row]) -> Iterator[Due]:
    for row in rows:
        url = played(row.url)
        yield Due(address_key(url), url, listed_title=row.title, listed_date=row.listed)

"""What Sina's feeds answer (新浪滚动与直播的应答): JSON or JSONP read into items, or the fault that it is.

Must never take an answer without its envelope for an empty list.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cleaners.address import address_key
from cleaners.page.sites import under
from crawler.guards import SourceFault
from kb.state import BEIJING, Due

ROLL = "https://feed.mix.sina.com.cn/api/roll/get"
LIVE = "https://zhibo.sina.com.cn/api/zhibo/feed"
HOSTS = ("sina.com.cn", "sina.cn")
ELSEWHERE = frozenset({"slide", "video", "photo"})  # hosts whose pages have no text: they are counted
INTRO = "摘要"
# try{feedCardJsonpCallback({"result":…});}catch(e){};
JSONP = re.compile(rb"^\s{0,9}(?:try\s?\{)?\s{0,9}[\w.$]{1,80}\(")
# 【工信部：…】…
HEADLINE = re.compile(r"^\s{0,9}【([^】]{2,120})】")


class RollUnreadable(SourceFault):
    """A feed answers no JSON, or not with its envelope."""


class RollRefused(SourceFault):
    """The envelope of a feed says failure."""


class RowUnreadable(SourceFault):
    """A row lacks its title, its address or its time, or its two ids name two documents."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a feed (条目): `id` is its docid, the same under every column and on the phone's page."""

    id: str
    url: str
    title: str
    intro: str
    moment: datetime

    @property
    def due(self) -> Due:
        """The row as an address to fetch; the intro goes with it, for it says whether to keep the page."""
        fields = ((INTRO, self.intro),) if self.intro else ()
        day = self.moment.astimezone(BEIJING).date()
        return Due(address_key(self.url), self.url, listed_title=self.title, listed_date=day, fields=fields)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a feed: its items, and how many rows lead to pages without text."""

    items: tuple[Item, ...]
    skipped: int = 0


class Feed(Protocol):
    """A column that can be walked; `whole` when its rows hold the whole text of an item."""

    @property
    def name(self) -> str: ...
    @property
    def whole(self) -> bool: ...

    def address(self, page: int) -> str: ...
    def read(self, body: bytes) -> FeedPage: ...


@dataclass(frozen=True, slots=True)
class Roll:
    """A column of the roll feed (滚动): newest first."""

    pageid: int
    lid: int
    size: int = 50
    whole: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return f"lid {self.lid}"

    def address(self, page: int) -> str:
        asked = {"pageid": self.pageid, "lid": self.lid, "k": "", "num": self.size, "page": page}
        return f"{ROLL}?{urlencode(asked)}"

    def read(self, body: bytes) -> FeedPage:
        return read_roll(body, self.name)


@dataclass(frozen=True, slots=True)
class Live:
    """A stream of the 7×24 feed (直播): newest first, ten items a page at the most."""

    zhibo_id: int
    size: int = 10
    whole: ClassVar[bool] = True

    @property
    def name(self) -> str:
        return f"zhibo {self.zhibo_id}"

    def address(self, page: int) -> str:
        asked = {"zhibo_id": self.zhibo_id, "pagesize": self.size, "page": page, "tag": 0, "dire": "f"}
        return f"{LIVE}?{urlencode({**asked, 'dpc': 1})}"

    def read(self, body: bytes) -> FeedPage:
        return read_live(body, self.name)


def feed_of(url: str) -> Roll | Live | None:
    """The feed that an address of the interface asks for; None for any other address."""
    parts = urlsplit(url)
    asked = {name: int(value) for name, value in parse_qsl(parts.query) if value.isdecimal()}
    if parts.path == urlsplit(ROLL).path and {"pageid", "lid"} <= asked.keys():
        return Roll(asked["pageid"], asked["lid"])
    if parts.path == urlsplit(LIVE).path and "zhibo_id" in asked:
        return Live(asked["zhibo_id"])
    return None


def read_roll(body: bytes, where: str) -> FeedPage:
    """One answer of the roll feed, JSON or JSONP; raises the fault that it is."""
    rows = _result(body, where).get("data")
    if rows == {} or rows is None:  # bad input is answered by an empty object
        rows = []
    return _page(rows, where, _roll_item)


def read_live(body: bytes, where: str) -> FeedPage:
    """One answer of the 7×24 feed; an item without a page of its own is counted as skipped."""
    feed = _result(body, where).get("data")
    stream = feed.get("feed") if isinstance(feed, dict) else None
    rows = stream.get("list") if isinstance(stream, dict) else []
    return _page(rows, where, _live_item)


def is_sina(url: str) -> bool:
    """Whether an address lies on one of Sina's hosts."""
    host = (urlsplit(url).hostname or "").lower()
    return any(under(host, suffix) for suffix in HOSTS)


def _result(body: bytes, where: str) -> dict[str, Any]:
    """The `result` inside the envelope {"result":{"status":{"code":0},"data":…}}."""
    wrapped = JSONP.match(body[:200])
    try:
        if wrapped:
            answer, _ = json.JSONDecoder().raw_decode(body[wrapped.end() :].decode())
        else:
            answer = json.loads(body)
    except ValueError as error:
        raise RollUnreadable(f"{where} answers no JSON: {error}") from error
    result = answer.get("result") if isinstance(answer, dict) else None
    status = result.get("status") if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(status, dict):
        raise RollUnreadable(f"{where} answers without result.status")
    if str(status.get("code")) != "0":
        raise RollRefused(f"{where} says code={status.get('code')} {status.get('msg', '')}".rstrip())
    return result


def _page(rows: object, where: str, read: Any) -> FeedPage:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RollUnreadable(f"{where} has no list of rows but {type(rows).__name__}")
    found = [read(row, where) for row in rows]
    return FeedPage(tuple(item for item in found if item), sum(item is None for item in found))


def _roll_item(row: dict[str, Any], where: str) -> Item | None:
    """A row of the roll; None when it leads to a page without text, or away from Sina."""
    docid, written = str(row.get("docid") or ""), str(row.get("ctime") or "")
    title, url = _plain(row.get("title")), str(row.get("url") or row.get("wapurl") or "")
    if not (docid and title and url and written.isdecimal() and len(written) == 10):
        raise RowUnreadable(f"a row of {where} lacks docid, title, url or ctime: {docid or url or title}")
    if not _is_article(url):
        return None
    item = Item(docid, _tidy(url), title, _plain(row.get("intro")), datetime.fromtimestamp(int(written), UTC))
    own = address_key(item.url)
    if own.startswith("sina:") and docid.startswith("comos:") and own[5:] != docid[6:]:
        raise RowUnreadable(f"a row of {where} names two documents: {docid} and {url}")
    return item


def _live_item(row: dict[str, Any], where: str) -> Item | None:
    text, written = _plain(row.get("rich_text")), str(row.get("create_time") or "")
    url = str(row.get("docurl") or _extra(row).get("docurl") or "")
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise RowUnreadable(f"an item of {where} has no time: {row.get('id')} {written}") from None
    if not text:
        raise RowUnreadable(f"an item of {where} has no text: {row.get('id')}")
    if not _is_article(url):
        return None
    headline = HEADLINE.match(text)
    url = _tidy(url)
    return Item(address_key(url), url, headline[1] if headline else text[:40], text, moment)


def _extra(row: dict[str, Any]) -> dict[str, Any]:
    """`ext` of a stream's item: JSON inside a string."""
    try:
        extra = json.loads(row.get("ext") or "{}")
    except (ValueError, TypeError):
        return {}
    return extra if isinstance(extra, dict) else {}


def _is_article(url: str) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    return is_sina(url) and ELSEWHERE.isdisjoint(host.split("."))


def _tidy(url: str) -> str:
    """The address with https, and without the marks of who links where the path holds the id."""
    parts = urlsplit(url.strip())
    own_id = address_key(url).startswith("sina:")
    return urlunsplit(("https", parts.netloc, parts.path, "" if own_id else parts.query, ""))


def _plain(written: object) -> str:
    """A title or text on one line, entities and tags read."""
    return " ".join(re.sub(r"<[^<>]{0,300}>", "", html.unescape(str(written or ""))).split())

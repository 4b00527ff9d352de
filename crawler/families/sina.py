"""Sina's feeds (新浪滚动与直播): the roll of a column (lid) and the 7×24 stream; their pages are news.

A roll has no count and no end that could be trusted: it is walked back to the newest row of the last good
night. One dead column does not kill the others, but is named. Only news about policy is kept; of the rest the
state keeps id and title. Facts of the interface: published notes, 2026-11-22; not fetched live.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode, urlsplit, urlunsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners import Refused, clean_page
from cleaners.address import address_key
from cleaners.sites import rules_named, under
from crawler.capture import Answer, SourceFacts
from crawler.families.source import SourceSpider
from crawler.guards import BlockedByWall, CrawlBroken, FetchFailed, SourceFault
from crawler.relevance import about_policy, cites_policy
from kb.home import current_home, replica
from kb.state import BEIJING, Due, State

ROLL = "https://feed.mix.sina.com.cn/api/roll/get"
LIVE = "https://zhibo.sina.com.cn/api/zhibo/feed"
REFERER = "https://news.sina.com.cn/"
HOSTS = ("sina.com.cn", "sina.cn")
ELSEWHERE = frozenset({"slide", "video", "photo"})  # hosts whose pages have no text: they are counted
PAGES_AT_MOST = 400
FIRST_SPAN = timedelta(days=2)  # how far the first night walks back; what is older is for --since
STALE_AFTER = timedelta(days=14)  # a column's cache from years ago answers like a live one
INTRO = "摘要"
# try{feedCardJsonpCallback({"result":…});}catch(e){};
JSONP = re.compile(rb"^\s{0,9}(?:try\s?\{)?\s{0,9}[\w.$]{1,80}\(")
# 【工信部：…】…
HEADLINE = re.compile(r"^\s{0,9}【([^】]{2,120})】")


class RollUnreadable(SourceFault):
    """A feed answers no JSON, or not with its envelope."""


class RollRefused(SourceFault):
    """The envelope of a feed says failure."""


class DeadList(SourceFault):
    """A column answers without a single row; bad input is answered by an empty object."""


class StaleList(SourceFault):
    """The newest row of a column is weeks older than that of the others: an old cache."""


class StalledRoll(SourceFault):
    """Two pages of a column are the same page."""


class RowUnreadable(SourceFault):
    """A row lacks its title, its address or its time, or its two ids name two documents."""


class RollGap(SourceFault):
    """A column ends before the newest row of the last good night: what lay between is lost."""


class EndlessRoll(SourceFault):
    """A column does not end."""


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


@dataclass(slots=True)
class Walk:
    """A walk through one feed: its items so far, and how far back it goes."""

    feed: Feed
    mark: datetime | None = None  # the newest item of the last good night
    horizon: datetime | None = None  # the walk ends at a page that is older as a whole
    items: list[Item] = field(default_factory=list)
    skipped: int = 0
    last: tuple[str, ...] = ()
    arrived: bool = False
    fault: SourceFault | None = None

    @property
    def newest(self) -> datetime | None:
        return max((item.moment for item in self.items), default=None)

    def add(self, page: FeedPage, number: int) -> bool:
        """Take a page in; whether the walk goes on behind it."""
        ids = tuple(item.id for item in page.items)
        if number == 1 and not ids:
            raise DeadList(f"{self.feed.name} has no row")
        if ids and ids == self.last:
            raise StalledRoll(f"page {number} of {self.feed.name} repeats the page before it")
        if number >= PAGES_AT_MOST:
            raise EndlessRoll(f"{self.feed.name} has more than {PAGES_AT_MOST} pages")
        if not ids:
            return False
        self.last = ids
        self.skipped += page.skipped
        self.items += page.items
        newest = max(item.moment for item in page.items)
        self.horizon = self.horizon or newest - FIRST_SPAN
        self.arrived = newest < self.horizon
        return not self.arrived

    @property
    def floor(self) -> datetime | None:
        """The oldest item wanted: late ones stand below the mark, though not as old as a whole page."""
        return self.mark - FIRST_SPAN if self.mark else self.horizon

    @property
    def gap(self) -> RollGap | None:
        """Whether the feed ended before the mark: it holds a window only, and the night came too late."""
        oldest = min((item.moment for item in self.items), default=None)
        if self.arrived or self.mark is None or oldest is None or oldest <= self.mark:
            return None
        return RollGap(
            f"{self.feed.name} ends at {_clock(oldest)}, last night's newest is {_clock(self.mark)}"
        )

    @property
    def complete_from(self) -> date:
        """The first day of which all rows were seen."""
        oldest = min(item.moment for item in self.items)
        first = self.horizon if self.arrived and self.horizon else oldest
        local = first.astimezone(BEIJING)
        return local.date() + timedelta(days=local.time() > time())


@dataclass(frozen=True, slots=True)
class SinaFacts(SourceFacts):
    """A feed lies on one host, its pages on many."""

    def owns(self, url: str) -> bool:
        return SourceFacts.owns(self, url) or is_sina(url)


class SinaSpider(SourceSpider):
    """The feeds of one subject; `feeds` are walked one after another and united by docid."""

    family = "sina"
    publisher = "新浪财经"
    lineage = "news"
    home = "https://finance.sina.com.cn/roll/"
    page = "sina"
    feeds: ClassVar[tuple[Feed, ...]]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walks: list[Walk] = []
        self.passed_by: tuple[Due, ...] = ()

    @classmethod
    def facts(cls) -> SourceFacts:
        return SinaFacts(cls.name, cls.publisher, cls.lineage, cls.page, cls.home)

    def first(self) -> Iterable[Request]:
        self.walks = [self._walk(feed) for feed in self.feeds]
        yield self._ask(0, 1)

    def parse_feed(self, response: Response, position: int, number: int) -> Iterator[Request]:
        """One page of a feed: the next page, the next feed, or the pages that all of them name."""
        walk = self.walks[position]
        try:
            answer = self.list_answer(response)
            onward = walk.add(walk.feed.read(answer.body), number)
        except BlockedByWall as fault:
            self.stop(fault)
        except SourceFault as fault:
            yield from self._give_up(position, fault)
            return
        if self.desk:
            self.desk.keep_list(answer)
        yield from [self._ask(position, number + 1)] if onward else self._onward(position)

    def list_failed(self, failure: Failure) -> Iterator[Request]:  # type: ignore[override]
        """A feed that gave no answer is one dead feed."""
        error = failure.value
        fault = error if isinstance(error, SourceFault) else FetchFailed(failure.getErrorMessage())
        yield from self._give_up(failure.request.cb_kwargs["position"], fault)  # type: ignore[attr-defined]

    def chosen(self, rows: tuple[Due, ...]) -> tuple[Due, ...]:
        """What is neither held nor judged; a stream's items are judged by the text the feed holds."""
        fresh = self.not_held(super().chosen(rows))
        known = self._left_out(due.key for due in fresh)
        fresh = tuple(due for due in fresh if due.key not in known)
        whole = {item.due.key for walk in self.walks if walk.feed.whole for item in walk.items}
        self.passed_by = tuple(d for d in fresh if d.key in whole and not said_of_policy(d, whole=True))
        return tuple(due for due in fresh if due not in self.passed_by)

    def ask_again_from(self) -> date | None:
        """What is newer than the last good night is never put off."""
        marks = [walk.mark for walk in self.walks if walk.mark]
        return self.since or (min(marks).astimezone(BEIJING).date() if marks else None)

    # -- parts

    def _walk(self, feed: Feed) -> Walk:
        mark = self._mark(feed)
        since = datetime.combine(self.since, time(), BEIJING) if self.since else None
        return Walk(feed, mark=None if since else mark, horizon=since or mark)

    def _ask(self, position: int, number: int) -> Request:
        address = self.walks[position].feed.address(number)
        return self.ask_list(address, self.parse_feed, referer=REFERER, position=position, number=number)

    def _give_up(self, position: int, fault: SourceFault) -> Iterator[Request]:
        self.walks[position].fault = fault
        yield from self._onward(position)

    def _onward(self, position: int) -> Iterator[Request]:
        if position + 1 < len(self.walks):
            yield self._ask(position + 1, 1)
            return
        mark_stale(self.walks, None if replica() else datetime.now(UTC))
        alive = [walk for walk in self.walks if walk.fault is None]
        try:
            if not alive:
                raise self.walks[0].fault or DeadList(f"{self.name} names no feed")
            asked = list(self.schedule(united(alive), count=None, complete=False))
            self._settle(alive)
        except SourceFault as fault:
            self.stop(fault)
        except sqlite3.Error as error:
            self.stop(CrawlBroken(f"cannot write the state: {error}"))
        yield from asked

    def _settle(self, alive: list[Walk]) -> None:
        """Tell what the feeds lack, how far they were walked, and from where the next night goes on."""
        if self.desk is None:
            return
        for due in self.passed_by:
            self.desk.leave_out(due)
        for walk in self.walks:
            if fault := walk.fault or walk.gap:
                self.desk.lacks(f"{walk.feed.name}: {fault}")
        skipped = sum(walk.skipped for walk in alive)
        if skipped:
            self.desk.notes.append(f"{skipped} slides or videos skipped")
        fresh = all(walk.mark is None and walk.fault is None for walk in self.walks)
        if self.until is None and fresh:
            self.desk.counts.back_to = max(walk.complete_from for walk in alive).isoformat()
        if self.until is None:
            self._set_marks(alive)

    def _set_marks(self, alive: list[Walk]) -> None:
        """The newest item of each feed; a backfill that begins behind the mark leaves it where it is."""
        assert self.desk is not None
        for walk in alive:
            before = self._mark(walk.feed)
            joined = before is None or walk.horizon is None or walk.horizon <= before
            if walk.newest and joined:
                self.desk.state.set_mark(self.name, walk.feed.name, walk.newest)

    def _mark(self, feed: Feed) -> datetime | None:
        if self.desk:
            return self.desk.state.mark(self.name, feed.name)
        if not current_home().state.exists():
            return None
        with State(current_home()) as state:
            return state.mark(self.name, feed.name)

    def _left_out(self, keys: Iterable[str]) -> frozenset[str]:
        if self.desk:
            return self.desk.state.left_out(keys)
        if not current_home().state.exists():
            return frozenset()
        with State(current_home()) as state:
            return state.left_out(keys)

    def _keep(self, answer: Answer, due: Due) -> Iterator[Request]:
        """Keep a page about policy; of any other the state keeps id and title."""
        assert self.desk is not None
        try:
            if due.role == "page" and not (said_of_policy(due) or body_of_policy(answer, due)):
                self.desk.leave_out(due)
                return
        except sqlite3.Error as error:
            self.stop(CrawlBroken(f"cannot write the state: {error}"))
        yield from super()._keep(answer, due)


def united(walks: Iterable[Walk]) -> tuple[Due, ...]:
    """The items of all feeds, each document once: by its docid, then by its address."""
    by_id: dict[str, Item] = {}
    for walk in walks:
        for item in walk.items:
            if walk.floor is None or item.moment >= walk.floor:
                by_id.setdefault(item.id, item)
    return tuple({item.due.key: item.due for item in by_id.values()}.values())


def mark_stale(walks: Iterable[Walk], now: datetime | None) -> None:
    """Name the feeds whose newest item is far older than now, than their mark, or than the other feeds'."""
    walks = [walk for walk in walks if walk.fault is None and walk.newest]
    known = [moment for walk in walks for moment in (walk.newest, walk.mark) if moment]
    latest = max([*known, *([now] if now else [])], default=None)
    for walk in walks:
        if walk.newest and latest and walk.newest < latest - STALE_AFTER:
            walk.fault = StaleList(
                f"{walk.feed.name} ends at {_clock(walk.newest)}, expected news of {_clock(latest)}"
            )


def said_of_policy(due: Due, *, whole: bool = False) -> bool:
    """Whether title or intro speak of policy; an intro that is the `whole` text may also cite it."""
    title, intro = due.listed_title or "", dict(due.fields).get(INTRO, "")
    return bool(about_policy(title, intro) or (whole and cites_policy(intro)))


def body_of_policy(answer: Answer, due: Due) -> bool:
    """Whether a page cites a document, or begins with one where the feed gave no intro."""
    try:
        page = clean_page(
            answer.body,
            url=answer.url,
            content_type=answer.header("content-type"),
            rules=rules_named("sina"),
        )
    except Refused:  # no text to judge: a page of pictures
        return False
    if cites_policy(page.text):
        return True
    return INTRO not in dict(due.fields) and bool(about_policy(page.text.partition("\n")[0]))


# -- reading the feeds


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


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


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

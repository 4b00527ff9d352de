"""Sina's feeds (新浪滚动与直播): the roll of a column (lid) and the 7×24 stream; their pages are news.

A roll has no count and no end that could be trusted: it is walked back to the newest row of the last good
night. One dead column does not kill the others, but is named. Only news about policy is kept; of the rest the
state keeps id and title. Facts of the interface: published notes, 2026-11-22; not fetched live.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners import Refused, clean_page
from cleaners.page.sites import rules_named
from crawler.capture import Answer, SourceFacts
from crawler.families.sina_feeds import INTRO, Feed, FeedPage, Item, feed_of, is_sina
from crawler.families.source import SourceSpider
from crawler.guards import BlockedByWall, CrawlBroken, FetchFailed, SourceFault
from crawler.relevance import about_policy, cites_policy
from kb.home import current_home, replica
from kb.state import BEIJING, Due, State

REFERER = "https://news.sina.com.cn/"
PAGES_AT_MOST = 400
FIRST_SPAN = timedelta(days=2)  # how far the first night walks back; what is older is for --since
STALE_AFTER = timedelta(days=14)  # a column's cache from years ago answers like a live one


class DeadList(SourceFault):
    """A column answers without a single row; bad input is answered by an empty object."""


class StaleList(SourceFault):
    """The newest row of a column is weeks older than that of the others: an old cache."""


class StalledRoll(SourceFault):
    """Two pages of a column are the same page."""


class RollGap(SourceFault):
    """A column ends before the newest row of the last good night: what lay between is lost."""


class EndlessRoll(SourceFault):
    """A column does not end."""


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
        if number == 1 and not ids and not page.skipped:
            raise DeadList(f"{self.feed.name} has no row")
        if ids and ids == self.last:
            raise StalledRoll(f"page {number} of {self.feed.name} repeats the page before it")
        if number >= PAGES_AT_MOST:
            raise EndlessRoll(f"{self.feed.name} has more than {PAGES_AT_MOST} pages")
        self.skipped += page.skipped
        if not ids:  # the end, or a page of nothing but slides
            return page.skipped > 0
        self.last = ids
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
    needs = {**SourceSpider.needs, "feeds": "the columns to walk, such as (Roll(384, 2519),)"}
    publisher = "新浪财经"
    lineage = "news"
    home = "https://finance.sina.com.cn/roll/"
    page = "sina"
    revisited = False  # prices inside the pages move each night: every visit would be a change
    feeds: ClassVar[tuple[Feed, ...]]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walks: list[Walk] = []
        self.passed_by: tuple[Due, ...] = ()

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """An answer of the roll or of the 7×24 feed, whose address names the column."""
        feed = feed_of(url)
        try:
            return feed is not None and bool(feed.read(body).items)
        except SourceFault:
            return False

    @classmethod
    def constants(cls, body: bytes, url: str) -> tuple[tuple[str, object], ...]:
        feed = feed_of(url)
        return (("feeds", (feed,)),) if feed else ()

    @classmethod
    def lists(cls) -> frozenset[str]:
        return frozenset(feed.name for feed in cls.feeds)

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
        for walk in self.walks:
            if walk.fault is None and not walk.items:
                walk.fault = DeadList(f"{walk.feed.name} leads to no article")
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


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"

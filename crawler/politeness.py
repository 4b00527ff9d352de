"""What a host asks of us (礼让): Crawl-delay of robots.txt and Retry-After, which Scrapy does not obey.

Both are honoured host by host up to LONGEST seconds. A longer Retry-After is not waited for: the source is
left for the night, and what it had not fetched stays due. A source that is left asks for nothing more, also
not for what was on its way to the host already.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.guards import HostFailing

LONGEST = 60.0
ASKS_TO_WAIT = frozenset({429, 503})


class Politeness:
    """Extension: slows a host's slot down to its Crawl-delay, and pauses it for its Retry-After."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        found = cls(crawler)
        crawler.signals.connect(found.robots_read, signal=signals.robots_parsed)
        crawler.signals.connect(found.answered, signal=signals.response_downloaded)
        return found

    def robots_read(self, robotparser: RobotParser, request: Request) -> None:
        """Remember the delay that a host's robots.txt wants of us."""
        wanted = robotparser.crawl_delay(self._agent)
        host = urlparse_cached(request).hostname
        if wanted and host:
            self._delays[host] = min(float(wanted), LONGEST)
            self._slow_down(host)

    def answered(self, response: Response, request: Request) -> None:
        """Keep the delay, which AutoThrottle lowers after each answer; pause a host that asks for it."""
        host = urlparse_cached(request).hostname or ""
        self._slow_down(host)
        wanted = retry_after(response) if response.status in ASKS_TO_WAIT else None
        if wanted is None:
            return
        slot = self._slot(host)
        if wanted > LONGEST or slot is None:
            request.meta["dont_retry"] = True
            self._leave(f"HTTP {response.status} asks to wait {wanted:.0f} s: {response.url}")
        else:
            slot.lastseen = monotonic() + wanted

    def _leave(self, why: str) -> None:
        leave = getattr(self.crawler.spider, "leave", None)
        if leave:
            leave(HostFailing(why))

    def _slow_down(self, host: str) -> None:
        slot, wanted = self._slot(host), self._delays.get(host, 0.0)
        if slot and slot.delay < wanted:
            slot.delay = wanted
            slot.jitter = 0.0  # jitter would go below what was asked for

    def _slot(self, host: str) -> Slot | None:
        engine = self.crawler.engine
        return engine.downloader.slots.get(host) if engine else None


class NothingMore:
    """Downloader middleware: a source that was left asks for nothing more."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if getattr(self._crawler.spider, "stopped", False):
            raise IgnoreRequest("the source was left for the night")


def drop_waiting(spider: Spider) -> None:
    """Take back what waits for its turn at the hosts."""
    engine = getattr(getattr(spider, "crawler", None), "engine", None)
    for slot in engine.downloader.slots.values() if engine else ():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(IgnoreRequest("the source was left for the night"))


def retry_after(response: Response) -> float | None:
    """The seconds that Retry-After names, as a number or a date; None without one that can be read."""
    written = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if written.isdecimal():
        return float(written)
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:  # no date, or no header at all
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())

"""What robots.txt allows (机器人协议), also when a host gives none or does not answer.

404, 410 and a page of HTML mean that there is none: all is allowed, and noted. A host that does not answer (a
timeout, 5xx, 521, 412 and whatever else is no answer) is held to its last good copy up to 7 days old, without
one nothing is fetched. 401 and 403 are a refusal: nothing is fetched until the operator rules on it, with a
date, in crawl.toml. Nights without a fetch are counted, and the third stands in the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawler.guards import SourceFault, wall
from crawler.orders import RobotsRuling, read_orders
from kb.home import current_home
from kb.robots import HeldRobots, held_robots, keep_robots, note_bad_answer
from kb.state import night_of

COPY_HOLDS = timedelta(days=7)
NONE, NOBODY = b"", b"User-agent: *\nDisallow: /\n"
QUOTED = 80
# <!DOCTYPE html>, <html lang="zh">, <head>
HTML = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{0,500}>")


class RobotsUnanswered(SourceFault, IgnoreRequest):
    """A host does not answer for its robots.txt, and no copy of it is young enough."""


class RobotsRefused(SourceFault, IgnoreRequest):
    """A host refuses its robots.txt (401, 403), and no ruling says that it is fetched all the same."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What a host answered: its rules, that it has none, that it refuses, or nothing that counts."""

    kind: Literal["rules", "none", "refused", "unanswered"]
    said: str
    body: bytes = NONE


def judged(response: Response) -> RobotsAnswer:
    """What an answer for robots.txt means."""
    status, body = response.status, response.body
    said = f"HTTP {status}{_quote(body)}"
    if status in (401, 403):
        return RobotsAnswer("refused", said)
    if status in (404, 410):
        return RobotsAnswer("none", f"HTTP {status}")
    if status != 200 or wall(status, body, response.url):
        return RobotsAnswer("unanswered", said)
    if HTML.search(body[:1000]):
        return RobotsAnswer("none", "HTTP 200 with a page of HTML")
    return RobotsAnswer("rules", said, body)


def _quote(body: bytes) -> str:
    """The words of an answer, as far as a line holds them."""
    words = " ".join(TAG.sub(" ", body[:4000].decode("utf-8", "replace")).split())
    return f" “{words[:QUOTED]}{'…' if len(words) > QUOTED else ''}”" if words else ""


class CarefulRobots(RobotsTxtMiddleware):
    """Downloader middleware: asks each host once a run, and remembers what it answered."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._faults: dict[str, SourceFault] = {}

    async def process_request(self, request: Request, spider: Any = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser = await self.robot_parser(request)
        if fault := self._faults.get(urlparse_cached(request).netloc):
            raise fault
        self.process_request_2(parser, request)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a request's host; all requests that come meanwhile wait for them."""
        host = urlparse_cached(request).netloc
        if host not in self._parsers:
            waiting: Deferred[RobotParser | None] = Deferred()
            self._parsers[host] = waiting
            rules = build_from_crawler(self._parserimpl, self.crawler, await self._rules_of(request, host))
            await self.crawler.signals.send_catch_log_async(
                signal=signals.robots_parsed, robotparser=rules, request=request
            )
            self._parsers[host] = rules
            waiting.callback(rules)
        parser = self._parsers[host]
        return await maybe_deferred_to_future(parser) if isinstance(parser, Deferred) else parser

    async def _rules_of(self, request: Request, host: str) -> bytes:
        """The rules to follow; a fault of ours on the way allows nothing."""
        try:
            return self._decided(host, await self._asked(request))
        except Exception as error:
            self._faults[host] = RobotsUnanswered(f"robots.txt of {host}: {type(error).__name__}: {error}")
            return NOBODY

    async def _asked(self, request: Request) -> RobotsAnswer:
        parts = urlparse_cached(request)
        asked = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, "dont_cache": True},
            callback=NO_CALLBACK,
        )
        try:
            return judged(await self.crawler.engine.download_async(asked))
        except Exception as error:  # a timeout, a lost connection, a certificate, a redirect without end
            said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            return RobotsAnswer("unanswered", said)

    def _decided(self, host: str, answer: RobotsAnswer) -> bytes:
        """Remember the answer; the rules that follow from it."""
        desk = getattr(self.crawler.spider, "desk", None)
        known = held_robots(desk.state, host) if desk else None
        if answer.kind in ("rules", "none"):
            return self._good(host, answer, desk, known)
        ruling = read_orders(current_home()).on_host(host) if answer.kind == "refused" else None
        instead = _by_ruling(ruling) if answer.kind == "refused" else _by_copy(known)
        nights, night = 1, night_of(datetime.now(UTC))
        if desk:
            nights = note_bad_answer(desk.state, host, answer.said, night, fetched=instead is not None)
        if instead is None:
            self._faults[host] = _fault(host, answer, nights, ruling)
            return NOBODY
        if desk:
            desk.notes.append(f"robots.txt of {host}: {answer.said}; {instead.why}")
        return instead.rules

    def _good(self, host: str, answer: RobotsAnswer, desk: Any, known: HeldRobots | None) -> bytes:
        said = answer.said if answer.kind == "none" else None
        if desk:
            keep_robots(desk.state, host, answer.body, datetime.now(UTC), said)
            if said and (known is None or known.said != said):
                desk.notes.append(f"{host} has no robots.txt ({said})")
        return answer.body


@dataclass(frozen=True, slots=True)
class Instead:
    """Rules that hold in place of an answer, and why they do."""

    rules: bytes
    why: str


def _by_copy(known: HeldRobots | None) -> Instead | None:
    """The last good copy, while it holds."""
    if known is None or known.body is None or known.good_at is None:
        return None
    if datetime.now(UTC) - known.good_at > COPY_HOLDS:
        return None
    return Instead(known.body, f"its copy of {night_of(known.good_at)} holds")


def _by_ruling(ruling: RobotsRuling | None) -> Instead | None:
    """What the operator has ruled of a host that refuses."""
    return Instead(NONE, f"fetched by the ruling of {ruling.date}") if ruling and ruling.fetch else None


def _fault(host: str, answer: RobotsAnswer, nights: int, ruling: RobotsRuling | None) -> SourceFault:
    """Why nothing is fetched tonight, with the answer quoted."""
    told = f"robots.txt of {host}: {answer.said}"
    told += f", on {nights} nights in a row" if nights > 1 else ""
    if answer.kind == "unanswered":
        return RobotsUnanswered(f"{told}; no copy of the last {COPY_HOLDS.days} days, no fetch")
    if ruling:
        return RobotsRefused(f"{told}; no fetch by the ruling of {ruling.date} ({ruling.reason})")
    return RobotsRefused(f"{told}; no fetch until crawl.toml rules on it")

"""What every family shares (信源): a source's constants, its run at the desk, its pages and files.

A family walks its list first and checks it whole; only a list that passed schedules pages. A fault closes the
spider, keeps what was held, and is the reason in the report.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners.address import address_key, neutral_host
from cleaners.model import Lineage
from crawler.capture import Answer, Desk, SourceFacts, is_error_page
from crawler.guards import (
    CrawlBroken,
    FetchFailed,
    HostFailing,
    RefusedAddress,
    SourceFault,
    played,
    says_gone,
    wall,
)
from crawler.orders import OrderUnclear
from crawler.politeness import drop_waiting
from crawler.settings import ATTACHMENT_MAXSIZE
from crawler.shape import LEAST_ALIKE, alike, shape_of
from crawler.silence import silence
from kb.archive import ArchiveBroken
from kb.home import current_home
from kb.shapes import HeldShape, held_shape, keep_shape, note_other
from kb.state import Due, Run, State, StateUnusable, night_of, stamp

OVERLAP = timedelta(days=7)  # ministries date back and publish late
MISSES_IN_A_ROW = 5
# /tz/index.html, /tz/index.shtml
INDEX_PAGE = re.compile(r"/index\.\w{2,5}$")
FALLS_ACCEPTED_AFTER = 2
NIGHTS_UNTIL_BELIEVED = 3
NIGHT_OVER = "night over"
# CountFell: the site counts 93, on 2026-11-20 it counted 96: …; the list holds 93 rows, on 2026-11-20 …
FALL = re.compile(r"^(?:CountFell: )?the (?:site counts|list holds) (\d{1,9})(?: rows)?, on ")


class TooFewRows(SourceFault):
    """A list is shorter than it can be."""


class CountFell(SourceFault):
    """The site counts fewer documents than on the last good night."""


class ListRedesigned(SourceFault):
    """A list stands in other markup than on the last good night: what its rows are is not known."""


class SourceSilent(SourceFault):
    """A list has had nothing new for far longer than it ever had."""


class NightOver(SourceFault):
    """The time of the night was used up before the list had been walked."""


class SourceSpider(Spider):
    """A source: constants in the subclass of a family, nothing else.

    `home` is the list's address; `page` the rule set that reads its pages (cleaners/data/sites.toml);
    `min_rows` the fewest rows that the list can have; `cadence` how often it is crawled; `night_share` how
    many older pages a night may take, and how many visits to held ones (`revisited`: they are visited at
    all, see kb/visits.py); `trial` marks a new source, which joins the night once it has proved itself in a
    home (see crawler/trial.py).
    """

    family: ClassVar[str] = ""
    needs: ClassVar[dict[str, str]] = {"publisher": "who publishes it", "home": "the list's address"}
    publisher: ClassVar[str]
    lineage: ClassVar[Lineage] = "unknown"
    home: ClassVar[str]
    page: ClassVar[str | None] = None
    min_rows: ClassVar[int] = 1
    cadence: ClassVar[str] = "nightly"
    night_share: ClassVar[int] = 300
    revisited: ClassVar[bool] = True
    trial: ClassVar[bool] = False

    def __init__(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        dry_run: bool = False,
        budget: int | None = None,
        pages: int | None = None,
        minutes: float | None = None,
        **kwargs: Any,
    ) -> None:
        """`pages` and `minutes`: what the night's budgets have left; `budget`: the source's share of it."""
        super().__init__(**kwargs)
        self.budget = budget
        self.cut: str | None = None
        self._pages_left = pages
        self._ends = None if minutes is None else time.monotonic() + 60 * minutes
        self._received = 0
        self._under_way = 0
        self.since = since
        self.until = until
        self.dry_run = dry_run
        self.fault: SourceFault | None = None
        self.outcome: Run | None = None
        self.would_fetch: tuple[Due, ...] = ()
        self.listed = 0
        self.count_said: int | None = None
        self.desk: Desk | None = None
        self.stopped = False
        self._misses_in_a_row = 0
        self._wall: tuple[Due, SourceFault] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        crawler.signals.connect(spider.weigh, signal=signals.response_downloaded)
        return spider

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """Whether a list page is one of this family's; `newsource` asks each family."""
        return False

    @classmethod
    def constants(cls, body: bytes, url: str) -> tuple[tuple[str, object], ...]:
        """The constants beyond `home` that a new source of this family takes from its list page."""
        return ()

    @classmethod
    def lists(cls) -> frozenset[str]:
        """What tells the lists that this source walks: two sources that share one are the same source."""
        parts = urlsplit(cls.home)
        folder = INDEX_PAGE.sub("/", parts.path)
        return frozenset({f"{neutral_host(parts.hostname or '')}{folder.rstrip('/')}?{parts.query}"})

    @classmethod
    def facts(cls) -> SourceFacts:
        return SourceFacts(cls.name, cls.publisher, cls.lineage, cls.page, cls.home)

    async def start(self) -> AsyncIterator[Request]:
        try:
            self.desk = None if self.dry_run else Desk(current_home(), self.facts())
        except (OSError, sqlite3.Error, StateUnusable, OrderUnclear) as error:
            self.fault = CrawlBroken(f"the home {current_home().root} cannot be used: {error}")
            return
        for request in self.first():
            yield request

    def first(self) -> Iterable[Request]:
        """The requests that begin the list; each family has its own."""
        raise NotImplementedError

    # -- the list

    def ask_list(self, url: str, callback: Any, *, referer: str | None = None, **kwargs: Any) -> Request:
        """A request for a list: never cached, always asked anew."""
        return Request(
            played(url),
            callback=callback,
            errback=self.list_failed,
            cb_kwargs=kwargs,
            headers={"Referer": played(referer)} if referer else None,
            meta={"dont_cache": True},
            priority=10,
            dont_filter=True,
        )

    def list_answer(self, response: Response) -> Answer:
        """The answer to a list request, or the fault that it is."""
        if self._ends is not None and time.monotonic() > self._ends:
            raise NightOver(f"no time was left for {response.url}")
        answer = answer_of(response)
        if found := wall(answer.status, answer.body, answer.url):
            raise found
        if answer.status != 200:
            raise FetchFailed(f"HTTP {answer.status} at {answer.url}, expected 200")
        return answer

    def list_failed(self, failure: Failure) -> None:
        """A list that gave no answer: robots.txt, a timeout, a cut body, a refused address."""
        error = failure.value
        self.stop(error if isinstance(error, SourceFault) else FetchFailed(_reason(failure)))

    def leave(self, fault: SourceFault) -> None:
        """Ask for nothing more; the fault is the run's reason."""
        self.fault = self.fault or fault
        self.stopped = True
        drop_waiting(self)

    def stop(self, fault: SourceFault) -> None:
        """Close the spider; the fault is the run's reason."""
        self.leave(fault)
        raise CloseSpider(type(fault).__name__)

    # -- what the list named

    def schedule(self, rows: Iterable[Due], *, count: int | None, complete: bool) -> Iterator[Request]:
        """Enter the rows of a checked list and ask for all that is due; `complete`: walked to its end."""
        rows = tuple(rows)
        self._check_rows(rows, count, whole=complete and self.since is None)
        self._check_shape(rows)
        chosen = self.chosen(rows)
        if self.desk is None:
            self.listed, self.count_said = len(rows), count
            self.would_fetch = self.not_held(chosen)
            return
        counts = self.desk.counts
        counts.rows, counts.count_said = len(rows), count
        counts.watermark = self._watermark(rows)
        self._listen(rows)
        if self.until is None:
            counts.back_to = self.since.isoformat() if self.since else "" if complete else None
        if complete and self.since is None and self.until is None:
            self.desk.compare(rows, self._counted_before(rows, count))
        self.desk.enter(chosen, self.ask_again_from(), beside=self._related(chosen))
        waiting = self.desk.due()
        self.desk.expect(due for due in waiting if self._asked_for(due))
        for due in self._affordable((*self.share(waiting), *self.visits())):
            yield self.ask_page(due)

    def visits(self) -> tuple[Due, ...]:
        """The held pages that this run asks for again; a backfill of some days visits nothing."""
        if self.desk is None or not self.revisited or self.since or self.until:
            return ()
        return self.desk.revisit(self.budget)

    def share(self, dues: tuple[Due, ...]) -> tuple[Due, ...]:
        """What of all that is due this run asks for: with a budget, so many older pages, newest first.

        The rest stays due in the state, which is the backfill's position; new pages are never put off.
        """
        asked = tuple(due for due in dues if self._asked_for(due))
        recent = self.ask_again_from()
        older = [due.key for due in asked if due.role == "page" and not _is_new(due, recent)]
        put_off = frozenset(older[self.budget :] if self.budget is not None else ())
        if self.desk:
            self.desk.counts.left = len(put_off)
        return tuple(due for due in asked if due.key not in put_off)

    def _asked_for(self, due: Due) -> bool:
        """Whether what is due is of the days that this run is for."""
        return due.listed_date is None or self._wanted(due.listed_date)

    def _affordable(self, dues: tuple[Due, ...]) -> tuple[Due, ...]:
        """What the pages that the night has left are enough for; the rest stays due."""
        if self._pages_left is None:
            return dues
        taken = dues[: self._pages_left]
        if len(taken) < len(dues):
            self.cut = "the night's budget of pages is used up"
        self._pages_left -= len(taken)
        return taken

    def _end_with_the_night(self) -> None:
        """Close the spider when the time of the night is used up; what was not reached stays due."""
        if self._under_way and self._ends is not None and time.monotonic() > self._ends:
            self.cut = "the night's budget of minutes is used up"
            raise CloseSpider(NIGHT_OVER)

    def chosen(self, rows: tuple[Due, ...]) -> tuple[Due, ...]:
        """The rows of the list that this run is for: those of the asked days."""
        return tuple(row for row in rows if self._wanted(row.listed_date))

    def not_held(self, rows: tuple[Due, ...]) -> tuple[Due, ...]:
        """The rows whose body is not in the archive."""
        if self.desk:
            known = self.desk.held(row.key for row in rows)
        elif current_home().state.exists():
            with State(current_home()) as state:
                known = {
                    key: held for key, held in state.held(r.key for r in rows).items() if held.body_sha256
                }
        else:
            known = {}
        return tuple(row for row in rows if row.key not in known)

    def ask_page(self, due: Due, priority: int = 0) -> Request:
        """A request for a page or file, conditional when it is held; of one priority the first goes first."""
        self._under_way += 1
        known = self.desk.held([due.key]).get(due.key) if self.desk else None
        headers = {"Referer": due.referrer} if due.referrer else {}
        meta: dict[str, Any] = {"dont_cache": bool(known)}  # what is asked for again is asked of the site
        if due.role == "attachment":
            meta["download_maxsize"] = ATTACHMENT_MAXSIZE
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return Request(
            played(due.url),
            callback=self.take,
            errback=self.page_failed,
            cb_kwargs={"due": due},
            headers=headers,
            meta=meta,
            priority=priority,
            dont_filter=True,
        )

    def take(self, response: Response, due: Due) -> Iterator[Request]:
        """Judge an answer and keep it."""
        self._under_way -= 1
        answer = answer_of(response)
        fault = (
            wall(answer.status, answer.body, answer.url)
            if due.role == "page" or answer.status != 200
            else None
        )
        if fault:
            self._walled(due, fault)
        elif (why := _unfit(answer, due)) and self._is_held(due) and is_gone(answer):
            assert self.desk is not None
            self._misses_in_a_row = 0
            self.desk.vanished(due, why)
        elif why:
            self.miss(due, why, host_answered=answer.status < 500)
        else:
            self._misses_in_a_row = 0
            self._settle_wall()
            yield from self._keep(answer, due)
        self._end_with_the_night()

    def _walled(self, due: Due, fault: SourceFault) -> None:
        """One page behind a wall may be a page about walls; a second one is the site refusing us."""
        if self._wall is not None:
            self._wall = None
            self.stop(fault)
        self._wall = due, fault

    def _settle_wall(self) -> None:
        """Count the one page that lay behind a wall when others do not."""
        if self._wall is not None and not self.stopped:
            due, fault = self._wall
            self._wall = None
            self.miss(due, str(fault), host_answered=True)

    def _is_held(self, due: Due) -> bool:
        """Whether the page that was asked for is held: when it is gone now, that is an event."""
        return bool(self.desk and due.role == "page" and self.desk.held([due.key]))

    def page_failed(self, failure: Failure) -> None:
        self._under_way -= 1
        self.miss(failure.request.cb_kwargs["due"], _reason(failure))  # type: ignore[attr-defined]
        self._end_with_the_night()

    def miss(self, due: Due, why: str, *, host_answered: bool = False) -> None:
        """Count what could not be had; several in a row mean the host is down."""
        if self.stopped:  # it was not asked for
            raise CloseSpider("stopped")
        if self.desk:
            self.desk.missed(due, why, first=why.startswith(RefusedAddress.__name__))
        if host_answered:
            self._misses_in_a_row = 0
        elif self.facts().owns(due.url):
            self._misses_in_a_row += 1
        if self._misses_in_a_row >= MISSES_IN_A_ROW:
            self.stop(HostFailing(f"{MISSES_IN_A_ROW} answers in a row failed, the last: {due.url}: {why}"))

    # -- the end

    def broke(self, failure: Failure, response: Response, spider: Spider) -> None:
        """An error of our own in a callback must not end as a quiet success."""
        self.fault = self.fault or CrawlBroken(_reason(failure))

    def weigh(self, response: Response) -> None:
        """Count what came over the network."""
        self._received += len(response.body)

    def closed(self, reason: str) -> None:
        # The cache is for the rerun after a kill; a run that came to its end leaves nothing to repeat.
        shutil.rmtree(Path(self.settings["HTTPCACHE_DIR"]) / self.name, ignore_errors=True)
        ended = reason in ("finished", NIGHT_OVER)
        if self.fault is None and (not ended or not (self.desk or self.dry_run)):
            self.fault = CrawlBroken(f"stopped before the end: {reason}")
        if self.desk is None:
            self.outcome = self._dry_outcome()
            return
        self.desk.counts.bytes = self._received
        try:
            self._settle_wall()
            self.outcome = self.desk.close(self.fault, self.cut)
        except (OSError, sqlite3.Error) as error:
            self.fault = self.fault or CrawlBroken(f"cannot write the archive: {error}")
            self.outcome = self._dry_outcome()

    # -- parts

    def last_good(self) -> Run | None:
        """The last run whose list passed; in a dry run too, without creating a state."""
        if self.desk:
            return self.desk.state.last_good(self.name)
        if not current_home().state.exists():
            return None
        with State(current_home()) as state:
            return state.last_good(self.name)

    def ask_again_from(self) -> date | None:
        """From which listed date on held pages are asked whether they changed."""
        if self.since:
            return None
        good = self.last_good()
        return date.fromisoformat(good.watermark) - OVERLAP if good and good.watermark else None

    def _keep(self, answer: Answer, due: Due) -> Iterator[Request]:
        assert self.desk is not None
        try:
            named = self.desk.keep(due, answer)
        except (OSError, sqlite3.Error, ArchiveBroken) as error:
            self.stop(CrawlBroken(f"cannot write the archive: {error}"))
            return
        if self.trial and due.role == "page" and answer.status == 200:
            self._try(answer, due)
        for file in self._affordable(named):
            yield self.ask_page(file, priority=1)  # before the next page

    def _try(self, answer: Answer, due: Due) -> None:
        """Count a page of a source on trial that passes its checks."""
        from crawler.trial import passes  # only a source on trial reads its pages while it crawls

        content_type = answer.header("content-type")
        if self.desk and passes(answer.body, answer.url, content_type, self.page, due.listed_date):
            self.desk.state.pass_trial(self.name, due.key)

    def _check_rows(self, rows: tuple[Due, ...], count: int | None, *, whole: bool) -> None:
        if len(rows) < self.min_rows:
            raise TooFewRows(f"{len(rows)} rows at {self.home}, expected at least {self.min_rows}")
        fall = self._fall(len(rows), count, whole=whole)
        if fall and not self._fall_seen_before(fall):
            raise CountFell(f"{fall}: {self.home}")

    def _check_shape(self, rows: tuple[Due, ...]) -> None:
        """A list that looks otherwise than before is believed on the third night, as a shorter one is."""
        if self.desk is None or self.desk.first_list is None:
            return
        shape = shape_of(self.desk.first_list, (row.url for row in rows))
        known = held_shape(self.desk.state, self.name)
        if shape and known and alike(shape, known.shape) < LEAST_ALIKE:
            self._doubt(self.desk, shape, known)
        if shape:
            keep_shape(self.desk.state, self.name, shape, self.desk.night)

    def _doubt(self, desk: Desk, shape: frozenset[str], known: HeldShape) -> None:
        again = bool(known.other) and alike(shape, known.other) >= LEAST_ALIKE
        if note_other(desk.state, self.name, shape, desk.night, again=again) < NIGHTS_UNTIL_BELIEVED:
            raise ListRedesigned(
                f"the list at {self.home} looks otherwise than on {known.night}: its rows stood in"
                f" {_words(known.shape - shape)} and stand in {_words(shape - known.shape)}"
            )
        desk.notes.append("the list has looked so on three nights: taken for its own look")

    def _listen(self, rows: tuple[Due, ...]) -> None:
        """A list that is silent for too long degrades the run; what it has is taken all the same."""
        if self.desk is None or self.since or self.until:
            return
        watched = self.desk.state.first_good(self.name)
        days = (row.listed_date for row in rows if row.listed_date)
        if watched and (why := silence(days, watched, date.fromisoformat(self.desk.night))):
            self.desk.lacks(str(SourceSilent(f"{why}: {self.home}")))

    def _fall(self, rows: int, count: int | None, *, whole: bool) -> str | None:
        """How the list is shorter than on the last good night: by its own count, else as it was walked."""
        if count is not None:
            good = self.last_good()
            if good and good.count_said is not None and count < good.count_said:
                return f"the site counts {count}, on {good.night} it counted {good.count_said}"
        elif whole and self.desk and (good := self.desk.state.last_whole(self.name)) and rows < good.rows:
            return f"the list holds {rows} rows, on {good.night} it held {good.rows}"
        return None

    def _counted_before(self, rows: tuple[Due, ...], count: int | None) -> str:
        """What is said of rows that the list has no more."""
        fall = self._fall(len(rows), count, whole=True)
        return fall or f"the list counts {count if count is not None else len(rows)} and names it no more"

    def _fall_seen_before(self, fall: str) -> bool:
        """Whether earlier nights saw the list as short, with intact paging: it is the new baseline.

        It may have grown since, for news comes in; a list that goes on shrinking is not believed.
        """
        if self.desk is None:
            return False
        tonight, now = night_of(datetime.now(UTC)), FALL.search(fall)
        falls = set()
        for run in self.desk.state.runs(self.name, 20):
            if run.state in ("ok", "degraded"):
                break
            then = FALL.search(run.reason or "")
            if run.night != tonight and now and then and int(then[1]) <= int(now[1]):
                falls.add(run.night)
        return len(falls) >= FALLS_ACCEPTED_AFTER

    def _watermark(self, rows: Iterable[Due]) -> date | None:
        """The latest listed date; None when a backfill leaves a gap below it: the next night walks all."""
        newest = max((row.listed_date for row in rows if row.listed_date), default=None)
        good = self.last_good()
        since = self.since.isoformat() if self.since else ""
        gap = self.until or (good and good.watermark and since > good.watermark)
        return None if gap else newest

    def _wanted(self, listed: date | None) -> bool:
        if listed is None:
            return self.since is None and self.until is None
        return (self.since is None or listed >= self.since) and (self.until is None or listed <= self.until)

    def _related(self, rows: Iterable[Due]) -> tuple[Due, ...]:
        """The interpretations listed under a document, to be fetched once."""
        found = {
            address_key(url): Due(address_key(url), url, listed_title=title)
            for row in rows
            for title, url in row.related
        }
        known = self.desk.held(found) if self.desk else {}
        return tuple(due for key, due in found.items() if key not in known)

    def _dry_outcome(self) -> Run:
        now = stamp(datetime.now(UTC))
        blank = Run(0, self.name, now[:10], now, now, "ok", 0, None, 0, 0, 0, 0, None, None, None)
        if self.fault:
            return replace(blank, state="failed", reason=str(self.fault))
        why = f"dry run: would fetch {len(self.would_fetch)}"
        return replace(blank, rows=self.listed, count_said=self.count_said, reason=why)


def _words(shape: frozenset[str]) -> str:
    return " ".join(sorted(shape)[:6]) or "nothing else"


def _is_new(due: Due, recent: date | None) -> bool:
    """Whether a page is of the days that every night asks for; all else is of the past."""
    return recent is not None and due.listed_date is not None and due.listed_date >= recent


def answer_of(response: Response) -> Answer:
    """A Scrapy response as a record."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Answer(response.url, response.status, headers, response.body, datetime.now(UTC))


def is_gone(answer: Answer) -> bool:
    """Whether an answer says that a page is no more: 404, 410, or a page that says so."""
    return answer.status in (404, 410) or (answer.status == 200 and says_gone(answer.body))


def _unfit(answer: Answer, due: Due) -> str | None:
    """Why an answer is not the page or file that was asked for."""
    if answer.status == 304:
        return None
    if answer.status != 200:
        return f"HTTP {answer.status}"
    if not answer.body:
        return "an empty answer"
    if due.role == "attachment" and is_error_page(due.url, answer.body):
        return "an HTML page where a file was named"
    if due.role == "page" and says_gone(answer.body):
        return "HTTP 200 with a page that says it is gone"
    return None


def _reason(failure: Failure) -> str:
    if isinstance(failure.value, SourceFault):
        return str(failure.value)
    return f"{type(failure.value).__name__}: {failure.getErrorMessage()}".splitlines()[0][:300]

"""Hosts are asked as slowly as they want to be: one request at a time, the rate, Crawl-delay, Retry-After."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from time import monotonic

import pytest
from scrapy.http import Response

from crawler import settings
from crawler.politeness import retry_after
from kb.home import REPOSITORY, Home
from kb.state import Run, State
from tests.crawling import Child, crawling_child
from tests.hostile import LONG, TAKES, Asked, Hostile

HOME_PAGE = "/zwgk/zcwj/wjfb/tz/index.html"


def test_a_crawl_delay_is_kept(home: Home) -> None:
    with host(b"User-agent: *\nCrawl-delay: 0.7\n", statuses=[200]) as (base, asked):
        crawl(home, base)
    (_, robots), (path, page) = asked[:2]
    assert path == HOME_PAGE
    assert page - robots >= 0.65


def test_a_short_retry_after_pauses_the_host(home: Home) -> None:
    with host(b"", statuses=[503, 200], waits="1") as (base, asked):
        crawl(home, base)
    pages = [when for path, when in asked if path == HOME_PAGE]
    assert len(pages) == 2
    assert pages[1] - pages[0] >= 0.95


def test_a_long_retry_after_is_not_waited_for(home: Home) -> None:
    with host(b"", statuses=[503, 200], waits="3600") as (base, asked):
        run = crawl(home, base)
    assert [path for path, _ in asked] == ["/robots.txt", HOME_PAGE]
    assert run["state"] == "failed"
    assert "HTTP 503" in str(run["reason"])


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("120", 120.0), ("soon", None), ("", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(written: str, seconds: float | None) -> None:
    assert retry_after(Response("https://h/", headers={"Retry-After": written})) == seconds


def test_a_date_to_come_is_the_time_until_then() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    found = retry_after(Response("https://h/", headers={"Retry-After": moment}))
    assert found is not None
    assert 80 < found <= 90


# -- what the log of a real crawl says

DELAY = 0.1
SOONEST = DELAY * (1 - settings.DOWNLOAD_DELAY_JITTER)
CLOCK = 0.01  # what two clocks may differ by


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with crawling_child() as running:
        yield running


def asked_of(child: Child, home: Home, site: Hostile, delay: float = DELAY) -> tuple[Run, list[Asked]]:
    """A run of the long list with real limits, and what the host was asked, in order."""
    limits = {"DOWNLOAD_DELAY": delay, "CONCURRENT_REQUESTS": 16}
    run = child(home, site.base_url, "tests.hostile:LongSpider", settings=limits)
    return run, sorted(site.log, key=lambda asked: asked.began)


def pauses(asked: list[Asked]) -> list[float]:
    return [later.began - earlier.began for earlier, later in pairwise(asked)]


def test_a_host_is_never_asked_twice_at_once_nor_faster_than_its_rate(child: Child, home: Home) -> None:
    with Hostile() as site:
        run, asked = asked_of(child, home, site)
    assert (run.state, run.new, len(asked)) == ("ok", LONG, LONG + 2)
    assert min(pauses(asked)) >= SOONEST - CLOCK
    assert sum(pauses(asked)) / (len(asked) - 1) > DELAY * 0.7


def test_one_answer_is_awaited_before_the_next_is_asked_for(child: Child, home: Home) -> None:
    """The delay is shorter than an answer takes here: only the limit of one request a host holds back."""
    with Hostile() as site:
        run, asked = asked_of(child, home, site, delay=0.001)
    answers = [one for one in asked if one.path.startswith("/art/")]
    assert (run.state, len(answers)) == ("ok", LONG)
    assert all(later.began >= earlier.ended - CLOCK for earlier, later in pairwise(answers))
    assert min(pauses(answers)) >= TAKES


def test_a_crawl_delay_holds_for_every_request_of_the_run(child: Child, home: Home) -> None:
    with Hostile(robots=(200, b"User-agent: *\nCrawl-delay: 0.25\n")) as site:
        run, asked = asked_of(child, home, site, delay=0.01)
    assert (run.state, len(asked)) == ("ok", LONG + 2)
    assert min(pauses(asked)) >= 0.25 - CLOCK


@pytest.mark.parametrize(("status", "state"), [(503, "ok"), (429, "degraded")])
def test_nothing_of_a_host_is_asked_for_while_it_asks_to_wait(
    child: Child, home: Home, status: int, state: str
) -> None:
    with Hostile() as site:
        site.busy["/art/long-3.html"] = (status, 1)
        run, asked = asked_of(child, home, site, delay=0.01)
    (first,) = (n for n, one in enumerate(asked) if one.path == "/art/long-3.html" and n < 6)
    assert run.state == state
    assert pauses(asked)[first] >= 1.0 - CLOCK
    assert len(asked) >= LONG + 2, "and then it goes on"


def test_a_host_that_asks_to_wait_for_long_is_left_for_the_night(child: Child, home: Home) -> None:
    with Hostile() as site:
        site.busy["/art/long-3.html"] = (503, 3600)
        run, asked = asked_of(child, home, site, delay=0.01)
    assert run.state == "failed"
    assert "HostFailing: HTTP 503 asks to wait 3600 s" in (run.reason or "")
    assert asked[-1].path == "/art/long-3.html", "nothing more is asked for, also not what waited already"
    assert run.new == 3
    with State(home) as state:
        due = state.due("long")
        assert len(due) == LONG - 3
        assert {known.tries for known in state.held(one.key for one in due).values()} == {0}


def crawl(home: Home, base: str) -> dict[str, object]:
    command = [sys.executable, "-m", "scrapy", "crawl", "miit_notices", "--json"]
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": base}
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    run: dict[str, object] = json.loads(done.stdout)
    return run


@contextmanager
def host(
    robots: bytes, statuses: list[int], waits: str | None = None
) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """A host with this robots.txt that answers with these statuses one after the other; what it was asked."""
    asked: list[tuple[str, float]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, monotonic()))
            status = 200 if self.path == "/robots.txt" else statuses.pop(0)
            body = robots if self.path == "/robots.txt" else b"<p>page</p>"
            self.send_response(status)
            if status == 503 and waits:
                self.send_header("Retry-After", waits)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()

"""Hosts are asked as slowly as they want to be: Crawl-delay, Retry-After."""

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
from time import monotonic

import pytest
from scrapy.http import Response

from crawler.politeness import retry_after
from kb.home import REPOSITORY, Home

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

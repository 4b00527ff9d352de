"""The real spiders against the sample portal: what a site can do to us, and what is kept.

The portal runs here, the spiders in a child; what they left is read from the archive and the state.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cleaners.address import address_key
from crawler.capture import Answer, Desk, SourceFacts, files_named
from crawler.guards import is_whole, says_gone, wall
from crawler.report import is_red, table
from crawler.verb import locked
from kb.archive import Capture, captures, names, visit_names
from kb.home import REPOSITORY, Home
from kb.lock import locked as building
from kb.state import Due, State
from samples.portal.library import column
from samples.portal.server import Portal
from tests.crawling import Crawl, content, crawling_child
from tests.nights import days_pass

NOTICES = "miit_notices"
LAMPS = SourceFacts("lamps", "虚构的灯塔部", "official", "jpaas", "https://www.example.gov.cn/tz/index.html")


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    """Crawl a portal into a home, in the child; the notices when no source is named."""
    with crawling_child() as child:
        yield lambda home, replica, spider=NOTICES, since=None: child(home, replica, spider, since)


def pages(home: Home) -> set[str]:
    return {capture.url for capture in content(home) if capture.role == "page"}


# -- a sound night


def test_a_sound_night_brings_pages_files_and_relations(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url)
        listed = {t.path for c in [column("tz")] for t in portal.rows(c)}
    assert (run.state, run.rows, run.count_said, run.failed) == ("ok", len(listed), len(listed), 0)
    kept = content(home)
    assert {c.url.removeprefix(portal.base_url) for c in kept if c.role == "page"} >= listed
    assert all(c.fictional and c.lineage == "official" and c.source == NOTICES for c in kept)
    assert any(c.related for c in kept)
    files = [c for c in kept if c.role == "attachment"]
    assert files
    assert all(c.referrer in pages(home) for c in files)
    assert run.new == len(pages(home))


def test_a_second_night_over_an_unchanged_site_adds_nothing_to_read(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url)
        held, visits = names(home), visit_names(home)
        run = crawl(home, portal.base_url)
    assert (run.state, run.new, run.changed) == ("ok", 0, 0)
    assert run.unchanged > 0
    assert names(home) == held
    revisits = [c for name in set(visit_names(home)) - set(visits) for c in captures(home, name)]
    assert [c.status for c in revisits if isinstance(c, Capture) and c.role == "page"] == [
        304
    ] * run.unchanged


def test_the_next_night_brings_only_what_is_new(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url)
        before, asked = pages(home), len(portal.log)
        portal.advance(9)
        run = crawl(home, portal.base_url)
        fresh = {portal.base_url + t.path for t in portal.rows(column("tz"))} - before
        again = portal.log[asked:]
    assert run.state == "ok"
    assert fresh
    assert pages(home) - before >= fresh
    assert run.new == len(pages(home) - before)
    assert len(again) < asked


def test_a_revised_page_is_a_second_capture_of_one_address(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url)
        portal.inject("revision")
        run = crawl(home, portal.base_url)
    assert run.changed > 0
    twice = [c.url for c in content(home) if c.role == "page"]
    assert len(twice) - len(set(twice)) == run.changed


def test_a_row_that_shifts_between_pages_is_neither_lost_nor_doubled(crawl: Crawl, home: Home) -> None:
    with Portal(["page-shift"]) as portal:
        run = crawl(home, portal.base_url)
        listed = {portal.base_url + t.path for t in portal.rows(column("tz"))}
    assert run.state == "ok"
    assert listed <= pages(home)
    urls = [c.url for c in content(home)]
    assert len(urls) == len(set(urls))


def test_the_feed_only_fetches_what_is_not_held(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        first = crawl(home, portal.base_url, "miit_feed")
        second = crawl(home, portal.base_url, "miit_feed")
    assert (first.state, first.new, second.state, second.new) == ("ok", first.rows, "ok", 0)


def test_since_takes_only_the_days_asked_for(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, since="2026-01-01")
    dated = [c.listed_date for c in content(home) if c.role == "page" and c.listed_date]
    assert run.state == "ok"
    assert dated
    assert all(day.year >= 2026 for day in dated)


# -- lists that cannot be believed


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("unprimed", "UnitFailed"),
        ("empty-fragment", "EmptyFragment"),
        ("empty-html", "EmptyFragment"),
        ("count-mismatch", "RowCountMismatch"),
        ("stalled-paging", "PageMismatch"),
        ("truncated-json", "UnitFailed"),
        ("wall-521", "BlockedByWall"),
        ("forbidden-403", "BlockedByWall"),
        ("captcha-200", "BlockedByWall"),
        ("server-500", "FetchFailed"),
        ("busy-503", "HostFailing"),
        ("gzip-truncated", "FetchFailed"),
    ],
)
def test_a_list_that_cannot_be_believed_fails_the_source_and_stores_nothing(
    crawl: Crawl, home: Home, fault: str, named: str
) -> None:
    with Portal([fault]) as portal:
        run = crawl(home, portal.base_url)
    assert run.state == "failed"
    assert (run.reason or "").startswith(named + ": ")
    assert is_red([run])
    assert named in table([run])
    assert names(home) == ()
    with State(home) as state:
        assert state.due(NOTICES) == ()


def test_a_failed_night_keeps_what_was_held_and_the_next_night_heals(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url)
        held = names(home)
        portal.advance(9)
        portal.inject("empty-fragment")
        assert crawl(home, portal.base_url).state == "failed"
        assert names(home) == held
        portal.heal()
        healed = crawl(home, portal.base_url)
        listed = {portal.base_url + t.path for t in portal.rows(column("tz"))}
    assert (healed.state, listed <= pages(home)) == ("ok", True)


def test_a_count_that_fell_fails_until_it_was_seen_on_three_nights(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url)
        portal.inject("withdrawn")
        outcomes = []
        for night in ("2026-01-01", "2026-01-02", None):
            run = crawl(home, portal.base_url)
            outcomes.append((run.state, (run.reason or "").split(":")[0]))
            if night:
                _move_last_run_to(home, night)
    assert outcomes == [("failed", "CountFell"), ("failed", "CountFell"), ("ok", "")]


# -- pages that cannot be had


@pytest.mark.parametrize("fault", ["soft-404", "gone-404", "redirect-private", "redirect-loop", "short-body"])
def test_pages_that_cannot_be_had_are_counted_and_not_stored(crawl: Crawl, home: Home, fault: str) -> None:
    with Portal([f"{fault}@/zwgk/wjgs/art/"]) as portal:
        run = crawl(home, portal.base_url, "miit_publicity")
    assert run.state in ("degraded", "failed")
    assert run.failed > 0
    assert run.reason
    assert pages(home) == set()


def test_a_second_page_behind_a_wall_ends_the_source_and_both_stay_due(crawl: Crawl, home: Home) -> None:
    with Portal(["captcha-200@/zwgk/wjgs/art/"]) as portal:
        run = crawl(home, portal.base_url, "miit_publicity")
        asked = portal.requests("/zwgk/wjgs/art/")
    assert run.state == "failed"
    assert (run.reason or "").startswith("BlockedByWall: ")
    assert (pages(home), run.failed) == (set(), 0)
    assert len(asked) < run.rows
    with State(home) as state:
        assert len(state.due("miit_publicity")) == run.rows


def test_an_error_page_is_not_kept_as_a_file(crawl: Crawl, home: Home) -> None:
    with Portal(["attachment-html"]) as portal:
        run = crawl(home, portal.base_url, "miit_publicity")
        assert run.state == "degraded"
        assert not [c for c in content(home) if c.role == "attachment"]
        portal.heal()
        mended = crawl(home, portal.base_url, "miit_publicity")
    assert (mended.state, mended.new) == ("ok", 0)
    assert [c for c in content(home) if c.role == "attachment"]


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (404, b"", True),
        (200, b"User-agent: *\nDisallow:\n", True),
        (200, b"User-agent: *\nDisallow: /\n", False),
        (503, b"", False),
        (403, b"", False),
    ],
)
def test_robots_txt_that_cannot_be_read_allows_nothing(
    crawl: Crawl, home: Home, status: int, body: bytes, allowed: bool
) -> None:
    with _robots_server(status, body) as (base, asked):
        run = crawl(home, base)
    assert run.state == "failed"
    assert [path for path in asked if path != "/robots.txt"] == (
        ["/zwgk/zcwj/wjfb/tz/index.html"] if allowed else []
    )


# -- kills


def test_a_killed_crawl_loses_no_page(home: Home) -> None:
    with Portal() as portal:
        listed = {portal.base_url + t.path for t in portal.rows(column("tz"))}
        environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url}
        command = [sys.executable, "-m", "scrapy", "crawl", NOTICES]
        with subprocess.Popen(
            [*command, "-s", "DOWNLOAD_DELAY=0.05"], cwd=REPOSITORY, env=environment
        ) as child:
            while len(portal.requests("/zwgk/zcwj/wjfb/tz/art/")) < 8 and child.poll() is None:
                time.sleep(0.01)
            child.send_signal(signal.SIGKILL)
        assert names(home) == ()
        done = subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert listed <= pages(home)
    urls = [c.url for c in content(home)]
    assert len(urls) == len(set(urls))
    with State(home) as state:
        assert [run.state for run in state.runs(NOTICES)] == ["ok", "killed"]
        assert state.due(NOTICES) == ()
    asked = [r.path for r in portal.requests("/zwgk/zcwj/wjfb/tz/art/")]
    assert len(asked) < len(listed) + 6


def test_a_kill_between_naming_a_file_and_telling_the_state_costs_nothing(home: Home) -> None:
    facts = LAMPS
    url = "https://www.example.gov.cn/art_1.html"
    notice = Due(address_key(url), url, listed_title="通知")
    page = '<p>灯塔</p><a href="/f/名单.xlsx">附件：名单</a>'.encode()
    killed = Desk(home, facts)
    killed.enter([notice], None)
    (file,) = killed.keep(notice, Answer(notice.url, 200, (("ETag", '"1"'),), page, datetime.now(UTC)))
    assert killed._pages is not None
    killed._pages.close()
    killed.state.close()
    again = Desk(home, facts)
    assert again.due() == (file,)
    assert again.held([notice.key])[notice.key].etag == '"1"'
    assert again.close(None).state == "ok"


def test_a_visit_that_a_killed_run_made_is_not_made_again_and_keeps_its_validators(home: Home) -> None:
    url = "https://www.example.gov.cn/art_1.html"
    notice, page = Due(address_key(url), url, listed_title="通知"), "<p>灯塔</p>".encode()
    first = Desk(home, LAMPS)
    first.enter([notice], None)
    first.keep(notice, Answer(url, 200, (("ETag", '"1"'), ("Last-Modified", "day")), page, datetime.now(UTC)))
    first.close(None)
    days_pass(home, 90)
    time.sleep(1)  # files of another second are another run's
    killed = Desk(home, LAMPS)
    assert killed.revisit(None) == (notice,)
    killed.keep(notice, Answer(url, 304, (), b"", datetime.now(UTC)))
    killed.state.close()
    del killed  # its open file is no longer locked, as after a kill
    again = Desk(home, LAMPS)
    assert again.revisit(None) == ()
    known = again.held([notice.key])[notice.key]
    assert (known.etag, known.last_modified) == ('"1"', "day")
    assert again.close(None).state == "ok"
    assert len(pages(home)) == 1


# -- verbs


def test_a_home_that_cannot_be_written_fails_in_one_line(crawl: Crawl, home: Home) -> None:
    home.root.mkdir()
    home.var.write_text("a file where a folder must be", encoding="utf-8")
    with Portal() as portal:
        run = crawl(home, portal.base_url)
        asked = portal.log
    assert run.state == "failed"
    assert (run.reason or "").startswith("CrawlBroken: the home ")
    assert asked == []


def test_a_second_night_at_the_same_time_exits_3(home: Home) -> None:
    with locked(home, "nightly"):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "nightly"],
            cwd=REPOSITORY,
            env={**os.environ, "TIAOWEN_HOME": str(home.root)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("nightly is already running")


def test_a_night_that_cannot_build_still_tells_what_it_crawled(home: Home) -> None:
    with Portal(faults=["robots-deny"]) as portal, building(home, "build"):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "nightly", "--only", NOTICES, "--json"],
            cwd=REPOSITORY,
            env={**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url},
            capture_output=True,
            text=True,
            check=False,
        )
    told = json.loads(done.stdout)
    assert done.returncode == 3
    assert [row["source"] for row in told["sources"]] == [NOTICES]
    assert told["build"] is None


def test_days_in_the_wrong_order_are_one_clear_line_and_exit_2(home: Home) -> None:
    days = ["--since", "2031-02-01", "--until", "2031-01-01"]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", NOTICES, *days],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--since 2031-02-01 lies behind --until 2031-01-01\n"


def test_an_unknown_source_is_one_clear_line_and_exit_2(home: Home) -> None:
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root)}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "lighthouse"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("no source named 'lighthouse'; there are: ")
    assert done.stderr.count("\n") == 1


def test_a_page_of_another_host_is_not_read_by_this_sources_rules(home: Home) -> None:
    desk = Desk(home, LAMPS)
    for url in (
        "http://wap.example.gov.cn/a.html",
        "https://other.gov.cn/a.html",
        "https://news.example.cn/a.html",
    ):
        desk.keep(Due(address_key(url), url), Answer(url, 200, (), b"<p>x</p>", datetime.now(UTC)))
    desk.close(None)
    assert [(c.rules, c.lineage) for c in content(home)] == [
        ("jpaas", "official"),
        (None, "official"),
        (None, "unknown"),
    ]


# -- guards


def test_walls_are_told_from_pages() -> None:
    page = "<html><body><p>在线申报时须填写验证码。</p></body></html>".encode()
    assert wall(200, page, "x") is None
    assert wall(521, b"", "x") is not None
    assert wall(200, b"<script>document.cookie='a';location.href=location.pathname</script>", "x") is not None
    assert wall(200, "<p>请输入验证码</p>".encode(), "x") is not None
    assert wall(200, b"<p>" + "请输入验证码".encode() + b"x" * 9000, "x") is None


def test_a_short_page_that_says_gone_is_gone() -> None:
    assert says_gone("<p>您访问的页面不存在</p>".encode())
    assert not says_gone("<p>该目录自发布之日起施行</p>".encode())


def test_the_files_of_a_page_are_its_links_and_its_viewers() -> None:
    page = (
        '<p>附件：<a href="/f/1.docx">名单 一</a><a href="http://www.example.gov.cn/f/1.docx">again</a>'
        '<a href="x.html">no file</a><a href="javascript:open(1)">no</a><a href="http://[bad.pdf">no</a></p>'
        '<iframe src="/pdfjs/viewer.html?file=/f/2.pdf" fileurl="/f/2.pdf"></iframe>'
        '<iframe src="/pdfjs/viewer.html?file=%2Ff%2F3.pdf&amp;page=1"></iframe><embed src="/f/4.ofd">'
    )
    for body in (page.encode(), page.encode("gb18030")):
        found = files_named(body, "https://www.example.gov.cn/tz/a.html")
        assert [due.url.removeprefix("https://www.example.gov.cn") for due in found] == [
            "/f/1.docx",
            "/f/2.pdf",
            "/f/3.pdf",
            "/f/4.ofd",
        ]
        assert found[0].listed_title == "名单 一"
        assert {due.role for due in found} == {"attachment"}
    assert files_named(b"", "https://www.example.gov.cn/") == ()


def test_a_cut_body_is_not_whole() -> None:
    noise = os.urandom(200_000)
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = {
        b"gzip": [gzip.compress(noise)],
        b"deflate": [zlib.compress(noise), bare.compress(noise) + bare.flush()],
    }
    for coding, bodies in packed.items():
        for body in bodies:
            assert is_whole(body, coding)
            assert not is_whole(body[:-3], coding)
        assert not is_whole(b"not packed", coding)
    assert is_whole(b"not packed", b"identity")


def _move_last_run_to(home: Home, night: str) -> None:
    import sqlite3

    db = sqlite3.connect(home.state)
    db.execute("UPDATE runs SET night = ? WHERE id = (SELECT max(id) FROM runs)", (night,))
    db.commit()
    db.close()


class _robots_server:
    """A host that answers robots.txt as told, and 404 to all else."""

    def __init__(self, status: int, body: bytes) -> None:
        asked: list[str] = []

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                robots = self.path == "/robots.txt"
                self.send_response(status if robots else 404)
                self.send_header("Content-Length", str(len(body) if robots else 0))
                self.end_headers()
                if robots:
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)

    def __enter__(self) -> tuple[str, list[str]]:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}", self.asked

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

"""Nights at the edges: lists that grow while they are read, late notices, one row, two starts, a wrong clock.

Real nights on the sample portal, which is fictional.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kb.home import REPOSITORY, Home
from kb.state import State, night_of, stamp
from kb.store import dump
from pipeline.building import build
from samples.portal import Portal
from samples.portal.library import Column, Text, column
from samples.portal.wire import Reply, Request
from tests.crawling import Crawl, content, crawling_child, pages
from tests.nights import days_pass

NOTICES, PUBLICITY = "miit_notices", "miit_publicity"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
NEWEST = datetime.fromisoformat("2026-11-18T09:00:00")


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with crawling_child() as child:
        yield child


def notice(name: str, day: datetime) -> Text:
    return Text(f"edge-{name}", "tz", f"关于虚构渡口{name}事项的通知", day, ("渡口每日检查一次。",))


class EdgePortal(Portal):
    """The sample portal with notices of the tests among its own, in the order of their days."""

    more: tuple[Text, ...] = ()

    def visible(self) -> tuple[Text, ...]:
        return tuple(sorted((*self.more, *super().visible()), key=lambda text: text.published, reverse=True))

    def named(self, *names: str) -> set[str]:
        return {self.base_url + text.path for text in self.more if text.slug.removeprefix("edge-") in names}


class GrowingPortal(EdgePortal):
    """Two notices more on top of the list each time that a page of it was read, six in all."""

    def answer(self, request: Request) -> Reply:
        made = super().answer(request)
        if request.path == UNIT and request.query.get("pageId") and len(self.more) < 6:
            day = NEWEST + timedelta(hours=len(self.more))
            self.more += tuple(notice(f"{day.hour}时{n}", day + timedelta(minutes=n)) for n in (1, 2))
        return made


class ShortPortal(Portal):
    """A portal whose list has one row, on request, and says so itself."""

    cut = False

    def rows(self, col: Column) -> tuple[Text, ...]:
        return super().rows(col)[: 1 if self.cut else None]


def nightly(home: Home, portal: Portal, source: str, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "nightly", "--json", "--only", source, *options],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def held(home: Home) -> set[str]:
    """The addresses of the pages held."""
    return {capture.url for capture in pages(home)}


# -- lists that move


def test_rows_that_push_others_to_the_next_page_while_it_is_read_lose_none(crawl: Crawl, home: Home) -> None:
    with GrowingPortal() as portal:
        run = crawl(home, portal.base_url, NOTICES)
        listed = {row.path for row in portal.rows(column("tz"))}
        assert len(portal.more) == 6
        assert {portal.base_url + path for path in listed} <= held(home)
    assert (run.state, run.rows, run.failed) == ("ok", len(listed), 0)
    urls = [capture.url for capture in content(home)]
    assert len(urls) == len(set(urls))


def test_late_notices_of_the_last_week_are_taken_at_once_and_older_ones_are_never_lost(
    crawl: Crawl, home: Home
) -> None:
    with EdgePortal() as portal:
        crawl(home, portal.base_url, NOTICES)
        with State(home) as state:
            good = state.last_good(NOTICES)
        assert good is not None
        assert good.watermark is not None
        newest = datetime.fromisoformat(good.watermark)
        days_pass(home)
        late, dated_back = (
            notice("迟发", newest - timedelta(days=6)),
            notice("倒签", newest - timedelta(days=900)),
        )
        portal.more = (late, dated_back)
        run = crawl(home, portal.base_url, NOTICES, budget=0)
        assert (run.state, run.new) == ("ok", 1)
        assert "1 older pages are left for the next nights" in (run.reason or "")
        assert portal.named("迟发") <= held(home)
        days_pass(home)
        run = crawl(home, portal.base_url, NOTICES, budget=5)
        assert (run.state, run.new) == ("ok", 1)
        assert portal.named("倒签") <= held(home)


def test_one_row_instead_of_all_is_a_red_night_that_keeps_what_was_held(crawl: Crawl, home: Home) -> None:
    with ShortPortal() as portal:
        crawl(home, portal.base_url, NOTICES)
        build(home)
        base, archive = list(dump(home.kb)), content(home)
        days_pass(home)
        portal.cut = True
        out, err = (red := nightly(home, portal, NOTICES)).communicate()
        report = json.loads(out)
        (row,) = report["sources"]
        assert (red.returncode, err) == (1, "")
        assert (row["state"], row["new"], row["removed"]) == ("failed", 0, 0)
        assert row["reason"].startswith("TooFewRows: 1 rows at ")
        assert (report["absences"], report["build"]["rows"]) == ([], 0)
        assert (list(dump(home.kb)), content(home)) == (base, archive)
        days_pass(home)
        portal.cut = False
        healed = crawl(home, portal.base_url, NOTICES)
        assert (healed.state, healed.new, healed.removed) == ("ok", 0, 0)


# -- nights that begin wrongly


def test_of_two_nights_begun_at_once_one_exits_3_and_nothing_is_fetched_twice(home: Home) -> None:
    with Portal() as portal:
        both = [nightly(home, portal, PUBLICITY) for _ in range(2)]
        told = [one.communicate() for one in both]
        asked = [request.path for request in portal.requests("/zwgk/wjgs/art/")]
    assert sorted(one.returncode for one in both) == [0, 3]
    (refused,) = (index for index, one in enumerate(both) if one.returncode == 3)
    assert told[refused] == ("", f"nightly is already running in {home.root}\n")
    assert asked
    assert len(asked) == len(set(asked))


def test_a_clock_set_back_a_day_is_told_and_the_operator_may_say_that_it_is_right_now(home: Home) -> None:
    ahead = datetime.now(UTC) + timedelta(days=1)
    with State(home) as state, state.transaction() as db:
        db.execute(
            "INSERT INTO runs (source, night, started, state) VALUES (?, ?, ?, 'ok')",
            (PUBLICITY, night_of(ahead), stamp(ahead)),
        )
    with Portal() as portal:
        out, err = (refused := nightly(home, portal, PUBLICITY)).communicate()
        assert (refused.returncode, out, err.count("\n")) == (2, "", 1)
        assert "the clock says" in err
        assert portal.log == []
        out, err = (trusted := nightly(home, portal, PUBLICITY, "--trust-clock")).communicate()
        assert (trusted.returncode, err) == (0, "")
        assert json.loads(out)["sources"][0]["new"] > 0

"""Backfill: a year of a column in budgeted nights, killed at random; the coverage date is always right."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Self

from cleaners.address import address_key
from kb.archive import Capture, captures, names
from kb.home import REPOSITORY, Home
from kb.state import Due, State, reaches
from samples.portal.library import Text
from samples.portal.server import Portal
from tests.crawling import crawling_child

NOTICES = "miit_notices"
ROWS, DAYS_APART, BUDGET = 92, 4, 20
NEWEST = datetime.fromisoformat("2026-11-18T09:00:00")  # as the portal prints it: Beijing, naive
Crawl = Callable[[int], dict[str, object]]


class YearPortal(Portal):
    """The portal with a year of notices in one column; each night publishes one more."""

    def visible(self) -> tuple[Text, ...]:
        fresh = [_notice(-n) for n in range(self.night - 1, 0, -1)]
        return (*fresh, *(_notice(n) for n in range(ROWS)))

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def days(self) -> dict[str, date]:
        """The listed day of each address tonight."""
        return {address_key(self.base_url + t.path): t.published.date() for t in self.visible()}


def _notice(number: int) -> Text:
    published = NEWEST - timedelta(days=DAYS_APART * max(number, 0)) + timedelta(hours=max(-number, 0))
    lines = (
        f"= 产振部历〔{published.year}〕{200 + number}号",
        "各省产业振兴主管部门：",
        f"现将第{200 + number}期工坊历书印发，请张贴于集市入口。",
    )
    attached = ("附件：", "@attach holders-2024") if number % 30 == 7 else ()
    return Text(
        f"year-{number}", "tz", f"关于印发第{200 + number}期工坊历书的通知", published, (*lines, *attached)
    )


# -- the nights


def test_a_year_in_budgeted_nights_killed_at_random_is_complete_and_never_overstated(home: Home) -> None:
    dice = random.Random(20261122)
    with YearPortal() as portal, children(home, portal) as crawl:
        bounds: list[str | None] = []
        for night in range(12):
            if night % 2 == 0:
                killed_night(home, portal, after=dice.randrange(3, BUDGET))
                not_overstated(home, portal)
            run = crawl(BUDGET)
            assert run["state"] == "ok"
            bounds.append(right_date(home, portal))
            if bounds[-1] == "":
                break
            portal.advance()
        listed = set(portal.days())
    held = pages_held(home)
    with State(home) as state:
        killed = [run for run in state.runs(NOTICES, 50) if run.state == "killed"]
    assert len(killed) > 1
    assert bounds[-1] == ""
    assert len(bounds) > 2
    assert bounds == sorted(bounds, key=lambda day: day or "0", reverse=True), "it only reaches further back"
    assert set(held) == listed
    assert len(held) == len(set(held)), "a page was archived twice"


def test_tonights_news_is_never_put_off_by_the_backlog(home: Home) -> None:
    with YearPortal() as portal, children(home, portal) as crawl:
        crawl(5)
        portal.advance()
        run = crawl(0)
        fresh = address_key(portal.base_url + portal.visible()[0].path)
    assert fresh in pages_held(home)
    assert (run["new"], run["reason"]) == (1, f"{ROWS - 5} older pages are left for the next nights")


def test_sources_and_the_reader_say_the_same_date(home: Home) -> None:
    with YearPortal() as portal, children(home, portal) as crawl:
        crawl(10)
        days = sorted(portal.days().values(), reverse=True)
    env = {**os.environ, "TIAOWEN_HOME": str(home.root)}
    command = [sys.executable, "-m", "scrapy", "sources", "--json"]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, check=True)
    (told,) = [row for row in json.loads(done.stdout) if row["name"] == NOTICES]
    (reach,) = reaches(home)
    assert told["complete_back_to"] == reach.complete_back_to == (days[10] + timedelta(days=1)).isoformat()
    assert told["waiting"] == reach.waiting == ROWS - 10


# -- the state


def test_a_state_of_version_1_is_brought_forward_with_what_it_knew(home: Home) -> None:
    home.var.mkdir(parents=True)
    old = sqlite3.connect(home.state)
    old.executescript(resources.files("kb").joinpath("state.sql").read_text(encoding="utf-8"))
    old.execute("PRAGMA user_version = 1")
    old.execute(
        "INSERT INTO runs (id, source, night, started, state, count_said, back_to)"
        " VALUES (1, 'lamps', '2026-01-01', '2026-01-01T00:00:00Z', 'ok', 2, '')"
    )
    for key, sha256 in (("held", "aa"), ("open", None)):
        old.execute(
            "INSERT INTO fetch (key, url, host, source, role, first_seen, listed_date, body_sha256,"
            " http_status) VALUES (?, ?, 'h', 'lamps', 'page', '2026-01-01T00:00:00Z', '2026-01-05', ?, ?)",
            (key, f"https://h/{key}", sha256, 200 if sha256 else None),
        )
    old.commit()
    old.close()
    with State(home) as state:
        assert [due.key for due in state.due("lamps")] == ["open"]
        assert state.reach("lamps").complete_back_to == "2026-01-06"


def test_what_was_given_up_bounds_nothing_and_is_told(home: Home) -> None:
    lost = Due("lost", "https://h/lost", listed_title="佚", listed_date=date(2026, 5, 1))
    with State(home) as state:
        run = state.begin_run("lamps")
        state.add_due("lamps", [lost], run)
        for night in ("2026-06-01", "2026-06-01", "2026-06-02"):
            state.missed(["lost"], night)
        assert state.given_up("lamps") == ()
        state.missed(["lost"], "2026-06-03")
        assert state.given_up("lamps") == (lost,)
        assert (state.reach("lamps").waiting, state.reach("lamps").given_up) == (0, 1)


def test_without_a_state_nothing_is_claimed(home: Home) -> None:
    assert reaches(home) == ()
    home.var.mkdir(parents=True)
    home.state.write_bytes(b"no database")
    assert reaches(home) == ()


# -- parts


@contextmanager
def children(home: Home, portal: Portal) -> Iterator[Crawl]:
    """A child that crawls the notices with a budget, night after night."""
    with crawling_child() as child:
        yield lambda budget: asdict(child(home, portal.base_url, NOTICES, budget=budget))


def killed_night(home: Home, portal: Portal, after: int) -> None:
    """A night that dies after so many pages."""
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url}
    command = [sys.executable, "-m", "scrapy", "crawl", NOTICES, "--budget", str(BUDGET)]
    before = len(portal.requests("/zwgk/zcwj/wjfb/tz/art/"))
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL) as child:
        while len(portal.requests("/zwgk/zcwj/wjfb/tz/art/")) < before + after and child.poll() is None:
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)


def pages_held(home: Home) -> list[str]:
    """The keys of the pages in the archive, one for each record."""
    found = [record for name in names(home) for record in captures(home, name)]
    return [address_key(c.url) for c in found if isinstance(c, Capture) and c.role == "page"]


def right_date(home: Home, portal: YearPortal) -> str | None:
    """The date the state claims, which must be the day after the newest page that is missing."""
    held, days = set(pages_held(home)), portal.days()
    missing = [day for key, day in days.items() if key not in held]
    with State(home) as state:
        claimed = state.reach(NOTICES).back_to
    assert claimed == ((max(missing) + timedelta(days=1)).isoformat() if missing else "")
    return claimed


def not_overstated(home: Home, portal: YearPortal) -> None:
    """After a kill: nothing that is claimed is missing, but for what was published since the last success."""
    held = set(pages_held(home))
    with State(home) as state:
        claimed = state.reach(NOTICES).back_to
    if claimed is None:
        return
    fresh = address_key(portal.base_url + portal.visible()[0].path)
    lacking = [day for key, day in portal.days().items() if key not in held and key != fresh]
    assert all(day.isoformat() < claimed for day in lacking)

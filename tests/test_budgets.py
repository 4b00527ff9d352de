"""A night's budgets: what they leave undone is deferred, told, and done by the nights that follow."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.project import get_project_settings

from crawler.night import Allowance, plan
from crawler.roster import roster
from kb.home import REPOSITORY, Home
from kb.nights import begin_night, end_night
from kb.read import Base
from kb.state import Run, State, night_of
from samples.portal.server import Portal
from samples.portal.wire import Reply, Request

NAMES = ("miit_notices", "miit_readings")


class SlowPortal(Portal):
    """The sample portal, whose pages take a while; its lists do not."""

    def answer(self, request: Request) -> Reply:
        if "/art/" in request.path:
            time.sleep(0.6)
        return super().answer(request)


def nightly(home: Home, portal: Portal, *options: str) -> tuple[int, dict[str, Any]]:
    """A night of two sources: its exit code and its report."""
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url}
    command = [sys.executable, "-m", "scrapy", "nightly", "--only", *NAMES, "--json", *options]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


def works(home: Home) -> frozenset[str]:
    with Base(home.kb) as base:
        return frozenset(base.fingerprints())


def test_what_a_budget_of_pages_defers_is_told_and_comes_on_the_next_nights(tmp_path: Path) -> None:
    whole, home = Home(tmp_path / "whole"), Home(tmp_path / "home")
    with Portal() as portal:
        nightly(whole, portal)
        code, report = nightly(home, portal, "--pages", "10")
        due, done, deferred = (report["pages"][part] for part in ("due", "done", "deferred"))
        assert (code, done, deferred) == (1, 10, due - 10)
        assert [run["state"] for run in report["sources"]] == ["degraded", "degraded"]
        assert "budget of pages is used up" in report["sources"][0]["reason"]
        code, report = nightly(home, portal)
    assert (code, report["pages"]["deferred"]) == (0, 0)
    assert works(home) == works(whole)


def test_a_night_without_minutes_asks_for_nothing_and_is_no_good_one(tmp_path: Path) -> None:
    with Portal() as portal:
        code, report = nightly(Home(tmp_path), portal, "--minutes", "0")
        assert not portal.log
    assert (code, [run["state"] for run in report["sources"]]) == (1, ["deferred", "deferred"])


def test_a_source_is_ended_when_the_time_is_over_and_keeps_what_came(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with SlowPortal() as portal:
        code, report = nightly(home, portal, "--minutes", "0.2")
        first, second = report["sources"]
        assert (code, first["state"], second["state"]) == (1, "degraded", "deferred")
        assert "budget of minutes is used up" in first["reason"]
        assert 0 < first["pages_done"] < first["pages_due"]
        assert first["pages_done"] + first["pages_deferred"] == first["pages_due"]
    with Base(home.kb) as base:
        assert base.counts()["snapshots"] == first["pages_done"]


@pytest.mark.parametrize("option", ["--pages", "--minutes", "--budget"])
def test_a_budget_below_nothing_is_no_budget(tmp_path: Path, option: str) -> None:
    environment = {**os.environ, "TIAOWEN_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "scrapy", "nightly", option, "-1"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n"), "no number of" in done.stderr) == (2, 1, True)


def whole_night(home: Home, sources: Iterable[str]) -> None:
    """A night of all sources that reached these."""
    number = begin_night(home, whole=True)
    reached(home, sources)
    end_night(home, number, "red")


def reached(home: Home, sources: Iterable[str]) -> None:
    with State(home) as state:
        for name in sources:
            state.begin_run(name)
            state.end_run(replace(state.runs(name)[0], state="ok"))


def due(home: Home) -> list[str]:
    """The nightly sources as the next night takes them."""
    sources = plan(roster(get_project_settings()).sound, home, None).due
    return [cls.name for cls in sources if cls.cadence == "nightly"]


def test_what_was_cut_off_last_night_goes_first(tmp_path: Path) -> None:
    home = Home(tmp_path)
    order = due(home)
    whole_night(home, order[:-1])
    assert due(home) == [order[-1], *order[:-1]]


def test_a_run_of_named_sources_cuts_no_other_off(tmp_path: Path) -> None:
    home = Home(tmp_path)
    order = due(home)
    whole_night(home, order)
    with sqlite3.connect(home.state) as db:  # a day passes
        db.execute("UPDATE runs SET night = date(night, '-1 day')")
        db.execute("UPDATE nights SET night = date(night, '-1 day')")
    db.close()
    end_night(home, begin_night(home, whole=False), "good")
    reached(home, order[:1])
    assert due(home) == order


def test_a_red_night_is_red_though_nobody_reads_its_report(tmp_path: Path) -> None:
    with Portal() as portal:
        environment = {**os.environ, "TIAOWEN_HOME": str(tmp_path), "TIAOWEN_REPLICA": portal.base_url}
        command = [sys.executable, "-m", "scrapy", "nightly", "--only", *NAMES, "--json", "--minutes", "0"]
        night = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE)
        assert night.stdout is not None
        night.stdout.close()
        assert night.wait(120) == 1


def test_an_allowance_never_falls_below_nothing() -> None:
    moment = datetime.now(UTC)
    run = Run(
        1, "lamps", night_of(moment), "", None, "ok", 9, None, 9, 0, 0, 1, None, None, None, pages_done=9
    )
    left = Allowance(pages=8, seconds=timedelta(minutes=1).total_seconds()).after(run, 90.0)
    assert left == Allowance(0, 0.0)

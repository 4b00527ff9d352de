"""Held pages asked for again: on which nights, at which cost, and what a site that took them away leaves."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cleaners.address import address_key
from crawler.visits import open_until, within
from kb.archive import captures, visit_names
from kb.home import REPOSITORY, Home
from kb.nights import begin_night, end_night
from kb.state import BEIJING, Due, Fetched, Run, State, night_of
from kb.store import dump
from kb.visits import STEPS, first_visit, next_visit
from pipeline.building import build
from samples.portal import Portal
from samples.portal.library import Text
from tests.crawling import Crawl, crawling_child, pages
from tests.nights import days_pass

NOTICES, PUBLICITY, COMMENTS = "miit_notices", "miit_publicity", "miit_consultations"
TODAY = datetime.now(BEIJING).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
OLD = 20


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with crawling_child() as child:
        yield child


class SmallPortal(Portal):
    """One notice of today, and notices of long ago; a 公示 and an 意见征集 that are open, and one closed."""

    taken: frozenset[str] = frozenset()

    def visible(self) -> tuple[Text, ...]:
        return tuple(text for text in TEXTS if text.slug not in self.taken)

    def asked(self, slug: str) -> int:
        (path,) = (text.path for text in TEXTS if text.slug == slug)
        return len(self.requests(path))


def _text(slug: str, column: str, title: str, days: int, *lines: str, deadline: int | None = None) -> Text:
    until = TODAY.replace(hour=0) + timedelta(days=deadline) if deadline is not None else None
    return Text(slug, column, title, TODAY - timedelta(days=days), lines, deadline=until)


def _written(day: datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_SHOWN = (
    "现将2030年度拟认定虚构灯塔工坊名单予以公示，接受社会监督。",
    f"公示时间：{_written(TODAY)}至{_written(TODAY + timedelta(days=4))}",
    "公示期内，如有异议，请以书面形式反映。",
)
TEXTS = (
    _text("fresh", "tz", "关于印发虚构灯塔历书的通知", 0, "现将虚构灯塔历书印发给你们，请认真执行。"),
    *(
        _text(f"old-{n}", "tz", f"关于印发第{n}期虚构灯塔历书的通知", 900 + n, f"现将第{n}期虚构历书印发。")
        for n in range(OLD)
    ),
    _text("shown", "gs", "关于2030年度拟认定虚构灯塔工坊名单的公示", 0, *_SHOWN),
    _text("open", "yj", "公开征求对《虚构灯塔规则》的意见", 200, "现公开征求意见。", deadline=3),
    _text("closed", "yj", "公开征求对《虚构航标规则》的意见", 200, "现公开征求意见。", deadline=-3),
)


def night(crawl: Crawl, home: Home, portal: Portal, source: str = NOTICES, **options: int) -> Run:
    return crawl(home, portal.base_url, source, **options)


# -- the schedule


def test_a_page_is_asked_for_at_first_sight_and_after_1_3_7_30_and_90_days(crawl: Crawl, home: Home) -> None:
    asked_on, day = [], 0
    with SmallPortal() as portal:
        night(crawl, home, portal)
        for tonight in (1, 2, 3, 4, 6, 7, 8, 29, 30, 31, 89, 90, 91):
            days_pass(home, tonight - day)
            day, before = tonight, portal.asked("fresh")
            night(crawl, home, portal)
            asked_on += [tonight] * (portal.asked("fresh") - before)
        old = portal.asked("old-3")
    assert tuple(asked_on) == STEPS
    assert old == 2, "what had stood for years is seen once more after 90 days"


def test_lists_are_asked_for_on_every_night(crawl: Crawl, home: Home) -> None:
    with SmallPortal() as portal:
        for _ in range(3):
            before = len(portal.requests("/api-gateway/"))
            night(crawl, home, portal)
            assert len(portal.requests("/api-gateway/")) > before
            days_pass(home, 1)


def test_open_windows_are_visited_daily_and_closed_ones_are_not(crawl: Crawl, home: Home) -> None:
    shown = []
    with SmallPortal() as portal:
        night(crawl, home, portal, PUBLICITY)
        night(crawl, home, portal, COMMENTS)
        for _ in range(6):
            days_pass(home, 1)
            before = portal.asked("shown")
            night(crawl, home, portal, PUBLICITY)
            shown.append(portal.asked("shown") - before)
        night(crawl, home, portal, COMMENTS)
        comments = portal.asked("open"), portal.asked("closed")
    assert shown == [1, 1, 1, 1, 0, 0], "four days more, and nothing before the seventh"
    assert comments == (2, 1)


def test_visits_beyond_the_budget_are_deferred_and_the_report_says_so(crawl: Crawl, home: Home) -> None:
    with SmallPortal() as portal:
        night(crawl, home, portal)
        days_pass(home, 90)
        first = night(crawl, home, portal, budget=8)
        days_pass(home, 1)
        second = night(crawl, home, portal, budget=8)
    assert (first.visits_due, first.visits_done, first.visits_deferred) == (OLD + 1, 8, OLD + 1 - 8)
    assert (second.visits_due, second.visits_done, second.visits_deferred) == (OLD + 1 - 8, 8, OLD + 1 - 16)


def test_the_nights_report_counts_the_visits(home: Home) -> None:
    with SmallPortal() as portal:
        nightly(home, portal)
        days_pass(home, 1)
        told = json.loads(nightly(home, portal, "--json").stdout)
    assert told["visits"] == {"due": 1, "done": 1, "deferred": 0}
    assert told["absences"] == []


def test_a_visit_that_fails_is_tried_on_three_nights_and_then_at_its_next_step(
    crawl: Crawl, home: Home
) -> None:
    asked = []
    with SmallPortal() as portal:
        night(crawl, home, portal)
        portal.inject("server-500@/zwgk/zcwj/wjfb/tz/art/")
        days_pass(home, 3)
        for _ in range(6):
            before = portal.asked("fresh")
            assert night(crawl, home, portal).state in ("ok", "failed", "degraded")
            asked.append(portal.asked("fresh") > before)
            days_pass(home, 1)
    assert asked == [True, True, True, False, True, True], "nights 3, 4, 5, and again from the seventh on"


def test_a_second_run_of_one_night_asks_the_newest_week_again(crawl: Crawl, home: Home) -> None:
    with SmallPortal() as portal:
        night(crawl, home, portal)
        again = night(crawl, home, portal)
    assert (again.visits_due, again.visits_done, again.unchanged) == (1, 1, 1)
    assert portal.asked("old-1") == 1


def test_a_night_begun_again_after_a_kill_asks_for_nothing_twice(crawl: Crawl, home: Home) -> None:
    with SmallPortal() as portal:
        begin_night(home, whole=True)
        night(crawl, home, portal)
        a_minute_passes(home)
        again = begin_night(home, whole=True)  # the first has no end: it was killed
        run = night(crawl, home, portal)
        assert (run.state, run.visits_due, portal.asked("fresh")) == ("ok", 0, 1)
        end_night(home, again, "good")
        a_minute_passes(home)
        begin_night(home, whole=True)
        run = night(crawl, home, portal)
        assert (run.state, run.visits_due, portal.asked("fresh")) == ("ok", 1, 2)
        a_minute_passes(home)
        begin_night(home, whole=True)  # the third was killed behind its crawl
        run = night(crawl, home, portal)
        assert (run.state, run.visits_due, portal.asked("fresh")) == ("ok", 0, 2)


def a_minute_passes(home: Home) -> None:
    """Nights and runs are told apart by their seconds."""
    with sqlite3.connect(home.state) as db:
        for column in ("nights SET began", "runs SET started"):
            name = column.split()[-1]
            db.execute(f"UPDATE {column} = strftime('%Y-%m-%dT%H:%M:%SZ', {name}, '-1 minute')")
    db.close()


def test_a_visit_out_of_turn_moves_no_plan(crawl: Crawl, home: Home) -> None:
    class WeekPortal(SmallPortal):
        def visible(self) -> tuple[Text, ...]:
            return (*super().visible(), _text("week", "tz", "关于虚构灯塔值班的通知", 5, "值班三人。"))

    with WeekPortal() as portal:
        night(crawl, home, portal)
        planned = _plans(home)
        assert night(crawl, home, portal).visits_done == 2
        assert _plans(home) == planned


def _plans(home: Home) -> list[tuple[str, str]]:
    with State(home) as state:
        return [tuple(row) for row in state.rows("SELECT key, next_visit FROM fetch ORDER BY key")]


# -- what a visit costs, and what it brings


def test_visits_are_conditional_and_an_unchanged_night_changes_no_row(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        night(crawl, home, portal)
        build(home)
        before, index = list(dump(home.kb)), _generation(home)
        days_pass(home, 90)
        run = night(crawl, home, portal)
        report = build(home)
    answers = [c.status for name in visit_names(home) for c in captures(home, name) if c.role == "page"]  # type: ignore[union-attr]
    assert run.visits_done == run.visits_due == len(answers) > 10
    assert answers.count(304) >= 0.95 * len(answers)
    assert (report.rows, report.files) == (0, 0)
    assert list(dump(home.kb)) == before
    assert _generation(home) == index


def test_a_changed_body_under_the_same_id_is_a_second_snapshot_of_its_page(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        night(crawl, home, portal)
        build(home)
        before = _snapshots(home)
        days_pass(home, 90)
        portal.inject("revision")
        run = night(crawl, home, portal)
        build(home)
    grown = {key: len(held) for key, held in _snapshots(home).items() if held != before.get(key)}
    assert run.changed == len(grown) > 0
    assert set(grown.values()) == {2}
    assert all(set(before[key]) < set(_snapshots(home)[key]) for key in grown)


# -- what is gone


@pytest.mark.parametrize("fault", ["gone-404", "soft-404"])
def test_a_held_page_that_is_gone_is_an_event_and_stays_held(crawl: Crawl, home: Home, fault: str) -> None:
    with SmallPortal() as portal:
        night(crawl, home, portal)
        held = sorted(capture.sha256 for capture in pages(home))
        days_pass(home, 1)
        portal.inject(f"{fault}@/zwgk/zcwj/wjfb/tz/art/")
        gone = night(crawl, home, portal)
        days_pass(home, 1)
        quiet = night(crawl, home, portal)
        days_pass(home, 1)
        portal.heal()
        back = night(crawl, home, portal)
    with State(home) as state:
        events = [(one.what, address_key(one.url)) for one in state.absences([gone.id, quiet.id, back.id])]
    key = address_key(portal.base_url + TEXTS[0].path)
    assert (gone.state, gone.vanished, gone.failed) == ("ok", 1, 0)
    assert quiet.visits_due == 0
    assert back.state == "ok"
    assert events == [("vanished", key), ("returned", key)]
    assert sorted(capture.sha256 for capture in pages(home)) == held


def test_many_pages_gone_at_once_are_a_site_that_moved_and_no_event(crawl: Crawl, home: Home) -> None:
    with SmallPortal() as portal:
        night(crawl, home, portal)
        days_pass(home, 90)
        portal.inject("gone-404")
        run = night(crawl, home, portal)
    with State(home) as state:
        assert state.absences([run.id]) == ()
    assert (run.state, run.vanished) == ("degraded", 0)
    assert (run.reason or "").startswith(f"{OLD + 1} of {OLD + 1} held pages are gone at once")


def test_the_nights_report_names_what_is_gone(home: Home) -> None:
    with SmallPortal() as portal:
        nightly(home, portal)
        days_pass(home, 1)
        portal.inject("gone-404@/zwgk/zcwj/wjfb/tz/art/")
        ended = nightly(home, portal)
    assert ended.returncode == 0
    assert f"vanished: {portal.base_url}{TEXTS[0].path} ({NOTICES}; HTTP 404)" in ended.stdout


def test_rows_that_a_list_lost_are_withdrawn_after_three_nights_and_stay_held(
    crawl: Crawl, home: Home
) -> None:
    with SmallPortal() as portal:
        night(crawl, home, portal)
        held = len(pages(home))
        portal.taken = frozenset({"old-2", "old-9"})
        runs = []
        for _ in range(4):
            days_pass(home, 1)
            runs.append(night(crawl, home, portal))
    with State(home) as state:
        events = state.absences(run.id for run in runs)
    lost = {address_key(portal.base_url + text.path) for text in TEXTS if text.slug in portal.taken}
    assert [run.state for run in runs] == ["failed", "failed", "ok", "ok"]
    assert [run.removed for run in runs] == [0, 0, 2, 0]
    assert {one.key for one in events} == lost
    assert {one.what for one in events} == {"withdrawn"}
    assert all(one.why.startswith(f"the site counts {OLD - 1}, on ") for one in events)
    assert len(pages(home)) == held


def test_a_row_replaced_by_another_is_seen_though_the_count_is_the_same(crawl: Crawl, home: Home) -> None:
    with SmallPortal() as portal:
        portal.taken = frozenset({"fresh"})
        night(crawl, home, portal)
        portal.taken = frozenset({"old-9"})
        days_pass(home, 1)
        run = night(crawl, home, portal)
    assert (run.state, run.added, run.removed) == ("ok", 1, 1)


# -- parts


@dataclass(frozen=True)
class Shown:
    """A page of a 公示 as the crawl sees it."""

    title: str
    line: str

    def until(self) -> date | None:
        text = f"<div><p>{self.line}</p><p>如有异议请反映。</p></div>"
        body = f"<html><body><h1>{self.title}</h1>{text}</body></html>"
        due = Due("k", "https://h.example/k.html", listed_title=self.title, listed_date=date(2030, 5, 6))
        return open_until(due, body.encode(), due.url, "text/html; charset=utf-8", None)


def test_only_a_printed_end_opens_a_window() -> None:
    title = "关于虚构灯塔工坊名单的公示"
    assert Shown(title, "现予公示，公示时间：2030年5月6日至2030年5月10日。").until() == date(2030, 5, 10)
    assert Shown(title, "现将名单予以公示。").until() is None
    assert Shown("关于虚构灯塔工坊的通知", "公示时间：2030年5月6日至2030年5月10日。").until() is None


def test_what_is_always_visited_takes_nothing_of_the_budget() -> None:
    dues = [Due(key, f"https://h/{key}") for key in "abcd"]
    made = within(dues, frozenset("c"), 2)
    assert "".join(due.key for due in made.made) == "abc"
    assert made.deferred == 1


def test_every_page_comes_to_its_last_visit() -> None:
    seen = date(2030, 1, 1)
    for stood in range(400):
        visits: list[int] = []
        planned: date | None = first_visit(seen, seen - timedelta(days=stood))
        while planned is not None:
            visits.append((planned - seen).days)
            planned = next_visit(seen, planned)
        assert visits == [step for step in STEPS if step >= min(stood, STEPS[-1])]


def test_a_state_of_version_6_visits_its_pages_90_days_after_their_last_fetch(tmp_path: Path) -> None:
    home = Home(tmp_path)
    due, then = Due("k", "https://h/k"), datetime.now(UTC) - timedelta(days=91)
    with State(home) as state:
        state.commit("lamps", state.begin_run("lamps"), [Fetched(due, 200, then, None, None, "aa")], [])
    with sqlite3.connect(home.state) as db:
        db.execute("DROP INDEX fetch_visits")
        for later in ("absences", "robots", "shapes"):
            db.execute(f"DROP TABLE {later}")
        columns = {"fetch": ("first_held", "next_visit", "open_until"), "listed": ("gone",)}
        columns["outbox"], columns["nights"] = ("sending",), ("told",)
        columns["runs"] = ("added", "removed", "visits_due", "visits_done", "visits_deferred", "vanished")
        columns["runs"] += ("pages_due", "pages_done", "pages_deferred", "bytes", "archived")
        for table, names in columns.items():
            for name in names:
                db.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        db.execute("PRAGMA user_version = 6")
    db.close()
    with State(home) as state:
        assert [one.key for one in state.visits("lamps", night_of(datetime.now(UTC)))] == ["k"]


def nightly(home: Home, portal: Portal, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url}
    command = [sys.executable, "-m", "scrapy", "nightly", "--only", NOTICES, *options]
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def _generation(home: Home) -> str:
    return (home.root / "var" / "whoosh" / "CURRENT").read_text(encoding="utf-8")


def _snapshots(home: Home) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    with sqlite3.connect(home.kb) as db:
        for key, sha256 in db.execute("SELECT manifestation, body_sha256 FROM snapshots ORDER BY fetched_at"):
            held.setdefault(key, []).append(sha256)
    db.close()
    return held

"""A night that can be trusted: what stops it, what it mends, what it keeps, and how its age is told.

The nights are real ones on the sample portal, which is fictional.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.nightly import Night, looked_at
from crawler.metrics import GAUGES, write_metrics
from crawler.night import Plan, absences, known_given_up
from crawler.orders import read_orders
from crawler.report import mute_lines, unmuted
from kb.backup import back_up, backups_folder, read_backup
from kb.home import REPOSITORY, Home
from kb.nights import begin_night, end_night, mark_told, nights_past
from kb.robots import note_bad_answer
from kb.state import MAX_TRIES, Absence, Due, State, night_of, stamp
from pipeline.blanks import Blank
from pipeline.housekeeping import Rules, tidy
from pipeline.outcome import BuildReport
from pipeline.preflight import preflight
from reader.doctor import night_recent
from samples.portal import Portal

SOURCE = "miit_publicity"
NOW = datetime.now(UTC).replace(microsecond=0)
TONIGHT = night_of(NOW)
# 'tiaowen_source_rows{source="miit_publicity"} 4'
SAMPLE = re.compile(r'tiaowen_[a-z_]+(?:\{source="[a-z0-9_]+"\})? [0-9]+')


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(home: Home, *command: str, replica: str = "http://127.0.0.1:9") -> Ended:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": replica},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def nightly(home: Home, portal: Portal, *words: str) -> Ended:
    command = ("-m", "scrapy", "nightly", "--only", SOURCE, "--json", *words)
    return run(home, *command, replica=portal.base_url)


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as playing:
        yield playing


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def damage(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[4096:] = b"\xff" * (len(body) - 4096)
    path.write_bytes(body)


def rot(path: Path) -> None:
    """One bit in the middle is another; the size is the same."""
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0x01
    path.write_bytes(body)


# -- nights that mend, keep and measure


def test_a_night_backs_up_measures_and_mends_what_was_damaged(home: Home, portal: Portal) -> None:
    first = nightly(home, portal)
    assert (first.code, first.err) == (0, "")
    kept = first.json["housekeeping"]
    assert read_backup(home.root / kept["backup"]).night == TONIGHT
    assert kept["faults"] == []
    lines = home.metrics.read_text(encoding="utf-8").splitlines()
    assert all(SAMPLE.fullmatch(line) for line in lines if not line.startswith("# "))
    assert f'tiaowen_source_rows{{source="{SOURCE}"}} {first.json["sources"][0]["rows"]}' in lines

    damage(home.kb)
    rot(next(path for path in home.whoosh.iterdir() if path.is_dir()) / "table.bin")
    write(home.cache / "2026-01-01" / "miit_notices" / "page")
    write(home.log / "2020-01-01.log")
    second = nightly(home, portal)
    assert (second.code, second.err) == (0, "")
    assert [note.split(" ")[0] for note in second.json["notes"]] == ["kb.db", "the"]
    assert "table.bin is not what was written" in second.json["notes"][1]
    assert second.json["build"]["full"]
    removed = second.json["housekeeping"]["removed"]
    assert {"var/cache/2026-01-01", "var/log/2020-01-01.log", kept["backup"]} <= set(removed)
    assert run(home, "search_cli.py", "doctor", "--json").json["well"] is True


# -- what the operator ordered


def mute(home: Home, until: str, source: str = SOURCE) -> None:
    order = f'[[mute]]\nsource = "{source}"\nuntil = {until}\nreason = "改版（虚构）"\ndate = 2026-11-01\n'
    write(home.orders, order)


def test_a_night_is_not_red_for_a_muted_source_and_says_so(home: Home, portal: Portal) -> None:
    portal.inject("robots-503")
    mute(home, "2099-12-31")
    with State(home) as state:
        for night in ("2026-01-01", "2026-01-02"):
            note_bad_answer(state, portal.base_url.removeprefix("http://"), "HTTP 503", night, fetched=False)
    command = ("-m", "scrapy", "nightly", "--only", SOURCE)
    ended = run(home, *command, replica=portal.base_url)
    assert (ended.code, ended.err) == (0, "")
    assert f"{SOURCE} is failed, muted until 2099-12-31: 改版（虚构）\n" in ended.out
    assert "for 3 nights: its robots.txt answers HTTP 503 “" in ended.out


def test_a_mute_that_is_over_speaks_again(home: Home) -> None:
    with State(home) as state:
        state.begin_run(SOURCE)
        failed = replace(state.runs(SOURCE)[0], state="failed")
    mute(home, night_of(NOW - timedelta(days=1)))
    over = read_orders(home)
    assert unmuted([failed], over) == (failed,)
    assert list(mute_lines([failed], over)) == [
        f"{SOURCE} was muted until {over.mutes[0].until} (改版（虚构）) and is failed"
    ]
    mute(home, TONIGHT)
    held = read_orders(home)
    assert unmuted([failed], held) == ()
    assert len(list(mute_lines([failed], held))) == 1
    assert list(mute_lines([replace(failed, state="ok")], over)) == []


def test_fields_that_new_pages_lack_turn_a_night_red_unless_their_source_is_muted(home: Home) -> None:
    blank = Blank(SOURCE, "published", 8, 8, 0, 10)
    night = Night(TONIGHT, Plan(()), (), (), build=BuildReport())
    assert night.verdict == "good"
    assert replace(night, blanks=(blank,)).verdict == "red"
    mute(home, TONIGHT)
    assert replace(night, blanks=(blank,), orders=read_orders(home)).verdict == "good"


def test_an_order_that_is_not_clear_stops_a_night(home: Home, portal: Portal) -> None:
    write(home.orders, '[[mute]]\nsource = "miit_feed"\n')
    ended = nightly(home, portal)
    assert (ended.code, ended.out, portal.log) == (2, "", [])
    assert ended.err == f"{home.orders}, mute 1: needs `until`, a day, YYYY-MM-DD without quotes\n"


# -- what stops a night before anything is fetched


def test_too_little_room_stops_a_night(home: Home, portal: Portal) -> None:
    ended = nightly(home, portal, "-s", "NIGHT_MIN_FREE=1000000000000000000")
    assert (ended.code, ended.out) == (2, "")
    assert re.fullmatch(r"the night cannot begin: \d+ MB free in .+, a night needs \d+ MB.*\n", ended.err)
    assert not home.warc.exists()
    assert portal.log == []


@pytest.mark.parametrize(("minutes", "stops"), [(4, 0), (6, 1)])
def test_a_few_minutes_are_no_matter(home: Home, minutes: int, stops: int) -> None:
    begin_night(home, whole=True)
    moment = datetime.now(UTC) - timedelta(minutes=minutes)
    assert len(preflight(home, floor=0, moment=moment).stops) == stops


def test_an_unreadable_dictionary_is_named(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.root.mkdir()
    broken = write(tmp_path / "code" / "cleaners" / "data" / "sites.toml", "a = ")
    monkeypatch.setattr("pipeline.preflight.REPOSITORY", tmp_path / "code")
    (stop,) = preflight(home, floor=0, moment=NOW).stops
    assert stop.startswith(f"the dictionary {broken.relative_to(tmp_path / 'code')} cannot be read: ")


def test_a_new_home_is_ready(home: Home) -> None:
    home.root.mkdir()
    ready = preflight(home, floor=0, moment=NOW)
    assert (ready.stops, ready.notes, ready.damaged) == ((), (), False)


# -- what is kept


def test_what_is_not_kept_goes_by_rule_and_is_told(home: Home) -> None:
    back_up_before = [begin_and_back_up(home, f"2026-01-0{day}") for day in range(1, 5)]
    old = (NOW - timedelta(days=31)).date().isoformat()
    young = (NOW - timedelta(days=20)).date().isoformat()
    for name in (old, young, TONIGHT):
        write(home.log / f"{name}.log")
        write(home.cache / name / "miit_notices" / "page")
    write(home.cache / "lexicon")
    done = tidy(home, TONIGHT, Rules(backups=2, log_days=30))
    assert done.faults == ()
    gone = [f"var/cache/{old}", f"var/cache/{young}", f"var/log/{old}.log"]
    assert list(done.removed) == [*gone, *(f"var/backup/{path.name}" for path in back_up_before[:3])]
    assert {path.name for path in home.cache.iterdir()} == {TONIGHT, "lexicon"}
    assert {path.stem for path in home.log.iterdir()} == {young, TONIGHT}


def begin_and_back_up(home: Home, night: str) -> Path:
    end_night(home, begin_night(home, whole=True), "good")
    return back_up(home, backups_folder(home), night=night)


def test_a_backup_that_fails_is_told_and_the_rest_is_done(home: Home) -> None:
    begin_night(home, whole=True)
    write(backups_folder(home), "in the way")
    write(home.log / "2020-01-01.log")
    done = tidy(home, TONIGHT, Rules(backups=2, log_days=30))
    assert (done.backup, done.removed) == (None, ("var/log/2020-01-01.log",))
    assert [fault.split(" in ")[0] for fault in done.faults] == ["no backup was made"]


# -- how long ago the last good night was


def aged(home: Home, hours: int, verdict: Any = "good", *, whole: bool = True) -> None:
    """A night that ended so many hours ago."""
    number = begin_night(home, whole=whole)
    if verdict:
        end_night(home, number, verdict)
    then = stamp(NOW - timedelta(hours=hours))
    with State(home) as state, state.transaction() as db:
        db.execute("UPDATE nights SET began = ? WHERE id = ?", (then, number))
        db.execute("UPDATE nights SET ended = ? WHERE id = ? AND ended IS NOT NULL", (then, number))


def test_a_home_without_nights_is_not_asked_for_one(home: Home) -> None:
    assert list(night_recent(home, NOW)) == []
    aged(home, 100, whole=False)
    assert list(night_recent(home, NOW)) == []


@pytest.mark.parametrize(("hours", "well"), [(35, True), (37, False)])
def test_the_last_good_night_is_at_most_36_hours_ago(home: Home, hours: int, well: bool) -> None:
    aged(home, hours)
    aged(home, 1, "red")
    aged(home, 0, None)
    (found,) = night_recent(home, NOW)
    assert found.well is well
    assert ("run `scrapy nightly`" in found.says) is not well


def test_a_home_whose_nights_were_never_good_is_not_well_after_36_hours(home: Home) -> None:
    aged(home, 1, "red")
    assert [found.well for found in night_recent(home, NOW)] == [True]
    aged(home, 40, "failed")
    assert [found.well for found in night_recent(home, NOW)] == [False]


def test_a_night_that_never_ended_was_killed(home: Home) -> None:
    begin_night(home, whole=True)
    begin_night(home, whole=True)
    with State(home) as state:
        found = state.rows("SELECT state FROM nights ORDER BY id")
    assert [row["state"] for row in found] == ["killed", "running"]


def test_what_a_night_found_whose_report_never_came_out_is_told_by_the_next(home: Home) -> None:
    """It has its verdict, and is killed before it prints."""
    first = begin_night(home, whole=True)
    due = Due("art_1", "https://h/art_1", listed_title="灯塔")
    with State(home) as state:
        run = state.begin_run("lamps")
        state.add_due("lamps", [due], run)
        for days in range(MAX_TRIES):
            state.missed([due.key], night_of(NOW + timedelta(days=days)))
        gone = Absence("lamps", "vanished", "art_2", "https://h/art_2", None, "HTTP 404")
        state.take_absences(run, night_of(NOW), [gone])
        lamps = state.runs("lamps")[0]
    assert absences([lamps], home) == (gone,)
    end_night(home, first, "good")
    second = begin_night(home, whole=True)
    assert absences([], home) == (gone,)
    assert known_given_up(["lamps"], home) == frozenset()
    with State(home) as state, state.transaction() as db:
        db.execute("UPDATE nights SET began = ?", (stamp(NOW - timedelta(hours=1)),))
        db.execute("UPDATE runs SET started = ?", (stamp(NOW - timedelta(hours=1)),))
    with State(home) as state:
        mark_told(state, second)
    begin_night(home, whole=True)
    assert absences([], home) == ()
    assert [one.url for one in known_given_up(["lamps"], home)] == [due.url]


# -- what is measured


def test_the_numbers_are_whole_at_every_moment_and_keep_resting_sources(home: Home) -> None:
    with State(home) as state:
        for name in ("lamps", "boats"):
            state.begin_run(name)
        then = stamp(NOW - timedelta(seconds=90))
        with state.transaction() as db:
            db.execute("UPDATE runs SET state = 'ok', started = ?, ended = ?", (then, stamp(NOW)))
        (lamps,) = state.runs("lamps")
    end_night(home, begin_night(home, whole=True), "good")
    write_metrics(home, [replace(lamps, ended=None)])  # as the child reports it
    text = home.metrics.read_text(encoding="utf-8")
    assert 'tiaowen_source_duration_seconds{source="lamps"} 90\n' in text
    assert text.count('{source="lamps"}') == text.count('{source="boats"}') == text.count("} ") / 2
    past = nights_past(home)
    assert past is not None
    assert past.last_good is not None
    good = int(past.last_good.timestamp())
    assert f"tiaowen_last_good_night_timestamp_seconds {good}\n" in text
    assert [path.name for path in home.var.glob("metrics*")] == ["metrics.prom"]


def test_every_number_is_documented(home: Home) -> None:
    end_night(home, begin_night(home, whole=True), "good")
    write_metrics(home, [])
    text = home.metrics.read_text(encoding="utf-8")
    names = {
        line.split()[2].removeprefix("tiaowen_") for line in text.splitlines() if line.startswith("# TYPE")
    }
    told = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    assert len(names) == len(GAUGES) + 5
    assert not [name for name in names if f"`{name}`" not in told]


def test_a_night_whose_numbers_cannot_be_written_is_red_for_all_who_ask(home: Home, portal: Portal) -> None:
    write(home.metrics / "in the way")
    done = nightly(home, portal)
    assert done.code == 1
    assert done.json["faults"] == [
        f"{home.metrics} cannot be written: [Errno 21] Is a directory: "
        f"'{home.metrics}.new' -> '{home.metrics}'"
    ]
    with State(home) as state:
        assert [row[0] for row in state.rows("SELECT state FROM nights")] == ["red"]


def test_a_base_that_does_not_say_what_pages_lack_is_told_and_stops_nothing(home: Home) -> None:
    write(home.kb, "no base at all, but as long as a page of one would be " * 100)
    with State(home) as state:
        state.begin_run("lamps")
        (run,) = state.runs("lamps")
    night = Night("2026-11-29", Plan(()), (replace(run, state="ok", new=9),), (), build=BuildReport())
    assert night.verdict == "good"
    looked = looked_at(home, night)
    assert looked.faults == ("what the new pages lack is not known: file is not a database",)
    assert looked.verdict == "red"

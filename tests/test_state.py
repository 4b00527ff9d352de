"""The crawl's memory: what is due stays due until its body is held."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from kb.home import Home
from kb.state import MAX_TRIES, MIGRATIONS, SCHEMA_VERSION, Due, Fetched, State, StateUnusable, night_of

NOTICE = Due(
    "art_1", "https://www.example.gov.cn/art_1.html", listed_title="通知", listed_date=date(2026, 9, 1)
)
FILE = Due("f.pdf", "https://www.example.gov.cn/f.pdf", role="attachment", referrer=NOTICE.url)
NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def fetched(due: Due, sha256: str = "aa") -> Fetched:
    return Fetched(due, 200, NOW, '"v1"', None, sha256)


def test_an_address_is_due_until_its_body_is_held(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        run = state.begin_run("lamps")
        state.add_due("lamps", [NOTICE], run)
        assert state.due("lamps") == (NOTICE,)
        state.commit("lamps", run, [fetched(NOTICE)], [FILE])
        assert state.due("lamps") == (FILE,)
        held = state.held(["art_1", "unknown"])
        assert [(key, h.etag, h.body_sha256) for key, h in held.items()] == [("art_1", '"v1"', "aa")]


def test_listing_a_page_again_keeps_that_it_is_held(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        run = state.begin_run("lamps")
        state.commit("lamps", run, [fetched(NOTICE)], [])
        state.add_due("other", [replace(NOTICE, listed_title="通知（新）", listed_date=None)], run)
        held = state.held(["art_1"])["art_1"]
        assert held.http_status == 200
        assert (held.due.listed_title, held.due.listed_date) == ("通知（新）", date(2026, 9, 1))


def test_a_page_asked_for_again_is_due_and_keeps_its_validators(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        run = state.begin_run("lamps")
        state.commit("lamps", run, [fetched(NOTICE)], [])
        state.reopen("lamps", ["art_1"])
        assert state.due("lamps") == (NOTICE,)
        assert state.held(["art_1"])["art_1"].etag == '"v1"'


def test_an_address_that_fails_on_three_nights_is_no_longer_due(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        run = state.begin_run("lamps")
        state.add_due("lamps", [NOTICE], run)
        for night in range(MAX_TRIES):
            assert state.due("lamps")
            for _ in range(2):  # a night that is repeated counts once
                state.missed(["art_1"], f"2026-09-0{night + 1}")
        assert state.due("lamps") == ()


def test_a_run_left_open_was_killed(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        first = state.begin_run("lamps")
        state.begin_run("lamps")
        assert [run.state for run in state.runs("lamps")] == ["running", "killed"]
        assert state.killed_runs("lamps", night_of(datetime.now(UTC))) == {first}
        assert state.last_good("lamps") is None


def test_the_last_good_run_is_the_one_that_counts(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        for outcome, count in (("ok", 30), ("failed", 2)):
            state.begin_run("lamps")
            run = replace(state.runs("lamps", 1)[0], count_said=count, rows=count, back_to="2020-01-01")
            state.end_run(replace(run, state="ok" if outcome == "ok" else "failed"))
        good = state.last_good("lamps")
        assert good is not None
        assert good.count_said == 30
        assert state.complete_back_to("lamps") == "2020-01-01"


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        run = state.begin_run("lamps")
        with pytest.raises(sqlite3.IntegrityError):
            state.commit("lamps", 999, [fetched(NOTICE)], [])
        assert state.held(["art_1"]) == {}
        assert state.runs("lamps")[0].id == run


def test_a_state_of_a_newer_program_is_refused_in_one_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    State(home).close()
    db = sqlite3.connect(home.state)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StateUnusable, match="version 99"):
        State(home)


def test_a_file_that_is_no_state_is_refused_in_one_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.var.mkdir()
    home.state.write_text("no database at all")
    with pytest.raises(StateUnusable, match=r"state\.db cannot be used: file is not a database"):
        State(home)


def test_a_night_is_a_day_in_beijing() -> None:
    assert night_of(NOW) == "2026-11-21"


def test_what_is_left_out_is_no_longer_due_and_keeps_its_title(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        run = state.begin_run("lamps")
        state.add_due("lamps", [NOTICE, FILE], run)
        state.leave_out("lamps", [NOTICE], run)
        assert state.due("lamps") == (FILE,)
        assert state.left_out([NOTICE.key, FILE.key]) == {NOTICE.key}
        assert (state.count_left_out("lamps"), state.count_left_out("ships")) == (1, 0)


def test_the_mark_of_a_feed_never_goes_back(tmp_path: Path) -> None:
    with State(Home(tmp_path)) as state:
        assert state.mark("lamps", "lid 1") is None
        for moment in (NOW, NOW - timedelta(days=1)):
            state.set_mark("lamps", "lid 1", moment)
        assert state.mark("lamps", "lid 1") == NOW
        assert state.mark("lamps", "lid 2") is None


def of_version(home: Home, version: int) -> None:
    """A state.db as the program of that version left it."""
    home.var.mkdir(parents=True)
    with sqlite3.connect(home.state) as db:
        for step in MIGRATIONS[:version]:
            db.executescript(resources.files("kb").joinpath(step).read_text(encoding="utf-8"))
        db.execute(f"PRAGMA user_version = {version}")
    db.close()


def schema(home: Home) -> list[tuple[str, str]]:
    db = sqlite3.connect(home.state)
    held = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    assert version == SCHEMA_VERSION
    return held


@pytest.mark.parametrize("version", range(SCHEMA_VERSION))
def test_a_state_of_any_version_is_brought_to_this_one_by_many_at_once(tmp_path: Path, version: int) -> None:
    fresh, old = Home(tmp_path / "fresh"), Home(tmp_path / "old")
    State(fresh).close()
    of_version(old, version)
    with ThreadPoolExecutor(8) as many:
        for opened in [many.submit(lambda: State(old).close()) for _ in range(8)]:
            opened.result()
    assert schema(old) == schema(fresh)


def test_a_step_that_fails_leaves_the_state_as_it_was(tmp_path: Path) -> None:
    home = Home(tmp_path)
    of_version(home, 7)
    with sqlite3.connect(home.state) as db:
        db.execute("ALTER TABLE runs ADD COLUMN archived INTEGER")  # what the last step will add
    db.close()
    with pytest.raises(StateUnusable, match="duplicate column name: archived"):
        State(home)
    with sqlite3.connect(home.state) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 7
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'robots'").fetchall()
    db.close()

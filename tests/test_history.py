"""What changed between two moments, told from state.db; the base is built for real. All is fictional."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.importing import Import
from kb.history import States, applied, begun, delta, held_at, note
from kb.home import Home
from kb.state import State
from pipeline.building import build
from tests.test_search_cli import run

START = datetime(2031, 5, 1, tzinfo=UTC)
FIRST = {"title": "渔港照明办法", "text": "渔港照明办法\n第一条　渔港应当点灯。\n第二条　灯应当亮。"}
SECOND = {"title": "灯塔值守办法", "text": "灯塔值守办法\n第一条　灯塔两人一班。\n第二条　班长记录。"}

states = st.dictionaries(
    st.tuples(st.sampled_from(["work", "event"]), st.sampled_from("甲乙丙丁")), st.sampled_from("123")
)


def add(home: Home, name: str, row: dict[str, Any]) -> None:
    path = home.root / name
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    desk = Import(home)
    assert not list(desk.take(path))
    desk.close()
    build(home, index=False)


@given(nights=st.lists(states, min_size=1, max_size=6))
def test_a_delta_applied_to_one_night_gives_the_other(
    nights: list[States], tmp_path_factory: pytest.TempPathFactory
) -> None:
    moments = [START + timedelta(days=n) for n in range(len(nights))]
    with State(Home(tmp_path_factory.mktemp("nights"))) as state:
        for night, moment in zip(nights, moments, strict=True):
            note(state, night, moment)
        for n, first in enumerate(moments):
            assert held_at(state, first) == nights[n]
            for m, second in enumerate(moments):
                assert applied(nights[n], delta(state, first, second)) == nights[m]


def test_noting_the_same_twice_notes_nothing(home: Home) -> None:
    with State(home) as state:
        assert begun(state) is None
        assert note(state, {("work", "甲"): "1"}, START) == 1
        assert note(state, {("work", "甲"): "1"}, START + timedelta(days=1)) == 0
        assert delta(state, START, None) == []


def test_a_base_that_is_dropped_and_built_again_has_not_changed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    add(home, "a.jsonl", FIRST)
    with State(home) as state:
        before, moment = held_at(state, None), datetime.now(UTC)
    home.kb.unlink()
    build(home, full=True, index=False)
    with State(home) as state:
        assert held_at(state, None) == before
        assert delta(state, moment, None) == []


def test_what_came_since_a_day_is_told_with_its_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    add(home, "a.jsonl", FIRST)
    with State(home) as state:
        moment = datetime.now(UTC)
    add(home, "b.jsonl", SECOND)
    with State(home) as state:
        ((op, what),) = {(change.op, change.what) for change in delta(state, moment, None)}
    assert (op, what) == ("ADD", "work")
    found = json.loads(run(home, "changes", "--since", "2020-01-01", "--json").stdout)
    assert {one["name"] for one in found["changes"]} == {"渔港照明办法", "灯塔值守办法"}
    assert {one["op"] for one in found["changes"]} == {"ADD"}
    assert run(home, "changes", "--since", "bald").returncode == 2

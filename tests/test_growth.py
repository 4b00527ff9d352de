"""Every regex of the rooms is linear: a notice full of blanks, digits or brackets never stops a night."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.growth import COMMON, Attack, attacks, grows
from tests.patterns import ROOMS, asking, patterns, unseen

BY_ROOM = {room: [one for one in patterns() if one.place.startswith(f"{room}.")] for room in ROOMS}
SMALL = (3_000, 6_000, 12_000)


@pytest.mark.parametrize("room", [room for room in ROOMS if BY_ROOM[room]])
def test_no_pattern_grows_faster_than_its_text(room: str) -> None:
    wrong = []
    for one in BY_ROOM[room]:
        told = (grows(one.pattern, attack, one.how) for attack in attacks(one.pattern))
        if first := next(filter(None, told), None):
            wrong.append(f"{one.place}: {first}")
    assert not wrong


def test_the_patterns_are_found_wherever_they_stand() -> None:
    assert len(BY_ROOM["cleaners"]) > 900
    every = [one for found in BY_ROOM.values() for one in found]
    places = {one.place for one in every}
    assert any("[" in place for place in places), "in tuples and dictionaries"
    assert any("()" in place for place in places), "made by a function"
    assert "cleaners.official.signature._names_behind" in places, "asked in passing"
    assert sum(isinstance(one.pattern.pattern, bytes) for one in every) > 8


def test_no_pattern_is_put_together_from_what_nobody_tried() -> None:
    assert not list(unseen()), "give them to tests/patterns.py as they are given to the function"


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ('def f(x):\n    return re.sub(r"\\s*$", "", x)', "sub"),
        ('def f(x):\n    return re.compile(rb"a+").search(x)', "compile"),
        ('class A:\n    def f(self):\n        return re.fullmatch("a", self.x, re.I)', "fullmatch"),
        ('words = re.split("a|b", "ab")', "split"),
    ],
)
def test_a_pattern_in_passing_is_seen(code: str, does: str) -> None:
    assert [call.does for call in asking(code, "m")] == [does]


@pytest.mark.parametrize(
    "written",
    [
        r"(\s*，?\s*)*。$",
        r"第(.+)+条\s",
        r"《[^》]*》的通知《",
        r"\s*\n\s*",  # what blanks without their line end ask of it
        r"附\s*件\s*\d*\s*[：:]",  # two runs beside each other behind a word
        r"(?:示范|试点)*企业",  # repeats of its own words
        r"[a-z]+[0-9]+=",  # a run of the one, then of the other
        rb"\s+-->",
    ],
)
def test_a_pattern_that_grows_is_caught_by_what_it_is_made_of(written: Any) -> None:
    pattern = re.compile(written)
    assert any(grows(pattern, attack, sizes=SMALL) for attack in attacks(pattern))


@pytest.mark.parametrize(
    "written", [r"\s{0,40}公告", r"(?<!\s)\s+公告", r"第[一二三]{1,5}条", r"[^/]{1,20}\Z"]
)
def test_a_linear_pattern_passes(written: str) -> None:
    pattern = re.compile(written)
    tried = [*map(Attack, COMMON), *attacks(pattern)]
    assert not [attack for attack in tried if grows(pattern, attack)]

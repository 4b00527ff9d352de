"""Every regex of the rooms is linear: a notice full of blanks, digits or brackets never stops a night."""

from __future__ import annotations

import re

import pytest

from tests.growth import COMMON, ROOMS, anchored, grows, hostile, patterns

BY_ROOM = {
    room: [(place, one) for place, one in patterns() if place.startswith(f"{room}.")] for room in ROOMS
}


@pytest.mark.parametrize("room", [room for room in ROOMS if BY_ROOM[room]])
def test_no_pattern_grows_faster_than_its_text(room: str) -> None:
    wrong = []
    for place, pattern in BY_ROOM[room]:
        told = (grows(pattern, piece, anchored(place)) for piece in hostile(pattern))
        if first := next(filter(None, told), None):
            wrong.append(f"{place}: {first}")
    assert not wrong


def test_the_patterns_are_found_wherever_a_module_keeps_them() -> None:
    assert len(BY_ROOM["cleaners"]) > 600
    places = [place for found in BY_ROOM.values() for place, _ in found]
    assert any("[" in place for place in places), "in tuples and dictionaries too"


@pytest.mark.parametrize(
    ("written", "piece"),
    [
        (r"(\s*，?\s*)*。$", "　"),
        (r"第(.+)+条\s", "第"),
        (r"《[^》]*》的通知《", "《"),
    ],
)
def test_a_pattern_that_grows_is_caught(written: str, piece: str) -> None:
    assert grows(re.compile(written), piece, sizes=(3_000, 6_000, 12_000))


@pytest.mark.parametrize(
    "written", [r"\s{0,40}公告", r"(?<!\s)\s+公告", r"第[一二三]{1,5}条", r"[^/]{1,20}\Z"]
)
def test_a_linear_pattern_passes(written: str) -> None:
    assert not [piece for piece in COMMON if grows(re.compile(written), piece)]

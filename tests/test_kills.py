"""A night that is killed in each of its phases and given again; `python -m tests.kills` kills many more."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.kills import Aim, rig

pytestmark = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the phases are told by /proc/locks")

AIMS = (
    Aim("crawl", 0.6, "first"),
    Aim("crawl", 0.1, "all"),
    Aim("build", 0.5, "all"),
    Aim("index", 0.6, "first"),
    Aim("sending", 0.2, "all"),
    Aim("backup", 0.3, "all"),
)


def test_a_night_killed_in_every_phase_and_given_again_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    with rig(tmp_path, sources=("miit_publicity",)) as ready:
        trial = ready.trial("second", AIMS, "killed")
    assert len(trial.kills) > len(AIMS) - 2  # a night may end before it is met where the machine is busy
    assert trial.kills[0].met == "crawl"
    assert trial.is_sound, json.dumps(asdict(trial), ensure_ascii=False)

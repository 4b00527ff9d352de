"""A night that is killed in each of its phases and given again; `python -m tests.kills` kills many more."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.kills import PHASES, Aim, rig

TOLD_BY = (Path("/proc/locks"), Path(f"/proc/self/task/{os.getpid()}/children"))
pytestmark = pytest.mark.skipif(not all(path.exists() for path in TOLD_BY), reason="they tell the phases")

AIMS = (
    Aim("crawl", 0.6, "first"),
    Aim("crawl", 0.1, "all"),
    Aim("build", 0.3, "all"),
    Aim("index", 0.2, "first"),
    Aim("alerts", 0.2, "all"),
    Aim("sending", 0.2, "all"),
    Aim("sending", 0.6, "first"),
    Aim("backup", 0.2, "all"),
)


def test_a_night_killed_in_every_phase_and_given_again_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    with rig(tmp_path, sources=("miit_publicity",)) as ready:
        trial = ready.trial("second", AIMS, "killed")
    shown = json.dumps({"amiss": trial.amiss, **asdict(trial)}, ensure_ascii=False)
    assert {kill.met for kill in trial.kills} >= set(PHASES), shown
    assert trial.is_sound, shown
    assert trial.absences == 1, shown
    assert trial.held_back == 1, shown  # told behind the run that was killed in its backup
    assert trial.codes == (1,), shown

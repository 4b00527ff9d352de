"""The samples for operators are right: their paths exist, their verbs are ours, systemd takes them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.home import REPOSITORY
from tests.containerfile import moved, steps

OPS = REPOSITORY / "samples" / "ops"
UNITS = sorted(path.name for path in OPS.iterdir() if path.suffix in (".service", ".timer"))
PROGRAM = "/opt/tiaowen"
CALENDAR = re.compile(r"\*-\*-\* [0-2][0-9]:[0-5][0-9]:00 Asia/Shanghai")


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(OPS / name, encoding="utf-8")
    return parser


def command_lines() -> list[str]:
    """Every command that the samples run."""
    units = [unit(name)["Service"]["ExecStart"] for name in UNITS if name.endswith(".service")]
    jobs = [
        line.split(maxsplit=5)[5]
        for line in (OPS / "crontab").read_text("utf-8").splitlines()
        if line[0].isdigit()
    ]
    return [part.strip() for line in (*units, *jobs) for part in re.split(r"&&|\|\|", line)]


def listed(*command: str) -> str:
    return subprocess.run(
        [sys.executable, *command], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout


def test_every_verb_of_the_samples_is_one_of_ours() -> None:
    scrapy, search = listed("-m", "scrapy", "-h"), listed("search_cli.py", "--help")
    alerts = listed("search_cli.py", "alerts", "--help")
    seen = set()
    for line in command_lines():
        words = shlex.split(line)
        if words[0].endswith("bin/scrapy"):
            assert f"  {words[1]} " in scrapy
        elif words[0].endswith("bin/python"):
            assert (REPOSITORY / words[1]).is_file()
            assert re.search(rf"\b{words[2]}\b", search)
            assert words[2] != "alerts" or re.search(rf"\b{words[3]}\b", alerts)
        else:
            assert words == ["cd", PROGRAM]
        seen.add(words[0].rsplit("/", 1)[-1])
    assert seen == {"scrapy", "python", "cd"}


def test_every_path_below_the_program_exists() -> None:
    for path in OPS.iterdir():
        for found in re.findall(rf"{PROGRAM}/([\w./-]+)", path.read_text(encoding="utf-8")):
            assert (REPOSITORY / found).exists(), f"{path.name}: {found}"


def test_the_units_name_each_other_and_the_same_home() -> None:
    nightly, failure = unit("tiaowen-nightly.service"), unit("tiaowen-failure@.service")
    assert unit("tiaowen-nightly.timer")["Timer"]["Unit"] == "tiaowen-nightly.service"
    assert nightly["Unit"]["OnFailure"] == "tiaowen-failure@%n.service"
    assert nightly["Service"]["Environment"] == failure["Service"]["Environment"]
    doctor = unit("tiaowen-doctor.service")
    assert unit("tiaowen-doctor.timer")["Timer"]["Unit"] == "tiaowen-doctor.service"
    assert doctor["Unit"]["OnFailure"] == nightly["Unit"]["OnFailure"]
    assert doctor["Service"]["Environment"] == nightly["Service"]["Environment"]
    for timer in ("tiaowen-nightly.timer", "tiaowen-doctor.timer"):
        assert CALENDAR.fullmatch(unit(timer)["Timer"]["OnCalendar"])
    assert f"/var/lib/{nightly['Service']['StateDirectory']}" in nightly["Service"]["Environment"]


def test_the_readme_of_each_language_names_the_samples() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        assert "samples/ops/" in (REPOSITORY / readme).read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_reads_the_calendar_in_beijing_time() -> None:
    when = unit("tiaowen-nightly.timer")["Timer"]["OnCalendar"]
    done = subprocess.run(
        ["systemd-analyze", "calendar", when], capture_output=True, text=True, check=False,
        env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0
    told = re.search(r"Next elapse: \w+ (\S+ \S+) UTC", done.stdout)
    assert told is not None
    assert datetime.fromisoformat(told[1]).replace(tzinfo=UTC).strftime("%H:%M") == "17:30"


def test_the_container_installs_what_the_project_names() -> None:
    text = (OPS / "Containerfile").read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert re.match(r"ARG BASE=\S+\nFROM \$\{BASE\}\n", code)
    assert "pip install --no-cache-dir -c constraints.txt .\n" in code
    (command,) = re.findall(r"^CMD (.+)$", code, re.MULTILINE)
    assert json.loads(command) == [".venv/bin/scrapy", "nightly"]
    assert [word for word, _ in steps(text)] == [
        *("ARG", "FROM", "RUN", "USER", "WORKDIR", "COPY", "RUN", "RUN", "ENV", "VOLUME", "CMD")
    ], "`make container` tries each of these"
    home = re.findall(r"TIAOWEN_HOME=(\S+)", code)
    assert home == re.findall(r"^VOLUME (\S+)$", code, re.MULTILINE)


def test_what_is_built_here_is_no_part_of_an_image() -> None:
    left_out = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".venv*", "var", "kb.db*"} <= set(left_out)


def test_a_step_is_tried_without_what_only_root_may_do(tmp_path: Path) -> None:
    (first, second, third) = [
        moved(rest, tmp_path)
        for word, rest in steps((OPS / "Containerfile").read_text("utf-8"))
        if word == "RUN"
    ]
    assert first == f"mkdir {tmp_path}/opt/tiaowen"
    assert second.startswith("rm -rf .venv && python3 -m venv .venv && .venv/bin/python -m pip install ")
    assert third == f"mkdir {tmp_path}/home/tiaowen/base"

"""What the operator is told of a night: which sources failed and why, what was left out, how much fits.

The nights are real ones on the sample portal, which is fictional; the channels are servers on loopback.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alerts.digest import operator_message
from alerts.message import Message
from alerts.operating import fitting
from kb.home import REPOSITORY, Home
from kb.reports import LastNight, SourceTold, read_last, write_last
from samples.portal import Portal
from tests.commands import commanded
from tests.receivers import Receiver, Reply

SOURCE = "miit_publicity"
CHANNEL = '[[channel]]\nid = "office"\nkind = "wecom"\nurl_env = "WECOM_OF_THE_TESTS"\n'
NOW = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.alerts.write_text(CHANNEL, encoding="utf-8")
    return home


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as playing:
        yield playing


@pytest.fixture
def robot() -> Iterator[Receiver]:
    with Receiver(Reply({"errcode": 0, "errmsg": "ok"})) as receiver:
        yield receiver


def nightly(home: Home, portal: Portal, *words: str) -> subprocess.CompletedProcess[str]:
    command = ("-m", "scrapy", "nightly", *(words or ("--only", SOURCE)))
    return commanded(
        home, *command, TIAOWEN_REPLICA=portal.base_url, WECOM_OF_THE_TESTS="http://127.0.0.1:9/k"
    )


def told(home: Home, robot: Receiver, text: str = "") -> str:
    """What came to the group after `alerts tell office TEXT --night`."""
    done = commanded(
        home, "search_cli.py", "alerts", "tell", "office", text, "--night", WECOM_OF_THE_TESTS=robot.url("/k")
    )
    assert (done.returncode, done.stderr) == (0, "")
    content: Any = robot.got[-1].json["markdown"]["content"]
    return str(content)


def test_a_red_night_tells_which_source_failed_and_why_with_the_path_of_its_report(
    home: Home, portal: Portal, robot: Receiver
) -> None:
    portal.inject("robots-503")
    assert nightly(home, portal).returncode == 1
    said = told(home, robot, "tiaowen-nightly on host did not end well")
    report = home.reports / f"{read_last(home).night}.txt"
    assert "did not end well" in said
    assert "已完成，但有问题" in said
    assert "失败 1 个信源" in said
    assert f"{SOURCE}：robots.txt 无应答（" in said
    assert "503" in said
    assert f"报告：{report}" in said
    assert SOURCE in report.read_text(encoding="utf-8")


def test_a_night_out_of_time_tells_what_was_skipped(home: Home, portal: Portal, robot: Receiver) -> None:
    assert nightly(home, portal, "--only", SOURCE, "--minutes", "0").returncode == 1
    said = told(home, robot)
    assert "跳过（时间或页数用完） 1 个信源" in said
    assert "当夜时间用完" in said


def test_a_night_that_could_not_begin_tells_the_reason(home: Home, portal: Portal, robot: Receiver) -> None:
    home.orders.write_text("[[mute]]\nsource = 5\n", encoding="utf-8")
    done = nightly(home, portal)
    assert done.returncode == 2
    said = told(home, robot)
    assert "没有开始" in said
    assert done.stderr.strip()[:30].replace("[", "［") in said.replace("[", "［")


def test_a_good_night_is_told_as_one(home: Home, portal: Portal, robot: Receiver) -> None:
    assert nightly(home, portal).returncode == 0
    said = told(home, robot)
    assert "完成，一切正常" in said
    assert "失败" not in said


def test_a_killed_night_is_told_as_one_that_has_not_ended(
    home: Home, portal: Portal, robot: Receiver
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", "nightly", "--only", SOURCE],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as night:
        while not (home.reports / "last.json").exists():
            time.sleep(0.02)
        os.kill(night.pid, signal.SIGKILL)
    assert "没有结束的记录" in told(home, robot)


def test_a_home_without_a_night_says_so(home: Home, robot: Receiver) -> None:
    assert "没有夜报" in told(home, robot)
    home.reports.mkdir(parents=True)
    (home.reports / "last.json").write_text("{", encoding="utf-8")
    assert "cannot be read" in told(home, robot)


def test_what_no_message_holds_is_counted_and_the_path_stays(home: Home) -> None:
    last = LastNight("2026-11-29", "2026-11-28T17:30:00Z", "2026-11-28T19:00:00Z", "red", report="/var/r.txt")
    many = tuple(SourceTold(f"source_{n}", "failed", f"CountFell: {'字' * 90}{n}") for n in range(40))

    def made(text: str) -> Message:
        return operator_message("office", text, NOW)

    def size(message: Message) -> int:
        return len(message.markdown.encode())

    for limit in (1000, 2048, 4096, 20_000):
        message = fitting(replace(last, sources=many), "", limit, size, made)
        assert size(message) <= limit
        assert "失败 40 个信源" in message.plain
        assert "网站计数下降" in message.plain or limit == 1000
        assert "行，见报告\n报告：/var/r.txt" in message.plain


def test_sources_with_one_reason_stand_on_one_line(home: Home) -> None:
    down = tuple(SourceTold(f"source_{n}", "deferred", "no time was left tonight") for n in range(30))
    last = LastNight("2026-11-29", "2026-11-28T17:30:00Z", outcome="red", sources=down)
    write_last(home, last)
    assert read_last(home) == last
    message = fitting(last, "", 4096, lambda m: len(m.plain), lambda text: operator_message("o", text, NOW))
    assert "等 30 个：当夜时间用完" in message.plain
    assert message.plain.count("\n") < 9


def test_every_error_of_a_crawl_has_its_name_in_chinese() -> None:
    words = tomllib.loads((REPOSITORY / "alerts" / "faults.toml").read_text(encoding="utf-8"))["faults"]
    bases, found = {"SourceFault", "Unsound"}, set()
    for path in sorted((REPOSITORY / "crawler").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                named = {base.id for base in node.bases if isinstance(base, ast.Name)}
                found |= {node.name} if named & bases else set()
    assert set(words) == found
    assert not [word for word in words.values() if word.isascii() and word != "robots.txt"]

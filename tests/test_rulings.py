"""What a home decides of single events acts at every build and says so. All of it is fictional."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.archive import ArchiveWriter
from kb.home import REPOSITORY, Home
from kb.read import Base
from pipeline.building import build
from pipeline.rulings import RulingUnreadable, read_rulings
from samples.portal.unit import OFFICIAL
from tests.homes import built
from tests.test_line import capture
from tests.test_search_cli import run

NUMBER = "产振部县域〔2031〕83号"
NOTICE = """产业振兴部关于公布2031年度特色工坊集群名单的通知
产振部县域〔2031〕83号
各省产业振兴主管部门：
确定青砚县竹编特色工坊集群、云泊县木梳特色工坊集群等2个产业集群为2031年度特色工坊集群，现予公布。认定有效期为三年。
产业振兴部
2031年12月9日"""
RULING = f"""[[ruling]]
work = "{NUMBER}"
holder = "云泊县木梳特色工坊集群"
reject = true
reason = "名单与红头文件不符"
date = 2031-12-20
"""


GUESSED = """关于特色工坊集群有关情况的通报
各省产业振兴主管部门：
特色工坊集群名单（第三批）新鲜出炉，青砚县竹编特色工坊集群等12个产业集群在内。
产业振兴部
2031年12月9日"""


@pytest.fixture
def told(tmp_path: Path) -> Home:
    return noticed(tmp_path, NOTICE)


def noticed(folder: Path, notice: str) -> Home:
    """A home that holds one official notice."""
    home = Home(folder / "home")
    home.root.mkdir()
    body = "".join(f"<p>{line}</p>" for line in notice.split("\n")[1:])
    title = notice.split("\n")[0]
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    page = f"<html>{head}<body><h1>{title}</h1>{body}</body></html>"
    with ArchiveWriter(home, "notice") as writer:
        writer.add(capture(f"{OFFICIAL}/art/a.html", page.encode()))
    build(home, index=False)
    return home


def rule(home: Home, text: str) -> None:
    home.rulings.mkdir(exist_ok=True)
    (home.rulings / "events.toml").write_text(text, encoding="utf-8")


def events(home: Home) -> dict[str, Any]:
    with Base(home.kb) as base:
        return {row.holder: row for row in base.events()}


def timeline(home: Home, name: str) -> Any:
    return json.loads(run(home, "timeline", name, "--as-of", "2032-01-01", "--json").stdout)


def scrapy(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TIAOWEN_HOME": str(home.root)}
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.run(
        command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


def test_a_rejected_event_stays_with_its_reason_and_makes_no_state(told: Home) -> None:
    assert {row.review for row in events(told).values()} == {"ok"}
    (standing,) = timeline(told, "云泊县木梳特色工坊集群")["standings"]
    assert standing["state"] == "recognised"
    rule(told, RULING)
    assert build(told, index=False).full == "the home's rulings changed"
    row = events(told)["云泊县木梳特色工坊集群"]
    assert (row.review, row.reason) == ("rejected", "裁定（2031-12-20）：名单与红头文件不符")
    build(told, full=True, index=False)
    assert events(told)["云泊县木梳特色工坊集群"].review == "rejected"
    found = timeline(told, "云泊县木梳特色工坊集群")
    assert found["standings"] == []
    assert found["events"][0]["reason"] == row.reason


def test_what_only_an_unofficial_page_tells_is_shown_and_makes_no_state(tmp_path: Path) -> None:
    rows = [{"title": NOTICE.split("\n")[0], "text": NOTICE, "url": "https://www.chanzhen.example/a.html"}]
    home = built(tmp_path, rows)
    found = timeline(home, "云泊县木梳特色工坊集群")
    assert (found["standings"], [one["counts"] for one in found["events"]]) == ([], [False])


def test_a_guess_makes_no_state_before_a_ruling_sets_it(tmp_path: Path) -> None:
    home = noticed(tmp_path, GUESSED)
    row = events(home)["青砚县竹编特色工坊集群"]
    assert (row.type, row.review) == ("recognise", "needs_review")
    assert "a guess" in row.reason
    found = timeline(home, row.holder)
    assert (found["standings"], [one["counts"] for one in found["events"]]) == ([], [False])
    asked = json.loads(run(home, "recognitions", "--as-of", "2032-01-01", "--json").stdout)
    assert (asked["total"], asked["unconfirmed_events"]) == (0, 1)
    ruling = RULING.replace(f'work = "{NUMBER}"', f'work = "{row.work}"').replace("云泊县木梳", "青砚县竹编")
    rule(home, ruling.replace("reject = true", 'set = { region = "河北省" }'))
    build(home, index=False)
    (standing,) = timeline(home, row.holder)["standings"]
    assert standing["state"] == "recognised"


def test_a_corrected_region_stands_with_its_reason(told: Home) -> None:
    rule(told, RULING.replace("reject = true", 'set = { region = "河北省" }'))
    build(told, index=False)
    row = events(told)["云泊县木梳特色工坊集群"]
    assert (row.region, row.province, row.review) == ("河北省", "河北省", "ok")
    assert "裁定" in row.reason


def test_a_ruling_that_meets_no_event_is_reported(told: Home) -> None:
    rule(told, RULING.replace("云泊县", "没有县"))
    done = scrapy(told, "build")
    assert done.returncode == 2
    assert "rulings/events.toml, ruling 1: refused: it meets no event" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[[ruling]\n", "no TOML"),
        (RULING.replace("reject = true\n", ""), "either rejects"),
        (RULING.replace('reason = "名单与红头文件不符"\n', ""), "needs a reason"),
        (RULING.replace("date = 2031-12-20", 'date = "2031"'), "needs a date"),
        (RULING + "who = 1\n", "unknown key who"),
        (RULING.replace("reject = true", 'set = { seq = "1" }'), "set takes"),
        ("ruling = 1\n", "[[ruling]]"),
    ],
)
def test_an_unclear_ruling_is_one_line_and_nothing_is_built(told: Home, wrong: str, said: str) -> None:
    before = told.kb.read_bytes()
    rule(told, wrong)
    with pytest.raises(RulingUnreadable, match=said.replace("[", r"\[")):
        read_rulings(told)
    done = scrapy(told, "build")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert told.kb.read_bytes() == before

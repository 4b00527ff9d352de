"""A disk that fills up in the middle of a night: old data is found, one line says why, the next night heals.

Real nights on the sample portal, which is fictional; each part of the home in turn lies on a full tmpfs.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from kb.home import REPOSITORY, Home
from samples.portal import Portal
from tests.disks import NoMount, clear, fill, small_disk

SOURCE = "miit_publicity"
OLD = "工坊集群认定有效期"


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str


def run(home: Home, *command: str, replica: str = "http://127.0.0.1:9", to: IO[str] | None = None) -> Ended:
    """Run a command; `to`: a file that takes its stdout."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": replica},
        stdout=to or subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ended(done.returncode, done.stdout or "", done.stderr)


def nightly(home: Home, portal: Portal, to: IO[str] | None = None) -> Ended:
    command = ("-m", "scrapy", "nightly", "--only", SOURCE, "--json", "-s", "NIGHT_MIN_FREE=0")
    return run(home, *command, replica=portal.base_url, to=to)


def found(home: Home) -> set[tuple[str, str]]:
    """The clauses that a search brings."""
    ended = run(home, "search_cli.py", "search", OLD, "--limit", "100", "--json")
    assert ended.code == 0, ended.err
    return {(hit["work"], hit["eid"]) for hit in json.loads(ended.out)["hits"]}


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with Portal() as playing:
        yield playing


@pytest.fixture(scope="module")
def first_night(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after its first night; the portal then has the second night's notices."""
    home = Home(tmp_path_factory.mktemp("first"))
    assert nightly(home, portal).code == 0
    portal.advance()
    return home


@pytest.fixture(scope="module")
def works(first_night: Home, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a home with room holds after the second night."""
    home = Home(tmp_path_factory.mktemp("second") / "home")
    shutil.copytree(first_night.root, home.root)
    assert nightly(home, portal).code == 0
    return held(home)


def held(home: Home) -> list[str]:
    with sqlite3.connect(home.kb) as db:
        return sorted(f"{row[0]} {row[1]}" for row in db.execute("SELECT id, fingerprint FROM works"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    try:
        with small_disk(tmp_path / "disk", "48m") as mounted:
            yield mounted
    except NoMount as error:
        pytest.skip(f"no tmpfs can be mounted: {error}")


@pytest.fixture(scope="module")
def before(first_night: Home) -> set[tuple[str, str]]:
    """What a search brings after the first night."""
    brought = found(first_night)
    assert brought
    return brought


def laid_out(first: Home, tmp_path: Path, disk: Path, part: str) -> Home:
    """A copy of the home of which one part lies on the small disk, by symlinks."""
    home = Home(tmp_path / "home")
    shutil.copytree(first.root, home.root)
    if part == "kb.db":  # a database and its journal lie together: all but var/ goes
        var = tmp_path / "var"
        shutil.move(home.var, var)
        home = Home(disk / "home")
        shutil.copytree(tmp_path / "home", home.root)
        home.var.symlink_to(var)
    elif part == "state.db":
        for folder in (path for path in sorted(home.var.iterdir()) if path.is_dir() and path.name != "lock"):
            shutil.move(folder, tmp_path / folder.name)
            folder.symlink_to(tmp_path / folder.name)
        moved(home.var, disk / "var")
    else:
        folder = home.root / part
        folder.mkdir(parents=True, exist_ok=True)
        moved(folder, disk / folder.name)
    return home


def moved(folder: Path, target: Path) -> None:
    shutil.copytree(folder, target, symlinks=True)
    shutil.rmtree(folder)
    folder.symlink_to(target)


# What lies on the full disk, the exit code, and what the report or stderr says of it.
FULL = (
    ("var/warc", 1, "No space left on device"),
    ("var/cache", 1, "the night's cache cannot be written: No space left on device"),
    ("var/whoosh", 2, "cannot be written: No space left on device; make room"),
    ("var/backup", 1, "no backup was made: "),
    ("kb.db", 2, "kb.db: database or disk is full; make room"),
    ("state.db", 2, "state.db cannot be "),
)


@pytest.mark.parametrize(("part", "code", "says"), FULL)
def test_a_full_disk_loses_nothing_is_told_and_heals(
    first_night: Home,
    works: list[str],
    before: set[tuple[str, str]],
    portal: Portal,
    tmp_path: Path,
    disk: Path,
    part: str,
    code: int,
    says: str,
) -> None:
    home = laid_out(first_night, tmp_path, disk, part)
    fill(disk)
    ended = nightly(home, portal)
    assert ended.code == code
    assert says in (ended.err if code == 2 else ended.out)
    assert ended.err.count("\n") == (code == 2)
    assert found(home) >= before  # a backup that fails comes behind the build
    clear(disk)
    healed = nightly(home, portal)
    assert (healed.code, healed.err) == (0, "")
    assert held(home) == works


def test_a_state_that_fills_up_in_the_middle_of_a_night_is_named(
    first_night: Home,
    works: list[str],
    before: set[tuple[str, str]],
    portal: Portal,
    tmp_path: Path,
    disk: Path,
) -> None:
    home = laid_out(first_night, tmp_path, disk, "state.db")
    fill(disk, leave=42 * 1024)  # the night can begin: its journal has a few pages left
    ended = nightly(home, portal)
    assert ended.code in (1, 2)
    assert "state.db cannot be written" in ended.err
    assert found(home) >= before
    clear(disk)
    healed = nightly(home, portal)
    assert (healed.code, healed.err) == (0, "")
    assert held(home) == works


def test_a_report_and_a_log_that_find_no_room_are_told_and_the_night_is_done(
    first_night: Home,
    works: list[str],
    before: set[tuple[str, str]],
    portal: Portal,
    tmp_path: Path,
    disk: Path,
) -> None:
    home = laid_out(first_night, tmp_path, disk, "var/log")
    fill(disk)
    with (disk / "report").open("w") as report:
        ended = nightly(home, portal, report)
        asked = run(home, "search_cli.py", "search", OLD, "--limit", "100", to=report)
    assert (ended.code, asked.code) == (1, 2)
    assert ended.err == "the night is done, its report cannot be written: No space left on device\n"
    assert asked.err == "the answer cannot be written: No space left on device\n"
    assert found(home) >= before
    assert held(home) == works
    crawled = run(home, "-m", "scrapy", "crawl", SOURCE, replica=portal.base_url)
    assert (crawled.code, crawled.err) == (0, "")
    assert "the log cannot be written: No space left on device" in crawled.out
    clear(disk)
    again = nightly(home, portal)
    assert (again.code, again.err) == (0, "")
    assert "cannot be written" not in again.out


def test_an_import_and_a_build_without_room_are_one_line_each(
    first_night: Home, tmp_path: Path, disk: Path
) -> None:
    home = laid_out(first_night, tmp_path, disk, "var/warc")
    page = tmp_path / "page.txt"
    page.write_text("云海省渔港照明管理办法\n第一条 渔港照明应当节约用电。", encoding="utf-8")
    fill(disk)
    refused = run(home, "-m", "scrapy", "import", str(page))
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert "No space left on device" in refused.err
    clear(disk)
    assert run(home, "-m", "scrapy", "import", str(page)).out.startswith("imported 1, held already 0")

"""Progress is for a person: it shows on a terminal, on stderr, and leaves logs, pipes and JSON alone."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from kb.home import REPOSITORY, Home
from pipeline.building import build


def corpus(folder: Path) -> Path:
    """A few documents to take in."""
    path = folder / "corpus.jsonl"
    rows = [{"title": f"渔港办法{n}", "text": f"第一条 第{n}座灯塔应当照明。"} for n in range(30)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def on_a_terminal(home: Home, *arguments: str) -> tuple[str, str]:
    """stdout (a pipe) and stderr (a terminal) of a scrapy verb."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TERM": "xterm"}
    child = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=slave, text=True,
    )  # fmt: skip
    os.close(slave)
    seen = _until_closed(master)
    stdout, _ = child.communicate(timeout=60)
    assert child.returncode == 0, seen
    return stdout, seen


def _until_closed(terminal: int) -> str:
    seen = b""
    while True:
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # the other end is closed: Linux says so with EIO
            os.close(terminal)
            return seen.decode(errors="replace")


def test_long_work_shows_a_bar_on_a_terminal_and_stdout_stays_clean(home: Home, tmp_path: Path) -> None:
    said, seen = on_a_terminal(home, "import", str(corpus(tmp_path)))
    assert said == "imported 30, held already 0, refused 0\n"
    assert "held already" in seen
    said, seen = on_a_terminal(home, "build", "--json")
    assert json.loads(said)["files"] == 1
    assert "documents" in seen or "archive" in seen


def test_no_bar_without_a_terminal(home: Home, tmp_path: Path) -> None:
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root)}
    for arguments in (["import", str(corpus(tmp_path))], ["build"]):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""


def test_a_build_tells_how_far_it_is(home: Home, tmp_path: Path) -> None:
    from crawler.importing import Import

    desk = Import(home)
    assert not list(desk.take(corpus(tmp_path)))
    desk.close()
    told: list[tuple[str, int, int]] = []
    build(home, index=False, progress=lambda what, done, total: told.append((what, done, total)))
    reading = [(done, total) for what, done, total in told if what == "reading the archive"]
    settling = [(done, total) for what, done, total in told if what == "settling documents"]
    assert reading == sorted(reading)
    assert all(0 <= done <= total for done, total in reading)
    assert settling[-1] == (30, 30)

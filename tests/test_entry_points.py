"""Every module that is run by itself: --help tells what it is; what is typed wrong is one line, exit 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.home import REPOSITORY

_GUARD = 'if __name__ == "__main__":'


def entry_points() -> list[str]:
    """The modules of tests, samples and pipeline that are run by themselves."""
    found = []
    for room in ("pipeline", "samples", "tests"):
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            lines = path.read_text(encoding="utf-8").splitlines()
            if _GUARD in lines:
                parts = path.relative_to(REPOSITORY).with_suffix("").parts
                found.append(".".join(part for part in parts if part != "__main__"))
    return found


def run(home: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=REPOSITORY, env={**os.environ, "TIAOWEN_HOME": str(home)}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_entry_points_are_found() -> None:
    assert {"tests.bench_assembly", "tests.kills", "samples.portal", "pipeline.sandbox"} <= set(
        entry_points()
    )


@pytest.mark.parametrize("module", entry_points())
def test_help_says_what_a_module_is_and_does_nothing(tmp_path: Path, module: str) -> None:
    done = run(tmp_path, module, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") >= 3
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("module", entry_points())
def test_an_option_that_there_is_not_is_one_line_and_exit_2(tmp_path: Path, module: str) -> None:
    done = run(tmp_path, module, "--no-such-option")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("module", "words", "line"),
    [
        ("tests.bench_assembly", "many", "'many' is no number from 1 on"),
        ("tests.bench_night", "0", "'0' is no number from 1 on"),
        ("tests.bench_search", "11k", "no size '11k'; there are: 10k, 50k, statutes, stard"),
        ("tests.kills", "-1", "'-1' is no number from 1 on"),
        ("tests.fuzz", "--pages x", "'x' is no number from 1 on"),
        ("samples.portal", "--port x", "invalid int value: 'x'"),
        ("samples.portal", "--fault none", "portal: "),
        ("samples.demo", "again", "unrecognized arguments: again"),
        ("pipeline.setup", "again", "unrecognized arguments: again"),
        ("pipeline.sandbox", "a b c", "unrecognized arguments: c"),
        ("pipeline.sandbox", "/nonexistent/a.pdf", "/nonexistent/a.pdf: "),
        ("pipeline.scanning", "/nonexistent/a.pdf pdf", "/nonexistent/a.pdf: no such file"),
    ],
)
def test_what_is_typed_wrong_is_one_line(tmp_path: Path, module: str, words: str, line: str) -> None:
    done = run(tmp_path, module, *words.split())
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert line in done.stderr

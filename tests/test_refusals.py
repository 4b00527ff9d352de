"""What is refused writes nothing: no home, no var/, no lock is begun for a command that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from alerts.verbs import alerts
from kb.home import REPOSITORY, Home
from reader.program import app
from tests.test_search_cli import run, started

EID = ("art_1", "--work", "x")
WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("search", "show", "cite", "diff", "timeline"), ("x",)),
    **dict.fromkeys(("trace", "parallels", "similar"), EID),
    **dict.fromkeys(("glossary", "about", "doctor"), ()),
    "programme": ("特色工坊集群",),
    "compare": ("a", "b"),
    "changes": ("--since", "2026-01-01"),
    "recognitions": ("--to", "{out}.csv"),
    "windows": ("--to", "{out}.ics"),
    "export": ("x", "--to", "{out}.xlsx"),
    "watch": ("samples/watchlist.csv",),
    "batch": ("{queries}",),
    "cite-check": ("README.md",),
}


def test_every_verb_is_tried_here() -> None:
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    assert verbs == set(WORDS)


@pytest.mark.parametrize("verb", sorted(WORDS))
@pytest.mark.parametrize("there", [True, False], ids=["an empty home", "no home"])
def test_a_verb_without_a_base_writes_nothing(tmp_path: Path, verb: str, there: bool) -> None:
    home = Home(tmp_path / "home")
    if there:
        home.root.mkdir()
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"qid": 1, "query": "x"}\n')
    before = sorted(tmp_path.rglob("*"))
    words = [word.format(out=tmp_path / "out", queries=queries) for word in WORDS[verb]]
    done = run(home, verb, *words)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("words", [("list",), ("send",), ("test", "x"), ("tell", "x", "y")])
@pytest.mark.parametrize("rules", [None, "rule = ["], ids=["no rules", "rules no one can read"])
def test_alerts_without_rules_write_nothing(
    tmp_path: Path, words: tuple[str, ...], rules: str | None
) -> None:
    assert len(alerts.registered_commands) == 4
    if rules is not None:
        (tmp_path / "alerts.toml").write_text(rules)
    before = sorted(tmp_path.rglob("*"))
    done = started(tmp_path, "alerts", *words)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [
        ("import", "nothing-here"),
        ("import", "Makefile"),
        ("restore", "nothing-here"),
        ("restore", "samples"),
        ("backup",),
        ("nightly", "--only", "nosuch"),
        ("crawl", "nosuch"),
        ("check", "nosuch"),
        ("build", "extra"),
        ("build", "--nosuch"),
    ],
    ids=" ".join,
)
def test_a_refused_command_begins_no_home(tmp_path: Path, words: tuple[str, ...]) -> None:
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert not home.exists()

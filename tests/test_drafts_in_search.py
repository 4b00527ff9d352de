"""index/drafts.py: a draft never answers before the document it became. All fictional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kb.archive import Capture
from kb.home import Home
from pipeline.building import build
from reader.program import app
from tests.test_drafting import FINAL, asks, issues, nights
from tests.test_line import capture

ONLY_DRAFT = "守灯的人三年内不得离岛"


def draft() -> Capture:
    """A draft with a clause that the final has in other words."""
    made = asks(1, "2031年3月1日")
    body = made.body.replace("守灯的人应当写日志".encode(), ONLY_DRAFT.encode())
    return capture(made.url, body)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = nights(tmp_path_factory.mktemp("drafts"), draft(), issues())
    build(made)
    return made


def hits(home: Home, query: str, *more: str) -> list[Any]:
    result = CliRunner().invoke(app, ["--home", str(home.root), "search", query, *more, "--json"])
    assert result.exit_code == 0, result.stderr
    found: list[Any] = json.loads(result.stdout)["hits"]
    return found


@pytest.mark.parametrize("query", ["灯塔 夜间 点灯", "“灯塔应当在夜间点灯”", f"灯塔 {ONLY_DRAFT} 日志"])
def test_the_final_answers_before_its_draft_however_well_that_matches(home: Home, query: str) -> None:
    found = hits(home, query)
    statuses = [hit["status"] for hit in found]
    assert found[0]["work"].split("/")[0] == FINAL
    assert "征求意见稿" in statuses[1:]


def test_who_asks_for_drafts_gets_them(home: Home) -> None:
    found = hits(home, "灯塔", "--status", "征求意见稿")
    assert found
    assert {hit["status"] for hit in found} == {"征求意见稿"}


def test_a_draft_without_a_final_answers_as_well_as_it_matches(tmp_path: Path) -> None:
    alone = nights(tmp_path, draft(), issues(name="渔港照明办法"))
    build(alone)
    [first, *_] = hits(alone, ONLY_DRAFT)
    assert ONLY_DRAFT in first["text"]
    assert first["status"] == "征求意见稿"

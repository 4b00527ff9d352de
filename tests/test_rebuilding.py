"""A base thrown away comes back from the archive alone, and a changed cleaner is seen before it is accepted.

The documents are fictional.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crawler.commands.build import difference_lines
from crawler.importing import Import
from kb.home import Home
from kb.lock import Locked, locked
from kb.read import BaseMissing
from pipeline.building import build
from pipeline.trial import tried
from reader.program import app
from tests.homes import built as home_of
from tests.test_backup import BOATS, LAMPS, dump, scrapy

TEXTS = (LAMPS, BOATS, LAMPS.replace("灯塔", "风车"))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Home:
    rows = [{"title": text.split("\n")[0], "text": text} for text in TEXTS]
    return home_of(tmp_path_factory.mktemp("home"), rows)


@pytest.fixture
def mine(lived_in: Home, tmp_path: Path) -> Home:
    """That home again, to be changed."""
    shutil.copytree(lived_in.root, tmp_path / "home")
    return Home(tmp_path / "home")


def answers(home: Home) -> Any:
    """What two searches answer, without the time they took."""
    asked = [
        CliRunner().invoke(app, ["--home", str(home.root), "search", words, "--json"])
        for words in ("有效期", "“节约用电”")
    ]
    return [(ended.exit_code, json.loads(ended.stdout)["hits"]) for ended in asked]


def files_of(home: Home) -> dict[str, str]:
    """Every file of a home by its hash; what readers of a base leave beside it counts as nothing."""
    return {
        path.relative_to(home.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.root.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def read_by_an_older_cleaner(home: Home) -> dict[str, str]:
    """The base as an older cleaner would have left it; the works by the beginning of their titles."""
    with sqlite3.connect(home.kb) as db:
        works = {title[3:5]: work for work, title in db.execute("SELECT id, title FROM works")}
        lamps, boats, mills = works["灯塔"], works["渔港"], works["风车"]
        db.execute(
            "UPDATE provisions SET text = ? WHERE work = ? AND eid = 'art_2'", ("称号有效期为三十年。", lamps)
        )
        db.execute("UPDATE works SET status = '废止' WHERE id = ?", (lamps,))
        db.execute("DELETE FROM provisions WHERE work = ? AND eid LIKE 'art_2%'", (boats,))
        for table in ("works", "provisions", "expressions"):
            db.execute(f"DELETE FROM {table} WHERE {'id' if table == 'works' else 'work'} = ?", (mills,))
        db.execute("UPDATE meta SET value = 'older' WHERE key = 'pipeline_version'")
    db.close()
    return {"lamps": lamps, "boats": boats, "mills": mills}


def test_base_and_index_deleted_come_back_from_the_archive_with_the_same_answers(mine: Home) -> None:
    before, base = answers(mine), dump(mine.kb)
    assert any(hits for _, hits in before)
    mine.kb.unlink()
    shutil.rmtree(mine.whoosh)
    report = build(mine)
    assert report.full == "there was no base"
    assert report.generation
    assert (answers(mine), dump(mine.kb)) == (before, base)


def test_a_cleaner_that_reads_the_same_changes_nothing(mine: Home) -> None:
    found = tried(mine)
    assert (found.works, found.tables, found.refused, found.no_longer_refused) == ((), (), (), ())
    assert list(difference_lines(found)) == [
        "a full build would add 0, change 0, delete 0 documents; nothing was changed"
    ]


def test_what_a_changed_cleaner_would_change_is_shown_and_nothing_is_touched(mine: Home) -> None:
    works = read_by_an_older_cleaner(mine)
    before = files_of(mine)
    ended = scrapy(mine, "build", "--diff", "--json")
    assert (ended.code, ended.err) == (0, "")
    told: Any = {one["work"]: one for one in json.loads(ended.out)["works"]}
    assert {work: one["op"] for work, one in told.items()} == {
        works["lamps"]: "MOD",
        works["boats"]: "MOD",
        works["mills"]: "ADD",
    }
    lamps, boats = told[works["lamps"]], told[works["boats"]]
    assert (lamps["added"], lamps["changed"], lamps["removed"]) == (0, 1, 0)
    (sample,) = lamps["samples"]
    assert sample["what"] == "art_2"
    assert "三十年" in sample["before"]
    assert "三年" in sample["after"]
    assert [field["what"] for field in lamps["fields"]] == ["status"]
    assert boats["added"] >= 1
    assert all(sample["before"] is None for sample in boats["samples"])
    assert told[works["mills"]]["title"].startswith("云海省风车")
    tables = {table: (more, fewer) for table, more, fewer in json.loads(ended.out)["tables"]}
    assert tables["works"] == (2, 1)
    assert files_of(mine) == before, "base, index and state are as they were, and nothing is left behind"


def test_for_the_eye_there_is_a_line_before_and_a_line_after(mine: Home) -> None:
    works = read_by_an_older_cleaner(mine)
    lines = list(difference_lines(tried(mine)))
    assert f"MOD  {works['lamps']}  云海省灯塔工坊培育办法" in lines
    assert "     provisions: 0 added, 1 changed, 0 removed" in lines
    assert [line for line in lines if line.startswith("       - ") and "三十年" in line]
    assert [line for line in lines if line.startswith("       + ") and "三年" in line]
    assert lines[-1].startswith("a full build would add 1, change 2, delete 0 documents; rows: ")


def test_what_has_come_since_is_not_laid_at_the_cleaner_s_door(mine: Home, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("云海省水车管理办法\n第一条 水车应当转动。", encoding="utf-8")
    desk = Import(mine)
    assert not list(desk.take(tmp_path / "new.txt"))
    desk.close()
    assert tried(mine).works == ()


def test_a_base_of_another_schema_is_compared_as_far_as_both_go(mine: Home) -> None:
    with sqlite3.connect(mine.kb) as db:
        db.execute("ALTER TABLE works ADD COLUMN gone TEXT")
        db.execute("PRAGMA user_version = 1")
    db.close()
    assert tried(mine).works == ()


def test_without_a_base_there_is_nothing_to_compare(mine: Home) -> None:
    mine.kb.unlink()
    ended = scrapy(mine, "build", "--diff")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "scrapy build" in ended.err
    mine.kb.write_bytes(b"no database at all" * 99)
    with pytest.raises(BaseMissing, match="is no base"):
        tried(mine)


def test_a_build_under_way_is_not_disturbed(mine: Home) -> None:
    with locked(mine, "build"), pytest.raises(Locked):
        tried(mine)

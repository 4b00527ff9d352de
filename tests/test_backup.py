"""Backup and restore as an operator runs them: what is lost comes back, and what is damaged is refused.

The documents are fictional.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kb.backup import BackupDamaged, back_up, backups_folder, prune, read_backup, restore, verified
from kb.home import REPOSITORY, Home
from kb.lock import locked
from kb.state import State
from tests.homes import built as home_of

LAMPS = """云海省灯塔工坊培育办法
第一条 为了培育灯塔工坊，制定本办法。
第二条 灯塔工坊的称号有效期为三年。
第三条 本办法自2091年6月1日起施行。"""
BOATS = """云海省渔港照明管理办法
第一条 为了管理渔港照明，制定本办法。
第二条 渔港照明应当节约用电。"""
ALERTS = '[[rule]]\nid = "lamps"\ntitle = "灯塔"\nnames_file = "lamps.csv"\nchannels = []\n'


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str


def run(home: Home, *command: str) -> Ended:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def scrapy(home: Home, *words: str) -> Ended:
    return run(home, "-m", "scrapy", *words)


def answers(home: Home) -> Any:
    """What two searches answer, without the time they took."""
    asked = [run(home, "search_cli.py", "search", words, "--json") for words in ("有效期", "“节约用电”")]
    return [(ended.code, json.loads(ended.out)["hits"]) for ended in asked]


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        lines = list(db.iterdump())
    db.close()
    return lines


ORDERS = '[[mute]]\nsource = "miit_feed"\nuntil = 2026-12-31\nreason = "改版（虚构）"\ndate = 2026-11-29\n'


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two documents, a ruling, alert rules with a list of names, and a past run."""
    rows = [{"title": text.split("\n")[0], "text": text} for text in (LAMPS, BOATS)]
    home = home_of(tmp_path_factory.mktemp("home"), rows)
    home.alerts.write_text(ALERTS, encoding="utf-8")
    (home.root / "lamps.csv").write_text("云海灯塔工坊有限公司\n", encoding="utf-8")
    home.orders.write_text(ORDERS, encoding="utf-8")
    home.certificates.mkdir()
    (home.certificates / "lamps.pem").write_text("-----BEGIN CERTIFICATE-----\n", encoding="utf-8")
    with State(home) as state:
        state.begin_run("lamps")
    return home


@pytest.fixture
def mine(lived_in: Home, tmp_path: Path) -> Home:
    """That home again, to be broken."""
    shutil.copytree(lived_in.root, tmp_path / "home")
    return Home(tmp_path / "home")


def test_after_a_restore_every_answer_is_the_same_and_the_build_changes_nothing(mine: Home) -> None:
    before, base, state = answers(mine), dump(mine.kb), dump(mine.state)
    made = scrapy(mine, "backup", "--json")
    assert (made.code, made.err) == (0, "")
    written = (mine.alerts, mine.root / "lamps.csv", mine.orders, mine.certificates / "lamps.pem")
    for path in (mine.kb, mine.state, *written):
        path.unlink()
    shutil.rmtree(mine.whoosh)
    shutil.rmtree(mine.warc)
    back = scrapy(mine, "restore", json.loads(made.out)["backup"])
    assert (back.code, back.err) == (0, "")
    assert (answers(mine), dump(mine.kb), dump(mine.state)) == (before, base, state)
    assert mine.alerts.read_text(encoding="utf-8") == ALERTS
    assert all(path.is_file() for path in written)
    for path in (mine.kb, mine.state):
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
    again = json.loads(scrapy(mine, "build", "--json").out)
    assert (again["rows"], again["full"], again["generation"]) == (0, None, None)


def test_a_restored_home_takes_more_in(mine: Home, tmp_path: Path) -> None:
    scrapy(mine, "backup")
    mine.kb.unlink()
    assert scrapy(mine, "restore", str(backups_folder(mine))).code == 0
    (tmp_path / "new.txt").write_text(BOATS.replace("渔港", "码头"), encoding="utf-8")
    assert scrapy(mine, "import", str(tmp_path / "new.txt")).code == 0
    assert json.loads(scrapy(mine, "build", "--json").out)["added"]


def test_a_backup_under_a_writer_is_whole(mine: Home) -> None:
    stop = threading.Event()

    def write() -> None:
        with State(mine) as state:
            while not stop.is_set():
                state.add_imports([(str(n), "sha") for n in range(50)])
                state.begin_run("lamps")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        paths = [back_up(mine, backups_folder(mine)) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    for path in paths:
        assert {file.path for file in verified(path).files} >= {"kb.db", "var/state.db"}


def test_the_archive_is_linked_and_costs_no_space(mine: Home) -> None:
    made = back_up(mine, backups_folder(mine))
    kept = [file.path for file in read_backup(made).files if file.path.startswith("var/warc/")]
    assert kept
    assert all((made / path).samefile(mine.root / path) for path in kept)


def test_a_backup_holds_no_index_and_no_journal(mine: Home) -> None:
    made = back_up(mine, backups_folder(mine))
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert files == {"backup.json", *(file.path for file in read_backup(made).files)}
    assert not [name for name in files if "whoosh" in name]


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def turn_a_bit(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.unlink()  # a hard link of the home's own file
    path.write_bytes(body)


@pytest.mark.parametrize("harm", [Path.unlink, shorten, turn_a_bit])
@pytest.mark.parametrize("name", ["kb.db", "var/state.db", "var/warc/*.gz", "backup.json"])
def test_a_damaged_backup_is_refused_and_touches_nothing(
    mine: Home, name: str, harm: Callable[[Path], None]
) -> None:
    made = back_up(mine, backups_folder(mine))
    harm(next(made.glob(name)))
    mine.kb.unlink()
    with pytest.raises(BackupDamaged, match=made.name):
        restore(mine, made)
    assert not mine.kb.exists()


def test_a_damaged_backup_ends_with_exit_2(mine: Home) -> None:
    made = back_up(mine, backups_folder(mine))
    shorten(made / "kb.db")
    ended = scrapy(mine, "restore", str(made))
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.endswith("; nothing was restored\n")


def test_a_home_that_knows_more_is_not_overwritten_without_force(mine: Home, tmp_path: Path) -> None:
    made = back_up(mine, backups_folder(mine))
    (tmp_path / "new.txt").write_text(BOATS.replace("渔港", "码头"), encoding="utf-8")
    scrapy(mine, "import", str(tmp_path / "new.txt"))
    mine.alerts.write_text(ALERTS.replace("灯塔", "灯"), encoding="utf-8")
    refused = scrapy(mine, "restore", str(made))
    assert refused.code == 2
    assert "1 more archive file; alerts.toml is another; --force" in refused.err
    forced = scrapy(mine, "restore", str(made), "--force")
    assert forced.code == 0
    assert mine.alerts.read_text(encoding="utf-8") == ALERTS
    assert "灯" in (mine.root / "alerts.toml.replaced").read_text(encoding="utf-8")
    assert "1 new archive file" in forced.out  # what the archive holds is never lost


def test_a_restore_is_done_and_degraded_where_a_file_of_the_archive_still_cannot_be_read(
    mine: Home, tmp_path: Path
) -> None:
    made = back_up(mine, backups_folder(mine))
    (tmp_path / "渔港办法.pdf").write_bytes(b"%PDF-1.7 nothing more")
    assert scrapy(mine, "import", str(tmp_path / "渔港办法.pdf")).code == 0
    held = sorted(path.name for path in mine.warc.iterdir())
    forced = scrapy(mine, "restore", str(made), "--force")
    assert forced.code == 1
    assert "all of the backup is back; 1 of what the archive holds cannot be read" in forced.out
    assert "refused: a damaged pdf file" in forced.err
    assert sorted(path.name for path in mine.warc.iterdir()) == held  # nothing is lost


def test_a_restore_whose_build_is_refused_is_done_and_says_so(mine: Home) -> None:
    (mine.rulings / "mine.toml").parent.mkdir(exist_ok=True)
    (mine.rulings / "mine.toml").write_text("no toml [", encoding="utf-8")
    made = back_up(mine, backups_folder(mine))
    mine.kb.unlink()
    back = scrapy(mine, "restore", str(made))
    assert (back.code, back.err.count("\n")) == (1, 1), back.err
    assert "the backup is restored, but not built: " in back.err
    assert mine.kb.is_file()


def test_a_later_run_is_newer_data(mine: Home) -> None:
    made = back_up(mine, backups_folder(mine))
    with sqlite3.connect(mine.state) as db:
        db.execute("UPDATE runs SET ended = '2999-01-01T00:00:00Z'")
    db.close()
    assert "something done at 2999-01-01T00:00:00Z" in scrapy(mine, "restore", str(made)).err


def test_nothing_is_restored_into_a_home_that_works(mine: Home) -> None:
    made = back_up(mine, backups_folder(mine))
    with locked(mine, "build"):
        ended = scrapy(mine, "restore", str(made))
    assert (ended.code, ended.err) == (3, f"another build is running in {mine.root}\n")


def test_the_newest_backups_stay_and_of_a_repeated_night_the_last(mine: Home) -> None:
    folder = backups_folder(mine)
    nights = (None, "2091-01-01", "2091-01-02", "2091-01-02", "2091-01-03")
    made = [back_up(mine, folder, night=night) for night in nights]
    assert prune(mine, folder, 3) == (made[0], made[2])
    assert sorted(folder.iterdir()) == [made[1], made[3], made[4]]


def test_a_killed_backup_leaves_nothing_that_counts(mine: Home) -> None:
    folder = backups_folder(mine)
    litter = folder / "20910101T000000000000Z.new"
    (litter / "var").mkdir(parents=True)
    assert scrapy(mine, "restore", str(folder)).code == 2
    made = back_up(mine, folder)
    assert list(folder.iterdir()) == [made]


def test_a_backup_of_a_damaged_base_is_refused_with_its_cure(mine: Home) -> None:
    with mine.kb.open("r+b") as stream:
        stream.seek(8192)
        stream.write(b"\xff" * 4096)
    ended = scrapy(mine, "backup")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "kb.db" in ended.err
    assert not list(backups_folder(mine).iterdir())


def test_an_empty_home_has_nothing_to_back_up(home: Home) -> None:
    ended = scrapy(home, "backup")
    assert (ended.code, ended.err) == (2, f"nothing to back up in {home.root}\n")


def test_a_folder_without_a_backup_is_one_line(home: Home, tmp_path: Path) -> None:
    ended = scrapy(home, "restore", str(tmp_path))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "no backup in" in ended.err


def test_only_the_own_backups_of_a_shared_folder_are_removed(mine: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    shutil.copytree(mine.root, other.root)
    shared = tmp_path / "shared"
    theirs, ours = back_up(other, shared), [back_up(mine, shared) for _ in range(3)]
    assert prune(mine, shared, 1) == tuple(ours[:2])
    assert theirs.is_dir()


@pytest.mark.parametrize("told", ["{}", "[]", "", "no JSON", '{"format": 1}', '{"format": 1, "files": 3}'])
def test_a_list_that_lists_nothing_is_no_backup(home: Home, tmp_path: Path, told: str) -> None:
    (tmp_path / "backup.json").write_text(told, encoding="utf-8")
    ended = scrapy(home, "restore", str(tmp_path))
    line = f"{tmp_path} is no backup: its backup.json does not list what it holds; nothing was restored\n"
    assert (ended.code, ended.out, ended.err) == (2, "", line)


@pytest.mark.parametrize("verb", ["backup", "restore", "import", "check"])
def test_an_empty_path_is_not_the_folder_one_stands_in(home: Home, verb: str) -> None:
    before = sorted(REPOSITORY.iterdir())
    ended = scrapy(home, verb, *(["miit_notices"] if verb == "check" else []), "")
    line = "an empty argument names nothing; scrapy <verb> -h says what is taken\n"
    assert (ended.code, ended.out, ended.err) == (2, "", line)
    assert sorted(REPOSITORY.iterdir()) == before
    assert not home.var.exists()

"""What an operator types wrong: every verb of scrapy answers one clear line, exit 2, and does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.home import REPOSITORY

CASES = [
    ("nightly --only", "--only: expected at least one argument"),
    ("nightly --only lighthouse", "no source named 'lighthouse'; there are: "),
    ("nightly --only miit_notices miit_notices", "--only names miit_notices twice"),
    ("nightly --only miit_notices --only miit_notices", "--only names miit_notices twice"),
    ("nightly --minutes abc", "--minutes: invalid float value: 'abc'"),
    ("nightly --minutes", "--minutes: expected one argument"),
    ("nightly --minutes -1", "--minutes -1.0 is no number of minutes"),
    ("nightly --minutes nan", "--minutes nan is no number of minutes"),
    ("nightly --minutes inf", "--minutes inf is no number of minutes"),
    ("nightly --pages -1", "--pages -1 is no number of pages"),
    ("nightly --pages 1.5", "--pages: invalid int value: '1.5'"),
    ("nightly --budget many", "--budget: invalid int value: 'many'"),
    ("nightly --json=1", "--json: ignored explicit argument '1'"),
    ("nightly tonight", "nightly takes no 'tonight'; --only NAME names sources"),
    ("nightly --home /tmp", "unknown option --home; "),
    ("nightly -s", "-s/--set: expected one argument"),
    ("nightly -s NIGHT_PAGES", "Invalid -s value"),
    ("nightly -s NIGHT_PAGES=abc", "the setting NIGHT_PAGES is 'abc', expected a number from 0 on"),
    ("nightly -s NIGHT_MINUTES=-1", "the setting NIGHT_MINUTES is '-1', expected a number from 0 on"),
    ("nightly -s NIGHT_MIN_FREE=much", "the setting NIGHT_MIN_FREE is 'much'"),
    ("nightly -s KEEP_BACKUPS=0", "the setting KEEP_BACKUPS is '0', expected a number from 1 on"),
    ("nightly -s KEEP_LOG_DAYS=x", "the setting KEEP_LOG_DAYS is 'x'"),
    ("nightly -L LOUD", "'LOUD' is no log level"),
    ("nightly --logfile /nonexistent/log", "--logfile /nonexistent/log: no file can be written there"),
    ("nightly --pidfile /nonexistent/pid", "--pidfile /nonexistent/pid: No such file or directory"),
    ("nightly --profile /nonexistent/p", "--profile /nonexistent/p: no file can be written there"),
    ("crawl", "crawl takes one source of: "),
    ("crawl lighthouse", "no source named 'lighthouse'; there are: "),
    ("crawl miit_notices miit_readings", "crawl takes one source, not 2: miit_notices miit_readings"),
    ("crawl miit_notices --since yesterday", "'yesterday' is no date, expected YYYY-MM-DD"),
    ("crawl miit_notices --since 2031-02-30", "'2031-02-30' is no date"),
    ("crawl miit_notices --minutes x", "--minutes: invalid float value: 'x'"),
    ("crawl miit_notices --budget", "--budget: expected one argument"),
    ("crawl miit_notices --pages -1", "--pages -1 is no number of pages"),
    ("crawl miit_notices -L LOUD", "'LOUD' is no log level"),
    ("crawl miit_notices --logfile /nonexistent/log", "no file can be written there"),
    ("build now", "build takes no 'now'"),
    ("build --full --diff", "--diff: not allowed with argument --full"),
    ("build --bogus", "unknown option --bogus"),
    ("import", "import takes at least one file or folder"),
    ("backup a b", "backup takes at most one folder"),
    ("backup --keep 0", "--keep 0 would keep no backup"),
    ("backup --keep x", "--keep: invalid int value: 'x'"),
    ("restore", "restore takes one folder"),
    ("restore a b", "restore takes one folder"),
    ("restore /nonexistent", "no backup in /nonexistent"),
    ("check", "check takes a source"),
    ("check lighthouse", "no source named 'lighthouse'"),
    ("check miit_notices /nonexistent", "/nonexistent: cannot be read"),
    ("check miit_notices /", "/: cannot be read: Is a directory"),
    ("newsource", "newsource takes a name and the address of a list"),
    ("newsource lamps ftp://example.gov.cn/", "newsource takes a name and the address of a list"),
    ("newsource 1amps http://127.0.0.1:9/", "'1amps' is no name for a source"),
    ("sources all", "sources takes no 'all'"),
    ("sources --bogus", "unknown option --bogus"),
]


def scrapy(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TIAOWEN_HOME": str(home), "TIAOWEN_REPLICA": "http://127.0.0.1:9"}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("words", "line"), CASES, ids=[words for words, _ in CASES])
def test_a_verb_that_is_used_wrongly_says_so_in_one_line_and_does_nothing(
    tmp_path: Path, words: str, line: str
) -> None:
    done = scrapy(tmp_path, *words.split())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert line in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", ["nightly", "crawl miit_notices", "build", "import .", "backup", "restore .", "sources"]
)
def test_a_home_that_is_a_file_is_one_line(tmp_path: Path, words: str) -> None:
    home = tmp_path / "home"
    home.write_text("no folder", encoding="utf-8")
    done = scrapy(home, *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"the home {home} is a file, expected a folder; TIAOWEN_HOME names it\n"
    assert home.read_text(encoding="utf-8") == "no folder"

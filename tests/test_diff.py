"""reader/diff.py, beside.py and versions.py: wordings compared, and the one of a day. All fictional."""

from __future__ import annotations

import json
import os
import pty
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cleaners.comparing.collation import SAME, Article, collate
from cleaners.normalise import fold
from kb.home import REPOSITORY, Home, corpora
from pipeline.building import build
from reader.beside import _text, _under
from reader.diff import OPS, _pair
from reader.program import app
from tests.gates.segmentation import laws
from tests.test_drafting import asks, issues
from tests.test_line import record
from tests.test_versions import ANEW, NAME, NEW, NEW_ID, OLD, OLD_ID, issued, nights

LAST = issued("海工规〔2038〕5号", "2038年6月1日", (*ANEW[:2], "灯塔每年检修一次。", *ANEW[2:]), fetched=3)
LAST_ID = "海工规〔2038〕5号/1"
FINAL = "海工规〔2031〕77号"
LONE = issued(
    "海工规〔2031〕9号", "2031年9月9日", ("渔港夜间应当照明。", "照明应当节约。"), name="海川省渔港照明办法"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = nights(
        tmp_path_factory.mktemp("wordings"), OLD, NEW, LAST, LONE, asks(1, "2031年3月1日"), issues(FINAL)
    )
    build(made)
    return made


def run(home: Home, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home.root), *arguments])


def answer(home: Home, *arguments: str) -> Any:
    done = run(home, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


# -- which two


def test_the_two_newest_wordings_are_compared_when_none_is_named(home: Home) -> None:
    found = answer(home, "diff", NAME)
    assert (found["a"]["work"], found["b"]["work"]) == (NEW_ID, LAST_ID)
    assert found["relation"]["kind"] == "revises"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2031-08-20", "2035-03-01"),
        ("20310820", "20350301"),
        ("2033-01-01", "2036-01-01"),
        (OLD_ID, NEW_ID),
        ("海工规〔2031〕8号", "海工规（2035）2号"),
    ],
)
def test_wordings_are_named_by_a_day_an_id_or_a_number(home: Home, a: str, b: str) -> None:
    found = answer(home, "diff", NAME, a, b)
    assert (found["a"]["work"], found["b"]["work"]) == (OLD_ID, NEW_ID)


def test_one_wording_named_is_compared_with_the_newest(home: Home) -> None:
    found = answer(home, "diff", NEW_ID, "2031-08-20")
    assert (found["a"]["work"], found["b"]["work"]) == (OLD_ID, LAST_ID)
    assert found["relation"]["kind"] == "chain"


def test_a_draft_is_compared_with_its_final(home: Home) -> None:
    found = answer(home, "diff", FINAL)
    assert (found["a"]["status"], found["b"]["work"]) == ("征求意见稿", f"{FINAL}/1")
    assert found["relation"]["kind"] == "drafts"
    assert {row["op"] for row in found["articles"]} == {"unchanged", "amended"}


def test_any_two_works_are_compared_and_said_to_be_linked_by_nothing(home: Home) -> None:
    found = answer(home, "diff", NAME, OLD_ID, "海川省渔港照明办法")
    assert found["relation"] is None
    assert "nothing here says" in run(home, "diff", NAME, OLD_ID, "海川省渔港照明办法").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("海川省渔港照明办法",), "only one wording of 《海川省渔港照明办法》 is held"),
        (("海川省渔港照明办法", OLD_ID, OLD_ID), f"both are the same wording: {OLD_ID}"),
        (("没有的办法",), "nothing held is called 没有的办法"),
        ((NAME, "2031-01-01"), f"no wording of 《{NAME}》 is held that began by 2031-01-01"),
        ((NAME, "不知道"), "nothing held is called 不知道"),
        ((" ",), "Invalid value for 'REF': it is empty. `root diff --help` tells more."),
    ],
)
def test_what_cannot_be_compared_is_one_line_and_exit_2(
    home: Home, arguments: tuple[str, ...], says: str
) -> None:
    done = run(home, "diff", *arguments)
    assert (done.exit_code, done.stdout, done.stderr.strip()) == (2, "", says)


# -- the answer


def test_the_json_tells_every_article_with_its_changed_spans(home: Home) -> None:
    found = answer(home, "diff", NAME, OLD_ID, NEW_ID)
    assert list(found["counts"]) == list(OPS)
    assert {op: n for op, n in found["counts"].items() if n} == {
        "unchanged": 1,
        "renumbered": 3,
        "amended": 1,
        "added": 1,
    }
    (amended,) = [row for row in found["articles"] if row["op"] == "amended"]
    ((op, a, b),) = amended["changes"]
    assert (op, amended["a_text"][slice(*a)], amended["b_text"][slice(*b)]) == ("replace", "三十", "二十")
    (added,) = [row for row in found["articles"] if row["op"] == "added"]
    assert (added["a_eid"], added["a_text"], added["b_eid"]) == (None, None, "art_3")


def test_one_article_alone_is_shown_when_it_is_named(home: Home) -> None:
    found = answer(home, "diff", f"{NEW_ID}第三条", OLD_ID, NEW_ID)
    assert {(row["a_eid"], row["b_eid"]) for row in found["articles"]} == {
        (None, "art_3"),
        ("art_3", "art_4"),
    }


def test_in_a_pipe_changes_stand_in_marks_under_each_other(home: Home) -> None:
    shown = run(home, "diff", NAME, OLD_ID, NEW_ID).stdout
    assert "灯塔应当在日落后[-三十-]{+二十+}分钟内点灯，日出前不得熄灯。" in shown
    assert "第三条  added\n{+灯塔应当备有备用电源，备用电源每季度试用一次。+}" in shown
    assert "第三条 → 第四条，第四条 → 第五条，第五条 → 第六条  renumbered" in shown
    assert "\x1b" not in shown


def on_terminal(home: Home, columns: int, *arguments: str) -> str:
    """What a person sees on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TERM": "xterm-256color"}
    environment = {name: value for name, value in environment.items() if name not in ("NO_COLOR", "COLUMNS")}
    command = [sys.executable, "search_cli.py", *arguments]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        seen = bytearray()
        try:
            while piece := os.read(ours, 65_536):
                seen += piece
        except OSError:  # how Linux says that the other side has closed
            os.close(ours)
    return seen.decode()


def test_a_wide_terminal_shows_both_side_by_side_and_a_narrow_one_under_each_other(home: Home) -> None:
    wide = on_terminal(home, 120, "diff", NAME, OLD_ID, NEW_ID, "--lang", "zh")
    (row,) = [line for line in wide.splitlines() if "三十" in line]
    assert "二十" in row
    assert row.index("三十") < row.index("二十")
    assert "甲" in wide
    assert "[-" not in wide
    narrow = on_terminal(home, 80, "diff", NAME, OLD_ID, NEW_ID)
    assert "三十\x1b[0m\x1b[32m二十" in narrow


def test_without_colours_the_marks_tell_what_changed() -> None:
    a, b = Article("art_1", "应当点灯。", "点灯"), Article("art_1", "不得点灯。", "点灯")
    row = _pair(collate([a], [b])[0])
    assert _under(row, coloured=False).plain == "第一条  amended\n点灯\n[-应当-]{+不得+}点灯。\n"
    assert _text(row, "a", coloured=False).plain == "点灯\n[-应当-]点灯。"
    assert _under(row, coloured=True).plain == "第一条  amended\n点灯\n应当不得点灯。\n"


def test_every_verb_answers_in_chinese_too(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "search_cli.py", "--lang", "zh", "diff", NAME, OLD_ID, NEW_ID],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert "未变 1 · 改号 3 · 修改 1 · 新增 1" in done.stdout


# -- the wording of a day


def test_a_title_shows_the_wording_that_applies_today_and_says_so(home: Home) -> None:
    found = answer(home, "show", NAME, "--as-of", "2036-01-01")
    assert found["work"]["id"] == NEW_ID
    assert found["wording"] == "wording of 2035-03-01, the one that applies on 2036-01-01; 3 are held"
    assert [(v["work"], v["status"], v["shown"]) for v in found["versions"]] == [
        (LAST_ID, "尚未生效", False),
        (NEW_ID, "现行有效", True),
        (OLD_ID, "已修改", False),
    ]
    assert found["wording"] in run(home, "show", NAME, "--as-of", "2036-01-01").stdout


def test_an_older_wording_by_its_id_is_shown_as_it_is_and_says_what_it_is(home: Home) -> None:
    found = answer(home, "show", OLD_ID)
    assert (found["work"]["id"], found["wording"]) == (OLD_ID, None)
    listed = run(home, "show", OLD_ID).stdout
    assert f"{OLD_ID} ←" in listed
    assert LAST_ID in listed


def test_a_day_named_leads_from_any_wording_to_the_one_of_that_day(home: Home) -> None:
    assert answer(home, "show", OLD_ID, "--as-of", "2040-01-01")["work"]["id"] == LAST_ID
    assert answer(home, "show", LAST_ID, "--as-of", "2032-01-01")["work"]["id"] == OLD_ID
    early = answer(home, "show", NAME, "--as-of", "2030-01-01")
    assert (early["work"]["id"], early["work"]["status"]) == (OLD_ID, "尚未生效")
    assert early["wording"].startswith("no wording held applied on 2030-01-01 yet")


def test_an_article_is_that_of_the_wording_of_the_day(home: Home) -> None:
    assert "三十分钟" in answer(home, "show", f"{NAME}第二条", "--as-of", "2032-01-01")["provision"]["text"]
    assert "二十分钟" in answer(home, "show", f"{NAME}第二条", "--as-of", "2036-01-01")["provision"]["text"]
    done = run(home, "show", f"{NAME}第六条", "--as-of", "2032-01-01")
    assert (done.exit_code, done.stderr.strip()) == (2, f"《{NAME}》 of 2031-08-20 has no 第六条")


def test_documents_of_one_name_that_nothing_links_are_listed(tmp_path: Path) -> None:
    other = issued("云工规〔2035〕2号", "2035年3月1日", ANEW, office="云岭省工艺厅", fetched=2)
    made = nights(tmp_path, OLD, other)
    assert run(made, "show", NAME).exit_code == 2
    found = answer(made, "diff", NAME)
    assert found["relation"] is None


# -- the whole line on statutes


@pytest.mark.corpora
def test_versions_of_statutes_are_found_and_compared_through_the_whole_line(tmp_path: Path) -> None:
    where = corpora()
    if where is None or not (where / "statutes" / "version_pairs.jsonl").is_file():
        pytest.skip("TIAOWEN_CORPORA names no statutes")
    held = {law.name: law for law in laws(where)}
    lines = (where / "statutes" / "version_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [pair for pair in map(json.loads, lines) if pair["old"] in held and pair["new"] in held]
    pairs = sorted(pairs, key=lambda pair: (pair["n_new"], pair["new"]))[2:6]
    texts = [(held[pair[side]], pair[f"{side}_date"]) for pair in pairs for side in ("old", "new")]
    made = nights(
        tmp_path,
        *(
            record(n, title=law.title, text=law.printed(), published=day)
            for n, (law, day) in enumerate(texts)
        ),
    )
    for pair in pairs:
        old, new = held[pair["old"]], held[pair["new"]]
        found = answer(made, "diff", new.title, pair["old_date"], pair["new_date"])
        known = {fold(text) for _, _, text in old.articles}
        same = {row["b_eid"] for row in found["articles"] if row["op"] in SAME}
        assert len(same) == sum(fold(text) in known for _, _, text in new.articles), new.title


# -- search


def test_the_newest_wording_answers_before_the_older_ones(tmp_path: Path) -> None:
    past = [
        issued(f"海工规〔{year}〕8号", f"{year}年8月20日", text, fetched=n)
        for n, (year, text) in enumerate(
            (
                (2011, (*ANEW[:1], "灯塔应当在日落后立即点灯，点灯须鸣钟，鸣钟三声。", *ANEW[1:])),
                (2015, ANEW),
            ),
            start=1,
        )
    ]
    made = nights(tmp_path, *past)
    build(made)
    hits = answer(made, "search", "灯塔 日落 点灯 鸣钟")["hits"]
    works = [hit["work"] for hit in hits]
    assert works[0] == "海工规〔2015〕8号/1"
    assert "海工规〔2011〕8号/1" in works
    assert {hit["status"] for hit in hits if hit["work"] == "海工规〔2011〕8号/1"} == {"已修改"}
    kept = answer(made, "search", "灯塔 点灯", "--status", "现行有效")["hits"]
    assert {hit["work"] for hit in kept} <= {"海工规〔2015〕8号/1", "海工规〔2015〕8号"}

"""Bad input to every verb of search_cli.py: one clear line and exit 2, or an answer; never a traceback."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperArgument

from kb.home import Home
from reader.options import app
from tests.homes import built as home_of
from tests.test_search_cli import NEWS, NOTICE, NUMBER, TITLE, Done, run, started

BLANK = ("", "\u3000", "\ufeff\n", "\x00")
ODD = (
    "字" * 5000, "\x1b[31m红", "\udcff", "《》第一条", "{x}", "a\nb", "\u202eabc", "(", ")", '"', "“",
    "AND", "NOT", "OR OR", "*", "第条", "第一百亿条", "〔〕号", "date:2024-13-45..", "kind:", "NEAR/0",
    "集群 NEAR/99999999999 x", "%s", 'title:"', "h:", "/1", "1" * 400 + "条", "NOT 集群", "-",
    "'; DROP TABLE works; --",
)  # fmt: skip
FEW = ODD[:6]  # for what only narrows
DAYS = (
    "2024-13-45", "2024-02-30", "0000-00-00", "99999-01-01", "0001-01-01", "9999-12-31", "today", "2024-1-1",
    "２０２４-01-01", " 2024-01-01 ", "-1",
)  # fmt: skip
NUMBERS = ("-1", "0", "x", "1e9", "99999999999999999999", "1.5")
WORDS = {
    "query": "灯塔工坊", "ref": f"{NUMBER}/1", "eid": "art_5", "work": f"{NUMBER}/1", "name": "工坊",
    "key": "MIIT-SME-CLUSTER", "first": "2022年度公示", "second": "2022年度公布", "since": "2031-01-01",
}  # fmt: skip
DAY_NAMES = ("since", "until", "as_of")
Ask = Callable[[tuple[str, ...], str], Done]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Home:
    rows = [
        {"title": TITLE, "text": NOTICE, "published": "2091-05-13"},
        {"title": "灯塔工坊有了新办法", "text": NEWS, "published": "2091-05-20", "kind": "新闻"},
    ]
    return home_of(tmp_path_factory.mktemp("bad"), rows)


def places() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every parameter that takes a text or a number: its verb, name, and a command line with «»."""
    for verb in app.registered_commands:
        command = typer.main.get_command_from_info(verb, pretty_exceptions_short=False, rich_markup_mode=None)
        needed = [one for one in command.params if one.required and one.name in WORDS]
        for one in command.params:
            if one.name in ("lang", "home", "to", "file") or getattr(one, "is_flag", False):
                continue
            words = [str(command.name)]
            words += ["--to", "{tmp}/out.csv", "--force"] if command.name == "export" else []
            words += ["{tmp}/queries.jsonl"] if command.name == "batch" else []
            words += ["{tmp}/names.csv"] if command.name in ("watch", "cite-check") else []
            others = [other for other in needed if other.name != one.name]
            for other in (*others, one):
                value = "«»" if other is one else WORDS[str(other.name)]
                words += ["--", value] if isinstance(other, TyperArgument) and other is one else []
                words += [value] if isinstance(other, TyperArgument) and other is not one else []
                words += [] if isinstance(other, TyperArgument) else [f"{other.opts[0]}={value}"]
            yield str(command.name), str(one.name), tuple(words)


PLACES = tuple(places())
TEXTS = tuple(one for one in PLACES if one[1] not in ("limit", "offset"))


@pytest.fixture
def asked(base: Home, tmp_path: Path) -> Ask:
    (tmp_path / "queries.jsonl").write_text('{"qid": 1, "query": "灯塔工坊"}\n')
    (tmp_path / "names.csv").write_text("灯塔工坊\n")

    def ask(words: tuple[str, ...], value: str) -> Done:
        return run(base, *(w.replace("{tmp}", str(tmp_path)).replace("«»", value) for w in words))

    return ask


def is_clear(done: Done) -> bool:
    """One line without control characters and without a hole; or an answer."""
    lines = done.stderr.splitlines()
    if done.returncode in (0, 1):
        return len(lines) <= 1
    holes = re.search(r"  | [;；:：]|《》 has|called$|\A\s*\Z", done.stderr)
    commands = re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", done.stderr)
    return done.returncode == 2 and len(lines) == 1 and not holes and not commands and len(done.stderr) < 1100


def test_the_places_are_all_of_them() -> None:
    """Named by hand: a parameter that is not seen here is not tried below."""
    assert len(PLACES) > 55
    assert {verb for verb, _, _ in PLACES} >= {
        "search",
        "show",
        "export",
        "recognitions",
        "compare",
        "changes",
    }


@pytest.mark.parametrize(("verb", "name", "words"), TEXTS, ids=[f"{v} {n}" for v, n, _ in TEXTS])
def test_a_blank_text_is_bad_usage_wherever_one_is_taken(
    asked: Ask, verb: str, name: str, words: tuple[str, ...]
) -> None:
    for value in BLANK:
        done = asked(words, value)
        assert done.returncode == 2, (words, value, done.stdout[:200])
        assert is_clear(done), (words, value, done.stderr)


@pytest.mark.parametrize(("verb", "name", "words"), PLACES, ids=[f"{v} {n}" for v, n, _ in PLACES])
def test_odd_input_is_answered_or_refused_in_one_line(
    asked: Ask, verb: str, name: str, words: tuple[str, ...]
) -> None:
    values = NUMBERS if name in ("limit", "offset") else DAYS if name in DAY_NAMES else FEW
    for value in ODD if words[-2] == "--" else values:
        done = asked(words, value)
        assert is_clear(done), (words, value, done)


NOT_DAYS = ("2024-13-45", "2024-02-30", "today", "20240230", "-1")


@pytest.mark.parametrize(
    "words",
    [
        ("search", "工坊", "--from={}"),
        ("search", "工坊", "--to={}"),
        ("show", f"{NUMBER}/1", "--as-of={}"),
        ("recognitions", "--as-of={}"),
        ("timeline", "工坊", "--as-of={}"),
        ("programme", "MIIT-SME-CLUSTER", "--as-of={}"),
        ("windows", "--as-of={}"),
        ("changes", "--since={}"),
        ("changes", "--since=2031-01-01", "--until={}"),
    ],
    ids=" ".join,
)
def test_a_day_that_no_calendar_has_is_refused(base: Home, words: tuple[str, ...]) -> None:
    for day in NOT_DAYS:
        done = run(base, *(word.format(day) for word in words))
        assert (done.returncode, done.stdout) == (2, "")
        assert f"not a date: {day}" in done.stderr


def bad_files(folder: Path) -> dict[str, Path]:
    """Files that no verb can use, by what is wrong with them."""
    files = {
        "empty": b"",
        "bytes": bytes(range(256)) * 10,
        "half a docx": b"PK\x03\x04rubbish",
        "nul": b"\0\0,\n",
    }
    for name, body in files.items():
        (folder / name).write_bytes(body)
    (folder / "folder").mkdir()
    (folder / "nowhere").symlink_to("gone")
    found = {name: folder / name for name in (*files, "folder", "nowhere")}
    return found | {"too long a name": folder / ("n" * 300), "none": folder / "none" / "x"}


@pytest.mark.parametrize("verb", ["batch", "cite-check", "watch"])
def test_a_file_that_cannot_be_used_is_refused_by_name(base: Home, tmp_path: Path, verb: str) -> None:
    for wrong, path in bad_files(tmp_path).items():
        done = run(base, verb, str(path))
        assert done.returncode == 2, (wrong, done)
        assert path.name[:50] in done.stderr, (wrong, done.stderr)
        assert "Traceback" not in done.stderr
        assert verb == "batch" or is_clear(done), (wrong, done.stderr)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("verb", ["batch", "cite-check", "watch"])
def test_a_file_that_may_not_be_read_is_refused_by_name(base: Home, tmp_path: Path, verb: str) -> None:
    (tmp_path / "locked").write_text("灯塔工坊\n")
    (tmp_path / "locked").chmod(0)
    done = run(base, verb, str(tmp_path / "locked"))
    assert done.returncode == 2
    assert is_clear(done)


@pytest.mark.parametrize(
    "words",
    [
        ("export", "工坊", "--to"),
        ("recognitions", "--to"),
        ("windows", "--to"),
        ("timeline", "工坊", "--to"),
        ("programme", "MIIT-SME-CLUSTER", "--to"),
        ("compare", "a", "b", "--to"),
        ("watch", "{tmp}/names.csv", "--to"),
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_written_is_refused(base: Home, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "names.csv").write_text("灯塔工坊\n")
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for name in ("none/out.csv", "folder.csv", "n" * 300 + ".csv", "out", ".csv", "out.exe"):
        done = run(base, *(word.format(tmp=tmp_path) for word in words), str(tmp_path / name))
        assert done.returncode == 2, (name, done)
        assert is_clear(done), (name, done.stderr)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_disguised_argument_does_not_command_the_terminal(base: Home) -> None:
    done = started(base.root, "show", "\x1b[2J\x1b]0;x\x07红\u202e")
    assert done.returncode == 2
    assert "�[2J" in done.stderr
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", done.stderr)

"""Words shown to people: every English sentence has its Chinese."""

from __future__ import annotations

import ast
import errno
import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from cleaners.model import Attachment
from cleaners.recognition import claims
from kb import history
from kb.home import REPOSITORY
from reader import verdicts, wording
from reader.usage import SPEAKERS as CLICK


@pytest.fixture
def _english_afterwards() -> Iterator[None]:
    yield
    wording.choose(sys.argv)


@pytest.fixture
def zh(_english_afterwards: None) -> None:
    wording.choose(["--lang", "zh"])


READER = Path(wording.__file__).parent
ALERTS = READER.parent / "alerts"  # its verbs speak with the reader's words
SPEAKERS = {"say": 0, "narrowing": 1}  # functions that speak, and which argument is the sentence


def sentences() -> Iterator[str]:
    """Every literal that the reader says: arguments of say(), headings of table(), names of facts()."""
    for path in (*READER.glob("*.py"), *ALERTS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in SPEAKERS:
                yield from literals([node.args[SPEAKERS[node.func.id]]])
            elif node.func.id == "table":
                yield from literals(node.args)
            elif node.func.id == "facts" and isinstance(node.args[0], ast.List):
                pairs = [pair for pair in node.args[0].elts if isinstance(pair, ast.Tuple)]
                yield from literals([pair.elts[0] for pair in pairs])


def literals(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_sentence_has_its_chinese() -> None:
    assert not sorted(set(sentences()) - set(wording.chinese()))


def test_no_wording_is_left_over() -> None:
    assert not sorted(set(wording.chinese()) - set(sentences()))


@pytest.mark.parametrize("table", ["wording", "terms", "below", "usage"])
def test_both_languages_fill_in_the_same_values(table: str) -> None:
    fields = [(e, z) for e, z in wording.chinese(table).items() if set(names(e)) != set(names(z))]
    assert all(english.endswith("is not a valid {number_type}.") for english, _ in fields), fields


ROOMS_BELOW = ("kb", "index", "alerts", "cleaners/recognition/holdings.py", "cleaners/files/gates.py")
# what is raised with a sentence for a person, and what writes one; gates and doubts return theirs
TELLERS = {
    "BaseMissing", "BaseEmpty", "BaseOutdated", "IndexMissing", "IndexStale", "QueryTooLong", "StateUnusable",
    "Locked", "NotDelivered", "wrong", "Mistake", "masked",
}  # fmt: skip
ONLY_PLACES = {"{0}: {1}", "{0} {1}: {2}", "HTTP {0}", "SMTP {0}: {1}", "{0}: {1}: {2}"}


def told_below() -> Iterator[str]:
    """Every sentence that a room below tells a person, its values numbered: {0}, {1} …"""
    for room in ROOMS_BELOW:
        place = REPOSITORY / room
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                told: list[ast.expr | None] = []
                if isinstance(node, ast.Call) and called(node) in TELLERS:
                    told = list(node.args[:1])
                elif path.parent.parts[-2] == "cleaners" and isinstance(node, ast.Return | ast.Yield):
                    told = [node.value]
                for value in told:
                    yield from numbered(value)


def called(node: ast.Call) -> str:
    name = node.func
    return name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""


def numbered(node: ast.expr | None) -> Iterator[str]:
    """The sentence of a literal, of both ends of a condition, and of what is masked."""
    if isinstance(node, ast.IfExp):
        yield from (*numbered(node.body), *numbered(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        values = iter(range(len(node.values)))
        pieces = (str(v.value) if isinstance(v, ast.Constant) else f"{{{next(values)}}}" for v in node.values)
        yield "".join(pieces)


def is_sentence(text: str) -> bool:
    return text not in ONLY_PLACES and bool(re.search("[a-z]{2} [a-z]|is missing", text))


def test_every_sentence_of_the_rooms_below_has_its_chinese(zh: None) -> None:
    sentences = {text for text in told_below() if is_sentence(text)}
    assert len(sentences) > 45
    left = {text: wording.spoken(text.replace("{", "<").replace("}", ">")) for text in sentences}
    assert not {e: z for e, z in left.items() if not re.search("[\u4e00-\u9fff]", z)}


def test_what_is_told_from_below_keeps_its_values(zh: None) -> None:
    said = "/x/kb.db has schema 9, this program reads 10: run `scrapy build --full`"
    assert (
        wording.spoken(said) == "/x/kb.db 的库结构为第 9 版，本程序读第 10 版：请运行 `scrapy build --full`"
    )
    assert (
        wording.spoken("/x/state.db cannot be read: disk I/O error") == "无法读取 /x/state.db：磁盘读写错误"
    )
    assert wording.spoken("alerts.toml: rule 'a': to is missing") == "alerts.toml：规则 'a'：缺 to"
    assert wording.spoken("nobody told this") == "nobody told this"


def test_in_english_what_is_told_from_below_stays() -> None:
    assert wording.spoken("connection refused") == "connection refused"


def test_the_system_s_reasons_have_their_chinese(zh: None) -> None:
    numbers = (
        errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EEXIST,
        errno.ENAMETOOLONG, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ELOOP,
        errno.EMFILE, errno.EBUSY, errno.EINVAL, errno.ECONNREFUSED, errno.ENETUNREACH,
        errno.EHOSTUNREACH, errno.ECONNRESET,
    )  # fmt: skip
    reasons = map(os.strerror, numbers)
    assert not [reason for reason in reasons if wording.spoken(reason) == reason]


def test_every_word_of_the_data_that_is_shown_has_its_chinese() -> None:
    words = {*get_args(claims.Verdict), *get_args(verdicts.Status), *get_args(history.Op)}
    followed = re.findall(r"\(?\"([a-z]+)\", ", inspect.getsource(history.things))
    assert len(followed) == 6
    statuses = re.search(r"`status`: ([a-z_, ]+),\n", Attachment.__doc__ or "")
    assert statuses
    words |= {*followed, *statuses[1].split(", ")}
    assert not words - set(wording.chinese("terms"))


def test_what_click_says_is_what_is_translated() -> None:
    """A sentence that click words otherwise from some version on would stay English."""
    said = {
        str(argument.value)
        for module in CLICK
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and called(node) in ("_", "ngettext")
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant)
    }
    assert not set(wording.chinese("usage")) - said


def names(sentence: str) -> list[str]:
    import string

    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


@pytest.mark.usefixtures("_english_afterwards")
def test_the_language_is_taken_from_the_command_line() -> None:
    assert wording.choose(["--lang", "zh"]) == "zh"
    assert wording.say("Home") == "库房"
    assert wording.choose(["--lang=en"]) == "en"
    assert wording.say("Home") == "Home"

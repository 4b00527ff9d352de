"""Words shown to people: every English sentence has its Chinese."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import wording

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


def test_both_languages_fill_in_the_same_values() -> None:
    fields = [(e, z) for e, z in wording.chinese().items() if sorted(names(e)) != sorted(names(z))]
    assert not fields


def names(sentence: str) -> list[str]:
    import string

    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


@pytest.fixture
def _english_afterwards() -> Iterator[None]:
    yield
    wording.choose(sys.argv)


@pytest.mark.usefixtures("_english_afterwards")
def test_the_language_is_taken_from_the_command_line() -> None:
    assert wording.choose(["--lang", "zh"]) == "zh"
    assert wording.say("Home") == "库房"
    assert wording.choose(["--lang=en"]) == "en"
    assert wording.say("Home") == "Home"

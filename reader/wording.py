"""Words shown to people (措辞): English, or Chinese with --lang zh.

The English sentence is its own key; reader/data/zh.toml holds the Chinese. Help texts are fixed
when the command is built, so the language is chosen from the arguments before that.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_language = "en"
_PLACE = re.compile(r"\{\d\}")


def choose(arguments: Sequence[str]) -> str:
    """Take `--lang zh` or `--lang=zh` from the command line; anything else means English."""
    global _language
    joined = " ".join(arguments).replace("--lang=", "--lang ")
    _language = "zh" if "--lang zh" in joined else "en"
    return _language


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files("reader").joinpath("data/zh.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = tomllib.loads(text)
    return tables


def chinese(table: str = "wording") -> dict[str, str]:
    """The Chinese of one table by English sentence: `wording` of this room, `terms` of the data, `below` of
    the rooms below and of the system, `usage` of the command line."""
    return _tables()[table]


def say(english: str, **values: object) -> str:
    """The sentence in the chosen language, with its values filled in."""
    sentence = chinese().get(english, english) if _language == "zh" else english
    return sentence.format(**values) if values else sentence


def term(name: str) -> str:
    """A word of the data, such as a verdict, as a person is told of it; JSON has it as it is."""
    return chinese("terms").get(name, name) if _language == "zh" else name


def usage(english: str) -> str:
    """What the command line says of itself, in the chosen language."""
    return chinese("usage").get(english, english) if _language == "zh" else english


def spoken(said: object) -> str:
    """What a room below or the system said, in the chosen language; what is not known stays as it is."""
    text = str(said)
    if _language != "zh":
        return text
    for english, translated in chinese("below").items():
        values = _values(english, text)
        if values is not None:
            return translated.format(*map(spoken, values))
    return text


def _values(sentence: str, text: str) -> list[str] | None:
    """What stands in the places of a sentence; None where the text is another one.

    >>> _values("no index at {0}: {1}", "no index at var: run it"), _values("no {0}", "yes")
    (['var', 'run it'], None)
    """
    first, *others = _PLACE.split(sentence)
    if not others:
        return [] if text == first else None
    if not text.startswith(first):
        return None
    values, begin = [], len(first)
    for piece in others[:-1]:
        end = text.find(piece, begin + 1)
        if end < 0:
            return None
        values.append(text[begin:end])
        begin = end + len(piece)
    last = len(text) - len(others[-1])
    return [*values, text[begin:last]] if text.endswith(others[-1]) and last > begin else None

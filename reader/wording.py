"""Words shown to people (措辞): English, or Chinese with --lang zh.

The English sentence is its own key; reader/data/zh.toml holds the Chinese. Help texts are fixed
when the command is built, so the language is chosen from the arguments before that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_language = "en"


def choose(arguments: Sequence[str]) -> str:
    """Take `--lang zh` or `--lang=zh` from the command line; anything else means English."""
    global _language
    joined = " ".join(arguments).replace("--lang=", "--lang ")
    _language = "zh" if "--lang zh" in joined else "en"
    return _language


@cache
def chinese() -> dict[str, str]:
    """The Chinese wording by English sentence."""
    text = files("reader").joinpath("data/zh.toml").read_text(encoding="utf-8")
    wording: dict[str, str] = tomllib.loads(text)["wording"]
    return wording


def say(english: str, **values: object) -> str:
    """The sentence in the chosen language, with its values filled in."""
    sentence = chinese().get(english, english) if _language == "zh" else english
    return sentence.format(**values) if values else sentence

"""Other words for what was typed (同义词): reviewed groups of index/synonyms.toml, and the names of agencies.

A group says the same in policy texts: 小巨人 finds 专精特新, 工信部 finds 工业和信息化部. The longest known
word at a place counts; what another word adds weighs less than what was typed, and nothing is added inside
quotes.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from cleaners.normalise import fold_script
from cleaners.official.authorities import authorities

WEIGHT = 0.5  # of a word that was not typed
_MOST = 8  # other wordings of one query
_PER_WORD = 3
_LONGEST_READ = 200  # characters of a query


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """For every known word, folded, the other words of its groups."""
    found: dict[str, list[str]] = {}
    for group in (*_reviewed(), *_agencies()):
        for word in group:
            found.setdefault(fold_script(word), []).extend(other for other in group if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def _reviewed() -> list[tuple[str, ...]]:
    text = files("index").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return [tuple(group["words"]) for group in tomllib.loads(text)["group"]]


def _agencies() -> list[tuple[str, ...]]:
    """An agency's name and its short names; those of one character stand for too much."""
    return [(body.name, *(s for s in body.short if len(s) > 1)) for body in authorities() if body.short]


@cache
def _known() -> re.Pattern[str]:
    longest = sorted(groups(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))


def variants(text: str) -> list[tuple[str, str]]:
    """The text with one known word replaced, each with the word put in; the first few.

    >>> variants("小巨人的名单")
    [('专精特新的名单', '专精特新')]
    """
    folded = " ".join(map(fold_script, text[:_LONGEST_READ].split()))
    found: list[tuple[str, str]] = []
    for match in _known().finditer(folded):
        if _inside_letters(folded, match.start(), match.end()):
            continue
        for other in groups()[match[0]][:_PER_WORD]:
            found.append((folded[: match.start()] + other + folded[match.end() :], other))
    return found[:_MOST]


def alternatives(text: str) -> tuple[str, ...]:
    """The words that a query is also asked with."""
    return tuple(dict.fromkeys(word for _, word in variants(text)))


def names_of(name: str) -> tuple[str, ...]:
    """A name as typed and its other names, when the whole of it is known: for fields."""
    return (name, *groups().get(fold_script(name), ()))


def _inside_letters(text: str, start: int, end: int) -> bool:
    """MIIT is no part of SUMMIIT."""
    before, after = text[start - 1 : start], text[end : end + 1]
    latin = text[start].isascii() and text[start].isalnum()
    return latin and any(char.isascii() and char.isalnum() for char in (before, after) if char)

"""Did you mean (拼写建议): known words that a query may have meant, by spelling and by pinyin.

Only asked where no clause has all the words that were typed, and only known words are suggested: those of the
lexicon and of the synonyms. 专精特心 sounds like 专精特新; 特色产业集裙 differs from a known word in one
character; zhuanjingtexin and zjtx are one in Latin letters. Nothing is searched in the place of what was
typed: homophones among hits are what readers complain of.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from functools import cache
from typing import TypeVar

from cleaners.normalise import fold_script
from index.analyzer import lexicon
from index.synonyms import groups

Key = TypeVar("Key", bound=Hashable)

_MOST = 3
_LONGEST_READ = 60  # characters of a query
_SHORTEST, _LONGEST = 2, 12  # characters of a known word
_SPELT = 4  # characters of a word that one wrong character still tells
_HAN = re.compile(r"[\u4e00-\u9fd5]+")
_LATIN = re.compile(r"[a-z]+(?: [a-z]+)*")  # zhuan jing te xin
_LETTERS = 4


def suggestions(text: str, *, by_sound: bool = True) -> tuple[str, ...]:
    """The query with one part replaced by a known word that looks or sounds like it; the first few.

    >>> suggestions("专精特心 名单"), suggestions("zhuanjingtexin")
    (('专精特新 名单',), ('专精特新',))
    """
    folded = " ".join(map(fold_script, text[:_LONGEST_READ].split()))
    found = [*(_in_latin(folded) if by_sound else ()), *_in_han(folded, by_sound)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _in_latin(text: str) -> Iterator[str]:
    for match in _LATIN.finditer(text):
        letters = match[0].replace(" ", "")
        if len(letters) >= _LETTERS:
            for word in _by_letters().get(letters, ()):
                yield text[: match.start()] + word + text[match.end() :]


def _in_han(text: str, by_sound: bool) -> Iterator[str]:
    """Longest parts first; a part that is known itself is right."""
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        for run in _HAN.finditer(text):
            for start in range(run.start(), run.end() - length + 1):
                part = text[start : start + length]
                if part in _known():
                    continue
                for word in _like(part, by_sound):
                    yield text[:start] + word + text[start + length :]


def _like(part: str, by_sound: bool) -> Iterator[str]:
    if by_sound:
        yield from _by_sound().get(_sound(part), ())
    if len(part) >= _SPELT:
        for at in range(len(part)):
            yield from _by_gap().get((at, part[:at] + part[at + 1 :]), ())


@cache
def _known() -> frozenset[str]:
    words = {word for word, frequency in lexicon() if frequency} | set(groups())
    return frozenset(
        folded
        for folded in map(fold_script, words)
        if _HAN.fullmatch(folded) and _SHORTEST <= len(folded) <= _LONGEST
    )


@cache
def _sound(part: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # 0.1 CPU seconds that most searches never spend

    return tuple(lazy_pinyin(part))


@cache
def _by_sound() -> dict[tuple[str, ...], tuple[str, ...]]:
    return _grouped((_sound(word), word) for word in sorted(_known()))


@cache
def _by_letters() -> dict[str, tuple[str, ...]]:
    """Known words by their pinyin written together, and by its first letters."""
    spelt = [(sound, word) for sound, words in _by_sound().items() for word in words]
    whole = [("".join(sound), word) for sound, word in spelt]
    return _grouped([*whole, *(("".join(s[:1] for s in sound), word) for sound, word in spelt)])


@cache
def _by_gap() -> dict[tuple[int, str], tuple[str, ...]]:
    """Known words by each place left out."""
    return _grouped(
        ((at, word[:at] + word[at + 1 :]), word)
        for word in sorted(_known())
        if len(word) >= _SPELT
        for at in range(len(word))
    )


def _grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, list[str]] = {}
    for key, word in pairs:
        found.setdefault(key, []).append(word)
    return {key: tuple(words) for key, words in found.items()}

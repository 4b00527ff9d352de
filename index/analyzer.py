"""Words of a text (分词): how provisions and queries are cut into the tokens of the words field.

NFKC, lower case and simplified characters first, so that full-width figures and letters are one token and
both scripts meet. Figures and Latin letters are cut here (0.1MPa, A类, e-mail), runs of Han characters by the
dictionary of jieba and our lexicon, without the hidden Markov model. Before a word longer than two characters
stand the known words of two to four characters in it: 产业集群 finds 特色产业集群. Punctuation is dropped,
one-letter tokens are kept, and the place of a token in the list is its position.

rjieba cuts (fast to load, fast to run); jieba is the reference and takes over where rjieba is not installed.
Both see runs of Han characters only, where their tokens are equal (tests/test_analyzer.py proves it), so the
build path uses rjieba too: about fifteen times the speed of jieba.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from cleaners.normalise import simplified

ANALYZER_VERSION = "2"
# Both carry one dictionary, jieba's dict.txt; a test holds this line against what is installed.
DICTIONARY = "jieba 0.42.1, rjieba 0.2.2"

# Han run 产业集群 | figure 0.1 | letters MPa | any other digit
_RUNS = re.compile(r"([\u4e00-\u9fd5]+)|([0-9]+(?:\.[0-9]+)*|[^\W\d_\u4e00-\u9fd5]+|\d)")
_SUBWORD_LENGTHS = (2, 3, 4)


class Cutter(Protocol):
    """What cuts a run of Han characters (分词器), and knows which words its dictionary holds."""

    def cut(self, run: str) -> list[str]: ...

    def knows(self, word: str) -> bool: ...


@lru_cache(maxsize=1)
def lexicon() -> tuple[tuple[str, int], ...]:
    """Our reviewed policy words with their frequency; 0 means: never take this word out of a longer one."""
    lines = files("index").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple((word, int(frequency)) for word, frequency in entries)


def stamp() -> str:
    """What the tokens depend on, as a short hash: version, dictionary, lexicon."""
    parts = f"{ANALYZER_VERSION}\n{DICTIONARY}\n{lexicon()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


class FastCutter:
    """rjieba, through the dictionary that its import loads: a second one would double the time to start.

    Nothing else here uses rjieba, so its one dictionary is ours; adding the lexicon again changes nothing.
    """

    def __init__(self) -> None:
        import rjieba

        self._jieba = rjieba
        for word, frequency in lexicon():
            if frequency:
                self._jieba.add_word(word, frequency, None)

    def cut(self, run: str) -> list[str]:
        return list(self._jieba.cut(run, False))

    def knows(self, word: str) -> bool:
        return bool(self._jieba.has_word(word))


class ReferenceCutter:
    """jieba itself, silent, with its cache in the folder given (never the system's temporary folder)."""

    def __init__(self, cache: Path) -> None:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba is of 2020: invalid escapes, pkg_resources
            import jieba
        jieba.setLogLevel("ERROR")
        cache.mkdir(parents=True, exist_ok=True)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(cache)
        for word, frequency in lexicon():
            if frequency:
                self._jieba.add_word(word, frequency)

    def cut(self, run: str) -> list[str]:
        return list(self._jieba.cut(run, HMM=False))

    def knows(self, word: str) -> bool:
        return bool(self._jieba.FREQ.get(word))


class Analyzer:
    """Tokens of texts, by one cutter; remembers the words inside words."""

    def __init__(self, cutter: Cutter) -> None:
        self._cutter = cutter
        self._never = frozenset(word for word, frequency in lexicon() if not frequency)
        self._expand: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=200_000)(self._with_subwords)

    def tokens(self, text: str) -> list[str]:
        """The tokens in order; the index in the list is the position.

        >>> Analyzer(FastCutter()).tokens("０.1MPa以上的A类产业集群")
        ['0.1', 'mpa', '以上', '的', 'a', '类', '产业', '集群', '产业集群']
        """
        return list(self._tokens(_folded(text)))

    def words(self, text: str) -> list[str]:
        """The tokens without the words inside words: what a person would read."""
        folded = _folded(text)
        return [
            word
            for han, other in _RUNS.findall(folded)
            for word in ([other] if other else self._cutter.cut(han))
        ]

    def _tokens(self, folded: str) -> Iterator[str]:
        for han, other in _RUNS.findall(folded):
            if other:
                yield other
                continue
            for word in self._cutter.cut(han):
                if len(word) < 3:
                    yield word
                else:
                    yield from self._expand(word)

    def _with_subwords(self, word: str) -> tuple[str, ...]:
        inside = [
            word[start : start + length]
            for length in _SUBWORD_LENGTHS
            if length < len(word)
            for start in range(len(word) - length + 1)
        ]
        return (*(w for w in inside if w not in self._never and self._cutter.knows(w)), word)


def _folded(text: str) -> str:
    """Width, case and script: a query in traditional characters finds a text in simplified ones."""
    return simplified(unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=4)
def analyzer(cache: Path) -> Analyzer:
    """The analyzer of this process: rjieba, or jieba with its cache in `cache` where rjieba is missing."""
    try:
        return Analyzer(FastCutter())
    except ImportError:
        return Analyzer(ReferenceCutter(cache))

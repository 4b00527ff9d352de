"""Learn which terms answer which words (学习对应词), and write index/lay_terms.tsv.

`python -m tests.learn_expansion` reads the train questions of data/stard with their articles. For every word
of at least two questions: which tokens stand in the articles of its questions more often than in those of all
questions, shrunk towards that rate. Kept are tokens seen twice, the best thirty of a word. The file holds
words, terms, weights in hundredths and counts: a compilation of our own, not a sentence of the questions.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analyzer import Analyzer, analyzer
from kb.entry import CommandLine
from kb.home import REPOSITORY, corpora, current_home
from kb.read import Entry
from tests.stard import Corpus, read_corpus

FILE = REPOSITORY / "index" / "lay_terms.tsv"
_SHRINK = 3.0  # questions that a word must outweigh to be believed by half
_LEAST_WEIGHT = 0.12
_LEAST_SEEN = 2
_PER_WORD = 32
_TOO_COMMON = 0.1  # share of the questions: words of asking, 如何 and 是否
_LEAST_RARITY = 3.3  # a term of every tenth article tells nothing: 应当, 可以
# 第四节, 四节, 第十二: where an article stands, not what it says
_PLACE = re.compile(r"第?[零〇一二三四五六七八九十百千]{1,8}[编章节条款]?")
_HEAD = """# A word of questions, then terms of the articles that answer them: term, weight above chance in
# hundredths, number of questions that show it. Made by tests/learn_expansion.py; source: the labelled train
# questions of data/stard (oneal2000/STARD, MIT), 2026-11-29. Our own counting; no text of the questions.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its articles as sets of tokens."""

    asked: frozenset[str]
    answering: frozenset[str]


def examples(corpus: Corpus, words: Analyzer) -> list[Example]:
    """The labelled questions, each with the tokens of its articles, their titles and headings."""
    by_eid = {entry.eid: entry for entry in corpus.clauses.listed}
    return [
        Example(
            frozenset(words.tokens(question)),
            frozenset(token for eid in gold for token in words.tokens(searched(by_eid[eid]))),
        )
        for question, gold in corpus.questions
    ]


def searched(entry: Entry) -> str:
    """What of an article is looked at."""
    return "\n".join((entry.title, entry.path, entry.text))


def document_frequency(entries: Iterable[Entry], words: Analyzer) -> Counter[str]:
    """In how many articles each token stands."""
    return Counter(token for entry in entries for token in set(words.tokens(searched(entry))))


def learn(seen: Sequence[Example], rarity: Callable[[str], float]) -> dict[str, list[tuple[str, int, int]]]:
    """The terms of each word: (term, weight in hundredths, questions), the best first."""
    asked, answering = Counter[str](), Counter[str]()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for example in seen:
        answering.update(example.answering)
        asked.update(example.asked)
        for word in example.asked:
            together[word].update(example.answering)
    kept = [
        word
        for word, times in asked.items()
        if _LEAST_SEEN <= times <= len(seen) * _TOO_COMMON and not word.isdecimal()
    ]
    chance = {term: times / len(seen) for term, times in answering.items()}
    return {
        word: best for word in sorted(kept) if (best := _best(asked[word], together[word], chance, rarity))
    }


def _best(
    times: int, together: Counter[str], chance: dict[str, float], rarity: Callable[[str], float]
) -> list[tuple[str, int, int]]:
    weighed = [
        ((count + _SHRINK * chance[term]) / (times + _SHRINK) - chance[term], term, count)
        for term, count in together.items()
        if count >= _LEAST_SEEN and rarity(term) > _LEAST_RARITY and not _PLACE.fullmatch(term)
    ]
    telling = [entry for entry in weighed if entry[0] > _LEAST_WEIGHT]
    telling.sort(key=lambda entry: (-entry[0] * rarity(entry[1]), entry[1]))
    return [(term, round(weight * 100), count) for weight, term, count in telling[:_PER_WORD]]


def printed(learnt: dict[str, list[tuple[str, int, int]]]) -> str:
    """The file: a line a word."""
    return "".join(
        "\t".join([word, *(f"{term} {weight} {count}" for term, weight, count in terms)]) + "\n"
        for word, terms in learnt.items()
    )


def rarity_in(frequency: Counter[str], documents: int) -> Callable[[str], float]:
    """The inverse document frequency, as ranking has it."""
    return lambda term: math.log(documents / (frequency[term] + 1)) + 1


def without(seen: Sequence[Example], left_out: Collection[int]) -> list[Example]:
    """The examples of the other folds."""
    return [example for n, example in enumerate(seen) if n not in left_out]


def main(folder: Path | None = None) -> int:
    """Learn from all train questions and write the file."""
    held = folder or corpora()
    if held is None:
        print("TIAOWEN_CORPORA is not set", file=sys.stderr)
        return 2
    words, corpus = analyzer(current_home().cache), read_corpus(held)
    frequency = document_frequency(corpus.clauses.listed, words)
    learnt = learn(examples(corpus, words), rarity_in(frequency, len(corpus.clauses.listed)))
    FILE.write_text(_HEAD + printed(learnt), encoding="utf-8")
    print(f"{len(learnt)} words, {sum(map(len, learnt.values()))} pairs, {FILE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    CommandLine("tests.learn_expansion", __doc__).parse_args()
    sys.exit(main())

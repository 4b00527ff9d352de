"""How true our readings of garbled regulations are, beside simple methods: `python -m tests.bench_assembly`.

For each profile of the noise model: the raw text, each sentence once (exact, and by its folded key), near
sentences once (sets of five characters, alike by .7), and our reading; the share of clauses that can be put
in their place at all; speed, and growth with length. The weights were fitted on other noise.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from cleaners.model import Reading
from cleaners.normalise import fold
from cleaners.numerals import format_numeral
from cleaners.restoring.assembly import assemble
from kb.entry import CommandLine, at_least_one
from kb.home import corpora
from tests.garbling import Reader, Result, Spoilt, chosen, has_model, measure, recoverable, spoilt
from tests.gates.segmentation import Law

PROFILES = ("seed003", "hard", "seed004", "dup", "shuffle", "slips")
LAWS, LAW_SEED, NOISE_SEED = 100, 23, 5
GROWN = 400  # laws that the long texts are made of: none of their articles comes twice
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
_SENTENCE = re.compile(r"(?<=[。；！？;!?])|(?<=\n)")
_ARTICLE_EID = re.compile(r"art_(\d+)$")
_NEAR, _GRAM, _SHARED = 0.7, 5, 40
_MOVED, _FAR = 0.2, 15
_MOST_ARTICLES = 9_999  # numerals go no further


def ours(text: str) -> tuple[str, frozenset[int]]:
    reading = assemble(text)
    return reading.text, missing_articles(reading)


def missing_articles(reading: Reading) -> frozenset[int]:
    """The numbers of the articles that a reading names as missing."""
    found = (_ARTICLE_EID.match(eid) for eid in reading.lacunae)
    return frozenset(int(match[1]) for match in found if match)


def raw(text: str) -> tuple[str, frozenset[int]]:
    return text, frozenset()


def exact(text: str) -> tuple[str, frozenset[int]]:
    """Each sentence once, as it is printed."""
    return "".join(dict.fromkeys(_SENTENCE.split(text))), frozenset()


def folded(text: str) -> tuple[str, frozenset[int]]:
    """Each sentence once, by its folded key."""
    kept: dict[str, str] = {}
    for sentence in _SENTENCE.split(text):
        kept.setdefault(fold(sentence), sentence)
    return "".join(kept.values()), frozenset()


def near(text: str) -> tuple[str, frozenset[int]]:
    """Each sentence once, and none that shares most of its runs of five characters with one kept."""
    kept: list[str] = []
    seen: list[frozenset[str]] = []
    where: dict[str, list[int]] = {}
    for sentence in _SENTENCE.split(text):
        grams = _grams(fold(sentence))
        rivals = {i for gram in grams for i in where.get(gram, ())[:_SHARED]}
        if any(_jaccard(grams, seen[i]) >= _NEAR for i in rivals):
            continue
        for gram in grams:
            where.setdefault(gram, []).append(len(kept))
        kept.append(sentence)
        seen.append(grams)
    return "".join(kept), frozenset()


def _grams(key: str) -> frozenset[str]:
    return frozenset(key[i : i + _GRAM] for i in range(max(1, len(key) - _GRAM + 1)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


METHODS: dict[str, Reader] = {
    "raw": raw,
    "exact_sentence": exact,
    "folded_sentence": folded,
    "near_sentence": near,
    "ours": ours,
}


def row(documents: Sequence[Spoilt], reader: Reader) -> dict[str, float]:
    """One line of the table."""
    total = Result()
    started = time.process_time()
    for document in documents:
        reader(document.garbled)
    used = time.process_time() - started
    for document in documents:
        total = total.plus(measure(document, reader))
    count = max(1, total.documents)
    return {
        "sentence_f1": round(total.f1 / count, 4),
        "whole_articles": round(total.whole / max(1, total.articles), 4),
        "order_tau": round(total.order / count, 4),
        "copies_left": round(total.copies / count, 2),
        "lost": round(total.lost / count, 2),
        "false_merges": round(total.merged / count, 3),
        "gap_precision": round(total.gaps_right / total.gaps_named, 4) if total.gaps_named else 0.0,
        "gap_recall": round(total.gaps_right / total.gaps, 4) if total.gaps else 0.0,
        "mb_per_cpu_s": round(sum(len(d.garbled.encode()) for d in documents) / 1e6 / max(used, 1e-9), 2),
    }


def growth(documents: Sequence[Law]) -> Iterator[dict[str, float]]:
    """CPU seconds for one long garbled law, put together from the articles of many."""
    articles = [text.replace("\n", "") for law in documents for _, _, text in law.articles]
    for size in SIZES:
        text = _long_law(articles, size)
        length = len(text.encode())
        started = time.process_time()
        assemble(text)
        used = time.process_time() - started
        yield {"bytes": length, "cpu_s": round(used, 3), "mb_per_cpu_s": round(length / 1e6 / used, 2)}


def _long_law(articles: Sequence[str], size: int) -> str:
    """Articles numbered through, fused; a fifth of the sentences stands twice, some have moved a little."""
    pieces: list[str] = []
    number = length = 0
    while length < size * 0.8 and number < _MOST_ARTICLES:
        text = f"第{format_numeral(number + 1)}条{articles[number % len(articles)]}"
        pieces += [piece for piece in _SENTENCE.split(text) if piece]
        length += len(text.encode())
        number += 1
    rng = Random(size)
    for _ in range(len(pieces) // 10):
        at, run = rng.randrange(len(pieces)), rng.randint(1, 3)
        copied = pieces[at : at + run]
        if rng.random() < _MOVED:
            del pieces[at : at + run]
        place = max(0, at + rng.randint(-_FAR, _FAR))
        pieces[place:place] = copied
    return "".join(pieces)


def report(count: int = LAWS, folder: Path | None = None) -> dict[str, Any] | str:
    """The table of every profile."""
    folder = folder or corpora()
    if folder is None or not has_model(folder):
        return "not run: TIAOWEN_CORPORA names no folder with statutes and the noise model beside it"
    laws = chosen(folder, count, LAW_SEED)
    found: dict[str, Any] = {}
    for profile in PROFILES:
        documents = list(spoilt(folder, profile, NOISE_SEED, laws))
        shown, held = (sum(column) for column in zip(*map(recoverable, documents), strict=True))
        found[profile] = {
            "documents": len(documents),
            "recoverable_clauses": round(shown / max(1, held), 4),
            **{name: row(documents, reader) for name, reader in METHODS.items()},
        }
    found["growth"] = list(growth(chosen(folder, GROWN, LAW_SEED)))
    return found


if __name__ == "__main__":
    parser = CommandLine("tests.bench_assembly", __doc__)
    parser.add_argument("laws", nargs="?", type=at_least_one, default=LAWS, help="how many are garbled")
    print(json.dumps(report(parser.parse_args().laws), ensure_ascii=False, indent=2))

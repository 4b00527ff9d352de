"""data/stard (法律问答): lay questions with the articles that answer them, and how well those are found."""

from __future__ import annotations

import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.fulltext import Fulltext
from index.query import parse
from kb.read import Entry
from tests.clauses import Clauses, clause

KNOWN_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Corpus:
    """data/stard: its articles, and the train questions with the keys of their articles."""

    clauses: Clauses
    questions: tuple[tuple[str, frozenset[str]], ...]


def read_corpus(corpora: Path, *, others: int | None = None) -> Corpus:
    """The articles (all, or the labelled ones and so many others, evenly spread) and the train questions."""
    folder = corpora / "stard"
    rows = article_rows(corpora)
    gold: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, _, article, _ = line.split("\t")
        gold[question].add(article)
    labelled = set().union(*gold.values())
    step = 1 if others is None else max(1, len(rows) // others)
    kept = [row for n, row in enumerate(rows) if row["id"] in labelled or n % step == 0]
    questions = tuple(
        (query["query"], frozenset(gold[str(query["qid"])]))
        for query in json_lines(folder / "queries.jsonl")
        if query["split"] == "train" and gold[str(query["qid"])]
    )
    return Corpus(Clauses([entry_of(row) for row in kept]), questions)


def article_rows(corpora: Path) -> list[dict[str, Any]]:
    with gzip.open(corpora / "stard" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def entry_of(row: dict[str, Any]) -> Entry:
    return clause(
        row["doc"],
        row["id"],
        row["text"],
        title=row["law"],
        path=row["path"],
        label=row["article_no"],
        date_document=row["date"],
    )


def ndcg(found: Sequence[str], gold: frozenset[str], depth: int = 10) -> float:
    """nDCG of binary labels at a depth."""
    gain = sum(1 / math.log2(rank + 2) for rank, eid in enumerate(found[:depth]) if eid in gold)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(len(gold), depth)))
    return gain / best


def known_items(index: Fulltext, entries: Sequence[Entry]) -> tuple[float, float]:
    """An article somebody has seen: its law's title and two of its words; four of its eight rarest words."""
    chance = random.Random(20310914)
    with_title, rare = [], []
    for entry in chance.sample(entries, KNOWN_ITEMS):
        words = sorted({word for word in index.analyzer.words(entry.text) if len(word) > 1})
        rarest = sorted(words, key=lambda word: (index.frequency("words", word), word))[:8]
        if len(rarest) >= 4:
            with_title.append(_gain(index, f"{entry.title} {' '.join(chance.sample(words, 2))}", entry))
            rare.append(_gain(index, " ".join(chance.sample(rarest, 4)), entry))
    return sum(with_title) / len(with_title), sum(rare) / len(rare)


def _gain(index: Fulltext, query: str, entry: Entry) -> float:
    return ndcg([hit.key for hit in index.search(parse(query)).hits], frozenset([entry.key]))

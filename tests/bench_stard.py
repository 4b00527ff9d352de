"""Lay questions against a whole body of law (问答检索), measured on questions that nothing was learned from.

`python -m tests.bench_stard [--home DIR] [--questions N]` indexes all articles of data/stard (into DIR, kept
for the next time), parts the train questions into five, learns the terms of lay words from four parts and
asks the fifth; prints one JSON document with nDCG@10 and recall@100 of each part and of all. Beside them
known items, with the terms as shipped. Articles under a law's name that two texts bear are not counted.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from index.expansion import Learnt, as_learnt
from index.fulltext import Fulltext, open_index, update
from index.query import parse
from kb.entry import CommandLine, at_least_one
from kb.home import Home, corpora
from kb.read import Entry
from tests.learn_expansion import document_frequency, examples, learn, printed, rarity_in, without
from tests.stard import Corpus, known_items, ndcg, read_corpus

FOLDS = 5
_DEPTH = 100
_SEED = 20310915


@dataclass(frozen=True, slots=True)
class Measured:
    """One part: questions asked, and the sums of their figures."""

    questions: int
    ndcg10: float
    recall100: float


def folds(count: int) -> list[frozenset[int]]:
    """The numbers of the questions, dealt into five parts by a fixed shuffle."""
    order = list(range(count))
    Random(_SEED).shuffle(order)
    return [frozenset(order[part::FOLDS]) for part in range(FOLDS)]


def ambiguous(entries: Iterable[Entry]) -> frozenset[str]:
    """The eids of laws whose name another text of other words bears, article for article."""
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    listed = list(entries)
    for entry in listed:
        texts[entry.title, entry.label].add(entry.text)
    names = {title for (title, _), held in texts.items() if len(held) > 1}
    return frozenset(entry.eid for entry in listed if entry.title in names)


@contextmanager
def learnt_from(learnt: Learnt) -> Iterator[None]:
    """Searches inside know these terms, not those of the file."""
    with patch("index.expansion.lay_terms", return_value=learnt):
        yield


def cross_validated(index: Fulltext, corpus: Corpus, *, most: int | None = None) -> list[Measured]:
    """Each part asked with what the other parts teach; `most` questions of a part at the most."""
    seen = examples(corpus, index.analyzer)
    rarity = rarity_in(document_frequency(corpus.clauses.listed, index.analyzer), index.documents)
    left_out = ambiguous(corpus.clauses.listed)
    measured = []
    for part in folds(len(seen)):
        with learnt_from(as_learnt(printed(learn(without(seen, part), rarity)))):
            asked = [corpus.questions[n] for n in sorted(part)[:most]]
            measured.append(_asked(index, asked, left_out))
    return measured


def _asked(
    index: Fulltext, questions: Sequence[tuple[str, frozenset[str]]], left_out: Collection[str]
) -> Measured:
    counted, gain, recall = 0, 0.0, 0.0
    for question, labelled in questions:
        gold = labelled - frozenset(left_out)
        if not gold:
            continue
        eids = [hit.eid for hit in index.search(parse(question), limit=_DEPTH).hits]
        counted += 1
        gain += ndcg(eids, gold)
        recall += len(gold & set(eids)) / len(gold)
    return Measured(counted, gain, recall)


def means(parts: Iterable[Measured]) -> tuple[float, float]:
    """nDCG@10 and recall@100 over all questions of the parts."""
    listed = list(parts)
    count = max(1, sum(part.questions for part in listed))
    return sum(part.ndcg10 for part in listed) / count, sum(part.recall100 for part in listed) / count


def report(corpus: Corpus, home: Home, most: int | None) -> dict[str, object]:
    """All figures, as the program prints them."""
    update(home, corpus.clauses)
    with open_index(home, corpus.clauses) as index:
        started = time.process_time()
        parts = cross_validated(index, corpus, most=most)
        spent = time.process_time() - started
        known = known_items(index, corpus.clauses.listed)
        total = means(parts)
        return {
            "articles": index.documents,
            "questions": sum(part.questions for part in parts),
            "ndcg10": round(total[0], 4),
            "recall100": round(total[1], 4),
            "parts": [[round(value, 4) for value in means([part])] for part in parts],
            "known_title_ndcg10": round(known[0], 4),
            "known_rare_ndcg10": round(known[1], 4),
            "cpu_s": round(spent, 1),
        }


def main() -> int:
    """Measure and print."""
    parser = CommandLine("tests.bench_stard", __doc__)
    parser.add_argument("--home", type=Path, help="where the index is kept; default: nowhere")
    parser.add_argument("--questions", type=at_least_one, help="of each part at the most")
    asked = parser.parse_args()
    held = corpora()
    if held is None:
        print("TIAOWEN_CORPORA is not set", file=sys.stderr)
        return 2
    corpus = read_corpus(held)
    with TemporaryDirectory() as folder:
        found = report(corpus, Home(asked.home or Path(folder)), asked.questions)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

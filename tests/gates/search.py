"""Search: lay questions on statutes, phrases at random places, citations by key.

Lay questions and their articles: the train queries of data/stard on all labelled articles and a sample of the
others, so that a measurement takes a minute; figures are comparable among themselves only.
"""

from __future__ import annotations

import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cleaners.normalise import fold
from index.bigrams import folded_paragraphs
from index.citations import parse_reference
from index.fulltext import Fulltext, open_index, update
from index.query import parse
from index.resolve import resolve
from kb.home import Home
from kb.read import Entry
from tests.clauses import Clauses, clause
from tests.gates.score import Score

_OTHERS = 8_000  # articles without a label
_QUESTIONS = 200
_PHRASES = 100
_KNOWN_ITEMS = 200
_DEPTH = 100

_ON_CORPORA = (
    "stard_ndcg10", "stard_recall100", "phrase_recall",
    "known_title_ndcg10", "known_rare_ndcg10", "citations",
)  # fmt: skip
_OWN = (
    ("集群有效期", "art_5"),
    ("每年5月20日前填报", "art_4"),
    ("县级区划范围内", "art_2"),
    ("“共种、共养、共赏”", "art_6"),
)
_OWN_TEXTS = {
    "art_1": "为培育花卉特色产业集群，提升县域园艺水平，制定本办法。",
    "art_2": "本办法所称花卉集群，是定位在县级区划范围内，以小微花农为主体的产业集群。",
    "art_4": "省级花卉主管部门组织集群于每年5月20日前填报上一年度种植情况。",
    "art_5": "集群有效期为三年。有效期满后组织复核，复核通过的有效期延长三年。",
    "art_6": "集群应当建立“共种、共养、共赏”的治理机制，维护花农权益。",
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """data/stard: its articles, and the train questions with the keys of their articles."""

    clauses: Clauses
    questions: tuple[tuple[str, frozenset[str]], ...]


def scores(corpora: Path | None) -> Iterator[Score]:
    """Our own small set always; the corpora when they are there."""
    yield _own()
    if corpora is None:
        for name in _ON_CORPORA:
            yield Score(f"search.{name}", None, "TIAOWEN_CORPORA is not set")
        return
    corpus = read_corpus(corpora, others=_OTHERS)
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        update(home, corpus.clauses)
        with open_index(home, corpus.clauses) as index:
            yield from _questions(index, corpus.questions[:_QUESTIONS])
            yield _phrases(index, corpus.clauses.listed)
            yield from _known_items(index, corpus.clauses.listed)
    yield _citations(corpora)


def _own() -> Score:
    clauses = Clauses(
        [clause("示花发〔2031〕27号/1", eid, text, title="花卉集群办法") for eid, text in _OWN_TEXTS.items()]
    )
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        update(home, clauses)
        with open_index(home, clauses) as index:
            right = sum(index.search(parse(query)).hits[0].eid == eid for query, eid in _OWN)
    return Score("search.own_top_hit", right / len(_OWN), f"{right} of {len(_OWN)} queries")


def read_corpus(corpora: Path, *, others: int | None = None) -> Corpus:
    """The articles (all, or the labelled ones and so many others, evenly spread) and the train questions."""
    folder = corpora / "stard"
    rows = _rows(corpora)
    gold: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, _, article, _ = line.split("\t")
        gold[question].add(article)
    labelled = set().union(*gold.values())
    step = 1 if others is None else max(1, len(rows) // others)
    kept = [row for n, row in enumerate(rows) if row["id"] in labelled or n % step == 0]
    questions = tuple(
        (query["query"], frozenset(gold[str(query["qid"])]))
        for query in _lines(folder / "queries.jsonl")
        if query["split"] == "train" and gold[str(query["qid"])]
    )
    return Corpus(Clauses([_entry(row) for row in kept]), questions)


def _rows(corpora: Path) -> list[dict[str, Any]]:
    with gzip.open(corpora / "stard" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _entry(row: dict[str, Any]) -> Entry:
    return clause(
        row["doc"],
        row["id"],
        row["text"],
        title=row["law"],
        path=row["path"],
        label=row["article_no"],
        date_document=row["date"],
    )


def _questions(index: Fulltext, questions: Sequence[tuple[str, frozenset[str]]]) -> Iterator[Score]:
    gains, recalled = [], []
    for question, gold in questions:
        eids = [hit.eid for hit in index.search(parse(question), limit=_DEPTH).hits]
        gains.append(ndcg(eids, gold))
        recalled.append(len(gold & set(eids)) / len(gold))
    note = f"{len(questions)} questions on {index.documents} articles"
    yield Score("search.stard_ndcg10", sum(gains) / len(gains), note)
    yield Score("search.stard_recall100", sum(recalled) / len(recalled), note)


def ndcg(found: Sequence[str], gold: frozenset[str], depth: int = 10) -> float:
    """nDCG of binary labels at a depth."""
    gain = sum(1 / math.log2(rank + 2) for rank, eid in enumerate(found[:depth]) if eid in gold)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(len(gold), depth)))
    return gain / best


def _phrases(index: Fulltext, entries: Sequence[Entry]) -> Score:
    """Fragments at random places: found in every provision that holds them, and in no other."""
    chance, right = random.Random(20310913), 0
    folded = {entry.key: list(folded_paragraphs(entry.text)) for entry in entries}
    for _ in range(_PHRASES):
        entry = chance.choice(entries)
        line = chance.choice([line for line in entry.text.splitlines() if line.strip()])
        size = chance.randint(2, 20)
        start = chance.randrange(max(1, len(line) - size))
        fragment = line[start : start + size].translate(dict.fromkeys(map(ord, '“”"「」『』‘’'))) or "条"
        key = fold(fragment)
        wanted = {name for name, paragraphs in folded.items() if any(key in part for part in paragraphs)}
        found = {hit.key for hit in index.search(parse(f"「{fragment}」"), limit=index.documents).hits}
        right += found == wanted
    return Score(
        "search.phrase_recall",
        right / _PHRASES,
        f"{right} of {_PHRASES} fragments found exactly where they are",
    )


def _known_items(index: Fulltext, entries: Sequence[Entry]) -> Iterator[Score]:
    """An article somebody has seen: its law's title and two of its words; four of its eight rarest words."""
    chance = random.Random(20310914)
    with_title, rare = [], []
    for entry in chance.sample(entries, _KNOWN_ITEMS):
        words = sorted({word for word in index.analyzer.words(entry.text) if len(word) > 1})
        rarest = sorted(words, key=lambda word: (index.frequency("words", word), word))[:8]
        if len(rarest) >= 4:
            with_title.append(_gain(index, f"{entry.title} {' '.join(chance.sample(words, 2))}", entry))
            rare.append(_gain(index, " ".join(chance.sample(rarest, 4)), entry))
    note = f"{len(rare)} articles among {index.documents}"
    yield Score("search.known_title_ndcg10", sum(with_title) / len(with_title), note)
    yield Score("search.known_rare_ndcg10", sum(rare) / len(rare), note)


def _gain(index: Fulltext, query: str, entry: Entry) -> float:
    return ndcg([hit.key for hit in index.search(parse(query)).hits], frozenset([entry.key]))


def _citations(corpora: Path) -> Score:
    """Look-ups 某某法第N条: the first article named is a labelled one."""
    rows = _rows(corpora)
    articles, ids = [], defaultdict(set)
    for row in rows:
        reference = parse_reference(row["article_no"])
        eid = (reference.article_eid if reference else None) or row["article_no"]
        articles.append(replace(_entry(row), eid=eid, key=f"{row['doc']}|{eid}"))
        ids[row["doc"], eid].add(row["id"])
    base = Clauses(articles)
    lookups = _lines(corpora / "retrieval" / "citation_lookup.jsonl")
    right = sum(_looked_up(base, lookup["query"], ids) <= set(lookup["gold"]) for lookup in lookups)
    return Score("search.citations", right / len(lookups), f"{right} of {len(lookups)} look-ups")


def _looked_up(base: Clauses, query: str, ids: dict[tuple[str, str], set[str]]) -> set[str]:
    """The articles that a look-up names, all of them; a mark that is no article when it names none."""
    reference = parse_reference(query)
    targets = resolve(base, reference) if reference else ()
    found = set().union(*(ids[work, eid] for work, eid in targets if eid))
    return found or {"none"}

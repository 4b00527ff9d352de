"""Search: lay questions on statutes, phrases at random places, citations by key.

Lay questions and their articles: the train queries of data/stard on all labelled articles and a sample of the
others, so that a measurement takes a minute; figures are comparable among themselves only.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cleaners.normalise import fold
from index.bigrams import folded_paragraphs
from index.citations import parse_reference
from index.fulltext import Fulltext, open_index, update
from index.query import parse
from index.resolve import resolve
from kb.home import Home
from kb.read import Entry
from tests.bench_stard import FOLDS, cross_validated, means
from tests.clauses import Clauses, clause
from tests.gates.score import Score
from tests.stard import KNOWN_ITEMS, Corpus, article_rows, entry_of, json_lines, known_items, read_corpus

_OTHERS = 8_000  # articles without a label
_QUESTIONS = 200
_PHRASES = 100

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
            yield from _questions(index, corpus)
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


def _questions(index: Fulltext, corpus: Corpus) -> Iterator[Score]:
    """Each fifth of the questions, asked with what the other four teach of lay words."""
    parts = cross_validated(index, corpus, most=_QUESTIONS // FOLDS)
    gain, recall = means(parts)
    note = f"{sum(part.questions for part in parts)} questions on {index.documents} articles, cross-validated"
    yield Score("search.stard_ndcg10", gain, note)
    yield Score("search.stard_recall100", recall, note)


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
    note = f"{KNOWN_ITEMS} articles among {index.documents}"
    with_title, rare = known_items(index, entries)
    yield Score("search.known_title_ndcg10", with_title, note)
    yield Score("search.known_rare_ndcg10", rare, note)


def _citations(corpora: Path) -> Score:
    """Look-ups 某某法第N条: the first article named is a labelled one."""
    rows = article_rows(corpora)
    articles, ids = [], defaultdict(set)
    for row in rows:
        reference = parse_reference(row["article_no"])
        eid = (reference.article_eid if reference else None) or row["article_no"]
        articles.append(replace(entry_of(row), eid=eid, key=f"{row['doc']}|{eid}"))
        ids[row["doc"], eid].add(row["id"])
    base = Clauses(articles)
    lookups = json_lines(corpora / "retrieval" / "citation_lookup.jsonl")
    right = sum(_looked_up(base, lookup["query"], ids) <= set(lookup["gold"]) for lookup in lookups)
    return Score("search.citations", right / len(lookups), f"{right} of {len(lookups)} look-ups")


def _looked_up(base: Clauses, query: str, ids: dict[tuple[str, str], set[str]]) -> set[str]:
    """The articles that a look-up names, all of them; a mark that is no article when it names none."""
    reference = parse_reference(query)
    targets = resolve(base, reference) if reference else ()
    found = set().union(*(ids[work, eid] for work, eid in targets if eid))
    return found or {"none"}

"""The scorer: scores, ranks and numbers of hits of Whoosh's own searcher on the same folder."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import whoosh.query
import whoosh.scoring

from index.fulltext import Fulltext, open_index, update
from index.results import Filters
from index.scorer import Held, Posting, all_of, any_of, best, common
from index.weighted import typed
from kb.home import Home
from tests.clauses import Clauses
from tests.test_index_writer import PARTS, entries_of

ALL = 10_000
WORDS = ("温室", "集群", "申报", "复核", "有效期", "三年", "花卉", "a", "0.1", "无此词")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fulltext]:
    """An index of several segments, with documents deleted."""
    home, listed = Home(tmp_path_factory.mktemp("home")), entries_of(3_500)
    update(home, Clauses(listed))
    for night in range(3):
        kept = [entry for entry in listed if not entry.work.endswith(str(night))]
        listed = kept + [entry for entry in listed if entry.work.endswith(str(night))][5:]
        update(home, Clauses(listed))
    with open_index(home, Clauses(listed)) as index:
        assert len(index._leaves) > 1
        assert index._reader.has_deletions()
        yield index


def _plain(index: Fulltext, query: Any, mask: Any = None) -> dict[int, float]:
    """What Whoosh's own searcher finds on the same folder."""
    with index._index.searcher(weighting=whoosh.scoring.BM25F()) as searcher:
        found = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
    return {doc: score for doc, score in found.items() if mask is None or mask[doc]}


def _same(mine: list[tuple[int, float]], theirs: dict[int, float]) -> None:
    """The same documents with the same scores; the best first in both, but for the last bits of a sum."""
    assert dict(mine) == pytest.approx(theirs, rel=1e-12)
    scores = [theirs[doc] for doc, _ in mine]
    assert all(first >= second - 1e-9 for first, second in pairwise(scores))


@pytest.mark.parametrize("count", [1, 2, 3, 6])
@pytest.mark.parametrize("kind", ["or", "and"])
def test_ranks_are_those_of_plain_whoosh(opened: Fulltext, count: int, kind: str) -> None:
    chance = random.Random(count)
    query: Any = whoosh.query
    for _ in range(8):
        words = chance.sample(WORDS, count)
        node: Any = (query.Or if kind == "or" else query.And)([query.Term("words", word) for word in words])
        mine = (any_of if kind == "or" else all_of)(opened, typed(words), ALL)
        _same(mine, _plain(opened, node))


def test_one_word_scores_to_the_last_bit(opened: Fulltext) -> None:
    query: Any = whoosh.query
    assert dict(any_of(opened, typed(["温室"]), ALL)) == _plain(opened, query.Term("words", "温室"))


def test_a_filter_leaves_the_scores_and_takes_the_others_away(opened: Fulltext) -> None:
    query: Any = whoosh.query
    rows = opened.table.allowed(Filters(issuer="花卉", date_from="2005", date_to="2020"))
    assert rows is not None
    mask = opened.table.documents(rows)
    terms = [query.Term("words", word) for word in ("温室", "复核")]
    _same(all_of(opened, typed(["温室", "复核"]), ALL, mask), _plain(opened, query.And(terms), mask))
    _same(any_of(opened, typed(["温室", "复核"]), ALL, mask), _plain(opened, query.Or(terms), mask))
    assert 0 < int(mask.sum()) < opened.documents


def test_a_page_is_the_beginning_of_all(opened: Fulltext) -> None:
    whole = any_of(opened, typed(PARTS[:4]), ALL)
    for most in (1, 10, 100, len(whole), len(whole) + 1):
        assert any_of(opened, typed(PARTS[:4]), most) == whole[:most]


def test_common_is_the_intersection_whatever_the_sizes() -> None:
    chance = random.Random(1)
    for sizes in ((5, 900), (300, 900), (0, 10), (10, 0), (40, 50, 900), (1, 1)):
        lists = [np.array(sorted(chance.sample(range(1_000), size)), np.int64) for size in sizes]
        wanted = sorted(set.intersection(*(set(found.tolist()) for found in lists)))
        assert common(lists, 1_000).tolist() == wanted


def test_ties_go_by_work_and_reading_order() -> None:
    docs, scores = np.array([3, 5, 8, 9]), np.array([1.0, 2.0, 1.0, 1.0])
    rows = np.array([0] * 8 + [7, 2])
    rows[3] = 7
    assert docs[best(docs, scores, rows, 3)].tolist() == [5, 9, 3]


def test_what_is_held_has_a_bound_and_the_longest_unused_leaves() -> None:
    read: list[str] = []

    def posting(field: str, term: str) -> Posting:
        read.append(term)
        return Posting(np.arange(10), np.ones(10), np.ones(10))

    held = Held(posting, room=25)
    for term in "abacaba":
        held.posting("words", term)
    assert read == ["a", "b", "c", "b"]

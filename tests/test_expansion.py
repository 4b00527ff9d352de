"""Lay words ask for legal terms: with a bound, from evidence, and only where clauses lack what was typed."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from index.expansion import CAP, MOST, as_learnt, lay_expansion, lay_terms, learned
from index.fulltext import open_index, update
from index.query import parse
from kb.home import REPOSITORY, Home
from tests.bench_stard import folds
from tests.clauses import Clauses, clause
from tests.learn_expansion import Example, learn, printed

LEARNT = as_learnt("# 摘花\n摘花\t损毁 60 9\t赔偿 50 7\n赔钱\t赔偿 70 8\t损毁 60 5\n")


def _example(asked: str, answering: str) -> Example:
    return Example(frozenset(asked.split()), frozenset(answering.split()))


def test_weights_of_several_words_add_up_to_a_cap() -> None:
    assert lay_expansion(["摘花", "赔钱", "摘花"], LEARNT) == {"赔偿": CAP, "损毁": CAP}
    assert lay_expansion(["没见过"], LEARNT) == {}


def test_a_term_is_learned_where_it_answers_a_word_more_often_than_chance() -> None:
    seen = [_example("摘花 要 赔钱", "损毁 赔偿 花木"), _example("摘花", "损毁 花木 园艺")]
    seen += [_example(f"问{n}", f"答{n} 园艺") for n in range(30)]
    learnt = learn(seen, lambda term: 5.0)
    assert list(learnt) == ["摘花"]
    assert [term for term, _, _ in learnt["摘花"]] == ["损毁", "花木"]
    (first, *_) = learned("摘花", as_learnt(printed(learnt)))
    assert (first.term, first.evidence) == ("损毁", 2)


def test_common_and_single_words_of_questions_teach_nothing() -> None:
    seen = [_example(f"如何 问{n}", "损毁 赔偿") for n in range(30)]
    assert learn(seen, lambda term: 5.0) == {}


def test_the_shipped_terms_are_small_readable_and_evidenced() -> None:
    file = REPOSITORY / "index" / "lay_terms.tsv"
    assert file.stat().st_size < 400_000
    for word in lay_terms():
        entries = list(learned(word, lay_terms()))
        assert entries
        assert all(entry.evidence >= 2 and 0 < entry.weight <= 1 for entry in entries), word
    assert len(lay_expansion(list(lay_terms()))) == MOST


def test_a_lay_question_finds_the_clause_by_its_legal_term_and_all_words_come_first(tmp_path: Path) -> None:
    others = [clause(f"h:{n}", "art_1", f"第{n}号温室的灌溉按农时安排。", title="守则") for n in range(60)]
    clauses = Clauses(
        [
            clause("h:a", "art_9", "损毁花木的，应当依法赔偿。", title="花木办法"),
            clause("h:b", "art_1", "弄坏花木另行规定。", title="游园守则"),
            clause("h:c", "art_1", "弄坏花木怎么赔钱，由园方公示。", title="告示"),
            *others,
        ]
    )
    home = Home(tmp_path)
    update(home, clauses)
    with patch("index.expansion.lay_terms", return_value=LEARNT), open_index(home, clauses) as index:
        found = [hit.work for hit in index.search(parse("弄坏花木怎么赔钱")).hits]
    assert found[0] == "h:c"
    assert "h:a" in found


def test_the_parts_of_a_cross_validation_share_no_question() -> None:
    parts = folds(1235)
    assert sum(map(len, parts)) == len(frozenset().union(*parts)) == 1235

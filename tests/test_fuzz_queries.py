"""A thousand made-up queries: an answer or a refusal each, and the same query from the same seed."""

from __future__ import annotations

from pathlib import Path

from index.fulltext import open_index, update
from kb.home import Home
from tests.fuzz_queries import Outcome, attack, clauses, is_wrong, query

TEXTS = ["集群有效期为三年。", "花农应当在每年5月20日前填报。"]


def test_nothing_typed_fails_or_costs_a_second(tmp_path: Path) -> None:
    held, home = clauses(0, None), Home(tmp_path)
    update(home, held)
    with open_index(home, held) as index:
        found = list(attack(index, held, [f"suite/{n}" for n in range(1_000)]))
    assert [outcome for outcome in found if is_wrong(outcome)] == []
    assert {outcome.ended for outcome in found} == {"answer", "refused"}


def test_a_seed_makes_its_query_again() -> None:
    assert [query(f"7/{n}", TEXTS) for n in range(50)] == [query(f"7/{n}", TEXTS) for n in range(50)]
    assert len({query(f"7/{n}", TEXTS) for n in range(50)}) > 40


def test_an_error_and_a_slow_answer_are_wrong() -> None:
    assert is_wrong(Outcome("1/1", "ValueError: x", 0.1))
    assert is_wrong(Outcome("1/1", "answer", 1.1))
    assert not is_wrong(Outcome("1/1", "refused", 0.1))

"""What counts as a clause swallowed: one that is nowhere in the reading while one much like it is."""

from __future__ import annotations

import pytest

from tests.garbling import Result, Spoilt, measure

# Fictional.
LIGHT, HEAVY = "情节较轻的，处一百元以上五百元以下罚款。", "情节较重的，处一千元以上五千元以下罚款。"
HEAD = "第七条擅自迁移古井碑刻的，"
SPOILT = Spoilt(HEAD + LIGHT + HEAVY, ((7, LIGHT, True), (7, HEAVY, True)), (), frozenset())


def _measured(reading: str) -> Result:
    return measure(SPOILT, lambda _: (reading, frozenset()))


@pytest.mark.parametrize(
    ("reading", "lost", "merged"),
    [
        (LIGHT + HEAVY, 0, 0),
        (HEAVY, 1, 1),
        (HEAD + LIGHT + HEAVY, 1, 0),  # behind a torn head: no sentence of its own, but there
        (LIGHT.replace("轻", "輕") + HEAVY, 1, 0),  # the only copy was printed with another character
        ("第七条古井碑刻由县文物站登记。", 2, 0),
    ],
)
def test_a_clause_is_swallowed_when_only_one_like_it_is_left(reading: str, lost: int, merged: int) -> None:
    result = _measured(reading)
    assert (result.lost, result.merged) == (lost, merged)

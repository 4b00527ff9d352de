"""The folded key."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.normalise import fold, fold_offsets


def test_width_quotes_and_white_space_do_not_count() -> None:
    assert fold("（一）“共商” ，共建\u3000。") == fold('(一)"共商",共建。')


def test_different_numbers_never_fold_together() -> None:
    assert fold("第十八条") != fold("第二十条")


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    key, offsets = fold_offsets(text)
    assert len(key) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(fold(text[offset]).find(char) >= 0 for char, offset in zip(key, offsets, strict=True))

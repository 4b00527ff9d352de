"""Copies of one document: what two texts share."""

from __future__ import annotations

from pipeline.copies import shared

NOTICE = "河燈工坊應當備有滅火器材。匠人可以帶領學徒，學徒不得單獨點燈。"


def test_a_copy_in_traditional_characters_shares_every_sentence() -> None:
    assert shared(NOTICE, "河灯工坊应当备有灭火器材。匠人可以带领学徒，学徒不得单独点灯。此外无事。") == 1.0


def test_a_changed_word_is_no_shared_sentence() -> None:
    assert shared(NOTICE, "河灯工坊应当备有灭火器材。匠人可以带领学徒，学徒可以单独点灯。") == 0.5

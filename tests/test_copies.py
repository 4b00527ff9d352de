"""Copies fold, twins do not: what makes two texts one document, and that the order of arrival does not."""

from __future__ import annotations

import pytest

from cleaners.comparing.variants import printed, share, variants
from pipeline.works import Family, family_rows
from tests.reprint_pairs import COPIES, TWINS, Pair, Text


def works_of(*texts: Text) -> list[str | None]:
    """The work that each text becomes, read side by side."""
    rows = [text.snapshot(place) for place, text in enumerate(texts)]
    latest = {row.manifestation: row for row in rows}
    seen = {row.manifestation: (row.fetched_at, row.fetched_at) for row in rows}
    placed = {row.id: row.work for row in family_rows(Family(latest, seen, {})).manifestations}
    return [placed[row.manifestation] for row in rows]


def ids(pair: Pair) -> str:
    return pair.name


@pytest.mark.parametrize("pair", TWINS, ids=ids)
def test_twins_stay_two_documents(pair: Pair) -> None:
    one, other = works_of(pair.one, pair.other)
    assert one != other


@pytest.mark.parametrize("pair", COPIES, ids=ids)
def test_copies_become_one_document(pair: Pair) -> None:
    one, other = works_of(pair.one, pair.other)
    assert one == other


NOTICE = "河燈工坊應當備有滅火器材。匠人可以帶領學徒，學徒不得單獨點燈。"


def test_a_copy_in_traditional_characters_shares_every_sentence() -> None:
    copy = printed("河灯工坊应当备有灭火器材。匠人可以带领学徒，学徒不得单独点灯。此外无其他事项。")
    assert share(printed(NOTICE), copy) == 1.0


def test_a_changed_word_is_no_shared_sentence_and_says_what_it_turns_over() -> None:
    copy = printed("河灯工坊应当备有灭火器材。匠人可以带领学徒，学徒可以单独点灯。")
    assert share(printed(NOTICE), copy) == 0.5
    [found] = variants(printed(NOTICE), copy)
    assert (found.kind, found.differs, found.touches) == ("altered", (("不得", "可以"),), ("negation",))

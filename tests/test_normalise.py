"""The folded key."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.normalise import Folded, fold, fold_offsets, fold_script


def test_width_quotes_and_white_space_do_not_count() -> None:
    assert fold("（一）“共商” ，共建\u3000。") == fold('(一)"共商",共建。')


def test_different_numbers_never_fold_together() -> None:
    assert fold("第十八条") != fold("第二十条")


def test_radicals_and_compatibility_characters_of_pdf_files_count_as_the_characters_they_print() -> None:
    assert fold("⻓⻔⻅⺠⼯⾦\uf967") == "长门见民工金不"


def test_what_cannot_be_seen_does_not_count() -> None:
    assert fold("河\u200b灯\u00ad工\u202e坊\ue600") == "河灯工坊"


def test_copies_in_both_scripts_share_a_key_that_search_does_not_use() -> None:
    assert fold_script("關於後續產業的認定辦法") == fold_script("关于后续产业的认定办法")
    assert fold("產業") != fold("产业")


def test_a_simplified_text_keeps_its_key() -> None:
    assert fold_script("乾隆、著作、藉口") == fold("乾隆、著作、藉口")


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


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="第一條条，。（ 　\n…½\0\1\u200b\ud800a1", max_size=40))
def test_a_text_folded_once_gives_the_keys_and_offsets_of_its_stretches(text: str) -> None:
    folded = Folded(text)
    start, end = len(text) // 3, len(text)
    key = folded.key(start, end)
    assert key == fold_script(text[start:end])
    _, offsets = fold_offsets(text[start:end])
    assert [folded.offset(start, end, at) for at in range(len(key))] == [start + offset for offset in offsets]

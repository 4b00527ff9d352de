"""Chinese numerals."""

from __future__ import annotations

import pytest

from cleaners.numerals import format_numeral, parse_numeral


def test_every_number_survives_the_round_trip() -> None:
    assert all(parse_numeral(format_numeral(n)) == n for n in range(1, 10_000))


@pytest.mark.parametrize("text", ["", "条", "第三", "三a", "一十二三"])
def test_what_is_no_numeral_gives_none(text: str) -> None:
    assert parse_numeral(text) is None


@pytest.mark.parametrize(("text", "number"), [("两百", 200), ("十", 10), ("一百零三", 103), ("１２", 12)])
def test_other_spellings_are_read(text: str, number: int) -> None:
    assert parse_numeral(text) == number


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="out of range"):
        format_numeral(0)

"""Lists as ministries make them: every row of thirty-six files, and no other."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from cleaners.attachments import read_attachment
from cleaners.lists import list_rows
from tests.ministry_lists import FILES as TWENTY
from tests.ministry_lists import Row
from tests.ministry_lists_odd import FILES as ODD

FILES = {**TWENTY, **ODD}

OLD_WORD = [name for name in FILES if "doc_" in name or name.endswith("_doc")]


def found(name: str) -> tuple[list[Row], list[Row]]:
    """What a file holds, and what is read of it."""
    truth, make = FILES[name]()
    read = read_attachment(make(), name="附件")
    return truth, [(row.seq, row.region, row.name) for row in list_rows(read)]


def f1(truth: list[Row], rows: list[Row]) -> float:
    hits = (Counter(truth) & Counter(rows)).total()
    return 2 * hits / (len(truth) + len(rows)) if hits else 0.0


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_file_is_read_and_no_other(name: str) -> None:
    if name in OLD_WORD and shutil.which("soffice") is None:
        pytest.skip("soffice is not there to write a .doc")
    truth, rows = found(name)
    assert rows == truth

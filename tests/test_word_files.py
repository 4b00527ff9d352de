"""cleaners/files/ole_word.py: .doc and .wps by their own layout; what is damaged has a status."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.attachments import read_attachment
from cleaners.lists import list_rows
from cleaners.model import Attachment
from tests.word_files import WordFile, compound, in_list

HEAD = ("序号", "省份", "集群名称")
COUNTING = 0x27  # 一二三 by MSONFC


def read(body: bytes) -> Attachment:
    return read_attachment(body, name="附件.wps")


def test_paragraphs_and_tables_come_in_order() -> None:
    file = WordFile().paragraph("名单").row(HEAD).row(("1", "东山省", "甲县灯具集群")).paragraph("（完）")
    found = read(file.body())
    assert (found.status, found.kind) == ("ok", "doc")
    assert found.text == "名单\n序号\t省份\t集群名称\n1\t东山省\t甲县灯具集群\n（完）"
    assert found.tables[0].rows == (HEAD, ("1", "东山省", "甲县灯具集群"))


def test_a_merged_cell_is_repeated_in_the_table_and_once_in_the_text() -> None:
    file = WordFile().row(("东山省", "甲"), down=(3, 0)).row(("", "乙"), down=(1, 0)).paragraph("完")
    found = read(file.body())
    assert found.tables[0].rows == (("东山省", "甲"), ("东山省", "乙"))
    assert found.text == "东山省\t甲\n乙\n完"


def test_a_wide_cell_is_repeated_over_the_columns_it_covers() -> None:
    file = WordFile().row(("东山省（1个）",), edges=(0, 3000)).row(("1", "甲", "乙")).paragraph("完")
    assert read(file.body()).tables[0].rows == (("东山省（1个）",) * 3, ("1", "甲", "乙"))


def test_a_table_that_ends_the_document_is_found() -> None:
    assert len(read(WordFile().row(HEAD).row(("1", "东山省", "甲")).body()).tables) == 1


def test_a_line_in_a_cell_stays_in_its_cell() -> None:
    found = read(WordFile().row(("1", "甲县\n灯具集群")).paragraph("完").body())
    assert found.tables[0].rows == (("1", "甲县\n灯具集群"),)


def test_the_code_of_a_field_is_no_text_and_its_result_is() -> None:
    found = read(WordFile().paragraph("见\x13 HYPERLINK x \x14附件\x15。").body())
    assert found.text == "见附件。"


@pytest.mark.parametrize("narrow", [True, False])
def test_text_that_a_tracked_change_deleted_is_left_out(narrow: bool) -> None:
    file = WordFile(gone=(2, 5)).paragraph("ab---cd").row(("1", "x")).paragraph("end")
    assert read(file.body(narrow=narrow)).text == "abcd\n1\tx\nend"


def test_text_of_one_byte_a_character_is_read() -> None:
    found = read(WordFile().paragraph("2022").row(("1", "A-1")).paragraph("b").body(narrow=True))
    assert (found.text, found.tables[0].rows) == ("2022\n1\tA-1\nb", (("1", "A-1"),))


def test_a_short_last_sector_is_read() -> None:
    body = WordFile().paragraph("正文").row(("1", "甲")).paragraph("完").body()
    assert read(body[:-100]).text == read(body).text == "正文\n1\t甲\n完"


def test_automatic_numbers_are_restored_level_by_level() -> None:
    file = WordFile(levels=((COUNTING, "第\0条"), (COUNTING, "（\1）"), (0, "\0.\1.\2")))
    for level, text in ((0, "总则"), (1, "甲"), (1, "乙"), (2, "丙"), (0, "认定"), (1, "丁")):
        file.paragraph(text, in_list(1, level))
    assert read(file.body()).text.split("\n") == [
        "第一条 总则", "（一）甲", "（二）乙", "一.二.1 丙", "第二条 认定", "（一）丁",
    ]  # fmt: skip


def test_a_style_numbers_its_paragraphs() -> None:
    file = WordFile(levels=((COUNTING, "\0、"),), style=in_list(1))
    file.paragraph("目标", style=1).paragraph("正文").paragraph("措施", style=1)
    assert read(file.body()).text == "一、目标\n正文\n二、措施"


def test_numbers_of_a_column_are_numbers_of_its_rows() -> None:
    file = WordFile(levels=((0, "\0"),)).row(HEAD)
    for name in "甲乙丙":
        file.row(("", "东山省", name), list_of=0)
    rows = list_rows(read(file.paragraph("完").body()))
    assert [(row.seq, row.name) for row in rows] == [(1, "甲"), (2, "乙"), (3, "丙")]


def test_numbers_whose_list_is_not_there_are_said_to_be_lost() -> None:
    found = read(WordFile().paragraph("目标", in_list(3)).body())
    assert (found.status, found.text) == ("needs_review", "目标")
    assert "numbers" in found.notes[0]


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (WordFile(identity=0xA5DC), "needs_program:libreoffice"),
        (WordFile(version=0x0068), "needs_program:libreoffice"),
        (WordFile(flags=0x0300), "encrypted"),
        (WordFile(identity=0x1234), "corrupt"),
        (WordFile(flags=0), "corrupt"),  # its table stream is not there
    ],
)
def test_what_is_no_document_of_word_97_says_so(file: WordFile, status: str) -> None:
    assert read(file.paragraph("正文").body()).status == status


def test_a_stream_cut_short_is_damage() -> None:
    assert read(compound({"WordDocument": b"\xec\xa5\xc1\0" + b"\0" * 20, "0Table": b""})).status == "corrupt"


def test_a_list_of_four_thousand_rows_is_read_in_half_a_second() -> None:
    file = WordFile().row(HEAD)
    for number in range(1, 4001):
        file.row((str(number), f"第{number % 30}省", f"第{number}县灯具产业集群"))
    body = file.paragraph("完").body()
    began = process_time()
    found = read(body)
    assert process_time() - began < 0.5
    assert [row.seq for row in list_rows(found)] == list(range(1, 4001))


SMALL = WordFile(levels=((COUNTING, "第\0条"),), style=in_list(1)).paragraph("正文", in_list(1))
SMALL_BODY = SMALL.row(("1", "甲"), down=(3, 0)).row(("2", ""), down=(1, 0)).paragraph("完", style=1).body()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(SMALL_BODY) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_document_has_a_status_and_never_raises(changes: list[tuple[int, int]]) -> None:
    body = bytearray(SMALL_BODY)
    for at, value in changes:
        body[at] = value
    assert read(bytes(body)).status
    assert read(bytes(body[: changes[0][0]])).status

"""cleaners/lists.py: every numbered row of a list once, with its region, and no row made up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.lists import list_rows
from cleaners.model import Attachment, Table

HEAD = ("序号", "省份", "集群名称")


def listed(*tables: Table | tuple[tuple[str, ...], ...], text: str = "") -> list[tuple[int, str, str]]:
    held = tuple(t if isinstance(t, Table) else Table(t) for t in tables)
    return [(r.seq, r.region, r.name) for r in list_rows(Attachment("ok", "docx", text, held))]


def test_a_table_with_a_head_gives_its_rows() -> None:
    rows = (HEAD, ("1", "东山省", "甲县灯具集群"), ("2", "西河省", "乙县纽扣集群"))
    assert listed(rows) == [(1, "东山省", "甲县灯具集群"), (2, "西河省", "乙县纽扣集群")]


def test_a_blank_region_is_that_of_the_row_above() -> None:
    assert listed((HEAD, ("1", "东山省", "甲"), ("2", "", "乙"))) == [
        (1, "东山省", "甲"),
        (2, "东山省", "乙"),
    ]


def test_a_row_without_a_number_continues_the_one_above() -> None:
    rows = (HEAD, ("1", "东山省", "甲县灯具"), ("", "", "集群"), ("2", "东山省", "乙"))
    assert listed(rows) == [(1, "东山省", "甲县灯具集群"), (2, "东山省", "乙")]


def test_side_by_side_blocks_are_one_list_in_the_order_of_its_numbers() -> None:
    rows = (("序号", "企业名称", "序号", "企业名称"), ("1", "甲", "3", "丙"), ("2", "乙", "4", "丁"))
    assert [row[0] for row in listed(rows)] == [1, 2, 3, 4]
    assert [row[2] for row in listed(rows)] == ["甲", "乙", "丙", "丁"]


def test_a_head_that_returns_on_the_next_page_is_no_row() -> None:
    first, second = Table((HEAD, ("1", "东山省", "甲")), 1), Table((HEAD, ("2", "", "乙")), 2)
    assert listed(first, second) == [(1, "东山省", "甲"), (2, "东山省", "乙")]


def test_a_table_that_goes_on_without_a_head_keeps_the_head_before_it() -> None:
    assert listed((HEAD, ("1", "东山省", "甲")), (("2", "西河省", "乙"),))[1] == (2, "西河省", "乙")


def test_a_region_over_its_rows_is_filled_down() -> None:
    rows = (("序号", "企业名称"), ("东山省（2家）",) * 2, ("1", "甲"), ("2", "乙"))
    assert listed(rows) == [(1, "东山省", "甲"), (2, "东山省", "乙")]


def test_full_width_numbers_are_numbers_and_names_stay_as_listed() -> None:
    assert listed((HEAD, ("１２", "东山省", "甲（集团）"))) == [(12, "东山省", "甲（集团）")]


def test_the_place_of_a_row_is_kept() -> None:
    [row] = list_rows(Attachment("ok", "pdf", tables=(Table(((HEAD), ("1", "东山省", "甲")), page=3),)))
    assert (row.page, row.table, row.row) == (3, 1, 2)
    assert row.cells == ("1", "东山省", "甲")


def test_lines_of_a_pdf_are_read_by_their_head() -> None:
    text = "附件\n序号 省份 企业名称\n1 东山省 甲厂\n2 西河省 乙厂"
    assert listed(text=text) == [(1, "东山省", "甲厂"), (2, "西河省", "乙厂")]


def test_a_plain_list_is_read_when_its_numbers_are_whole() -> None:
    text = "东山省（2个）\n1. 甲集群\n2. 乙集群\n西河省（1个）\n3. 丙集群"
    assert listed(text=text)[-1] == (3, "西河省", "丙集群")
    assert listed(text="1. 总体要求\n3. 保障措施\n4. 其他") == []


def test_a_table_without_a_number_column_is_no_list() -> None:
    assert listed((("指标", "分值"), ("规模", "20"))) == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.text("序号1２、省名称甲 ", max_size=4), max_size=5), max_size=8))
def test_rows_are_never_more_than_the_cells_that_hold_numbers(rows: list[list[str]]) -> None:
    table = Table(tuple(map(tuple, rows)))
    assert len(list_rows(Attachment("ok", "docx", tables=(table,)))) <= sum(map(len, rows))

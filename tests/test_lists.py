"""cleaners/lists.py: every numbered row of a list once, with its region, and no row made up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.lists import list_rows
from cleaners.model import Attachment, Table

HEAD = ("序号", "省份", "集群名称")


def listed(*tables: Table | tuple[tuple[str, ...], ...], text: str = "") -> list[tuple[int | None, str, str]]:
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


def test_the_region_of_a_block_is_that_of_the_number_before_it() -> None:
    """Blocks side by side with merged regions: the right block begins in the region the left one ends in."""
    head = HEAD + HEAD
    rows = (head, ("1", "东山省", "甲", "3", "", "丙"), ("2", "西河省", "乙", "4", "南湖省", "丁"))
    assert [row[1] for row in listed(rows)] == ["东山省", "西河省", "西河省", "南湖省"]


def test_a_row_broken_over_a_page_is_joined_in_its_own_block() -> None:
    head = HEAD + HEAD
    first = Table((head, ("1", "东山", "甲县", "11", "西河省", "乙")), 1)
    second = Table((head, ("", "省", "集群", "", "", ""), ("2", "东山省", "丙", "12", "西河省", "丁县")), 2)
    third = Table((head, ("", "", "", "", "", "集群")), 3)
    assert listed(first, second, third) == [
        (1, "东山省", "甲县集群"),
        (2, "东山省", "丙"),
        (11, "西河省", "乙"),
        (12, "西河省", "丁县集群"),
    ]


def test_a_row_broken_between_a_right_and_a_left_block_is_joined_by_its_number() -> None:
    head = ("序号", "企业名称") * 2
    first = Table((head, ("1", "甲", "2", "乙有限")), 1)
    second = Table((head, ("", "公司", "", ""), ("3", "丙", "4", "丁")), 2)
    assert [row[2] for row in listed(first, second)] == ["甲", "乙有限公司", "丙", "丁"]


def test_two_lists_that_number_from_one_are_two_lists() -> None:
    rows = listed(
        (HEAD, ("1", "东山省", "甲"), ("2", "", "乙")), (HEAD, ("1", "西河省", "丙"), ("2", "", "丁"))
    )
    assert [(seq, region) for seq, region, _ in rows] == [
        (1, "东山省"),
        (2, "东山省"),
        (1, "西河省"),
        (2, "西河省"),
    ]


def test_numbers_that_begin_anew_below_each_region_keep_their_region() -> None:
    rows = (
        ("序号", "企业名称"),
        ("一、东山省（2家）",) * 2,
        ("1", "甲"),
        ("2", "乙"),
        ("浙江省", ""),
        ("1", "丙"),
    )
    assert listed(rows) == [(1, "东山省", "甲"), (2, "东山省", "乙"), (1, "浙江省", "丙")]


def test_a_title_a_sum_and_a_note_are_no_rows() -> None:
    rows = (
        ("第一批集群名单",) * 3,
        HEAD,
        ("1", "东山省", "甲"),
        ("", "合计", "1个"),
        ("注：排名不分先后",) * 3,
    )
    assert listed(rows) == [(1, "东山省", "甲")]


def test_a_head_on_two_rows_is_one_head() -> None:
    rows = (("序", "省", "集群"), ("号", "份", "名称"), ("1", "东山省", "甲"))
    assert listed(rows) == [(1, "东山省", "甲")]
    merged = (
        ("序号", "企业名称", "所在地", "所在地"),
        ("序号", "企业名称", "省份", "市县"),
        ("1", "甲厂", "东山省", "云溪县"),
    )
    assert listed(merged) == [(1, "东山省", "甲厂")]


def test_a_number_merged_over_two_rows_of_one_name_is_one_row() -> None:
    rows = (
        ("序号", "企业名称", "主导产品"),
        ("1", "甲厂", "灯具"),
        ("1", "甲厂", "开关"),
        ("2", "乙厂", "纽扣"),
    )
    found = list_rows(Attachment("ok", "docx", tables=(Table(rows),)))
    assert [(row.seq, row.name) for row in found] == [(1, "甲厂"), (2, "乙厂")]
    assert found[0].cells == ("1", "甲厂", "灯具开关")


def test_the_name_is_told_by_its_head_and_a_remark_is_none() -> None:
    for head in (
        ("序号", "省份", "主导产品", "企业名称", "备注"),
        ("序号", "推荐单位", "备注", "单位名称（盖章）", "产品"),
        ("编 号", "省份/计划单列市", "申报产品", "示范平台名称", "说明"),
    ):
        at = next(place for place, text in enumerate(head) if "名称" in text)
        cells = ("1", "东山省", *("x" if place != at else "甲厂" for place in range(2, 5)))
        assert listed((head, cells)) == [(1, "东山省", "甲厂")]


def test_a_scoring_table_is_no_list() -> None:
    assert listed((("序号", "一级指标", "权重"), ("1", "创新能力", "20"), ("2", "质量", "30"))) == []
    assert listed((("序号", "材料名称", "份数"), ("1", "申请表", "2"))) == []


def test_a_table_that_does_not_go_on_counting_is_another_table() -> None:
    assert listed((HEAD, ("1", "东山省", "甲")), (("5", "西河省", "乙"),)) == [(1, "东山省", "甲")]


def test_a_plain_list_may_number_anew_below_each_region() -> None:
    text = "第一批名单\n一、东山省（2个）\n1. 甲集群\n2. 乙集群\n二、西河省（1个）\n１．丙集群"
    assert listed(text=text) == [(1, "东山省", "甲集群"), (2, "东山省", "乙集群"), (1, "西河省", "丙集群")]
    bare = "浙江省\n1、甲集群\n2、乙集群\n宁波市：\n3、丙集群"
    assert listed(text=bare)[-1] == (3, "宁波市", "丙集群")


def test_a_title_that_counts_is_no_region() -> None:
    text = "第四批集群名单（共3个）\n一、浙江省（2个）\n1.甲集群\n2.乙集群\n二、宁波市（1个）\n3.丙集群"
    assert listed(text=text)[-1] == (3, "宁波市", "丙集群")


def test_lines_may_be_closed_and_their_numbers_stand_in_brackets_or_alone() -> None:
    closed = "名单如下：\n1.甲溪公司；\n2.乙溪公司；\n3.丙溪公司。"
    assert [row[2] for row in listed(text=closed)] == ["甲溪公司", "乙溪公司", "丙溪公司"]
    assert len(listed(text="入选名单\n（1）甲溪公司\n（2）乙溪公司\n（3）丙溪公司")) == 3
    assert len(listed(text="入选名单\n1 甲溪公司\n2 乙溪公司\n3 丙溪公司")) == 3
    assert listed(text="入选名单\n1 总体要求\n2 重点任务\n3 保障措施") == []


def test_a_region_that_has_not_as_many_as_it_says_makes_no_list() -> None:
    assert listed(text="名单\n东山省（3个）\n1. 甲集群\n2. 乙集群\n西河省（1个）\n3. 丙集群") == []


def test_the_points_of_a_measure_are_no_list() -> None:
    points = "申报条件\n1. 依法设立\n2. 信用良好\n3. 近三年无重大事故"
    assert listed(text=points) == []
    assert listed(text="现将名单公布如下，请：\n1. 加强管理；\n2. 做好服务；\n3. 及时总结。") == []


def test_a_plain_list_behind_a_notice_is_read_and_its_points_are_not() -> None:
    text = "有关要求：\n1. 加强管理。\n2. 做好服务。\n附件：第一批名单\n1. 甲厂\n2. 乙厂\n3. 丙厂"
    assert [row[2] for row in listed(text=text)] == ["甲厂", "乙厂", "丙厂"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.text("序号1２、省名称甲 ", max_size=4), max_size=5), max_size=8))
def test_rows_are_never_more_than_the_cells_that_hold_numbers(rows: list[list[str]]) -> None:
    table = Table(tuple(map(tuple, rows)))
    assert len(list_rows(Attachment("ok", "docx", tables=(table,)))) <= sum(map(len, rows))

"""Lists that print no numbers are read, tables that are no lists of holders are not. Names are fictional."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.files.gates import gate_list
from cleaners.lists import list_rows
from cleaners.model import Attachment, ListRow, Table

Rows = tuple[tuple[str, ...], ...]


def read(rows: Rows, title: str = "") -> tuple[ListRow, ...]:
    text = "\n".join([title, *("\t".join(cells) for cells in rows)])
    return list_rows(Attachment("ok", "docx", text, (Table(rows, 1),)))


def listed(rows: Rows, title: str = "") -> list[tuple[str, str]]:
    return [(row.region, row.name) for row in read(rows, title)]


# -- lists


def test_a_list_without_a_column_of_numbers_is_read_in_its_order() -> None:
    rows = (
        ("省份", "企业名称"),
        ("浙江省", "云溪灯具有限公司"),
        ("", "松泽纽扣股份有限公司"),
        ("宁波市", "竹湾轴承厂"),
    )
    found = read(rows, "第一批绿色工厂名单")
    assert [(row.seq, row.region, row.name, row.row) for row in found] == [
        (None, "浙江省", "云溪灯具有限公司", 2),
        (None, "浙江省", "松泽纽扣股份有限公司", 3),
        (None, "宁波市", "竹湾轴承厂", 4),
    ]
    assert gate_list(found, declared=3) == ()
    assert gate_list(found, declared=4) == ("3 rows, the notice says 4",)


@pytest.mark.parametrize(
    ("title", "head", "cells"),
    [
        ("", ("企业名称", "省份", "主导产品"), ("云溪灯具有限公司", "浙江省", "灯具")),
        ("", ("地区", "集群名称"), ("浙江省", "云溪县竹编集群")),
        ("第三批名单", ("所在地", "单位"), ("浙江省", "云溪县灯塔中心")),
        ("", ("示范平台名称", "运营单位", "有效期"), ("云溪技术服务平台", "云溪公司", "2031年至2033年")),
        ("入选产品公示", ("产品名称", "生产企业"), ("云溪牌节能灯具", "云溪灯具有限公司")),
        ("拟认定的试点城市名单", ("省份", "城市"), ("浙江省", "云溪市")),
        ("", ("统一社会信用代码", "企业名称"), ("91330000MA2XXXXX0A", "云溪灯具有限公司")),
        ("", ("证书编号", "企业名称", "认定年份"), ("GC-2031-07", "云溪灯具有限公司", "2031")),
        ("", ("编号", "企业名称"), ("GC-2031-07", "云溪灯具有限公司")),
        ("", ("序号", "企业名称"), ("", "云溪灯具有限公司")),
    ],
)
def test_the_heads_of_a_list_without_numbers(
    title: str, head: tuple[str, ...], cells: tuple[str, ...]
) -> None:
    [row] = read((head, cells), title)
    at = next(
        k
        for k, text in enumerate(head)
        if text in ("企业名称", "集群名称", "单位", "示范平台名称", "产品名称", "城市")
    )
    assert (row.seq, row.name) == (None, cells[at])


def test_titles_heads_again_notes_and_sums_are_no_rows() -> None:
    rows = (
        ("2031年度绿色工厂名单",) * 2,
        ("省份", "企业名称"),
        ("浙江省", "云溪灯具有限公司"),
        ("", ""),
        ("省份", "企业名称"),
        ("湖南省", "松泽纽扣有限公司"),
        ("合计", "2家"),
        ("注：排名不分先后。",) * 2,
    )
    assert listed(rows) == [("浙江省", "云溪灯具有限公司"), ("湖南省", "松泽纽扣有限公司")]


def test_regions_over_their_rows_are_theirs() -> None:
    rows = (
        ("企业名称", "主导产品"),
        ("浙江省（1家）",) * 2,
        ("云溪灯具有限公司", "灯具"),
        ("宁波市（1家）",) * 2,
        ("竹湾轴承厂", "轴承"),
    )
    assert listed(rows) == [("浙江省", "云溪灯具有限公司"), ("宁波市", "竹湾轴承厂")]


def test_blocks_side_by_side_are_read_one_after_the_other() -> None:
    rows = (
        ("省份", "企业名称") * 2,
        ("浙江省", "甲溪公司", "", "丙溪公司"),
        ("", "乙溪公司", "湖南省", "丁溪公司"),
    )
    assert listed(rows) == [
        ("浙江省", "甲溪公司"),
        ("浙江省", "乙溪公司"),
        ("浙江省", "丙溪公司"),
        ("湖南省", "丁溪公司"),
    ]


def test_a_head_merged_over_two_columns_is_one_head() -> None:
    rows = (("企业名称", "企业名称", "省份"), ("甲溪公司", "甲溪公司", "浙江省"))
    assert listed(rows) == [("浙江省", "甲溪公司")]


def test_a_name_merged_over_several_products_is_one_row() -> None:
    rows = (("企业名称", "主导产品"), ("甲溪公司", "灯具"), ("甲溪公司", "开关"), ("乙溪公司", "纽扣"))
    assert listed(rows) == [("", "甲溪公司"), ("", "乙溪公司")]


def test_the_page_behind_goes_on_without_a_head_and_a_broken_name_is_joined() -> None:
    head = ("省份", "企业名称", "主导产品", "类别")
    first = Table(
        (head, ("浙江省", "甲溪灯具有限公司", "灯具", "一"), ("湖南省", "乙溪轴承", "轴承", "二")), 1
    )
    second = Table((("湖南省", "丙溪纽扣有限公司", "纽扣", "一"),), 2)
    found = list_rows(Attachment("ok", "pdf", "", (first, second)))
    assert [row.name for row in found] == ["甲溪灯具有限公司", "乙溪轴承", "丙溪纽扣有限公司"]


def test_a_list_with_numbers_and_one_without_stand_in_their_order() -> None:
    numbered = Table((("序号", "企业名称"), ("1", "甲溪公司")), 1)
    bare = Table((("企业名称", "省份"), ("乙溪公司", "浙江省")), 1)
    found = list_rows(Attachment("ok", "docx", "", (bare, numbered)))
    assert [(row.seq, row.name) for row in found] == [(None, "乙溪公司"), (1, "甲溪公司")]


def test_several_names_in_a_cell_are_as_many_rows() -> None:
    rows = (
        ("地区", "企业数量", "企业名称"),
        ("浙江省", "2", "1.甲溪灯具公司；\n2.乙溪纽扣公司。"),
        ("宁波市", "1家", "丙溪轴承厂"),
    )
    assert listed(rows) == [("浙江省", "甲溪灯具公司"), ("浙江省", "乙溪纽扣公司"), ("宁波市", "丙溪轴承厂")]


def test_a_count_that_the_names_do_not_have_makes_no_list() -> None:
    rows = (("地区", "企业数量", "企业名称"), ("浙江省", "3", "甲溪灯具公司、乙溪纽扣公司等"))
    assert listed(rows) == []


def test_a_name_that_wraps_or_has_a_comma_in_it_is_one() -> None:
    rows = (("省份", "集群名称"), ("浙江省", "云溪县灯具、纽扣\n产业集群"), ("", "松泽研究中心\n有限公司"))
    assert listed(rows) == [("浙江省", "云溪县灯具、纽扣产业集群"), ("浙江省", "松泽研究中心有限公司")]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.text("企业名称省份数量甲溪公司、\n1 ", max_size=8), max_size=5), max_size=8))
def test_no_table_makes_it_raise_and_no_number_is_made_up(rows: list[list[str]]) -> None:
    table = Table(tuple(map(tuple, rows)), 1)
    found = list_rows(Attachment("ok", "docx", "名单", (table,)))
    printed = {cell.strip() for cells in rows for cell in cells}
    assert all(row.seq is None or str(row.seq) in "".join(printed) for row in found)


def test_a_wide_table_of_many_blocks_costs_no_more_than_its_cells() -> None:
    table = Table((("企业名称", "省份") * 1000, *(("甲溪公司", "浙江省") * 1000,) * 100), 1)
    began = time.process_time()
    list_rows(Attachment("ok", "docx", "", (table,)))
    assert time.process_time() - began < 5


# -- lines


def lines(*text: str) -> list[tuple[int | None, str, str]]:
    return [(row.seq, row.region, row.name) for row in list_rows(Attachment("ok", "txt", "\n".join(text)))]


def test_names_below_a_title_are_a_list() -> None:
    found = lines(
        "附件",
        "第一批绿色工厂名单",
        "（排名不分先后）",
        "甲溪公司",
        "乙溪灯具厂",
        "",
        "丙溪集群",
        "2031年5月6日",
    )
    assert found == [(None, "", "甲溪公司"), (None, "", "乙溪灯具厂"), (None, "", "丙溪集群")]


def test_names_below_regions_that_count_are_a_list_whatever_they_are_called() -> None:
    found = lines("入选名单", "浙江省（2个）", "云上竹海", "松间灯火", "宁波市（1个）", "港湾之星")
    assert found == [
        (None, "浙江省", "云上竹海"),
        (None, "浙江省", "松间灯火"),
        (None, "宁波市", "港湾之星"),
    ]
    assert lines("入选名单", "浙江省（3个）", "云上竹海", "松间灯火", "宁波市（1个）", "港湾之星") == []


def test_names_in_the_line_of_their_region_are_a_list() -> None:
    found = lines(
        "入选名单", "浙江省（2个）：云溪县竹编集群、松泽县灯具集群", "湖南省（1个）：竹湾县轴承集群"
    )
    assert [name for _, _, name in found] == ["云溪县竹编集群", "松泽县灯具集群", "竹湾县轴承集群"]


def test_a_region_before_its_name_is_its_region() -> None:
    found = lines("第二批名单（共3家）", "浙江省 甲溪公司", "湖南省　乙溪公司", "宁波市\u3000丙溪公司")
    assert [(region, name) for _, region, name in found] == [
        ("浙江省", "甲溪公司"),
        ("湖南省", "乙溪公司"),
        ("宁波市", "丙溪公司"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        ("附件：绿色工厂名单", "绿色园区名单", "供应链企业名单", "产业振兴部", "2031年5月6日"),
        ("附件：绿色工厂名单", "海川灯具协会", "海川轴承协会", "海川纽扣协会", "2031年5月6日"),
        ("现将名单公布如下，请遵照执行。", "甲溪公司", "乙溪公司", "丙溪公司"),
        ("评审专家名单", "张某 甲溪大学", "李某 乙溪大学", "王某 丙溪研究院"),
        ("推荐名单", "联系人：张某", "联系电话：0000", "电子邮箱"),
        ("第一批名单（共5家）", "甲溪公司", "乙溪公司", "丙溪公司"),
        ("附件：名单", "海川省财政厅", "海川省科学技术厅", "海川省商务厅"),
        ("企业名单", "总体要求", "重点任务", "保障措施"),
    ],
)
def test_lines_that_are_no_holders_are_no_list(text: tuple[str, ...]) -> None:
    assert lines(*text) == []


# -- tables that are no lists of holders

FIRMS = (("云溪灯具有限公司",), ("松泽纽扣有限公司",), ("竹湾轴承有限公司",))


def beside(*columns: tuple[str, ...]) -> Rows:
    """Three firms with further columns, each a head and what stands below it."""
    heads = ("企业名称", *(column[0] for column in columns))
    rows = ((*firm, *(column[at + 1] for column in columns)) for at, firm in enumerate(FIRMS))
    return (heads, *rows)


NO_LISTS: dict[str, tuple[str, Rows]] = {
    "a form to fill in": (
        "绿色工厂推荐汇总表",
        (("省份", "企业名称", "主导产品"), ("", "", ""), ("", "", ""), ("填表人：", "", "日期：")),
    ),
    "a filled form of applicants": ("2031年度集群推荐汇总表", beside(("省份", "浙江省", "浙江省", "湖南省"))),
    "an example in a form": (
        "",
        (("省份", "企业名称", "产品"), ("例：浙江省", "XX有限公司", "灯具"), ("", "××公司", "")),
    ),
    "a form of pairs": (
        "",
        (
            ("企业名称", "云溪灯具有限公司", "成立日期", "2011年"),
            ("通讯地址", "云溪县一号", "邮政编码", "000000"),
            ("主导产品", "灯具", "职工人数", "120"),
        ),
    ),
    "a form of pairs, blank": (
        "",
        (
            ("企业名称", "", "成立时间", ""),
            ("通讯地址", "", "注册资本", ""),
            ("主导产品", "", "所属行业", ""),
        ),
    ),
    "contacts of offices": (
        "各地区联系方式",
        (("省份", "单位名称", "联系人", "电话"), ("浙江省", "浙江省经济和信息化厅", "张某", "0571-0")),
    ),
    "offices that take papers": (
        "",
        (
            ("地区", "单位名称", "地址"),
            ("浙江省", "浙江省经济和信息化厅", "甲路1号"),
            ("湖南省", "湖南省工业和信息化厅", "乙路2号"),
        ),
    ),
    "contacts of firms": ("企业名单", beside(("联系电话", "1", "2", "3"))),
    "indicators": (
        "集群评价指标",
        (("一级指标", "指标名称", "权重"), ("规模", "产值规模", "20"), ("创新", "专利数量", "30")),
    ),
    "papers to hand in": (
        "申报材料清单",
        (("材料名称", "份数", "备注"), ("申请书", "2", "原件"), ("营业执照", "1", "复印件")),
    ),
    "quotas": (
        "推荐名额分配",
        (("推荐单位", "单位名称", "推荐名额"), ("浙江省", "浙江省经济和信息化厅", "8")),
    ),
    "money": ("奖补资金安排", beside(("金额（万元）", "10", "20", "30"))),
    "money without a title": ("", beside(("奖补资金", "10", "20", "30"))),
    "duties": (
        "任务分工",
        (
            ("任务", "牵头单位", "配合单位"),
            ("建设集群", "工艺厅", "财政厅"),
            ("培育企业", "商务厅", "税务局"),
        ),
    ),
    "experts": (
        "评审专家名单",
        (("姓名", "单位名称", "职称"), ("张某", "甲溪大学", "教授"), ("李某", "乙溪研究院", "研究员")),
    ),
    "statistics": (
        "",
        (
            ("地区", "企业数量", "产值（亿元）"),
            ("浙江省", "12", "3.4"),
            ("湖南省", "8", "2.1"),
        ),
    ),
    "statistics of clusters": ("集群运行情况表", beside(("营业收入", "1", "2", "3"))),
    "a scale": (
        "",
        (("企业类型", "从业人员", "标准"), ("中型企业", "300人以上", "甲"), ("小型企业", "20人以上", "乙")),
    ),
    "measures in force": (
        "规范性文件目录",
        (("文件名称", "文号"), ("集群认定办法", "工艺〔2031〕1号"), ("企业培育办法", "工艺〔2031〕2号")),
    ),
    "standards": ("", (("标准名称", "标准编号"), ("灯具通则", "GB 1"), ("纽扣通则", "GB 2"))),
    "offences": ("行政处罚公示", beside(("违法事由", "甲", "乙", "丙"), ("处罚金额", "1", "2", "3"))),
    "samples that failed": ("产品抽查结果公布", beside(("不合格项目", "甲", "乙", "丙"))),
    "answers to comments": (
        "意见采纳情况",
        (("单位名称", "意见", "采纳情况"), ("云溪灯具有限公司", "修改第一条", "采纳")),
    ),
    "a timetable": (
        "会议日程",
        (("时间", "内容", "主持单位"), ("9:00", "开幕", "云溪中心"), ("10:00", "报告", "松泽学院")),
    ),
    "accounts": ("", beside(("开户银行", "甲行", "乙行", "丙行"), ("账号", "1", "2", "3"))),
    "codes of industries": ("", (("行业代码", "行业名称"), ("3871", "电光源制造"), ("3872", "照明灯具制造"))),
    "a reply slip": ("参会回执", (("单位名称", "是否住宿"), ("云溪灯具有限公司", "是"))),
    "members of a group": (
        "工作领导小组成员单位名单",
        (("单位名称", "职责分工"), ("海川省工艺厅", "统筹"), ("海川省财政厅", "保障")),
    ),
    "a ledger of problems": (
        "整改台账",
        beside(("存在问题", "甲", "乙", "丙"), ("完成时限", "5月", "6月", "7月")),
    ),
    "a glossary": ("", (("名称", "说明"), ("集群", "中小企业聚集的地方"), ("链主企业", "带动上下游的企业"))),
    "equipment": ("", (("设备名称", "型号", "台数"), ("注塑机", "A1", "2"), ("织机", "B2", "6"))),
    "a page laid out as a table": ("", (("首页", "企业名称", "查询"), ("登录", "注册", "帮助"))),
}


NO_LISTS |= {
    "measures for firms": (
        "惠企政策清单",
        (
            ("政策名称", "适用企业", "受理部门"),
            ("甲溪贷", "中小企业", "财政"),
            ("乙溪券", "小微企业", "商务"),
        ),
    ),
    "fees": ("", beside(("收费标准", "甲", "乙", "丙"))),
    "goals": ("", (("集群名称", "2031年目标", "2033年目标"), ("云溪县竹编集群", "10", "20"))),
    "progress": ("", (("园区名称", "建设进展"), ("云溪园区", "已开工"), ("松泽园区", "已完工"))),
    "use of power": ("", beside(("用电量", "1", "2", "3"), ("碳排放", "1", "2", "3"))),
    "addresses of portals": (
        "",
        (("申报平台名称", "网址"), ("集群申报平台", "http://a.test"), ("企业服务平台", "http://b.test")),
    ),
    "projects to build": (
        "重大项目清单",
        (("项目名称", "总投资"), ("云溪灯具产业项目", "3"), ("松泽纽扣产业项目", "5")),
    ),
    "vacancies": ("", beside(("岗位", "甲", "乙", "丙"), ("学历", "甲", "乙", "丙"))),
    "bids": ("中标结果公示", beside(("中标金额", "1", "2", "3"))),
    "texts for courses": ("教材目录", (("教材名称", "出版单位"), ("灯具学", "甲社"), ("纽扣学", "乙社"))),
    "quotas by number": ("", (("序号", "省份", "推荐名额"), ("1", "浙江省", "8"), ("2", "湖南省", "6"))),
    "contacts by number": (
        "",
        (("序号", "单位", "联系人", "电话"), ("1", "甲溪局", "张某", "0"), ("2", "乙溪局", "李某", "1")),
    ),
    "people by number": (
        "专家名单",
        (
            ("序号", "姓名", "单位", "职称"),
            ("1", "张某", "甲溪大学", "教授"),
            ("2", "李某", "乙溪大学", "教授"),
        ),
    ),
    "duties by number": (
        "",
        (
            ("序号", "工作任务", "责任单位", "完成时限"),
            ("1", "建集群", "工艺厅", "5月"),
            ("2", "育企业", "商务厅", "6月"),
        ),
    ),
    "sums by number": ("", (("序号", "地区", "企业总数"), ("1", "浙江省", "112"), ("2", "湖南省", "98"))),
    "comments by number": (
        "",
        (("序号", "意见建议", "采纳情况"), ("1", "修改第一条", "采纳"), ("2", "删去第二条", "未采纳")),
    ),
}


@pytest.mark.parametrize("name", NO_LISTS)
def test_a_table_that_is_no_list_of_holders_has_no_rows(name: str) -> None:
    title, rows = NO_LISTS[name]
    assert listed(rows, title) == []

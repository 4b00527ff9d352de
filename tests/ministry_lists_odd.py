"""Sixteen more lists, in odder shapes that ministries print too; all names are fictional.

As in tests/ministry_lists.py the truth of each stands before its file.
"""

from __future__ import annotations

from collections.abc import Callable

from docx import Document
from openpyxl import Workbook
from reportlab.platypus import Paragraph, Table, TableStyle

from tests.ministry_lists import (
    LINES,
    SONG,
    TITLE,
    TRADES,
    Made,
    Row,
    Word,
    bare,
    by_region,
    celled,
    cluster,
    drawn,
    firm,
    merge_across,
    merge_down,
    old_word,
    pdf,
    rows_of,
    saved,
    word_table,
)


def bare_blocks_xlsx() -> Made:
    """21: .xlsx without numbers: two blocks side by side, provinces merged in each."""
    left, right = [("河北省", 3), ("山西省", 2)], [("山西省", 1), ("辽宁省", 4)]
    truth = bare(rows_of([*left, *right], firm))

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(["首批先进制造业企业名单"])
        sheet.merge_cells("A1:D1")
        sheet.append(["省份", "企业名称"] * 2)
        for at in range(5):
            sheet.append([truth[at][1], truth[at][2], truth[at + 5][1], truth[at + 5][2]])
        for cells in ("A3:A5", "A6:A7", "C4:C7"):
            sheet.merge_cells(cells)
        return saved(book)

    return truth, make


def bare_borderless_pdf() -> Made:
    """22: .pdf without lines or numbers, two pages, the head on the first."""
    truth = bare(rows_of([("江苏省", 28), ("安徽省", 12)], firm))

    def make() -> bytes:
        pages: list[list[Word]] = []
        for start in (0, 25):
            words: list[Word] = []
            top = 90.0
            if not start:
                words = [(220, 80, "绿色供应链管理企业名单"), (90, 115, "省份"), (220, 115, "企业名称")]
                top = 140.0
            for _, region, name in truth[start : start + 25]:
                words += [(90, top, region), (220, top, name)]
                top += 22
            words.append((290, 800, f"- {len(pages) + 1} -"))
            pages.append(words)
        return drawn(pages)

    return truth, make


def bare_spanned_pdf() -> Made:
    """23: .pdf, ruled, without numbers; provinces merged, blank again on the page behind, one head."""
    truth = bare(rows_of([("福建省", 22), ("江西省", 26)], cluster))

    def make() -> bytes:
        grid = [["地区", "集群名称", "主导产业"]]
        before = ""
        for at, (_, region, name) in enumerate(truth):
            grid.append([region if region != before else "", name, TRADES[at % 16]])
            before = region
        spans = [("SPAN", (0, 1), (0, 22)), ("SPAN", (0, 23), (0, 48))]
        cells = Table(celled(grid), colWidths=[90, 240, 90], style=TableStyle([*LINES, *spans]))
        return pdf([Paragraph("产业集群公示名单", TITLE), cells])

    return truth, make


def lines_with_semicolons_docx() -> Made:
    """24: .docx, numbered lines below provinces, each closed by ；, the last by 。"""
    truth = rows_of([("湖北省", 3), ("湖南省", 2)], firm)

    def make() -> bytes:
        document = Document()
        document.add_paragraph("第七批制造业单项冠军企业名单")
        for region, held in by_region(truth):
            document.add_paragraph(f"{region}（{len(held)}家）")
            for seq, _, name in held:
                document.add_paragraph(f"{seq}.{name}{'。' if seq == 5 else '；'}")
        return saved(document)

    return truth, make


def lines_with_tabs_docx() -> Made:
    """25: .docx without a table: number, tab, name; a title over them."""
    truth: list[Row] = [(n + 1, "", firm(n + 3)) for n in range(12)]

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件1")
        document.add_paragraph("2031年工业产品绿色设计示范企业名单")
        for seq, _, name in truth:
            document.add_paragraph(f"{seq}\t{name}")
        return saved(document)

    return truth, make


def bare_lines_pdf() -> Made:
    """26: .pdf of lines: provinces with counts, names without numbers, over two pages."""
    truth = bare(rows_of([("广东省", 30), ("深圳市", 14), ("海南省", 2)], firm))

    def make() -> bytes:
        lines = ["附件", "国家技术创新示范企业名单"]
        for region, held in by_region(truth):
            lines += [f"{region}（{len(held)}家）", *(name for _, _, name in held)]
        return pdf([Paragraph(line, SONG) for line in lines])

    return truth, make


def signed_below_xlsx() -> Made:
    """27: .xlsx without numbers, names first; 单位：家 above, a line of who drew it up below."""
    truth = bare([(None, region, name) for _, region, name in rows_of([("四川省", 3), ("贵州省", 3)], firm)])

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(["附件2", None, None])
        sheet.append(["通过复核的企业名单", None, None])
        sheet.append([None, None, "共6家"])
        sheet.append(["企业名称", "所在地", "首次认定年份"])
        for _, region, name in truth:
            sheet.append([name, region, 2028])
        sheet.append(["制表：产业振兴部中小企业司", None, None])
        sheet.append(["2031年5月6日", None, None])
        return saved(book)

    return truth, make


def three_blocks_docx() -> Made:
    """28: .docx, three blocks side by side, the last shorter."""
    truth: list[Row] = [(n + 1, "", firm(n)) for n in range(16)]

    def make() -> bytes:
        document = Document()
        document.add_paragraph("小型微型企业创业创新示范基地运营企业名单")
        grid = [["序号", "企业名称"] * 3]
        for at in range(6):
            cells: list[str] = []
            for place in (at, at + 6, at + 12):
                held = truth[place] if place < 16 else ("", "", "")
                cells += [str(held[0]), held[2]]
            grid.append(cells)
        word_table(document, grid)
        return saved(document)

    return truth, make


def merged_numbers_xlsx() -> Made:
    """29: .xlsx, number, province and firm merged over the rows of their products."""
    truth = rows_of([("云南省", 2), ("陕西省", 2)], firm)

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(["序号", "省份", "企业名称", "产品名称"])
        at = 2
        for seq, region, name in truth:
            sheet.append([seq, region, name, "甲型产品"])
            sheet.append([None, None, None, "乙型产品"])
            for column in (1, 2, 3):
                sheet.merge_cells(start_row=at, end_row=at + 1, start_column=column, end_column=column)
            at += 2
        return saved(book)

    return truth, make


def names_in_one_cell_html() -> Made:
    """30: a page, a row a province, its firms in one cell, parted by line breaks."""
    truth = bare(rows_of([("甘肃省", 3), ("青海省", 1), ("宁夏回族自治区", 2)], firm))

    def make() -> bytes:
        body = "".join(
            f"<tr><td>{region}</td><td>{'<br/>'.join(name for _, _, name in held)}</td></tr>"
            for region, held in by_region(truth)
        )
        return (
            "<html><body><p>入选企业名单</p><table><tr><td>地区</td><td>企业名称</td></tr>"
            f"{body}</table></body></html>"
        ).encode()

    return truth, make


def names_and_counts_docx() -> Made:
    """31: .docx, 地区, 数量, 企业名称: the firms of a province in one cell, parted by 、."""
    truth = bare(rows_of([("北京市", 3), ("天津市", 2), ("上海市", 4)], firm))

    def make() -> bytes:
        document = Document()
        document.add_paragraph("第八批认定企业名单")
        grid = [["地区", "数量", "企业名称"]]
        for region, held in by_region(truth):
            grid.append([region, str(len(held)), "、".join(name for _, _, name in held)])
        word_table(document, grid)
        return saved(document)

    return truth, make


def bare_doc() -> Made:
    """32: .doc by LibreOffice without numbers, provinces merged down."""
    truth = bare(rows_of([("吉林省", 3), ("黑龙江省", 2), ("大连市", 2)], cluster))

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件2")
        document.add_paragraph("特色产业集群复核通过名单")
        table = word_table(document, [["省份", "集群名称"], *([r, n] for _, r, n in truth)])
        first = 1
        for _, held in by_region(truth):
            merge_down(table, 0, first, first + len(held) - 1)
            first += len(held)
        return old_word(saved(document))

    return truth, make


def two_lists_in_one_table_docx() -> Made:
    """33: .docx, one table: 一、新认定 and 二、复核通过 in merged rows, each from 1."""
    first = rows_of([("重庆市", 2), ("四川省", 2)], firm)
    second: list[Row] = [(n + 1, "四川省", firm(n + 7)) for n in range(3)]

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件")
        grid = [["序号", "省份", "企业名称"], ["一、新认定企业", "", ""]]
        grid += [[str(s), r, n] for s, r, n in first]
        grid += [["二、复核通过企业", "", ""], *([str(s), r, n] for s, r, n in second)]
        table = word_table(document, grid)
        merge_across(table, 1, 0, 2)
        merge_across(table, 6, 0, 2)
        return saved(document)

    return [*first, *second], make


def untidy_numbers_xlsx() -> Made:
    """34: .xlsx, numbers as texts with blanks and points, names with blanks and full-width brackets."""
    truth = rows_of([("山东省", 3), ("河南省", 2)], firm)

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append([" 序号 ", "企业名称 ", "省 份"])
        shown: tuple[Callable[[int], object], ...] = (
            lambda n: f" {n} ",
            lambda n: f"{n}.",
            lambda n: f"（{n}）",
            float,
            lambda n: f"{n}、",
        )
        for (seq, region, name), form in zip(truth, shown, strict=True):
            sheet.append([form(seq or 0), f" {name} ", f"{region} "])
        return saved(book)

    return truth, make


def long_region_head_docx() -> Made:
    """35: .docx, 所属省（自治区、直辖市）, 申报单位名称（全称）, without numbers, a remark column."""
    truth = bare(rows_of([("西藏自治区", 1), ("新疆生产建设兵团", 2)], firm))

    def make() -> bytes:
        document = Document()
        document.add_paragraph("关于拟认定绿色工厂的公示名单")
        head = ["所属省（自治区、直辖市）", "申报单位名称（全称）", "备注"]
        word_table(document, [head, *([r, n, "原名略"] for _, r, n in truth)])
        return saved(document)

    return truth, make


def form_behind_list_docx() -> Made:
    """36: .docx, a list, and behind it the form and the quotas of the next call."""
    truth = rows_of([("湖南省", 2), ("广西壮族自治区", 2)], cluster)

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件1 第五批集群名单")
        word_table(document, [["序号", "省份", "集群名称"], *([str(s), r, n] for s, r, n in truth)])
        document.add_paragraph("附件2 第六批集群推荐汇总表")
        word_table(document, [["集群名称", "所在县", "主导产业"], ["", "", ""], ["", "", ""]])
        document.add_paragraph("附件3 推荐名额分配表")
        word_table(document, [["省份", "集群数量上限"], ["湖南省", "8"], ["广西壮族自治区", "8"]])
        return saved(document)

    return truth, make


FILES: dict[str, Callable[[], Made]] = {
    made.__name__: made
    for made in (
        bare_blocks_xlsx,
        bare_borderless_pdf,
        bare_spanned_pdf,
        lines_with_semicolons_docx,
        lines_with_tabs_docx,
        bare_lines_pdf,
        signed_below_xlsx,
        three_blocks_docx,
        merged_numbers_xlsx,
        names_in_one_cell_html,
        names_and_counts_docx,
        bare_doc,
        two_lists_in_one_table_docx,
        untidy_numbers_xlsx,
        long_region_head_docx,
        form_behind_list_docx,
    )
}

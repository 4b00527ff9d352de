"""Twenty lists as ministries make them, each with what it holds; counties, firms and products are fictional.

The truth of each stands before its file: 序号 (None where none is printed), 地区 as listed and filled down,
名称. What else stands on the paper (titles, notes, sums, other tables) is no row.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.pdf_files import FONT

Row = tuple[int | None, str, str]
Word = tuple[float, float, str]
Made = tuple[list[Row], Callable[[], bytes]]

TOWNS = tuple(
    town + stream
    for town, stream in zip(
        "云松竹梅兰荷枫柳桐榆槐楠檀杉柏桦椿栎楸樟", "溪泽湾岭浦塘桥泉庄关坪陂津洲崖甸江川原渡", strict=True
    )
)
_GOODS = "灯具纽扣轴承竹编紫砂丝绸陶瓷阀门电机眼镜渔具童车雨伞拉链锁具泵业"
TRADES = tuple(_GOODS[at : at + 2] for at in range(0, len(_GOODS), 2))


def firm(n: int) -> str:
    return f"{TOWNS[n % 20]}{TRADES[n * 7 % 16]}{('有限公司', '股份有限公司', '（集团）有限公司')[n % 3]}"


def cluster(n: int) -> str:
    return f"{TOWNS[n * 3 % 20]}县{TRADES[n % 16]}产业集群"


def rows_of(
    regions: Sequence[tuple[str, int]], name: Callable[[int], str], *, anew: bool = False
) -> list[Row]:
    rows: list[Row] = []
    for region, many in regions:
        for at in range(many):
            rows.append((at + 1 if anew else len(rows) + 1, region, name(len(rows))))
    return rows


def bare(rows: Sequence[Row]) -> list[Row]:
    return [(None, region, name) for _, region, name in rows]


def by_region(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    return [(region, list(held)) for region, held in groupby(rows, key=lambda row: row[1])]


# -- writers


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_table(document: Any, grid: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(len(grid), max(map(len, grid)))
    table.style = "Table Grid"
    for row, cells in zip(table.rows, grid, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text
    return table


def merge_down(table: Any, column: int, first: int, last: int) -> None:
    text = table.cell(first, column).text
    for at in range(first + 1, last + 1):
        table.cell(at, column).text = ""
    table.cell(first, column).merge(table.cell(last, column)).text = text


def merge_across(table: Any, row: int, first: int, last: int) -> None:
    text = table.cell(row, first).text
    for at in range(first + 1, last + 1):
        table.cell(row, at).text = ""
    table.cell(row, first).merge(table.cell(row, last)).text = text


def old_word(body: bytes) -> bytes:
    """A .docx saved as .doc by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "a.docx")
        source.write_bytes(body)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "doc:MS Word 97", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return Path(folder, "a.doc").read_bytes()


SONG = ParagraphStyle("song", fontName=FONT, fontSize=10.5, leading=15, wordWrap="CJK")
TITLE = ParagraphStyle("title", parent=SONG, fontSize=16, leading=26, alignment=1)
LINES = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("FONT", (0, 0), (-1, -1), FONT, 10.5),
]


def pdf(flowing: Sequence[Any], *, wide: bool = False) -> bytes:
    buffer = BytesIO()
    size = landscape(A4) if wide else A4
    document = SimpleDocTemplate(buffer, pagesize=size, topMargin=70, bottomMargin=70, invariant=1)

    def foot(canvas: Any, _: Any) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawCentredString(size[0] / 2, 40, f"— {canvas.getPageNumber()} —")

    document.build(list(flowing), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def celled(grid: Sequence[Sequence[str]]) -> list[list[Any]]:
    return [[Paragraph(text, SONG) for text in cells] for cells in grid]


def drawn(pages: Sequence[Sequence[Word]]) -> bytes:
    """Words at places, in points from the top left corner of A4."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for words in pages:
        canvas.setFont(FONT, 10.5)
        for left, top, text in words:
            canvas.drawString(left, A4[1] - top, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# -- the files


def merged_provinces_docx() -> Made:
    """1: .docx, title lines, 序号 地区 名称 产品, provinces merged, a note below."""
    truth = rows_of([("河北省", 3), ("浙江省", 7), ("宁波市", 2), ("新疆生产建设兵团", 1)], cluster)

    def make() -> bytes:
        document = Document()
        for line in ("附件", "2031年度中小企业特色产业集群名单", "（排名不分先后）"):
            document.add_paragraph(line)
        grid = [["序号", "地区", "集群名称", "主导产业"]]
        grid += [[str(seq), region, name, "精密制造"] for seq, region, name in truth]
        table = word_table(document, grid)
        first = 1
        for _, held in by_region(truth):
            merge_down(table, 1, first, first + len(held) - 1)
            first += len(held)
        document.add_paragraph("注：集群名称以省级主管部门推荐文件为准。")
        return saved(document)

    return truth, make


def two_blocks_docx() -> Made:
    """2: .docx, two blocks side by side parted by an empty column, odd number of rows."""
    truth: list[Row] = [(n + 1, "", firm(n)) for n in range(23)]

    def make() -> bytes:
        document = Document()
        document.add_heading("第二批制造业单项冠军企业名单", 1)
        grid = [["序号", "企业名称", "", "序号", "企业名称"]]
        for at in range(12):
            left, right = truth[at], truth[at + 12] if at + 12 < 23 else ("", "", "")
            grid.append([str(left[0]), left[2], "", str(right[0]), right[2]])
        word_table(document, grid)
        return saved(document)

    return truth, make


def title_in_sheet_xlsx() -> Made:
    """3: .xlsx, 附件1 and a merged title over the head, empty rows, full-width digits, 合计 below."""
    truth = rows_of([("山西省", 4), ("内蒙古自治区", 3), ("大连市", 2)], firm)

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(["附件1"])
        sheet.append(["绿色工厂名单"])
        sheet.merge_cells("A2:E2")
        sheet.append([])
        sheet.append(["序号", "工厂名称", "所在地区", "第三方机构名称", "备注"])
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        for seq, region, name in truth:
            sheet.append([str(seq).translate(wide), name, region, "某某认证中心", None])
            if seq == 4:
                sheet.append([])
        sheet.append(["合计", "9家", None, None, None])
        return saved(book)

    return truth, make


def numbers_anew_xlsx() -> Made:
    """4: .xlsx, provinces as merged rows with counts, 序号 restarts in each."""
    truth = rows_of([("江苏省", 3), ("安徽省", 2), ("厦门市", 2)], firm, anew=True)

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(["序号", "企业名称", "主要产品"])
        for region, held in by_region(truth):
            sheet.append([f"{region}（{len(held)}家）"])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=3)
            for seq, _, name in held:
                sheet.append([seq, name, "专用零件"])
        return saved(book)

    return truth, make


def two_sheets_xlsx() -> Made:
    """5: .xlsx, the recognised on one sheet, the reviewed (复核) on another, each from 1."""
    first = rows_of([("福建省", 3), ("江西省", 2)], firm)
    second = [(n + 1, "四川省", firm(n + 30)) for n in range(4)]

    def make() -> bytes:
        book = Workbook()
        for sheet, title, held in (
            (book.active, "第三批专精特新“小巨人”企业公示名单", first),
            (book.create_sheet("复核"), "第一批复核通过企业名单", second),
        ):
            sheet.append([title])
            sheet.append(["序号", "省份", "企业名称"])
            for row in held:
                sheet.append(list(row))
        return saved(book)

    return [*first, *second], make


def no_numbers_xlsx() -> Made:
    """6: .xlsx without 序号: 省份 merged down, 企业名称, 所属行业."""
    truth = bare(rows_of([("黑龙江省", 4), ("青岛市", 3)], firm))

    def make() -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.append(["2031年度技术创新示范企业名单"])
        sheet.merge_cells("A1:C1")
        sheet.append(["省份", "企业名称", "所属行业"])
        at = 3
        for region, held in by_region(truth):
            for place, (_, _, name) in enumerate(held):
                sheet.append([region if not place else None, name, "通用设备制造业"])
            sheet.merge_cells(start_row=at, end_row=at + len(held) - 1, start_column=1, end_column=1)
            at += len(held)
        return saved(book)

    return truth, make


def heads_again_pdf() -> Made:
    """7: .pdf, ruled, the head repeated over page breaks, names wrapped in their cells."""
    truth: list[Row] = [
        (
            n + 1,
            ("湖北省", "湖南省", "广东省")[n // 24],
            f"{firm(n)}年产万吨级高端{TRADES[n % 16]}智能制造车间项目",
        )
        for n in range(72)
    ]

    def make() -> bytes:
        grid = [["序号", "地区", "项目名称"], *([str(s), r, n] for s, r, n in truth)]
        table = Table(celled(grid), colWidths=[40, 70, 190], repeatRows=1, style=TableStyle(LINES))
        return pdf([Paragraph("智能制造优秀场景名单", TITLE), table])

    return truth, make


def spanned_pdf() -> Made:
    """8: .pdf, provinces merged over their rows within a page, a note and a date below."""
    truth = rows_of([("广西壮族自治区", 5), ("海南省", 2), ("深圳市", 8)], cluster)

    def make() -> bytes:
        grid = [["序号", "推荐单位", "集群名称"]]
        spans, at = [], 1
        for region, held in by_region(truth):
            grid += [[str(s), region if not k else "", n] for k, (s, _, n) in enumerate(held)]
            spans.append(("SPAN", (1, at), (1, at + len(held) - 1)))
            at += len(held)
        table = Table(celled(grid), colWidths=[45, 110, 250], style=TableStyle([*LINES, *spans]))
        below = Paragraph("注：1.排名不分先后。2.兵团、计划单列市单独列出。", SONG)
        return pdf([Paragraph("附件2", SONG), Paragraph("特色产业集群名单", TITLE), table, below])

    return truth, make


def borderless_pdf() -> Made:
    """9: .pdf without lines, two pages, the head on the first only."""
    truth = rows_of([("重庆市", 20), ("四川省", 25)], firm)

    def make() -> bytes:
        pages: list[list[Word]] = []
        for start in range(0, 45, 30):
            words: list[Word] = [(200, 80, "国家级工业设计中心名单")] if not start else []
            top = 120.0 if not start else 90.0
            if not start:
                words += [(70, top, "序号"), (130, top, "省份"), (230, top, "企业名称")]
                top += 22
            for seq, region, name in truth[start : start + 30]:
                words += [(75, top, str(seq)), (130, top, region), (230, top, name)]
                top += 20
            words.append((290, 800, f"- {len(pages) + 1} -"))
            pages.append(words)
        return drawn(pages)

    return truth, make


def lines_under_counted_provinces_docx() -> Made:
    """10: .docx without a table: 一、贵州省（3个）, numbered lines below, numbers running through."""
    truth = rows_of([("贵州省", 3), ("云南省", 2), ("西藏自治区", 1)], cluster)

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件1")
        document.add_paragraph("第四批特色产业集群名单（共6个）")
        for at, (region, held) in enumerate(by_region(truth)):
            document.add_paragraph(f"{'一二三'[at]}、{region}（{len(held)}个）")
            for seq, _, name in held:
                document.add_paragraph(f"{seq}.{name}")
        return saved(document)

    return truth, make


def bare_lines_docx() -> Made:
    """11: .docx without table or numbers: provinces with counts and names in lines below."""
    truth = bare(rows_of([("陕西省", 2), ("甘肃省", 3), ("宁夏回族自治区", 1)], firm))

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件")
        document.add_paragraph("")
        document.add_paragraph("2031年服务型制造示范企业名单")
        for region, held in by_region(truth):
            document.add_paragraph(f"{region}（{len(held)}家）")
            for _, _, name in held:
                document.add_paragraph(name)
        document.add_paragraph("")
        return saved(document)

    return truth, make


def merged_provinces_html() -> Made:
    """12: a page: rowspan provinces, thead and tbody, a navigation table before, a note row below."""
    truth = rows_of([("辽宁省", 3), ("吉林省", 2), ("大连市", 1)], firm)

    def make() -> bytes:
        body = ""
        for region, held in by_region(truth):
            for at, (seq, _, name) in enumerate(held):
                span = f'<td rowspan="{len(held)}"><p>{region}</p></td>' if not at else ""
                body += (
                    f"<tr><td><p>{seq}</p></td>{span}<td><p><span>{name[:4]}</span>{name[4:]}</p></td></tr>"
                )
        return (
            "<html><body><table><tr><td>首页</td><td>政务公开</td></tr></table><h1>绿色工厂名单</h1>"
            "<table><thead><tr><th>序号</th><th>省份</th><th>工厂名称</th></tr></thead>"
            f'<tbody>{body}<tr><td colspan="3">注：以上名单按行政区划排序。</td></tr></tbody>'
            "</table></body></html>"
        ).encode()

    return truth, make


def two_blocks_html() -> Made:
    """13: a page saved as .xls in GB 18030: two blocks with regions side by side, nbsp in empty cells."""
    truth = rows_of([("上海市", 6), ("江苏省", 7)], firm)

    def make() -> bytes:
        head = "<td>序号</td><td>地区</td><td>单位名称</td>"
        body = ""
        for at in range(7):
            cells = ""
            for place in (at, at + 7):
                held = truth[place] if place < 13 else ("&nbsp;", "&nbsp;", "&nbsp;")
                cells += "".join(f"<td>{text}</td>" for text in held)
            body += f"<tr>{cells}</tr>"
        page = f"<html><body><table border=1><tr>{head}{head}</tr>{body}</table></body></html>"
        return page.encode("gb18030")

    return truth, make


def doc_with_head_in_two_rows() -> Made:
    """14: .doc by LibreOffice: a head of two rows (所在地 over 省份 and 市县), merged cells."""
    truth = rows_of([("河南省", 3), ("山东省", 3)], cluster)

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件3")
        document.add_paragraph("拟认定集群名单")
        grid = [["序号", "集群名称", "所在地", ""], ["", "", "省份", "市县"]]
        grid += [[str(s), n, r, "某市某县"] for s, r, n in truth]
        table = word_table(document, grid)
        merge_down(table, 0, 0, 1)
        merge_down(table, 1, 0, 1)
        merge_across(table, 0, 2, 3)
        document.add_paragraph("（以下空白）")
        return old_word(saved(document))

    return truth, make


def doc_with_two_tables() -> Made:
    """15: .doc by LibreOffice: 认定 and 复核 tables under their own titles, 合计 in the first."""
    first = rows_of([("青海省", 2), ("新疆维吾尔自治区", 2)], firm)
    second = [(n + 1, "青海省", firm(n + 11)) for n in range(3)]

    def make() -> bytes:
        document = Document()
        document.add_paragraph("一、新认定企业名单")
        word_table(
            document,
            [["序号", "省份", "企业名称"], *([str(s), r, n] for s, r, n in first), ["合计", "", "4家"]],
        )
        document.add_paragraph("二、通过复核企业名单")
        word_table(document, [["序号", "省份", "企业名称"], *([str(s), r, n] for s, r, n in second)])
        return old_word(saved(document))

    return [*first, *second], make


def footnoted_pdf() -> Made:
    """16: .pdf, wide, many columns, * and footnotes, spaced heads, a statistics table on the last page."""
    truth = rows_of([("天津市", 10), ("北京市", 12)], firm)

    def make() -> bytes:
        heads = ["序 号", "省 份", "企 业 名 称", "主营产品", "成立年份", "有效期"]
        grid = [heads, *([str(s), r, n, TRADES[0], "2011", "2031—2033"] for s, r, n in truth)]
        widths = [45, 70, 220, 100, 70, 110]
        table = Table(celled(grid), colWidths=widths, repeatRows=1, style=TableStyle(LINES))
        summed = Table(
            celled([["地区", "企业数量"], ["天津市", "10"], ["北京市", "12"]]),
            colWidths=[120, 120],
            style=TableStyle(LINES),
        )
        note = Paragraph("* 有效期自公布之日起计算。", SONG)
        return pdf(
            [
                Paragraph("重点“小巨人”企业名单", TITLE),
                table,
                Spacer(1, 6),
                note,
                PageBreak(),
                Paragraph("地区分布统计", TITLE),
                summed,
            ],
            wide=True,
        )

    return truth, make


def no_numbers_pdf() -> Made:
    """17: .pdf, ruled, without 序号, three pages, the head on each, the province in every row."""
    truth = bare(rows_of([("浙江省", 40), ("宁波市", 30)], firm))

    def make() -> bytes:
        grid = [["地区", "企业名称", "产品"], *([r, n, TRADES[k % 16]] for k, (_, r, n) in enumerate(truth))]
        table = Table(celled(grid), colWidths=[80, 250, 90], repeatRows=1, style=TableStyle(LINES))
        return pdf([Paragraph("单项冠军产品生产企业名单", TITLE), table])

    return truth, make


def wrapped_names_docx() -> Made:
    """18: .docx, line breaks within cells (names and regions), a row of remarks, numbers as 01、02."""
    truth = rows_of([("新疆维吾尔自治区", 2), ("内蒙古自治区", 2)], cluster)

    def make() -> bytes:
        document = Document()
        document.add_paragraph("附件2：2031年度复核通过集群名单")
        grid = [["序\n号", "所在\n省份", "集群\n名称", "复核\n结果"]]
        grid += [[f"{s:02}", f"{r[:4]}\n{r[4:]}", f"{n[:5]}\n{n[5:]}", "通过"] for s, r, n in truth]
        table = word_table(document, [*grid, ["备注：以上集群有效期延长三年。", "", "", ""]])
        merge_across(table, 5, 0, 3)
        return saved(document)

    return truth, make


def lines_numbered_anew_doc() -> Made:
    """19: .doc by LibreOffice without a table: provinces without counts, numbers restart, full-width."""
    truth = rows_of([("山东省", 3), ("青岛市", 2), ("河南省", 2)], firm, anew=True)

    def make() -> bytes:
        document = Document()
        document.add_paragraph("第五批绿色供应链管理企业名单")
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        for region, held in by_region(truth):
            document.add_paragraph(region)
            for seq, _, name in held:
                document.add_paragraph(f"{str(seq).translate(wide)}．{name}")
        document.add_paragraph("注：排名不分先后。")
        return old_word(saved(document))

    return truth, make


def codes_docx() -> Made:
    """20: .docx, 编号 is a code, a table of contacts of the ministry below, a title over the table."""
    truth = bare(rows_of([("湖南省", 3), ("广东省", 2)], lambda n: f"{TOWNS[n]}技术服务平台"))

    def make() -> bytes:
        document = Document()
        document.add_paragraph("国家中小企业公共服务示范平台名录")
        grid = [["编号", "平台名称", "运营单位", "省份"]]
        grid += [[f"PT-2031-{k:03}", n, firm(k), r] for k, (_, r, n) in enumerate(truth, 1)]
        word_table(document, grid)
        document.add_paragraph("联系方式")
        word_table(document, [["单位名称", "联系人", "电话"], ["产业振兴部中小企业司", "张某", "000-0000"]])
        return saved(document)

    return truth, make


FILES: dict[str, Callable[[], Made]] = {
    made.__name__: made
    for made in (
        merged_provinces_docx,
        two_blocks_docx,
        title_in_sheet_xlsx,
        numbers_anew_xlsx,
        two_sheets_xlsx,
        no_numbers_xlsx,
        heads_again_pdf,
        spanned_pdf,
        borderless_pdf,
        lines_under_counted_provinces_docx,
        bare_lines_docx,
        merged_provinces_html,
        two_blocks_html,
        doc_with_head_in_two_rows,
        doc_with_two_tables,
        footnoted_pdf,
        no_numbers_pdf,
        wrapped_names_docx,
        lines_numbered_anew_doc,
        codes_docx,
    )
}

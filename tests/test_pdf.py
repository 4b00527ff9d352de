"""cleaners/files/pdf.py: text in order, lists in every layout, scans that wait; all names are fictional."""

from __future__ import annotations

from io import BytesIO
from time import process_time
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.colors import black, white, whitesmoke
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from cleaners.attachments import read_attachment
from cleaners.lists import list_rows
from cleaners.model import Attachment
from tests.list_layouts import HEIGHT, LAYOUTS, WIDTH, Drawing, Entry, entries, pages, score, triples
from tests.pdf_files import FONT, pdf_of

LINES = ("各县工业和信息化主管部门组织本地集群申报，认真审核申报材料，于每年六月底前将推荐", "名单报送我厅。")


def read(body: bytes) -> Attachment:
    return read_attachment(body, name="附件.pdf")


def drawn(*shown: str) -> bytes:
    """A PDF of pages: a text, or `image` for a picture of the page."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    picture = ImageReader(Image.new("L", (60, 80), 200))
    for text in shown:
        canvas.setFont(FONT, 10)
        if text.startswith("image"):
            canvas.drawImage(picture, 20, 20, WIDTH - 40, HEIGHT - 40)
        canvas.drawString(60, 400, text.removeprefix("image"))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_is_read_in_every_layout(layout: str) -> None:
    listed = entries(64)
    found = read(pdf_of(pages(listed, LAYOUTS[layout], title="第一批集群名单")))
    assert score(listed, triples(list_rows(found))) == 1.0
    assert found.status == "ok"


STYLES: dict[str, list[Any]] = {
    "all lines": [("GRID", (0, 0), (-1, -1), 0.5, black)],
    "three lines": [
        ("LINEABOVE", (0, 0), (-1, 0), 1, black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, black),
        ("LINEBELOW", (0, -1), (-1, -1), 1, black),
    ],
    "lines below rows": [("LINEBELOW", (0, 0), (-1, -1), 0.5, black)],
    "shaded rows": [("ROWBACKGROUNDS", (0, 0), (-1, -1), [whitesmoke, white])],
    "no lines": [],
}


def typeset(listed: list[Entry], style: list[Any], *, middle: bool, head_again: bool) -> bytes:
    """A list of five columns as a typesetter breaks it: cells wrapped, text at the top or in the middle."""
    letters = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=13, wordWrap="CJK")
    letters.alignment = 1 if middle else 0
    texts = [("序号", "省份", "企业名称", "主导产品", "备注")]
    texts += [
        (str(n), region, name, "LED灯具、智能开关" if n % 3 else "轴承", "复核" if n % 5 else "")
        for n, region, name in listed
    ]
    table = Table(
        [[Paragraph(text, letters) for text in row] for row in texts],
        colWidths=(26, 70, 90, 70, 40),
        repeatRows=int(head_again),
    )
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"), *style]))
    buffer = BytesIO()
    note = "注：以上名单由各地推荐，经专家评审和公示，有效期三年，期满后由省级主管部门复核。"
    SimpleDocTemplate(buffer, pagesize=A4, invariant=1).build([table, Paragraph(note, letters)])
    return buffer.getvalue()


@pytest.mark.parametrize("middle", [True, False], ids=["middle", "top"])
@pytest.mark.parametrize("head_again", [True, False], ids=["head again", "one head"])
@pytest.mark.parametrize("style", STYLES)
def test_a_list_of_many_columns_is_read_with_whatever_lines(
    style: str, head_again: bool, middle: bool
) -> None:
    listed = entries(97)
    found = read(typeset(listed, STYLES[style], middle=middle, head_again=head_again))
    assert score(listed, triples(list_rows(found))) == 1.0
    assert "注：以上名单由各地推荐" in found.text


def test_the_text_around_a_table_is_joined_and_its_rows_are_lines() -> None:
    listed = [(1, "浙江省", "云溪县灯具集群"), (2, "浙江省", "松溪县纽扣集群")]
    [page] = pages(listed)
    words = [(60.0, 300.0 + 16 * place, line) for place, line in enumerate(LINES)]
    text = read(pdf_of([Drawing((*page.words, *words), page.lines)])).text
    assert text.split("\n") == [
        "序号\t省份\t集群名称",
        "1\t浙江省\t云溪县灯具集群",
        "2\t松溪县纽扣集群",
        "".join(LINES),
    ]


def test_the_page_of_a_row_is_kept() -> None:
    rows = list_rows(read(pdf_of(pages(entries(64)))))
    assert {row.page for row in rows} == {1, 2, 3}


def test_a_thousand_rows_cost_four_seconds_at_most() -> None:
    """4,000 rows are measured by tests.bench_attachments: 4 to 5 seconds on a machine of its own."""
    listed = entries(1000)
    body = pdf_of(pages(listed))
    began = process_time()
    found = read(body)
    assert process_time() - began < 4
    assert score(listed, triples(list_rows(found))) == 1.0


def test_a_file_of_images_is_a_scan_that_waits() -> None:
    found = read(drawn("image", "image 12"))
    assert (found.status, found.pages, found.text) == ("scan_pending", 2, "")


def test_a_scan_among_pages_with_text_is_said() -> None:
    found = read(drawn(*LINES[:1], "image"))
    assert found.status == "needs_review"
    assert found.notes == ("1 of 2 pages are scans or have no letters, the first is 2",)


def test_a_short_page_without_an_image_is_no_scan() -> None:
    found = read(drawn("附件1", LINES[0]))
    assert (found.status, found.text) == ("ok", f"附件1\n{LINES[0]}")


def test_a_watermark_across_a_table_is_no_part_of_its_cells() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    listed = entries(20)
    [page] = pages(listed)
    canvas.setFont(FONT, 10)
    for left, top, text in page.words:
        canvas.drawString(left, HEIGHT - top - 8.5, text)
    for x0, y0, x1, y1 in page.lines:
        canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
    canvas.translate(200, 600)
    canvas.rotate(45)
    canvas.setFont(FONT, 40)
    canvas.drawString(0, 0, "仅供公示")
    canvas.save()
    assert score(listed, triples(list_rows(read(buffer.getvalue())))) == 1.0


def test_a_title_and_a_note_beside_a_borderless_list_are_no_rows() -> None:
    listed = entries(12)
    [page] = pages(listed, LAYOUTS["borderless"], title="第一批集群名单（按地区排列）")
    note = (
        60.0,
        520.0,
        "注：排名不分先后，名称以公示为准，本名单自公布之日起有效期三年，期满复核。",
    )
    found = read(pdf_of([Drawing((*page.words, note))]))
    assert triples(list_rows(found)) == listed
    assert note[2] in found.text

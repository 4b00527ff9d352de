"""cleaners/files/pdf.py: text in order, lists in every layout, scans that wait; all names are fictional."""

from __future__ import annotations

from io import BytesIO
from time import process_time

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from cleaners.attachments import read_attachment
from cleaners.lists import list_rows
from cleaners.model import Attachment
from tests.list_layouts import HEIGHT, LAYOUTS, WIDTH, Drawing, entries, pages, score, triples
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


def test_four_thousand_rows_cost_eight_seconds_at_most() -> None:
    listed = entries(4000)
    body = pdf_of(pages(listed))
    began = process_time()
    found = read(body)
    assert process_time() - began < 8
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

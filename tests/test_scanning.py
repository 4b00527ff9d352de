"""Scans: read by their picture where the extra is installed, pending where it is not. All is fictional."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from cleaners.lists import list_rows
from pipeline.converting import read_or_convert
from pipeline.scanning import MARK, can_read_scans
from reader.picture import chinese_font

FONT = chinese_font()
with_extra = pytest.mark.skipif(not can_read_scans(), reason="the extra `ocr` is not installed: make ocr")
with_font = pytest.mark.skipif(FONT is None, reason="no font with Chinese is found here")
LISTED = """河北省 青砚市竹编
河北省 云泊县木梳
山西省 苇塘县油纸伞
江苏省 梅坞市铁锅
浙江省 沙枣县蓝印花布
安徽省 砚溪县漆器
福建省 枫港县刺绣
山东省 蓝湾县布靴"""
ROWS = [
    (str(number), line.split()[0], f"{line.split()[1]}特色工坊集群")
    for number, line in enumerate(LISTED.split("\n"), start=1)
]


def picture(kind: str, *, ruled: bool) -> bytes:
    """A page with a list, as a scanner would give it: no letters, only dots."""
    image = Image.new("RGB", (1654, 1200), "#fbfaf6")
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(FONT), 34)
    draw.text((560, 70), "2031年度特色工坊集群名单", fill="#222222", font=face)
    edges = (160, 320, 640, 1480)
    for line, cells in enumerate([("序号", "省份", "工坊集群名称"), *ROWS]):
        top = 180 + line * 80
        for left, right, cell in zip(edges, edges[1:], cells, strict=False):
            if ruled:
                draw.rectangle(((left, top), (right, top + 80)), outline="#333333", width=2)
            draw.text((left + 24, top + 20), cell, fill="#222222", font=face)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


@with_font
@with_extra
@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize(("kind", "name"), [("PNG", "名单.png"), ("PDF", "名单.pdf")])
def test_a_scanned_list_gives_its_rows_as_a_proposal(kind: str, name: str, ruled: bool) -> None:
    read = read_or_convert(picture(kind, ruled=ruled), name=name)
    assert (read.status, read.pages) == ("needs_review", 1)
    assert any(MARK in note for note in read.notes)
    assert [(str(row.seq), row.region, row.name) for row in list_rows(read)] == ROWS


@with_font
@pytest.mark.skipif(can_read_scans(), reason="the extra `ocr` is installed")
def test_without_the_extra_a_scan_stays_pending() -> None:
    read = read_or_convert(picture("PNG", ruled=True), name="名单.png")
    assert (read.status, read.text, read.tables) == ("scan_pending", "", ())


@with_extra
def test_an_empty_page_stays_pending() -> None:
    out = BytesIO()
    Image.new("RGB", (800, 600), "white").save(out, "PNG")
    assert read_or_convert(out.getvalue(), name="白页.png").status == "scan_pending"

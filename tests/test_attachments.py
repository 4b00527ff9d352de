"""cleaners/attachments.py: the bytes tell the type, every file has a status, nothing raises."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.attachments import kind_of, read_attachment
from cleaners.model import Attachment
from kb.home import corpora

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(**members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def docx(body: str) -> bytes:
    return zipped(word__document_xml=f"<w:document {W}><w:body>{body}</w:body></w:document>")


def sheet(rows: str, merges: str = "", hidden: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006"
    opened = f'<worksheet xmlns="{main}">'
    sheets = f'<sheet name="一" sheetId="1" r:id="r1"/>{hidden}'
    second = (
        f'<Relationship Id="r2" Type="{rel}/worksheet" Target="worksheets/sheet2.xml"/>' if hidden else ""
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{types}/content-types"><Default Extension="xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{types}/relationships"><Relationship Id="r0" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{types}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>{second}</Relationships>',
        "xl/worksheets/sheet1.xml": f"{opened}<sheetData>{rows}</sheetData>{merges}</worksheet>",
        "xl/worksheets/sheet2.xml": f"{opened}<sheetData>{row(1, A='内部')}</sheetData></worksheet>",
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def row(number: int, **cells: str) -> str:
    inner = "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in cells.items()
    )
    return f'<row r="{number}">{inner}</row>'


def pdf(*lines: str) -> bytes:
    """A small PDF of one page with Latin text, objects in order and a right cross-reference table."""
    shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    stream = f"BT /F1 12 Tf 72 700 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + (xref + trailer).encode()


def test_a_document_gives_paragraphs_and_tables_in_order() -> None:
    table = f"<w:tbl><w:tr>{cell('序号')}{cell('名称')}</w:tr><w:tr>{cell('1')}{cell('甲厂')}</w:tr></w:tbl>"
    read = read_attachment(docx(paragraph("名单") + table + paragraph("完")), name="a.docx")
    assert (read.status, read.kind, read.text) == ("ok", "docx", "名单\n序号\t名称\n1\t甲厂\n完")
    assert [t.rows for t in read.tables] == [(("序号", "名称"), ("1", "甲厂"))]


def test_merged_cells_of_a_document_are_repeated_in_the_table_and_once_in_the_text() -> None:
    down, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    body = (
        f"<w:tbl><w:tr>{cell('某省', down)}{cell('甲', wide)}</w:tr>"
        f"<w:tr>{cell('', on)}{cell('乙')}{cell('丙')}</w:tr></w:tbl>"
    )
    read = read_attachment(docx(body), name="a.docx")
    assert read.tables[0].rows == (("某省", "甲", "甲"), ("某省", "乙", "丙"))
    assert read.text == "某省\t甲\n乙\t丙"


def test_deleted_text_is_left_out_and_inserted_text_is_kept() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:r><w:t>文</w:t></w:r></w:p>"
    )
    assert read_attachment(docx(body), name="a.docx").text == "新文"


def test_the_main_part_of_a_document_may_be_numbered_or_have_backslashes() -> None:
    body = f"<w:document {W}><w:body>{paragraph('正文')}</w:body></w:document>"
    assert read_attachment(zipped(word__document2_xml=body), name="a.docx").text == "正文"
    assert read_attachment(zipped(**{"Word\\Document_xml": body}), name="a.docx").text == "正文"


def test_a_document_called_wps_is_read_by_its_bytes() -> None:
    assert read_attachment(docx(paragraph("正文")), name="标准.wps").text == "正文"


def test_merged_cells_of_a_sheet_are_repeated_and_hidden_sheets_left_out() -> None:
    rows = row(1, A="某省", B="甲") + row(2, B="乙")
    merges = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
    read = read_attachment(
        sheet(rows, merges, '<sheet name="二" sheetId="2" state="hidden" r:id="r2"/>'), name="a.et"
    )
    assert (read.status, read.kind) == ("ok", "xlsx")
    assert [t.rows for t in read.tables] == [(("某省", "甲"), ("某省", "乙"))]
    assert "内部" not in read.text
    assert "hidden" in read.notes[0]


def test_one_cell_in_the_far_corner_is_refused_before_it_is_read() -> None:
    read = read_attachment(sheet(row(1, A="甲") + row(1048576, XFD="乙")), name="a.xlsx")
    assert read.status == "limit:cells"


def test_html_saved_as_xls_gives_its_tables_with_spans_repeated() -> None:
    markup = (
        "<html><table><tr><td rowspan=2>某省</td><td>甲</td></tr><tr><td>乙</td></tr>"
        "<tr><td colspan=2>合计</td></tr></table></html>"
    )
    read = read_attachment(markup.encode("gb18030"), name="名单.xls")
    assert (read.kind, read.tables[0].rows) == ("html", (("某省", "甲"), ("某省", "乙"), ("合计", "合计")))


def test_a_pdf_gives_its_text() -> None:
    read = read_attachment(pdf("first line of a short page.", "second line."), name="a.pdf")
    assert (read.status, read.pages) == ("ok", 1)
    assert read.text == "first line of a short page.\nsecond line."


def test_the_page_number_of_a_pdf_is_no_part_of_its_sentence() -> None:
    read = read_attachment(pdf("a line that goes on over the page", "- 3 -", "and ends there."), name="a.pdf")
    assert "3" not in read.text
    assert [(cut.rule, cut.quote) for cut in read.removed] == [("page_number", "- 3 -")]


def test_a_pdf_without_text_is_a_scan_that_waits() -> None:
    assert read_attachment(pdf(), name="a.pdf").status == "scan_pending"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le"), "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
        (b"Rar!\x1a\x07\x00 rest", "needs_program:bsdtar"),
        (b"{\\rtf1 text}", "needs_program:libreoffice"),
        (b"%PDF-1.4 nothing more", "corrupt"),
        (b"\x89PNG\r\n\x1a\n rest", "scan_pending"),
        (b"\x00\x01\x02\x03", "unsupported"),
        (zipped(readme="text"), "ok"),
        (zipped(mimetype="application/vnd.oasis", content_xml="<a/>"), "needs_program:libreoffice"),
        (zipped(**{"[Content_Types]_xml": "<a/>", "ppt__presentation_xml": "<a/>"}), "unsupported"),
        (zipped(**{"[Content_Types]_xml": "<a/>", "other": "<a/>"}), "unsupported"),
        (zipped(readme="text")[:-30], "corrupt"),
        (docx(paragraph("正文"))[:-40], "corrupt"),
        (docx(""), "needs_review"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, status: str) -> None:
    assert read_attachment(body, name="a").status == status


def test_a_zip_that_promises_too_much_is_refused_by_its_directory() -> None:
    bomb = zipped(word__document_xml="0" * (101 * 1024 * 1024))
    assert read_attachment(bomb, name="a.docx").status == "limit:unpacked"


def test_plain_text_is_read_in_its_charset() -> None:
    assert read_attachment("第一行\r\n第二行".encode("gb18030"), name="a.txt").text == "第一行\n第二行"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"{\\rtf", b"<html>", b"%PDF-1.7"]))
def test_no_bytes_make_it_raise(rest: bytes, magic: bytes) -> None:
    read = read_attachment(magic + rest, name="x")
    assert isinstance(read, Attachment)
    assert read.status


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_document_has_a_status(at: int, value: int) -> None:
    body = bytearray(docx(paragraph("正文内容")))
    body[at % len(body)] = value
    assert read_attachment(bytes(body), name="a.docx").status in (
        "ok",
        "corrupt",
        "unsupported",
        "needs_review",
    )


@pytest.mark.corpora
def test_real_files_are_told_apart_by_their_bytes() -> None:
    held = corpora()
    if held is None:
        pytest.skip("TIAOWEN_CORPORA is not set")
    kinds = {p.suffix: kind_of(p.read_bytes()) for p in sorted(Path(held, "attachments/office").iterdir())}
    assert kinds[".docx"] == "docx"
    assert kinds[".xlsx"] == "xlsx"
    assert kinds[".doc"] == "doc"
    ofd = [kind_of(p.read_bytes()) for p in sorted(Path(held, "attachments/ofd").rglob("*.ofd"))]
    assert ofd.count("ofd") >= len(ofd) - 5

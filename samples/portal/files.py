"""The files (附件) of the portal: .docx, .xlsx and .pdf, the same bytes each time, standard library only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape

from samples.portal.library import Attached, Listing, attachments, listing

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MERGED_HEAD = "省份"
"""Equal neighbours below this head are one merged cell, as in the ministry's lists."""
FICTIONAL = "（本附件内容纯属虚构）"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@cache
def file_bytes(key: str) -> bytes:
    """The bytes of one attachment."""
    attached = attachments()[key]
    return {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf}[attached.extension](attached)


def _zip(members: Sequence[tuple[str, str]]) -> bytes:
    """A zip whose bytes depend on the members only: fixed times, fixed order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in members:
            entry = zipfile.ZipInfo(name, date_time=(2022, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _DECLARATION + xml)
    return buffer.getvalue()


def _package(main: str, main_type: str, others: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """[Content_Types].xml and the root relation of an Office package."""
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in [(main, main_type), *others]
    )
    types = (
        f'<Types xmlns="{_P}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    relation = (
        f'<Relationships xmlns="{_P}/relationships"><Relationship Id="rId1" '
        f'Type="{_R}/officeDocument" Target="{main}"/></Relationships>'
    )
    return [("[Content_Types].xml", types), ("_rels/.rels", relation)]


# --- docx ------------------------------------------------------------


def _docx(attached: Attached) -> bytes:
    blocks = [_w_paragraph(attached.title, centred=True)]
    blocks += [_w_paragraph(line) for line in attached.lines]
    for heading, name in attached.lists:
        blocks += [_w_paragraph(heading)] if heading else []
        blocks.append(_w_table(listing(name)))
    blocks.append(_w_paragraph(FICTIONAL))
    body = f'<w:document xmlns:w="{_W}"><w:body>{"".join(blocks)}<w:sectPr/></w:body></w:document>'
    kind = CONTENT_TYPES["docx"] + ".main+xml"
    return _zip([*_package("word/document.xml", kind), ("word/document.xml", body)])


def _w_paragraph(text: str, *, centred: bool = False) -> str:
    properties = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _w_table(table: Listing) -> str:
    spans = merged_rows(table)
    rows = [_w_row(table.head, -1, {})]
    rows += [_w_row(row, n, spans) for n, row in enumerate(table.rows)]
    grid = "<w:gridCol/>" * len(table.head)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _w_row(cells: Sequence[str], number: int, spans: dict[int, int]) -> str:
    """One row; inside a merged region only the first row prints the region, as Word does."""
    column = 1 if number >= 0 and spans else -1
    parts = []
    for index, cell in enumerate(cells):
        starts = number in spans
        merge = ""
        if index == column:
            merge = '<w:vMerge w:val="restart"/>' if starts else "<w:vMerge/>"
        shown = "" if index == column and not starts else cell
        parts.append(f"<w:tc><w:tcPr>{merge}</w:tcPr>{_w_paragraph(shown)}</w:tc>")
    return f"<w:tr>{''.join(parts)}</w:tr>"


def merged_rows(table: Listing) -> dict[int, int]:
    """First row -> number of rows of each run of equal regions; empty when the list has no region column."""
    if table.head[1] != MERGED_HEAD:
        return {}
    spans: dict[int, int] = {}
    start = 0
    for number, row in enumerate(table.rows):
        if row[1] != table.rows[start][1]:
            start = number
        spans[start] = number - start + 1
    return spans


# --- xlsx ------------------------------------------------------------


def _xlsx(attached: Attached) -> bytes:
    sheets = [_s_sheet(attached.title, listing(name)) for _, name in attached.lists]
    names = [heading or "名单" for heading, _ in attached.lists]
    tabs = "".join(
        f'<sheet name="{escape(name[:30])}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    book = f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{tabs}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = [(f"xl/worksheets/sheet{n}.xml", xml) for n, xml in enumerate(sheets, 1)]
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    package = _package(
        "xl/workbook.xml", base + "sheet.main+xml", [(path, base + "worksheet+xml") for path, _ in parts]
    )
    relations = f'<Relationships xmlns="{_P}/relationships">{links}</Relationships>'
    return _zip([*package, ("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations), *parts])


def _s_sheet(title: str, table: Listing) -> str:
    """Title in a merged first row, the head in the second, merged regions, the note of fiction last."""
    width = len(table.head)
    rows = [(title,), table.head, *table.rows, (FICTIONAL,)]
    xml = "".join(_s_row(n, cells, number_first=2 < n < len(rows)) for n, cells in enumerate(rows, 1))
    merges = [f"A1:{_letter(width)}1"]
    merges += [f"B{s + 3}:B{s + n + 2}" for s, n in merged_rows(table).items() if n > 1]
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    return (
        f'<worksheet xmlns="{_S}"><sheetData>{xml}</sheetData>'
        f'<mergeCells count="{len(merges)}">{cells}</mergeCells></worksheet>'
    )


def _s_row(number: int, cells: Sequence[str], *, number_first: bool) -> str:
    parts = []
    for index, cell in enumerate(cells, start=1):
        ref = f"{_letter(index)}{number}"
        if index == 1 and number_first:
            parts.append(f'<c r="{ref}"><v>{cell}</v></c>')
        else:
            parts.append(f'<c r="{ref}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
    return f'<row r="{number}">{"".join(parts)}</row>'


def _letter(index: int) -> str:
    return chr(ord("A") + index - 1)


# --- pdf ------------------------------------------------------------

_LINES_A_PAGE = 34
_LINE_HEIGHT = 21
_CHARACTERS_A_LINE = 34


def _pdf(attached: Attached) -> bytes:
    """A plain PDF 1.4: predefined font STSong-Light, CMap UniGB-UCS2-H, nothing embedded."""
    lines = list(_pdf_lines(attached))
    pages = [lines[n : n + _LINES_A_PAGE] for n in range(0, len(lines), _LINES_A_PAGE)]
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        "/DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for number, page in enumerate(pages):
        stream = _pdf_stream(page)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _pdf_file(objects)


def _pdf_lines(attached: Attached) -> Iterator[tuple[str, ...]]:
    """Each line as its cells; running text is one cell, broken by width."""
    for line in (attached.title, *attached.lines):
        for start in range(0, len(line), _CHARACTERS_A_LINE):
            yield (line[start : start + _CHARACTERS_A_LINE],)
    for heading, name in attached.lists:
        if heading:
            yield (heading,)
        yield listing(name).head
        yield from listing(name).rows
    yield (FICTIONAL,)


def _pdf_stream(lines: Sequence[tuple[str, ...]]) -> str:
    """Text operators; the cells of a list stand on fixed stops."""
    stops = (60, 96, 190, 440)
    parts = ["BT /F1 12 Tf"]
    for row, cells in enumerate(lines):
        y = 780 - row * _LINE_HEIGHT
        for stop, cell in zip(stops, cells, strict=False):
            code = cell.encode("utf-16-be").hex().upper()
            parts.append(f"1 0 0 1 {stop} {y} Tm <{code}> Tj")
    return "\n".join([*parts, "ET"])


def _pdf_file(objects: Sequence[str]) -> bytes:
    """Objects, cross-reference table and trailer."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("ascii")
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(out)

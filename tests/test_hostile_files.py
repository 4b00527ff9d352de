"""Files made to harm their reader: each ends in a status, within its limits, and the parent goes on.

Whatever can hang or abort is read in the sandbox, as the build reads it.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from json import loads
from pathlib import Path
from time import monotonic

import pytest
from reportlab.pdfgen.canvas import Canvas

from cleaners.attachments import read_attachment
from kb.home import REPOSITORY
from pipeline.sandbox import read_in_sandbox
from tests.list_layouts import entries, pages
from tests.ofd_files import ofd_of
from tests.pdf_files import pdf_of
from tests.test_attachments import W, cell, docx, paragraph, row, sheet
from tests.test_word_files import SMALL_BODY
from tests.word_files import compound


def document(content: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
    return buffer.getvalue()


def swollen() -> bytes:
    return document(b"0" * (101 << 20))


def lying() -> bytes:
    """A directory that says ten bytes, and a member of a hundred megabytes."""
    body = bytearray(swollen())
    at = body.index(b"PK\x01\x02")
    body[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(body)


def crowded() -> bytes:
    return document(f"<w:document {W}><w:body>".encode() + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2_000_000)


def entity() -> bytes:
    kinds = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    return document(
        f"<!DOCTYPE w [{kinds}]><w:document {W}><w:body>{paragraph('&j;')}</w:body></w:document>".encode()
    )


def nested() -> bytes:
    tables = "<w:tbl><w:tr><w:tc>" * 50_000
    return document(f"<w:document {W}><w:body>{tables}</w:body></w:document>".encode())


def wide_spans() -> bytes:
    return docx("<w:tbl><w:tr>" + cell("甲", '<w:gridSpan w:val="999999999"/>') * 500 + "</w:tr></w:tbl>")


def far_cell() -> bytes:
    return sheet(row(1, A="甲") + row(1048576, XFD="乙"))


def far_cell_in_other_quotes() -> bytes:
    body = sheet(row(1, A="甲") + row(1048576, XFD="乙"))
    with zipfile.ZipFile(BytesIO(body)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(
        b'r="XFD1048576"', b"\n r = 'XFD1048576'"
    )
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def merged_everywhere() -> bytes:
    rows = "".join(row(number, A="x", CV="y") for number in range(1, 3000))
    merges = '<mergeCell ref="A1:CV2999"/>' * 200
    return sheet(rows, f"<mergeCells>{merges}</mergeCells>")


def spanned_html() -> bytes:
    return b"<html><table>" + b"<tr><td rowspan=999 colspan=999>x</tr>" * 9000 + b"</table></html>"


def deep_html() -> bytes:
    return b"<html>" + b"<table><tr><td>" * 20_000


def flate_bomb() -> bytes:
    """A page whose content unpacks to two gigabytes."""
    packer = zlib.compressobj(9)
    first = packer.compress(b" " * (16 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * (16 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = first + again * 127
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            table,
            len(out),
        )
    )


def many_pages() -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(3000):
        canvas.drawString(60, 700, f"page {number} of many, each with a line of its own")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked_pdf() -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt="secret", invariant=1)
    canvas.drawString(60, 700, "text")
    canvas.save()
    return buffer.getvalue()


def many_members() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(2001):
            archive.writestr(f"{number}.txt", b"")
    return buffer.getvalue()


def looping_ole() -> bytes:
    """A compound file whose chain of sectors leads back to itself."""
    body = bytearray(SMALL_BODY)
    for at in range(512 + 8, 512 + 60, 4):
        body[at : at + 4] = (2).to_bytes(4, "little")
    return bytes(body)


@pytest.mark.parametrize(
    ("make", "statuses"),
    [
        (swollen, {"limit:unpacked"}),
        (lying, {"corrupt"}),
        (crowded, {"limit:paragraphs"}),
        (entity, {"limit:entities"}),
        (nested, {"corrupt"}),
        (wide_spans, {"ok"}),
        (far_cell, {"limit:cells"}),
        (far_cell_in_other_quotes, {"limit:cells", "limit:memory"}),
        (merged_everywhere, {"limit:cells"}),
        (spanned_html, {"limit:cells"}),
        (deep_html, {"limit:tables"}),
        (flate_bomb, {"limit:memory", "scan_pending"}),
        (many_pages, {"limit:pages"}),
        (locked_pdf, {"encrypted"}),
        (many_members, {"limit:members"}),
        (lambda: compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), {"encrypted"}),
        (looping_ole, {"corrupt"}),
        (lambda: b"x" * ((30 << 20) + 1), {"limit:size"}),
        (lambda: b"\xd6\xd0" * (12 << 20), {"limit:text"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_hostile_file_ends_in_a_status(make: Callable[[], bytes], statuses: set[str]) -> None:
    began = monotonic()
    found = read_in_sandbox(make(), name="a")
    assert found.status in statuses
    assert monotonic() - began < 60


@pytest.mark.parametrize("make", [flate_bomb, far_cell_in_other_quotes])
def test_the_command_prints_json_for_what_aborts_its_reader(
    make: Callable[[], bytes], tmp_path: Path
) -> None:
    (tmp_path / "a.bin").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.sandbox", str(tmp_path / "a.bin")],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    assert loads(done.stdout)["status"]
    assert b"Traceback" not in done.stderr


WHOLE = {
    "docx": docx(paragraph("正文") + f"<w:tbl><w:tr>{cell('序号')}{cell('名称')}</w:tr></w:tbl>"),
    "xlsx": sheet(row(1, A="序号", B="名称") + row(2, A="1", B="甲")),
    "doc": SMALL_BODY,
    "ofd": ofd_of(pages(entries(3))),
    "pdf": pdf_of(pages(entries(3))),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_is_cut_or_changed_has_a_status(kind: str) -> None:
    """Cuts and flips at places spread over the file; those of formats that may abort, in the sandbox."""
    body = WHOLE[kind]
    places = [len(body) * step // 7 for step in range(1, 7)]
    damaged = [body[:place] for place in places]
    damaged += [body[:place] + bytes([body[place] ^ 0xFF]) + body[place + 1 :] for place in places]
    aborts = kind in ("pdf", "xlsx")
    for each in damaged[::4] if aborts else damaged:
        if aborts:
            assert read_in_sandbox(each, name="a").status
        else:
            assert read_attachment(each, name="a").status

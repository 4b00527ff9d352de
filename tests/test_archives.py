"""cleaners/files/archive.py and pipeline/converting.py: files in archives, and files that need a program."""

from __future__ import annotations

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest

from cleaners.attachments import read_attachment
from cleaners.lists import list_rows
from cleaners.model import Attachment
from pipeline.converting import program, read_or_convert
from tests.list_layouts import entries, pages, triples
from tests.ofd_files import ofd_of
from tests.test_attachments import docx, paragraph, sheet
from tests.test_attachments import row as cells
from tests.word_files import WordFile


class GbkName(zipfile.ZipInfo):
    """A member whose name is stored as Chinese programs store it: GBK, not marked."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(*members: tuple[str, bytes], gbk: bool = False) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(GbkName(name) if gbk else name, content)
    return buffer.getvalue()


def read(body: bytes) -> Attachment:
    return read_attachment(body, name="附件.zip")


def test_the_files_of_an_archive_are_read_as_one() -> None:
    listed = entries(4)
    found = read(zipped(("正文.docx", docx(paragraph("通知"))), ("名单/附件1.ofd", ofd_of(pages(listed)))))
    assert (found.status, found.kind) == ("ok", "zip")
    assert found.text.startswith("通知\n序号\t省份")
    assert triples(list_rows(found)) == listed
    assert found.notes == ("正文.docx (docx) ok", "名单/附件1.ofd (ofd) ok")


def test_names_in_gbk_are_told_as_they_are() -> None:
    assert read(zipped(("附件1：名单.txt", b"text"), gbk=True)).notes == ("附件1：名单.txt (txt) ok",)


def test_a_name_that_leads_out_of_the_archive_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = read(zipped(("../../outside.txt", b"text"), ("/etc/absolute.txt", b"more")))
    assert (found.status, found.text) == ("ok", "text\nmore")
    assert not list(tmp_path.rglob("*"))
    assert not (tmp_path.parent / "outside.txt").exists()


def test_one_member_that_is_not_read_makes_the_archive_one_to_look_at() -> None:
    found = read(zipped(("a.docx", docx(paragraph("通知"))), ("b.jpg", b"\xff\xd8\xff rest")))
    assert (found.status, found.text) == ("needs_review", "通知")
    assert found.notes[1].startswith("b.jpg (jpg) scan_pending")


def test_an_archive_in_an_archive_is_not_opened() -> None:
    found = read(zipped(("b.zip", zipped(("a.txt", b"text")))))
    assert (found.status, found.text) == ("unsupported", "")


def test_what_systems_leave_beside_files_is_no_member() -> None:
    found = read(zipped(("a.txt", b"text"), ("__MACOSX/._a.txt", b"\0"), ("Thumbs.db", b"\0")))
    assert (found.status, len(found.notes)) == ("ok", 1)
    assert read(zipped()).status == "needs_review"


def test_a_damaged_member_leaves_the_others_alone() -> None:
    body = bytearray(zipped(("a.txt", b"first text"), ("b.txt", b"second text")))
    body[body.index(b"b.txt") + 6] ^= 0xFF
    found = read(bytes(body))
    assert (found.status, found.text) == ("needs_review", "first text")
    assert "corrupt" in found.notes[1]


def test_a_member_with_a_password_is_encrypted() -> None:
    body = bytearray(zipped(("a.txt", b"text")))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(sign) + at] |= 1
    assert read(bytes(body)).status == "encrypted"


# -- HTML saved as .xls


def test_html_saved_as_xls_keeps_names_whole_and_rows_apart() -> None:
    markup = (
        "<html><body><p>名单</p><table><tr><td>序号</td><td>省份</td><td>企业名称</td></tr>"
        "<tr><td>1</td><td rowspan=2>浙江省</td><td>云溪县<font>甲</font>厂<br>有限公司</td></tr>"
        "<tr><td>2</td><td>乙厂</td></tr></table></body></html>"
    )
    found = read_attachment(markup.encode("gb18030"), name="名单.xls")
    assert found.text == "名单\n序号\t省份\t企业名称\n1\t浙江省\t云溪县甲厂 有限公司\n2\t乙厂"
    assert triples(list_rows(found)) == [(1, "浙江省", "云溪县甲厂有限公司"), (2, "浙江省", "乙厂")]


def test_a_long_list_in_html_costs_seconds_only() -> None:
    body = "".join(f"<tr><td>{n}<td>{region}<td>{name}</tr>" for n, region, name in entries(4000))
    markup = f"<html><table><tr><td>序号<td>省份<td>集群名称</tr>{body}</table></html>".encode()
    began = process_time()
    assert len(list_rows(read_attachment(markup, name="a.xls"))) == 4000
    assert process_time() - began < 6


# -- other programs

WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
    "<w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:wordDocument>"
).encode()
RTF = rb"{\rtf1\ansi\uc1 \u27491?\u25991?\par}"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (RTF, "needs_program:libreoffice", "rtf"),
        (WORD_2003, "needs_program:libreoffice", "wordml"),
        (b"Rar!\x1a\x07\x01\0 rest", "needs_program:bsdtar", "rar"),
        (b"7z\xbc\xaf\x27\x1c rest", "needs_program:bsdtar", "7z"),
        (WordFile(identity=0xA5DC).paragraph("a").body(), "needs_program:libreoffice", "doc"),
    ],
)
def test_what_needs_a_program_names_it(body: bytes, status: str, kind: str) -> None:
    found = read_attachment(body, name="a")
    assert (found.status, found.kind) == (status, kind)


@pytest.mark.parametrize(("body", "kind"), [(RTF, "rtf"), (WORD_2003, "wordml")])
def test_libreoffice_opens_them_where_it_is_installed(body: bytes, kind: str) -> None:
    if program("libreoffice") is None:
        pytest.skip("LibreOffice is not installed: the status names it")
    found = read_or_convert(body, name="a")
    assert (found.status, found.kind, found.text) == ("ok", kind, "正文")
    assert found.notes[-1] == "opened by libreoffice"


def test_bsdtar_opens_other_archives_where_it_is_installed(tmp_path: Path) -> None:
    command = program("bsdtar")
    if command is None:
        pytest.skip("bsdtar is not installed: the status names it")
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    made = tmp_path / "a.7z"
    subprocess.run([command, "--format=7zip", "-cf", str(made), "-C", str(tmp_path), "a.txt"], check=True)
    found = read_or_convert(made.read_bytes(), name="a.7z")
    assert (found.status, found.kind, found.text) == ("ok", "7z", "正文")
    assert read_or_convert(b"Rar!\x1a\x07\x01\0 rest", name="a.rar").status == "needs_review"


def test_what_needs_no_program_is_read_as_ever() -> None:
    assert read_or_convert(sheet(cells(1, A="正文")), name="a.xlsx").status == "ok"

"""Attachments read (附件): bytes in, text and tables out, whatever the file is called.

The type is told by the bytes, never by the name: a .wps may be a zip, an .xls may be HTML. A file that cannot
be read keeps its place with a status that says why: encrypted, corrupt, unsupported, scan_pending, limit:…
Never raises. The native readers below it can hang or abort on a hostile file: the caller runs this in the
sandbox of pipeline/.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO

from cleaners.files.archive import ReadMember, read_zip
from cleaners.files.gates import gated
from cleaners.files.limits import MAX_FILE, LimitExceeded
from cleaners.files.packages import Package, main_part
from cleaners.model import Attachment

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_READER = {
    "zip": "an archive in an archive",
    "ole": "an OLE file of unknown use",
    "pptx": "a presentation",
    "package": "a package of unknown use",
    "unknown": "not a type that is known",
}
# What only another program reads, and which
_PROGRAMS = {
    "works": ("libreoffice", "a document of MS Works"),
    "odf": ("libreoffice", "a document in ODF"),
    "rtf": ("libreoffice", "a document in RTF"),
    "wordml": ("libreoffice", "a document in WordprocessingML of 2003"),
    "sheetml": ("libreoffice", "a spreadsheet in SpreadsheetML of 2003"),
    "rar": ("bsdtar", "an archive in RAR"),
    "7z": ("bsdtar", "an archive in 7z"),
}
_XML_2003 = (
    (b"schemas.microsoft.com/office/word/2003/wordml", "wordml"),
    (b'progid="word.document"', "wordml"),
    (b"schemas.microsoft.com/office/2006/xmlpackage", "wordml"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "sheetml"),
    (b'progid="excel.sheet"', "sheetml"),
)


def kind_of(body: bytes) -> str:
    """The type of a file by its bytes: docx, xlsx, xls, pdf, html, txt, doc …, else `unknown`."""
    if body.startswith(b"PK\x03\x04") or body.startswith(b"PK\x05\x06"):
        return _zip_kind(body)
    if body.startswith(_OLE):
        return _ole_kind(body)
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, kind in ((b"%pdf", "pdf"), (b"rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"{\\rtf", "rtf")):
        if head.startswith(magic):
            return kind
    for magic, kind in ((b"\x89png", "png"), (b"\xff\xd8\xff", "jpg"), (b"gif8", "gif")):
        if head.startswith(magic):
            return kind
    if head.startswith(b"<?xml") and (dialect := _xml_kind(body[:4096].lower())):
        return dialect
    if any(tag in head for tag in (b"<html", b"<table", b"<!doctype html")):
        return "html"
    return "unknown" if b"\0" in body[:4096] or _decoded(body) is None else "txt"


def read_attachment(body: bytes, *, name: str) -> Attachment:
    """The text and tables of a file; its `status` says how far reading came."""
    return _read(body, name, lambda member, called: _read(member, called, None))


def _read(body: bytes, name: str, read_member: ReadMember | None) -> Attachment:
    """A file; `read_member` reads the files in an archive, None in an archive already."""
    if not body:
        return Attachment("corrupt", "unknown", notes=("the file is empty",))
    if len(body) > MAX_FILE:
        return Attachment("limit:size", "unknown", notes=(f"{len(body)} bytes, the limit is {MAX_FILE}",))
    kind = kind_of(body)
    if (closed := _closed(kind)) is not None:
        return closed
    reader = _READERS.get(kind)
    if kind == "zip" and read_member is not None:
        reader = partial(read_zip, read_member=read_member)
    if reader is None:
        return Attachment("unsupported", kind, notes=(f"{_NO_READER.get(kind, kind)}: no reader yet",))
    try:
        return gated(reader(body), len(body), name)
    except MemoryError:
        return Attachment("limit:memory", kind, notes=("the reader ran out of memory",))
    except LimitExceeded as error:
        return Attachment(f"limit:{error.which}", kind, notes=(str(error),))
    except Exception as error:  # zip, XML and spreadsheet parsers raise what they like on damaged bytes
        return Attachment("corrupt", kind, notes=(f"{type(error).__name__}: {str(error)[:200]}",))


def _closed(kind: str) -> Attachment | None:
    """What is known of a file by its kind alone; None for one that is opened."""
    if kind in ("png", "jpg", "gif"):
        return Attachment("scan_pending", kind, pages=1, notes=("an image: not read yet",))
    if kind == "encrypted":
        return Attachment("encrypted", "ole", notes=("protected by a password",))
    if kind in _PROGRAMS:
        program, said = _PROGRAMS[kind]
        return Attachment(f"needs_program:{program}", kind, notes=(said,))
    return None


def _zip_kind(body: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        # cut or damaged: the local headers still tell what it was meant to be
        members = [part for part in ("word/document.xml", "xl/workbook.xml") if part.encode() in body]
    names = {name.replace("\\", "/").lower().lstrip("/") for name in members}
    if main_part(names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names:  # a package of another program: its parts are no files of an archive
        return "pptx" if any(name.startswith("ppt/") for name in names) else "package"
    return "odf" if {"mimetype", "content.xml"} <= names else "zip"


def _xml_kind(head: bytes) -> str | None:
    return next((kind for sign, kind in _XML_2003 if sign in head), None)


def _ole_kind(body: bytes) -> str:
    """The use of an OLE file by the names of its streams, which stand in it as UTF-16."""
    streams = (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("MatOST", "works"),
        ("MN0", "works"),
        ("CONTENTS", "works"),
    )
    places = ((_entry(body, stream), kind) for stream, kind in streams)
    # an embedded file has streams of its own, behind those of the file that holds it
    return min(((place, kind) for place, kind in places if place >= 0), default=(0, "ole"))[1]


def _entry(body: bytes, stream: str) -> int:
    """Where the directory names a stream: its entries stand at multiples of 128; -1 where it does not."""
    name = f"{stream}\0".encode("utf-16-le")
    first = at = body.find(name)
    while at >= 0 and at % 128:
        at = body.find(name, at + 1)
    return first if at < 0 else at


def _decoded(body: bytes) -> str | None:
    """Text of unmarked bytes: UTF-8, UTF-16 with its mark, else GB 18030; None when none fits."""
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    for charset in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return None


def _read_txt(body: bytes) -> Attachment:
    text = _decoded(body) or ""
    return Attachment("ok", "txt", text="\n".join(line.rstrip() for line in text.splitlines()), pages=1)


# Each reader is loaded when a file needs it: a child reads one file, and lives as short as it may.


def _read_html(body: bytes) -> Attachment:
    from cleaners.files.html_tables import read_html_tables

    return read_html_tables(_decoded(body) or body.decode("gb18030", errors="replace"))


def _read_docx(package: Package, _: bytes) -> Attachment:
    from cleaners.files.docx import read_docx

    return read_docx(package)


def _read_xlsx(package: Package, body: bytes) -> Attachment:
    from cleaners.files.sheets import read_workbook

    return read_workbook(body, "xlsx", package)


def _read_xls(body: bytes) -> Attachment:
    from cleaners.files.sheets import read_workbook

    return read_workbook(body, "xls")


def _read_ofd(package: Package, _: bytes) -> Attachment:
    from cleaners.files.ofd import read_ofd

    return read_ofd(package)


def _read_doc(body: bytes) -> Attachment:
    from cleaners.files.ole_word import read_word

    return read_word(body)


def _read_pdf(body: bytes) -> Attachment:
    from cleaners.files.pdf import read_pdf

    return read_pdf(body)


def _within(reader: Callable[[Package, bytes], Attachment]) -> Callable[[bytes], Attachment]:
    """A reader of a zip whose directory promises no more than the limits."""

    def read(body: bytes) -> Attachment:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return reader(Package(archive), body)

    return read


_READERS: dict[str, Callable[[bytes], Attachment]] = {
    "docx": _within(_read_docx),
    "xlsx": _within(_read_xlsx),
    "ofd": _within(_read_ofd),
    "xls": _read_xls,
    "doc": _read_doc,
    "pdf": _read_pdf,
    "html": _read_html,
    "txt": _read_txt,
}

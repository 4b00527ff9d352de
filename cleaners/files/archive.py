"""Archives read (压缩包): the files in a .zip, one level deep, as one reading.

Members are looked at, never written: their names are only names, so `../` leads nowhere. Names that are not
marked as UTF-8 are GBK, as Chinese programs write them. Notes name each member and what became of it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from cleaners.files.limits import MAX_FILE
from cleaners.files.packages import within_limits
from cleaners.model import Attachment

_SCRAPS = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1

ReadMember = Callable[[bytes, str], Attachment]


def read_zip(body: bytes, read_member: ReadMember) -> Attachment:
    """The text and tables of all members, in the order of the archive."""
    with _opened(body) as archive:
        within_limits(archive)
        read = [(member.filename, _member(archive, member, read_member)) for member in _members(archive)]
    if not read:
        return Attachment("needs_review", "zip", notes=("an archive without files",))
    return Attachment(
        _status([each.status for _, each in read]),
        "zip",
        text="\n".join(each.text for _, each in read if each.text),
        tables=tuple(table for _, each in read for table in each.tables),
        pages=sum(each.pages for _, each in read),
        notes=tuple(_note(name, each) for name, each in read),
        removed=tuple(cut for _, each in read for cut in each.removed),
    )


def _opened(body: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(body), metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(BytesIO(body))


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """What is a file, and none that a system leaves beside the files."""
    for member in archive.infolist():
        name = member.filename.lower()
        if not member.is_dir() and not any(scrap in name for scrap in _SCRAPS):
            yield member


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, read_member: ReadMember) -> Attachment:
    if member.flag_bits & _ENCRYPTED:
        return Attachment("encrypted", "unknown", notes=("protected by a password",))
    if member.file_size > MAX_FILE:
        return Attachment("limit:size", "unknown", notes=(f"{member.file_size} bytes",))
    try:
        content = archive.read(member)
    except Exception as error:  # a damaged member says so and leaves the others alone
        return Attachment("corrupt", "unknown", notes=(f"{type(error).__name__}: {str(error)[:100]}",))
    return read_member(content, member.filename)


def _status(statuses: list[str]) -> str:
    """That of all members when they agree; else what is there needs a look."""
    return statuses[0] if len(set(statuses)) == 1 else "needs_review"


def _note(name: str, read: Attachment) -> str:
    said = f": {'; '.join(read.notes)}" if read.notes else ""
    return f"{name} ({read.kind}) {read.status}{said}"

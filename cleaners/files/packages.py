"""Parts of a zipped document (部件): found by name and parsed without entities, within the limits.

Must never open a part by a path of the file system: a name is only ever looked up in the archive.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection

from lxml import etree

from cleaners.files.limits import MAX_ELEMENTS, MAX_MEMBERS, MAX_UNPACKED, LimitExceeded

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "word/document.xml"
_NUMBERED_MAIN = re.compile(r"word/document\d{0,3}\.xml")
_DOCTYPE = b"<!DOCTYPE"


class Package:
    """A zip whose directory promises no more than the limits; names differ in case and slashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        within_limits(archive)
        self._archive = archive
        self._members = {_key(member.filename): member for member in reversed(archive.infolist())}

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return _key(name) in self._members

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in lower case, without a leading slash."""
        return tuple(reversed(self._members))

    def read(self, name: str) -> bytes:
        """The bytes of a part; KeyError when there is none."""
        return self._archive.read(self._members[_key(name)])

    def xml(self, name: str) -> etree._Element:
        """The root of a part in XML; a document type, which only attacks need, is refused."""
        content = self.read(name)
        if (elements := content.count(b"<")) > 2 * MAX_ELEMENTS:
            raise LimitExceeded("elements", f"{elements // 2} elements, the limit is {MAX_ELEMENTS}")
        if _DOCTYPE in content[:4096]:
            raise LimitExceeded("entities", f"{name} declares a document type")
        if _STRICT in content[:4096]:
            content = content.replace(_STRICT, _TRANSITIONAL)
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def main_part(names: Collection[str]) -> str | None:
    """The part that holds the document; some programs number it: word/document2.xml."""
    if _MAIN in names:
        return _MAIN
    return next((name for name in sorted(names) if _NUMBERED_MAIN.fullmatch(name)), None)


def within_limits(archive: zipfile.ZipFile) -> None:
    """Refuse a zip whose directory promises more than is read; sizes beyond it are never unpacked."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise LimitExceeded("members", f"{len(members)} members, the limit is {MAX_MEMBERS}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise LimitExceeded("unpacked", f"{unpacked} bytes unpacked, the limit is {MAX_UNPACKED}")


def _key(name: str) -> str:
    path = name.replace("\\", "/").lstrip("/").lower()
    return posixpath.normpath(path) if path else ""

"""Pages saved to a folder (存盘网页): the address that a browser wrote into them, and the files beside them.

Reads the bytes of a page and looks for its files in its own folder; never outside it. Knows nothing of what
the page says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

FILE_BESIDE = "附件文件"  # the label of such a pair among the listed fields of a capture
_MOST_FILES = 200
_HEAD = 4096  # bytes in which a browser writes where a page was saved from
# <!-- saved from url=(0053)https://www.miit.gov.cn/… -->
_SAVED_FROM = re.compile(rb"<!--\s{0,4}saved from url=\(\d{1,6}\)(https?://[\x21-\x7e]{4,2000}?)\s{0,4}-->")
# href="名单.docx", [名单](名单.docx)
_LINK = re.compile(r"""href\s{0,4}=\s{0,4}["']([^"'<>\n]{1,500})["']|\]\(([^()\s]{1,500})\)""", re.I)


def saved_from(body: bytes) -> str | None:
    """The address that a browser wrote into a page that it saved.

    >>> saved_from(b"<!-- saved from url=(0023)https://www.miit.gov.cn/1 --><html>")
    'https://www.miit.gov.cn/1'
    """
    found = _SAVED_FROM.search(body[:_HEAD])
    return found[1].decode("ascii") if found else None


def import_address(body: bytes, name: str) -> str:
    """The address of what has none: its digest and its name."""
    return f"import:{hashlib.sha256(body).hexdigest()[:12]}/{name}"


def files_beside(text: str, page: Path, kinds: Collection[str], largest: int) -> tuple[tuple[str, str], ...]:
    """The files that a page links to and that lie in its folder: the label with name and import address."""
    found: dict[str, str] = {}
    for href in _hrefs(text):
        name = href.rsplit("/", 1)[-1]
        file = _beside(page, href) if Path(name).suffix.lower() in kinds and name not in found else None
        if file is not None and file.stat().st_size <= largest and len(found) < _MOST_FILES:
            found[name] = import_address(file.read_bytes(), file.name)
    return tuple((FILE_BESIDE, f"{name}\n{address}") for name, address in found.items())


def _hrefs(text: str) -> Iterator[str]:
    """The paths of all links, decoded."""
    for match in _LINK.finditer(text):
        try:
            yield unquote(urlsplit(match[1] or match[2]).path)
        except ValueError:  # no address at all: http://[
            continue


def _beside(page: Path, href: str) -> Path | None:
    """The file of a link in the folder of its page: by its path, else by its name alone."""
    folder, name = page.parent.resolve(), href.rsplit("/", 1)[-1]
    tried = (href.lstrip("/"), name, f"{page.stem}_files/{name}", f"{page.stem}.files/{name}")
    for place in tried:
        try:
            file = (folder / place).resolve()
            if file.is_relative_to(folder) and file.is_file():
                return file
        except (OSError, ValueError):  # a name that no file can have
            continue
    return None

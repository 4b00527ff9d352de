"""A list of names in a file (名单文件): text or CSV, in any of the usual encodings."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from reader.wording import say

_HEADINGS = frozenset(
    {"name", "名称", "企业名称", "单位名称", "企业", "单位", "集群名称", "公司名称", "主体"}
)


_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # of Excel, Word and PDF


class NotNames(Exception):
    """A file that holds no list of names; the message says why."""


def read_names(path: Path) -> tuple[str, ...]:
    """The names of a text or CSV file: the column headed 名称, 企业名称, name …, else the first."""
    try:
        rows = [row for row in csv.reader(StringIO(_decoded(path))) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise NotNames(str(error)) from error
    if not rows:
        raise NotNames(say("the file is empty"))
    heads = [cell.strip().casefold() for cell in rows[0]]
    column = next((place for place, head in enumerate(heads) if head in _HEADINGS), None)
    listed = rows if column is None else rows[1:]
    cells = (row[column or 0].strip() for row in listed if len(row) > (column or 0))
    names = tuple(dict.fromkeys(cell for cell in cells if cell))
    if not names:
        raise NotNames(say("nothing stands under {heading}", heading=rows[0][column or 0].strip()))
    return names


def _decoded(path: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030."""
    body = path.read_bytes()
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    if body.startswith(_FORMATS) or (b"\0" in body and not wide):
        raise NotNames(say("it is no text; save it as CSV"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotNames(say("it is neither UTF-8 nor GB18030 text"))

"""From bytes to characters (解码): which encoding a page is really in, and what is no page at all.

Reads the body and the declared content type; writes the text and the charset used. Must never let mojibake
through: what cannot be read is Refused with one clear line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.model import Refused

LARGEST = 10 * 1024 * 1024  # of 114 saved pages the largest has 1.1 MB
_HEAD = 16_384  # where a <meta charset> must stand; also how much is looked at to tell binary files

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or Office file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file (old Word, Excel or WPS)"),
    (b"\x1f\x8b", "a gzip stream"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x89PNG\r\n", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"WARC/1.", "a WARC file"),
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# e.g. text/html; charset=GB2312
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{2,30})", re.I)
_META_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{2,30})", re.I)
# Controls that no page means; tab and line ends stay. No byte of them is part of a character of UTF-8 or GBK.
_CONTROLS = bytes(c for c in (*range(32), 127) if c not in b"\t\n\r")
_CONTROL_CHARACTERS = dict.fromkeys(_CONTROLS)
_HAN = re.compile("[\u4e00-\u9fff]+")
# The commonest characters of printed Chinese: mojibake has next to none of them.
_COMMON = re.compile(
    "[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年工业企和，。、：]+"
)
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a body and the charset that gave them."""

    text: str
    charset: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of a body; what is declared, UTF-8 and gb18030 are weighed, a lie is repaired."""
    refuse_no_page(body)
    decoded = _by_bom(body)
    if decoded is None:
        plain = body.translate(None, _CONTROLS)
        _refuse_binary(len(body), len(plain))
        decoded = _by_charset(plain, _declared(body, content_type))
    text = decoded.text
    _refuse_garbage(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, decoded.charset)


def refuse_no_page(body: bytes) -> None:
    """Refuse what is told from size and first bytes alone, before any work is spent on it."""
    if not body or not body.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise Refused("empty body")
    if len(body) > LARGEST:
        raise Refused(f"body of {len(body)} bytes is over the limit of 10 MB")
    for magic, name in _MAGIC:
        if body.startswith(magic):
            raise Refused(f"{name}, not a page")


def _declared(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Charsets named by the header and by the first <meta>, known ones only, in that order."""
    header = _CHARSET.search(content_type or "")
    meta = _META_CHARSET.search(body[:_HEAD])
    names = [header.group(1)] if header else []
    names += [meta.group(1).decode("ascii", "replace")] if meta else []
    known = (_ALIASES.get(name.lower()) for name in names)
    return tuple(name for name in known if name)


def _by_bom(body: bytes) -> Decoded | None:
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return Decoded(
                body[len(bom) :].decode(charset, "replace").translate(_CONTROL_CHARACTERS), charset
            )
    return None


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        return None


def _by_charset(body: bytes, declared: tuple[str, ...]) -> Decoded:
    """Bytes that are valid UTF-8 with enough non-ASCII are UTF-8 whatever is declared; else the best reading.

    A short GBK text can be valid UTF-8 by chance (联通): then the declaration decides.
    """
    utf8 = _strict(body, "utf-8")
    if utf8 is not None and (not declared or _convincing(body, utf8)):
        return Decoded(utf8, "utf-8")
    for charset in declared:
        text = _strict(body, charset)
        if text is not None and charset == "gb18030":
            return Decoded(text, charset)
        if text is not None and (charset != "utf-8" or utf8 is not None):
            return _most_plausible(body, (charset, "gb18030"), strict=(charset,))
    return _most_plausible(body, (*declared, "utf-8", "gb18030"))


def _convincing(body: bytes, text: str) -> bool:
    """Whether valid UTF-8 is no accident: pure ASCII, or more than a handful of multi-byte characters."""
    extra = len(body) - len(text)
    return extra == 0 or extra > 12


def _most_plausible(body: bytes, charsets: tuple[str, ...], strict: tuple[str, ...] = ()) -> Decoded:
    """The reading with the best plausibility; on a tie the one named first."""
    readings = [Decoded(body.decode(c, "replace"), c) for c in dict.fromkeys((*strict, *charsets))]
    return max(readings, key=lambda reading: _plausibility(reading.text))


def _plausibility(text: str) -> float:
    """Share of common characters among Han, less what could not be decoded: mojibake scores near zero."""
    sample = text[:400_000]
    han = _characters(_HAN, sample)
    broken = sample.count("\ufffd") + sum(sample.count(c) for c in "锟斤拷")
    return _characters(_COMMON, sample) / (han + 20) - 3 * broken / (han + broken + 20)


def _characters(runs: re.Pattern[str], text: str) -> int:
    """How many characters the runs of a text have; a match for each of them would cost ten times as much."""
    return sum(map(len, runs.findall(text)))


def _refuse_binary(size: int, plain: int) -> None:
    if size - plain > size // 20 + 64:
        raise Refused("binary data, not a page")


def _refuse_garbage(text: str) -> None:
    """The U+FFFD gate: a text of which more than one character in a hundred is lost is not kept."""
    if not text or text.isspace():
        raise Refused("no text: only control characters")
    broken = text.count("\ufffd")
    if broken > 2 and broken * 100 > (han := _characters(_HAN, text)):
        raise Refused(f"undecodable: {broken} characters lost against {han} read")

"""Import (导入): saved pages, attachments, WARC files, folders and JSONL corpora, into the raw archive.

Nothing is read here beyond what tells a file from rubbish: the build reads. What cannot be taken is one clear
line and the rest goes on; unknown files in a folder are passed over in silence; the same bytes under the same
name are taken once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from cleaners.address import address_key
from cleaners.model import Lineage, Refused
from cleaners.page.decode import decode
from cleaners.page.sites import is_official
from crawler.saved_pages import files_beside, import_address, saved_from
from kb.archive import ArchiveWriter, Capture, members, salvage
from kb.home import Home, replica
from kb.state import State

SOURCE = "import"
JSONL_TYPE = "application/vnd.tiaowen.text+json"
PAGE_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}
FILE_TYPES = frozenset(
    {
        ".pdf", ".ofd", ".ceb", ".rtf", ".csv", ".zip", ".rar", ".7z",
        ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ppt", ".pptx", ".dps",
    }
)  # fmt: skip
LARGEST_PAGE = 20 * 1024 * 1024
LARGEST_FILE = 60 * 1024 * 1024
WHOLE_WARC_AT_MOST = 2 * 1024 * 1024 * 1024
ROTATE_BYTES = 256 * 1024 * 1024
# What a browser's WARC holds besides documents: image/png, text/css, application/json; charset=utf-8
NO_DOCUMENT = re.compile(r"image/|audio/|video/|font/|text/css|(?:text|application)/(?:x-)?(?:java|json)")
_HALF = re.compile("[\ud800-\udfff]")  # "\\ud83d" alone, which no file can hold
TEXT_FIELDS = ("title", "text", "url", "issuer", "doc_number", "published", "kind", "source")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken (未收): where, and one clear line why."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Imported:
    """The sum of an import (导入结果)."""

    taken: int
    held: int
    refused: int
    warc_files: tuple[str, ...]


class Import:
    """One import; iterate `take` for the refusals as they come, then `close`."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.state = State(home)
        recovered = salvage(home, SOURCE)
        self.state.add_imports((capture.url, capture.sha256) for capture in recovered)
        self._known = set(self.state.imported())
        self._writer: ArchiveWriter | None = None
        self._pending: list[tuple[str, str]] = []
        self._files: list[str] = []
        self.taken = self.held = self.refused = 0

    def take(self, path: Path) -> Iterator[Refusal]:
        """Take a path in; what is refused is yielded, the rest is in the archive."""
        for found in read_path(path):
            if isinstance(found, Refusal):
                self.refused += 1
                yield found
            else:
                self._add(found)

    def close(self) -> Imported:
        """Name the archive file, then remember what it holds."""
        self._flush()
        self.state.close()
        return Imported(self.taken, self.held, self.refused, tuple(self._files))

    def _add(self, capture: Capture) -> None:
        digest = hashlib.sha256(capture.body).hexdigest()
        if (capture.url, digest) in self._known:
            self.held += 1
            return
        self._writer = self._writer or ArchiveWriter(self.home, SOURCE)
        self._writer.add(replace(capture, sha256=digest))
        self._known.add((capture.url, digest))
        self._pending.append((capture.url, digest))
        self.taken += 1
        if self._writer.bytes_written >= ROTATE_BYTES:
            self._flush()

    def _flush(self) -> None:
        name = self._writer.close() if self._writer else None
        self._files += [name] if name else []
        self._writer = None
        self.state.add_imports(self._pending)
        self._pending = []


def read_path(path: Path) -> Iterator[Capture | Refusal]:
    """The records of a file, or of all known files of a folder in the order of their names."""
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file() and not _hidden(child, path) and _reader(child):
                yield from _read_file(child)
    elif refusal := refused_unread(path):
        yield refusal
    else:
        yield from _read_file(path)


def refused_unread(path: Path) -> Refusal | None:
    """Why a path is refused by its name alone; None for what must be read first."""
    if not path.exists():
        return Refusal(str(path), "no such file or folder")
    if not path.is_dir() and _reader(path) is None:
        return Refusal(str(path), f"an unknown kind of file: {path.suffix or 'no suffix'}")
    return None


def _read_file(path: Path) -> Iterator[Capture | Refusal]:
    read = _reader(path)
    assert read is not None
    try:
        yield from read(path)
    except OSError as error:
        yield Refusal(str(path), f"cannot be read: {error.strerror or error}")


def _reader(path: Path) -> Any:
    """What reads a file of this name; None for an unknown kind."""
    name = path.name.lower()
    if name.endswith((".warc", ".warc.gz")):
        return _read_warc
    if name.endswith((".jsonl", ".jsonl.gz")):
        return _read_jsonl
    if path.suffix.lower() in PAGE_TYPES:
        return _read_page
    return _read_attachment if path.suffix.lower() in FILE_TYPES else None


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _read_page(path: Path) -> Iterator[Capture | Refusal]:
    body, why = _bounded(path, LARGEST_PAGE, "page")
    if body is None:
        yield Refusal(str(path), why)
        return
    try:
        text = decode(body).text
    except Refused as refused:
        yield Refusal(str(path), refused.reason)
        return
    page = _imported(body, path.name, PAGE_TYPES[path.suffix.lower()])
    url = saved_from(body)
    yield replace(
        page,
        url=url or page.url,
        lineage=_lineage(url) if url else page.lineage,
        listed_fields=files_beside(text, path, FILE_TYPES, LARGEST_FILE),
    )


def _read_attachment(path: Path) -> Iterator[Capture | Refusal]:
    body, why = _bounded(path, LARGEST_FILE, "file")
    if body is None:
        yield Refusal(str(path), why)
        return
    yield replace(_imported(body, path.name, "application/octet-stream"), role="attachment")


def _bounded(path: Path, largest: int, kind: str) -> tuple[bytes | None, str]:
    """The bytes of a file, or None and why it is not taken."""
    size = path.stat().st_size
    if size == 0:
        return None, "an empty file"
    if size > largest:
        return None, f"{size:,} bytes, a {kind} is at most {largest:,}"
    return path.read_bytes(), ""


def _imported(body: bytes, name: str, content_type: str) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    return Capture(
        url=import_address(body, name),
        fetched_at=datetime.now(UTC),
        status=0,
        content_type=content_type,
        body=body,
        source=SOURCE,
        lineage="unknown",
        fictional=replica() is not None,  # a home of the sample portal holds nothing real
        sha256=digest,
    )


# -- JSONL corpora


def _read_jsonl(path: Path) -> Iterator[Capture | Refusal]:
    if path.stat().st_size == 0:
        yield Refusal(str(path), "an empty file")
        return
    packed = path.suffix.lower() == ".gz"
    number = 0
    with gzip.open(path, "rb") if packed else path.open("rb") as stream:
        try:
            while line := stream.readline(LARGEST_PAGE + 1):
                number += 1
                if len(line) > LARGEST_PAGE:
                    _skip_line(stream, line)
                    yield Refusal(f"{path} line {number}", f"longer than {LARGEST_PAGE:,} bytes")
                elif line.strip():
                    yield _read_line(line.strip(), path, number)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Refusal(f"{path} behind line {number}", f"a broken gzip file: {error}")


def _skip_line(stream: Any, begun: bytes) -> None:
    """Read past the rest of a line that is too long."""
    while begun and not begun.endswith(b"\n"):
        begun = stream.readline(LARGEST_PAGE)


def _read_line(line: bytes, path: Path, number: int) -> Capture | Refusal:
    where = f"{path} line {number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Refusal(where, f"not JSON: {error}")
    why = _line_fault(record)
    if why:
        return Refusal(where, why)
    capture = _imported(line, path.name, JSONL_TYPE)
    url = record.get("url")
    if not url:
        return capture
    return replace(capture, url=url.strip(), lineage=_lineage(url.strip()))


def _line_fault(record: object) -> str | None:
    """Why a line cannot be taken; null means absent."""
    if not isinstance(record, dict):
        return f"a JSON {type(record).__name__}, expected an object with title and text"
    for name in TEXT_FIELDS:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            return f"{name} is a {type(value).__name__}, expected text"
        if value is not None and _HALF.search(value):
            return f"{name} holds half a character"
    for name in ("text", "title"):
        if not (record.get(name) or "").strip():
            return f"no {name}"
    url = (record.get("url") or "").strip()
    if url and not (
        url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() and " " not in url
    ):
        return f"url is no http address: {url[:80]}"
    return None


def _lineage(url: str) -> Lineage:
    return "official" if is_official(url) else "unknown"


# -- WARC files


def _read_warc(path: Path) -> Iterator[Capture | Refusal]:
    """The pages and files of a WARC; a broken record is told with its offset, and the rest is read."""
    if path.stat().st_size == 0:
        yield Refusal(str(path), "an empty file")
        return
    if not path.name.lower().endswith(".gz"):
        with path.open("rb") as stream:
            yield from _warc_records(stream, str(path))
        return
    for member in members(path):
        where = f"{path} at byte {member.offset}"
        if member.fault:
            yield Refusal(where, f"a broken record: {member.fault}")
        else:
            yield from _warc_records(BytesIO(member.content), where)


def _warc_records(stream: Any, where: str) -> Iterator[Capture | Refusal]:
    records = iter(ArchiveIterator(stream, check_digests=True))
    seen = False
    while True:
        try:
            record = next(records)
            _check_headers(record)
            seen = True
            body = record.content_stream().read()
            left = record.raw_stream.read()
            found = _from_record(record, body, where) if not left else None
        except StopIteration:
            if not seen:
                yield Refusal(where, "no WARC record in it")
            return
        except Exception as error:  # warcio raises whatever its parsers and decoders do
            yield Refusal(where, f"a broken record: {_why_broken(error)}")
            return
        if found:
            yield found


def _check_headers(record: Any) -> None:
    """Any line of text passes for the header of an ARC record; only what says WARC is one."""
    if record.format != "warc":
        raise ArchiveLoadFailed("not in WARC format")
    if not record.rec_type:
        raise ArchiveLoadFailed("its headers name no WARC-Type")


def _why_broken(error: Exception) -> str:
    """What warcio says; where it trips over a header that is not there, its own words tell nothing."""
    if isinstance(error, AttributeError | TypeError):
        return "its headers are not whole"
    return " ".join(str(error).split())[:200] or type(error).__name__


def _from_record(record: Any, body: bytes, where: str) -> Capture | Refusal | None:
    """A response that was good, or a resource; every other record is passed over."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Refusal(where, f"a broken record: {url} ends early")
    if record.digest_checker.passed is False:
        return Refusal(where, f"a broken record: the digest of {url} does not match")
    http = record.http_headers
    wanted = record.rec_type == "response" and http and http.get_statuscode() == "200"
    if not (wanted or record.rec_type == "resource") or not body or not url.startswith(("http", "import:")):
        return None
    kind = http.get_header("Content-Type") if http else record.content_type
    if NO_DOCUMENT.match(kind or ""):
        return None
    if len(body) > LARGEST_FILE:
        return Refusal(where, f"{url} has {len(body):,} bytes, a file is at most {LARGEST_FILE:,}")
    return _from_parts(record, url, body)


def _from_parts(record: Any, url: str, body: bytes) -> Capture:
    http = record.http_headers
    content_type = http.get_header("Content-Type") if http else record.content_type
    coded = ("content-encoding", "transfer-encoding", "content-length")
    return Capture(
        url=url,
        fetched_at=_warc_date(record.rec_headers.get_header("WARC-Date")),
        status=200 if http else 0,
        content_type=content_type,
        headers=tuple(pair for pair in http.headers if pair[0].lower() not in coded) if http else (),
        body=body,
        source=SOURCE,
        lineage=_lineage(url),
        fictional=replica() is not None,
        role="attachment" if _is_file(url, content_type) else "page",
    )


def _is_file(url: str, content_type: str | None) -> bool:
    kind = (content_type or "").split(";")[0].strip().lower()
    suffix = Path(address_key(url).split("?")[0]).suffix.lower()
    return suffix in FILE_TYPES or kind.startswith(
        ("application/pdf", "application/msword", "application/vnd.o")
    )


def _warc_date(written: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""The raw archive (原始档案): every page fetched or imported, as WARC, append-only.

One file per source and run. It is written as `….warc.gz.open` under a lock and gets its name by rename after
fsync, so a named file is whole and never changes. Our own facts travel as X-Tiaowen-… headers of each record.
Reading trusts nothing: WARC readers accept a cut last record in silence, so every member must end and every
payload must have its digest; what fails is a BrokenRecord, never an exception in the middle of a night.
Bodies are kept after transfer and content decoding; the headers that told of these are kept by another name.

`var/warc/` holds what the build reads. `var/warc/visits/` holds the evidence of nights that brought nothing
new (304 and unchanged pages as revisit records, list answers): the build need not read it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self, cast
from urllib.parse import quote, unquote

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaners.model import Lineage
from kb.home import Home

SUFFIX = ".warc.gz"
OPEN = ".open"
MAX_RECORD = 256 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b\x08"
CHUNK = 1 << 16
REVISIT_PROFILES = {
    True: "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
    False: "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
}
# Headers that would make a reader decode a body that is already decoded (Browsertrix uses the same prefix).
DECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})

Role = Literal["page", "attachment", "list"]


@dataclass(frozen=True, slots=True)
class Capture:
    """One body at one moment (采集), with what the source knew of it.

    `status` is the HTTP status, 0 for an import. `url` is the address, or import:<sha256[:12]>/<file name>.
    `referrer` is the page that names an attachment; `related` the (title, url) of the interpretations that
    the list puts under the document; `deadline` the end of a public comment, exclusive; `listed_fields` the
    (label, value) pairs of the list, such as 发文字号; `tls` the order by which its host was trusted, where
    there was one. `warc_file` and `warc_offset` say where it lies.
    """

    url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    body: bytes
    source: str
    lineage: Lineage
    headers: tuple[tuple[str, str], ...] = ()
    rules: str | None = None
    tls: str | None = None
    publisher: str | None = None
    fictional: bool = False
    listed_title: str | None = None
    listed_date: date | None = None
    referrer: str | None = None
    related: tuple[tuple[str, str], ...] = ()
    role: Role = "page"
    deadline: datetime | None = None
    listed_fields: tuple[tuple[str, str], ...] = ()
    sha256: str = ""
    warc_file: str = ""
    warc_offset: int = -1


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be trusted (坏记录): the file, the byte offset, one clear line why."""

    name: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member of a file: its offset, the offset behind it, and its bytes or what is wrong with it."""

    offset: int
    end: int
    content: bytes = b""
    fault: str | None = None


class ArchiveBroken(Exception):
    """A record asked for by offset is not there or fails its digest."""


class ArchiveWriter:
    """Writes one archive file; `close` gives it its name, an empty one leaves no trace."""

    def __init__(self, home: Home, source: str, *, visits: bool = False) -> None:
        self.folder = visits_folder(home) if visits else home.warc
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self.name = f"{source}-{stamp}-{os.getpid()}{SUFFIX}"
        self._path = self.folder / (self.name + OPEN)
        self._file: BinaryIO = self._path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._warc = WARCWriter(self._file, gzip=True, warc_version="1.1")
        self.records = 0

    def add(self, capture: Capture) -> Capture:
        """Append one record; the capture comes back with its digest and its place."""
        digest = capture.sha256 or hashlib.sha256(capture.body).hexdigest()
        placed = replace(capture, sha256=digest, warc_file=self.name, warc_offset=self._file.tell())
        self._warc.write_record(_record(self._warc, placed, digest))
        self._file.flush()  # a kill leaves what was handed to the kernel
        self.records += 1
        return placed

    @property
    def bytes_written(self) -> int:
        return self._file.tell()

    def close(self) -> str | None:
        """Flush, fsync, rename; the name, or None when there was nothing to keep."""
        if self._file.closed:
            return None
        if not self.records:
            self._path.unlink()
            self._file.close()
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._path.rename(self.folder / self.name)
        _fsync_folder(self.folder)
        self._file.close()
        return self.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def visits_folder(home: Home) -> Path:
    """Where the evidence of unchanged pages lies."""
    return home.warc / "visits"


def names(home: Home) -> tuple[str, ...]:
    """The finished files that the build reads, sorted."""
    return _finished(home.warc)


def visit_names(home: Home) -> tuple[str, ...]:
    """The finished files of visits that brought nothing new, sorted."""
    return _finished(visits_folder(home))


def captures(home: Home, name: str) -> Iterator[Capture | BrokenRecord]:
    """The records of one file in order; a broken one is told, and the rest is read."""
    return _captures(_locate(home, name), name)


def read_at(home: Home, warc_file: str, offset: int) -> Capture:
    """One record as evidence; ArchiveBroken says what is wrong with it."""
    path = _locate(home, warc_file)
    if not path.is_file():
        raise ArchiveBroken(f"{warc_file}: no such archive file in {path.parent}")
    for member in members(path, start=offset):
        found = _read_member(warc_file, member)
        if isinstance(found, BrokenRecord):
            raise ArchiveBroken(f"{warc_file} at {offset}: {found.reason}")
        return found
    raise ArchiveBroken(f"{warc_file} at {offset}: behind the end of the file")


def salvage(home: Home, source: str) -> tuple[Capture, ...]:
    """Finish what a killed run left open: cut behind its last whole record, sync, name. The captures kept.

    A file that another process still writes is locked and is left alone. The record that the kill cut is
    dropped; its page was never marked as fetched, so it is fetched again.
    """
    kept: list[Capture] = []
    for folder in (home.warc, visits_folder(home)):
        for path in sorted(folder.glob(f"{source}-2*{SUFFIX}{OPEN}")):
            kept += _salvage_file(path)
    return tuple(kept)


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of a file; behind a broken one reading goes on at the next gzip mark."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        offset = start
        while offset < size:
            member = _member_at(stream, offset)
            yield member
            offset = member.end


def _member_at(stream: BinaryIO, offset: int) -> Member:
    stream.seek(offset)
    inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
    parts: list[bytes] = []
    held = 0
    while chunk := stream.read(CHUNK):
        try:
            part = inflate.decompress(chunk, MAX_RECORD + 1 - held)
        except zlib.error as error:
            return Member(offset, _next_mark(stream, offset + 1), fault=f"not gzip: {error}")
        parts.append(part)
        held += len(part)
        if held > MAX_RECORD:
            return Member(offset, _next_mark(stream, offset + 1), fault=f"larger than {MAX_RECORD} bytes")
        if inflate.eof:
            return Member(offset, stream.tell() - len(inflate.unused_data), b"".join(parts))
    return Member(offset, stream.seek(0, os.SEEK_END), fault="the file ends inside this record")


def _next_mark(stream: BinaryIO, offset: int) -> int:
    """The offset of the next gzip mark at or behind `offset`, else the end of the file."""
    stream.seek(offset)
    tail = b""
    while chunk := stream.read(CHUNK):
        window = tail + chunk
        at = window.find(GZIP_MAGIC)
        if at >= 0:
            return stream.tell() - len(window) + at
        tail = window[-2:]
    return stream.tell()


def _finished(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.glob(f"*{SUFFIX}")))


def _locate(home: Home, name: str) -> Path:
    path = home.warc / name
    return path if path.is_file() else visits_folder(home) / name


def _captures(path: Path, name: str) -> Iterator[Capture | BrokenRecord]:
    for member in members(path):
        yield _read_member(name, member)


def _salvage_file(path: Path) -> list[Capture]:
    """Finish one leftover file; nothing when its writer is alive."""
    name = path.name.removesuffix(OPEN)
    with path.open("r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return []
        kept: list[Capture] = []
        end = 0
        for member in members(path):
            found = _read_member(name, member)
            if isinstance(found, BrokenRecord):
                break
            kept.append(found)
            end = member.end
        if not kept:
            path.unlink()
            return []
        stream.truncate(end)
        os.fsync(stream.fileno())
    path.rename(path.with_name(name))
    _fsync_folder(path.parent)
    return kept


def _fsync_folder(folder: Path) -> None:
    """A rename is only durable when the folder is synced too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _record(warc: Any, capture: Capture, digest: str) -> Any:
    """The WARC record of a capture: resource for an import, revisit for a 304, else response."""
    kind = "resource" if capture.status == 0 else "revisit" if not capture.body else "response"
    facts = {
        "WARC-Date": capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Payload-Digest": f"sha256:{digest}",
        **_own_headers(capture),
    }
    if kind == "revisit":
        facts["WARC-Profile"] = REVISIT_PROFILES[capture.status == 304]
    http = None if kind == "resource" else _http_headers(capture)
    return warc.create_warc_record(
        _written_url(capture.url),
        kind,
        payload=BytesIO(capture.body),
        length=len(capture.body),
        warc_content_type=capture.content_type or "application/octet-stream" if kind == "resource" else "",
        warc_headers_dict=facts,
        http_headers=http,
    )


def _http_headers(capture: Capture) -> Any:
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in DECODED else name, value)
        for name, value in capture.headers
    ]
    kept.append(("Content-Length", str(len(capture.body))))
    return StatusAndHeaders(str(capture.status), kept, protocol="HTTP/1.1")


def _own_headers(capture: Capture) -> dict[str, str]:
    """The facts that are ours; values are percent-encoded UTF-8, absent ones are not written."""
    facts = {
        "Source": capture.source,
        "Lineage": capture.lineage,
        "Role": capture.role,
        "Rules": capture.rules,
        "TLS": capture.tls,
        "Publisher": capture.publisher,
        "Fictional": "1" if capture.fictional else None,
        "Listed-Title": capture.listed_title,
        "Listed-Date": capture.listed_date.isoformat() if capture.listed_date else None,
        "Referrer": capture.referrer,
        "Related": json.dumps(capture.related, ensure_ascii=False) if capture.related else None,
        "Deadline": capture.deadline.astimezone(UTC).isoformat() if capture.deadline else None,
        "Listed-Fields": json.dumps(capture.listed_fields, ensure_ascii=False)
        if capture.listed_fields
        else None,
    }
    return {f"X-Tiaowen-{name}": quote(value, safe=" ") for name, value in facts.items() if value}


def _read_member(name: str, member: Member) -> Capture | BrokenRecord:
    """One member as a capture, or why not."""
    if member.fault:
        return BrokenRecord(name, member.offset, member.fault)
    try:
        record = ArcWarcRecordLoader().parse_record_stream(BytesIO(member.content), known_format="warc")
        body = cast(bytes, record.raw_stream.read())
        capture = _capture(record, body, name, member.offset)
    except Exception as error:  # warcio raises whatever its parsers do: StopIteration, KeyError, ValueError …
        return BrokenRecord(name, member.offset, f"not a WARC record: {type(error).__name__} {error}")
    fault = _digest_fault(record, body)
    return BrokenRecord(name, member.offset, fault) if fault else capture


def _digest_fault(record: Any, body: bytes) -> str | None:
    """Why the payload cannot be trusted; a revisit carries the digest of a body it does not hold."""
    if record.rec_type == "revisit":
        return None
    told = record.rec_headers.get_header("WARC-Payload-Digest") or "none"
    found = f"sha256:{hashlib.sha256(body).hexdigest()}"
    return None if told == found else f"payload digest is {found}, the record says {told}"


def _capture(record: Any, body: bytes, name: str, offset: int) -> Capture:
    header = record.rec_headers.get_header

    def own(fact: str) -> str | None:
        value = header(f"X-Tiaowen-{fact}")
        return unquote(value) if value else None

    http = record.http_headers
    listed, deadline = own("Listed-Date"), own("Deadline")
    return Capture(
        url=_read_url(header("WARC-Target-URI")),
        fetched_at=datetime.strptime(header("WARC-Date"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        status=int(http.get_statuscode()) if http else 0,
        content_type=http.get_header("Content-Type") if http else record.content_type,
        body=body,
        source=own("Source") or "",
        lineage=cast(Lineage, own("Lineage") or "unknown"),
        headers=tuple(http.headers) if http else (),
        rules=own("Rules"),
        tls=own("TLS"),
        publisher=own("Publisher"),
        fictional=own("Fictional") == "1",
        listed_title=own("Listed-Title"),
        listed_date=date.fromisoformat(listed) if listed else None,
        referrer=own("Referrer"),
        related=tuple((title, url) for title, url in json.loads(own("Related") or "[]")),
        role=cast(Role, own("Role") or "page"),
        deadline=datetime.fromisoformat(deadline) if deadline else None,
        listed_fields=tuple((label, value) for label, value in json.loads(own("Listed-Fields") or "[]")),
        sha256=header("WARC-Payload-Digest").removeprefix("sha256:"),
        warc_file=name,
        warc_offset=offset,
    )


def _written_url(url: str) -> str:
    """import: addresses hold file names in any script; a WARC target is ASCII."""
    return quote(url, safe=":/") if url.startswith("import:") else url


def _read_url(url: str) -> str:
    return unquote(url) if url.startswith("import:") else url

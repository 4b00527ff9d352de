"""From one capture to its snapshot (读取): what a page, a text record or a file says, or why it is refused.

Nothing here raises for a bad document: a refusal is a row with its reason. Lists and feeds are no content.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote, urlsplit

from cleaners import clean_page
from cleaners.address import address_key, neutral_host
from cleaners.attachments import kind_of
from cleaners.files.html_tables import read_html_tables
from cleaners.list_heads import names_holders
from cleaners.lists import list_rows
from cleaners.model import (
    NONE,
    OFFICIAL,
    Attachment,
    Boilerplate,
    Edges,
    Header,
    ListRow,
    Page,
    Refused,
    Removed,
)
from cleaners.normalise import fold
from cleaners.official.dates import parse_date
from cleaners.official.header import read_header
from cleaners.official.imprint import cut_imprint
from cleaners.official.red_head import part_red_head
from cleaners.official.regions import is_whole_region
from cleaners.page.sites import UnknownRules, host_of, rules_named
from kb.archive import Capture
from kb.rows import ListedRow, RemovedRow, SnapshotRow
from pipeline.converting import read_or_convert

TEXT_RECORD = "application/vnd.tiaowen.text+json"
BEIJING = timezone(timedelta(hours=8))
# What may stand in a text record beside title and text, and the label a site table would give it.
_LABELS = (("doc_number", "发文字号"), ("issuer", "发文机关"), ("kind", "公文种类"))
_FILES = frozenset(
    {"docx", "xlsx", "xls", "pdf", "doc", "works", "ole", "encrypted", "ofd", "zip", "rar", "7z"}
    | {"wordml", "sheetml", "odf", "pptx", "package"}
)
_IMAGES = frozenset({"rtf", "png", "jpg", "gif"})
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")  # and halves of characters

# 第一批绿色工厂名单, 附件：通过复核的企业名录（共12家）
_CALLED = re.compile(r"(?:名单|名录)\s{0,3}(?:[（(][^（）()]{1,30}[）)])?\s{0,3}[：:]?$")
# What a text with a list in it has: the head of a table, or a region over its rows
_LISTING = re.compile(r"^(?:序号|编号)\t|^.{2,12}[（(]\s{0,2}\d{1,5}\s{0,2}[个家项]\s{0,2}[)）]$", re.M)

_ENTRY = re.compile(r"\s{0,4}[0-9０-９]{1,5}\s?[.．、]")

_FILE_BESIDE = "附件文件"  # the label of a file beside an imported page, as crawler/saved_pages.py writes it
_BESIDE = "https://beside.invalid/"  # what the links of a page without an address are relative to

ReadFile = Callable[[bytes, str], Attachment]


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot read, what was cut from it, the lines that tell its site, and the rows of its lists."""

    snapshot: SnapshotRow
    removed: tuple[RemovedRow, ...] = ()
    edges: Edges | None = None
    listed: tuple[ListedRow, ...] = ()


def site_of(capture: Capture) -> str:
    """The site that a page may teach and be cut by; empty for official sources and pages without address."""
    if capture.lineage in OFFICIAL or capture.role != "page" or not capture.url.startswith("http"):
        return ""
    return neutral_host(host_of(capture.url))


def take(capture: Capture, boilerplate: Boilerplate = NONE) -> Taken | None:
    """Read one capture; None for what is no content: lists, feeds, revisits."""
    if capture.role == "list" or (not capture.body and capture.status != 0):
        return None
    blank = _blank(capture)
    try:
        return _storable(_read(capture, blank, boilerplate))
    except Refused as refusal:
        return Taken(replace(blank, status="refused", reason=refusal.reason))
    except Exception as error:  # one bad document never stops the build; its row says what happened
        reason = f"{type(error).__name__}: {str(error).splitlines()[0][:160] if str(error) else 'no message'}"
        return Taken(replace(blank, status="refused", reason=reason))


def _storable(taken: Taken) -> Taken:
    """Refused when a row holds half a character, which no file of ours can: "\\ud83d" in a front matter."""
    snapshot = taken.snapshot
    said = (snapshot.title, snapshot.text, snapshot.origin, snapshot.author, snapshot.editor, snapshot.header)
    cut = (removed.quote for removed in taken.removed)
    links = (part for pair in snapshot.attachments for part in pair)
    try:
        "\n".join(part for part in (*said, *cut, *links) if part).encode()
    except UnicodeEncodeError as error:
        raise Refused("it holds half a character") from error
    return taken


def utc(moment: datetime) -> str:
    """A moment as the store keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stored_moment(moment: date | datetime | None) -> str | None:
    """A date, or a moment in UTC."""
    return utc(moment) if isinstance(moment, datetime) else moment.isoformat() if moment else None


def day_in_beijing(stored: str | None) -> date | None:
    """The day of a stored date or moment, as it was printed."""
    if stored is None or "T" not in stored:
        return date.fromisoformat(stored) if stored else None
    return datetime.fromisoformat(stored).astimezone(BEIJING).date()


def _blank(capture: Capture) -> SnapshotRow:
    """The row of a capture before it is read."""
    fetched = utc(capture.fetched_at)
    digest = capture.sha256 or hashlib.sha256(capture.body).hexdigest()
    name = hashlib.sha256("\n".join((capture.url, fetched, digest)).encode()).hexdigest()[:16]
    return SnapshotRow(
        id=name,
        manifestation=address_key(capture.url),
        url=capture.url,
        fetched_at=fetched,
        content_type=capture.content_type,
        body_sha256=digest,
        body_bytes=len(capture.body),
        warc_file=capture.warc_file,
        warc_offset=capture.warc_offset,
        source=capture.source,
        publisher=capture.publisher,
        lineage=capture.lineage,
        fictional=int(capture.fictional),
        rules=capture.rules,
        status="ok",
        title=plain(capture.listed_title) if capture.listed_title else None,
        published=stored_moment(capture.listed_date),
        related=capture.related,
        deadline=utc(capture.deadline) if capture.deadline else None,
    )


def _read(capture: Capture, blank: SnapshotRow, boilerplate: Boilerplate) -> Taken:
    if not capture.body:
        raise Refused("an empty file")
    if (capture.content_type or "").startswith(TEXT_RECORD):
        return Taken(_text_record(capture.body, blank))
    kind = kind_of(capture.body)
    if capture.role == "attachment" or kind in _FILES or kind in _IMAGES:
        return _file(capture, blank)
    return _page(capture, blank, boilerplate)


def _page(capture: Capture, blank: SnapshotRow, boilerplate: Boilerplate) -> Taken:
    """A page in HTML, Markdown or plain text."""
    try:
        rules = rules_named(capture.rules) if capture.rules else None
    except UnknownRules as error:
        raise Refused(f"no rule set is named {capture.rules}") from error
    beside = _files_beside(capture)
    page = clean_page(
        capture.body,
        url=_BESIDE if beside and capture.url.startswith("import:") else capture.url,
        content_type=capture.content_type,
        rules=rules,
        boilerplate=boilerplate,
    )
    snapshot = replace(
        blank,
        rules=page.rules,
        status="body_in_attachment" if page.body_in_attachment else "ok",
        charset=page.charset,
        title=page.title or blank.title,
        text=page.text,
        published=stored_moment(page.published) or blank.published,
        origin=page.source,
        author=page.author,
        editor=page.editor,
        header=header_json(with_listed(page.header, page.title, capture.listed_fields)),
        attachments=tuple(
            (name, beside.get(file_name(url), url))
            for name, url in page.attachments
            if file_name(url) in beside or not url.startswith(_BESIDE)
        ),
        stock_codes=page.stock_codes,
    )
    removed = tuple(_removed(blank.id, place, cut) for place, cut in enumerate(page.removed, start=1))
    listed = _listed(blank.id, rows_of_page(capture.body, page))
    return Taken(snapshot, removed, page.edges, listed)


def _files_beside(capture: Capture) -> dict[str, str]:
    """The files that lay beside an imported page: their import addresses by the name that it links to."""
    pairs = (value.split("\n", 1) for label, value in capture.listed_fields if label == _FILE_BESIDE)
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def with_listed(header: Header | None, title: str, fields: tuple[tuple[str, str], ...]) -> Header | None:
    """A header with what only the list says of the document: a page's own word always stands."""
    listed = read_header("", title=title or None, fields=fields) if fields else None
    if header is None or listed is None:
        return header or listed
    silent = [name for name in _LISTED if getattr(header, name) in (None, ())]
    return replace(header, **{name: getattr(listed, name) for name in silent})


def _text_record(body: bytes, blank: SnapshotRow) -> SnapshotRow:
    """One line of a JSONL corpus: its text is taken as it is."""
    try:
        record = json.loads(body)
    except ValueError as error:
        raise Refused("a JSONL line that is no JSON") from error
    if not isinstance(record, dict):
        raise Refused("a JSONL line that is no object")
    text = plain(_field(record, "text") or "")
    if not text.strip():
        raise Refused("a JSONL line without text")
    fields = [(label, value) for name, label in _LABELS if (value := _field(record, name))]
    title = _field(record, "title")
    header = read_header(text, title=title, fields=fields)
    published = parse_date(_field(record, "published") or "")
    return replace(
        blank,
        charset="utf-8",
        title=title or (header.title if header else None) or text.strip().splitlines()[0][:80],
        text=text,
        published=stored_moment(published) or blank.published,
        origin=_field(record, "source"),
        header=header_json(header),
    )


def _field(record: dict[str, Any], name: str) -> str | None:
    """A field of a text record; null and the empty string mean absent, anything but text is refused."""
    value = record.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Refused(f"a JSONL line whose {name} is no text")
    return _CONTROLS.sub("", value).strip() if name != "text" else value


def plain(text: str) -> str:
    """Text with one kind of line end and without control characters."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _file(capture: Capture, blank: SnapshotRow) -> Taken:
    """An attachment, read in the sandbox; its title is what it prints, else its name."""
    name = file_name(capture.url)
    read = read_or_convert(capture.body, name=name)
    if read.status == "corrupt" and capture.url.startswith("import:"):  # no page names it: it is all there is
        raise Refused(f"a damaged {read.kind} file: {'; '.join(read.notes)}")
    text, header, cut = as_document(plain(read.text))
    rows = list_rows(read)
    snapshot = replace(
        blank,
        status="attachment",
        reason=read.status,
        file_kind=read.kind,
        file_rows=len(rows),
        title=blank.title or (header.title if header else None) or name.rsplit(".", 1)[0],
        text=text or None,
        header=header_json(header),
    )
    removed = enumerate((*read.removed, *cut), start=1)
    cuts = tuple(_removed(blank.id, place, cut) for place, cut in removed)
    return Taken(snapshot, cuts, None, _listed(blank.id, rows))


def rows_of_page(body: bytes, page: Page) -> tuple[ListRow, ...]:
    """The rows of the lists in the text of a page: of its tables, else of lines below 省（N个） headings.

    The flattened text has lost the merged cells, so tables are read from the markup; what stands in a table
    outside the text is not the page's own.
    """
    if not any(holds(page.text) for holds in (_LISTING.search, _has_region_lines, _has_bare_list)):
        return ()
    if "\t" in page.text:
        tables = read_html_tables(body.decode(page.charset, errors="replace"))
        text = fold(page.text)
        return tuple(row for row in list_rows(tables) if fold(row.name) in text)
    rows = list_rows(Attachment("ok", "txt", text=page.text))
    return rows if rows and all(row.region or row.seq is None for row in rows) else ()


def _has_bare_list(text: str) -> bool:
    """Whether a table is headed as lists of holders are, or a line calls what follows it a list."""
    return any(
        _CALLED.search(line) or ("\t" in line and any(map(names_holders, line.split("\t"))))
        for line in text.split("\n")
    )


def _has_region_lines(text: str) -> bool:
    """Whether a region stands alone in a line over numbered ones: 浙江省 ⏎ 1.某公司."""
    lines = text.split("\n")
    pairs = itertools.pairwise(lines)
    return any(_ENTRY.match(below) and is_whole_region(line.strip()) for line, below in pairs)


def _listed(snapshot: str, rows: Sequence[ListRow]) -> tuple[ListedRow, ...]:
    """The rows as they are kept."""
    return tuple(
        ListedRow(
            snapshot=snapshot,
            ordinal=ordinal,
            seq=row.seq,
            region=row.region,
            name=row.name,
            heads=row.heads,
            cells=row.cells,
            page=row.page,
            tab=row.table,
            line=row.row,
        )
        for ordinal, row in enumerate(rows, start=1)
    )


def _removed(snapshot: str, place: int, cut: Removed) -> RemovedRow:
    return RemovedRow(snapshot, place, cut.rule, cut.quote, cut.line, cut.at, cut.put)


def as_document(text: str) -> tuple[str, Header | None, tuple[Removed, ...]]:
    """A file's text without the head and the foot of an official one, its header, and what was cut."""
    lines = tuple(text.split("\n"))
    header = read_header(text) if text.strip() else None
    if header is None:
        return text, None, ()
    parted = part_red_head(lines)
    kept, foot = cut_imprint(parted.rest)
    head = tuple(Removed("red_head", line) for line in parted.head)
    return ("\n".join(kept), header, head + foot) if head or foot else (text, header, ())


def file_name(url: str) -> str:
    """The name of a file by its address."""
    path = url.removeprefix("import:") if url.startswith("import:") else unquote(urlsplit(url).path)
    return path.rsplit("/", 1)[-1] or path


_DATES = frozenset({"date_document", "date_publication", "date_printed"})
_LISTED = ("doc_number", "issuers", "date_document", "index_number", "subject", "kind")
_TUPLES = frozenset({"issuers", "attachment_note", "keywords"})


def header_json(header: Header | None) -> str | None:
    """A header as JSON, only what is printed."""
    if header is None:
        return None
    fields = {name: getattr(header, name) for name in Header.__dataclass_fields__}
    held = {name: value for name, value in fields.items() if value not in (None, ())}
    return json.dumps(held, ensure_ascii=False, default=lambda value: value.isoformat())


def header_of(stored: str | None) -> Header | None:
    """The header that header_json wrote."""
    if stored is None:
        return None
    fields: dict[str, Any] = json.loads(stored)
    for name in fields.keys() & _DATES:
        fields[name] = date.fromisoformat(fields[name])
    for name in fields.keys() & _TUPLES:
        fields[name] = tuple(fields[name])
    return Header(**fields)

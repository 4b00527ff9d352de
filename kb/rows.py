"""The rows of kb.db as frozen records (行): one class a table, its fields the table's columns in their order.

Times and dates are the strings the table holds (UTC ISO 8601, YYYY-MM-DD). Columns that hold JSON arrays are
tuples here. `decode` reads a row, `encode` writes one; nothing else knows how a column is stored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar

Row = TypeVar("Row")

# Fields that are JSON arrays in the table.
_JSON = frozenset(
    {
        "issuers",
        "spans",
        "attachments",
        "related",
        "stock_codes",
        "first",
        "last",
        "beside",
        "cut",
        "examples",
        "differs",
        "touches",
        "aliases",
        "heads",
        "cells",
        "doubts",
    }
)


@dataclass(frozen=True, slots=True)
class ArchiveFileRow:
    """An archive file read (原始档案)."""

    name: str
    records: int
    broken: int


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """The bytes at one moment (快照), and what was read from them."""

    id: str
    manifestation: str
    url: str
    fetched_at: str
    content_type: str | None
    body_sha256: str
    body_bytes: int
    warc_file: str
    warc_offset: int
    source: str
    publisher: str | None
    lineage: str
    fictional: int
    rules: str | None
    status: str
    reason: str | None = None
    file_kind: str | None = None
    file_rows: int = 0
    charset: str | None = None
    title: str | None = None
    text: str | None = None
    published: str | None = None
    origin: str | None = None
    author: str | None = None
    editor: str | None = None
    header: str | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    deadline: str | None = None
    stock_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """What was cut from a snapshot (删除记录); `line`, `at` and `put` as in cleaners.model.Removed."""

    snapshot: str
    ordinal: int
    rule: str
    quote: str
    line: int | None = None
    at: int | None = None
    put: str = ""


@dataclass(frozen=True, slots=True)
class PageEdgesRow:
    """The lines of a snapshot that could be its site's own (边缘)."""

    snapshot: str
    site: str
    address: str
    title: str
    whole: int
    first: tuple[str, ...]
    last: tuple[str, ...]
    beside: tuple[str, ...]
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnedLineRow:
    """A line learned to be furniture of a site (样板行)."""

    site: str
    key: str
    line: str
    pages: int
    outside: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoldingKeyRow:
    """What a manifestation may share with another (归并键)."""

    key: str
    manifestation: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A document (文件)."""

    id: str
    title: str
    title_key: str
    role: str
    kind: str | None
    doc_number: str | None
    issuers: tuple[str, ...]
    carrier: str | None
    ordinal: int
    date_document: str | None
    date_publication: str | None
    date_in_force: str | None
    date_no_longer_in_force: str | None
    status: str
    status_evidence: str | None
    lineage: str
    source: str
    url: str
    programme: str | None
    region: str | None
    fictional: int
    fingerprint: str
    change: str | None = None
    date_changed: str | None = None


@dataclass(frozen=True, slots=True)
class OwnStandingRow:
    """What a work says of its own force (自述效力), set aside while another repeals, amends or extends it."""

    work: str
    status: str
    status_evidence: str | None
    date_no_longer_in_force: str | None
    fingerprint: str
    becomes: str


@dataclass(frozen=True, slots=True)
class ExpressionRow:
    """The wording of a work at a date (文本)."""

    id: str
    work: str
    stage: str
    date: str | None
    snapshot: str
    repeats: int
    articles: int
    articles_known: int
    text: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class ManifestationRow:
    """One address of a work (载体)."""

    id: str
    work: str | None
    url: str
    lineage: str
    source: str
    title: str | None
    first_seen: str
    last_seen: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """A numbered unit of an expression (条款); start and end are offsets in the snapshot's text."""

    expression: str
    eid: str
    work: str
    ordinal: int
    kind: str
    parent: str | None
    label: str
    heading: str
    path: str
    text: str
    status: str
    snapshot: str
    start: int
    end: int
    spans: tuple[tuple[int, int, int], ...]
    is_hit: int


@dataclass(frozen=True, slots=True)
class FormerProvisionRow(ProvisionRow):
    """A numbered unit of an expression that has ended (旧条款)."""


@dataclass(frozen=True, slots=True)
class LacunaRow:
    """A provision known to be missing (阙文)."""

    expression: str
    eid: str


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """Text that could be given no place (未定位)."""

    expression: str
    ordinal: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A copy laid beside a damaged base text (见证本): witness k of the provisions' spans."""

    expression: str
    witness: int
    role: str
    manifestation: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class RelationRow:
    """How two works or provisions belong together (关系); the quote stands at start:end of the snapshot."""

    from_work: str
    from_eid: str
    kind: str
    to_work: str
    to_eid: str
    quote: str = ""
    snapshot: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """Until when the public may comment on a draft (征求意见期限): `last_day` inclusive, `ends` exclusive."""

    work: str
    basis: str
    last_day: str
    ends: str | None
    quote: str
    snapshot: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that a page names (附件); `snapshot` is None while the file is not held."""

    manifestation: str
    ordinal: int
    name: str
    url: str
    snapshot: str | None
    status: str
    kind: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class CollationRow:
    """A copy laid beside its original (对校): shares of sentences that stand in both, and what differs."""

    manifestation: str
    work: str
    snapshot: str
    base: str
    verbatim: float
    held: float
    missing: int
    added: int
    altered: int


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One difference of a copy (异文); start and end are offsets in the text of the copy."""

    manifestation: str
    ordinal: int
    kind: str
    work: str
    eid: str
    base_text: str
    text: str
    differs: tuple[tuple[str, str], ...]
    touches: tuple[str, ...]
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term that a provision defines (术语); `sense` is means or includes."""

    term_key: str
    work: str
    eid: str
    term: str
    aliases: tuple[str, ...]
    sense: str
    text: str
    snapshot: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list (名单行), as printed; `tab` and `line` say where in the snapshot."""

    snapshot: str
    ordinal: int
    seq: int | None
    region: str
    name: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]
    page: int
    tab: int
    line: int


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """What a sentence announces (认定事项), and for how long; its holders are events."""

    work: str
    ordinal: int
    type: str
    programme: str | None
    batch: str
    day: str | None
    day_basis: str | None
    published: str | None
    declared: int | None
    extracted: int
    doubts: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    years: int | None
    extends: int
    validity_basis: str
    validity_quote: str
    lineage: str
    eid: str
    quote: str
    snapshot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """What happened to a holder (认定事件)."""

    id: str
    work: str
    announcement: int
    type: str
    programme: str | None
    batch: str
    holder_key: str
    holder: str
    old_name: str
    region: str
    province: str | None
    county: str | None
    county_table: str | None
    product: str
    outcome: str
    seq: int | None
    list: str | None
    list_row: int | None
    review: str
    reason: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A time in which something may be done (期间): both days inclusive."""

    work: str
    ordinal: int
    kind: str
    programme: str | None
    opens: str | None
    closes: str | None
    basis: str
    again: int
    eid: str
    quote: str
    snapshot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DutyRow:
    """What must be done every year or by a day (义务)."""

    work: str
    ordinal: int
    programme: str | None
    what: str
    who: str | None
    year: int | None
    month: int
    day: int
    eid: str
    quote: str
    snapshot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """A number that a text gives for a programme (数量): a target when `by` is set, else a claim."""

    work: str
    ordinal: int
    programme: str
    value: int
    unit: str
    level: str | None
    by: int | None
    since: int | None
    region: str | None
    basis: str | None
    part_of: str | None
    parts: int | None
    modality: str
    approximate: int
    speaker: str | None
    lineage: str
    eid: str
    quote: str
    snapshot: str
    start: int
    end: int


# The table of each class.
TABLES: dict[type[Any], str] = {
    ArchiveFileRow: "archive_files",
    SnapshotRow: "snapshots",
    RemovedRow: "removed",
    PageEdgesRow: "page_edges",
    LearnedLineRow: "learned_lines",
    FoldingKeyRow: "folding_keys",
    WorkRow: "works",
    OwnStandingRow: "own_standings",
    ExpressionRow: "expressions",
    ManifestationRow: "manifestations",
    ProvisionRow: "provisions",
    FormerProvisionRow: "former_provisions",
    LacunaRow: "lacunae",
    UnplacedRow: "unplaced",
    WitnessRow: "witnesses",
    RelationRow: "relations",
    DeadlineRow: "deadlines",
    AttachmentRow: "attachments",
    CollationRow: "collations",
    VariantRow: "variants",
    TermRow: "glossary",
    ListedRow: "list_rows",
    AnnouncementRow: "announcements",
    EventRow: "events",
    WindowRow: "windows",
    DutyRow: "duties",
    QuantityRow: "quantities",
}


# What decode and encode need of each class: its columns, where its JSON stands, and its values at once.
_COLUMNS = {row_type: tuple(field.name for field in fields(row_type)) for row_type in TABLES}
_JSON_PLACES = {t: tuple(i for i, name in enumerate(names) if name in _JSON) for t, names in _COLUMNS.items()}
_VALUES = {row_type: attrgetter(*names) for row_type, names in _COLUMNS.items()}


def columns(row_type: type[Any]) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return _COLUMNS[row_type]


def selected(row_type: type[Any]) -> str:
    """`SELECT … FROM …` of a table, all columns by name."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS[row_type])
    return f"SELECT {names} FROM {TABLES[row_type]}"


def _tuples(value: Any) -> Any:
    """JSON arrays as tuples, all the way down."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def decode(row_type: type[Row], stored: Sequence[Any]) -> Row:
    """The record of a stored row."""
    places = _JSON_PLACES[row_type]
    if not places:
        return row_type(*stored)
    values = list(stored)
    for place in places:
        values[place] = _tuples(json.loads(values[place]))
    return row_type(*values)


def encode(record: Any) -> tuple[Any, ...]:
    """The stored form of a record; equal records have equal forms."""
    stored: tuple[Any, ...] = _VALUES[type(record)](record)
    places = _JSON_PLACES[type(record)]
    if not places:
        return stored
    values = list(stored)
    for place in places:
        values[place] = json.dumps(values[place], ensure_ascii=False, separators=(",", ":"))
    return tuple(values)

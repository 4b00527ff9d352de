"""The reader's door to kb.db (读库): read-only, the standard library alone, quick to import.

Base opens one kb.db and answers with the records of kb/rows.py. It never writes, and it refuses a base that
is missing, empty or of another version with the command that mends it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cleaners.normalise import fold
from kb.rows import (
    AnnouncementRow,
    AttachmentRow,
    CollationRow,
    DeadlineRow,
    DutyRow,
    EventRow,
    ExpressionRow,
    FormerProvisionRow,
    LearnedLineRow,
    ListedRow,
    ManifestationRow,
    ProvisionRow,
    QuantityRow,
    RelationRow,
    RemovedRow,
    SnapshotRow,
    TermRow,
    UnplacedRow,
    VariantRow,
    WindowRow,
    WitnessRow,
    WorkRow,
    decode,
    selected,
)

__all__ = [
    "SCHEMA_VERSION",
    "AnnouncementRow",
    "AttachmentRow",
    "Base",
    "BaseEmpty",
    "BaseMissing",
    "BaseOutdated",
    "BaseUnreadable",
    "CollationRow",
    "Coverage",
    "DeadlineRow",
    "DutyRow",
    "Entry",
    "EventRow",
    "ExpressionRow",
    "ListedRow",
    "ManifestationRow",
    "ProvisionRow",
    "QuantityRow",
    "RelationRow",
    "RemovedRow",
    "SnapshotRow",
    "TermRow",
    "UnplacedRow",
    "VariantRow",
    "WindowRow",
    "WitnessRow",
    "WorkRow",
    "title_key",
]

SCHEMA_VERSION = 11  # PRAGMA user_version of kb.db; raise it with every change of schema.sql

# The marks around a title, as fold() leaves them: 《…》 stay, 〈…〉 stay.
_TITLE_MARKS = re.compile(r"[《》〈〉<>]")
# The year of an amendment behind a title: "(2018修正)", "(2023年修订)".
_AMENDED = re.compile(r"\([0-9]{4}年?(?:[0-9]{1,2}月)?(?:第[一二三四五六七八九十]次)?(?:修正|修订|修改)\)$")
_STATE = "中华人民共和国"

Row = TypeVar("Row")


class BaseUnreadable(Exception):
    """kb.db cannot answer; the message is one line and names the command that mends it."""


class BaseMissing(BaseUnreadable):
    """There is no kb.db, or the file is none."""


class BaseEmpty(BaseUnreadable):
    """kb.db holds nothing yet."""


class BaseOutdated(BaseUnreadable):
    """kb.db has another schema version than this program."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit of search (条目): one hit with all that the index keeps of it.

    `doc_number` of a carried instrument is its carrier's; `carrier_title` is the notice that issues it.
    """

    key: str
    work: str
    eid: str
    ordinal: int
    title: str
    path: str
    label: str
    heading: str
    text: str
    role: str
    kind: str | None
    doc_number: str | None
    carrier: str | None
    carrier_title: str | None
    issuers: tuple[str, ...]
    status: str
    lineage: str
    source: str
    url: str
    programme: str | None
    region: str | None
    date_document: str | None
    date_publication: str | None
    date_in_force: str | None
    date_no_longer_in_force: str | None
    fictional: bool
    change: str | None = None
    date_changed: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the base holds (覆盖): so that an empty answer is not mistaken for absence."""

    works: int
    instruments: int
    notices: int
    news: int
    hits: int
    snapshots: int
    refused: int
    first_fetched: str | None
    last_fetched: str | None
    sources: tuple[tuple[str, int], ...]  # (source, manifestations), most first
    lineages: tuple[tuple[str, int], ...]  # (lineage, works), most first
    fictional: bool  # some record comes from a replica


def title_key(title: str) -> str:
    """What two ways of naming one document have in common.

    >>> title_key("《中华人民共和国示例法（2018修正）》") == title_key("示例法")
    True
    """
    bare = _AMENDED.sub("", _TITLE_MARKS.sub("", fold(title)))
    return bare[len(_STATE) :] if bare.startswith(_STATE) and len(bare) > len(_STATE) else bare


def _connect(path: Path) -> sqlite3.Connection:
    """A read-only connection to a kb.db of this version."""
    if not path.is_file() or not path.stat().st_size:
        raise BaseMissing(f"no base at {path}: run `scrapy import PATH` and `scrapy build`, or `make setup`")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA busy_timeout = 5000")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        connection.close()
        raise BaseMissing(f"{path} is no base ({error}): run `scrapy build --full`") from error
    if version != SCHEMA_VERSION:
        connection.close()
        raise BaseOutdated(
            f"{path} has schema {version}, this program reads {SCHEMA_VERSION}: run `scrapy build --full`"
        )
    return connection


def _where(**wanted: str | None) -> tuple[str, list[str]]:
    """The condition that columns have the values that are asked for, and these."""
    asked = {name: value for name, value in wanted.items() if value is not None}
    conditions = " AND ".join(f"{name} = ?" for name in asked)
    return (f"WHERE {conditions}" if asked else ""), list(asked.values())


class Base:
    """One kb.db, read-only. Lists come in a fixed order; what is not held is None or empty."""

    def __init__(self, path: Path, *, allow_empty: bool = False) -> None:
        self.path = path
        self._connection = _connect(path)
        if not allow_empty and self.empty():
            self.close()
            raise BaseEmpty(f"{path} holds no document yet: run `scrapy import PATH` and `scrapy build`")

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Base:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the base itself

    def empty(self) -> bool:
        """Whether no document is held."""
        return not self._scalar("SELECT EXISTS (SELECT 1 FROM works)")

    def meta(self) -> dict[str, str]:
        """What the base is: schema_version, pipeline_version, rulings_sha256."""
        return dict(self._rows("SELECT key, value FROM meta ORDER BY key"))

    def archive_names(self) -> frozenset[str]:
        """The archive files whose documents are all settled."""
        return frozenset(name for (name,) in self._rows("SELECT name FROM archive_files"))

    def counts(self) -> dict[str, int]:
        """Rows of every table."""
        names = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {name: self._scalar(f'SELECT count(*) FROM "{name}"') for (name,) in names}

    def coverage(self) -> Coverage:
        """How much is held, from where and from when."""
        roles = dict(self._rows("SELECT role, count(*) FROM works GROUP BY role"))
        snapshots, refused, first, last = self._rows(
            "SELECT count(*), coalesce(sum(status IN ('refused', 'unreadable')), 0), "
            "min(fetched_at), max(fetched_at) FROM snapshots"
        )[0]
        return Coverage(
            works=sum(roles.values()),
            instruments=roles.get("instrument", 0),
            notices=roles.get("notice", 0),
            news=roles.get("news", 0),
            hits=self._scalar("SELECT count(*) FROM provisions WHERE is_hit"),
            snapshots=snapshots,
            refused=refused,
            first_fetched=first,
            last_fetched=last,
            sources=self._tally("SELECT source, count(*) AS n FROM manifestations GROUP BY source"),
            lineages=self._tally("SELECT lineage, count(*) AS n FROM works GROUP BY lineage"),
            fictional=bool(self._scalar("SELECT EXISTS (SELECT 1 FROM works WHERE fictional)")),
        )

    def archive_files(self) -> tuple[str, ...]:
        """Names of the archive files this base was built from."""
        return tuple(name for (name,) in self._rows("SELECT name FROM archive_files ORDER BY name"))

    def fingerprints(self) -> dict[str, str]:
        """Of every work with hits, the hash of all that the index shows of it."""
        return dict(self._rows("SELECT id, fingerprint FROM works ORDER BY id"))

    # -- works

    def work(self, work: str) -> WorkRow | None:
        return self._one(WorkRow, "WHERE id = ?", work)

    def works(self) -> Iterator[WorkRow]:
        """All works, by id."""
        for row in self._connection.execute(f"{selected(WorkRow)} ORDER BY id"):
            yield decode(WorkRow, row)

    def works_by_number(self, doc_number: str) -> tuple[WorkRow, ...]:
        """The works that bear a 文号, in its normalised form: carriers, not what they carry."""
        return self._all(WorkRow, "WHERE doc_number = ? ORDER BY id", doc_number)

    def works_by_title(self, title: str) -> tuple[WorkRow, ...]:
        """The works of a title in any spelling; instruments, notices, news; the newest first."""
        newest = "coalesce(date_document, date_publication) DESC, id"
        order = f"ORDER BY role = 'news', role <> 'instrument', {newest}"
        return self._all(WorkRow, f"WHERE title_key = ? {order}", title_key(title))

    def carried(self, work: str) -> tuple[WorkRow, ...]:
        """The instruments that a notice issues, in order."""
        return self._all(WorkRow, "WHERE carrier = ? ORDER BY ordinal, id", work)

    def manifestations(self, work: str) -> tuple[ManifestationRow, ...]:
        """The addresses of a work; an instrument has those of its carrier too."""
        return self._all(
            ManifestationRow,
            "WHERE work = ?1 OR work = (SELECT carrier FROM works WHERE id = ?1) ORDER BY first_seen, id",
            work,
        )

    def addresses_of_works(self) -> Iterator[ManifestationRow]:
        """The addresses of all works: for one pass over all, by work, the first seen first."""
        query = f"{selected(ManifestationRow)} WHERE work IS NOT NULL ORDER BY work, first_seen, id"
        for row in self._connection.execute(query):
            yield decode(ManifestationRow, row)

    def all_deadlines(self) -> tuple[DeadlineRow, ...]:
        """Until when comments are taken on all drafts, by work; of one day what the text prints first."""
        return self._all(DeadlineRow, "ORDER BY work, last_day, basis DESC")

    def attachments(self, work: str) -> tuple[AttachmentRow, ...]:
        """The files that the pages of a work name."""
        return self._all(
            AttachmentRow,
            "WHERE manifestation IN (SELECT id FROM manifestations WHERE work = ?)"
            " ORDER BY manifestation, ordinal",
            work,
        )

    # -- texts

    def expressions(self, work: str) -> tuple[ExpressionRow, ...]:
        """The wordings of a work, the newest first; not those that its page no longer has."""
        return self._all(ExpressionRow, "WHERE work = ? AND until IS NULL ORDER BY date DESC, id", work)

    def former_expressions(self, work: str) -> tuple[ExpressionRow, ...]:
        """The wordings that a work's page had before its body changed, the newest first."""
        query = "WHERE work = ? AND until IS NOT NULL ORDER BY until DESC, id"
        return self._all(ExpressionRow, query, work)

    def corrected(self) -> frozenset[str]:
        """The works whose page had another text before."""
        return frozenset(
            row[0] for row in self._rows("SELECT DISTINCT work FROM expressions WHERE until IS NOT NULL")
        )

    def former_provisions(self, expression: str) -> tuple[FormerProvisionRow, ...]:
        """All provisions of an expression that has ended, in reading order."""
        return self._all(FormerProvisionRow, "WHERE expression = ? ORDER BY ordinal", expression)

    def expression(self, expression: str) -> ExpressionRow | None:
        return self._one(ExpressionRow, "WHERE id = ?", expression)

    def provisions(self, expression: str) -> tuple[ProvisionRow, ...]:
        """All provisions of an expression in reading order."""
        return self._all(ProvisionRow, "WHERE expression = ? ORDER BY ordinal", expression)

    def clauses(self) -> Iterator[tuple[str, str, str]]:
        """Work, eId and text of every unit that search returns, in no order: for one pass over all."""
        yield from self._connection.execute("SELECT work, eid, text FROM provisions WHERE is_hit")

    def inner(self, expression: str, eid: str) -> tuple[ProvisionRow, ...]:
        """The provisions inside one, in reading order."""
        return self._all(
            ProvisionRow,
            "WHERE expression = ?1 AND eid > ?2 || '__' AND eid < ?2 || '_`' ORDER BY ordinal",
            expression,
            eid,
        )

    def provision(self, work: str, eid: str) -> ProvisionRow | None:
        """A provision of the newest expression that has it."""
        return self._one(
            ProvisionRow,
            "WHERE work = ? AND eid = ? ORDER BY expression DESC LIMIT 1",
            work,
            eid,
        )

    def lacunae(self, expression: str) -> tuple[str, ...]:
        """eids known to be missing, in the order of the text."""
        rows = self._rows("SELECT eid FROM lacunae WHERE expression = ?", expression)
        return tuple(sorted((eid for (eid,) in rows), key=_eid_order))

    def unplaced(self, expression: str) -> tuple[UnplacedRow, ...]:
        return self._all(UnplacedRow, "WHERE expression = ? ORDER BY ordinal", expression)

    def witnesses(self, expression: str) -> tuple[WitnessRow, ...]:
        """The copies laid beside a damaged base text, by their numbers in the spans."""
        return self._all(WitnessRow, "WHERE expression = ? ORDER BY witness", expression)

    # -- evidence

    def snapshot(self, snapshot: str) -> SnapshotRow | None:
        return self._one(SnapshotRow, "WHERE id = ?", snapshot)

    def snapshots(self, manifestation: str) -> tuple[SnapshotRow, ...]:
        """The snapshots of one address, the oldest first."""
        return self._all(SnapshotRow, "WHERE manifestation = ? ORDER BY fetched_at, id", manifestation)

    def removed(self, snapshot: str) -> tuple[RemovedRow, ...]:
        return self._all(RemovedRow, "WHERE snapshot = ? ORDER BY ordinal", snapshot)

    def sites(self, source: str) -> tuple[str, ...]:
        """The hosts from which a source has pages that can teach."""
        own = "SELECT id FROM snapshots WHERE source = ?"
        rows = self._rows(
            f"SELECT DISTINCT site FROM page_edges WHERE snapshot IN ({own}) ORDER BY 1", source
        )
        return tuple(site for (site,) in rows)

    def learned(self, site: str) -> tuple[LearnedLineRow, ...]:
        """What a site has taught, the most frequent line first."""
        return self._all(LearnedLineRow, "WHERE site = ? ORDER BY pages DESC, line", site)

    def addresses(self, names: Iterable[str]) -> tuple[str, ...]:
        """The URLs of manifestations, in their order."""
        urls = (self._rows("SELECT url FROM manifestations WHERE id = ?", name) for name in names)
        return tuple(url for found in urls for (url,) in found)

    def collation(self, manifestation: str) -> CollationRow | None:
        """How a copy goes with the base text of its work; None of the base itself."""
        return self._one(CollationRow, "WHERE manifestation = ?", manifestation)

    def variants(self, manifestation: str) -> tuple[VariantRow, ...]:
        """What a copy says otherwise than the base text, in its order."""
        return self._all(VariantRow, "WHERE manifestation = ? ORDER BY ordinal", manifestation)

    def variants_of(self, work: str, eid: str) -> tuple[VariantRow, ...]:
        """What the copies say otherwise in a provision and what stands in it."""
        inside = "work = ?1 AND (eid = ?2 OR (eid > ?2 || '__' AND eid < ?2 || '_`'))"
        return self._all(VariantRow, f"WHERE {inside} ORDER BY manifestation, ordinal", work, eid)

    # -- relations

    def relations_to(
        self, work: str, eid: str | None = None, kind: str | None = None
    ) -> tuple[RelationRow, ...]:
        """What refers to a work, or to one provision of it."""
        return self._relations("to", work, eid, kind)

    def relations_from(
        self, work: str, eid: str | None = None, kind: str | None = None
    ) -> tuple[RelationRow, ...]:
        """What a work, or one provision of it, refers to."""
        return self._relations("from", work, eid, kind)

    def _relations(self, side: str, work: str, eid: str | None, kind: str | None) -> tuple[RelationRow, ...]:
        where, values = [f"{side}_work = ?"], [work]
        if eid is not None:
            where.append(f"{side}_eid = ?")
            values.append(eid)
        if kind is not None:
            where.append("kind = ?")
            values.append(kind)
        order = "ORDER BY kind, from_work, from_eid, to_work, to_eid, quote"
        return self._all(RelationRow, f"WHERE {' AND '.join(where)} {order}", *values)

    def deadlines(self, work: str) -> tuple[DeadlineRow, ...]:
        """Until when comments on a draft are taken; what the list hides before what the text prints."""
        return self._all(DeadlineRow, "WHERE work = ? ORDER BY basis, last_day", work)

    def terms(self, words: str = "") -> tuple[TermRow, ...]:
        """The defined terms whose name, or another name, holds the words; all without words."""
        where = "WHERE instr(term_key, ?1) OR instr(aliases, ?2)" if words else ""
        values = (fold(words), words) if words else ()
        return self._all(TermRow, f"{where} ORDER BY term_key, work, eid", *values)

    # -- recognition

    def announcements(
        self, programme: str | None = None, work: str | None = None
    ) -> tuple[AnnouncementRow, ...]:
        """What notices announce, of one programme or one work or of all; the oldest first."""
        where, values = _where(programme=programme, work=work)
        return self._all(AnnouncementRow, f"{where} ORDER BY coalesce(day, ''), work, ordinal", *values)

    def events(
        self, programme: str | None = None, work: str | None = None, holder_key: str | None = None
    ) -> tuple[EventRow, ...]:
        """What happened to holders, in the order of the notices' sentences and lists."""
        where, values = _where(programme=programme, work=work, holder_key=holder_key)
        return self._all(EventRow, f"{where} ORDER BY work, announcement, list_row, id", *values)

    def event(self, event: str) -> EventRow | None:
        return self._one(EventRow, "WHERE id = ?", event)

    def list_row(self, snapshot: str, ordinal: int) -> ListedRow | None:
        """A row of a list as it is printed."""
        return self._one(ListedRow, "WHERE snapshot = ? AND ordinal = ?", snapshot, ordinal)

    def windows(self, kind: str | None = None, programme: str | None = None) -> tuple[WindowRow, ...]:
        """The times in which something may be done, those that close last first."""
        where, values = _where(kind=kind, programme=programme)
        order = "ORDER BY closes IS NOT NULL, closes DESC, opens DESC, work, ordinal"
        return self._all(WindowRow, f"{where} {order}", *values)

    def duties(self, programme: str | None = None) -> tuple[DutyRow, ...]:
        """What must be done every year or by a day."""
        where, values = _where(programme=programme)
        return self._all(
            DutyRow, f"{where} ORDER BY year IS NOT NULL, year, month, day, work, ordinal", *values
        )

    def quantities(self, programme: str | None = None) -> tuple[QuantityRow, ...]:
        """The numbers that texts give for a programme."""
        where, values = _where(programme=programme)
        return self._all(QuantityRow, f"{where} ORDER BY work, ordinal", *values)

    # -- what the index reads

    def entries(self, works: Iterable[str] | None = None) -> Iterator[Entry]:
        """The units of search of all works, or of some; by work, in reading order."""
        ids = [row[0] for row in self._rows("SELECT id FROM works ORDER BY id")] if works is None else works
        for work in ids:
            row = self.work(work)
            if row is not None:
                yield from self._entries_of(row)

    def _entries_of(self, work: WorkRow) -> Iterator[Entry]:
        carrier = self.work(work.carrier) if work.carrier else None
        hits = self._all(ProvisionRow, "WHERE work = ? AND is_hit ORDER BY expression, ordinal", work.id)
        newest: dict[str, ProvisionRow] = {hit.eid: hit for hit in hits}
        for hit in sorted(newest.values(), key=lambda p: p.ordinal):
            yield entry_of(work, carrier, hit)

    # -- the one place that asks SQLite

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def _scalar(self, sql: str) -> int:
        value: int = self._connection.execute(sql).fetchone()[0]
        return value

    def _tally(self, sql: str) -> tuple[tuple[str, int], ...]:
        return tuple((name, n) for name, n in self._rows(f"{sql} ORDER BY n DESC, 1"))

    def _all(self, row_type: type[Row], where: str, *values: Any) -> tuple[Row, ...]:
        return tuple(decode(row_type, row) for row in self._rows(f"{selected(row_type)} {where}", *values))

    def _one(self, row_type: type[Row], where: str, *values: Any) -> Row | None:
        row = self._connection.execute(f"{selected(row_type)} {where}", values).fetchone()
        return None if row is None else decode(row_type, row)


def entry_of(work: WorkRow, carrier: WorkRow | None, hit: ProvisionRow) -> Entry:
    """The unit of search of one hit."""
    return Entry(
        key=f"{work.id}|{hit.eid}",
        work=work.id,
        eid=hit.eid,
        ordinal=hit.ordinal,
        title=work.title,
        path=hit.path,
        label=hit.label,
        heading=hit.heading,
        text=hit.text,
        role=work.role,
        kind=work.kind,
        doc_number=carrier.doc_number if carrier else work.doc_number,
        carrier=work.carrier,
        carrier_title=carrier.title if carrier else None,
        issuers=work.issuers,
        status=work.status,
        lineage=work.lineage,
        source=work.source,
        url=work.url,
        programme=work.programme,
        region=work.region,
        date_document=work.date_document,
        date_publication=work.date_publication,
        date_in_force=work.date_in_force,
        date_no_longer_in_force=work.date_no_longer_in_force,
        fictional=bool(work.fictional),
        change=work.change,
        date_changed=work.date_changed,
    )


# The pieces of an eid: "art_6-1__para_2" -> art, 6, -1, para, 2.
_EID_PIECE = re.compile(r"[0-9]+|[a-z]+")
_EID_RANK = {"att": 0, "part": 1, "chp": 2, "sec": 3, "art": 4}


def _eid_order(eid: str) -> list[tuple[int, int, str]]:
    """A key that sorts eids as their numbers run; headings before articles."""
    return [
        (0, int(piece), "") if piece.isdigit() else (1, _EID_RANK.get(piece, 5), piece)
        for piece in _EID_PIECE.findall(eid)
    ]

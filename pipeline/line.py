"""The line (生产线): archive -> cleaners -> kb.db -> index, offline, incremental by default.

    take      each capture of a new archive file becomes a snapshot (pipeline/reading.py)
    relearn   snapshots of sites that now teach other furniture are read again (pipeline/learning.py)
    settle    the families of the addresses touched are made again (pipeline/works.py)
    mend      damaged base texts that news quotes are read again with it (pipeline/witnesses.py)
    relate    quotations, repeals, versions of the whole base (pipeline/relations.py, repeals.py, versions.py)
    index     the works whose fingerprint changed

kb.db holds what follows from archive, repository and rulings alone: building again changes nothing, and many
small builds give the base of one full one. An archive file counts as read only when all its families are
settled; a build that is killed is finished by the next. A full build takes its place by rename.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from kb.archive import ArchiveBroken, BrokenRecord, Capture, captures, names, read_at
from kb.home import Home
from kb.rows import (
    AnnouncementRow,
    ArchiveFileRow,
    AttachmentRow,
    CollationRow,
    DeadlineRow,
    DutyRow,
    EventRow,
    ExpressionRow,
    FoldingKeyRow,
    FormerProvisionRow,
    LacunaRow,
    ListedRow,
    ManifestationRow,
    OwnStandingRow,
    PageEdgesRow,
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
)
from kb.store import Store, create, discard, swap_in
from pipeline.claims import keys_of
from pipeline.drafts import KIND as DRAFTS
from pipeline.drafts import draftings
from pipeline.forwards import KIND as FORWARDS
from pipeline.forwards import forwardings
from pipeline.learning import Lessons, edges_row
from pipeline.outcome import BuildReport, Progress, beside, silent
from pipeline.reading import Taken, site_of, take
from pipeline.references import KINDS as REFERRING
from pipeline.references import referred
from pipeline.relations import interpretations, quotations
from pipeline.repeals import KINDS as REPEALING
from pipeline.repeals import repealings
from pipeline.rulings import Ruling, read_rulings, ruled
from pipeline.stamp import stamp
from pipeline.versions import KIND as REVISES
from pipeline.versions import revisions
from pipeline.witnesses import quoted
from pipeline.works import Family, Rows, family_rows


@dataclass(slots=True)
class _Run:
    """A build under way: its store and what it has found so far."""

    store: Store
    progress: Progress
    lessons: Lessons
    files: list[ArchiveFileRow] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    snapshots: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    broken: list[BrokenRecord] = field(default_factory=list)
    rows: int = 0
    only: frozenset[str] | None = None  # archive files; None: all
    rulings: tuple[Ruling, ...] = ()
    met: set[str] = field(default_factory=set)  # places of the rulings that acted


def build_full(home: Home, marks: dict[str, str], reason: str, progress: Progress) -> BuildReport:
    """A new base beside the old one, which takes its place when it is whole."""
    new = beside(home.kb)
    run = _made(home, new, marks, progress)
    swap_in(new, home.kb)
    run.refused += [(r.place, "it meets no event") for r in run.rulings if r.place not in run.met]
    return _report(run, reason)


def build_aside(home: Home, only: frozenset[str], progress: Progress | None = None) -> Path:
    """A base made of these archive files, that takes no place, with no index and no memory of it."""
    path = beside(home.kb)
    _made(home, path, stamp(home), progress or silent, only)
    return path


def _made(
    home: Home,
    path: Path,
    marks: dict[str, str],
    progress: Progress,
    only: frozenset[str] | None = None,
) -> _Run:
    """A whole new base at a path, or none."""
    discard(path)
    create(path)
    store = Store(path, durable=False)
    try:
        run = _Run(store, progress, Lessons(store), only=only)
        _run(home, run, marks)
    except BaseException:
        store.close()
        discard(path)
        raise
    store.close()
    return run


def build_more(home: Home, marks: dict[str, str], progress: Progress) -> BuildReport:
    """Add to the base what the archive has gained."""
    store = Store(home.kb)
    try:
        run = _Run(store, progress, Lessons(store))
        _run(home, run, marks)
    finally:
        store.close()
    return _report(run, None)


def _report(run: _Run, full: str | None) -> BuildReport:
    return BuildReport(
        full=full,
        files=len(run.files),
        snapshots=run.snapshots,
        refused=tuple(run.refused),
        broken=tuple(run.broken),
        rows=run.rows,
    )


def _run(home: Home, run: _Run, marks: dict[str, str]) -> None:
    """take, relearn, settle, relate; then the archive files count as read."""
    run.rulings = read_rulings(home)
    known = run.store.archive_names()
    wanted = [name for name in names(home) if name not in known and (run.only is None or name in run.only)]
    sizes = {name: (home.warc / name).stat().st_size for name in wanted}
    bytes_before = 0
    for name, size in sizes.items():
        _take_file(home, run, name, bytes_before, sum(sizes.values()))
        bytes_before += size
    _relearn(home, run)
    _settle_families(run)
    if run.touched:
        _mend_by_quotations(run)
        run.progress("relations", 0, 0)
        _relate(run)
    with run.store.document():
        run.rows += run.lessons.settle()
        run.rows += run.store.settle(ArchiveFileRow, "name", [f.name for f in run.files], run.files).rows
        run.store.settle_meta(marks)


def _take_file(home: Home, run: _Run, name: str, bytes_before: int, bytes_in_all: int) -> None:
    """Every capture of one archive file; a broken record is told and the rest is read."""
    records = broken = 0
    for found in captures(home, name):
        if isinstance(found, BrokenRecord):
            run.broken.append(found)
            broken += 1
        else:
            records += 1
            run.progress("reading the archive", bytes_before + found.warc_offset, bytes_in_all)
            _take_capture(run, found)
    run.files.append(ArchiveFileRow(name, records, broken))


def _take_capture(run: _Run, capture: Capture) -> None:
    site = site_of(capture)
    taken = take(capture, run.lessons.of(site))
    if taken is None:
        return
    if taken.snapshot.status == "refused":
        run.refused.append((taken.snapshot.url, taken.snapshot.reason or ""))
    _store(run, taken, site)
    if site and taken.edges is not None:
        run.lessons.taken(site)


def _store(run: _Run, taken: Taken, site: str) -> None:
    """Write a snapshot with what was cut from it and the lines its site could be known by."""
    snapshot, found = taken.snapshot, taken.edges
    run.touched.add(snapshot.manifestation)
    edges = [edges_row(snapshot, site, found, taken.removed)] if site and found is not None else []
    with run.store.document():
        settled = run.store.settle(SnapshotRow, "id", [snapshot.id], [snapshot])
        run.snapshots += len(settled.added)
        run.rows += settled.rows
        run.rows += run.store.settle(RemovedRow, "snapshot", [snapshot.id], taken.removed).rows
        run.rows += run.store.settle(PageEdgesRow, "snapshot", [snapshot.id], edges).rows
        run.rows += run.store.settle(ListedRow, "snapshot", [snapshot.id], taken.listed).rows
        run.store.add_keys(list(keys_of(snapshot)))


def _relearn(home: Home, run: _Run) -> None:
    """Read again the snapshots that were cut otherwise than their sites teach, now that all is known."""
    for site in run.lessons.sites:
        review = run.lessons.review(site)
        run.touched |= review.moved
        for number, snapshot in enumerate(review.stale):
            run.progress("reading pages again", number, len(review.stale))
            try:
                capture = read_at(home, snapshot.warc_file, snapshot.warc_offset)
            except ArchiveBroken as error:
                run.broken.append(BrokenRecord(snapshot.warc_file, snapshot.warc_offset, str(error)))
                continue
            taken = take(capture, run.lessons.of(site))
            if taken is not None:
                _store(run, taken, site)


def _settle_families(run: _Run) -> None:
    """Make the families of all touched addresses again, each in one transaction."""
    waiting = set(run.touched)
    for name in sorted(run.touched):
        if name not in waiting:
            continue
        family = run.store.family(frozenset({name}))
        waiting -= family
        rows = family_rows(_family(run.store, family))
        run.refused += [(row.url, row.reason or "") for row in rows.unreadable]
        rows.recognised.events = ruled(rows.recognised.events, run.rulings, run.met)
        with run.store.document():
            run.rows += _settle(run.store, family, rows)
        run.progress("settling documents", len(run.touched) - len(waiting), len(run.touched))


def _mend_by_quotations(run: _Run) -> None:
    """Make the families of damaged base texts again with the news that quotes them, where that is news."""
    families: dict[frozenset[str], dict[str, tuple[SnapshotRow, ...]]] = {}
    fresh: set[frozenset[str]] = set()
    for base in quoted(run.store):
        family = run.store.family(frozenset({base.manifestation}))
        families.setdefault(family, {})[base.snapshot] = base.news
        if not base.as_before:
            fresh.add(family)
    for family in sorted(fresh, key=min):
        rows = family_rows(_family(run.store, family), families[family])
        rows.recognised.events = ruled(rows.recognised.events, run.rulings, run.met)
        with run.store.document():
            run.rows += _settle(run.store, family, rows)


def _family(store: Store, names: frozenset[str]) -> Family:
    """All that is held of a family."""
    latest = store.latest(names)
    listed: dict[str, list[ListedRow]] = defaultdict(list)
    for row in store.among(ListedRow, "snapshot", [snapshot.id for snapshot in latest.values()]):
        listed[row.snapshot].append(row)
    seen = store.seen(names)
    changed = [name for name, (first, last) in seen.items() if first != last]
    return Family(latest, seen, listed, store.earlier(changed))


def _settle(store: Store, family: frozenset[str], rows: Rows) -> int:
    """Write what differs in one family; the number of rows."""
    works = {row.work for row in store.among(ManifestationRow, "id", family) if row.work}
    works |= {row.id.split("/")[0] for row in store.among(WorkRow, "id", works)}
    works |= {row.id for row in rows.works}
    works |= {row.id for row in store.among(WorkRow, "carrier", works)}
    expressions = {row.id for row in store.among(ExpressionRow, "work", works)}
    expressions |= {row.id for row in rows.expressions}
    settled = (
        store.settle(SnapshotRow, "id", [row.id for row in rows.unreadable], rows.unreadable),
        store.settle(WorkRow, "id", works, rows.works),
        store.settle(ExpressionRow, "id", expressions, rows.expressions),
        store.settle(ProvisionRow, "expression", expressions, rows.provisions),
        store.settle(FormerProvisionRow, "expression", expressions, rows.former_provisions),
        store.settle(LacunaRow, "expression", expressions, rows.lacunae),
        store.settle(UnplacedRow, "expression", expressions, rows.unplaced),
        store.settle(WitnessRow, "expression", expressions, rows.witnesses),
        store.settle(ManifestationRow, "id", family, rows.manifestations),
        store.settle(AttachmentRow, "manifestation", family, rows.attachments),
        store.settle(CollationRow, "manifestation", family, rows.collations),
        store.settle(VariantRow, "manifestation", family, rows.variants),
        store.settle(FoldingKeyRow, "manifestation", family, rows.keys),
        store.settle(DeadlineRow, "work", works, rows.deadlines),
        store.settle(AnnouncementRow, "work", works, rows.recognised.announcements),
        store.settle(EventRow, "work", works, rows.recognised.events),
        store.settle(WindowRow, "work", works, rows.recognised.windows),
        store.settle(DutyRow, "work", works, rows.recognised.duties),
        store.settle(QuantityRow, "work", works, rows.recognised.quantities),
        store.settle_issued(works, rows.relations),
    )
    return sum(changes.rows for changes in settled)


def _relate(run: _Run) -> None:
    """Relations across families, of the whole base."""
    quotes, interprets = quotations(run.store), interpretations(run.store)
    repealed, drafts, forwards = repealings(run.store), draftings(run.store), forwardings(run.store)
    revised = revisions(run.store, repealed.works, repealed.standings)
    with run.store.document():
        run.rows += run.store.settle(RelationRow, "kind", ["quotes"], quotes).rows
        run.rows += run.store.settle(RelationRow, "kind", ["interprets"], interprets).rows
        run.rows += run.store.settle(RelationRow, "kind", [DRAFTS], drafts).rows
        run.rows += run.store.settle(RelationRow, "kind", [FORWARDS], forwards).rows
        run.rows += run.store.settle(RelationRow, "kind", REPEALING, repealed.relations).rows
        run.rows += run.store.settle(RelationRow, "kind", [REVISES], revised.relations).rows
        names = [work.id for work in revised.works]
        run.rows += run.store.settle(WorkRow, "id", names, revised.works).rows
        aside = [*repealed.set_aside, *(row.work for row in revised.standings)]
        run.rows += run.store.settle(OwnStandingRow, "work", aside, revised.standings).rows
    named = referred(run.store)  # by the standing that was just settled
    with run.store.document():
        run.rows += run.store.settle(RelationRow, "kind", REFERRING, named.relations).rows
        run.rows += run.store.settle_all(TermRow, named.terms).rows

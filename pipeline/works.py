"""From copies to rows (成文): the works of one family of manifestations, with all that hangs on them.

A family is every manifestation that shares a folding key with another; its rows follow from its latest
snapshots alone, so they can be made again whenever one of them changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cleaners.address import address_key
from cleaners.effect.force import read_force
from cleaners.effect.standing import DRAFT, Force
from cleaners.model import Document, Header, Provision, Reading
from cleaners.normalise import fold, fold_script
from cleaners.official.drafts import draft_name, drafts_named, marked_title
from cleaners.official.regions import region_of
from cleaners.official.titles import KINDS, instrument_kind, instrument_titles, kind_of_title
from cleaners.recognition.programmes import programme_of
from cleaners.restoring.assembly import read_document
from kb.read import title_key
from kb.rows import (
    AttachmentRow,
    CollationRow,
    DeadlineRow,
    ExpressionRow,
    FoldingKeyRow,
    FormerProvisionRow,
    LacunaRow,
    ManifestationRow,
    ProvisionRow,
    RelationRow,
    SnapshotRow,
    UnplacedRow,
    VariantRow,
    WitnessRow,
    WorkRow,
)
from pipeline.claims import NEWS, Claim, claim_at, keys_of
from pipeline.collate import Held, collated
from pipeline.copies import Copy, Group, Wording, articles_of, carriers, gather, instruments
from pipeline.deadlines import deadlines_of
from pipeline.former import Earlier, Stood, texts_at, unread
from pipeline.hits import hits_of, parents_of
from pipeline.paragraphs import by_paragraph
from pipeline.reading import day_in_beijing
from pipeline.recognitions import Listed, Recognised, recognised
from pipeline.witnesses import Quoting, mend, witness_rows

_AMENDED = re.compile(r"[（(][^）)]{0,20}(?:修订|修正|修改)[^）)]{0,6}[）)]|修订版")
_LISTS = ("名单", "清单", "目录")  # annexes, even when a notice is made to issue them
# 附件1：某办法.docx: what a link adds to the name of a file
_LINK_DRESS = re.compile(r"^\s*附件?\s*\d{0,2}\s*[：:.．、]?\s*|\.[A-Za-z0-9]{2,5}\s*$")
_ARTICLE = re.compile(r"art_[0-9]+(?:-[0-9]+)?")
_SKETCHED = ("s:", "w:")  # keys made of a text


@dataclass(slots=True)
class Rows:
    """All rows of a family."""

    works: list[WorkRow] = field(default_factory=list)
    expressions: list[ExpressionRow] = field(default_factory=list)
    provisions: list[ProvisionRow] = field(default_factory=list)
    former_provisions: list[FormerProvisionRow] = field(default_factory=list)
    lacunae: list[LacunaRow] = field(default_factory=list)
    unplaced: list[UnplacedRow] = field(default_factory=list)
    witnesses: list[WitnessRow] = field(default_factory=list)
    relations: list[RelationRow] = field(default_factory=list)
    manifestations: list[ManifestationRow] = field(default_factory=list)
    attachments: list[AttachmentRow] = field(default_factory=list)
    collations: list[CollationRow] = field(default_factory=list)
    variants: list[VariantRow] = field(default_factory=list)
    deadlines: list[DeadlineRow] = field(default_factory=list)
    recognised: Recognised = field(default_factory=Recognised)
    keys: list[FoldingKeyRow] = field(default_factory=list)
    unreadable: list[SnapshotRow] = field(default_factory=list)  # read as far as their text, no further


Seen = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Family:
    """A family as it is held: the latest snapshots of its addresses, when each was first and last seen, the
    rows of the lists in them, and of addresses fetched more than once all that could be read."""

    latest: dict[str, SnapshotRow]
    seen: Seen
    listed: Listed
    earlier: Earlier = field(default_factory=dict)


def family_rows(family: Family, quoting: Quoting | None = None) -> Rows:
    """The rows of a family. `quoting`: news that quotes its damaged base texts, by their snapshots."""
    rows, latest, seen = Rows(), family.latest, family.seen
    named = _named_files(latest)
    copies: list[Copy] = []
    annexed: list[Copy] = []
    claims = {
        name: claim_at(page, family.earlier.get(name, ())) if page.status != "refused" else None
        for name, page in latest.items()
    }
    keys = {name: frozenset(row.key for row in keys_of(page, claims[name])) for name, page in latest.items()}
    for name in sorted(latest):
        page, claim = latest[name], claims[name]
        rows.keys += [FoldingKeyRow(key, name) for key in sorted(keys[name])]
        if claim is not None and name not in named:
            content = _content(page, latest)
            held = _keys_with(keys[name], keys[content.manifestation]) if content is not page else keys[name]
            copies += (replace(copy, keys=held) for copy in _copy(page, content, claim, seen, rows))
            annexed += _annexed(page, claim, latest, seen, rows)
    placed: dict[str, str] = {}
    for group in gather(copies, annexed):
        mend(group, quoting or {})
        _collate(group, _add_group(group, rows, placed, family), rows)
    for name, page_name in named.items():
        placed.setdefault(name, placed.get(page_name, ""))
    for name in sorted(latest):
        rows.manifestations.append(_manifestation(latest[name], placed.get(name) or None, seen))
        rows.attachments += _attachments(latest[name], latest)
    return rows


def _keys_with(page: frozenset[str], file: frozenset[str]) -> frozenset[str]:
    """The keys of a page whose text stands in a file: what it claims is its own, its sketch the file's."""
    claimed = {key for key in page if not key.startswith(_SKETCHED)}
    return frozenset(claimed | {key for key in file if key.startswith(_SKETCHED)})


def _named_files(latest: dict[str, SnapshotRow]) -> dict[str, str]:
    """The files of a family that a page of it names, with the first such page."""
    named: dict[str, str] = {}
    for name in sorted(latest):
        for _, url in latest[name].attachments:
            file = latest.get(address_key(url))
            if file is not None and file.status == "attachment":
                named.setdefault(file.manifestation, name)
    return named


def _copy(page: SnapshotRow, content: SnapshotRow, claim: Claim, seen: Seen, rows: Rows) -> Iterator[Copy]:
    """The copy that stands at an address; none when its text cannot be read, which the report says."""
    try:
        document = read_document(content.text or "", header=claim.header, title=claim.title or None)
    except Exception as error:  # one bad document never stops the build
        rows.unreadable.append(unread(page, error))
        return
    document = _never_empty(document, claim)
    if claim.role == NEWS and document.carrier is not None:
        read = by_paragraph(document.carrier, content.text or "")
        document = replace(document, carrier=read)
    yield Copy(page, content, claim, document, seen[page.manifestation][0])


def _annexed(
    page: SnapshotRow, claim: Claim, latest: dict[str, SnapshotRow], seen: Seen, rows: Rows
) -> Iterator[Copy]:
    """What the notice issues or asks about and a file holds: named, or headed, as the title says."""
    asked = drafts_named(claim.title, "") if claim.role == "notice" else ()
    issued = tuple(draft.name for draft in asked)
    issued = issued or (instrument_titles(claim.title) if claim.role == "notice" else ())
    issued = tuple(title for title in issued if instrument_kind(title) not in _LISTS)
    for link, url in page.attachments if page.status == "ok" else ():
        file = latest.get(address_key(url))
        if file is None or file.status != "attachment" or not file.text:
            continue
        heads = {fold(line) for line in file.text[:400].splitlines()[:10]}
        heads.add(fold(_LINK_DRESS.sub("", link)))
        heads |= {fold(draft_name(head).name) for head in heads} if asked else set()
        title = next((title for title in issued if fold(title) in heads), None)
        if title is not None:
            header = replace(claim.header or Header(), title=title)
            own = Claim(claim.work, "instrument", title, header, ())
            yield from (_as_instrument(copy) for copy in _copy(file, file, own, seen, rows))


def _as_instrument(copy: Copy) -> Copy:
    """A file that holds an instrument, read as that and nothing else."""
    document = copy.document
    readings = document.instruments or ((document.carrier,) if document.carrier else ())
    first = max(readings, key=lambda reading: len(reading.provisions))
    named = replace(first, title=copy.claim.title)
    return replace(copy, document=Document(document.header, None, (named,)))


def _content(page: SnapshotRow, latest: dict[str, SnapshotRow]) -> SnapshotRow:
    """Where the text stands: the page, or the first file held when its body is only a file."""
    if page.status != "body_in_attachment":
        return page
    files = (latest.get(address_key(url)) for _, url in page.attachments)
    return next((file for file in files if file is not None and file.text), page)


def _never_empty(document: Document, claim: Claim) -> Document:
    """A document whose body is pending is a notice without provisions; news is never an instrument."""
    if document.carrier is None and not document.instruments:
        return replace(document, carrier=Reading(claim.header or Header(), (), title=claim.title))
    if claim.role == NEWS and document.carrier is None:
        return Document(document.header, document.instruments[0], ())
    return document


def _manifestation(page: SnapshotRow, work: str | None, seen: Seen) -> ManifestationRow:
    first, last = seen[page.manifestation]
    return ManifestationRow(
        page.manifestation, work, page.url, page.lineage, page.source, page.title, first, last, page.id
    )


def _attachments(page: SnapshotRow, latest: dict[str, SnapshotRow]) -> Iterator[AttachmentRow]:
    for place, (name, url) in enumerate(page.attachments, start=1):
        file = latest.get(address_key(url))
        if file is None:
            yield AttachmentRow(page.manifestation, place, name, url, None, "not held", None, 0)
        else:
            status = (file.reason if file.status == "attachment" else file.status) or file.status
            yield AttachmentRow(
                page.manifestation, place, name, url, file.id, status, file.file_kind, file.file_rows
            )


# -- one group


_OWN_PAGES = frozenset({"official", "official_repost", "unknown"})  # a reprint is published on its own day


def _collate(group: Group, held: Sequence[Held], rows: Rows) -> None:
    """The copies of a group beside what its works rest on."""
    if len(group.copies) + len(group.hosted) + len(group.pages) > 1:
        for collation, variants in collated(group, held):
            rows.collations.append(collation)
            rows.variants += variants


def _add_group(group: Group, rows: Rows, placed: dict[str, str], family: Family) -> list[Held]:
    """The works of a group: the notice and what it carries, or an instrument that stands alone."""
    notice, carried = carriers(group), instruments(group)
    placed.update((copy.page.manifestation, group.work) for copy in group.copies)
    if not notice:
        held = [_add_work(rows, group, group.work, carried[0], None, 0, family.earlier)]
        _recognise(rows, carried[0][0].copy, family)
        rows.deadlines += deadlines_of(group, group.work)
        for number, wordings in enumerate(carried[1:], start=2):
            held.append(_add_work(rows, group, f"{group.work}/{number}", wordings, None, 0, family.earlier))
            _recognise(rows, wordings[0].copy, family)
        return held
    held = [_add_work(rows, group, group.work, notice, None, 0, family.earlier)]
    _recognise(rows, notice[0].copy, family, [wording.copy for wording in notice[1:]])
    carrier = rows.works[-1]
    if carrier.role == NEWS:
        return held
    rows.deadlines += deadlines_of(group, carrier.id)
    for number, wordings in enumerate(carried, start=1):
        held.append(
            _add_work(rows, group, f"{group.work}/{number}", wordings, carrier, number, family.earlier)
        )
        _recognise(rows, wordings[0].copy, family)
        instrument = rows.works[-1]
        rows.relations.append(_issues(carrier, instrument, notice[0]))
        hosted = [w.copy for w in wordings if w.copy in group.hosted]
        hosted += [
            page
            for page, title in group.pages
            if fold_script(title) == fold_script(wordings[0].reading.title)
        ]
        placed.update((copy.page.manifestation, instrument.id) for copy in hosted)
    return held


def _recognise(rows: Rows, copy: Copy, family: Family, others: Sequence[Copy] = ()) -> None:
    """What the work added last says of recognition programmes."""
    work = rows.works[-1]
    own = [p for p in rows.provisions if p.work == work.id]
    rows.recognised.add(recognised(work, copy, own, family.latest, family.listed, others))


def _add_work(
    rows: Rows,
    group: Group,
    name: str,
    wordings: Sequence[Wording],
    carrier: WorkRow | None,
    ordinal: int,
    earlier: Earlier,
) -> Held:
    """One work with its expressions and provisions."""
    base = wordings[0]
    header = _merged_header(group)
    work = _work(group, name, base, header, carrier, ordinal)
    *former, now = _stood(work, base, earlier, rows)
    expression = _expression(work, carrier, now)
    provisions = _provisions(work, expression, base)
    work = replace(work, fingerprint=_fingerprint(work, carrier, provisions))
    rows.works.append(work)
    rows.expressions.append(expression)
    rows.provisions += provisions
    for stood in former:
        rows.expressions.append(_expression(work, carrier, stood))
        rows.former_provisions += _former_provisions(work, rows.expressions[-1], stood.wording)
    rows.lacunae += [LacunaRow(expression.id, eid) for eid in sorted(set(base.reading.lacunae))]
    rows.unplaced += [
        UnplacedRow(expression.id, place, text, start, end)
        for place, (text, (start, end)) in enumerate(base.reading.unplaced, start=1)
    ]
    rows.witnesses += witness_rows(expression.id, base.copy)
    return Held(name, base.reading.title, expression, provisions)


def _merged_header(group: Group) -> Header:
    """Each field from the best copy that prints it."""
    headers = [copy.claim.header for copy in group.documents if copy.claim.header is not None]
    merged = headers[0] if headers else Header()
    for header in headers[1:]:
        held = {n: getattr(header, n) for n in Header.__dataclass_fields__ if not getattr(merged, n)}
        merged = replace(merged, **held)
    return merged


def _work(
    group: Group, name: str, base: Wording, header: Header, carrier: WorkRow | None, ordinal: int
) -> WorkRow:
    claim, page = base.copy.claim, base.copy.page
    alone = carrier is None and base.copy.document.carrier is None
    role = "instrument" if carrier or alone else NEWS if claim.role == NEWS else "notice"
    title = (base.reading.title if carrier else claim.title) or base.reading.title or "（无题）"
    if base.copy.is_draft or (carrier is not None and carrier.status == DRAFT):
        title = marked_title(title, carrier.title if carrier else "", base.copy.text)
    issuers = header.issuers if role != NEWS else ()
    publication = header.date_publication or _published(page, group.base.page)
    own_page = publication if page.lineage in _OWN_PAGES or header.date_publication else None
    force = _force(base, replace(header, title=title), own_page, role)
    doc_number = header.doc_number if carrier is None and role != NEWS else None
    return WorkRow(
        id=name,
        title=title,
        title_key=title_key(title),
        role=role,
        kind=_kind(title, header, role, alone),
        doc_number=doc_number,
        issuers=issuers,
        carrier=carrier.id if carrier else None,
        ordinal=ordinal,
        date_document=_iso(header.date_document),
        date_publication=_iso(publication),
        date_in_force=_iso(force.date_in_force) if force else None,
        date_no_longer_in_force=_iso(force.date_no_longer_in_force) if force else None,
        status=force.status if force else "不适用",
        status_evidence=_evidence(force),
        lineage=page.lineage,
        source=page.source,
        url=page.url,
        programme=programme_of(title, doc_number) or (carrier.programme if carrier else None),
        region=region_of(issuers[0]) if issuers else None,
        fictional=int(any(copy.page.fictional for copy in (*group.copies, *group.hosted))),
        fingerprint="",
    )


def _published(*pages: SnapshotRow) -> date | None:
    """The day of the first page that prints one: a file prints none, the page that names it does."""
    return next((day for page in pages if (day := day_in_beijing(page.published))), None)


def _force(base: Wording, header: Header, published: date | None, role: str) -> Force | None:
    """Status and dates of force; news has none. 自发布之日起 counts from the day of the issuer's own page."""
    return None if role == NEWS else read_force(base.reading.text, header=header, published=published)


def _evidence(force: Force | None) -> str | None:
    """The clauses that status and dates rest on, one a line, each with the day that it counts from."""
    facts = force.evidence if force else ()
    counted = {fact.quote: f"［{fact.value}起算］" for fact in facts if fact.name == "counted_from"}
    return (
        "\n".join(quote + counted.get(quote, "") for quote in dict.fromkeys(f.quote for f in facts)) or None
    )


def _kind(title: str, header: Header, role: str, alone: bool) -> str | None:
    """文种 of a notice, 制度文体 of an instrument; what a corpus says of a law that stands alone."""
    if role == NEWS:
        return None
    if role == "notice":
        return kind_of_title(title) or header.kind
    told = header.kind if alone and header.kind not in KINDS else None
    return told or instrument_kind(title)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _issues(carrier: WorkRow, instrument: WorkRow, notice: Wording) -> RelationRow:
    """carrier 印发 instrument, with the sentence of the notice that names it."""
    text = notice.copy.text
    for provision in reversed(notice.reading.provisions):  # the first ones repeat the title
        start, end = provision.span
        at = text.rfind(f"《{instrument.title}》", start, end)
        if at >= 0:
            first = max(text.rfind(mark, start, at) for mark in "。\n：") + 1
            last = min((p for mark in "。\n" if (p := text.find(mark, at, end)) >= 0), default=end)
            quote = text[max(first, start) : last]
            begin = max(first, start)
            return RelationRow(
                carrier.id, "", "issues", instrument.id, "", quote, notice.copy.content.id, begin, last
            )
    return RelationRow(carrier.id, "", "issues", instrument.id, "")


# -- texts


def _stood(work: WorkRow, base: Wording, earlier: Earlier, rows: Rows) -> tuple[Stood, ...]:
    """The texts of a work's page, its own the last; news keeps no former ones."""
    held = {} if work.role == NEWS else earlier
    return texts_at(base, notice=work.role == "notice", earlier=held, unreadable=rows.unreadable)


def _former_provisions(
    work: WorkRow, expression: ExpressionRow, wording: Wording
) -> Iterator[FormerProvisionRow]:
    names = FormerProvisionRow.__dataclass_fields__
    for row in _provisions(work, expression, wording):
        yield FormerProvisionRow(**{name: getattr(row, name) for name in names})


def _expression(work: WorkRow, carrier: WorkRow | None, stood: Stood) -> ExpressionRow:
    base = stood.wording
    held = {eid for eid in articles_of(base.reading) if _ARTICLE.fullmatch(eid)}
    missing = {eid for eid in base.reading.lacunae if _ARTICLE.fullmatch(eid)}
    day = work.date_document or work.date_publication
    titles = f"{work.title} {carrier.title if carrier else ''}"
    stage = DRAFT if work.status == DRAFT else "修订" if _AMENDED.search(titles) else "原文"
    return ExpressionRow(
        id=f"{work.id}@{day or ''}" + (f"~{stood.until}" if stood.until else ""),
        work=work.id,
        stage=stage,
        date=day,
        snapshot=base.copy.content.id,
        repeats=base.reading.repeats,
        articles=len(held),
        articles_known=len(held | missing),
        text=base.reading.text,
        since=stood.since,
        until=stood.until,
    )


def _provisions(work: WorkRow, expression: ExpressionRow, base: Wording) -> list[ProvisionRow]:
    provisions = _unique(base.reading.provisions)
    hits = hits_of(provisions)
    parents = parents_of(provisions)
    return [
        ProvisionRow(
            expression=expression.id,
            eid=p.eid,
            work=work.id,
            ordinal=place,
            kind=p.kind,
            parent=parents.get(p.eid),
            label=p.label,
            heading=p.heading,
            path=p.path,
            text=p.text,
            status=p.status,
            snapshot=expression.snapshot,
            start=p.span[0],
            end=p.span[1],
            spans=tuple((span.witness, span.start, span.end) for span in p.spans),
            is_hit=int(p.eid in hits),
        )
        for place, p in enumerate(provisions, start=1)
    ]


def _unique(provisions: Iterable[Provision]) -> list[Provision]:
    """eids are unique in a reading; should one return, the later ones are marked ~2, ~3 … and kept."""
    taken: set[str] = set()
    kept: list[Provision] = []
    for provision in provisions:
        eid, number = provision.eid, 2
        while eid in taken:
            eid, number = f"{provision.eid}~{number}", number + 1
        taken.add(eid)
        kept.append(provision if eid == provision.eid else replace(provision, eid=eid))
    return kept


def _fingerprint(work: WorkRow, carrier: WorkRow | None, provisions: Sequence[ProvisionRow]) -> str:
    """A hash of all that kb.read.Entry shows of the work and its hits."""
    parts: list[object] = [replace(work, fingerprint=""), carrier and (carrier.doc_number, carrier.title)]
    parts += [(p.eid, p.ordinal, p.path, p.label, p.heading, p.text) for p in provisions if p.is_hit]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]

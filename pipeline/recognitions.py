"""What a document says of recognition programmes (认定), as rows: announcements, events, windows, numbers.

Read from the base copy of a work and from the lists that its page and its files hold. News announces nothing:
of it only numbers are kept, as claims. A fact of a reprint or an unknown page is kept with its lineage; who
folds events decides what counts.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cleaners.address import address_key
from cleaners.model import OFFICIAL, Announced, Holding, ListRow, NamedList, Quantity, Validity
from cleaners.official.counties import county_of
from cleaners.official.regions import province_of
from cleaners.recognition.announced import announced
from cleaners.recognition.duties import duties
from cleaners.recognition.holdings import GUESSED, OF_HOLDERS, holder_key, holders, tells_results
from cleaners.recognition.lists_in_one import Annex, annex_of_link
from cleaners.recognition.marks import batch_in
from cleaners.recognition.programmes import programmes, programmes_in
from cleaners.recognition.quantities import quantities, splits
from cleaners.recognition.results import result_told
from cleaners.recognition.validity import last_day, validity
from cleaners.recognition.windows import windows
from kb.rows import (
    AnnouncementRow,
    DutyRow,
    EventRow,
    ListedRow,
    ProvisionRow,
    QuantityRow,
    SnapshotRow,
    WindowRow,
    WorkRow,
)
from pipeline.copies import Copy

Listed = Mapping[str, Sequence[ListedRow]]  # rows by their snapshot

# 自本通知公布之日起, 自发布之日起: the years count from the day of publication
_FROM_PUBLICATION = re.compile(r"[公发]布之日")
# 以上平台有效期为…, 均自…起三年: of all that the notice names
_OF_ALL = re.compile(r"以上|上述|均(?:为|自|至)|有效期均|本次|此次")
_YEARLY = re.compile(r"(20\d\d)\s?年度")
_LASTING = ("recognise", "renew", "support")  # the types that give a title a time


@dataclass(slots=True)
class Recognised:
    """The rows of one work, or of several."""

    announcements: list[AnnouncementRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    windows: list[WindowRow] = field(default_factory=list)
    duties: list[DutyRow] = field(default_factory=list)
    quantities: list[QuantityRow] = field(default_factory=list)

    def add(self, other: Recognised) -> None:
        """Take in the rows of another work."""
        self.announcements += other.announcements
        self.events += other.events
        self.windows += other.windows
        self.duties += other.duties
        self.quantities += other.quantities


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a work with its provisions: where its sentences stand."""

    work: WorkRow
    snapshot: str
    text: str
    provisions: Sequence[ProvisionRow]

    def eid(self, start: int) -> str:
        """The smallest provision that a place belongs to; empty outside all."""
        around = [p for p in self.provisions if p.snapshot == self.snapshot and p.start <= start < p.end]
        return min(around, key=lambda p: p.end - p.start).eid if around else ""


def recognised(
    work: WorkRow,
    copy: Copy,
    provisions: Sequence[ProvisionRow],
    latest: Mapping[str, SnapshotRow],
    listed: Listed,
    others: Sequence[Copy] = (),
) -> Recognised:
    """The rows of a work from the copy that its text rests on; a measure announces nothing, it has duties.

    `others` are further copies: their lists count where the first has none that is held.
    """
    text = _Text(work, copy.content.id, _own_text(work, copy, provisions), provisions)
    rows = Recognised()
    rows.quantities += _quantities(text)
    if work.role == "news":
        return rows
    rows.duties += _duties(text)
    if work.role == "instrument":
        return rows
    rows.windows += _windows(text)
    found = announced(text.text, title=work.title)
    lists = _best_lists((copy, *others), latest, listed)
    if not any(one.event_type in OF_HOLDERS for one in found) and tells_results(lists):
        result = result_told(text.text, title=work.title)
        found = (*found, result) if result else found
    held = holders(found, lists)
    for ordinal, one in enumerate(found, start=1):
        own = [holding for holding in held if holding.announced is one]
        row = _announcement(text, ordinal, one, own, found)
        rows.announcements.append(row)
        rows.events += _events(row, own)
    rows.events = _with_ids(rows.events)
    return rows


def _own_text(work: WorkRow, copy: Copy, provisions: Sequence[ProvisionRow]) -> str:
    """The text of a work alone, at its place in the snapshot's: a notice without what it carries, or that."""
    if work.role == "instrument":
        own = [(p.start, p.end) for p in provisions if p.snapshot == copy.content.id]
        first, last = min((p[0] for p in own), default=0), max((p[1] for p in own), default=0)
        return "\n" * first + copy.text[first:last]
    starts = [p.span[0] for reading in copy.document.instruments for p in reading.provisions]
    return copy.text[: min(starts, default=len(copy.text))] if copy.document.carrier else copy.text


# -- lists


def lists_of(copy: Copy, latest: Mapping[str, SnapshotRow], listed: Listed) -> list[NamedList]:
    """The lists of a notice: of each file that it names, in their order, then those in its own text."""
    found = [
        _of_file(place, name, url, latest, listed)
        for place, (name, url) in enumerate(copy.page.attachments, 1)
    ]
    own = {snapshot.id: snapshot for snapshot in (copy.page, copy.content)}
    held = [_named(None, copy.page.title or "", "ok", row_id, listed.get(row_id, ())) for row_id in own]
    files = {one.place for one in found}
    return [*found, *(one for one in held if one.rows and one.place not in files)]


def _best_lists(copies: Sequence[Copy], latest: Mapping[str, SnapshotRow], listed: Listed) -> list[NamedList]:
    """The lists of the first copy that has rows, as good in lineage as the first; a reprint has none."""
    lineage = copies[0].page.lineage
    alike = [one for one in copies if one.page.lineage == lineage or one.page.lineage in OFFICIAL]
    found = [lists_of(one, latest, listed) for one in alike or copies[:1]]
    return next((lists for lists in found if any(each.rows for each in lists)), found[0])


def _of_file(place: int, name: str, url: str, latest: Mapping[str, SnapshotRow], listed: Listed) -> NamedList:
    file = latest.get(address_key(url))
    annex = annex_of_link(name) or (place, 0)
    if file is None:
        return NamedList(annex[0], name, "not held", (), part=annex[1])
    return _named(annex, name, file.reason or file.status, file.id, listed.get(file.id, ()))


def _named(annex: Annex | None, name: str, status: str, place: str, rows: Sequence[ListedRow]) -> NamedList:
    kept = tuple(
        ListRow(row.seq, row.region, row.name, row.cells, row.page, row.tab, row.line, row.heads)
        for row in rows
    )
    number, part = annex or (None, 0)
    return NamedList(number, name, status, kept, place, part=part)


# -- announcements and events


def batch_name(one: Announced) -> str:
    """The batch of an announcement, one way for all: its number where printed, else its year."""
    return one.batch or (f"{one.year}年度" if one.year else "")


def _announcement(
    text: _Text, ordinal: int, one: Announced, own: Sequence[Holding], all_of: Sequence[Announced]
) -> AnnouncementRow:
    work = text.work
    day = work.date_document or work.date_publication
    doubts = tuple(dict.fromkeys(doubt for holding in own for doubt in holding.doubts))
    stated = _validity(text.text, one, all_of)
    term = _term(work, one, stated)
    return AnnouncementRow(
        work=work.id,
        ordinal=ordinal,
        type=one.event_type,
        programme=one.programme,
        batch=batch_name(one),
        day=day,
        day_basis=None if day is None else "document" if work.date_document else "publication",
        published=work.date_publication,
        declared=one.count,
        extracted=len(own),
        doubts=doubts or _empty(one, own),
        valid_from=_iso(term.first),
        valid_to=_iso(term.last),
        years=term.years,
        extends=int(term.extends),
        validity_basis=term.basis,
        validity_quote=term.quote,
        lineage=work.lineage,
        eid=text.eid(one.span[0]),
        quote=one.quote,
        snapshot=text.snapshot,
        start=one.span[0],
        end=one.span[1],
    )


def _empty(one: Announced, own: Sequence[Holding]) -> tuple[str, ...]:
    """Why an announcement of holders has none."""
    guessed = (GUESSED,) if one.guessed else ()
    empty = (one.count or one.annexes) and not own and one.count != 0
    return (*guessed, f"declared {one.count or 'a list'}, extracted 0") if empty else guessed


def _events(row: AnnouncementRow, own: Sequence[Holding]) -> Iterator[EventRow]:
    sources = {id(holding.source): holding.source for holding in own if holding.source is not None}
    places = {
        id(listed): place for held in sources.values() for place, listed in enumerate(held.rows, held.first)
    }
    for holding in own:
        source, listed = holding.source, holding.row
        place = places.get(id(listed))
        county = county_of(holding.name, holding.region)
        yield EventRow(
            id="",
            work=row.work,
            announcement=row.ordinal,
            type=row.type,
            programme=row.programme,
            batch=row.batch,
            holder_key=holder_key(holding.name),
            holder=holding.name,
            old_name=holding.old_name,
            region=holding.region,
            province=province_of(holding.region),
            county=county.code if county else None,
            county_table=county.table if county else None,
            product=holding.product,
            outcome=holding.outcome,
            seq=listed.seq if listed is not None else None,
            list=source.place if source is not None else None,
            list_row=place,
            review="needs_review" if row.doubts else "ok",
            reason="; ".join(row.doubts),
        )


def _with_ids(events: Iterable[EventRow]) -> list[EventRow]:
    """The events with their ids, which follow from what each says of whom, never from where it stands: a page
    that is fetched again or corrected keeps them. What a notice says twice is counted."""
    found, said = [], Counter[tuple[str, ...]]()
    for event in events:
        marks = (event.work, event.type, event.programme or "", event.batch, event.holder_key)
        said[marks] += 1
        name = "\n".join((*marks, str(said[marks])))
        found.append(replace(event, id=hashlib.sha256(name.encode()).hexdigest()[:16]))
    return found


# -- how long


@dataclass(frozen=True, slots=True)
class _Term:
    """How long the titles of an announcement last, and how that is known."""

    first: date | None = None
    last: date | None = None
    years: int | None = None
    extends: bool = False
    basis: str = "none"
    quote: str = ""


def _validity(text: str, one: Announced, all_of: Sequence[Announced]) -> Validity | None:
    """What the notice says of these titles: in the sentence or right behind it, else the only thing said."""
    if one.event_type not in _LASTING:
        return None
    said = [found for found in validity(text) if found.basis != "rule"]
    fit = [found for found in said if _may_be_of(found, one)]
    for found in fit:
        between = text[one.span[0] : found.span[0]]
        if found.span[0] >= one.span[0] and "\n" not in between:
            return found
    lasting = [other for other in all_of if other.event_type in _LASTING]
    if len(said) == len(fit) == 1 and (len(lasting) == 1 or _OF_ALL.search(fit[0].quote)):
        return fit[0]
    own = [found for found in fit if _batch_of(found.quote)]
    return own[0] if len(own) == 1 else _of_who_passed(text, one)


def _of_who_passed(text: str, one: Announced) -> Validity | None:
    """复核通过的企业有效期延长三年, in a notice that says who passed: no mere condition then."""
    told = [v for v in validity(text) if v.basis == "rule" and v.extends and v.span[0] >= one.span[0]]
    fits = one.event_type == "renew" and len(told) == 1 and _may_be_of(told[0], one)
    return told[0] if fits and "\n" not in text[one.span[0] : told[0].span[0]] else None


def _may_be_of(found: Validity, one: Announced) -> bool:
    """Whether a term is not another batch's or programme's: 第六批单项冠军企业有效期为…"""
    batch = _batch_of(found.quote)
    named = {other.programme for other in programmes_in(found.quote)}
    return batch in ("", batch_name(one)) and (not named or one.programme in named)


def _batch_of(quote: str) -> str:
    """The batch that a term names; a year is one only as 2023年度."""
    year = _YEARLY.search(quote)
    return batch_in(quote) or (f"{year[1]}年度" if year else "")


def _term(work: WorkRow, one: Announced, stated: Validity | None) -> _Term:
    if one.event_type not in _LASTING:
        return _Term()
    if stated is None or stated.basis == "cadence":
        return _by_rule(work, one)
    if stated.valid_to is not None or stated.years is None:
        return _Term(
            stated.valid_from, stated.valid_to, stated.years, stated.extends, stated.basis, stated.quote
        )
    if stated.extends:
        return _Term(None, None, stated.years, True, "stated_years(旧有效期届满)", stated.quote)
    start, how = (stated.valid_from, "所述之日") if stated.valid_from else _start(work, stated.quote)
    last = last_day(start, stated.years) if start else None
    return _Term(start, last, stated.years, False, f"stated_years({how})", stated.quote)


def _start(work: WorkRow, quote: str) -> tuple[date | None, str]:
    """The day from which years count; 推定 marks a start that no sentence states."""
    written, out = _date(work.date_document), _date(work.date_publication)
    if _FROM_PUBLICATION.search(quote) and out:
        return out, "公布之日"
    if "之日" in quote and written:
        return written, "成文日期"
    return written or out, "成文日期，推定" if written else "发布日期，推定"


def _by_rule(work: WorkRow, one: Announced) -> _Term:
    """The years that the programme's own rule gives; a renewal counts from the old end."""
    rule = next((p.validity for p in programmes() if p.id == one.programme), None)
    if rule is None:
        return _Term()
    basis = f"rule({rule.doc_number}{rule.article})"
    if one.event_type == "renew":
        return _Term(None, None, rule.years, True, basis)
    start, how = _start(work, "")
    last = last_day(start, rule.years) if start else None
    return _Term(start, last, rule.years, False, f"{basis}，{how}")


def _date(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# -- windows, duties, numbers


def _windows(text: _Text) -> Iterator[WindowRow]:
    work = text.work
    found = windows(text.text, title=work.title, published=_date(work.date_publication))
    for ordinal, one in enumerate(found, start=1):
        yield WindowRow(
            work.id, ordinal, one.kind, work.programme, _iso(one.opens), _iso(one.closes), one.basis,
            int(one.again), text.eid(one.span[0]), one.quote, text.snapshot, *one.span,
        )  # fmt: skip


def _duties(text: _Text) -> Iterator[DutyRow]:
    work = text.work
    for ordinal, one in enumerate(duties(text.text), start=1):
        yield DutyRow(
            work.id, ordinal, work.programme, one.what, one.who, one.year, one.month, one.day,
            text.eid(one.span[0]), one.quote, text.snapshot, *one.span,
        )  # fmt: skip


TERM_CLAIMED = "有效期"  # quantities.part_of of what news says of a validity, in years


def _terms_claimed(text: _Text) -> Iterator[Quantity]:
    """How long titles last as news has it: a claim like any other number."""
    named = programmes_in(f"{text.work.title}\n{text.text}")
    if text.work.role != "news" or not named:
        return
    for one in validity(text.text):
        if one.years is not None and not one.extends:
            yield Quantity(
                named[0].programme, one.years, "年", None, None, None, None, None, TERM_CLAIMED, "", False,
                None, one.quote, one.span,
            )  # fmt: skip


def _quantities(text: _Text) -> Iterator[QuantityRow]:
    work = text.work
    counted = quantities(text.text, title=work.title)
    sums = {id(split.total): sum(part.value for part in split.parts) for split in splits(counted)}
    found = (*counted, *_terms_claimed(text))
    for ordinal, one in enumerate(found, start=1):
        yield QuantityRow(
            work.id, ordinal, one.programme, one.value, one.unit, one.level, one.by, one.since, one.region,
            one.basis, one.of, sums.get(id(one)), one.modality, int(one.approximate), one.speaker,
            work.lineage, text.eid(one.span[0]), one.quote, text.snapshot, *one.span,
        )  # fmt: skip

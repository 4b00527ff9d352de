"""Re-assembly (校勘): one true reading of a text as fetched, or of a notice and the instruments it carries.

Reads a text; writes a Reading or a Document whose spans are offsets of that text. A text that proves no
damage is only parted and segmented, nothing folded, nothing moved. It must never guess a place, never lose
a sentence, and never raise on a str.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from cleaners.effect.amending import amended
from cleaners.model import Document, Header, Provision, ProvisionStatus, Reading, Span
from cleaners.normalise import fold
from cleaners.official.carrier import PartRole, split_carrier
from cleaners.official.header import read_header
from cleaners.restoring.lacunae import find_lacunae, give_points
from cleaners.restoring.layout import Laid, unchanged
from cleaners.restoring.restore import Restoration
from cleaners.restoring.trace import trace
from cleaners.restoring.units import Unit
from cleaners.restoring.variations import find_variations
from cleaners.restoring.witnesses import Witnesses, complete, read_with
from cleaners.stripping.steps import strip_text
from cleaners.structure.labels import find_labels
from cleaners.structure.segmentation import segment


def assemble(text: str, *, witnesses: Sequence[str] = ()) -> Reading:
    """The reading of the instrument in a text as fetched: stripped, parted from its notice, in order.

    A text without an instrument is read as itself. `witnesses` are other copies of it or of clauses of it:
    they restore what is proved lost, and name what is lost still.
    """
    with _no_look_for_cycles():
        stripped, removed = strip_text(text)
        origin = None if stripped == text else trace(text, stripped, removed)
        return _principal(_read(stripped, origin, None, None, witnesses))


@contextmanager
def _no_look_for_cycles() -> Iterator[None]:
    """The collector of cycles waits: records hold none, and in a long text it takes a fifth of the time."""
    waits = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not waits:
            gc.enable()


def read_document(
    text: str, *, header: Header | None = None, title: str | None = None, witnesses: Sequence[str] = ()
) -> Document:
    """A text read whole: the notice and its instruments. Nothing is removed from it but proved copies."""
    return _read(text, None, header, title, witnesses)


def _read(
    text: str, origin: Laid | None, header: Header | None, title: str | None, witnesses: Sequence[str]
) -> Document:
    """A text read whole, its offsets those of `origin`, the text before stripping, where there is one."""
    restoration, copies = read_with(text, witnesses)
    laid = unchanged(text) if restoration is None else restoration.laid
    known = header or read_header(laid.text, title=title) or Header(title=title)
    stretches = _parted(laid, known) if restoration is None else _parted_by(restoration, laid)
    readings = [(s.role, _reading(s, known, restoration, copies, origin)) for s in stretches]
    carriers = [reading for role, reading in readings if role == "carrier"]
    instruments = [reading for role, reading in readings if role != "carrier"]
    if restoration is not None and instruments:
        instruments[0] = _with_losses(instruments[0], text, restoration, origin)
    return Document(known, carriers[0] if carriers else None, tuple(instruments))


def _principal(document: Document) -> Reading:
    """The instrument a reader means: the first with articles, else the first, else the notice itself."""
    with_articles = (r for r in document.instruments if any(p.kind == "article" for p in r.provisions))
    first = next(iter(document.instruments), document.carrier)
    return next(with_articles, first) or Reading(document.header, ())


# --- notice and instruments --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The text of one reading (一件): the notice with its tail, or an instrument with its annexes."""

    role: PartRole
    title: str
    laid: Laid


def _parted(laid: Laid, header: Header) -> list[_Stretch]:
    """Notice and instruments of a text in order; an annex belongs to the part before it."""
    gathered: list[tuple[PartRole, str, list[tuple[int, int]]]] = []
    for part in split_carrier(laid.text, header):
        stretch = (part.start, part.end)
        notice = next((g for g in gathered if g[0] == "carrier"), None)
        if part.role == "carrier" and notice:
            notice[2].append(stretch)
        elif part.role == "annex" and gathered and gathered[-1][2][-1][1] == part.start:
            gathered[-1][2][-1] = (gathered[-1][2][-1][0], part.end)
        else:
            gathered.append((part.role, part.title, [stretch]))
    whole = [(0, len(laid.text))]
    return [_Stretch(r, t, laid if ranges == whole else laid.cut(ranges)) for r, t, ranges in gathered]


def _parted_by(restoration: Restoration, laid: Laid) -> list[_Stretch]:
    """The restoration knows where the notice ends."""
    end = restoration.notice_end
    stop = end + len(laid.text[end:].partition("\n")[0]) if restoration.title else end
    notice = [_Stretch("carrier", "", laid.cut([(0, end - 1)]))] if end else []
    return [*notice, _Stretch("instrument", laid.text[end:stop], restoration.instrument)]


# --- one reading -------------------------------------------------------------------------------------------


def _reading(
    stretch: _Stretch,
    header: Header,
    restoration: Restoration | None,
    witnesses: Witnesses,
    origin: Laid | None,
) -> Reading:
    """One stretch segmented, with what witnesses restore; its text begins with its title."""
    laid = stretch.laid
    if witnesses.copies:
        laid = complete(laid, witnesses, damaged=restoration is not None)
    title = stretch.title or header.title or ""
    provisions = segment(laid.text)
    headless: tuple[str, ...] = ()
    if restoration is not None and stretch.role != "carrier":
        provisions, headless = give_points(provisions, laid, restoration.headless)
    copies = [copy.laid.text for copy in witnesses.copies]
    lacunae = find_lacunae(_own(provisions, laid.text), headless=headless, witnesses=copies)
    wounded = _wounded(lacunae)
    placed = tuple(replace(p, status="partial") if p.eid in wounded else p for p in provisions)
    if origin is not None or not laid.is_source:
        placed = tuple(_placed(provision, laid, origin) for provision in placed)
    otherwise = tuple(find_variations(laid, provisions, witnesses.copies))
    return Reading(
        header, placed, lacunae, text=_titled(laid.text.strip(), title), title=title, variants=otherwise
    )


def _own(provisions: tuple[Provision, ...], text: str) -> tuple[Provision, ...]:
    """The provisions without those that word another text, by its numbers: 修改为：“第七条 …”."""
    if all(p.kind != "article" for p in provisions):
        return provisions
    foreign = amended(text, find_labels(text))
    return tuple(p for p in provisions if p.span[0] not in foreign) if foreign else provisions


def _titled(text: str, title: str) -> str:
    """The text with its title in front, unless it begins with it."""
    opening = fold(text[: 2 * len(title) + 80])
    return text if opening.startswith(fold(title)) else f"{title}\n{text}"


def _wounded(lacunae: Sequence[str]) -> set[str]:
    """The eids of the units in which something is missing: art_6, art_6__para_1 of art_6__para_1__point_4."""
    steps = [eid.removesuffix("__heading").split("__") for eid in lacunae]
    return {"__".join(parts[:depth]) for parts in steps for depth in range(1, len(parts))}


def _placed(provision: Provision, laid: Laid, origin: Laid | None) -> Provision:
    """The spans of a provision counted in the source of `laid` and in `origin`; the hull starts at its label.

    What witnesses restored keeps its spans in them, and marks the provision.
    """
    p = provision  # written out below: replace() costs a third of a reading's time here
    found: list[Span] = []
    for span in p.spans:
        found += _sources(span, laid)
    if origin is not None:
        found = [source for span in found for source in _sources(span, origin)]
    if len(found) == 1 and not found[0].witness:  # as most are
        hull = found[0].start, found[0].end
        return Provision(p.eid, p.kind, p.label, p.heading, p.path, p.text, tuple(found), hull, p.status)
    own = [span for span in found if not span.witness]
    hull = _hull(own) if own else (_behind(p.span[0], laid, origin),) * 2
    witness = next((span.witness for span in found if span.witness), 0) if len(own) < len(found) else 0
    status: ProvisionStatus = "restored" if witness and p.status == "whole" else p.status
    return Provision(p.eid, p.kind, p.label, p.heading, p.path, p.text, tuple(found), hull, status, witness)


def _sources(span: Span, laid: Laid) -> Sequence[Span]:
    """The stretches of the source of `laid` that a stretch of it was made of; a witness is its own."""
    return (span,) if span.witness else laid.spans(span.start, span.end)


def _behind(at: int, laid: Laid, origin: Laid | None) -> int:
    """The place of what only witnesses have: behind the text's own last character before it."""
    place = laid.place(at)
    return place if origin is None else origin.place(place)


def _hull(spans: Sequence[Span]) -> tuple[int, int]:
    """From the start of the first span to the last end after it."""
    if len(spans) == 1:
        return spans[0].start, spans[0].end
    start = end = spans[0].start if spans else 0
    for span in spans:
        if span.start >= start and span.end > end:
            end = span.end
    return start, end


def _with_losses(reading: Reading, text: str, restoration: Restoration, origin: Laid | None) -> Reading:
    """The copies folded are counted, text without a place is listed, and inferred places are marked."""

    def place(unit: Unit) -> tuple[int, int]:
        span = unit.start, unit.end
        return span if origin is None else _hull(origin.spans(*span))

    unplaced = tuple(
        (text[unit.start : unit.end].replace("\n", ""), place(unit)) for unit in restoration.unplaced
    )
    places = [(place(unit), reason) for unit, reason in restoration.moved]
    eids = _places_of(reading, sorted(start for (start, _), _ in places))
    moved = tuple((eids.get(span[0], ""), span, reason) for span, reason in places)
    return replace(reading, repeats=restoration.repeats, unplaced=unplaced, moved=moved)


def _places_of(reading: Reading, starts: Sequence[int]) -> dict[int, str]:
    """The eid of the smallest provision that holds each of some characters of the input."""
    found: dict[int, str] = {}
    for provision in reading.provisions if starts else ():
        for span in provision.spans:
            if span.start <= starts[-1] and starts[0] < span.end and not span.witness:
                held = starts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
                found.update(dict.fromkeys(held, provision.eid))
    return found

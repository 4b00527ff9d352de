"""Whether a citation holds (引注核对): verified, altered, other_article, repealed or not_held.

A citation is checked against what the base holds and never called invented: what is not held is not_held.
`repealed` goes before what is said of the words; `words` then tells whether they were right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cleaners.citing.attributed import Attributed
from cleaners.citing.quoted import Difference, differences, likeness, parts, stands
from cleaners.citing.reference_units import Unit
from cleaners.masking.masks import shown
from kb.read import Base, ProvisionRow
from reader.cited_places import Place, places
from reader.versions import chain

Status = Literal["verified", "altered", "other_article", "repealed", "not_held"]
Elsewhere = Callable[[str], Iterable[tuple[str, str]]]  # words -> works and eids whose text may hold them

_ORDER: tuple[Status, ...] = ("verified", "altered", "other_article", "repealed", "not_held")
_ALIKE, _OWN_WORDS = 0.75, 0.5
_TELLING = 8  # characters: fewer stand in many documents
_SENTENCE = re.compile(r"[^。；\n]*[。；\n]?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one citation (核对结果). `words`: what is said of the quotation alone; `found`: the
    other places, work and eid, where it stands."""

    cited: Attributed
    status: Status
    unit: Unit | None = None
    place: Place | None = None
    quote: str | None = None
    words: Status | None = None
    differences: tuple[Difference, ...] = ()
    found: tuple[tuple[str, str], ...] = ()


def verdicts(base: Base, one: Attributed, day: date, elsewhere: Elsewhere) -> tuple[Verdict, ...]:
    """The verdict on each unit that is named; the quotation is of the one where it stands, else the first."""
    if len(one.cited.units) < 2 or one.quotation is None:
        units: tuple[Unit | None, ...] = one.cited.units or (None,)
        return tuple(_verdict(base, one, unit, day, elsewhere) for unit in units)
    owner = next((u for u in one.cited.units if _holds(base, one, u, day)), one.cited.units[0])
    bare = replace(one, quotation=None)
    return tuple(
        _verdict(base, one if unit == owner else bare, unit, day, elsewhere) for unit in one.cited.units
    )


def _holds(base: Base, one: Attributed, unit: Unit, day: date) -> bool:
    words = one.quotation.words if one.quotation else ""
    return any(p.provision and stands(words, p.provision.text) for p in places(base, one.cited, unit, day))


def _verdict(base: Base, one: Attributed, unit: Unit | None, day: date, elsewhere: Elsewhere) -> Verdict:
    """The best of what the documents of the name give."""
    found = places(base, one.cited, unit, day)
    if not found:
        quote = one.quotation.words if one.quotation and one.quotation.manner != "loose" else None
        return Verdict(one, "not_held", unit, quote=quote)
    given = [_at(base, Verdict(one, "verified", unit, place), elsewhere) for place in found]
    return min(given, key=lambda v: (bool(v.place and v.place.gone), _ORDER.index(v.status)))


def _at(base: Base, open_: Verdict, elsewhere: Elsewhere) -> Verdict:
    """The verdict at one place: first the words, then whether the place stands and is held."""
    place = open_.place
    assert place is not None, "a verdict is given at a place"
    said = _worded(base, open_, place, elsewhere) if open_.cited.quotation else open_
    if place.missing or said.words == "not_held":
        said = replace(said, status="not_held")
    elif said.words == "other_article":
        said = replace(said, status="other_article")
    elif said.words == "altered":
        said = replace(said, status="altered")
    return replace(said, status="repealed") if place.gone and said.status != "not_held" else said


# -- the words


def _worded(base: Base, verdict: Verdict, place: Place, elsewhere: Elsewhere) -> Verdict:
    """What is said of the quotation alone."""
    quotation = verdict.cited.quotation
    assert quotation is not None
    units = _cited_units(base, place)
    quote = quotation.words
    if quotation.manner in ("plain", "loose"):
        quote = _spoken(quote, units)
    if at := next((unit for unit in units if stands(quote, unit.text)), None):
        inner = None if place.provision is None else _other_point(base, place.provision, quote)
        if inner is not None:
            return replace(verdict, quote=quote, words="other_article", found=((at.work, inner),))
        return replace(verdict, quote=quote, words="verified", place=replace(place, provision=at))
    if quotation.manner == "loose":
        return _told(base, verdict, quote, units)
    return _misquoted(base, replace(verdict, quote=quote), units, elsewhere)


def _cited_units(base: Base, place: Place) -> list[ProvisionRow]:
    """The unit named with the article around it; of a whole document its units of search."""
    if place.provision is not None:
        article = base.provision(place.work.id, place.provision.eid.split("__")[0])
        inside = base.inner(place.provision.expression, place.provision.eid)
        heading = [] if place.provision.text else [unit for unit in inside if unit.is_hit]
        return [place.provision, *([article] if article else []), *heading]
    return [] if place.missing else _units_of(base, place.work.id)


def _units_of(base: Base, work: str) -> list[ProvisionRow]:
    rows = (base.provision(entry.work, entry.eid) for entry in base.entries([work]))
    return [row for row in rows if row is not None]


def _other_point(base: Base, named: ProvisionRow, quote: str) -> str | None:
    """The sibling of a unit below an article in which the words stand, where they do not stand in it."""
    if "__" not in named.eid or stands(quote, named.text):
        return None
    inner = base.inner(named.expression, named.eid.split("__")[0])
    holding = [row for row in inner if stands(quote, row.text) and not named.eid.startswith(row.eid)]
    return min(holding, key=lambda row: len(row.text)).eid if holding else None


def _spoken(words: str, units: Iterable[ProvisionRow]) -> str:
    """The sentences, from the first on, that are words of the text; then the writer speaks."""
    held = "\n".join(unit.text for unit in units)
    sentences = [match[0] for match in _SENTENCE.finditer(words) if match[0].strip()]
    kept = sentences[:1]
    for sentence in sentences[1:]:
        if not stands(sentence, held) and likeness(sentence, held) < _OWN_WORDS:
            break
        kept.append(sentence)
    return "".join(kept).strip()


def _told(base: Base, verdict: Verdict, quote: str, units: list[ProvisionRow]) -> Verdict:
    """Words without marks: a quotation only where they are nearly those of the text."""
    if len(quote) < _TELLING:
        return verdict
    near = _nearest(quote, units)
    if near is not None and likeness(quote, near.text) >= _ALIKE:
        return replace(
            verdict, quote=quote, words="altered", differences=differences(quote, near.text, shown)
        )
    assert verdict.place is not None
    found = tuple(_in_measure(base, verdict.place, quote))
    return replace(verdict, quote=quote, words="other_article", found=found) if found else verdict


def _misquoted(base: Base, verdict: Verdict, units: list[ProvisionRow], elsewhere: Elsewhere) -> Verdict:
    """Words that do not stand where they are cited: in another place, else altered."""
    place, quote = verdict.place, verdict.quote
    assert place is not None
    assert quote is not None
    near = _nearest(quote, units)
    alike = likeness(quote, near.text) if near else 0.0
    within = tuple(_in_measure(base, place, quote)) if units or place.missing else ()
    if any(work == place.work.id for work, _ in within):
        return replace(verdict, words="other_article", found=within)
    found = within or tuple(_anywhere(base, quote, elsewhere))
    if found and alike < _ALIKE:
        return replace(verdict, words="other_article", found=found)
    if near is None:
        return replace(verdict, words="not_held", found=found)
    held = replace(place, provision=place.provision or near)
    told = differences(quote, near.text, shown)
    return replace(verdict, words="altered", place=held, differences=told, found=found)


def _nearest(quote: str, units: Iterable[ProvisionRow]) -> ProvisionRow | None:
    return max(units, key=lambda unit: likeness(quote, unit.text), default=None)


def _in_measure(base: Base, place: Place, quote: str) -> Iterator[tuple[str, str]]:
    """Where the words stand in the document, its family and its other wordings; the document itself first."""
    near = [place.work.id, *(row.id for row in base.carried(place.work.id)), place.work.carrier or ""]
    near += [row.id for row in chain(base, place.work.id)]
    for work in dict.fromkeys(name for name in near if name):
        yield from ((unit.work, unit.eid) for unit in _units_of(base, work) if stands(quote, unit.text))


def _anywhere(base: Base, quote: str, elsewhere: Elsewhere) -> Iterator[tuple[str, str]]:
    """Where else in the base the words stand."""
    longest = max(parts(quote), key=len, default="")
    if len(longest) >= _TELLING:
        for work, eid in elsewhere(longest):
            row = base.provision(work, eid)
            if row is not None and stands(quote, row.text):
                yield work, eid

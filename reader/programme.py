"""programme: one recognition programme as a whole (认定项目): batches, counts, targets, and claims.

Each batch with what its notices declare and what their lists hold; targets beside what is reached; numbers of
news held against the lists. A programme that nothing held speaks of says `no source`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cleaners.official.regions import listed_unit
from cleaners.recognition.claims import Tally, judge
from cleaners.recognition.programmes import Programme
from cleaners.recognition.programmes import programme as known
from kb.home import Home
from kb.read import Base, QuantityRow
from reader.answer import DONE, console, opened, print_json
from reader.charts import by_year, tile_grid, write_picture
from reader.display import facts, fill, table
from reader.proof import announcement_json, clause_json
from reader.recognitions import counts_json, programme_id
from reader.tracked import HOLDING, OFFICIAL, STATES, TYPES, Told, Tracked, counts, told, tracked
from reader.wording import say

NO_SOURCE = "no source"


def programme(home: Home, asked: str, *, day: date, as_json: bool, to: Path | None = None) -> int:
    """Print what is held of a programme; `to` draws its regions, or its years in a file named …years.svg."""
    about = known(programme_id(asked))
    with opened(home) as base:
        events = told(base, about.id)
        holders = tracked(events, day)
        view = _view(base, about, events, holders, day)
    if to is not None:
        draw = by_year if "year" in to.stem or "年" in to.stem else tile_grid
        write_picture(to, draw(view))
    if as_json:
        print_json(view)
    else:
        _print(view)
    return DONE


def _view(
    base: Base, about: Programme, events: Sequence[Told], holders: Sequence[Tracked], day: date
) -> dict[str, Any]:
    measure = about.measure_on(day)
    bearing = [one for one in holders if one.standing.state in HOLDING]
    numbers = base.quantities(about.id)
    batches = _batches(base, about, holders)
    return {
        "id": about.id,
        "name": about.name,
        "aliases": list(about.aliases),
        "issuers": list(about.issuers),
        "level": about.level,
        "unit": about.unit,
        "as_of": day.isoformat(),
        "governed_by": measure.doc_number if measure else None,
        "measures": [
            {"doc_number": m.doc_number, "from": _iso(m.first), "until": _iso(m.last)} for m in about.measures
        ],
        "source": "held" if batches or numbers else NO_SOURCE,
        "counts": counts_json(holders),
        "batches": batches,
        "targets": [_target(base, row, len(bearing)) for row in numbers if row.by is not None],
        "claims": _claims(base, about, numbers, events),
        "fictional": about.fictional,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _batches(base: Base, about: Programme, holders: Iterable[Tracked]) -> list[dict[str, Any]]:
    """The batches in the order of their first notices, each with its announcements and states."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for one in holders:
        states[one.standing.batch][one.standing.state] += 1
    found: dict[str, list[dict[str, Any]]] = {}
    for row in base.announcements(about.id):
        work = base.work(row.work)
        assert work is not None, "announcements refer to their work by foreign key"
        view = announcement_json(base, work, row) | {"counts": row.lineage in OFFICIAL}
        found.setdefault(row.batch, []).append(view)
    return [
        {"batch": batch, "announcements": views, "states": dict(states[batch]), "complete": _complete(views)}
        for batch, views in found.items()
    ]


def _complete(views: Iterable[dict[str, Any]]) -> bool:
    """Whether the list of every recognition of a batch is whole."""
    return not any(view["doubts"] for view in views if view["counts"] and view["type"] == "recognise")


# -- targets and claims


def _target(base: Base, row: QuantityRow, reached: int) -> dict[str, Any]:
    return _number(base, row) | {"by": row.by, "reached": reached, "level": row.level}


def _number(base: Base, row: QuantityRow) -> dict[str, Any]:
    work = base.work(row.work)
    assert work is not None, "quantities refer to their work by foreign key"
    return {
        "value": row.value,
        "unit": row.unit,
        "region": row.region,
        "basis": row.basis,
        "of": row.part_of,
        "modality": row.modality or None,
        "approximate": bool(row.approximate),
        "speaker": row.speaker,
        **clause_json(base, work, row),
    }


def _of_term(about: Programme, row: QuantityRow) -> dict[str, Any]:
    """The verdict on how long somebody says that titles last; the measure's article says how long."""
    rule = about.validity
    if rule is None:
        return {"verdict": "not_comparable", "official": None, "official_basis": None}
    verdict = "agrees" if rule.years == row.value else "contradicts"
    return {"verdict": verdict, "official": rule.years, "official_basis": rule.doc_number + rule.article}


def _claims(
    base: Base, about: Programme, numbers: Iterable[QuantityRow], events: Sequence[Told]
) -> list[dict[str, Any]]:
    """The numbers of what is, each with the verdict of the lists held."""
    tallies = tallies_of(events)
    claims = []
    for row in numbers:
        if row.part_of == "有效期":
            claims.append(_number(base, row) | _of_term(about, row))
        elif row.by is None:
            tally = tallies.get(row.part_of or "") if row.part_of else tallies.get("")
            region = (listed_unit(row.region) or row.region) if row.region else None
            judged = judge(
                row.value, approximate=bool(row.approximate), region=region, basis=row.basis, tally=tally
            )
            claims.append(
                _number(base, row)
                | {"verdict": judged.verdict, "official": judged.official, "official_basis": judged.basis}
            )
    return claims


def tallies_of(events: Iterable[Told]) -> dict[str, Tally]:
    """The complete official final lists by batch and year; under "" all together when none lacks."""
    of_batch: dict[str, list[Told]] = defaultdict(list)
    for one in events:
        if one.event.type == "recognise" and counts(one):
            of_batch[one.event.batch].append(one)
    whole = {
        batch: found for batch, found in of_batch.items() if not any(t.announcement.doubts for t in found)
    }
    tallies = {batch: _tally(found) for batch, found in whole.items()}
    tallies |= {f"{batch[:4]}年": tally for batch, tally in tallies.items() if batch.endswith("年度")}
    if whole and len(whole) == len(of_batch):
        tallies[""] = _tally([one for found in whole.values() for one in found])
    return tallies


def _tally(found: Sequence[Told]) -> Tally:
    listed = Counter(listed_unit(one.event.region) or one.event.region for one in found)
    merged = Counter(one.event.province or one.event.region for one in found)
    return Tally(len({one.event.holder_key for one in found}), listed, merged)


# -- for a person


def _print(view: dict[str, Any]) -> None:
    out = console()
    out.print(view["name"], style="bold", markup=False)
    regions = "、".join(f"{name}{n}" for name, n in view["counts"]["as_listed"].items())
    merged = "、".join(f"{name}{n}" for name, n in view["counts"]["merged"].items())
    out.print(
        facts(
            [
                ("Programme", view["id"]),
                ("Issuer", "、".join(view["issuers"])),
                ("Governed by", view["governed_by"]),
                ("Bearing the title", view["counts"]["bearing"]),
                ("As listed", regions),
                ("Merged", merged if merged != regions else ""),
            ]
        )
    )
    if view["source"] == NO_SOURCE:
        out.print(say("no source: nothing held speaks of this programme"), style="yellow")
        return
    out.print(fill(table("Batch", "Event", "Day", "Declared", "Extracted", "Evidence"), _batch_rows(view)))
    for one in view["targets"]:
        words = f"{one['modality'] or ''}{one['value']}{one['unit']}"
        out.print(
            say("Target by {year}: {words}; reached: {n}", year=one["by"], words=words, n=one["reached"]),
            markup=False,
        )
    if view["claims"]:
        out.print(fill(table("Claim", "Of", "Official", "Verdict", "Evidence"), _claim_rows(view)))


def _batch_rows(view: dict[str, Any]) -> Iterable[tuple[object, ...]]:
    for batch in view["batches"]:
        for one in batch["announcements"]:
            extracted = (
                one["extracted"] if not one["doubts"] else say("≥ {n}, list incomplete", n=one["extracted"])
            )
            yield batch["batch"], TYPES[one["type"]], one["day"], one["declared"], extracted, one["citation"]
        states = "、".join(f"{STATES[state]}{n}" for state, n in batch["states"].items())
        if states:
            yield "", "", "", "", "", states


def _claim_rows(view: dict[str, Any]) -> Iterable[tuple[object, ...]]:
    for one in view["claims"]:
        what = "、".join(str(part) for part in (one["of"], one["region"], one["basis"]) if part)
        yield f"{one['value']}{one['unit']}", what, one["official"], one["verdict"], one["citation"]

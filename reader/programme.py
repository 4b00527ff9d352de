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

from cleaners.recognition.programmes import Programme
from cleaners.recognition.programmes import programme as known
from kb.home import Home
from kb.read import Base
from reader.answer import DONE, console, opened, print_json
from reader.charts import by_year, tile_grid
from reader.display import facts, fill, table
from reader.numbers import claims, targets
from reader.picture import write_picture
from reader.proof import announcement_json
from reader.recognitions import counts_json, programme_id
from reader.tracked import HOLDING, STATES, TYPES, Told, Tracked, is_told, told, tracked
from reader.wording import say, term

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
        "targets": targets(base, about, numbers, len(bearing)),
        "claims": claims(base, about, numbers, events),
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
        view = announcement_json(base, work, row) | {"counts": is_told(row)}
        found.setdefault(row.batch, []).append(view)
    return [
        {"batch": batch, "announcements": views, "states": dict(states[batch]), "complete": _complete(views)}
        for batch, views in found.items()
    ]


def _complete(views: Iterable[dict[str, Any]]) -> bool:
    """Whether the list of every recognition of a batch is whole."""
    return not any(view["doubts"] for view in views if view["counts"] and view["type"] == "recognise")


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
    for line in dict.fromkeys(map(_target_line, view["targets"])):
        out.print(line, markup=False)
    if view["claims"]:
        out.print(fill(table("Claim", "Of", "Official", "Verdict", "Evidence"), _claim_rows(view)))


def _target_line(one: dict[str, Any]) -> str:
    draft = "（征求意见稿）" if one["draft"] else ""
    words = f"{one['level'] or ''}{one['value']}{one['unit']}{one['modality'] or ''}{draft}"
    reached = "–" if one["reached"] is None else one["reached"]
    line = say("Target by {year}: {words}; in lists: {n}", year=one["by"], words=words, n=reached)
    claimed = one["claimed"]
    return (
        line
        if claimed is None
        else line + say("; claimed: {n}", n=f"{claimed['value']}（{claimed['citation']}）")
    )


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
        parts = f"分项合计{one['parts']}" if one["parts"] is not None else None
        what = "、".join(str(part) for part in (one["of"], one["region"], one["basis"], parts) if part)
        yield f"{one['value']}{one['unit']}", what, one["official"], term(one["verdict"]), one["citation"]

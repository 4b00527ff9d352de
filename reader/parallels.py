"""parallels: clauses of other works that say nearly the same (平行条款), with the words that differ.

Looked for when asked: one pass over the clauses held, so that nothing is stored that a night would have to
keep up. Wordings of the same measure are no parallels (diff compares them), nor are formulas that very many
works share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cleaners.comparing.changes import Comparison, compare
from cleaners.comparing.parallels import Likeness, Sought, likeness, may_be_near, sought
from cleaners.comparing.versions import version_name
from cleaners.masking.masks import shown_value
from kb.home import Home
from kb.read import Base, ProvisionRow, WorkRow
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.citing import cite, number_of
from reader.display import facts, marked
from reader.show import not_held
from reader.versions import chain
from reader.wording import say

_SHOWN = 12  # changes of a clause that are told in words
FORMULA = 60  # works: what more of them say in nearly these words is a formula of the trade


@dataclass(frozen=True, slots=True)
class Parallel:
    """A clause of another work beside the one asked for."""

    work: WorkRow
    eid: str
    text: str
    likeness: Likeness
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Parallels:
    """All that was found; of a formula nothing but the number of works that share it."""

    works: int
    formula: bool
    found: tuple[Parallel, ...]


def parallels(home: Home, eid: str, work_id: str, *, limit: int, as_json: bool) -> int:
    """Print the clauses beside one."""
    with opened(home) as base:
        work = base.work(readable(work_id))
        if work is None:
            raise Unanswerable(say("no work {work} is held", work=shortened(work_id)))
        provision = base.provision(work.id, readable(eid))
        if provision is None:
            raise Unanswerable(not_held(base, work.id, eid))
        found = parallels_of(base, work, provision, limit)
        asked = asked_clause(base, work, provision)
        view = [_json(base, parallel) for parallel in found.found]
    if as_json:
        counts = {"works": found.works, "formula": found.formula}
        print_json({"asked": asked, **counts, "parallels": view})
    else:
        _print(asked, found, view)
    return DONE


def parallels_of(base: Base, work: WorkRow, provision: ProvisionRow, limit: int) -> Parallels:
    """The clauses of other measures beside one, the nearest first."""
    clause = sought(provision.text)
    if clause is None:
        return Parallels(0, False, ())
    near = sorted(_near(base, work, clause), key=lambda one: (-one[3].near, one[0].id, one[1]))
    works = len({one[0].id for one in near})
    if works > FORMULA:
        return Parallels(works, True, ())
    found = [
        Parallel(other, eid, text, like, compare(provision.text, text))
        for other, eid, text, like in near[:limit]
    ]
    return Parallels(works, False, tuple(found))


_Near = tuple[WorkRow, str, str, Likeness]


def _near(base: Base, work: WorkRow, clause: Sought) -> Iterator[_Near]:
    """The clauses of other measures that are near enough, of each measure the nearest wording's alone."""
    own = own_works(base, work)
    name = version_name(work.title_key)
    others: dict[str, WorkRow | None] = {}
    for other, eid, text in base.clauses():
        if other in own or not may_be_near(clause, text):
            continue
        like = likeness(clause, text)
        if not like.parallel:
            continue
        row = others.setdefault(other, base.work(other))
        if row is not None and row.role != "news" and not (name and version_name(row.title_key) == name):
            yield row, eid, text, like


def own_works(base: Base, work: WorkRow) -> frozenset[str]:
    """The works that are no others: its versions, its carrier and what that carries."""
    carrier = work.carrier or work.id
    family = (work.id, carrier, *(row.id for row in base.carried(carrier)))
    return frozenset((*family, *(row.id for row in chain(base, work.id))))


def asked_clause(base: Base, work: WorkRow, provision: ProvisionRow) -> dict[str, Any]:
    """The clause that is asked about, as both verbs print it."""
    return {
        "work": work.id,
        "eid": provision.eid,
        "title": work.title,
        "citation": citation(base, work, provision.eid),
        "text": provision.text,
    }


def citation(base: Base, work: WorkRow, eid: str) -> str:
    """A provision of a work as one line."""
    carrier = base.work(work.carrier) if work.carrier else None
    return cite(work.title, number_of(work, carrier), eid)


def _json(base: Base, parallel: Parallel) -> dict[str, Any]:
    """`changes`: what stands at `a` of the asked text stands as `b` of this one; spans count characters."""
    return {
        "work": parallel.work.id,
        "eid": parallel.eid,
        "title": parallel.work.title,
        "citation": citation(base, parallel.work, parallel.eid),
        "status": parallel.work.status,
        "similarity": round(parallel.comparison.similarity, 3),
        "held": round(parallel.likeness.held, 3),
        "text": parallel.text,
        "changes": [
            {"op": change.op, "a": list(change.a), "b": list(change.b)}
            for change in parallel.comparison.changes
        ],
    }


def _print(asked: dict[str, Any], found: Parallels, view: Iterable[dict[str, Any]]) -> None:
    out, asked = console(), shown_value(asked)
    view = shown_value(list(view))  # before words are cut from the texts
    out.print(asked["citation"], style="bold", markup=False)
    out.print(asked["text"] + "\n", markup=False)
    if found.formula:
        out.print(say("a formula: {n} works say nearly the same", n=found.works), markup=False)
    elif not found.found:
        out.print(say("No other measure held says nearly the same."), markup=False)
    for entry in view:
        out.print(f"{entry['citation']}  {entry['similarity']:.0%}", style="bold", markup=False)
        out.print(marked(_with_marks(entry["text"], [change["b"] for change in entry["changes"]])))
        out.print(facts([("Differs", _differences(asked["text"], entry))]))


def _with_marks(text: str, spans: Iterable[list[int]]) -> str:
    """The text with «marks» around what the asked clause says otherwise."""
    done, pieces = 0, []
    for start, end in spans:
        if start < end:
            pieces += [text[done:start], "«", text[start:end], "»"]
            done = end
    return "".join([*pieces, text[done:]])


def _differences(asked: str, entry: dict[str, Any]) -> str:
    """甲 → 乙 for each change, the first of very many."""
    told = [f"{_piece(asked, c['a'])} → {_piece(entry['text'], c['b'])}" for c in entry["changes"]]
    return "；".join(told[:_SHOWN] + (["…"] if len(told) > _SHOWN else []))


def _piece(text: str, span: list[int]) -> str:
    """The words of a change; where nothing stands a sign for it."""
    return " ".join(text[span[0] : span[1]].split()) or "∅"

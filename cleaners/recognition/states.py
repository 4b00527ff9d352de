"""What a holder is on a day (状态): the events of a programme folded in the order of their days.

    recommended → proposed → recognised → expired_pending_review → renewed | lapsed | revoked
                  proposed → dropped

Reads Steps and a day; writes Standings. A title that has run out is lapsed only when the complete result of
its batch's review is held and the holder is not in it, or a text says so; until then it is pending review.
Absence from any other list is nothing; only a complete final list drops who was proposed for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from cleaners.model import EventType
from cleaners.recognition.validity import last_day

State = Literal[
    "recommended",
    "proposed",
    "dropped",
    "recognised",
    "expired_pending_review",
    "renewed",
    "lapsed",
    "revoked",
    "unknown",
]
_RESULTS = ("renew", "remedial", "revoke", "lapse")  # the types that a review ends in
_NAMING = ("rename", "correct")  # from now on it is called, or it was always called
_MOST = 0.5  # of a batch: fewer in a result are no complete result
_HELD = ("recognised", "renewed")
_PROPOSABLE = (None, "recommended", "dropped", "lapsed", "revoked")
_ORDER: dict[EventType, int] = {"recommend": 0, "publicise": 1, "recognise": 2, "rename": 9, "correct": 9}


@dataclass(frozen=True, slots=True)
class Step:
    """An event as the fold sees it. `batch` names the batch, one way for all; `whole`: its list lacks none.

    `valid_from` and `valid_to` when the event or the governing rule gives them; `years` with `extends` count
    from the old end. `basis` says where the validity comes from.
    """

    id: str
    type: EventType
    key: str
    name: str
    day: date
    batch: str
    region: str = ""
    old_key: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    years: int | None = None
    extends: bool = False
    basis: str = "none"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A holder on a day (状态).

    `names` are all it has borne up to the day, the last one first; `evidence` ids of the events that made it
    so, in order; `remedial`: told to mend, and nothing heard since; `absent`: it is so because a complete
    list, the last of the evidence, does not have it. `unknown`: only a rename or the like is held.
    """

    key: str
    name: str
    names: tuple[str, ...]
    region: str
    state: State
    batch: str
    since: date
    valid_from: date | None
    valid_to: date | None
    basis: str
    remedial: bool
    evidence: tuple[str, ...]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class _Lists:
    """Who is in the lists of a batch, whether none of them lacks anything, and the first event of them."""

    keys: frozenset[str]
    whole: bool
    first: str


def standings(steps: Iterable[Step], as_of: date) -> tuple[Standing, ...]:
    """Every holder that had been heard of by the day, by batch, region and name."""
    known = sorted((step for step in steps if step.day <= as_of), key=_in_order)
    keys = _Keys(known)
    known = _in_batches(known, keys)
    of_holder: dict[str, list[Step]] = defaultdict(list)
    for step in known:
        of_holder[keys.last(step.key)].append(step)
    finals = _finals(known, keys)
    reviews = _reviews(known, keys, finals)
    found = (_settled(_folded(key, own), as_of, reviews, finals) for key, own in of_holder.items())
    return tuple(sorted(found, key=lambda one: (one.batch, one.region, one.name)))


def _in_order(step: Step) -> tuple[date, int, str]:
    return step.day, _ORDER.get(step.type, 5), step.id


def _in_batches(steps: Sequence[Step], keys: _Keys) -> list[Step]:
    """The steps, those of a review in the batch in which their holder was recognised.

    A notice on a review often names no batch, or the year in which it was written.
    """
    batches = {step.batch for step in steps if step.type == "recognise"}
    recognised: dict[str, str] = {}
    placed = []
    for step in steps:
        key = keys.last(step.key)
        if step.type == "recognise":
            recognised[key] = step.batch
        elif step.type in _RESULTS and step.batch not in batches:
            step = replace(step, batch=recognised.get(key, step.batch))
        placed.append(step)
    return placed


class _Keys:
    """The keys of holders that were renamed: asked with any of them, the last one answers."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._next = {s.old_key: s.key for s in steps if s.type in _NAMING and s.old_key}

    def last(self, key: str) -> str:
        seen = {key}
        while (following := self._next.get(key, key)) not in seen:
            seen.add(following)
            key = following
        return min(seen) if following != key else key  # names that lead in a circle are one holder


def _folded(key: str, steps: Sequence[Step]) -> Standing:
    """The steps of one holder, one after another."""
    first = steps[0]
    state = Standing(
        key, first.name, (first.name,), first.region, "unknown", first.batch, first.day, None, None, "none",
        False, (),
    )  # fmt: skip
    last: str | None = None
    for step in steps:
        state, last = _after(state, step, last)
    return state


def _after(held: Standing, step: Step, last: str | None) -> tuple[Standing, str | None]:
    """A holder after one step, and the state it is in; a step that changes nothing is no evidence."""
    told = replace(held, region=step.region or held.region, evidence=(*held.evidence, step.id))
    if step.type in _NAMING:
        former = held.names if step.type == "rename" else held.names[1:]
        return replace(told, name=step.name, names=tuple(dict.fromkeys((step.name, *former)))), last
    if step.type in ("recommend", "publicise"):
        if last not in _PROPOSABLE:
            return held, last
        state: State = "recommended" if step.type == "recommend" else "proposed"
        return replace(told, state=state, batch=step.batch, since=step.day), state
    if step.type == "recognise":
        return replace(_valid(told, step), state="recognised", batch=step.batch, since=step.day), "recognised"
    if step.type == "renew":
        return replace(_valid(told, step), state="renewed", since=step.day), "renewed"
    if step.type == "remedial":
        return replace(told, remedial=True), last
    if step.type in ("revoke", "lapse"):
        gone: State = "revoked" if step.type == "revoke" else "lapsed"
        return replace(told, state=gone, since=step.day, remedial=False), gone
    return held, last


def _valid(held: Standing, step: Step) -> Standing:
    """The validity that a step gives: stated, or so many years from the old end."""
    told = replace(held, remedial=False)
    if step.extends and step.years is not None and held.valid_to is not None:
        end = last_day(held.valid_to + timedelta(days=1), step.years)
        return replace(told, valid_from=held.valid_from, valid_to=end, basis=step.basis)
    if step.type == "renew" and step.valid_to is None:
        return replace(told, valid_to=None, basis=step.basis)  # renewed, until when is not said
    return replace(told, valid_from=step.valid_from, valid_to=step.valid_to, basis=step.basis)


# -- what other holders' events say of this one


def _reviews(steps: Iterable[Step], keys: _Keys, finals: dict[str, _Lists]) -> dict[str, _Lists]:
    """The result of the review of each batch: some are said to have passed, most are spoken of.

    A result in instalments, or of the few who asked late, says nothing of the others.
    """
    known = list(steps)
    found = _by_batch(step for step in known if step.type in _RESULTS)
    results = {b: _lists(own, keys) for b, own in found.items() if any(s.type == "renew" for s in own)}
    return {
        batch: replace(
            lists, whole=lists.whole and len(lists.keys & bearers.keys) >= _MOST * len(bearers.keys)
        )
        for batch, lists in results.items()
        if (bearers := finals.get(batch)) is not None
    }


def _finals(steps: Iterable[Step], keys: _Keys) -> dict[str, _Lists]:
    """The final list of each batch."""
    found = _by_batch(step for step in steps if step.type == "recognise")
    return {batch: _lists(own, keys) for batch, own in found.items()}


def _by_batch(steps: Iterable[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        found[step.batch].append(step)
    return found


def _lists(steps: Sequence[Step], keys: _Keys) -> _Lists:
    named = frozenset(keys.last(step.key) for step in steps)
    return _Lists(named, all(step.whole for step in steps), steps[0].id)


def _settled(held: Standing, as_of: date, reviews: dict[str, _Lists], finals: dict[str, _Lists]) -> Standing:
    """The state that the day itself and complete lists bring about."""
    if held.state in ("recommended", "proposed"):
        return _without(held, finals.get(held.batch), "dropped") or held
    if held.state in _HELD and held.valid_to is not None and as_of > held.valid_to:
        pending = replace(held, state="expired_pending_review")
        return _without(held, reviews.get(held.batch), "lapsed") or pending
    return held


def _without(held: Standing, lists: _Lists | None, state: State) -> Standing | None:
    """The holder in this state, when complete lists of its batch do not have it."""
    if lists is None or not lists.whole or held.key in lists.keys:
        return None
    return replace(held, state=state, absent=True, evidence=(*held.evidence, lists.first))

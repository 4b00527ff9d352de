"""Holders of titles as the base knows them (认定台账): events folded to a day, each with its evidence.

Only events of official pages fold; what other pages alone tell is counted apart and never a state. A rejected
event is shown with the ruling that rejects it, and folds no more; a guess folds once a ruling sets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from cleaners.model import OFFICIAL, EventType
from cleaners.recognition.holdings import GUESSED, holder_key
from cleaners.recognition.states import Standing, Step, standings
from kb.read import AnnouncementRow, Base, EventRow, WorkRow

STATES = {
    "recommended": "已推荐",
    "proposed": "公示中",
    "dropped": "公示后未认定",
    "recognised": "认定有效",
    "expired_pending_review": "期满待复核",
    "renewed": "复核通过",
    "lapsed": "失效",
    "revoked": "撤销",
    "unknown": "未知",
}
TYPES = {
    "apply_open": "申报",
    "recommend": "推荐",
    "publicise": "公示",
    "recognise": "认定",
    "renew": "复核通过",
    "remedial": "限期整改",
    "revoke": "撤销",
    "lapse": "失效",
    "rename": "更名",
    "relocate": "迁移",
    "support": "支持",
    "correct": "更正",
    "repeal": "废止",
}
HOLDING = ("recognised", "renewed", "expired_pending_review")  # states in which a title is borne


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the announcement it belongs to and the notice that makes it."""

    event: EventRow
    announcement: AnnouncementRow
    work: WorkRow


@dataclass(frozen=True, slots=True)
class Tracked:
    """A holder on a day, and the events that its state rests on."""

    programme: str
    standing: Standing
    region: str  # as last listed
    province: str | None
    product: str
    evidence: tuple[Told, ...]


def told(base: Base, programme: str | None = None) -> tuple[Told, ...]:
    """All events of holders, of one programme or all, in the order of their days."""
    announced = {(row.work, row.ordinal): row for row in base.announcements(programme)}
    works: dict[str, WorkRow | None] = {name: base.work(name) for name in {work for work, _ in announced}}
    found = (
        Told(event, announced[event.work, event.announcement], work)
        for event in base.events(programme)
        if (work := works.get(event.work)) is not None
    )
    return tuple(sorted(found, key=lambda one: (one.announcement.day or "", one.work.id, one.event.seq or 0)))


def counts(one: Told) -> bool:
    """Whether an event makes a state: an official page tells it, of a known day, and nobody has rejected it.

    What is only guessed makes none before a ruling sets it.
    """
    sure = is_told(one.announcement) or (one.announcement.lineage in OFFICIAL and one.event.review == "ok")
    return sure and one.event.review != "rejected" and one.announcement.day is not None


def is_told(row: AnnouncementRow) -> bool:
    """Whether an official page tells an announcement, in words that are known and no mere guess."""
    return row.lineage in OFFICIAL and GUESSED not in row.doubts


def tracked(events: Iterable[Told], as_of: date) -> tuple[Tracked, ...]:
    """The holders of all programmes on a day, by programme, batch, region and name."""
    by_programme: dict[str, list[Told]] = {}
    for one in events:
        if counts(one):
            by_programme.setdefault(one.event.programme or "", []).append(one)
    return tuple(
        holder for name in sorted(by_programme) for holder in _of_programme(name, by_programme[name], as_of)
    )


def _of_programme(programme: str, events: list[Told], as_of: date) -> Iterator[Tracked]:
    by_id = {one.event.id: one for one in events}
    for standing in standings(map(_step, events), as_of):
        evidence = tuple(by_id[name] for name in standing.evidence)
        own = [one.event for one in evidence if one.event.list is not None] or [one.event for one in evidence]
        listed = [event for event in own if event.region]
        product = next((event.product for event in reversed(own) if event.product), "")
        yield Tracked(
            programme,
            standing,
            listed[0].region if listed else standing.region,
            listed[0].province if listed else None,
            product,
            evidence,
        )


def _step(one: Told) -> Step:
    """An event as the fold sees it."""
    event, row = one.event, one.announcement
    assert row.day is not None, "events without a day do not count"
    return Step(
        id=event.id,
        type=cast(EventType, event.type),  # the schema allows no other
        key=event.holder_key,
        name=event.holder,
        day=date.fromisoformat(row.day),
        batch=event.batch,
        region=event.region,
        old_key=holder_key(event.old_name) if event.old_name else "",
        valid_from=_day(row.valid_from),
        valid_to=_day(row.valid_to),
        years=row.years,
        extends=bool(row.extends),
        basis=row.validity_basis,
        whole=not row.doubts and (row.declared is None or row.declared == row.extracted),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None

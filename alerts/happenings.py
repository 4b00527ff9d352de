"""What happened (事项), gathered from a built base: documents, what they announce, and last days.

One function a kind, each from the base and its documents to Happenings. Must never rest on the clock, nor on
the order of the nights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from alerts.corrections import corrections
from alerts.happening import Happening, Published, document_of, evidence_of, shortened
from alerts.recognised import events, windows
from kb.read import Base, DeadlineRow, WorkRow

KINDS = {
    "document": "文件",
    "recognition": "认定事项",
    "window": "期限",
    "deadline": "征求意见截止",
    "correction": "文字改动",
}


def gather(base: Base) -> tuple[Happening, ...]:
    """All that the base knows to have happened, the newest first."""
    published = tuple(_published(base))
    found = [one for kind in GATHERERS for one in kind(base, published)]
    return tuple(sorted(found, key=lambda one: (one.published, one.key), reverse=True))


def _documents(_base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each document held, once, whatever its copies."""
    return map(document_of, published)


def _deadlines(base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each last day for comments on a draft, by the notice that asks."""
    of_work = {member.id: one for one in published for member in (one.work, *one.carried)}
    for (work, last_day), rows in groupby(base.all_deadlines(), key=lambda row: (row.work, row.last_day)):
        if work in of_work:
            yield _deadline(base, of_work[work], last_day, next(rows))


# What is gathered: of each kind the function that knows it.
GATHERERS: tuple[Callable[[Base, tuple[Published, ...]], Iterable[Happening]], ...] = (
    _documents,
    events,
    windows,
    _deadlines,
    corrections,
)


def _published(base: Base) -> Iterator[Published]:
    """The documents that are told of: what no notice carries; a file is told with its page."""
    addresses = {work: tuple(rows) for work, rows in groupby(base.addresses_of_works(), lambda row: row.work)}
    works = {work.id: work for work in base.works()}
    carried: dict[str, list[WorkRow]] = {}
    for work in works.values():
        if work.carrier in works:
            carried.setdefault(work.carrier or "", []).append(work)
    for work in works.values():
        if work.carrier not in works and work.role != "attachment":
            own = sorted(carried.get(work.id, ()), key=lambda one: one.ordinal)
            yield Published(work, tuple(own), addresses.get(work.id, ()))


def _deadline(base: Base, one: Published, last_day: str, row: DeadlineRow) -> Happening:
    about = document_of(one)
    suffix = f"|{last_day}"
    asked = replace(
        about,
        kind="deadline",
        keys=tuple(key.replace("document", "deadline", 1) + suffix for key in about.keys),
        line=f"意见征集截至 {last_day}（含当日）",
        last_day=last_day,
        quote=shortened(row.quote),
    )
    return replace(asked, evidence=evidence_of(base, row.snapshot, row.start, row.end))

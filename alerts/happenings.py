"""What happened (事项), gathered from a built base: documents, what they announce, and periods that end.

One function a kind, each from the base and its documents to Happenings. Must never rest on the clock, nor on
the order of the nights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from alerts.happening import Happening, Published, document_of, evidence_of, shortened
from kb.read import AnnouncementRow, Base, DeadlineRow, EventRow, WindowRow, WorkRow
from reader.tracked import TYPES

KINDS = {"document": "文件", "deadline": "征求意见截止", "recognition": "认定事项", "window": "期限"}
_SHOWN = 3  # holders that a line names


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


def _recognitions(base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each announcement of holders: what was done, of which batch, and to how many."""
    of_work = {one.work.id: one for one in published}
    events: dict[tuple[str, int], list[EventRow]] = defaultdict(list)
    for event in base.events():
        events[event.work, event.announcement].append(event)
    for row in base.announcements():
        if row.work in of_work:
            yield _recognition(base, of_work[row.work], row, events[row.work, row.ordinal])


def _windows(base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each last day of a 公示 or an application; comments have their deadlines."""
    of_work = {one.work.id: one for one in published}
    for row in base.windows():
        if row.kind != "comments" and row.closes is not None and row.work in of_work:
            yield _window(base, of_work[row.work], row)


# What is gathered: of each kind the function that knows it.
GATHERERS: tuple[Callable[[Base, tuple[Published, ...]], Iterable[Happening]], ...] = (
    _documents,
    _deadlines,
    _recognitions,
    _windows,
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


def _recognition(base: Base, one: Published, row: AnnouncementRow, events: Sequence[EventRow]) -> Happening:
    """An announcement, known by what it does; the ordinal tells two alike of one notice apart."""
    about = document_of(one)
    what = f"|{row.type}|{row.programme or ''}|{row.batch}|{row.ordinal}"
    holders = "、".join(event.holder for event in events[:_SHOWN])
    count = f"{'≥ ' if row.doubts else ''}{len(events)} 个" if events else ""
    more = f"{holders}{'等' if len(events) > _SHOWN else ''}" if holders else ""
    told = replace(
        about,
        kind="recognition",
        keys=tuple(key.replace("document", "recognition", 1) + what for key in about.keys),
        line=" · ".join(part for part in (TYPES[row.type], row.batch, count, more) if part),
        programme=row.programme or about.programme,
        published=row.published or row.day or about.published,
        quote=shortened(row.quote),
    )
    return replace(told, evidence=evidence_of(base, row.snapshot, row.start, row.end))


def _window(base: Base, one: Published, row: WindowRow) -> Happening:
    about = document_of(one)
    what = f"|{row.kind}|{row.closes}"
    word = "公示" if row.kind == "publicise" else "申报"
    told = replace(
        about,
        kind="window",
        keys=tuple(key.replace("document", "window", 1) + what for key in about.keys),
        line=f"{'再次' if row.again else ''}{word}截至 {row.closes}（含当日）",
        last_day=row.closes,
        quote=shortened(row.quote),
    )
    return replace(told, evidence=evidence_of(base, row.snapshot, row.start, row.end))

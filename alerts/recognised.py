"""What notices announce (认定事项) and until when something may be done (期限), as happenings.

The announcements of one type, programme and batch in a notice are one happening with all their holders, so
that a public show of 34 names is told once; a rule that asks for names is told of each of its own. Must never
tell a 公示 as a 认定, nor what the home's rulings reject.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from alerts.happening import Happening, Holder, Published, document_of, evidence_of, shortened
from cleaners.recognition.programmes import programmes
from kb.read import AnnouncementRow, Base, EventRow, WindowRow
from reader.tracked import TYPES
from reader.windows import KINDS as WINDOWS

_SHOWN = 3  # holders that a line names
_REJECTED, _DOUBTED = "rejected", "needs_review"
_Matter = tuple[str, str, str | None, str]  # work, type, programme, batch


def events(base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each thing a notice announces, with the holders it names."""
    of_work = {member.id: one for one in published for member in (one.work, *one.carried)}
    named: dict[tuple[str, int], list[EventRow]] = {}
    for row in base.events():
        named.setdefault((row.work, row.announcement), []).append(row)
    announced = sorted(base.announcements(), key=lambda row: (*_sortable(_matter(row)), row.ordinal))
    for (work, *_), rows in groupby(announced, key=_matter):
        if work in of_work:
            yield _event(base, of_work[work], tuple(rows), named)


def windows(base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each last day of a public show or of applications; those of comments are told as deadlines."""
    of_work = {member.id: one for one in published for member in (one.work, *one.carried)}
    for row in base.windows():
        if row.work in of_work and row.closes is not None and row.kind != "comments":
            yield _window(base, of_work[row.work], row, row.closes)


def _matter(row: AnnouncementRow) -> _Matter:
    return row.work, row.type, row.programme, row.batch


def _sortable(matter: _Matter) -> tuple[str, ...]:
    return tuple(part or "" for part in matter)


def _event(
    base: Base,
    one: Published,
    rows: Sequence[AnnouncementRow],
    named: dict[tuple[str, int], list[EventRow]],
) -> Happening:
    first, about = rows[0], document_of(one)
    known = (event for row in rows for event in named.get((row.work, row.ordinal), ()))
    holders = tuple(_holder(event) for event in known if event.review != _REJECTED)
    told = f"{TYPES[first.type]} {first.batch}".strip()
    own = f"recognition:{first.work}|{first.type}|{first.programme or ''}|{first.batch}"
    others = (
        f"{key.replace('document', 'recognition', 1)}|{first.type}|{first.batch}"
        for key in about.keys
        if key.startswith("document@")
    )
    return replace(
        about,
        kind="recognition",
        keys=(own, *others),
        line=f"{told}{_counted(rows, len(holders), first.programme)}{_some(holders)} · {about.line}",
        announces=told,
        programme=first.programme or about.programme,
        lineage=first.lineage,
        holders=holders,
        quote=shortened(first.quote),
        evidence=evidence_of(base, first.snapshot, first.start, first.end),
    )


def _counted(rows: Sequence[AnnouncementRow], found: int, programme: str | None) -> str:
    """How many: as the text says, and how many of them were read where that differs."""
    counted = next((known.unit for known in programmes() if known.id == programme), None) or "个"
    unit = counted if len(counted) == 1 else f"个{counted}"  # 6 家, 6 个集群
    declared = next((row.declared for row in rows if row.declared), None)
    if declared and found and declared != found:
        return f" {declared} {unit}（读出 {found} {unit}，待核）"
    count = declared or found
    return f" {count} {unit}" if count else ""


def _some(holders: Sequence[Holder]) -> str:
    """The first of the holders, for who asked for all."""
    named = "、".join(holder.name for holder in holders[:_SHOWN])
    return f"：{named}{'等' if len(holders) > _SHOWN else ''}" if named else ""


def _holder(event: EventRow) -> Holder:
    return Holder(
        key=event.holder_key,
        name=event.holder,
        old_name=event.old_name,
        region=event.region or event.province or "",
        province=event.province,
        outcome=event.outcome,
        doubted=event.review == _DOUBTED,
    )


def _window(base: Base, one: Published, row: WindowRow, closes: str) -> Happening:
    about = document_of(one)
    suffix = f"|{row.kind}|{closes}"
    counted = "（按工作日推算）" if row.basis == "working_days" else ""
    again = "再次" if row.again else ""
    return replace(
        about,
        kind="window",
        keys=tuple(key.replace("document", "window", 1) + suffix for key in about.keys),
        line=f"{again}{WINDOWS[row.kind]}截至 {closes}（含当日）{counted}",
        programme=row.programme or about.programme,
        last_day=closes,
        quote=shortened(row.quote),
        evidence=evidence_of(base, row.snapshot, row.start, row.end),
    )

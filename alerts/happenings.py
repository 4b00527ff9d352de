"""What happened (事项): documents published and comment periods that end, gathered from a built base.

One function a kind, each from Base to Happenings; a table of events is one more. A happening is known by keys
that follow from what it is about, so that a base built anew, or read better, gives the same. An instrument
is told with the notice that carries it. Must never rest on the clock, nor on the order of the nights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from kb.read import Base, DeadlineRow, ManifestationRow, WorkRow
from kb.state import BEIJING

OFFICIAL = frozenset({"official", "official_repost"})
KINDS = {"document": "文件", "deadline": "征求意见截止"}
QUOTED = 120  # characters of a quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a quote stands (凭证): the page, its bytes, and the characters of its text."""

    snapshot: str
    url: str
    fetched_at: str
    body_sha256: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to tell (事项). `keys`: its names, the first its own; each stands for it on later nights.

    `published` is the day it rests on; of a document without date the day in Beijing it was first fetched,
    and `line` says so. `works` are the document and what it carries.
    """

    kind: str
    keys: tuple[str, ...]
    title: str
    line: str
    works: tuple[str, ...]
    programme: str | None
    region: str | None
    url: str
    lineage: str
    published: str
    names: tuple[str, ...] = ()
    last_day: str | None = None
    quote: str = ""
    evidence: Evidence | None = None
    fictional: bool = False

    @property
    def key(self) -> str:
        return self.keys[0]

    @property
    def is_official(self) -> bool:
        return self.lineage in OFFICIAL


@dataclass(frozen=True, slots=True)
class _Published:
    """A document with what it carries and where it stands."""

    work: WorkRow
    carried: tuple[WorkRow, ...]
    addresses: tuple[ManifestationRow, ...]


def gather(base: Base) -> tuple[Happening, ...]:
    """All that the base knows to have happened, the newest first."""
    published = tuple(_published(base))
    found = [one for kind in GATHERERS for one in kind(base, published)]
    return tuple(sorted(found, key=lambda one: (one.published, one.key), reverse=True))


def _documents(_base: Base, published: Iterable[_Published]) -> Iterator[Happening]:
    """Each document held, once, whatever its copies."""
    return map(_document, published)


def _deadlines(base: Base, published: Iterable[_Published]) -> Iterator[Happening]:
    """Each last day for comments on a draft, by the notice that asks."""
    of_work = {member.id: one for one in published for member in (one.work, *one.carried)}
    for (work, last_day), rows in groupby(base.all_deadlines(), key=lambda row: (row.work, row.last_day)):
        if work in of_work:
            yield _deadline(base, of_work[work], last_day, next(rows))


# What is gathered: of each kind the function that knows it.
GATHERERS: tuple[Callable[[Base, tuple[_Published, ...]], Iterable[Happening]], ...] = (
    _documents,
    _deadlines,
)


def _published(base: Base) -> Iterator[_Published]:
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
            yield _Published(work, tuple(own), addresses.get(work.id, ()))


def _document(one: _Published) -> Happening:
    work = one.work
    printed = work.date_publication or work.date_document
    seen = None if printed else _first_seen(one)
    day = printed or seen or ""
    dated = "发布" if work.date_publication else "成文" if work.date_document else "首次抓取，日期未标明"
    parts = ("、".join(work.issuers), work.doc_number, f"{day} {dated}" if day else "日期未标明")
    official = next((row for row in one.addresses if row.lineage in OFFICIAL), None)
    return Happening(
        kind="document",
        keys=(f"document:{work.id}", *(f"document@{row.id}|{work.title_key}" for row in one.addresses)),
        title=work.title,
        line=" · ".join(part for part in parts if part),
        works=(work.id, *(each.id for each in one.carried)),
        programme=_first((work, *one.carried), "programme"),
        region=_first((work, *one.carried), "region"),
        url=official.url if official and work.lineage not in OFFICIAL else work.url,
        lineage=official.lineage if official and work.lineage not in OFFICIAL else work.lineage,
        published=day,
        fictional=bool(work.fictional),
    )


def _deadline(base: Base, one: _Published, last_day: str, row: DeadlineRow) -> Happening:
    about = _document(one)
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


def _first_seen(one: _Published) -> str | None:
    """The day in Beijing on which the first copy was fetched."""
    moments = [datetime.fromisoformat(row.first_seen) for row in one.addresses]
    return min(moments).astimezone(BEIJING).date().isoformat() if moments else None


def _first(works: Iterable[WorkRow], field: str) -> str | None:
    return next((value for work in works if (value := getattr(work, field))), None)


def shortened(quote: str, most: int = QUOTED) -> str:
    """A quote in one line, cut at a length with …, never inside a character."""
    line = " ".join(quote.split())
    return line if len(line) <= most else line[:most] + "…"


def evidence_of(base: Base, snapshot: str, start: int | None, end: int | None) -> Evidence | None:
    """The page on which a quote stands."""
    row = base.snapshot(snapshot)
    return Evidence(row.id, row.url, row.fetched_at, row.body_sha256, start, end) if row else None


def is_due(one: Happening, today: date, remind_days: int) -> bool:
    """A last day is told so many days before it, and never after it; everything else at once."""
    if one.last_day is None:
        return True
    return 0 <= (date.fromisoformat(one.last_day) - today).days <= remind_days

"""A thing that happened (事项): the records of what alerts tell, and the one that a document makes.

A happening is known by keys that follow from what it is about, so that a base built anew, or read better,
gives the same. An instrument is told with the notice that carries it. Must never rest on the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cleaners.masking.masks import shown
from cleaners.model import OFFICIAL
from kb.read import Base, ManifestationRow, WorkRow
from kb.state import BEIJING

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
class Holder:
    """Whom a notice names (认定主体), as its list prints it."""

    key: str  # the name folded, nothing more
    name: str
    old_name: str = ""
    region: str = ""
    province: str | None = None
    outcome: str = ""  # what a 公示 proposes for it
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to tell (事项). `keys`: its names, the first its own; each stands for it on later nights.

    `published` is the day it rests on; of a document without date the day in Beijing it was first fetched,
    and `line` says so. `works` are the document and what it carries, `holders` whom an event names.
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
    last_day: str | None = None
    announces: str = ""  # 公示 2026年度
    holders: tuple[Holder, ...] = ()
    within: tuple[str, ...] = ()  # of the event of one holder: the keys of the whole
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
class Published:
    """A document with what it carries and where it stands."""

    work: WorkRow
    carried: tuple[WorkRow, ...]
    addresses: tuple[ManifestationRow, ...]


def document_of(one: Published) -> Happening:
    """That a document was published; it counts as official when one of its copies is."""
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


def _first_seen(one: Published) -> str | None:
    """The day in Beijing on which the first copy was fetched."""
    moments = [datetime.fromisoformat(row.first_seen) for row in one.addresses]
    return min(moments).astimezone(BEIJING).date().isoformat() if moments else None


def _first(works: Iterable[WorkRow], field: str) -> str | None:
    return next((value for work in works if (value := getattr(work, field))), None)


def shortened(quote: str, most: int = QUOTED) -> str:
    """A quote in one line as it may be told, cut at a length with …, never inside a character."""
    line = shown(" ".join(quote.split()))  # before it is cut: half a number is no number
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

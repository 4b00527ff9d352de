"""The works of a generation in columns (文件属性表): what filters and facets read instead of the postings.

One row a work, sorted by id, values coded as numbers; and for every document number of the index the row of
its work, -1 where it is deleted. A few megabytes of arrays, read whole; names (ids, titles, numbers) are read
only when asked for. A set of rows is a mask with one place more than there are rows, always False: the place
that the -1 of a deleted document reads.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.effect.standing import Force, status_as_of
from cleaners.normalise import fold
from index.results import DateKind, Filters
from kb.read import Entry

NO_WORK = -1
_PLAIN = ("role", "kind", "status", "change", "lineage", "source", "programme", "region")
_DATES = ("date_document", "date_publication", "date_in_force")
_LAST = "date_no_longer_in_force"
_CODED = ("issuers", *_PLAIN)
_CHANGED = "date_changed"
_NUMBERED = (*_DATES, _LAST, _CHANGED)
Numbers = NDArray[Any]
Mask = NDArray[np.bool_]
FACETS = ("issuers", "kind", "status", "lineage", "source", "programme", "region", "role", "year")
_INT = np.dtype("<i4")
_TOP = 50  # values listed of one facet


@dataclass(frozen=True, slots=True)
class WorkFacets:
    """What filters and facets know of a work."""

    id: str
    title: str
    number: str
    issuers: tuple[str, ...]
    role: str
    kind: str
    status: str
    change: str
    lineage: str
    source: str
    programme: str
    region: str
    date_document: str
    date_publication: str
    date_in_force: str
    date_no_longer_in_force: str
    date_changed: str


def facets_of(entry: Entry) -> WorkFacets:
    """The facets of the work that an entry belongs to."""
    return WorkFacets(
        entry.work,
        fold(entry.title),
        entry.doc_number or "",
        tuple(entry.issuers),
        *(getattr(entry, name) or "" for name in _PLAIN + _NUMBERED),
    )


class Table:
    """The columns of one generation."""

    def __init__(
        self,
        folder: Path,
        values: Mapping[str, list[tuple[str, ...]]],
        columns: Mapping[str, Numbers],
        rows: Numbers,
        lengths: Numbers,
    ) -> None:
        self._folder = folder
        self._values = values
        self._columns = columns
        self.rows = rows
        self.lengths = lengths

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = json.loads((self._folder / "names.json").read_text(encoding="utf-8"))
        return names

    @property
    def ids(self) -> list[str]:
        return self._names["id"]

    def works(self) -> Iterable[WorkFacets]:
        """All rows as records: what an update carries over."""
        for row, (work, title, number) in enumerate(
            zip(self.ids, self._names["title"], self._names["number"], strict=True)
        ):
            coded = {name: self._values[name][self._columns[name][row]] for name in _CODED}
            plain = {name: coded[name][0] for name in _PLAIN}
            dates = {name: _printed_date(int(self._columns[name][row])) for name in _NUMBERED}
            yield WorkFacets(work, title, number, coded["issuers"], **plain, **dates)

    def standing_on(self, day: date) -> Table:
        """This table with every status as it stands on a day; on disk it is what the texts say."""
        names = ("status", "change", "date_in_force", _LAST, _CHANGED)
        codes: dict[str, int] = {}
        known: dict[tuple[int, ...], int] = {}
        column = []
        for facts in zip(*(self._columns[name].tolist() for name in names), strict=True):
            if facts not in known:
                said, change = self._values["status"][facts[0]][0], self._values["change"][facts[1]][0]
                status = _standing(said, change, facts[2:], day)
                known[facts] = codes.setdefault(status, len(codes))
            column.append(known[facts])
        values: dict[str, list[tuple[str, ...]]] = {**self._values, "status": [(status,) for status in codes]}
        columns = {**self._columns, "status": np.array(column, np.uint32)}
        return Table(self._folder, values, columns, self.rows, self.lengths)

    def role(self, doc: int) -> str:
        """instrument, notice, news or attachment."""
        return str(self._values["role"][self._columns["role"][self.rows[doc]]][0])

    def status(self, doc: int) -> str:
        """现行有效, 征求意见稿 …"""
        return str(self._values["status"][self._columns["status"][self.rows[doc]]][0])

    def title(self, doc: int) -> str:
        """The title of a document's work."""
        return str(self._names["title"][self.rows[doc]])

    @cached_property
    def news(self) -> Mask | None:
        """The documents of works that are news; None when there are none."""
        rows = self._rows_of("role", lambda names: "news" in names)
        return self.documents(rows) if rows.any() else None

    @cached_property
    def every(self) -> Mask:
        """The documents that are not deleted."""
        return np.asarray(self.rows >= 0)

    @property
    def _works(self) -> int:
        return len(self._columns["role"])

    def date(self, doc: int) -> int:
        """The first known date of a document's work as yyyymmdd, 0 when none is known."""
        return int(self._first_dates[self.rows[doc]])

    # -- filters: masks of rows

    def documents(self, rows: Mask) -> Mask:
        """The documents of the works in these rows."""
        return np.asarray(rows[self.rows])

    def rows_with(self, name: str, value: str) -> Mask:
        """The rows whose issuer, kind … is or contains the value, folded; title, number and work too."""
        wanted = fold(value)
        if name in ("title", "number"):
            folded = self._names[name] if name == "title" else list(map(fold, self._names[name]))
            return self._mask([wanted in text for text in folded])
        if name == "work":
            inside = value + "/"
            return self._mask([work == value or work.startswith(inside) for work in self.ids])
        column = "issuers" if name == "issuer" else name
        return self._rows_of(column, lambda names: any(wanted in fold(name) for name in names))

    def _rows_of(self, name: str, meant: Callable[[tuple[str, ...]], bool]) -> Mask:
        """The rows whose value is meant."""
        codes = np.array([meant(names) for names in self._values[name]], np.bool_)
        return self._mask(codes[self._columns[name]] if len(codes) else [])

    def _mask(self, rows: Any) -> Mask:
        """A mask of all rows, and the place of deleted documents."""
        mask = np.zeros(self._works + 1, np.bool_)
        mask[:-1] = rows
        return mask

    def rows_dated(self, kind: DateKind, first: str | None, last: str | None) -> Mask:
        """The rows dated from `first` to `last`, both included; an unknown date is in no range."""
        low, high = max(1, _bound(first, "0000-01-01")), _bound(last, "9999-12-31")
        days = self._first_dates if kind == "any" else self._columns[f"date_{kind}"]
        return self._mask((low <= days) & (days <= high))

    @cached_property
    def _first_dates(self) -> Numbers:
        """The first known date of each row, 0 when none is known."""
        first, *others = (self._columns[name] for name in _DATES)
        for days in others:
            first = np.where(first > 0, first, days)
        return first

    def allowed(self, filters: Filters) -> Mask | None:
        """The rows that pass every filter; None when there is no filter."""
        masks = [
            self.rows_with(name, value)
            for name in ("issuer", "kind", "status", "lineage", "source", "programme", "region", "work")
            if (value := getattr(filters, name))
        ]
        if filters.date_from or filters.date_to:
            masks.append(self.rows_dated(filters.date_kind, filters.date_from, filters.date_to))
        return np.logical_and.reduce(masks) if masks else None

    # -- facets

    def counts(self, docs: Numbers) -> dict[str, tuple[tuple[str, int], ...]]:
        """How hits spread over each facet: each of several issuers is counted, what has no value under ""."""
        per_row = np.bincount(self.rows[docs], minlength=self._works)
        tallies = {name: self._tally(name, per_row) for name in FACETS if name != "year"}
        years = np.bincount(self._first_dates // 10_000, weights=per_row) if self._works else per_row
        tallies["year"] = {str(year or ""): int(years[year]) for year in np.flatnonzero(years).tolist()}
        return {name: _sorted(tally) for name, tally in tallies.items()}

    def _tally(self, name: str, per_row: Numbers) -> Mapping[str, int]:
        values = self._values[name]
        per_code = np.bincount(self._columns[name], weights=per_row, minlength=len(values))
        tally: Counter[str] = Counter()
        for code in np.flatnonzero(per_code).tolist():
            for value in values[code] or ("",):
                tally[value] += int(per_code[code])
        return tally


def write_table(
    folder: Path, works: Iterable[WorkFacets], docs: Sequence[str | None], lengths: bytes
) -> None:
    """The table of a generation: `docs` holds the work of every document number, None where it is deleted."""
    ordered = sorted(works, key=lambda work: work.id)
    values: dict[str, list[tuple[str, ...]]] = {}
    blob = bytearray()
    for name in _CODED:
        read = _issuers if name == "issuers" else _plain(name)
        codes: dict[tuple[str, ...], int] = {}
        blob += _bytes(codes.setdefault(read(work), len(codes)) for work in ordered)
        values[name] = list(codes)
    for name in _NUMBERED:
        blob += _bytes(_bound(getattr(work, name), "") for work in ordered)
    row_of = {work.id: row for row, work in enumerate(ordered)}
    blob += _bytes(NO_WORK if work is None else row_of[work] for work in docs)
    (folder / "table.bin").write_bytes(bytes(blob) + lengths)
    head = {"works": len(ordered), "docs": len(docs), "values": values}
    _write_json(folder / "table.json", head)
    names = {
        "id": [work.id for work in ordered],
        "title": [work.title for work in ordered],
        "number": [work.number for work in ordered],
    }
    _write_json(folder / "names.json", names)


def read_table(folder: Path) -> Table:
    """The table of a generation."""
    head = json.loads((folder / "table.json").read_text(encoding="utf-8"))
    blob = (folder / "table.bin").read_bytes()
    listed = (*_CODED, *_NUMBERED)
    works, docs = head["works"], head["docs"]
    expected = _INT.itemsize * (len(listed) * works + docs) + docs
    if len(blob) != expected:
        raise ValueError(f"table.bin has {len(blob)} bytes, expected {expected}")
    numbers = np.frombuffer(blob, _INT, len(listed) * works + docs)
    columns = {name: numbers[n * works : (n + 1) * works] for n, name in enumerate(listed)}
    values = {name: [tuple(value) for value in named] for name, named in head["values"].items()}
    lengths = np.frombuffer(blob, np.uint8, docs, expected - docs)
    return Table(folder, values, columns, numbers[len(listed) * works :], lengths)


def _bytes(numbers: Iterable[int]) -> bytes:
    return np.fromiter(numbers, _INT).tobytes()


def _standing(said: str, change: str, dates: Sequence[int], day: date) -> str:
    first, last, changed = map(_day, dates)
    force = Force(first, last, said, change=change or None, date_changed=changed)
    return status_as_of(force, day) if said else said


def _day(number: int) -> date | None:
    """20220913 as a date; None for 0 and for what the calendar does not have."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100) if number else None
    except ValueError:
        return None


def _issuers(work: WorkFacets) -> tuple[str, ...]:
    return work.issuers


def _plain(name: str) -> Callable[[WorkFacets], tuple[str, ...]]:
    return lambda work: (getattr(work, name),)


def _bound(day: str | None, missing: str) -> int:
    """2022-09-13 as 20220913; of 2022 or 2022-09 the missing part from `missing`; 0 when nothing is known."""
    text = day or missing
    full = text + missing[len(text) :]
    digits = full[:10].replace("-", "")
    return int(digits.ljust(8, "0")) if digits.isdecimal() else 0


def _printed_date(day: int) -> str:
    text = f"{day:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if day else ""


def _sorted(tally: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0]))[:_TOP])


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

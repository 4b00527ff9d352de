"""export: clauses or a measure as a file (导出): CSV, XLSX or DOCX, each with the pages it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.results import Filters
from kb.home import Home
from kb.read import Base
from reader.answer import (
    DEGRADED,
    DONE,
    Unanswerable,
    opened,
    print_json,
    print_text,
    readable,
    remark,
    shortened,
)
from reader.cite import only_target
from reader.cited import measure_of
from reader.exported import Exported, found_clauses, printable, shown_export, table_rows, whole_document
from reader.search import search_json
from reader.show import day_of
from reader.wording import say, spoken

FORMATS = ("csv", "xlsx", "docx")


def export(
    home: Home,
    query: str | None,
    filters: Filters,
    file: Path,
    *,
    limit: int,
    force: bool,
    as_json: bool,
) -> int:
    """Write what a query finds, or the document that `filters.work` names; nothing found is exit 1."""
    form = format_of(file, force=force)
    with opened(home) as base:
        if query is not None:
            exported = of_query(home, base, query, filters, limit)
        elif filters.work is not None:
            exported = of_work(base, filters.work)
        else:
            raise Unanswerable(say("name a QUERY, or a document with --work"))
    if not any(portion.pieces for portion in exported.portions):
        return _nothing(exported, form, as_json=as_json)
    write(file, _writer(form)(shown_export(exported)))
    return _done(file, form, exported, as_json=as_json)


def format_of(file: Path, *, force: bool) -> str:
    """The format by the name; a name that says none and a file that is there already are refused."""
    form = Path(readable(str(file))).suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise Unanswerable(say("{file}: a name that ends in .csv, .xlsx or .docx is needed", file=file))
    try:
        taken = file.is_dir() or (file.exists() and not force)
    except OSError as error:
        raise Unanswerable(
            say("{file} cannot be written: {why}", file=file.name[:80], why=spoken(error.strerror))
        ) from error
    if taken:
        raise Unanswerable(say("{file} is there already; --force replaces a file", file=file))
    if not file.absolute().parent.is_dir():
        raise Unanswerable(say("there is no folder {folder}", folder=file.absolute().parent))
    return form


def of_query(home: Home, base: Base, query: str, filters: Filters, limit: int) -> Exported:
    """The clauses that a query finds, as search finds them, the first `limit`."""
    if not readable(query).strip():
        raise Unanswerable(say("the query is empty"))
    today = day_of(None)
    days = _day(filters.date_from), _day(filters.date_to)
    inside = only_target(base, filters.work, today).work if filters.work is not None else None
    filters = replace(filters, date_from=days[0], date_to=days[1], work=inside)
    found = search_json(home, base, query, filters, limit=limit, offset=0, day=today)
    missing = tuple(found["query"]["missing"])
    keys = [(hit["work"], hit["eid"]) for hit in found["hits"]]
    heading = printable(f"检索：{shortened(query)}")
    return Exported(heading, tuple(found_clauses(base, keys, today)), found["total"], missing)


def of_work(base: Base, ref: str) -> Exported:
    """The document that a reference names: of a notice the measures it issues."""
    today = day_of(None)
    target = only_target(base, ref, today)
    work = base.work(target.work)
    assert work is not None, "a reference resolves only to works that are held"
    measure = measure_of(base, work, target.eid)
    works = (measure, *base.carried(work.id)) if measure is work and target.eid is None else (measure,)
    portions = tuple(whole_document(base, row, target.eid, today) for row in works)
    return Exported(printable(portions[0].cited.title), portions, 0)


def write(file: Path, content: bytes) -> None:
    """The file, whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unanswerable(
            say("{file} cannot be written: {why}", file=file, why=spoken(error.strerror))
        ) from error


def _writer(form: str) -> Callable[[Exported], bytes]:
    """The writer of a format; its library is loaded only now."""
    if form == "docx":
        from reader.wordfile import docx_bytes

        return docx_bytes
    from reader.spreadsheet import csv_bytes, xlsx_bytes

    return xlsx_bytes if form == "xlsx" else csv_bytes


def _day(written: str | None) -> str | None:
    return day_of(written).isoformat() if written is not None else None


def _nothing(exported: Exported, form: str, *, as_json: bool) -> int:
    """Nothing was found: no file, and no quiet success."""
    if as_json:
        print_json({"file": None, "rows": 0, "sources": 0, "format": form, "total": 0})
    unknown = say("Nothing found, nothing written; this base may simply not hold it.")
    remark("; ".join(exported.missing) or unknown)
    return DEGRADED


def _done(file: Path, form: str, exported: Exported, *, as_json: bool) -> int:
    rows, sources = len(table_rows(exported)), len(exported.sources)
    if as_json:
        said: dict[str, Any] = {"file": str(file), "rows": rows, "sources": sources, "format": form}
        print_json(said | {"total": exported.total or rows})
        return DONE
    print_text(say("{file}: {rows} rows, {sources} sources", file=file, rows=rows, sources=sources) + "\n")
    if exported.total > rows:
        print_text(say("{rows} of {total} hits; --limit takes more", rows=rows, total=exported.total) + "\n")
    return DONE

"""scrapy build: archive to kb.db to index, offline; incremental unless --full (建库)."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from crawler.progress import bar
from crawler.verb import (
    BAD_INPUT,
    DONE,
    BadUsage,
    Locked,
    Verb,
    complain,
    no_arguments,
    print_json,
    print_text,
)
from kb.home import Home, current_home

if TYPE_CHECKING:
    from kb.differences import Differences, Sample
    from pipeline.outcome import BuildReport


class Command(Verb):
    def short_desc(self) -> str:
        return "Build kb.db and the index from the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--full", action="store_true", help="read the whole archive again")
        either.add_argument(
            "--diff", action="store_true", help="show what a full build would change, and change nothing"
        )
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        no_arguments("build", args, "; scrapy import takes files")
        if opts.diff:
            return _tried(current_home(), as_json=opts.json)
        report = built(current_home(), full=opts.full)
        if opts.json:
            print_json(asdict(report))
        else:
            print_text(summary(report))
        return BAD_INPUT if report.refused or report.broken else DONE


def _tried(home: Home, *, as_json: bool) -> int:
    """Print what a full build would change."""
    from pipeline.trial import tried

    with _in_one_line(home), bar() as step:
        found = tried(home, step)
    if as_json:
        print_json(asdict(found))
    else:
        print_text("\n".join(difference_lines(found)))
    return DONE


def difference_lines(found: Differences) -> Iterator[str]:
    """What would change, a line a document, with its first provisions and fields before and after."""
    for one in found.works:
        yield f"{one.op}  {one.work}  {one.title}"
        if one.op == "MOD":
            others = "".join(f"; {table} +{more} -{fewer}" for table, more, fewer in one.rows)
            yield f"     provisions: {one.added} added, {one.changed} changed, {one.removed} removed{others}"
            for sample in (*one.fields, *one.samples):
                yield f"     {sample.what}"
                yield from (f"       {sign} {text}" for sign, text in _sides(sample))
    yield from (f"refused: {url}" for url in found.refused)
    yield from (f"no longer refused: {url}" for url in found.no_longer_refused)
    counts = Counter(one.op for one in found.works)
    rows = "".join(f", {table} +{more} -{fewer}" for table, more, fewer in found.tables)
    yield (
        f"a full build would add {counts['ADD']}, change {counts['MOD']}, delete {counts['DEL']} documents"
        f"{rows and '; rows: ' + rows[2:]}; nothing was changed"
    )


def _sides(sample: Sample) -> Iterator[tuple[str, str]]:
    for sign, text in (("-", sample.before), ("+", sample.after)):
        if text is not None:
            yield sign, " ".join(text.split())


def built(home: Home, *, full: bool = False) -> BuildReport:
    """Build; what could not be read is one line on stderr each."""
    from pipeline.building import build

    with _in_one_line(home), bar() as step:
        report = build(home, full=full, progress=step)
    for url, reason in report.refused:
        complain(f"{url}: refused: {reason}")
    for record in report.broken:
        complain(f"{record.name} at byte {record.offset}: a broken record: {record.reason}")
    return report


@contextmanager
def _in_one_line(home: Home) -> Iterator[None]:
    """What keeps a base from being built, as one clear line."""
    from kb.lock import Locked as BuildLocked
    from kb.read import BaseUnreadable  # only a build pays for loading the whole line
    from kb.store import BaseUnwritable
    from pipeline.rulings import RulingUnreadable

    try:
        yield
    except BuildLocked as error:
        raise Locked(str(error)) from error
    except (BaseUnreadable, RulingUnreadable) as error:
        raise BadUsage(str(error)) from error
    except BaseUnwritable as error:
        raise BadUsage(str(error)) from error
    except OSError as error:
        where = error.filename or home.root
        raise BadUsage(f"{where} cannot be written: {error.strerror or error}; make room") from error


def summary(report: BuildReport) -> str:
    """One line: what the build did."""
    if not (report.full or report.files or report.rows or report.generation):
        return f"nothing new in the archive; base and index are as they were, {report.cpu_seconds} CPU s"
    why = f"full build ({report.full}): " if report.full else ""
    works = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.deleted)} deleted"
    index = f"index {report.generation} written" if report.generation else "index unchanged"
    refused = f" ({len(report.refused)} refused)" if report.refused else ""
    files = f"{report.files} new archive file{'s' if report.files != 1 else ''}"
    return (
        f"{why}{files} with {report.snapshots} pages and files{refused}; documents: {works}; "
        f"{report.rows} rows, {index}, {report.cpu_seconds} CPU s"
    )

"""scrapy build: archive to kb.db to index, offline; incremental unless --full (建库)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from crawler.progress import bar
from crawler.verb import BAD_INPUT, DONE, BadUsage, Locked, Verb, complain, print_json
from kb.home import Home, current_home

if TYPE_CHECKING:
    from pipeline.line import BuildReport


class Command(Verb):
    def short_desc(self) -> str:
        return "Build kb.db and the index from the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--full", action="store_true", help="read the whole archive again")
        parser.add_argument("--diff", action="store_true", help="list the works that differ from before")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise BadUsage(f"build takes no {args[0]!r}; scrapy import takes files")
        report = built(current_home(), full=opts.full, diff=opts.diff)
        if opts.json:
            print_json(asdict(report))
        else:
            print(summary(report))
        if opts.diff and not opts.json:
            print("\n".join(f"{op}  {work}" for op, work in report.differences()))
        return BAD_INPUT if report.refused or report.broken else DONE


def built(home: Home, *, full: bool = False, diff: bool = False) -> BuildReport:
    """Build; what could not be read is one line on stderr each."""
    from kb.lock import Locked as BuildLocked
    from kb.read import BaseUnreadable  # only a build pays for loading the whole line
    from kb.store import BaseUnwritable
    from pipeline.line import build
    from pipeline.rulings import RulingUnreadable

    try:
        with bar() as step:
            report = build(home, full=full, diff=diff, progress=step)
    except BuildLocked as error:
        raise Locked(str(error)) from error
    except (BaseUnreadable, RulingUnreadable) as error:
        raise BadUsage(str(error)) from error
    except BaseUnwritable as error:
        raise BadUsage(str(error)) from error
    except OSError as error:
        where = error.filename or home.root
        raise BadUsage(f"{where} cannot be written: {error.strerror or error}; make room") from error
    for url, reason in report.refused:
        complain(f"{url}: refused: {reason}")
    for record in report.broken:
        complain(f"{record.name} at byte {record.offset}: a broken record: {record.reason}")
    return report


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

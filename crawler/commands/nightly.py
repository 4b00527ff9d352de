"""scrapy nightly: lock, crawl what is due, build, report (夜巡)."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from crawler.commands.build import built, summary
from crawler.families.source import SourceSpider
from crawler.progress import bar
from crawler.report import is_red, rows_json, table
from crawler.verb import DEGRADED, DONE, BadUsage, Locked, Verb, locked, print_json
from kb.home import REPOSITORY, Home, current_home
from kb.state import Run, night_of, stamp

if TYPE_CHECKING:
    from pipeline.line import BuildReport

HOURS_A_SOURCE = 8


class Command(Verb):
    def short_desc(self) -> str:
        return "Crawl all sources, build, report"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--only", nargs="+", action="extend", metavar="NAME", help="only these sources")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise BadUsage(f"nightly takes no {args[0]!r}; --only NAME names sources")
        names = self._due(opts.only)
        with locked(current_home(), "nightly"):
            drop_old_caches(current_home())
            runs = crawl_each(names)
            try:
                report = built(current_home())
            except (Locked, BadUsage):  # what was crawled is told all the same
                tell(runs, None, as_json=opts.json)
                raise
        tell(runs, report, as_json=opts.json)
        return DEGRADED if is_red(runs) or report.refused or report.broken else DONE

    def _due(self, only: list[str] | None) -> list[str]:
        """The sources to crawl: columns before feeds, for a list knows more of a page than a feed does."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        known = [cls for cls in map(loader.load, loader.list()) if issubclass(cls, SourceSpider)]
        ordered = [cls.name for cls in sorted(known, key=lambda cls: (cls.family == "feed", cls.name))]
        unknown = sorted(set(only or ()) - set(ordered))
        if unknown:
            raise BadUsage(f"no source named {unknown[0]!r}; there are: {', '.join(ordered)}")
        return [name for name in ordered if not only or name in only]


def tell(runs: list[Run], report: BuildReport | None, *, as_json: bool) -> None:
    """The report of the night; without a build when it could not begin."""
    if as_json:
        print_json({"sources": rows_json(runs), "build": asdict(report) if report else None})
        return
    print(table(runs))
    print(f"build: {summary(report) if report else 'not done'}")


def drop_old_caches(home: Home) -> None:
    """Remove the page caches of nights killed and never repeated; var/cache holds other things too."""
    tonight = night_of(datetime.now(UTC))
    for folder in home.cache.glob("20[0-9][0-9]-[01][0-9]-[0-3][0-9]"):
        if folder.name < tonight:
            shutil.rmtree(folder, ignore_errors=True)


def crawl_each(names: list[str]) -> list[Run]:
    """The sources one after the other, and a bar where a person watches."""
    runs: list[Run] = []
    with bar() as step:
        for name in names:
            step(f"crawling {name}", len(runs), len(names))
            runs.append(crawl_apart(name))
    return runs


def crawl_apart(name: str) -> Run:
    """One source in a process of its own: what breaks there breaks nothing else."""
    command = [sys.executable, "-m", "scrapy", "crawl", name, "--json"]
    hours = HOURS_A_SOURCE * 3600
    began = datetime.now(UTC)
    try:
        child = subprocess.run(
            command, cwd=REPOSITORY, capture_output=True, text=True, timeout=hours, check=False
        )
        return Run(**json.loads(child.stdout))
    except subprocess.TimeoutExpired:
        return _not_run(name, began, f"not done after {HOURS_A_SOURCE} hours")
    except (ValueError, TypeError):  # no report: the child broke
        lines = child.stderr.strip().splitlines() or ["no output"]
        return _not_run(name, began, f"exit {child.returncode}: {lines[-1][:200]}")


def _not_run(name: str, began: datetime, why: str) -> Run:
    """The row of a source whose child gave no report."""
    blank = Run(0, name, night_of(began), stamp(began), None, "failed", 0, None, 0, 0, 0, 0, None, None, None)
    return replace(blank, ended=stamp(datetime.now(UTC)), reason=why)

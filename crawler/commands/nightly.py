"""scrapy nightly: lock, crawl what is due, build, alert, report (夜巡)."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.commands.build import built, summary
from crawler.night import GivenUp, Plan, given_up, in_order, plan
from crawler.progress import bar
from crawler.report import is_red, rows_json, table
from crawler.roster import Roster, roster
from crawler.verb import DEGRADED, DONE, BadUsage, Locked, Verb, complain, locked, print_json
from kb.home import REPOSITORY, Home, current_home
from kb.state import MAX_TRIES, Run, night_of, stamp

if TYPE_CHECKING:
    from alerts.rounds import AlertReport
    from pipeline.line import BuildReport

HOURS_A_SOURCE = 8


class Command(Verb):
    def short_desc(self) -> str:
        return "Crawl the sources that are due, build, alert, report"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--only", nargs="+", action="extend", metavar="NAME", help="only these sources")
        parser.add_argument("--budget", metavar="N", type=int, help="at most N older pages a source")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise BadUsage(f"nightly takes no {args[0]!r}; --only NAME names sources")
        if opts.budget is not None and opts.budget < 0:
            raise BadUsage(f"--budget {opts.budget} is no number of pages")
        home, known = current_home(), self._known(opts.only)
        with locked(home, "nightly"):
            drop_old_caches(home)
            tonight = plan(known.sound, home, opts.only)
            names = [cls.name for cls in tonight.due]
            before = frozenset(given_up(names, home))
            runs = [*crawl_each(tonight, opts.budget), *left_out(known, opts.only)]
            lost = tuple(one for one in given_up(names, home) if one not in before)
            night = Night(tonight, runs, lost)
            try:
                report = built(home)
            except (Locked, BadUsage):  # what was crawled is told all the same
                tell(night, None, None, as_json=opts.json)
                raise
            alerts = alerted(home)
        tell(night, report, alerts, as_json=opts.json)
        stuck = alerts is not None and alerts.is_degraded
        return DEGRADED if is_red(runs) or report.refused or report.broken or stuck else DONE

    def _known(self, only: list[str] | None) -> Roster:
        """All sources; BadUsage for a name that is none."""
        assert self.settings is not None
        known = roster(self.settings)
        names = [cls.name for cls in in_order(known.sound)]
        unknown = sorted(set(only or ()) - {*names, *(name for name, _ in known.unsound)})
        if unknown:
            raise BadUsage(f"no source named {unknown[0]!r}; there are: {', '.join(names)}")
        return known


@dataclass(frozen=True, slots=True)
class Night:
    """What was planned, what each source brought, and what was given up tonight."""

    plan: Plan
    runs: list[Run]
    lost: tuple[GivenUp, ...]


def alerted(home: Home) -> AlertReport | None:
    """Tell what is new, after the build; each mistake in the home's rules is one line on stderr."""
    if not home.alerts.is_file():
        return None
    from alerts.rounds import AlertReport, alert  # only a home with rules pays for loading them
    from kb.lock import Locked as AlertsLocked

    try:
        report = alert(home)
    except (AlertsLocked, OSError, sqlite3.Error) as error:  # the night is told all the same
        report = AlertReport(reason=str(error))
    for mistake in report.mistakes if report else ():
        complain(mistake)
    return report


def tell(night: Night, report: BuildReport | None, alerts: AlertReport | None, *, as_json: bool) -> None:
    """The report of the night; without a build when it could not begin."""
    if as_json:
        print_json(
            {
                "sources": rows_json(night.runs),
                "build": asdict(report) if report else None,
                "alerts": asdict(alerts) if alerts else None,
                "not_due": list(night.plan.resting),
                "on_trial": list(night.plan.on_trial),
                "given_up": [asdict(one) for one in night.lost],
            }
        )
        return
    print(table(night.runs))
    if night.plan.resting:
        print(f"not due: {', '.join(night.plan.resting)}")
    if night.plan.on_trial:
        print(f"on trial, left out: {', '.join(night.plan.on_trial)}")
    for one in night.lost:
        print(f"given up after {MAX_TRIES} tries: {one.url} ({one.source})")
    print(f"build: {summary(report) if report else 'not done'}")
    if alerts is not None:
        from alerts.report import report_lines

        print("\n".join(f"alerts: {line}" for line in report_lines(alerts)))


def drop_old_caches(home: Home) -> None:
    """Remove the page caches of nights killed and never repeated; var/cache holds other things too."""
    tonight = night_of(datetime.now(UTC))
    for folder in home.cache.glob("20[0-9][0-9]-[01][0-9]-[0-3][0-9]"):
        if folder.name < tonight:
            shutil.rmtree(folder, ignore_errors=True)


def crawl_each(tonight: Plan, budget: int | None) -> list[Run]:
    """The sources one after the other, and a bar where a person watches."""
    runs: list[Run] = []
    with bar() as step:
        for cls in tonight.due:
            step(f"crawling {cls.name}", len(runs), len(tonight.due))
            runs.append(crawl_apart(cls.name, cls.night_share if budget is None else budget))
    return runs


def left_out(known: Roster, only: list[str] | None) -> list[Run]:
    """The rows of sources that cannot be crawled as their files stand: the night is red, and goes on."""
    return [
        _not_run(name, datetime.now(UTC), str(why)) for name, why in known.unsound if not only or name in only
    ]


def crawl_apart(name: str, budget: int) -> Run:
    """One source in a process of its own: what breaks there breaks nothing else."""
    command = [sys.executable, "-m", "scrapy", "crawl", name, "--json", "--budget", str(budget)]
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

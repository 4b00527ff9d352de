"""scrapy nightly: lock, crawl what is due, build, alert, report (夜巡)."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cleaners.address import address_key
from cleaners.masking.masks import shown
from crawler.commands.build import built, summary
from crawler.metrics import write_metrics
from crawler.night import Allowance, GivenUp, Plan, absences, given_up, in_order, known_given_up, plan
from crawler.orders import NO_ORDERS, Orders, OrderUnclear, read_orders
from crawler.progress import bar
from crawler.report import (
    RED,
    Sizes,
    absence_line,
    is_red,
    mute_lines,
    mutes_at_work,
    night_json,
    pages,
    silence_line,
    table,
    unmuted,
    visits,
)
from crawler.roster import Roster, SourceLoader, roster
from crawler.verb import (
    DEGRADED,
    DONE,
    BadUsage,
    Locked,
    Verb,
    a_budget,
    a_setting,
    complain,
    locked,
    no_arguments,
    print_json,
    print_text,
)
from kb.child import dying_with_parent
from kb.home import REPOSITORY, Home, current_home
from kb.nights import Verdict, begin_night, end_night, mark_told
from kb.reports import LastNight, Outcome, SourceTold, report_path, write_last, write_report
from kb.robots import HeldRobots, long_silent
from kb.state import MAX_TRIES, Absence, Run, RunState, State, StateUnusable, night_of, stamp

if TYPE_CHECKING:
    from alerts.rounds import AlertReport
    from pipeline.blanks import Blank
    from pipeline.housekeeping import Housekeeping, Rules
    from pipeline.outcome import BuildReport
    from pipeline.preflight import Preflight

HOURS_A_SOURCE = 8


class Command(Verb):
    def short_desc(self) -> str:
        return "Crawl the sources that are due, build, alert, report"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--only", nargs="+", action="extend", metavar="NAME", help="only these sources")
        parser.add_argument("--budget", metavar="N", type=int, help="at most N older pages a source")
        parser.add_argument("--pages", metavar="N", type=int, help="at most N pages and files of all sources")
        parser.add_argument("--minutes", metavar="N", type=float, help="ask for no more after N minutes")
        parser.add_argument("--trust-clock", action="store_true", help="begin though a later run is noted")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        no_arguments("nightly", args, "; --only NAME names sources")
        a_budget(opts, "budget")
        allowance, floor = self._allowance(opts), self._floor()
        home, known, rules = current_home(), self._known(opts.only), self._rules()
        with locked(home, "nightly"):
            began = datetime.now(UTC)
            with told_if_ended(home, began, "refused"):
                begun = self._begun(home, opts, floor)
            keep_last(home, LastNight(night_of(began), stamp(began)))
            with told_if_ended(home, began, "broken"):
                night = crawled(home, known, opts.only, opts.budget, allowance)
                night = self._followed(home, night, begun, rules)
            kept = report_kept(home, night, began)
        told = reported(night, as_json=opts.json) and kept
        if told:
            settled(home, begun.number, night)
        if night.refusal:
            raise night.refusal
        return DONE if night.verdict == "good" and told else DEGRADED

    def _begun(self, home: Home, opts: argparse.Namespace, floor: int) -> Begun:
        """The night opened in state.db; a mute of no source is said."""
        orders = read_orders(home)
        for stranger in orders.strangers(self._names()):
            complain(f"crawl.toml mutes {stranger}, which is no source")
        ready = ready_in(home, floor, trust_clock=opts.trust_clock)
        return Begun(begin_night(home, whole=not opts.only), orders, ready, Sizes.of(home))

    def _followed(self, home: Home, night: Night, begun: Begun, rules: Rules) -> Night:
        """What follows the crawl: build, alerts, backup, rules, numbers; noted as it goes."""
        night = replace(
            night, notes=begun.ready.notes, orders=begun.orders, silent=long_silent(home, night.of)
        )
        night = finished(home, night, full=begun.ready.damaged)
        grown = Sizes.of(home).since(begun.sizes)
        night = replace(night, grown=grown, refused=refused_by_source(home, night))
        noted(home, begun.number, night)
        night = tidied(home, night, rules)
        noted(home, begun.number, night)
        night = measured(home, night)
        noted(home, begun.number, night)
        return night

    def _floor(self) -> int:
        """The free space that a night needs."""
        assert self.settings is not None
        return int(a_setting(self.settings, "NIGHT_MIN_FREE"))

    def _allowance(self, opts: argparse.Namespace) -> Allowance:
        """The budgets of the night: those of the settings, unless others are named."""
        assert self.settings is not None
        pages, minutes = a_budget(opts, "pages"), a_budget(opts, "minutes")
        pages = a_setting(self.settings, "NIGHT_PAGES") if pages is None else pages
        minutes = a_setting(self.settings, "NIGHT_MINUTES") if minutes is None else minutes
        return Allowance(int(pages), 60 * minutes)

    def _rules(self) -> Rules:
        """What is kept; a night that kept no backup would remove its own."""
        from pipeline.housekeeping import Rules

        assert self.settings is not None
        backups = a_setting(self.settings, "KEEP_BACKUPS", 1)
        return Rules(int(backups), int(a_setting(self.settings, "KEEP_LOG_DAYS")))

    def _names(self) -> frozenset[str]:
        assert self.settings is not None
        return frozenset(SourceLoader.from_settings(self.settings).list())

    def _known(self, only: list[str] | None) -> Roster:
        """All sources; BadUsage for a name that is none, or stands twice."""
        assert self.settings is not None
        known = roster(self.settings)
        names = [cls.name for cls in in_order(known.sound)]
        unknown = sorted(set(only or ()) - {*names, *(name for name, _ in known.unsound)})
        if unknown:
            raise BadUsage(f"no source named {unknown[0]!r}; there are: {', '.join(names)}")
        twice = sorted(name for name, times in Counter(only or ()).items() if times > 1)
        if twice:
            raise BadUsage(f"--only names {twice[0]} twice")
        return known


@dataclass(frozen=True, slots=True)
class Begun:
    """A night that may crawl: its number in state.db, the operator's orders, what the pre-flight found, how
    large the home was."""

    number: int
    orders: Orders
    ready: Preflight
    sizes: Sizes


@dataclass(frozen=True, slots=True)
class Night:
    """A night as it goes: what was planned, what each source brought, what was given up, and what followed.

    `notes`: what the pre-flight found for the build to mend; `refusal`: why there was no build;
    `silent`: hosts whose robots.txt has allowed no fetch for long; `orders`: what the operator ordered;
    `blanks`: fields that too many new pages lack; `refused`: pages of each source that the build could not
    read; `grown`: by how many bytes the home grew; `faults`: what else could not be done.
    """

    of: str
    plan: Plan
    runs: tuple[Run, ...]
    lost: tuple[GivenUp, ...]
    absences: tuple[Absence, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    orders: Orders = NO_ORDERS
    silent: tuple[HeldRobots, ...] = ()
    blanks: tuple[Blank, ...] = ()
    build: BuildReport | None = None
    refusal: Locked | BadUsage | None = None
    alerts: AlertReport | None = None
    kept: Housekeeping | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    grown: Sizes | None = None
    faults: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Good, red where anything failed, failed where there was no build."""
        if self.refusal or self.build is None:
            return "failed"
        stuck = bool(self.alerts and self.alerts.is_degraded) or bool(self.kept and self.kept.faults)
        stuck = stuck or bool(self.faults)
        stuck = stuck or any(self.orders.muted(one.source, self.of) is None for one in self.blanks)
        return (
            "red"
            if is_red(unmuted(self.runs, self.orders)) or self.build.refused or self.build.broken or stuck
            else "good"
        )


def crawled(
    home: Home, known: Roster, only: list[str] | None, budget: int | None, allowance: Allowance
) -> Night:
    """Every source that is due, and what was given up on the way."""
    from pipeline.housekeeping import drop_old_caches

    of = night_of(datetime.now(UTC))
    removed = drop_old_caches(home, of)
    tonight = plan(known.sound, home, only)
    names = [cls.name for cls in tonight.due]
    before = known_given_up(names, home)
    runs = (*crawl_each(tonight, budget, allowance), *left_out(known, only))
    lost = tuple(one for one in given_up(names, home) if one not in before)
    return Night(of, tonight, runs, lost, absences(runs, home), removed)


def finished(home: Home, night: Night, *, full: bool) -> Night:
    """Build and alert; without a build, what was crawled is told all the same."""
    try:
        night = replace(night, build=built(home, full=full))
    except (Locked, BadUsage) as error:
        return replace(night, refusal=error)
    return replace(looked_at(home, night), alerts=alerted(home))


def ready_in(home: Home, floor: int, *, trust_clock: bool) -> Preflight:
    """What was found before anything is fetched; BadUsage where the night cannot begin."""
    from pipeline.preflight import preflight  # scrapy loads every verb at each start: only this one pays

    ready = preflight(home, floor=floor, moment=datetime.now(UTC), trust_clock=trust_clock)
    if ready.stops:
        raise BadUsage(f"the night cannot begin: {'; '.join(ready.stops)}")
    return ready


def tidied(home: Home, night: Night, rules: Rules) -> Night:
    """The backup and the rules of what is kept."""
    from pipeline.housekeeping import tidy

    done = tidy(home, night.of, rules)
    return replace(night, kept=replace(done, removed=(*night.removed, *done.removed)))


def looked_at(home: Home, night: Night) -> Night:
    """What the new pages lack; a base that does not say so keeps nothing else from being done."""
    from pipeline.blanks import blanks

    try:
        return replace(night, blanks=blanks(home, night.runs))
    except sqlite3.Error as error:
        return replace(night, faults=(*night.faults, f"what the new pages lack is not known: {error}"))


def refused_by_source(home: Home, night: Night) -> Mapping[str, int]:
    """How many pages of each source the build could not read; what no source fetched is told by the build."""
    if night.build is None or not night.build.refused:
        return {}
    try:
        with State(home) as state:
            return Counter(state.source_of(address_key(url)) for url, _ in night.build.refused)
    except (sqlite3.Error, StateUnusable):  # the build names each of them all the same
        return {}


def noted(home: Home, number: int, night: Night) -> None:
    """Keep how the night ended; where that cannot be written, the report says so all the same."""
    try:
        end_night(home, number, night.verdict, str(night.refusal) if night.refusal else None)
    except (sqlite3.Error, StateUnusable) as error:
        complain(f"{home.state}: the end of the night cannot be noted: {error}")


def measured(home: Home, night: Night) -> Night:
    """Write var/metrics.prom; a night whose numbers cannot be written is not a good one."""
    try:
        write_metrics(home, night.runs)
    except (OSError, sqlite3.Error, StateUnusable) as error:
        return replace(night, faults=(*night.faults, f"{home.metrics} cannot be written: {error}"))
    return night


def alerted(home: Home) -> AlertReport | None:
    """Tell what is new, after the build; each mistake in the home's rules is one line on stderr."""
    if not home.alerts.exists():
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


@contextmanager
def told_if_ended(home: Home, began: datetime, outcome: Outcome) -> Iterator[None]:
    """Keep the error that ends a night here, for who tells the operator."""
    try:
        yield
    except (BadUsage, OrderUnclear, StateUnusable, sqlite3.Error, OSError) as error:
        why = (" ".join(str(error).split()),)
        last = LastNight(night_of(began), stamp(began), stamp(datetime.now(UTC)), outcome, stuck=why)
        keep_last(home, last)
        raise


def report_kept(home: Home, night: Night, began: datetime) -> bool:
    """Keep the report in var/report and what of it is told; whether there was room for both."""
    path = report_path(home, night.of)
    try:
        write_report(home, night.of, shown(as_text(night)) + "\n")
        write_last(home, replace(outcome_of(night, began), report=str(path)))
    except OSError as error:
        complain(f"the report cannot be kept in {home.reports}: {error.strerror or error}")
        return False
    return True


def keep_last(home: Home, last: LastNight) -> None:
    """Keep how the night stands; where that cannot be written, the night goes on."""
    try:
        write_last(home, last)
    except OSError as error:
        complain(f"how the night stands cannot be kept in {home.reports}: {error.strerror or error}")


def outcome_of(night: Night, began: datetime) -> LastNight:
    """What of a night is told to who runs the home."""
    red = tuple(run for run in night.runs if run.state in RED)
    heard = unmuted(red, night.orders)
    build = night.build
    return LastNight(
        night=night.of,
        began=stamp(began),
        ended=stamp(datetime.now(UTC)),
        outcome=night.verdict,
        sources=tuple(SourceTold(run.source, run.state, run.reason or "") for run in heard),
        unread=len(build.refused) + len(build.broken) if build else 0,
        muted=tuple(run.source for run in red if run not in heard),
        resting=night.plan.resting,
        on_trial=night.plan.on_trial,
        stuck=tuple(_stuck(night)),
    )


def _stuck(night: Night) -> Iterator[str]:
    """What else of a night was not well, a line each."""
    if night.refusal:
        yield str(night.refusal)
    if night.alerts is not None and night.alerts.is_degraded:
        from alerts.report import report_lines

        yield from report_lines(night.alerts)
    yield from (one.line() for one in night.blanks if night.orders.muted(one.source, night.of) is None)
    yield from (silence_line(host) for host in night.silent)
    yield from night.kept.faults if night.kept else ()
    yield from night.faults


def reported(night: Night, *, as_json: bool) -> bool:
    """Print the report; a night whose report found no room is done, and says so."""
    try:
        tell(night, as_json=as_json)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits must not fail at the end
        if isinstance(error, BrokenPipeError):  # the reader has seen enough: the verdict is the night's own
            return True
        complain(f"the night is done, its report cannot be written: {error.strerror or error}")
        return False
    return True


def settled(home: Home, number: int, night: Night) -> None:
    """The report is out: what it tells of is not told again; a night killed before is told by the next."""
    try:
        with State(home) as state:
            mark_told(state, number)
            if night.alerts is not None:
                from alerts.rounds import reported as alerts_reported

                alerts_reported(state, night.alerts)
    except (sqlite3.Error, StateUnusable) as error:
        complain(f"{home.state}: that the night is told cannot be noted: {error}")


def tell(night: Night, *, as_json: bool) -> None:
    """The report of the night; without a build when it could not begin."""
    if as_json:
        print_json(
            {
                "sources": night_json(night.runs, night.refused),
                "build": asdict(night.build) if night.build else None,
                "alerts": asdict(night.alerts) if night.alerts else None,
                "not_due": list(night.plan.resting),
                "on_trial": list(night.plan.on_trial),
                "given_up": [asdict(one) for one in night.lost],
                "pages": pages(night.runs),
                "visits": visits(night.runs),
                "grown": asdict(night.grown) if night.grown else None,
                "absences": [asdict(one) for one in night.absences],
                "blanks": [asdict(one) for one in night.blanks],
                "muted": {run.source: why for run, why in mutes_at_work(night.runs, night.orders)},
                "silent_hosts": [{"host": h.host, "nights": h.nights, "said": h.said} for h in night.silent],
                "notes": list(night.notes),
                "housekeeping": asdict(night.kept) if night.kept else None,
                "faults": list(night.faults),
            }
        )
        return
    print_text(as_text(night))


def as_text(night: Night) -> str:
    """The report for the eye."""
    return "\n".join((table(night.runs, night.refused), *_lines(night)))


def _lines(night: Night) -> Iterator[str]:
    """What the report says below the table, a line each."""
    for what, told in (("pages and files", pages(night.runs)), ("visits to held pages", visits(night.runs))):
        yield f"{what}: {told['due']} due, {told['done']} done, {told['deferred']} deferred"
    if night.grown:
        grown = night.grown
        yield f"grown by: archive {grown.archive:+,}, base {grown.base:+,}, index {grown.index:+,} bytes"
    if night.plan.resting:
        yield f"not due: {', '.join(night.plan.resting)}"
    if night.plan.on_trial:
        yield f"on trial, left out: {', '.join(night.plan.on_trial)}"
    for one in night.lost:
        yield f"given up after {MAX_TRIES} tries: {one.url} ({one.source})"
    yield from (absence_line(one) for one in night.absences)
    yield from (silence_line(host) for host in night.silent)
    yield from mute_lines(night.runs, night.orders)
    yield from (one.line() for one in night.blanks)
    yield from (f"found before the night: {note}" for note in night.notes)
    yield f"build: {summary(night.build) if night.build else 'not done'}"
    if night.alerts is not None:
        from alerts.report import report_lines

        yield from (f"alerts: {line}" for line in report_lines(night.alerts))
    if night.kept is not None:
        yield from _kept_lines(night.kept)
    yield from (f"not done: {fault}" for fault in night.faults)


def _kept_lines(kept: Housekeeping) -> Iterator[str]:
    if kept.backup:
        yield f"backup: {kept.backup}"
    if kept.removed:
        yield f"removed: {', '.join(kept.removed)}"
    yield from (f"housekeeping: {fault}" for fault in kept.faults)


def crawl_each(tonight: Plan, budget: int | None, allowance: Allowance) -> list[Run]:
    """The sources one after the other as long as there is time, and a bar where a person watches."""
    runs: list[Run] = []
    with bar() as step:
        for cls in tonight.due:
            step(f"crawling {cls.name}", len(runs), len(tonight.due))
            if not allowance.seconds:
                runs.append(_not_run(cls.name, datetime.now(UTC), "no time was left tonight", "deferred"))
                continue
            began = time.monotonic()
            runs.append(crawl_apart(cls.name, cls.night_share if budget is None else budget, allowance))
            allowance = allowance.after(runs[-1], time.monotonic() - began)
    return runs


def left_out(known: Roster, only: list[str] | None) -> list[Run]:
    """The rows of sources that cannot be crawled as their files stand: the night is red, and goes on."""
    return [
        _not_run(name, datetime.now(UTC), str(why)) for name, why in known.unsound if not only or name in only
    ]


def crawl_apart(name: str, budget: int, allowance: Allowance) -> Run:
    """One source in a process of its own: what breaks there breaks nothing else."""
    command = [sys.executable, "-m", "scrapy", "crawl", name, "--json", "--budget", str(budget)]
    command += ["--pages", str(allowance.pages), "--minutes", str(allowance.minutes)]
    hours = HOURS_A_SOURCE * 3600
    began = datetime.now(UTC)
    try:
        child = subprocess.run(
            command,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=hours,
            check=False,
            preexec_fn=dying_with_parent(),  # a killed night is begun again: its crawl must not go on beside
        )
        return Run(**json.loads(child.stdout))
    except subprocess.TimeoutExpired:
        return _not_run(name, began, f"not done after {HOURS_A_SOURCE} hours")
    except (ValueError, TypeError):  # no report: the child broke
        lines = child.stderr.strip().splitlines() or ["no output"]
        return _not_run(name, began, f"exit {child.returncode}: {shown(lines[-1])[:200]}")


def _not_run(name: str, began: datetime, why: str, state: RunState = "failed") -> Run:
    """The row of a source whose child gave no report, or that had none."""
    blank = Run(0, name, night_of(began), stamp(began), None, state, 0, None, 0, 0, 0, 0, None, None, None)
    return replace(blank, ended=stamp(datetime.now(UTC)), reason=why)

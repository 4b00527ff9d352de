"""What a night does (夜程): which sources are due, in which order, and what was given up.

A source is due when its cadence says so; one on trial joins only when it is named. The policy search goes
first, for its rows carry numbers that no column shows; feeds go last, for they know least of a page. What the
budgets cut off last night goes before all, or the last in the order would never have its turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawler.families.source import SourceSpider
from crawler.soundness import CADENCES
from crawler.trial import is_on_trial
from kb.home import Home
from kb.nights import first_untold, last_whole_night, runs_untold
from kb.state import Absence, Due, Run, State, night_of

FIRST, LAST = frozenset({"miit_search"}), frozenset({"feed"})


@dataclass(frozen=True, slots=True)
class Plan:
    """Tonight's sources in their order, and those left out with the reason."""

    due: tuple[type[SourceSpider], ...]
    resting: tuple[str, ...] = ()
    on_trial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the budgets of the night have left (余额): pages and files, and seconds."""

    pages: int
    seconds: float

    @property
    def minutes(self) -> float:
        return round(self.seconds / 60, 2)

    def after(self, run: Run, seconds: float) -> Allowance:
        """What is left after a run that took so long."""
        answers = run.pages_done + run.visits_done + run.failed
        return Allowance(max(0, self.pages - answers), max(0.0, self.seconds - seconds))


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An address that failed on three runs and is no longer asked for."""

    source: str
    url: str
    title: str | None


def in_order(sources: Iterable[type[SourceSpider]]) -> tuple[type[SourceSpider], ...]:
    """The sources as a night takes them."""
    return tuple(sorted(sources, key=lambda cls: (cls.family in LAST, cls.family not in FIRST, cls.name)))


def plan(sources: Iterable[type[SourceSpider]], home: Home, only: Iterable[str] | None) -> Plan:
    """What to crawl tonight; sources that are named are crawled whatever their cadence or trial."""
    ordered, named = in_order(sources), frozenset(only or ())
    if named:
        return Plan(tuple(cls for cls in ordered if cls.name in named))
    if not home.state.exists():
        return _planned(ordered, None)
    with State(home) as state:
        return _planned(ordered, state)


def given_up(sources: Iterable[str], home: Home) -> tuple[GivenUp, ...]:
    """What these sources have given up so far."""
    if not home.state.exists():
        return ()
    with State(home) as state:
        return tuple(_given(name, due) for name in sources for due in state.given_up(name))


def known_given_up(sources: Iterable[str], home: Home) -> frozenset[GivenUp]:
    """What these sources had given up before, as far as a report has told of it."""
    if not home.state.exists():
        return frozenset()
    with State(home) as state:
        before = first_untold(state)
        return frozenset(_given(name, due) for name in sources for due in state.given_up(name, before))


def absences(runs: Iterable[Run], home: Home) -> tuple[Absence, ...]:
    """What these runs found gone from its site, or back, and those of nights whose report never came out."""
    if not home.state.exists():
        return ()
    with State(home) as state:
        return state.absences(sorted({*(run.id for run in runs), *runs_untold(state)}))


def _planned(ordered: tuple[type[SourceSpider], ...], state: State | None) -> Plan:
    trial = frozenset(cls.name for cls in ordered if is_on_trial(cls, state))
    resting = frozenset(cls.name for cls in ordered if state and cls.name not in trial and _rests(cls, state))
    ran = {run.source: run.night for run in state.latest_runs()} if state else {}
    last = last_whole_night(state) if state else ""
    asked = [cls for cls in ordered if cls.name not in trial | resting]
    due = tuple(sorted(asked, key=lambda cls: not _was_cut_off(cls, ran, last)))
    return Plan(due, tuple(sorted(resting)), tuple(sorted(trial)))


def _was_cut_off(source: type[SourceSpider], ran: Mapping[str, str], last: str) -> bool:
    """Whether a nightly source was not reached on the last night of all sources."""
    return not CADENCES[source.cadence] and ran.get(source.name, "") < last


def _rests(source: type[SourceSpider], state: State) -> bool:
    """Whether the last good run of a source is younger than its cadence."""
    days = CADENCES[source.cadence]
    good = next((run for run in state.runs(source.name, 100) if run.state in ("ok", "degraded")), None)
    if good is None or not days or (good.state == "degraded" and good.pages_deferred):
        return False
    tonight = date.fromisoformat(night_of(datetime.now(UTC)))
    return tonight < date.fromisoformat(good.night) + timedelta(days=days)


def _given(source: str, due: Due) -> GivenUp:
    return GivenUp(source, due.url, due.listed_title)

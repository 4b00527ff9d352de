"""scrapy sources: what there is to crawl, and how each source stands (信源)."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from crawler.families.source import SourceSpider
from crawler.orders import Orders, read_orders
from crawler.report import aligned
from crawler.roster import roster
from crawler.soundness import Unsound
from crawler.trial import DOCUMENTS, is_on_trial
from crawler.verb import DEGRADED, DONE, Verb, complain, no_arguments, print_json, print_text
from kb.home import current_home
from kb.state import State, night_of

HEAD = (
    "source",
    "family",
    "publisher",
    "lineage",
    "cadence",
    "state",
    "last success",
    "complete back to",
    "lacks",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One source and how it stands."""

    name: str
    family: str
    publisher: str
    lineage: str
    cadence: str
    home: str
    last_success: str | None = None
    complete_back_to: str | None = None
    waiting: int = 0
    given_up: int = 0
    state: str = "never crawled"
    reason: str | None = None
    muted_until: str | None = None


class Command(Verb):
    def short_desc(self) -> str:
        return "List the sources and how they stand"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        no_arguments("sources", args)
        assert self.settings is not None
        known = roster(self.settings)
        standings = [*standing(list(known.sound)), *(_unsound(name, why) for name, why in known.unsound)]
        standings = [_muted(one, read_orders(current_home())) for one in standings]
        if opts.json:
            print_json([asdict(one) for one in standings])
        else:
            print_text(aligned([HEAD, *map(_cells, standings)]))
        for _, why in known.unsound:
            complain(str(why))
        return DEGRADED if known.unsound else DONE


def _cells(one: Standing) -> tuple[str, ...]:
    """A source as one row: how it stands, back to when it is complete, and what it lacks."""
    lacks = [f"{n} {what}" for n, what in ((one.waiting, "to fetch"), (one.given_up, "given up")) if n]
    state = f"{one.state}, muted until {one.muted_until}" if one.muted_until else one.state
    who = (one.name, one.family, one.publisher, one.lineage, one.cadence, state)
    return (*who, one.last_success or "-", one.complete_back_to or "-", ", ".join(lacks) or "-")


def standing(classes: list[type[SourceSpider]]) -> list[Standing]:
    """The sources with what the state knows of them; without a state each was never crawled."""
    if not current_home().state.exists():
        return [_standing(cls, None) for cls in classes]
    with State(current_home()) as state:
        return [_standing(cls, state) for cls in classes]


def _muted(one: Standing, orders: Orders) -> Standing:
    """The row with the last day of a mute that holds tonight."""
    mute = orders.muted(one.name, night_of(datetime.now(UTC)))
    return replace(one, muted_until=mute.until.isoformat()) if mute else one


def _unsound(name: str, why: Unsound) -> Standing:
    """The row of a source that cannot be crawled."""
    return Standing(name, "-", "-", "-", "-", "", state="unsound", reason=str(why))


def _standing(cls: type[SourceSpider], state: State | None) -> Standing:
    plain = Standing(cls.name, cls.family, cls.publisher, cls.lineage, cls.cadence, cls.home)
    if is_on_trial(cls, state):
        passed = state.passed(cls.name) if state else 0
        plain = replace(plain, state="on trial", reason=f"{passed} of {DOCUMENTS} documents passed")
    runs = state.runs(cls.name, 1) if state else ()
    if state is None or not runs:
        return plain
    reach = state.reach(cls.name)
    if plain.state != "on trial":
        plain = replace(plain, state=runs[0].state, reason=runs[0].reason)
    return replace(
        plain,
        last_success=reach.last_success,
        complete_back_to=reach.complete_back_to,
        waiting=reach.waiting,
        given_up=reach.given_up,
    )

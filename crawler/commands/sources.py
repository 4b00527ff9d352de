"""scrapy sources: what there is to crawl, and how each source stands (信源)."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass

from scrapy.spiderloader import get_spider_loader

from crawler.families.source import SourceSpider
from crawler.verb import DONE, Verb, print_json
from kb.home import current_home
from kb.state import State


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
    state: str = "never crawled"
    reason: str | None = None


class Command(Verb):
    def short_desc(self) -> str:
        return "List the sources and how they stand"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        classes = [loader.load(name) for name in sorted(loader.list())]
        standings = standing([cls for cls in classes if issubclass(cls, SourceSpider)])
        if opts.json:
            print_json([asdict(one) for one in standings])
            return DONE
        for one in standings:
            back = one.complete_back_to or "-"
            print(f"{one.name:16} {one.family:6} {one.publisher}  {one.lineage}  {one.cadence}  {one.state}"
                  f"  last success {one.last_success or '-'}  back to {back}")  # fmt: skip
        return DONE


def standing(classes: list[type[SourceSpider]]) -> list[Standing]:
    """The sources with what the state knows of them; without a state each was never crawled."""
    plain = [
        Standing(cls.name, cls.family, cls.publisher, cls.lineage, cls.cadence, cls.home) for cls in classes
    ]
    if not current_home().state.exists():
        return plain
    with State(current_home()) as state:
        return [_with_runs(one, state) for one in plain]


def _with_runs(one: Standing, state: State) -> Standing:
    runs = state.runs(one.name, 1000)
    if not runs:
        return one
    good = [run for run in runs if run.state in ("ok", "degraded")]
    back_to = state.complete_back_to(one.name)
    return Standing(
        one.name,
        one.family,
        one.publisher,
        one.lineage,
        one.cadence,
        one.home,
        last_success=good[0].ended if good else None,
        complete_back_to="beginning" if back_to == "" else back_to,
        state=runs[0].state,
        reason=runs[0].reason,
    )

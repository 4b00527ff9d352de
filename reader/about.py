"""about: what this base is and what it holds (库情)."""

from __future__ import annotations

from typing import Any

from kb.home import Home
from kb.read import SCHEMA_VERSION, Base, Coverage
from kb.state import reaches
from reader.answer import DONE, console, opened, print_json
from reader.display import FICTIONAL, LINEAGES, facts, fill, table
from reader.wording import say, term

PROGRAM_VERSION = "0.1.0"


def coverage_json(coverage: Coverage, home: Home) -> dict[str, Any]:
    """What is held, as of when: part of every answer, so that an empty one is not mistaken for absence.

    `complete_back_to`: the day from which on all that a source listed is held, 'beginning', or None.
    """
    return {
        "works": coverage.works,
        "instruments": coverage.instruments,
        "notices": coverage.notices,
        "news": coverage.news,
        "provisions": coverage.hits,
        "snapshots": coverage.snapshots,
        "refused": coverage.refused,
        "from": coverage.first_fetched,
        "as_of": coverage.last_fetched,
        "sources": dict(coverage.sources),
        "lineages": dict(coverage.lineages),
        "fictional": coverage.fictional,
        "complete_back_to": {reach.source: reach.complete_back_to for reach in reaches(home)},
    }


def completeness(held: dict[str, Any]) -> str | None:
    """How many sources are complete, and back to which day all of these are; None where none was crawled."""
    dates = held["complete_back_to"].values()
    known = [day for day in dates if day]
    if not known:
        return None
    days = [day for day in known if day != "beginning"]
    return say(
        "{some} of {all} sources complete back to {day}",
        some=len(known),
        all=len(dates),
        day=max(days) if days else say("their beginning"),
    )


def about_json(base: Base, home: Home) -> dict[str, Any]:
    """Versions, counts and coverage of the base of a home."""
    return {
        "program": PROGRAM_VERSION,
        "schema": SCHEMA_VERSION,
        "home": str(home.root),
        "meta": base.meta(),
        "tables": base.counts(),
        "coverage": coverage_json(base.coverage(), home),
    }


def about(home: Home, *, as_json: bool) -> int:
    """Print what the base is; exit 2 when there is none."""
    with opened(home) as base:
        found = about_json(base, home)
        coverage = base.coverage()
    if as_json:
        print_json(found)
    else:
        _show(found, coverage)
    return DONE


def _show(found: dict[str, Any], coverage: Coverage) -> None:
    out = console()
    out.print(
        facts(
            [
                ("Home", found["home"]),
                (
                    "Version",
                    say("{program} · schema {schema}", program=found["program"], schema=found["schema"]),
                ),
                ("Documents", f"{coverage.works} {FICTIONAL if coverage.fictional else ''}"),
                ("Measures", coverage.instruments),
                ("Notices", coverage.notices),
                ("News", coverage.news),
                ("Searchable units", coverage.hits),
                ("Pages kept", coverage.snapshots),
                ("Pages refused", coverage.refused),
                ("Fetched", f"{coverage.first_fetched or '–'} … {coverage.last_fetched or '–'}"),
            ]
        )
    )
    back_to = found["coverage"]["complete_back_to"]
    sources = ((name, pages, term(back_to.get(name) or "–")) for name, pages in coverage.sources)
    out.print(fill(table("Source", "Pages", "Complete back to"), sources))
    out.print(
        fill(table("Lineage", "Documents"), ((LINEAGES.get(n, n), count) for n, count in coverage.lineages))
    )
    out.print(say("Ask `search_cli.py doctor` whether base, index and archive agree."), style="dim")

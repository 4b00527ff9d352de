"""The terms that documents define (术语): one row a term and provision, with its place in the page."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.citing.definitions import definitions
from cleaners.normalise import fold
from kb.rows import TermRow
from pipeline.running_texts import Pages, RunningText


def terms(running: RunningText, pages: Pages) -> Iterator[TermRow]:
    """The terms that one document defines."""
    for unit in running.units:
        for found in definitions(unit.text):
            start, end = pages.place(unit, unit.text[found.start : found.end])
            yield TermRow(
                term_key=fold(found.term),
                work=running.work,
                eid=unit.eid,
                term=found.term,
                aliases=found.aliases,
                sense=found.sense,
                text=found.text,
                snapshot=unit.snapshot,
                start=start,
                end=end,
            )

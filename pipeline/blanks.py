"""Fields that new pages lack (空缺): a site whose pages changed under the rules that read them says so here.

Reads kb.db after the build; compares the pages that a run brought with those of the same source before it,
for some sites have never printed a date.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kb.home import Home
from kb.state import Run

FIELDS = ("title", "text", "published")
LEAST_PAGES = 5
MOST_BLANK = 0.2
COUNTED = """
SELECT fetched_at >= ? AS fresh, count(*) AS pages,
       sum(coalesce(title, '') = '') AS title,
       sum(coalesce(text, '') = '' AND status <> 'body_in_attachment') AS text,
       sum(published IS NULL) AS published
FROM snapshots WHERE source = ? AND status <> 'attachment' GROUP BY fresh
"""


@dataclass(frozen=True, slots=True)
class Blank:
    """A field that too many new pages of a source lack."""

    source: str
    field: str
    blank: int
    pages: int
    blank_before: int
    pages_before: int

    def line(self) -> str:
        """One line of the report."""
        before = f", {self.blank_before} of {self.pages_before} before" if self.pages_before else ""
        return f"{self.source}: {self.field} is empty on {self.blank} of {self.pages} new pages{before}"


def blanks(home: Home, runs: Iterable[Run]) -> tuple[Blank, ...]:
    """What the new pages of these runs lack; nothing where they are too few to tell."""
    brought = [run for run in runs if run.id and run.new + run.changed >= LEAST_PAGES]
    if not brought or not home.kb.is_file():
        return ()
    db = sqlite3.connect(f"{home.kb.as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        return tuple(blank for run in brought for blank in _of(db, run))
    finally:
        db.close()


def _of(db: sqlite3.Connection, run: Run) -> Iterable[Blank]:
    counted = {row["fresh"]: row for row in db.execute(COUNTED, (run.started, run.source))}
    new, old = counted.get(1), counted.get(0)
    if new is None or new["pages"] < LEAST_PAGES:
        return
    for field in FIELDS:
        before = (old[field], old["pages"]) if old else (0, 0)
        share_before = before[0] / before[1] if before[1] else 0.0
        if new[field] / new["pages"] > max(MOST_BLANK, 2 * share_before):
            yield Blank(run.source, field, new[field], new["pages"], *before)

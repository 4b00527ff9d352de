"""A build tried beside the base (试建): what today's code would make of the pages that the base read.

The scratch base is made from the same archive files, compared, and thrown away: kb.db, the index and
state.db stay as they are. New archive files wait for the next build, so that every difference is the code's,
or that of the home's rulings.
"""

from __future__ import annotations

from kb.differences import Differences, differences, files_read
from kb.home import Home
from kb.lock import locked
from kb.store import discard, writable
from pipeline.line import build_aside
from pipeline.outcome import Progress


def tried(home: Home, progress: Progress | None = None) -> Differences:
    """What a full build would change; kb.db must hold something, of whatever version."""
    with locked(home, "build"), writable(home.kb):
        read = files_read(home.kb)
        scratch = build_aside(home, read, progress)
        try:
            return differences(home.kb, scratch)
        finally:
            discard(scratch)

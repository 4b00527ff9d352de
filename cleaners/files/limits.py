"""Limits of reading files (限额): what a file may unpack to, before a reader sees it.

Start values from measurements of honest and hostile files, 2026-11-22.
"""

from __future__ import annotations

MAX_FILE = 30 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024  # of all members of an archive together
MAX_MEMBERS = 2_000
MAX_CELLS = 5_000_000  # of a sheet, height by width
MAX_TABLES = 2_000  # of an HTML file, which may put each into the one before
MAX_PARAGRAPHS = 300_000  # of a document; a list of 4,000 rows has 20,000
MAX_ELEMENTS = 6_000_000  # of an XML part: each costs the parser about 150 bytes
MAX_PAGES = 500
MAX_TEXT = 10_000_000  # characters of a reading, its tables' as many again


class LimitExceeded(Exception):
    """A file that unpacks to more than is read; `which` names the limit."""

    def __init__(self, which: str, found: str) -> None:
        super().__init__(found)
        self.which = which

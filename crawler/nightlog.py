"""The log of a night (夜志): var/log/<night>.log, and a disk without room for it stops no crawl."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

FORMAT, MOMENT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s", "%Y-%m-%d %H:%M:%S"
_NOTHING = logging.CRITICAL + 1


class NightLog(logging.FileHandler):
    """Appends to the night's log until that fails; `fault` says why it did.

    Scrapy's own handler of a file raises when a full disk keeps it from closing, and the crawl with it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8")
        self.fault: str | None = None
        self.setLevel(logging.INFO)
        self.setFormatter(logging.Formatter(FORMAT, MOMENT))

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        self.fault = self.fault or str(error.strerror or error)
        self.setLevel(_NOTHING)

    def close(self) -> None:
        """Close; the lines that found no room are gone."""
        try:
            super().close()
        except OSError as error:
            self.fault = self.fault or str(error.strerror or error)


def night_log(path: Path) -> NightLog | None:
    """The log, taking what is logged from now on; None where it cannot be opened."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        log = NightLog(path)
    except OSError:
        return None
    logging.root.addHandler(log)
    return log

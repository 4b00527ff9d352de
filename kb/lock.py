"""One run of a kind at a time (锁): a lock on the home that dies with the process that holds it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from kb.home import Home


class Locked(Exception):
    """Another run holds the lock; the message is the one line shown, the exit code 3."""


@contextmanager
def locked(home: Home, name: str) -> Iterator[None]:
    """Hold var/<name>.lock; Locked when another process does."""
    home.var.mkdir(parents=True, exist_ok=True)
    path = home.var / f"{name}.lock"
    with path.open("a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Locked(f"another {name} is running in {home.root}") from error
        yield

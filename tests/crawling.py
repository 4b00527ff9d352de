"""Crawling in a child, for the tests: the real spiders against a portal, and what they left behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.archive import Capture, captures, names
from kb.home import REPOSITORY, Home
from kb.state import Run

Crawl = Callable[..., Run]
# VmHWM:     98304 kB
PEAK = re.compile(r"^VmHWM:\s{1,9}(\d{1,12}) kB$", re.MULTILINE)


class Child:
    """A process that crawls one source after another; `misses`: what its last run could not have."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.misses: tuple[str, ...] = ()

    def __call__(self, home: Home, replica: str, spider: str, since: str | None = None, **more: Any) -> Run:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        step = {"spider": spider, "home": str(home.root), "replica": replica, "since": since, **more}
        self._process.stdin.write(json.dumps(step) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        self.misses = tuple(told["misses"])
        return Run(**told["run"])

    @property
    def peak_mb(self) -> float:
        """The most memory that the child has held so far."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = PEAK.search(status)
        assert found
        return int(found[1]) / 1000


@contextmanager
def crawling_child(**variables: str) -> Iterator[Child]:
    """A child process that crawls one source after another.

    A step takes the home, the base URL of the site, the spider, and optional `since`, `budget`, `settings`;
    `variables` are added to its environment.
    """
    environment = {**os.environ, "TIAOWEN_REPLICA": "http://127.0.0.1:9", **variables}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crawl_child"],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        yield Child(process)
        process.stdin.close()


def content(home: Home) -> list[Capture]:
    """What the build would read; nothing of it may be broken."""
    found = [record for name in names(home) for record in captures(home, name)]
    whole = [record for record in found if isinstance(record, Capture)]
    assert len(whole) == len(found)
    return whole


def pages(home: Home) -> list[Capture]:
    return [capture for capture in content(home) if capture.role == "page"]

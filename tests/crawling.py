"""Crawling in a child, for the tests: the real spiders against a portal, and what they left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kb.archive import Capture, captures, names
from kb.home import REPOSITORY, Home
from kb.state import Run

Crawl = Callable[..., Run]


@contextmanager
def crawling_child() -> Iterator[Crawl]:
    """A child process that crawls one source after another."""
    environment = {**os.environ, "TIAOWEN_REPLICA": "http://127.0.0.1:9"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crawl_child"],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        stdin, stdout = child.stdin, child.stdout

        def run(
            home: Home, replica: str, spider: str, since: str | None = None, budget: int | None = None
        ) -> Run:
            step = {"spider": spider, "home": str(home.root), "replica": replica, "since": since}
            stdin.write(json.dumps({**step, "budget": budget}) + "\n")
            stdin.flush()
            return Run(**json.loads(stdout.readline()))

        yield run
        stdin.close()


def content(home: Home) -> list[Capture]:
    """What the build would read; nothing of it may be broken."""
    found = [record for name in names(home) for record in captures(home, name)]
    whole = [record for record in found if isinstance(record, Capture)]
    assert len(whole) == len(found)
    return whole


def pages(home: Home) -> list[Capture]:
    return [capture for capture in content(home) if capture.role == "page"]

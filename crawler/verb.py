"""What the scrapy verbs share (命令): exit codes, the clear line on stderr, the lock.

Exit codes of the contract: 0 done, 1 done but degraded, 2 bad usage or input, 3 locked by another run.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sqlite3
import sys
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from math import inf

from scrapy.commands import ScrapyCommand

from cleaners.masking.masks import shown, shown_value
from crawler.orders import OrderUnclear
from crawler.soundness import Unsound
from kb.home import Home, write_in_any_locale
from kb.state import StateUnusable

DONE, DEGRADED, BAD_INPUT, LOCKED = 0, 1, 2, 3
INTERRUPTED = 130  # what a shell calls a death by Ctrl-C


class BadUsage(Exception):
    """What was asked cannot be done; the message is one clear line."""


class Locked(Exception):
    """Another run holds the lock."""


class Verb(ScrapyCommand):
    """A verb: `act` does it and returns its exit code; what it refuses is one line, never a traceback."""

    requires_project = True
    requires_crawler_process = False

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        write_in_any_locale()
        try:
            unknown = [arg for arg in args if arg.startswith("-")]
            if unknown:
                raise BadUsage(f"unknown option {unknown[0]}; scrapy <verb> -h lists the options")
            if not all(args):  # an empty path would be the folder one stands in
                raise BadUsage("an empty argument names nothing; scrapy <verb> -h says what is taken")
            self.exitcode = self.act(args, opts)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (BadUsage, OrderUnclear, StateUnusable, Unsound) as error:
            complain(str(error))
            self.exitcode = BAD_INPUT
        except sqlite3.Error as error:  # a full disk in the middle of state.db; what was committed stays
            complain(f"a database of the home: {error}")
            self.exitcode = BAD_INPUT
        except OSError as error:
            complain(f"{error.filename or 'the home'}: {error.strerror or error}")
            self.exitcode = BAD_INPUT
        except Locked as error:
            complain(str(error))
            self.exitcode = LOCKED
        except KeyboardInterrupt:  # what was begun is finished or dropped by the next run
            complain("interrupted; run it again and it goes on")
            self.exitcode = INTERRUPTED

    @abstractmethod
    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do it; the exit code."""


def complain(line: str) -> None:
    """One clear line on stderr; nobody's number in it."""
    sys.stderr.write(shown(" ".join(line.split())) + "\n")
    sys.stderr.flush()


def pass_on(text: str) -> None:
    """What a child wrote on its stderr, on ours."""
    sys.stderr.write(shown(text))
    sys.stderr.flush()


def print_text(text: str) -> None:
    """Lines on stdout; nobody's number in them."""
    sys.stdout.write(shown(text) + "\n")


def print_json(document: object) -> None:
    """One JSON document on stdout, nobody's number in it; escaped where the locale cannot write Chinese."""
    escaped = "utf" not in sys.stdout.encoding.lower()
    sys.stdout.write(json.dumps(shown_value(document), ensure_ascii=escaped, indent=2) + "\n")


def a_date(text: str | None) -> date | None:
    """A YYYY-MM-DD argument, None when it was not given."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadUsage(f"{text!r} is no date, expected YYYY-MM-DD") from None


def a_budget(opts: argparse.Namespace, name: str) -> float | None:
    """A number of pages or minutes that an option names, None when it was not given."""
    value: float | None = getattr(opts, name)
    if value is not None and not 0 <= value < inf:
        raise BadUsage(f"--{name} {value} is no number of {'minutes' if name == 'minutes' else 'pages'}")
    return value


@contextmanager
def locked(home: Home, what: str) -> Iterator[None]:
    """Hold the home's lock for `what`; Locked when another run holds it. The kernel frees it at any death."""
    folder = home.var / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / what).open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(f"{what} is already running in {home.root}") from None
        yield

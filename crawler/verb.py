"""What the scrapy verbs share (命令): exit codes, the clear line on stderr, the lock.

Exit codes of the contract: 0 done, 1 done but degraded, 2 bad usage or input, 3 locked by another run.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import logging
import os
import sqlite3
import sys
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from math import inf
from pathlib import Path
from typing import NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from cleaners.masking.masks import shown, shown_value
from crawler.orders import OrderUnclear
from crawler.soundness import Unsound
from kb.home import Home, current_home, write_in_any_locale
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

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options; what argparse refuses is one line of ours, without its usage."""
        super().add_options(parser)
        parser.error = _refused  # type: ignore[method-assign]

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Scrapy's own options, looked at before it trips over one."""
        try:
            super().process_options(args, opts)
        except OSError as error:
            raise UsageError(f"--pidfile {error.filename}: {error.strerror}", print_help=False) from error
        assert self.settings is not None
        level = self.settings.get("LOG_LEVEL")
        if level not in logging.getLevelNamesMapping():
            known = "CRITICAL, ERROR, WARNING, INFO or DEBUG"
            raise UsageError(f"{level!r} is no log level, expected {known}", print_help=False)
        for option, name in (("--logfile", opts.logfile), ("--profile", opts.profile)):
            if name and not _is_writable(Path(name)):
                raise UsageError(f"{option} {name}: no file can be written there", print_help=False)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        write_in_any_locale()
        try:
            unknown = [arg for arg in args if arg.startswith("-")]
            if unknown:
                at_home = "; TIAOWEN_HOME names the home" if unknown[0].startswith("--home") else ""
                raise BadUsage(f"unknown option {unknown[0]}; scrapy <verb> -h lists the options{at_home}")
            if not all(args):  # an empty path would be the folder one stands in
                raise BadUsage("an empty argument names nothing; scrapy <verb> -h says what is taken")
            root = current_home().root
            if root.exists() and not root.is_dir():
                raise BadUsage(f"the home {root} is a file, expected a folder; TIAOWEN_HOME names it")
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


def _refused(message: str) -> NoReturn:
    """What argparse refuses, in one line."""
    complain(message.removeprefix("argument "))
    sys.exit(BAD_INPUT)


def _is_writable(path: Path) -> bool:
    """Whether a file can be written under that name, which may be one."""
    return not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)


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


def a_setting(settings: BaseSettings, name: str, least: float = 0) -> float:
    """A number of the settings; BadUsage for what is none, or too small."""
    try:
        value = settings.getfloat(name)
    except (TypeError, ValueError):
        value = -1
    if not least <= value < inf:
        raise BadUsage(f"the setting {name} is {settings.get(name)!r}, expected a number from {least:g} on")
    return value


def no_arguments(verb: str, args: list[str], hint: str = "") -> None:
    """BadUsage for a word that a verb does not take."""
    if args:
        raise BadUsage(f"{verb} takes no {args[0]!r}{hint}")


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

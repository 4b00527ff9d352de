"""How a verb answers (答复): one JSON document, or text for a person; one clear line when it cannot.

Exit codes: 0 done, 1 done but degraded, 2 bad usage or bad input, 3 locked.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cleaners.masking.masks import shown, shown_value
from kb.home import Home, current_home
from kb.read import Base, BaseUnreadable
from reader.taming import tame
from reader.wording import say, spoken

if TYPE_CHECKING:
    from rich.console import Console

DONE, DEGRADED, BAD_INPUT = 0, 1, 2
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
SHOWN = 80  # characters of a question that a message repeats
LONGEST = 1_000  # characters of a refusal


class Unanswerable(Exception):
    """The question cannot be answered; the message is the one line shown."""


def home_of(option: Path | None) -> Home:
    """The home named by --home, or the environment's."""
    return current_home(option)


def readable(text: str) -> str:
    """What was asked, as characters; bytes of an argument that are no UTF-8 ask nothing."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unanswerable(say("what is asked is not UTF-8")) from error
    return text


def shortened(text: str) -> str:
    """What was asked, at a length that leaves a message one line."""
    line = shown(tame(" ".join(text.split())))  # before it is cut: half a number is no number
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"


@contextmanager
def opened(home: Home) -> Iterator[Base]:
    """The base of a home, closed again; a missing or outdated base is said in one line."""
    try:
        base = Base(home.kb)
    except BaseUnreadable as error:
        raise Unanswerable(spoken(error)) from error
    try:
        yield base
    finally:
        base.close()


def print_json(value: Any) -> None:
    """One JSON document on stdout and nothing else; escaped where the locale cannot write Chinese."""
    escaped = "utf" not in sys.stdout.encoding.lower()
    sys.stdout.write(json.dumps(shown_value(value), ensure_ascii=escaped, indent=2) + "\n")


def print_line(value: Any) -> None:
    """One JSON document as a line, of many."""
    sys.stdout.write(json.dumps(shown_value(value), ensure_ascii=False) + "\n")


def print_text(text: str) -> None:
    """Text for another program, as it is."""
    sys.stdout.write(shown(text))


def console() -> Console:
    """A console that keeps Chinese aligned; loaded only when text is printed."""
    from reader.terminal import terminal

    return terminal()


def remark(line: str) -> None:
    """One line on stderr, beside the answer."""
    sys.stderr.write(tame(shown(line.rstrip())) + "\n")


def refuse(message: str, code: int = BAD_INPUT) -> NoReturn:
    """One line on stderr and the exit code."""
    line = shown(tame(" ".join(message.split())))
    remark(line if len(line) <= LONGEST else line[:LONGEST] + "…")
    raise SystemExit(code)


def answering(verb: Callable[[], int]) -> NoReturn:
    """Run a verb and leave with its exit code; a refusal is one line, so is an answer for which there is no
    room, and a closed pipe is no error."""
    try:
        code = verb()
        sys.stdout.flush()
    except Unanswerable as error:
        refuse(str(error))
    except sqlite3.DatabaseError as error:
        refuse(say("kb.db cannot be read: {why}; run `scrapy build --full`", why=error))
    except BrokenPipeError:  # the reader of our output has seen enough
        _say_no_more()
        raise SystemExit(DONE) from None
    except OSError as error:
        if error.filename is not None:
            refuse(say("{file}: {why}", file=error.filename, why=spoken(error.strerror or error)))
        if error.errno not in _NO_ROOM:
            raise
        _say_no_more()
        refuse(say("the answer cannot be written: {why}", why=spoken(error.strerror)))
    raise SystemExit(code)


def _say_no_more() -> None:
    """Let nothing that is still to be printed fail at the end of the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

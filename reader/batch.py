"""batch: many queries at once (批量检索): JSON lines in and out; one bad line never stops the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.results import Filters
from kb.home import Home
from kb.read import Base
from reader.answer import BAD_INPUT, DONE, Unanswerable, opened, print_line, readable, remark
from reader.answers import Answer
from reader.search import answer_to, opened_index
from reader.show import day_of
from reader.wording import say, spoken

if TYPE_CHECKING:
    from index.fulltext import Fulltext


class BadLine(Exception):
    """A line that asks nothing; the message says why."""


def asked(line: str) -> tuple[Any, str]:
    """The qid and the query of a line."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLine(say("not JSON: {reason}", reason=spoken(error.msg))) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 100,000 brackets
        raise BadLine(say("not JSON: {reason}", reason=error)) from error
    if not isinstance(row, dict) or "qid" not in row or not isinstance(row.get("query"), str):
        raise BadLine(say('expected {"qid", "query"}'))
    if not row["query"].strip():
        raise BadLine(say("the query is empty"))
    return row["qid"], readable(row["query"])


def answers(base: Base, fulltext: Fulltext, lines: Iterator[str], limit: int) -> Iterator[dict[str, Any]]:
    """One answer a line; a bad line gives `error` instead of hits."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            qid, query = asked(line)
            found = answer_to(base, lambda: fulltext, query, Filters(), wanted=limit)
        except (BadLine, Unanswerable) as error:
            yield {"line": number, "error": str(error)}
            continue
        yield {"qid": qid, "hits": hits_json(base, found, limit)}


def hits_json(base: Base, found: Answer, limit: int) -> list[dict[str, Any]]:
    """The contract's short hits."""
    rows = [(hit, base.work(hit.work)) for hit in found.hits[:limit]]
    return [
        {"eid": hit.eid, "work": hit.work, "title": work.title, "score": round(hit.score, 4)}
        for hit, work in rows
        if work
    ]


def lines_of(file: Path) -> Iterator[str]:
    """The lines of a file or a pipe; one clear line when it cannot be read."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Unanswerable(say("no such file: {path}", path=file)) from error
    except OSError as error:
        raise Unanswerable(say("cannot read {file}: {why}", file=file, why=spoken(error.strerror))) from error


def batch(home: Home, file: Path, *, limit: int) -> int:
    """Answer a file of queries; exit 2 when a line was bad, the rest done."""
    bad = good = 0
    with opened(home) as base:
        fulltext = opened_index(home, base, day_of(None))
        for answer in answers(base, fulltext, lines_of(file), limit):
            if "error" in answer:
                bad += 1
                remark(f"{file}:{answer['line']}: {answer['error']}")
            else:
                good += 1
                print_line(answer)
    if not bad + good:
        raise Unanswerable(say("no query in {path}", path=file))
    return BAD_INPUT if bad else DONE

"""What notices announce: sentences and short notices of our own writing, conditions and rules among them.

Of the first set an event is right when its type, programme, number, named holders (of a changed name the old
and the new one) and annexes are all right; of the second its type, number and names are asked. Precision and
recall are over all cases; a case that announces nothing must be silent.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cleaners.model import Announced
from cleaners.recognition.announced import announced
from tests.gates.score import Score

CASES = Path(__file__).parents[1] / "recognition_sentences.toml"
NOTICES = CASES.with_name("recognition_notices.toml")
Said = tuple[str, int | None, tuple[str, ...]]
Told = tuple[str, str | None, int | None, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """A notice and what it announces, in order."""

    title: str
    text: str
    says: tuple[Told, ...]


def cases() -> tuple[Case, ...]:
    """All cases of recognition_sentences.toml."""
    entries = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    return tuple(Case(e["title"], e["text"], tuple(map(_told, e["says"]))) for e in entries)


def _told(said: list[object]) -> Told:
    kind, programme, count, named, annexes = said
    return str(kind), programme or None, count or None, tuple(named), tuple(annexes)  # type: ignore[return-value,arg-type]


def read(case: Case) -> tuple[Told, ...]:
    """What the reader says of a case."""
    return tuple(
        (a.event_type, a.programme, a.count, (*a.old_names, *a.named), a.annexes)
        for a in announced(case.text, title=case.title)
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the second set: what each event is, of how many, and whom it names."""

    set: str
    title: str
    text: str
    says: tuple[Said, ...]


def notices() -> tuple[Notice, ...]:
    """All notices of recognition_notices.toml."""
    entries = tomllib.loads(NOTICES.read_text(encoding="utf-8"))["notice"]
    return tuple(
        Notice(
            e["set"], e["title"], e["text"], tuple((k, n or None, tuple(named)) for k, n, named in e["says"])
        )
        for e in entries
    )


def right(notice: Notice, found: tuple[Announced, ...]) -> int:
    """How many events of a notice are found, each told once."""
    left = list(found)
    for said in notice.says:
        told = next((event for event in left if _fits(event, said)), None)
        if told:
            left.remove(told)
    return len(found) - len(left)


def _fits(event: Announced, said: Said) -> bool:
    """Whether an event is what a notice says; of one that changes names, first the old ones, then the new."""
    kind, count, named = said
    if (event.event_type, event.count) != (kind, count):
        return False
    return (*event.old_names, *event.named) == named


def scores(corpora: Path | None) -> Iterator[Score]:
    """Precision and recall of events, and silence where nothing is announced."""
    pairs = [(Counter(case.says), Counter(read(case))) for case in cases()]
    right = sum((said & found).total() for said, found in pairs)
    expected = sum(said.total() for said, _ in pairs)
    told = sum(found.total() for _, found in pairs)
    yield Score("recognition.announced_precision", right / max(told, 1), f"{right} of {told} events told")
    yield Score("recognition.announced_recall", right / expected, f"{right} of {expected} events")
    silent = [found for said, found in pairs if not said]
    quiet = sum(not found for found in silent)
    yield Score("recognition.none_invented", quiet / len(silent), f"{quiet} of {len(silent)} cases")
    yield from _notice_scores()


def _notice_scores() -> Iterator[Score]:
    """The same of the second set."""
    read_out = [(notice, announced(notice.text, title=notice.title)) for notice in notices()]
    hits = sum(right(notice, found) for notice, found in read_out)
    told = sum(len(found) for _, found in read_out)
    expected = sum(len(notice.says) for notice, _ in read_out)
    yield Score("recognition.notices_precision", hits / max(told, 1), f"{hits} of {told} events told")
    yield Score("recognition.notices_recall", hits / expected, f"{hits} of {expected} events")

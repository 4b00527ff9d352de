"""What notices announce: sentences and short notices of our own writing, conditions and rules among them.

An event is right when its type, programme, number, named holders and annexes are all right. Precision
and recall are over all cases; a case that announces nothing must be silent.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cleaners.recognition.announced import announced
from tests.gates.score import Score

CASES = Path(__file__).parents[1] / "recognition_sentences.toml"
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
        (a.event_type, a.programme, a.count, a.named, a.annexes)
        for a in announced(case.text, title=case.title)
    )


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

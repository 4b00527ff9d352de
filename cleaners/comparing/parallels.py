"""Parallel provisions (平行条款): how near two clauses of different documents stand to each other.

Reads texts; writes the pieces by which a clause is looked for, and how much two clauses have in common. It
proposes and never merges: what two clauses say otherwise is for cleaners/comparing/changes.py to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.normalise import fold

PIECE = 5  # characters of a piece by which clauses are looked for
PIECES = 48  # of one clause at most, evenly spread
NEAR = 0.5  # of the shorter key's pieces in the longer, seen from both sides together
HELD = 0.75  # of the asked clause's pieces: it stands in a longer one
SHORTEST = 24  # folded characters: a shorter clause is like many
_GRAM = 3
_HAN = re.compile(r"[一-龥]+")
_LEAST_PIECES = 3
_LEAST_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Sought:
    """A clause that others are held against: its pieces, and what its key is made of."""

    key: str
    pieces: tuple[str, ...]
    grams: frozenset[str]
    pattern: re.Pattern[str]


def sought(text: str) -> Sought | None:
    """The clause as it is looked for; None when it is too short to be like another by more than chance.

    >>> sought("本办法自发布之日起施行。") is None
    True
    """
    key = fold(text)
    pieces = _spread(dict.fromkeys(_pieces(text)))
    if len(key) < SHORTEST or len(pieces) < _LEAST_PIECES:
        return None
    return Sought(key, pieces, _grams(key), re.compile("|".join(map(re.escape, pieces))))


def _pieces(text: str) -> Iterable[str]:
    """Runs of ideographs alone: they are the same in every spelling, so a text need not be folded."""
    for run in _HAN.findall(text):
        yield from (run[at : at + PIECE] for at in range(len(run) - PIECE + 1))


def _spread(pieces: Iterable[str]) -> tuple[str, ...]:
    listed = list(pieces)
    step = max(1.0, len(listed) / PIECES)
    return tuple(listed[int(place * step)] for place in range(min(PIECES, len(listed))))


def may_be_near(clause: Sought, text: str) -> bool:
    """Whether enough pieces of the clause stand in a text for a careful look; quick, for very many texts."""
    if clause.pattern.search(text) is None:
        return False
    least = max(_LEAST_PIECES, len(clause.pieces) * _LEAST_SHARE)
    return sum(piece in text for piece in clause.pieces) >= least


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a clause stands: `near` from both sides, `held` the share of the asked clause it holds."""

    near: float
    held: float

    @property
    def parallel(self) -> bool:
        """Whether the two say nearly the same, or the one stands in the other."""
        return self.near >= NEAR or self.held >= HELD


def likeness(clause: Sought, text: str) -> Likeness:
    """What a clause and a text have in common, by their folded characters in threes.

    >>> likeness(sought("渔港应当在日落前点亮桅灯，并在日出后熄灭，由船主负责。"),
    ...          "渔港应当在日落前点亮舷灯，并在日出后熄灭，由船主负责。").parallel
    True
    """
    grams = _grams(fold(text))
    same = len(clause.grams & grams)
    return Likeness(
        2 * same / (len(clause.grams) + len(grams)) if same else 0.0, same / max(1, len(clause.grams))
    )


def _grams(key: str) -> frozenset[str]:
    return frozenset(key[at : at + _GRAM] for at in range(len(key) - _GRAM + 1))

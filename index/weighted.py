"""A token to score and its weight (加权词): 1.0 for what was typed, less for what an expansion added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighted:
    """A token of the words field; its part of a score is multiplied by `weight`."""

    token: str
    weight: float = 1.0


def typed(tokens: Iterable[str]) -> tuple[Weighted, ...]:
    """Tokens as typed: each with its whole weight."""
    return tuple(map(Weighted, tokens))

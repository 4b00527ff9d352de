"""One measured quality."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """`value` in 0..1, higher is better; None when its corpus is not there. `note` says what was counted."""

    name: str
    value: float | None
    note: str = ""

"""Lists of points (列举): what each article's own list holds, and which number it wants next.

Reads the units of a damaged text; writes one Series for each article that opens a list. A list is read from
its lead on, number by number, and ends where the numbers break; of all that stands elsewhere only its next
number can continue it. It must never let a point into a list that has its number already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaners.units import Unit

Number = tuple[int, int]


@dataclass(slots=True)
class Series:
    """The list of one article: its points by number, the last of them, and how they end.

    `leads`: how many lists the article opens; with several, one number can stand twice. `closed`: its points
    end in a semicolon and the last in a full stop.
    """

    held: dict[int, set[int]] = field(default_factory=dict)
    last: int = 0
    leads: int = 0
    semicolons: bool = False
    closed: bool = False

    def has_another(self, number: int, name: int) -> bool:
        """Its own point of this number is a different one."""
        return self.leads == 1 and number in self.held and name not in self.held[number]

    def wants(self, number: int, *, semicolon: bool) -> bool:
        """A point of this number comes next, ending as the others do unless it is the last."""
        fits = self.last == 0 or self.semicolons or not semicolon
        return not self.closed and self.last + 1 == number and fits

    def add(self, number: int, name: int, key: str) -> None:
        """One more point, in its place."""
        self.held.setdefault(number, set()).add(name)
        if number >= self.last:
            self.last = number
            self.closed = self.semicolons and key.endswith("。")
            self.semicolons = self.semicolons or key.endswith(";")


def read_series(units: Sequence[Unit], names: Sequence[int], broken: Sequence[bool]) -> dict[Number, Series]:
    """The list that stands under each article's own label, until a number or a broken link ends it."""
    found: dict[Number, Series] = {}
    here: Series | None = None
    last = -1  # the last point of the list being read; -1 before its lead
    for i, unit in enumerate(units):
        if unit.kind == "article":
            here, last = found.setdefault(unit.number, Series()), -1
        elif unit.kind == "heading" or (i and broken[i - 1]):
            here = None
        if here is not None and unit.kind == "point":
            last += 1
            if not last or unit.number[0] != last:
                here = None
            else:
                here.add(last, names[i], unit.key)
        elif here is not None and unit.opens_list:
            here.leads += unit.kind == "plain" or not here.leads  # an article stands in several copies
            last = 0
    return {number: series for number, series in found.items() if series.leads}

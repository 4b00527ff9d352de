"""Evidence of copying (重出): which units are the same, and which neighbours stand together twice.

Reads units; writes a Scene. A text repeats sentences for good reasons too (构成犯罪的，依法追究刑事责任
stands under many articles), so likeness alone proves nothing: a short sentence is known by its neighbour as
well, and a text without repeated or disordered article numbers is never taken for damaged. Only equal keys
are the same.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from cleaners.normalise import Folded
from cleaners.restoring.units import Unit, share_in_line, split_articles
from cleaners.structure.labels import Label

# Shorter sentences are formulas more often than copies. Counted in 712 regulations: 1.9 % of all sentences
# repeat lawfully, nearly all of them short.
FORMULA_LENGTH = 16
_LONGEST_FORMULA = 60
_POINT = re.compile(r"\([一二三四五六七八九十]{1,3}\)")
_TELLING_LABEL = 12
_TORN = 0.2  # share of repeated stretches that begin in the middle of an article; lawful repeats are fewer
_TRUE_LINES = 0.9  # so many articles begin a line that a line is a paragraph, and holds together


@dataclass(frozen=True, slots=True)
class Scene:
    """Units with their names (异同): two units of one name are copies of each other.

    `links` counts how often two names stand side by side; `proven[i]`: unit i and the next do so
    twice, or in one line of a text whose lines are paragraphs. `torn`: see _is_torn.
    """

    units: tuple[Unit, ...]
    names: tuple[int, ...]
    links: Counter[tuple[int, int]]
    proven: tuple[bool, ...]
    torn: bool


def is_damaged(folded: Folded, marks: Sequence[Label], *, amends: bool = False) -> bool:
    """The article numbers prove it: one article stands twice, or a number that stands once is out of order.

    Two instruments in one text begin with 第一条 twice; their numbers run in order, and nothing is proved.
    A table of contents repeats headings, not sentences. A text that amends others shows their numbers, so of
    it only a copy is proof.
    """
    if _several_instruments(tuple(split_articles(folded, marks, (1, 2)))):
        return False
    if not amends and _are_out_of_order([(m.number, m.sub) for m in marks if m.kind == "article"]):
        return True  # asked first: the words need not be looked at
    articles = split_articles(folded, marks)
    copies = Counter(unit.key for unit in articles if unit.ended and len(unit.key) >= _TELLING_LABEL)
    return any(count > 1 for count in copies.values())


def _are_out_of_order(numbers: Sequence[tuple[int, int]]) -> bool:
    """A number that stands once comes behind a higher one that does."""
    once = Counter(numbers)
    return any(after < before and once[before] == once[after] == 1 for before, after in pairwise(numbers))


def _several_instruments(articles: Sequence[Unit]) -> bool:
    """第一条 and 第二条 each stand with two texts of which neither begins the other."""
    return all(_differ([u.key for u in articles if u.number == (n, 0)]) for n in (1, 2))


def _differ(keys: Sequence[str]) -> bool:
    shortest = min(keys, key=len, default="").rstrip("。;:")
    return any(not key.startswith(shortest) for key in keys)


def compare(units: tuple[Unit, ...]) -> Scene:
    """Names for all units and the links between them, in linear time."""
    keys = [unit.key for unit in units]
    copies, beside = Counter(keys), Counter(pairwise(keys))
    lines = share_in_line(units) >= _TRUE_LINES
    torn = _is_torn(units, keys, copies, beside)
    known: dict[tuple[str | int, ...], int] = {}
    names: list[int] = []
    for index, unit in enumerate(units):
        if lines and index and not unit.leads:
            identity: tuple[str | int, ...] = (unit.key, names[-1])
        elif copies[unit.key] == 1:
            identity = (unit.key,)
        else:
            identity = _identity(units, keys, beside, index, torn=torn)
        names.append(known.setdefault(identity, len(known)))
    links = Counter(pairwise(names))
    proven = [links[pair] > 1 for pair in pairwise(names)]
    if lines:
        proven = [seen or not unit.leads for seen, unit in zip(proven, units[1:], strict=False)]
    return Scene(units, tuple(names), links, (*proven, False), torn)


def is_formula(key: str) -> bool:
    """A sentence that proves no copying by itself: short, or in a form that laws repeat.

    >>> is_formula("(五)法律、法规规定的其他不得登记的情形。")
    True
    >>> is_formula("工坊的匠人应当向县文化馆登记作品。")
    False
    """
    if len(key) < FORMULA_LENGTH:
        return True
    if len(key) >= _LONGEST_FORMULA:
        return False
    starts, holds = _recurring()
    bare = _POINT.sub("", key, count=1) if "(" in key else key
    return bare.startswith(starts) or holds.search(bare) is not None


@lru_cache(maxsize=1)
def _recurring() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """How sentences that laws repeat begin, and what they hold: data/recurring.toml."""
    path = resources.files("cleaners") / "data/recurring.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(known["starts"]), re.compile("|".join(map(re.escape, known["holds"])))


def _is_torn(
    units: Sequence[Unit], keys: Sequence[str], copies: Counter[str], beside: Counter[tuple[str, str]]
) -> bool:
    """Stretches that begin in the middle of an article were moved or copied; else only whole articles."""
    whole = middle = 0
    has_list = False
    for i, unit in enumerate(units):
        if unit.kind in ("plain", "point") and (not i or units[i - 1].kind == "heading"):
            return True
        if unit.kind == "article":
            has_list = False
        has_list = has_list or unit.opens_list or (unit.kind == "point" and unit.number == (1, 0))
        if unit.kind == "point" and not has_list:
            return True
        if unit.kind == "heading" or len(unit.key) < FORMULA_LENGTH or copies[unit.key] < 2:
            continue
        if not i or beside[keys[i - 1], unit.key] == 1:
            whole += unit.kind == "article"
            middle += unit.kind != "article"
    return middle > _TORN * (whole + middle)


def _identity(
    units: Sequence[Unit], keys: Sequence[str], beside: Counter[tuple[str, str]], index: int, *, torn: bool
) -> tuple[str | int, ...]:
    """A long unit is known by its key, a short one with a neighbour that came along, else by its place.

    Where only whole articles were copied, a long sentence that stands in two of them belongs to both.
    """
    key, kind = keys[index], units[index].kind
    if kind in ("article", "heading") or (torn and not is_formula(key)):
        return (key,)
    if index and beside[keys[index - 1], key] > 1:
        return (key, keys[index - 1])
    if index + 1 < len(keys) and beside[key, keys[index + 1]] > 1:
        return (key, "", keys[index + 1])
    return (key, index)

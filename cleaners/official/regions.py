"""The province an issuer belongs to (地区), by the name it prints.

Must never guess: a bare place name is none.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def provinces() -> tuple[str, ...]:
    """The provinces of data/regions.toml."""
    text = files("cleaners").joinpath("data/regions.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["provinces"])


def region_of(issuer: str) -> str | None:
    """The province whose full name opens the issuer's; None for the centre.

    >>> region_of("浙江省经济和信息化厅"), region_of("北京证券交易所")
    ('浙江省', None)
    """
    return next((name for name in provinces() if issuer.startswith(name)), None)


@cache
def _known() -> frozenset[str]:
    """The names of provinces and planned cities, whole and as they are called for short."""
    text = files("cleaners").joinpath("data/regions.toml").read_text(encoding="utf-8")
    held = tomllib.loads(text)
    whole = (*held["provinces"], *held["planned_cities"])
    return frozenset(whole) | frozenset(held["short"])


def is_region(name: str) -> bool:
    """Whether a name is that of a province, of a city with planning of its own, or of the corps.

    >>> is_region("浙江"), is_region("宁波市"), is_region("新疆兵团"), is_region("云溪县")
    (True, True, True, False)
    """
    return name.strip() in _known()


def in_region(name: str) -> bool:
    """Whether a name is a region's or begins with one: 浙江省杭州市, 湖南省工业和信息化厅."""
    text = "".join(name.split())
    return text in _known() or text.startswith(tuple(known for known in _known() if len(known) > 2))

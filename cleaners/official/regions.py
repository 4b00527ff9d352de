"""The province an issuer or a listed region belongs to (地区), by the name it prints.

Must never guess: of an issuer a bare place name is none; in a list 浙江 is 浙江省, for there the column says
that it is a region.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

_SHORT = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省", "市")
_CORPS = "新疆生产建设兵团"


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
def _merged() -> dict[str, str]:
    """The cities with planning of their own and the corps, with the province of each."""
    text = files("cleaners").joinpath("data/regions.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["merged"])


@cache
def _units() -> dict[str, str]:
    """Every way to print a listed unit, and its full name."""
    found = {"兵团": _CORPS, "新疆兵团": _CORPS}
    for unit in (*provinces(), *_merged()):
        found[unit] = unit
        short = next((unit.removesuffix(end) for end in _SHORT if unit.endswith(end)), unit)
        found.setdefault(short, unit)
    return found


def listed_unit(region: str) -> str | None:
    """The full name of a region as a list prints it; None for what is no province, such city or the corps.

    >>> listed_unit("浙江"), listed_unit("宁波"), listed_unit("兵团"), listed_unit("海川")
    ('浙江省', '宁波市', '新疆生产建设兵团', None)
    """
    bare = "".join(region.split())
    return _units().get(bare) or next((_units()[n] for n in _merged() if bare.endswith(n)), None)


def province_of(region: str) -> str | None:
    """The province in which a listed region lies: that of 宁波市 is 浙江省, that of the corps 新疆.

    >>> province_of("宁波市"), province_of("兵团"), province_of("浙江省宁波市"), province_of("")
    ('浙江省', '新疆维吾尔自治区', '浙江省', None)
    """
    unit = listed_unit(region)
    return _merged().get(unit, unit) if unit else None


def is_region(name: str) -> bool:
    """Whether a name is that of a province, of a city with planning of its own, or of the corps.

    >>> is_region("浙江"), is_region("宁波市"), is_region("新疆兵团"), is_region("云溪县")
    (True, True, True, False)
    """
    return name.strip() in _units()


def is_whole_region(name: str) -> bool:
    """Whether a name is such a region's whole one, which stands on a line of its own as a heading does.

    >>> is_whole_region("宁波市"), is_whole_region("兵团"), is_whole_region("浙江")
    (True, False, False)
    """
    return name in _units().values()


def in_region(name: str) -> bool:
    """Whether a name is a region's or begins with one: 浙江省杭州市, 湖南省工业和信息化厅."""
    text = "".join(name.split())
    return text in _units() or text.startswith(tuple(unit for unit in _units() if len(unit) > 2))

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

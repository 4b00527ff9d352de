"""Heads of the columns of lists (名单表头): which column a head names, by data/lists.toml.

Heads are compared folded; one that wraps over lines, or is spaced, is itself again once it is folded. Must
never take the head of a scoring table for that of a list.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from cleaners.normalise import fold

Column = Literal["sequence", "region", "name", "product", "remark", "other", ""]

_EXACT: tuple[Column, ...] = ("sequence", "region", "name", "product", "remark")
_SHORTEST = 4  # letters of a name that heads may add to: 企业名称（盖章）


@cache
def _heads() -> dict[str, frozenset[str]]:
    text = files("cleaners").joinpath("data/lists.toml").read_text(encoding="utf-8")
    return {column: frozenset(map(fold, names)) for column, names in tomllib.loads(text).items()}


@lru_cache(maxsize=4096)
def column_of(text: str) -> Column:
    """The column that a head names; "" for one that is not known.

    >>> column_of("序 号"), column_of("企业名称（盖章）"), column_of("省份/计划单列市"), column_of("一级指标")
    ('sequence', 'name', 'region', 'other')
    """
    folded = fold(text) if len(text) < 60 else ""
    for column in _EXACT:
        if folded in _heads()[column]:
            return column
    if any(part in folded for part in _heads()["other_parts"]):
        return "other"
    if any(part in folded for part in _heads()["region_parts"]):
        return "region"
    longer = any(folded.startswith(name) for name in _heads()["name"] if len(name) >= _SHORTEST)
    return "name" if longer or folded.endswith("名称") else ""


def is_sequence(text: str) -> bool:
    """Whether a cell is the head of the numbers of a list."""
    return not _marks().isdisjoint(text) and column_of(text) == "sequence"


@cache
def _marks() -> frozenset[str]:
    """The letters of heads of numbers: most cells have none of them, and need no folding."""
    letters = "".join(_heads()["sequence"])
    return frozenset(letters + letters.upper())


def is_head(text: str) -> bool:
    """Whether a cell is the head of a column that lists have."""
    return column_of(text) not in ("", "other")


@lru_cache(maxsize=4096)
def names_holders(text: str) -> bool:
    """Whether a head names holders of a title, which only their lists do.

    >>> names_holders("示范企业名称"), names_holders("集群名称（全称）"), names_holders("材料名称")
    (True, True, False)
    """
    folded = fold(text) if len(text) < 60 else ""
    return any(part in folded for part in _heads()["holder_parts"])


@lru_cache(maxsize=4096)
def is_name_head(text: str, shortest: int = 0) -> bool:
    """Whether a head is one that lists have over names, of so many letters: no 政策名称, and no 单位 of four.

    >>> is_name_head("产品名称"), is_name_head("政策名称"), is_name_head("单位"), is_name_head("单位", 4)
    (True, False, True, False)
    """
    folded = fold(text) if len(text) < 60 else ""
    named = folded in _heads()["name"] or names_holders(text)
    longer = any(folded.startswith(name) for name in _heads()["name"] if len(name) >= _SHORTEST)
    return (named or longer) and len(folded) >= shortest


@lru_cache(maxsize=4096)
def tells_other_table(text: str) -> bool:
    """Whether a head stands in tables of contacts, money, quotas, indicators or in forms.

    >>> tells_other_table("联系电话"), tells_other_table("推荐名额"), tells_other_table("主导产品")
    (True, True, False)
    """
    folded = fold(text)
    return any(part in folded for part in _heads()["other_tables"])

"""Heads of the columns of lists (名单表头): which column a head names, by data/lists.toml.

Heads are compared folded; one that wraps over lines, or is spaced, is itself again once it is folded.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from cleaners.normalise import fold


@cache
def heads() -> dict[str, frozenset[str]]:
    """The folded heads of each column: sequence, region, name, remark."""
    text = files("cleaners").joinpath("data/lists.toml").read_text(encoding="utf-8")
    return {column: frozenset(map(fold, names)) for column, names in tomllib.loads(text).items()}


def is_sequence(text: str) -> bool:
    """Whether a cell is the head of the numbers of a list.

    >>> is_sequence("序 号"), is_sequence("第1号")
    (True, False)
    """
    return fold(text) in heads()["sequence"]


def is_head(text: str) -> bool:
    """Whether a cell is the head of any column that lists have.

    >>> is_head("企业名称"), is_head("示范基地名称"), is_head("东山省")
    (True, True, False)
    """
    folded = fold(text)
    return any(folded in names for names in heads().values()) or folded.endswith("名称")

"""The reviewed phrases of furniture (样板用语), read once from data/boilerplate.toml.

Reads the table; answers with tuples of phrases. What a phrase means is for the step that asks.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

_EDGES = " \t\u3000\xa0【】[]()（）<>《》|｜·•:：>»«-—*＞＜#"
_BLANK = re.compile(r"\s+")
# "第六条 …", "（二）…", "三、…", "1.…", "附件：…": what a cut must not take.
CLAUSE = re.compile(
    r"(?:第[一二三四五六七八九十百零〇两\d]{1,7}[编章节条款项]|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}、|附件\s?\d{0,2}[：:])"
)
# The end of a finished sentence.
FINISHED = re.compile(r"[。！？”）)]$")


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    path = resources.files("cleaners") / "data/boilerplate.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def phrases(section: str, key: str) -> tuple[str, ...]:
    """The phrases of one key, as the table has them."""
    return tuple(_table()[section][key])


@lru_cache(maxsize=64)
def bare_phrases(section: str, key: str) -> frozenset[str]:
    """The phrases of one key without white space and marks at their edges, to compare whole lines with."""
    return frozenset(map(bare, phrases(section, key)))


@lru_cache(maxsize=64)
def any_of(section: str, key: str) -> str:
    """A pattern that matches any phrase of a key, the longest first."""
    return "|".join(map(re.escape, sorted(phrases(section, key), key=len, reverse=True)))


def bare(line: str) -> str:
    """A line without white space and the marks at its edges.

    >>> bare("【 相关阅读 】"), bare(">> 上一篇：")
    ('相关阅读', '上一篇')
    """
    return _BLANK.sub("", line.strip(_EDGES))

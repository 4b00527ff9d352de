"""Names of persons in a byline (人名): where the list of names behind 记者 or 作者 ends, and what is no name.

Reads short stretches of text and data/names.toml; writes the names as printed. Must never take a place, an
office or a verb for a person.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_BLANK = r"[ \t\u3000\xa0\u2002\u2003]"
# "、李欣" · " 梁佳惠" · "&李小飞"
_TOKEN = re.compile(
    rf"{_BLANK}{{0,4}}(?P<by>[、，,;；&＆/／]?){_BLANK}{{0,4}}(?P<name>[\u4e00-\u9fff·•]{{1,14}})"
)
# 甲某某报道 · 甲某某摄 · 甲某某从省城发来
_GLUED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3}?)(?:综合报道|摄影报道|联合报道|报道|摄影|摄|发自|专电|采写|整理|整合|编译|综合|文|"
    r"(?:返回|来源|责任编辑|责编|编辑|发布|时间|浏览|分享|点击|版权)[\u4e00-\u9fff]{0,10})$"
)
_ROLE = re.compile(
    r"(?:见习|实习|特约|本报|本网|本社|首席|全媒体)?(?:记者|通讯员|实习生|作者|编辑|摄影|图|文)$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LABEL_ENDS = (":", "：")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,6}[·•][\u4e00-\u9fff·•]{1,10}")


@dataclass(frozen=True, slots=True)
class _Known:
    single: frozenset[str]
    double: frozenset[str]
    words: frozenset[str]
    endings: tuple[str, ...]
    clause: frozenset[str]
    nobody: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> _Known:
    data = tomllib.loads(files("cleaners").joinpath("data/names.toml").read_text(encoding="utf-8"))
    names, others = data["surnames"], data["no_name"]
    return _Known(
        frozenset(names["single"]) - {"\n"},
        frozenset(names["double"]),
        frozenset(others["words"]),
        tuple(others["endings"]),
        frozenset(others["clause"]),
        frozenset(word.casefold() for word in others["nobody"]),
    )


@lru_cache(maxsize=4096)
def is_person(word: str) -> bool:
    """Whether a word alone is a person's name: a known surname and one or two characters.

    >>> is_person("甲某某"), is_person("欧阳某某"), is_person("李某"), is_person("安徽"), is_person("李家村")
    (False, True, True, False, False)
    """
    known = _known()
    if not _HAN.fullmatch(word) or word in known.words or word.endswith(known.endings):
        return False
    if word[:2] in known.double and 3 <= len(word) <= 4:
        return True
    return 2 <= len(word) <= 3 and word[0] in known.single


def _may_be(word: str) -> bool:
    """Whether a word can be a name where one is announced: rare surnames, pen names and foreign ones too."""
    known = _known()
    if _DOTTED.fullmatch(word):
        return True
    if not 2 <= len(word) <= 4 or word[0] in known.clause or word in known.words:
        return False
    return not word.endswith(known.endings) and not _ROLE.search(word)


def is_nobody(word: str) -> bool:
    """Whether 作者：word names no one: 佚名, 网络整理, admin."""
    return word.strip().casefold() in _known().nobody


def names_at(text: str, start: int = 0, *, announced: bool = True) -> str | None:
    """The list of names that begins at `start`, as printed; None when there is none.

    `announced`: 记者 or 作者 stands before it, so that the first name needs no common surname.
    >>> names_at("王某某、李 某 北京报道"), names_at("缴某某 从省城获悉"), names_at("从省城获悉")
    ('王某某、李 某', '缴某某', None)
    """
    at, first, end, count = start, -1, -1, 0
    while count < 12 and (found := _TOKEN.match(text, at)):
        close = _name_end(text, found, announced and (not count or found["by"] in ("、", "&", "＆")))
        label = close == found.end() and text[found.end() : found.end() + 1] in _LABEL_ENDS  # 点击：33
        if close is None or label:
            break
        first = found.start("name") if first < 0 else first
        count, at, end = count + 1, close, close
        if close < found.end("name"):
            break
    return text[first:end] if first >= 0 else None


def _name_end(text: str, token: re.Match[str], announced: bool) -> int | None:
    """Where the name of a token ends, None when it holds none."""
    word = token["name"]
    if len(word) == 1:  # 方 敏: a name of two characters, set wide
        second = _TOKEN.match(text, token.end())
        pair = second is not None and not second["by"] and len(second["name"]) == 1
        return second.end() if second and pair and is_person(word + second["name"]) else None
    if is_person(word) or (announced and _may_be(word)):
        return token.end()
    glued = _GLUED.match(word)
    if glued and (is_person(glued["name"]) or (announced and _may_be(glued["name"]))):
        return token.start("name") + glued.end("name")
    return None

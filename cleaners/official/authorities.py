"""Who issues official documents (发文机关): official names, short names, heads of agency codes.

The knowledge is in data/authorities.toml; this file reads it once and answers three questions: which agencies
does a run of text name, what is the official name of one, and where in a run does an agency code begin.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_STATE = "中华人民共和国"
# 工业和信息化部等八部门, 财政部等部门
_AND_OTHERS = re.compile(r"等[一二三四五六七八九十\d]{0,3}个?(?:部门|单位)")
# 江苏省工业和信息化厅, 某市人民政府办公室
_LOCAL = re.compile(
    r"[一-龥]{2,18}?(?:人民政府办公厅|人民政府办公室|人民政府|领导小组办公室|领导小组|联防联控机制"
    r"|总指挥部|宣传部|委员会|办公厅|办公室|管理局|监督局|厅|局|委|银行)"
)
# 工业和信息化部 + 中小企业局, 国务院办公厅 + 秘书局
_BUREAU = re.compile(r"(?!关于)[一-龥]{2,12}?(?:司|局|办公室)(?=\s|关于|\Z|[、，。\d]|印发|转发)")
_IN_BUREAU = re.compile(r"关于|的|转发|批转|印发|发布|同意|成立|设立")
_SEPARATOR = re.compile(r"[\s、，,·]{1,12}")
_GAP = re.compile(r"[\s、，,和·及]*")


@dataclass(frozen=True, slots=True)
class Authority:
    """One issuing body: the official name, what else it is printed as, the heads of its codes."""

    name: str
    short: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """An agency found in a text: the official name and the stretch that names it."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Endings:
    """How names of agencies end, and the ordinary words that end likewise (部署, 大局)."""

    bodies: tuple[str, ...]
    words: tuple[str, ...]


@cache
def endings() -> Endings:
    """The endings of data/authorities.toml."""
    entry = _knowledge()["endings"]
    return Endings(tuple(entry["bodies"]), tuple(entry["words"]))


@cache
def authorities() -> tuple[Authority, ...]:
    """Every agency of data/authorities.toml, in the file's order."""
    return tuple(
        Authority(entry["name"], tuple(entry["short"]), tuple(entry["codes"]))
        for entry in _knowledge()["authority"]
    )


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(files("cleaners.data").joinpath("authorities.toml").read_text(encoding="utf-8"))


@cache
def province_marks() -> frozenset[str]:
    """The one-character names of provinces that open a local agency code (苏, 粤, 川 …)."""
    return frozenset(_knowledge()["provinces"]["abbreviations"])


@cache
def _official_names() -> dict[str, str]:
    names = {short: body.name for body in authorities() for short in body.short}
    names |= {body.name: body.name for body in authorities()}
    names |= {name + "办公厅": official + "办公厅" for name, official in list(names.items())}
    return names | {_STATE + name: official for name, official in names.items()}


@cache
def _known() -> re.Pattern[str]:
    names = sorted(_official_names(), key=len, reverse=True)
    return re.compile("|".join(map(_spaced, names)))


def _spaced(name: str) -> str:
    """A short name is spread over its column in a signature: 公　安　部."""
    return _INNER_SPACE.join(name) if len(name) <= 4 else name


_INNER_SPACE = "[ \\t\u3000\xa0]{0,4}"


@cache
def code_heads() -> re.Pattern[str]:
    """A pattern that finds the head of an agency code: 工信部 in 工信部企业, 银办发."""
    heads = sorted({code for body in authorities() for code in body.codes}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, heads)))


@cache
def code_tails() -> frozenset[str]:
    """The characters that an agency code is made of behind its head (企业, 联规, 办函)."""
    return frozenset(_knowledge()["code_tails"]["characters"])


def official_name(name: str) -> str:
    """The official name of an agency, spaces and the name of the state taken off; an unknown one as printed.

    >>> official_name("工信部"), official_name("中华人民共和国 公安部"), official_name("某市人民政府")
    ('工业和信息化部', '公安部', '某市人民政府')
    """
    tight = re.sub(r"\s+", "", name)
    return _official_names().get(tight, tight.removeprefix(_STATE) or tight)


def known_name(name: str) -> bool:
    """Whether a name is held, in full or short."""
    return name in _official_names()


def expanded(name: str) -> str:
    """The official name of an agency, also of the one whose bureau is named.

    >>> expanded("工信部中小企业局"), expanded("工艺传承局")
    ('工业和信息化部中小企业局', '工艺传承局')
    """
    held = _known().match(name)
    within = held is not None and held.end() < len(name) and name not in _official_names()
    return official_name(held[0]) + name[held.end() :] if held and within else official_name(name)


def agencies_in(text: str) -> tuple[Named, ...]:
    """Every known agency that a text names, in order."""
    return tuple(
        Named(_official_names()["".join(m[0].split())], m.start(), m.end()) for m in _known().finditer(text)
    )


def _chain(text: str, named: tuple[Named, ...]) -> tuple[Named, ...]:
    """The leading agencies that follow each other with nothing but separators between them."""
    chain: list[Named] = []
    for agency in named:
        if chain and _GAP.fullmatch(text, chain[-1].end, agency.start) is None:
            break
        chain.append(agency)
    return tuple(chain)


def issuers_opening(text: str) -> tuple[tuple[str, ...], int]:
    """The agencies that a text begins with, in order, and where they end.

    >>> issuers_opening("工业和信息化部 财政部关于做好某事的通知")
    (('工业和信息化部', '财政部'), 11)
    >>> issuers_opening("财政部等三部门关于某事的通知")
    (('财政部',), 7)
    """
    start = len(text) - len(text.lstrip())
    chain = _chain(text, agencies_in(text[:240]))
    if not chain or chain[0].start != start:
        names, end = _local_from(text, start)
        return (names, end) if names else ((), start)
    bureau = _BUREAU.match(text, chain[-1].end)
    if bureau is not None and not _IN_BUREAU.search(bureau[0]):
        return (*(a.name for a in chain[:-1]), chain[-1].name + bureau[0]), bureau.end()
    others = _AND_OTHERS.match(text, chain[-1].end)
    listed = tuple(a.name for a in chain)
    more, end = _local_from(text, chain[-1].end) if _SEPARATOR.match(text, chain[-1].end) else ((), 0)
    return listed + more, end or (others.end() if others else chain[-1].end)


def _local_from(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Agencies no list holds, told by their endings: one, and more after separators."""
    names: tuple[str, ...] = ()
    end = 0
    for _ in range(20):
        gap = _SEPARATOR.match(text, at)
        local = _LOCAL.match(text, gap.end() if gap else at)
        if local is None or "关于" in local[0] or "的" in local[0]:
            break
        names, end = (*names, official_name(local[0])), local.end()
        if _SEPARATOR.match(text, end) is None:
            break
        at = end
    return names, end


def issuers_closing(text: str) -> tuple[tuple[str, ...], int]:
    """The agencies that a text ends with, in order, and where the first of them begins.

    >>> issuers_closing("现予公布。\\n工业和信息化部\\n公安部\\n")
    (('工业和信息化部', '公安部'), 6)
    """
    base = max(0, len(text) - 400)
    window, named = text[base:], agencies_in(text[base:])
    chain: list[Named] = []
    edge = len(window)
    for agency in reversed(named):
        if _GAP.fullmatch(window, agency.end, edge) is None:
            break
        chain.insert(0, agency)
        edge = agency.start
    return tuple(a.name for a in chain), base + edge if chain else len(text)

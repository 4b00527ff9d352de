"""What tells two titles apart (标题辨异): years, batches, places, stages, acts; and how alike two titles are.

Reads titles; writes their marks. The documents of a series differ in nothing but these, so titles with other
marks are never of one document. Mirrors dress titles up (【重磅】…！_某网) or cut them; nothing here may take
a changed character for dress.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from cleaners.normalise import fold_script
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.official.regions import provinces
from cleaners.official.titles import instrument_kind, kind_of_title

Likeness = Literal["same", "dressed", "other"]

# （银发〔2006〕84号）, [公告2020年第3号]: a number printed with the title, as copies may or may not do
_NUMBER = re.compile(
    r"[(\[][^()\[\]]{0,14}?(?:\[?\d{4}\]?年?第?\d{1,5}号|令第?\d{1,4}号)[)\]]"
    r"|[(\[][^()\[\]]{0,14}?[\[(]\d{4}[\])]第?\d{1,5}号[)\]]"
)
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
# 第三, 二〇二三年, 三季度, （二）: numerals that count; 一 of 一般 and 统一 counts nothing
_NUMERALS = re.compile(
    rf"第[{NUMERAL_CHARS}]{{1,8}}|[{NUMERAL_CHARS}]{{1,8}}(?=年|批|次|期|届|季度|月|号|日|轮|阶段|[类级]|\))"
)
# 浙江省, 海川市, 山阳县 at the head of a title
_PLACE = re.compile(r"[一-鿿]{2,7}?(?:自治区|自治州|[省市县区州盟旗])(?![一-鿿]?域|块)")
_SUFFIX = re.compile(r"(?:维吾尔|回族|壮族)?(?:自治区|特别行政区)|生产建设兵团|[省市]$")
# 【转载】, [政策], 重磅！, 转载：
_BEFORE = re.compile(r"\A(?:\s*(?:【[^】]{1,10}】|\[[^\]]{1,10}\]|[一-鿿]{2,6}[！!：:丨|]))+\s*(?=.{8})")
# ！_某某网, （全文）, -某某资讯
_BEHIND = re.compile(
    r"(?<=.{8})(?:\s{0,8}(?:[！!]{1,20}|[（(]附?(?:全文|原文)[）)]|"
    r"[_|丨-]\s?[一-鿿A-Za-z]{2,12}(?![一-鿿A-Za-z]))){1,8}+\s{0,8}\Z"
)
_PLAIN = re.compile(r"[^0-9a-z一-鿿]+")
_CUT = re.compile(r"(?:\.{2,6}|…{1,3})\s*\Z")
_LEAST = 10  # characters that a cut or dressed title shares with the whole one
_DRESS = 24  # characters that a mirror puts around a title
_SPRINKLED = 0.35  # of a title: what may be put between its characters


@cache
def telling() -> dict[str, Any]:
    """The word lists of data/telling.toml."""
    return tomllib.loads(files("cleaners").joinpath("data/telling.toml").read_text(encoding="utf-8"))


@cache
def _words() -> re.Pattern[str]:
    title = telling()["title"]
    words = {*title["acts"], *title["steps"], *title["twins"]}
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


@cache
def _steps() -> frozenset[str]:
    return frozenset(telling()["title"]["steps"])


@cache
def _stems() -> tuple[str, ...]:
    return tuple(_SUFFIX.sub("", name) for name in provinces())


@lru_cache(maxsize=4096)
def title_marks(title: str) -> frozenset[str]:
    """Numbers, acts and stages of a title, without places and the document's own number.

    >>> sorted(title_marks("关于公布2023年度第三批灯塔企业名单的通知（某发〔2023〕8号）"))
    ['2023', '3', '公布']
    """
    bare = _NUMBER.sub("", fold_script(title))
    return frozenset({*_words().findall(bare), *title_numbers(bare)})


def firm_marks(title: str) -> frozenset[str]:
    """The marks that a report, too, takes over from what it reports: not 公布, 申报, 结果."""
    return title_marks(title) - _steps()


def title_kind(title: str) -> str | None:
    """文种 or 制度文体 that a title ends with, its own number left out."""
    bare = _NUMBER.sub("", fold_script(title))
    return kind_of_title(bare) or instrument_kind(bare)


@lru_cache(maxsize=4096)
def title_numbers(title: str) -> frozenset[str]:
    """The years, batches and other counts of a title, in figures.

    >>> sorted(title_numbers("二〇二三年第三批"))
    ['2023', '3']
    """
    bare = _NUMBER.sub("", fold_script(title))
    words = (parse_numeral(found.removeprefix("第")) for found in _NUMERALS.findall(bare))
    figures = (str(float(n)) if "." in n else str(int(n)) for n in _FIGURES.findall(bare))
    return frozenset({*figures, *(str(number) for number in words if number is not None)})


@lru_cache(maxsize=4096)
def places_of(title: str, issuers: tuple[str, ...] = ()) -> frozenset[str]:
    """The provinces that a title or its issuers name, and the place that opens the title.

    >>> sorted(places_of("海川市关于灯塔企业的通知", ("浙江省工业和信息化厅",)))
    ['浙江', '海川市']
    """
    named = fold_script("\n".join((title, *issuers)))
    found = {stem for stem in _stems() if stem in named}
    opening = _PLACE.match(fold_script(title))
    if opening is not None and not any(stem in opening[0] for stem in _stems()):
        found.add(opening[0])
    return frozenset(found)


@lru_cache(maxsize=4096)
def core(title: str) -> str:
    """A title as ideographs, letters and figures, without the document number behind it."""
    return _PLAIN.sub("", _NUMBER.sub("", fold_script(title)))


def titles_alike(copy: str, original: str) -> Likeness:
    """How a copy's title goes with the original's: the same, the same dressed up or cut, or another one.

    >>> titles_alike("【重磅】某部关于开展灯塔企业推荐的通知！_某网", "某部关于开展灯塔企业推荐的通知")
    'dressed'
    >>> titles_alike("某部关于开展灯塔企业推…", "某部关于开展灯塔企业推荐的通知")
    'dressed'
    >>> titles_alike("关于灯塔企业进口的通知", "关于灯塔企业出口的通知")
    'other'
    """
    one, other = core(copy), core(original)
    if one == other:
        return "same"
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST:
        return "other"
    if _CUT.search(copy.strip()) and other.startswith(one):
        return "dressed"
    inside = short in long and len(long) - len(short) <= _DRESS
    return "dressed" if inside or _sprinkled(one, other) else "other"


def undressed(title: str) -> str:
    """A title without what mirrors put before and behind it.

    >>> undressed("【转载】某部关于灯塔企业的通知！_某某网")
    '某部关于灯塔企业的通知'
    >>> undressed("重磅！某部关于灯塔企业的通知（全文）")
    '某部关于灯塔企业的通知'
    """
    bare = _BEHIND.sub("", _BEFORE.sub("", title.strip()))
    return bare or title


def is_cut(title: str) -> bool:
    """Whether a title ends in … as lists and mirrors cut it."""
    return _CUT.search(title.strip()) is not None


def _sprinkled(one: str, other: str) -> bool:
    """Whether the copy holds every character of the original in order, and a little more between them."""
    if not len(other) < len(one) <= len(other) * (1 + _SPRINKLED):
        return False
    rest = iter(one)
    return all(char in rest for char in other)


def is_telling(title: str) -> bool:
    """Whether a title names one matter, not only a kind of document (公示, 某部公告, 中标结果公告).

    >>> is_telling("公示"), is_telling("中国人民银行公告"), is_telling("关于印发《渔港照明办法》的通知")
    (False, False, True)
    """
    return len(_FIGURES.sub("", _COMMON.sub("", core(title)))) >= _MATTER


_MATTER = 5
# What the titles of a thousand documents have in common
_COMMON = re.compile(
    r"^[一-鿿]{2,12}?(?:银行|总局|委员会|人民政府|办公厅|办公室|部|厅|局|院|委)(?=公告|通告|令|通知|公示|关于)"
    r"|关于|通知|公告|公示|通告|名单|结果|情况|有关|事项|中标|采购|招标|招聘|拟录用|任免|任前|人员|工作|年度?|第|号|期|批|的"
)

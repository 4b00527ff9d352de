"""Styles of citation (引注体例): 《法学引注手册》, GB/T 7714-2015 and plain.

law      《示例办法》，示例部〔2031〕1号，2031年1月2日发布，第6条第1款第4项。
gbt7714  示例部. 示例办法:示例部〔2031〕1号,第六条[EB/OL]. (2031-01-02)[2031-02-03]. https://….
plain    《示例办法》（示例部〔2031〕1号）第六条第一款第（四）项

The manual names the document, its number and its day; a law or an administrative regulation is known by its
name alone. Its articles are in Arabic figures. Remarks on the text stand in brackets at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from reader.cited import Cited
from reader.citing import cite, place

EDITIONS: Mapping[str, str] = MappingProxyType(
    {"law": "《法学引注手册》", "gbt7714": "GB/T 7714-2015", "plain": "《标题》（文号）第N条"}
)
# 示例法, 示例法典, 示例条例, and （2031年修订） behind it; 办法, 执法 …, and what is about a law, are none
_KNOWN_LAW = re.compile(
    r"(?!.*关于)(?P<name>[^《》，。]+?(?:(?<![办方执司立普守做看])法(?:典)?|条例))"
    r"(?:[（(](?P<year>[0-9]{4})年?(?P<act>修[正订])[）)])?\Z"
)
_STATE = "中华人民共和国"
_LAW_STEP = re.compile(r"(?P<unit>art|para|point|indent)_(?P<number>[0-9]+)(?:-(?P<inserted>[0-9]+))?\Z")
_LAW_UNITS = {"art": "条", "para": "款", "point": "项", "indent": "目"}
_AUTHORS = 3  # GB/T 7714-2015, 8.1.2: the first three, then 等


def law(cited: Cited) -> str:
    """The form of 《法学引注手册》 for a law, and for a normative document with number and day."""
    known = _KNOWN_LAW.match(cited.title)
    if known and "〔" not in (cited.number or ""):
        year = f"（{known['year']}年{known['act']}）" if known["year"] else ""
        name = cite(known["name"].removeprefix(_STATE), None)
        return f"{name}{year}{law_place(cited.at)}{_remarks(cited)}。"
    act = "公布" if re.search(r"令第?[0-9〔]", cited.number or "") else "发布"
    day = f"{chinese_day(cited.day)}{act}" if cited.day else ""
    parts = (cite(cited.title, None), cited.number, day, law_place(cited.at))
    return "，".join(part for part in parts if part) + f"{_remarks(cited)}。"


def gbt7714(cited: Cited) -> str:
    """An electronic resource, [EB/OL], with day of issue and day of access; [Z] where there is no address."""
    detail = ",".join(part for part in (cited.number, place(cited.at) if cited.at else "") if part)
    kind = "EB/OL" if cited.page and cited.page.url else "Z"
    title = cited.title + (f":{detail}" if detail else "") + f"[{kind}]"
    return (
        ". ".join(part for part in (_authors(cited), title, _published(cited)) if part)
        + "."
        + _remarks(cited)
    )


def plain(cited: Cited) -> str:
    """The citation as search and show print it."""
    return cite(cited.title, cited.number, cited.eid) + _remarks(cited)


STYLES: Mapping[str, Callable[[Cited], str]] = MappingProxyType(
    {"law": law, "gbt7714": gbt7714, "plain": plain}
)


def law_place(eid: str) -> str:
    """The place in Arabic figures as the manual has it; a text without articles keeps its own marks.

    >>> law_place("art_6__para_1__point_4"), law_place("art_6-1"), law_place("para_3")
    ('第6条第1款第4项', '第6条之一', '第三段')
    """
    steps = [_LAW_STEP.match(step) for step in eid.split("__")]
    if not all(steps) or not eid.startswith("art_"):
        return place(eid) if eid else ""
    words = ""
    for step in steps:
        assert step is not None
        inserted = place(f"art_1-{step['inserted']}").removeprefix("第一条") if step["inserted"] else ""
        words += f"第{step['number']}{_LAW_UNITS[step['unit']]}{inserted}"
    return words


def chinese_day(day: str) -> str:
    """2031年1月2日; what is no day stays as it is."""
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{read.year}年{read.month}月{read.day}日"


def _authors(cited: Cited) -> str:
    more = ", 等" if len(cited.issuers) > _AUTHORS else ""
    return ", ".join(cited.issuers[:_AUTHORS]) + more


def _published(cited: Cited) -> str:
    if not cited.page or not cited.page.url:
        return cited.day or ""
    day = f"({cited.day})" if cited.day else ""
    return f"{day}[{cited.page.day}]. {cited.page.url}"


def _remarks(cited: Cited) -> str:
    return f"（{'，'.join(cited.remarks)}）" if cited.remarks else ""

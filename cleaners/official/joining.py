"""Hard line breaks joined (断行): the lines of a printed page become paragraphs again.

Reads lines, and for each whether it was indented when that is known; writes fewer lines with the same
characters. Only a text that is set to one width is touched. Must never join a heading, a label, addressees,
signature and date, or a row of a list to what stands beside it, and never drop a character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cleaners.official.authorities import endings
from cleaners.official.bodies import only_bodies
from cleaners.official.dates import parse_date
from cleaners.official.doc_number import normalise_doc_number
from cleaners.official.regions import is_whole_region
from cleaners.official.titles import find_title
from cleaners.plain_lists import is_counted_region

_NARROWEST, _WIDEST = 16, 52
_SLACK = 2.5  # a line may end so much before the width: a mark or a figure that must not begin a line
_INDENT = 2.0
_LEAST_JOINS = 3
_LEAST_SHARE = 0.2
_MOST_LONG = 0.03
_ENDED = re.compile(r"[。；：！？;:!?…][”’」』）)》]{0,2}$")
# 第三条, （一）, 一、, 1., 附件, 抄送：, 主题词：, 序号, ——, □
_BEGINS = re.compile(
    r"(?:第[〇零一二三四五六七八九十百千\d]{1,8}[编章节条]|[（(][一二三四五六七八九十\d]{1,4}[)）]"
    r"|[一二三四五六七八九十]{1,3}、|[\d０-９]{1,3}(?:[.．、）)](?!\d)|[ \t\u3000])|[①-⑳]"
    r"|附\s{0,4}[件表录注]|抄\s{0,6}送|主\s{0,6}送|主\s{0,3}题\s{0,3}词|序\s{0,4}号|专栏|联\s?系\s?[人电]|[—–]{2}|[□■●◆★·|])"
)
# 一、总体要求 · （二）申报条件 · 第三章 认定程序: a label and words without a stop
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,6}[编章节]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])[^。；，,;]*$"
)
_COLUMNS = re.compile(r"\S(?: {2,}|\t|[\u3000\xa0]{2,})\S.*\S(?: {2,}|\t|[\u3000\xa0]{2,})\S|\|")
# 某某科技有限公司 alone in its line: an entry of a list
_ENTRY = re.compile(r"[^，。；：、,;:]{4,40}(?:公司|集群|中心|基地|园区|平台|工厂|研究院|大学|合作社)")
_NARROW = re.compile("[\\x00-\u1fff]+")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a text, their width, which begin with an indent (None: unknown), which stand alone."""

    lines: Sequence[str]
    width: float
    indented: Sequence[bool] | None
    alone: frozenset[int]


def join_lines(lines: tuple[str, ...], indented: Sequence[bool] = ()) -> tuple[str, ...]:
    """The paragraphs of a text whose lines were broken at a width; any other text as it is. Idempotent."""
    width = _width(lines)
    if width is None:
        return lines
    known = indented if _tells(lines, indented, width) else None
    page = _Page(lines, width, known, _title_lines(lines))
    goes_on = [_goes_on(page, at) for at in range(len(lines) - 1)]
    joins = sum(goes_on)
    if joins < max(_LEAST_JOINS, _LEAST_SHARE * len(lines)):
        return lines
    return tuple(_joined(lines, goes_on))


def _joined(lines: Sequence[str], goes_on: Sequence[bool]) -> list[str]:
    paragraphs: list[str] = []
    held: list[str] = []
    for line, more in zip(lines, (*goes_on, False), strict=True):
        if held and _LATIN.match(held[-1][-1]) and _LATIN.match(line[:1]):
            held.append(" ")
        held.append(line)
        if not more:
            paragraphs.append("".join(held))
            held = []
    return paragraphs


def width_of(line: str) -> float:
    """How wide a line is set, in ideographs: a letter or figure is half as wide.

    >>> width_of("第3条，ABC")
    5.0
    """
    if len(line) > 4 * _WIDEST:
        return len(line) / 2  # beyond any width, however it is set
    return len(line) - sum(map(len, _NARROW.findall(line))) / 2


def _width(lines: Sequence[str]) -> float | None:
    """The width that the lines are set to: many end there, hardly one goes beyond; None for other texts."""
    widths = [width_of(line) for line in lines if line]
    fitting = [round(width) for width in widths if _NARROWEST <= width <= _WIDEST]
    if len(fitting) < 2 * _LEAST_JOINS:
        return None
    common = Counter(fitting)
    width = max(common, key=lambda w: (sum(common[w + step] for step in (-2, -1, 0)), w))
    beyond = sum(each > width + _SLACK for each in widths)
    return float(width) if beyond <= _MOST_LONG * len(widths) else None


def _tells(lines: Sequence[str], indented: Sequence[bool], width: float) -> bool:
    """Whether indents mark the paragraphs: some lines have one, and lines below full ones have none."""
    if len(indented) != len(lines):
        return False
    full = [at for at, line in enumerate(lines[:-1]) if width_of(line) >= width - _SLACK - _INDENT]
    return sum(indented) >= 2 and sum(not indented[at + 1] for at in full) >= _LEAST_JOINS


def _title_lines(lines: Sequence[str]) -> frozenset[int]:
    """The lines that the title of the text stands on: they are centred, not broken."""
    head = list(lines[:40])
    title = find_title("\n".join(head))
    if title is None:
        return frozenset()
    starts = [sum(len(line) + 1 for line in head[:at]) for at in range(len(head))]
    return frozenset(
        at for at, start in enumerate(starts) if start < title.end and start + len(head[at]) > title.start
    )


def _goes_on(page: _Page, at: int) -> bool:
    """Whether the next line continues this one."""
    line, following = page.lines[at], page.lines[at + 1]
    width = width_of(line)
    first = page.indented is None or page.indented[at]
    full = page.width - _SLACK - (_INDENT if first else 0) <= width <= page.width + _SLACK
    if not full or at in page.alone or at + 1 in page.alone or _stands_alone(line):
        return False
    if _BEGINS.match(following) or _stands_alone(following):
        return False
    if _ENTRY.fullmatch(line) and _ENTRY.fullmatch(following):
        return False
    if page.indented is not None:
        return not page.indented[at + 1] and (not _HEADING.match(line) or not _ENDED.search(line))
    if _ENDED.search(line):
        return False
    return not _HEADING.match(line) or _closes_point(line, following, page.width)


def _closes_point(line: str, following: str, width: float) -> bool:
    """The short last line of a point whose first has no comma: （三）近三年未发生安全事故⏎和环境事故；"""
    short = width_of(following) < width - _SLACK - _INDENT
    return short and (following.endswith("；") or (line[0] in "（(" and following.endswith("。")))


def _stands_alone(line: str) -> bool:
    """A date, a document number, the agencies that sign, a row of columns, a region over rows of a list."""
    if _COLUMNS.search(line):
        return True
    if len(line) > 40:
        return False
    if is_counted_region(line) or is_whole_region(line):
        return True
    if line.endswith(("日", "印发")):
        return len(line) < 24 and parse_date(line) is not None
    if line.endswith("号"):
        return len(line) < 24 and normalise_doc_number(line) == line
    return line[-1:] in _body_ends() and bool(only_bodies(line))


@cache
def _body_ends() -> frozenset[str]:
    """The last characters of names of agencies."""
    return frozenset(name[-1] for name in endings().bodies) | {"司"}

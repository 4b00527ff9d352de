"""What a printer adds to each page of a file (页码, 页眉): page numbers and running heads.

Reads lines; writes those that stay and a Removed for each cut. A number counts as a page number only in the
forms that nothing else has: — 3 —, 第3页 共9页. Must never cut a bare figure: it may be a cell of a list.
"""

from __future__ import annotations

import re
from collections import Counter

from cleaners.model import Removed
from cleaners.normalise import fold

Lines = tuple[str, ...]

_DASH = "[—–―─━－-]"
# — 3 — · - 12 - · －９－ · 第 3 页 共 9 页 · 第3页，共9页 · Page 3 of 9
_NUMBER = re.compile(
    rf"{_DASH}{{1,2}}\s{{0,4}}[\d０-９]{{1,4}}\s{{0,4}}(?:{_DASH}{{1,2}}|一)"
    r"|[（(]?第\s{0,3}\d{1,4}\s{0,3}页[\s，,/／（(]{0,4}共\s{0,3}\d{1,4}\s{0,3}页[）)]?"
    r"|第\s{0,3}\d{1,4}\s{0,3}页|Page\s\d{1,4}\sof\s\d{1,4}"
)
_OFTEN = 3  # a running head stands on so many pages, and beside more than half of their numbers


def is_page_number(line: str) -> bool:
    """Whether a line is a page number and nothing else.

    >>> is_page_number("— 3 —"), is_page_number("第3页 共9页"), is_page_number("3"), is_page_number("-3℃")
    (True, True, False, False)
    """
    return len(line) < 30 and _NUMBER.fullmatch(line.strip()) is not None


def cut_page_numbers(lines: Lines) -> tuple[Lines, tuple[Removed, ...]]:
    """The lines without page numbers, and without the line that repeats beside them."""
    rules = paging_lines(lines)
    removed = tuple(Removed(rule, lines[at]) for at, rule in sorted(rules.items()))
    return tuple(line for at, line in enumerate(lines) if at not in rules), removed


def paging_lines(lines: Lines) -> dict[int, str]:
    """The places of page numbers and running heads, each with the name of its rule."""
    numbers = {at for at, line in enumerate(lines) if is_page_number(line)}
    heads = _running_heads(lines, numbers) if numbers else set()
    return dict.fromkeys(numbers, "page_number") | dict.fromkeys(heads, "running_head")


def _running_heads(lines: Lines, numbers: set[int]) -> set[int]:
    """Lines directly beside page numbers that are the same on several pages."""
    beside = {at + step for at in numbers for step in (-1, 1)} - numbers
    places = [at for at in beside if 0 <= at < len(lines) and 4 <= len(lines[at]) <= 40]
    often = Counter(fold(lines[at]) for at in places)
    need = max(_OFTEN, len(numbers) // 2 + 1)
    return {at for at in places if often[fold(lines[at])] >= need}

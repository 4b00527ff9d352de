"""The edges of a document that its markup sets apart from the body (篇首与落款).

Old pages put the number, the addressees and the signature into elements of their own, beside the one that
holds the paragraphs. Reads the lines above and below a body; says how many of them belong to it. Must never
take a line of navigation: a number is all its line holds, addressees end in their colon, a 落款 has a date.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.official.bodies import only_bodies
from cleaners.official.dates import find_dates
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.header import is_addressees
from cleaners.official.imprint import is_imprint

_MOST = 8


def belonging_above(lines: Sequence[str]) -> int:
    """How many of the lines directly above a body are its addressees and its number.

    >>> belonging_above(["首页", "关于某事的通知", "产振〔2031〕7号", "各有关单位："])
    2
    """
    count = 0
    for line in reversed(lines[-2:]):
        addressed = count == 0 and len(line) <= 600 and is_addressees(line)
        if not (addressed or _is_number(line)):
            break
        count += 1
    return count


def belonging_below(body: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the lines directly below a body are its 落款, and the 版记 under that; 0 when it is signed.

    >>> belonging_below(["现通知如下。"], ["产业振兴部", "2031年5月6日", "上一篇：无"])
    2
    """
    if any(_is_day(line) for line in body[-4:]):
        return 0
    signed = _signed(lines)
    foot = lines[signed : signed + _MOST] if signed else ()
    return signed + next((at for at, line in enumerate(foot) if not is_imprint(line)), len(foot))


def _signed(lines: Sequence[str]) -> int:
    """The lines of agencies and the day under them; 0 when another line comes first."""
    for at, line in enumerate(lines[:_MOST]):
        dated = find_dates(line) if len(line) <= 60 else ()
        if _is_day(line):
            return at + 1 if at else 0
        if dated and dated[-1].span[1] == len(line) and only_bodies(line[: dated[-1].span[0]]):
            return at + 1
        if not only_bodies(line):
            return 0
    return 0


def _is_day(line: str) -> bool:
    """A line that is a written date and nothing else: 2031年5月6日, unlike 2031-05-06 of a page."""
    dated = find_dates(line) if len(line) <= 24 and line.endswith("日") else ()
    return len(dated) == 1 and dated[0].span == (0, len(line))


def _is_number(line: str) -> bool:
    numbers = find_doc_numbers(line) if len(line) <= 40 else ()
    return len(numbers) == 1 and numbers[0].printed == line.strip("（）() ")

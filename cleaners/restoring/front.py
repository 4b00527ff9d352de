"""What stands before the articles of a fused text (前置部分): notice, 附件说明, 落款, instrument title.

Reads the units of a damaged text; writes them parted into front and rest. These pieces end without 。, so
each has a rule of its own: a notice is known by its 文号 or formula, a 落款 by its date, a title by the
heading or 第一条 that follows it. It must never take a clause of the instrument for a part of the notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaners.normalise import fold
from cleaners.official.doc_number import find_doc_numbers
from cleaners.restoring.units import Unit

# 现将《…》印发给你们 | 特此通知 | 发布日期: | …的通知
_NOTICE = re.compile(
    r"现将|印发给|特此(?:通知|公告)|发布(?:日期|时间)[:：]|(?:通知|公告|令)$|的通知|请(?:认真)?遵照执行|请结合实际"
)
# 发布日期:2022-09-13
_PUBLISHED = re.compile(r"(?:发布|发文|成文)(?:日期|时间)[:：]?[ 　]?\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?")
# 工业和信息化部2022年9月13日
_SIGNED = re.compile(r"[12]\d{3}[ 　]?年[ 　]?\d{1,2}[ 　]?月[ 　]?\d{1,2}[ 　]?日")
# 附件：某某标准.wps
_ANNEX_NOTE = re.compile(r"附[ 　]?件[ 　]?[0-9０-９]{0,2}[：:.．]")
_LONGEST_ADDRESS = 160
_PAUSES = (",", "、")


NOTICE, ANNEX_NOTE, SIGNATURE, TITLE = range(4)
Placed = tuple[int, Unit]


def part_front(text: str, units: Sequence[Unit]) -> tuple[tuple[Placed, ...], tuple[Unit, ...]]:
    """The units of the front with their place, ordered as in an official document, and the rest."""
    opening = _opening(text, units)
    taken: dict[str, int] = {}
    front: list[Placed] = []
    rest: list[Unit] = []
    for index, unit in enumerate(units):
        place = NOTICE if index < opening else None
        if place is None and unit.kind == "plain":
            place = _place_in_front(text, unit, units[index + 1 : index + 2], taken)
            if place is None and index == opening and not unit.ended:
                place = TITLE  # the first line of all: 某某办法
        if place is None:
            rest.append(unit)
            continue
        taken.setdefault(unit.key, place)
        front.extend(_fields(text, unit, place))
    front.sort(key=lambda placed: placed[0])
    return tuple(front), tuple(rest)


def _opening(text: str, units: Sequence[Unit]) -> int:
    """How many leading units are the notice: up to the last that speaks as a notice does."""
    end = 0
    for index, unit in enumerate(units):
        if unit.kind != "plain":
            break
        words = text[unit.start : unit.end]
        if _NOTICE.search(words) or find_doc_numbers(words):
            end = index + 1
    return end


def _place_in_front(text: str, unit: Unit, following: Sequence[Unit], taken: dict[str, int]) -> int | None:
    """Where a unit stands in the front; None for a unit of the instrument."""
    if unit.key in taken:
        return taken[unit.key]
    if unit.ended or unit.key.endswith(_PAUSES):  # no title ends so; the head of a sentence does
        return None
    if _ANNEX_NOTE.match(text, unit.start):
        return ANNEX_NOTE
    heads = any(u.kind == "heading" or (u.kind == "article" and u.number == (1, 0)) for u in following)
    return TITLE if heads else None


def _fields(text: str, unit: Unit, place: int) -> Iterator[Placed]:
    """A fused unit cut into the fields it carries."""
    cuts = sorted({unit.start, *_cuts(text, unit, place), unit.end})
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if piece.strip():
            signed = place == TITLE and _SIGNED.search(piece)
            yield SIGNATURE if signed else place, unit._replace(start=start, end=end, key=fold(piece))


def _cuts(text: str, unit: Unit, place: int) -> Iterator[int]:
    if place == TITLE:
        signed = [match.end() for match in _SIGNED.finditer(text, unit.start, unit.end)]
        yield from signed[-1:]
        return
    for match in _PUBLISHED.finditer(text, unit.start, unit.end):
        yield match.start()
        yield match.end()
    for number in find_doc_numbers(text[unit.start : unit.end]):
        start, end = number.span
        yield unit.start + start
        yield unit.start + end
        colon = text.find("：", unit.start + end, min(unit.end, unit.start + end + _LONGEST_ADDRESS))
        if colon >= 0:
            yield colon + 1

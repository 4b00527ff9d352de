"""The units that a reference names (所引条款): 第三条、第五条至第七条, 第一款第（二）、（四）项, 第二章.

Reads a text from a place on; writes the units in order and where they end. 第十条第一款和第三款 are two
paragraphs of one article; a range is opened only between two units of one kind and parent. It must never read
on beyond what is a unit: in 第三条、四个方面 only the article is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaners.numerals import parse_numeral

_N = r"[零〇○一二两三四五六七八九十百千0-9０-９]{1,9}"
# 第八十二条之一 | 第2款 | 第（三）项 | （四） | 二
_STEP = re.compile(
    rf"[ 　]?(?P<di>第)?[ 　]?(?P<open>[（(])?[ 　]?(?P<n>{_N})[ 　]?(?:[）)])?[ 　]?"
    r"(?P<unit>条(?![件例款理约文])|款(?!项)|项(?!目)|目(?![标录的前])|章(?!程)|节(?![能约])|编(?![制写号码]))?"
    r"(?:之(?P<sub>[一二三四五六七八九十]{1,3}))?"
)
# 、 | 和 | 以及 | 至
_JOIN = re.compile(r"[ 　]?(?:、|以及|及|和|与|或者?|(?P<range>至|到|[-－—~～]{1,2}))[ 　]?")
_RANKS = {"编": 0, "章": 1, "节": 2, "条": 3, "款": 4, "项": 5, "目": 6}
_LONGEST_RANGE = 60
_MOST = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit named (条款): its numbers from the part down to the indent, None where none is named."""

    part: int | None = None
    chapter: int | None = None
    section: int | None = None
    article: int | None = None
    sub: int | None = None
    para: int | None = None
    point: int | None = None
    indent: int | None = None

    @property
    def article_eid(self) -> str | None:
        """art_14, art_82-1; None when no article is named."""
        if self.article is None:
            return None
        return f"art_{self.article}" + (f"-{self.sub}" if self.sub else "")

    def eids(self) -> tuple[str, ...]:
        """The eIds it may have, the narrowest first; a point without a paragraph is looked for in four.

        >>> Unit(article=3, para=2).eids(), Unit(chapter=5, section=1).eids()
        (('art_3__para_2', 'art_3'), ('chp_5__sec_1', 'chp_5'))
        >>> Unit(article=3, point=2).eids()[:2]
        ('art_3__para_1__point_2', 'art_3__para_2__point_2')
        """
        if self.article_eid is None:
            headings = [(self.part, "part"), (self.chapter, "chp"), (self.section, "sec")]
            steps = [f"{name}_{number}" for number, name in headings if number is not None]
            below = steps[1:] if len(steps) > 1 and steps[0].startswith("part") else steps
            return tuple("__".join(below[:n]) for n in range(len(below), 0, -1))
        found = []
        paras = (self.para,) if self.para else (1, 2, 3, 4) if self.point else ()
        if self.point:
            ending = f"__indent_{self.indent}" if self.indent else ""
            found += [f"{self.article_eid}__para_{n}__point_{self.point}{ending}" for n in paras]
        if self.para:
            found.append(f"{self.article_eid}__para_{self.para}")
        return tuple(dict.fromkeys((*found, self.article_eid)))


_FIELDS = ("part", "chapter", "section", "article", "para", "point", "indent")


@dataclass(frozen=True, slots=True)
class _Step:
    """One printed number with its unit: 第三条, （四）项."""

    number: int
    sub: int | None
    rank: int
    joined: str  # what stands before it: "" nothing, "," a list, "-" a range
    end: int


def units_at(text: str, start: int, inside: Unit | None = None) -> tuple[tuple[Unit, ...], int]:
    """The units that begin at a place, and where the last one ends; `inside`: the article they stand in.

    >>> [u.article for u in units_at("第三条、第五条至第七条规定的", 0)[0]]
    [3, 5, 6, 7]
    >>> [(u.article, u.para) for u in units_at("第十条第一款和第三款", 0)[0]]
    [(10, 1), (10, 3)]
    >>> [u.article for u in units_at("第三、五条", 0)[0]], [u.article for u in units_at("第6-8条", 0)[0]]
    ([3, 5], [6, 7, 8])
    """
    steps = _steps(text, start)
    if not steps or (inside is None and steps[0].rank > _RANKS["条"]):
        return (), start
    units = list(_units(steps, inside or Unit()))
    return tuple(dict.fromkeys(units))[:_MOST], steps[-1].end


def _steps(text: str, start: int) -> list[_Step]:
    """The numbers with their units; a number without one takes that of the next in its list: 第一、二款."""
    found: list[_Step] = []
    waiting: list[_Step] = []
    at, joined = start, ""
    while (match := _STEP.match(text, at)) is not None:
        number = parse_numeral(match["n"])
        shared = bool(waiting) and match["unit"] == "条"  # 第三、五条, 第6-8条
        if number is None or not (shared or _is_step(match, found or waiting, joined)):
            break
        sub = parse_numeral(match["sub"]) if match["sub"] else None
        rank = _RANKS[match["unit"]] if match["unit"] else -1
        waiting.append(_Step(number, sub, rank, joined, match.end()))
        if match["unit"]:
            found += [replace(step, rank=rank) for step in waiting]
            waiting = []
        at = match.end()
        join = _JOIN.match(text, at)
        joined = "" if join is None else "-" if join["range"] else ","
        if match["unit"] is None and join is None:
            break
        at = join.end() if join else at
    return found


def _is_step(match: re.Match[str], before: list[_Step], joined: str) -> bool:
    """Whether a number is part of a reference: 第 or brackets, else within a list that has begun."""
    if match["unit"] in ("条", "章", "节", "编", "款"):
        return match["di"] is not None or (joined != "" and match["unit"] == "款")
    if match["di"] is None and match["open"] is None:
        return bool(before) and joined != ""
    return match["unit"] is not None or match["di"] is not None or bool(before)


def _units(steps: list[_Step], inside: Unit) -> Iterator[Unit]:
    """Each number under those above it; a deeper one right behind it narrows it."""
    current = inside
    ready: Unit | None = None
    for place, step in enumerate(steps):
        unit = _placed(current, step)
        if step.joined == "-" and ready is not None:
            yield from _between(ready, unit, step.rank)
        narrowed = (
            place + 1 < len(steps) and not steps[place + 1].joined and steps[place + 1].rank > step.rank
        )
        if not narrowed:
            yield unit
        ready = None if narrowed else unit
        current = unit


def _placed(current: Unit, step: _Step) -> Unit:
    numbers = {name: getattr(current, name) for name in _FIELDS[: step.rank]}
    if step.rank <= _RANKS["条"]:
        numbers = {name: value for name, value in numbers.items() if step.rank < _RANKS["条"]}
    sub = step.sub if step.rank == _RANKS["条"] else current.sub if step.rank > _RANKS["条"] else None
    return Unit(**numbers | {_FIELDS[step.rank]: step.number}, sub=sub)


def _between(first: Unit, last: Unit, rank: int) -> Iterator[Unit]:
    """The units between the ends of a range; none when the ends are not of one kind."""
    name = _FIELDS[rank]
    low, high = getattr(first, name), getattr(last, name)
    alike = replace(first, sub=None, **{name: None}) == replace(last, sub=None, **{name: None})
    if alike and low is not None and low < high <= low + _LONGEST_RANGE:
        yield from (replace(last, sub=None, **{name: number}) for number in range(low + 1, high))

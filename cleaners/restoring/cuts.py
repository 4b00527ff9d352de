"""Cut copies (残本): copies that lost their head or tail, and the labels that ran into them.

Reads the units and labels of a text already proved damaged; writes the units without those that are the head
or tail of a longer one, and the labels that a cut left in the middle of a line. It must never drop a unit
whose whole text does not stand elsewhere, and never take a citation for a label.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaners.restoring.units import Unit
from cleaners.structure.labels import DIVISIONS, Label

_SHORTEST_HEAD = 6
_SHORTEST_HEADED = 12  # of a sentence that is told from others by its words
_SHORTEST_TAIL = 36  # shorter tails are formulas: 对直接责任人员依法给予处分
_COMMAS = frozenset("，：:,、")
_STANDING = ("article", "chapter", "section")
# 第十四条、 before 第十五条
_CITED_ROW = re.compile(r"[条章节款项][、，]$")
# 第二章登记和管理 | 某某市河道管理条例: what a label may stand behind, known by its last characters
_HEADING_END = 6
_LONGEST_HEADING = 45
# …事项。某某市河道管理条例第一章总则: the title where a copy of the beginning stands further on
_LONGEST_TITLE = 60
_STOP = re.compile(r"[。；！？\n]")
_FIRST = re.compile(r"第一[章编条]")
_TITLE = re.compile(r"[^：，]{2,}(?:条例|办法|规定|细则|规则|法|决定)")
_FIRST_LINE = re.compile(r"[^。；：，！？\n]{4,60}(?=第[一二三四五六七八九十]+[章条编节]|\n)")
_ENDED = re.compile(r"[。；;：:！？，,、\n]")
# 第十五条规定, 第十五条第二款, 第十五条、第十六条, 第十五条中的: what follows a cited number; not 中华…
_CITING = re.compile(r"第|之|规定|[的和及与或至到、，；。：）》]|所|中(?![华央国小外介医等])|以|修改|情形")
_EDGE = 4  # characters at both ends that a sprinkled copy keeps
_FEWEST_ADDED, _MOST_ADDED, _TELLING = 2, 4, 20
_PAUSES = (",", "、")
_OPENING = 8  # characters behind a label by which a copy of its article is known


def run_in_labels(text: str, labels: Sequence[Label], marks: Sequence[Label]) -> tuple[Label, ...]:
    """The marks, and the articles that follow a comma or colon because a copy was cut there.

    Proof: the same opening stands as an article elsewhere, or the number stands nowhere else.
    """
    known = {mark.start for mark in marks}
    numbers = {(mark.kind, mark.number, mark.sub) for mark in marks}
    openings = {_opening(text, mark) for mark in marks}
    ends = _endings(text, marks)
    found = [
        label._replace(cited=False, place="sentence")
        for label in labels
        if label.start not in known
        and label.kind in _STANDING
        and _may_stand(text, label, ends)
        and ((label.kind, label.number, label.sub) not in numbers or _opening(text, label) in openings)
    ]
    return tuple(sorted((*marks, *found), key=lambda mark: mark.start))


def _endings(text: str, marks: Sequence[Label]) -> frozenset[str]:
    """The last characters of the headings that stand before a label, and of the title at the very start."""
    ends = {
        text[max(0, after.start - _HEADING_END) : after.start]
        for mark, after in pairwise(marks)
        if mark.kind in DIVISIONS and after.start - mark.end <= _LONGEST_HEADING
    }
    opening = _FIRST_LINE.match(text)
    if opening and marks and not any(opening.start() <= mark.start < opening.end() for mark in marks):
        ends.add(opening[0][-_HEADING_END:])
    ends.update(title[-_HEADING_END:] for title in _titles(text))
    return frozenset(end for end in ends if not _ENDED.search(end))


def _titles(text: str) -> Iterator[str]:
    """The titles that stand directly before 第一章 or 第一条, wherever a copy of the beginning is."""
    for first in _FIRST.finditer(text):
        words = _STOP.split(text[max(0, first.start() - _LONGEST_TITLE) : first.start()])[-1]
        if _TITLE.fullmatch(words):
            yield words


def _may_stand(text: str, label: Label, ends: frozenset[str]) -> bool:
    after = text[label.end : label.end + _OPENING]
    before = text[max(0, label.start - _HEADING_END) : label.start]
    return (
        not label.quoted
        and (before[-1:] in _COMMAS or before in ends)
        and len(after) == _OPENING
        and _CITING.match(after) is None
        and _CITED_ROW.search(before) is None
    )


def _opening(text: str, label: Label) -> str:
    return text[label.start : label.end + _OPENING]


def without_cuts(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units that are not merely the head or the tail of another."""
    keys = {unit.key for unit in units}
    heads, tails = sorted(keys), sorted(key[::-1] for key in keys)
    begun, ended = _begun(heads), {key[::-1] for key in _begun(tails)}
    return tuple(
        unit
        for unit in units
        if not (unit.key in begun and _is_head(unit)) and not (unit.key in ended and _is_tail(unit, tails))
    )


def _begun(keys: Sequence[str]) -> set[str]:
    """Of sorted keys those that another begins with: it stands next."""
    return {key for key, longer in pairwise(keys) if longer.startswith(key)}


def without_headed(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units without copies that stand directly behind a heading, where only an article can."""
    headed = {at for at, (before, unit) in enumerate(pairwise(units), 1) if _is_headed(before, unit)}
    elsewhere = {unit.key for at, unit in enumerate(units) if at not in headed}
    return tuple(unit for at, unit in enumerate(units) if at not in headed or unit.key not in elsewhere)


def _is_headed(before: Unit, unit: Unit) -> bool:
    known = unit.kind in ("plain", "point") and len(unit.key) >= _SHORTEST_HEADED
    return known and before.kind == "heading" and before.rank > 0


def rejoined(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """A sentence that a line end cut in two is one again where another copy of it stands whole."""
    keys = {unit.key for unit in units}
    joined: list[Unit] = []
    for unit in units:
        before = joined[-1] if joined else None
        if before is not None and unit.leads and unit.kind == "plain" and before.key + unit.key in keys:
            joined[-1] = before._replace(end=unit.end, key=before.key + unit.key)
        else:
            joined.append(unit)
    return tuple(joined)


def without_sprinkled(units: Sequence[Unit], title: str) -> tuple[Unit, ...]:
    """The units without copies of others into which mirrors put two to four characters of the title."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in {unit.key for unit in units}:
        alike[key[:_EDGE], key[-_EDGE:]].append(key)
    sprinkled = {
        longer
        for keys in alike.values()
        if len(keys) > 1
        for longer in keys
        if any(_adds(longer, key, title) for key in keys)
    }
    return tuple(unit for unit in units if unit.key not in sprinkled)


def _adds(longer: str, key: str, title: str) -> bool:
    """One key is the other with a piece of the title behind a comma, and nothing else is changed."""
    added = len(longer) - len(key)
    if not _FEWEST_ADDED <= added <= _MOST_ADDED or len(key) < _TELLING:
        return False
    same = next((i for i, (a, b) in enumerate(zip(longer, key, strict=False)) if a != b), len(key))
    places = (at for at in range(same, max(-1, same - added), -1) if longer[at + added :] == key[at:])
    return any(longer[at - 1 : at] in _PAUSES and longer[at : at + added] in title for at in places)


def _is_head(unit: Unit) -> bool:
    """第五条甲乙， of 第五条甲乙，丙丁。"""
    return unit.kind != "heading" and not unit.ended and len(unit.key) >= _SHORTEST_HEAD


def _is_tail(unit: Unit, keys: Sequence[str]) -> bool:
    """丙丁。 of 第五条甲乙，丙丁。"""
    if unit.kind != "plain" or len(unit.key) < _SHORTEST_TAIL:
        return False
    tail = unit.key[::-1]
    return any(longer[len(tail)] in ",、:" for longer in _longer(tail, keys))


def _longer(key: str, keys: Sequence[str]) -> Iterator[str]:
    """The next keys that begin with this one; a few are enough."""
    at = bisect_right(keys, key)
    yield from (longer for longer in keys[at : at + 4] if longer.startswith(key))

"""Units that ran together (粘连): a heading before a sentence, the title behind it, halves at a comma.

Reads the units of a text already proved damaged; writes them cut where something else in the text shows the
pieces: a heading that stands alone elsewhere, a sentence that stands alone behind a heading, the title, the
lead of a list without its list, the head of one sentence before another. It must never cut a sentence by its
own look alone: formulas begin as one sentence of a law and end as another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaners.normalise import Folded, fold_script
from cleaners.numerals import parse_numeral
from cleaners.restoring.units import Unit, UnitKind

# 应当具备下列条件： | 依法追究刑事责任： followed by anything but its points. In all laws of the statutes the
# second kind ends a line, 1,400 of 1,400 times.
_LEAD = re.compile(
    r"(?:(?:下列|以下|如下)[^。;:]{0,40}|责任|处分|处罚|罚款|处理|整[治顿]|许可证|证书|资格|措施|内容|职责|条件|要求):$"
)
# 某某市河道管理条例 before 第一章 or 第一条
_TITLE = re.compile(
    r"(?!第)[^。；！？：，\n]{4,60}?(?<!本)(?:条例|办法|规定|细则|规则|法|决定)(?=第[一二三四五六七八九十]+[章条编])"
)
# 某某市河道管理条例 behind the head of a sentence
_TITLE_ALONE = re.compile(r"[^,。;:、]{4,60}(?:条例|办法|规定|细则|规则|法|决定)$")
_TITLE_ENDS = ("条例", "办法", "规定", "细则", "规则", "法", "决定")
# 第三章火灾预防 or 某某市河道管理条例 before a sentence that stands alone elsewhere
_DIVISION = re.compile(r"第[一二三四五六七八九十百]{1,4}[编章节]")
_NAME = re.compile(
    r"(?!第|对|违反|依照|按照|根据|依据)[^,。;:、]{3,60}?(?<!本)(?:条例|办法|规定|细则|规则|决定|法)"
)
_COMMA = re.compile(r"[，、：,:]")
_MARK = re.compile(r"\(([一二三四五六七八九十]{1,3})\)|第[一二三四五六七八九十百]{1,5}条")
_MARK_STARTS = frozenset("(第")
_HEADING = 4, 70  # the least and the most characters of a heading worth looking for
_HEAD, _TAIL, _SENTENCE = 8, 6, 16
_LEAST_HEAD = 4  # 包括： before a sentence that stands alone elsewhere


def split_fused(folded: Folded, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units, those that ran together cut."""
    known = _headings(folded, units)
    size, heads, tails = known.size, known.heads, known.tails
    parted: list[Unit] = []
    for unit in units:
        if unit.key[:size] in heads or unit.key[-size:] in tails:
            parted += _without_headings(folded, unit, known)
        else:
            parted.append(unit)
    keys = _Keys(parted)
    pieces: list[Unit] = []
    for unit in parted:
        if keys.may_be_torn(unit):
            for half in _behind_heading(folded, unit, keys):
                pieces += _halves(folded, half, keys)
        else:
            pieces.append(unit)
    return tuple(pieces)


class _Keys:
    """Every key, to be found by its beginning and by its end."""

    def __init__(self, units: Sequence[Unit]) -> None:
        counts = Counter(unit.key for unit in units)
        self.all = counts
        self.kinds = {unit.key: unit for unit in units if unit.kind != "plain"}
        self._sorted = sorted(counts)
        self._heads = _shared([key[:_HEAD] for key in counts])
        self._tails = _shared([key[-_TAIL:] for key in counts])

    def shares_tail(self, key: str) -> bool:
        """Another ends with the same few characters."""
        return key[-_TAIL:] in self._tails

    def may_be_torn(self, unit: Unit) -> bool:
        """Another begins or ends with the same few characters, or it goes on behind a colon or a label."""
        key = unit.key
        shared = key[-_TAIL:] in self._tails or key[:_HEAD] in self._heads
        return (shared or ":" in key or key.find("(", 1) > 0) and unit.kind != "heading"

    def begins(self, head: str, own: str) -> bool:
        """Another key begins so and goes on."""
        at = bisect_right(self._sorted, head)
        return any(key.startswith(head) and key != own for key in self._sorted[at : at + 3])


def _shared(ends: Sequence[str]) -> frozenset[str]:
    """Those that two have."""
    return frozenset(end for end, count in Counter(ends).items() if count > 1)


@dataclass(frozen=True, slots=True)
class _Headings:
    """The headings and the title by how their keys begin, the title by how it ends; the longest first."""

    size: int
    heads: dict[str, list[str]]
    tails: dict[str, list[str]]


def _headings(folded: Folded, units: Sequence[Unit]) -> _Headings:
    text = folded.text
    printed = {text[unit.start : unit.end].strip() for unit in units if unit.kind == "heading"}
    title = _TITLE.match(text.lstrip())
    if title:
        printed.add(title[0])
    elif units and units[0].kind == "plain" and not units[0].ended:
        printed.add(text[units[0].start : units[0].end])
    low, high = _HEADING
    ordered = sorted(printed, key=lambda words: (-len(words), words))
    keys = {words: fold_script(words) for words in ordered if low <= len(words) < high}
    size = max(1, min(map(len, keys.values()), default=1))
    found = _Headings(size, defaultdict(list), defaultdict(list))
    for words, key in keys.items():
        found.heads[key[:size]].append(words)
        if not words.startswith("第"):
            found.tails[key[-size:]].append(words)
    return found


def _without_headings(folded: Folded, unit: Unit, known: _Headings) -> Iterator[Unit]:
    """A unit parted from the heading before it and from the title behind it."""
    text = folded.text
    if unit.kind != "heading":
        for words in known.heads.get(unit.key[: known.size], ()):
            if text.startswith(words, unit.start) and unit.start + len(words) < unit.end:
                at = unit.start + len(words)
                head = _cut(folded, unit, unit.start, at)
                numbered = words.startswith("第")
                yield head._replace(kind="heading", rank=unit.rank or 3) if numbered else head
                yield from _without_headings(folded, _plain(folded, unit, at, unit.end), known)
                return
        for words in known.tails.get(unit.key[-known.size :], ()):
            at = unit.end - len(words)
            if text.endswith(words, unit.start, unit.end) and at > unit.start:
                yield _cut(folded, unit, unit.start, at)
                yield _plain(folded, unit, at, unit.end)
                return
    yield unit


def _behind_heading(folded: Folded, unit: Unit, keys: _Keys) -> tuple[Unit, ...]:
    """A sentence that stands alone elsewhere, parted from the heading or title printed before it."""
    key = unit.key
    if unit.kind == "heading" or not keys.shares_tail(key):
        return (unit,)
    mark = _DIVISION.match(key)
    if mark is not None:
        ends: Iterable[int] = range(mark.end() + 2, min(len(key), _HEADING[1]))
    else:
        ends = [name.end() for name in [_NAME.match(key)] if name is not None]
    at = next((end for end in ends if len(key) - end >= _TAIL and key[end:] in keys.all), 0)
    return _parted(folded, unit, at, keys, kind="heading" if mark is not None else "plain") if at else (unit,)


def _halves(folded: Folded, unit: Unit, keys: _Keys) -> tuple[Unit, ...]:
    """The head of one sentence and another sentence that meet at a comma or colon."""
    key = unit.key
    if not keys.may_be_torn(unit):
        return (unit,)
    speaks = keys.shares_tail(key) or key.endswith(_TITLE_ENDS)  # else only a colon or a label can
    for comma in _COMMA.finditer(key, _LEAST_HEAD - 1, len(key) - _TAIL):
        at = comma.end()
        if not speaks and key[at - 1] != ":" and key[at] not in _MARK_STARTS:
            continue
        if _meet(key[:at], key[at:], key, keys):
            return _parted(folded, unit, at, keys, kind=unit.kind)
    return (unit,)


def _meet(head: str, tail: str, key: str, keys: _Keys) -> bool:
    """Something else in the text shows that the two pieces are not one sentence.

    Counted in garbled laws: 下列…： before anything but a point is torn in 136 of 145 places, a sentence with
    its own number behind a comma in 66 of 68. No clean law has （三） behind a comma but in （二）、（三）项.
    """
    known = tail in keys.all
    mark = _MARK.match(tail) if tail[0] in _MARK_STARTS else None
    if mark is not None:
        return known or (mark[1] is not None and head[-2] != ")" and head[-1] != ":")
    if head.endswith(":") and (known or _LEAD.search(head)):
        return True
    if len(head) < _HEAD or keys.all[key] > 1:
        return False
    titled = tail.endswith(_TITLE_ENDS) and _TITLE_ALONE.match(tail) is not None
    return (known or titled) and keys.begins(head, key)


def _parted(folded: Folded, unit: Unit, at: int, keys: _Keys, *, kind: UnitKind) -> tuple[Unit, Unit]:
    """A unit cut before one character of its key; the second piece is what its other copies are."""
    cut = folded.offset(unit.start, unit.end, at)
    head, tail = _cut(folded, unit, unit.start, cut), _plain(folded, unit, cut, unit.end)
    if kind == "heading":
        head = head._replace(kind=kind, rank=unit.rank or 3)
    return head, _labelled(tail, keys)


def _labelled(unit: Unit, keys: _Keys) -> Unit:
    """A piece with the number that it begins with, as its other copies have it or as a point's is read."""
    copy = keys.kinds.get(unit.key)
    if copy is not None:
        return unit._replace(kind=copy.kind, number=copy.number, rank=copy.rank)
    mark = _MARK.match(unit.key)
    number = parse_numeral(mark[1]) if mark is not None and mark[1] else None
    return unit if number is None else unit._replace(kind="point", number=(number, 0))


def _cut(folded: Folded, unit: Unit, start: int, end: int) -> Unit:
    return unit._replace(start=start, end=end, key=folded.key(start, end))


def _plain(folded: Folded, unit: Unit, start: int, end: int) -> Unit:
    while folded.text[start].isspace():
        start += 1
    return Unit(start, end, folded.key(start, end), "plain")

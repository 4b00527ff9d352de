"""Units that ran together (粘连): a known heading before a sentence, the title behind it, halves at a comma.

Reads the units of a text already proved damaged; writes them cut where something else in the text shows the
pieces: a heading that stands alone elsewhere, the title, the lead of a list, the head of one sentence before
the tail of another. It must never cut a sentence by its own look alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from cleaners.normalise import Folded, fold_offsets, fold_script
from cleaners.numerals import parse_numeral
from cleaners.restoring.units import Unit

# 应当具备下列条件： followed by anything but its points
_LEAD = re.compile(r"(?:下列|以下|如下)[^。;:]{0,40}:$")
# 某某市河道管理条例 before 第一章 or 第一条
_TITLE = re.compile(
    r"(?!第)[^。；！？：，\n]{4,60}?(?<!本)(?:条例|办法|规定|细则|规则|法|决定)(?=第[一二三四五六七八九十]+[章条编])"
)
# 某某市河道管理条例 behind the head of a sentence
_TITLE_ALONE = re.compile(r"[^,。;:、]{4,60}(?:条例|办法|规定|细则|规则|法|决定)$")
_COMMA = re.compile(r"[，、：,:]")
# 某某市河道管理条例第一章总则 before a sentence that was moved there: a title, a heading, or both
_FRONT = re.compile(
    r"(?:[^,。;:]{2,60}?(?<!本)(?:条例|办法|规定|细则|规则|法|决定)){0,2}(?:第[一二三四五六七八九十百]{1,5}[编章节][^,。;:()]{2,30}?)?"
)
_BEGINS = re.compile(
    r"第[一二三四五六七八九十百]{1,5}[编章节]|[^,。;:]{2,60}?(?<!本)(?:条例|办法|规定|细则|规则|法|决定)"
)
_HEADING = 4, 70  # the least and the most characters of a heading worth looking for
_HEAD, _TAIL, _SENTENCE = 8, 6, 16
_KNOWN = 12  # characters of a sentence that stands elsewhere, at least
_END = "$"
_STOPS = frozenset(",。;:")
_POINT = re.compile(r"\(([一二三四五六七八九十]{1,3})\)")


def split_fused(folded: Folded, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units, those that ran together cut."""
    known = _headings(folded, units)
    parted: list[Unit] = []
    for unit in units:
        key = unit.key
        if key[:2] in known or key[-2:] + _END in known:
            parted += _without_headings(folded, unit, known)
        else:
            parted.append(unit)
    keys = _Keys(Counter(unit.key for unit in parted))
    cut: list[Unit] = []
    for unit in parted:
        if unit.kind == "plain" and _BEGINS.match(unit.key):
            cut += _headed(folded, unit, keys)
        elif keys.may_be_cut(unit.key):
            cut += _halves(folded, unit, keys)
        else:
            cut.append(unit)
    return tuple(cut)


class _Keys:
    """Every key, to be found by its beginning."""

    def __init__(self, keys: Counter[str]) -> None:
        self.all = keys
        self._sorted = sorted(keys)
        self._turned = sorted(key[::-1] for key in keys)
        self._heads = Counter(key[:_HEAD] for key in keys)
        self._tails = Counter(key[-_TAIL:] for key in keys)

    def may_be_cut(self, key: str) -> bool:
        """A unit that stands once, whose first words or last words another has too."""
        alike = self._heads[key[:_HEAD]] > 1 or self._tails[key[-_TAIL:]] > 1
        return alike and self.all[key] == 1

    def begins(self, head: str, own: str) -> bool:
        """Another key begins so."""
        return _other(self._sorted, head, own)

    def ends(self, tail: str, own: str, head: str) -> bool:
        """Another key ends so, and is not the same sentence with a word more inside."""
        turned = tail[::-1]
        at = bisect_right(self._turned, turned)
        found = (key[::-1] for key in self._turned[at : at + 3] if key.startswith(turned))
        return any(key != own and not key.startswith(head) for key in found)


def _other(keys: Sequence[str], start: str, own: str) -> bool:
    at = bisect_right(keys, start)
    return any(key.startswith(start) and not own.startswith(key) for key in keys[at : at + 3])


def _headings(folded: Folded, units: Sequence[Unit]) -> dict[str, list[str]]:
    """The headings and the title, by their first two characters and by their last, the longest first."""
    text = folded.text
    printed = {text[unit.start : unit.end].strip() for unit in units if unit.kind == "heading"}
    title = _TITLE.match(text.lstrip())
    if title:
        printed.add(title[0])
    elif units and units[0].kind == "plain" and not units[0].ended:
        printed.add(text[units[0].start : units[0].end])
    low, high = _HEADING
    found: dict[str, list[str]] = {}
    for words in sorted(printed, key=lambda words: (-len(words), words)):
        if low <= len(words) < high:
            key = fold_script(words)
            found.setdefault(key[:2], []).append(words)
            found.setdefault(key[-2:] + _END, []).append(words)
    return found


def _without_headings(folded: Folded, unit: Unit, known: dict[str, list[str]]) -> Iterator[Unit]:
    """A unit parted from the heading before it and from the title behind it."""
    text = folded.text
    if unit.kind != "heading":
        for words in known.get(unit.key[:2], ()):
            if text.startswith(words, unit.start) and unit.start + len(words) < unit.end:
                at = unit.start + len(words)
                head = _cut(folded, unit, unit.start, at)
                numbered = words.startswith("第")
                yield head._replace(kind="heading", rank=unit.rank or 3) if numbered else head
                yield from _without_headings(folded, _plain(folded, unit, at, unit.end), known)
                return
        for words in known.get(unit.key[-2:] + _END, ()):
            at = unit.end - len(words)
            if text.endswith(words, unit.start, unit.end) and at > unit.start and not words.startswith("第"):
                yield _cut(folded, unit, unit.start, at)
                yield _plain(folded, unit, at, unit.end)
                return
    yield unit


def _headed(folded: Folded, unit: Unit, keys: _Keys) -> tuple[Unit, ...]:
    """A title or a heading that ran into a sentence which stands elsewhere without it."""
    key = unit.key
    for end in range(4, len(key) - _KNOWN + 1):
        if key[end - 1] in _STOPS:
            break
        if key[end:] in keys.all and _FRONT.fullmatch(key, 0, end):
            at = unit.start + fold_offsets(folded.text[unit.start : unit.end])[1][end]
            head = _cut(folded, unit, unit.start, at)
            numbered = head.key.startswith("第")
            return head._replace(kind="heading", rank=3) if numbered else head, _again(folded, unit, at)
    return (unit,)


def _again(folded: Folded, unit: Unit, start: int) -> Unit:
    """What is left of a unit behind `start`: a point when it begins with the label of one."""
    rest = _plain(folded, unit, start, unit.end)
    label = _POINT.match(rest.key)
    if label is None:
        return rest
    return rest._replace(kind="point", number=(parse_numeral(label[1]) or 0, 0))


def _halves(folded: Folded, unit: Unit, keys: _Keys) -> tuple[Unit, ...]:
    """The head of one sentence and another sentence, or its tail, that meet at a comma."""
    if unit.kind == "heading":
        return (unit,)
    key = unit.key
    for comma in _COMMA.finditer(key, _HEAD - 1, len(key) - _TAIL):
        head, tail = key[: comma.end()], key[comma.end() :]
        if _meet(head, tail, key, keys):
            at = unit.start + fold_offsets(folded.text[unit.start : unit.end])[1][comma.end()]
            return _cut(folded, unit, unit.start, at), _plain(folded, unit, at, unit.end)
    return (unit,)


def _meet(head: str, tail: str, key: str, keys: _Keys) -> bool:
    """Something else in the text shows that the two pieces are not one sentence."""
    known = tail in keys.all
    if known and head.endswith(":") and len(tail) >= _SENTENCE:
        return True
    if _LEAD.search(head) and (known or head in keys.all):
        return True
    if not keys.begins(head, key):
        return False
    return (
        known or _TITLE_ALONE.match(tail) is not None or (len(tail) >= _HEAD and keys.ends(tail, key, head))
    )


def _cut(folded: Folded, unit: Unit, start: int, end: int) -> Unit:
    return unit._replace(start=start, end=end, key=folded.key(start, end))


def _plain(folded: Folded, unit: Unit, start: int, end: int) -> Unit:
    while folded.text[start].isspace():
        start += 1
    return Unit(start, end, folded.key(start, end), "plain")

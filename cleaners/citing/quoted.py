"""A quotation laid beside the text it is said to come from (核对引文): whether it stands there, what differs.

Reads two texts; compares their folded keys, so width, marks and white space change nothing. A quotation may
leave out its ends and what …… stands for; it may not begin behind a negation or inside a number. It never
says of words that they stand where they do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cleaners.comparing.changes import compare
from cleaners.normalise import fold, fold_offsets

# …… | ... | 〔略〕
_LEFT_OUT = re.compile(r"…+|\.{3,}|。{3,}|[（(\[〔【](?:略|…+|\.{3,})[）)\]〕】]")
_ENDS = " 　。；，、：.;,:!！?？\n"
# 第六条　灯塔工坊 …
_LABEL = re.compile(
    r"\A第[ 　]?[零〇一二两三四五六七八九十百千0-9]{1,9}[ 　]?条(?:之[一二三四五六七八九十]{1,3})?[ 　]+"
)
_NEGATIONS = "不未勿毋"
_NUMERALS = "0123456789零〇一二两三四五六七八九十百千万亿.%"
_LEAST = 2  # characters of a stretch that both have in common
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a quotation differs (异文): its own words, and those held; either may be empty."""

    quoted: str
    held: str


def parts(words: str) -> tuple[str, ...]:
    """The folded parts of a quotation, without a label at its head and the marks at its ends.

    >>> parts("第六条 企业应当……公布消耗。")
    ('企业应当', '公布消耗')
    """
    bare = _LABEL.sub("", words.strip())
    found = (fold(piece.strip(_ENDS)) for piece in _LEFT_OUT.split(bare))
    return tuple(part for part in (piece.strip(_ENDS) for piece in found) if part)


def stands(words: str, held: str) -> bool:
    """Whether a quotation stands in a text: each part, in order, none torn from a negation or a number.

    >>> stands("应当公布……接受监督", "企业应当公布消耗，并接受监督。"), stands("得收费", "企业不得收费。")
    (True, False)
    """
    key, at = fold(held), 0
    pieces = parts(words)
    for part in pieces:
        at = _whole_at(part, key, at)
        if at < 0:
            return False
        at += len(part)
    return bool(pieces)


def _whole_at(part: str, key: str, at: int) -> int:
    """Where a part stands from a place on; -1 when nowhere, or only torn."""
    found = key.find(part, at)
    while found >= 0 and _torn(key, found, found + len(part)):
        found = key.find(part, found + 1)
    return found


def _torn(key: str, start: int, end: int) -> bool:
    """Whether a cut goes between a negation and what it denies, or through a number."""
    if start and key[start - 1] in _NEGATIONS:
        return True
    return any(
        0 < cut < len(key) and key[cut - 1] in _NUMERALS and key[cut] in _NUMERALS for cut in (start, end)
    )


def likeness(words: str, held: str) -> float:
    """The share of a quotation's characters that stand, in runs and in order, in a text."""
    key = "".join(parts(words))
    return sum(size for _, _, size in _runs(key, fold(held))) / len(key) if key else 0.0


def _runs(one: str, other: str) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(a, b, size) for a, b, size in blocks if size >= _LEAST]


def differences(words: str, held: str, told: Callable[[str], str] = str) -> tuple[Difference, ...]:
    """What a quotation has otherwise than the stretch of the text that it comes from.

    `told`: how a text may be told, at its length; what differs is cut from that.

    >>> differences("罚款五万元，可以公告", "企业违反的，罚款三万元，可以公告。")
    (Difference(quoted='五万', held='三万'),)
    """
    bare = _LABEL.sub("", words.strip())
    found: list[Difference] = []
    for piece in _LEFT_OUT.split(bare):
        if (part := piece.strip(_ENDS)) and not stands(part, held):
            found += _differing(part, _stretch(part, held), told)
    return tuple(found)


def _differing(part: str, stretch: str, told: Callable[[str], str]) -> list[Difference]:
    changes, own, other = compare(part, stretch).changes, told(part), told(stretch)
    return [Difference(own[slice(*change.a)], other[slice(*change.b)]) for change in changes]


def _stretch(part: str, held: str) -> str:
    """The stretch of a text that answers to a part: as long as the part, around their common runs."""
    key, offsets = fold_offsets(held)
    one = fold(part)
    runs = _near(_runs(one, key), len(one))
    if not runs:
        return held.strip()
    first, last = runs[0], runs[-1]
    start = max(0, first[1] - first[0])
    end = min(len(key), last[1] + last[2] + len(one) - last[0] - last[2])
    if start and key[start - 1] in _NEGATIONS:
        start -= 1
    return held[offsets[start] : offsets[end - 1] + 1].strip(_ENDS)


def _near(runs: Sequence[tuple[int, int, int]], length: int) -> list[tuple[int, int, int]]:
    """The runs around the longest: what lies far off is another sentence."""
    if not runs:
        return []
    middle = max(runs, key=lambda run: run[2])
    shift = middle[1] - middle[0]
    return [run for run in runs if abs(run[1] - run[0] - shift) <= max(_MARGIN, length // 2)]

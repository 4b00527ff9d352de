"""Two texts of one document compared (对校): what stands word for word, what is missing, added or altered.

Reads two texts; writes shares and variants (异文), each with its place in both. Sentences are the same only
when their folded keys are; a sentence that stands elsewhere in the other text, or torn over lines, stands. An
altered sentence is never mended: both wordings are kept, and a changed figure or negation is said to be one.
Time and output are bounded: runs are compared within a window, long texts are cut in what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from cleaners.comparing.marks import telling
from cleaners.normalise import fold_script

Kind = Literal["missing", "added", "altered"]

SHORTEST = 6  # folded characters of a sentence that counts in a share
_SHOWN = 4  # of one that is compared at all
_SENTENCE = re.compile(r"[^。！？；;!?\n]+")
# figures, numerals and single characters: what can be changed for another
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[零〇一二两三四五六七八九十百千万亿]+|.", re.DOTALL)
_NUMERAL = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]+")
_DATE = re.compile(r"\A(?:年|月|日|底|季)")
_ALIKE = 0.5  # of the characters: less, and the one sentence is missing and the other added
_WINDOW = 5  # sentences of a gap that one may be an altered form of
_LONGEST = 240  # characters of a sentence that are compared one by one


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its folded key, and where it stands."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Print:
    """A text cut into sentences: their keys as a set, and all of them as one string."""

    text: str
    sentences: tuple[Sentence, ...]
    keys: frozenset[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One difference (异文). `differs`: what stands in the original and what in the copy, folded.

    `touches`: digits, date, negation, name: what the change may turn over.
    """

    kind: Kind
    base: Sentence | None
    copy: Sentence | None
    differs: tuple[tuple[str, str], ...] = ()
    touches: tuple[str, ...] = ()


def printed(text: str) -> Print:
    """The sentences of a text, the shortest left out."""
    found = []
    for match in _SENTENCE.finditer(text):
        key = fold_script(match[0])
        if len(key) >= _SHOWN:
            lead = len(match[0]) - len(match[0].lstrip())
            found.append(Sentence(key, match.start() + lead, match.start() + len(match[0].rstrip())))
    keys = [sentence.key for sentence in found]
    return Print(text, tuple(found), frozenset(k for k in keys if len(k) >= SHORTEST), "".join(keys))


def share(one: Print, other: Print) -> float:
    """The share of one text's sentences that stand word for word in the other; 0 when it has none."""
    if not one.keys:
        return float(bool(one.whole) and one.whole in other.whole)
    same = len(one.keys & other.keys)
    torn = sum(_inside(key, other.whole) for key in one.keys - other.keys)
    return (same + torn) / len(one.keys)


def could_share(one: Print, other: Print, least: float) -> bool:
    """Whether the texts are not too unlike for a share of `least`: a quick look before a careful one."""
    if not one.keys or not other.keys:
        return True
    fewer = min(len(one.keys), len(other.keys))
    return len(one.keys & other.keys) >= fewer * (least - 0.5)


def _inside(key: str, whole: str) -> bool:
    """Whether a sentence stands in a text; 5万元 does not stand in 15万元."""
    at = whole.find(key)
    while at > 0 and key[0].isdigit() and whole[at - 1].isdigit():
        at = whole.find(key, at + 1)
    return at >= 0


def variants(base: Print, copy: Print) -> tuple[Variant, ...]:
    """All differences of a copy, in the order of the original, then what it adds."""
    missing = [not _stands(sentence, copy) for sentence in base.sentences]
    added = [not _stands(sentence, base) for sentence in copy.sentences]
    pairs = dict(_altered(base.sentences, missing, copy.sentences, added))
    taken = set(pairs.values())
    found: list[Variant] = []
    for place, sentence in enumerate(base.sentences):
        if place in pairs:
            found.append(_alteration(sentence, copy.sentences[pairs[place]]))
        elif missing[place] and len(sentence.key) >= SHORTEST:
            found.append(Variant("missing", sentence, None))
    for place, sentence in enumerate(copy.sentences):
        if added[place] and place not in taken and len(sentence.key) >= SHORTEST:
            found.append(Variant("added", None, sentence))
    return tuple(found)


def _stands(sentence: Sentence, other: Print) -> bool:
    return sentence.key in other.keys or _inside(sentence.key, other.whole)


@dataclass(frozen=True, slots=True)
class _Gap:
    """A run of sentences that do not stand in the other text, and the keys that do on either side."""

    before: str
    behind: str
    places: tuple[int, ...]


def _gaps(sentences: Sequence[Sentence], lone: Sequence[bool]) -> list[_Gap]:
    found: list[_Gap] = []
    run: list[int] = []
    before = ""
    for place, sentence in enumerate(sentences):
        if lone[place]:
            run.append(place)
            continue
        if run:
            found.append(_Gap(before, sentence.key, tuple(run)))
            run = []
        before = sentence.key
    return [*found, _Gap(before, "", tuple(run))] if run else found


def _altered(
    base: Sequence[Sentence], missing: Sequence[bool], copy: Sequence[Sentence], added: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """Sentences of the original and what the copy has in their place: the same neighbour on one side."""
    by_before: dict[str, list[int]] = {}
    by_behind: dict[str, list[int]] = {}
    for gap in _gaps(copy, added):
        by_before.setdefault(gap.before, []).extend(gap.places)
        by_behind.setdefault(gap.behind, []).extend(gap.places)
    taken: set[int] = set()
    for gap in _gaps(base, missing):
        near = dict.fromkeys((*by_before.get(gap.before, ()), *by_behind.get(gap.behind, ())))
        for place in gap.places:
            free = [other for other in near if other not in taken][:_WINDOW]
            best = max(free, key=lambda other: _likeness(base[place].key, copy[other].key), default=None)
            if best is not None and _likeness(base[place].key, copy[best].key) >= _ALIKE:
                taken.add(best)
                yield place, best


@cache
def _turning() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    words = telling()
    units = "|".join(sorted(words["counts"]["units"], key=len, reverse=True))
    turning = words["turning"]
    endings = tuple(words["names"]["endings"])
    return frozenset(turning["negations"]), tuple(turning["modals"]), endings, re.compile(rf"\A(?:{units})")


def _likeness(one: str, other: str) -> float:
    """The share of characters that two sentences have in common, in order."""
    if not one or not other:
        return 0.0
    head, tail = _ends(one, other)
    a, b = one[head : len(one) - tail][:_LONGEST], other[head : len(other) - tail][:_LONGEST]
    middle = sum(block.size for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return 2 * (head + tail + middle) / (len(one) + len(other))


def _ends(one: str, other: str) -> tuple[int, int]:
    """How many characters agree from the front and, behind these, from the back."""
    least = min(len(one), len(other))
    head = next((i for i in range(least) if one[i] != other[i]), least)
    tail = next((i for i in range(least - head) if one[-1 - i] != other[-1 - i]), least - head)
    return head, tail


def _alteration(base: Sentence, copy: Sentence) -> Variant:
    """The changed characters, figures and numerals whole, with what they touch."""
    one, other = _TOKEN.findall(base.key), _TOKEN.findall(copy.key)
    if len(one) + len(other) > 4 * _LONGEST:
        return Variant("altered", base, copy, (), ())
    differs: list[tuple[str, str]] = []
    touches: set[str] = set()
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            was, now = "".join(one[a:b]), "".join(other[c:d])
            differs.append((was, now))
            behind = "".join(one[b : b + 3]), "".join(other[d : d + 3])
            ahead = "".join(one[max(0, a - 1) : a]), "".join(other[max(0, c - 1) : c])
            touches |= set(_touched((was, now), ahead, behind))
    return Variant("altered", base, copy, tuple(differs), tuple(sorted(touches)))


def _touched(change: tuple[str, str], ahead: tuple[str, str], behind: tuple[str, str]) -> Iterator[str]:
    """What a change of characters turns over."""
    negations, modals, endings, units = _turning()
    was, now = change
    for said, follows in zip(change, behind, strict=True):
        numeral = _NUMERAL.search(said)
        if numeral and (any(map(str.isdecimal, said)) or units.match(said[numeral.end() :] + follows)):
            yield "digits"
        if numeral and _DATE.match(said.lstrip("0123456789零〇一二三四五六七八九十") + follows):
            yield "date"
        if said and follows[:2] and any(end in said[-2:] + follows[:2] for end in endings):
            yield "name"
    if any((mark in was) != (mark in now) for mark in negations):
        yield "negation"
    around = [a + said + b for a, said, b in zip(ahead, change, behind, strict=True)]
    if any((word in around[0]) != (word in around[1]) for word in modals):
        yield "negation"

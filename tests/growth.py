"""How the time of a regex grows with hostile text (增长), and the texts that try it: of its own words."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SHORT, LONG, SIZES = 500, 2_000, (10_000, 20_000, 40_000)
# What would never end on a long text shows on one of these, before it never ends.
_FIRST, _AT_ONCE = (12, 16, 20, 24, 32, 40, 240), 0.05
# CPU seconds for LONG characters that most linear patterns do not need, and every quadratic one does: two
# million steps of the engine. Four times the text should take four times as long, and not sixteen.
SUSPECT, STEEP = 0.0015, 8
MOST = 2.6  # the growth of the time from one size to the next, twice as long: 2 is linear, 4 quadratic
QUICK = 0.02  # CPU seconds for the longest text under which growth is noise
# What crawled notices have in runs, and what is nearly a label, a date, a number, a tag.
COMMON = (
    "　", " ", "\n", "1", "中", "《", "“", "、", "a", "<", "（一）", "第1条 ", "〔2031", "联系人：",
)  # fmt: skip
_FAILING = "\0"  # ends what nearly matched
_CHARACTERS = 4  # of a pattern that are tried in pairs
_REPEATS = 8  # of a pattern that are tried each with what stands before it


@dataclass(frozen=True, slots=True)
class Attack:
    """A hostile text of any length: a head once, a body again and again, an end."""

    body: str
    head: str = ""
    end: str = ""

    def text(self, size: int) -> str:
        room = max(1, size - len(self.head) - len(self.end))
        return self.head + (self.body * (room // len(self.body) + 1))[:room] + self.end


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """The texts that try a pattern: common ones, and those of its own words and repeats."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    example = _example(tree)
    own = list(dict.fromkeys(_characters(tree)))[:_CHARACTERS]
    bodies = [*COMMON, example[:1], example[:-1], example, example + "　", *own]
    bodies += [one + other for one, other in combinations(own, 2)]
    found = [Attack(body) for body in dict.fromkeys(filter(None, bodies))]
    for before, inner in list(_repeats(tree, ""))[:_REPEATS]:
        found += [Attack(inner, before, _FAILING), Attack(before + inner)]
    return list(dict.fromkeys(found))


# -- what a pattern is made of


def _example(tree: Any) -> str:
    """A text that a parsed pattern matches, or nearly: the first choice everywhere, repeated twice."""
    return "".join(_part(kind, value) for kind, value in tree)


def _part(kind: Any, value: Any) -> str:
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.NOT_LITERAL or kind is sre.ANY:
        return "中"
    if kind is sre.IN:
        return _of_class(value)
    if kind is sre.BRANCH:
        return _example(value[1][0])
    if kind is sre.SUBPATTERN:
        return _example(value[-1])
    if kind in _REPEATING:
        least, most, inner = value
        return _example(inner) * int(max(least, min(most, 2)))
    return _example(value) if kind is sre.ATOMIC_GROUP else ""


_REPEATING = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_CATEGORIES = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: "　", sre.CATEGORY_WORD: "中"}


def _of_class(members: Any) -> str:
    """A character of a class: of a negated one an ideograph."""
    kind, value = members[0]
    if kind is sre.NEGATE:
        return "中"
    if kind is sre.RANGE:
        return chr(value[0])
    return chr(value) if kind is sre.LITERAL else str(_CATEGORIES.get(value, "中"))


def _inner(kind: Any, value: Any) -> list[Any]:
    """The patterns inside a part of one."""
    if kind is sre.BRANCH:
        return list(value[1])
    if kind in (sre.SUBPATTERN, sre.ASSERT, sre.ASSERT_NOT):
        return [value[-1]]
    if kind is sre.GROUPREF_EXISTS:
        return [each for each in value[1:] if each is not None]
    if kind in _REPEATING:
        return [value[2]]
    return [value] if kind is sre.ATOMIC_GROUP else []


def _characters(tree: Any) -> Iterator[str]:
    """A character of each class that is repeated, then those of the others and the letters."""
    parts = list(_all(tree))
    yield from (_example(value[2])[:1] for kind, value in parts if kind in _REPEATING and _example(value[2]))
    yield from (_part(kind, value) for kind, value in parts if kind in (sre.IN, sre.LITERAL))


def _all(tree: Any) -> Iterator[tuple[Any, Any]]:
    for kind, value in tree:
        yield kind, value
        for inner in _inner(kind, value):
            yield from _all(inner)


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What each repeat of more than a few repeats, and a text that leads to it."""
    for kind, value in tree:
        if kind in _REPEATING and value[1] > 4 and (inner := _example(value[2])):
            yield before, inner
        for inside in _inner(kind, value):
            yield from _repeats(inside, before)
        before += _part(kind, value)


# -- time


def _told(pattern: re.Pattern[Any], text: str) -> str | bytes:
    """The text as the pattern takes it; bytes of a pattern of bytes are those of a page."""
    return text if isinstance(pattern.pattern, str) else text.encode(errors="replace")


def seconds(pattern: re.Pattern[Any], text: str, how: str | None, runs: int = 1) -> float:
    """The CPU seconds of finding everything, or of one match, the least of some runs."""
    told = _told(pattern, text)
    return min(_once(pattern, told, how) for _ in range(runs))


def _once(pattern: re.Pattern[Any], text: str | bytes, how: str | None) -> float:
    began = time.process_time()
    if how is None:
        deque(pattern.finditer(text), maxlen=0)
    else:
        getattr(pattern, how)(text)
    return time.process_time() - began


def grows(
    pattern: re.Pattern[Any], attack: Attack, how: str | None = None, sizes: tuple[int, ...] = SIZES
) -> str | None:
    """What is wrong with the growth of a pattern on an attack; None when it is linear."""
    for size in _FIRST:
        text = attack.text(size)
        if seconds(pattern, text, how) > _AT_ONCE and (spent := seconds(pattern, text, how, 2)) > _AT_ONCE:
            return f"{spent:.2f} s for {size} characters of {attack}"
    long = attack.text(LONG)
    if (spent := seconds(pattern, long, how)) < SUSPECT or (
        spent := seconds(pattern, long, how, 3)
    ) < SUSPECT:
        return None
    if spent < STEEP * seconds(pattern, attack.text(SHORT), how, 3):
        return None
    times = [seconds(pattern, attack.text(size), how, 2) for size in sizes]
    ratios = [later / max(earlier, 1e-6) for earlier, later in pairwise(times)]
    if times[-1] < QUICK or min(ratios) <= MOST:
        return None
    return f"{', '.join(f'{one:.3f}' for one in times)} s for {sizes} characters of {attack}"

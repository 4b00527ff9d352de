"""How the time of a regex grows with hostile text (增长): every pattern of the rooms, and what tries it."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
import time
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOMS = ("cleaners", "kb", "index", "reader", "pipeline", "alerts", "crawler", "samples")
SHORT, LONG, SIZES = 500, 2_000, (10_000, 20_000, 40_000)
# CPU seconds for LONG characters that most linear patterns do not need, and every quadratic one does: two
# million steps of the engine. Four times the text should take four times as long, and not sixteen.
SUSPECT, STEEP = 0.0015, 8
MOST = 2.6  # the growth of the time from one size to the next, twice as long: 2 is linear, 4 quadratic
_AT_ONCE = 0.25
QUICK = 0.02  # CPU seconds for the longest text under which growth is noise
# What crawled notices have in runs, and what is nearly a label, a date, a number, a tag.
COMMON = (
    "　", " ", "\n", "1", "中", "《", "“", "、", "a", "<", "（一）", "第1条 ", "〔2031", "联系人：",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module of the rooms holds, by the name under which it stands."""
    seen: set[str] = set()
    for module in modules():
        for name, value in vars(module).items():
            for place, pattern in _inside(value, f"{module.__name__}.{name}", 0):
                mark = f"{pattern.flags} {pattern.pattern}"
                if isinstance(pattern.pattern, str) and mark not in seen:
                    seen.add(mark)
                    yield place, pattern


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.rpartition(".")[2].startswith("__main__"):
                yield importlib.import_module(found.name)


def _inside(value: Any, place: str, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a value: itself, or in its tuples, dicts and records."""
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for number, each in enumerate(value):
            yield from _inside(each, f"{place}[{number}]", depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for key, each in value.items():
            yield from _inside(each, f"{place}[{key!r}]", depth + 1)
    elif depth < 4 and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _inside(getattr(value, field.name), f"{place}.{field.name}", depth + 1)


def anchored(place: str) -> str | None:
    """`match` or `fullmatch` where a pattern is asked at one place of a text; None where it is sought."""
    module, _, name = place.rpartition(".")
    if not name.isidentifier() or not name.startswith("_"):
        return None
    code = inspect.getsource(importlib.import_module(module))
    used = re.findall(rf"\b{name}\b(?:\.(\w+)\(|(?! = re))", code)
    if not used or not set(used) <= {"match", "fullmatch"}:
        return None
    return "match" if "match" in used else "fullmatch"


def hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """Pieces whose repetition tries a pattern: common ones, and what it nearly matches."""
    yield from COMMON
    example = _example(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    yield from dict.fromkeys(piece for piece in (example[:1], example[:-1], example, example + "　") if piece)


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
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, inner = value
        return _example(inner) * int(max(least, min(most, 2)))
    return _example(value) if kind is sre.ATOMIC_GROUP else ""


_CATEGORIES = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: "　", sre.CATEGORY_WORD: "中"}


def _of_class(members: Any) -> str:
    """A character of a class: of a negated one an ideograph."""
    kind, value = members[0]
    if kind is sre.NEGATE:
        return "中"
    if kind is sre.RANGE:
        return chr(value[0])
    return chr(value) if kind is sre.LITERAL else str(_CATEGORIES.get(value, "中"))


def seconds(pattern: re.Pattern[str], text: str, how: str | None, runs: int = 1) -> float:
    """The CPU seconds of finding everything, or of one match, the least of some runs."""
    return min(_once(pattern, text, how) for _ in range(runs))


def _once(pattern: re.Pattern[str], text: str, how: str | None) -> float:
    began = time.process_time()
    if how is None:
        deque(pattern.finditer(text), maxlen=0)
    else:
        getattr(pattern, how)(text)
    return time.process_time() - began


@lru_cache(maxsize=512)
def filled(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def grows(
    pattern: re.Pattern[str], piece: str, how: str | None = None, sizes: tuple[int, ...] = SIZES
) -> str | None:
    """What is wrong with the growth of a pattern on a piece repeated; None when it is linear."""
    for size in (12, 16, 20, 24, 32, 40, 400):  # what would never end on a long text shows here
        if (spent := seconds(pattern, filled(piece, size), how)) > _AT_ONCE:
            return f"{spent:.2f} s for {size} characters of {piece!r}"
    long = filled(piece, LONG)
    if (spent := seconds(pattern, long, how)) < SUSPECT or (
        spent := seconds(pattern, long, how, 3)
    ) < SUSPECT:
        return None
    if spent < STEEP * seconds(pattern, filled(piece, SHORT), how, 3):
        return None
    times = [seconds(pattern, filled(piece, size), how, 2) for size in sizes]
    ratios = [later / max(earlier, 1e-6) for earlier, later in pairwise(times)]
    if times[-1] < QUICK or min(ratios) <= MOST:
        return None
    return f"{', '.join(f'{one:.3f}' for one in times)} s for {sizes} characters of {piece!r}"

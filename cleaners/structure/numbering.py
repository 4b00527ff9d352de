"""Which printed 第X条 are the articles of a text (条号取舍): the best chain of numbers.

Reads the labels of a text; writes the articles among them. A label earns by where it stands and loses by
the words of a citation; a number that continues its predecessor earns more than either, so a line that begins
with a citation stays in its article, and an article whose line break was lost is still found. It must never
take a label for an article that neither the place nor the numbering supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaners.structure.labels import DIVISIONS, Label

NEVER = -9.0
# (place, white space follows) -> what a label earns by itself, uncited. Fitted by hand on the state's laws:
# a citation at a line's start loses more (two broken links) than it can earn.
_EARNS: dict[tuple[str, bool], float] = {
    ("line", True): 4.0,
    ("line", False): 2.0,
    ("sentence", True): 3.5,
    ("sentence", False): 1.5,
    ("heading", True): 4.0,
    ("heading", False): 3.0,
    ("loose", True): 1.0,
    ("loose", False): -1.5,
    ("inline", True): 0.0,
}
# What a label earns although the words around it cite: only white space after it can save it.
_EARNS_CITED: dict[str, float] = {"line": 0.0, "sentence": -1.0, "loose": -2.0, "inline": -2.0}
# In a text whose labels have no white space after them, a label may stand after an unnumbered heading, or
# before words that also follow citations: it is believed only where it fills a hole in the numbering.
_FILLS = -2.5
_EARNS_FILLING = {"sentence": -3.0, "inline": -2.5}
_SPACED = 0.5  # share of standing labels with white space after them from which a text is a spaced one
_QUOTED = -5.0
_SUCCESSOR = 3.0  # 第五条 after 第四条, 第五条之一 after 第五条
_FORWARD = -1.0  # 第九条 after 第四条: articles are missing
_BACKWARD = -2.0
_SAME = -2.0
_RESTART = -2.0  # 第一条 again: a second instrument
_START = -2.0  # a text that does not begin with 第一条
_AFTER_DIVISION = 45  # characters a chapter heading may take before its first article in fused text


@dataclass(slots=True)
class _Chains:
    """The best chain ending in each candidate (动态规划表); `last` maps a number to its best candidate."""

    score: list[float] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    exact: dict[tuple[int, int], int] = field(default_factory=dict)
    whole: dict[int, int] = field(default_factory=dict)
    best: int = -1


def choose_articles(labels: Sequence[Label], annexes: Sequence[int] = ()) -> tuple[Label, ...]:
    """The labels that are articles, in order. `annexes` are offsets where an annex begins."""
    candidates, earned = _candidates(labels)
    starts = sorted(annexes)
    chains = _Chains()
    for index, label in enumerate(candidates):
        after_annex = bool(starts) and _annex_between(starts, candidates, chains.best, label)
        _link(chains, candidates, index, earned[index], after_annex)
    return tuple(candidates[index] for index in _walk_back(chains))


def _candidates(labels: Sequence[Label]) -> tuple[list[Label], list[float]]:
    standing = [label.gap for label in labels if label.kind == "article" and label.stands]
    spaced = sum(standing) >= _SPACED * len(standing)
    found: list[Label] = []
    earned: list[float] = []
    division_end = -1_000
    for label in labels:
        if label.kind in DIVISIONS and label.stands:
            division_end = label.end
        if label.kind != "article":
            continue
        value = _earns(label, label.start - division_end <= _AFTER_DIVISION, spaced)
        if value > NEVER:
            found.append(label)
            earned.append(value)
    return found, earned


def _earns(label: Label, after_division: bool, spaced: bool) -> float:
    quoted = _QUOTED if label.quoted else 0.0
    if label.cited and not label.gap:
        return _EARNS_FILLING.get(label.place, NEVER) if not spaced and _may_fill(label) else NEVER
    if label.cited:
        return quoted + _EARNS_CITED.get(label.place, NEVER)
    if label.place == "inline" and not label.gap:
        return quoted if after_division else NEVER if spaced or label.quoted else _FILLS
    return _EARNS[label.place, label.gap] + quoted


def _may_fill(label: Label) -> bool:
    """After a sentence end, or 第一条 directly after the title (…办法第一条)."""
    return not label.quoted and (label.place == "sentence" or label.number == 1)


def _annex_between(starts: list[int], candidates: list[Label], best: int, label: Label) -> bool:
    since = candidates[best].start if best >= 0 else -1
    return any(since < start < label.start for start in starts)


def _link(chains: _Chains, candidates: list[Label], index: int, earned: float, after_annex: bool) -> None:
    """Joins one candidate to the best chain before it."""
    label = candidates[index]
    score, number, sub = chains.score, label.number, label.sub
    best = 0.0 if number == 1 and not sub else _START, -1
    if chains.best >= 0:
        leap = _leap(candidates[chains.best], label, after_annex)
        best = max(best, (score[chains.best] + leap, chains.best))
    previous = chains.exact.get((number, sub - 1)) if sub else chains.whole.get(number - 1)
    if previous is not None:
        best = max(best, (score[previous] + _SUCCESSOR, previous))
    twin = chains.exact.get((number, sub))
    if twin is not None:
        best = max(best, (score[twin] + _SAME, twin))
    value, back = best
    chains.score.append(value + earned)
    chains.back.append(back)
    _remember(chains, label, index)


def _leap(before: Label, label: Label, after_annex: bool) -> float:
    if label.number == 1 and not label.sub:
        return 0.0 if after_annex else _RESTART
    return _FORWARD if (label.number, label.sub) > (before.number, before.sub) else _BACKWARD


def _remember(chains: _Chains, label: Label, index: int) -> None:
    score = chains.score
    held = chains.exact.get((label.number, label.sub), index)
    if score[index] >= score[held]:
        chains.exact[label.number, label.sub] = index
    held = chains.whole.get(label.number, index)
    if score[index] >= score[held]:
        chains.whole[label.number] = index
    if chains.best < 0 or score[index] >= score[chains.best]:
        chains.best = index


def _walk_back(chains: _Chains) -> list[int]:
    if chains.best < 0 or chains.score[chains.best] <= 0:
        return []
    path: list[int] = []
    index = chains.best
    while index >= 0:
        path.append(index)
        index = chains.back[index]
    return path[::-1]

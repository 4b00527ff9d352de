"""Whom an act is done to (对象): the holders of its object, or those that 其 or nothing stands for.

Reads a sentence and an act in it; writes the holders and the stretch that names them. Nobody is taken
from further than the sentence before, and only for a pronoun.
"""

from __future__ import annotations

import re

from cleaners.recognition.acts import Act, clause_start
from cleaners.recognition.named import Holders, holders_in
from cleaners.recognition.sentences import NAME, Sentence

_LISTS = ("proposes", "lists", "publishes", "settles")
# 其, 该企业, 从绿色制造名单中: no holder of its own
_PRONOUN = re.compile(r"\A[\s的]*(?:其|该|上述|以上|这些|两|三)?(?:(?![的对不未如])[一-龥]){0,12}\Z")
_REFERS = re.compile(r"\A(?:其|该(?:企业|公司|单位|集群|平台|基地|园区|中心|机构)|上述(?:企业|单位|集群))")
# 由甲市迁至乙市: the holder stands in the clause before
_FROM = re.compile(r"[由从自]")
# 通过复核的27家集群: the holders behind the verb
_BEHIND = re.compile(
    r"[^，。；]{0,6}的(?:(?:企业|单位|集群|平台|基地)?(?:为|有|是|包括)：?)?([^。；]{2,200}?)(?=[，。；]|\Z)"
)
# 以下集群通过复核：甲、乙
_LISTED = re.compile(r"[^，。；：]{0,20}：([^。；]{2,600})")


def whom(sentence: Sentence, act: Act) -> tuple[Holders, tuple[int, int]]:
    """The holders of an act, and the stretch of the sentence that names them."""
    text = sentence.text
    region = (act.obj[0], act.tail[1]) if act.side_behind else (act.obj[0], act.verb[1])
    if act.form == "moves" and _FROM.match(text, act.obj[0]):
        return _earlier(text, act)
    own = holders_in(text[act.obj[0] : act.obj[1]])
    if own or act.form in _LISTS:
        return own, region
    if act.form == "takes":
        own = holders_in(text[act.tail[0] : act.tail[1]])
        if own.count is not None:
            return own, region
    behind = None if act.side_behind else _BEHIND.match(text, act.verb[1])
    if behind and holders_in(behind[1]):
        return holders_in(behind[1]), (act.verb[1], behind.end())
    listed = None if act.side_behind else _LISTED.match(text, act.verb[1])
    if listed and holders_in(listed[1]).named:
        return holders_in(listed[1]), listed.span(1)
    attributive = not act.side_behind and re.match(r"[^，。；]{0,2}的", sentence.bare[act.verb[1] :])
    if attributive or (act.form in ("makes", "counts") and act.obj[0] == act.obj[1]):
        return Holders(), region
    said = sentence.bare[act.obj[0] : act.obj[1]].replace(NAME, "")
    if not _PRONOUN.match(said):
        return Holders(), region
    found, place = _earlier(text, act)
    if not found and _REFERS.match(text[act.obj[0] : act.obj[1]]):
        found, place = _last_named(sentence.before), region
    return found, place if found else region


def _earlier(text: str, act: Act) -> tuple[Holders, tuple[int, int]]:
    """The nearest clause before that has holders: 对某公司，撤销其称号."""
    end = clause_start(text, min(act.verb[0], act.obj[0] + 1))
    while end > 0:
        start = clause_start(text, end - 1)
        found = holders_in(text[start : end - 1])
        if found:
            return found, (start, end - 1)
        end = start
    return Holders(), (0, 0)


def _last_named(sentence: str) -> Holders:
    """The holders of the first clause of a sentence that names any."""
    for clause in re.split(r"[，。；：]", sentence):
        found = holders_in(clause)
        if found.named:
            return found
    return Holders()

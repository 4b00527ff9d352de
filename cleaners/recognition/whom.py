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
# 2040年度, 第三批 between 其 and the title
_PERIOD = re.compile(
    r"自?20\d\d年\d{1,2}月\d{1,2}日起?|自本?[一-龥]{2,6}之日起|20\d\d年度?|第[一二三四五六七八九十\d]{1,3}批"
)
# …名单，共计35家 | …名单（共12家）
_TOTAL = re.compile(r"[^，。；]{0,24}[，（(]((?:共计?|合计|总计)\s?\d[\d,]*\s?[家个户项种款])")
# 由甲市迁至乙市: the holder stands in the clause before
_FROM = re.compile(r"[由从自]")
# 通过复核的27家集群: the holders behind the verb
_BEHIND = re.compile(
    r"[^，。；]{0,6}的(?:(?:工坊|产业)?(?:企业|单位|集群|平台|基地|园区|中心|名单)(?:为|有|是|包括)?：|(?:企业|单位|集群|平台|基地)?(?:为|有|是|包括))?([^。；]{2,200}?)(?=[，。；]|\Z)"
)
# 以下集群通过复核：甲、乙
_LISTED = re.compile(r"[^，。；：]{0,20}：([^。；]{2,600})")


def whom(sentence: Sentence, act: Act) -> tuple[Holders, tuple[int, int]]:
    """The holders of an act, and the stretch of the sentence that names them."""
    text = sentence.text
    region = (act.obj[0], act.tail[1]) if act.side_behind else (act.obj[0], act.verb[1])
    if act.form == "moves" and _FROM.match(text, act.obj[0]):
        return _earlier(text, act)
    if act.form == "names":
        return holders_in(text[act.verb[1] :].rstrip("。；")), (act.obj[0], len(text))
    own = holders_in(text[act.obj[0] : act.obj[1]])
    if act.form in _LISTS:
        return own or _total_behind(text, act), region
    if own:
        return own, region
    behind = _behind(text, act)
    if behind:
        return holders_in(text[slice(*behind)]), behind
    attributive = not act.side_behind and re.match(r"[^，。；]{0,2}的", sentence.bare[act.verb[1] :])
    empty = act.obj[0] == act.obj[1]
    goes_on = act.form == "recommends" and not text.startswith(("申报", "参加", "参评"), act.verb[1])
    if attributive or (empty and (goes_on or act.form in ("makes", "counts"))):
        return Holders(), region
    said = _PERIOD.sub("", sentence.bare[act.obj[0] : act.obj[1]].replace(NAME, ""))
    if not _PRONOUN.match(said):
        return Holders(), region
    found, place = _earlier(text, act)
    if not found and _REFERS.match(text[act.obj[0] : act.obj[1]]):
        found, place = _last_named(sentence.before), region
    return found, place if found else region


def _total_behind(text: str, act: Act) -> Holders:
    """The number behind a list: 公布…名单，共计35家."""
    found = _TOTAL.match(text, act.tail[0] if act.side_behind else act.verb[1])
    return Holders((), holders_in(found[1]).count) if found else Holders()


def _behind(text: str, act: Act) -> tuple[int, int] | None:
    """Where holders stand behind the verb: 通过复核的27家; 取消其资格：甲、乙; 取消…资格的3家."""
    if act.side_behind:
        if act.form != "takes":
            return None
        counted = holders_in(text[act.tail[0] : act.tail[1]]).count is not None
        listed = _LISTED.match(text, act.tail[0])
        return act.tail if counted else listed.span(1) if listed and _named(listed[1]) else None
    behind = _BEHIND.match(text, act.verb[1])
    if behind and holders_in(behind[1]):
        return behind.span(1)
    listed = _LISTED.match(text, act.verb[1])
    return listed.span(1) if listed and _named(listed[1]) else None


def _named(stretch: str) -> bool:
    return bool(holders_in(stretch).named)


def _earlier(text: str, act: Act) -> tuple[Holders, tuple[int, int]]:
    """The nearest clause before that has holders, the verb's own first: 对某公司，撤销其称号."""
    end = act.verb[0] if act.side_behind else clause_start(text, act.obj[0] + 1)
    while end > 0:
        start = clause_start(text, end - 1)
        found = holders_in(text[start:end].rstrip("，。；："))
        if found:
            return found, (start, end)
        end = start
    return Holders(), (0, 0)


def _last_named(sentence: str) -> Holders:
    """The holders of the first clause of a sentence that names any."""
    for clause in re.split(r"[，。；：]", sentence):
        found = holders_in(clause)
        if found.named:
            return found
    return Holders()

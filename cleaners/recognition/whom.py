"""Whom an act is done to (对象): the holders of its object, or those that 其 or nothing stands for.

Reads a sentence and an act in it; writes the holders and the stretch that names them. Nobody is taken
from further than the sentence before, and only for a pronoun.
"""

from __future__ import annotations

import re

from cleaners.recognition.acts import Act, clause_end, clause_start
from cleaners.recognition.named import Holders, holders_in
from cleaners.recognition.sentences import NAME, Sentence

_LISTS = ("proposes", "lists", "publishes", "settles")
# 其, 该企业, 从绿色制造名单中: no holder of its own
_PRONOUN = re.compile(r"\A[\s的]*(?:其|该|上述|以上|这些|两|三)?(?:(?![的对不未如])[一-龥]){0,12}\Z")
_REFERS = re.compile(
    r"\A(?:我?[部厅局委]?(?:决定|现)?(?:对|将))?(?:其|你(?:单位|公司|园区|集群|平台|中心|基地)|该(?:企业|公司|单位|集群|平台|基地|园区|中心|机构)|上述(?:企业|单位|集群))"
)
_WE = re.compile(r"\A我[部厅局委](?:决定|现)?(?:对|将)?")
# 不合格的，撤销其称号: of whoever it may be, not of those named in the sentence before
_OF_THOSE = re.compile(r"的，[^，。；]{0,8}\Z")
# 2040年度, 第三批 between 其 and the title
_PERIOD = re.compile(
    r"自?20\d\d年\d{1,2}月\d{1,2}日起?|[于在]20\d\d年(?:\d{1,2}月)?[底末]?前|自本?[一-龥]{2,6}之日起|20\d\d年度?|第[一二三四五六七八九十\d]{1,3}批"
)
# …名单，共计35家 | …名单（共12家）
_TOTAL = re.compile(
    r"[^，。；]{0,24}?(?:[，（(](?:第[一二三四五六七八九十]{1,3}批，)?|(?=共))"
    r"((?:共计?|合计|总计|拟入选|计)\s?[\d一二三四五六七八九十百][\d,一二三四五六七八九十百]{0,6}\s?[家个户项种款])"
)
# 由甲市迁至乙市: the holder stands in the clause before
_FROM = re.compile(r"(?:其|公司)?(?:注册地址?|住所地?|登记地|总部|所在地)?[由从自]")
# 通过复核的27家集群: the holders behind the verb
_BEHIND = re.compile(
    r"[^，。；]{0,6}的(?:(?:工坊|产业)?(?:企业|单位|集群|平台|基地|园区|中心|名单)(?:为|有|是|包括)?：|(?:企业|单位|集群|平台|基地)?(?:为|有|是|包括))?([^。；]{2,200}?)(?=[，。；]|\Z)"
)
# 移出绿色工厂25家, 更名18家, 监测合格1200家: the number right behind the verb
_COUNTED = re.compile(
    r"(?:了|的|◎|名单|名录|企业|单位|集群|产品|平台|项目|工厂|园区|基地|中心|场景|孵化器|共计?|：){0,40}\d[\d,]*\s?[家个户项种款座](?:企业|单位|集群|产品|平台|工厂|基地|项目|园区|中心|场景|孵化器)?(?=[，。；：（(、]|\Z)"
)
# 不合格企业, 未通过的单位: those that a clause before counts by the same word
_SAME = re.compile(
    r"(?:对)?(?P<word>不合格|未通过|不达标|不通过|不符合|未参加)[^，。；]{0,10}?的?(?:企业|单位|集群|平台|基地|园区|中心|机构)?的?\Z"
)
_SIGNS = str.maketrans("", "", f"{NAME}“”")
_ALL = re.compile(r"(?<=[^，。；])((?:共计?|合计|总计)\s?\d[\d,]*\s?[家个户项种款])，\Z")
# 下列拟入选…的412个项目已…，现向社会公示
_TO_SHOW = re.compile(r"拟(?:入选|认定|确定|列入|授予|命名|通过)[^，。；]{2,80}")
_TO_ALL = re.compile(r"现|向(?:全)?社会(?:公众)?|面向社会|对外|在[^，。；]{2,12}上|进行|公开")
_STOP = re.compile(r"[。；]")
_THESE = re.compile(r"以下|下列|如下")
_THOSE = re.compile(r"[^，。；]{0,4}(?:上述|以上|前述|该|这)")
# 以下集群通过复核：甲、乙 | 称号自动失效，涉及甲等318家企业
_LISTED = re.compile(
    r"[^，。；：]{0,20}(?:，(?:具体)?名单(?:如下|为))?(?:：|，(?:共?涉及|包括|具体为|分别为|分别是))([^。；]{2,600})"
)


def whom(sentence: Sentence, act: Act) -> tuple[Holders, tuple[int, int]]:
    """The holders of an act, and the stretch of the sentence that names them."""
    text = sentence.text
    region = (act.obj[0], act.tail[1]) if act.side_behind else (act.obj[0], act.verb[1])
    if act.form == "moves" and _FROM.match(text, act.obj[0]):
        return _earlier(text, act)
    if act.form == "names":
        return holders_in(text[act.verb[1] :].rstrip("。；")), (act.obj[0], len(text))
    own = holders_in(text[act.obj[0] : act.obj[1]])
    if act.form in _LISTS or (act.form == "supports" and not own):
        told = own or _total_behind(text, act) or _total_ahead(text, act)
        told = told if told.named else _counted_ahead(text, act, told)
        listed = _LISTED.match(text, act.verb[1]) if not told.named and act.obj[0] < act.obj[1] else None
        those = holders_in(listed[1]) if listed else Holders()
        return Holders(those.named, told.count or those.count) if those.named else told, region
    if own:
        return own if own.named else _told_elsewhere(sentence, act, own), region
    behind = _behind(sentence, act)
    if behind:
        return _listed(text, act, behind), behind
    attributive = not act.side_behind and re.match(r"[^，。；]{0,2}的", sentence.bare[act.verb[1] :])
    empty = act.obj[0] == act.obj[1]
    goes_on = act.form == "recommends" and not text.startswith(("申报", "参加", "参评"), act.verb[1])
    if attributive or (empty and (goes_on or act.form in ("makes", "counts"))):
        return Holders(), region
    return _referred(sentence, act, region)


def _total_ahead(text: str, act: Act) -> Holders:
    """The number in the clause before a verb that has no object: 2035年优秀场景共411个，现予公布."""
    if act.side_behind or text[act.obj[0] : act.obj[1]] not in ("", "名单"):
        return Holders()
    found = _ALL.search(text, clause_start(text, max(0, act.obj[0] - 1)), act.obj[0])
    return Holders((), holders_in(found[1]).count) if found else Holders()


def _counted_ahead(text: str, act: Act, told: Holders) -> Holders:
    """Those whom a clause before names or counts.

    拟入选…的412个项目已经评审，现公示 | 甲、乙胜出，现将2个优胜集群公示
    """
    if act.form != "proposes":
        return told
    ahead = _earlier(text, act)[0]
    if told.count is None:
        found = _TO_SHOW.search(text, 0, act.verb[0])
        return holders_in(found[0]) if found and not _object_of(text, act) else told
    return Holders(ahead.named, told.count) if len(ahead.named) == told.count else told


def _object_of(text: str, act: Act) -> str:
    """The object of a 公示 that says whose it is; "" for 现公示, 现向社会公示."""
    return _TO_ALL.sub("", text[act.obj[0] : act.obj[1]])


def _list_end(bare: str, at: int) -> int:
    """Where a clause ends, with the list that a colon opens behind it: 2家：甲、乙."""
    end = clause_end(bare, at)
    if not bare.startswith("：", end):
        return end
    stop = _STOP.search(bare, end)
    return stop.start() if stop else len(bare)


def _told_elsewhere(sentence: Sentence, act: Act, own: Holders) -> Holders:
    """The holders of a bare number, named behind a colon (以下3家：甲、乙、丙) or before (上述两家)."""
    text = sentence.text
    listed = _LISTED.match(text, max(act.verb[1], act.tail[0] if act.side_behind else 0))
    named = holders_in(listed[1]).named if listed else ()
    if named and (len(named) == own.count or _THESE.search(text, act.obj[0], act.obj[1])):
        return Holders(named, own.count)
    if _THOSE.match(text, act.obj[0], act.obj[1]):
        for told in (_earlier(text, act)[0], _last_named(sentence.before)):
            if told.named and own.count in (len(told.named), told.count):
                return Holders(told.named, own.count)
    return own


def _listed(text: str, act: Act, behind: tuple[int, int]) -> Holders:
    """The holders behind a verb, with the number before it: 以下5个集群未通过，取消其称号：甲、乙."""
    found = holders_in(text[slice(*behind)])
    if act.side_behind and found.count is None:
        return Holders(found.named, _earlier(text, act)[0].count)
    return found


def _referred(sentence: Sentence, act: Act, region: tuple[int, int]) -> tuple[Holders, tuple[int, int]]:
    """Those that 其, 不合格企业 or nothing stands for: of a clause or the sentence before."""
    said = _WE.sub("", _PERIOD.sub("", sentence.bare[act.obj[0] : act.obj[1]].translate(_SIGNS)))
    same = _SAME.match(said)
    if said.startswith(("其余", "其他", "其它")) or (not same and not _PRONOUN.match(said)):
        return Holders(), region
    found, place = _earlier(sentence.text, act, same["word"] if same else "")
    ruled = _OF_THOSE.search(sentence.bare, 0, act.verb[0])
    if not found and not ruled and _REFERS.match(sentence.text[act.obj[0] : act.obj[1]]):
        return _last_named(sentence.before) or _addressee(sentence, act), region
    return found, place if found else region


def _addressee(sentence: Sentence, act: Act) -> Holders:
    """Whom a notice speaks to: 取消你公司…资格."""
    return holders_in(sentence.addressed) if "你" in sentence.text[slice(*act.obj)] else Holders()


def _total_behind(text: str, act: Act) -> Holders:
    """The number behind a list: 公布…名单，共计35家."""
    found = _TOTAL.match(text, act.tail[0] if act.side_behind else act.verb[1])
    return Holders((), holders_in(found[1]).count) if found else Holders()


def _behind(sentence: Sentence, act: Act) -> tuple[int, int] | None:
    """Where holders stand behind the verb: 通过复核的27家; 更名18家; 取消其资格：甲、乙; 取消…资格的3家."""
    text = sentence.text
    if act.side_behind:
        if act.form == "takes" and holders_in(text[act.tail[0] : act.tail[1]]).count is not None:
            return act.tail
        begin = clause_start(text, act.verb[0]) if act.form == "recommends" else act.obj[0]
        these = act.form == "takes" or _THESE.search(text, begin, act.obj[1])
        listed = _LISTED.match(text, act.tail[0 if act.form == "takes" else 1]) if these else None
        return listed.span(1) if listed and _named(listed[1]) else None
    if _COUNTED.match(sentence.bare, act.verb[1]):
        return act.verb[1], _list_end(sentence.bare, act.verb[1])
    behind = _BEHIND.match(text, act.verb[1])
    if behind and holders_in(behind[1]):
        return behind.span(1)
    listed = _LISTED.match(text, act.verb[1])
    return listed.span(1) if listed and _named(listed[1]) else None


def _named(stretch: str) -> bool:
    return bool(holders_in(stretch).named)


def _earlier(text: str, act: Act, word: str = "") -> tuple[Holders, tuple[int, int]]:
    """The nearest clause before that has holders (and the word), the verb's own first: 对某公司，撤销其称号.

    Nobody behind a condition: 责令某公司整改，整改不到位的，撤销其称号.
    """
    end = act.verb[0] if act.side_behind else clause_start(text, act.obj[0] + 1)
    while end > 0:
        start = clause_start(text, end - 1)
        clause = text[start:end].rstrip("，。；：")
        rule = clause.endswith("的") and not clause.startswith(("对", "将"))
        if rule or "曾" in clause:
            break
        found = holders_in(clause) if word in clause else Holders()
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

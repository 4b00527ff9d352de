"""Calls (组织申报): where a notice opens a round, by its title or by a sentence.

Reads a title, a text or a sentence; writes where the call stands. What is planned (将于), told of the past or
asked for another purpose (培训, 案例) opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from cleaners.recognition.acts import Act
from cleaners.recognition.sentences import Sentence, sentences

# 关于组织开展…申报工作的通知
_CALL = re.compile(
    r"(?:组织|开展|启动|做好|推荐|申报|征集|报送)[^《》]{0,60}(?:申报|推荐|认定|复核|评选|遴选|评审|评价|培育|揭榜)[^《》]{0,16}的(?:补充|紧急|预)?(?:通知|公告|通告|函)"
    r"|(?:组织)?(?:申报|推荐)(?![^《》]{0,30}(?:系统|培训|材料|资金|补贴|案例|时间|名单|结果))[^《》]{2,40}的(?:通知|公告|通告|函)"
)
_CALLS = re.compile(
    r"(?:现就?|现决定|决定|已经?|正式|近日|日前|即日起|同时，?|同步|\A\s?[一二三四五六七八九十]、(?=组织开展|启动))[^，。；]{0,14}?(?:组织开展|组织实施|组织|开展|启动|部署|做好|(?<!不)(?<!不予)(?<!暂停)受理)(?P<obj>[^，。；]{0,100}?(?:申报|推荐|认定|复核|评选|遴选|评审|评价|培育|揭榜)[^，。；]{0,50})"
)
# 请各地组织推荐2034年度绿色工厂
_CALLS_UPON = re.compile(
    r"请(?:各|有关|相关|符合|贵|你|所有)[^，。；]{0,40}?(?P<obj>(?:组织|做好|积极|开展|认真)[^，。；]{0,60}?(?:申报|推荐|揭榜|参评)(?!数量|名额)[^，。；]{0,50})"
)
# 某部印发《…通知》，组织开展…
_CALLS_ISSUED = re.compile(
    r"(?:印发|下发|发布|发出|发文|行文)[^。；]{0,80}?，(?:决定|部署|要求)?(?:组织开展|部署开展|启动|组织)(?P<obj>[^，。；]{0,80}?(?:申报|推荐|认定|复核|评选|遴选|揭榜)[^，。；]{0,20})"
)
# 请各地于8月15日前将申报材料报送我厅
_CALLS_FOR = re.compile(
    r"请[^。；]{0,60}?(?:将|把)?(?P<obj>[^，。；]{0,40}?(?:申报|推荐)(?:材料|表|书|名单|汇总表))[^，。；]{0,6}?(?:报送|报)(?:至|我|省|市|到)"
)
# 为做好…申报工作，请各地组织企业填写申请表，于…前报我局
_CALLS_TASK = re.compile(
    r"为(?:做好|组织|开展|推进|组织好)(?P<obj>[^，。；]{0,80}?(?:申报|推荐|遴选|评选|认定)[^，。；]{0,10}?工作)，请[^。；]{0,120}?(?:报送|报我|报省|报至|提交|填写|填报|推荐)"
)
_CALLS_OPEN = re.compile(
    r"(?P<obj>[^，。；：]{0,100}?(?:申报|推荐|认定|复核|评选|遴选|征集|揭榜)(?:工作)?)(?:现|已经|已|正式|全面|即日起|今日起|今起|自即日起){1,3}(?:启动|开始|开展|开启)"
)
# 现面向全国征集2036年度5G工厂项目; no 征集意见, no 征集专家
_CALLS_COLLECT = re.compile(
    r"(?:现|即日起|公开|面向)[^，。；]{0,24}?征集(?P<obj>[^，。；]{0,30}◎(?:建设|培育|揭榜)?(?:项目|企业|单位|名单|对象)?)(?=[，。；（]|\Z)"
)
_NO_CALL = re.compile(r"案例|专家|培训|宣传|调研|检查|座谈|统计|问卷|对接|巡查|观摩|答辩|了|办法|完成|结束")
_NOT_NOW = re.compile(r"如果|若|将于|拟于|(?:(?<!现)将|计划|力争)[^。；]{0,60}同[时步]")
_CALL_LEAD = re.compile(r"通知如下|请[^，。；]{0,12}(?:组织|做好)[^。；]{0,50}(?:申报|推荐)(?!数量|名额)")
# 关于(组织)开展…推荐工作的通知, whatever its text says; no 补充通知, no training, no result
_OPENS = re.compile(
    r"关于(?:组织|继续|抓紧)?(?:开展|做好|启动|组织|实施)[^《》]{0,80}?(?:申报|推荐|认定|复核|评选|遴选|竞赛|评价|揭榜)[^《》]{0,24}的(?:通知|公告|通告|函)"
)
_OPENS_NOT = re.compile(
    r"补充|延长|验收|总结|培训|宣传|材料|名单|结果|提供|提醒|系统|资金|奖补|补贴|案例|撤销|取消|整改|更名|评审|答辩|问卷|统计|情况|政策|解读|对接|调整"
)
_WORK = re.compile(r"申报|推荐|认定|复核|评选|遴选|竞赛|评价|揭榜")
_APPLIES = re.compile(r"申报|申请|推荐|自评|自愿")
_SENDS = re.compile(r"请[^。；]{0,60}(?:报送|推荐|申报|填报|提交)|通知如下")


def calls_in(bare: str) -> Iterator[Act]:
    """The calls of a sentence: 现组织开展…申报工作, 请各地组织推荐…, …申报工作现已启动."""
    for found in chain.from_iterable(
        call.finditer(bare)
        for call in (_CALLS, _CALLS_OPEN, _CALLS_UPON, _CALLS_ISSUED, _CALLS_FOR, _CALLS_TASK, _CALLS_COLLECT)
    ):
        if not _NO_CALL.search(found["obj"]) and not _NOT_NOW.search(bare, 0, found.end()):
            yield Act("apply_open", "calls", found.span(), found.span("obj"), (found.end(), found.end()))


def lead_of(text: str, title: str, programme: str | None) -> Sentence | None:
    """The sentence that stands for the call of a title, when the text only says 通知如下 or what it asks."""
    if "专家" in title:  # 征集评审专家: no holders
        return None
    lead = _first(text, _CALL_LEAD) if _CALL.search(title) else None
    if lead or programme is None or not _OPENS.search(title) or _OPENS_NOT.search(title):
        return lead
    work = set(_WORK.findall(title))
    if work == {"评价"} and "做好" in title:  # of holders, unless somebody is asked to apply
        return _first(text, _APPLIES)
    return _first(text, re.compile("|".join(work))) or _first(text, _SENDS)


def _first(text: str, words: re.Pattern[str]) -> Sentence | None:
    """The first sentence of a text that says one of the words."""
    return next((sentence for sentence in sentences(text) if words.search(sentence.bare)), None)

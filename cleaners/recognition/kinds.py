"""Which type of event an act is (事项类型): that of its verb, its list, or of the 公示 that shows it first.

Reads a sentence, an act in it, the stretch of its list and the notice; writes one of the thirteen types.
"""

from __future__ import annotations

import re

from cleaners.model import EventType
from cleaners.recognition.acts import Act, acts_in
from cleaners.recognition.guards import proposed
from cleaners.recognition.notice import AFTER_PROPOSAL, Notice
from cleaners.recognition.sentences import Sentence

_RENEWED = re.compile(
    r"(?:通过|合格)[^，。；]{0,30}复(?:核|审|评)|复(?:核|审|评)(?:评价)?(?:结果)?(?:通过|合格)|监测合格|继续有效"
)
# 更名名单, 撤销称号企业名单: a list is of the kind of its name
_KIND_OF_LIST = re.compile(
    r"(?P<rename>更名|变更名称|名称变更)[^，。；、]{0,10}名单|(?P<move>(?:跨省|跨市)?(?:迁入|迁出|迁移|搬迁)(?:地|我[省市])?)[^，。；、]{0,16}名单|(?:移出|撤销|取消|退出)[^，。；、]{0,20}名单(?=[（(、和及与并予]|》|\Z)"
)
_TO_RECOMMEND = re.compile(r"推荐(?:对象|名单|单位|企业|集群|项目)")
# 关于拟推荐…的公示; not …拟认定名单和拟推荐名单的公示
_RECOMMENDING = re.compile(r"\A(?![^》]*(?:拟认定|拟确定|认定名单))[^》]*推荐")
_RECOMMENDED = re.compile(
    r"(?:拟[^，。；]{0,24}|现将[^，。；]{0,6}|对)(?:向[^，。；]{2,16})?推荐|推荐(?:的|为|至|到|给|申报|参评|名单|上报)"
)
# 拟推荐名单和拟认定名单, in one 公示
_TO_MAKE = re.compile(r"拟认定|拟确定|认定名单")


def type_of(sentence: Sentence, act: Act, said: str, notice: Notice) -> EventType:
    """The type of an event: an act of a 公示 is proposed, a list of those who passed is renewed."""
    kind = act.event_type
    if kind in ("support", "correct", "apply_open", "repeal"):
        return kind
    if "支持的" in said and re.search(r"(?:继续|建议)支持", said):
        return "support"
    proposal = _proposal(sentence, act, said, notice)
    if proposal:
        return proposal
    if act.form in ("makes", "counts") and _TO_RECOMMEND.search(sentence.text, act.start, act.end):
        return "recommend"
    if act.form in ("grants", "makes") and sentence.bare.endswith("继续", 0, act.verb[0]):
        return "renew"
    of_a_list = act.form in ("lists", "publishes", "settles", "makes", "names", "counts")
    named = _KIND_OF_LIST.search(said) if act.form in ("lists", "publishes") else None
    if named:
        return "rename" if named["rename"] else "relocate" if named["move"] else "revoke"
    return "renew" if kind == "recognise" and of_a_list and _RENEWED.search(said) else kind


def _proposal(sentence: Sentence, act: Act, said: str, notice: Notice) -> EventType | None:
    """publicise or recommend where notice, sentence or 拟 only proposes an act; None when it is done."""
    in_notice = notice.proposes and not AFTER_PROPOSAL.search(sentence.bare[: act.verb[1]])
    proposing = [
        a
        for a in acts_in(sentence.bare)
        if a.form == "proposes" and not AFTER_PROPOSAL.search(sentence.bare, 0, a.verb[1])
    ]
    own = (
        act.event_type in ("publicise", "recommend") or "公示名单" in sentence.bare[act.verb[1] : act.tail[1]]
    )
    if not (own or in_notice or proposing or proposed(sentence.bare, act)):
        return None
    if _TO_MAKE.search(said) and "推荐" not in said:
        return "publicise"
    around = "。".join(sentence.bare[max(0, a.start - 12) : a.end] for a in (act, *proposing))
    recommends = act.event_type == "recommend" or (
        notice.proposes and _RECOMMENDING.search(notice.title) is not None
    )
    return "recommend" if recommends or _RECOMMENDED.search(f"{said}。{around}") else "publicise"

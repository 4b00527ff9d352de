"""What keeps a verb from being an act (条件与将来): 不合格的,予以撤销; 将; 应当; 一经查实; 未通过; 累计认定.

Reads a sentence and an act found in it; answers whether the act stands. A condition without a holder is
a rule; a plan, a duty or a wish is none of the acts even when it names somebody.
"""

from __future__ import annotations

import re

from cleaners.recognition.acts import Act, clause_start
from cleaners.recognition.named import Holders

_ADVERB = (
    r"(?:依法|依规|依照规定|按规定|按照规定|按程序|按照程序|及时|立即|直接|一律|自动|被|予以|统一|视情|相应|酌情|并|再|同时|报请|研究|公开|正式|全部|均|逐步|陆续"
    r"|择优|重新|优先|积极|严格|对其|不|予|从严|坚决|主动|继续|集中|分批|组织|联合|定期|适时|进一步|新|也|已|经[^，。；]{1,8}后|于[^，。；]{1,12}|由[^，。；]{1,14}?)"
)
# 将依法撤销, 应当及时取消, 未通过, 不予认定, 建议取消
_MODAL = re.compile(
    r"(?P<word>(?<!现)将|可以?|(?<![相对])应当?|必?须|需要?|(?<!主)(?<!重)(?<!纪)要|会|不得|不予|不再|未(?:能|获|被|按[^，。；]{1,12})?|没有|尚未|是否|建议|有权|负责|待|争取|力争|计划|预计|有望|准备|即将|方可|才能"
    r"|无法|鼓励|引导|推动|用于|参与|参加|做好|加强|完成|申请|请|拒不|擅自|不|难以|能|希望|确保|避免|防止|暂缓|暂停|停止|中止|撤回|提出|取消|撤销|关于|有关|是指|所称)"
    rf"{_ADVERB}{{0,3}}\Z"
)
# 各地要…, 省级主管部门应当…
_DUTY = re.compile(
    r"应当|必须|须在|可以|有权|负责(?!人)|(?:各地|部门|厅|局|企业|单位|集群|我们)(?:要|应|须|可|需)|不得|严禁|鼓励|请各|原则上"
)
_MUST = re.compile(r"应当|必须|可以|有权|不得|严禁")
# 如发现, 一经查实, 凡…, 若…: a condition, whoever is named
_IF = re.compile(
    r"(?:\A|[，；：、“])[^，。；：、]{0,14}?(?:一经|一旦|如有|如确有|如确|如果|如发现|如存在|如未|如经|如不|如仍|如其|倘|假如|若(?![干尔])|凡是?(?=[^，。]{2})|否则|除非|情形之一)"
)
_IF_ANYWHERE = re.compile(r"一经|一旦|如发现|如果|否则|情形之一|假如|若未|若不|如未|如不")
# 逾期未报的, 期满后, 无异议的: a condition unless somebody is named
# 注册地发生变更的，应…
_IN_CASE = re.compile(r"[^，。；]{0,14}的，")
_WHEN = re.compile(
    r"逾期|(?:期满|届满|无异议|到期|合格|通过|公示|满足[^，。；]{0,12}|评审)后|无异议的|期满的|(?<!同)时，"
)
_FROM_DAY = re.compile(r"自20\d\d年\d{1,2}月")
_CONDITION = re.compile(rf"的[，,、]?{_ADVERB}{{0,3}}\Z")
# 《办法》规定, 意见提出, 其中明确: a report of rules
_RULE = re.compile(
    r"(?:办法|规定|细则|标准|规则|条例|意见|方案|规划|计划|要点|指南|指引|》|第[一二三四五六七八九十百\d]{1,6}条|文件|政策)[^，。：》]{0,12}?(?:规定|明确|提出|要求|指出|强调|显示要)[，：:“]|其中(?:提出|明确|规定)|按照[^，。；]{0,20}规定，[^，。；]{0,20}有效期"
)
_BASED = re.compile(r"(?:根据|按照|依据|依照|遵照|按|经)[^，。；]{0,80}\Z")
# 累计认定300个, 到2035年: how many there are or shall be
_TALLY = re.compile(
    r"累计|迄今|截至|截止|已有|现有|拥有|总数|占比|每年|全年|力争|目标|到(?:20)?\d\d年|到“|“?十[四五六]五”?|期间|计划|以来|目前|预计|左右|历年|先后|每批|原则上|不超过|不少于|不低于|达到"
)
_ROUND = re.compile(r"[≥≤]|\d\s?[家个户项种款]?(?:左右|以上|以内|上下|以下)")
# 从地区分布看, 其中…: a breakdown of what is told elsewhere
_BREAKDOWN = re.compile(
    r"\A(?:从|按|分)[^，。；]{0,20}(?:看|来看|分)[，：:]|(?:地区|区域|行业|产业|领域)(?:分布|来看|看)"
)
_NOUN_AFTER = re.compile(r"\A[^，。；]{0,10}?的(?=[，、。；或和及与]|\Z)")
_NO_TITLE = re.compile(
    r"(?:申报|参评|评审|推荐|投标|补贴|补助|享受|申请|参选|投标人|考试|会员|执业|经营|行政许可|许可|审批)\Z"
)
# 省厅牵头，组织认定200家，6月底前完成: a task
_TASK = re.compile(r"牵头|[底日月]前完成|责任单位|责任部门|分别负责|组织实施")
# 公示期不少于5个工作日: a procedure
_PROCEDURE = re.compile(r"公示(?:期|时间|期限)?(?:一般)?(?:为|应)?(?:不少于|不得少于|不低于)")
# 评估优秀的集群予以表扬: an honour of another kind
# 考核合格者颁发结业证书
_PERSONS = re.compile(r"(?:者|人员|学员|的人|的个人)")
_PRAISED = re.compile(r"[^，。；]{0,80}(?:通报表扬|表扬|表彰|奖励|奖补|补助)")
# 对获评的6家企业各奖励50万元: money for what was told elsewhere
_REWARDED = re.compile(r"(?:奖励|奖补|补助|补贴|资助)[^，。；]{0,12}万元")
# 请将…名单转发至企业: asked of others
_ASKS = re.compile(r"(?:请|要|应|应当|须|可)(?:及时|尽快)?(?:将|把|对)?\Z")
# 2019年通过复核: of a firm's own past
_YEARS_AGO = re.compile(
    r"(?:\A|[，、；]|该?公司)于?20\d\d年(?:\d{1,2}月)?(?:其[^，。；]{0,12}|该公司|公司)?\Z"
)
# 参会企业：通过复核的企业3家; 办理条件：…: a label of something else
_LABEL = re.compile(
    r"(?:(?:参会|参加|参训|邀请|培训|申报|服务|支持|补助|奖励)(?:企业|人员|单位)|对象|范围|条件|内容|流程|要求|材料|方式|标准|目标|指标)："
)
# 定于12月8日发布; 协助客户通过认定120家: not yet, or not by this notice
_ELSEWHERE = re.compile(r"(?:定于|将于|拟于)[^。；]{0,60}\Z|(?:协助|代办|辅导)[^。；]{0,80}\Z")
# 力争某集群入选: a plan, whoever is named
_PLANS = re.compile(
    r"(?:并|要|正在?|积极|全力|继续|大力){0,2}(?:力争|争取|确保|推动|鼓励|引导|帮助|指导|助力)"
)
# 力争到2028年，认定…
_AIMS = re.compile(r"(?:力争|争取|目标是|计划)(?:在|于|到)?20\d\d年[^。；]{0,30}\Z")
# 除通过复核的企业外, …
# 认定甲等3家企业为: the 为 of another verb
_MADE_BY = re.compile(r"认定|确定|评定|评选|遴选|批准|核准|命名|授予|同意|确认|选定")
_EXCEPTS = re.compile(r"(?:\A|[，；])除(?!名)[^，。；外]{0,30}\Z")
# 通过复核比例, 取消资格后未整改: the act is named, not done
_NAMED_ONLY = re.compile(
    r"[◎“”]{0,40}(?:称号|资格|名单|名录|认定|复核|牌匾)?(?:之?后(?![续备])|以来|比例|率|情况|条件|流程|程序|手续|备案|登记|风险|政策|机制|事宜)"
)
# how many there were over the years: no act of this notice, whatever its verb
_OVER_YEARS = re.compile(
    r"\A20\d\d年至20\d\d年，|年来|以来，|过去[一二两三四五六七八九十\d]{1,2}年|据统计|一年来|今年以来|累计|迄今|历年|近[两三五]年|(?<!公示)(?<!复核)(?<!评审)(?<!认定)期间|已有|现有|截至20"
)
_DECIDED = re.compile(r"同意|决定|经审核|经研究|经复核|经评审")
_TOLD_DAY = re.compile(r"于20\d\d年\d{1,2}月\d{1,2}日\Z")
# 该集群2022年被认定为: what it was made then
_MADE_THEN = re.compile(r"(?:\A|[^，。；第]{2})于?20\d\d年(?:\d{1,2}月)?\Z")
_IN_A_YEAR = re.compile(r"20\d\d年，")  # of a survey, a history
_PASSIVE_SIGNS = ("被", "获", "入选", "荣获")
# 网传某市20家企业被取消称号，不属实
_DENIED = re.compile(r"不属实|谣言|网传|网络流传|传言|误传|不实消息")
# 请各市加强服务，择优推荐申报: asked of others
# 2047年，要适时组织申报，择优推荐3至5个: work that lies ahead
_TO_DO = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、)?(?:20\d\d年，|今年，|明年，|下一步，)?(?:我[省市厅局])?要"
)
_REQUEST = re.compile(r"(?:\A|[，；：])请(?![^。；]{0,40}，(?:现|我))")
# 已入选…的单位, 被撤销称号的企业: who, not what happens
_THOSE_THAT = re.compile(r"[^，。；]{0,24}的(?:企业|单位|集群|平台|基地|园区|中心|机构|工厂)")
# 2033年认定1276家，2034年认定1403家，平均增长10%
_GROWTH = re.compile(r"同比|增长|增幅|年均")
# 被提出整改意见的示范基地（详见附件备注）: the annex marks them
_MARKED = re.compile(r"提出(?:了)?整改(?:意见|要求)的[^，。；]{0,20}[（(]※+[）)]")
# 副市长表示，…: a speech
_SPEECH = re.compile(r"(?:表示|介绍|指出|强调|透露|说)[，：]")
# 不同意某公司更名申请
_REFUSED = re.compile(r"不同意|不予同意|不准予|不予批准|未予同意|驳回")
# 确定某公司为…采购项目的中标单位
_TENDER = re.compile(r"中标|采购|招标|投标|成交供应商")
# 受访者姓名, 一文: a slip of the press
_OF_THE_PRESS = re.compile(r"姓名|一文|本报|标题|记者")
# 曾于2031年公布…，某市入围; 曾有6家被取消资格; 回顾…; 现撤销 behind it is done now
_ONCE = re.compile(
    r"(?:曾[于在有经获被]|\A(?:回顾|此前))(?![^。；]{0,200}?(?:，现|决定|予以|经研究|同意))[^。；]{0,200}\Z"
)
_ONE_BY_ONE = re.compile(r"先后|陆续")
_TOLD_APART = re.compile(r"(?:曾|此前|去年|前年|早在|历史上)[^，。；]{0,12}\Z")


def stands(bare: str, act: Act, holders: Holders) -> bool:
    """Whether an act of a sentence is done, not only spoken of.

    >>> from cleaners.recognition.acts import acts_in
    >>> said = "不合格的予以撤销。"
    >>> any(stands(said, act, Holders()) for act in acts_in(said))
    False
    """
    if "？" in bare or "?" in bare or _DENIED.search(bare) or _TENDER.search(bare) or _REFUSED.search(bare):
        return False
    if act.form == "to_mend" and _MARKED.match(bare, act.verb[0]):
        return True
    if act.form == "corrects" and _OF_THE_PRESS.search(bare) and not holders.named:
        return False
    mends = act.event_type == "remedial" and holders
    if (_TASK.search(bare) or _PROCEDURE.search(bare)) and not (holders.named or mends):
        return False
    if (
        _modifies(bare, act)
        or (act.form == "made" and bare[slice(*act.verb)] == "为" and _MADE_BY.search(bare, 0, act.verb[0]))
        or _says_who(bare, act)
        or _EXCEPTS.search(bare, 0, act.verb[0])
        or _told_apart(bare, act)
        or (act.form in ("passes", "wins", "made") and _YEARS_AGO.search(bare, 0, act.verb[0]))
        or (act.event_type in ("recognise", "renew") and _REWARDED.search(bare))
        or (
            act.form in ("lists", "proposes") and _ASKS.search(bare, clause_start(bare, act.start), act.start)
        )
        or _ELSEWHERE.search(bare, max(0, act.verb[0] - 90), act.verb[0])
        or _LABEL.search(bare, 0, act.start)
        or (act.form == "passes" and (_PRAISED.match(bare, act.verb[1]) or _PERSONS.match(bare, act.verb[1])))
        or (act.event_type == "recognise" and _AIMS.search(bare, 0, act.verb[0]))
        or _PLANS.match(bare, clause_start(bare, act.verb[0]), act.verb[0])
        or _NAMED_ONLY.match(bare, act.tail[0] if act.side_behind else act.verb[1])
        or (act.form == "recommends" and bare.endswith("优先", 0, act.verb[0]))
        or (act.form == "recommends" and (_REQUEST.search(bare, 0, act.verb[0]) or _TO_DO.match(bare)))
        or _is_modal(bare, act, named=bool(holders.named))
        or _is_rule(bare, act)
        or _is_conditional(bare, act, holders)
    ):
        return False
    return not _is_tally(bare, act, holders)


def proposed(bare: str, act: Act) -> bool:
    """Whether 拟 governs an act: 拟撤销, 拟认定, 拟定."""
    before = bare[clause_start(bare, act.verb[0]) : act.verb[0]]
    said = bare[act.verb[0] : act.verb[1]]
    return (
        said.startswith("拟")
        or re.search(rf"拟(?!定)(?:[^，。；、]{{0,12}}|{_ADVERB}{{0,3}})\Z", before) is not None
    )


def _is_modal(bare: str, act: Act, *, named: bool) -> bool:
    """将, 应当, 未, 建议 right before the verb, adverbs between them."""
    clause = bare[clause_start(bare, act.verb[0]) : act.verb[0]]
    found = _MODAL.search(clause[-60:])
    if found is None:
        return False
    word = found["word"]
    if word == "将" and clause.endswith(("将", "已将")) and _attributive(bare, act):
        return False
    if act.event_type in ("support", "correct") and word in ("建议", "请", "应"):
        return False
    if act.form == "to_mend" and named and word in ("须", "必须", "需", "需要", "应", "应当", "要"):
        return False
    if act.event_type in ("rename", "relocate") and word in ("申请", "提出"):
        return re.search("同意|准予|确认", bare[act.verb[1] :]) is None
    return not (
        word in ("取消", "撤销", "提出", "申请") and act.event_type in ("recommend", "publicise", "remedial")
    )


def _modifies(bare: str, act: Act) -> bool:
    """2029年公布的…名单中: the verb only says which list; 继续支持的…名单 is a list of its own."""
    return act.side_behind and act.form != "supports" and bare.startswith("的", act.verb[1])


def _says_who(bare: str, act: Act) -> bool:
    """已入选…名单的企业, 被撤销称号的企业: the verb says who they are; no holder stands before it."""
    subject = bare[act.obj[0] : act.obj[1]]
    if act.form not in ("wins", "made", "taken") or (
        subject.strip("已凡对，") and not subject.endswith("已")
    ):
        return False
    return _THOSE_THAT.match(bare, act.verb[1]) is not None


def _told_apart(bare: str, act: Act) -> bool:
    """此前已被认定为: a report of what was announced elsewhere."""
    before = bare[clause_start(bare, act.verb[0]) : act.verb[0]]
    if act.form in ("made", "wins", "passes") and _IN_A_YEAR.match(bare) and "保留" not in bare:
        return True
    if (
        act.form in ("publishes", "settles")
        and _IN_A_YEAR.match(bare)
        and bare.endswith("了", 0, act.verb[1])
    ):
        return True
    if _ONCE.search(bare, 0, act.verb[0]) or (
        act.form in ("made", "wins", "takes", "taken") and _ONE_BY_ONE.search(before)
    ):
        return True
    if (
        act.form in ("made", "wins")
        and bare.startswith(_PASSIVE_SIGNS, act.verb[0])
        and _MADE_THEN.search(before)
    ):
        return True
    on_a_day = act.form in ("publishes", "made", "wins") and _TOLD_DAY.search(before)
    return bool(on_a_day or _TOLD_APART.search(before))


def _attributive(bare: str, act: Act) -> bool:
    """将通过复核的某公司…: 将 belongs to the holder, not to the verb."""
    return re.match(r"[^，。；]{0,14}的", bare[act.verb[1] :]) is not None


def _is_rule(bare: str, act: Act) -> bool:
    """A report of what a measure says; 根据《办法》第十条规定 is none."""
    found = _RULE.search(bare, 0, act.verb[0])
    return found is not None and _BASED.search(bare[: found.end() - 1].rpartition("，")[2]) is None


def _is_conditional(bare: str, act: Act, holders: Holders) -> bool:
    before = bare[: act.verb[0]]
    clause = bare[clause_start(bare, act.verb[0]) : act.verb[0]]
    if act.form in ("moves", "renames") and _IN_CASE.match(bare, act.verb[1]):
        return True
    if _IF.search(before) or _IF_ANYWHERE.search(before) or _MUST.search(clause):
        return True
    if holders.named or (act.form == "lapses" and _FROM_DAY.search(clause)):
        return False
    if _DUTY.search(clause) or _WHEN.search(before):
        return not (holders and _WHEN.search(before) and re.search(r"公示|评审", before))
    if holders.count is not None:
        return False
    if _CONDITION.search(before) or (act.form in ("takes", "grants") and _CONDITION.search(before)):
        return True
    closes = act.tail[1] if act.form in ("takes", "grants", "makes") else act.verb[1]
    return _NOUN_AFTER.match(bare[closes:]) is not None


def _is_tally(bare: str, act: Act, holders: Holders) -> bool:
    """累计认定, 到2035年认定…左右: a number, not an act."""
    over = _OVER_YEARS.search(bare, 0, act.verb[0])
    if not holders.named and holders.count and (_SPEECH.search(bare, 0, act.verb[0]) or _GROWTH.search(bare)):
        return True
    if not holders.named and holders.count and over:
        return _DECIDED.search(bare, over.end(), act.verb[0]) is None
    if (
        act.form not in ("counts", "wins", "makes", "made", "grants", "settles", "publishes", "recommends")
        or holders.named
    ):
        return False
    clause = bare[clause_start(bare, act.verb[0]) : act.end]
    early = bare[: act.verb[0]]
    return bool(
        _TALLY.search(clause)
        or _ROUND.search(clause)
        or _BREAKDOWN.search(early)
        or re.search(r"累计|迄今|截至|截止|目前|已有|现有", early)
        or re.search(r"(?:到20\d\d年|“十.五”|力争|计划|目标)[^。；]{0,30}\Z", early)
        or bare[act.verb[1] : act.verb[1] + 1] == "的"
        or (act.form in ("counts", "makes") and early.endswith(("已", "已经", "共已", "现已")))
    )


def names_a_title(bare: str, act: Act) -> bool:
    """Whether what is taken is a title, not 申报资格 or a licence."""
    return _NO_TITLE.search(bare[act.obj[0] : act.obj[1]].rstrip("的其 ")) is None

"""The verbs of recognition (认定动词): where a sentence does something to holders, and to which of its words.

Reads a sentence with its names blanked; writes acts with the stretches of their object and of what is
said behind it. Whether an act stands or is only a condition is asked in cleaners/recognition/guards.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from cleaners.model import EventType

_CLAUSE = re.compile(r"[，。；：:]")
_BA = re.compile(r"(?:现将|将|对|把)(?=[^，。；]{2})")
_MOST = 60  # acts of one sentence: the longest of notices has a dozen
_REACH = 600  # the longest object: a sentence that names forty holders


@dataclass(frozen=True, slots=True)
class Form:
    """A wording of an act: its verb, on which side its object stands, what must close one behind it."""

    event_type: EventType
    name: str
    verb: re.Pattern[str]
    side: Literal["before", "after", "ba"]
    until: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An act found: its type and form; where its verb, its object and what follows stand in the sentence."""

    event_type: EventType
    form: str
    verb: tuple[int, int]
    obj: tuple[int, int]
    tail: tuple[int, int]

    @property
    def side_behind(self) -> bool:
        """Whether the object stands behind the verb."""
        return self.obj[0] >= self.verb[1]

    @property
    def start(self) -> int:
        return min(self.verb[0], self.obj[0])

    @property
    def end(self) -> int:
        return max(self.verb[1], self.obj[1], self.tail[1])


_REVIEW = r"(?:复核|复审|复评|复查|评估|监测|考核|整改验收|验收|年审)"
# 为第六批…, 为国家…: what somebody is made; no 华为技术
_AS = (
    r"(?<![华名更改])为"
    r"(?=[第首新本全国省市县我“\"◎《该]|20\d\d|制造业|领航|优秀|示范|附件|中小|先进|卓越|区级|(?!推|开展|加快|了|促|贯|落|做好|支持|申报|实施|深入|进一步)[^，。；、的]{0,10}◎)"
)
_CARRIED = re.compile(
    r"，((?!将|拟|对|[^，。；]{0,200}(?:被|确定|认定|同意|批准|授予|撤销|取消|[评列]为|命名))[^，。；]{2,300}?[家个项种款座][^，。；]{0,8}?)"
    + _AS
)
_CARRIED_TO = re.compile(
    r"，((?!将|拟|对|现)[^，。；]{2,300}?[家个项种款座][^，。；]{0,8}?)(?=(?:申报|申请|参评)[^，。；]{0,16}◎)"
)
_TITLE_WORD = r"(?:称号|资格|认定|荣誉|命名|名单|名录|牌匾|身份|标识|◎(?:企业|单位)?(?=[，。；（(]|\Z))"


def _form(
    kind: EventType, name: str, side: Literal["before", "after", "ba"], verb: str, until: str | None = None
) -> Form:
    return Form(kind, name, re.compile(verb), side, re.compile(until) if until else None)


_FORMS: tuple[Form, ...] = (
    # 撤销某公司等3家企业“…”称号 | 取消其…资格
    _form(
        "revoke",
        "takes",
        "after",
        r"(?<!被)(?:撤销|撤消|取消|收回|终止|废除|(?<=决定)不再保留(?!其)|不再(?:确认|认定)|核减|(?<![产业已因])注销(?![被，。的]))",
        rf"{_TITLE_WORD}|[。；，]",
    ),
    # 将某公司等41家企业移出绿色工厂名单 | 某公司等2家被撤销称号
    _form(
        "revoke",
        "taken",
        "before",
        r"移出|移除|调出|剔除|清退出?|摘牌|除名|清除出|不再列入(?=[^，。；]{0,24}(?:名单|名录|目录))|(?:一并|同时|依法|予以)(?:撤销|撤消|取消|注销)(?=[，。；]|\Z)|退出(?=[^，。；]{0,20}(?:名单|名录|库|◎))|(?:被|予以|给予|作|均|已)(?:撤销|撤消|取消|收回|终止)|(?<=[家个])(?:撤销|取消)(?=[，。；]|称号|资格)|(?<=[：，；、])(?:撤销|取消)(?=\d+\s?[家个项][，。；（])|被[^，。；、]{2,18}?(?:撤销|撤消|取消|收回|移出)",
    ),
    # 其余企业称号自动失效
    _form(
        "lapse",
        "lapses",
        "before",
        r"(?:称号|资格|认定|证书|身份|牌匾|结果)?(?:将|已|均|即|也|随之|相应|同时|到期|予以)?(?:自动|自然|自行|即行)(?:失效|终止|作废|失去效力|丧失|失去)"
        r"|(?:称号|资格|认定)(?:自[^，。；]{2,16}起)?(?:已|均|到期|期满|同时|随之)?(?:失效|作废|终止)|不再(?:具有|享有|保留|拥有|享受|列为|作为)(?=[^，。；]{0,24}(?:称号|资格|◎))",
    ),
    # 某公司等27家通过复核 | 监测合格 | 继续保留…称号
    _form(
        "renew",
        "passes",
        "before",
        rf"通过了?(?:[^，。；、]{{0,30}}?){_REVIEW}(?:评价|评审|考核)?|通过(?:20\d\d年度?)?评价(?!的)|评价(?:均|全部)?(?:通过|合格)|{_REVIEW}(?:评价|评审|考核)?(?:结果|结论)?(?:均|全部|被评)?为?[“]?(?:通过|合格|良好|优秀|达标|优良)[”]?"
        r"|继续(?:保留|享有|享受|使用|沿用|授予|认定|列入|有效)|(?:予以|同意)(?:保留|延续|续期)|延续(?=[^，。；]{0,16}(?:称号|资格|有效期|认定))|(?<=[家个])(?:均|全部)?(?:合格|通过)(?=[，。；（])|(?<=[：，；、])(?:通过|合格)(?=\d+\s?[家个项])|有效期(?:予以|均|再|自动|统一)?(?:顺延|延长|延续|续期)",
    ),
    # 某公司等6家拟不通过复核: of a 公示 only
    _form(
        "revoke",
        "fails",
        "before",
        rf"(?:不|未)(?:予)?通过(?:[^，。；、]{{0,8}}?){_REVIEW}|{_REVIEW}(?:结果|结论)?(?:为)?[“]?(?:不合格|不通过|未通过)",
    ),
    # 同意某公司等5家企业继续使用称号 | 确定某公司等通过复核
    _form(
        "renew",
        "lets_pass",
        "after",
        r"同意|确定|准予",
        rf"通过(?:本次)?{_REVIEW}|{_REVIEW}(?:合格|通过)|继续(?:保留|享有|使用|认定)|有效期(?:延长|延续)|延续|[。；，]",
    ),
    # 保留某公司等9家企业“…”称号 | 延续某公司称号三年
    _form(
        "renew",
        "keeps",
        "after",
        r"(?:(?<=[，；：])|\A|(?<=同意)|(?<=决定)|(?<=准予)|(?<=继续))(?:继续)?(?:保留|延续|维持)(?!了?(?:其|该|原)?(?:国家级?|省级|市级)?(?:称号|资格|有效期|◎))",
        r"(?:称号|资格|荣誉|牌匾|◎(?:企业|单位)?(?=[，。；三两自]|\Z))",
    ),
    # 不再将某公司列入…名单
    _form(
        "revoke",
        "drops",
        "after",
        r"不再(?:将|把)",
        r"列入|纳入|认定为|作为|列为",
    ),
    # 某公司等3家限期整改 | 对某公司提出整改意见
    _form(
        "remedial",
        "to_mend",
        "before",
        r"限期[^，。；]{0,8}?(?:整改|改正)|限(?:其)?(?:于|在)[^，。；]{2,20}前(?:完成)?(?:整改|改正)|提出(?:了)?(?:限期)?整改(?:意见|要求)|责令(?:限期)?(?:整改|改正)|列为(?:限期)?整改|给予[^，。；]{0,8}(?:整改期|整改时间)"
        r"|暂缓通过|(?<=[家个])整改(?=[，。；])|(?<=[：，；、])整改(?=\d+\s?[家个项])|需(?:要)?(?:进一步|限期)?整改|[须应需](?:在|于)[^，。；]{2,16}[内前](?:完成)?整改|(?:复核|评估|监测)?(?:结果|结论)为[“]?(?:限期|需|待)?整改",
    ),
    _form(
        "remedial",
        "told_to_mend",
        "after",
        r"责令|(?<![按照据])要求|责成|给予|请(?=你|上述)|限(?![期制额于定度])(?=[^，。；]{2,200}?(?:于|在)[^，。；]{2,16}前)",
        r"整改期|(?:限期|(?:在|于)?[一二两三四五六七八九十\d]{1,3}个?[年月日]内|于[^，。；]{2,16}前)?(?:完成)?(?:整改|改正)|[。；，]",
    ),
    # 准予“甲”更名为“乙” | 同意某公司等8家企业简单更名申请 | 104家单位变更名称
    _form(
        "rename",
        "renames",
        "before",
        r"(?P<to>更名为|更改名称为|更改为|变更名称为|变更为|改名为|改称)"
        r"|(?:简单)?更名(?!为)|变更[^，。；、]{0,8}?名称|名称(?:发生|予以)?变更(?!为)|(?:更改|调整)(?:企业|单位)?名称",
    ),
    # 某公司由甲省迁至乙省 | 注册地变更为
    _form(
        "relocate",
        "moves",
        "before",
        r"(?:整体|跨省|跨市)?(?:迁至|迁入(?!地)|迁出|迁往|迁移至|迁移到|迁到|搬迁至|搬迁到)|迁址|(?:跨省|跨市|跨区域|异地|整体)(?:搬迁|迁移)|迁移(?=注册地|住所|地址)"
        r"|(?:注册地址?|住所地?|所在地|登记地)(?=[^，。；]{0,30}(?:变更|迁))",
    ),
    # 建议继续支持的…名单 | 继续支持某公司等
    _form(
        "support",
        "supports",
        "after",
        r"(?:建议)?继续(?:给予|予以)?(?:重点|资金)?支持|建议(?:给予|予以)?(?:重点)?支持",
        r"名单|[。；，]",
    ),
    # 对某公司等10家继续予以支持
    _form(
        "support",
        "supported",
        "before",
        r"继续(?:予以|给予)?(?:重点|资金|奖补|专项|第[一二三]年|年度){0,3}支持(?:第[一二三]年)?(?=[，。；（]|\Z)",
    ),
    # “甲”应为“乙”，现予更正
    _form(
        "correct",
        "corrects",
        "before",
        r"更正为|(?<=笔误，)应改?为|(?<=有误，)应改?为|名称应(?:改)?为|(?<=[”》])(?:有误，|错误，|，)?\s?应(?:改)?为|订正为|勘误为|现?予以更正|现予更正|(?:现)?(?:作)?如下更正|更正如下|勘误如下|予以勘误|现更正|特此更正|(?<=”)(?:有误|系笔误|错误|误写)，(?=正确|准确)|(?<=”)之误",
    ),
    # 授予某中心等214个平台“…”称号
    _form(
        "recognise",
        "grants",
        "after",
        r"(?<!被)授予|颁授|命名",
        r"“[^“”]{2,40}”(?:荣誉)?(?:称号|牌匾|证书|荣誉)?|◎[^，。；]{0,6}(?:称号|荣誉|牌匾)|称号|" + _AS,
    ),
    # 同意某园区等12个园区创建国家…基地
    _form("recognise", "lets_found", "after", r"批复同意|同意|批准", r"创建(?=[^，。；]{0,8}◎)|[。；，]"),
    # “…”称号授予某园区
    _form("recognise", "granted_to", "after", r"(?<=称号)授予|(?<=”)授予", r"[。；，]"),
    # 确定某公司等248家企业为第一批…
    _form(
        "recognise",
        "makes",
        "after",
        r"确定|认定|评定|评选|遴选|命名|批准|核准|同意|审定|公布|增补|递补|新增|选定|确认|拟定|(?<!告所)(?<!知所)列",
        _AS,
    ),
    # 某公司被认定为… | 被授予…称号
    _form(
        "recognise",
        "made",
        "before",
        r"(?<=[，、])(?:现予|现|正式|特)?(?:公告|公布)为(?=[第首国省市“\"◎全]|20\d\d|[^，。；]{2,6}[省市](?:20|第))"
        r"|(?<![同决续])(?:现|拟|正式|均|已)?(?:确认|认定|确定|评定|命名|评选|公告|公布|列)为(?=[第首国省市“\"◎全]|20\d\d)"
        r"|(?<=家企业)为(?=第|首批|20\d\d年度?第)(?=[^。；]{0,60}(?:公布|公告|通告))"
        r"|(?:正式)?成为(?=[第首国省“\"◎全]|20\d\d)"
        r"|(?:被|获|获批|成功)(?:[^，。；]{0,10}?)(?:认定|评定|评选|评|确定|列|命名|授予|授牌)(?:为)?(?=[第首国省市“\"◎全]|20\d\d)",
    ),
    # 34个产业集群入选 | 某公司获得…称号
    _form(
        "recognise",
        "wins",
        "before",
        r"(?:成功|顺利|光荣|荣幸)?(?:入选|上榜|获评|荣获|获得|获批|荣膺|跻身|当选|榜上有名|名列其中|在列|入列|入围|通过认定(?!的)|被?列入(?![^，。；]{0,12}(?:失信|黑名单|异常|负面|限制))|被?纳入(?![^，。；]{0,40}(?:管理|服务范围|培育库)(?=[，。；]|\Z)))",
    ),
    # 确定了2033年5G工厂名录 | 形成第三批…名单
    _form(
        "recognise",
        "settles",
        "after",
        r"(?:确定|审定|认定|评选出|遴选出|评定|选定|形成)了?",
        r"名单|名录|目录|《※+》|[。；，]",
    ),
    # 新认定100个集群
    _form(
        "recognise",
        "counts",
        "after",
        r"(?:新|共|此次|本次|本批|共计|一共|合计|再)?(?:增加)?(?:认定|评定|评选|遴选|确定|评出|授予|增补|命名|收录|新增)(?:了|出)?(?!继续|拟|将|对|取消|撤销|给予)(?=[^。；，、]{0,24}?[\d一二三四五六七八九十百]{1,6}\s?余?[家个户项种款座处件])",
        r"[。；，]|\Z",
    ),
    # 现将…名单予以公布 | 名单公布如下 | 现公布如下
    _form(
        "recognise",
        "lists",
        "ba",
        r"(?:现)?(?:予以|现予|予|一并|统一|重新|正式)(?:公布|公告|通告|发布|印发)|(?<=[单录）)])(?:公布|公告|通告|发布|印发|转发|下达)(?:如下|给你们|于后)?|(?:公布|公告|通告)如下|印发给你们",
    ),
    # 现将…名单予以公示 | 现再次公示 | 名单公示如下; no 经公示, 并公示
    _form(
        "publicise",
        "proposes",
        "ba",
        r"(?:予以|现予|予|现|进行|一并|统一|再次|重新|补充|向社会|向社会公众|特此|(?<=[单录果况）)]))公示(?:如下|于后)?(?!期|内容|材料|信息|无异|结束|后|时间|不少|期满|等程|工作|程序|环节|情况|中)"
        r"|公示如下",
    ),
    # 公示2033年度…名单
    _form(
        "publicise",
        "proposes",
        "after",
        r"(?<![经并期行后次的])公示了?(?=[^。；，：]{2,80}(?:名单|名录))",
        r"名单|名录",
    ),
    # 拟推荐某公司等2家企业申报… | 推荐某公司等5家为…
    _form(
        "recommend",
        "recommends",
        "after",
        r"(?:择优|同意|决定|现|共|共计)?(?:上报)?推荐(?:上报)?",
        r"申报|申请|参加|参评|作为|名单|[。；，]|" + _AS,
    ),
    # 国家先进制造业集群名单（第四批）：甲集群、乙集群
    _form("recognise", "names", "before", r"(?:名单|名录)(?:[（(]※+[）)])?(?:如下)?：(?=[^。；]{4})"),
    # 公布2033年度…名单
    _form(
        "recognise",
        "publishes",
        "after",
        r"(?:公布|发布|公告|通告|下发)了?(?!如下|所列|中)",
        r"名单|名录|[。；，]",
    ),
)


_ANOTHER = re.compile(r"，[^，。；]{0,12}(?:认定|确定|评定|批准|同意|命名)(?!后|的)")


@lru_cache(maxsize=256)  # a sentence is asked again for each of its acts
def acts_in(bare: str) -> tuple[Act, ...]:
    """Every act that the words of a sentence could be, in order; () where there are too many for one."""
    found: list[Act] = []
    for form in _FORMS:
        for verb in islice(form.verb.finditer(bare), _MOST):
            act = _behind(form, bare, verb) if form.side == "after" else _ahead(form, bare, verb)
            if act:
                found += [act, *_carried_on(bare, act)]
    return tuple(sorted(found, key=lambda act: act.verb)) if len(found) < _MOST else ()


def _ahead(form: Form, bare: str, found: re.Match[str]) -> Act:
    """An act whose object stands before its verb, in its clause or from the last 将 on."""
    begin = clause_start(bare, found.start())
    if form.side == "ba":
        marks = [m.end() for m in _BA.finditer(bare, 0, found.start())]
        begin = marks[-1] if marks else begin
    end = clause_end(bare, found.end())
    return Act(form.event_type, form.name, found.span(), (begin, found.start()), (found.end(), end))


def _carried_on(bare: str, act: Act) -> tuple[Act, ...]:
    """确定甲等3家为…，乙等2个为…: the verb said once rules the clause behind as well."""
    on = {"makes": _CARRIED, "recommends": _CARRIED_TO}.get(act.form)
    told: list[Act] = []
    found = on.match(bare, act.tail[1]) if on else None
    while on and found:
        told.append(replace(act, obj=found.span(1), tail=(found.end(1), clause_end(bare, found.end()))))
        found = on.match(bare, told[-1].tail[1])
    return tuple(told)


def _behind(form: Form, bare: str, found: re.Match[str]) -> Act | None:
    """An act whose object stands between its verb and what closes it; None when nothing closes it."""
    if form.until is None:
        return None
    closed = form.until.search(bare, found.end(), min(len(bare), found.end() + _REACH))
    if form.name == "makes" and closed and _ANOTHER.search(bare, found.end(), closed.start()):
        return None  # 经递补审核，某部认定甲为…: 认定 makes it
    if closed is None or (
        closed[0] in ("。", "；", "，")
        and form.name not in ("takes", "supports", "counts", "recommends", "publishes", "granted_to")
    ):
        return None
    tail = (
        closed.start(),
        clause_end(bare, closed.end()) if closed[0] not in ("。", "；", "，") else closed.start(),
    )
    return Act(form.event_type, form.name, found.span(), (found.end(), closed.start()), tail)


def clause_start(bare: str, at: int) -> int:
    """Where the clause begins that holds a place."""
    last = 0
    for found in _CLAUSE.finditer(bare, 0, at):
        last = found.end()
    return last


def clause_end(bare: str, at: int) -> int:
    """Where the clause ends that holds a place."""
    found = _CLAUSE.search(bare, at)
    return found.start() if found else len(bare)

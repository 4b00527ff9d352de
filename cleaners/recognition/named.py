"""Who a stretch names (认定主体): 青砚公司、云海公司等248家企业, each name as printed.

Reads the object or the subject of an act; writes names and the number printed with them. A word for a
whole class (申报单位, 有关企业, 第三批企业) is no name, and a name is never cut at a 和 inside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.recognition.marks import Count, counts
from cleaners.recognition.programmes import programme, programmes_in

# what names of holders end with
_TAIL = (
    r"(?:公司|集团|工厂|厂|集群|中心|平台|基地|园区|园|开发区|高新区|集聚区|合作区|示范区|新区|科技城|产业城|新城|管委会|委员会|研究院|研究所|院|所|大学|学院"
    r"|合作社|联合社|站|孵化器|加速器|空间|工坊|工场|市|县|区|旗|自治州|农场|林场|商行|协会|学会|商会|局|馆|港|村|镇|生产线|车间|分社|实验室)"
)
_ENDS = re.compile(_TAIL + r"(?:[（(][^（）()]{1,20}[）)])?\Z")
_SPLIT = re.compile(r"、|(?<=”)(?=“)")
_AND = re.compile(
    r"(?<=集群)(?:以及|和|及(?!时|其)|与)|(?<=公司)(?:以及|和|及(?!时|其)|与)|(?<=[心台地区园厂院所社团县市站])(?:以及|和|及(?!时|其)|与)(?=[^、]{3,})|以及"
)
# what may follow a name directly in a clause: 整改验收不合格, 因…, 等
_AFTER = re.compile(
    r"等|因|在|未|不|已|经|被|存在|发生|提供|连续|整改|复核|评价|评估|考核|测评|抽查|监测|验收|主动|自愿|申请|于|的|年度|系|涉嫌|违反|弄虚|出现|提交|注销|停产|破产"
    r"|作出|予以|进行|通过|是|为|由|共|均|全部|成功|符合|获|荣|入选|上榜|更名|名称|简单|变更|迁|注册|限期|列入|纳入|继续|近|日前|跨|整体|拒|逾期|运营|管理|经营|有效期|期满|放弃|自(?=[^，。；、]{1,10}[市县区省州]\Z)|[（(](?=[^（）()]{0,30}(?:附件|见|共|简称|名单|原|第|企业|示范|冠军|\d))"
)
# 公司（某某有限公司）
_SELF = re.compile(r"(?:本|我|该)?公司（([^（）]{4,40})）")
# 第六批名单中某公司
_IN_LIST = re.compile(r"\A(?:(?![从由自在])[^，。；]){0,40}(?:名单|名录|附件)中(?![国华心])(?=[^，。；]{3})")
_LEADS = re.compile(
    r"\A(?:\s|兹|但(?!丁)|[^，。；、公]{2,16}(?:[部厅局委]|委员会|办公室)(?:(?:批复)?同意|研究决定|决定|批准)(?:[对将把])?|发现|核实|经查|[区县市省园]内(?!蒙)|新增|另有|原(?![平阳州])|特(?=同意|批准)|新(?=认定|增|评|确定)|补充(?=认定|确定)|继续(?=支持|认定|确认)|拥有|决定|撤[销消]|取消|终止|收回|热烈|祝贺|责成|督促|约谈|全[省市县区]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|[：:，]|其中(?!小)|同意|准予|决定|经审核|经研究|将|把|对于?|给予|授予|设立|支持|递补|增补|认定|确定|评定|确认|批准|鉴于|因为?|由于|认为|关于"
    r"|现|原则|批准|近日|日前|[我你贵][省市县区州厅局]的?|本[省市]|企业|单位|了|拟|共有|分别为|分别是|包括|由|暂缓|责令|要求|以及|和(?![平顺县田硕静龙林政布信泰美众邦创鑫盛昌丰达谐])|及|附件所列|公司的?(?:全资|控股)(?:子公司|孙公司)|(?:全资|控股)子公司)+"
)
_CLASS_WORDS = (
    r"(?:产业|工坊|特色|中小|示范|申报|推荐|龙头|重点|培育|试点|优质|企业|集群|单位|平台|基地|园区|中心|机构|主体|对象|产品|项目|城市|国家级?"
    r"|省级|市级|县级|制造|认定|入选|获评|工业|服务|创新|型|业|集聚区|优秀|产业集聚区|全国|全省|全市|上榜|参评|工厂|公司|县|区|市|地区|地方|部门|主管|县域|区域|技术|设计|科技|孵化器|创业|载体|管理|绿色|智能|数字化|先进|单项|冠军|小巨人|专精特新|供应链|5G|新型|基础|领航级?|卓越级?)"
)
_CLASS = re.compile(_CLASS_WORDS + r"{1,12}\Z")
_NO_NAME = re.compile(
    r"(?:请|省辖市|设区市|不超|不少|不得|列入|纳入|注册地|住所|地址|总部|[A-Z]类|[我本该贵你](?:公司|单位|们)|已(?=入选|获|被|认定)|[一二三四五六七八九十两\d]{1,3}批|其|该|此|上述|以上|以下|下列|有关|相关|部分|全部|所有|各|一批|这些|其他|其余|本|不合格|不符合|未|名单|\d(?!G|[\d.]{0,6}\s?(?:吨|米|毫米|微米|纳米|千|兆|瓦|伏|立方|英寸|轴|[kMGT]?[WVA]))|第[一二三四五六七八九十\d]{1,3}批|首批"
    r"|20\d\d|根据|按照|为|如|若|凡|经|因|到|在|县级|省级|市级|各级|同一|每|复核|监测|整改|被|凡|对|附件|一批|新一批|新一轮|本轮|首轮|符合|不再|依据|依照|已认定|全资|子公司|撤销|取消|收回|超过|到期|出现|完成|开展|办理|参加|参与|组织|支持|推动|做好|加强|建设|实施|举办|召开|公布|公示|公告|发布|热烈|责)"
)
# words that no name holds: a clause was taken for one
_CLAUSE_WORDS = re.compile(
    r"不合格|不符合|未通过|内容|认定为|授予|推荐|公示|规定|应当|应在|应于|牌匾|变更|通过|登录|提交|申报|保证|收取|负责|组织开展|有效期|称号|名单|如下|不再|已经|进行|可以|予以|给予|要求|我厅|我局|我部|根据|机构以|国务院|人民政府|信息化[部厅局]|主管部门|开展|启动|年度|第[一二三四五六七八九十]{1,3}批(?!）)|违反|发现|采取|存在|导致|建立健全|会同|受理|即日起|暂停|\d日|依法|按照|负责|以及本|条件"
)
# organisations, behind which a programme is not part of the name: 某公司专精特新中小企业
_ORGANISATION = re.compile(
    r"(?P<name>公司|集团|厂|中心|研究院|研究所|大学|学院|合作社|协会|孵化器|平台|园区|园|开发区|集群|基地|科技城)[“”\"]?(?:(?:国家|省|市|区|县)级|20\d\d年度?|第[一二三四五六七八九十]{1,3}批)*\Z"
)
_LEVEL = re.compile(r"(?:(?:国家|省|市|区|县)级)?")
# 某厂设计中心省级工业设计中心: a name, and a title by its level
_LEVELLED = re.compile(
    r"(.{3,40}?(?:公司|集团|厂|中心|研究院|研究所|大学|学院|合作社|园区|产业园|开发区|集群|基地|平台))[“”]?(?:国家|省|市|区|县)级[^，。；、]{2,20}\Z"
)
# 某公司由甲市迁往乙市: the name ends where the clause goes on
_ORGANISED = re.compile(
    r"(.{2,40}?(?:公司|集团|工厂|厂|中心|研究院|研究所|大学|学院|合作社|集群|产业园|园区))(?:由|因|在|于|自20|自本|自(?=[^，。；、]{1,10}(?:[迁搬]|[市县区省州]\Z))|已|被|经|从|未|不|顺利|成功|通过|获|荣获|近日|日前|均|符合|无正当|存在|发生|拟|现已|名称|更名|变更|迁|提供|自愿|放弃|整改|复核)"
)
# a name that a predicate follows, whatever it is: 某集群无正当理由…
_STRONG = re.compile(
    r".{2,40}?(?:有限公司|股份公司|集团公司|合作社|研究院|集群|产业园区|产业园|开发区|高新区)"
)
_PREDICATE = re.compile(r"[未不因已被在为达]|连续|没有|存在|主动|自愿|近[两三]年")
# 财政部确定对, 我厅决定将, 建议继续支持的企业为
_AGENCY = re.compile(
    r".{0,80}(?:(?:[部厅局委会院府]|决定|确定|研究|拟|现)(?:对|将(?!乐))|[部厅局委](?:确定|认定|同意|批准|责令|撤销|取消|推荐|授予)"
    r"|(?:企业|单位|集群|平台|基地|园区|中心|机构|名单|分别)为)(?!你|其)"
)
_TITLE = re.compile(r"(?:企业|称号|基地|平台|中心|工厂|园区|集群|单位|奖|试点|示范)”?\Z")
_MINISTRY = re.compile(r"(?:部|厅|改革委|国资委)\Z")
_AT_END = re.compile(r"[省市县区州](?:已有|共有|现有|累计有|有)?\s*\Z")
_FIELD = re.compile(r"(?:(?![无未不因拒有存被已])[一-龥]){2,10}")
_QUOTED = re.compile(r"“[^“”]{2,40}”?")
# 某公司智慧码头项目, of a list that 等6个 closes
_THING = re.compile(r"(?:项目|场景|产品|系统|装备|生产线|车间|技术中心)\Z")
_NAMES_IN_YOU = ("有色", "有机", "有为", "有研", "有友")
_PLAIN = re.compile(r"(?:(?![无未不因拒有存被已等])[一-龥A-Za-z\d]){3,16}")
_LONG = 3  # names: where all others are names, the one that ends like none is one
_MARKS = '“”"「」 　：:，,'
_TITLES = re.compile(r"《[^《》]{1,120}》(?:中(?![国华]))?")
# 甲更名为乙: two names are not one
_TWO = re.compile(r"(?:更名|变更|更改|改名|更正|修改)为")
_BRACKETED = re.compile(
    r"[（(][^（）()]{0,60}(?:附件|见|名单)[^（）()]{0,60}[）)]|[（(](?:[^（）()，]{1,12}，)?(?:共计?|合计|拟入选|计)\s?[\d一二三四五六七八九十百,]{1,7}\s?[家个户项种款座][）)]"
)


@dataclass(frozen=True, slots=True)
class Holders:
    """Names as printed, and how many there are said to be (the named included)."""

    named: tuple[str, ...] = ()
    count: int | None = None

    def __bool__(self) -> bool:
        return bool(self.named) or self.count is not None


def holders_in(stretch: str) -> Holders:
    """The holders that a stretch names and counts.

    >>> holders_in("青砚公司、云海公司等248家企业")
    Holders(named=('青砚公司', '云海公司'), count=248)
    >>> holders_in("复核不合格的企业"), holders_in("3家申报单位")
    (Holders(named=(), count=None), Holders(named=(), count=3))
    """
    clean = _TITLES.sub("，", _BRACKETED.sub(_counted, stretch))
    total = _total(counts(clean))
    before = clean[: total.start] if total else clean
    closed = total is not None and (total.lead == "等" or before.endswith("等") or _all_named(before, total))
    quoted = total is not None and before.endswith("”")
    named = _names(before.removesuffix("等"), closed=closed, quoted=quoted)
    if total and not total.lead and len(named) == 1 and _AT_END.search(before) is not None:
        named = ()  # 某市16家企业: where they are
    if not named and total and not total.lead:
        named = _names(clean[total.end :].partition("：")[2], closed=False)
    return Holders(named, total.value if total else None)


def _all_named(before: str, total: Count) -> bool:
    """甲、乙、丙3家: as many items as the number says, each whole."""
    return total.value > 1 and len(_SPLIT.split(before.rpartition("，")[2])) == total.value


def _counted(bracket: re.Match[str]) -> str:
    """What a bracket about the list leaves: its number of holders, if it prints one."""
    found = counts(bracket[0])
    return f"等{found[0].value}家" if found else ""


def _total(found: tuple[Count, ...]) -> Count | None:
    """The number of all: the one that 等 or 共 leads to, else the first."""
    led = [count for count in found if count.lead]
    return led[0] if led else found[0] if found else None


def _names(stretch: str, *, closed: bool, quoted: bool = False) -> tuple[str, ...]:
    """The names of a list; `closed`: 等N家 follows, its last item is whole; `quoted`: “甲”“乙”两项."""
    pieces = [piece for part in _SPLIT.split(stretch) for piece in _AND.split(part)]
    items = [re.split("[，：]", piece.strip("，"))[-1] for piece in pieces]
    names = [_name(item, whole=closed or (quoted and _is_quoted(item))) for item in items]
    if len(names) >= _LONG and names.count(None) == 1:  # 甲孵化器、乙空间、丙加速营: among names
        names = [
            name or _name(item, whole=bool(_PLAIN.fullmatch(item)))
            for name, item in zip(names, items, strict=True)
        ]
    return tuple(dict.fromkeys(name for name in names if name))


def _is_quoted(item: str) -> bool:
    return _QUOTED.fullmatch(item.rpartition("的")[2]) is not None


def _name(piece: str, *, whole: bool) -> str | None:
    """The name in one item of a list; None when it is none."""
    name = _without_lead(_without_quoted(_without_programme(_without_agency(piece))))
    clause = _ORGANISED.match(name)
    if clause:
        name = clause[1]
    elif "由" in name:
        name = _cut(name) or name
    if not _ENDS.search(name) and not (whole and _THING.search(name) and _plain(name)):
        name = _cut(name, whole=whole) or (name if whole and _plain(name) else "")
    name = _without_predicate(name.strip(_MARKS).removesuffix("的").removesuffix("等"))
    if len(name) < 3 or len(name) > 60 or _is_class(name, quoted=f"“{name}" in piece):
        return None
    return name


def _without_agency(piece: str) -> str:
    """An item without who does what to it: 某厅决定对甲公司, 继续支持的企业为甲公司."""
    found = _AGENCY.match(piece)
    rest = piece[found.end() :] if found else ""
    return rest if len(rest) > 3 and (_ENDS.search(rest) or _STRONG.match(rest)) else piece


def _without_predicate(name: str) -> str:
    """A company's name without what is said of it: 某有限公司连续两年未达到绿色工厂; its 技术中心 stays."""
    strong = _STRONG.match(name) if _ENDS.search(name) else None
    if strong is None or not _PREDICATE.search(name, strong.end()):
        return name
    return _cut(name) or strong[0]


def _is_class(name: str, *, quoted: bool) -> bool:
    """Whether a stretch is a word for many, or a clause, and no name; a quoted one may open with a figure."""
    return bool(
        (_NO_NAME.match(name) and not (quoted and name[0].isdigit()))
        or _CLASS.match(name)
        or _CLAUSE_WORDS.search(name)
        or only_programme(name)
        or _TWO.search(name)
        or _MINISTRY.search(name)
        or name.count("（") != name.count("）")
        or name.count("“") != name.count("”")
    )


def _without_programme(piece: str) -> str:
    """An item without the programme that stands behind the name of an organisation."""
    levelled = _LEVELLED.match(piece)
    if levelled:
        return levelled[1]
    for named in programmes_in(piece):
        kind, before = programme(named.programme).entity_kind, piece[: named.start]
        if kind == "city" and before.endswith(("市", "县", "区", "州")):
            return before
        behind = _ORGANISATION.search(before)
        if behind and kind == "project" and named.end == len(piece) and behind.end("name") == named.start:
            return piece
        if behind:
            return piece[: behind.end("name")]
    return piece


def _without_quoted(piece: str) -> str:
    """An item without the title in quotes behind a name: 某园区“…示范基地”; “甲” itself is one."""
    stripped = piece.strip(_MARKS.replace("“", "").replace("”", ""))
    opens = stripped.find("“")
    if opens > 2 and "”" not in stripped[:opens] and _ENDS.search(stripped[:opens]):
        closes = stripped.find("”", opens)
        titled = closes < 0 or _TITLE.search(stripped, opens) or programmes_in(stripped[opens:])
        if titled and (closes < 0 or closes == len(stripped) - 1):
            return stripped[:opens]
    return piece


def _without_lead(piece: str) -> str:
    """An item without its number and what stands before the name: 对复核不合格的某公司."""
    itself = _SELF.fullmatch(piece.strip(_MARKS))
    if itself:
        return itself[1]
    name = _LEADS.sub("", _IN_LIST.sub("", piece.strip(_MARKS))).strip(_MARKS)
    head, de, tail = name.rpartition("的")
    if de and _QUOTED.fullmatch(tail):  # 某公司研制的“…”
        name = tail.strip(_MARKS)
    elif de and _ENDS.search(head) and only_programme(tail):
        name = head
    elif de and _ENDS.search(tail) and not _CLASS.match(tail):
        name = tail if tail.startswith(_NAMES_IN_YOU) else tail.removeprefix("有")
    elif de and "·" in tail.strip("·"):  # 评价较差的电子信息·某地
        name = tail
    elif de:
        name = head if _ENDS.search(head) else _cut(head) or ""
    return _without_title(name)


def _without_title(name: str) -> str:
    """A name without the title before it: 省级绿色工厂某公司由甲市; a title that is part of it stays."""
    named = programmes_in(name)
    if not named or not _LEVEL.fullmatch(name, 0, named[0].start):
        return name
    rest = name[named[0].end :].strip(_MARKS)
    return rest if len(rest) > 4 and (_ENDS.search(rest) or _STRONG.match(rest)) else name


def _cut(name: str, *, whole: bool = False) -> str | None:
    """A name without the predicate behind it: 某集群整改验收不合格 is 某集群."""
    for after in _AFTER.finditer(name):
        head = name[: after.start()].strip(_MARKS)
        if len(head) >= 3 and _ENDS.search(head):
            return head
    strong = _STRONG.match(name)
    if strong and whole and _FIELD.fullmatch(name, strong.end()):
        return None  # 某高新区电子信息: a base by its trade
    return strong[0] if strong else None


def _plain(name: str) -> bool:
    """Whether an item inside a list may be a name though it ends like none: products."""
    return 2 < len(name) <= 30 and not re.search(r"[，：。]|的|年度|第.批|根据|按照|名单", name)


def only_programme(name: str) -> bool:
    """A programme's own name, or a class of it (第三批专精特新企业), is no holder."""
    named = programmes_in(name)
    if not named:
        return False
    rest = name[: named[0].start] + name[named[-1].end :]
    return not rest.strip(_MARKS) or bool(_CLASS.match(rest)) or bool(_NO_NAME.match(rest))

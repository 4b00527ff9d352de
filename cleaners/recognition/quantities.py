"""How many a text says there are or shall be (数量): targets 目标 and claims 说法, and what was counted.

Reads a text and its title; writes a Quantity for each number of a programme's holders, one for each
region it is given for. A rank (数量位居前三) is a Quantity of unit 位. Numbers of anything else, quotas
(推荐不超过6个) and conditions (不少于100家) are left out. Whether two claims agree is never decided by their
words: `region`, `basis` and `of` say what was counted, so that 合并计划单列市 is not compared with a count
that is silent on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from cleaners.model import Quantity
from cleaners.numerals import parse_numeral
from cleaners.official.regions import provinces
from cleaners.recognition.marks import batch_in
from cleaners.recognition.programmes import programme, programme_of, programmes_in
from cleaners.recognition.sentences import punctuated

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
# 200个左右, 5万家左右, 1,744家, 三十四个, 30余家
_NUMBER = re.compile(
    r"(?<!\d)(?P<figure>\d{1,3}(?:,\d{3}){1,3}|\d{1,8}(?:\.\d{1,4})?|[一二三四五六七八九十百千]{1,7})\s?(?P<wan>万)?\s?(?P<more>余|多)?\s?(?P<unit>家|个|户|项|种|款|座)"
    r"(?!工作日|月|百分点|方面|自然日)"
)
_MOST = 200  # numbers of one sentence; a table run together is none
_ROUND = re.compile(r"\A(?:左右|以上|上下|以内)")
_ABOUT = re.compile(r"(?:约|近|超过|超|逾|不少于|不低于|至少|普遍[^，。]{0,10}在|突破|接近)\s?\Z")
_NOUN = re.compile(r"集群|企业|平台|基地|园区|中心|工厂|孵化器|合作区|产品|场景|单位|城市")
_KINDS = {
    "集群": "cluster",
    "企业": "enterprise",
    "单位": "enterprise",
    "平台": "platform",
    "孵化器": "platform",
    "基地": "base",
    "园区": "park",
    "合作区": "park",
    "中心": "centre",
    "工厂": "enterprise",
    "产品": "product",
    "场景": "project",
    "城市": "city",
}
# 到2035年, 到2035年底, 2035年底前, 力争2033年
_BY = re.compile(
    r"(?:到|至|截至|力争|计划|预计|目标是|确保)[^，。；]{0,6}?(?P<by>20\d\d)\s?年|(?P<before>20\d\d)\s?年(?:底|末)?(?:之|以)?前"
)
_PLAN = re.compile(
    r"“?十(?P<no>[三四五六])五”?(?:期间|时期|末)?|(?P<first>20\d\d)\s?[-—至~]\s?(?P<last>20\d\d)\s?年"
)
_PLANS = {"三": (2016, 2020), "四": (2021, 2025), "五": (2026, 2030), "六": (2031, 2035)}
_AIMS = re.compile(r"力争|目标|计划|拟|将|到20\d\d年|期间|争取|确保|预计|引导|推动|培育")
_DONE = re.compile(r"累计|迄今|已|截至|目前|共有|拥有|新增|达到了|数量|增长|分布|入选|公布|统计|新认定")
_WORDS = re.compile(
    r"已(?=累?计?[认培拥有])|力争|争取|计划|目标|累计|迄今|新增|新认定|新培育|约|超过|逾|不少于|左右|以上|达到|并列榜首|位居榜首|普遍|突破"
)
# quotas, conditions and what one holder has: no number of holders
_NO_QUANTITY = re.compile(
    r"推荐(?:数量|名额)?[^，。；]{0,8}(?:不超过|不多于|限)|限(?:申报|推荐)|名额|每(?:个|家|省|市|县|批|年)|合计不少于|不少于\d+(?:人|家(?=[，。；]))|申报条件|最多|超出|只能|申报\s?\d|拟(?:认定|确定|授予|定|推荐)|各\d+个名额|可推荐"
)
# numbers of an event, which cleaners/recognition/announced.py reads: 27个通过复核
_EVENT = re.compile(
    r"通过(?:了)?(?:本次)?复核|复核(?:通过|合格)|限期整改|撤销|取消|移出|更名|变更名称|未通过|不合格"
)
# 30个省份, 769个县级行政区
_OTHER = re.compile(
    r"(?:省份|省(?!级)|县级行政|县(?!级)|市(?!级)|地区|区(?!级)|乡镇|街道|行业|领域|方面|国家(?!级)|人|工作|部门|批次)"
)
_LEVEL = re.compile(r"国家级|省级|市级|县级|区级|自治区级")
_BASIS = re.compile(
    r"(?:合并|不含|不包括|剔除|包括|含)(?:了)?计划单列市|(?:按|从)(?P<by>[^，。；]{2,6}?分布)(?:来)?看|(?P<county>县域)(?=\d)"
)
_AMONG = re.compile(r"涉及\s?\Z|其中，?\s?\Z")
_SPEAKER = re.compile(
    r"\A\s*(?:据|记者从|近日，)?(?P<who>[^，。；“]{2,30}?)(?:有关负责人|相关负责人|负责人)?(?:介绍|表示|说|统计|数据显示|梳理发现|提出|称|指出|披露|获悉)[，：]"
)
_YEAR = re.compile(r"(20\d\d)\s?年度?")
_AS_OF = re.compile(r"截至(20\d\d)\s?年(?:底|末)?")
# 山东、江苏、广东集群数量位居前三
_RANK = re.compile(
    r"(?:数量|个数|总数|总量)[^，。；\d]{0,6}?(?:位居|位列|居|排名|列|排)(?:全国|全省)?(?P<rank>榜首|首位|第[一二三四五六七八九十\d]+|前[三五十四六七八九])"
)
_REGION_WORDS = (
    "东部地区",
    "中部地区",
    "西部地区",
    "东北地区",
    "东部",
    "中部",
    "西部",
    "东北",
    "全国",
    "全省",
    "全市",
    "全区",
    "我省",
    "我市",
)
_CITIES = ("大连", "青岛", "宁波", "厦门", "深圳", "新疆生产建设兵团", "兵团")
_SHORT = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)\Z")


@dataclass(frozen=True, slots=True)
class Split:
    """A total and its parts by region, of one sentence (分项核对): whether they add up."""

    total: Quantity
    parts: tuple[Quantity, ...]

    @property
    def holds(self) -> bool:
        return sum(part.value for part in self.parts) == self.total.value


def quantities(text: str, *, title: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order.

    >>> [(q.value, q.by, q.modality) for q in quantities("到2035年，培育200个左右特色产业集群。", title="")]
    [(200, 2035, '左右')]
    >>> quantities("各省推荐不超过6个特色产业集群。", title="")
    ()
    """
    found: list[Quantity] = []
    known = programme_of(title)
    for sentence in _SENTENCE.finditer(text):
        quote = sentence[0].strip()
        if not quote:
            continue
        said = punctuated(quote)
        named = programmes_in(said)
        start = sentence.start() + sentence[0].index(quote)
        context = named[0].programme if named else known
        found.extend(_of_sentence(said, quote, (start, start + len(quote)), context))
        known = known or context
    return tuple(found)


def splits(found: tuple[Quantity, ...]) -> tuple[Split, ...]:
    """The totals that a sentence also gives by region: 全国300个中，东部156个、中部76个 ….

    >>> said = "从区域分布看，全国3个特色产业集群中，东部地区2个，西部地区1个。"
    >>> [(s.total.value, len(s.parts), s.holds) for s in splits(quantities(said, title=""))]
    [(3, 2, True)]
    """
    out = []
    for total in found:
        parts = tuple(
            q
            for q in found
            if q.span == total.span and q is not total and q.programme == total.programme and _is_part(q)
        )
        if total.region in ("全国", "全省", "全市", None) and total.by is None and len(parts) > 1:
            out.append(Split(total, parts))
    return tuple(out)


def _is_part(quantity: Quantity) -> bool:
    return (
        quantity.by is None
        and quantity.unit != "位"
        and quantity.region not in (None, "全国", "全省", "全市")
    )


def _of_sentence(said: str, quote: str, span: tuple[int, int], context: str | None) -> Iterator[Quantity]:
    """The quantities of one sentence."""
    last = 0
    for number in islice(_NUMBER.finditer(said), _MOST):
        value = _value(number)
        begin = max(last, *(said.rfind(sign, 0, number.start()) + 1 for sign in "，："))
        end = _item_end(said, number.end())
        name = _counted(said, begin, number, end, context)
        if (
            value
            and name
            and not _NO_QUANTITY.search(said[begin:end])
            and not _EVENT.search(said[begin : end + 1])
            and not said[: number.start()].endswith("等")
        ):
            yield from _quantities(said, begin, number, end, value, name, quote, span)
        last = number.end()
    yield from _ranks(said, quote, span, context)


def _value(number: re.Match[str]) -> int | None:
    figure = number["figure"].replace(",", "")
    scale = 10000 if number["wan"] else 1
    if figure[0].isdigit():
        return round(float(figure) * scale) if "." not in figure or scale > 1 else None
    parsed = parse_numeral(figure)
    return parsed * scale if parsed and (parsed > 1 or scale > 1) else None


def _item_end(said: str, at: int) -> int:
    """Where the item ends that begins with a number: at the next comma, 和 or number."""
    found = re.search(r"[，、。；：]|和(?=\d)|及(?=\d)|\d", said[at:])
    return at + found.start() if found else len(said)


def _counted(said: str, begin: int, number: re.Match[str], end: int, context: str | None) -> str | None:
    """The programme whose holders a number counts; None when it counts something else."""
    before, after = said[begin : number.start()], _ROUND.sub("", said[number.end() : end])
    if _OTHER.match(after):
        return None
    following = programmes_in(after)
    if following:
        return following[0].programme
    noun = _NOUN.search(after)
    if noun:
        return _fitting(noun[0], context)
    if after.strip("”") and not re.match(
        r"[”]?(?:的数量|入选|上榜|通过|获评|中\Z|，|以|名|规模|增|，|为|\Z)", after
    ):
        return None
    ahead = [p for p in programmes_in(before) if not _NOUN.search(before[p.end :])]
    if ahead:
        return ahead[-1].programme
    nouns = _NOUN.findall(before)
    if nouns:
        return _fitting(nouns[-1], context)
    return context if regions_in(before) else None


def _fitting(noun: str, context: str | None) -> str | None:
    """The programme spoken of, when it counts what the noun is."""
    return context if context and programme(context).entity_kind == _KINDS[noun] else None


def _quantities(
    said: str,
    begin: int,
    number: re.Match[str],
    end: int,
    value: int,
    name: str,
    quote: str,
    span: tuple[int, int],
) -> Iterator[Quantity]:
    """One quantity for each region that a number is given for."""
    before, item = said[begin : number.start()], said[begin:end]
    by, since = _term(said[: number.end()], item)
    words = _modality(said, begin, number, end, target=by is not None)
    rounded = _ROUND.match(said[number.end() :]) or _ABOUT.search(said[: number.start()]) or number["more"]
    basis = _basis(said, number.start())
    for region in regions_in(before) or regions_in(said[number.end() : end])[:1] or (None,):
        yield Quantity(
            name,
            value,
            number["unit"],
            _level(said, begin, number, end),
            by,
            since,
            region,
            basis,
            _of(said, number.start(), item, target=by is not None),
            words,
            bool(rounded),
            _speaker(said),
            quote,
            span,
        )


def _term(early: str, item: str) -> tuple[int | None, int | None]:
    """By which year a target is set, and since when it counts; (None, None) for a claim of what is."""
    if re.search(r"累计|迄今|已(?:经)?(?:认定|培育)|截至", item):
        return None, None
    plan, by = _last(_PLAN, early), _last(_BY, early)
    if by and not re.search(r"截至\Z", early[: by.start() + 2]):
        return int(by["by"] or by["before"]), None
    if plan and (plan["no"] or _AIMS.search(early)) and not re.search(r"累计|以来|已", early[plan.end() :]):
        return (int(plan["last"]), int(plan["first"])) if plan["last"] else _PLANS[plan["no"]][::-1]
    return None, None


def _last(pattern: re.Pattern[str], stretch: str) -> re.Match[str] | None:
    """The last place where a pattern is met."""
    found = list(pattern.finditer(stretch))
    return found[-1] if found else None


def _modality(said: str, begin: int, number: re.Match[str], end: int, *, target: bool) -> str:
    """The words that colour a number, in order: 力争…左右, 累计, 并列榜首."""
    start = 0 if target else begin
    tail = said[number.end() : end]
    before = said[start : number.start()]
    words = [m[0] for m in _WORDS.finditer(before) if m[0] not in ("左右", "以上")]
    words += [m[0] for m in _WORDS.finditer(tail)]
    words += ["余"] if number["more"] else []
    return "…".join(dict.fromkeys(words))


def _level(said: str, begin: int, number: re.Match[str], end: int) -> str | None:
    found = _LEVEL.findall(said[begin:end])
    return found[0] if found else None


def _basis(said: str, at: int) -> str | None:
    """What was counted, as printed before the number: 合并计划单列市, 区域分布, 县域."""
    found = _last(_BASIS, said[: at + 1])
    if found:
        return found["by"] or found[0].removesuffix("来看")
    if _AMONG.search(said[:at]):
        clause = said[:at].rpartition("，")[0].rpartition("，")[2]
        return clause.strip() or None
    return None


def _of(said: str, at: int, item: str, *, target: bool) -> str | None:
    """Of which year or batch a claim is: 2033年新增, 第六批, 截至2033年, 累计."""
    if target:
        return None
    as_of = _AS_OF.search(said, 0, at)
    if as_of:
        return as_of[0]
    if re.search(r"累计|迄今", said[:at][-40:]):
        return "累计"
    batch = batch_in(item) or batch_in(said[:at])
    if batch:
        return batch
    years = _YEAR.findall(said[:at])
    fresh = re.search(r"新增|新认定|新培育", item) is not None
    if years and (fresh or "年度" in said[:at] or "年" in item):
        return f"{years[-1]}年新增" if fresh else f"{years[-1]}年"
    return "新增" if fresh else None


def _speaker(said: str) -> str | None:
    found = _SPEAKER.match(said)
    return found["who"].strip() if found and found["who"] not in ("其中", "同时") else None


def _ranks(said: str, quote: str, span: tuple[int, int], context: str | None) -> Iterator[Quantity]:
    """山东、江苏、广东集群数量位居前三: each of them is said to be within the first three."""
    for found in _RANK.finditer(said):
        clause = said[
            max(m.end() for m in re.finditer(r"\A|[，：。]", said[: found.start()])) : found.start()
        ]
        named = programmes_in(clause)
        noun = _NOUN.findall(clause)
        name = named[0].programme if named else _fitting(noun[-1], context) if noun else context
        place = {"榜首": 1, "首位": 1}.get(found["rank"]) or parse_numeral(found["rank"][1:])
        for region in regions_in(clause) if name and place else ():
            yield Quantity(
                name or "",
                place or 0,
                "位",
                None,
                None,
                None,
                region,
                _basis(said, found.start()),
                None,
                found["rank"],
                False,
                _speaker(said),
                quote,
                span,
            )


def regions_in(stretch: str) -> tuple[str, ...]:
    """The regions that a stretch names, as printed, in order.

    >>> regions_in("若合并计划单列市的数据，山东、浙江均以")
    ('山东', '浙江')
    """
    return tuple(dict.fromkeys(found[0] for found in _regions().finditer(stretch)))


@cache
def _regions() -> re.Pattern[str]:
    """Provinces in full and short, cities with planning of their own, parts of the country."""
    names = {*provinces(), *(_SHORT.sub("", name) for name in provinces()), *_REGION_WORDS, *_CITIES}
    return re.compile("|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n))))

"""What a sentence prints beside its holders (标记): batch, its year, annexes, and numbers of holders.

Reads a stretch of a sentence; writes what is printed there, and nothing that is only implied.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from cleaners.numerals import parse_numeral

_CHINESE = "一二三四五六七八九十百"
# 第六批, 首批, 第12批; 批次 is none
BATCH = re.compile(rf"第[{_CHINESE}\d]{{1,4}}批(?!次)|首批(?!次)|第一批")
# 2024年度, 2024年第六批, 2024年5G工厂名录, 2023-2024年度; no 2024年5月, 〔2024〕, 2022年版
_YEAR = re.compile(
    r"(?<![\d〔\[])(20\d\d)(?:[-—至~]20\d\d)?\s?年(?:度|(?!第?\s?\d{1,4}\s?号|\d{1,2}\s?月|版|修订|以来|底|末|前|至|期间|\d{1,2}月))"
)
_YEARLY = re.compile(r"(?<![\d〔\[])(20\d\d)\s?年度")
# 附件, 附件1, 附件1、2, 附件3和附件4, 附件1—4
_ANNEX = re.compile(
    r"附[件表]\s?((?:[\d一二三四五六七八九十]{1,2}(?:-\d{1,2}(?!\d))?)?(?:\s?[、和及至—–~～-]\s?(?:附件)?[\d]{1,2}(?!\d|家|个|年|日))*)"
    r"(?!中[^，。；]{0,24}(?:漏|误|错|缺))"
)
# 附件1—4, 附件1至附件4, 附件1-4: all between; 附件1-1 and 附件1-2 are parts of the first
_RANGE = re.compile(r"(\d{1,2})\s?(?:[至—–~～]{1,2}|(?P<dash>-))\s?(?:附件)?(\d{1,2})")
_MOST_ANNEXES = 30
_SERIAL = re.compile(r"[\d一二三四五六七八九十]{1,2}(?:-\d{1,2})?")
# 附件1-1, 附件1-2, 附件2-1: no range, so that 附件1-3 beside it is none either
_PART = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})(?!\d)")
# 等248家, 共7个, 32个, 三十四家, 1,744家; no 3个工作日, 5个方面
COUNT = re.compile(
    rf"(?P<lead>等|共计|合计|总计|共|计)?\s?(?<!第)(?<!\d)(?<!附件)(?<!附表)(?<!超过)(?<!少于)(?<!低于)(?<!多于)(?<!高于)(?<!至多)(?P<figure>\d{{1,3}}(?:[,，]\d{{3}}){{1,4}}|\d{{1,6}}|[{_CHINESE}千零〇两]{{1,7}})\s?(?P<about>余|多)?"
    r"(?P<unit>家|个|户|项|种|款|座|处|件|名|所|条)(?!工作日|自然日|月|百分点|方面|批次|省份?[^级]|省$|地区|市、|县、|指标|阶段|层次|等级|类别|月内|一级|二级|梯队|行业|领域|文件)"
)

# 示范平台73个, 分中心8家: a kind of holders by its own word
KIND = re.compile(
    r"(?:共有|共|其中|以及|和|及|与)?(?:示范|试点|培育|分|单项冠军|优秀|领航|卓越|先进|绿色|新型|智能|服务型|制造|工业|设计|创新|创业|重点|企业|国内|省内|国际|首){0,8}"
    r"(?:企业|平台|项目|城市|中心|基地|园区|产品|集群|单位|工厂|场景|产业园区|装备|（套）|材料|软件)共?\s?(?=\d)"
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of holders: its value, where it stands, and whether 等, 共 lead to it."""

    value: int
    start: int
    end: int
    lead: str


def counts(stretch: str) -> tuple[Count, ...]:
    """The numbers of holders in a stretch, in order.

    >>> [(c.value, c.lead) for c in counts("某公司等1,744家企业，公示3个工作日")]
    [(1744, '等')]
    """
    found = []
    for match in COUNT.finditer(stretch):
        value = parse_numeral(match["figure"].replace(",", "").replace("，", ""))
        arabic = match["figure"][0].isdigit()
        if value and (arabic or match["lead"] or _opens(stretch, match.start())):
            found.append(Count(value, match.start(), match.end(), match["lead"] or ""))
    return tuple(found)


def _opens(stretch: str, at: int) -> bool:
    """Whether a Chinese numeral is a number there, not part of a name: 认定三十四家, not 十里铺十家村."""
    if re.match(
        r"[两二三四五六七八九十]{1,3}\s?[家个](?:国家|企业|集群|单位|平台|基地|园区|公司|产业)", stretch[at:]
    ):
        return True
    return (
        at == 0
        or stretch[at - 1] in "，、的了定予有批准出对将予增为：）)”述列"
        or stretch.endswith("以下", 0, at)
    )


def batch_in(stretch: str) -> str | None:
    """The only batch that a stretch names; None when it names none or several."""
    found = {match[0] for match in BATCH.finditer(stretch)}
    return found.pop() if len(found) == 1 else None


def year_in(stretch: str) -> int | None:
    """The only year of a batch that a stretch names, 年度 before 年; None when none or several."""
    for pattern in (_YEARLY, _YEAR):
        found = {int(match[1]) for match in pattern.finditer(stretch)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def annexes_in(stretch: str) -> tuple[str, ...]:
    """The annexes that a stretch refers to, each as 附件 and its number.

    >>> annexes_in("名单见附件1、2，说明见附件")
    ('附件1', '附件2', '附件')
    >>> annexes_in("附件1—3"), annexes_in("附件1-2")
    (('附件1', '附件2', '附件3'), ('附件1-2',))
    >>> annexes_in("附件1-2、附件1-3")
    ('附件1-2', '附件1-3')
    """
    found: dict[str, None] = {}
    parted = {first for first, last in _PART.findall(stretch) if int(last) < int(first) + 2}
    for match in _ANNEX.finditer(stretch):
        serials = _SERIAL.findall(_RANGE.sub(partial(_spelled_out, parted=parted), match[1]))
        for name in (f"附件{serial}" for serial in serials) if serials else ("附件",):
            found[name] = None
    return tuple(found)


def _spelled_out(range_: re.Match[str], parted: Collection[str]) -> str:
    """1—4 as 1、2、3、4; what is no range as it is: an annex that has parts."""
    if range_["dash"] and range_[1] in parted:
        return range_[0]
    first, last = int(range_[1]), int(range_[3])
    least = first + 2 if range_["dash"] else first + 1
    if not least <= last < first + _MOST_ANNEXES:
        return range_[0]
    return "、".join(map(str, range(first, last + 1)))

"""How long a document says it applies (有效期): 有效期五年, 有效期至2035年12月31日, 试行两年, 自…至…止.

Reads one sentence; writes the Term it gives to the document that prints it. The subject must be the document
itself: 本办法, or nothing but the words of its first day (自…起施行) between that and the term. The validity
of a title, a certificate or a policy, and what another document (该办法) prints of itself, is never taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cleaners.effect.relative import OWN_SUBJECT, months_later
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.official.dates import FoundDate, find_dates

_FIGURE = rf"(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{1,4}})"
_NOUN = r"(?:有效期限?|试行期限?|暂行期限?|施行期限?|实施期限?|执行期限?|适用期限?)"
# 有效期5年, 试行期限为两年, 有效期暂定三年, 施行期限为自公布之日起5年
_PERIOD = re.compile(
    rf"{_NOUN}\s{{0,2}}(?:暂?定?为|暂定|限|是|[：:])?\s{{0,2}}"
    r"(?:自(?:本[一-龥]{2,6})?(?:发布|印发|公布|颁布|施行|实施|执行|生效|下发)之日起\s{0,2})?(?:计算|算起)?[，,]?(?:为)?"
    rf"(?P<figure>{_FIGURE})\s{{0,2}}(?P<unit>年|个月)(?P<half>半)?"
    r"(?!\s{0,2}(?:以?后|以?内|以?来|以上|以下|期间|度|[一二三四]季|的))"
)
# 试行一年。 | 自…起施行三年。 | 暂定执行两年; 试行一年后, and 实施三年，成效明显 are no terms
_RUNS = re.compile(
    rf"(?:试行|暂行|暂定(?:施行|实施|执行)|(?<=起)\s{{0,2}}(?:施行|实施|执行))\s{{0,2}}(?P<figure>{_FIGURE})\s{{0,2}}"
    r"(?P<unit>年|个月)(?P<half>半)?(?=[。；;）)\n]|\Z|[，,]\s?(?:自|从|期满|到期|有效|由))"
)
# 自发布之日起五年内有效, 施行后3年内有效
_WITHIN = re.compile(
    rf"(?:之日起|[，,]|以?后)\s{{0,2}}(?P<figure>{_FIGURE})\s{{0,2}}(?P<unit>年|个月)(?P<half>半)?(?:之?内)?有效"
)
# 有效期至, 执行至, 自…起至
_TO = re.compile(r"(?:至|到|截至|截止|截止到|截止至|止于)\s{0,2}\Z")
# 2035年底, 2035年12月底, 2035年末
_LATE = re.compile(
    r"(?P<year>20\d{2})\s{0,2}年\s{0,2}(?:(?P<month>\d{1,2})\s{0,2}月\s{0,2})?[底末](?:之?前)?"
)
# 自2036年1月1日起失效: the first day without
_VOID_FROM = re.compile(r"\s{0,2}起\s{0,2}(?:自动|自行|即行)?(?:失效|废止|停止(?:执行|施行|实施)|不再执行)")
# 于2035年12月31日失效
_VOID_ON = re.compile(r"\s{0,2}(?:自动|自行)?(?:失效|废止|停止(?:执行|施行|实施))")
_BEFORE_VOID = ("于", "，", ",")
_OF_FORCE = re.compile(r"施行|实施|执行|试行|有效|期限|生效|失效|废止|止执|日止")
_AFTER_END = re.compile(r"\s{0,2}[）)]?\s{0,2}(?:止|期满|失效|废止|有效|施行|实施|执行|[，,。；;）)\n]|\Z)")
# the words between 本办法 and its term that change nothing of whose term it is
_FILLER = re.compile(
    r"[\s，,、；;：:（）()]|由[^，,。；]{2,30}负责(?:具体)?解释|[^，,。；]{0,200}(?:同时|即行|予以)(?:废止|停止执行|失效)"
    r"|有效期限?|试行期限?|暂行期限?|施行期限?|实施期限?|执行期限?|适用期限?|有效时间|有效"
    r"|自|从|于|起|之日|印发|发布|公布|颁布|下发|发文|正式|开始|暂定|暂行|试行|施行|实施|执行|生效|启用|适用|计算"
    r"|为期|暂|定|为|是|限|的|其|共|后|满|止|截至|截止|至|到|日|"
    rf"{_FIGURE}\s?(?:年半?|个月|个?工作日|日|天)|{OWN_SUBJECT.pattern}"
)
# what a sentence about the first day of its own document begins with
_OPENS = re.compile(
    r"\A\s*(?:第[零〇一二两三四五六七八九十百\d]{1,6}条|[（(]?[零一二三四五六七八九十\d]{1,3}[）).、．])?\s*"
)
_ANNOUNCED = re.compile(r"(?:公布|发布|公告|印发|颁布|通过|同意|你们|执行|落实)\s*[，,]\s*")
_BEGINS = re.compile(r"施行|实施|执行|生效|试行|启用")
_REACH = 160  # how far before a term its subject is looked for


@dataclass(frozen=True, slots=True)
class Term:
    """How long: the last day when one is printed, else months from the first day; where it stands."""

    last: date | None
    months: int
    span: tuple[int, int]


def own_term(sentence: str, *, continues: bool = False) -> Term | None:
    """The term that a sentence gives to the document that prints it.

    `continues`: the sentence before told the document's first day, so that 有效期五年。 alone is its own.

    >>> own_term("本办法自2031年9月13日起施行，有效期五年。").months
    60
    >>> own_term("集群有效期为三年。"), own_term("本办法所称证书有效期为三年。")
    (None, None)
    """
    dates = find_dates(sentence)
    return _until(sentence, dates, continues=continues) or _for_months(sentence, dates, continues=continues)


def _until(sentence: str, dates: tuple[FoundDate, ...], *, continues: bool) -> Term | None:
    """有效期至…, 自…起至…止, 执行至…, 自…起失效."""
    for found in dates:
        start, end = found.span
        void = _VOID_FROM.match(sentence, end)
        if void and _is_own(sentence, start, dates, continues=False):
            return Term(found.day - timedelta(days=1), 0, (start, void.end()))
        void = _VOID_ON.match(sentence, end)
        ends = _TO.search(sentence, max(0, start - 6), start) and _AFTER_END.match(sentence, end)
        if (ends or (void and sentence[max(0, start - 1) : start] in _BEFORE_VOID)) and (
            _OF_FORCE.search(sentence, max(0, start - _REACH), min(len(sentence), end + 6))
            and _is_own(sentence, start, dates, continues=continues)
        ):
            return Term(found.day, 0, (start, end))
    for late in _LATE.finditer(sentence):
        before = sentence[max(0, late.start() - _REACH) : late.start()]
        if (
            _TO.search(before)
            and _OF_FORCE.search(before)
            and _is_own(sentence, late.start(), dates, continues=continues)
        ):
            return Term(_last_of(int(late["year"]), int(late["month"] or 12)), 0, late.span())
    return None


def _last_of(year: int, month: int) -> date | None:
    first = date(year, month, 1) if 1 <= month <= 12 else None
    after = months_later(first, 1) if first else None
    return after - timedelta(days=1) if after else None


def _for_months(sentence: str, dates: tuple[FoundDate, ...], *, continues: bool) -> Term | None:
    """有效期N年, 试行N年, N年内有效."""
    for pattern in (_PERIOD, _RUNS, _WITHIN):
        for period in pattern.finditer(sentence):
            figure = parse_numeral(period["figure"])
            if figure and _is_own(sentence, period.start(), dates, continues=continues):
                unit = 1 if period["unit"] == "个月" else 12
                return Term(None, figure * unit + (unit // 2 if period["half"] else 0), period.span())
    return None


def _is_own(sentence: str, at: int, dates: tuple[FoundDate, ...], *, continues: bool) -> bool:
    """Nothing but the words of its own first day stands between 本办法 and the term."""
    low = max(0, at - _REACH)
    subjects = [
        own for own in OWN_SUBJECT.finditer(sentence, low, at) if _heads_clause(sentence, own.start())
    ]
    if subjects and _is_filler(sentence, subjects[-1].end(), at, dates):
        return True
    if subjects and _explained(sentence, subjects[-1].end(), at, dates):
        return True
    opens = _OPENS.match(sentence)
    begin = opens.end() if opens else 0
    announced = [m.end() for m in _ANNOUNCED.finditer(sentence, begin, at)]
    begin = announced[-1] if announced else begin
    stretch = sentence[begin:at]
    return _is_filler(sentence, begin, at, dates) and (continues or _BEGINS.search(stretch) is not None)


def _heads_clause(sentence: str, at: int) -> bool:
    """Whether a clause begins there: 过渡期为本意见发布之日起… does not speak of 本意见."""
    opens = _OPENS.match(sentence)
    begin = max(opens.end() if opens else 0, *(sentence.rfind(mark, 0, at) + 1 for mark in "，,：:；（("))
    return not sentence[begin:at].strip(" \t　自从")


def _explained(sentence: str, start: int, at: int, dates: tuple[FoundDate, ...]) -> bool:
    """本办法由市工信局负责解释，自…起施行，有效期五年: the clauses between are of the document too."""
    first = re.match(r"[^，,。；]{0,40}(?:负责解释|解释权[^，,]{0,20})[，,]", sentence[start:at])
    return first is not None and _is_filler(sentence, start + first.end(), at, dates)


def _is_filler(sentence: str, start: int, end: int, dates: tuple[FoundDate, ...]) -> bool:
    kept, at = [], start
    for found in dates:
        if start <= found.span[0] and found.span[1] <= end:
            kept.append(sentence[at : found.span[0]])
            at = found.span[1]
    kept.append(sentence[at:end])
    return not any(_FILLER.sub("", piece) for piece in kept)

"""What must be done every year or by a day (义务): 每年4月30日前填报…, 于2033年7月31日前提交复核报告.

Reads a text; writes a Duty for each day that a sentence sets. A day without a year and without 每年 sets
none: which year is meant would be a guess. The end of a 公示 or of a consultation is a window, no duty.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from cleaners.model import Duty
from cleaners.numerals import parse_numeral
from cleaners.official.dates import find_dates
from cleaners.recognition.sentences import punctuated

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# 每年4月30日前, 每年6月底前, 每年12月前, 次年3月31日前, 每年1月1日至3月31日, 每年一月底
_YEARLY = re.compile(
    rf"(?:每年(?:度)?|次年|翌年|每一年度)(?:的)?(?:{_NUMBER}\s?月(?:\s?{_NUMBER}\s?日)?\s?(?:至|到|—|-|－|~)\s?)?\s?(?P<month>{_NUMBER})\s?月\s?"
    rf"(?:(?P<day>{_NUMBER})\s?[日号]|(?P<end>底|末|下旬)|(?P<middle>中旬)|(?P<first>上旬|初))?(?:\s?[（(][^（）()]{{1,8}}[）)])?\s?(?P<before>(?:之|以)?前|内|止)?"
)
_BEFORE = re.compile(
    r"\s?(?:[（(][^（）()\n]{1,10}[）)])?\s?(?:\d{1,2}[时:：点]\d{0,2}分?)?(?:下班)?(?:之|以)?前"
)
_BY = re.compile(r"(?:于|在|请|最迟|最晚|务必|应|须|，|：|\A|、|[）)])\s?(?:于|在)?\s?\Z")
# 2033年8月底前
_LATE = re.compile(r"(?P<year>20\d\d)\s?年\s?(?P<month>\d{1,2})\s?月\s?(?:底|末)\s?(?:之|以)?前")
_DOES = re.compile(
    r"报送|填报|上报|提交|报告|提供|完成|组织|开展|寄送|报至|发送|更新|登录|登陆|公布|总结|备案|办理|申请|提出|汇总|上传|报我|报省|报市|报产|报部|反馈|推荐|送达|缴|邮寄"
)
_GOES_ON = re.compile(r"(?:并|再)?(?:报送|上报|报至|抄送|报我|汇总|同时报)")
_NO_DUTY = re.compile(
    r"(?:意见|异议|建议)[^。；]{0,60}反馈|公示|征求|意见征集|如有异议|注册|成立|出生|设立|以前年度|截至[^，。；]{0,14}前(?:已|注册)|已于|曾于|(?:已|均)完成|认定的"
)
_WHO = re.compile(
    r"(?:\A|[，、。；：）)])?\s?(?P<who>[^，。；：“”（）()]{2,40}?)(?:应当|应|须|需|要|负责|务必|请|必须|均)?(?:请)?(?:于|在|将|按时|及时)?\s?\Z"
)
_LEAD = re.compile(
    r"\A(?:\s|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|第[一二三四五六七八九十百\d]{1,6}条|请|并|由|各地要|[^，。；：]{2,12}[。：])+"
)
_IS_WHO = re.compile(
    r"(?:部门|单位|企业|集群|平台|基地|园区|厅|局|委|中心|机构|主体|市|省|县|区|各地|办公室|司|处|盟|对象|城市|地区|委员会|政府|工厂)\Z"
)


def duties(text: str) -> tuple[Duty, ...]:
    """The duties that a text sets, in order.

    >>> duty = duties("省级主管部门应当于每年3月31日前，将上一年度发展情况报送产业振兴部。")[0]
    >>> duty.who, duty.year, duty.month, duty.day, duty.what
    ('省级主管部门', None, 3, 31, '将上一年度发展情况报送产业振兴部')
    """
    found: list[Duty] = []
    for sentence in _SENTENCE.finditer(text):
        quote = sentence[0].strip()
        if not quote or _NO_DUTY.search(quote):
            continue
        start = sentence.start() + sentence[0].index(quote)
        found.extend(_read(punctuated(quote), quote, (start, start + len(quote))))
    return tuple(found)


def _read(said: str, quote: str, span: tuple[int, int]) -> Iterator[Duty]:
    """The duties of one sentence: yearly ones, else single days."""
    yearly = [m for m in _YEARLY.finditer(said) if m["before"] or m["end"] or "至" in m[0]]
    for found in yearly:
        month, day = _month_day(found)
        what = _what(said, found.end())
        if day and what:
            yield Duty(what, _who(said[: found.start()]) or _opens(what), None, month, day, quote, span)
    if yearly:
        return
    for year, month, day, start, end in _single(said):
        what = _what(said, end)
        if what:
            yield Duty(what, _who(said[:start]) or _opens(what), year, month, day, quote, span)


def _month_day(found: re.Match[str]) -> tuple[int, int]:
    """Month and last day of a yearly duty; day 0 when there is no such day."""
    month = parse_numeral(found["month"]) or 0
    if not 1 <= month <= 12:
        return 0, 0
    longest = monthrange(2028, month)[1]  # a leap year: 2月29日 is a day
    last = monthrange(2027, month)[1]
    if found["day"]:
        day = parse_numeral(found["day"]) or 0
        return month, day if day <= longest else 0
    if found["middle"]:
        return month, 20
    return month, 10 if found["first"] else last


def _single(said: str) -> Iterator[tuple[int, int, int, int, int]]:
    """Single days with their year: year, month, day, and the stretch that prints them."""
    for late in _LATE.finditer(said):
        month = int(late["month"])
        if 1 <= month <= 12:
            yield int(late["year"]), month, monthrange(int(late["year"]), month)[1], *late.span()
    for day in find_dates(said):
        before = _BEFORE.match(said, day.span[1])
        if before and not re.search(r"截至\s?\Z", said[: day.span[0]]):
            yield day.day.year, day.day.month, day.day.day, day.span[0], before.end()


def _what(said: str, end: int) -> str | None:
    """What must be done: the clauses behind the day up to the one that holds the verb."""
    rest = said[end:].lstrip("，, 、")
    taken, done = "", False
    for clause in re.split(r"(?<=[，。；])", rest):
        if done and not _GOES_ON.match(clause):
            break
        taken += clause
        done = done or _DOES.search(clause) is not None
        if len(taken) > 120:
            break
    return taken.strip("，。；、 ") if done else None


def _who(before: str) -> str | None:
    """Who must do it: the subject of the clause in which the day stands; None when it is not printed."""
    clause = _LEAD.sub("", before.rpartition("。")[2])
    for part in reversed([part for part in clause.split("，") if part.strip()]):
        found = _WHO.search(part)
        who = _LEAD.sub("", found["who"]).strip() if found else ""
        organised = re.search(r"组织(?P<who>[^，。；]{2,16})\Z", who)
        who = organised["who"] if organised else who
        if _IS_WHO.search(who) and len(who) <= 30:
            return who
    return None


def _opens(what: str) -> str | None:
    """The subject that stands behind the day: 每年12月底前，各地将监测情况上报."""
    found = re.match(r"(?P<who>[^，。；]{2,20}?)(?:应当?|要|须|需|将|负责)", what)
    return found["who"] if found and _IS_WHO.search(found["who"]) else None

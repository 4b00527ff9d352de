"""In force or not (效力): from when and until when a document says it applies, and what it repeals.

Reads the document's own clauses (自2022年9月13日起施行, 有效期五年, 同时废止), never the clauses that give a
period to something else (集群有效期为三年). It knows no clock: the status it gives is what the text says, and
standing.status_as_of derives 尚未生效, 现行有效 and 失效 for a day that the reader names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cleaners.dates import day_of, find_dates
from cleaners.drafts import is_draft
from cleaners.model import Fact, Header
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.repeals import repeals
from cleaners.signature import find_signature
from cleaners.standing import DRAFT, LAPSED, NOT_APPLICABLE, NOT_STATED, Force
from cleaners.titles import instrument_kind, kind_of_title

_FIGURE = rf"(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{1,4}})"
# what a clause about its own document begins with, or nothing: 本办法, 本通知, 本公告 …; 现予公布，自…
_OWN_SUBJECT = re.compile(
    r"(?:本|该)(?:办法|规定|条例|细则|规则|通知|公告|通告|意见|方案|规划|计划|措施|指南|指引|目录|标准|决定|法|规程|规范"
    r"|准则|文件|政策|清单|要点|实施细则|实施方案|行动计划|若干措施|章程|制度|纲要|暂行办法|管理办法|修正案|指导意见)"
)
# 自2022年9月13日起施行; the date is found apart
_FROM_DATE = re.compile(r"\s{0,3}起\s{0,2}(?:正式)?\s{0,2}(?:施行|实施|执行|生效|试行|启用)")
# 自发布之日起施行, 自印发之日起30日后施行, 自公布之日起满三十日后
_FROM_ISSUE = re.compile(
    r"(?:自|从)\s{0,2}(?P<event>发布|印发|公布|发文|颁布|公告|签发|下发)\s{0,2}之?日起\s{0,2}"
    rf"(?P<delay>满?\s{{0,2}}(?P<days>{_FIGURE})\s{{0,2}}(?P<unit>个?工作日|日|天|个月)\s{{0,2}}(?:之后|以后|后)?)?"
    r"\s{0,2}(?P<verb>正式)?\s{0,2}(?:起)?\s{0,2}(?:施行|实施|执行|生效|试行)"
)
# 有效期至2027年12月31日, 有效期截至…, 执行至…, 有效期自…至…
_UNTIL = re.compile(
    r"(?:有效期|有效期限|试行期|执行期|实施期|期限|施行|实施|执行)\s{0,2}(?:为|限|截止|截)?\s{0,2}(?:至|到|止于)\s{0,2}\Z"
)
_UNTIL_RANGE = re.compile(r"(?:施行|实施|执行|有效期)?[，,]?\s{0,2}(?:有效期)?(?:至|到|—|－|-|~)\s{0,2}\Z")
# 自…起执行至…
_RAN_UNTIL = re.compile(r"起\s{0,2}(?:施行|实施|执行)\s{0,2}[，,]?\s{0,2}(?:至|到)\s{0,2}\Z")
# 有效期5年, 有效期为三年, 试行期两年
_FOR_YEARS = re.compile(
    rf"(?:有效期|有效期限|试行期|试行期限|暂行期)\s{{0,2}}(?:为|限|是)?\s{{0,2}}(?P<figure>{_FIGURE})\s{{0,2}}(?P<unit>年|个月)"
)
_THIS_IS_VOID = re.compile(r"(?:已|现已|已经)(?:废止|失效)")
_NO_FORCE = re.compile(r"公示|名单|解读|答记者问|新闻|简报|通报表扬")
_LABELLED = re.compile(r"(?P<name>生效日期|实施日期|施行日期|失效日期|废止日期)\s{0,4}[：:]\s{0,8}")
_FROM = re.compile(r"(?:自|从|于)\s{0,2}\Z")
_REACH = 160  # how far before a date its clause is read: one long sentence is still read in linear time
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_TRIGGER = re.compile(r"起|有效期|试行期|废止|失效|停止执行|停止施行|停止适用|执行至|实施至|施行至")


def read_force(
    text: str,
    *,
    header: Header | None,
    published: date | datetime | None,
    issued: date | datetime | None = None,
) -> Force:
    """The force of a document as its own words give it.

    `issued` is the day 自发布之日起 counts from when the carrying notice is known; else the header's 成文日期
    for 印发 and 发布日期 for 发布, else `published`. A day that is not known stays None: nothing is guessed.
    """
    title = (header.title if header else None) or ""
    signature = find_signature(text, body=0) if header is None else None
    known = _Known(header, signature.day if signature else None, day_of(published), day_of(issued))
    start, until, facts = _labelled(text)
    for sentence in _SENTENCE.finditer(text):
        if _TRIGGER.search(sentence[0]) is None:
            continue
        if start is None:
            start, fact = _start_in(sentence, known)
            facts += fact
        if until is None:
            until = _end_in(sentence[0], start)
            facts += _facts_of(sentence, "date_no_longer_in_force", until)
    facts += [Fact("repeals", r.title or r.doc_number or "", r.quote, r.span) for r in repeals(text)]
    return Force(start, until, _status(title, header, text), tuple(facts))


@dataclass(frozen=True, slots=True)
class _Known:
    """What 自发布之日起 may count from."""

    header: Header | None
    signed: date | None
    published: date | None
    issued: date | None

    def day_of_issue(self, event: str) -> date | None:
        """The day of issue: the carrier's, then the document's own 成文日期 or 发布日期, then the page's."""
        if self.issued is not None:
            return self.issued
        own = self.header.date_document if self.header else None
        shown = self.header.date_publication if self.header else None
        day = (shown or own) if event in ("发布", "公布", "公告") else (own or shown)
        return day or self.signed or self.published


def _status(title: str, header: Header | None, text: str) -> str:
    """征求意见稿 by the title or the first lines; 不适用 for news, lists and 公示; else 未标明."""
    if is_draft(title, text):
        return DRAFT
    if header is None or _NO_FORCE.search(title):
        return NOT_APPLICABLE
    if _THIS_IS_VOID.search(title):
        return LAPSED
    official = kind_of_title(title) or instrument_kind(title) or header.doc_number
    return NOT_STATED if official else NOT_APPLICABLE


def _labelled(text: str) -> tuple[date | None, date | None, list[Fact]]:
    """生效日期 and 失效日期 of a site table printed in the head of the text."""
    start, until = None, None
    facts: list[Fact] = []
    for label in _LABELLED.finditer(text, 0, 3000):
        dated = [d for d in find_dates(text[label.end() : label.end() + 24]) if d.span[0] <= 2]
        if not dated:
            continue
        until_label = label["name"] in ("失效日期", "废止日期")
        start, until = (start, dated[0].day) if until_label else (dated[0].day, until)
        span = (label.start(), label.end() + dated[0].span[1])
        name = "date_no_longer_in_force" if until_label else "date_in_force"
        facts.append(Fact(name, dated[0].day.isoformat(), text[slice(*span)], span))
    return start, until, facts


def _facts_of(sentence: re.Match[str], name: str, value: date | None) -> list[Fact]:
    return [Fact(name, value.isoformat(), sentence[0], sentence.span())] if value else []


def _start_in(sentence: re.Match[str], known: _Known) -> tuple[date | None, list[Fact]]:
    """The first day of force that a sentence gives to its own document; 自发布之日 may stay a fact alone."""
    for found in find_dates(sentence[0]):
        before = sentence[0][max(0, found.span[0] - _REACH) : found.span[0]]
        applies = _FROM_DATE.match(sentence[0], found.span[1]) and _FROM.search(before)
        if applies and _is_own(before):
            return found.day, _facts_of(sentence, "date_in_force", found.day)
    relative = _FROM_ISSUE.search(sentence[0])
    if relative is None or not _is_own(sentence[0][max(0, relative.start() - _REACH) : relative.start()]):
        return None, []
    issue = known.day_of_issue(relative["event"])
    day = _delayed(issue, relative) if issue else None
    if day is None:
        return None, [Fact("in_force_from", relative[0], sentence[0], sentence.span())]
    return day, _facts_of(sentence, "date_in_force", day)


def _is_own(before: str) -> bool:
    """Whether a clause speaks of its own document: 本办法自…, 现予公布，自…, or nothing before 自."""
    clause = re.split(r"[，,：:；]", before.rstrip("自从于 　"))
    last = clause[-1].strip()
    if _OWN_SUBJECT.search(before):
        return True
    opens = re.sub(
        r"\A\s*(?:第[一二三四五六七八九十百\d]{1,6}条|[（(]?[一二三四五六七八九十\d]{1,3}[）).、]?)\s*",
        "",
        last,
    )
    announced = (
        re.search(r"(?:公布|发布|印发|颁布|通过|同意|你们|执行|落实)\s*\Z", clause[-2])
        if len(clause) > 1
        else None
    )
    return announced is not None or (not opens and len(clause) == 1)


def _delayed(day: date, relative: re.Match[str]) -> date | None:
    """自公布之日起30日后施行; working days need a calendar of holidays and stay unknown."""
    if relative["delay"] is None:
        return day
    figure = parse_numeral(relative["days"]) or 0
    if relative["unit"] in ("日", "天"):
        return day + timedelta(days=figure)
    return _months_later(day, figure) if relative["unit"] == "个月" else None


def _end_in(sentence: str, start: date | None) -> date | None:
    """The last day a document applies: 有效期至…, or the eve of 有效期…年 after its first day."""
    for found in find_dates(sentence):
        before = sentence[max(0, found.span[0] - _REACH) : found.span[0]]
        if _is_until(before, sentence) or (start and _RAN_UNTIL.search(before)):
            return found.day
    period = _FOR_YEARS.search(sentence)
    if period is None or start is None or not _own_period(sentence, period.start()):
        return None
    figure = parse_numeral(period["figure"]) or 0
    after = _months_later(start, figure * (12 if period["unit"] == "年" else 1)) if figure else None
    return after - timedelta(days=1) if after else None


def _is_until(before: str, sentence: str) -> bool:
    if _UNTIL.search(before):
        return _own_period(before, max(before.rfind("有效期"), 0)) or bool(_OWN_SUBJECT.search(before))
    ranged = _UNTIL_RANGE.search(before[-12:]) and find_dates(before)
    return bool(ranged) and bool(_OWN_SUBJECT.search(before)) and "有效" in sentence[:400]


def _own_period(sentence: str, at: int) -> bool:
    """有效期 is the document's own after 本办法…, or after 施行/实施, and never after another subject."""
    before = sentence[max(0, at - _REACH) : at]
    clause = re.split(r"[，,：:；]", before)[-1].strip()
    if clause and not _OWN_SUBJECT.search(clause):
        return False
    return (
        bool(_OWN_SUBJECT.search(before))
        or re.search(r"(?:施行|实施|执行|生效)\s*[，,]?\s*\Z", before) is not None
    )


def _months_later(day: date, months: int) -> date | None:
    """The same day some months later; the last day of a shorter month; None beyond the calendar."""
    index = day.year * 12 + day.month - 1 + months
    if index // 12 > 9990:
        return None
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))

"""In force or not (效力): from when and until when a document says it applies, and what it repeals.

Reads the document's own clauses (自2022年9月13日起施行, 有效期五年, 同时废止), never the clauses that give a
period to something else (集群有效期为三年). It knows no clock: the status it gives is what the text says, and
standing.status_as_of derives 尚未生效, 现行有效 and 失效 for a day that the reader names.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from cleaners.dates import day_of, find_dates
from cleaners.drafts import is_draft
from cleaners.model import Fact, Header
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.relative import DAY_NAMES, OWN_SUBJECT, first_day, months_later
from cleaners.repeals import repeals
from cleaners.standing import DRAFT, LAPSED, NOT_APPLICABLE, NOT_STATED, Force
from cleaners.titles import instrument_kind, kind_of_title

_FIGURE = rf"(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{1,4}})"
# 自2022年9月13日起施行; the date is found apart
_FROM_DATE = re.compile(r"\s{0,3}起\s{0,2}(?:正式)?\s{0,2}(?:施行|实施|执行|生效|试行|启用)")
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
_TRIGGER = re.compile(r"起|之日|[日天月年]后|有效期|试行期|废止|失效|停止[执施适][行用]|[执实施][行施]至")


def read_force(
    text: str,
    *,
    header: Header | None,
    published: date | datetime | None,
) -> Force:
    """The force of a document as its own words give it.

    `header` is that of the notice which carries the text. 自发布之日起 counts from its 发布日期, else from
    `published`, the day of the issuer's own page; 自印发之日起 from its 印发日期, else its 成文日期. A fact
    `counted_from` names the day used; one that is not known stays None: nothing is guessed.
    """
    title = (header.title if header else None) or ""
    start, until, facts = _labelled(text)
    for sentence in _SENTENCE.finditer(text):
        if _TRIGGER.search(sentence[0]) is None:
            continue
        if start is None:
            start, fact = _start_in(sentence, header, day_of(published))
            facts += fact
        if until is None:
            until = _end_in(sentence[0], start)
            facts += _facts_of(sentence, "date_no_longer_in_force", until)
    facts += [Fact("repeals", r.title or r.doc_number or "", r.quote, r.span) for r in repeals(text)]
    return Force(start, until, _status(title, header, text), tuple(facts))


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


def _start_in(
    sentence: re.Match[str], header: Header | None, published: date | None
) -> tuple[date | None, list[Fact]]:
    """The first day of force that a sentence gives to its own document; 自发布之日 may stay a fact alone."""
    for found in find_dates(sentence[0]):
        before = sentence[0][max(0, found.span[0] - _REACH) : found.span[0]]
        applies = _FROM_DATE.match(sentence[0], found.span[1]) and _FROM.search(before)
        if applies and _is_own(before):
            return found.day, _facts_of(sentence, "date_in_force", found.day)
    told = first_day(sentence[0], header, published)
    if told is None or not (told.named or _is_own(sentence[0][max(0, told.start - _REACH) : told.start])):
        return None, []
    if told.day is None or told.counted is None or told.origin is None:
        words = sentence[0][told.start : told.end]
        return None, [Fact("in_force_from", words, sentence[0], sentence.span())]
    counted = Fact("counted_from", f"{DAY_NAMES[told.counted]} {told.origin}", sentence[0], sentence.span())
    return told.day, [*_facts_of(sentence, "date_in_force", told.day), counted]


def _is_own(before: str) -> bool:
    """Whether a clause speaks of its own document: 本办法自…, 现予公布，自…, or nothing before 自."""
    clause = re.split(r"[，,：:；]", before.rstrip("自从于 　"))
    last = clause[-1].strip()
    if OWN_SUBJECT.search(before):
        return True
    opens = re.sub(
        r"\A\s*(?:第[一二三四五六七八九十百\d]{1,6}条|[（(]?[一二三四五六七八九十\d]{1,3}[）).、]?)\s*",
        "",
        last,
    )
    announced = (
        re.search(r"(?:公布|发布|公告|印发|颁布|通过|同意|你们|执行|落实)\s*\Z", clause[-2])
        if len(clause) > 1
        else None
    )
    return announced is not None or (not opens and len(clause) == 1)


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
    after = months_later(start, figure * (12 if period["unit"] == "年" else 1)) if figure else None
    return after - timedelta(days=1) if after else None


def _is_until(before: str, sentence: str) -> bool:
    if _UNTIL.search(before):
        return _own_period(before, max(before.rfind("有效期"), 0)) or bool(OWN_SUBJECT.search(before))
    ranged = _UNTIL_RANGE.search(before[-12:]) and find_dates(before)
    return bool(ranged) and bool(OWN_SUBJECT.search(before)) and "有效" in sentence[:400]


def _own_period(sentence: str, at: int) -> bool:
    """有效期 is the document's own after 本办法…, or after 施行/实施, and never after another subject."""
    before = sentence[max(0, at - _REACH) : at]
    clause = re.split(r"[，,：:；]", before)[-1].strip()
    if clause and not OWN_SUBJECT.search(clause):
        return False
    return (
        bool(OWN_SUBJECT.search(before))
        or re.search(r"(?:施行|实施|执行|生效)\s*[，,]?\s*\Z", before) is not None
    )

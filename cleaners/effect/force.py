"""In force or not (效力): from when and until when a document says it applies, and what it repeals.

Reads the document's own clauses (自2022年9月13日起施行, 有效期五年, 同时废止), never the clauses that give a
period to something else (集群有效期为三年). It knows no clock: the status it gives is what the text says, and
standing.status_as_of derives 尚未生效, 现行有效 and 失效 for a day that the reader names.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from cleaners.effect.effects import effects
from cleaners.effect.relative import DAY_NAMES, OWN_SUBJECT, counted_day, first_day, months_later
from cleaners.effect.standing import DRAFT, LAPSED, NOT_APPLICABLE, NOT_STATED, Force
from cleaners.effect.terms import own_term
from cleaners.model import Fact, Header
from cleaners.official.dates import day_of, find_dates
from cleaners.official.drafts import is_draft
from cleaners.official.titles import instrument_kind, kind_of_title

# 自2022年9月13日起施行; the date is found apart
_FROM_DATE = re.compile(r"\s{0,3}起\s{0,2}(?:正式)?\s{0,2}(?:施行|实施|执行|生效|试行|启用)")
_THIS_IS_VOID = re.compile(r"(?:已|现已|已经)(?:废止|失效)")
_NO_FORCE = re.compile(r"公示|名单|解读|答记者问|新闻|简报|通报表扬")
# 关于公布废止和失效的规范性文件名单的公告: a list that is an act
_ON_FORCE = re.compile(
    r"(?:废止|失效|继续有效)[^，。]{0,30}(?:目录|名单|清单)[^，。]{0,6}的(?:决定|公告|通知|通告)"
)
_LABELLED = re.compile(r"(?P<name>生效日期|实施日期|施行日期|失效日期|废止日期)\s{0,4}[：:]\s{0,8}")
# 本办法第五条自…, 本办法规定的优惠政策自…, 依照本办法: a part of it, or another thing
_PART = re.compile(
    r"本[一-龥]{1,6}?(?:第[^，。]{1,8}[条章款项]|(?:所称|规定|涉及|附件|中)(?!自|从))|(?:按照?|依照?|根据)本"
)
_FROM = re.compile(r"(?:自|从|于)\s{0,2}\Z")
_REACH = 160  # how far before a date its clause is read: one long sentence is still read in linear time
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_TRIGGER = re.compile(
    r"起|之日|[日天月年]后|有效|[行施]期|试行|暂行|废止|失效|停止[执施适][行用]|[执实施][行施]至|年[底末]"
)


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
    days, told = (header, day_of(published)), False
    for sentence in _SENTENCE.finditer(text):
        if _TRIGGER.search(sentence[0]) is None:
            told = False
            continue
        first, begun = _start_in(sentence, *days)
        if start is None:
            start = first
            facts += begun
        if until is None:
            until, ended = _end_in(sentence, start, days, continues=told)
            facts += ended
        told = bool(begun)
    facts += [
        Fact("repeals", r.title or r.doc_number or "", r.quote, r.span)
        for r in effects(title, text)
        if r.kind == "repeals"
    ]
    return Force(start, until, _status(title, header, text), tuple(facts))


def _status(title: str, header: Header | None, text: str) -> str:
    """征求意见稿 by the title or the first lines; 不适用 for news, lists and 公示; else 未标明."""
    if is_draft(title, text):
        return DRAFT
    if header is None or (_NO_FORCE.search(title) and not _ON_FORCE.search(title)):
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
        return _PART.search(last) is None
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


def _end_in(
    sentence: re.Match[str],
    start: date | None,
    days: tuple[Header | None, date | None],
    *,
    continues: bool,
) -> tuple[date | None, list[Fact]]:
    """The last day a document applies: 有效期至…, or the eve of 有效期…年 after its first day.

    A term whose first day is not known stays a fact alone.
    """
    term = own_term(sentence[0], continues=continues)
    if term is None:
        return None, []
    last = term.last
    begin = start or counted_day(sentence[0], *days)
    if term.months and begin:
        after = months_later(begin, term.months)
        last = after - timedelta(days=1) if after else None
    if last is None:
        return None, [Fact("term", sentence[0][slice(*term.span)], sentence[0], sentence.span())]
    return last, _facts_of(sentence, "date_no_longer_in_force", last)

"""How long a title lasts (有效期): 有效期三年, 2033年1月1日至2035年12月31日, 延长三年, 每三年复核一次.

Reads a text; writes a Validity for each sentence that says how long holders keep a title. The term of
the document itself (本办法有效期五年), of a certificate, a contract or a 公示 is never taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from cleaners.effect.relative import OWN_SUBJECT, months_later
from cleaners.effect.terms import own_term
from cleaners.model import Validity
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.official.dates import find_dates
from cleaners.recognition.sentences import punctuated

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_NOUN = r"(?:有效期限?|有效时间|有效周期|有效时限)"
_FIGURE = rf"(?:\d{{1,2}}|[{NUMERAL_CHARS}]{{1,3}})"
# 有效期为三年, 有效期3年, 有效期自…之日起三年, 有效期限暂定3年
_YEARS = re.compile(
    rf"{_NOUN}(?:均|统一|一般|暂定|分别)?(?:为|是|：|:)?(?:期)?(?:自|从)?(?P<from>[^，。；]{{0,30}}?(?:之日|日|起))?(?:起)?(?:计算|算起)?[，,]?"
    rf"(?:为期|期限为|为)?\s?(?P<figure>{_FIGURE})\s?年(?!度|\d|\s?\d|[底末初])"
)
# 三年有效, 三年内有效, 享有…称号三年
_WITHIN = re.compile(rf"(?P<figure>{_FIGURE})\s?年(?:内|之内)?有效(?!期)")
# 有效期延长三年, 有效期顺延3年, 有效期延续三年
_EXTENDED = re.compile(
    rf"(?:{_NOUN}[^，。；]{{0,8}}?(?:延长|顺延|延续|续期|再延长)|(?:延长|顺延|延续)(?:其)?{_NOUN})(?:期)?(?:为|至)?\s?(?P<figure>{_FIGURE})\s?年"
)
# 有效期为2033年至2035年, 有效期2033-2035年
_YEAR_RANGE = re.compile(
    rf"{_NOUN}(?:(?:为|是)?\s?{_FIGURE}\s?年(?=[（(，,]))?[（(，,]?(?:为|是|：|:)?(?:自|从|即)?\s?(?P<first>20\d\d)\s?年?(?:度)?\s?(?:至|到|—|-|－|~)\s?(?P<last>20\d\d)\s?年(?!\s?\d)"
)
# 有效期自2033年1月至2035年12月: whole months
_MONTH_RANGE = re.compile(
    r"(?P<y>20\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?:起)?\s?(?:至|到|—|-|－|~|～|–){1,2}\s?(?P<y2>20\d\d)\s?年\s?(?P<m2>\d{1,2})\s?月(?!\s?\d)"
)
# 有效期三年，自2033年5月1日起计算
_COUNTED_FROM = re.compile(r"[，,（(]?\s?(?:从|自)")
# 每三年复核一次, 每两年组织一次复核, 三年一复核
_CADENCE = re.compile(
    rf"每(?:隔)?\s?(?P<figure>{_FIGURE})?\s?年(?:[^，。；]{{0,10}}?)(?:复核|评价|监测|考核|评估|复审|复评)(?:[^，。；]{{0,6}}?)(?:一次|1次)?"
    rf"|每\s?(?P<figure2>{_FIGURE})?\s?年(?:[^，。；]{{0,10}}?)(?:一次|1次)[^，。；]{{0,8}}?(?:复核|评价|监测|考核|评估|复审|复评)"
)
_ONCE = re.compile("一次|1次")
_TO = re.compile(r"\s?(?:起)?\s?(?:至|到|—|-|－|~|～){1,2}\s?")
# 证书有效期, 合同有效期, 公示有效期: not of a title; 称号证书 is one
_OTHER = re.compile(
    r"(?:合同|专利|营业执照|许可证?|报告|检测|身份证|保函|投标|授权|商标|体系认证|认证证书|资质|公示|公告|密码|账号|验证码|方案|文件|政策|计划|措施|补贴|保险|申报|执照|产品批件|证|证书|证明|意见书|注册|登记|疫苗|条件|文号|居民|准许|驾驶|停居留|发给|超过)[^，。；、认称]{0,8}\Z"
)
_OWN_FORCE = re.compile(r"(?:施行|实施|执行|印发|发布)[^，。；]{0,12}[，,]?\s{0,2}\Z")
_OF_TITLE = re.compile(
    r"称号|认定|集群|企业|平台|基地|中心|园区|资格|复核|名单|命名|牌匾|示范|产品|工厂|项目|评定"
)
_REVIEWED = re.compile(r"称号|认定|集群|平台|基地|示范|园区|名单|小巨人|冠军|绿色工厂|中心|复核|复审")
_ARTICLE = re.compile(r"(?:\A|[\s。；])第[一二三四五六七八九十百\d]{1,6}条")
_RULE_LEAD = re.compile(
    r"(?:办法|规定|细则|标准|意见|方案|》|第[一二三四五六七八九十\d]{1,4}条)[^，。；》]{0,10}(?:规定|明确|提出)[，：“,:]|按照规定"
)
# 复核通过的，…: a rule whoever passes
_CONDITION = re.compile(r"的[，,]?(?:其)?[^，,。；]{0,10}\Z")


def validity(text: str) -> tuple[Validity, ...]:
    """Every statement of a text on how long a title lasts, in order.

    >>> [(v.basis, v.years, v.extends) for v in validity("认定有效期为三年。")]
    [('stated_years', 3, False)]
    >>> validity("本办法自2033年1月1日起施行，有效期五年。")
    ()
    """
    found: list[Validity] = []
    articles, before = False, ""
    for sentence in _SENTENCE.finditer(text):
        said = punctuated(sentence[0])
        articles = articles or _ARTICLE.search(said) is not None
        if not _own(said, before):
            found.extend(_read(said, sentence, rule=articles))
        before = said
    return tuple(found)


def valid_until(
    validity: Validity, start: date, old_end: date | None
) -> tuple[date | None, date | None, str]:
    """From when to when a title lasts, and how that is known: stated, derived, derived_from_old_end or
    unknown.

    `start` is the day of the notice, `old_end` the last day of the term before. N years from a day end
    on the day before its anniversary, as notices print both days (2033年1月1日至2035年12月31日) and as terms
    of documents are counted in cleaners/effect; 民法典 第二百零二条 (对应日) would give one day more.
    What is counted is always marked derived. An extension without a known old end stays unknown.
    """
    first, last = validity.valid_from, validity.valid_to
    if last is not None:
        return first or (start if not validity.extends else None), last, "stated"
    if validity.years is None or validity.basis == "cadence":
        return None, None, "unknown"
    if validity.extends:
        if old_end is None:
            return None, None, "unknown"
        begin = old_end + timedelta(days=1)
        return begin, last_day(begin, validity.years), "derived_from_old_end"
    begin = first or start
    return begin, last_day(begin, validity.years), "derived"


def last_day(begin: date, years: int) -> date | None:
    """The last day of years that begin on a day: the one before the anniversary.

    >>> last_day(date(2033, 1, 1), 3)
    datetime.date(2035, 12, 31)
    """
    after = months_later(begin, 12 * years)
    if after is None or after.day != begin.day:  # 2月29日 without its like: the last day of February
        return after
    return after - timedelta(days=1)


def _own(said: str, before: str) -> bool:
    """Whether a sentence tells the term of the document that prints it."""
    if own_term(said) is not None:
        return True
    alone = re.match(rf"\s*{_NOUN}", said) is not None
    return (
        alone
        and OWN_SUBJECT.search(before) is not None
        and _OWN_FORCE.search(before.rstrip("。；")) is not None
    )


def _read(said: str, sentence: re.Match[str], *, rule: bool) -> Iterator[Validity]:
    """The statements of one sentence: stated days first, then years, then a cadence."""
    quote = sentence[0].strip()
    start = sentence.start() + sentence[0].index(quote)
    span = (start, start + len(quote))
    rule = rule or _RULE_LEAD.search(said) is not None
    stated = _dates(said) or _year_range(said) or _month_range(said)
    if stated:
        years = _YEARS.search(said) or _EXTENDED.search(said)
        figure = parse_numeral(years["figure"]) if years else None
        yield Validity("stated_dates", *stated, figure, _EXTENDED.search(said) is not None, quote, span)
        return
    extended = _EXTENDED.search(said)
    own = next((m for p in (_YEARS, _WITHIN) for m in p.finditer(said) if _of_title(said, m)), None)
    if extended:
        conditional = rule or _CONDITION.search(said[: extended.start()]) is not None
        if own and own.end() < extended.start():
            yield _years(own, said, quote, span, rule=rule, extends=False)
        yield _years(extended, said, quote, span, rule=conditional, extends=True)
    elif own:
        yield _years(own, said, quote, span, rule=rule, extends=False)
    yield from _cadence(said, quote, span)


def _years(
    found: re.Match[str], said: str, quote: str, span: tuple[int, int], *, rule: bool, extends: bool
) -> Validity:
    figure = parse_numeral(found["figure"])
    behind = said[found.end() : found.end() + 24]
    starts = find_dates(found[0]) or find_dates(said[max(0, found.start() - 24) : found.start()])
    starts = starts or (find_dates(behind) if _COUNTED_FROM.match(behind) else ())
    first = starts[-1].day if starts and not extends and "起" in said else None
    return Validity("rule" if rule else "stated_years", first, None, figure, extends, quote, span)


def _of_title(said: str, found: re.Match[str]) -> bool:
    """Whether a term is that of a title, not of a paper."""
    before = said[: found.start()]
    bare = re.fullmatch(r"\s*(?:自[^，。；]{2,20}起)?[，,]?", before.rpartition("。")[2]) is not None
    titled = bare or _OF_TITLE.search(said) is not None
    return titled and _OTHER.search(before) is None and not OWN_SUBJECT.search(before[-12:])


def _dates(said: str) -> tuple[date | None, date | None] | None:
    """The days of 有效期为…至…, 有效期至…, （…至…）."""
    noun = re.search(_NOUN, said)
    if noun is None or _OTHER.search(said[: noun.start()]):
        return None
    days = [day for day in find_dates(said) if day.span[0] >= noun.end() and day.span[0] - noun.end() <= 60]
    for first, last in pairwise(days):
        if _TO.fullmatch(said[first.span[1] : last.span[0]]):
            return first.day, last.day
    if days and re.search(r"(?:至|到|截至|截止)\s?\Z", said[: days[0].span[0]]):
        earlier = [d for d in find_dates(said) if d.span[1] <= noun.start()]
        begins = earlier and re.search(r"起", said[earlier[-1].span[1] : noun.start()])
        return (earlier[-1].day if begins else None), days[0].day
    return None


def _year_range(said: str) -> tuple[date, date] | None:
    """有效期为2033年至2035年: whole years, the first day of one to the last of the other."""
    found = _YEAR_RANGE.search(said)
    if found is None or int(found["first"]) > int(found["last"]):
        return None
    return date(int(found["first"]), 1, 1), date(int(found["last"]), 12, 31)


def _month_range(said: str) -> tuple[date, date | None] | None:
    """有效期自2033年1月至2035年12月: the first day of one month to the last of the other."""
    noun = re.search(_NOUN, said)
    found = _MONTH_RANGE.search(said, noun.end(), noun.end() + 60) if noun else None
    if found is None or _OTHER.search(said[: noun.start() if noun else 0]):
        return None
    try:
        first, last = date(int(found["y"]), int(found["m"]), 1), date(int(found["y2"]), int(found["m2"]), 1)
    except ValueError:
        return None
    after = months_later(last, 1)
    return (first, after - timedelta(days=1)) if after and first <= last else None


def _cadence(said: str, quote: str, span: tuple[int, int]) -> Iterator[Validity]:
    """每三年复核一次: how often a title is reviewed."""
    for found in _CADENCE.finditer(said):
        if not _ONCE.search(said[found.start() : found.end() + 8]) or not _REVIEWED.search(said):
            continue
        figure = found["figure"] or found["figure2"]
        yield Validity("cadence", None, None, parse_numeral(figure) if figure else 1, False, quote, span)

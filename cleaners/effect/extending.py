"""Documents kept in force (延长执行、继续有效): 《某办法》有效期延长至2035年12月31日, 《某通知》继续执行.

Reads one sentence; writes an Act of kind extends for each document named, with its new last day or the months
added when the sentence prints them. A licence or a title that is extended, a condition and a plan are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cleaners.effect.acts import Act, Named, joins, named_in
from cleaners.numerals import NUMERAL_CHARS, parse_numeral
from cleaners.official.dates import find_dates

_FIGURE = rf"(?:\d{{1,3}}|[{NUMERAL_CHARS}]{{1,4}})"
# 有效期延长至 | 的有效期限延长五年 | 继续有效 | 执行期限延续至 | 继续执行至 | 延长执行
_VERB = re.compile(
    r"(?:延长|延续|顺延|延期)(?:有效期|执行|施行|实施)?|继续(?:有效|执行|施行|实施)|有效期限?(?:调整|变更|改|修改)(?:为|至)"
)
_TO_VERB = re.compile(
    r"[\s，,]{0,3}(?:等\s?[\d一二三四五六七八九十]{0,3}\s?[件项个部]?(?:[一-龥]{0,5}文件|规章|办法|规定|通知|政策)?)?"
    r"(?:规定的?[一-龥]{0,12}(?:政策|措施))?的?"
    r"(?:有效期限?|执行期限?|实施期限?|施行期限?|试行期限?|期限|有效时间)?(?:届满后|到期后|期满后|届满|期满)?"
    r"[\s，,]{0,3}(?P<from>(?:自|从)[^，。；《》]{2,30}(?:起|日|后))?[\s，,]{0,3}"
    r"(?:均|全部|也|亦|予以|将|再|可|决定|同时|仍|仍然){0,3}"
)
_BY = re.compile(rf"[\s，,]{{0,2}}(?P<figure>{_FIGURE})\s?(?P<unit>年|个月)")
_TO = re.compile(r"(?:至|到)\s{0,2}\Z")
_LATE = re.compile(r"[^。；]{0,40}?(?:至|到)\s?(?P<year>20\d{2})\s?年\s?[底末]")
_NO_ACT = re.compile(r"\s?(?:的(?!通知|公告|决定|通告)|后|前|之|情况|程序|申请|手续)")
_IF = re.compile(r"(?:如果?|若|倘若?|一旦|凡|当|待|是否|拟|建议|可以|申请|需要?)[^，。；]{0,30}\Z")
_CITES = re.compile(r"(?:根据|依据|按照?|依照|参照|遵照|贯彻|落实|违反|符合|适用)了?\s?\Z")
# 决定延长《某办法》的有效期至…, 关于延长《某通知》执行期限的公告, 继续执行《某办法》
_LEAD = re.compile(r"(?:\A|[，,：:；。.．、）)\s]|决定|现将?|予以|同意|关于|将|公告如下)\Z")
_AFTER = re.compile(
    r"\s?(?:的?(?:有效期限?|执行期限?|实施期限?|施行期限?|试行期限?|期限|有效时间)(?:的(?:通知|公告|决定|通告|函))?"
    r"|\s*+(?:的(?:通知|公告|决定)\s*+)?(?:[。；，,]|\Z)|至|到)"
)
_LOOK_BACK = 60


def extensions(sentence: str, start: int = 0) -> Iterator[Act]:
    """The extensions of a sentence that begins at `start` of its text.

    >>> [(a.title, str(a.until)) for a in extensions("《云杉办法》有效期延长至2035年12月31日。")]
    [('云杉办法', '2035-12-31')]
    >>> list(extensions("采矿许可证有效期延长两年。"))
    []
    """
    verbs = list(_VERB.finditer(sentence))
    named = named_in(sentence) if verbs else []
    if not named or len(verbs) > 40:
        return
    for verb in verbs:
        if any(name.start < verb.start() < name.end for name in named):
            continue
        before = [name for name in named if name.end <= verb.start()]
        after = [name for name in named if name.start >= verb.end()]
        chosen, tail = _before_verb(sentence, verb, before), verb.end()
        if not chosen and after:
            chosen, tail = _after_verb(sentence, verb, after)
        until, months = _how_long(sentence, tail)
        for name in chosen:
            span = (start + name.start, start + name.name_end)
            yield Act(
                name.title,
                name.number,
                sentence.strip(),
                span,
                kind="extends",
                until=until,
                months=months,
            )


def _before_verb(sentence: str, verb: re.Match[str], names: list[Named]) -> list[Named]:
    """《A》、《B》有效期延长至…: the names that run up to the verb."""
    link = _TO_VERB.fullmatch(sentence, names[-1].end, verb.start()) if names else None
    if link is None or _NO_ACT.match(sentence, verb.end()):
        return []
    chain: list[Named] = []
    for name in reversed(names):
        if chain and not joins(sentence[name.end : chain[-1].start]):
            break
        if name.is_paper or _CITES.search(sentence, max(0, name.start - 8), name.start):
            break
        chain.append(name)
    if not chain or _IF.search(sentence, max(0, chain[-1].start - _LOOK_BACK), chain[-1].start):
        return []
    return chain[::-1]


def _after_verb(sentence: str, verb: re.Match[str], names: list[Named]) -> tuple[list[Named], int]:
    """决定延长《A》的有效期至…, 继续执行《A》."""
    led = _LEAD.search(sentence, max(0, verb.start() - 8), verb.start())
    planned = _IF.search(sentence, max(0, verb.start() - 40), verb.start())
    if led is None or planned or sentence[verb.end() : names[0].start].strip(" \t　"):
        return [], verb.end()
    chain = [names[0]]
    for name in names[1:]:
        if not joins(sentence[chain[-1].end : name.start]):
            break
        chain.append(name)
    if _AFTER.match(sentence, chain[-1].end) is None:
        return [], verb.end()
    return [name for name in chain if not name.is_paper], chain[-1].end


def _how_long(sentence: str, at: int) -> tuple[date | None, int]:
    """The new last day, or the months added, as the words behind `at` print them."""
    by = _BY.match(sentence, at)
    if by is not None:
        figure = parse_numeral(by["figure"]) or 0
        return None, figure * (12 if by["unit"] == "年" else 1)
    tail = sentence[at : at + 60]
    for found in find_dates(tail):
        if _TO.search(tail, 0, found.span[0]) or not tail[: found.span[0]].strip():
            return found.day, 0
    late = _LATE.match(tail)
    return (date(int(late["year"]), 12, 31), 0) if late else (None, 0)

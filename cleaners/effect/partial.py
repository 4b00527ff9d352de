"""Repeals in part (部分废止): 《某办法》第五条同时废止, 《某条例》中有关某事的规定停止执行.

Reads a sentence; writes an Act of kind repeals_part for each document named of which articles, or what
it says of one thing, go out of force. A condition (与本办法不一致的规定), a citation (依照《某办法》第五条)
and what is only planned are never taken; whole documents are for repeals.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from cleaners.effect.acts import Act, Named, joins, named_in
from cleaners.numerals import NUMERAL_CHARS, parse_numeral

_N = rf"[{NUMERAL_CHARS}\d]{{1,6}}"
# 第五条, 第三、四、十七条, 第五条至第七条, 第五条第二款第一项
_REFERENCE = re.compile(
    rf"第(?P<first>{_N}(?:[、，,]{_N}){{0,12}})条(?:至第(?P<last>{_N})条)?(?:第(?P<para>{_N})款)?"
)
_REFERENCES = (
    rf"(?:第{_N}(?:[、，,和及至]第?{_N}){{0,12}}[条章款项目节][\s、，,和及至]{{0,2}}(?:以及)?){{1,20}}+"
)
_ABOUT = (
    r"(?:(?:中|内|里)?的?(?:有关|关于|涉及|对)?[^。；，《》]{0,80}?(?:规定|条款|内容|表述|要求|政策|部分))?"
)
# what stands between a name and the verb when only a part goes: 第五条关于某事的规定, 中有关某事的规定, 附件2
_PART = re.compile(
    rf"\s?(?P<what>(?:中|里)?的?{_REFERENCES}{_ABOUT}|(?:的)?附件\s?[\d{NUMERAL_CHARS}]{{0,3}}"
    rf"|(?:中|内|里|有关|关于|涉及)[^。；，《》]{{0,80}}?(?:规定|条款|内容|表述|要求|政策|部分))"
)
_TO_VERB = (
    r"[\s，,]{0,3}(?P<from>(?:自|从|于)[^，。；《》]{2,30}(?:起|日|后))?[\s，,]{0,3}"
    r"(?:均|全部|也|亦|则|已)?(?:同时|即行|予以|一并|相应|随之|即|正式|现|宣布|自行|已){0,2}\s{0,2}"
)
_UP_TO_VERB = re.compile(_PART.pattern + _TO_VERB)
_VERB = re.compile(r"废止|失效|停止(?:执行|施行|实施|适用)|不再(?:执行|施行|实施|适用)")
_NO_ACT = re.compile(
    r"\s?(?:的(?!通知|公告|决定|通告)|后|前|之|时|情况|情形|程序|日期|工作|范围|原因|问题|标准|、|或|和|与|及|，则)"
)
_CONDITION = re.compile(r"不一致|不相一致|不符|抵触|冲突|相悖|不同|为准")
_CITES = re.compile(
    r"(?:根据|依据|按照|依照|参照|遵照|贯彻|落实|执行|违反|符合|适用|实施|修改|修订|制定|印发|为)了?\s?\Z"
)
_IF = re.compile(r"(?:如果?|若|倘若?|假如|一旦|凡|当|待|因|是否|拟将?|建议将?|可以?|申请)[^，。；]{0,30}\Z")
# 决定废止《某办法》第五条: what may stand before the verb
_LEAD = re.compile(r"(?:\A|[，,：:；。.．、）)\s]|决定|现|予以|特|兹|同时|一并|同意)\Z")
_EACH = re.compile(r"以及|及其|[，,]")
_LOOK_BACK = 60


def partial_repeals(sentence: str, start: int = 0) -> Iterator[Act]:
    """The repeals in part of a sentence that begins at `start` of its text.

    >>> [(a.title, a.articles) for a in partial_repeals("《旧云杉办法》第五条、第七条同时废止。")]
    [('旧云杉办法', ('art_5', 'art_7'))]
    >>> list(partial_repeals("《旧云杉办法》中与本办法不一致的规定同时废止。"))
    []
    """
    if _VERB.search(sentence) is None:
        return
    named = named_in(sentence)
    starts, ends = [name.start for name in named], [name.end for name in named]
    for verb in _VERB.finditer(sentence):
        before, after = bisect_right(ends, verb.start()), bisect_left(starts, verb.end())
        if after - before > 0:  # the verb stands inside a name
            continue
        yield from _before(sentence, start, verb, named, before)
        if after < len(named) and verb[0] == "废止":
            yield from _after(sentence, start, verb, named[after])


def _before(sentence: str, start: int, verb: re.Match[str], named: list[Named], before: int) -> Iterator[Act]:
    """《A》第五条、《B》第七条同时废止; 《A》、《B》中有关某事的规定停止执行."""
    if not before or _NO_ACT.match(sentence, verb.end()):
        return
    part = _UP_TO_VERB.fullmatch(sentence, named[before - 1].end, verb.start())
    if part is None or _CONDITION.search(part[0]):
        return
    chain = list(_chain(sentence, named[:before], part["what"]))
    if not chain or _IF.search(sentence, max(0, chain[-1][0].start - _LOOK_BACK), chain[-1][0].start):
        return
    for name, what in reversed(chain):
        if not name.is_paper:
            yield _act(name, sentence, start, what)


def _chain(sentence: str, names: list[Named], what: str) -> Iterator[tuple[Named, str | None]]:
    """The names whose parts the verb takes, from the last; None for one that goes whole."""
    yield_part: str | None = what
    follower: Named | None = None
    for name in reversed(names):
        if follower is not None:
            between = sentence[name.end : follower.start]
            part = _PART.match(between)
            rest = between[part.end() :] if part else between
            if not joins(rest) or (part and _CONDITION.search(part[0])):
                return
            if part:
                yield_part = part["what"]
            elif _REFERENCE.search(what):  # 《A》、《B》以及《C》第一条: A and B go whole, or it is not said
                if not (yield_part is None or _EACH.search(rest)):
                    return
                yield_part = None
        if _CITES.search(sentence, max(0, name.start - 8), name.start):
            return
        yield name, yield_part
        follower = name


def _after(sentence: str, start: int, verb: re.Match[str], name: Named) -> Iterator[Act]:
    """决定废止《A》第五条."""
    if sentence[verb.end() : name.start].strip(" \t　了") or name.is_paper:
        return
    if _LEAD.search(sentence, max(0, verb.start() - 8), verb.start()) is None:
        return
    part = _PART.match(sentence, name.end)
    if (
        part is None
        or _CONDITION.search(part[0])
        or _IF.search(sentence, max(0, verb.start() - 40), verb.start())
    ):
        return
    yield _act(name, sentence, start, part["what"])


def _act(name: Named, sentence: str, start: int, what: str | None) -> Act:
    return Act(
        name.title,
        name.number,
        sentence.strip(),
        (start + name.start, start + name.name_end),
        kind="repeals" if what is None else "repeals_part",
        articles=articles_in(what or ""),
    )


def articles_in(words: str) -> tuple[str, ...]:
    """The eids that a reference names, in order.

    >>> articles_in("第三、四、十七条关于某事的规定"), articles_in("第六条第二款")
    (('art_3', 'art_4', 'art_17'), ('art_6__para_2',))
    """
    found: list[str] = []
    for reference in _REFERENCE.finditer(words):
        numbers = [parse_numeral(each) for each in re.split("[、，,]", reference["first"])]
        last = parse_numeral(reference["last"]) if reference["last"] else None
        if last and numbers[-1] and numbers[-1] < last <= numbers[-1] + 60:
            numbers += range(numbers[-1] + 1, last + 1)
        para = parse_numeral(reference["para"]) if reference["para"] else None
        eids = [f"art_{number}" for number in numbers if number]
        found += [*eids[:-1], f"{eids[-1]}__para_{para}"] if para and eids else eids
    return tuple(dict.fromkeys(found))

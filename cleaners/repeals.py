"""What a document repeals (废止): the documents that its own sentences put out of force, by name or number.

Reads text; writes one Repeal for each document named in a repealing clause. A citing sentence
(根据《某办法》), a condition (如《某办法》废止), a plan (拟废止), a repeal of some articles only, or one of
things without a name is never taken for a repeal. Whether the sentence is in force itself is not asked here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cleaners.bodies import only_bodies
from cleaners.dates import find_dates
from cleaners.doc_number import find_doc_numbers

# 同时废止, 停止执行, 不再执行, 由本办法替代
_VERB = re.compile(
    r"废止|失效|停止(?:执行|施行|实施|使用|适用)|不再(?:执行|施行|实施|适用)"
    r"|[由被以](?:本|该)[一-龥]{1,8}?(?:所)?(?:替代|取代|代替)"
)
# 废止的, 废止后, 废止、修改: no act of this sentence
_NO_ACT = re.compile(r"\s?(?:的(?!通知|公告|决定|通告)|后|前|之|时|情况|程序|、|或|和|与|及|，则)")
# what may stand between the last name and the verb: 等5件文件, 自2031年1月1日起, 同时
_TO_VERB = re.compile(
    r"[\s，,]{0,3}(?:等\s?[\d一二三四五六七八九十]{0,3}\s?[件项个部]?(?:[一-龥]{0,5}文件|规章|办法|规定|通知)?)?[\s，,]{0,3}"
    r"(?P<from>(?:自|从|于)[^，。；《》]{2,30}(?:起|日|后))?[\s，,]{0,3}"
    r"(?:均|全部|也|亦|则|已)?(?:同时|即行|予以|一并|相应|随之|即|正式|现|宣布|自行|已){0,2}\s{0,2}"
)
_ARTICLES_ONLY = re.compile(r"\s?(?:第[一二三四五六七八九十百\d]{1,6}[条章款项]|中|的|附件|有关|关于|部分)")
_SEPARATOR = re.compile(r"(?:[\s、，,]|和|及|与|以及|并)*")
# 2022年6月20日印发的, 原某部发布的
_ISSUED_BY = re.compile(r"[^。；，：《》]{0,40}(?:印发|发布|公布|颁布|制定|下发|出台|实施)的?\s?")
_CITES = re.compile(
    r"(?:根据|依据|按照|依照|参照|遵照|贯彻|落实|执行|违反|符合|适用|实施|修改|修订|制定|印发|为)了?\s?\Z"
)
_IF = re.compile(
    r"(?:如果?|若|倘若?|假如|一旦|凡|当|待|在|因|是否|拟将?|建议将?|可以?|申请)[^，。；]{0,30}\Z"
)
# before 废止《…》: 决定废止, 现予废止, 一、废止
_LEAD = re.compile(r"(?:\A|[，,：:；。.．、）)\s]|决定|现|予以|特|兹|同时|一并|起|同意)\Z")
_TITLE_LEAD = re.compile(r"关于(?:宣布|公布)?\Z")
_TITLE_REST = re.compile(r"[^。；，]{0,30}的(?:通知|公告|决定|通告|函)[\s）)]*\Z")
_BELOW = re.compile(r"(?:下列|以下|如下)[^。]{0,60}[：:]\s*\Z")
_ITEM = re.compile(r"\s*[（(]?[\d一二三四五六七八九十]{0,3}[）)]?[.．、]?\s*(?=[^。；，：《》]{0,40}《)")
# （2015年修订）（法（研）发〔1987〕3号）
_BRACKETS = re.compile(
    r"\s?(?:[（(【\[](?:[^（）()【】\n]|[（(][^（）()\n]{0,8}[）)]){0,60}[）)】\]]\s?){0,3}"
)
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_ISSUE = re.compile(r"(?:印发|发布|公布|发文|下发|公告)之日")
_LOOK_BACK = 60


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document that a sentence repeals: `title` as printed in 《》 or "", its number, the sentence, the
    place of the name. `day` is the first day without it when one is printed; `at_issue`: 自印发之日起."""

    title: str
    doc_number: str | None
    quote: str
    span: tuple[int, int]
    day: date | None = None
    at_issue: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A document named in a sentence: 《…》 with what is bracketed behind it, or a number alone."""

    title: str
    number: str | None
    start: int
    name_end: int
    end: int


def repeals(text: str) -> tuple[Repeal, ...]:
    """Every document that a text repeals, in order, once each.

    >>> [(r.title, r.doc_number) for r in repeals("《旧云杉办法》（某发〔2020〕1号）同时废止。")]
    [('旧云杉办法', '某发〔2020〕1号')]
    >>> repeals("本办法被废止的，依照《云杉条例》处理。")
    ()
    """
    found: dict[tuple[str, str | None], Repeal] = {}
    if _VERB.search(text) is None:
        return ()
    below = False
    for start, line in _lines(text):
        listed = list(_item(line, start)) if below else []
        below = bool(listed) or _announces_list(line)
        for repeal in listed or _in_line(line, start):
            found.setdefault((repeal.title, repeal.doc_number), repeal)
    return tuple(found.values())


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield at, line.rstrip("\r\n")
        at += len(line)


def _announces_list(line: str) -> bool:
    """决定废止下列文件："""
    if not line.rstrip().endswith(("：", ":")) or _BELOW.search(line[-80:]) is None:
        return False
    tail = line[-200:]
    acts = (verb for verb in _VERB.finditer(tail) if _NO_ACT.match(tail, verb.end()) is None)
    return any(_IF.search(tail, max(0, verb.start() - 40), verb.start()) is None for verb in acts)


def _item(line: str, start: int) -> Iterator[Repeal]:
    """An item of a list of repealed documents: 1.《某办法》（文号）."""
    opened = _ITEM.match(line)
    named = _named(line) if opened else []
    if named and opened and named[0].start <= opened.end() + _LOOK_BACK:
        yield _repeal(named[0], line, start, "")


def _in_line(line: str, start: int) -> Iterator[Repeal]:
    if _VERB.search(line) is None:
        return
    for sentence in _SENTENCE.finditer(line):
        verbs = list(_VERB.finditer(sentence[0]))
        named = _named(sentence[0]) if verbs else []
        if named:
            yield from _in_sentence(sentence[0], start + sentence.start(), verbs, named)


def _in_sentence(
    sentence: str, start: int, verbs: list[re.Match[str]], named: list[_Named]
) -> Iterator[Repeal]:
    starts, ends = [name.start for name in named], [name.end for name in named]
    for verb in verbs:
        before, after = bisect_right(ends, verb.start()), bisect_left(starts, verb.end())
        if after - before > 0:  # the verb stands inside a name
            continue
        chosen, dated = _before_verb(sentence, verb, named[:before])
        chosen = chosen or _after_verb(sentence, verb, named[after:])
        yield from (_repeal(name, sentence, start, dated) for name in chosen)


def _before_verb(sentence: str, verb: re.Match[str], names: list[_Named]) -> tuple[list[_Named], str]:
    """《A》、《B》同时废止: the names that run up to the verb, and the day between them and it."""
    link = _TO_VERB.fullmatch(sentence, names[-1].end, verb.start()) if names else None
    if link is None or _NO_ACT.match(sentence, verb.end()):
        return [], ""
    chain: list[_Named] = []
    for name in reversed(names):
        if _CITES.search(sentence, max(0, name.start - 8), name.start):
            break
        if chain and not _joins(sentence[name.end : chain[-1].start]):
            break
        chain.append(name)
    if not chain or _IF.search(sentence, max(0, chain[-1].start - _LOOK_BACK), chain[-1].start):
        return [], ""
    return chain[::-1], link["from"] or ""


def _after_verb(sentence: str, verb: re.Match[str], names: list[_Named]) -> list[_Named]:
    """决定废止《A》、《B》: the names that follow the verb; also in the title 关于废止《A》的通知."""
    lead = sentence[max(0, verb.start() - 8) : verb.start()]
    titled = _TITLE_LEAD.search(lead) is not None
    if not (titled or _LEAD.search(lead)) or _IF.search(sentence, max(0, verb.start() - 40), verb.start()):
        return []
    chain: list[_Named] = []
    at = verb.end()
    for name in names:
        if not _joins(sentence[at : name.start]):
            break
        if not titled and _ARTICLES_ONLY.match(sentence, name.end):
            break
        chain.append(name)
        at = name.end
    return [] if titled and _TITLE_REST.fullmatch(sentence, at) is None else chain


def _joins(between: str) -> bool:
    """Whether two names are parts of one list: nothing between them, 、 or 和, and who issued the next."""
    rest = between[_SEPARATOR.match(between).end() :]  # type: ignore[union-attr]  # it matches nothing too
    return not rest or _ISSUED_BY.fullmatch(rest) is not None or bool(only_bodies(rest.removeprefix("原")))


def _named(sentence: str) -> list[_Named]:
    """The documents named in a sentence, in order; a name inside a name is part of it."""
    found = list(_in_quotes(sentence))
    starts, quoted = [name.start for name in found], tuple(found)
    for number in find_doc_numbers(sentence):
        start, end = number.span
        place = bisect_right(starts, start) - 1
        if place < 0 or quoted[place].end <= start:
            found.append(_Named("", number.text, start, end, end))
    return _merged(sentence, sorted(found, key=lambda name: name.start))


def _merged(sentence: str, named: list[_Named]) -> list[_Named]:
    """国务院令第3号公布的《某条例》 is one document, under its number."""
    kept: list[_Named] = []
    for name in named:
        alone = kept[-1] if kept and not kept[-1].title and name.title else None
        if alone is not None and _ISSUED_BY.fullmatch(sentence, alone.end, name.start):
            kept[-1] = replace(name, number=name.number or alone.number)
        else:
            kept.append(name)
    return kept


def _in_quotes(sentence: str) -> Iterator[_Named]:
    depth = start = 0
    for at, char in enumerate(sentence):
        if char == "《":
            start, depth = (at if depth == 0 else start), depth + 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0 and 2 < at - start - 1 <= 160:
                brackets = _BRACKETS.match(sentence, at + 1)
                end = brackets.end() if brackets else at + 1
                numbers = find_doc_numbers(sentence[at + 1 : end])
                title = sentence[start + 1 : at]
                yield _Named(title, numbers[0].text if numbers else None, start, at + 1, end)


def _repeal(name: _Named, sentence: str, start: int, dated: str) -> Repeal:
    days = find_dates(dated)
    return Repeal(
        name.title,
        name.number,
        sentence.strip(),
        (start + name.start, start + name.name_end),
        days[0].day if days else None,
        _ISSUE.search(dated) is not None,
    )

"""What a document repeals (废止): the documents that its own sentences put out of force, by name or number.

Reads text; writes one Act for each document named in a repealing clause or a row of a list. A citing clause
(根据《某办法》), a condition (如《某办法》废止), a plan (拟废止), a paper (《采矿许可证》) or one of things
without a name is never taken for a repeal. Whether the sentence is in force itself is not asked here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from cleaners.effect.acts import SENTENCE, Act, Kind, Named, joins, lines_of, named_in
from cleaners.effect.partial import partial_repeals
from cleaners.effect.relative import OWN_SUBJECT
from cleaners.effect.repeal_lists import listed
from cleaners.official.dates import find_dates

# 同时废止, 停止执行, 不再执行, 由本办法替代
_VERB = re.compile(
    r"废止|失效|作废|停止(?:执行|施行|实施|使用|适用)|不再(?:执行|施行|实施|适用)"
    r"|[由被以]本[一-龥]{1,8}?(?:所)?(?:替代|取代|代替)|(?:替代|取代|代替)(?=[^。；，《》]{0,20}《)"
)
_REPLACED = ("替代", "取代", "代替")
# 废止的, 废止后, 废止、修改: no act of this sentence
_NO_ACT = re.compile(
    r"\s?(?:的(?!通知|公告|决定|通告)|后|前|之|时|情况|情形|程序|日期|工作|范围|原因|问题|标准|、|或|和|与|及|，则)"
)
# what may stand between the last name and the verb: 等5件文件, 自2031年1月1日起, 同时
_TO_VERB = re.compile(
    r"[\s，,]{0,3}(?:等\s?[\d一二三四五六七八九十]{0,3}\s?[件项个部]?(?:[一-龥]{0,5}文件|规章|办法|规定|通知)?)?[\s，,]{0,3}"
    r"(?:(?:存在|因|由于|已|与|不再|所列|有效期)[^，。；《》]{2,24}，(?:现决定|现|决定|特)?(?=予|自|从))?"
    r"(?P<from>(?:自|从|于)[^，。；《》]{2,30}(?:起|日|后))?[\s，,]{0,3}"
    r"(?:均|全部|也|亦|则|已)?(?:同时|即行|予以|一并|相应|随之|即日起|即|正式|现|宣布|自行|已){0,2}\s{0,2}"
)
_ARTICLES_ONLY = re.compile(r"\s?(?:第[一二三四五六七八九十百\d]{1,6}[条章款项]|中|的|附件|有关|关于|部分)")
_CITES = re.compile(
    r"(?:根据|依据|按照|依照|参照|遵照|贯彻|落实|执行|违反|符合|适用|实施|修改|修订|制定|印发|为)了?\s?\Z"
)
_IF = re.compile(
    r"(?:如果?|若|倘若?|假如|一旦|凡|当|待|在|因|是否|拟将?|建议将?|可以?|申请)[^，。；]{0,30}\Z"
)
# before 废止《…》: 决定废止, 现予废止, 一、废止
_LEAD = re.compile(r"(?:\A|[，,：:；。.．、）)\s]|决定|现|予以|特|兹|同时|一并|起|同意)\Z")
# 本办法替代《…》
_OWN_LEAD = re.compile(OWN_SUBJECT.pattern + r"(?:将|自|即)?\Z")
_TITLE_LEAD = re.compile(r"关于(?:宣布|公布)?\Z")
_TITLE_REST = re.compile(r"[^。；，]{0,30}的(?:通知|公告|决定|通告|函)[\s）)]*\Z")
_ISSUE = re.compile(r"(?:印发|发布|公布|发文|下发|公告)之日")
_LOOK_BACK = 60


def repeals(text: str) -> tuple[Act, ...]:
    """Every document that a text repeals as a whole, in order, once each.

    >>> [(r.title, r.doc_number) for r in repeals("《旧云杉办法》（某发〔2020〕1号）同时废止。")]
    [('旧云杉办法', '某发〔2020〕1号')]
    >>> repeals("本办法被废止的，依照《云杉条例》处理。")
    ()
    """
    return tuple(act for act in repealing(text) if act.kind == "repeals")


def repealing(text: str, announced: Kind | None = None) -> tuple[Act, ...]:
    """Every repeal of a text, whole or in part, and every row of its lists; `announced` as in listed()."""
    if announced is None and _VERB.search(text) is None and "继续" not in text:
        return ()
    found: dict[tuple[str, str | None, str, tuple[str, ...]], Act] = {}
    rows = {row.line: row.acts for row in listed(text, announced)}
    for start, line in lines_of(text):
        for act in rows.get(start) or _in_line(line, start):
            found.setdefault((act.title, act.doc_number, act.kind, act.articles), act)
    return tuple(found.values())


def _in_line(line: str, start: int) -> Iterator[Act]:
    if _VERB.search(line) is None:
        return
    for sentence in SENTENCE.finditer(line):
        verbs = list(_VERB.finditer(sentence[0]))
        named = named_in(sentence[0]) if verbs else []
        if named:
            yield from _in_sentence(sentence[0], start + sentence.start(), verbs, named)
            yield from partial_repeals(sentence[0], start + sentence.start())


def _in_sentence(sentence: str, start: int, verbs: list[re.Match[str]], named: list[Named]) -> Iterator[Act]:
    starts, ends = [name.start for name in named], [name.end for name in named]
    for verb in verbs:
        before, after = bisect_right(ends, verb.start()), bisect_left(starts, verb.end())
        if after - before > 0:  # the verb stands inside a name
            continue
        chosen, dated = _before_verb(sentence, verb, named[:before])
        chosen = chosen or _after_verb(sentence, verb, named[after:])
        said = (dated, verb[0].endswith(_REPLACED))
        yield from (_repeal(name, sentence, start, *said) for name in chosen if not name.is_paper)


def _before_verb(sentence: str, verb: re.Match[str], names: list[Named]) -> tuple[list[Named], str]:
    """《A》、《B》同时废止: the names that run up to the verb, and the day between them and it."""
    link = _TO_VERB.fullmatch(sentence, names[-1].end, verb.start()) if names else None
    if link is None or _NO_ACT.match(sentence, verb.end()):
        return [], ""
    chain: list[Named] = []
    for name in reversed(names):
        if _CITES.search(sentence, max(0, name.start - 8), name.start):
            break
        if chain and not joins(sentence[name.end : chain[-1].start]):
            break
        chain.append(name)
    if not chain or _IF.search(sentence, max(0, chain[-1].start - _LOOK_BACK), chain[-1].start):
        return [], ""
    return chain[::-1], link["from"] or ""


def _after_verb(sentence: str, verb: re.Match[str], names: list[Named]) -> list[Named]:
    """决定废止《A》、《B》: the names that follow the verb; also in the title 关于废止《A》的通知."""
    lead = sentence[max(0, verb.start() - 8) : verb.start()]
    titled = _TITLE_LEAD.search(lead) is not None
    led = _OWN_LEAD if verb[0] in _REPLACED else _LEAD
    if not (titled or led.search(lead)) or _IF.search(sentence, max(0, verb.start() - 40), verb.start()):
        return []
    chain: list[Named] = []
    at = verb.end()
    for name in names:
        if not joins(sentence[at : name.start]):
            break
        if not titled and _ARTICLES_ONLY.match(sentence, name.end):
            break
        chain.append(name)
        at = name.end
    return [] if titled and _TITLE_REST.fullmatch(sentence, at) is None else chain


def _repeal(name: Named, sentence: str, start: int, dated: str, replaces: bool) -> Act:
    days = find_dates(dated)
    return Act(
        name.title,
        name.number,
        sentence.strip(),
        (start + name.start, start + name.name_end),
        days[0].day if days else None,
        _ISSUE.search(dated) is not None,
        replaces=replaces,
    )

"""References of a document (引用): what its sentences name, 《某办法》（文号）第三条至第五条, 前款.

Reads a text; writes one Mention for each document or unit named, in order, with the word that leads to it
(依据, 违反 …) and its place. It never says what a name stands for, and it never takes for the document's own
reference what an amendment quotes as the new wording of another (cleaners/effect/amending.py). Linear in
the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cleaners.citing.reference_units import Unit, units_at
from cleaners.effect.amending import new_wordings
from cleaners.numerals import parse_numeral
from cleaners.official.doc_number import find_doc_numbers

MentionKind = Literal["title", "number", "name", "own", "article", "paragraphs", "articles"]

_N = r"[零〇○一二两三四五六七八九十百千0-9０-９]{1,9}"
# 《某〈某条例〉实施细则》 | 第三条 | 第二章 | 第一款 | 前两款 | 本条第二款
_ANCHOR = re.compile(
    r"《(?P<title>[^《》\n]{2,120}(?:《[^《》\n]{2,100}》[^《》\n]{0,60}){0,2})》"
    rf"|第[ 　]?{_N}[ 　]?(?:(?P<article>条(?![件例款理约]))|(?P<division>[章编](?![程制写号]))|(?P<para>款))"
    r"|前(?P<back>[一二两三四五])?(?P<backed>[条款])(?![件例])"
    r"|本条(?=第)"
)
# what may stand between a title and its units: （某发〔2031〕3号）, （以下简称《促进法》）, 的
_BRACKETS = re.compile(r"(?:[ 　]?[（(](?:[^（）()\n]|[（(][^（）()\n]{0,30}[）)]){1,120}[）)]){1,2}")
_OF = re.compile(r"[ 　]?(?:的|中的?|之)?[ 　]?(?=第)")
# 本法, 本实施细则 directly before a unit
_OWN = re.compile(
    r"本(?:暂行|试行|实施|管理|若干){0,2}(?:法典|法|条例|办法|规定|细则|规则|解释|决定|章程|准则|通则|规程"
    r"|意见|通知|方案|指南|公告|制度|规范)的?[ 　]?\Z"
)
# 刑事诉讼法, 某某管理条例 directly before an article
_NAME_ENDS = ("法典", "法", "条例", "办法", "规定", "细则", "规则", "解释", "通则", "准则")
_NO_WORD = re.compile(r"[^一-龥]")
_NAME_STARTS = re.compile(
    r"依照|按照|根据|依据|违反|适用|符合|参照|遵照|执行|实施|以及|或者|属于|具有"
    r"|和|与|及|或|除|对|由|在|以|将|为|有|的|是|经"
)
_NO_NAME = re.compile(
    r"(?:[本该同其此旧新原]|上述|前述|有关|相关|其他|该项)(?:法典|法|条例|办法|规定|细则|规则|解释)\Z|上述|[^一-龥]"
)
_LEADS = re.compile(
    r"依据|根据|依照|按照|遵照|违反|适用|参照|执行|贯彻落实|贯彻|落实|符合|(?<=[，。；\n])按|\A按"
)
_BARE_LEAD = re.compile(r"(?:依照|按照|依据|根据|违反|符合|适用|参照|除)[ 　]?\Z")
_ENDS = re.compile(r"[。；\n]")
_STOP = "。，；：》\n"
_CHAIN = re.compile(r"\s*(?:等)?(?:、|以及|及其?|和|与|或者?|，)?[^，。；：《》\n]{0,12}")
_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十][ 　]?[)）]?[ 　]?[号號]")
_NUMBER_REACH = 60
_LOOK_BACK = 42
_SENTENCE_MOST = 400
# 关于修改《某办法》的决定, 某法修正案: its 第三条 are those of another text
_AMENDS = re.compile(r"修正案|(?:修改|修订|修正|废止|清理).{0,80}(?:决定|通知|令|公告|办法)|的修正|修改单")
_BASIS = frozenset({"依据", "根据", "依照", "按照", "遵照", "按"})
# 根据《某法》，制定本办法 | 现就…通知如下
_MAKES = re.compile(
    r"制定|制订|修订|修改|印发|发布|公布|颁布|如下|决定|批准|废止"
    r"|本(?:办法|规定|细则|条例|法|规则|解释|通知|意见|方案|公告)"
)
_SENTENCE_END = re.compile(r"[。；]|\n\s{0,40}(?:第[一二三四五六七八九十]{1,3}[章条]|[一二三]、)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A document or unit named (引用).

    `kind`: title (in 《》), number (文号 alone), name (without marks, before an article: `names` are the
    readings of where it begins, the longest first), own (本办法第三条), article (本条第二款, 第一款),
    paragraphs and articles (前两款, 前条: `back` of them). `lead` is the word that leads to it; `start` and
    `end` its place, `lead_start` that of the lead where it stands before this name itself.
    """

    kind: MentionKind
    start: int
    end: int
    title: str | None = None
    doc_number: str | None = None
    names: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    back: int = 0
    lead: str = ""
    lead_start: int | None = None

    @property
    def foreign(self) -> bool:
        """Another document is named."""
        return self.kind in ("title", "number", "name")


def amends(title: str) -> bool:
    """Whether a document changes others, so that its bare 第三条 are theirs.

    >>> amends("关于修改《示例办法》的决定"), amends("示例法修正案（二）"), amends("示例办法（2031修订）")
    (True, True, False)
    """
    return _AMENDS.search(title) is not None


def references(text: str, *, title: str = "") -> tuple[Mention, ...]:
    """Every document and unit that a text names, in order; `title` is the document's own.

    >>> [(m.title, len(m.units), m.lead) for m in references("依照《示例法》第三条、第五条至第七条处罚。")]
    [('示例法', 4, '依照')]
    >>> [m.kind for m in references("违反本办法第六条的，依照前款处理。")]
    ['own', 'paragraphs']
    """
    changing = amends(title)
    quoted = new_wordings(text)
    starts = [start for start, _ in quoted]
    found: list[Mention] = []
    for mention in _merged(list(_anchored(text, changing)), _numbered(text)):
        inside = bisect_right(starts, mention.start) - 1
        if inside >= 0 and mention.start < quoted[inside][1]:
            continue
        found.append(_led(text, mention, found[-1] if found else None))
    return tuple(found)


def is_basis(text: str, mention: Mention) -> bool:
    """Whether the sentence makes its document on the strength of what it names: 根据《…》，制定本办法.

    Where the sentence stands is the caller's to look at: the first article, or what stands before it.
    """
    if mention.lead not in _BASIS or not mention.foreign:
        return False
    end = _SENTENCE_END.search(text, mention.end, mention.end + _SENTENCE_MOST)
    return _MAKES.search(text, mention.end, end.start() if end else mention.end + _SENTENCE_MOST) is not None


# -- what names something


def _anchored(text: str, changing: bool) -> Iterator[Mention]:
    """The names and units of a text; what one has read belongs to no other."""
    at, foreign_until = 0, -1
    for match in _ANCHOR.finditer(text):
        if match.start() < at:
            continue
        if match["title"] is not None:
            mention: Mention | None = _titled(text, match)
        elif changing:
            mention = _by_name(text, match) if match["article"] else None
        else:
            mention = _by_unit(text, match, foreign=match.start() < foreign_until)
        if mention is None:
            continue
        at = mention.end
        if mention.foreign:
            foreign_until = _sentence_end(text, at)
        yield mention


def _sentence_end(text: str, at: int) -> int:
    end = _ENDS.search(text, at, at + _SENTENCE_MOST)
    return end.start() if end else at + _SENTENCE_MOST


def _titled(text: str, match: re.Match[str]) -> Mention:
    end = match.end()
    brackets = _BRACKETS.match(text, end)
    numbers = find_doc_numbers(text[end : brackets.end()]) if brackets and "号" in brackets[0] else ()
    unit_at = brackets.end() if brackets else end
    of = _OF.match(text, unit_at)
    units, last = units_at(text, of.end()) if of else ((), 0)
    if not units:
        last = brackets.end() if brackets and numbers else end
    number = numbers[0].text if len(numbers) == 1 else None
    return Mention("title", match.start(), last, match["title"], number, units=units)


def _by_unit(text: str, match: re.Match[str], *, foreign: bool) -> Mention | None:
    """本法第三条, 刑法第三条, 依照第三条, 前款, 本条第二款, 第一款."""
    if match["backed"]:
        return _backward(text, match)
    if match[0] == "本条":
        units, end = units_at(text, match.end(), Unit(article=0))
        return Mention("article", match.start(), end, units=units) if units else None
    own = _OWN.search(text, max(0, match.start() - 12), match.start())
    if own is not None:
        units, end = units_at(text, match.start())
        return Mention("own", own.start(), end, units=units) if units else None
    if match["para"]:
        if foreign or text[match.start() - 1 : match.start()] in ("条", "项", "该"):
            return None
        units, end = units_at(text, match.start(), Unit(article=0))
        return Mention("article", match.start(), end, units=units) if units else None
    if not match["article"]:
        return None
    return _by_name(text, match) or (None if foreign else _bare(text, match))


def _bare(text: str, match: re.Match[str]) -> Mention | None:
    """依照第三条: an article of the text itself, where no other was named in the sentence."""
    if _BARE_LEAD.search(text, max(0, match.start() - 4), match.start()) is None:
        return None
    units, end = units_at(text, match.start())
    return Mention("own", match.start(), end, units=units) if units else None


def _by_name(text: str, match: re.Match[str]) -> Mention | None:
    """刑法第三条: a name without marks, and the places where it may begin."""
    base = max(0, match.start() - _LOOK_BACK)
    if not text.endswith(_NAME_ENDS, base, match.start()):
        return None
    base = max([base, *(stop.end() for stop in _NO_WORD.finditer(text, base, match.start()))])
    run = text[base : match.start()]
    cuts = [0, *(cut.end() for cut in _NAME_STARTS.finditer(run))]
    names = tuple(name for cut in cuts if len(name := run[cut:]) > 1 and not _NO_NAME.match(name))
    if not names:
        return None
    units, end = units_at(text, match.start())
    start = base + len(run) - len(names[-1])
    return Mention("name", start, end, names=names, units=units) if units else None


def _backward(text: str, match: re.Match[str]) -> Mention | None:
    """前款, 前两款, 前条第二款."""
    back = parse_numeral(match["back"]) if match["back"] else 1
    kind: MentionKind = "paragraphs" if match["backed"] == "款" else "articles"
    units: tuple[Unit, ...] = ()
    end = match.end()
    if text.startswith(("第", "（", "("), end):
        units, end = units_at(text, end, Unit(article=0, para=0 if kind == "paragraphs" else None))
    return Mention(kind, match.start(), end, units=units, back=back or 1)


def _numbered(text: str) -> Iterator[Mention]:
    """The document numbers that stand alone, with their units; only the text around a 号 is read."""
    done = 0
    for match in _NUMBER.finditer(text):
        if match.end() <= done:
            continue
        begin = max(done, match.start() - _NUMBER_REACH)
        for number in find_doc_numbers(text[begin : match.end()]):
            start, end = begin + number.span[0], begin + number.span[1]
            of = _OF.match(text, end)
            units, last = units_at(text, of.end()) if of else ((), end)
            yield Mention("number", start, last if units else end, doc_number=number.text, units=units)
            done = end


def _merged(anchored: Sequence[Mention], numbered: Iterator[Mention]) -> list[Mention]:
    """Both in order; a number inside a title or its brackets is part of it."""
    starts = [mention.start for mention in anchored]
    kept = list(anchored)
    for number in numbered:
        place = bisect_right(starts, number.start) - 1
        behind = place + 1 < len(starts) and anchored[place + 1].start < number.end
        if behind and anchored[place + 1].kind in ("own", "name"):
            kept[kept.index(anchored[place + 1])] = number
        elif not behind and (place < 0 or anchored[place].end <= number.start):
            kept.append(number)
    return sorted(kept, key=lambda mention: (mention.start, mention.end))


def _led(text: str, mention: Mention, before: Mention | None) -> Mention:
    """The mention with the word that leads to it; in a list that of the first."""
    begin = max(0, mention.start - _LOOK_BACK)
    window = text[begin : mention.start].rstrip(" 　\n")
    cut = max(window.rfind(mark) for mark in _STOP) + 1
    leads = list(_LEADS.finditer(window, cut))
    if leads:
        return replace(mention, lead=leads[-1][0], lead_start=begin + leads[-1].start())
    if before is not None and before.lead and _CHAIN.fullmatch(text, before.end, mention.start):
        return replace(mention, lead=before.lead)
    return mention

"""What a notice passes on (转发、批转): the document named in its title or in the sentence that forwards it.

Reads title and text of a notice; writes one Forwarded for each document, by name, number or both. A wish that
others pass something on (请转发至各企业) and a web page that calls itself 转载 forward nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaners.official.authorities import issuers_closing
from cleaners.official.bodies import only_bodies
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.titles import kind_of_title, title_issuers, without_tail

_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
# 现将《…》转发给你们, 现转发给你们, 现予批转, 现批转你们
_FORWARDS = re.compile(
    r"现(?:予以?|一并)?(?:转发|批转)|[将把][^。；\n]{0,400}?(?:转发|批转)(?:给|你|各|如下|，|。|；|\Z)"
)
_WISH = re.compile(r"(?:请|要|应当?|及时|可以?|得|须)[^，。；\n]{0,60}\Z")
# 某厅关于转发《…》的通知, 某厅转发某部关于…的通知的通知, 某院批转某委关于…意见的通知
_TITLE = re.compile(
    r"(?P<lead>[^《》，。：；\n]{0,60}?)(?:关于)?(?:转发|批转)(?P<rest>[^：:\n][^\n]{4,200})\Z"
)
_DOUBLED = re.compile(
    r"(?P<name>.+(?:通知|意见|函|通告|公告|决定|方案|办法|规定|报告|请示|措施|计划))的(?:通知|函)\Z"
)
# （工信部企业〔2022〕119号）, （以下简称《通知》）
_BEHIND = re.compile(r"\s?(?:[（(][^（）()\n]{1,60}[）)]\s?){1,2}")
_SHORT_NAME = re.compile(r"简称\s?[“\"]?\Z")
# 现将灯部发〔2031〕8号文件: what stands before a number alone
_UP_TO_NAME = re.compile(r"\A[^将把]{0,200}[将把]")
# 灯塔部等三部门《…》
_OTHERS = re.compile(r"等[一二三四五六七八九十\d]{0,3}个?(?:部门|单位|部委)\Z")
_HEAD = 4000


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A document passed on: its `title` as printed or "", its number, the words that say so and their place;
    `span` is None where the title of the notice alone says so. `issuers` are those named with it."""

    title: str
    doc_number: str | None
    quote: str
    span: tuple[int, int] | None
    issuers: tuple[str, ...] = ()


def forwarded(title: str, text: str) -> tuple[Forwarded, ...]:
    """The documents that a notice forwards, in order.

    >>> [(f.title, f.doc_number) for f in forwarded("", "现将《点灯通知》（甲发〔2031〕2号）转发给你们。")]
    [('点灯通知', '甲发〔2031〕2号')]
    >>> [f.title for f in forwarded("云岭省工艺厅转发甲部关于点灯的通知的通知", "")]
    ['甲部关于点灯的通知']
    >>> forwarded("乙厅关于点灯的通知", "请将本通知转发给各企业。")
    ()
    """
    said = list(_in_text(text[:_HEAD]))
    named = _in_title(title)
    if len(said) == 1 and not said[0].title and named:  # 现将甲发〔2031〕2号转发给你们
        return (replace(said[0], title=named, issuers=title_issuers(named)),)
    if said or named is None:
        return tuple({(f.title, f.doc_number): f for f in said}.values())
    return (_placed(named, title, text[:_HEAD]),)


def _in_text(text: str) -> Iterator[Forwarded]:
    """The names of a sentence that forwards, up to its verb."""
    for sentence in _SENTENCE.finditer(text):
        verb = _FORWARDS.search(sentence[0])
        if verb is None or _WISH.search(sentence[0], 0, verb.start()):
            continue
        quote = sentence[0].strip()
        start = sentence.start() + sentence[0].index(quote)
        for name, number, issuers in _names(sentence[0][: verb.end()]):
            yield Forwarded(name, number, quote, (start, start + len(quote)), issuers)


def _names(part: str) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    """《…》 with the number behind it and the issuers in or before it; a number alone where no name is."""
    depth = start = 0
    found = False
    for at, char in enumerate(part):
        if char == "《":
            start, depth = (at if depth == 0 else start), depth + 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0 and _SHORT_NAME.search(part[:start]) is None:
                behind = _BEHIND.match(part, at + 1)
                numbers = find_doc_numbers(behind[0]) if behind else ()
                found = True
                name = part[start + 1 : at]
                issuers = title_issuers(name) or issuers_closing(_OTHERS.sub("", part[:start]))[0]
                yield name, numbers[0].text if numbers else None, issuers
    if not found:
        yield from (("", number.text, ()) for number in find_doc_numbers(_UP_TO_NAME.sub("", part, count=1)))


def _in_title(title: str) -> str | None:
    """What a title says is forwarded: the name in 《》, else what follows 转发 without its own 的通知."""
    bare = without_tail(title.strip())
    found = _TITLE.match(bare) if kind_of_title(bare) else None
    if found is None or (found["lead"] and not only_bodies(found["lead"])):
        return None
    rest = found["rest"].strip()
    quoted = [name for name, _, _ in _names(rest) if name]
    if rest.startswith("《") and quoted:
        return quoted[0]
    doubled = _DOUBLED.fullmatch(rest)
    return doubled["name"] if doubled else rest


def _placed(name: str, title: str, text: str) -> Forwarded:
    """A name of the title, with the sentence 现转发给你们 where the text has one."""
    for sentence in _SENTENCE.finditer(text):
        verb = _FORWARDS.search(sentence[0])
        if verb is not None and not _WISH.search(sentence[0], 0, verb.start()):
            quote = sentence[0].strip()
            start = sentence.start() + sentence[0].index(quote)
            numbers = find_doc_numbers(quote)
            number = numbers[0].text if len(numbers) == 1 else None
            return Forwarded(name, number, quote, (start, start + len(quote)), title_issuers(name))
    return Forwarded(name, None, title.strip(), None, title_issuers(name))

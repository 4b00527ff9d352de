"""The grammar of labels (编章节条款项目的标号): 第八十二条之一, 第二章, 一、, （一）, 1., （1）, ①, 附件2.

Reads a text; writes every place where a label is printed, with its number and where it stands. It never
decides alone that a printed 第X条 is a label: it says whether the place and the words around it speak for
that or for a citation; the reader of the whole text (segment, assemble) weighs that against the numbering.
Source of the ladder: GB/T 9704-2012, 7.3.3 (一、 （一） 1. （1）) and the Technical Rules for Legislation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple

from cleaners.numerals import parse_numeral

LabelKind = Literal[
    "part",  # 第一编, 第一部分
    "subpart",  # 第一分编
    "chapter",
    "section",
    "article",
    "han",  # 一、
    "han_paren",  # （一） ㈠
    "arabic",  # 1. 1． 1、 ⒈
    "arabic_paren",  # （1） 1） ⑴
    "circled",  # ①
    "annex",  # 附件2, 附录, 附表1 alone at a line's start
]
Place = Literal["line", "sentence", "heading", "loose", "inline"]

DIVISIONS: tuple[LabelKind, ...] = ("part", "subpart", "chapter", "section")
LADDER: tuple[LabelKind, ...] = ("han", "han_paren", "arabic", "arabic_paren", "circled")
_LADDER_KINDS: dict[str, LabelKind] = {**{kind: kind for kind in LADDER}, "half_paren": "arabic_paren"}

_NUMBERED_KINDS = frozenset(("article", *DIVISIONS))
_FUSED = frozenset(("inline", "loose"))

_UNIT_KIND: dict[str, LabelKind] = {
    "编": "part",
    "部分": "part",
    "分编": "subpart",
    "章": "chapter",
    "节": "section",
    "条": "article",
}

# 第三十一条之二, 第 二 条, 第12章, 第三十－条 (a dash printed for 一)
_NUMBERED = re.compile(
    r"第(?P<number>[零〇○一二两三四五六七八九十百千0-9０-９ \t　－—-]{1,12})"
    r"(?P<unit>条|章|节|分编|编|部分)"
    r"(?:[ 　]?之(?P<sub>[一二三四五六七八九十]{1,3}))?"
)
# 一、 | （十二） | 12. | （3） | 4） | ① | ㈠ | ⒈ | ⑴
_LEVEL = re.compile(
    r"(?P<han>[一二三四五六七八九十百]{1,5}[ 　]?[、．](?![一二三四五六七八九十]))"
    r"|[（(][ 　]?(?P<han_paren>[一二三四五六七八九十百]{1,5})[ 　]?[）)]"
    r"|[（(][ 　]?(?P<arabic_paren>[0-9０-９]{1,3})[ 　]?[）)]"
    r"|(?P<half_paren>(?<![0-9０-９（(A-Za-z.．-])[0-9０-９]{1,2}[）)])"
    r"|(?P<arabic>(?<![0-9０-９.．A-Za-z-])[0-9０-９]{1,3}[ 　]?(?:[.．](?![0-9０-９])|、))"
    r"|(?P<one>[㈠-㈩⒈-⒛⑴-⒇①-⑳])"
)
# where one may begin: a numeral in words needs its 、 or ．
_LEVEL_START = re.compile(
    r"[一二三四五六七八九十百（(0-9０-９㈠-㈩⒈-⒛⑴-⒇①-⑳]"
    r"(?:(?<=[（(0-9０-９㈠-㈩⒈-⒛⑴-⒇①-⑳])|[一二三四五六七八九十百]{0,4}[ 　]?[、．])"
)
# 附件 | 附件2： | 附表一 | 附录A, at the start of a line
_ANNEX = re.compile(
    r"附[ 　]?[件录表][ 　]?(?P<number>[0-9０-９一二三四五六七八九十]{0,3})(?=[ 　]*(?:$|[：:、.．]))",
    re.M,
)

_ENCLOSED: tuple[tuple[str, str, LabelKind], ...] = (
    ("㈠", "㈩", "han_paren"),
    ("⒈", "⒛", "arabic"),
    ("⑴", "⒇", "arabic_paren"),
    ("①", "⑳", "circled"),
)

# What follows a citation: 第三条规定的, 第十条第一款, 第五条、第六条, 第二条至第四条, 第七条修改为
_CITING_TAIL = re.compile(
    r"[ 　]?(?:第[一二三四五六七八九十0-9０-９]{1,4}[款项目]|第[ ]?[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|之?规定|[中所](?:规定|称|列|指|述)|的|[、，,]|(?:以?及|和|或者?|至|到|与|[~～－—-]{1,2})第"
    r"|(?:第[^。；\n]{1,8})?(?:修改|改)(?:为|成)|[。；;：）)》」”])"
)
# What stands before a citation: 《某法》第三条, 本办法第三条, 依照第三条, 以及第三条, 修改第三条
_CITED_HEAD = re.compile(
    r"(?:[》〉、，,至和及与或的（(在按照据反对由将删去合并到款项条]"
    r"|本(?:法|条例|办法|规定|细则|规则|章|决定|解释)|依照|适用|违反|符合|修改|增加|作为|[法例章]|(?:办法|规定|细则|规则|解释|决定))$"
)
# 第五章法律责任违反本条例 | 第七条…: what ends so goes on with a number, and is no heading of it
CITES = re.compile(r"(?:违反|依照|按照|根据|依据|本(?:法|条例|办法|规定|细则|规则))[ 　]?$")
_ENDERS = frozenset("。！？!?；;…")
_CLOSERS = frozenset("”’\"'）)》」』】")
_OPENERS = frozenset("“‘「『\"'")
_BLANK = frozenset(" \t　\u00a0\u200b\ufeff\u2003\u2002\r")
_LINE_END = frozenset("\n\u2028\u2029\x0b\x0c\x85")
# 第一条为规范…, 第一条 根据…: the first article says why the instrument is made (立法目的)
_PURPOSE = re.compile(r"[ 　]*(?:为|根据|依据|依照)")
_BELOW: dict[LabelKind, LabelKind] = {"han": "han_paren", "han_paren": "arabic"}
_HEADING_WORDS_MAX = 45
_START = attrgetter("start")
_SENTENCE_MARK = re.compile(r"[。；：！？\n第]|[前本]款")
# 总则第一条: the heading of a division, short and without punctuation
_HEADING_WORDS = re.compile(
    r"[ 　]*(?![的规定所中第以、，])[^。；，、：！？《》“”（）()\n第]{2,30}(?=第|\n|$)"
)


class Label(NamedTuple):
    """One printed label (标号).

    `printed` is the label as it stands, `start` and `end` its offsets; `number` and `sub` its value
    (第82条之一 is 82, 1). `place`: "line" first in its line; "sentence" after a sentence end (or, for an
    item, a colon); "heading" between a heading and its text; "loose" after a colon, quote or bracket; else
    "inline". `cited`: the words around it are those of a citation. `gap`: white space follows. `quoted`: an
    opening quotation mark stands directly before it.
    """

    kind: LabelKind
    printed: str
    number: int
    sub: int
    start: int
    end: int
    place: Place
    cited: bool
    gap: bool
    quoted: bool = False

    @property
    def stands(self) -> bool:
        """Place and words speak for a label; the numbering is not looked at."""
        return self.place in ("line", "sentence", "heading") and not self.cited and not self.quoted


@lru_cache(maxsize=4)  # of one text several steps ask
def find_labels(text: str) -> tuple[Label, ...]:
    """Every printed label of a text in order, labels and citations alike; they never overlap."""
    found = sorted([*_numbered(text), *_levels(text), *_annexes(text)], key=_START)
    kept: list[Label] = []
    end = 0
    for label in found:
        if label.start >= end:
            kept.append(label)
            end = label.end
    return tuple(_after_headings(text, kept))


@lru_cache(maxsize=4096)
def label_number(printed: str) -> tuple[int, int] | None:
    """Number and 之-number of the digits of a label: "三十－" and " 二 " are read, nonsense is None.

    >>> label_number("三十－"), label_number(" 二 "), label_number("１２"), label_number("－")
    ((31, 0), (2, 0), (12, 0), None)
    """
    packed = "".join(printed.split())
    if packed.strip("－—-") == "":
        return None
    number = parse_numeral(packed.replace("－", "一").replace("—", "一").replace("-", "一"))
    return None if number is None else (number, 0)


def _numbered(text: str) -> Iterator[Label]:
    for match in _NUMBERED.finditer(text):
        number, unit, below = match.groups()
        value = label_number(number)
        if value is None:
            continue
        sub = parse_numeral(below) if below else 0
        yield _placed(text, _UNIT_KIND[unit], match.start(), match.end(), value[0], sub or 0)


def _levels(text: str) -> Iterator[Label]:
    for match in _starting(text):
        group = match.lastgroup or ""
        if group == "one":
            kind, number = _enclosed(match[0])
        else:
            kind = _LADDER_KINDS[group]
            value = parse_numeral(match[group].strip(" 　、．.）)"))
            if value is None:
                continue
            number = value
        yield _placed(text, kind, match.start(), match.end(), number, 0)


def _starting(text: str) -> Iterator[re.Match[str]]:
    """The matches of _LEVEL, tried only where one can begin: most of a text is passed over at once."""
    found = _LEVEL_START.search(text)
    while found:
        match = _LEVEL.match(text, found.start())
        if match:
            yield match
        found = _LEVEL_START.search(text, match.end() if match else found.start() + 1)


def _enclosed(char: str) -> tuple[LabelKind, int]:
    """㈠ is （一）, ⒈ is 1., ⑴ is （1）, ① is itself."""
    first, _, kind = next(row for row in _ENCLOSED if row[0] <= char <= row[1])
    return kind, ord(char) - ord(first) + 1


def _annexes(text: str) -> Iterator[Label]:
    for match in _ANNEX.finditer(text):
        if _last_ink(text, match.start()) == "":
            number = parse_numeral(match["number"]) if match["number"] else 0
            yield _placed(text, "annex", match.start(), match.end(), number or 0, 0)


def _placed(text: str, kind: LabelKind, start: int, end: int, number: int, sub: int) -> Label:
    numbered = kind in _NUMBERED_KINDS
    before = text[start - 1 : start]
    if before in _BLANK or before in _LINE_END:
        before = _last_ink(text, start)
    place = _place(text, start, before)
    if place == "loose" and not numbered and before in "：:":
        place = "sentence"
    tail = numbered and _CITING_TAIL.match(text, end) is not None
    if numbered and not tail and (place == "inline" or place == "loose"):
        tail = _CITED_HEAD.search(text, max(0, start - 6), start) is not None
    after = text[end : end + 1]
    gap = after in _BLANK or after in _LINE_END
    return Label(kind, text[start:end], number, sub, start, end, place, tail, gap, before in _OPENERS)


def _last_ink(text: str, start: int) -> str:
    """The last character before `start` that is no blank; "" at a line's start."""
    at = start - 1
    while at >= 0 and start - at <= 40 and text[at] in _BLANK:
        at -= 1
    return "" if at < 0 or text[at] in _LINE_END else text[at]


def _place(text: str, start: int, before: str) -> Place:
    """Where a label stands, told from the characters before it, `before` the last that is no blank."""
    if before == "":
        return "line"
    if before in _ENDERS:
        return "sentence"
    if before in _CLOSERS:
        at = text.rfind(before, 0, start)
        return "sentence" if at > 0 and text[at - 1] in _ENDERS else "loose"
    return "loose" if before in "：:" else "inline"


def _after_headings(text: str, labels: list[Label]) -> Iterator[Label]:
    """Fused text: `…办法第一章总则第一条为` has neither line breaks nor sentence ends, but headings."""
    opened = -1  # where the words of a heading end, an article or section may begin
    row: Label | None = None
    for label in labels:
        if row and _follows_row(text, row, label):
            label = label._replace(place="heading")
        if label.kind in ("han", "han_paren"):
            row = label if label.place == "line" else None
        words = _heading_end(text, label) if label.kind in DIVISIONS else -1
        fused = label.place in _FUSED and not label.quoted
        if fused and (label.start == opened or words > 0 or _opens_instrument(text, label)):
            label = label._replace(place="heading", cited=False)
        opened = words
        yield label


def _follows_row(text: str, row: Label, label: Label) -> bool:
    """二、主要任务（一）加强领导: the first item of a row directly after the heading above it."""
    if label.place != "inline" or label.kind != _BELOW.get(row.kind):
        return False
    if label.number != 1 and label.kind != "han_paren":
        return False
    words = text[row.end : label.start]
    return 2 <= len(words) <= _HEADING_WORDS_MAX and not _SENTENCE_MARK.search(words)


def _heading_end(text: str, label: Label) -> int:
    """Where the heading words of a division end when the next label follows at once, else -1."""
    if _CITING_TAIL.match(text, label.end):
        return -1
    if label.place in ("inline", "loose") and text[label.start - 1] in "》〉、，和及与或":
        return -1
    words = _HEADING_WORDS.match(text, label.end)
    if words is None or not text.startswith("第", words.end()):
        return -1
    return -1 if CITES.search(words[0]) else words.end()


def _opens_instrument(text: str, label: Label) -> bool:
    """第一条为… directly after a title: 某某暂行办法第一条为规范…"""
    if label.kind != "article" or (label.number, label.sub) != (1, 0):
        return False
    return text[label.start - 1] != "》" and _PURPOSE.match(text, label.end) is not None

"""What one document does to another (效力行为): the record of it, and the names that its sentences hold.

Reads sentences; writes the documents named in them, 《…》 with what is bracketed behind it or a number alone,
in order. What is done to a document named is for repeals.py, partial.py, amendments.py and extending.py.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cleaners.official.bodies import only_bodies
from cleaners.official.doc_number import find_doc_numbers

Kind = Literal["repeals", "repeals_part", "amends", "extends", "corrects", "supplements"]

SENTENCE = re.compile(r"[^。；\n]+[。；]?")
# （2015年修订）（法（研）发〔1987〕3号）
_BRACKETS = re.compile(
    r"\s?(?:[（(【\[](?:[^（）()【】\n]|[（(][^（）()\n]{0,8}[）)]){0,60}[）)】\]]\s?){0,3}"
)
_SEPARATOR = re.compile(r"(?:[\s、，,]|和|及|与|以及|并)*")
# 2022年6月20日印发的, 原某部发布的
_ISSUED_BY = re.compile(r"[^。；，：《》]{0,40}(?:印发|发布|公布|颁布|制定|下发|出台|实施)的?\s?")
# 《采矿许可证》, 《中标通知书》: papers that a repeal or an extension of documents never means
_PAPER = re.compile(
    r"(?:证书?|执照|批件|批准书|决定书|通知书|证明书?|凭证|登记表|申请表|合同|协议书?|营业执照|牌照|身份证|护照)\Z"
)


@dataclass(frozen=True, slots=True)
class Act:
    """What a sentence does to a document: `title` as printed in 《》 or "", its number, the sentence, the
    place of the name. `day` is the first day of it when one is printed; `at_issue`: 自印发之日起. `articles`
    are the eids that a partial repeal or an amendment names; an extension has its new last day or the months
    it adds; `replaces`: the sentence says that its own document takes the other's place (由本办法替代)."""

    title: str
    doc_number: str | None
    quote: str
    span: tuple[int, int]
    day: date | None = None
    at_issue: bool = False
    kind: Kind = "repeals"
    articles: tuple[str, ...] = ()
    until: date | None = None
    months: int = 0
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A document named in a sentence: 《…》 with what is bracketed behind it, or a number alone."""

    title: str
    number: str | None
    start: int
    name_end: int
    end: int

    @property
    def is_paper(self) -> bool:
        """Whether it is no document but a paper handed to someone: 《采矿许可证》."""
        return _PAPER.search(self.title) is not None


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with where each begins."""
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield at, line.rstrip("\r\n")
        at += len(line)


def joins(between: str) -> bool:
    """Whether two names are parts of one list: nothing between them, 、 or 和, and who issued the next."""
    separator = _SEPARATOR.match(between)
    rest = between[separator.end() :] if separator else between
    return not rest or _ISSUED_BY.fullmatch(rest) is not None or bool(only_bodies(rest.removeprefix("原")))


def named_in(sentence: str) -> list[Named]:
    """The documents named in a sentence, in order; a name inside a name is part of it."""
    found = list(_in_quotes(sentence))
    starts, quoted = [name.start for name in found], tuple(found)
    for number in find_doc_numbers(sentence):
        start, end = number.span
        place = bisect_right(starts, start) - 1
        if place < 0 or quoted[place].end <= start:
            found.append(Named("", number.text, start, end, end))
    return _merged(sentence, sorted(found, key=lambda name: name.start))


def _merged(sentence: str, named: list[Named]) -> list[Named]:
    """国务院令第3号公布的《某条例》 is one document, under its number."""
    kept: list[Named] = []
    for name in named:
        alone = kept[-1] if kept and not kept[-1].title and name.title else None
        if alone is not None and _ISSUED_BY.fullmatch(sentence, alone.end, name.start):
            kept[-1] = replace(name, number=name.number or alone.number)
        else:
            kept.append(name)
    return kept


def _in_quotes(sentence: str) -> Iterator[Named]:
    depth = start = 0
    for at, char in enumerate(sentence):
        if char == "《":
            start, depth = (at if depth == 0 else start), depth + 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0 and 1 < at - start - 1 <= 160:
                brackets = _BRACKETS.match(sentence, at + 1)
                end = brackets.end() if brackets else at + 1
                numbers = find_doc_numbers(sentence[at + 1 : end])
                title = sentence[start + 1 : at]
                yield Named(title, numbers[0].text if numbers else None, start, at + 1, end)

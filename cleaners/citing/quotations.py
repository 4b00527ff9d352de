"""Quotations of a text (引文): what it gives as the words of another, in marks, behind a colon or as a block.

Reads a text; writes each quotation with its place. `manner` says how sure it is that words are quoted: marks
and block are, plain (规定：…) begins with such words and ends nobody knows where, loose (规定，…) may be told
in the writer's own words. It never takes a title in 《》, or a name that is only introduced, for a quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Manner = Literal["marks", "block", "plain", "loose"]

_CLOSING = {"“": "”", "「": "」", "『": "』", "〝": "〞"}
_LONGEST = 4_000
_COLONS = ("：", ":")
_NEAR = 20  # titles that a block may hold before a place
_TITLE = re.compile(r"《[^《》\n]{1,160}(?:《[^《》\n]{1,100}》[^《》\n]{0,60})?》")
# （以下简称“暂行办法”
_NAMING = re.compile(r"(?:以下|下文|统|合|简)(?:简)?称(?:为|作)?[：:]?\Z")
# > 灯塔工坊应当公布能源消耗。
_BLOCK = re.compile(r"^[ 　]{0,3}>[ 　]?(?P<words>[^\n]*)$", re.MULTILINE)
# —— 《示例办法》第六条, the last line of a block
_SIGNED = re.compile(r"[—―–-]{1,3}[ 　]?(?=《)|[（(]?《[^\n]{3,200}[）)]?\Z")
# 规定： | 明确如下：
_COLON = re.compile(
    r"[^。；：:\n“”「」『』\"《》]{0,24}[：:][ 　]*\n{0,2}[ 　]*(?P<words>[^\n“”「」『』\"《》>][^\n]*)"
)
# 规定，灯塔工坊应当 | 明确规定灯塔工坊应当
_TOLD = re.compile(
    r"[^。；：:，,\n“”「」\"《》第]{0,8}?(?:规定|明确|要求)(?!的|了)[，, ]?"
    r"(?P<words>[^\n“”「」『』\"《》：:]{6,})"
)
_SENTENCE_END = re.compile(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words given as those of another text (引文), without their marks; `start` and `end` include these."""

    words: str
    start: int
    end: int
    manner: Manner


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations in marks and in blocks, in order.

    >>> [q.words for q in quotations("第六条规定：“应当‘公布’消耗”，（以下简称“办法”）。")]
    ['应当‘公布’消耗']
    """
    blocks = tuple(_blocks(text))
    titles = [match.span() for match in _TITLE.finditer(text)]
    taken = sorted([*titles, *((block.start, block.end) for block in blocks)])
    marked = (q for q in _marked(text) if not _within(q.start, taken))
    found = [q for q in marked if not _NAMING.search(text, max(0, q.start - 8), q.start)]
    return tuple(sorted([*blocks, *found], key=lambda quotation: quotation.start))


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the spans, or of a span inside a block."""
    last = bisect_right(spans, at, key=lambda span: span[0])
    return any(start <= at < end for start, end in spans[max(0, last - _NEAR) : last])


def told_behind(text: str, end: int) -> Quotation | None:
    """The words that follow a citation without marks: to the end of the line; loose, of the sentence."""
    if match := _COLON.match(text, end):
        return Quotation(match["words"], match.start("words"), match.end(), "plain")
    if match := _TOLD.match(text, end):
        stop = _SENTENCE_END.search(text, match.start("words"), match.end())
        last = stop.start() if stop else match.end()
        return Quotation(text[match.start("words") : last], match.start("words"), last, "loose")
    return None


def _marked(text: str) -> Iterator[Quotation]:
    """The outermost pairs of marks; a straight mark is closed by the next in its line, behind a colon by the
    next at all: 规定："…" may hold several 款."""
    at = 0
    while at < len(text):
        mark = text[at]
        end = -1
        if mark in _CLOSING:
            end = _closed(text, at, mark, _CLOSING[mark])
        elif mark in '"＂':
            line = at + _LONGEST if text[at - 1 : at] in _COLONS else text.find("\n", at)
            end = text.find(mark, at + 1, line if line >= 0 else len(text))
        if end < 0:
            at += 1
            continue
        yield Quotation(text[at + 1 : end], at, end + 1, "marks")
        at = end + 1


def _closed(text: str, start: int, opening: str, closing: str) -> int:
    """Where the mark that opens at `start` is closed; -1 when it is not."""
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST)):
        depth += (text[at] == opening) - (text[at] == closing)
        if depth == 0:
            return at
    return -1


def _blocks(text: str) -> Iterator[Quotation]:
    """Lines of Markdown that begin with >; a last line that names the source is not of the words."""
    lines = list(_BLOCK.finditer(text))
    while lines:
        run = [lines.pop(0)]
        while lines and lines[0].start() == run[-1].end() + 1:
            run.append(lines.pop(0))
        if len(run) > 1 and _SIGNED.match(run[-1]["words"].strip()):
            run.pop()
        words = "\n".join(match["words"] for match in run).strip()
        if words:
            bare = words[1:-1] if words[0] in _CLOSING and words[-1] == _CLOSING[words[0]] else words
            yield Quotation(bare, run[0].start(), run[-1].end(), "block")

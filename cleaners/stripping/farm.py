"""Link farms without a heading (链接农场): titles printed twice, with cut-off teasers, with dates, with
ranks.

Reads lines; writes them without the farm at their end, each cut logged. It must never take a table or a list
of the document: a farm is known only by what a document never prints at its end.
"""

from __future__ import annotations

import re

from cleaners.stripping.phrases import CLAUSE, FINISHED
from cleaners.stripping.removal import Cut, Lines, cut_out

_TITLE = 60
_TEASER = 25
_PARAGRAPH = 160
_NEAR = 5
# 2031-03-05 · 03-05 08:30 · 3小时前 · 昨天 12:30 · 阅读 1234
_STAMP = re.compile(
    r"(?:(?:20\d\d[-/.])?\d{1,2}[-/.]\d{1,2}(?: \d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{1,3}\s?(?:分钟|小时|天|个月|周|年)前"
    r"|(?:今天|昨天|前天|刚刚)(?: ?\d{1,2}:\d{2})?|\d{1,2}:\d{2}"
    r"|[\d.]{1,6}万?\s?(?:阅读|浏览|评论|跟贴|播放|热度))$"
)
_RANK = re.compile(r"(?:NO\.?|TOP)?\s?\d{1,2}$", re.I)
_CUT_OFF = re.compile(r"(?:\.{3,6}|…{1,2})\s?(?:\[?(?:详细|详情|更多|全文|阅读全文|查看)\]?>{0,2})?$")
# News titles are written with these; names of companies and files are not.
_HEADLINE = re.compile(r"[，,：:！!？?“”|｜丨 \u3000—…]")
_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z]")
_SHORTEST = 4
_MARKS = " \t\u3000•·●▪■◆★☆>»-–—*"
_ADVERT = frozenset(("AD", "广告", "推广", "赞助"))
_DOC_NUMBER = re.compile(r"[〔\[（(](?:19|20)\d\d[〕\]）)]\s?第?\s?\d{1,5}\s?号")
# 附件2 · 附1：某表.doc · 注：1.此表… · （盖章）
_ANNEX = re.compile(
    r"附\s?(?:件|表|录|图|[\d一二三四五六七八九十：:])|抄\s?送|注[：:]|[（(]?(?:盖章|签章|公章|签字)"
)
_TWINS, _TEASERS, _STAMPS, _RANKS = 2, 3, 3, 4


def strip_farm(lines: Lines) -> Cut:
    """The link farm at the end of the lines: each title twice, or with a cut-off teaser, a date or a rank."""
    if len(lines) < 4:
        return lines, ()
    first = _first_of_block(lines)
    starts = [
        start
        for find in (_twins, _teasers, _stamps, _ranks)
        if (start := find(lines, first)) is not None and start > 0
    ]
    if not starts or _is_document(lines[min(starts) :]):
        return lines, ()
    return cut_out(lines, dict.fromkeys(range(min(starts), len(lines)), "link_farm"))


def _first_of_block(lines: Lines) -> int:
    """Where the lines behind the last clause and the last but two finished paragraphs begin."""
    prose = 0
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if CLAUSE.match(line) or len(line) > 2 * _PARAGRAPH:
            return index + 1
        if len(line) >= _TITLE and FINISHED.search(line) and not _CUT_OFF.search(line):
            prose += 1
            if prose == 3:
                return index + 1
    return 0


def _is_title(line: str) -> bool:
    bare = line.strip(_MARKS)
    if not _SHORTEST <= len(bare) < _TITLE or _is_finished(bare) or _STAMP.match(bare):
        return False
    return len(_WORDS.sub("", bare)) >= _SHORTEST


def _is_finished(line: str) -> bool:
    """A sentence's end; a question or a quotation may end a headline."""
    return line.endswith(("。", "；", "：", ":", ";"))


def _is_document(rest: Lines) -> bool:
    """Whether these lines list documents, or say of themselves that they are an annex."""
    return any(_DOC_NUMBER.search(line) or _ANNEX.match(line) for line in rest)


def _twins(lines: Lines, first: int) -> int | None:
    """Titles printed twice, one under the other."""
    pairs = [
        i for i in range(first, len(lines) - 1) if lines[i] == lines[i + 1] and _is_title(lines[i])
    ]  # fmt: skip
    run = _run(pairs, _TWINS)
    return run if run is not None and len({lines[i] for i in pairs if i >= run}) >= _TWINS else None


def _teasers(lines: Lines, first: int) -> int | None:
    """Titles above teasers that break off, or that begin with the title once more."""
    found = [
        i for i in range(first, len(lines) - 1) if _is_title(lines[i]) and _teases(lines[i], lines[i + 1])
    ]
    return _run(found, _TEASERS)


def _teases(title: str, teaser: str) -> bool:
    if not _TEASER <= len(teaser) <= _PARAGRAPH:
        return False
    return bool(_CUT_OFF.search(teaser)) or teaser.startswith(title.strip(_MARKS))


def _stamps(lines: Lines, first: int) -> int | None:
    """Headlines above dates in digits or hours ago."""
    found = [
        i
        for i in range(first, len(lines) - 1)
        if _is_title(lines[i]) and _STAMP.match(lines[i + 1].strip(_MARKS))
    ]
    run = _run(found, _STAMPS)
    if run is None:
        return None
    titles = [lines[i] for i in found if i >= run]
    headlines = sum(bool(_HEADLINE.search(title.strip(_MARKS))) for title in titles)
    return run if headlines * 2 >= len(titles) else None


def _ranks(lines: Lines, first: int) -> int | None:
    """1, 2, 3 … on lines of their own above headlines."""
    found = [i for i in range(first, len(lines) - 1) if _RANK.match(lines[i]) and _is_title(lines[i + 1])]
    run = _run(found, _RANKS, near=3)
    if run is None:
        return None
    titles = [lines[i + 1] for i in found if i >= run]
    headlines = sum(bool(_HEADLINE.search(title)) for title in titles)
    return (
        run if headlines * 3 >= len(titles) * 2 and lines[run].lstrip("0NOno.TPtp ").startswith("1") else None
    )


def _run(found: list[int], least: int, near: int = _NEAR) -> int | None:
    """Where a run of finds begins that lie near each other, if it is long enough."""
    run: list[int] = []
    for index in found:
        if run and index - run[-1] > near:
            if len(run) >= least:
                return run[0]
            run = []
        run.append(index)
    return run[0] if len(run) >= least else None

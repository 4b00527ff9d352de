"""The lines that open a page's text (篇头): its title, whole or broken, and its date line.

Reads a Draft and the lines of its body; writes the title, the lines below it and what was cut. Must never cut
a sentence: a date line holds a date, a source, a count and the like, and nothing else.
"""

from __future__ import annotations

import re
from datetime import datetime

from cleaners.model import Removed
from cleaners.normalise import fold
from cleaners.official.red_head import official_title
from cleaners.page.draft import Draft
from cleaners.page.headline import restore_quotes, without_brackets
from cleaners.page.printed import printed_moment, printed_moments

# "2024-09-25 09:42:10 来源:" · "发布时间：2026-09-28 19:19 来源：办公厅" · "作者：甲 浏览次数：12"
_LABELLED = re.compile(
    r"(?:发布时间|发布日期|发稿时间|更新时间|时间|日期|来源|作者|浏览次数|点击数?|阅读|编辑|信息来源)\s{0,3}[:：]|本文来源于|\d次|字体|分享|打印"
)
_SENTENCE = re.compile("[。！？；]")
# 时间：2032年5月6日 地点：云岭县礼堂: when something takes place
_EVENT = re.compile(r"地点|会期|报名|截止")
# ——我市部署燃气安全整治
# 甲某某 03-15 08:00 来源：某某头条
_YEARLESS = re.compile(r"(?<!\d)\d{1,2}[-/月]\d{1,2}日?\s{1,2}\d{1,2}:\d\d(?!\d)")
# 来源：某某App，作者： 甲某某，（https://…）
_ADDRESS = re.compile(r"https?://[\w./?=&%#-]+")
_DASH = re.compile("[—–-]{1,2}")
# …单通道速率提高到每秒六十四吉比特...
_BROKEN_OFF = re.compile(r"(?:\.{3,6}|…{1,2}|\[…\])$")
_LEAST_TEASER = 12
_LONGEST_SUBTITLE = 50
_LEAD = 12
_LONGEST_TITLE = 90


def part_lead(draft: Draft, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...], tuple[Removed, ...]]:
    """The title, the lines without title and date line, and what was cut."""
    title = draft.title or (restored_title(draft) if draft.markup and draft.markup.front else "")
    removed: list[Removed] = []
    if not title and draft.tree is None:
        title, lines, removed = _plain_lead(lines)
    if draft.tree is not None and title:
        above = [i for i, line in enumerate(lines[:_LEAD]) if fold(line) == fold(title)]
        if above and not any(_SENTENCE.search(line) for line in lines[: above[-1]]):
            removed += [Removed("navigation", line, 0) for line in lines[: above[-1]]]
            lines = lines[above[-1] :]
    for _ in range(_LEAD):
        size = _title_lines(lines, title)
        if size:
            removed += [Removed("title", line, 0) for line in lines[:size]]
            lines = lines[size:]
        elif lines and is_date_line(lines[0]):
            removed.append(Removed("date_line", lines[0], 0))
            lines = lines[1:]
        elif removed and _is_subtitle(lines):
            removed.append(Removed("title", lines[0], 0))
            lines = lines[1:]
        else:
            break
    lines, repeated = _without_teaser(lines)
    removed += repeated
    return title, lines, tuple(removed)


def _is_subtitle(lines: tuple[str, ...]) -> bool:
    """Whether a line under the title belongs to it: it opens with a dash, and more follows."""
    if not lines or len(lines[0]) > _LONGEST_SUBTITLE or _SENTENCE.search(lines[0]):
        return False
    return bool(_DASH.match(lines[0])) and len(lines) > 2


def _without_teaser(lines: tuple[str, ...]) -> tuple[tuple[str, ...], list[Removed]]:
    """The lines without a summary above them that breaks off and is the beginning of the first paragraphs."""
    if len(lines) < 2 or not _BROKEN_OFF.search(lines[0]):
        return lines, []
    start = fold(_BROKEN_OFF.sub("", lines[0]))
    whole = fold("".join(lines[1:4]))
    if len(start) < _LEAST_TEASER or not whole.startswith(start):
        return lines, []
    return lines[1:], [Removed("teaser", lines[0], 0)]


def _dates_the_page(line: str, index: int) -> bool:
    """A date line directly under the title, or farther down one with a time or a label, unlike 成文日期."""
    if not is_date_line(line):
        return False
    return index == 1 or bool(_LABELLED.search(line)) or isinstance(printed_moment(line), datetime)


def restored_title(draft: Draft) -> str:
    front = draft.markup.front if draft.markup else None
    return restore_quotes(front.title) if front and front.title else ""


def _plain_lead(lines: tuple[str, ...]) -> tuple[str, tuple[str, ...], list[Removed]]:
    """Plain text: an official title, the line before the date line, else a short first line, no sentence."""
    official = official_title(lines)
    if official:
        return official, lines, []
    for index, line in enumerate(lines[:_LEAD]):
        if index and _dates_the_page(line, index) and len(lines[index - 1]) <= _LONGEST_TITLE:
            cut = [Removed("navigation", text, 0) for text in lines[: index - 1]]
            return lines[index - 1], lines[index - 1 :], cut
        if len(line) > _LONGEST_TITLE or _SENTENCE.search(line) or line.endswith(("：", ":")):
            break
    if len(lines) > 1 and len(lines[0]) <= _LONGEST_TITLE and not _SENTENCE.search(lines[0][-1:]):
        return lines[0], lines, []
    return "", lines, []


def _title_lines(lines: tuple[str, ...], title: str) -> int:
    """How many leading lines are the title: one, or up to four when it was broken."""
    key = without_brackets(title)
    joined = ""
    for size, line in enumerate(lines[:4], 1):
        joined += without_brackets(line)
        if key and joined == key:
            return size
        if not key.startswith(joined):
            return 0
    return 0


def is_date_line(line: str) -> bool:
    """A line that holds only the date, source and the like; never a sentence."""
    if len(line) > 100 or _SENTENCE.search(line) or _EVENT.search(line):
        return False
    moments = printed_moments(line)
    rest = len(line) - sum(end - start for _, start, end in moments)
    if any(isinstance(moment, datetime) for moment, _, _ in moments) and rest < 45:
        return True
    if not moments and len(line) < 60 and _YEARLESS.search(line) and _LABELLED.search(line):
        return True
    if moments and (rest <= 4 or _LABELLED.search(line)) and rest < 60:
        return True
    return bool(_LABELLED.match(line)) and len(_ADDRESS.sub("", line)) < 40

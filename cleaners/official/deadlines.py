"""Until when the public may comment (征求意见期限), where a consultation prints the day in its text.

Reads the text of a consultation; writes a Fact with the sentence that gives the day, which is the last on
which comments are taken (请于2026年9月3日前反馈: the 3rd counts, as the hidden ends of the lists show). A day
without its year, a period without its beginning and a day for anything but comments give nothing.
"""

from __future__ import annotations

import re

from cleaners.model import Fact
from cleaners.official.dates import find_dates

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
# 反馈, 提出意见, 征求意见: what the day is for, somewhere in its paragraph
_COMMENTS = re.compile(r"反馈|意见|建议|征求|征集")
# 截至某日共收到意见: told afterwards; 申报截止日期: another day
_OTHER = re.compile(r"收到|申报|报名|施行|实施|印发")
# 请于…前, 截至…, 截止日期为…, 时间为…至…: what stands before the day
_BY = re.compile(r"(?:请?[于在]|最迟|最晚)\s{0,2}\Z")
_UNTIL = re.compile(
    r"(?:截至|截止(?:到|至|于|时间|日期|日)?|(?:期限|时间|日期)(?:为|是)?)(?:时间|日期)?(?:为|是|至|到)?\s{0,2}[：:]?\s{0,2}\Z"
)
_RANGE = re.compile(r"\s{0,2}(?:起)?\s{0,2}(?:至|到|—|－|-|~|～){1,2}\s{0,2}\Z")
# …日前, …日17时前, …日（含）前, …日之前, …日以前
_BEFORE = re.compile(r"\s{0,2}(?:[（(][^（）()\n]{1,8}[）)])?\s{0,2}(?:下班)?(?:之|以)?前")
_REACH = 24


def comments_until(text: str) -> Fact | None:
    """The last day for comments that a text prints; None when it prints none, or two that differ.

    >>> comments_until("如有意见，请于2026年9月3日前反馈某司。").value
    '2026-09-03'
    >>> comments_until("请于9月3日前反馈意见。"), comments_until("意见征集期限为30日。")
    (None, None)
    """
    found: dict[str, Fact] = {}
    for paragraph in _PARAGRAPH.finditer(text):
        for sentence in _SENTENCE.finditer(paragraph[0]) if _COMMENTS.search(paragraph[0]) else ():
            for day in () if _OTHER.search(sentence[0]) else _last_days(sentence[0]):
                quote = sentence[0].strip()
                start = paragraph.start() + sentence.start() + sentence[0].index(quote)
                found.setdefault(day, Fact("comments_until", day, quote, (start, start + len(quote))))
    return next(iter(found.values())) if len(found) == 1 else None


def _last_days(sentence: str) -> list[str]:
    """The days of a sentence that end a period."""
    days = []
    dates = find_dates(sentence)
    for place, date in enumerate(dates):
        before = sentence[max(0, date.span[0] - _REACH) : date.span[0]]
        by = _BY.search(before) and _BEFORE.match(sentence, date.span[1])
        gap = sentence[dates[place - 1].span[1] : date.span[0]] if place else ""
        ranged = bool(gap) and _RANGE.fullmatch(gap) is not None
        if by or ranged or (_UNTIL.search(before) and not _opens_range(sentence, date.span[1])):
            days.append(date.day.isoformat())
    return days


def _opens_range(sentence: str, end: int) -> bool:
    """2026年8月3日至…: the first day of a period is not its last."""
    return re.match(r"\s{0,2}(?:起)?\s{0,2}(?:至|到|—|－|-|~|～|起)", sentence[end : end + 6]) is not None

"""The end of a notice: 署名 and 成文日期 (落款), and the imprint below, 抄送、印发机关、印发日期 (版记).

A date is a 成文日期 when it stands alone on its line, or directly after the agencies that sign or the
person who signs an order. A date in a sentence, before 起 or 前, or in a heading is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from cleaners.official.authorities import issuers_closing, official_name
from cleaners.official.bodies import only_bodies
from cleaners.official.dates import FoundDate, find_dates

# 行　长　某某某, 部长：某某, 国务院总理 某某
_PERSON = re.compile(
    r"[^。；，\n]{0,24}?(?:行\s*长|部\s*长|主\s*席|总\s*理|主\s*任|局\s*长|署\s*长|省\s*长|市\s*长|会\s*长|理事长)"
    r"[\s：:]{0,12}(?:[一-龥·]\s{0,6}){2,6}"
)
_OFFICE = r"(?:行\s*长|部\s*长|主\s*席|总\s*理|主\s*任|局\s*长|署\s*长|省\s*长|市\s*长|理事长)"
_SIGNED_BY = re.compile(_OFFICE + r"[\s：:]{0,12}(?:[一-龥·]\s{0,6}){0,4}\Z")
# what follows a 落款 at once: 抄送, 主题词, a page number, the end
_IMPRINT_NEXT = re.compile(
    r"\s*(?:抄\s{0,8}送|内部发送|主题词|信息公开|主\s{0,8}送|发\s{0,8}送|分\s{0,8}送|联系人|[—–-]\s?\d|附\s{0,4}件|\Z)"
)
_ANNEX_HEADING = re.compile(
    r"(?m)^[ \t\u3000\xa0]*+附[ \t\u3000]{0,4}件[ \t\u3000]*+[\d一二三四五六七八九十]{0,3}+"
    r"[ \t\u3000]*+[：:]?+[ \t]*+$"
)
_ANNEX_WORD = re.compile(r"附[ \t\u3000]{0,4}件")  # begins with a letter: a text without it is passed at once
_ANNEX_LINE = re.compile(r"[ \t\u3000\xa0]*附[ \t\u3000]{0,4}件?[ \t\u3000]*[\d：:]")
_DEBRIS = re.compile(r"&[a-z]{1,6};")
# 抄送：财政部、某局。
_NAMES = r"([^\n。]{2,600}(?:\n[^\n。：:]{2,120}[、，,；][^\n。：:]{1,120}){0,6})"
_COPIED = re.compile(r"抄[ \t\u3000]{0,8}送\s{0,3}[：:]\s{0,3}" + _NAMES)
# 信息公开选项：主动公开主送：某某分行，…。: too many to stand above the text
_SENT = re.compile(r"(?:\n|公开)[ \t\u3000]{0,4}主[ \t\u3000]{0,8}送\s{0,3}[：:]\s{0,3}" + _NAMES)
_SENT_TO = re.compile(r"主[ \t\u3000]{0,8}送\s{0,3}[：:]")
_INNER = re.compile(r"\s{0,40}(?:内部发送|联系人|主题词|（共印|\(共印|抄\s{0,4}送|分\s{0,4}送)")
# 主题词：信贷　小企业　通知
_KEYWORDS = re.compile(
    r"主[ \t\u3000]{0,4}题[ \t\u3000]{0,4}词\s?[：:][ \t\u3000\xa0]{0,6}([^\n。：:]{2,80})"
)
_NO_KEYWORD = re.compile(
    r"[抄分主发本内报][行部]?\s{0,6}发?送|打\s{0,4}字|信息公开|[─—]{2}|附\s?件|联系人|公开方式"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A 落款: who signs, in order, on which day; `start` at the first name, `end` after the date."""

    issuers: tuple[str, ...]
    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """A 版记: who printed the document and when, and to whom it is copied."""

    printed_by: str | None = None
    date_printed: date | None = None
    copied_to: str | None = None
    sent_to: str | None = None
    keywords: tuple[str, ...] = ()


def find_signature(text: str, *, body: int = 0, issuers: tuple[str, ...] = ()) -> Signature | None:
    """The first 落款 after `body`, where the text of the notice begins, and before a heading 附件.

    `issuers` are those that the document names elsewhere: in fused text they too are known to sign.
    """
    heading = _ANNEX_HEADING.search(text, body) if _ANNEX_WORD.search(text, body) else None
    limit = heading.start() if heading and not _is_note(text, heading) else len(text)
    for found in find_dates(text):
        if found.span[0] >= limit:
            return None
        if found.span[0] < body or isinstance(found.value, datetime):
            continue
        signature = _signature_at(text, found, issuers)
        if signature is not None:
            return signature
    return None


def _is_note(text: str, heading: re.Match[str]) -> bool:
    """附件： on a line of its own opens the list of annexes when the agencies sign below it."""
    return heading[0].rstrip().endswith(("：", ":"))


def _signature_at(text: str, found: FoundDate, issuers: tuple[str, ...]) -> Signature | None:
    start, end = found.span
    line_at = text.rfind("\n", 0, start) + 1
    before = text[line_at:start]
    after = text[end : end + 12].split("\n", 1)[0].strip(" \t\u3000\xa0\r")
    if after:
        return _fused(text, found, after, issuers)
    if not before.strip():
        return _below_names(text, found, line_at)
    names = only_bodies(before)
    if names:
        above, at = _names_above(text, line_at)
        return Signature(above + names, found.day, at if above else line_at, end)
    closing, at = _closing(text[line_at:start], issuers)
    imprint_follows = _IMPRINT_NEXT.match(text, end) is not None
    if closing and (imprint_follows or _stops_before(text, line_at + at)):
        return Signature(closing, found.day, line_at + at, end)
    signed = _SIGNED_BY.search(before[-40:]) or _ANNEX_LINE.match(before) or imprint_follows
    return Signature((), found.day, start, end) if signed else None


def _fused(text: str, found: FoundDate, after: str, issuers: tuple[str, ...]) -> Signature | None:
    """A 落款 with more text right behind it: only after known agencies that themselves follow a full stop."""
    if after[0] in "起前后至到以之，、。；）)第的在经由修通发公施印—-":
        return None
    window_at = max(0, found.span[0] - 300)
    names, at = _closing(text[window_at : found.span[0]], issuers)
    if not names or not _stops_before(text, window_at + at):
        return None
    return Signature(names, found.day, window_at + at, found.span[1])


def _closing(window: str, issuers: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """The agencies that a window ends with, and where: listed ones, else the document's own issuers."""
    names, at = issuers_closing(window)
    if names or not issuers:
        return names, at
    own = re.search(r"\s*".join(map(re.escape, issuers)) + r"\s*\Z", window)
    return (issuers, own.start()) if own else ((), at)


def _stops_before(text: str, at: int) -> bool:
    """Whether what stands before `at` is finished: a stop, a bracket, the end of a line or of a file name."""
    tail = text[max(0, at - 8) : at].rstrip(" \t\u3000\xa0")
    return not tail or tail.endswith(("。", "）", ")", "\n", "”", ">", "；", "！"))


def _below_names(text: str, found: FoundDate, line_at: int) -> Signature | None:
    names, at = _names_above(text, line_at)
    if not names and not (at < line_at or _finished(text, line_at)):
        return None
    return Signature(names, found.day, at if names else found.span[0], found.span[1])


def _finished(text: str, line_at: int) -> bool:
    """Whether the line above is complete: a broken line's date belongs to its sentence (自…年…月…日 / 起)."""
    above = text[max(0, line_at - 400) : line_at].rstrip()
    line = above[above.rfind("\n") + 1 :]
    return (
        _SIGNED_BY.search(above[-40:]) is not None
        or above.endswith(("。", "）", ")", "”", "！", "：", ":"))
        or _ANNEX_LINE.match(line) is not None
    )


def _names_above(text: str, line_at: int) -> tuple[tuple[str, ...], int]:
    """The agencies on the lines directly above, upwards while a line holds agencies or a signing person."""
    names: tuple[str, ...] = ()
    at = line_at
    for _ in range(60):
        above = text[:at].rstrip() if at <= 4000 else text[at - 4000 : at].rstrip()
        base = at - min(at, 4000)
        line_start = above.rfind("\n") + 1
        line = _DEBRIS.sub("", above[line_start:]).strip()
        if not line or len(line) > 160:
            break
        here = only_bodies(line)
        if not here and _PERSON.fullmatch(line) is None:
            break
        names, at = here + names, base + line_start
    return names, at


# 中国人民银行办公厅 2018年7月26日印发
_PRINTED = re.compile(r"\s{0,40}印\s{0,4}发")


def find_imprint(text: str) -> Imprint:
    """The 版记: the last 印发 with a date and an agency before it, and the 抄送 line."""
    by, day = None, None
    for found in find_dates(text):
        printer = _printer(text, found.span[0]) if _PRINTED.match(text, found.span[1]) else None
        by, day = (printer, found.day) if printer else (by, day)
    copied = _names_behind(_COPIED, text)
    sent = _names_behind(_SENT, text) if _SENT_TO.search(text) else None
    return Imprint(by, day, copied, sent, keywords_in(text))


def _names_behind(label: re.Pattern[str], text: str) -> str | None:
    """The names behind 抄送 or 主送, over the lines on which they run on."""
    found = label.search(text)
    names = re.sub(r"(?<!\s)\s*\n\s*", "", found[1]) if found else ""
    return _INNER.split(names)[0].strip() or None


def keywords_in(text: str) -> tuple[str, ...]:
    """The 主题词 of a document, also where 抄送 runs into the last: 主题词：信贷　小企业　通知抄送：…

    >>> keywords_in("主题词：信贷 小企业 通知抄送：某某局。")
    ('信贷', '小企业', '通知')
    """
    found = _KEYWORDS.search(text)
    return (
        tuple(re.split(r"[\s\u3000\xa0、，,;；]+", _NO_KEYWORD.split(found[1])[0].strip())) if found else ()
    )


def _printer(text: str, at: int) -> str | None:
    """The agency named directly before a date, by its list or as all that its line holds."""
    names = issuers_closing(text[max(0, at - 120) : at])[0]
    if names:
        return names[-1]
    local = only_bodies(text[text.rfind("\n", 0, at) + 1 : at])
    return official_name(local[-1]) if local else None

"""Contact persons, telephones, mail addresses, identity numbers (个人信息): masked before a text is stored.

Reads a text; writes the same text with each such character replaced by ＊, so that every offset stays. It
must never touch a clause: names and landline numbers are masked only in a line that says it gives contacts.
The bytes in the archive are evidence and stay as they were published.
"""

from __future__ import annotations

import re
from datetime import date

from cleaners.model import Removed

MASK = "＊"
RULE = "personal_data"

# 联系人及电话：, 咨询电话:, 传 真：, 电子邮箱：, E-mail:
_CONTACT_LINE = re.compile(
    r"(?:联[ 　]?系[ 　]?人|电[ 　]{0,4}话|传[ 　]{0,4}真|手[ 　]?机|邮[ 　]?箱|电子邮件|电子信箱|[Ee]-?mail)"
    r"[^：:\n]{0,12}[：:]"
)
# 联系人：张三、李四 | ends before a figure, the next label or the end of the clause
_PERSONS = re.compile(r"联[ 　]?系[ 　]?人[^：:\n]{0,12}[：:](?P<it>[^\d；;。\n电传手邮地联EeA-Z（(]{1,40})")
# 010-00000000/00000001, （010）00000000, 0510 0000000 转 8
_TELEPHONE = re.compile(r"(?P<it>\d[\d \-－—–/、（）()]{5,40}\d)")
_DAY = re.compile(r"(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}")
_MOBILE = re.compile(r"(?<!\d)(?P<it>1[3-9]\d{9})(?!\d)")
_MAIL = re.compile(r"(?P<it>[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})")
_IDENTITY = re.compile(r"(?<!\d)(?P<it>\d{6}(?P<born>(?:19|20)\d{6})\d{3}[\dXx])(?![\dA-Za-z])")
_FEWEST_DIGITS = 7


def masked(text: str) -> tuple[str, tuple[Removed, ...]]:
    """The text with personal data masked, and one Removed a stretch, its quote masked too. Idempotent.

    >>> masked("联系人：张三 010-00000046")[0]
    '联系人：＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊'
    """
    spans = [match.span("it") for pattern in (_MOBILE, _MAIL) for match in pattern.finditer(text)]
    spans += [m.span("it") for m in _IDENTITY.finditer(text) if _is_day(m["born"])]
    start = 0
    for line in text.split("\n"):
        if _CONTACT_LINE.search(line):
            spans += [(start + first, start + last) for first, last in _in_contact_line(line)]
        start += len(line) + 1
    return _with_masks(text, spans)


def _in_contact_line(line: str) -> list[tuple[int, int]]:
    persons = [m.span("it") for m in _PERSONS.finditer(line) if m["it"].strip(" 　" + MASK)]
    numbers = [
        m.span("it")
        for m in _TELEPHONE.finditer(line)
        if sum(map(str.isdigit, m["it"])) >= _FEWEST_DIGITS and not _DAY.fullmatch(m["it"])
    ]
    return persons + numbers


def _with_masks(text: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[Removed, ...]]:
    characters = list(text)
    for first, last in spans:
        characters[first:last] = MASK * (last - first)
    removed = tuple(Removed(RULE, MASK * (last - first)) for first, last in sorted(spans))
    return "".join(characters), removed


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True

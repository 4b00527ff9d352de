"""Lines that tell whom to call (联系方式), by name, telephone or mail: a document's, never its site's.

Reads one line; says whether it is such a one. It must never take a clause that speaks of contacts for one
that gives them.
"""

from __future__ import annotations

import re
from datetime import date

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


def gives_contact(line: str) -> bool:
    """Whether a line gives a mobile number, a mail address, an identity number, or a contact it announces.

    >>> gives_contact("联系人：张三 010-00000046"), gives_contact("申请单位应当公布联系人和联系电话。")
    (True, False)
    """
    if _MOBILE.search(line) or _MAIL.search(line):
        return True
    if any(_is_day(found["born"]) for found in _IDENTITY.finditer(line)):
        return True
    return _CONTACT_LINE.search(line) is not None and _names_somebody(line)


def _names_somebody(line: str) -> bool:
    if any(found["it"].strip(" 　") for found in _PERSONS.finditer(line)):
        return True
    numbers = (found["it"] for found in _TELEPHONE.finditer(line))
    return any(sum(map(str.isdigit, it)) >= _FEWEST_DIGITS and not _DAY.fullmatch(it) for it in numbers)


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True

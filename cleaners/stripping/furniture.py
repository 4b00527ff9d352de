"""Lines of a document that say nothing of its matter (事务性文字): contacts, addressees, 附件： lines, a date
or a 文号 alone, signatures, rows of a table.

Reads one line or paragraph; answers whether it is such a line. A sentence that mentions a telephone is none.
"""

from __future__ import annotations

import re

from cleaners.official.bodies import only_bodies
from cleaners.official.dates import find_dates
from cleaners.official.doc_number import find_doc_numbers
from cleaners.official.header import is_addressees

_GAP = "[ \\t\u3000\xa0]{0,4}"
_LABELS = (
    *(
        "联系人",
        "联系电话",
        "联系方式",
        "联系地址",
        "联系单位",
        "联系部门",
        "联系邮箱",
        "咨询电话",
        "监督电话",
    ),
    *(
        "举报电话",
        "受理电话",
        "技术支持电话",
        "电话",
        "传真",
        "电子邮箱",
        "电子邮件",
        "电子信箱",
        "邮箱",
        "邮编",
    ),
    *("邮政编码", "通讯地址", "通信地址", "邮寄地址", "收件地址", "地址", "网址", "监督举报电话", "手机"),
)
# 联系人及电话：某某 000-00000046, （联系电话：…）, 联 系 人：, E-mail:
_CONTACT = re.compile(
    rf"{_GAP}[（(]?(?:[一-龥]{{0,8}}?(?:"
    + "|".join(_GAP.join(label) for label in _LABELS)
    + rf")(?:[及和、/／][一-龥]{{1,6}})?|[Ee]-?mail){_GAP}[：:]"
)
_ANNEX = re.compile(rf"{_GAP}附{_GAP}件?{_GAP}[\d一二三四五六七八九十]{{0,3}}{_GAP}(?:[：:]|\Z)")
_BRACKETED = re.compile(r"\s*[（(][^（）()]{0,24}[）)]\s*")
_YEARLY = re.compile(r"[（(]?\d{4}\s?年\s?第\s?\d{1,5}\s?号[）)]?")
_CLOSED = re.compile(r"[。；]\s*\S")
_SHORT = 60


def is_contact(line: str) -> bool:
    """Whether a line gives a contact and nothing else.

    >>> is_contact("联系电话：000-00000046"), is_contact("各地应当公布联系电话：由申报单位填写。另行通知。")
    (True, False)
    """
    return _CONTACT.match(line) is not None and _CLOSED.search(line) is None


def is_row(line: str) -> bool:
    """Whether a line is a row of a table, whose cells are parted by tabs."""
    return "\t" in line.strip()


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the form of a document, not to its matter.

    >>> is_furniture("附件：1.某表"), is_furniture("2022年6月20日"), is_furniture("某发〔2022〕46号")
    (True, True, True)
    >>> is_furniture("各有关单位："), is_furniture("本办法自2022年8月1日起施行。")
    (True, False)
    """
    if is_contact(line) or is_row(line) or is_addressees(line) or _ANNEX.match(line):
        return True
    stripped = line.strip()
    if len(stripped) > _SHORT:
        return False
    if _BRACKETED.fullmatch(line) or only_bodies(stripped):
        return True
    stretches = [found.span for found in find_dates(stripped)]
    stretches += [found.span for found in find_doc_numbers(stripped)]
    return (0, len(stripped)) in stretches or _YEARLY.fullmatch(stripped) is not None

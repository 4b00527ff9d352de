"""What a document is and which one it is (文件的身份): its work id, its role, its kind of instrument.

The id of a work is its document number; a yearly 公告 or 通告 carries no agency code, so its ordered issuers
and its 文种 go before the number. A document without a number is known by a hash of issuers, title and day,
never by its address: two copies of one notice are one work.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from typing import Literal

from cleaners.model import Header
from cleaners.normalise import fold
from cleaners.official.authorities import issuers_opening
from cleaners.official.dates import day_of
from cleaners.official.titles import (
    instrument_kind,
    instrument_titles,
    kind_of_title,
    title_issuers,
    without_tail,
)

__all__ = ["Role", "instrument_kind", "instrument_titles", "role_of", "work_id"]

Role = Literal["notice", "instrument", "news"]

_YEARLY = re.compile(r"\d{4}年第\d+号")
# words of a title that make it news or an explanation of a document, never the document
_NEWS_TITLE = re.compile(
    r"解读|答记者问|问答|图解|一图读懂|一图看懂|发布会|政策吹风会|座谈会|评论|专访|述评|记者会|热点|回应"
)
# 新华社北京9月24日电, 本报记者, 9月13日电
_DATELINE = re.compile(
    r"\s*(?:[一-龥]{2,6}社[一-龥]{0,8}\s?\d{1,2}月\d{1,2}日(?:电|讯)|本报讯|本报记者|中新网|\d{1,2}月\d{1,2}日电|[（(]记者)"
)
# 工信部印发《某办法》, 三部门联合发布某方案: reports that a document came out
_REPORTS = re.compile(
    r"(?<!关于)(?:印发|出台|发布|公布|下发|明确|提出|启动)了?[《“]|(?:部门|部委|我国|多地)(?:联合)?(?:印发|出台|发布|公布)"
)
_REPORTING_VERB = re.compile(
    r"(?:联合|正式|拟)?(?:印发|出台|发布|公布|下发|启动|召开|举行|开展|提出|明确|解读)"
)
_ARTICLE = re.compile(r"(?m)^[ \t\u3000\xa0]*第[一二三四五六七八九十百千零]{1,9}条")
_STRUCTURE = re.compile(r"第[一二三四五六七八九十]{1,3}[条章]|制定本|(?m:^[ \t\u3000\xa0]*一、)")


def work_id(header: Header | None, *, title: str, published: date | datetime | None) -> str:
    """The id of a work: 工信部企业〔2022〕119号, 工业和信息化部公告2026年第34号, or h: and 16 figures."""
    if header is not None and header.doc_number:
        if not _YEARLY.fullmatch(header.doc_number):
            return header.doc_number
        if header.issuers:
            kind = header.kind if header.kind in ("公告", "通告", "令") else "公告"
            return "、".join(header.issuers) + kind + header.doc_number
    return "h:" + _digest(header, title, published)


def _digest(header: Header | None, title: str, published: date | datetime | None) -> str:
    """A hash of issuers, number, title and day; the document's own day before the page's."""
    issuers = header.issuers if header and header.issuers else title_issuers(title)
    number = (header.doc_number if header else None) or ""
    own_day = (header.date_document or header.date_publication) if header else None
    day = own_day or day_of(published)
    named = fold(without_tail((header.title if header else None) or title))
    key = "\n".join(["、".join(issuers), number, named, day.isoformat() if day else ""])
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:16]


def role_of(title: str, header: Header | None, text: str) -> Role:
    """Whether a page is a notice, a measure of its own, or news about one.

    >>> role_of("工信部印发《某办法》", None, "新华社北京9月1日电")
    'news'
    >>> role_of("某部关于印发《某办法》的通知", None, "")
    'notice'
    """
    named = without_tail(title)
    official = bool(kind_of_title(named)) and (
        bool(title_issuers(named)) or bool(header and header.doc_number)
    )
    if official and not _DATELINE.match(text):
        return "notice"
    if _NEWS_TITLE.search(named):
        return "news"
    if header is not None and header.doc_number:
        plain_measure = instrument_kind(named) and not (header.addressees or header.kind)
        return "instrument" if plain_measure else "notice"
    if _DATELINE.match(text):
        return "news"
    if kind_of_title(named) and _is_document(named, header):
        return "notice"
    if len(_ARTICLE.findall(text[:20000])) >= 2 and not _reports(named):
        return "instrument"
    if instrument_kind(named) and not _reports(named) and (_STRUCTURE.search(text) or not text.strip()):
        return "instrument"
    signed = header is not None and bool(header.date_document or header.addressees)
    return "notice" if signed else "news"


def _is_document(named: str, header: Header | None) -> bool:
    opens = named.startswith(("关于", "转发", "印发"))
    return opens or bool(title_issuers(named)) or "关于" in named or bool(header and header.issuers)


def _reports(named: str) -> bool:
    """A title that tells of an act (…印发《…》, a colon, a comma) is a report, not a name."""
    agencies, end = issuers_opening(named)
    acts = bool(agencies) and _REPORTING_VERB.match(named, end) is not None
    return acts or bool(re.search(r"[，,：:！？；]", named)) or _REPORTS.search(named) is not None

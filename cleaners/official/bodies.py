"""Issuers that no list holds (未列名机关): told by where a document prints them and how their names end.

A new commission, a bureau of a province: the prefix of a title before 关于, a signature above its 成文日期
or a red head shows that they issue. Reads such a stretch of text; answers with the names it holds, or ()
when anything else stands in it. It never looks for names in running text.
"""

from __future__ import annotations

import re
from functools import cache

from cleaners.official.authorities import Endings, endings, expanded, issuers_opening, known_name

# 、 or spaces between agencies; 和 only behind the end of a name, for 工业和信息化部 has one inside
_BETWEEN = re.compile(r"[\s、，,;；·]+|(?<=[部委局署厅院会])[和及与](?=[一-龥]{2})")
# 等三部门, 等部门: the others are in the signature
_AND_OTHERS = re.compile(r"等[一二三四五六七八九十两\d]{0,3}个?(?:部门|单位|部委|部)\Z")
# what follows the agencies of an official title
_OPENING = re.compile(r"关于|转发|批转|印发|公告|通告|令|决定|命令")
# words that stand in sentences and in no name, and those who speak of themselves
_NO_NAME = re.compile(
    r"关于|的|请|已|被|有关|相关|负责|如下|\A(?:我|该|各)|\A(?:本|上级|国家|全国|[一二三四五六七八九十两多]{1,3})"
    r"(?:部|委|局|厅|院|署|部委)\Z"
)
_IDEOGRAPHS = re.compile(r"[一-龥]{3,40}")
_OFFICE_OF = frozenset({"办公厅", "办公室", "秘书局"})
_LONGEST = 300


@cache
def _ending() -> re.Pattern[str]:
    names: Endings = endings()
    return re.compile("(?:" + "|".join(map(re.escape, names.bodies)) + r")\Z")


@cache
def _ordinary() -> re.Pattern[str]:
    names: Endings = endings()
    return re.compile("(?:" + "|".join(map(re.escape, names.words)) + r")\Z")


def is_body(name: str) -> bool:
    """Whether a name alone reads as an agency: known, or ending as the names of agencies do.

    >>> is_body("产业振兴部"), is_body("某省工艺局"), is_body("工作部署"), is_body("三部委")
    (True, True, False, False)
    """
    if known_name(name):
        return True
    if _IDEOGRAPHS.fullmatch(name) is None or _NO_NAME.search(name):
        return False
    return _ending().search(name) is not None and _ordinary().search(name) is None


def only_bodies(text: str) -> tuple[str, ...]:
    """The agencies of a stretch that holds nothing else, in order, listed in our knowledge or not.

    >>> only_bodies("产业振兴部　工艺传承局"), only_bodies("工艺传承局等三部门"), only_bodies("今天好")
    (('产业振兴部', '工艺传承局'), ('工艺传承局',), ())
    """
    stripped = text.strip(" \t\r\n\u3000\xa0。、，,;；")
    if not stripped or len(stripped) > _LONGEST:
        return ()
    others = _AND_OTHERS.search(stripped)
    lead = stripped[: others.start()] if others else stripped
    return max(_unlisted(lead), _listed(lead), key=len)


def _listed(lead: str) -> tuple[str, ...]:
    """Agencies of our list, also with nothing between them, and what issuers_opening finds beside them."""
    names, end = issuers_opening(lead)
    return names if end == len(lead) and all(map(is_body, names)) else ()


def _unlisted(lead: str) -> tuple[str, ...]:
    """Every part between separators is an agency, or nothing is."""
    parts = [part for part in _BETWEEN.split(lead) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):  # spread over its column: 乡 土 部
        parts = ["".join(parts)]
    names: list[str] = []
    for part in parts:
        if part in _OFFICE_OF and names:
            names[-1] += part
        elif is_body(part) or (names and part.endswith("公司")):
            names.append(expanded(part))
        else:
            return ()
    return tuple(names)


def title_prefix(title: str) -> tuple[str, ...]:
    """The agencies before 关于 (转发, 印发 …) in a title, when nothing else stands there.

    >>> title_prefix("产业振兴部、工艺传承局等三部门关于某事的通知"), title_prefix("市民关于某事的意见")
    (('产业振兴部', '工艺传承局'), ())
    """
    quoted = title.find("《")
    opening = _OPENING.search(title, 0, quoted if quoted >= 0 else len(title))
    if opening is None:
        return ()
    return only_bodies(title[: opening.start()])

"""Short names (简称): 《中华人民共和国某某促进法》（以下简称《促进法》）, （以下称“暂行办法”）.

Reads one document; writes what its own words make of a short name, and the titles it names in full. A short
name means something inside its document only. It must never be guessed: a name that the document does not
define stands for a title only when the document itself prints one title that ends so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaners.normalise import fold
from cleaners.official.doc_number import find_doc_numbers

# 《某法》（某发〔2031〕3号，以下简称《促进法》）: the title, and all that is bracketed behind it
_DEFINED = re.compile(
    r"《(?P<title>[^《》\n]{2,120}(?:《[^《》\n]{2,100}》[^《》\n]{0,60}){0,2})》"
    r"(?P<before>(?:[ 　]?[（(](?:[^（）()\n]|[（(][^（）()\n]{0,30}[）)]){1,100}[）)])??)"
    r"[ 　]?[（(](?P<number>[^（）()\n《》“”]{0,60}?)"
    r"(?:以下|下文?)(?:统一|均|合|统|分别)?(?:简称|称)(?:为|作)?[：:]?"
    r"[ 　]?[《“\"‘「]?(?P<short>[^（）()《》“”\"‘’「」\n，。；]{2,40})[》”\"’」]?[）)]"
)
# 暂行办法, 管理办法: a name that many documents have, and no document alone
_GENERIC = re.compile(
    r"\A(?:本|该)?(?:暂行|试行|管理|实施|工作|若干|有关|相关|认定|行政|具体|联合){0,4}"
    r"(?:法|条例|办法|规定|细则|规则|解释|决定|章程|准则|通则|规程|意见|通知|方案|指南|公告|制度|规范|规划|计划"
    r"|措施|标准|目录|名单|公报|批复|函|令|纲要)"
    r"(?:[（(](?:暂行|试行)[）)])?\Z"
)
# （试行）, （2031年版） at the end of a title
_EDITION = re.compile(r"[(（][^()（）]{1,16}[)）]\Z")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class ShortName:
    """A short name that a document defines (简称): what it stands for, and where that is said."""

    short: str
    title: str
    doc_number: str | None
    start: int
    end: int


def short_names(text: str) -> dict[str, ShortName]:
    """The short names that a document defines, by folded name; one defined twice otherwise is none.

    >>> {key: name.title for key, name in short_names("按照《示例促进法》（以下简称《促进法》）").items()}
    {'促进法': '示例促进法'}
    """
    if "称" not in text:
        return {}
    found: dict[str, ShortName] = {}
    spoilt: set[str] = set()
    for name in _defined(text):
        key = fold(name.short)
        held = found.setdefault(key, name)
        if fold(held.title) != fold(name.title):
            spoilt.add(key)
    return {key: name for key, name in found.items() if key not in spoilt}


def _defined(text: str) -> Iterator[ShortName]:
    for match in _DEFINED.finditer(text):
        numbers = find_doc_numbers(match["before"] + "，" + match["number"])
        number = numbers[0].text if len(numbers) == 1 else None
        yield ShortName(match["short"].strip(), match["title"], number, match.start(), match.end())


def is_generic(name: str) -> bool:
    """Whether a name is that of a form only: 《办法》, 《暂行规定》; it names a document nowhere by itself.

    >>> is_generic("暂行办法"), is_generic("管理办法（试行）"), is_generic("示例管理办法")
    (True, True, False)
    """
    return _GENERIC.match(name.strip()) is not None


def ends_title(short: str, titles: Iterable[str]) -> tuple[str, ...]:
    """The titles, once each, that end with a name and are longer; an edition in brackets is left out.

    >>> ends_title("暂行办法", ["示例集群促进暂行办法（试行）", "暂行办法", "示例条例"])
    ('示例集群促进暂行办法（试行）',)
    """
    ending = _EDITION.sub("", fold(short))
    found: dict[str, str] = {}
    for title in titles:
        key = fold(title)
        bare = _EDITION.sub("", key)
        if len(ending) >= _SHORTEST and bare.endswith(ending) and bare != ending:
            found.setdefault(key, title)
    return tuple(found.values())

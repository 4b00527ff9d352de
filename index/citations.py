"""Citations read (引用): 《某某办法》第6条第2款第（三）项, 工信部企业〔2022〕119号第十四条, Art. 12.

A citation is looked up by its key and never ranked. parse_reference reads a whole short text as one citation;
find_references finds those inside a running text; index/resolve.py says what they name in a base. A title
without 《》 counts as one only before an article (某某合作社法第三十三条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaners.normalise import simplified
from cleaners.numerals import format_numeral, parse_numeral
from cleaners.official.doc_number import find_doc_numbers, normalise_doc_number

_MAX_LENGTH = 300

_N = r"[零〇○一二两三四五六七八九十百千0-9０-９]{1,9}"
# 第八十二条之一 | 第 14 条 | 14条 | 第8-1条 | Art. 14 | Article 14
_ARTICLE = (
    rf"(?:(?:第[ 　]?)?(?P<article>{_N})(?:[ 　]?[-－][ 　]?(?P<dash>[0-9０-９]{{1,2}}))?[ 　]?条(?!件)"
    rf"(?:[ 　]?之[ 　]?(?P<sub>[一二三四五六七八九十0-9]{{1,3}}))?"
    rf"|(?:Article|Art\.?)[ 　]?(?P<english>[0-9０-９]{{1,4}})(?:-(?P<english_sub>[0-9]{{1,2}}))?)"
)
# 第二款 第（三）项 第3项 （三）项 第1目
_BELOW = (
    rf"(?:[ 　]?第?[ 　]?(?P<para>{_N})[ 　]?款)?"
    rf"(?:[ 　]?第?[ 　]?[（(]?[ 　]?(?P<point>{_N})[ 　]?[)）]?[ 　]?项)?"
    rf"(?:[ 　]?第?[ 　]?[（(]?(?P<indent>{_N})[)）]?[ 　]?目)?"
)
# 附件2 | 附件二 | 附件
_ANNEX = rf"附[ 　]?[件录](?:[ 　]?(?P<annex>{_N}))?"
_UNIT = rf"(?:(?:的|之)?[ 　]?(?P<annexed>{_ANNEX})[ 　]?的?[ 　]?)?(?:的?[ 　]?{_ARTICLE}{_BELOW})?"
_TAIL = re.compile(_UNIT + r"[ 　]?(?:[之的]?规定)?[。．.]?\Z", re.IGNORECASE)
_INLINE = re.compile(r"[ 　]?" + _UNIT, re.IGNORECASE)
# 《某某管理办法》（某部令第3号）: the number behind a title
_BEHIND = re.compile(r"[ 　]?[（(](?P<number>[^（）()《》\n]{3,60})[）)]")
_TITLED = re.compile(r"《(?P<title>[^《》\n]{2,120}(?:《[^《》\n]{2,100}》[^《》\n]{0,60})?)》")
_LEAD = re.compile(r"^(?:根据|依据|依照|按照|按|违反|参照|见|参见|适用|关于)[ 　]?")
# 某某法 | 某某办法（试行）: what a bare title before an article looks like
_BARE_TITLE = re.compile(r"[^<>，。；：！？、“”\"《》\n]{2,80}")
# 工信部企业〔2022〕119号/1, the id of an instrument that a notice carries
_CARRIED = re.compile(r"号/[0-9]{1,3}\Z")
# «某某办法» and <<某某办法>>, where no 《》 were at hand
_TITLE_MARKS = str.maketrans("«»", "《》")
# 第十二条 某某办法 | Art. 12, 某某办法
_UNIT_FIRST = re.compile(
    r"(?P<unit>(?:第[^ 　\n,，]{1,30}|[^ 　\n,，]{1,9}条|(?:Article|Art\.?)[ 　]?[0-9]{1,4}))"
    r"[ 　,，]{1,3}(?P<work>[^ 　].*)",
    re.IGNORECASE,
)
_START_OF_TAIL = re.compile(r"的|之|附|第|Art|[零〇○一二两三四五六七八九十百千0-9０-９ 　]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation (引用): the document by 文号 or title, and the unit in it; `annex` 0 is the only annex.

    `start` and `end` are its offsets in the text it was read from.
    """

    text: str
    doc_number: str | None = None
    title: str | None = None
    article: int | None = None
    sub: int | None = None
    para: int | None = None
    point: int | None = None
    indent: int | None = None
    annex: int | None = None
    start: int = 0
    end: int = 0

    @property
    def bare(self) -> bool:
        """No document is named: 第十二条."""
        return self.doc_number is None and self.title is None

    @property
    def article_eid(self) -> str | None:
        """art_14, art_82-1; None when no article is named."""
        if self.article is None:
            return None
        return f"art_{self.article}" + (f"-{self.sub}" if self.sub else "")

    @property
    def annex_eid(self) -> str | None:
        """att_2; None when no annex is named."""
        return f"att_{self.annex or 1}" if self.annex is not None else None

    @property
    def named(self) -> str | None:
        """The unit as it is named, att_2__art_3; None when the document is."""
        if self.annex_eid is None or self.article_eid is None:
            return self.eid
        return f"{self.annex_eid}__{self.eid}"

    @property
    def eid(self) -> str | None:
        """The eId of the unit named; a point without a paragraph is looked for in the first."""
        if self.article_eid is None:
            return self.annex_eid
        parts = [self.article_eid]
        if self.para or self.point or self.indent:
            parts.append(f"para_{self.para or 1}")
        parts += [f"{unit}_{n}" for unit, n in (("point", self.point), ("indent", self.indent)) if n]
        return "__".join(parts)


def parse_reference(text: str) -> Reference | None:
    """The citation that the whole text is; None when it is anything else.

    >>> parse_reference("工信部企业[2022] 119 号第14条").doc_number
    '工信部企业〔2022〕119号'
    >>> parse_reference("《示例促进办法》第八十二条之一第2款第（三）项").eid
    'art_82-1__para_2__point_3'
    """
    typed = text.strip()
    if not typed or len(typed) > _MAX_LENGTH:
        return None
    readings = map(_parsed, dict.fromkeys(_readings(typed)))
    return next((replace(found, text=typed, end=len(typed)) for found in readings if found), None)


def _readings(typed: str) -> Iterator[str]:
    """The text as typed; in simplified characters with 《》 for what stands for them; the unit put last."""
    yield typed
    plain = simplified(typed.translate(_TITLE_MARKS).replace("<<", "《").replace(">>", "》"))
    yield plain
    if first := _UNIT_FIRST.fullmatch(plain):
        yield f"{first['work']}{first['unit']}"


def _parsed(stripped: str) -> Reference | None:
    for start in _tail_starts(stripped):
        match = _TAIL.match(stripped, start)
        if match is None:
            continue
        unit = _with_unit(Reference(stripped, end=len(stripped)), match)
        reference = _with_work(unit, _LEAD.sub("", stripped[:start].strip()))
        if reference is not None:
            return reference
    return None


def _tail_starts(text: str) -> Iterator[int]:
    """The places where the unit may begin, the whole text being the document last."""
    yield from (match.start() for match in _START_OF_TAIL.finditer(text))
    yield len(text)


def _with_unit(reference: Reference, match: re.Match[str]) -> Reference:
    number = {
        name: parse_numeral(value) for name, value in match.groupdict().items() if value and name != "annexed"
    }
    return replace(
        reference,
        article=number.get("article") or number.get("english"),
        sub=number.get("sub") or number.get("dash") or number.get("english_sub"),
        para=number.get("para"),
        point=number.get("point"),
        indent=number.get("indent"),
        annex=(number.get("annex") or 0) if match["annexed"] else None,
    )


def _with_work(reference: Reference, head: str) -> Reference | None:
    """The reference with its document; None when `head` is none."""
    if not head:
        return reference if reference.article is not None else None
    titled = _TITLED.match(head)
    if titled:
        behind = head[titled.end() :].strip(" 　（）()")
        number = normalise_doc_number(behind) if behind else None
        return replace(reference, title=titled["title"], doc_number=number) if number or not behind else None
    if number := _only_number(head):
        return replace(reference, doc_number=number)
    if reference.article is not None and _CARRIED.search(head):
        return replace(reference, title=head)
    if reference.article is not None and _BARE_TITLE.fullmatch(head) and not normalise_doc_number(head):
        return replace(reference, title=head)
    return None


def _only_number(head: str) -> str | None:
    """The 文号 that the text is, with nothing else but a title in 《》 or the word 文件 beside it."""
    if len(numbers := find_doc_numbers(head)) == 1:
        rest = head[: numbers[0].span[0]] + head[numbers[0].span[1] :]
        rest = _TITLED.sub("", rest).strip(" 　（）()文件")
        return normalise_doc_number(head) if not rest else None
    return normalise_doc_number(head) if not numbers else None


def label_of(eid: str) -> str:
    """The label that an article's eId is printed with.

    >>> label_of("art_82-1")
    '第八十二条之一'
    """
    number, _, inserted = eid.removeprefix("art_").partition("-")
    behind = f"之{format_numeral(int(inserted))}" if inserted and int(inserted) else ""
    return f"第{format_numeral(int(number))}条{behind}" if 1 <= int(number) <= 9999 else ""


def reference_of(text: str) -> Reference:
    """What a person names who must name something: a citation, else the text is a title."""
    return parse_reference(text) or Reference(text, title=text.strip().strip("《》"), end=len(text))


def find_references(text: str) -> tuple[Reference, ...]:
    """Every citation of a running text that names its document, in order; linear in its length."""
    found: list[Reference] = []
    for reference in sorted([*_titled_in(text), *_numbered_in(text)], key=lambda r: (r.start, -r.end)):
        if not found or reference.start >= found[-1].end:
            found.append(reference)
    return tuple(found)


def _titled_in(text: str) -> Iterator[Reference]:
    for match in _TITLED.finditer(text):
        end, number = match.end(), None
        behind = _BEHIND.match(text, end)
        if behind and (number := normalise_doc_number(behind["number"])):
            end = behind.end()
        yield _inline(text, match.start(), end, title=match["title"], doc_number=number)


def _numbered_in(text: str) -> Iterator[Reference]:
    for number in find_doc_numbers(text):
        start, end = number.span
        yield _inline(text, start, end, title=None, doc_number=normalise_doc_number(number.printed))


def _inline(text: str, start: int, end: int, *, title: str | None, doc_number: str | None) -> Reference:
    match = _INLINE.match(text, end)
    unit = Reference("", title=title, doc_number=doc_number)
    if match and (match["annexed"] or match["article"] or match["english"]):
        unit, end = _with_unit(unit, match), match.end()
    return replace(unit, text=text[start:end], start=start, end=end)

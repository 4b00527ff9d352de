"""Citations of a running text as people write them (引注): which document, which units, where.

Reads a text that speaks of other documents; writes each citation with the names its document may have. A bare
第六条, 该办法第六条 or 同法第六条 means the document named last; a short name means what the text defines. It
never resolves anything against a base, and 本办法第六条 of the text itself is no citation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cleaners.citing.reference_units import Unit, units_at
from cleaners.citing.references import Mention, references
from cleaners.citing.short_names import ShortName, ends_title, short_names
from cleaners.normalise import fold

_N = r"[零〇○一二两三四五六七八九十百千0-9０-９]{1,9}"
# 第六条 | 第三、五条 | 第6-8条
_ARTICLE = re.compile(rf"第[ 　]?{_N}(?:[ 　]?[、至到—-][ 　]?{_N}){{0,8}}[ 　]?条(?![件例款理约])")
_OWN = re.compile(
    r"本(?:法|条例|办法|规定|细则|规则|决定|意见|通知|方案|合同|协议|章程|制度|文|报告)的?[ 　]?\Z"
)
_BACK = re.compile(
    r"(?:同|该|前述|上述|上引|前引|其)"
    r"(?P<form>法典|法|条例|办法|规定|细则|规则|决定|意见|通知|方案)?(?:文件)?的?[ 　]?\Z"
)
# 上海市实施《示例法》办法 | 某某关于办理示例案件的解释（二）, directly before an article
_UNMARKED = re.compile(
    r"[^。；：:，“”「」\"\n|（()）]{2,80}?(?:法典|法|条例|办法|规定|细则|规则|解释|决定|通则|准则|规程|安排|批复|意见)"
    r"(?:[（(][^（）()\n]{1,8}[）)])?[ 　]?[中的]?[ 　]?\Z"
)
_BEFORE_NAME = re.compile(
    r"(?:\A[ 　]*(?:[0-9]{1,3}[.．)][ 　]*|[-*•][ 　]+)"
    r"|参见|详见|参照|适用|违反|依照|按照|根据|依据|遵照|符合|正如|例如|比如|以及|或者|但是|而且|因为|关于"
    r"|这是|见于|出自|指出|提到|写道|认为|表示|[说称见如而按据依从在对将与和及或由因但即、])"
)
# 信中说云工发〔2031〕4号: words that are no part of a number
_BEFORE_NUMBER = re.compile(
    r"\A[^〔\[（(]{0,12}?(?:中说|说|称|提到|指出|写道|按照|根据|依据|依照|按|见)(?=[\u4e00-\u9fff]{2})"
)
_WHOLE = re.compile(r"(?=.{3})[^《》]*(?:《[^《》]*》[^《》]*)*\Z")  # no half of a title in 《》
_REACH = 90
_NAMING = re.compile(r"(?:以下|下文|统|合|简)(?:统一|简)?称(?:为|作)?[：:]?[“「\"]?\Z")
_EDITION = re.compile(r"[（(][^（）()]{1,20}[）)]\Z")
_ANNEX = re.compile(rf"[ 　]?的?附[件录][ 　]?(?P<number>{_N})?[ 　]?的?(?=第)")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation (引注): the names its document may bear, the likeliest first, its 文号, the units."""

    text: str
    start: int
    end: int
    names: tuple[str, ...] = ()
    doc_number: str | None = None
    units: tuple[Unit, ...] = ()
    annex: int | None = None
    marked: bool = False  # the document stands in 《》 or by its number
    form: str = ""  # of a bare unit, what 该办法 or 同法 says of its document


def cited_in(text: str) -> tuple[Cited, ...]:
    """Every citation of a text, in order.

    >>> [(c.names, [u.article for u in c.units]) for c in cited_in("《示例办法》第三、五条；该办法第六条")]
    [(('示例办法',), [3, 5]), (('示例办法',), [6])]
    """
    named = [mention for mention in references(text) if mention.foreign and not _introduced(text, mention)]
    starts = [mention.start for mention in named]
    found = [_named(text, mention) for mention in named]
    for match in _ARTICLE.finditer(text):
        place = bisect_right(starts, match.start()) - 1
        if place < 0 or match.start() >= max(named[place].end, found[place].end):
            bare = _unmarked(text, match) or _bare(text, match)
            found += [bare] if bare else []
    return tuple(_completed(text, sorted(_apart(found), key=lambda c: c.start)))


def _introduced(text: str, mention: Mention) -> bool:
    """Whether a name is only given here: （以下简称《促进法》）."""
    return _NAMING.search(text, max(0, mention.start - 8), mention.start) is not None


def _apart(found: Sequence[Cited]) -> Iterator[Cited]:
    """The citations without those that stand inside another."""
    end = -1
    for one in sorted(found, key=lambda c: (c.start, -c.end)):
        if one.start >= end:
            yield one
            end = one.end


def _named(text: str, mention: Mention) -> Cited:
    names = (mention.title,) if mention.title else mention.names
    if mention.kind == "name":
        anchor = _ARTICLE.search(text, mention.start, mention.end)
        longer = _unmarked(text, anchor) if anchor else None
        if longer and "《" in longer.names[0]:
            return longer
        names = tuple(sorted({*names, *(longer.names if longer else ())}, key=len, reverse=True))
    marked = mention.kind != "name"
    known = mention.doc_number and _BEFORE_NUMBER.sub("", mention.doc_number)
    made = Cited("", mention.start, mention.end, names, known, mention.units, marked=marked)
    annex = None if made.units else _ANNEX.match(text, made.end)
    if annex:
        units, end = units_at(text, annex.end())
        number = units_at(f"第{annex['number']}条", 0)[0] if annex["number"] else ()
        made = replace(made, units=units, end=end, annex=number[0].article if number else 1)
    return replace(made, text=text[made.start : made.end])


def _unmarked(text: str, match: re.Match[str]) -> Cited | None:
    """A name without marks before an article: every place where it may begin, the longest reading first."""
    begin = max(0, match.start() - _REACH)
    run = _UNMARKED.search(text[begin : match.start()])
    before = max(0, match.start() - 12)
    if run is None or _OWN.search(text, before, match.start()) or _BACK.search(text, before, match.start()):
        return None
    name = run[0].rstrip(" 　中的")
    cuts = [0, *(cut.end() for cut in _BEFORE_NAME.finditer(name))]
    names = tuple(name[cut:] for cut in cuts if _WHOLE.match(name, cut))
    units, end = units_at(text, match.start())
    head = _BEFORE_NAME.match(name)
    sure = (head.end() if head else 0) if "《" in name else len(name) - len(names[-1]) if names else 0
    start = begin + run.start() + sure
    return Cited(text[start:end], start, end, names, units=units) if names and units else None


def _bare(text: str, match: re.Match[str]) -> Cited | None:
    """第六条 alone, or behind 该办法 and 同法: names are completed from what stands before it."""
    before = max(0, match.start() - 12)
    if _OWN.search(text, before, match.start()):
        return None
    units, end = units_at(text, match.start())
    back = _BACK.search(text, before, match.start())
    start = back.start() if back else match.start()
    form = back["form"] if back and back["form"] else ""
    return Cited(text[start:end], start, end, units=units, form=form) if units else None


def _completed(text: str, found: Sequence[Cited]) -> Iterator[Cited]:
    """Short names and bare articles with the documents that they mean."""
    defined = short_names(text)
    titles = tuple(dict.fromkeys(name for one in found if one.marked for name in one.names))
    named: list[Cited] = []
    for one in found:
        if one.names or one.doc_number:
            named.append(_in_full(one, defined, titles))
            yield named[-1]
        elif meant := _meant(one.form, named):
            yield replace(one, names=meant.names, doc_number=meant.doc_number)


def _meant(form: str, named: Sequence[Cited]) -> Cited | None:
    """The document named last, of the form that is said: 该办法 is no 条例; a number has any form."""
    for one in reversed(named):
        if not one.names or any(_EDITION.sub("", name).endswith(form) for name in one.names):
            return one
    return None


def _in_full(one: Cited, defined: dict[str, ShortName], titles: Sequence[str]) -> Cited:
    """The citation with what its text says the name stands for."""
    for name in one.names:
        if (short := defined.get(fold(name))) is not None:
            return replace(
                one, names=(short.title, *one.names), doc_number=one.doc_number or short.doc_number
            )
    longer = [title for name in one.names for title in ends_title(name, titles)]
    return replace(one, names=(*one.names, *dict.fromkeys(longer))) if len(set(longer)) == 1 else one

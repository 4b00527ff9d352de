"""Whose words a quotation gives (引文归属): each citation of a text with the quotations that belong to it.

Reads a text; writes the citations in order, each with its quotation, or with none. The citation before a
quotation in its sentence owns it, one that follows in brackets or behind a dash goes first. What a quotation
cites itself is part of its words and no citation of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cleaners.citing.cited import Cited, cited_in
from cleaners.citing.quotations import Quotation, quotations, told_behind
from cleaners.normalise import fold

_MASK = "□"
_CHARACTER = re.compile(r"[^\n]")
# “……”（参见《示例办法》第六条） | “……”——《示例办法》
_BEHIND = re.compile(
    r"[。；，]?\s{0,4}(?:>[ 　]?)?(?:[（(\[〔]|[—–-]{1,3})[ 　]?"
    r"(?:参?见|详见|引自|出自|语出|依据|根据|来源)?[：: 　]?\Z"
)
_OPEN = re.compile(
    r"[。；，]?\s{0,4}(?:[（(\[〔]|[—–-]{1,3})[^。；，“”\n]{0,60}\Z"
)  # a name begins nobody knows where
_SAID = re.compile(r"[，,]?(?:这|此|系|是|即|语出|出自|见于)[^。；\n]{0,24}\Z")
_NEXT = re.compile(r"(?!而|但|然而|不过)[^。；\n]{0,24}\Z")
# 该条第六条。其中“……”: the sentence goes on speaking of it
_GOES_ON = re.compile(r"[。；]\s*(?:该[条款项法]|其中|即|原文|同时|并|条文|全文|具体)")
_SENTENCE = re.compile(r"[。；]")
_LED = re.compile(r"(?:[：:]|规定|明确|指出|要求|载明|写明|强调|条文|原文)(?:了|为|是)?\s*\Z")
_TERM = 5  # characters: a shorter quotation that nothing leads to may be a term


@dataclass(frozen=True, slots=True)
class Attributed:
    """A citation and the words that a text gives as its (引文归属); `quotation` None: it only names it."""

    cited: Cited
    quotation: Quotation | None = None


def attributed(text: str) -> tuple[Attributed, ...]:
    """Every citation of a text, once for each of its quotations.

    >>> [(a.cited.text, a.quotation.words) for a in attributed("《示例办法》第六条规定：“应当公布消耗。”")]
    [('《示例办法》第六条', '应当公布消耗。')]
    """
    quoted = [_weighed(text, quotation) for quotation in quotations(text)]
    cited = cited_in(_masked(text, quoted))
    owned = [quotation for quotation in quoted if _owner(text, quotation, cited) is not None]
    if len(owned) < len(quoted):
        cited = cited_in(_masked(text, owned))
    of: dict[Cited, list[Quotation]] = defaultdict(list)
    for quotation in owned:
        if (owner := _owner(text, quotation, cited)) is not None:
            of[owner].append(quotation)
    found = [replace(one, text=text[one.start : one.end]) for one in cited]
    told = [_own(text, one, of[one]) for one in cited]
    pairs = [Attributed(one, words) for one, those in zip(found, told, strict=True) for words in those]
    return tuple(_telling(pairs))


def _telling(pairs: Sequence[Attributed]) -> Iterator[Attributed]:
    """All but those that name whole a document of which a unit or words are cited elsewhere in the text."""
    close = [pair for pair in pairs if pair.cited.units or pair.quotation]
    names = {name for pair in close for name in pair.cited.names}
    numbers = {pair.cited.doc_number for pair in close if not pair.cited.names}
    for pair in pairs:
        whole = not pair.cited.units and pair.quotation is None
        if not (
            whole and (names.intersection(pair.cited.names) or pair.cited.doc_number in numbers - {None})
        ):
            yield pair


def _own(text: str, one: Cited, quoted: Sequence[Quotation]) -> Sequence[Quotation | None]:
    """The quotations of a citation, a term beside one left out; else what is told behind it, or none."""
    firm = [quotation for quotation in quoted if quotation.manner != "loose"]
    return firm or quoted[:1] or (told_behind(text, one.end),)


def _weighed(text: str, quotation: Quotation) -> Quotation:
    """The quotation; a short one to which no 规定 leads is loose: it may be a term."""
    short = quotation.manner == "marks" and len(fold(quotation.words)) < _TERM
    led = _LED.search(text, max(0, quotation.start - 8), quotation.start)
    return replace(quotation, manner="loose") if short and not led else quotation


def _masked(text: str, quoted: Iterable[Quotation]) -> str:
    """The text with the words of quotations made unreadable, at their length."""
    pieces, at = [], 0
    for one in quoted:
        pieces += [text[at : one.start], _CHARACTER.sub(_MASK, text[one.start : one.end])]
        at = one.end
    return "".join(pieces) + text[at:]


def _owner(text: str, quotation: Quotation, cited: Sequence[Cited]) -> Cited | None:
    """The citation that a quotation belongs to."""
    after = bisect_left(cited, quotation.end, key=lambda one: one.start)
    behind = cited[after] if after < len(cited) else None
    if behind and (_BEHIND if behind.marked else _OPEN).fullmatch(text, quotation.end, behind.start):
        return behind
    last = bisect_right(cited, quotation.start, key=lambda one: one.end) - 1
    if last >= 0 and _leads(text[cited[last].end : quotation.start], quotation):
        return cited[last]
    ended = quotation.words.rstrip().endswith(("。", "！", "？"))
    nearby = behind and (_SAID if ended else _NEXT).fullmatch(text, quotation.end, behind.start)
    return behind if nearby else None


def _leads(between: str, quotation: Quotation) -> bool:
    """Whether what stands between a citation and a quotation still speaks of the citation."""
    if quotation.manner == "block":
        return between.strip(" 　\n").count("\n") == 0
    if "\n" in between.strip(" 　\n") or (between.count("\n") and not _LED.search(between.rstrip())):
        return False
    return _SENTENCE.search(between) is None or _GOES_ON.search(between) is not None

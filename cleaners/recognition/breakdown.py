"""The parts that a list is told in behind its name (分列): …名单，其中绿色工厂1488家、绿色工业园区104家.

Reads a sentence and an act whose own object counts nobody; writes the stretches that are one list each. By
regions or by trades (东部地区12家、装备制造8家) nothing is cut: these are no lists of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from cleaners.recognition.acts import Act, acts_in
from cleaners.recognition.marks import BATCH, KIND, counts
from cleaners.recognition.named import holders_in
from cleaners.recognition.programmes import programmes_in

_LEAD = re.compile(r"[，：（(](?:其中|包括|包含|含|涵盖|涉及|分别为|分别是|共有|即|有)?[：，]?")
_ON = re.compile(r"(?:其中|包括|具体为|分别为|分别是)[：，]?")
_TOTAL_ALONE = re.compile(
    r"[（(]?(?:以上|上述)?(?:名单|企业|名录)?((?:共计?|合计|总计)\s?\d[\d,]*\s?[家个户项种款座])"
)
_STOP = re.compile(r"[。；）]")
_FULL_STOP = re.compile(r"[。；]")
_JOINT = re.compile(r"、|，|和|及|以及|与")
_COUNTED = re.compile(r"(?<![\d,])\d[\d,]{0,15}\s?[家个户项种款座]")

_CLAUSE = re.compile(r"[^，。；]+")
_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"\s*(?:\d{1,3}\s?[.．、]|[（(]\d{1,3}[）)]|[一二三四五六七八九十]{1,3}、)?\s*")
_MOST_LINES = 20  # a longer list is read row by row, with its regions: cleaners/plain_lists.py


def breakdown(text: str, bare: str, act: Act) -> tuple[tuple[int, int], ...]:
    """The stretches behind an act that count its lists; () where there are none, or one without a kind.

    >>> from cleaners.recognition.sentences import bare
    >>> from cleaners.recognition.acts import acts_in
    >>> said = "现将名单予以公布，其中绿色工厂5家、绿色工业园区3家。"
    >>> [said[a:b] for a, b in breakdown(said, bare(said), acts_in(bare(said))[0])]
    ['绿色工厂5家', '绿色工业园区3家']
    """
    for lead in _LEAD.finditer(bare, max(act.verb[1], act.obj[1])):
        stop = (_STOP if lead[0].startswith(("（", "(")) else _FULL_STOP).search(bare, lead.end())
        parts = _run(text, bare, lead.end(), stop.start() if stop else len(bare))
        if parts:
            return () if _acts_within(bare, parts, act) else parts
    return ()


def continued(text: str, bare: str) -> tuple[tuple[int, int], ...]:
    """The counted parts that a sentence of its own goes on with: 其中示范企业107家、示范平台21家."""
    lead = _ON.match(bare)
    stop = _FULL_STOP.search(bare)
    return _run(text, bare, lead.end() if lead else 0, stop.start() if stop else len(bare))


def counted_before(text: str, end: int) -> tuple[tuple[int, int], ...]:
    """The counted clauses right before a verb without an object: 甲类864家，乙类1127家，现予公示."""
    clauses = [found.span() for found in _CLAUSE.finditer(text, 0, end)]
    counted = takewhile(lambda span: is_kind(text[slice(*span)]), reversed(clauses))
    parts = tuple(counted)[::-1]
    return parts if len(parts) > 1 else ()


def total_alone(text: str) -> int | None:
    """The number of a list that a sentence of its own gives: （名单共计187家，详见附件）."""
    found = _TOTAL_ALONE.match(text)
    return counts(found[1])[0].value if found else None


def _acts_within(bare: str, parts: tuple[tuple[int, int], ...], act: Act) -> bool:
    """Whether a part is done something of its own: 同时取消某中心等4家单位称号."""
    verbs = [other.verb[0] for other in acts_in(bare) if other.form != act.form]
    own = [(start, end) for start, end in parts if not bare.startswith("拟", start)]  # 拟撤销的38家: proposed
    return any(start <= verb < end for start, end in own for verb in verbs)


def _run(text: str, bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The counted parts that follow one another from a place on."""
    parts: list[tuple[int, int]] = []
    while start < end:
        found = _COUNTED.search(bare, start, end)
        if found is None or not is_kind(text[start : found.end()]):
            break
        joint = _JOINT.search(bare, found.end(), end)
        parts.append((start, joint.start() if joint else end))
        start = joint.end() if joint else end
    return tuple(parts)


def is_kind(stretch: str) -> bool:
    """Whether a stretch counts holders by a programme, by a word for their kind, or behind a name."""
    if "，" in stretch or not counts(stretch):
        return False
    batch = BATCH.match(stretch)
    return bool(batch or programmes_in(stretch) or KIND.match(stretch) or holders_in(stretch).named)


def listed_below(text: str, at: int) -> tuple[str, ...]:
    """The holders in the lines below a colon, one in each; () where the lines say more, or are too many.

    >>> listed_below("名单如下：\\n1. 青砚有限公司\\n2. 云海有限公司\\n特此通知。", 5)
    ('青砚有限公司', '云海有限公司')
    """
    return _one_in_each(line[0] for line in _LINE.finditer(text, at))


def listed_above(text: str, at: int) -> tuple[str, ...]:
    """The holders in the lines above 上述3个基地, one in each, in their order."""
    above = text[:at].rstrip().split("\n")
    return _one_in_each(reversed(above))[::-1]


def _one_in_each(lines: Iterable[str]) -> tuple[str, ...]:
    named: list[str] = []
    for line in lines:
        name = _ITEM.sub("", line).strip()
        if holders_in(name).named != (name,) or len(named) == _MOST_LINES:
            break
        named.append(name)
    return tuple(named) if len(named) < _MOST_LINES else ()

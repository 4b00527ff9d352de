"""The parts of an object (分项): 第五批…和通过复核的第二批…; 绿色工厂874家、绿色设计产品643种.

Reads the stretch of an act; writes the stretches that are one list each. One list is never cut in two:
a cut needs a batch, or a programme with its number, on both sides.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cleaners.recognition.marks import BATCH, KIND, counts
from cleaners.recognition.programmes import programmes_in

_LONGEST = 600  # an object of several programmes; what is longer is one list of names
_BRACKET = re.compile(r"[（(][^（）()]{0,24}附[件表][^（）()]{0,24}[）)]")
_SIDE = re.compile(r"[、和及与]|以及")
_OWN_VERB = re.compile(
    r"(?:和|及|以及|、|与)(?=拟?(?:通过复核|复核通过|不?通过|认定|确定|撤销|取消|移出|更名|延续|推荐))"
)
_JOINT = re.compile(r"、|和|及|以及|，|与|；")


def pieces(text: str, bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The stretches of an act that are one list each; the act's own when it is one."""
    return (
        _by_annex(text, bare, start, end)
        or _by_batch(text, bare, start, end)
        or _by_programme(text, bare, start, end)
        or _by_number(text, bare, start, end)
        or ((start, end),)
    )


def batches_side_by_side(stretch: str) -> tuple[str, ...]:
    """The batches of one list that stand together: 第一批、第四批; () for one or none.

    >>> batches_side_by_side("通过复核的第一批、第四批单项冠军企业名单")
    ('第一批', '第四批')
    """
    found = list(BATCH.finditer(stretch))
    together = all(_SIDE.fullmatch(stretch, a.end(), b.start()) for a, b in pairwise(found))
    return tuple(batch[0] for batch in found) if len(found) > 1 and together else ()


def _by_annex(text: str, bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A cut behind each annex in brackets that a joint follows: 名单（附件1）及更名名单（附件2）."""
    shown = [m.end() for m in _BRACKET.finditer(text, start, end)]
    joints = [_JOINT.match(bare, at, end) for at in shown[:-1]]
    cuts = [start, *(joint.end() for joint in joints if joint)]
    return tuple(zip(cuts, [*cuts[1:], end], strict=True)) if len(cuts) > 1 else ()


def _by_batch(text: str, bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A cut before each further batch, at the joint that leads to it."""
    found = list(BATCH.finditer(bare, start, end))
    if len({batch[0] for batch in found}) < 2:
        return ()
    cuts = [start]
    for last, batch in pairwise(found):
        joints = [m.end() for m in _JOINT.finditer(bare, last.end(), batch.start())]
        if batch[0] != last[0] and joints and not _SIDE.fullmatch(text, last.end(), batch.start()):
            cuts.append(joints[-1])
    return tuple(zip(cuts, [*cuts[1:], end], strict=True)) if len(cuts) > 1 else ()


def _by_programme(text: str, bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A cut at a joint when what stands before it has a programme and its number already."""
    if end - start > _LONGEST:
        return ()
    cuts = [start]
    for joint in _JOINT.finditer(bare, start, end):
        if _whole(text[cuts[-1] : joint.start()]) and _whole(text[joint.end() : end]):
            cuts.append(joint.end())
    if len(cuts) < 2:
        return ()
    return tuple(zip(cuts, [*cuts[1:], end], strict=True))


def _by_number(text: str, bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A cut at the first joint behind a number when another one closes a list behind it: 甲等3家、乙等2家."""
    if end - start > _LONGEST:
        return ()
    found = counts(text[start:end])
    closing = [count for count in found if count.lead == "等"]
    cuts = [start]
    if not closing:  # 33家中心和4家企业
        opening = (start + count.start for count in found[1:])
        cuts += [at for at in opening if _JOINT.search(bare, at - 1, at)]
        cuts += _by_kind(text, bare, start, end) or _by_act(text, start, end)
    for count in closing[:-1]:
        joint = _JOINT.search(bare, start + count.end, end)
        if joint:
            cuts.append(joint.end())
    if len(cuts) < 2 or len(set(cuts)) < len(cuts):
        return ()
    return tuple(zip(cuts, [*cuts[1:], end], strict=True))


def _by_kind(text: str, bare: str, start: int, end: int) -> list[int]:
    """Where a kind of holders begins with its number behind another one: 示范企业116家、示范平台73个."""
    found = counts(text[start:end])
    if any(count.lead for count in found):
        return []
    joints = [_JOINT.match(bare, start + count.end, end) for count in found]
    return [joint.end() for joint in joints if joint and KIND.match(text, joint.end())]


def _by_act(text: str, start: int, end: int) -> list[int]:
    """Where another list begins with its own verb: 拟认定的21个集群和拟通过复核的13个集群."""
    joints = (m.end() for m in _OWN_VERB.finditer(text, start, end))
    return [at for at in joints if counts(text[start:at]) and counts(text[at:end])]


def _whole(stretch: str) -> bool:
    """Whether a stretch names a programme and a number of holders."""
    return bool(programmes_in(stretch)) and bool(counts(stretch))

"""The standing of a document on a day (效力状态): derived from what it and others say, never stored.

Apart from force.py, which reads the text, because a reader asks for it at every hit and must start fast. This
is the one place that decides: show, search, filters and alerts all ask status_as_of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleaners.model import Fact

NOT_STATED, DRAFT, NOT_APPLICABLE = "未标明", "征求意见稿", "不适用"
IN_FORCE, NOT_YET, LAPSED, REPEALED = "现行有效", "尚未生效", "失效", "废止"
AMENDED, IN_PART = "已修改", "部分失效"


@dataclass(frozen=True, slots=True)
class Force:
    """The first and the last day of a document's force (ELI: the last date it is in force), None when not
    printed; `evidence` quotes each clause that was read. `change` is what another text made of it while it
    lasts (已修改, 部分失效), from `date_changed` on, None when that day is not known."""

    date_in_force: date | None = None
    date_no_longer_in_force: date | None = None
    status: str = NOT_STATED
    evidence: tuple[Fact, ...] = ()
    change: str | None = None
    date_changed: date | None = None


def status_as_of(force: Force, day: date) -> str:
    """The status on a day: a draft or a text without force keeps its own; without dates it is 未标明.

    What another document repealed is 废止 from the day after its last in force; before that day it stands as
    its own dates say; where that day is not known it is 废止 on every day. What another changed is 已修改 or
    部分失效 from that day until its end, on every day of its force where the day is not known.

    >>> status_as_of(Force(date(2022, 9, 13), date(2025, 9, 12)), date(2023, 1, 1))
    '现行有效'
    >>> status_as_of(Force(change="已修改", date_changed=date(2024, 1, 1)), date(2024, 1, 1))
    '已修改'
    """
    last = force.date_no_longer_in_force
    if force.status not in (NOT_STATED, IN_FORCE, NOT_YET) and not (force.status == REPEALED and last):
        return force.status
    if last is not None and day > last:
        return REPEALED if force.status == REPEALED else LAPSED
    if force.date_in_force is not None and day < force.date_in_force:
        return NOT_YET
    if force.change and (force.date_changed is None or day >= force.date_changed):
        return force.change
    return NOT_STATED if force.date_in_force is None else IN_FORCE


def first_day(in_force: date | None, day: date) -> date:
    """The first day of a wording: an amended text goes on printing the day its measure first applied.

    >>> first_day(date(2004, 7, 1), date(2023, 7, 20)), first_day(date(2023, 9, 1), date(2023, 7, 20))
    (datetime.date(2023, 7, 20), datetime.date(2023, 9, 1))
    """
    return in_force if in_force is not None and in_force > day else day

"""What a notice says of itself (通知标题): its programme, batch and year, and whether it only proposes.

Reads a title, and the stretches of a sentence from the nearest to the title; writes what the nearest names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.official.titles import kind_of_title
from cleaners.recognition.marks import batch_in, year_in
from cleaners.recognition.pieces import batches_side_by_side
from cleaners.recognition.programmes import programme_of, programmes_in

# 关于…的公示, 关于…公示的公告
_PROPOSAL = re.compile(
    r"公示(?:的?(?:公告|通知|通告))?(?:[（(][^（）()]{0,20}[）)])?\s*\Z|\A\s*公示|(?:再次|补充|重新)公示"
)
AFTER_PROPOSAL = re.compile(r"(?:经|并经)[^，。；]{0,30}公示|公示(?:期满)?(?:均)?无异议|公示期满|公示期间")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the title says of the whole notice."""

    title: str
    programme: str | None
    batch: str | None
    year: int | None
    proposes: bool


def _alone(text: str) -> str:
    """A text of one line that is a title and nothing more; "" for every other."""
    line = text.strip()
    return line if "\n" not in line and kind_of_title(line) is not None and "。" not in line else ""


def notice_of(title: str, text: str) -> Notice:
    """What the title says, or a text that is a title alone."""
    title = title or _alone(text)
    proposes = _PROPOSAL.search(title) is not None and "更正" not in title and "结果的公告" not in title
    return Notice(title, programme_of(title), batch_in(title), year_in(title), proposes)


def batch_of(said: str, whole: str, heading: str, notice: Notice) -> str | None:
    """The batch of an event; None where its list is of several: 第一批、第四批."""
    if batches_side_by_side(said):
        return None
    return batch_in(said) or batch_in(whole) or batch_in(heading) or notice.batch


def own_year(sentence: str) -> int | None:
    """The year of a sentence, that of the notices it is based on left out: 根据《关于2030年…的通知》."""
    return year_in(re.sub(r"(?:根据|按照|依据|依照|按)[^，。；]{0,100}《[^》]{0,100}》", "", sentence))


def programme_among(*places: str | None) -> str | None:
    """The programme that the nearest of several stretches names; the last is an id already."""
    for place in places[:-1]:
        named = programmes_in(place) if place else ()
        if named:
            return named[0].programme
    return places[-1]

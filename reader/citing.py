"""How a provision is cited (引注): 《示例办法》（示例部〔2031〕1号）第六条第一款第（四）项."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaners.numerals import format_numeral
from kb.read import Base, WorkRow

# One step of an eid: "art_6-1", "point_4", "att_2".
_STEP = re.compile(r"(?P<unit>[a-z]+)_(?P<number>[0-9]+)(?:-(?P<inserted>[0-9]+))?(?:~(?P<copy>[0-9]+))?$")
_FORMS = {
    "part": "第{n}编",
    "chp": "第{n}章",
    "sec": "第{n}节",
    "art": "第{n}条",
    "point": "第（{n}）项",
    "indent": "第{arabic}目",
    "att": "附件{arabic}",
}
# The marks of a ladder, outermost first: 一、 （一） 1. （1）
_INNER_MARKS = str.maketrans("《》", "〈〉")  # a title inside a title, GB/T 15834-2011
_LADDER = ("{n}、", "（{n}）", "{arabic}.", "（{arabic}）")


def place(eid: str) -> str:
    """The place in words; an unknown form of eid is shown as it is.

    >>> place("art_6__para_1__point_4"), place("art_6-1"), place("lvl_1__lvl_2"), place("para_3")
    ('第六条第一款第（四）项', '第六条之一', '一、（二）', '第三段')
    >>> place("art_6__para_1__point_4__heading")
    '第六条第一款第（四）项的标题'
    """
    if eid.endswith("__heading"):
        return place(eid.removesuffix("__heading")) + "的标题"
    steps = [_STEP.match(step) for step in eid.split("__")]
    if not all(steps):
        return eid
    words, depth, in_article = "", 0, False
    for step in steps:
        assert step is not None
        words += _step_words(step, depth, in_article)
        depth += step["unit"] == "lvl"
        in_article = in_article or step["unit"] == "art"
    return words


def _step_words(step: re.Match[str], depth: int, in_article: bool) -> str:
    number = int(step["number"])
    spelt = format_numeral(number) if 1 <= number <= 9999 else step["number"]
    form = _FORMS.get(step["unit"])
    if step["unit"] == "lvl":
        form = _LADDER[min(depth, len(_LADDER) - 1)]
    elif step["unit"] == "para":
        form = "第{n}款" if in_article else "第{n}段"
    elif form is None:
        return step[0]
    inserted = f"之{format_numeral(int(step['inserted']))}" if step["inserted"] else ""
    copy = f"（重号{step['copy']}）" if step["copy"] else ""
    return form.format(n=spelt, arabic=number) + inserted + copy


def cite(title: str, doc_number: str | None, eid: str = "") -> str:
    """The citation of a work, or of one of its provisions."""
    number = f"（{doc_number}）" if doc_number else ""
    whole = title.startswith("《") and title.find("》") == len(title) - 1
    inner = title[1:-1] if whole else title.translate(_INNER_MARKS)
    named = f"《{inner}》"
    return named + number + (place(eid) if eid else "")


def called(base: Base, work: WorkRow) -> str:
    """A work as a person is told of it: by its citation; by its day as well where it has no 文号."""
    number = number_of(work, base.work(work.carrier) if work.carrier else None)
    day = None if number else work.date_document or work.date_publication
    return cite(work.title, number) + (f"（{day}）" if day else "")


def choices(base: Base, names: Iterable[str]) -> str:
    """Several works to choose from: the id that every verb takes, with what it is the id of."""
    works = ((name, base.work(name)) for name in dict.fromkeys(names))
    return "; ".join(f"{name} {called(base, work)}" if work else name for name, work in works)


def number_of(work: WorkRow, carrier: WorkRow | None) -> str | None:
    """The 文号 to cite: an instrument is cited by its carrier's."""
    return carrier.doc_number if carrier else work.doc_number

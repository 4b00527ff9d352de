"""What makes two texts two wordings of one measure (文本沿革): name, issuer, days, and the words that say so.

Reads titles, issuers, days and the head of a text; writes evidence. Likeness alone never proves it: counties
copy each other's measures word for word, and the years and batches of a series share every article. A name
with a year of its own, a batch or an edition is never a version of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cleaners.comparing.marks import is_telling, places_of
from cleaners.model import Fact
from cleaners.normalise import fold
from cleaners.numerals import NUMERAL_CHARS
from cleaners.official.dates import find_dates
from cleaners.official.titles import instrument_kind

SHARED = 0.5  # of the shorter text's articles must have their counterpart
SHARED_AND_SAID = 0.1  # when the newer text itself says that it was revised
_LISTS = ("名单", "清单", "目录")  # editions, whatever their name
# （试行）, 暂行: what a measure loses when it becomes permanent
_TRIAL = re.compile(r"\((?:试行|暂行)\)|暂行|试行")
# (2023年版), 2024年度, 第三批, 第二期
_SERIES = re.compile(
    rf"[0-9]{{4}}|[{NUMERAL_CHARS}]{{4}}年|第[{NUMERAL_CHARS}0-9]{{1,4}}[批期届轮次版辑号]|年[度版]"
)
# 法 and 条例 without a place are of the centre: departments and local governments issue none by that name
# (《行政法规制定程序条例》第五条); a 司法解释 bears its court in its title
_CENTRAL = ("法", "法典", "条例", "解释", "司法解释")
_REVISED = re.compile(r"修正|修订|修改|重新(?:印发|公布|发布)")
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_FIRST_ARTICLE = re.compile(r"(?m)^[ \t\u3000]*第[一1]条")
_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one wording: `bodies` are its issuers and the office on whose own site it stands."""

    title: str
    key: str  # the title folded, without 《》 and the year of an amendment
    bodies: tuple[str, ...]
    day: date


def version_name(key: str) -> str | None:
    """The name that all wordings of a measure share; None where a year, batch or edition is part of it.

    >>> version_name("灯塔管理暂行办法"), version_name("灯塔名录(2031年版)"), version_name("第三批灯塔名单")
    ('灯塔管理办法', None, None)
    """
    if _SERIES.search(key) or instrument_kind(key) in _LISTS:
        return None
    return _TRIAL.sub("", key) or None


def may_be_versions(older: Side, newer: Side, *, said: bool) -> bool:
    """Whether nothing speaks against two texts of one name being wordings of one measure.

    Issuers that both print must agree. Where one prints none, the places must, and the name must be one
    that a single body uses; `said`: the newer text says that it was revised. A trial measure (暂行) goes on
    beside one without that word unless the text says so.
    """
    if older.day >= newer.day or (older.key != newer.key and not said):
        return False
    if older.bodies and newer.bodies:
        return _same_body(older.bodies, newer.bodies)
    one, other = (places_of(side.title, side.bodies) for side in (older, newer))
    if one != other:
        return False
    return said or (is_telling(newer.title) and (bool(one) or instrument_kind(newer.title) in _CENTRAL))


def _same_body(one: Iterable[str], other: Iterable[str]) -> bool:
    """One body stands on both sides; a bureau publishes for its ministry, whose name its own begins with."""
    return any(a == b or a.startswith(b) or b.startswith(a) for a in map(fold, one) for b in map(fold, other))


def revision_said(text: str, newer: Side, older: date) -> Fact | None:
    """The last sentence of a text's head that says it was revised after the older wording.

    It gives a day behind the older wording's, or names the measure: 现将修订后的《灯塔办法》印发.
    """
    first = _FIRST_ARTICLE.search(text, 0, _HEAD)
    found = None
    for sentence in _SENTENCE.finditer(text, 0, first.start() if first else min(len(text), _HEAD)):
        quote = sentence[0].strip()
        if _REVISED.search(quote) and fold(quote) != fold(newer.title):
            days = [each.day for each in find_dates(quote)]
            if any(older < day <= newer.day for day in days) or (not days and newer.key in fold(quote)):
                start = sentence.start() + sentence[0].index(quote)
                found = Fact("revised", newer.day.isoformat(), quote, (start, start + len(quote)))
    return found

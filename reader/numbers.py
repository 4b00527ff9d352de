"""Numbers that texts give for a programme (数量): targets beside what is reached, claims held against lists.

A claim without a year is held against the batch that its text speaks of, else the one announced within a
month before it; a batch so inferred can bear a number out, and contradicts none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cleaners.effect.standing import DRAFT
from cleaners.official.regions import listed_unit
from cleaners.recognition.claims import Judged, Tally, judge
from cleaners.recognition.programmes import Programme
from kb.read import Base, QuantityRow, WorkRow
from reader.proof import clause_json
from reader.tracked import Told, counts

TERM = "有效期"  # part_of of a claim about how long titles last
_YEAR = re.compile(r"20\d\d年|第[一二三四五六七八九十]{1,3}批|首批")
_NEWS_FOLLOWS = timedelta(days=31)
_WHOLE = ("全国", "全国范围")  # a region that is none
_RANK, _YEARS, _IN_ALL = "位", "年", "累计"
_NATIONAL = (None, "国家级", "全国")


@dataclass(frozen=True, slots=True)
class _Lists:
    """Official final lists: by what a text may call them, and the day each was announced."""

    tallies: Mapping[str, Tally]
    days: Mapping[str, date]  # batch -> day

    def before(self, day: date | None) -> Tally | None:
        """The list announced within a month before a day, when there is one such batch."""
        near = [b for b, out in self.days.items() if day and out <= day <= out + _NEWS_FOLLOWS]
        return self.tallies.get(near[0]) if len(near) == 1 else None


def targets(base: Base, about: Programme, rows: Sequence[QuantityRow], reached: int) -> list[dict[str, Any]]:
    """The targets by year; those on the programme's own level beside its lists and the newest total."""
    claimed = _newest_total(base, about, rows)
    found = []
    for row in rows:
        if row.by is not None and row.unit != _RANK:
            own_level = row.level in (*_NATIONAL, about.level)
            work = _work(base, row)
            more = {
                "by": row.by,
                "level": row.level,
                "reached": reached if own_level else None,
                "claimed": claimed if own_level else None,
            }
            found.append(_number(base, work, row) | more | {"draft": work.status == DRAFT})
    return sorted(found, key=lambda one: (one["by"], one["value"], one["work"]))


def _newest_total(base: Base, about: Programme, rows: Iterable[QuantityRow]) -> dict[str, Any] | None:
    """The last claim of how many there are in all; a claim, whoever makes it, and no list."""
    totals = [
        (work.date_publication or work.date_document or "", row.value, row, work)
        for row in rows
        if row.by is None and row.unit not in (_RANK, _YEARS) and row.region in (None, *_WHOLE)
        and (row.part_of == _IN_ALL or row.parts is not None) and row.level in (*_NATIONAL, about.level)
        for work in (_work(base, row),)
    ]  # fmt: skip
    if not totals:
        return None
    _, _, row, work = max(totals, key=lambda total: total[:2])
    return _number(base, work, row)


def claims(
    base: Base, about: Programme, rows: Sequence[QuantityRow], events: Sequence[Told]
) -> list[dict[str, Any]]:
    """The numbers of what is, each with the verdict of the lists held."""
    lists = _lists(events)
    named: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if year := _YEAR.search(row.part_of or ""):
            named[row.work].add(year[0])
    torn = _of_other_bases(rows)
    found = []
    for row in rows:
        if row.by is None:
            work = _work(base, row)
            judged = (
                _of_term(about, row) if row.part_of == TERM else _judged(row, work, lists, named[row.work])
            )
            if judged.verdict == "not_comparable" and (row.work, row.ordinal) in torn:
                judged = Judged("basis_differs", None, None)
            found.append(
                _number(base, work, row)
                | {"verdict": judged.verdict, "official": judged.official, "official_basis": judged.basis}
            )
    return found


def _of_other_bases(rows: Sequence[QuantityRow]) -> set[tuple[str, int]]:
    """The claims that a text makes of one thing on several bases, and that do not say the same.

    A heading names 山东、江苏、广东, the text 山东、浙江 with the cities counted in: neither is wrong.
    """
    torn: set[tuple[str, int]] = set()
    by_text: dict[tuple[str, str], list[QuantityRow]] = defaultdict(list)
    for row in rows:
        if row.by is None and row.region:
            by_text[row.work, row.unit if row.unit == _RANK else row.region].append(row)
    for (_, about), own in by_text.items():
        said: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for row in own:
            said[row.basis or ""].add((row.region or "", 0 if about == _RANK else row.value))
        if len(said) > 1 and not _compatible(list(said.values())):
            torn |= {(row.work, row.ordinal) for row in own}
    return torn


def _compatible(said: Sequence[set[tuple[str, int]]]) -> bool:
    """Whether one of two sets of statements holds the other."""
    return all(one <= other or other <= one for one in said for other in said)


def _judged(row: QuantityRow, work: WorkRow, lists: _Lists, named: set[str]) -> Judged:
    """The verdict on one claim: of the batch it names, the one its text names, or the one just announced."""
    region = (listed_unit(row.region) or row.region) if row.region not in _WHOLE and row.region else None
    year = _YEAR.search(row.part_of or "")
    inferred = year is None
    if year is not None:
        tally = lists.tallies.get(year[0])
    elif len(named) == 1:
        tally = lists.tallies.get(next(iter(named)))
    else:
        published = work.date_publication or work.date_document
        tally = lists.before(date.fromisoformat(published) if published else None) or lists.tallies.get("")
    judged = judge(row.value, approximate=bool(row.approximate), region=region, basis=row.basis, tally=tally)
    if inferred and judged.verdict == "contradicts":
        return Judged("not_comparable", judged.official, judged.basis)
    return judged


def _of_term(about: Programme, row: QuantityRow) -> Judged:
    """The verdict on how long somebody says that titles last; the measure's article says how long."""
    rule = about.validity
    if rule is None:
        return Judged("not_comparable", None, None)
    article = rule.doc_number + rule.article
    return Judged("agrees" if rule.years == row.value else "contradicts", rule.years, article)


def _lists(events: Iterable[Told]) -> _Lists:
    """The complete official final lists; under "" all together when none lacks."""
    of_batch: dict[str, list[Told]] = defaultdict(list)
    for one in events:
        if one.event.type == "recognise" and counts(one):
            of_batch[one.event.batch].append(one)
    whole = {batch: own for batch, own in of_batch.items() if not any(t.announcement.doubts for t in own)}
    tallies = {batch: _tally(own) for batch, own in whole.items()}
    days = {batch: date.fromisoformat(own[0].announcement.day or "") for batch, own in whole.items()}
    tallies |= {f"{batch[:4]}年": tally for batch, tally in tallies.items() if batch.endswith("年度")}
    if whole and len(whole) == len(of_batch):
        tallies[""] = _tally([one for own in whole.values() for one in own])
    return _Lists(tallies, days)


def _tally(found: Sequence[Told]) -> Tally:
    listed = Counter(listed_unit(one.event.region) or one.event.region for one in found)
    merged = Counter(one.event.province or one.event.region for one in found)
    return Tally(len({one.event.holder_key for one in found}), listed, merged)


def _work(base: Base, row: QuantityRow) -> WorkRow:
    work = base.work(row.work)
    assert work is not None, "quantities refer to their work by foreign key"
    return work


def _number(base: Base, work: WorkRow, row: QuantityRow) -> dict[str, Any]:
    return {
        "value": row.value,
        "unit": row.unit,
        "region": row.region,
        "basis": row.basis,
        "of": row.part_of,
        "parts": row.parts,
        "modality": row.modality or None,
        "approximate": bool(row.approximate),
        "speaker": row.speaker,
        **clause_json(base, work, row),
    }

"""What works do to each other across families (废止、修改、延长), and the standing that follows from it.

`repeals`, `repeals_part` (to the articles named), `amends`, `extends`, `corrects`, `supplements`: a document
in force names another, by 文号, else by a title that one work alone has; a name that nothing answers to
stays, as title:<name>. `supersedes`: the sentence says so, or the two have one name apart from 试行, 暂行 and
the year. A repealed work is 废止, one repealed in part 部分失效, an amended one 已修改 from the day that the
acting text applies; an extended one has its new last day. Its own words are set aside, so that everything
can be made again from the whole base and the order of arrival leaves no trace.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cleaners.effect.acts import Act, Kind
from cleaners.effect.effects import annex_effects, announced_in, effects
from cleaners.effect.relative import months_later
from cleaners.effect.standing import AMENDED, DRAFT, IN_PART, NOT_APPLICABLE, REPEALED
from kb.rows import OwnStandingRow, RelationRow, WorkRow
from kb.store import Store
from pipeline.library import Library

KINDS = ("repeals", "repeals_part", "supersedes", "amends", "extends", "corrects", "supplements")
_CHANGES = {"amends": AMENDED, "repeals_part": IN_PART}
# a text without any of these does nothing to another
_WORDS = (
    "废止",
    "失效",
    "停止",
    "不再",
    "替代",
    "取代",
    "代替",
    "继续有效",
    "继续执行",
    "继续施行",
    "延长",
    "延续",
)
_AMENDING = (
    "如下修",
    "以下修",
    "下列修",
    "修改如下",
    "修订如下",
    "予以修",
    "修改为",
    "后增加",
    "删除",
    "删去",
)
_TITLED = ("修改", "修订", "更正", "勘误", "补充")
_LISTING = re.compile(r"废止|失效|清理|继续有效|修改|修订")
_DECISION = re.compile(r"废止|失效|修改|修订|停止执行|延长|延续|更正|继续有效")
_QUOTES = 6  # sentences of an amending text shown as evidence
_NO_ACTOR = (DRAFT, NOT_APPLICABLE)
# (试行), 暂行, (2022年版), 2022年修订: what two versions of one name may differ in, in folded titles
_VERSION = re.compile(
    r"\((?:试行|暂行|[0-9]{4}年?(?:版|本|试行|修订|修订版|修正)?|修订版?|修正)\)|试行|暂行|[0-9]{4}年版?"
)
# 某条例（2018修正）: its text holds the amendments up to that year
_CONSOLIDATED = re.compile(r"[（(](?P<year>\d{4})年?[^（）()]{0,8}(?:修正|修订|修改)[^（）()]{0,4}[）)]")
_LABEL = re.compile(
    r"\s{0,40}(?:第[零〇一二两三四五六七八九十百千\d]{1,8}条(?:之[一二三四五六七八九十]{1,3})?"
    r"|[（(]?[一二三四五六七八九十百\d]{1,4}(?:[）)]|[、.．]))[\s　]*"
)


@dataclass(frozen=True, slots=True)
class Repealed:
    """What acts make of the base: relations, the works whose standing changes, and what is set aside."""

    relations: list[RelationRow]
    works: list[WorkRow]
    standings: list[OwnStandingRow]
    set_aside: list[str]  # the works set aside before


@dataclass(frozen=True, slots=True)
class _Done:
    """An act of a work: where its sentence stands, and its first day; `assumed`: the decision's own."""

    work: WorkRow
    eid: str
    act: Act
    snapshot: str
    start: int | None
    day: str | None
    assumed: bool

    @property
    def quote(self) -> str:
        """The sentence as evidence; a day that it does not print is named."""
        return self.act.quote + (f"［{self.day}成文，以此日为准］" if self.assumed else "")


def repealings(store: Store) -> Repealed:
    """Relations and standings of the whole base."""
    aside = {row.work: row for row in store.all(OwnStandingRow)}
    held = store.all(WorkRow, "WHERE role IN ('notice', 'instrument')")
    own = {work.id: _own(work, aside) for work in held}
    library = Library(own.values())
    relations: list[RelationRow] = []
    acts: dict[str, list[_Done]] = defaultdict(list)
    for done in _deeds(store, library):
        targets = library.named(done.work, done.act)
        relations += _relations(done, targets)
        for target in targets:
            acts[target.id].append(done)
    changed = {name: work for name in acts if (work := _after(own[name], acts[name])) is not None}
    restored = {work.id: own[work.id] for work in held if work != own[work.id]}
    works = list({**restored, **changed}.values())
    standings = [_set_aside(own[name], changed[name].fingerprint) for name in changed]
    return Repealed(list(dict.fromkeys(relations)), works, standings, sorted(aside))


# -- standing


def _own(work: WorkRow, aside: dict[str, OwnStandingRow]) -> WorkRow:
    """The work as its own family makes it: one that is 废止 has its own words set aside."""
    kept = aside.get(work.id)
    if kept is None or work.fingerprint != kept.becomes:
        return work
    return replace(
        work,
        change=None,
        date_changed=None,
        status=kept.status,
        status_evidence=kept.status_evidence,
        date_no_longer_in_force=kept.date_no_longer_in_force,
        fingerprint=kept.fingerprint,
    )


def _set_aside(work: WorkRow, becomes: str) -> OwnStandingRow:
    return OwnStandingRow(
        work.id, work.status, work.status_evidence, work.date_no_longer_in_force, work.fingerprint, becomes
    )


def _after(work: WorkRow, acts: list[_Done]) -> WorkRow | None:
    """The work as the acts of others leave it; None when they change nothing of its standing."""
    made, said = _extended(work, _of(acts, "extends"))
    made, repealed = _repealed(made, _of(acts, "repeals"))
    made, changed = _changed(made, [d for kind in _CHANGES for d in _of(acts, kind)])
    said = [*repealed, *changed, *said]
    if not said:
        return None
    evidence = "\n".join(dict.fromkeys([*said, *(work.status_evidence or "").splitlines()])).strip()
    force = (made.status, evidence, made.date_no_longer_in_force, made.change, made.date_changed)
    marks = repr((work.fingerprint, *force))
    return replace(
        made, status_evidence=evidence, fingerprint=hashlib.sha256(marks.encode()).hexdigest()[:32]
    )


def _of(acts: list[_Done], kind: str) -> list[_Done]:
    """The acts of one kind, the earliest first; one whose day is not known last."""
    found = [done for done in acts if done.act.kind == kind]
    return sorted(found, key=lambda d: (d.day or "9999", d.work.id, d.eid, d.act.quote, d.act.articles))


def _repealed(work: WorkRow, acts: list[_Done]) -> tuple[WorkRow, list[str]]:
    """As the earliest repeal leaves it; unchanged when it had lapsed by its own words before."""
    if not acts:
        return work, []
    last = _eve(acts[0].day)
    if last and work.date_no_longer_in_force and work.date_no_longer_in_force < last:
        return work, []
    return replace(work, status=REPEALED, date_no_longer_in_force=last), [acts[0].quote]


def _changed(work: WorkRow, acts: list[_Done]) -> tuple[WorkRow, list[str]]:
    """已修改 or 部分失效 from the earliest act on that its text does not hold already."""
    year = _CONSOLIDATED.search(work.title)
    fit = [
        d
        for d in acts
        if not (d.act.kind == "amends" and year and (d.day or "") < f"{int(year['year']) + 1}")
    ]
    if not fit:
        return work, []
    first = min(
        fit, key=lambda d: (d.day or "9999", d.act.kind, d.work.id, d.eid, d.act.quote, d.act.articles)
    )
    quotes = list(
        dict.fromkeys(d.quote for d in fit if d.work.id == first.work.id and d.act.kind == first.act.kind)
    )
    return replace(work, change=_CHANGES[first.act.kind], date_changed=first.day), quotes[:_QUOTES]


def _extended(work: WorkRow, acts: list[_Done]) -> tuple[WorkRow, list[str]]:
    """With the last day that the latest extension gives; 继续有效 without a day leaves none."""
    said: list[str] = []
    for done in acts:
        last, own = _new_last(work, done), work.date_no_longer_in_force
        lapsed = own is not None and done.day is not None and own < done.day
        if (last is None and lapsed) or (last is not None and last > (own or "")):
            work = replace(work, date_no_longer_in_force=last)
            said.append(done.quote)
    return work, said[::-1]


def _new_last(work: WorkRow, done: _Done) -> str | None:
    if done.act.until is not None:
        return done.act.until.isoformat()
    last = work.date_no_longer_in_force
    if not done.act.months or last is None:
        return last if done.act.months else None
    after = months_later(date.fromisoformat(last) + timedelta(days=1), done.act.months)
    return (after - timedelta(days=1)).isoformat() if after else last


def _eve(day: str | None) -> str | None:
    """The last day in force (ELI) is the one before the repeal applies."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else None


# -- acts


def _deeds(store: Store, library: Library) -> Iterator[_Done]:
    """Every act of a notice or instrument that is no draft, with the provision it stands in."""
    said = " OR ".join(f"e.text LIKE '%{word}%'" for word in (*_WORDS, *_AMENDING))
    titled = " OR ".join(f"w.title LIKE '%{word}%'" for word in _TITLED)
    texts = store.pairs(
        "SELECT e.id, e.work, e.text, e.snapshot, s.text FROM expressions e "
        "JOIN snapshots s ON s.id = e.snapshot JOIN works w ON w.id = e.work "
        f"WHERE e.stage <> '{DRAFT}' AND e.until IS NULL AND ({said} OR {titled}) ORDER BY e.work, e.id"
    )
    for expression, name, text, snapshot, page in texts:
        work = library.works.get(name)
        if work is None or work.status in _NO_ACTOR:
            continue
        found = effects(work.title, text)
        units = _units(store, expression) if found else []
        for act in found:
            yield _done(library, work, act, snapshot, _place(units, act.quote), page or "")
        if work.role == "notice" and _LISTING.search(work.title + text[:600]):
            yield from _annexed(store, library, work, announced_in(text), frozenset({snapshot}))


def _annexed(
    store: Store, library: Library, work: WorkRow, announced: Kind | None, read: frozenset[str]
) -> Iterator[_Done]:
    """The rows of the lists in the files of a notice."""
    files = store.pairs(
        "SELECT DISTINCT s.id, s.text FROM manifestations m JOIN attachments a ON a.manifestation = m.id "
        "JOIN snapshots s ON s.id = a.snapshot WHERE m.work = ? AND s.text IS NOT NULL ORDER BY s.id",
        work.id,
    )
    for snapshot, text in files:
        if snapshot not in read:
            for act in annex_effects(text, announced):
                yield _done(library, work, act, snapshot, ("", act.quote, 0, None), text)


_Place = tuple[str, str, int, int | None]


def _done(library: Library, work: WorkRow, act: Act, snapshot: str, place: _Place, page: str) -> _Done:
    eid, quote, low, high = place
    at = page.find(quote, low, high)
    day = library.first_day(work, act)
    own = work.date_document or work.date_publication
    assumed = day is None and own is not None and _DECISION.search(work.title) is not None
    start = at if at >= 0 else None
    return _Done(work, eid, replace(act, quote=quote), snapshot, start, own if assumed else day, assumed)


def _units(store: Store, expression: str) -> list[tuple[str, int, int, str]]:
    """The hits of a text with their places in the page."""
    return store.pairs(
        "SELECT eid, start, end, text FROM provisions WHERE expression = ? AND is_hit ORDER BY ordinal",
        expression,
    )


def _place(units: list[tuple[str, int, int, str]], quote: str) -> _Place:
    """The provision that holds the sentence, and the sentence there, which lacks the provision's label."""
    for told in dict.fromkeys((quote, _LABEL.sub("", quote, count=1))):
        for eid, start, end, text in units:
            if told and told in text:
                return eid, told, start, end
    return "", quote, 0, None


def _relations(done: _Done, targets: list[WorkRow]) -> Iterator[RelationRow]:
    act = done.act
    end = done.start + len(act.quote) if done.start is not None else None
    name = act.doc_number if not act.title else f"title:{act.title}"
    for target in [work.id for work in targets] or [name or ""]:
        for eid in act.articles or ("",):
            yield RelationRow(
                done.work.id, done.eid, act.kind, target, eid, act.quote, done.snapshot, done.start, end
            )
    for work in targets if act.kind == "repeals" else ():
        if act.replaces or _is_version(done.work, work):
            yield RelationRow(
                done.work.id, done.eid, "supersedes", work.id, "", act.quote, done.snapshot, done.start, end
            )


def _is_version(work: WorkRow, older: WorkRow) -> bool:
    """Whether two instruments have one name, apart from 试行, 暂行 and years."""
    bare = [_VERSION.sub("", each.title_key) for each in (work, older)]
    return work.role == older.role == "instrument" and bare[0] == bare[1]

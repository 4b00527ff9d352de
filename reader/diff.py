"""diff: two wordings of one measure beside each other, article by article (对勘)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from cleaners.comparing.collation import Article, Op, Pair, collate
from index.resolve import Target
from kb.home import Home
from kb.read import Base, ExpressionRow, ProvisionRow, WorkRow
from reader.answer import DONE, Unanswerable, opened, print_json, readable, shortened
from reader.citing import choices, cite, number_of
from reader.documents import standing
from reader.show import day_of, targets_of
from reader.versions import chain, ended_on, former_on, own_day, wording_on
from reader.wording import say

_LISTED = 8  # wordings that a message names
OPS: tuple[Op, ...] = get_args(Op)


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording held, with its text."""

    work: WorkRow
    expression: ExpressionRow
    articles: tuple[Article, ...]
    missing: tuple[str, ...]


def diff(home: Home, ref: str, a: str | None, b: str | None, *, as_json: bool) -> int:
    """Print what became of each article between two wordings."""
    for asked in (ref, a or "-", b or "-"):
        if not readable(asked).strip():
            raise Unanswerable(say("the query is empty"))
    with opened(home) as base:
        targets = _named(base, ref)
        older, newer = _two(base, targets, ref, a, b)
        found = {"ref": ref} | diff_json(base, older, newer, targets[0].eid)
    if as_json:
        print_json(found)
    else:
        from reader.beside import print_diff

        print_diff(found)
    return DONE


# -- which two


def _named(base: Base, ref: str) -> tuple[Target, ...]:
    targets = targets_of(base, ref)
    if not targets:
        raise Unanswerable(say("nothing held is called {ref}", ref=shortened(ref)))
    return tuple(dict.fromkeys(_measure(base, target) for target in targets))


def _measure(base: Base, target: Target) -> Target:
    """Of a notice without articles the one instrument with articles that it issues."""
    carried = [row for row in base.carried(target.work) if _articles_held(base, row.id)]
    own = target.eid is not None or _articles_held(base, target.work)
    return target if own or len(carried) != 1 else Target(carried[0].id, None)


def _articles_held(base: Base, work: str) -> bool:
    return any(expression.articles for expression in base.expressions(work))


def _two(
    base: Base, targets: Sequence[Target], ref: str, a: str | None, b: str | None
) -> tuple[Wording, Wording]:
    """The two wordings meant: those named; else what the page of the one work named said before and says now,
    else the newest with a text and the one before it."""
    rows = {row.id: row for target in targets for row in chain(base, target.work)}
    group = sorted(rows.values(), key=lambda row: (own_day(row) or "", row.id))
    if a is not None:
        first = _meant(base, targets, group, a)
        second = _meant(base, targets, group, b) if b is not None else _newest(base, group, first)
    else:
        corrected = _corrected(base, targets)
        held = corrected or [wording for row in group if (wording := _held(base, row)) is not None]
        if len(held) < 2:
            title = group[-1].title if group else shortened(ref)
            raise Unanswerable(say("only one wording of 《{title}》 is held", title=title))
        first, second = held[-2:]
    if first.expression.id == second.expression.id:
        raise Unanswerable(say("both are the same wording: {work}", work=first.work.id))
    return first, second


def _corrected(base: Base, targets: Sequence[Target]) -> list[Wording]:
    """The texts that the page of the one work named has had, the text of now last; none where it has one."""
    row = base.work(targets[0].work) if len(targets) == 1 else None
    now = _held(base, row) if row else None
    formers = base.former_expressions(now.work.id) if now else ()
    return [*(_former(base, now.work, one) for one in reversed(formers)), now] if now and formers else []


def _newest(base: Base, group: Sequence[WorkRow], but: Wording) -> Wording:
    """The newest wording with a text, another than the one named; of a text that has ended that of now."""
    held = [one for row in group if (one := _held(base, row)) is not None]
    own = [one for one in held if one.work.id == but.work.id]
    others = [one for one in own or held if one.expression.id != but.expression.id] or [
        one for one in held if one.work.id != but.work.id
    ]
    if not others:
        raise Unanswerable(say("only one wording of 《{title}》 is held", title=but.work.title))
    return others[-1]


def _meant(base: Base, targets: Sequence[Target], group: Sequence[WorkRow], named: str) -> Wording:
    """The wording named: by the id of its expression, by a day on which the page of the one work named said
    something else than now, else the work that is meant."""
    expression, day = base.expression(named.strip()), _day(named)
    if expression is None and day is not None and len(targets) == 1:
        expression = former_on(base, targets[0].work, day)
    if expression is not None and expression.until is not None:
        row = base.work(expression.work)
        assert row is not None, "an expression refers to its work by foreign key"
        return _former(base, row, expression)
    return _wording(base, _one(base, group, named))


def _day(named: str) -> date | None:
    try:
        return date.fromisoformat(named.strip())
    except ValueError:
        return None


def _one(base: Base, group: Sequence[WorkRow], named: str) -> WorkRow:
    """A wording by its day, else by its id, number or title."""
    day = _day(named)
    if day is None:
        return _by_name(base, group, named)
    dated = [row for row in group if day.isoformat() in (row.date_document, row.date_publication)]
    found = dated[-1] if dated else wording_on(group, day)
    if found is None:
        title = group[-1].title
        raise Unanswerable(say("no wording of 《{title}》 is held that began by {day}", title=title, day=day))
    return found


def _by_name(base: Base, group: Sequence[WorkRow], named: str) -> WorkRow:
    ids = [target.work for target in _named(base, named)]
    known = [row for row in group if row.id in ids]
    found = known if len(ids) > 1 and known else [row for name in ids if (row := base.work(name))]
    if len(found) > 1:
        listed = choices(base, (row.id for row in found[:_LISTED]))
        raise Unanswerable(say("{ref} means several wordings: {works}", ref=shortened(named), works=listed))
    return found[0]


def _wording(base: Base, row: WorkRow) -> Wording:
    held = _held(base, row)
    if held is None:
        raise Unanswerable(say("《{title}》 has no text here", title=row.title))
    return held


def _held(base: Base, row: WorkRow) -> Wording | None:
    """A work with its articles, else its smallest numbered units; None when no text is held."""
    for expression in base.expressions(row.id):
        units = articles_of(base, expression)
        if units:
            return Wording(row, expression, units, base.lacunae(expression.id))
    return None


def _former(base: Base, row: WorkRow, former: ExpressionRow) -> Wording:
    return Wording(row, former, articles_of(base, former), ())


def articles_of(base: Base, text: ExpressionRow) -> tuple[Article, ...]:
    """The articles of a text, else its smallest numbered units; of one that has ended as well."""
    held: Sequence[ProvisionRow] = base.former_provisions(text.id) if text.until else base.provisions(text.id)
    units = [p for p in held if p.kind == "article"] or [p for p in held if p.is_hit]
    return tuple(Article(p.eid, p.text, p.heading, p.path) for p in units)


# -- the answer


def diff_json(base: Base, a: Wording, b: Wording, eid: str | None = None) -> dict[str, Any]:
    """Both wordings, how many articles became what, and each article; only one where one is named."""
    pairs = collate(a.articles, b.articles, a_missing=a.missing, b_missing=b.missing)
    if eid is not None:
        unit = eid.split("__")[0]
        pairs = tuple(pair for pair in pairs if any(side and side.eid == unit for side in (pair.a, pair.b)))
    counted = Counter(pair.op for pair in pairs)
    return {
        "a": _side(base, a),
        "b": _side(base, b),
        "relation": _relation(base, a, b),
        "counts": {op: counted[op] for op in OPS},
        "articles": [_pair(pair) for pair in pairs],
    }


def _side(base: Base, wording: Wording) -> dict[str, Any]:
    row = wording.work
    carrier = base.work(row.carrier) if row.carrier else None
    return {
        "work": row.id,
        "expression": wording.expression.id,
        "title": row.title,
        "citation": cite(row.title, number_of(row, carrier)),
        "stage": wording.expression.stage,
        "date": own_day(row),
        "until": ended_on(wording.expression.until).isoformat() if wording.expression.until else None,
        "in_force": row.date_in_force,
        "status": standing(row, day_of(None)),
        "units": len(wording.articles),
        "missing": list(wording.missing),
        "url": row.url,
    }


def _relation(base: Base, a: Wording, b: Wording) -> dict[str, Any] | None:
    """What links the two in the base, with its words; None when only the question puts them together."""
    one, other = a.work.id, b.work.id
    if one == other:
        return {"kind": "page", "from": other, "to": one, "quote": None}
    for near, far in ((one, other), (other, one)):
        for row in base.relations_from(near):
            if row.to_work == far and row.kind in ("revises", "supersedes", "drafts"):
                return {"kind": row.kind, "from": near, "to": far, "quote": row.quote or None}
    linked = any(row.id == other for row in chain(base, one))
    return {"kind": "chain", "from": one, "to": other, "quote": None} if linked else None


def _pair(pair: Pair) -> dict[str, Any]:
    a, b = pair.a, pair.b
    return {
        "op": pair.op,
        "a_eid": a.eid if a else None,
        "b_eid": b.eid if b else None,
        "a_path": a.path if a else None,
        "b_path": b.path if b else None,
        "a_heading": a.heading if a else None,
        "b_heading": b.heading if b else None,
        "a_text": a.text if a else None,
        "b_text": b.text if b else None,
        "changes": [[change.op, list(change.a), list(change.b)] for change in pair.changes],
        "similarity": pair.similarity,
        "moved": pair.moved,
        "only_references": pair.references,
    }

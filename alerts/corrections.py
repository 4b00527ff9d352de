"""What pages changed in silence (文字改动), as happenings: which clauses of a document say something else.

Told once a change, by the articles that it changed; a change of nothing but furniture, numbers of articles or
their order is none. Must never tell a change of our reading: former texts are read as those of now are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from alerts.happening import Happening, Published, document_of, evidence_of, shortened
from cleaners.comparing.collation import Op, Pair, collate
from kb.read import Base, ExpressionRow, WorkRow
from reader.citing import place
from reader.diff import articles_of
from reader.versions import ended_on

_TOLD: dict[Op, str] = {
    "amended": "改动",
    "split": "拆分",
    "merged": "合并",
    "added": "增加",
    "deleted": "删去",
}
_SHOWN = 3  # places that a line names


def corrections(base: Base, published: Iterable[Published]) -> Iterator[Happening]:
    """Each change of a page's text, by the document that it belongs to."""
    changed = base.corrected()
    for one in published:
        for member in (work for work in (one.work, *one.carried) if work.id in changed):
            now = base.expressions(member.id)
            texts = (*reversed(base.former_expressions(member.id)), *now[:1])
            for before, after in pairwise(texts):
                found = _changed(base, before, after)
                if found:
                    yield _correction(base, one, member, before, after, found)


def _changed(base: Base, before: ExpressionRow, after: ExpressionRow) -> list[Pair]:
    pairs = collate(articles_of(base, before), articles_of(base, after))
    return [pair for pair in pairs if pair.op in _TOLD and not pair.references]


def _correction(
    base: Base,
    one: Published,
    member: WorkRow,
    before: ExpressionRow,
    after: ExpressionRow,
    found: Sequence[Pair],
) -> Happening:
    about, until = document_of(one), before.until or ""
    counts = Counter(pair.op for pair in found)
    told = "、".join(f"{name} {counts[op]} 处" for op, name in _TOLD.items() if counts[op])
    places = "、".join(place(side.eid) for pair in found[:_SHOWN] if (side := pair.b or pair.a))
    more = "等" if len(found) > _SHOWN else ""
    said = next((pair.b for pair in found if pair.b), None)
    suffix = f"|{member.ordinal}|{until}"
    row = base.provision(member.id, said.eid) if said and not after.until else None
    return replace(
        about,
        kind="correction",
        keys=tuple(key.replace("document", "correction", 1) + suffix for key in about.keys),
        line=f"网页文字有改动：{told}（{places}{more}），{ended_on(until)} 抓取时发现 · {about.line}",
        published=ended_on(until).isoformat(),
        quote=shortened(said.text) if said else "",
        evidence=evidence_of(base, row.snapshot, row.start, row.end) if row else None,
    )

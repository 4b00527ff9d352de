"""A draft behind its final, an older wording behind the newer (征求意见稿之后): what holds answers first.

What a draft or a wording since amended says may match better than what became of it, and is not what holds.
Its hits keep their places among all others, but never stand above the best hit of the document of its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from cleaners.effect.standing import AMENDED, DRAFT
from cleaners.official.drafts import draft_name
from index.table import Table
from kb.read import title_key

_BEHIND = 0.999


def behind_finals(table: Table, scores: Mapping[int, float]) -> dict[int, float]:
    """The scores, those of amended wordings, and those of drafts, held below the best of their names."""
    statuses = {doc: table.status(doc) for doc in scores}
    found = dict(scores)
    for behind, others in ((AMENDED, (AMENDED, DRAFT)), (DRAFT, (DRAFT,))):
        held = [doc for doc, status in statuses.items() if status == behind]
        if held:
            leading = [doc for doc, status in statuses.items() if status not in others]
            found |= _below(table, found, held, leading)
    return found


def _below(
    table: Table, scores: Mapping[int, float], held: Iterable[int], leading: Iterable[int]
) -> dict[int, float]:
    """The scores of what stands behind, each below the best of the documents of its name."""
    best: dict[str, float] = {}
    for doc in leading:
        key = _key(table.title(doc))
        best[key] = max(best.get(key, 0.0), scores[doc])
    tops = {doc: best.get(_key(table.title(doc))) for doc in held}
    return {doc: min(scores[doc], top * _BEHIND) for doc, top in tops.items() if top is not None}


@lru_cache(maxsize=4096)
def _key(title: str) -> str:
    return title_key(draft_name(title).name)

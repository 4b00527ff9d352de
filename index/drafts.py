"""A draft behind its final (征求意见稿之后): of two documents of one name the one in force answers first.

What a draft says may match better than what became of it, and is not what holds. Its hits keep their places
among all others, but never stand above the best hit of the document of its name.
"""

from __future__ import annotations

from collections.abc import Mapping

from cleaners.drafts import draft_name
from cleaners.standing import DRAFT
from index.table import Table
from kb.read import title_key

_BEHIND = 0.999


def behind_finals(table: Table, scores: Mapping[int, float]) -> dict[int, float]:
    """The scores, those of drafts held below the best of the documents of their names."""
    drafts = [doc for doc in scores if table.status(doc) == DRAFT]
    if not drafts:
        return dict(scores)
    best: dict[str, float] = {}
    for doc in scores.keys() - set(drafts):
        key = _key(table.title(doc))
        best[key] = max(best.get(key, 0.0), scores[doc])
    held = {doc: best.get(_key(table.title(doc))) for doc in drafts}
    return {
        **scores,
        **{doc: min(scores[doc], top * _BEHIND) for doc, top in held.items() if top is not None},
    }


def _key(title: str) -> str:
    return title_key(draft_name(title).name)

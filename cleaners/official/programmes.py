"""Recognition programmes by their names (认定项目): which one a title speaks of.

Reads a title and a document number, writes the programme's id. Must never take a mention in a text for the
subject of a document.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from cleaners.normalise import fold


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    text = files("cleaners").joinpath("data/programmes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["programme"])


@cache
def _programmes() -> tuple[tuple[str, tuple[str, ...], str | None], ...]:
    """(id, folded aliases, number of the governing measure), in the file's order."""
    return tuple(
        (entry["id"], tuple(map(fold, entry["aliases"])), entry.get("governed_by")) for entry in _entries()
    )


def programme_ids() -> tuple[str, ...]:
    """The ids of all programmes known, in the file's order."""
    return tuple(name for name, _, _ in _programmes())


def programme_name(programme: str | None) -> str | None:
    """What a programme is called; None for one that is not known."""
    return next((entry["name"] for entry in _entries() if entry["id"] == programme), None)


def programme_of(title: str, doc_number: str | None = None) -> str | None:
    """The programme that a title names or whose measure bears the number; None when there is none.

    >>> programme_of("关于组织申报中小企业特色产业集群的通知")
    'MIIT-SME-CLUSTER'
    """
    key = fold(title)
    for name, aliases, governed_by in _programmes():
        if (doc_number and doc_number == governed_by) or any(alias in key for alias in aliases):
            return name
    return None

"""search: clauses that answer a query (检索), each citable, with its quotations listed under it.

A citation is looked up by key and stands first. A hit that only quotes a clause which is itself among the hits
is folded under that clause, so reprints and news never crowd the list.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.citations import parse_reference
from index.fulltext import Found, Fulltext, IndexUnreadable, Narrowing, QueryTooLong, open_index
from index.query import Query, parse
from index.resolve import resolve
from index.snippet import snippet
from kb.home import Home
from kb.read import Base, ProvisionRow, WorkRow
from reader.about import coverage_json
from reader.answer import DONE, Unanswerable, console, opened, print_json
from reader.citing import cite, number_of
from reader.display import FICTIONAL, LINEAGES, marked
from reader.documents import quoted_by, standing
from reader.show import day_of
from reader.wording import say

POOL = 200  # hits ranked before quotations are folded: a page of results is cut from these
LOOKED_UP = 1_000_000.0  # the score of a citation: looked up by key, above anything ranked


@dataclass(frozen=True, slots=True)
class Filters:
    """What the options narrow a search to; None means anything."""

    issuer: str | None = None
    kind: str | None = None
    status: str | None = None
    source: str | None = None
    programme: str | None = None
    region: str | None = None
    since: str | None = None
    until: str | None = None
    date_kind: str = "document"
    work: str | None = None

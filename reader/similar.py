"""similar: clauses of other works that mean much the same in other words (语义相近): offered, never proved.

Candidates share telling words with the clause, as search finds them; the embedding of the extra `semantic`
puts them in order. What it says never reaches the ranking of search (docs/decisions/0031): who follows a link
from here reads both clauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from index.query import parse
from index.results import Filters, Hit
from kb.home import Home
from kb.read import Base, ProvisionRow, WorkRow
from reader.answer import DONE, Unanswerable, console, opened, print_json, readable, shortened
from reader.display import facts
from reader.meaning import NoEmbedding, closeness
from reader.parallels import asked_clause, citation, own_works
from reader.search import opened_index
from reader.show import not_held
from reader.wording import say

if TYPE_CHECKING:
    from index.fulltext import Fulltext

_WORDS = 16  # of the clause are searched with: the rarest that other clauses have
_CANDIDATES = 40  # are embedded, some .1 s of CPU each
_POOL = 200  # hits looked at for them


@dataclass(frozen=True, slots=True)
class Similar:
    """A clause and how close its meaning is said to be, 0 to 1."""

    work: WorkRow
    eid: str
    text: str
    closeness: float


def similar(home: Home, eid: str, work_id: str, *, limit: int, day: date, as_json: bool) -> int:
    """Print the clauses that mean much the same as one."""
    with opened(home) as base:
        work = base.work(readable(work_id))
        if work is None:
            raise Unanswerable(say("no work {work} is held", work=shortened(work_id)))
        provision = base.provision(work.id, readable(eid))
        if provision is None:
            raise Unanswerable(not_held(base, work.id, eid))
        with opened_index(home, base, day) as fulltext:
            found = similar_of(base, fulltext, work, provision)[:limit]
        asked = asked_clause(base, work, provision)
        view = [_json(base, one) for one in found]
    if as_json:
        print_json({"asked": asked, "similar": view})
    else:
        _print(asked, view)
    return DONE


def similar_of(base: Base, fulltext: Fulltext, work: WorkRow, provision: ProvisionRow) -> list[Similar]:
    """The clauses of other works with words of this one, the closest meaning first."""
    text = provision.text
    candidates = _candidates(base, fulltext, work, telling_words(fulltext, text))
    try:
        close = closeness(text, [other.text for _, other in candidates])
    except NoEmbedding as error:
        raise Unanswerable(str(error)) from error
    found = [
        Similar(row, other.eid, other.text, value)
        for (row, other), value in zip(candidates, close, strict=True)
    ]
    return sorted(found, key=lambda one: (-round(one.closeness, 4), one.work.id, one.eid))


def telling_words(fulltext: Fulltext, text: str) -> list[str]:
    """The rarest words of a text that more than one clause has."""
    words = dict.fromkeys(word for word in fulltext.analyzer.tokens(text) if word.isalpha() and len(word) > 1)
    known = {word: times for word in words if (times := fulltext.frequency("words", word)) > 1}
    return sorted(known, key=lambda word: (known[word], word))[:_WORDS]


def _candidates(
    base: Base, fulltext: Fulltext, work: WorkRow, words: list[str]
) -> list[tuple[WorkRow, ProvisionRow]]:
    """Clauses of other measures that search finds with the words, each wording once."""
    own = own_works(base, work)
    found: dict[str, tuple[WorkRow, ProvisionRow]] = {}
    hits = fulltext.search(parse(" ".join(words)), limit=_POOL, filters=Filters()).hits if words else ()
    for hit in hits:
        pair = None if hit.work in own else _clause(base, hit)
        if pair is not None and len(found) < _CANDIDATES:
            found.setdefault(pair[1].text, pair)
    return list(found.values())


def _clause(base: Base, hit: Hit) -> tuple[WorkRow, ProvisionRow] | None:
    """The work and the provision of a hit; None for news, which only repeats."""
    row, provision = base.work(hit.work), base.provision(hit.work, hit.eid)
    return None if row is None or provision is None or row.role == "news" else (row, provision)


def _json(base: Base, one: Similar) -> dict[str, Any]:
    return {
        "work": one.work.id,
        "eid": one.eid,
        "title": one.work.title,
        "citation": citation(base, one.work, one.eid),
        "status": one.work.status,
        "closeness": round(one.closeness, 3),
        "basis": "embedding",
        "text": one.text,
    }


def _print(asked: dict[str, Any], view: list[dict[str, Any]]) -> None:
    out = console()
    out.print(asked["citation"], style="bold", markup=False)
    out.print(asked["text"] + "\n", markup=False)
    if not view:
        out.print(say("No clause of another measure shares its telling words."), markup=False)
        return
    out.print(say("Offered by a language model, not proved: read both.") + "\n", markup=False)
    for entry in view:
        out.print(f"{entry['citation']}  {entry['closeness']:.3f}", style="bold", markup=False)
        out.print(entry["text"], markup=False)
        out.print(facts([("Status", entry["status"])]))

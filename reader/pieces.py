"""A text in pieces as it is read (排读): headings, articles and levels in order, gaps in their places.

A piece is printed once: an article holds its paragraphs and points, so these are no pieces of their own. A
lacuna stands where the numbering puts it, and what other copies gave is told apart from the base text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.normalise import fold_script
from kb.read import Base, ExpressionRow, ProvisionRow
from reader.citing import place
from reader.restored import given_by

LACUNA, UNPLACED = "lacuna", "unplaced"
HEADINGS = ("part", "chapter", "section")
_HOLDING = ("article", "paragraph", "point", "indent")  # their text is whole, inner units included
_STEP = re.compile(r"(?P<unit>[a-z]+)_(?P<number>[0-9]+)(?:-(?P<inserted>[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Given:
    """What another copy gave to a piece (补文): its words there, the page, and the snapshot behind it."""

    words: str
    url: str
    lineage: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: `kind` as of provisions, or lacuna (an eid alone), or unplaced; `path`: chapter.
    `is_hit`: a unit of search; `given_whole`: nothing of it stands in the base text."""

    eid: str
    kind: str
    label: str = ""
    heading: str = ""
    text: str = ""
    path: str = ""
    status: str = "whole"
    is_hit: bool = False
    given_whole: bool = False
    given: tuple[Given, ...] = ()


def pieces(base: Base, expression: ExpressionRow, eid: str | None = None) -> tuple[Piece, ...]:
    """The pieces of a wording in reading order, what has no place behind them; or those of one unit of it."""
    provisions = base.provisions(expression.id)
    if eid is not None:
        provisions = tuple(p for p in provisions if p.eid == eid or p.eid.startswith(f"{eid}__"))
    found = [_piece(base, provision) for provision in _shown(provisions)]
    for missing in base.lacunae(expression.id):
        if eid is None or missing.startswith(f"{eid}__"):
            found.insert(_where(found, missing), Piece(missing, LACUNA))
    if eid is None:
        found += [Piece("", UNPLACED, text=row.text) for row in base.unplaced(expression.id)]
    return tuple(found)


def lacuna_words(eid: str) -> str:
    """How a gap is printed in its place.

    >>> lacuna_words("art_7"), lacuna_words("art_6__para_1__point_4")
    ('〔第七条阙〕', '〔第六条第一款第（四）项阙〕')
    """
    return f"〔{place(eid)}阙〕"


def runs(piece: Piece) -> tuple[tuple[str, bool], ...]:
    """The text cut into (words, given by another copy?); a text given whole is one run."""
    if piece.given_whole:
        return ((piece.text, True),)
    spans = sorted(span for given in piece.given if (span := _at(piece, given)))
    found: list[tuple[str, bool]] = []
    done = 0
    for start, end in spans:
        found += [(piece.text[done:start], False), (piece.text[max(start, done) : end], True)]
        done = max(done, end)
    return tuple(run for run in [*found, (piece.text[done:], False)] if run[0])


def _at(piece: Piece, given: Given) -> tuple[int, int] | None:
    """Where the words given stand in the text, wide signs for narrow ones; None where they are not found."""
    held = [(folded, at) for at, char in enumerate(piece.text) for folded in fold_script(char)]
    words = fold_script(given.words).removeprefix(fold_script(piece.label))
    start = "".join(char for char, _ in held).find(words) if words else -1
    return (held[start][1], held[start + len(words) - 1][1] + 1) if start >= 0 else None


def _shown(provisions: Iterable[ProvisionRow]) -> list[ProvisionRow]:
    """The provisions whose text no other of them holds."""
    rows = {provision.eid: provision for provision in provisions}
    return [row for row in rows.values() if not _held(row, rows.get(row.parent or ""))]


def _held(row: ProvisionRow, parent: ProvisionRow | None) -> bool:
    if parent is None:
        return False
    return parent.kind in _HOLDING or bool(row.text and row.text in parent.text)


def _piece(base: Base, row: ProvisionRow) -> Piece:
    given = tuple(
        Given(words, page.url, page.lineage, page.id)
        for _, page, found in given_by(base, row)
        for words in found["quotes"]
    )
    whole = bool(row.spans) and all(witness for witness, _, _ in row.spans)
    said = (row.label, row.heading, row.text, row.path)
    return Piece(row.eid, row.kind, *said, row.status, bool(row.is_hit), whole, given)


def _where(found: list[Piece], eid: str) -> int:
    """The place of a lacuna: behind the unit it is in or the article before it, before the next heading."""
    inside = [at for at, piece in enumerate(found) if eid.startswith(f"{piece.eid}__")]
    if inside:
        return _behind(found, inside[-1])
    own = _order(eid)
    beside = [(at, _order(piece.eid)) for at, piece in enumerate(found) if _family(piece.eid) == _family(eid)]
    before = [at for at, order in beside if order < own]
    behind = [at for at, order in beside if order > own]
    if before and _unit(eid) == "art":
        return _behind(found, before[-1])
    return behind[0] if behind else len(found)


def _behind(found: list[Piece], at: int) -> int:
    """The place behind a piece and behind the gaps already named in it."""
    end = at + 1
    while end < len(found) and found[end].kind == LACUNA and found[end].eid.startswith(f"{found[at].eid}__"):
        end += 1
    return end


def _family(eid: str) -> tuple[str, str]:
    """What siblings share: the unit they stand in and the name of their own."""
    outer, _, last = eid.removesuffix("__heading").rpartition("__")
    return outer, last.split("_")[0]


def _unit(eid: str) -> str:
    return _family(eid)[1]


def _order(eid: str) -> tuple[int, int]:
    step = _STEP.match(eid.removesuffix("__heading").rpartition("__")[2])
    return (int(step["number"]), int(step["inserted"] or 0)) if step else (0, 0)

"""What other copies give to a damaged text (见证本): the pieces it lost, each with the copy it stands in.

Reads a text and its witnesses, each put in order with the help of what stands side by side in the others;
writes the text laid out with pieces put in. A piece is put in between neighbours that stand side by side in
the text and around it in the witness, word for word by their folded keys; at the end of an article that ends
so in the witness; or under its own number when that number is missing. It must never change or drop a
character of the base, and never put in what merely differs from something there: that is a variation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleaners.restoring.layout import Laid, lay_out, unchanged
from cleaners.restoring.neighbours import Links, links_of, settle, sum_of
from cleaners.restoring.restore import Restoration, restore
from cleaners.restoring.splice import Piece, splice
from cleaners.restoring.trace import trace
from cleaners.restoring.units import Unit, opening_labels, split_units
from cleaners.stripping.steps import strip_text
from cleaners.structure.labels import find_labels

Number = tuple[int, int]

_TELLING = 16  # folded characters from which on a sentence is known by itself
_SAME_INSTRUMENT = 3  # sentences in common that make a text a witness
_QUOTED = 3  # sentences in a row that make the rest of their paragraph a quotation
_STOPS = ".。;:,!?"
# 本办法自2031年5月1日起施行。: behind this article there is none
_LAST = re.compile(r"自.{1,40}(?:施行|实施|执行)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A unit, the copy it is from (0: the base), the article above it, and whether a line ends behind it."""

    unit: Unit
    witness: int
    owner: Number | None
    ends_line: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """A copy read (见证本): `laid` its text in reading order, `origin` that text in the copy as fetched."""

    index: int
    laid: Laid
    origin: Laid
    leaves: tuple[Leaf, ...]

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of the copy as fetched that a stretch of its reading was made of."""
        parts = self.laid.spans(start, end)
        found = (raw for part in parts for raw in self.origin.spans(part.start, part.end))
        return [(span.start, span.end) for span in found]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The copies of a text (诸本), and how often units stand side by side in any of them and the text."""

    copies: tuple[Witness, ...] = ()
    links: Links = field(default_factory=Links)


def read_with(text: str, copies: Sequence[str]) -> tuple[Restoration | None, Witnesses]:
    """A stripped text put in order with its copies, and they with it."""
    if not copies:
        return restore(text), Witnesses()
    stripped = [strip_text(copy) for copy in copies]
    links = _independent([text, *(words for words, _ in stripped)])
    total = sum_of(links)
    read = []
    for index, (copy, (words, removed)) in enumerate(zip(copies, stripped, strict=True), start=1):
        restoration = _in_order(words, links[index], total)
        laid = unchanged(words) if restoration is None else restoration.laid
        origin = unchanged(copy) if words == copy else trace(copy, words, removed)
        read.append(Witness(index, laid, origin, tuple(_leaves(laid.text, index))))
    return _in_order(text, links[0], total), Witnesses(tuple(read), total)


def _independent(texts: Sequence[str]) -> list[Links]:
    """What stands side by side in each text; one that only repeats another is no evidence of its own."""
    seen: set[str] = set()
    found: list[Links] = []
    for text in texts:
        bare = "".join(text.split())
        found.append(Links() if bare in seen else links_of(text))
        seen.add(bare)
    return found


def _in_order(text: str, own: Links, total: Links) -> Restoration | None:
    """A text restored, its runs where the copies have them."""
    restoration = restore(text, beside=total - own)
    if restoration is None:
        return None
    body, starts = settle(restoration.body, total)
    moved = {unit.start: (unit, reason) for unit, reason in restoration.moved}
    moved |= {unit.start: (unit, "witness") for unit in body if unit.start in starts}
    laid = lay_out(text, (*restoration.notice, *restoration.title), body)
    return replace(restoration, laid=laid, body=body, moved=tuple(moved[start] for start in sorted(moved)))


def _leaves(text: str, witness: int) -> Iterator[Leaf]:
    owner: Number | None = None
    for unit in split_units(text, opening_labels(text, find_labels(text))):
        if unit.kind == "article":
            owner = unit.number
        yield Leaf(unit, witness, owner, text[unit.end : unit.end + 1] in ("", "\n"))


def complete(laid: Laid, witnesses: Witnesses, *, damaged: bool) -> Laid:
    """The text with what witnesses restore; `damaged`: copies or disorder prove that pieces were lost."""
    leaves = list(_leaves(laid.text, 0))
    for witness in witnesses.copies:
        leaves = _merged(leaves, witness, witnesses.links, damaged=damaged)
    if all(leaf.witness == 0 for leaf in leaves):
        return laid
    pieces = [Piece(leaf.unit, leaf.witness) for leaf in leaves]
    return splice(laid, pieces, {witness.index: witness for witness in witnesses.copies})


# --- what is missing, and where it stands ------------------------------------------------------------------


def _merged(base: list[Leaf], witness: Witness, links: Links, *, damaged: bool) -> list[Leaf]:
    """The base with the pieces of one witness put in."""
    collation = _Collation(base, witness.leaves)
    if collation.shared < _SAME_INSTRUMENT:
        return base
    inserts: dict[int, list[Leaf]] = defaultdict(list)
    for place, run in collation.restored(damaged=damaged):
        inserts[place] += (leaf for leaf in run if not collation.is_fragment(leaf))
    merged: list[Leaf] = []
    for place in range(len(base) + 1):
        merged += inserts.get(place, ())
        merged += base[place : place + 1]
    return _owned(_shown_beside(merged, links))


def _shown_beside(leaves: Sequence[Leaf], links: Links) -> list[Leaf]:
    """Without restored text that no copy shows behind what it would stand behind: its place was inferred.

    A label speaks for itself; so does a point before the next one.
    """
    kept: list[Leaf] = []
    for leaf, after in zip(leaves, (*leaves[1:], None), strict=True):
        kind, key = leaf.unit.kind, leaf.unit.key
        shown = not leaf.witness or kind in ("article", "heading")
        shown = shown or not kept or links[kept[-1].unit.key, key] > 0
        if shown or (kind == "point" and after is not None and links[key, after.unit.key]):
            kept.append(leaf)
    return kept


def _owned(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The leaves with the article above each, counted anew."""
    owner: Number | None = None
    found: list[Leaf] = []
    for leaf in leaves:
        if leaf.unit.kind == "article":
            owner = leaf.unit.number
        found.append(replace(leaf, owner=owner))
    return found


class _Collation:
    """The leaves of a witness beside those of the base: `match[i]` is where leaf i stands, or None."""

    def __init__(self, base: Sequence[Leaf], other: Sequence[Leaf]) -> None:
        self.base, self.other = base, other
        self._places: dict[str, list[int]] = defaultdict(list)
        self._labels: dict[Number, int] = {}
        for place, leaf in enumerate(base):
            self._places[leaf.unit.key].append(place)
            if leaf.unit.kind == "article":
                self._labels.setdefault(leaf.unit.number, place)
        self._whole = "".join(leaf.unit.key for leaf in base)
        self.match = [self._matched(i) for i in range(len(other))]
        self._owners: dict[int, set[Number | None]] = defaultdict(set)
        for found, leaf in zip(self.match, other, strict=True):
            if found is not None:
                self._owners[found].add(leaf.owner)
        self.shared = sum(len(base[place].unit.key) >= _TELLING for place in self._owners)

    def restored(self, *, damaged: bool) -> Iterator[tuple[int, Sequence[Leaf]]]:
        """Pieces that the base lost, each with its place there."""
        for start, end in self._runs():
            before, behind = self._before(start), self._behind(end)
            if damaged and before is not None and before + 1 == behind and self._fits(start, end, before):
                yield behind, self.other[start:end]
                continue
            first = next((i for i in range(start, end) if self._heads(i)), end)
            if damaged and before is not None and start < first and self._closes(start, first, before):
                yield before + 1, self.other[start:first]
            yield from self._by_number(first, end)

    def is_fragment(self, leaf: Leaf) -> bool:
        """Text that stands in the base within a sentence."""
        return leaf.unit.kind == "plain" and leaf.unit.key.rstrip(_STOPS) in self._whole

    def _fits(self, start: int, end: int, before: int) -> bool:
        """The articles of a run have numbers between those around its place."""
        numbers = [leaf.unit.number for leaf in self.other[start:end] if leaf.unit.kind == "article"]
        low = self.base[before].owner or (0, 0)
        above = self._label_behind(before)
        high = above.number if above else (10**9, 0)
        return numbers == sorted(numbers) and all(low < number < high for number in numbers)

    def _label_behind(self, place: int) -> Unit | None:
        """The next article of the base."""
        return next((leaf.unit for leaf in self.base[place + 1 :] if leaf.unit.kind == "article"), None)

    # --- the same sentences

    def _matched(self, i: int) -> int | None:
        leaf = self.other[i]
        key = leaf.unit.key
        places = self._places.get(key, [])
        if leaf.unit.kind == "article" and not places:
            return None
        if len(places) == 1 and (len(key) >= _TELLING or leaf.unit.kind in ("article", "heading")):
            return places[0]
        same = [p for p in places if leaf.owner is not None and self.base[p].owner == leaf.owner]
        beside = [p for p in places if self._beside(i, p)]
        return next(iter((*[p for p in same if p in beside], *same, *beside)), None) or (
            places[0] if places and len(key) >= _TELLING else None
        )

    def _beside(self, i: int, p: int) -> bool:
        return any(
            0 <= i + step < len(self.other)
            and 0 <= p + step < len(self.base)
            and self.other[i + step].unit.key == self.base[p + step].unit.key
            for step in (-1, 1)
        )

    def _twin(self, i: int) -> int | None:
        """The article of the base that has the number of leaf i."""
        unit = self.other[i].unit
        return self._labels.get(unit.number) if unit.kind == "article" else None

    def _runs(self) -> Iterator[tuple[int, int]]:
        """The stretches of the witness that do not stand in the base."""
        start: int | None = None
        for i in range(len(self.other) + 1):
            absent = i < len(self.other) and self.match[i] is None and self._twin(i) is None
            if absent and start is None:
                start = i
            elif not absent and start is not None:
                yield start, i
                start = None

    def _before(self, start: int) -> int | None:
        return self.match[start - 1] if start else None

    def _behind(self, end: int) -> int | None:
        """Where the leaf behind a run stands: as it is, or another text under its number."""
        if end == len(self.other):
            return None
        return self.match[end] if self.match[end] is not None else self._twin(end)

    # --- pieces with one neighbour, and pieces with a number

    def _heads(self, i: int) -> bool:
        """Leaf i begins an article: its label, or the headings before it."""
        while i < len(self.other) and self.other[i].unit.kind == "heading":
            i += 1
        return i < len(self.other) and self.other[i].unit.kind == "article"

    def _closes(self, start: int, end: int, before: int) -> bool:
        """A piece that ends its article in the witness, behind what ends the article in the base."""
        following = self.base[before + 1].unit if before + 1 < len(self.base) else None
        if following is not None and following.kind not in ("article", "heading"):
            return False
        owner = self.base[before].owner
        if self.other[start].owner is None:
            return self._quoted(start, end, before)
        if owner is None or owner != self.other[start].owner:
            return False
        after = next((leaf.unit for leaf in self.other[end:] if leaf.unit.kind == "article"), None)
        return after is not None and after.number <= (owner[0] + 1, 0)

    def _quoted(self, start: int, end: int, before: int) -> bool:
        """The rest of a paragraph whose sentences stand in the base, where articles are lost behind it."""
        ahead = range(start - _QUOTED, start)
        if ahead[0] < 0 or [self.match[i] for i in ahead] != list(range(before - _QUOTED + 1, before + 1)):
            return False
        one_line = not any(leaf.ends_line for leaf in self.other[start - 1 : end - 1])
        if not one_line or not self.other[end - 1].ends_line:
            return False
        return self._hole_behind(before)

    def _hole_behind(self, before: int) -> bool:
        owner = self.base[before].owner
        after = self._label_behind(before)
        return owner is not None and after is not None and after.number[0] > owner[0] + 1

    def _by_number(self, start: int, end: int) -> Iterator[tuple[int, Sequence[Leaf]]]:
        """Whole articles whose number the base lacks, with the headings before them."""
        i = start
        while i < end:
            stop = next((j for j in range(self._label(i) + 1, end) if self._heads(j)), end)
            label = self.other[self._label(i)].unit if self._label(i) < end else None
            if label is None:
                return
            place = self._place(label.number, stop)
            if place is not None and self._anchored(self._label(i), place):
                yield place, self.other[i:stop]
            i = stop

    def _label(self, i: int) -> int:
        while i < len(self.other) and self.other[i].unit.kind != "article":
            i += 1
        return i

    def _place(self, number: Number, stop: int) -> int | None:
        """Before the article with the next number, and before text of its own that stands there."""
        higher = [place for n, place in self._labels.items() if n > number]
        place = min(higher, default=len(self.base))
        if any(p >= place for n, p in self._labels.items() if n < number) or self._is_over(place):
            return None
        while place and self.base[place - 1].unit.kind == "heading":
            place -= 1
        own = self.match[stop] if stop < len(self.other) else None
        if own is None or own >= place or self.other[stop].owner != number:
            return place
        return own if all(number in self._owners[p] for p in range(own, place)) else place

    def _anchored(self, label: int, place: int) -> bool:
        """The articles nearest in the witness that the base has too stand around the place.

        Numbers that begin again are those of another instrument of the witness.
        """
        before = self._nearest(range(label - 1, -1, -1), self.other[label].unit.number, rising=False)
        behind = self._nearest(range(label + 1, len(self.other)), self.other[label].unit.number, rising=True)
        if before is None and behind is None:
            return False
        return (before is None or before < place) and (behind is None or behind >= place)

    def _nearest(self, indices: range, number: Number, *, rising: bool) -> int | None:
        """Where the first article that both have stands in the base, numbers rising or falling up to it."""
        for i in indices:
            unit = self.other[i].unit
            if unit.kind != "article":
                continue
            if (unit.number <= number) if rising else (unit.number >= number):
                return None
            if self.match[i] is not None:
                return self.match[i]
            number = unit.number
        return None

    def _is_over(self, place: int) -> bool:
        """The place is the end of the base, whose last article says from when on it holds."""
        return place == len(self.base) and any(_LAST.search(leaf.unit.key) for leaf in self.base[-2:])

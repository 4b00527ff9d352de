"""The order of a damaged text (校勘: 重出, 错简): copies folded, articles by number, the placeless listed.

Reads a text; writes a Restoration that names stretches of it in reading order. It must never touch a text
whose article numbers prove no damage, never change a character, and never drop what is not a proved copy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaners.effect.amending import amended
from cleaners.normalise import Folded
from cleaners.restoring.choice import choose
from cleaners.restoring.copies import Scene, compare, is_damaged
from cleaners.restoring.cuts import rejoined, run_in_labels, without_cuts, without_headed, without_sprinkled
from cleaners.restoring.front import TITLE, part_front
from cleaners.restoring.fused import split_fused
from cleaners.restoring.junctions import Junctions
from cleaners.restoring.layout import Laid, lay_out
from cleaners.restoring.moves import set_right
from cleaners.restoring.neighbours import with_links
from cleaners.restoring.strays import without_strays
from cleaners.restoring.stretches import Ordered, by_number
from cleaners.restoring.units import Unit, opening_labels, split_units
from cleaners.restoring.wrapped import Unwrapped, unwrap
from cleaners.structure.labels import Label, find_labels

Number = tuple[int, int]
_ROUNDS = 4  # of a text that shows more and more


@dataclass(frozen=True, slots=True)
class Restoration:
    """A text put in order (复原): what stands before the articles, the articles in order, and the placeless.

    `notice` and `title` hold the front, `laid` is all of it laid out; `headless` names units of `body` whose
    point has lost its label, with the number of that point; `repeats` counts the copies folded; `moved` names
    the units of `body` that are placed by inference, and from what.
    """

    laid: Laid
    notice: tuple[Unit, ...]
    title: tuple[Unit, ...]
    body: tuple[Unit, ...]
    headless: tuple[tuple[Unit, int], ...]
    unplaced: tuple[Unit, ...]
    repeats: int
    moved: tuple[tuple[Unit, str], ...] = ()

    @property
    def notice_end(self) -> int:
        """Where the instrument begins in `laid`: behind the notice, whose units stand first, one a line."""
        first = next(iter((*self.title, *self.body)), None)
        if not self.notice:
            return 0
        return self.laid.find(first.start) if first else len(self.laid.text) + 1

    @property
    def instrument(self) -> Laid:
        """The title and the articles laid out, without the notice."""
        end = self.notice_end
        return self.laid.cut([(end, len(self.laid.text))]) if end else self.laid


def restore(text: str, *, beside: Counter[tuple[str, str]] | None = None) -> Restoration | None:
    """The restoration of a text, or None when nothing proves it damaged.

    `beside`: how often two keys stand side by side in other copies of it. What comes out in order may show
    more, 第九条 that ran into a cut copy; so it is read again, until that changes nothing.
    """
    joined = unwrap(text)
    if joined is None:
        return _in_rounds(text, beside)
    found = _in_rounds(joined.text, beside)
    return found and _as_printed(text, found, joined)


def _as_printed(text: str, found: Restoration, joined: Unwrapped) -> Restoration:
    """A restoration of a text without the breaks of its margin, as one of the text with them."""

    def place(unit: Unit) -> Unit:
        start, end = joined.printed(unit.start, unit.end)
        return unit._replace(start=start, end=end)

    notice, title, body = (tuple(map(place, units)) for units in (found.notice, found.title, found.body))
    return Restoration(
        lay_out(text, (*notice, *title), body),
        notice,
        title,
        body,
        tuple((place(unit), number) for unit, number in found.headless),
        tuple(map(place, found.unplaced)),
        found.repeats,
        tuple((place(unit), reason) for unit, reason in found.moved),
    )


def _in_rounds(text: str, beside: Counter[tuple[str, str]] | None) -> Restoration | None:
    """The restoration of a text whose lines do not end inside sentences, read until nothing changes."""
    found = _restore(text, beside)
    for _ in range(_ROUNDS):
        laid = found.instrument if found else None
        again = _restore(laid.text, beside) if laid else None
        if found is None or laid is None or again is None:
            break
        following = _carried_over(text, found, again, laid)
        if following is None or following.laid == found.laid:
            break
        found = following
    return found


def _restore(text: str, beside: Counter[tuple[str, str]] | None) -> Restoration | None:
    labels = find_labels(text)
    marks = opening_labels(text, labels)
    if _rises(marks):
        return None
    foreign = amended(text, labels)
    if foreign:
        labels = tuple(label for label in labels if label.start not in foreign)
        marks = opening_labels(text, labels)
    folded = Folded(text)
    if not is_damaged(folded, marks, amends=bool(foreign)):
        return None
    units = split_fused(folded, split_units(text, run_in_labels(text, labels, marks), folded))
    front, rest = part_front(text, units)
    rest = rejoined(rest)
    named = "".join(unit.key for place, unit in front if place == TITLE)
    scene = compare(without_headed(without_cuts(without_sprinkled(rest, named))))
    if beside:
        scene = with_links(scene, beside)
    ordered, called = _restored(scene) if scene.torn else (_whole_articles(scene), {})
    body, lost = ordered.units, ordered.lost
    notice = _first_of_each(unit for place, unit in front if place != TITLE)
    title = _first_of_each(unit for place, unit in front if place == TITLE)
    repeats = len(front) + len(rest) - len(notice) - len(title) - len(body) - len(lost)
    headless = tuple(_headless(scene, body))
    in_body = tuple(scene.units[i] for i in body)
    inferred = _inferred(scene, body, called) if scene.torn else {}
    moved = tuple((scene.units[i], inferred[i]) for i in body if i in inferred)
    unplaced = tuple(scene.units[i] for i in lost)
    laid = lay_out(text, (*notice, *title), in_body)
    return Restoration(laid, notice, title, in_body, headless, unplaced, repeats, moved)


def _carried_over(text: str, found: Restoration, again: Restoration, laid: Laid) -> Restoration | None:
    """What was found in a text laid out, as units of the text; None when one is no stretch of it."""
    place = _Place(text, laid)
    notice = (*found.notice, *map(place.unit, again.notice))
    title = tuple(map(place.unit, again.title))
    body = tuple(map(place.unit, again.body))
    unplaced = (*found.unplaced, *map(place.unit, again.unplaced))
    moved = {unit.start: reason for unit, reason in found.moved}
    moved |= {place.unit(unit).start: reason for unit, reason in again.moved}
    headless = {unit.start: number for unit, number in found.headless}
    headless |= {place.unit(unit).start: number for unit, number in again.headless}
    return (
        None
        if place.is_torn
        else Restoration(
            lay_out(text, (*notice, *title), body),
            notice,
            title,
            body,
            tuple((unit, headless[unit.start]) for unit in body if unit.start in headless),
            unplaced,
            found.repeats + again.repeats,
            tuple((unit, moved[unit.start]) for unit in body if unit.start in moved),
        )
    )


class _Place:
    """Where units of a text laid out stand in the text itself; `is_torn` once one is no stretch of it."""

    def __init__(self, text: str, laid: Laid) -> None:
        self._text, self._laid = text, laid
        self.is_torn = False

    def unit(self, unit: Unit) -> Unit:
        spans = self._laid.spans(unit.start, unit.end)
        between = (self._text[one.end : other.start] for one, other in pairwise(spans))
        self.is_torn = self.is_torn or not all(gap.isspace() for gap in between)
        return unit._replace(start=spans[0].start, end=spans[-1].end)


def _restored(scene: Scene) -> tuple[Ordered, dict[int, str]]:
    """The true copy of each unit in its true order, and what called the units that were moved."""
    junctions = Junctions(scene)
    order = choose(junctions)
    ordered = by_number(junctions, without_strays(scene, junctions, order))
    body, moves = set_right(junctions, ordered.units)
    called = dict.fromkeys(ordered.carried, "number")
    for move in moves:
        called.update(dict.fromkeys(move.units, "neighbour"))
        called[move.anchor] = move.reason
    return Ordered(body, ordered.lost), called


def _whole_articles(scene: Scene) -> Ordered:
    """The first copy of each unit under the label it was printed under, the labels by number."""
    above = _owners(scene, range(len(scene.units)))
    first: dict[int, int] = {}
    for index, name in enumerate(scene.names):
        first.setdefault(name, index)
    members: dict[Number, list[int]] = defaultdict(list)
    headings: dict[Number, list[int]] = defaultdict(list)
    waiting: list[int] = []
    lost: list[int] = []
    for index in first.values():
        unit = scene.units[index]
        if unit.kind == "heading":
            waiting.append(index)
            continue
        if unit.kind == "article":
            headings[unit.number] += waiting
            waiting = []
        (members[above[index]] if index in above else lost).append(index)
    units: list[int] = []
    for number in sorted(members):
        units += sorted(headings[number], key=lambda i: (scene.units[i].rank, scene.units[i].number, i))
        units += members[number]
    return Ordered(units + waiting, lost)


def _owners(scene: Scene, order: Iterable[int]) -> dict[int, Number]:
    """The article above each unit in an order."""
    owners: dict[int, Number] = {}
    here: Number | None = None
    for index in order:
        if scene.units[index].kind == "article":
            here = scene.units[index].number
        if here is not None:
            owners[index] = here
    return owners


def _inferred(scene: Scene, body: Sequence[int], called: Mapping[int, str]) -> dict[int, str]:
    """The units whose place is inferred: no copy was printed under the article that owns them now."""
    above = _owners(scene, range(len(scene.units)))
    owners = _owners(scene, body)
    printed = {(name, above.get(index)) for index, name in enumerate(scene.names)}
    return {
        i: called.get(i, "neighbour")
        for i in body
        if scene.units[i].kind in ("plain", "point") and (scene.names[i], owners.get(i)) not in printed
    }


def _rises(marks: Sequence[Label]) -> bool:
    """Every article has a higher number than the one before it."""
    numbers = [(mark.number, mark.sub) for mark in marks if mark.kind == "article"]
    return all(before < after for before, after in pairwise(numbers))


def _first_of_each(units: Iterable[Unit]) -> tuple[Unit, ...]:
    kept: dict[str, Unit] = {}
    for unit in units:
        kept.setdefault(unit.key, unit)
    return tuple(kept.values())


def _headless(scene: Scene, body: Sequence[int]) -> Iterator[tuple[Unit, int]]:
    """Text before （五） that never followed （三）: it is what is left of （四）."""
    last = 0
    for at, i in enumerate(body):
        unit = scene.units[i]
        if unit.kind != "plain":
            last = unit.number[0] if unit.kind == "point" else 0
            continue
        point = _next_point(scene, body, at)
        joined = scene.links[scene.names[body[at - 1]], scene.names[i]]
        if last and not joined and point == last + 2:
            yield unit, last + 1


def _next_point(scene: Scene, body: Sequence[int], at: int) -> int:
    """The number of the point that follows through links seen in the text, else 0."""
    for i, following in pairwise(body[at : at + 8]):
        unit = scene.units[following]
        if not scene.links[scene.names[i], scene.names[following]] or unit.kind in ("article", "heading"):
            return 0
        if unit.kind == "point":
            return unit.number[0]
    return 0

"""What may stand beside what (接缝): how likely two units are neighbours in an undamaged text.

Reads a Scene; writes numbers, the log of the odds that one unit follows another in a law against that it
follows by chance. The table was measured on 250 clean laws of the statutes: for each pair of neighbours and
for pairs 2 to 15 units apart, how the first ends and what kind the second is. Beside the form it weighs the
words a unit shares with its article, how often two names were seen side by side, and the first place of a
unit. It must never look at more than the units it is asked about: a longer text costs in proportion.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, chain
from math import log, sqrt

from cleaners.restoring.copies import Scene
from cleaners.restoring.units import Unit

ARTICLE, HEADING, POINT, PLAIN = range(4)
IMPOSSIBLE = -3.0  # by form alone: two units that never stand side by side
_KINDS = {"article": ARTICLE, "heading": HEADING, "point": POINT, "plain": PLAIN}
# Columns: article +1, the same article, a later, an earlier one; heading; plain; plain in a list; point 1,
# the next point, another point. Rows: how the unit before ends.
_SENTENCE = (3.1, -6.3, -8.8, -8.8, 0.3, 0.1, 0.0, -5.8, 0.5, -8.7)
_SEMICOLON = (-5.4, -6.0, -7.5, -7.7, -6.6, 0.9, -1.9, -6.8, 3.4, -5.5)
_COLON = (-4.7, -1.9, -5.5, -6.1, -4.7, -2.9, -0.4, 3.1, 0.5, -6.8)
_BARE = (4.8, 1.0, -1.8, -2.4, 1.0, -1.1, -0.6, -0.6, -0.6, -2.5)
_HEADED = (5.0, 0.9, -6.0, -6.1, -2.0, -7.0, -7.0, -4.7, -4.7, -6.2)
_ROWS = {"。": _SENTENCE, "!": _SENTENCE, "?": _SENTENCE, ";": _SEMICOLON, ":": _COLON}
_CLOSERS = "\"')]"
# Shared words: 82 of 100 sentences of clean laws share more with their own article than with the next one.
_WORDS, _USUAL, _MOST = 5.0, 0.33, 3.0
_FEWEST = 8
_EXACT = 2**20  # weights are multiples of its inverse: their sums are exact, whatever order a set has
# What it says that two names were seen side by side so many times: of units printed so, and of others.
_PRINTED_SO = (-1.0, 0.0, 1.0, 2.0)
_ELSEWHERE = (-0.3, 1.5, 3.0, 3.0)
_OFTEN = 3  # and more is no more
_FIRST_PLACE = 0.3
_MOST_TOLD = 2
_TOLD = 0.5
_HELD = 100_000  # junctions remembered: more would no longer be near
_POINT_HEADING = 18  # characters of （二）师傅合格。, at most
_Junction = tuple[int, int, int]  # a unit, the one behind it, and the point it stands in
_Words = tuple[set[int], set[int], int]  # of an article: its pairs, those it has twice, the length of all


class Junctions:
    """The odds of every junction of a scene; `kinds`, `numbers` and `rows` describe each unit."""

    def __init__(self, scene: Scene) -> None:
        units, names = scene.units, scene.names
        self.names = names
        self.links = scene.links
        self.kinds = [_KINDS[unit.kind] for unit in units]
        self.numbers = [unit.number[0] * 100 + unit.number[1] for unit in units]
        self.rows = [_row(unit) for unit in units]
        first: dict[int, int] = {}
        for index, name in enumerate(names):
            first.setdefault(name, index)
        self.first = first
        self._ranks = [(unit.rank, unit.number) for unit in units]
        self.followed = {before for (before, _), seen in scene.links.items() if seen > 1}
        self._told = _told(self.kinds, self.numbers, self.rows, scene)
        self._placed = [0.0] * len(names)
        for index in first.values():
            self._placed[index] = _FIRST_PLACE
        self._pairs, self._spread, self._tells = _words(units, first)
        self._members: dict[int, dict[int, None]] = {}
        self._articles: dict[int, _Words] = {}
        self._fits: dict[int, dict[int, float]] = defaultdict(dict)  # of an article: by name
        self._weighed: dict[int, dict[_Junction, float]] = defaultdict(dict)  # of an article
        self._held = 0

    def learn(self, order: Iterable[int]) -> None:
        """The words of each article; what was weighed for one that holds the same units still holds."""
        members = self._read(order)
        for article in {*members, *self._members}:
            if members.get(article) != self._members.get(article):
                self._articles.pop(article, None)
                self._fits.pop(article, None)
                self._weighed.pop(article, None)
        self._members = members

    def _read(self, order: Iterable[int]) -> dict[int, dict[int, None]]:
        """The names in each article, read from units in an order up to the first that cannot stand there."""
        names, kinds, numbers, form = self.names, self.kinds, self.numbers, self.form
        members: dict[int, dict[int, None]] = {}
        article: dict[int, None] | None = None  # the names of the article read
        here = last = -1
        point = 0
        for index in order:
            kind = kinds[index]
            if kind == ARTICLE:
                here, point = numbers[index], 0
                article = members.setdefault(here, {})
            elif article is not None and (kind == HEADING or form(last, index, here, point) < IMPOSSIBLE):
                article = None
            if kind == POINT:
                point = numbers[index] // 100
            last = index
            if article is not None:
                article[names[index]] = None
        return members

    def fit(self, name: int, article: int) -> float:
        """What the words of a unit say for an article; 0 when the article's words are not known."""
        found = self._fits[article].get(name)
        return self._fit(name, article) if found is None else found

    def _fit(self, name: int, article: int) -> float:
        told = self._told.get((name, article), 0)
        names = self._members.get(article)
        alike = 0.0 if names is None else self._alike(name, article, names)
        found = self._fits[article][name] = alike + _TOLD * (told if told < _MOST_TOLD else _MOST_TOLD)
        return found

    def _alike(self, name: int, article: int, names: Collection[int]) -> float:
        words, again, size = self._articles.get(article) or self._words_of(article, names)
        length = len(self._pairs[name])
        if name in names:
            words = again
            size -= length
        if not size or not length:
            return 0.0
        shared = sum(map(self._tells.__getitem__, map(self._spread.__getitem__, words & self._pairs[name])))
        alike = shared / sqrt(length * (size if size > _FEWEST else _FEWEST))
        found = _WORDS * (alike - _USUAL)
        return _MOST if found > _MOST else -_MOST if found < -_MOST else found

    def _words_of(self, article: int, names: Iterable[int]) -> _Words:
        """The pairs in the units of an article, those that two of them have, and the length of all."""
        known: set[int] = set()
        again: set[int] = set()
        size = 0
        for name in names:
            pairs = self._pairs[name]
            again |= known & pairs
            known |= pairs
            size += len(pairs)
        found = self._articles[article] = known, again, size
        return found

    def junction(self, before: int, after: int, article: int, point: int) -> float:
        """The odds that `after` follows `before`, which stands in this article behind this point."""
        name = self.names[after]
        seen = self.links.get((self.names[before], name), 0)
        bond = (_PRINTED_SO if after == before + 1 else _ELSEWHERE)[seen if seen < _OFTEN else _OFTEN]
        kind = self.kinds[after]
        if kind == PLAIN:  # as form() has it: most units are plain
            value = bond + self.rows[before][6 if point else 5]
        else:
            value = bond + self.form(before, after, article, point)
            if kind < POINT:
                return value
        fit = self._fits[article].get(name)
        return value + (self._fit(name, article) if fit is None else fit)

    def form(self, before: int, after: int, article: int, point: int) -> float:
        """The odds of a junction by its form alone."""
        row, kind, number = self.rows[before], self.kinds[after], self.numbers[after]
        if kind == PLAIN:
            return row[6] if point else row[5]
        if kind == POINT:
            wanted = number // 100
            return row[7] if wanted == 1 else row[8] if point and wanted == point + 1 else row[9]
        if kind == HEADING:
            return row[4]
        if article < 0:
            return row[0] if number == 100 else 0.0
        step = number - article
        return row[1] if not step else row[0] if 0 < step <= 100 else row[2] if step > 0 else row[3]

    def proven(self, before: int, after: int) -> bool:
        """The two were seen side by side more than once, or are （二）师傅合格。 and what it heads."""
        if after == before + 1 and self.kinds[after] == PLAIN and self.heads(before):
            return True
        return self.links.get((self.names[before], self.names[after]), 0) > 1

    def heading_rank(self, index: int) -> tuple[int, tuple[int, int], int]:
        """Headings that stand together go by rank: 编 before 章."""
        return (*self._ranks[index], index)

    def opens(self, index: int) -> bool:
        """The unit may have a first point behind it."""
        return self.rows[index] is _COLON

    def heads(self, index: int) -> bool:
        """The unit is a point of a few words and a full stop: （二）师傅合格。"""
        short = len(self._pairs[self.names[index]]) < _POINT_HEADING
        return self.kinds[index] == POINT and self.rows[index] is _SENTENCE and short

    def goes_on(self, index: int) -> bool:
        """The unit ends in a semicolon: its list is not at its end."""
        return self.rows[index] is _SEMICOLON

    def stretch(self, order: Sequence[int]) -> float:
        """The odds of units in an order; the first is only what the others stand behind."""
        first = order[0]
        article = self.numbers[first] if self.kinds[first] == ARTICLE else -1
        point = self.numbers[first] // 100 if self.kinds[first] == POINT else 0
        placed = _FIRST_PLACE if self.first[self.names[first]] == first else 0.0
        return placed + self.run(first, order[1:], article, point)

    def run(self, before: int, order: Iterable[int], article: int, point: int) -> float:
        """The odds of units behind one that stands in this article and point."""
        total = 0.0
        kinds, numbers = self.kinds, self.numbers
        weighed = self._weighed[article]
        for index in order:
            key = (before, index, point)
            value = weighed.get(key)
            if value is None:
                value = weighed[key] = self._weigh(before, index, article, point)
            total += value
            kind = kinds[index]
            if kind != PLAIN:
                point = numbers[index] // 100 if kind == POINT else 0
                if kind == ARTICLE:
                    article = numbers[index]
                    weighed = self._weighed[article]
            before = index
        return total

    def _weigh(self, before: int, after: int, article: int, point: int) -> float:
        """The odds of a junction and of the place of its second unit; how many are held is counted."""
        self._held += 1
        if self._held > _HELD:
            self._held = 0
            for weighed in self._weighed.values():
                weighed.clear()
        return self.junction(before, after, article, point) + self._placed[after]


def _row(unit: Unit) -> tuple[float, ...]:
    if unit.kind == "heading":
        return _HEADED
    return _ROWS.get(unit.key.rstrip(_CLOSERS)[-1:], _BARE)


def _told(
    kinds: Sequence[int], numbers: Sequence[int], rows: Sequence[tuple[float, ...]], scene: Scene
) -> Counter[tuple[int, int]]:
    """How many places tell the article of a name: it stands behind the label, or before the next one.

    What is proved to stand beside such a unit is told too.
    """
    names, proven = scene.names, scene.proven
    held = {number for kind, number in zip(kinds, numbers, strict=True) if kind == ARTICLE}
    told: Counter[tuple[int, int]] = Counter()
    article = before = -1
    for i, kind in enumerate(kinds):
        if kind == ARTICLE:
            article = numbers[i]
        elif (
            kind == HEADING
            or not (before == ARTICLE or proven[i - 1])
            or (kind == POINT and before == ARTICLE)
        ):
            article = -1
        elif article >= 0:
            told[names[i], article] += 1
        before = kind
    article = after = -1
    for i in range(len(kinds) - 1, -1, -1):
        kind = kinds[i]
        if kind == ARTICLE:
            article = numbers[i] - 100 if numbers[i] - 100 in held else -1
        elif kind == HEADING or not (after == ARTICLE or proven[i]) or (after == ARTICLE and rows[i][0] < 0):
            article = -1
        elif article >= 0:
            told[names[i], article] += 1
        after = kind
    return told


def _words(
    units: Sequence[Unit], first: Mapping[int, int]
) -> tuple[dict[int, set[int]], Counter[int], list[float]]:
    """The pairs of characters of each name, how many names have each pair, and what such a number tells."""
    keys = [units[index].key for index in first.values()]
    codes = _pair_codes("".join(keys))
    ends = list(accumulate(map(len, keys)))
    pairs = {
        name: set(codes[end - len(key) : end - 1]) for name, key, end in zip(first, keys, ends, strict=True)
    }
    spread = Counter(chain.from_iterable(pairs.values()))
    total = len(first) + 1
    counts = range(1, max(spread.values(), default=0) + 1)
    return pairs, spread, [0.0, *(round(log(total / count) * _EXACT) / _EXACT for count in counts)]


def _pair_codes(text: str) -> list[int]:
    """A number for each two characters side by side: their codes, read from memory as one."""
    memory = memoryview(text.encode("utf-32-le", "surrogatepass"))
    codes = [0] * max(0, len(text) - 1)
    codes[::2] = memory[: len(text) // 2 * 8].cast("Q").tolist()
    codes[1::2] = memory[4 : 4 + (len(text) - 1) // 2 * 8].cast("Q").tolist()
    return codes

"""What sites teach (样板学习): the learned lines of each site, and which of its snapshots must be read again.

The learned lines follow from the edges of all snapshots of a site, not only of the latest ones: what was its
furniture once is so on every page of that time, and a page fetched thrice is still one address. Pages are
read with what is known when they are taken, which is a guess; before documents are settled every snapshot
whose cut differs from what its site has taught by now is named, to be read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaners.model import NONE, Boilerplate, Edges
from cleaners.normalise import fold
from cleaners.stripping.learned import FEWEST, NEVER, Lesson, Shown, bare, foreseen, key_of, learn
from kb.rows import LearnedLineRow, PageEdgesRow, RemovedRow, SnapshotRow
from kb.store import Store

_EXAMPLES = 5
_FIRST_LESSON, _NEXT_LESSON = 8, 4  # pages of a site before it is asked, and how much later it is asked again


@dataclass(frozen=True, slots=True)
class Review:
    """What a site's lessons ask for (复核): snapshots to be read again, and addresses to be settled again.

    The lessons stored are those of the last build that was finished. A build killed behind its reading leaves
    pages that are read as they should be in documents that are not.
    """

    stale: tuple[SnapshotRow, ...]
    moved: frozenset[str]


class Lessons:
    """What the sites of a base have taught so far; asked while its archive is read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Boilerplate] = {}
        self._held: dict[str, tuple[LearnedLineRow, ...]] = {}
        self._taken: Counter[str] = Counter()
        self._next: dict[str, int] = {}

    def of(self, site: str) -> Boilerplate:
        """What is known of a site now; NONE for a page without site."""
        if not site:
            return NONE
        if site not in self._known:
            self._known[site] = _boilerplate(self._stored(site))
        return self._known[site]

    def taken(self, site: str) -> None:
        """A page of the site is stored. Now and then the site is asked, so that few pages are read twice."""
        self._taken[site] += 1
        if self._taken[site] >= self._next.setdefault(site, _FIRST_LESSON):
            self._next[site] *= _NEXT_LESSON
            self._known[site] = _boilerplate(self._taught(site, self._edges(site)))

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites of the pages taken."""
        return tuple(sorted(self._taken))

    def review(self, site: str) -> Review:
        """What the site has taught, now that all its pages are known, and what follows for them."""
        pages = self._edges(site)
        before = frozenset(row.key for row in self._stored(site))
        self._held[site] = self._taught(site, pages)
        self._known[site] = _boilerplate(self._held[site])
        keys = frozenset(row.key for row in self._held[site])
        stale = [page.snapshot for page in pages if _differs(page, keys, keys != before)]
        moved = {page.address for page in pages if keys != before and _moves(page, before, keys)}
        return Review(tuple(self._store.among(SnapshotRow, "id", stale)), frozenset(moved))

    def settle(self) -> int:
        """Write what the sites asked have taught; the number of rows."""
        rows = [row for site in self._held for row in self._held[site]]
        return self._store.settle(LearnedLineRow, "site", self._held, rows).rows

    def _stored(self, site: str) -> tuple[LearnedLineRow, ...]:
        return tuple(self._store.among(LearnedLineRow, "site", [site]))

    def _edges(self, site: str) -> list[PageEdgesRow]:
        return self._store.all(PageEdgesRow, "WHERE site = ? ORDER BY address, snapshot", site)

    def _taught(self, site: str, pages: Sequence[PageEdgesRow]) -> tuple[LearnedLineRow, ...]:
        if len({page.address for page in pages}) < FEWEST:
            return ()
        lessons = learn([Shown(page.address, page.title, edges(page)) for page in pages])
        words = dict(self._words(pages, {lesson.key for lesson in lessons}))
        return tuple(_row(site, lesson, words[lesson.key]) for lesson in lessons if lesson.key in words)

    def _words(self, pages: Iterable[PageEdgesRow], keys: set[str]) -> Iterator[tuple[str, str]]:
        """The printed words of each key, from the first page that has it in its body."""
        wanted = set(keys)
        for page in pages:
            marks = (*page.first, *page.last)
            here = wanted & {bare(mark) for mark in marks if not mark.startswith(NEVER)}
            if not here:
                continue
            wanted -= here
            yield from self._printed(page.snapshot, here)

    def _printed(self, snapshot: str, keys: set[str]) -> Iterator[tuple[str, str]]:
        """The lines of a snapshot, left or cut, that have these keys; each key once."""
        text = "\n".join(row.text or "" for row in self._store.among(SnapshotRow, "id", [snapshot]))
        cut = (row.quote for row in self._store.among(RemovedRow, "snapshot", [snapshot]))
        for line in (*text.split("\n"), *cut):
            key = key_of(line)
            if key in keys:
                keys = keys - {key}
                yield key, line


def edges(row: PageEdgesRow) -> Edges:
    """The edges that a row holds."""
    return Edges(row.first, row.last, row.beside, bool(row.whole))


def edges_row(snapshot: SnapshotRow, site: str, found: Edges, removed: Iterable[RemovedRow]) -> PageEdgesRow:
    """The row of a page's edges, with what was cut of them."""
    return PageEdgesRow(
        snapshot=snapshot.id,
        site=site,
        address=snapshot.manifestation,
        title=key_of(snapshot.title) if snapshot.title and fold(snapshot.title) else "",
        whole=int(found.whole),
        first=found.first,
        last=found.last,
        beside=found.beside,
        cut=tuple(sorted({key_of(cut.quote) for cut in removed if cut.rule == "learned"})),
    )


def _row(site: str, lesson: Lesson, line: str) -> LearnedLineRow:
    return LearnedLineRow(
        site, lesson.key, line, len(lesson.addresses), lesson.beside, lesson.addresses[:_EXAMPLES]
    )


def _boilerplate(rows: Iterable[LearnedLineRow]) -> Boilerplate:
    lines = frozenset(fold(row.line) for row in rows)
    return Boilerplate(lines) if lines else NONE


def _moves(page: PageEdgesRow, before: frozenset[str], now: frozenset[str]) -> bool:
    """Whether other lessons cut a page otherwise."""
    cut = foreseen(edges(page), now)
    return cut.farther or cut != foreseen(edges(page), before)


def _differs(page: PageEdgesRow, learned: frozenset[str], moved: bool) -> bool:
    """Whether a page was cut otherwise than its site teaches, or where that is not seen may have been."""
    cut = foreseen(edges(page), learned)
    seen = {bare(mark) for mark in (*page.first, *page.last) if not mark.startswith(NEVER)}
    return cut.keys != seen & set(page.cut) or (moved and cut.farther)

"""Copies of one document (归并): which manifestations are the same work, and whose text stands for it.

Equal 文号 fold, unless one of the two texts only cites the number. Without a number a copy folds only into a
document that shares a folding key with it and that the evidence of pipeline/reprints.py proves the same. News
folds with news, or with the document that it prints whole. The base text is the best by lineage, then the
most complete, then the first fetched; a page of news is never the base of a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from cleaners.address import address_key
from cleaners.comparing.marks import titles_alike
from cleaners.comparing.sketch import ALIKE
from cleaners.comparing.variants import Print, printed
from cleaners.model import Document, Reading
from cleaners.normalise import fold, fold_script
from cleaners.official.drafts import draft_name, is_draft
from kb.rows import SnapshotRow
from pipeline.claims import NEWS, Claim
from pipeline.reading import day_in_beijing
from pipeline.reprints import Side, carries, only_cites, reprints, same_document, same_news

LINEAGES = ("official", "official_repost", "reprint", "news", "unknown")
_HEAD = 600  # characters in which a document prints its own number, in a line with
_BESIDE = 10  # other characters at most


@dataclass(frozen=True, slots=True)
class Beside:
    """What was laid beside a copy while it was read (见证本): role copy or quotation, and its text."""

    role: str
    snapshot: SnapshotRow


@dataclass(frozen=True, slots=True)
class Copy:
    """One manifestation read as a document (本)."""

    page: SnapshotRow  # what stands at the address
    content: SnapshotRow  # where its text stands: the page, or the file that is its body
    claim: Claim
    document: Document
    first_seen: str
    keys: frozenset[str] = frozenset()  # its folding keys, those of the file among them
    beside: tuple[Beside, ...] = ()  # witness 1, 2 … of its document's spans

    @property
    def quality(self) -> tuple[bool, int, int, str, str]:
        """Sorts the best copy first."""
        articles = sum(len(articles_of(reading)) for reading in readings_of(self.document))
        lineage = LINEAGES.index(self.page.lineage)
        return (self.is_news, lineage, -articles, self.first_seen, self.page.manifestation)

    @property
    def is_news(self) -> bool:
        return self.claim.role == NEWS

    @property
    def dated(self) -> date | None:
        return self.claim.header.date_document if self.claim.header else None

    @property
    def text(self) -> str:
        return self.content.text or ""

    @property
    def is_draft(self) -> bool:
        """A draft and its final may share every sentence but one, and are two documents."""
        return is_draft(self.claim.title, self.text)


@dataclass(frozen=True, slots=True)
class Wording:
    """A reading and the copy it was read from (读本)."""

    reading: Reading
    copy: Copy

    @property
    def quality(self) -> tuple[bool, int, int, str, str]:
        news, lineage, _, seen, name = self.copy.quality
        return (news, lineage, -len(articles_of(self.reading)), seen, name)


@dataclass(slots=True)
class Group:
    """The copies of one work, the best first, and copies of what it carries that stand alone elsewhere.

    `pages`: news that prints a carried instrument whole, with the instrument's title.
    """

    work: str
    copies: list[Copy] = field(default_factory=list)
    hosted: list[Copy] = field(default_factory=list)
    pages: list[tuple[Copy, str]] = field(default_factory=list)

    @property
    def base(self) -> Copy:
        return self.copies[0]

    @property
    def anchor(self) -> Copy:
        """The first copy that has a text: what others are compared with."""
        return next((copy for copy in self.copies if copy.text.strip()), self.base)

    @property
    def documents(self) -> list[Copy]:
        """The copies that are read: of a document its own, of news all."""
        return [copy for copy in self.copies if copy.is_news == self.base.is_news]


def readings_of(document: Document) -> tuple[Reading, ...]:
    """The carrier, if there is one, and the instruments."""
    return (*((document.carrier,) if document.carrier else ()), *document.instruments)


def articles_of(reading: Reading) -> list[str]:
    """The eids of the articles held."""
    return [p.eid for p in reading.provisions if p.kind == "article"]


def gather(copies: Iterable[Copy], annexed: Iterable[Copy] = ()) -> tuple[Group, ...]:
    """The works that copies belong to; the same groups whatever the order of the copies.

    `annexed` are instruments in files: they go with the notice that names the file.
    """
    ordered = sorted(copies, key=lambda copy: copy.quality)
    files = sorted(annexed, key=lambda copy: copy.quality)
    gathering = _Gathering()
    gathering.by_number([copy for copy in ordered if copy.claim.numbered])
    gathering.attach(files)
    for copy in ordered:
        if not copy.claim.numbered:
            gathering.place(copy)
    gathering.attach(files)
    return gathering.finished()


class _Gathering:
    """Groups under way, found by the folding keys of their copies."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._sides: dict[str, Side] = {}

    def finished(self) -> tuple[Group, ...]:
        for group in self._groups.values():
            group.copies.sort(key=lambda copy: copy.quality)
            group.hosted.sort(key=lambda copy: copy.quality)
            group.pages.sort(key=lambda page: page[0].quality)
        return tuple(self._groups[work] for work in sorted(self._groups))

    def by_number(self, copies: list[Copy]) -> None:
        """One group a number; a copy that only cites the number stands apart, without it."""
        apart: list[Copy] = []
        for copy in sorted(copies, key=_prints_number):
            group = self._groups.get(copy.claim.work)
            if group is not None and only_cites(self._side(copy), self._side(group.anchor)):
                apart.append(_without_number(copy))
            else:
                self._add(copy.claim.work, copy)
        for copy in apart:
            self.place(copy)

    def attach(self, files: list[Copy]) -> None:
        """Files go with the notices that name them."""
        for file in files:
            for name in dict.fromkeys(self._by_key.get(f"a:{file.page.manifestation}", ())):
                group = self._groups[name]
                named = any(
                    held.claim.work == file.claim.work and _names_file(held, file) for held in group.copies
                )
                if named and file not in group.hosted:
                    group.hosted.append(file)

    def place(self, copy: Copy) -> None:
        """Put a copy without a number with its like, with the notice that carries it, or on its own."""
        near = [self._groups[name] for name in self._near(copy)]
        if not near:
            return self._add(self._free(copy.claim.work), copy)
        side = self._side(copy)
        if copy.is_news:
            like = _best(near, lambda group: self._printed_by(side, copy, group))
        else:
            like = _best(near, lambda group: self._same(side, copy, group))
        if like is not None:
            return self._add(like.work, copy)
        carrier = _best(near, lambda group: self._hosts(copy, group)[0])
        if carrier is not None and copy.is_news:
            return carrier.pages.append((copy, self._hosts(copy, carrier)[1]))
        if carrier is not None:
            return carrier.hosted.append(_entitled(copy, self._hosts(copy, carrier)[1]))
        piece = _best(near, lambda group: self._same_news(side, copy, group)) if copy.is_news else None
        return self._add(piece.work if piece else self._free(copy.claim.work), copy)

    def _add(self, work: str, copy: Copy) -> None:
        self._groups.setdefault(work, Group(work)).copies.append(copy)
        for key in copy.keys:
            if not self._by_key[key] or self._by_key[key][-1] != work:
                self._by_key[key].append(work)

    def _free(self, work: str) -> str:
        return next(name for name in _names(work) if name not in self._groups)

    def _near(self, copy: Copy) -> list[str]:
        """The groups that share a key with a copy, in a fixed order."""
        return sorted({name for key in copy.keys for name in self._by_key.get(key, ())})

    def _same(self, side: Side, copy: Copy, group: Group) -> float:
        if group.base.is_news or not is_linked(copy, group.anchor):
            return 0.0
        return same_document(side, self._side(group.anchor))

    def _printed_by(self, side: Side, copy: Copy, group: Group) -> float:
        if group.base.is_news or not is_linked(copy, group.anchor):
            return 0.0
        return reprints(side, self._side(group.anchor))

    def _same_news(self, side: Side, copy: Copy, group: Group) -> float:
        if not group.base.is_news or not is_linked(copy, group.anchor):
            return 0.0
        return same_news(side, self._side(group.anchor))

    def _hosts(self, copy: Copy, group: Group) -> tuple[float, str]:
        """How surely a group's notice carries what stands alone in a copy, and under which title."""
        if not copy.is_news and copy.document.carrier is not None:
            return 0.0, ""
        found = (0.0, "")
        for held in (*group.copies, *group.hosted):
            carries_any = held.document.carrier is not None or held in group.hosted
            for reading in held.document.instruments if carries_any and not held.is_news else ():
                if copy.is_news or titles_alike(copy.claim.title, reading.title) != "other":
                    proof = carries(self._side(copy), self._instrument(held, reading))
                    found = max(found, (proof, reading.title))
        return found

    def _side(self, copy: Copy) -> Side:
        name = copy.page.manifestation
        if name not in self._sides:
            self._sides[name] = side_of(copy)
        return self._sides[name]

    def _instrument(self, held: Copy, reading: Reading) -> Side:
        """What a notice carries, as a side of its own."""
        name = f"{held.page.manifestation}\n{reading.title}"
        if name not in self._sides:
            whole = side_of(held, printed(reading.text))
            self._sides[name] = replace(whole, work=name, title=reading.title)
        return self._sides[name]


def side_of(copy: Copy, text: Print | None = None) -> Side:
    """What is compared of a copy."""
    header = copy.claim.header
    return Side(
        work=copy.claim.work,
        title=copy.claim.title,
        news=copy.is_news,
        draft=copy.is_draft,
        lineage=copy.page.lineage,
        issuers=header.issuers if header and not copy.is_news else (),
        signed=copy.dated if not copy.is_news else None,
        published=day_in_beijing(copy.page.published),
        text=text or printed(copy.text),
    )


def is_linked(one: Copy, other: Copy) -> bool:
    """Whether two copies share a folding key, or enough of their sketches; as kb.store.Store.family asks."""
    both = one.keys & other.keys
    sketched = sum(key.startswith("s:") for key in both)
    return sketched >= ALIKE or len(both) > sketched


def _best(groups: Iterable[Group], proof: Callable[[Group], float]) -> Group | None:
    """The group with the strongest proof; of equals the first."""
    found: tuple[float, Group | None] = (0.0, None)
    for group in groups:
        proven = proof(group)
        if proven > found[0]:
            found = (proven, group)
    return found[1]


def _prints_number(copy: Copy) -> tuple[bool, bool, tuple[bool, int, int, str, str]]:
    """Sorts first what prints its number in the title, then what prints it in a line of its own."""
    number = fold(copy.claim.header.doc_number or "") if copy.claim.header else ""
    lines = map(fold, copy.text[:_HEAD].splitlines())
    alone = any(number in line and len(line) <= len(number) + _BESIDE for line in lines)
    return (number not in fold(copy.claim.title), not alone, copy.quality)


def _without_number(copy: Copy) -> Copy:
    header = copy.claim.header
    bare = replace(header, doc_number=None) if header else None
    return replace(copy, claim=replace(copy.claim, header=bare))


def _entitled(copy: Copy, title: str) -> Copy:
    """A copy that stands alone, under the title its notice gives it."""
    if len(copy.document.instruments) != 1:
        return copy
    named = replace(copy.document.instruments[0], title=title)
    return replace(copy, document=replace(copy.document, instruments=(named,)))


def _names_file(page: Copy, file: Copy) -> bool:
    return any(address_key(url) == file.page.manifestation for _, url in page.page.attachments)


def _names(work: str) -> Iterator[str]:
    """The id, then id~2, id~3 … for other texts that hash alike."""
    yield work
    number = 2
    while True:
        yield f"{work}~{number}"
        number += 1


def carriers(group: Group) -> list[Wording]:
    """The readings of the notice itself, the best first."""
    found = [Wording(c.document.carrier, c) for c in group.documents if c.document.carrier is not None]
    return sorted(found, key=lambda wording: wording.quality)


def instruments(group: Group) -> list[list[Wording]]:
    """The readings of each instrument, in the order of the best copy that carries it, the best first."""
    found: dict[str, list[Wording]] = {}
    for copy in (*group.documents, *group.hosted):
        readings = copy.document.instruments
        for reading in readings:
            title = fold_script(draft_name(reading.title).name if group.base.is_draft else reading.title)
            alone = len(readings) == 1 and len(found) == 1 and copy not in group.hosted
            if title not in found and alone:
                title = next(iter(found))  # the only one here is the only one there, under a spoilt title
            found.setdefault(title, []).append(Wording(reading, copy))
    return [sorted(wordings, key=lambda wording: wording.quality) for wordings in found.values()]

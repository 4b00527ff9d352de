"""Copies of one document (归并): which manifestations are the same work, and whose text stands for it.

Equal 文号 fold. Without a number a copy folds only into a document of the same title, without a date that
contradicts, when at least 0.8 of its sentences stand in the other; similarity may never do more. News folds
with news alone. The base text is the best by lineage, then the most complete, then the first fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from cleaners.address import address_key
from cleaners.drafts import draft_name, is_draft
from cleaners.model import Document, Reading
from cleaners.normalise import fold_script
from kb.rows import SnapshotRow
from pipeline.claims import NEWS, Claim

LINEAGES = ("official", "official_repost", "reprint", "news", "unknown")
SHARED = 0.8  # of the shorter text's sentences must stand in the other
_SENTENCE_END = re.compile(r"[。！？；;!?\n]")
_SHORTEST = 6  # folded characters of a sentence that counts


@dataclass(frozen=True, slots=True)
class Copy:
    """One manifestation read as a document (本)."""

    page: SnapshotRow  # what stands at the address
    content: SnapshotRow  # where its text stands: the page, or the file that is its body
    claim: Claim
    document: Document
    first_seen: str

    @property
    def quality(self) -> tuple[int, int, str, str]:
        """Sorts the best copy first."""
        articles = sum(len(articles_of(reading)) for reading in readings_of(self.document))
        return (LINEAGES.index(self.page.lineage), -articles, self.first_seen, self.page.manifestation)

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
    def quality(self) -> tuple[int, int, str, str]:
        lineage, _, seen, name = self.copy.quality
        return (lineage, -len(articles_of(self.reading)), seen, name)


@dataclass(slots=True)
class Group:
    """The copies of one work, the best first, and copies of what it carries that stand alone elsewhere."""

    work: str
    copies: list[Copy] = field(default_factory=list)
    hosted: list[Copy] = field(default_factory=list)

    @property
    def base(self) -> Copy:
        return self.copies[0]


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
    groups: dict[str, Group] = {}
    for copy in ordered:
        if copy.claim.numbered:
            groups.setdefault(copy.claim.work, Group(copy.claim.work)).copies.append(copy)
    for copy in ordered:
        if not copy.claim.numbered:
            _place(copy, groups)
    for copy in sorted(annexed, key=lambda copy: copy.quality):
        for group in groups.values():
            if any(held.claim.work == copy.claim.work and _names_file(held, copy) for held in group.copies):
                group.hosted.append(copy)
    for group in groups.values():
        group.copies.sort(key=lambda copy: copy.quality)
        group.hosted.sort(key=lambda copy: copy.quality)
    return tuple(groups[work] for work in sorted(groups))


def _names_file(page: Copy, file: Copy) -> bool:
    return any(address_key(url) == file.page.manifestation for _, url in page.page.attachments)


def _place(copy: Copy, groups: dict[str, Group]) -> None:
    """Put a copy without a number with its like, with the notice that carries it, or on its own."""
    for group in groups.values():
        if _same_document(copy, group):
            group.copies.append(copy)
            return
    for group in groups.values():
        if _carried_by(copy, group):
            group.hosted.append(copy)
            return
    work = next(name for name in _names(copy.claim.work) if name not in groups)
    groups[work] = Group(work, [copy])


def _names(work: str) -> Iterator[str]:
    """The id, then id~2, id~3 … for other texts that hash alike."""
    yield work
    number = 2
    while True:
        yield f"{work}~{number}"
        number += 1


def _same_document(copy: Copy, group: Group) -> bool:
    base = group.base
    if (copy.claim.role == NEWS) != (base.claim.role == NEWS) or not _dates_agree(copy, base):
        return False
    if copy.claim.work != base.claim.work and fold_script(copy.claim.title) != fold_script(base.claim.title):
        return False
    if copy.is_draft != base.is_draft:
        return False
    if not copy.text.strip() or not base.text.strip():
        return copy.claim.work == base.claim.work
    return shared(copy.text, base.text) >= SHARED


def _carried_by(copy: Copy, group: Group) -> bool:
    """Whether a copy that stands alone is what the group's notice carries."""
    if copy.claim.role == NEWS or copy.document.carrier is not None or copy.is_draft != group.base.is_draft:
        return False
    title = fold_script(copy.claim.title)
    for held in group.copies:
        for reading in held.document.instruments if held.document.carrier else ():
            if fold_script(reading.title) == title and shared(copy.text, reading.text) >= SHARED:
                return True
    return False


def _dates_agree(one: Copy, other: Copy) -> bool:
    """Two dates of signature that differ are two documents; so are years of publication of undated ones."""
    if one.dated and other.dated:
        return one.dated == other.dated
    years = {copy.page.published[:4] for copy in (one, other) if copy.page.published}
    return len(years) < 2 or NEWS in (one.claim.role, other.claim.role) or one.claim.work == other.claim.work


def shared(one: str, other: str) -> float:
    """The share of the shorter text's sentences that stand in the other."""
    short, long = sorted((one, other), key=len)
    key = fold_script(long)
    sentences = {s for s in map(fold_script, _SENTENCE_END.split(short)) if len(s) >= _SHORTEST}
    if not sentences:
        return float(bool(fold_script(short)) and fold_script(short) in key)
    return sum(sentence in key for sentence in sentences) / len(sentences)


def carriers(group: Group) -> list[Wording]:
    """The readings of the notice itself, the best first."""
    found = [Wording(c.document.carrier, c) for c in group.copies if c.document.carrier is not None]
    return sorted(found, key=lambda wording: wording.quality)


def instruments(group: Group) -> list[list[Wording]]:
    """The readings of each instrument, in the order of the best copy that carries it, the best first."""
    found: dict[str, list[Wording]] = {}
    for copy in (*group.copies, *group.hosted):
        readings = copy.document.instruments
        for reading in readings:
            title = fold_script(draft_name(reading.title).name if group.base.is_draft else reading.title)
            alone = len(readings) == 1 and len(found) == 1 and copy not in group.hosted
            if title not in found and alone:
                title = next(iter(found))  # the only one here is the only one there, under a spoilt title
            found.setdefault(title, []).append(Wording(reading, copy))
    return [sorted(wordings, key=lambda wording: wording.quality) for wordings in found.values()]

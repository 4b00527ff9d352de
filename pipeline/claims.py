"""What a snapshot says it is (自称): the work it claims to be, its role and titles, without reading it whole.

The claim follows from the snapshot rows of an address alone, so it can be made again at any time. Its keys
tell which manifestations must be looked at side by side.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cleaners.address import address_key
from cleaners.comparing.marks import is_telling, undressed
from cleaners.comparing.sketch import sketch
from cleaners.model import Header
from cleaners.normalise import fold_script
from cleaners.official.carrier import split_carrier
from cleaners.official.identity import role_of, work_id
from cleaners.official.titles import instrument_titles
from kb.rows import FoldingKeyRow, SnapshotRow
from pipeline.reading import TEXT_RECORD, day_in_beijing, header_of

NEWS = "news"
# 第十二条 at the head of a line
_ARTICLE_LINE = re.compile(
    r"(?m)^[ \t\u3000]*第[一二三四五六七八九十百千零〇\d]{1,8}条(?:之[一二三四五六七八九十]{1,3})?[ \t\u3000]"
)
# 关于…拟认定名单的公示: no 文种 of the fifteen, yet a document of the office that prints it
_PUBLICITY = re.compile(r"公示(?:公告)?\s*$")
_OWN = ("official", "official_repost")
_ARTICLES = 2  # lines that make a text record of a corpus a measure, whatever its title


@dataclass(frozen=True, slots=True)
class Claim:
    """The work a snapshot claims to be."""

    work: str
    role: str
    title: str
    header: Header | None
    carried: tuple[str, ...]  # titles of the instruments that its text carries
    parts: tuple[str, ...] = ()  # their texts, when there are several

    @property
    def numbered(self) -> bool:
        """Whether the id is a number printed by the issuer, not a hash."""
        return not self.work.startswith("h:")


def claim_of(snapshot: SnapshotRow) -> Claim:
    """The claim of a snapshot that could be read. News has no number of its own, whatever it cites."""
    text = snapshot.text or ""
    header = header_of(snapshot.header)
    title = snapshot.title or (header.title if header else None) or ""
    own = snapshot.lineage in _OWN
    role = _role(snapshot, title if own else undressed(title), header, text)
    published = day_in_beijing(snapshot.published)
    work = _work(None if role == NEWS else header, title, published, text)
    parts = split_carrier(text, header) if role != NEWS and header is not None else ()
    bodies = [part for part in parts if part.role == "instrument" and part.title]
    named = instrument_titles(title) if role != NEWS else ()
    carried = tuple(dict.fromkeys((*(part.title for part in bodies), *named)))
    texts = tuple(text[part.start : part.end] for part in bodies) if len(bodies) > 1 else ()
    return Claim(work, role, title, header, carried, texts)


def claim_at(page: SnapshotRow, earlier: Iterable[SnapshotRow] = ()) -> Claim:
    """The claim of what stands at an address, where other texts may have stood before, the oldest first.

    A document without a number is known by its head and its day, and a change of its body may hide these: it
    stays the work that it was while its title and the day of its page do. News goes by its own words alone.
    """
    claim, day = claim_of(page), day_in_beijing(page.published)
    if claim.numbered or claim.role == NEWS or day is None:
        return claim
    for before in (row for row in earlier if row.id != page.id and day_in_beijing(row.published) == day):
        first = claim_of(before)
        if not first.numbered and fold_script(first.title) == fold_script(claim.title):
            return replace(claim, work=first.work)
    return claim


def _work(header: Header | None, title: str, published: date | None, text: str) -> str:
    """The id claimed; what has no day and only the name of a kind (公示) is known by its text."""
    work = work_id(header, title=title, published=published)
    dated = published or (header and (header.date_document or header.date_publication))
    if not work.startswith("h:") or dated or is_telling(title) or not text.strip():
        return work
    return "h:" + hashlib.sha256(f"{work}\n{fold_script(text)}".encode()).hexdigest()[:16]


def _role(snapshot: SnapshotRow, title: str, header: Header | None, text: str) -> str:
    """The role by title, header and text; a corpus names its texts freely, there articles decide."""
    role = role_of(title=title, header=header, text=text)
    if role == NEWS and snapshot.lineage in _OWN and _PUBLICITY.search(title):
        return "notice"
    corpus = (snapshot.content_type or "").startswith(TEXT_RECORD)
    if role == NEWS and corpus and len(_ARTICLE_LINE.findall(text)) >= _ARTICLES:
        return "instrument"
    return role


def keys_of(snapshot: SnapshotRow, claim: Claim | None = None) -> Iterator[FoldingKeyRow]:
    """The keys that a snapshot gives its manifestation; one that was refused claims nothing.

    News of one title is many things; a title that a thousand documents bear (公示) brings nothing together.
    """
    name = snapshot.manifestation
    yield from _file_keys(snapshot)
    if snapshot.status == "refused" or not (snapshot.text or snapshot.title):
        return
    claim = claim or claim_of(snapshot)
    yield FoldingKeyRow(f"n:{claim.work}", name)
    for text in (snapshot.text or "", *claim.parts):
        yield from (FoldingKeyRow(key, name) for key in sketch(text))
    for title in {claim.title, *claim.carried} if claim.role != NEWS else ():
        if is_telling(title):
            yield FoldingKeyRow(f"t:{fold_script(title)}", name)


def _file_keys(snapshot: SnapshotRow) -> Iterator[FoldingKeyRow]:
    """The keys by which a file and the pages that name it find each other."""
    if snapshot.status == "attachment":
        yield FoldingKeyRow(f"a:{snapshot.manifestation}", snapshot.manifestation)
    for _, url in snapshot.attachments:
        yield FoldingKeyRow(f"a:{address_key(url)}", snapshot.manifestation)

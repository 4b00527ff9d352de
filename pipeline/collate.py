"""Copies laid beside their original (对校): how much of each stands word for word, and every difference.

The original is the text that the works of a group rest on: a page, or a page and the file it names. What a
copy says otherwise is listed, never taken over: the base text stands as it is. The list is bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.comparing.variants import Print, Sentence, Variant, printed, share, variants
from cleaners.normalise import fold_script
from cleaners.official.drafts import draft_name
from kb.rows import CollationRow, ExpressionRow, ProvisionRow, VariantRow
from pipeline.copies import Copy, Group

LISTED = 60  # differences kept of one copy, those of figures and negations first
_LONGEST = 300  # characters kept of a sentence


@dataclass(frozen=True, slots=True)
class Held:
    """A work of a group as it was read: what its copies are compared with."""

    work: str
    title: str
    expression: ExpressionRow
    provisions: Sequence[ProvisionRow]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the original: the snapshot it comes from, and where it begins there and here."""

    snapshot: str
    there: int
    here: int


@dataclass(frozen=True, slots=True)
class _Original:
    """The text that copies are compared with, and the provisions that stand in it."""

    work: str
    text: Print
    stretches: tuple[_Stretch, ...]
    provisions: tuple[tuple[str, int, int, str, str], ...]  # snapshot, start, end, work, eid

    def place(self, offset: int) -> tuple[str, str]:
        """The work and the innermost provision at a character; eid "" outside all of them."""
        begins = [stretch.here for stretch in self.stretches]
        stretch = self.stretches[bisect_right(begins, offset) - 1]
        at = offset - stretch.here + stretch.there
        around = [p for p in self.provisions if p[0] == stretch.snapshot and p[1] <= at < p[2]]
        inner = min(around, key=lambda p: (p[2] - p[1], -len(p[4])), default=None)
        return (inner[3], inner[4]) if inner else (self.work, "")


def collated(group: Group, held: Sequence[Held]) -> Iterator[tuple[CollationRow, list[VariantRow]]]:
    """Every copy of a group that is not the base of one of its works, with its differences."""
    bases = {work.expression.snapshot for work in held}
    texts = {copy.content.id: copy.text for copy in (*group.copies, *group.hosted)}
    beside = [copy for copy in group.copies if copy.content.id not in bases and copy.text.strip()]
    if beside:
        whole = _original(group.work, held, texts)
        yield from (_collated(copy, whole) for copy in beside)
    for copy, title in _standing_alone(group):
        work = next((work for work in held if _named(work.title) == _named(title)), None)
        if work is not None and copy.content.id not in bases and copy.text.strip():
            yield _collated(copy, _instrument(work, texts[work.expression.snapshot]))


def _named(title: str) -> str:
    """A title as pipeline.copies.instruments knows it: without the mark of a draft."""
    return fold_script(draft_name(title).name)


def _standing_alone(group: Group) -> Iterator[tuple[Copy, str]]:
    """Copies of what the notice carries, with its title."""
    for copy in group.hosted:
        yield from ((copy, reading.title) for reading in copy.document.instruments[:1])
    yield from group.pages


def _original(work: str, held: Sequence[Held], texts: dict[str, str]) -> _Original:
    """The texts that the works of a group rest on, one behind the other."""
    stretches: list[_Stretch] = []
    parts: list[str] = []
    at = 0
    for name in dict.fromkeys(one.expression.snapshot for one in held):
        stretches.append(_Stretch(name, 0, at))
        parts.append(texts[name])
        at += len(texts[name]) + 1
    return _Original(work, printed("\n".join(parts)), tuple(stretches), tuple(_places(held)))


def _instrument(held: Held, text: str) -> _Original:
    """One instrument of a notice: the stretch of the text that its provisions fill."""
    start = min((p.start for p in held.provisions), default=0)
    end = max((p.end for p in held.provisions), default=len(text))
    stretch = _Stretch(held.expression.snapshot, start, 0)
    return _Original(held.work, printed(text[start:end]), (stretch,), tuple(_places([held])))


def _places(held: Sequence[Held]) -> Iterator[tuple[str, int, int, str, str]]:
    for one in held:
        for p in one.provisions:
            yield (p.snapshot, p.start, p.end, one.work, p.eid)


def _collated(copy: Copy, original: _Original) -> tuple[CollationRow, list[VariantRow]]:
    text = printed(copy.text)
    found = variants(original.text, text)
    kinds = [variant.kind for variant in found]
    name = copy.page.manifestation
    row = CollationRow(
        manifestation=name,
        work=original.work,
        snapshot=copy.content.id,
        base=original.stretches[0].snapshot,
        verbatim=round(share(text, original.text), 4),
        held=round(share(original.text, text), 4),
        missing=kinds.count("missing"),
        added=kinds.count("added"),
        altered=kinds.count("altered"),
    )
    kept = sorted(sorted(range(len(found)), key=lambda place: not found[place].touches)[:LISTED])
    ahead = _before(text, original)
    rows = [
        _variant(name, number, found[place], original, text, ahead)
        for number, place in enumerate(kept, start=1)
    ]
    return row, rows


def _before(copy: Print, original: _Original) -> tuple[list[int], list[int]]:
    """Where sentences of the copy begin that stand in the original, and where they stand there."""
    starts = {sentence.key: sentence.start for sentence in reversed(original.text.sentences)}
    both = [(s.start, starts[s.key]) for s in copy.sentences if s.key in starts]
    return [here for here, _ in both], [there for _, there in both]


def _variant(
    name: str,
    ordinal: int,
    variant: Variant,
    original: _Original,
    text: Print,
    ahead: tuple[list[int], list[int]],
) -> VariantRow:
    """One difference; what is added stands behind the last sentence that both texts have."""
    base, copy = variant.base, variant.copy
    work, eid = original.work, ""
    if base is not None:
        work, eid = original.place(base.start)
    elif copy is not None and (last := bisect_right(ahead[0], copy.start)):
        work, eid = original.place(ahead[1][last - 1])
    return VariantRow(
        manifestation=name,
        ordinal=ordinal,
        kind=variant.kind,
        work=work,
        eid=eid,
        base_text=_quote(original.text, base),
        text=_quote(text, copy),
        differs=variant.differs,
        touches=variant.touches,
        start=copy.start if copy else None,
        end=copy.end if copy else None,
    )


def _quote(text: Print, sentence: Sentence | None) -> str:
    return text.text[sentence.start : sentence.end][:_LONGEST] if sentence else ""

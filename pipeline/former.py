"""What a page said before its body changed (旧文): wordings of a work that ended, each with its days.

An address whose body changed in silence carries another text than before under the same number and date. The
new one is the work's text; the one before stays as an expression with an end, and its provisions stand apart,
so that no search and no relation finds them. All are read the same way, so what differs is a change of the
page and not of the reading. News is rewritten all day long and keeps no former texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleaners.model import Document, Reading
from cleaners.normalise import fold
from cleaners.restoring.assembly import read_document
from kb.rows import SnapshotRow
from pipeline.claims import claim_of
from pipeline.copies import Wording, readings_of

Earlier = Mapping[str, Sequence[SnapshotRow]]  # all that could be read at an address, the oldest first


@dataclass(frozen=True, slots=True)
class Stood:
    """A text that stood at an address, since when it was seen and until when; None for the last."""

    wording: Wording
    since: str
    until: str | None = None


def texts_at(
    base: Wording, *, notice: bool, earlier: Earlier, unreadable: list[SnapshotRow]
) -> tuple[Stood, ...]:
    """The texts that stood where a wording stands, the oldest first, the wording itself the last.

    An earlier body that today's code cannot read joins `unreadable`, which the report tells.
    """
    found: list[Stood] = []
    for snapshot in earlier.get(base.copy.content.manifestation, ()):
        try:
            reading = _reading_in(snapshot, base, notice=notice)
        except Exception as error:  # one bad document never stops the build
            unreadable.append(unread(snapshot, error))
            continue
        if reading is None:
            continue
        wording = Wording(reading, replace(base.copy, content=snapshot))
        if found and fold(found[-1].wording.reading.text) == fold(reading.text):
            found[-1] = replace(found[-1], wording=wording)
            continue
        if found:
            found[-1] = replace(found[-1], until=snapshot.fetched_at)
        found.append(Stood(wording, snapshot.fetched_at))
    return (*found[:-1], replace(found[-1], wording=base)) if found else (Stood(base, _fetched(base)),)


def unread(snapshot: SnapshotRow, error: Exception) -> SnapshotRow:
    """A snapshot whose text could not be read any further, with the reason."""
    return replace(snapshot, status="unreadable", reason=f"{type(error).__name__}: {error}"[:200])


def _fetched(base: Wording) -> str:
    return base.copy.content.fetched_at


def _reading_in(snapshot: SnapshotRow, base: Wording, *, notice: bool) -> Reading | None:
    """What an earlier body says in the place of a wording; None where it says nothing there."""
    own = snapshot.manifestation == base.copy.page.manifestation
    claim = claim_of(snapshot) if own else base.copy.claim
    document = read_document(snapshot.text or "", header=claim.header, title=claim.title or None)
    reading = _same_place(document, base.reading, notice=notice)
    return reading if reading is not None and reading.provisions else None


def _same_place(document: Document, reading: Reading, *, notice: bool) -> Reading | None:
    """The notice itself, the instrument of the same name, or the only text there is."""
    if notice:
        return document.carrier
    name = fold(reading.title)
    named = [one for one in document.instruments if fold(one.title) == name]
    held = named or readings_of(document)
    return held[0] if len(held) == 1 else None

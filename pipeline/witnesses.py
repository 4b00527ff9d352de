"""What copies give to a damaged base text (见证本): of its own group, and news that quotes it.

A base text that nothing proves damaged takes nothing, nor does an official one that misses nothing. Copies
are asked in the order of their lineage, quotations last. The witnesses are kept with the copy that they mend,
so that every restored stretch names the snapshot it stands in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from cleaners.model import OFFICIAL, Document, Reading
from cleaners.restoring.assembly import read_document
from kb.rows import SnapshotRow, WitnessRow
from kb.store import Store
from pipeline.copies import Beside, Copy, Group, carriers, instruments, readings_of

MOST = 8  # copies laid beside one base text
MOST_QUOTING = 4  # news items
ALIKE = 4  # clauses in common that make a news item a witness worth reading
# 鼓励企业积极参与节能改造: the ideographs between two signs
_CLAUSE = re.compile(r"[一-鿿]{10,}")

Quoting = Mapping[str, Sequence[SnapshotRow]]  # by the snapshot of a base text


def mend(group: Group, quoting: Quoting) -> None:
    """The base texts of a group read again with their witnesses, where they are damaged."""
    if not any(is_damaged(copy) for copy in (*group.copies, *group.hosted)):
        return
    firsts = [wordings[0] for wordings in (carriers(group), *instruments(group)) if wordings]
    bases = {w.copy.page.manifestation: w.copy for w in firsts if not w.copy.is_news}
    mended = {name: _mended(copy, group, quoting) for name, copy in bases.items() if is_damaged(copy)}
    if mended:
        group.copies = [mended.get(copy.page.manifestation, copy) for copy in group.copies]
        group.hosted = [mended.get(copy.page.manifestation, copy) for copy in group.hosted]


def is_damaged(copy: Copy) -> bool:
    """A reading lacks something, or copies prove disorder in a text that is not official."""
    readings = readings_of(copy.document)
    if any(reading.lacunae or reading.unplaced for reading in readings):
        return True
    return copy.page.lineage not in OFFICIAL and any(reading.repeats for reading in readings)


def _mended(copy: Copy, group: Group, quoting: Quoting) -> Copy:
    quotations = (Beside("quotation", row) for row in quoting.get(copy.content.id, ()))
    beside = (*islice(_copies(copy, group), MOST), *quotations)
    if not beside:
        return copy
    claim = copy.claim
    texts = [witness.snapshot.text or "" for witness in beside]
    read = read_document(copy.text, header=claim.header, title=claim.title or None, witnesses=texts)
    return replace(copy, document=_shaped(read, copy.document), beside=beside)


def _copies(base: Copy, group: Group) -> Iterable[Beside]:
    """The other texts of a group, the best first."""
    others = [*group.copies, *group.hosted, *(page for page, _ in group.pages)]
    texts = {base.text}
    for copy in sorted(others, key=lambda copy: copy.quality):
        if copy.text.strip() and copy.text not in texts:
            texts.add(copy.text)
            yield Beside("copy", copy.content)


def _shaped(read: Document, held: Document) -> Document:
    """What was read again, in the shape and under the titles that the copy was given."""
    if held.carrier is None and len(held.instruments) == 1:
        own = held.instruments[0]
        found = max(readings_of(read), key=lambda reading: len(reading.provisions), default=own)
        return replace(held, instruments=(replace(found, title=own.title),))
    if (read.carrier is None) != (held.carrier is None) or len(read.instruments) != len(held.instruments):
        return held
    pairs = zip(read.instruments, held.instruments, strict=True)
    return replace(held, carrier=read.carrier, instruments=tuple(_titled(new, old) for new, old in pairs))


def _titled(new: Reading, old: Reading) -> Reading:
    return replace(new, title=old.title)


# --- news that quotes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quoted:
    """A damaged base text: its snapshot, where it was fetched from, and the news that quotes it now."""

    snapshot: str
    manifestation: str
    news: tuple[SnapshotRow, ...]
    as_before: bool  # the quotations its works were last read with are these


def quoted(store: Store) -> list[Quoted]:
    """Every damaged base text that news quotes, or did when it was last read; nothing is asked of others.

    What was restored says nothing here: only the base's own text is compared.
    """
    bases = _damaged(store)
    if not bases:
        return []
    wanted = {name: clauses_of(text) for name, (_, text) in bases.items()}
    shared = _shared(store, wanted)
    before = _before(store)
    found: list[Quoted] = []
    for name, (manifestation, _) in sorted(bases.items()):
        best = sorted(shared[name], key=lambda pair: (-pair[1], pair[0]))[:MOST_QUOTING]
        if not best and name not in before:
            continue
        ranks = {news: rank for rank, (news, _) in enumerate(best)}
        rows = sorted(store.among(SnapshotRow, "id", ranks), key=lambda row: ranks[row.id])
        found.append(Quoted(name, manifestation, tuple(rows), list(ranks) == before.get(name, [])))
    return found


def clauses_of(text: str) -> frozenset[str]:
    """The runs of ideographs that are long enough to tell a text."""
    return frozenset(_CLAUSE.findall(text))


def _damaged(store: Store) -> dict[str, tuple[str, str]]:
    """Snapshots of base texts that lack something or were disordered, with their address and text."""
    rows = store.pairs(
        "SELECT DISTINCT s.id, s.manifestation, s.text FROM expressions e "
        "JOIN works w ON w.id = e.work JOIN snapshots s ON s.id = e.snapshot "
        "WHERE e.until IS NULL AND w.role IN ('notice', 'instrument') AND s.text IS NOT NULL AND ("
        "(e.repeats > 0 AND w.lineage NOT IN ('official', 'official_repost')) "
        "OR e.id IN (SELECT expression FROM lacunae) OR e.id IN (SELECT expression FROM unplaced) "
        "OR e.id IN (SELECT expression FROM witnesses WHERE role = 'quotation'))"
    )
    return {name: (manifestation, text) for name, manifestation, text in rows}


def _shared(store: Store, wanted: Mapping[str, frozenset[str]]) -> dict[str, list[tuple[str, int]]]:
    """News with enough clauses of each wanted text, and how many."""
    holders: dict[str, list[str]] = defaultdict(list)
    for name, clauses in wanted.items():
        for clause in clauses:
            holders[clause].append(name)
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in wanted}
    rows = store.pairs(
        "SELECT s.id, s.text FROM manifestations m JOIN works w ON w.id = m.work "
        "JOIN snapshots s ON s.id = m.snapshot WHERE w.role = 'news' AND s.text IS NOT NULL"
    )
    for news, text in rows:
        counts: dict[str, int] = defaultdict(int)
        for clause in clauses_of(text):
            for name in holders.get(clause, ()):
                counts[name] += 1
        for name, count in counts.items():
            if count >= ALIKE and name != news:
                found[name].append((news, count))
    return found


def _before(store: Store) -> dict[str, list[str]]:
    """The quotations that each base text was last read with."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = store.pairs(
        "SELECT DISTINCT e.snapshot, t.witness, t.snapshot FROM witnesses t "
        "JOIN expressions e ON e.id = t.expression WHERE t.role = 'quotation' ORDER BY e.snapshot, t.witness"
    )
    for base, _, snapshot in rows:
        found[base].append(snapshot)
    return found


def witness_rows(expression: str, base: Copy) -> list[WitnessRow]:
    """The rows of what was laid beside a base text."""
    return [
        WitnessRow(expression, number, witness.role, witness.snapshot.manifestation, witness.snapshot.id)
        for number, witness in enumerate(base.beside, start=1)
    ]

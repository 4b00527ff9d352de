"""The index itself (全文索引): updates it, opens it, and gives its postings to index/ranking.py.

Of Whoosh only what 2.7.4 and whoosh3 share. Its names stand here and in index/schema.py, index/writer.py.
"""

from __future__ import annotations

import hashlib
import heapq
import pickle  # nosec B403
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate, groupby, islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import whoosh
import whoosh.filedb.filestore
import whoosh.index
import whoosh.reading
from whoosh.util.numeric import byte_to_length

from index import schema
from index.analyzer import Analyzer, analyzer
from index.analyzer import stamp as analyzer_stamp
from index.bigrams import folded_paragraphs
from index.blocks import unpacked
from index.generations import (
    Manifest,
    check_digests,
    check_sizes,
    check_stamp,
    current,
    new_generation,
    read_manifest,
    write_files,
    write_manifest,
)
from index.merging import Size, to_merge
from index.postings import Texts
from index.query import Query
from index.ranking import search
from index.results import Filters, Found, IndexMissing, IndexReport, IndexStale
from index.scorer import NOWHERE, Held, Posting, idf, impacts, norms
from index.segment import Segment
from index.table import NO_WORK, Numbers, Table, WorkFacets, facets_of, read_table, write_table
from kb.home import Home
from kb.read import Base, Entry

# Whoosh 2.7.4 has no types and whoosh3 has half of them: this is the untyped edge.
FileIndex: Any = whoosh.index.FileIndex
FileStorage: Any = whoosh.filedb.filestore.FileStorage

# What reading a file that was cut off or overwritten raises, in Whoosh and in the table.
_DAMAGE: Any = (
    whoosh.index.IndexError,
    OSError,
    ValueError,
    KeyError,
    EOFError,
    AssertionError,
    struct.error,
    pickle.UnpicklingError,
)

_COUNTED = 50_000  # terms whose frequency is remembered


def stamp() -> str:
    """What an index depends on beside the base: analyzer, dictionaries, schema, library."""
    release = ".".join(map(str, whoosh.__version__))
    parts = f"{schema.SCHEMA_VERSION}\n{release}\n{sorted(schema.schema().names())}\n{analyzer_stamp()}"
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


# -- writing


class Source(Protocol):
    """What an update reads; kb.read.Base answers it."""

    def fingerprints(self) -> dict[str, str]: ...

    def entries(self, works: Iterable[str] | None = None) -> Iterator[Entry]: ...


def update(home: Home, base: Source, *, full: bool = False) -> IndexReport:
    """Bring the index up to the base: works whose fingerprint differs; none, and nothing is written.

    A missing, damaged or foreign index is made anew, and any with `full`.
    """
    wanted, mark = base.fingerprints(), stamp()
    old, manifest, reason = (None, Manifest(mark, {}), "asked for") if full else _standing(home, mark)
    if old is not None and manifest.works == wanted:
        return IndexReport(old.name, 0, 0, written=False)
    changed = sorted(work for work, print_ in wanted.items() if manifest.works.get(work) != print_)
    gone = [work for work, print_ in manifest.works.items() if wanted.get(work) != print_]
    with new_generation(home.whoosh, links_from=old) as folder:
        index = _opened(folder) if old is not None else _created(folder)
        written = _write(index, folder, base, changed, gone, analyzer(home.cache))
        index.close()
        _write_columns(folder, _opened(folder), old, set(changed) | set(gone), written)
        write_manifest(folder, Manifest(mark, wanted))
        write_files(folder, old)
    return IndexReport(folder.name, written.added, written.deleted, written=True, anew=reason)


def check_whole(home: Home) -> None:
    """IndexUnreadable when a file of the current generation is not what was written; reads all of it."""
    check_digests(current(home.whoosh))


def why_anew(home: Home) -> str:
    """Why the next update makes the index anew; empty when it can build on what stands."""
    return _standing(home, stamp())[2]


@dataclass(frozen=True, slots=True)
class _Written:
    """What a writer did: documents deleted and added, facets of the works added, the segments before; of the
    new segment the work of each document and the length bytes."""

    deleted: int
    added: int
    facets: dict[str, WorkFacets]
    before: list[Any]
    works: list[str]
    lengths: bytes


def _standing(home: Home, mark: str) -> tuple[Path | None, Manifest, str]:
    """The generation to build on and its manifest; else None, and why all is to be written anew."""
    try:
        folder = current(home.whoosh)
        check_stamp(folder, mark)
        check_digests(folder)
        index, reader = _checked(folder)
        reader.close()
        index.close()
        return folder, read_manifest(folder), ""
    except (IndexMissing, IndexStale) as reason:
        return None, Manifest(mark, {}), str(reason)


def _created(folder: Path) -> Any:
    return FileIndex.create(FileStorage(str(folder)), schema.schema(), "MAIN")


def _opened(folder: Path) -> Any:
    # Without a memory map: Whoosh copies a mapped segment into memory whole, at every start.
    storage = FileStorage(str(folder), supports_mmap=False)
    return FileIndex(storage, schema=schema.schema(), indexname="MAIN")


def _write(
    index: Any, folder: Path, base: Source, changed: list[str], gone: list[str], words: Analyzer
) -> _Written:
    """Delete and add, with one reader and one writer."""
    from index.writer import BulkWriter  # a search does not need it

    before = index._segments()
    writer = BulkWriter(index, folder)
    facets: dict[str, WorkFacets] = {}
    try:
        deleted = _delete(index, writer, gone)
        for entry in base.entries(changed):
            writer.add_document(**_document(entry, words))
            facets.setdefault(entry.work, facets_of(entry))
        added = writer.docnum
        writer.commit(mergetype=_merge)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    return _Written(deleted, added, facets, before, writer.works, writer.lengths.tobytes())


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Take the segments that are to be written anew into the writer; the others."""
    sizes = [Size(s.doc_count_all(), s.doc_count_all() - s.deleted_count()) for s in segments]
    chosen = to_merge(sizes, writer.docnum)
    for place in chosen:
        if sizes[place].live:
            reader = whoosh.reading.SegmentReader(writer.storage, writer.schema, segments[place])
            writer.add_reader(reader)
            reader.close()
    return [segment for place, segment in enumerate(segments) if place not in chosen]


def _delete(index: Any, writer: Any, works: list[str]) -> int:
    with index.reader() as reader:
        docs = [doc for work in works for doc in _docs_of(reader, "work", work)]
        for doc in docs:
            writer.delete_document(doc)
        return len(docs)


def _docs_of(reader: Any, field: str, name: str) -> list[int]:
    term = (field, _bytes(name))
    return list(reader.postings(*term).all_ids()) if term in reader else []


def _document(entry: Entry, words: Analyzer) -> dict[str, Any]:
    """A provision as the writer takes it; title and headings stand in the searched words."""
    searched = "\n".join(filter(None, (entry.title, entry.path, entry.label, entry.heading, entry.text)))
    document: dict[str, Any] = {
        "id": entry.key,
        "work": entry.work,
        "words": words.tokens(searched),
        "chars": "\n".join(folded_paragraphs(entry.text)),
    }
    for name in schema.EXACT + schema.DATES:
        value = getattr(entry, name)
        if value:
            document[name] = list(value) if isinstance(value, tuple) else value
    return document


def _write_columns(folder: Path, index: Any, old: Path | None, dropped: set[str], written: _Written) -> None:
    """The table of the generation: of every document its work and the length of its words.

    Of segments that stay it is what the old table says, so a small update does not read the index again.
    """
    table = read_table(old) if old is not None else None
    works = [work for work in table.works() if work.id not in dropped] if table else []
    docs: list[str | None] = []
    lengths = bytearray()
    starts = dict(zip(_ids(written.before), accumulate(_counts(written.before), initial=0), strict=False))
    for segment in index._segments():
        start = starts.get(segment.segid)
        if table is None or start is None:
            docs += written.works
            lengths += written.lengths
            continue
        part = slice(start, start + segment.doc_count_all())
        rows = table.rows[part].tolist()
        here: list[str | None] = [None if row == NO_WORK else table.ids[row] for row in rows]
        for doc in segment.deleted_docs():
            here[doc] = None
        docs += here
        lengths += table.lengths[part].tobytes()
    write_table(folder, [*works, *written.facets.values()], docs, bytes(lengths))


def _ids(segments: Iterable[Any]) -> list[str]:
    return [segment.segid for segment in segments]


def _counts(segments: Iterable[Any]) -> list[int]:
    return [segment.doc_count_all() for segment in segments]


# -- reading


def open_index(home: Home, base: Texts | None = None, *, day: date | None = None) -> Fulltext:
    """The current generation, to search in; `base` gives the texts (default: the home's kb.db).

    With a `day`, status means the status on that day; without one, what the texts themselves say.
    """
    folder = current(home.whoosh)
    check_stamp(folder, stamp())
    try:
        index, reader = _checked(folder)
    except IndexStale:
        if current(home.whoosh) == folder:
            raise
        return open_index(home, base, day=day)  # two updates passed between reading CURRENT and opening
    texts = base if base is not None else Base(home.kb)
    found = Fulltext(folder, index, reader, texts, analyzer(home.cache))
    found.table = found.table.standing_on(day) if day else found.table
    return found


def _checked(folder: Path) -> tuple[Any, Any]:
    """The opened index and reader of a generation whose files can be read; IndexStale for any other."""
    try:
        check_sizes(folder)
        read_table(folder)
        index = _opened(folder)
        reader = index.reader()
    except _DAMAGE as error:
        raise IndexStale(f"the index at {folder} is damaged ({error!r}): run `scrapy build`") from error
    return index, reader


# A character's share is measured by the length of the document in words, the only length that is kept.
_SCORED = frozenset({"words", "chars"})


class Fulltext:
    """One generation, open. Postings are read whole, and the last of them are kept."""

    def __init__(self, folder: Path, index: Any, reader: Any, texts: Texts, words: Analyzer) -> None:
        self.generation = folder.name
        self.table: Table = read_table(folder)
        self.texts = texts
        self.analyzer = words
        self._index = index
        self._reader = reader
        self._leaves = [(leaf, offset) for leaf, offset in self._reader.leaf_readers()]
        self._segments = [
            _segment(folder, leaf, offset) for leaf, offset in self._leaves if leaf.doc_count_all()
        ]
        self.documents: int = self._reader.doc_count_all()
        self._held = Held(self._read)
        self._frequencies: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        for segment in self._segments:
            segment.close()
        self._reader.close()
        self._index.close()

    def __enter__(self) -> Fulltext:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(
        self, query: Query, *, limit: int = 10, offset: int = 0, filters: Filters | None = None
    ) -> Found:
        """The provisions that the query means, best first; QueryTooLong when nobody would type so much."""
        return search(self, query, limit=limit, offset=offset, filters=filters or Filters())

    # -- what index/ranking.py asks

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands, deleted ones included, as Whoosh counts."""
        key = (field, term)
        if key not in self._frequencies:
            if len(self._frequencies) >= _COUNTED:
                self._frequencies.clear()
            known = (segment.term(field, _bytes(term)) for segment in self._segments)
            self._frequencies[key] = sum(found[2] for found in known if found)
        return self._frequencies[key]

    def idf(self, field: str, term: str) -> float:
        """Whoosh's own inverse document frequency."""
        return idf(self.documents, self.frequency(field, term))

    def posting(self, field: str, term: str) -> Posting:
        """The documents of a term and its weights there, in order, without the deleted ones."""
        return self._held.posting(field, term)

    def forget(self) -> None:
        """Drop what is held of earlier queries."""
        self._held.clear()
        self._frequencies.clear()

    def _read(self, field: str, term: str) -> Posting:
        raw = ((segment.first, segment.postings(field, _bytes(term))) for segment in self._segments)
        parts = [(first, *unpacked(listed)) for first, listed in raw if listed]
        if not parts:
            return NOWHERE
        docs = np.concatenate([found.astype(np.int64) + first for first, found, _ in parts])
        weights = np.concatenate([weighed for *_, weighed in parts])
        if self._reader.has_deletions():
            live = self.table.every[docs]
            if not live.all():
                docs, weights = docs[live], weights[live]
        scored = impacts(weights, self._norms[docs]) if field in _SCORED else weights
        return Posting(docs, weights, scored)

    @cached_property
    def _norms(self) -> Numbers:
        total = self._reader.field_length("words")
        mean = total / self.documents if total else 1.0
        rounded = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
        return norms(mean, rounded)[self.table.lengths]

    def begun_by(self, field: str, prefix: str, most: int) -> list[str]:
        """The terms that begin so, at most so many."""
        listed = heapq.merge(*(segment.begun_by(field, _bytes(prefix)) for segment in self._segments))
        return [term.decode() for term, _ in islice(groupby(listed), most)]

    def key(self, doc: int) -> str:
        """work|eid of a document."""
        ids, offset = next((ids, offset) for ids, offset in self._ids if offset <= doc)
        return str(ids[doc - offset].decode())

    @cached_property
    def _ids(self) -> list[tuple[Any, int]]:
        """The column of keys of each segment and its first document, the last segment first."""
        filled = [(leaf, offset) for leaf, offset in self._leaves if leaf.doc_count_all()]
        return [(leaf.column_reader("id", translate=False), offset) for leaf, offset in reversed(filled)]

    def spread(self, keys: Iterable[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        """How the hits with these keys spread over each facet."""
        docs = [doc for key in keys if (doc := self.document(key)) is not None]
        return self.table.counts(np.array(docs, np.int64))

    def document(self, key: str) -> int | None:
        """The document of a key."""
        return next(iter(self.posting("id", key).docs.tolist()), None)


def _bytes(term: str) -> bytes:
    """A term as the index holds it; half a character from a command line is in no text."""
    return term.encode("utf-8", "replace")


def _segment(folder: Path, leaf: Any, first: int) -> Segment:
    """A segment of the reader, mapped."""
    terms = leaf._terms
    stem = folder / leaf._segment.make_filename("")
    table = terms._tindex
    order = table.indexbase, table.indexlen
    return Segment(stem, first, terms._fieldmap, table.tables, table.hashfn, order)

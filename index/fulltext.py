"""The index itself (全文索引): the only file that names Whoosh, and of it only what 2.7.4 and whoosh3 share.

Two searched fields: words (title, headings, label and text; tokens of index/analyzer.py with their positions)
and chars (pairs of characters of the provision's own text, frequencies only). Beside them exact fields. No
text is stored: what a person reads comes from kb.db. The classes of the schema are pickled into each
generation by their import path, so they stay in this module.
"""

from __future__ import annotations

import hashlib
import pickle
import struct
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, compress, islice
from pathlib import Path
from typing import Any, Protocol

import whoosh
import whoosh.columns
import whoosh.fields
import whoosh.filedb.filestore
import whoosh.formats
import whoosh.index
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.analyzer import Analyzer, analyzer
from index.analyzer import stamp as analyzer_stamp
from index.bigrams import pairs
from index.generations import Manifest, check_stamp, current, new_generation, read_manifest, write_manifest
from index.query import Query
from index.ranking import K1, B, Posting, Texts, search
from index.results import Filters, Found, IndexMissing, IndexReport, IndexStale
from index.table import NO_WORK, Table, WorkFacets, facets_of, read_table, write_table
from kb.home import Home
from kb.read import Base, Entry

# Whoosh 2.7.4 has no types and whoosh3 has half of them: this file is the untyped edge.
columns: Any = whoosh.columns
fields: Any = whoosh.fields
formats: Any = whoosh.formats
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

SCHEMA_VERSION = "3"
_MEMORY_MB = 96  # of postings held before Whoosh sorts a run to disk
_HELD_POSTINGS = 3_000_000  # decoded, some 24 MB, kept for the next query
_STALE_SHARE = 0.2  # of the documents deleted, before the segments are written anew

_EXACT = (
    "eid",
    "doc_number",
    "issuers",
    "kind",
    "status",
    "lineage",
    "source",
    "role",
    "programme",
    "region",
)
_DATES = ("date_document", "date_publication", "date_in_force")


class WordsField(fields.FieldType):  # type: ignore[misc]
    """Tokens with their positions; takes the tokens themselves, a list."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), WordsAnalyzer(), scorable=True, multitoken_query="and")

    def index(self, value: list[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(value):
            places[token].append(place)
        encode = self.format.encode
        for token, at in places.items():
            yield token.encode(), len(at), float(len(at)), encode(at)


class PairsField(fields.FieldType):  # type: ignore[misc]
    """Pairs of characters with their frequency; takes the counted pairs."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), PairsAnalyzer(), scorable=False, multitoken_query="and")

    def index(self, value: Counter[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((pair.encode(), count, float(count), b"") for pair, count in value.items())


class ExactField(fields.FieldType):  # type: ignore[misc]
    """A name as it is, or several; with a column when `sortable`."""

    def __init__(self, *, sortable: bool = False) -> None:
        super().__init__(formats.Existence(), fields.ID().analyzer, sortable=sortable)

    def index(self, value: str | list[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        names = [value] if isinstance(value, str) else dict.fromkeys(value)
        return ((name.encode(), 1, 1.0, b"") for name in names)

    def default_column(self) -> Any:
        return columns.VarBytesColumn()


class _Tokens:
    """What a plain Whoosh query parser calls to cut its words."""

    def cut(self, text: str) -> list[str]:
        raise NotImplementedError

    def __call__(self, value: str, **options: Any) -> Iterator[Any]:
        import whoosh.analysis

        token: Any = whoosh.analysis.Token()  # type: ignore[attr-defined]
        for place, text in enumerate(self.cut(value)):
            token.text, token.pos, token.boost, token.stopped = text, place, 1.0, False
            yield token

    def has_morph(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class WordsAnalyzer(_Tokens):
    def cut(self, text: str) -> list[str]:
        from kb.home import current_home

        return analyzer(current_home().cache).tokens(text)


class PairsAnalyzer(_Tokens):
    def cut(self, text: str) -> list[str]:
        return list(pairs(text))


def schema() -> Any:
    """The fields of the index."""
    exact = {name: ExactField() for name in _EXACT}
    dates = {name: ExactField(sortable=True) for name in _DATES}
    return fields.Schema(
        key=fields.STORED(),
        id=ExactField(),
        work=ExactField(sortable=True),
        words=WordsField(),
        chars=PairsField(),
        **exact,
        **dates,
    )


def stamp() -> str:
    """What an index depends on beside the base: analyzer, dictionaries, schema, library."""
    release = ".".join(map(str, whoosh.__version__))
    parts = f"{SCHEMA_VERSION}\n{release}\n{sorted(schema().names())}\n{analyzer_stamp()}"
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
        deleted, added, facets = _write(index, base, changed, gone, analyzer(home.cache))
        kept = _kept(old, set(changed) | set(gone))
        _write_columns(folder, index, [*kept, *facets.values()])
        index.close()
        write_manifest(folder, Manifest(mark, wanted))
    return IndexReport(folder.name, added, deleted, written=True, anew=reason)


def _standing(home: Home, mark: str) -> tuple[Path | None, Manifest, str]:
    """The generation to build on and its manifest; else None, and why all is to be written anew."""
    try:
        folder = current(home.whoosh)
        check_stamp(folder, mark)
        index, reader = _checked(folder)
        reader.close()
        index.close()
        return folder, read_manifest(folder), ""
    except (IndexMissing, IndexStale) as reason:
        return None, Manifest(mark, {}), str(reason)


def _created(folder: Path) -> Any:
    return FileIndex.create(FileStorage(str(folder)), schema(), "MAIN")


def _opened(folder: Path) -> Any:
    # Without a memory map: Whoosh copies a mapped segment into memory whole, at every start.
    storage = FileStorage(str(folder), supports_mmap=False)
    return FileIndex(storage, schema=schema(), indexname="MAIN")


def _write(
    index: Any, base: Source, changed: list[str], gone: list[str], words: Analyzer
) -> tuple[int, int, dict[str, WorkFacets]]:
    """Delete and add, with one reader and one writer; the documents deleted and added, and their works."""
    writer = index.writer(limitmb=_MEMORY_MB)
    try:
        deleted, total = _delete(index, writer, gone)
        added = 0
        facets: dict[str, WorkFacets] = {}
        for entry in base.entries(changed):
            writer.add_document(**_document(entry, words))
            facets.setdefault(entry.work, facets_of(entry))
            added += 1
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=deleted > _STALE_SHARE * total)
    return deleted, added, facets


def _delete(index: Any, writer: Any, works: list[str]) -> tuple[int, int]:
    with index.reader() as reader:
        docs = [doc for work in works for doc in _docs_of(reader, "work", work)]
        for doc in docs:
            writer.delete_document(doc)
        return len(docs), reader.doc_count_all()


def _docs_of(reader: Any, field: str, name: str) -> list[int]:
    term = (field, name.encode())
    return list(reader.postings(*term).all_ids()) if term in reader else []


def _document(entry: Entry, words: Analyzer) -> dict[str, Any]:
    """A provision as Whoosh takes it; title and headings stand in the searched words."""
    searched = "\n".join(filter(None, (entry.title, entry.path, entry.label, entry.heading, entry.text)))
    document: dict[str, Any] = {
        "key": entry.key,
        "id": entry.key,
        "work": entry.work,
        "words": words.tokens(searched),
        "chars": pairs(entry.text),
    }
    for name in _EXACT + _DATES:
        value = getattr(entry, name)
        if value:
            document[name] = list(value) if isinstance(value, tuple) else value
    return document


def _kept(old: Path | None, dropped: set[str]) -> Iterator[WorkFacets]:
    if old is not None:
        yield from (work for work in read_table(old).works() if work.id not in dropped)


def _write_columns(folder: Path, index: Any, works: list[WorkFacets]) -> None:
    """The table of the generation: of every document its work and the length of its words."""
    docs: list[str | None] = []
    lengths = bytearray()
    with index.reader() as reader:
        for leaf in (leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()):
            column = leaf.column_reader("work", translate=False)
            for doc in range(leaf.doc_count_all()):
                docs.append(None if leaf.is_deleted(doc) else column[doc].decode())
                lengths.append(length_to_byte(leaf.doc_field_length(doc, "words") or 0))
    write_table(folder, works, docs, bytes(lengths))


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
        read_table(folder)
        index = _opened(folder)
        reader = index.reader()
    except _DAMAGE as error:
        raise IndexStale(f"the index at {folder} is damaged ({error!r}): run `scrapy build`") from error
    return index, reader


class Fulltext:
    """One generation, open. Postings are read whole, block by block, and the last of them are kept."""

    def __init__(self, folder: Path, index: Any, reader: Any, texts: Texts, words: Analyzer) -> None:
        self.generation = folder.name
        self.table: Table = read_table(folder)
        self.texts = texts
        self.analyzer = words
        self._index = index
        self._reader = reader
        self._leaves = [(leaf, offset) for leaf, offset in self._reader.leaf_readers()]
        self.documents: int = self._reader.doc_count_all()
        self._held: dict[tuple[str, str], Posting] = {}
        self._room = _HELD_POSTINGS
        total = self._reader.field_length("words")
        mean = total / self.documents if total else 1.0
        self.norms: Sequence[float] = [K1 * (1 - B + B * byte_to_length(byte) / mean) for byte in range(256)]

    def close(self) -> None:
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
        return int(self._reader.doc_frequency(field, _bytes(term)))

    def posting(self, field: str, term: str) -> Posting:
        """The documents of a term and their weights, in order, without the deleted ones."""
        key = (field, term)
        if key not in self._held:
            posting = _posting(self._leaves, field, _bytes(term), self.table.rows)
            self._room -= len(posting.docs)
            if self._room < 0:
                self._held.clear()
                self._room = _HELD_POSTINGS - len(posting.docs)
            self._held[key] = posting
        return self._held[key]

    def begun_by(self, field: str, prefix: str, most: int) -> list[str]:
        """The terms that begin so, at most so many."""
        terms = self._reader.expand_prefix(field, _bytes(prefix))
        return [term.decode() for term in islice(terms, most)]

    def key(self, doc: int) -> str:
        """work|eid of a document."""
        return str(self._reader.stored_fields(doc)["key"])

    def document(self, key: str) -> int | None:
        """The document of a key."""
        return next(iter(self.posting("id", key).docs), None)


def _bytes(term: str) -> bytes:
    """A term as the index holds it; half a character from a command line is in no text."""
    return term.encode("utf-8", "replace")


def _posting(leaves: list[tuple[Any, int]], field: str, term: bytes, rows: Sequence[int]) -> Posting:
    """`rows` tells which documents are deleted: those without a work."""
    docs: array[int] = array("I")
    weights: array[float] = array("f")
    for leaf, offset in leaves:
        if (field, term) not in leaf:
            continue
        for ids, weighed in _blocks(leaf.postings(field, term)):
            here = [doc + offset for doc in ids] if offset else ids
            if leaf.has_deletions():
                live = [rows[doc] != NO_WORK for doc in here]
                here, weighed = list(compress(here, live)), compress(weighed, live)
            docs.extend(here)
            weights.extend(weighed)
    return Posting(docs, weights)


def _blocks(matcher: Any) -> Iterator[tuple[list[int], Iterable[float]]]:
    """The postings of a matcher, a block at a time where its codec has blocks, else one by one."""
    while hasattr(matcher, "child"):  # the filter of deleted documents: they are left out here
        matcher = matcher.child
    if not hasattr(matcher, "_read_data"):
        yield _one_by_one(matcher)
        return
    while True:
        matcher._read_data()
        ids, weighed = matcher._data[0], matcher._data[1]
        count = len(ids)
        if weighed is None or isinstance(weighed, float):
            weighed = array("f", [1.0 if weighed is None else weighed]) * count
        yield list(accumulate(ids)), weighed
        if matcher._lastblock:
            return
        matcher._goto(matcher._nextoffset)


def _one_by_one(matcher: Any) -> tuple[list[int], list[float]]:
    ids, weighed = [], []
    while matcher.is_active():
        ids.append(matcher.id())
        weighed.append(matcher.weight())
        matcher.next()
    return ids, weighed

"""Writes segments of the index (索引写入): a Whoosh writer whose postings are gathered and packed in bulk.

What it writes is an ordinary Whoosh segment. It differs from Whoosh's own writer in the work it does:
postings are grouped by term as numbers (index/pool.py) and packed by the block (index/blocks.py). Merging
goes the same way: the postings of a segment are read in bulk, their documents renumbered, the deleted left
out.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import whoosh.codec.whoosh3
import whoosh.filedb.filetables
import whoosh.writing
from whoosh.util.numeric import length_to_byte

from index.blocks import BLOCK, MAGIC, TERM, packed, packed_single, unpack_into
from index.pool import RUN, Chunk, GramPool, Numbers, Pool, TokenPool
from index.schema import CharsField, WordsField, names_of

W3Codec: Any = whoosh.codec.whoosh3.W3Codec
W3Segment: Any = whoosh.codec.whoosh3.W3Segment
SegmentWriter: Any = whoosh.writing.SegmentWriter
HashWriter: Any = whoosh.filedb.filetables.HashWriter
OrderedHashWriter: Any = whoosh.filedb.filetables.OrderedHashWriter

_CRC = 1  # the hash of a terms file: Whoosh reads three kinds, and this one costs least
_KEY = struct.Struct("!H")
_SIZES = struct.Struct("!ii")
_READ = 20_000  # terms of a segment read at once when it is merged


class BulkWriter(SegmentWriter):  # type: ignore[misc]
    """A Whoosh writer of our schema; `add_document` and `commit` are used as ever."""

    def __init__(self, index: Any, folder: Path, *, run: int = RUN) -> None:
        super().__init__(index, codec=_BulkCodec(), limitmb=1, compound=False)
        self.pools: dict[str, Pool] = {}
        self.works: list[str] = []  # of every document of the new segment
        self.lengths = array("B")  # of the words of each document, as Whoosh keeps them: one byte
        self._folder = folder
        self._run = run

    def add_document(self, **fields: Any) -> None:
        doc, per_doc = self.docnum, self.perdocwriter
        per_doc.start_doc(doc)
        self.works.append(fields["work"])
        self.lengths.append(length_to_byte(len(fields["words"])) if fields.get("words") else 0)
        for name, value in fields.items():
            field, pool = self.schema[name], self._pool(name)
            if isinstance(field, WordsField):
                pool.add(doc, value)
                per_doc.add_field(name, field, None, len(value))
            elif isinstance(field, CharsField):
                pool.add(doc, value)
            else:
                pool.add(doc, names_of(value))
                if field.column_type:
                    per_doc.add_column_value(name, field.column_type, value.encode("utf-8", "replace"))
        per_doc.finish_doc()
        self._added = True
        self.docnum += 1

    def _pool(self, name: str) -> Any:
        if name not in self.pools:
            kind = GramPool if isinstance(self.schema[name], CharsField) else TokenPool
            self.pools[name] = kind(self._folder, self._run)
        return self.pools[name]

    def add_reader(self, reader: Any) -> None:
        """Take a segment in: what a merge policy calls."""
        for pool in self.pools.values():
            pool.close_run()
        numbers, rounded = self._copied(reader)
        for name, terms, starts, docs, counts in _segment_postings(reader):
            moved = numbers[docs]
            live = moved >= 0
            kept = np.add.reduceat(live, starts[:-1]) if len(terms) else starts[:0]
            some = np.flatnonzero(kept)
            begins = np.append(0, np.cumsum(kept[some]))
            pool = self._pool(name)
            if name == "words":  # the total stays exact, though one byte keeps a length only roughly
                self.perdocwriter._fieldlengths[name] += int(counts[live].sum()) - rounded
                rounded = 0
            codes = pool.codes([terms[at] for at in some.tolist()])
            kept_docs, kept_counts = moved[live].astype(np.uint32), counts[live].astype(np.uint32)
            pool.add_grouped(codes, begins, kept_docs, kept_counts)
        self._added = True

    def _copied(self, reader: Any) -> tuple[Numbers, int]:
        """Take over columns and lengths; the new number of every document (-1: deleted), all lengths."""
        per_doc, schema = self.perdocwriter, self.schema
        columns = {
            name: reader.column_reader(name, translate=False)
            for name, field in schema.items()
            if field.column_type and reader.has_column(name)
        }
        numbers, total = np.full(reader.doc_count_all(), -1, np.int64), 0
        for old in range(len(numbers)):
            if reader.is_deleted(old):
                continue
            numbers[old] = self.docnum
            length = reader.doc_field_length(old, "words") or 0
            per_doc.start_doc(self.docnum)
            per_doc.add_field("words", schema["words"], None, length)
            total += length
            self.works.append(columns["work"][old].decode())
            self.lengths.append(length_to_byte(length))
            for name, column in columns.items():
                if value := column[old]:
                    per_doc.add_column_value(name, schema[name].column_type, value)
            per_doc.finish_doc()
            self.docnum += 1
        return numbers, total

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        lengths = np.frombuffer(self.lengths, np.uint8)
        for name in sorted(self.pools):
            known = lengths if self.schema[name].scorable else None
            self.fieldwriter.write_field(name, self.pools[name].chunks(), known)
        self.fieldwriter.close()

    def _close_segment(self) -> None:
        super()._close_segment()
        self.pools = {}


class _BulkCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with another writer of postings; a segment remembers the plain one."""

    def field_writer(self, storage: Any, segment: Any) -> Any:
        return _FieldWriter(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> Any:
        return W3Segment(W3Codec(), indexname)


class _FieldWriter:
    """The two files of a segment's postings: .trm with the terms, .pst with their blocks."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._terms = _TermsFile(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._posts = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self.is_closed = False

    def write_field(self, name: str, chunks: Iterator[Chunk], lengths: Numbers | None) -> None:
        """All postings of a field; `lengths` of its documents when it is scored."""
        prefix = _KEY.pack(self._fields.setdefault(name, len(self._fields)))
        for chunk in chunks:
            posts, infos = _packed(chunk, lengths, self._posts.tell())
            self._posts.write(posts)
            self._terms.add_all([prefix + term for term in chunk.terms], infos)

    def close(self) -> None:
        self._terms.close()
        self._posts.close()
        self.is_closed = True


def _packed(chunk: Chunk, lengths: Numbers | None, offset: int) -> tuple[bytes, list[bytes]]:
    """The blocks of a chunk's terms, to stand at `offset`, and what the terms file says of each term."""
    blocks = _Blocks(chunk, lengths)
    out, infos = bytearray(), []
    for first, end in blocks.of_terms():
        at = len(out)
        out += MAGIC
        for block in range(first, end):
            out += blocks.packed(block, last=block == end - 1)
        infos.append(TERM.pack(0, *blocks.summed(first, end), offset + at, len(out) - at))
    return bytes(out), infos


class _Blocks:
    """The postings of a chunk cut into blocks, and the statistics of each."""

    def __init__(self, chunk: Chunk, lengths: Numbers | None) -> None:
        self._starts = _block_starts(chunk.starts)
        begins = self._starts[:-1]
        self._term_starts = np.searchsorted(self._starts, chunk.starts).tolist()
        self._deltas = chunk.docs.copy()
        self._deltas[1:] -= chunk.docs[:-1]
        self._deltas[begins] = chunk.docs[begins]
        self._counts = chunk.counts
        found = lengths[chunk.docs] if lengths is not None else np.zeros(len(chunk.docs), np.uint8)
        self._places: list[int] = self._starts.tolist()
        self._firsts = chunk.docs[begins].tolist()
        self._lasts = chunk.docs[self._starts[1:] - 1].tolist()
        self._heaviest = np.maximum.reduceat(chunk.counts, begins).tolist()
        self._weights = np.add.reduceat(chunk.counts, begins, dtype=np.int64).tolist()
        self._shortest = np.minimum.reduceat(found, begins).tolist()
        self._longest = np.maximum.reduceat(found, begins).tolist()

    def of_terms(self) -> Iterator[tuple[int, int]]:
        """The first block of each term and the one after its last."""
        return zip(self._term_starts, self._term_starts[1:], strict=False)

    def packed(self, block: int, *, last: bool) -> bytes:
        begin, end = self._places[block], self._places[block + 1]
        lengths = self._shortest[block], self._longest[block]
        if end - begin == 1 and last:
            return packed_single(self._lasts[block], self._heaviest[block], lengths)
        info = end - begin, self._lasts[block], self._heaviest[block], *lengths
        return packed(self._deltas[begin:end], self._counts[begin:end], info, last=last)

    def summed(self, first: int, end: int) -> tuple[float, int, int, int, float, int, int]:
        """The statistics of a term with these blocks, in the order of TERM."""
        if end - first == 1:
            shortest, longest, heaviest = self._shortest[first], self._longest[first], self._heaviest[first]
            weight = self._weights[first]
        else:
            shortest, longest = min(self._shortest[first:end]), max(self._longest[first:end])
            heaviest, weight = max(self._heaviest[first:end]), sum(self._weights[first:end])
        documents = self._places[end] - self._places[first]
        return weight, documents, shortest, longest, heaviest, self._firsts[first], self._lasts[end - 1]


def _block_starts(starts: Numbers) -> Numbers:
    """Where blocks begin: with each term, and after every BLOCK of its postings; and the end of all."""
    lengths = np.diff(starts)
    per_term = (lengths + BLOCK - 1) // BLOCK
    firsts = np.repeat(np.cumsum(per_term) - per_term, per_term)
    inside = np.arange(per_term.sum()) - firsts
    return np.append(np.repeat(starts[:-1], per_term) + inside * BLOCK, starts[-1])


class _TermsFile(OrderedHashWriter):  # type: ignore[misc]
    """Whoosh's ordered hash file, filled in bulk."""

    def __init__(self, dbfile: Any) -> None:
        super().__init__(dbfile)
        dbfile.seek(self.startoffset)
        HashWriter.__init__(self, dbfile, hashtype=_CRC)
        self._positions = array("q")
        self._hashes = array("I")

    def add_all(self, keys: Sequence[bytes], values: Sequence[bytes]) -> None:
        """Keys and values, in the order of the keys, behind all that were added."""
        at, out = self.dbfile.tell(), bytearray()
        for key, value in zip(keys, values, strict=True):
            self._positions.append(at + len(out))
            out += _SIZES.pack(len(key), len(value)) + key + value
        self._hashes.extend(map(crc32, keys))
        self.dbfile.write(bytes(out))

    def _write_hashes(self) -> None:
        hashes = np.frombuffer(self._hashes, np.uint32)
        places = np.frombuffer(self._positions, np.int64)
        order = np.argsort(hashes & 255, kind="stable")
        ends = np.searchsorted((hashes & 255)[order], np.arange(257))
        for bucket in range(256):
            mine = order[ends[bucket] : ends[bucket + 1]]
            self.directory.append((self.dbfile.tell(), 2 * len(mine)))
            self.dbfile.write(_slots(hashes[mine], places[mine]))
        self.index.array = self._positions


def _slots(hashes: Numbers, places: Numbers) -> bytes:
    """A hash table twice as long as its entries; one that is taken sends to the next."""
    size = 2 * len(hashes)
    table = np.zeros(size, np.dtype([("hash", ">u4"), ("place", ">i8")]))
    taken = [0] * size
    for entry, wanted in enumerate(((hashes >> 8) % max(1, size)).tolist(), 1):
        slot = wanted
        while taken[slot]:
            slot = slot + 1 if slot + 1 < size else 0
        taken[slot] = entry
    used = np.flatnonzero(taken)
    entries = np.array(taken, np.int64)[used] - 1
    table["hash"][used], table["place"][used] = hashes[entries], places[entries]
    return table.tobytes()


# -- reading a segment whole


def _segment_postings(reader: Any) -> Iterator[tuple[str, list[bytes], Numbers, Numbers, Numbers]]:
    """The postings of a segment: of some terms of one field their starts, documents and counts."""
    if not reader.doc_count_all():
        return
    terms = reader._terms
    table, names = terms._tindex, terms._fieldunmap
    raw = table.dbfile.get(table.startofdata, table.endofdata - table.startofdata)
    for number, batch in _batches(raw):
        first, last = batch[0][1], batch[-1][1] + batch[-1][2]
        posts = bytes(terms._postfile.get(first, last - first))
        docs, weights, starts = array("I"), array("f"), [0]
        for _, at, size in batch:
            unpack_into(posts[at - first : at - first + size], docs, weights)
            starts.append(len(docs))
        found = np.frombuffer(docs, np.uint32), np.frombuffer(weights, np.float32)
        yield names[number], [term for term, _, _ in batch], np.array(starts), *found


def _batches(raw: bytes) -> Iterator[tuple[int, list[tuple[bytes, int, int]]]]:
    """The terms of a terms file with the place and size of their postings, a field and some at a time."""
    at, field = 0, -1
    batch: list[tuple[bytes, int, int]] = []
    while at < len(raw):
        key_size, value_size = _SIZES.unpack_from(raw, at)
        key = bytes(raw[at + _SIZES.size : at + _SIZES.size + key_size])
        number = _KEY.unpack_from(key)[0]
        if batch and (number != field or len(batch) >= _READ):
            yield field, batch
            batch = []
        at += _SIZES.size + key_size
        *_, offset, size = TERM.unpack_from(raw, at)
        batch.append((key[_KEY.size :], offset, size))
        field, at = number, at + value_size
    if batch:
        yield field, batch

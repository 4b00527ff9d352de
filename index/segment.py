"""A segment read through a memory map (段): where a term's postings stand, without a call for every number.

Whoosh's reader asks its files for each number alone; a term costs forty calls in every segment. The layout is
the same: a hash table over the keys, a key being the number of the field and the bytes of the term.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.blocks import TERM

_POINTER = struct.Struct("!Iq")
_SIZES = struct.Struct("!ii")
_FIELD = struct.Struct("!H")
_PLACE = struct.Struct("!q")


class Segment:
    """The terms and postings of one segment; `tables` and `hashed` are those of its terms file, `order` is
    where the places of its keys in order begin, and how many they are."""

    def __init__(
        self,
        stem: Path,
        first: int,
        fields: Mapping[str, int],
        tables: Sequence[tuple[int, int]],
        hashed: Callable[[bytes], int],
        order: tuple[int, int],
    ) -> None:
        self.first = first  # its first document in the index
        self._fields = fields
        self._tables = tables
        self._hashed = hashed
        self._terms = _mapped(stem.with_name(stem.name + ".trm"))
        self._posts = _mapped(stem.with_name(stem.name + ".pst"))
        self._order, self._count = order

    def term(self, field: str, term: bytes) -> tuple[Any, ...] | None:
        """What is said of a term, in the order of TERM; None when no document has it."""
        if field not in self._fields:
            return None
        key = _FIELD.pack(self._fields[field]) + term
        hashed = self._hashed(key)
        table, slots = self._tables[hashed & 255]
        for step in range(slots):
            slot = ((hashed >> 8) + step) % slots
            found, at = _POINTER.unpack_from(self._terms, table + slot * _POINTER.size)
            if not at:
                return None
            if found == hashed:
                size, _ = _SIZES.unpack_from(self._terms, at)
                begin = at + _SIZES.size
                if self._terms[begin : begin + size] == key:
                    return TERM.unpack_from(self._terms, begin + size)
        return None

    def postings(self, field: str, term: bytes) -> bytes:
        """The bytes of a posting list, none when the segment has no such term."""
        found = self.term(field, term)
        return bytes(self._posts[found[-2] : found[-2] + found[-1]]) if found else b""

    def begun_by(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """The terms that begin so, in order."""
        if field not in self._fields:
            return
        begin = _FIELD.pack(self._fields[field]) + prefix
        for place in range(bisect_left(range(self._count), begin, key=self._key), self._count):
            key = self._key(place)
            if not key.startswith(begin):
                return
            yield key[_FIELD.size :]

    def _key(self, place: int) -> bytes:
        (at,) = _PLACE.unpack_from(self._terms, self._order + place * _PLACE.size)
        size, _ = _SIZES.unpack_from(self._terms, at)
        return self._terms[at + _SIZES.size : at + _SIZES.size + size]

    def close(self) -> None:
        for held in (self._terms, self._posts):
            if isinstance(held, mmap.mmap):
                held.close()


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""

"""The postings of a Whoosh segment as bytes (倒排块): what plain Whoosh reads, written and read in bulk.

A posting list is the mark W3Bl and blocks; a block is its length (negative: the last), a pickle of its
statistics, and a pickle (ids, weights, values): ids as distances, the first from zero. Whoosh asks of ids
only that they can be iterated, and of weights that they can be indexed, so long lists stand there as an array
and as bytes: no number is pickled alone. Nothing is compressed: the first search of a word costs less so.
"""

from __future__ import annotations

import pickle  # nosec B403
import struct
import zlib
from array import array
from io import BytesIO
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

MAGIC = b"W3Bl"
BLOCK = 2048  # postings; Whoosh's own 128 would cost thirty pickles where one will do
_FEW = 8  # ids in a tuple take less room than in an array
# flag 0 | weight | documents | shortest, longest | greatest weight | first, last document | at | size
TERM = struct.Struct("!BfIBBfIIqi")
_LENGTH = struct.Struct("!i")


def packed(deltas: Numbers, counts: Numbers, info: tuple[int, int, float, int, int], *, last: bool) -> bytes:
    """A block; `info` is postings, last document, greatest weight, least and greatest length."""
    size, heaviest = info[0], info[2]
    ids: Any = tuple(deltas.tolist()) if size <= _FEW else array("I", deltas.tobytes())
    weights: Any = None
    if heaviest > 255:
        weights = tuple(counts.astype(float).tolist())
    elif heaviest > 1:
        weights = counts.astype(np.uint8).tobytes()
    return framed(pickle.dumps((ids, weights, None), 3), info, last=last)


def packed_single(doc: int, count: int, lengths: tuple[int, int]) -> bytes:
    """The only block of a term that one document has."""
    weight = None if count == 1 else float(count)
    return framed(pickle.dumps(((doc,), weight, None), 3), (1, doc, count, *lengths), last=True)


def framed(content: bytes, info: tuple[int, int, float, int, int], *, last: bool) -> bytes:
    size, last_doc, heaviest, shortest, longest = info
    head = pickle.dumps((size, last_doc, float(heaviest), 0, shortest, longest), 3)
    length = len(head) + len(content)
    return _LENGTH.pack(-length if last else length) + head + content


def unpacked(raw: bytes) -> tuple[Numbers, Numbers]:
    """The documents and weights of a posting list, whoever wrote it; of no bytes none."""
    docs, counts = array("I"), array("f")
    if raw:
        unpack_into(raw, docs, counts)
    return np.frombuffer(docs, np.uint32), np.frombuffer(counts, np.float32)


def unpack_into(raw: bytes, docs: array[int], weights: array[float]) -> None:
    """Add the documents and weights of a posting list to these arrays ("I" and "f")."""
    if raw[: len(MAGIC)] != MAGIC:
        raise ValueError(f"postings begin with {raw[:4]!r}, expected {MAGIC!r}")
    file, at, more = BytesIO(raw), len(MAGIC), True
    # What is unpickled stands in the home's own var/whoosh, as Whoosh's own files do; nothing fetched is.
    while more:
        length = _LENGTH.unpack_from(raw, at)[0]
        more, at = length > 0, at + _LENGTH.size
        file.seek(at)
        compressed = pickle.load(file)[3]  # nosec B301
        body: Any = raw[file.tell() : at + abs(length)]
        ids, weighed, _ = pickle.loads(zlib.decompress(body) if compressed else body)  # nosec B301
        _extend(docs, weights, ids, weighed)
        at += abs(length)


def _extend(docs: array[int], weights: array[float], ids: Any, weighed: Any) -> None:
    if isinstance(ids, array):
        docs.frombytes(np.cumsum(np.frombuffer(ids, np.uint32), dtype=np.uint32).tobytes())
    else:
        docs.extend(accumulate(ids))
    if weighed is None or isinstance(weighed, float):
        weights.extend(array("f", (1.0 if weighed is None else weighed,)) * len(ids))
    elif isinstance(weighed, bytes):
        weights.frombytes(np.frombuffer(weighed, np.uint8).astype(np.float32).tobytes())
    else:
        weights.extend(weighed)

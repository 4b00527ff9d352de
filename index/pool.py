"""Postings on their way to disk (倒排池): gathered by term, spilled in runs, given back term by term.

An occurrence is one number, the code of its term before the number of its document; sorting the numbers of a
run groups it. A run that is full goes to a file, so memory does not grow with the index, and only
vocabularies are ever ordered by name. A pool gives its terms in the order of their bytes, which is what a
Whoosh segment wants.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

RUN = 3_000_000  # occurrences sorted at once, some 100 MB while it lasts
_CHUNK = 1_000_000  # postings given back at once
_DOC_BITS = 22  # of an occurrence; a run never spans more documents
_CHAR_BITS = 21  # of a character
_BREAK = ord("\n")


@dataclass(frozen=True, slots=True)
class Run:
    """Postings of some documents: the codes of the terms, where the postings of each begin (one more than
    terms), and, when `postings` is called, of every posting its document and count."""

    codes: Numbers
    starts: Numbers
    postings: Callable[[], tuple[Numbers, Numbers]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Terms in order, and their postings as in a run."""

    terms: Sequence[bytes]
    starts: Numbers
    docs: Numbers
    counts: Numbers


def _run(codes: Numbers, docs: Numbers) -> Run:
    """The postings of occurrences: `codes` below 2**42, `docs` in ascending order."""
    first = int(docs[0]) if len(docs) else 0
    keys = codes.astype(np.uint64) << np.uint64(_DOC_BITS)
    keys |= docs.astype(np.uint64) - np.uint64(first)
    keys.sort()
    begins = np.flatnonzero(_differs(keys))
    counts = np.diff(begins, append=len(keys)).astype(np.uint32)
    keys = keys[begins]
    documents = (keys & np.uint64((1 << _DOC_BITS) - 1)).astype(np.uint32) + np.uint32(first)
    keys >>= np.uint64(_DOC_BITS)
    starts = np.flatnonzero(_differs(keys))
    return Run(keys[starts], np.append(starts, len(keys)), lambda: (documents, counts))


def _differs(values: Numbers) -> Numbers:
    """Of every value whether it differs from the one before it; the first does."""
    found = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


class Pool:
    """The postings of one field. Subclasses say what an occurrence is and how its term is spelt."""

    def __init__(self, folder: Path, limit: int = RUN) -> None:
        self._folder = folder
        self._limit = limit
        self._runs: list[Run] = []
        self._docs = array("I")  # with something in this field
        self._sizes = array("I")  # how much
        self._held = 0

    def _note(self, doc: int, size: int) -> None:
        self._docs.append(doc)
        self._sizes.append(size)
        self._held += size
        if self._held > self._limit or doc - self._docs[0] >= (1 << _DOC_BITS) - 1:
            self.close_run(spill=True)

    def close_run(self, *, spill: bool = False) -> None:
        """Sort what was added; with `spill` to a file."""
        if self._docs:
            docs = np.repeat(np.frombuffer(self._docs, np.uint32), np.frombuffer(self._sizes, np.uint32))
            run = _run(*self._occurrences(docs))
            self._docs, self._sizes, self._held = array("I"), array("I"), 0
            self._runs.append(self._spilled(run) if spill else run)

    def add_grouped(self, codes: Numbers, starts: Numbers, docs: Numbers, counts: Numbers) -> None:
        """Postings grouped elsewhere, as in a run, of documents behind all that were added."""
        self.close_run()
        run = Run(codes, starts, lambda: (docs, counts))
        self._runs.append(self._spilled(run) if len(docs) > self._limit // 4 else run)

    def _spilled(self, run: Run) -> Run:
        """The run in a file without a name, that goes with the last reader of it; mapped only while read."""
        file = TemporaryFile(dir=self._folder)  # noqa: SIM115  read until the run goes
        docs, counts = run.postings()
        np.stack((docs, counts)).tofile(file)
        file.flush()
        size = len(docs)

        def postings() -> tuple[Numbers, Numbers]:
            held = np.memmap(file, np.uint32, "r", shape=(2, size))
            return held[0], held[1]

        return Run(run.codes, run.starts, postings)

    def chunks(self) -> Iterator[Chunk]:
        """All postings, in the order of the terms' bytes; the pool is empty afterwards."""
        self.close_run()
        runs, self._runs = self._runs, []
        if not runs:
            return
        codes = np.unique(np.concatenate([run.codes for run in runs]))
        ranks = self._ranks(codes)
        shelves = [_Shelf(run, ranks[np.searchsorted(codes, run.codes)]) for run in runs]
        codes = codes[np.argsort(ranks)]
        sizes = sum(shelf.sizes(len(codes)) for shelf in shelves)
        for first, end in _cuts(np.cumsum(sizes)):
            yield _joined(shelves, first, end, self._spelt(codes[first:end]))

    def _occurrences(self, docs: Numbers) -> tuple[Numbers, Numbers]:
        """The codes of what is held, and the document of each; `docs` has one number for each unit noted."""
        raise NotImplementedError

    def _ranks(self, codes: Numbers) -> Numbers:
        """The place of each code in the order of the bytes of the terms."""
        raise NotImplementedError

    def _spelt(self, codes: Numbers) -> list[bytes]:
        raise NotImplementedError

    def codes(self, terms: Sequence[bytes]) -> Numbers:
        """The codes of terms: `_spelt` backwards."""
        raise NotImplementedError


class TokenPool(Pool):
    """A field of names or words; each gets the next number as its code."""

    def __init__(self, folder: Path, limit: int = RUN) -> None:
        super().__init__(folder, limit)
        self._names: list[bytes] = []
        self._vocabulary = _Vocabulary(self._names)
        self._added = array("I")

    def add(self, doc: int, tokens: Sequence[str]) -> None:
        """The tokens of a document, each as often as it stands there."""
        self._added.extend(map(self._vocabulary.__getitem__, tokens))
        self._note(doc, len(tokens))

    def _occurrences(self, docs: Numbers) -> tuple[Numbers, Numbers]:
        codes, self._added = np.frombuffer(self._added, np.uint32), array("I")
        return codes, docs

    def _ranks(self, codes: Numbers) -> Numbers:
        names = self._spelt(codes)
        ranks = np.empty(len(codes), np.int64)
        ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return ranks

    def _spelt(self, codes: Numbers) -> list[bytes]:
        return list(map(self._names.__getitem__, codes.tolist()))

    def codes(self, terms: Sequence[bytes]) -> Numbers:
        known = map(self._vocabulary.__getitem__, (term.decode() for term in terms))
        return np.fromiter(known, np.uint64, len(terms))


class _Vocabulary(dict[str, int]):
    """The code of every name met."""

    def __init__(self, names: list[bytes]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, name: str) -> int:
        code = self[name] = len(self._names)
        self._names.append(name.encode("utf-8", "replace"))
        return code


class GramPool(Pool):
    """A field of characters and pairs of characters; the code is the characters themselves.

    Codes are in the order of the bytes already: UTF-8 keeps the order of the characters, and a character
    stands before the pairs that it begins.
    """

    def __init__(self, folder: Path, limit: int = RUN) -> None:
        super().__init__(folder, limit // 2)
        self._texts: list[str] = []

    def add(self, doc: int, text: str) -> None:
        """The folded text of a document, a line for each paragraph; no pair spans two."""
        if text:
            self._texts.append(text + "\n")
            self._note(doc, len(text) + 1)

    def _occurrences(self, docs: Numbers) -> tuple[Numbers, Numbers]:
        chars = np.frombuffer("".join(self._texts).encode("utf-32-le", "replace"), np.uint32)
        self._texts = []
        inside = chars != _BREAK
        firsts = chars.astype(np.uint64) << np.uint64(_CHAR_BITS)
        paired = np.flatnonzero(inside[:-1] & inside[1:])
        pairs = firsts[paired] | chars[paired + 1]
        return np.concatenate([firsts[inside], pairs]), np.concatenate([docs[inside], docs[paired]])

    def _ranks(self, codes: Numbers) -> Numbers:
        return np.arange(len(codes))

    def _spelt(self, codes: Numbers) -> list[bytes]:
        chars = np.empty((len(codes), 2), np.uint32)
        chars[:, 0] = codes >> np.uint64(_CHAR_BITS)
        chars[:, 1] = codes & np.uint64((1 << _CHAR_BITS) - 1)
        spelt = chars.tobytes().decode("utf-32-le")
        return [spelt[at : at + 2].rstrip("\0").encode() for at in range(0, len(spelt), 2)]

    def codes(self, terms: Sequence[bytes]) -> Numbers:
        padded = "".join(term.decode().ljust(2, "\0") for term in terms).encode("utf-32-le")
        chars = np.frombuffer(padded, np.uint32).reshape(-1, 2).astype(np.uint64)
        return np.asarray(chars[:, 0] << np.uint64(_CHAR_BITS) | chars[:, 1])


class _Shelf:
    """A run whose terms are put in order by their ranks."""

    def __init__(self, run: Run, ranks: Numbers) -> None:
        self._order = np.argsort(ranks, kind="stable")
        self._ranks = ranks[self._order]
        self._run = run
        self._lengths = np.diff(run.starts)[self._order]

    def sizes(self, terms: int) -> Numbers:
        """How many postings the run has of each rank."""
        sizes = np.zeros(terms, np.int64)
        sizes[self._ranks] = self._lengths
        return sizes

    def between(self, first: int, end: int) -> tuple[Numbers, Numbers, Numbers]:
        """Of the postings of these ranks, in their order: rank, document, count."""
        low, high = np.searchsorted(self._ranks, (first, end))
        lengths = self._lengths[low:high]
        begins = self._run.starts[self._order[low:high]]
        places = np.repeat(begins - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        ranks = np.repeat(self._ranks[low:high], lengths)
        docs, counts = self._run.postings()
        return ranks, docs[places], counts[places]


def _cuts(ends: Numbers) -> Iterable[tuple[int, int]]:
    """Ranges of ranks with about `_CHUNK` postings each; `ends` counts the postings up to each rank."""
    first = done = 0
    while first < len(ends):
        end = max(first + 1, int(np.searchsorted(ends, done + _CHUNK, "right")))
        yield first, end
        first, done = end, int(ends[end - 1])


def _joined(shelves: Sequence[_Shelf], first: int, end: int, terms: Sequence[bytes]) -> Chunk:
    parts = [shelf.between(first, end) for shelf in shelves]
    ranks, docs, counts = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    if len(parts) > 1:
        order = np.argsort(ranks, kind="stable")  # documents of later runs come later
        ranks, docs, counts = ranks[order], docs[order], counts[order]
    return Chunk(terms, np.append(np.flatnonzero(_differs(ranks)), len(ranks)), docs, counts)

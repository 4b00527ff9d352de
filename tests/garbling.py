"""Regulations of the corpora spoilt by the noise model beside them, and what a reading made of them.

The noise model (tools/garble.py beside the corpora) is loaded where it is; it gives a garbled text and the
clauses it was made of. Sentences are compared by their folded keys. Whole: every clause of an article that
nothing was cut from stands in one stretch of the reading.
"""

from __future__ import annotations

import importlib.util
import re
from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Any

from cleaners.normalise import fold, fold_script, simplified
from cleaners.stripping.steps import strip_text
from tests.gates.segmentation import Law, laws

_ARTICLES, _CHAPTERS, _POINTS, _LONGEST = (12, 60), 3, 4, 12_000
_SENTENCE = re.compile(r"(?<=[。；！？;!?])|\n|(?<=[：:])(?=[（(]一[)）])")
_POINT = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
_ALIKE = 0.75
Reader = Callable[
    [str], tuple[str, frozenset[int]]
]  # a garbled text to its reading and the articles it misses


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A garbled regulation: its text, its clauses as (article, words, intact), its headings, what is gone."""

    garbled: str
    clauses: tuple[tuple[int, str, bool], ...]
    headings: tuple[str, ...]
    gone: frozenset[int]


@dataclass(frozen=True, slots=True)
class Result:
    """What one reading earned, as sums over documents."""

    documents: int = 0
    f1: float = 0.0
    held: int = 0
    copies: int = 0
    order: float = 0.0
    whole: int = 0
    articles: int = 0
    lost: int = 0
    merged: int = 0
    gaps_right: int = 0
    gaps_named: int = 0
    gaps: int = 0

    def plus(self, other: Result) -> Result:
        return Result(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def chosen(corpora: Path, count: int, seed: int) -> list[Law]:
    """Clean regulations with chapters and points, of middling length, in an order drawn by a seed."""
    fit = [law for law in laws(corpora) if law.clean and _is_fit(law)]
    Random(seed).shuffle(fit)
    return fit[:count]


def _is_fit(law: Law) -> bool:
    low, high = _ARTICLES
    if not low <= len(law.articles) <= high:
        return False
    chapters = {path.split("/")[0] for path, _, _ in law.articles}
    points = sum(text.count("\n（") for _, _, text in law.articles)
    size = sum(len(text) for _, _, text in law.articles)
    return len(chapters) >= _CHAPTERS and points >= _POINTS and size < _LONGEST


def spoilt(corpora: Path, profile: str, seed: int, chosen_laws: Iterable[Law]) -> Iterator[Spoilt]:
    """The regulations garbled; one that the model cannot spoil is left out."""
    model = _model(corpora)
    for law in chosen_laws:
        try:
            garbled, truth = model.garble(_with_headings(law), profile, seed, law.name)
        except ValueError:  # a clause of one character
            continue
        atoms = truth["atoms"]
        clauses = tuple(
            (a["article"], a["text"], a["status"] == "intact") for a in atoms if a["kind"] == "sentence"
        )
        held = [a["article"] for a in atoms if a["kind"] == "sentence" and a["status"] != "dropped"]
        headings = tuple(fold(a["text"]) for a in atoms if a["kind"] != "sentence")
        last = max(held, default=0)
        yield Spoilt(garbled, clauses, headings, frozenset(n for n in truth["gaps"]["articles"] if n < last))


def has_model(corpora: Path | None) -> bool:
    """The noise model and the statutes are here."""
    return corpora is not None and all(
        path.exists() for path in (_path(corpora), corpora / "statutes/articles.jsonl.gz")
    )


def _path(corpora: Path) -> Path:
    return corpora.parent / "tools/garble.py"


def _model(corpora: Path) -> Any:
    spec = importlib.util.spec_from_file_location("garble", _path(corpora))
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_path(corpora))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _with_headings(law: Law) -> str:
    """The law as the noise model reads it: title, headings marked ##, one paragraph a line."""
    lines = [law.title, "<!-- INFO END -->"]
    above: list[str] = []
    for path, number, text in law.articles:
        headings = path.split("/") if path else []
        same = next((i for i, (a, b) in enumerate(zip(above, headings, strict=False)) if a != b), len(above))
        lines += [f"## {heading}" for heading in headings[same:]]
        above = headings
        lines.append(f"{number} {text}")
    return "\n".join(lines)


# --- what a reading earned ---------------------------------------------------------------------------------


def measure(document: Spoilt, reader: Reader) -> Result:
    """One document read and compared with its truth."""
    text, missing = reader(document.garbled)
    given = [key for key in (_bare(k, document.headings) for k in sentences(text)) if key]
    had = Counter(key for _, clause, intact in document.clauses if intact for key in sentences(clause))
    has = Counter(given)
    lost = [key for key in had if key not in has]
    # Words behind a sentence that the noise has cut are there, merged with nothing; so are those of a copy
    # printed with a radical for 见 or 长, which folds to 見 or 長.
    words = fold_script(text)
    whole, articles = _whole(document, fold(text))
    order = [key for _, clause, _ in document.clauses for key in sentences(clause)]
    return Result(
        documents=1,
        f1=2 * (had & has).total() / max(1, had.total() + has.total()),
        held=had.total(),
        copies=sum(max(0, has[key] - had[key]) for key in had),
        order=tau(order, given),
        whole=whole,
        articles=articles,
        lost=len(lost),
        merged=sum(swallowed(key, had, has) for key in lost if simplified(key) not in words),
        gaps_right=len(missing & document.gone),
        gaps_named=len(missing),
        gaps=len(document.gone),
    )


def sentences(text: str) -> list[str]:
    """The folded sentences of a text."""
    return [key for piece in _SENTENCE.split(text) if (key := fold(piece))]


def recoverable(document: Spoilt) -> tuple[int, int]:
    """How many clauses that are there whole are shown their place, of how many.

    A clause is shown its place by its own number, or where it stands behind its true neighbour somewhere.
    """
    key = fold(strip_text(document.garbled)[0])
    shown = held = 0
    before = (0, "", False)
    for clause in document.clauses:
        number, words, intact = clause
        beside = before[0] == number and before[2] and fold(before[1] + words) in key
        held += intact
        shown += intact and (before[0] != number or _POINT.match(words) is not None or beside)
        before = clause
    return shown, held


def _articles(document: Spoilt) -> Iterator[list[str]]:
    """The clauses of every article that has lost none."""
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for number, words, intact in document.clauses:
        found[number].append((words, intact))
    for clauses in found.values():
        if all(intact for _, intact in clauses):
            yield [words for words, _ in clauses]


def _whole(document: Spoilt, key: str) -> tuple[int, int]:
    found = [fold("".join(clauses)) in key for clauses in _articles(document)]
    return sum(found), len(found)


def _bare(key: str, headings: Sequence[str]) -> str:
    """A sentence without the headings printed before it."""
    while key:
        found = max((h for h in headings if h and key.startswith(h)), key=len, default="")
        if not found:
            break
        key = key[len(found) :]
    return key


def swallowed(key: str, had: Counter[str], has: Counter[str]) -> bool:
    """A lost sentence for which another, very like it, was kept."""
    near = (other for other in has if other in had and abs(len(other) - len(key)) <= len(key) // 2)
    return any(SequenceMatcher(None, key, other).ratio() >= _ALIKE for other in near)


def tau(held: Sequence[str], given: Iterable[str]) -> float:
    """Kendall's tau between the order of first occurrences and the true order."""
    rank: dict[str, int] = {}
    for index, key in enumerate(held):
        rank.setdefault(key, index)
    order = list(dict.fromkeys(rank[key] for key in given if key in rank))
    before: list[int] = []
    inverted = 0
    for place in order:
        inverted += len(before) - bisect_right(before, place)
        insort(before, place)
    pairs = len(order) * (len(order) - 1) // 2
    return 1 - 2 * inverted / pairs if pairs else 1.0

"""How much a sentence sounds like an announcement (语感): the wordings that announcing sentences share.

Reads a sentence with its title and what stands before it; writes how likely it announces each type of event.
The weights in data/wordings.tsv are learned by tests/learn_likeness.py from sentences whose truth is known;
they say nothing of whom an event is about, and what only they tell is a guess and marked as one.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast

from cleaners.model import EventType
from cleaners.recognition.sentences import Sentence

Part = Literal["sentence", "title", "before"]
Wording = tuple[Part, str]
_FIGURE = re.compile(r"\d[\d,]*")
# The lengths of the wordings of a part, and how much the part weighs beside the sentence itself.
_LENGTHS: Mapping[Part, tuple[int, int]] = {"sentence": (1, 4), "title": (2, 4), "before": (2, 3)}
_SHARE: Mapping[Part, float] = {"sentence": 1.5, "title": 0.75, "before": 0.45}
_BEFORE = 40  # characters of the sentence before
_LONGEST = 2000  # of a sentence: what is longer is a list


def wordings(sentence: Sentence, title: str) -> Iterator[tuple[Wording, float]]:
    """The wordings of a sentence, each once, with its share: a long part does not outweigh a short one."""
    for part, said in _parts(sentence, title):
        found = _grams(said, *_LENGTHS[part])
        share = _SHARE[part] / math.sqrt(max(len(found), 1))
        yield from (((part, gram), share) for gram in found)


@lru_cache(maxsize=64)  # a sentence is asked once for what to leave out and once for what to add
def likeness(sentence: Sentence, title: str) -> Mapping[EventType, float]:
    """How likely a sentence announces each type, 0 to 1.

    >>> from cleaners.recognition.sentences import sentences
    >>> said, = sentences("现将第二批绿色工厂名单予以公布。")
    >>> sounds = likeness(said, "")
    >>> max(sounds, key=sounds.get)
    'recognise'
    """
    scores = dict(_bias())
    weights = _weights()
    for wording, share in wordings(sentence, title):
        for kind, weight in weights.get(wording, ()):
            scores[kind] += weight * share
    return {kind: 1 / (1 + math.exp(-score)) for kind, score in scores.items()}


def _parts(sentence: Sentence, title: str) -> Iterator[tuple[Part, str]]:
    yield "sentence", f"^{_FIGURE.sub('0', sentence.text[:_LONGEST])}"
    yield "title", f"^{_FIGURE.sub('0', title)}$"
    yield "before", f"{_FIGURE.sub('0', sentence.before)[-_BEFORE:]}|{sentence.heading}"


def _grams(said: str, shortest: int, longest: int) -> set[str]:
    sizes = range(shortest, longest + 1)
    return {said[at : at + size] for size in sizes for at in range(len(said) - size + 1)}


@cache
def _bias() -> Mapping[EventType, float]:
    """What is said of a type before anything is read."""
    return {kind: weight for kind, part, weight, _ in _file() if part == "bias"}


@cache
def _weights() -> Mapping[Wording, tuple[tuple[EventType, float], ...]]:
    found: dict[Wording, list[tuple[EventType, float]]] = defaultdict(list)
    for kind, part, weight, gram in _file():
        if part != "bias":
            found[cast(Part, part), gram].append((kind, weight))
    return {wording: tuple(told) for wording, told in found.items()}


@cache
def _file() -> tuple[tuple[EventType, str, float, str], ...]:
    """The lines of the file: type, part, weight in hundredths, wording; lines of # are remarks."""
    text = files("cleaners").joinpath("data", "wordings.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t", 3) for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        (cast(EventType, kind), part, int(hundredths) / 100, gram) for kind, part, hundredths, gram in lines
    )

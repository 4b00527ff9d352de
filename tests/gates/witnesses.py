"""How much two spoilt copies hold together that neither holds alone (见证本), and that nothing is invented.

Regulations of the statutes are spoilt twice by the generator of the corpora, with different noise, and read
alone and as each other's witness. An article is whole when all its sentences stand in one stretch. It counts
as held when no sentence of it was lost or cut in the first copy, or in both; without the generator, or the
statutes, nothing is measured but an own measure.
"""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from cleaners.model import Reading
from cleaners.normalise import fold
from cleaners.restoring.assembly import assemble
from tests.gates.assembly import sentences
from tests.gates.score import Score
from tests.gates.segmentation import Law, laws
from tests.test_witnesses import ARTICLES, garbled

PROFILES = ("seed003", "hard")
_LAWS = 40
_ARTICLES = range(12, 61)
_LONGEST = 12_000
_OWN = 60


def scores(corpora: Path | None) -> Iterator[Score]:
    """The own measure always, the laws when generator and statutes are there."""
    yield _own()
    generator = corpora.parent / "tools" / "garble.py" if corpora else None
    statutes = corpora / "statutes" / "articles.jsonl.gz" if corpora else None
    there = corpora and generator and statutes and generator.exists() and statutes.exists()
    garble = _loaded(generator) if there and generator else None
    chosen = _chosen(corpora) if there and corpora else []
    for profile in PROFILES:
        yield from _scores(profile, _counted(profile, chosen, garble) if garble else Counts())


# --- the generator and its laws ----------------------------------------------------------------------------


def _loaded(path: Path) -> Any:
    """The generator of the corpora, which is no part of this project."""
    spec = importlib.util.spec_from_file_location("corpora_garble", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _chosen(corpora: Path) -> list[tuple[str, str]]:
    """Laws with chapters and points, of middling length, by a fixed draw: name and text."""
    fit = [(law.name, _printed(law)) for law in laws(corpora) if len(law.articles) in _ARTICLES]
    fit = [
        (name, text)
        for name, text in fit
        if len(text) < _LONGEST and text.count("\n## ") >= 3 and text.count("\n（") >= 4
    ]
    Random(7).shuffle(fit)
    return fit[:_LAWS]


def _printed(law: Law) -> str:
    """A law as the generator reads it: title, headings behind ##, an article a paragraph."""
    lines = [law.name, "<!-- INFO END -->"]
    above: list[str] = []
    for path, number, text in law.articles:
        headings = path.split("/") if path else []
        fresh = [h for i, h in enumerate(headings) if above[: i + 1] != headings[: i + 1]]
        lines += [f"## {heading}" for heading in fresh]
        above = headings
        lines.append(f"{number} {text}")
    return "\n".join(lines)


# --- counting ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Counts:
    """What was whole of how much, alone and together."""

    texts: int = 0
    tally: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def _counted(profile: str, chosen: Sequence[tuple[str, str]], garble: Any) -> Counts:
    counts = Counts()
    for name, text in chosen:
        try:
            (one, truth), (other, second) = (garble.garble(text, profile, seed, name) for seed in (1, 2))
        except ValueError:  # a law too short for its noise
            continue
        counts.texts += 1
        alone, together = assemble(one), assemble(one, witnesses=[other])
        articles = _articles(truth["atoms"])
        held = _intact(truth["atoms"])
        both = _intact(truth["atoms"], second["atoms"])
        for what, numbers in (("held", held), ("both", both)):
            counts.tally[what] += len(numbers)
            for who, reading in (("alone", alone), ("together", together)):
                key = fold(reading.text)
                counts.tally[f"{what}.{who}"] += sum(articles[number] in key for number in numbers)
        right, given = _given(together, other, truth["atoms"])
        counts.tally["right"] += right
        counts.tally["given"] += given
    return counts


def _articles(atoms: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    found: dict[int, str] = defaultdict(str)
    for atom in atoms:
        if atom["kind"] == "sentence":
            found[atom["article"]] += fold(atom["text"])
    return dict(found)


def _intact(*copies: Sequence[Mapping[str, Any]]) -> set[int]:
    """The articles of which every sentence stands whole in one of the copies."""
    numbers: dict[int, bool] = {}
    for atoms in zip(*copies, strict=True):
        if atoms[0]["kind"] == "sentence":
            whole = any(atom["status"] == "intact" for atom in atoms)
            numbers[atoms[0]["article"]] = numbers.get(atoms[0]["article"], True) and whole
    return {number for number, whole in numbers.items() if whole}


def _given(reading: Reading, witness: str, atoms: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Of the restored sentences those that stand in their own article, and all."""
    owners: dict[str, set[int]] = defaultdict(set)
    for atom in atoms:
        if atom["kind"] == "sentence":
            for key in sentences(atom["text"]):
                owners[key].add(atom["article"])
    right = given = 0
    for provision in reading.provisions:
        if provision.kind != "article" or "__" in provision.eid or not provision.witness:
            continue
        number = int(provision.eid.removeprefix("art_").split("~")[0].split("-")[0])
        pieces = [witness[span.start : span.end] for span in provision.spans if span.witness]
        found = [key for key in sentences("\n".join(pieces)) if key in owners]
        given += len(found)
        right += sum(number in owners[key] for key in found)
    return right, given


def _scores(profile: str, counts: Counts) -> Iterator[Score]:
    tally, texts = counts.tally, counts.texts

    def share(part: str, whole: str) -> float | None:
        return tally[part] / tally[whole] if tally[whole] else None

    for what, note in (("held", "not damaged in the first"), ("both", "whole between two")):
        alone, together = share(f"{what}.alone", what), share(f"{what}.together", what)
        gain = together - alone if together is not None and alone is not None else None
        yield Score(f"witnesses.{profile}.{what}_whole", together, f"articles {note}, {texts} texts")
        yield Score(f"witnesses.{profile}.{what}_gain", gain, f"against {alone or 0:.4f} alone")
    note = f"of {tally['given']} restored sentences in their own article"
    yield Score(f"witnesses.{profile}.restored_right", share("right", "given"), note)


def _own() -> Score:
    """Articles of a fictional measure that two spoilt copies hold, against those that one holds."""
    keys = [fold(article) for article in ARTICLES]
    alone = together = 0
    for seed in range(_OWN):
        one, other = garbled(seed), garbled(seed + 1000)
        read, both = fold(assemble(one).text), fold(assemble(one, witnesses=[other]).text)
        alone += sum(key in read for key in keys)
        together += sum(key in both for key in keys)
    tried = _OWN * len(keys)
    return Score("witnesses.own_whole", together / tried, f"{alone / tried:.4f} alone, {_OWN} pairs")

"""Versions of one measure: pairs of statutes compared article by article, and how long that takes.

Truth is made from the texts themselves: an article of the newer version is unchanged when its text, white
space apart, stands as an article of the older one. Every such article must be found, renumbered or not; no
other may be called unchanged unless its folded text is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from cleaners.comparing.collation import SAME, Article, collate
from cleaners.normalise import fold
from cleaners.structure.segmentation import segment
from tests.gates.score import Score
from tests.gates.segmentation import Law, laws

_NAMES = ("recognised", "recognised_renumbered", "none_called_unchanged", "all_told_once")


def scores(corpora: Path | None) -> Iterator[Score]:
    if corpora is None or not (corpora / "statutes" / "version_pairs.jsonl").is_file():
        yield from (Score(f"versions.{name}", None, "no corpus") for name in _NAMES)
        return
    found = _Count()
    by_name = {law.name: law for law in laws(corpora)}
    for line in (corpora / "statutes" / "version_pairs.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        if pair["old"] in by_name and pair["new"] in by_name:
            found.add(by_name[pair["old"]], by_name[pair["new"]])
    yield from found.scores()


class _Count:
    """What the comparisons of all pairs add up to."""

    def __init__(self) -> None:
        self.pairs = self.same = self.told = self.renumbered = self.renumbered_told = 0
        self.other = self.wrong = self.whole = 0

    def add(self, old: Law, new: Law) -> None:
        a, b = articles(old), articles(new)
        pairs = collate(a, b)
        self.pairs += 1
        self.whole += [p.b for p in pairs if p.b and p.op not in ("merged",)] == list(b)
        known: dict[str, set[str]] = {}
        for article in a:
            known.setdefault(_bare(article.text), set()).add(article.eid)
        for pair in pairs:
            if pair.b is not None:
                self._told(pair.b, pair.a, pair.op in SAME, known.get(_bare(pair.b.text), set()))

    def _told(self, new: Article, old: Article | None, same: bool, eids: set[str]) -> None:
        if eids:
            self.same += 1
            self.told += same
            self.renumbered += new.eid not in eids
            self.renumbered_told += same and new.eid not in eids
        else:
            self.other += 1
            self.wrong += same and (old is None or fold(old.text) != fold(new.text))

    def scores(self) -> Iterator[Score]:
        values = (
            (self.told / self.same, f"{self.told} of {self.same} unchanged articles of {self.pairs} pairs"),
            (self.renumbered_told / self.renumbered, f"{self.renumbered_told} of {self.renumbered}"),
            (1 - self.wrong / self.other, f"{self.wrong} of {self.other} other articles called unchanged"),
            (self.whole / self.pairs, f"{self.whole} of {self.pairs} pairs"),
        )
        for name, (value, note) in zip(_NAMES, values, strict=True):
            yield Score(f"versions.{name}", value, note)


def articles(law: Law) -> list[Article]:
    """The articles of a law as its printed text is read."""
    read = [p for p in segment(law.printed()) if p.kind == "article"]
    return [Article(p.eid, p.text, p.heading, p.path) for p in read]


def _bare(text: str) -> str:
    return "".join(text.split())

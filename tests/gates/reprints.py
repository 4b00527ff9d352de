"""Copies and twins: own pairs, the versions of statutes, and notices as a mirror spoils them.

Versions of a statute are read without their dates, as two texts of a corpus and as a mirror's old text beside
the new official one: none but equal texts may fold. Notices of the corpus are spoilt by rule (dressed title,
narrow punctuation, an advertisement, a lost sentence, a changed figure; printed three days later) and must
fold with their original, and with no other notice.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from cleaners.model import Document, Header
from cleaners.normalise import fold
from pipeline.claims import claim_of, keys_of
from pipeline.copies import Copy, is_linked, side_of
from pipeline.reprints import same_document
from pipeline.works import Family, family_rows
from tests.gates.score import Score
from tests.reprint_pairs import COPIES, TWINS, Pair, Text

_STEP = 4  # every fourth notice is spoilt
_ADVERTISEMENT = "更多消息请关注拾穗速览，每天拾一点消息。"
_NARROW = str.maketrans("，：；（）", ",:;()")
_FIGURE = re.compile(r"(?<![\d年月])[2-8](?=\d*[个万亿元%倍])")
_LEAST = 600  # characters of a notice that is spoilt


def scores(corpora: Path | None) -> Iterator[Score]:
    """The own pairs always; the corpora when they are there."""
    apart = [_works(pair)[0] != _works(pair)[1] for pair in TWINS]
    folded = [_works(pair)[0] == _works(pair)[1] for pair in COPIES]
    yield Score("reprints.twins_apart", sum(apart) / len(apart), f"{sum(apart)} of {len(apart)} own pairs")
    yield Score(
        "reprints.copies_folded", sum(folded) / len(folded), f"{sum(folded)} of {len(folded)} own pairs"
    )
    yield _versions(corpora)
    yield from _notices(corpora)


def _works(pair: Pair) -> tuple[str | None, str | None]:
    rows = [pair.one.snapshot(0), pair.other.snapshot(1)]
    seen = {row.manifestation: (row.fetched_at, row.fetched_at) for row in rows}
    latest = {row.manifestation: row for row in rows}
    made = family_rows(Family(latest, seen, {})).manifestations
    placed = {row.id: row.work for row in made}
    return placed[rows[0].manifestation], placed[rows[1].manifestation]


def _copy(text: Text, place: int) -> Copy:
    """A text as a copy, its provisions left unread."""
    row = text.snapshot(place)
    claim = claim_of(row)
    keys = frozenset(key.key for key in keys_of(row, claim))
    return Copy(row, row, claim, Document(claim.header or Header(), None, ()), row.fetched_at, keys)


def _folds(copy: Copy, base: Copy) -> bool:
    return is_linked(copy, base) and same_document(side_of(copy), side_of(base)) > 0


def _versions(corpora: Path | None) -> Score:
    """Consecutive versions of one law, of which only equal texts may fold."""
    name = "reprints.versions_apart"
    if corpora is None or not (corpora / "statutes" / "version_pairs.jsonl").exists():
        return Score(name, None)
    lines = (corpora / "statutes" / "version_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [(json.loads(line)["old"], json.loads(line)["new"]) for line in lines]
    held = _statutes(corpora, {doc for pair in pairs for doc in pair})
    right = equal = tried = 0
    for old, new in ((held[a], held[b]) for a, b in pairs if a in held and b in held):
        same = fold(old.text) == fold(new.text)
        equal += same
        for one, other in ((old, new), (Text(old.title, old.text, "reprint"), Text(new.title, new.text))):
            tried += 1
            right += same or not _folds(_copy(one, 0), _copy(other, 1))
    return Score(name, right / tried, f"{right} of {tried}, {equal} pairs equal")


def _statutes(corpora: Path, wanted: set[str]) -> dict[str, Text]:
    found: dict[str, Text] = {}
    with gzip.open(corpora / "statutes" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for (doc, title), rows in groupby(map(json.loads, lines), key=lambda row: (row["doc"], row["title"])):
            if doc in wanted:
                articles = (f"{row['article_no']}　{row['text']}" for row in rows)
                found[doc] = Text(title, "\n".join((title, *articles)), "unknown")
    return found


def _notices(corpora: Path | None) -> Iterator[Score]:
    """Notices of the bank: spoilt copies fold with their originals, and no two notices with each other."""
    names = ("reprints.mirrors_folded", "reprints.notices_apart")
    path = corpora / "pbc" / "docs.jsonl" if corpora else None
    if path is None or not path.exists():
        yield from (Score(name, None) for name in names)
        return
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    long = (row for row in rows if len(row["text"]) >= _LEAST and row["title"])
    plain = [Text(row["title"], row["text"], published="2020-03-02") for row in long]
    chosen = plain[::_STEP]
    folded = [_folds(_copy(_spoilt(text), 1), _copy(text, 0)) for text in chosen]
    yield Score(names[0], sum(folded) / len(folded), f"{sum(folded)} of {len(folded)}")
    yield _apart(names[1], [_copy(text, 0) for text in plain])


def _spoilt(text: Text) -> Text:
    """The notice as a mirror prints it."""
    lines = text.text.translate(_NARROW).split("\n")
    half = len(lines) // 2
    body = "\n".join((*lines[:half], _ADVERTISEMENT, *lines[half + 1 :]))
    return Text(f"【转载】{text.title}！_拾穗网", _FIGURE.sub("9", body, count=1), "reprint", "2020-03-05")


def _apart(name: str, copies: list[Copy]) -> Score:
    """Notices of different numbers that share keys, taken as if they bore none."""
    numbered = [(copy, copy.claim.work) for copy in copies if copy.claim.numbered]
    tried = right = 0
    for place, (one, number) in enumerate(numbered):
        for other, another in numbered[:place]:
            if number != another and is_linked(one, other):
                tried += 1
                right += not same_document(side_of(one), side_of(other))
    return Score(name, right / tried if tried else 1.0, f"{right} of {tried} pairs that share keys")

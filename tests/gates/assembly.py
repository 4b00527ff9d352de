"""How true the restored reading (校勘) of damaged texts is, and that clean texts are left alone.

Own set: a fictional measure, its articles shuffled and repeated by a fixed rule. Garbled set: regulations
whose sentences were dropped, copied and moved, with their truth. Clean set: every n-th law of the statutes,
which must come out as segment() reads it. Spoilt set: regulations garbled by the noise model beside the
corpora, in three profiles. Sentences are compared by their folded keys, as multisets.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cleaners.model import Reading
from cleaners.normalise import fold
from cleaners.numerals import parse_numeral
from cleaners.restoring.assembly import assemble
from cleaners.structure.segmentation import segment
from tests.bench_assembly import LAW_SEED, NOISE_SEED, ours
from tests.garbling import Result, chosen, has_model, measure, spoilt, swallowed, tau
from tests.gates.score import Score
from tests.gates.segmentation import Law, laws

CLEAN_STEP = 18  # of the laws every so many is read: about 150
SPOILT = 25  # regulations garbled for each profile
_SENTENCE = re.compile(r"(?<=[。；！？;!?])|\n|(?<=[：:])(?=[（(]一[)）])")
# 下列用语的含义：⏎渡口，是指…: the truth prints such items in one line
_LEAD_END = re.compile(r"([：:])\n(?![（(])")
# 第一章总则, 一、一般规定: headings are no sentences
_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章节编]|[一二三四五六七八九十]{1,3}、)[^。；;！？!?，,：:、]{0,40}"
    r"(?:(?=第[一二三四五六七八九十百]+[条章节])|$)"
)
_ARTICLE_EID = re.compile(r"art_(\d+)$")


@dataclass(frozen=True, slots=True)
class Truth:
    """A garbled text with the articles it was made of and the numbers that are gone."""

    garbled: str
    articles: tuple[tuple[str, ...], ...]
    missing: frozenset[int]
    printed: tuple[tuple[str, str], ...]  # label and text of each article, folded


@dataclass(frozen=True, slots=True)
class Marks:
    """What one reading earned: the counts behind the scores."""

    held: int
    given: int
    right: int
    copies: int
    lost: int
    merged: int
    order: float
    whole: int
    articles: int
    gaps_right: int
    gaps_named: int
    gaps: int
    stable: bool
    exact: int
    present: int
    gathered: int
    all_there: int


def scores(corpora: Path | None) -> Iterator[Score]:
    """The scores of the own set, then those of the corpora."""
    yield from _own()
    garbled = corpora / "garbled" / "garbled.jsonl.gz" if corpora else None
    found = list(_truths(garbled)) if garbled and garbled.exists() else []
    yield from _garbled_scores([_mark(truth) for truth in found])
    yield from _clean_scores(corpora)
    yield from _shuffled_scores(corpora)
    for profile in ("seed003", "hard", "seed004"):
        yield from _spoilt_scores(corpora, profile)


# --- sentences ---------------------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    """The folded sentences of a text, headings left out; a line end behind a lead is white space."""
    keys = (fold(piece) for piece in _SENTENCE.split(_LEAD_END.sub(r"\1", text)))
    bare = (_without_headings(key) for key in keys)
    return [key for key in bare if key]


def _without_headings(key: str) -> str:
    found = _HEADING.match(key)
    while key and found and found.end():
        key = key[found.end() :]
        found = _HEADING.match(key)
    return key


def _mark(truth: Truth) -> Marks:
    reading = assemble(truth.garbled)
    given = sentences(reading.text)
    held = [key for article in truth.articles for key in article]
    had, has = Counter(held), Counter(given)
    lost = [key for key in had if key not in has]
    named = _named(reading)
    present, there = _present(truth), _all_there(truth)
    given_texts = {fold(p.label): fold(p.text) for p in reading.provisions if p.kind == "article"}
    return Marks(
        held=len(held),
        given=len(given),
        right=(had & has).total(),
        copies=sum(max(0, has[key] - had[key]) for key in had),
        lost=len(lost),
        merged=sum(swallowed(key, had, has) for key in lost),
        order=tau(held, given),
        whole=_whole(truth.articles, given),
        articles=len(truth.articles),
        gaps_right=len(named & truth.missing),
        gaps_named=len(named),
        gaps=len(truth.missing),
        stable=assemble(reading.text).text == reading.text,
        exact=sum(given_texts.get(label) == words for label, words in present),
        present=len(present),
        gathered=sum(given_texts.get(label) == words for label, words in there),
        all_there=len(there),
    )


def _present(truth: Truth) -> list[tuple[str, str]]:
    """The articles that stand whole in the garbled text, label and words in one stretch."""
    key = fold(truth.garbled)
    return [(label, words) for label, words in truth.printed if label + words in key]


def _all_there(truth: Truth) -> list[tuple[str, str]]:
    """The articles all of whose sentences stand somewhere, though torn apart."""
    key = fold(truth.garbled)
    return [
        (label, words) for label, words in truth.printed if all(piece in key for piece in sentences(words))
    ]


def _named(reading: Reading) -> set[int]:
    found = (_ARTICLE_EID.match(eid) for eid in reading.lacunae)
    return {int(match[1]) for match in found if match}


def _whole(articles: Sequence[Sequence[str]], given: Sequence[str]) -> int:
    """How many articles stand in one stretch, all their sentences and nothing else between."""
    stretch = "\0" + "\0".join(given) + "\0"
    return sum("\0" + "\0".join(article) + "\0" in stretch for article in articles)


# --- garbled and clean -------------------------------------------------------------------------------------


def _truths(path: Path) -> Iterator[Truth]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            printed = [a["article_no"] + a["text"].replace("\n", "") for a in row["truth"]]
            last = max(_number(a["article_no"]) for a in row["truth"])
            gone = {_number(label) for label in row["missing"]}
            yield Truth(
                row["garbled"],
                tuple(tuple(sentences(text)) for text in printed),
                frozenset(number for number in gone if number < last),
                tuple((fold(a["article_no"]), fold(a["text"])) for a in row["truth"]),
            )


def _number(label: str) -> int:
    return parse_numeral(label[1 : label.index("条")]) or 0


def _garbled_scores(marks: Sequence[Marks]) -> Iterator[Score]:
    documents = len(marks)

    def score(name: str, value: float, note: str) -> Score:
        return Score(f"assembly.garbled.{name}", value if marks else None, f"{note}, {documents} texts")

    given, held = sum(m.given for m in marks) or 1, sum(m.held for m in marks) or 1
    f1 = sum(2 * m.right / (m.given + m.held) for m in marks) / (documents or 1)
    yield score("sentence_f1", f1, "sentences given and held")
    yield score("no_copies", 1 - sum(m.copies for m in marks) / given, "1 - copies left per sentence")
    yield score("nothing_lost", 1 - sum(m.lost for m in marks) / held, "1 - lost per sentence")
    yield score("no_false_merge", 1 - sum(m.merged for m in marks) / held, "1 - swallowed per sentence")
    yield score("order", sum((1 + m.order) / 2 for m in marks) / (documents or 1), "(1 + Kendall tau) / 2")
    whole = sum(m.whole for m in marks) / (sum(m.articles for m in marks) or 1)
    yield score("whole_articles", whole, "articles in one stretch")
    present = sum(m.present for m in marks) or 1
    note = f"of {present} articles printed in one stretch, those read exactly so under their number"
    yield score("text_exact", sum(m.exact for m in marks) / present, note)
    there = sum(m.all_there for m in marks) or 1
    note = f"of {there} articles all of whose sentences stand somewhere, those read exactly so"
    yield score("text_gathered", sum(m.gathered for m in marks) / there, note)
    named, gaps = sum(m.gaps_named for m in marks) or 1, sum(m.gaps for m in marks) or 1
    yield score("gap_precision", sum(m.gaps_right for m in marks) / named, "numbers named and gone")
    yield score("gap_recall", sum(m.gaps_right for m in marks) / gaps, "numbers gone before the last seen")
    yield score("stable", sum(m.stable for m in marks) / (documents or 1), "read again, the same text")


def _clean_scores(corpora: Path | None) -> Iterator[Score]:
    """A clean law comes out as segment() reads it, nothing folded, nothing without a place."""
    texts = [law.printed() for law in _laws(corpora)[::CLEAN_STEP]]
    same = articles = 0
    for text in texts:
        reading = assemble(text)
        held = {p.eid: p.text for p in segment(text) if p.kind == "article"}
        given = {p.eid: p.text for p in reading.provisions if p.kind == "article"}
        articles += len(held)
        same += sum(given.get(eid) == words for eid, words in held.items())
        same -= reading.repeats + len(reading.unplaced)
    note = f"articles untouched in {len(texts)} clean laws"
    yield Score("assembly.clean.whole_articles", same / articles if articles else None, note)


def _laws(corpora: Path | None) -> tuple[Law, ...]:
    held = corpora is not None and (corpora / "statutes" / "articles.jsonl.gz").exists()
    return laws(corpora) if corpora and held else ()


def _shuffled_scores(corpora: Path | None) -> Iterator[Score]:
    """Whole articles of real laws in any order, a third of them twice: each must stand whole again."""
    held = whole = 0
    chosen = _laws(corpora)[:: CLEAN_STEP * 4]
    for law in chosen:
        articles = [number + text.replace("\n", "") for _, number, text in law.articles]
        order = [*range(len(articles)), *range(0, len(articles), 3)]
        Random(law.name).shuffle(order)
        reading = fold(assemble("".join(articles[i] for i in order)).text)
        held += len(articles)
        whole += sum(fold(article) in reading for article in articles)
    note = f"articles whole in {len(chosen)} shuffled laws"
    yield Score("assembly.shuffled.whole_articles", whole / held if held else None, note)


def _spoilt_scores(corpora: Path | None, profile: str) -> Iterator[Score]:
    """Regulations garbled by the noise model beside the corpora, not those the weights were fitted on."""
    total = Result()
    if corpora is not None and has_model(corpora):
        for document in spoilt(corpora, profile, NOISE_SEED, chosen(corpora, SPOILT, LAW_SEED)):
            total = total.plus(measure(document, ours))
    documents = total.documents

    def score(name: str, value: float, note: str) -> Score:
        held = value if documents else None
        return Score(f"assembly.garble.{profile}.{name}", held, f"{note}, {documents} regulations")

    yield score("sentence_f1", total.f1 / (documents or 1), "clauses left whole")
    yield score("whole", total.whole / (total.articles or 1), "articles in one stretch")
    yield score("order", (1 + total.order / (documents or 1)) / 2, "(1 + Kendall tau) / 2")
    yield score("no_copies", 1 - total.copies / (total.held or 1), "1 - copies left per sentence")
    yield score("no_false_merge", 1 - total.merged / (documents or 1), "1 - clauses swallowed per regulation")
    if total.gaps or not documents:
        yield score("gap_precision", total.gaps_right / (total.gaps_named or 1), "numbers named and gone")
        yield score("gap_recall", total.gaps_right / (total.gaps or 1), "numbers gone before the last seen")


# --- the own set -------------------------------------------------------------------------------------------


_OWN = (
    "为了保护河灯匠人的手艺，制定本规定。",
    "河灯工坊应当向县文化馆登记。登记不收费用。",
    "登记时提交下列材料：（一）工坊住址；（二）匠人名册；（三）防火办法。",
    "县文化馆每年秋分前公布名册。遗漏的，应当在十日内补正。",
    "工坊停业的，由匠人自行注销登记。",
    "本规定自公布之日起施行。",
)
_NUMBERS = "一二三四五六"


def _own() -> Iterator[Score]:
    """Every rotation of six articles with every single article copied to the front."""
    articles = [f"第{number}条{words}" for number, words in zip(_NUMBERS, _OWN, strict=True)]
    wanted = fold("".join(articles))
    tried = right = 0
    for turn in range(len(articles)):
        for copy in range(len(articles)):
            text = "".join((articles[copy], *articles[turn:], *articles[:turn]))
            tried += 1
            right += fold(assemble(text).text) == wanted
    yield Score("assembly.own.restored", right / tried, f"{tried} shuffles of a fictional measure")

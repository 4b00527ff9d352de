"""Texts that cite (核对样本): citations and quotations of five outcomes, in the notations people use.

Takes measures by title with their articles, of which some are repealed; writes short texts, each with one
citation and the verdict it must get: quoted exactly, altered by a character, a number or a negation, moved to
another article, of a repealed measure, or of a measure that nobody holds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.normalise import fold
from cleaners.numerals import format_numeral

OUTCOMES = ("verified", "altered", "other_article", "repealed", "not_held")
_CLAUSE = re.compile(r"[^，。；：、\n（）“”《》]{7,60}(?:[，、][^，。；：、\n（）“”《》]{4,60}){0,2}")
_NUMBER = re.compile(r"[0-9]+|[一二三四五六七八九十]{1,3}(?=[年日月个万元倍条])")
_SWAPS = (
    ("应当", "可以"),
    ("可以", "不得"),
    ("不得", "可以"),
    ("或者", "以及"),
    ("以上", "以下"),
    ("组织", "协助"),
)
_STRANGE = "鲸鹤榫槭鲲"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is cited (制度): `held` and `repealed` say what the base makes of it."""

    title: str
    articles: tuple[tuple[int, str], ...]
    repealed: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the outcome it must get, and the words it quotes."""

    text: str
    outcome: str
    quote: str
    title: str
    article: int


def cases(measures: Sequence[Measure], each: int, seed: int = 7) -> Iterator[Case]:
    """So many cases of every outcome."""
    chance = random.Random(seed)
    standing = [m for m in measures if not m.repealed]
    ended = [m for m in measures if m.repealed]
    for outcome in OUTCOMES:
        for number in range(each):
            yield _case(chance, outcome, ended if outcome == "repealed" else standing, number)


def _case(chance: random.Random, outcome: str, measures: Sequence[Measure], number: int) -> Case:
    while True:
        measure = chance.choice(measures)
        article, words = chance.choice(measure.articles)
        clauses = [c for c in _CLAUSE.findall(words) if len(c) >= 12]
        if not clauses:
            continue
        quote, title, at = chance.choice(clauses), measure.title, article
        if outcome == "altered":
            quote = _altered(chance, quote, number)
        elif outcome == "other_article":
            at = chance.choice([n for n, text in measure.articles if n != article])
        elif outcome == "not_held":
            title = _strange(chance, title)
        if _means(outcome, measure, at, quote):
            return Case(_text(chance, title, at, quote), outcome, quote, title, at)


def _means(outcome: str, measure: Measure, at: int, quote: str) -> bool:
    """Whether the case is one: altered words stand nowhere, moved words not also where they are cited."""
    holding = [number for number, text in measure.articles if fold(quote) in fold(text)]
    if outcome == "altered":
        return not holding
    return at not in holding if outcome == "other_article" else at in holding or outcome == "not_held"


def _altered(chance: random.Random, quote: str, number: int) -> str:
    """One number, one turning word or one character is another."""
    inner = quote[1:-1]
    if number % 3 == 0 and (found := _NUMBER.search(inner)):
        other = str(int(found[0]) + 3) if found[0].isdigit() else ("七" if found[0] != "七" else "六")
        return quote[0] + inner[: found.start()] + other + inner[found.end() :] + quote[-1]
    turning = [(a, b) for a, b in _SWAPS if a in inner]
    if number % 3 != 1 and turning:
        a, b = chance.choice(turning)
        return quote[0] + inner.replace(a, b, 1) + quote[-1]
    at = chance.randrange(2, len(quote) - 2)
    return quote[:at] + chance.choice(_STRANGE) + quote[at + chance.choice((0, 1)) :]


def _strange(chance: random.Random, title: str) -> str:
    return chance.choice(("云梦", "蓬莱", "桃源")) + "槭木" + title[-6:]


def _text(chance: random.Random, title: str, article: int, quote: str) -> str:
    """The citation in one of the notations of people, the quotation in one of theirs."""
    spelt = format_numeral(article)
    unit = chance.choice((f"第{spelt}条", f"第{article}条", f"第 {article} 条"))
    named = f"《{title}》{unit}"
    opening, closing = chance.choice((("“", "”"), ("「", "」"), ('"', '"')))
    marked = f"{opening}{quote}{closing}"
    short = f"根据《{title}》（以下简称《特别规定》）的精神，各地要抓好落实。"
    forms: tuple[str, ...] = (
        f"{named}规定：{marked}。",
        f"{named}明确规定，{marked}，各单位应予注意。",
        f"按照{named}的要求，{marked}。",
        f"实践中有人认为，{marked}（{named}）。",
        f"{marked}——{named}",
        f"{named}规定：{quote}。",
        f"{short}\n《特别规定》{unit}规定：{marked}。",
        f"{short}该规定{unit}指出：{marked}。".replace("该规定", "其"),
        f"《{title}》已经公布。\n其中，{unit}规定：{marked}。",
        f"> {quote}。\n> —— {named}",
        f"{named}：\n\n> {quote}。\n",
        f"{named}规定“{quote[:6]}……{quote[6:]}”。" if len(quote) > 20 else f"{named}载明{marked}。",
    )
    loose = f"{title}第{spelt}条"
    forms += (
        f"正如{loose}所言，{marked}。这一点学界已有“共识”。",
        f"{marked}（参见{loose}）。",
        f"{marked}，这是{chance.choice((named, loose))}的规定。",
        f"1. {loose}规定：{marked}；\n2. 其他事项从略。",
        f"| 依据 | 内容 |\n| {named} | {marked} |",
        f"被告认为：“本案应当驳回。”而{named}规定：{marked}，二者并不矛盾。",
        f"{named}明确：\n{quote}。\n以上规定应当遵守。",
        f"{named}第一句即为{opening}……{quote}……{closing}。",
    )
    before = chance.choice(("", "一、背景\n", "笔者在上一期谈过这个问题。\n"))
    return before + chance.choice(forms)

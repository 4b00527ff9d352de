"""References, definitions and parallels: own sentences always; statutes as their own truth.

In statutes whose articles are numbered without a gap every 本法第N条 must lead to an article that exists, and
every 《…》第N条 must be read with its article. 本办法所称…，是指 at the head of a sentence must give a term.
An article must be near to what is left of it without every third phrase, and far from those of other laws.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleaners.citing.definitions import definitions
from cleaners.citing.references import amends, references
from cleaners.comparing.parallels import likeness, may_be_near, sought
from cleaners.numerals import parse_numeral
from tests.gates.score import Score

_N = "[零〇一二三四五六七八九十百千]{1,9}"
_OWN = re.compile(rf"本(?:法|条例|办法|规定|细则)第(?P<n>{_N})条")
_TITLED = re.compile(rf"《[^《》\n]{{2,60}}》第(?P<n>{_N})条")
_SAID = re.compile(
    r"(?:\A|(?<=[。\n]))本(?:法|条例|办法|规定|细则)所称的?(?P<term>[^，。；：、的“”（）\n]{2,12})，是指"
)
# our own: a text, and the eIds or titles that it names
_SENTENCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("违反本办法第三条、第五条至第七条的，处罚。", ("art_3", "art_5", "art_6", "art_7")),
    ("本条例第十条第一款第（二）、（四）项", ("art_10__para_1__point_2", "art_10__para_1__point_4")),
    ("根据《云杉促进法》和《渔灯条例》，制定本办法。", ("云杉促进法", "渔灯条例")),
    ("依照《云杉促进法》（海发〔2031〕3号）第八十二条之一处罚", ("云杉促进法", "art_82-1")),
    ("按照海发〔2031〕3号第四条办理", ("海发〔2031〕3号", "art_4")),
    ("第三条件、第二人称和第四章程不是条款。", ()),
    ("该法第三条另有规定。", ()),
    ("云杉种植第一年，前条件成熟时可以采伐。", ()),
)
_NO_TERMS = (
    "主管部门应当加强指导，是指导性意见的，另行规定。",
    "发现险情的，指令船员撤离。",
    "云杉协会是指定的检验机构。",
    "本法所称以上，包括本数。",
    "其中，是指上述情形的除外。",
    "前款所称期限，依照《云杉条例》认定。",
)


class _Article(NamedTuple):
    """An article of the statutes."""

    doc: str
    title: str
    number: int
    clean: bool
    text: str


def scores(corpora: Path | None) -> Iterator[Score]:
    """Our own sentences, then the statutes."""
    right = sum(_named(text) == named for text, named in _SENTENCES)
    yield Score("references.own", right / len(_SENTENCES), f"{right} of {len(_SENTENCES)}")
    silent = sum(not definitions(text) for text in _NO_TERMS)
    yield Score("definitions.none_invented", silent / len(_NO_TERMS), f"{silent} of {len(_NO_TERMS)}")
    if corpora is None or not (corpora / "statutes").is_dir():
        for name in ("references.own_articles", "references.read", "definitions.found"):
            yield Score(name, None, "no corpus")
        for name in ("parallels.found", "parallels.unlike"):
            yield Score(name, None, "no corpus")
        return
    articles = list(_articles(corpora / "statutes"))
    yield _own_articles(articles)
    yield _read(articles)
    yield _terms(articles)
    yield from _near(articles)


def _named(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for mention in references(text):
        found += [name for name in (mention.title or mention.doc_number,) if name]
        found += [unit.eids()[0] for unit in mention.units]
    return tuple(found)


def _articles(folder: Path) -> Iterator[_Article]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield _Article(row["doc"], row["title"], row["n"], row["clean_doc"], row["text"])


def _own_articles(articles: list[_Article]) -> Score:
    """Every own reference of a text without gaps leads to one of its articles."""
    last: dict[str, int] = defaultdict(int)
    for article in articles:
        last[article.doc] = max(last[article.doc], article.number)
    held = named = 0
    for article in articles:
        if article.clean and not amends(article.title) and _OWN.search(article.text):
            for mention in references(article.text, title=article.title):
                if mention.kind == "own":
                    named += len(mention.units)
                    held += sum((u.article or 0) <= last[article.doc] for u in mention.units)
    return Score("references.own_articles", held / named, f"{held} of {named} lead to an article")


def _read(articles: list[_Article]) -> Score:
    """Every 本法第N条 and 《…》第N条 is read with its number."""
    told = printed = 0
    for article in articles:
        wanted = [match for form in (_OWN, _TITLED) for match in form.finditer(article.text)]
        if wanted and not amends(article.title):
            found = references(article.text, title=article.title)
            numbers = {(m.end, u.article) for m in found for u in m.units}
            spans = [(m.start, m.end, {n for end, n in numbers if end == m.end}) for m in found]
            for match in wanted:
                number = parse_numeral(match["n"])
                printed += 1
                told += any(s <= match.start() and e >= match.end() and number in of for s, e, of in spans)
    return Score("references.read", told / printed, f"{told} of {printed}")


def _terms(articles: list[_Article]) -> Score:
    told = printed = 0
    for article in articles:
        wanted = {match["term"] for match in _SAID.finditer(article.text)}
        if wanted:
            printed += len(wanted)
            told += len(wanted & {found.term for found in definitions(article.text)})
    return Score("definitions.found", told / printed, f"{told} of {printed} terms")


def _near(articles: list[_Article]) -> Iterator[Score]:
    """Articles beside what is left of them without every third phrase; beside articles of other laws."""
    kept = near = 0
    for article in articles[::37]:
        phrases = re.split(r"(?<=[，；。])", article.text)
        clause = sought(article.text) if len(phrases) > 4 else None
        if clause is not None:
            rest = "".join(phrase for n, phrase in enumerate(phrases) if n % 3 != 1)
            kept += 1
            near += may_be_near(clause, rest) and likeness(clause, rest).parallel
    yield Score("parallels.found", near / kept, f"{near} of {kept} articles without a third of their phrases")
    asked = [(a, clause) for a in articles[::2003] if (clause := sought(a.text)) is not None]
    others = articles[::101]
    pairs = [(c, o) for a, c in asked for o in others if a.doc != o.doc]
    unlike = sum(not (may_be_near(c, o.text) and likeness(c, o.text).parallel) for c, o in pairs)
    yield Score("parallels.unlike", unlike / len(pairs), f"{unlike} of {len(pairs)} pairs of chance")

"""How well segmentation (分条) finds the articles of laws and the headings of notices.

Articles: every law of the statutes corpus, rebuilt from its records (title, headings, 第X条 and text), must
give the same articles again, with line breaks between them and without. Notices: hand-written lists of
headings, held as eids and hashes, against what segment() reads.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cleaners.normalise import fold
from cleaners.numerals import format_numeral
from cleaners.structure.segmentation import segment
from tests.gates.score import Score

NOTICES = Path(__file__).parent.parent / "notices"
FUSED_SAMPLE = 3  # of the fused texts every third document is read: a minute of CPU must do for the gate
_TAG = re.compile(r"<[^>]{0,2000}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6])[ /]{0,3}>", re.I)
_HEADINGS = frozenset({"level", "article", "part", "chapter", "section"})


@dataclass(frozen=True, slots=True)
class Law:
    """A law of the corpus: its title, whether it numbers 1..N, and each article's (path, number, text)."""

    name: str
    title: str
    clean: bool
    articles: tuple[tuple[str, str, str], ...]

    def printed(self, *, between: str = "\n", gap: str = "　") -> str:
        """The text as a page prints it: headings when they change, then each article."""
        parts, above = [self.title], ""
        for path, number, text in self.articles:
            parts += _new_headings(above, path)
            parts.append(f"{number}{gap}{text}")
            above = path
        return parts[0] + "\n" + between.join(parts[1:])


@dataclass(frozen=True, slots=True)
class Count:
    """Articles held, found again with number and text, and found though not held."""

    held: int = 0
    right: int = 0
    invented: int = 0

    def plus(self, other: Count) -> Count:
        return Count(self.held + other.held, self.right + other.right, self.invented + other.invented)

    @property
    def share(self) -> float:
        return self.right / self.held if self.held else 1.0


@lru_cache(maxsize=1)
def laws(corpora: Path) -> tuple[Law, ...]:
    """The laws of the statutes corpus, in its order."""
    rows: dict[str, list[dict[str, str]]] = {}
    with gzip.open(corpora / "statutes/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows.setdefault(row["doc"], []).append(row)
    return tuple(
        Law(
            doc,
            articles[0]["title"],
            bool(articles[0]["clean_doc"]),
            tuple((a["path"], a["article_no"], a["text"]) for a in articles),
        )
        for doc, articles in rows.items()
    )


def _new_headings(above: str, path: str) -> list[str]:
    old, new = above.split("/") if above else [], path.split("/") if path else []
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    return [heading.strip() for heading in new[same:]]


def compare(law: Law, text: str) -> Count:
    """What segment() finds of a law's articles in a text of it."""
    held: dict[tuple[str, str], int] = {}
    for _, number, body in law.articles:
        key = ("".join(number.split()), "".join(body.split()))
        held[key] = held.get(key, 0) + 1
    right = invented = 0
    for provision in segment(text):
        if provision.kind != "article":
            continue
        key = ("".join(provision.label.split()), "".join(provision.text.split()))
        if held.get(key):
            held[key] -= 1
            right += 1
        else:
            invented += 1
    wrong = len(law.articles) - right
    return Count(len(law.articles), right, max(0, invented - wrong))


def total(counts: Iterable[Count]) -> Count:
    result = Count()
    for count in counts:
        result = result.plus(count)
    return result


def law_scores(corpora: Path) -> Iterator[Score]:
    every = laws(corpora)
    clean = [law for law in every if law.clean]
    unclean = [law for law in every if not law.clean]
    lines = total(compare(law, law.printed()) for law in clean)
    yield _score("segment.articles.lines", lines, len(clean))
    yield Score(
        "segment.articles.none_invented", 1 - lines.invented / lines.held, f"{lines.invented} invented"
    )
    sample = clean[::FUSED_SAMPLE]
    fused = total(compare(law, law.printed(between="")) for law in sample)
    yield _score("segment.articles.fused", fused, len(sample))
    bare = total(compare(law, law.printed(between="", gap="").replace("\n", "")) for law in sample)
    yield _score("segment.articles.fused_without_spaces", bare, len(sample))
    rest = total(compare(law, law.printed()) for law in unclean)
    yield _score("segment.articles.unclean_documents", rest, len(unclean))


def _score(name: str, count: Count, documents: int) -> Score:
    return Score(
        name,
        count.share,
        f"{count.right} of {count.held} articles, {count.invented} invented, {documents} documents",
    )


def scores(corpora: Path | None) -> Iterator[Score]:
    yield _own_score()
    if corpora is not None and (corpora / "statutes").is_dir():
        yield from law_scores(corpora)
    else:
        yield from (Score(f"segment.articles.{name}", None) for name in _LAW_SCORES)
    if corpora is not None and (corpora / "govcn").is_dir() and (corpora / "pbc").is_dir():
        yield from notice_scores(corpora)
    else:
        yield from (Score(f"segment.notices.{name}", None) for name in ("precision", "recall"))


_LAW_SCORES = ("lines", "none_invented", "fused", "fused_without_spaces", "unclean_documents")


def _own_score() -> Score:
    """A fictional law of forty articles with the usual traps, printed in three ways."""
    bodies = (
        "申请依照第三条、第五条的规定办理。",
        "下列企业可以申报：\n（一）甲类企业；\n（二）乙类企业。",
        "违反本办法第四条规定的，由主管部门责令改正。\n第三人可以提出意见。",
        "《云岭市产业条例》第二十四条所称单位，是指企业和其他组织。",
    )
    articles = tuple(
        (f"第{format_numeral(n // 10 + 1)}章 甲乙", f"第{format_numeral(n)}条", bodies[n % len(bodies)])
        for n in range(1, 41)
    )
    law = Law("own", "云岭市灯塔企业培育办法", True, articles)
    texts = (law.printed(), law.printed(between=""), law.printed(between="", gap="").replace("\n", ""))
    return _score("segment.articles.own", total(compare(law, text) for text in texts), 3)


def page_text(body: str) -> str:
    """The text of a saved page's body: tags away, one paragraph a line."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", re.sub(r"\n\s*", " ", body))))


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the corpora whose headings a person has listed: (eid, label, hash of its opening)."""

    corpus: str
    id: str
    headings: tuple[tuple[str, str, str], ...]


def notices() -> tuple[Notice, ...]:
    """The lists of tests/notices, made by reading the notices line by line, before segment() saw them.

    Chosen by rule: texts with three or more lines that begin 一、; govcn under 9,000 characters, pbc under
    4,500 characters, not scanned and without lines of articles; of each corpus 15, every (count // 15)th.
    """
    held = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(NOTICES.glob("*.json")))
    return tuple(
        Notice(n["corpus"], n["id"], tuple((h["eid"], h["label"], h["opening"]) for h in n["headings"]))
        for n in held
    )


def headings(text: str) -> set[tuple[str, str, str]]:
    """What segment() takes for headings, in the form of the lists."""
    return {(p.eid, p.label, opening(text[p.span[0] :])) for p in segment(text) if p.kind in _HEADINGS}


def opening(text: str) -> str:
    """The hash that stands for the first characters of a heading: no text of a notice is kept here."""
    return hashlib.sha256(fold(text[:60].split("\n")[0])[:16].encode()).hexdigest()[:8]


def notice_texts(corpora: Path) -> dict[tuple[str, str], str]:
    """The texts of the notices, by corpus and id."""
    texts: dict[tuple[str, str], str] = {}
    for corpus, key, body in (("govcn", "id", "content"), ("pbc", "path", "text")):
        with (corpora / corpus / "docs.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                texts[corpus, row[key]] = page_text(row[body]) if corpus == "govcn" else row[body]
    return texts


def notice_scores(corpora: Path) -> Iterator[Score]:
    texts = notice_texts(corpora)
    held = found = right = 0
    for notice in notices():
        want, got = set(notice.headings), headings(texts[notice.corpus, notice.id])
        held, found, right = held + len(want), found + len(got), right + len(want & got)
    note = f"{right} right, {held} held, {found} found in {len(notices())} notices"
    yield Score("segment.notices.precision", right / found if found else 0.0, note)
    yield Score("segment.notices.recall", right / held if held else 0.0, note)

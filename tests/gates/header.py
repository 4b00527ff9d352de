"""Headers against corpora: People's Bank notices (pbc) with known 文号, and gov.cn pages with their tables.

The truth of pbc was read by a pattern from each text, so some of it is a number that the text only cites, and
some has lost the first characters of 中国人民银行令; a document counts when year and serial agree and one
code ends with the other. Documents whose title names another number than the truth are left out and counted.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleaners.official.authorities import official_name
from cleaners.official.carrier import split_carrier
from cleaners.official.doc_number import find_doc_numbers, normalise_doc_number
from cleaners.official.header import read_header
from cleaners.official.identity import role_of
from tests.gates.score import Score


@dataclass(frozen=True, slots=True)
class _Tally:
    """Right, wrong (a number given that is not the document's), missed, and what was left out."""

    right: int = 0
    invented: int = 0
    missed: int = 0
    left_out: int = 0


def same_number(ours: str | None, truth: str) -> bool:
    """Equal after normalising, or with the agency cut off in the truth: 银行令〔2019〕第2号."""
    if ours is None:
        return False
    return _figures(ours) == _figures(truth) and _codes_agree(ours, normalise_doc_number(truth) or truth)


def _figures(number: str) -> list[int]:
    return [int(figure) for figure in re.findall(r"\d+", number)]


def _codes_agree(ours: str, truth: str) -> bool:
    mine, theirs = (re.split(r"[〔\[（(\d第]", n, maxsplit=1)[0] for n in (ours, truth))
    return mine.endswith(theirs) or theirs.endswith(mine)


def _lines(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def plain(markup: str) -> str:
    """The paragraphs of an HTML fragment, one a line; enough for pages whose body is already cut out."""
    broken = re.sub(r"(?i)<br[^>]*>|</p>|</div>|</tr>", "\n", markup)
    text = html.unescape(re.sub(r"<[^>]*>", "", broken))
    return "\n".join(line.strip(" \t\u3000\xa0") for line in text.split("\n") if line.strip(" \t\u3000\xa0"))


def pbc_tally(corpora: Path, *, with_title: bool) -> _Tally:
    """The numbers of the notices whose text (or title) prints one in its head."""
    right = invented = missed = left_out = 0
    for doc in _lines(corpora / "pbc" / "docs.jsonl"):
        truth, title, text = doc["doc_no"], doc["title"] or "", doc["text"] or ""
        named = find_doc_numbers(title)
        if truth is None or (named and not any(same_number(n.text, truth) for n in named)):
            left_out += 1
            continue
        if not with_title and not any(same_number(n.text, truth) for n in find_doc_numbers(text[:1500])):
            left_out += 1
            continue
        header = read_header(text, title=title if with_title else None)
        ours = header.doc_number if header else None
        right += same_number(ours, truth)
        missed += ours is None
        invented += ours is not None and not same_number(ours, truth)
    return _Tally(right, invented, missed, left_out)


def govcn_rights(corpora: Path) -> tuple[int, int, int, int, int]:
    """Right numbers, issuers, titles and 成文日期, and pages, reading the body without its table.

    The truth's days lie a month too late (a month counted from nought was stored), so a month is taken off.
    """
    numbers = issuers = titles = days = pages = 0
    for doc in _lines(corpora / "govcn" / "docs.jsonl"):
        header = read_header(plain(doc["content"] or ""), title=doc["title"])
        shown = read_header(plain(doc["content"] or ""))
        pages += 1
        if header is None:
            continue
        numbers += same_number(header.doc_number, doc["release_number"] or "")
        truth = tuple(official_name(name) for name in (doc["release_office"] or "").split("、"))
        issuers += header.issuers == truth
        days += header.date_document == _month_before(doc["wiritten_time"] or "")
        titles += shown is not None and _key(shown.title or "") == _key(doc["title"] or "")
    return numbers, issuers, titles, days, pages


def _month_before(stamp: str) -> date | None:
    year, month, day = (int(figure) for figure in stamp[:10].split("-"))
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def listing_numbers(corpora: Path) -> tuple[int, int]:
    """How many 文号 of the State Council's index of 5,796 documents keep their form when normalised."""
    path = corpora / "listings" / "govgk_5796.jsonl.gz"
    numbers = [json.loads(line)["doc_no"] for line in _zipped(path)]
    printed = [number for number in numbers if number]
    return sum(normalise_doc_number(number) == number for number in printed), len(printed)


def laws_alone(corpora: Path, *, limit: int = 300) -> tuple[int, int]:
    """How many laws, put together from their articles, are one uncut instrument without a number."""
    texts: dict[str, list[str]] = {}
    for line in _zipped(corpora / "statutes" / "articles.jsonl.gz"):
        article = json.loads(line)
        if article["doc"] not in texts and len(texts) == limit:
            break
        lines = texts.setdefault(article["doc"], [article["title"]])
        lines.append(f"{article['article_no']}　{article['text']}")
    right = 0
    for lines in texts.values():
        text = "\n".join(lines)
        header = read_header(text, title=lines[0])
        roles = [part.role for part in split_carrier(text, header)]
        role = role_of(lines[0], header, text)
        right += (
            roles == ["instrument"] and role == "instrument" and (header is None or not header.doc_number)
        )
    return right, len(texts)


def _zipped(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def _key(title: str) -> str:
    return re.sub(r"\s", "", title)


def scores(corpora: Path | None) -> Iterator[Score]:
    """Our own small set always; the corpora when they are there."""
    yield _own()
    if corpora is None or not (corpora / "pbc").is_dir():
        for name in _CORPUS_SCORES:
            yield Score(f"header.{name}", None, "no corpus")
        return
    with_title, text_only = pbc_tally(corpora, with_title=True), pbc_tally(corpora, with_title=False)
    for name, tally in (("pbc_number", with_title), ("pbc_number_text_only", text_only)):
        counted = tally.right + tally.missed + tally.invented
        yield Score(f"header.{name}", tally.right / counted, str(tally))
    counted = with_title.right + with_title.missed + with_title.invented
    yield Score("header.pbc_not_invented", 1 - with_title.invented / counted, str(with_title))
    numbers, issuers, titles, days, pages = govcn_rights(corpora)
    yield Score("header.govcn_date_document", days / pages, f"{days} of {pages}")
    yield Score("header.govcn_number", numbers / pages, f"{numbers} of {pages}")
    yield Score("header.govcn_issuers", issuers / pages, f"{issuers} of {pages}")
    yield Score("header.govcn_title", titles / pages, f"{titles} of {pages}")
    for name, count in (("listing_number", listing_numbers), ("law_is_one_instrument", laws_alone)):
        right, counted = count(corpora)
        yield Score(f"header.{name}", right / counted, f"{right} of {counted}")


_CORPUS_SCORES = (
    *("pbc_number", "pbc_number_text_only", "pbc_not_invented"),
    *("govcn_number", "govcn_issuers", "govcn_title", "govcn_date_document"),
    *("listing_number", "law_is_one_instrument"),
)
_OWN = (
    (
        "某部文件\n工信部企业〔2031〕7号\n某部关于做好某事的通知\n各有关单位：\n现将有关事项通知如下。",
        "工信部企业〔2031〕7号",
    ),
    ("关于某事的通知\n各单位：\n根据《某办法》（财企〔2030〕5号）要求，现通知如下。", None),
    ("某某部公告\n2031年第4号\n现予公布。", "2031年第4号"),
)


def _own() -> Score:
    right = 0
    for text, number in _OWN:
        header = read_header(text)
        right += (header.doc_number if header else None) == number
    return Score("header.own_number", right / len(_OWN), f"{right} of {len(_OWN)}")

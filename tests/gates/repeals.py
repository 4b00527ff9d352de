"""Force, repeals and issuers: sentences of our own, of statutes and notices; signatures of the portal.

A sentence of a corpus counts when it puts a document named in 《》 out of force by a plain formula (同时废止)
and names no article of it; one of its names must be told. Sentences that only cite or condition are of our
own writing, and none of them may repeal.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from cleaners import clean_page
from cleaners.effect.effects import effects
from cleaners.effect.force import read_force
from cleaners.effect.repeals import repealing, repeals
from cleaners.model import Header
from cleaners.official.dates import parse_date
from samples.portal.library import Text, texts
from samples.portal.pages import detail
from tests.force_sentences import DOES, ENDS
from tests.gates.score import Score

# 《某条例》（某令）同时废止。
_PLAIN = re.compile(r"[^。；\n]*》(?:[（(][^）)\n]{0,60}[）)])?[，,]?(?:同时|即行|予以|一并)废止[。；]")
# 《某条例》中关于某事的规定同时废止。 | 《某细则》（某公告）第三十七条同时废止。
_PART = re.compile(
    r"[^。；\n]*》(?:[（(][^）)\n]{0,60}[）)])?(?:中(?:有关|关于)[^。；，《》\n]{1,40}的规定|第[^。；，《》\n]{1,8}条)"
    r"(?:同时|即行)废止[。；]"
)
_REPEALED = re.compile("废止")
_TERMS = re.compile("有效期|试行期|执行期限|继续有效|延长至")
TITLE = "海川市松树办法"
_NONE = (
    "本办法被废止的，依照《云杉条例》处理。",
    "如《旧云杉办法》废止，本办法随之调整。",
    "《旧云杉办法》第五条同时废止。",
    "《旧云杉办法》中与本办法不一致的规定同时废止。",
    "按照《旧云杉办法》的规定，相关许可停止执行。",
    "拟废止《旧云杉办法》。",
    "《旧云杉办法》修订或者废止的，从其规定。",
    "《关于废止〈旧云杉办法〉的通知》已经印发。",
    "原有优惠政策不再执行，《云杉条例》继续有效。",
)


def scores(corpora: Path | None) -> Iterator[Score]:
    """Our own sentences and the portal always; the corpora when they are there."""
    silent = sum(not repeals(sentence) for sentence in _NONE)
    yield Score("repeals.none_invented", silent / len(_NONE), f"{silent} of {len(_NONE)}")
    yield from _own_sentences()
    yield _signed_portal()
    if corpora is None or not (corpora / "statutes").is_dir():
        yield Score("repeals.found", None, "no corpus")
        return
    sentences = sorted({found[0] for text in _corpus(corpora) for found in _PLAIN.finditer(text)})
    told = sum(bool(repeals(sentence)) for sentence in sentences)
    yield Score("repeals.found", told / len(sentences), f"{told} of {len(sentences)} sentences")
    yield from _of_the_corpora(corpora)


def _own_sentences() -> Iterator[Score]:
    """tests/force_sentences.py: last days, and what is done to whom; one wrong word of an answer is wrong."""
    ends = [(end, _last_day(sentence)) for sentence, end in ENDS]
    right = sum(end == told for end, told in ends)
    yield Score("repeals.own_terms", right / len(ends), f"{right} of {len(ends)} sentences")
    deeds = [(done, _done(sentence)) for sentence, done in DOES]
    right = sum(done == told for done, told in deeds)
    yield Score("repeals.own_acts", right / len(deeds), f"{right} of {len(deeds)} sentences")


def _last_day(sentence: str) -> str:
    text = f"第一条 本办法自2031年4月1日起施行。\n第二条 保护云杉。\n{sentence}"
    last = read_force(text, header=Header(title=TITLE), published=None).date_no_longer_in_force
    return last.isoformat() if last else ""


def _done(sentence: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple((act.kind, act.title, act.articles) for act in effects(TITLE, sentence))


def _of_the_corpora(corpora: Path) -> Iterator[Score]:
    """Statutes end by no term of their own; a term or an extension read there belongs to something else."""
    clean = [text for text in _corpus(corpora, _TERMS) if _last_read(text) is None]
    texts = sum(1 for _ in _corpus(corpora, _TERMS))
    yield Score(
        "repeals.terms_of_others", len(clean) / texts, f"{len(clean)} of {texts} articles and notices"
    )
    parts = sorted({found[0] for text in _corpus(corpora) for found in _PART.finditer(text)})
    told = sum(any(act.kind == "repeals_part" for act in repealing(part)) for part in parts)
    yield Score("repeals.in_part_found", told / len(parts), f"{told} of {len(parts)} sentences")


def _last_read(text: str) -> object:
    return read_force(text, header=Header(title="某法"), published=None).date_no_longer_in_force


def _corpus(corpora: Path, words: re.Pattern[str] = _REPEALED) -> Iterator[str]:
    """The articles of statutes and the notices that hold any of the words."""
    with gzip.open(corpora / "statutes" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if words.search(line):
                yield json.loads(line)["text"]
    for line in (corpora / "pbc" / "docs.jsonl").read_text(encoding="utf-8").splitlines():
        if words.search(line):
            yield json.loads(line)["text"] or ""


def _signed_portal() -> Score:
    """Issuers and 成文日期 of every page of the portal whose text sets its signature right (> …)."""
    signed = [text for text in texts() if _signature(text)]
    right = sum(_read(text) == _signature(text) for text in signed)
    return Score("header.portal_signatures", right / len(signed), f"{right} of {len(signed)}")


def _signature(text: Text) -> tuple[tuple[str, ...], object] | None:
    lines = [line[2:] for line in text.body if line.startswith("> ")]
    return (tuple(lines[:-1]), parse_date(lines[-1])) if len(lines) > 1 else None


def _read(text: Text) -> tuple[tuple[str, ...], object] | None:
    header = clean_page(detail(text).encode(), url="https://www.miit.gov.cn" + text.path).header
    return (header.issuers, header.date_document) if header else None

"""Repeals and issuers: repealing sentences of statutes and notices, signatures of the sample portal.

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
from cleaners.dates import parse_date
from cleaners.repeals import repeals
from samples.portal.library import Text, texts
from samples.portal.pages import detail
from tests.gates.score import Score

# 《某条例》（某令）同时废止。
_PLAIN = re.compile(r"[^。；\n]*》(?:[（(][^）)\n]{0,60}[）)])?[，,]?(?:同时|即行|予以|一并)废止[。；]")
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
    yield _signed_portal()
    if corpora is None or not (corpora / "statutes").is_dir():
        yield Score("repeals.found", None, "no corpus")
        return
    sentences = sorted({found[0] for text in _corpus(corpora) for found in _PLAIN.finditer(text)})
    told = sum(bool(repeals(sentence)) for sentence in sentences)
    yield Score("repeals.found", told / len(sentences), f"{told} of {len(sentences)} sentences")


def _corpus(corpora: Path) -> Iterator[str]:
    with gzip.open(corpora / "statutes" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if "废止" in line:
                yield json.loads(line)["text"]
    for line in (corpora / "pbc" / "docs.jsonl").read_text(encoding="utf-8").splitlines():
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

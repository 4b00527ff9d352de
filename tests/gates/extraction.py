"""How well clean_page finds bodies: own pages exactly, the corpora's pages by character 4-grams.

The corpus score is the mean over articles of the F1 of the multisets of 4-grams after NFKC without white
space, against the body less editor, 原标题 and 声明 lines, which are no text.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cleaners import Refused, clean_page
from tests.gates.score import Score
from tests.layouts import in_tables, nameless

NOWHERE = "https://news.example/1.html"  # no host: the page alone has to tell what it is
PAGES = Path(__file__).parent.parent / "pages"
_NO_TEXT = re.compile(r"责任编辑|原标题|责编|免责声明|^[（(]?编辑[:：]")
FURNITURE = re.compile(r"责任编辑[:：]|责编[:：]|免责声明|二维码|扫一扫|上一篇[:：]|下一篇[:：]|相关阅读")


def grams(text: str) -> Counter[str]:
    """The character 4-grams of a text."""
    packed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return Counter(packed[i : i + 4] for i in range(max(1, len(packed) - 3)))


def agreement(read: str, truth: str) -> float:
    """F1 of two texts."""
    left, right = grams(read), grams(truth)
    shared = (left & right).total()
    return 2 * shared / (left.total() + right.total()) if shared else 0.0


def strict(content: str) -> str:
    """A hand-made body without the lines that are no text."""
    return "\n".join(line for line in content.split("\n") if len(line) > 60 or not _NO_TEXT.search(line))


def read(path: Path, url: str) -> str:
    """The text of a saved page; nothing when it is refused."""
    return text_of(path.read_bytes(), url)


def text_of(page: bytes, url: str) -> str:
    """The text of a page; nothing when it is refused."""
    try:
        return clean_page(page, url=url).text
    except Refused:
        return ""


def own_pages() -> Score:
    """The share of own pages whose text is exactly what their golden file says."""
    right = total = 0
    for meta in sorted(PAGES.glob("*/*/meta.toml")):
        (page,) = meta.parent.glob("page.*")
        wanted = json.loads((meta.parent / "expected.json").read_text(encoding="utf-8"))["text"]
        right += read(page, tomllib.loads(meta.read_text(encoding="utf-8"))["url"]).split("\n") == wanted
        total += 1
    return Score("extraction.own_pages", right / total, f"{right} of {total} pages exact")


def articles(corpora: Path | None) -> Score:
    """Mean F1 over the corpus's articles."""
    listing = corpora / "extraction/zh_magic.jsonl" if corpora else None
    if listing is None or not listing.exists():
        return Score("extraction.article_f1", None, "data/extraction is not there")
    rows = [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["kind"] == "article"]
    marks = [agreement(read(listing.parent / r["html_path"], r["url"]), strict(r["content"])) for r in rows]
    bad = sum(mark < 0.5 for mark in marks)
    return Score("extraction.article_f1", sum(marks) / len(marks), f"{len(marks)} pages, {bad} below .5")


def in_other_clothes(corpora: Path | None) -> Iterator[Score]:
    """Mean F1 over the same articles without the names of their elements, and in the tables of 2003."""
    listing = corpora / "extraction/zh_magic.jsonl" if corpora else None
    for name, layout in (("nameless", nameless), ("in_tables", in_tables)):
        if listing is None or not listing.exists():
            yield Score(f"extraction.{name}_f1", None, "data/extraction is not there")
            continue
        rows = [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines()]
        worn = {
            row["id"]: layout((listing.parent / row["html_path"]).read_bytes())
            for row in rows
            if row["kind"] == "article"
        }
        marks = [
            agreement(text_of(worn[row["id"]], NOWHERE), strict(row["content"]))
            for row in rows
            if row["id"] in worn
        ]
        bad = sum(mark < 0.5 for mark in marks)
        yield Score(f"extraction.{name}_f1", sum(marks) / len(marks), f"{len(marks)} pages, {bad} below .5")


def clean_of_furniture(corpora: Path | None) -> Score:
    """The share of saved news pages whose text has no editor, disclaimer, QR or neighbour line left."""
    folder = corpora / "extraction/gne" if corpora else None
    if folder is None or not folder.is_dir():
        return Score("extraction.no_furniture", None, "data/extraction/gne is not there")
    texts = [read(path, NOWHERE) for path in sorted(folder.glob("*.html"))]
    lines = [[line for line in text.split("\n") if len(line) < 120] for text in texts if text]
    clean = sum(not any(FURNITURE.search(line) for line in page) for page in lines)
    return Score("extraction.no_furniture", clean / len(lines), f"{clean} of {len(lines)} pages")


def scores(corpora: Path | None) -> Iterator[Score]:
    """All scores of this room."""
    yield own_pages()
    yield articles(corpora)
    yield from in_other_clothes(corpora)
    yield clean_of_furniture(corpora)

"""Official files against corpora: every field of gov.cn pages against their own tables, and no line lost.

The truth of a field is the cell behind its label in the page's markup, read here by a pattern and not by our
reader. A line is accounted for when its characters are in the text or in what was cut; what was cut as head,
foot or page number must show here that it is one.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from cleaners import clean_page
from cleaners.model import Header, Page
from cleaners.normalise import fold
from tests.gates.header import plain
from tests.gates.score import Score

_CELL = re.compile(
    r"<b>([^<：:]{2,16})[：:]</b>\s{0,40}</td>\s{0,40}<td[^>]{0,80}>([^<]{0,300})</td>"
)  # <td><b>索 引 号：</b></td> <td>000014349/2031-00006</td>
_DAY = re.compile(r"(\d{4})年(\d{2})月(\d{2})日")
# each rule with what its cut lines must show
_SHOWS = {
    "page_number": re.compile(r"^[^一-龥]*\d[^一-龥]*一?$|^第\d+页"),
    "red_head": re.compile(r"文\s*件|〕|\]|急|密|签发人|^\d{6}$|[部委局院行署会厅]$|[—─_]{3}"),
    "imprint": re.compile(
        r"[抄主分发报]\s*送\s*[：:]|发送[：:]|主\s*题\s*词|印\s*发|公开选项|共印|[。、，]$|校\s*对|[厅室]$"
    ),
    "tail": re.compile(r"相关文章|答记者问"),
    "date_line": re.compile(r"\d{4}"),
}
_FIELDS: dict[str, tuple[str, Callable[[Header], str]]] = {
    "issuers": ("发文机关", lambda h: "、".join(h.issuers)),
    "number": ("发文字号", lambda h: h.doc_number or ""),
    "date_document": ("成文日期", lambda h: str(h.date_document or "")),
    "date_publication": ("发布日期", lambda h: str(h.date_publication or "")),
    "index_number": ("索引号", lambda h: h.index_number or ""),
    "subject": ("主题分类", lambda h: h.subject or ""),
    "title": ("标题", lambda h: h.title or ""),
}
_CORPUS_SCORES = (
    *(f"govcn_page.{name}" for name in _FIELDS),
    *("govcn_page.body_lines", "pbc_lines", "pbc_addressees_kept"),
)


def table_of(markup: str) -> dict[str, str]:
    """The cells of a page's table by their labels, dates as ISO days; the page's own words."""
    cells: dict[str, str] = {}
    for label, value in _CELL.findall(markup):
        name = re.sub(r"\s", "", html.unescape(label))
        cells.setdefault(name, _DAY.sub(r"\1-\2-\3", html.unescape(value).strip()))
    return cells


def unaccounted(lines: list[str], page: Page) -> list[str]:
    """The lines that are neither in the text nor in what was cut by a rule that they fit."""
    text = fold(page.text)
    rules: dict[str, str] = {}
    for cut in page.removed:
        rules[fold(cut.quote)] = cut.rule
    return [line for line in lines if fold(line) and not _is_kept(fold(line), line, text, rules, page)]


def _is_kept(key: str, line: str, text: str, rules: dict[str, str], page: Page) -> bool:
    if key in text:
        return True
    rule = rules.get(key)
    if rule == "title":
        return key in fold(page.title)
    if rule is not None:
        return rule in _SHOWS and _SHOWS[rule].search(line) is not None
    rest = re.sub(r"<br>|&[a-z]{2,6};", "", line)  # debris of markup that survived as text
    for quote, name in rules.items():
        if quote and name in _SHOWS and quote in fold(rest) and _SHOWS[name].search(quote):
            return fold(rest).replace(quote, "") in text
    return fold(rest) in text


def govcn_rights(corpora: Path) -> tuple[Counter[str], int, int, int]:
    """Right fields by name, pages, lines of their bodies and those accounted for."""
    right: Counter[str] = Counter()
    pages = lines = kept = 0
    for doc in _docs(corpora / "govcn" / "docs.jsonl"):
        page = clean_page(doc["html"].encode(), url=doc["crawl_url"])
        truth = table_of(doc["html"])
        pages += 1
        for name, (label, ours) in _FIELDS.items():
            right[name] += page.header is not None and ours(page.header) == truth[label]
        body = plain(doc["content"]).split("\n")
        lines += len(body)
        kept += len(body) - len(unaccounted(body, page))
    return right, pages, lines, kept


def pbc_lines(corpora: Path) -> tuple[int, int, list[str]]:
    """Lines of the notices, those accounted for, and the others."""
    lines = 0
    lost: list[str] = []
    for doc in _docs(corpora / "pbc" / "docs.jsonl"):
        page = clean_page(doc["text"].encode(), url="import:0/notice.txt")
        printed = [line for line in doc["text"].split("\n") if fold(line)]
        lines += len(printed)
        lost += unaccounted(printed, page)
    return lines, lines - len(lost), lost


def pbc_addressees(corpora: Path) -> tuple[int, int]:
    """Notices with a line of addressees (各…：) in their head, and those whose text keeps it."""
    shown = kept = 0
    for doc in _docs(corpora / "pbc" / "docs.jsonl"):
        head = doc["text"].split("\n")[:8]
        lines = [line for line in head if re.search(r"各[^。]{2,600}[：:]$", line) and "主送" not in line]
        if lines:
            page = clean_page(doc["text"].encode(), url="import:0/notice.txt")
            shown += 1
            kept += fold(lines[0]) in fold(page.text) or fold(lines[0]).startswith(fold(page.title))
    return shown, kept


def _docs(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def scores(corpora: Path | None) -> Iterator[Score]:
    """The fields of gov.cn pages, and the lines of both corpora."""
    if corpora is None or not (corpora / "govcn").is_dir():
        for name in _CORPUS_SCORES:
            yield Score(f"official.{name}", None, "no corpus")
        return
    right, pages, lines, kept = govcn_rights(corpora)
    for name in _FIELDS:
        yield Score(f"official.govcn_page.{name}", right[name] / pages, f"{right[name]} of {pages}")
    yield Score("official.govcn_page.body_lines", kept / lines, f"{kept} of {lines} lines")
    lines, kept, _ = pbc_lines(corpora)
    yield Score("official.pbc_lines", kept / lines, f"{kept} of {lines} lines")
    shown, kept = pbc_addressees(corpora)
    yield Score("official.pbc_addressees_kept", kept / shown, f"{kept} of {shown}")

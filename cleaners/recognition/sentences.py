"""The sentences of a notice (句): where each stands, under which heading, and what in it may hold a verb.

Reads a text; writes sentences with offsets. In `bare`, as long as the sentence itself, titles in 《》,
brackets and quoted clauses are blanked and programme names are one sign, so that no verb inside a name
is taken for an act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.recognition.programmes import programmes_in

HIDDEN, NAME = "※", "◎"
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。；;！\n]+[。；;！]?")
# 第十七条, at the beginning of a line or right behind a full stop
_ARTICLE = re.compile(
    r"(?:\A|[\n。\s])\s?第[一二三四五六七八九十百零〇\d]{1,6}条(?:之[一二三四五六七八九十])?[^，。的规]"
)
# 一、绿色工厂 | （二）撤销称号名单: a line that is a heading
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])"
)
_HIDES = re.compile(
    r"《[^《》]{1,120}(?:〈[^〈〉]{0,80}〉[^《》]{0,60})?》|[（(][^（）()\n]{1,80}[）)]|“[^“”]{2,200}[，。；][^“”]{0,200}”?"
)
# a title in a line of its own: …的通知, …名单, no full stop
_TITLE_LINE = re.compile(
    r"[^。；，：]{4,90}(?:的(?:通知|公告|通告|公示|决定|函|通报|意见)|名单|公示|名录|汇总表)(?:[（(][^（）()]{1,20}[）)])?\s*"
)


# 建议继续支持的国家级…企业: a name that opens with what is done
_VERB_OF_A_NAME = re.compile(r"(?:建议)?(?:继续)?支持的")
# 附件：1.绿色工厂名单 2.更名名单: what is annexed, no act
_ANNEXED = re.compile(r"\s*附[件表]\s?\d{0,2}\s?[：:]")

# 某公司： in the first line
_ADDRESSED = re.compile(r"\s*([^\n：:。，]{4,60})[：:]\s*(?:\n|\Z)")
_COMMAS = str.maketrans(",;:「」", "，；：“”")
_FIGURE_COMMA = re.compile(r"(?<=\d)，(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its offset, its characters with full-width commas and paired quotes, the same with names
    blanked, its heading ("" for none), the characters as printed, the sentence before ("" for none), and
    the line that says to whom the notice goes."""

    start: int
    text: str
    bare: str
    heading: str
    printed: str
    before: str = ""
    addressed: str = ""


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text up to its first article; lines that are only a title are left out."""
    articles = _ARTICLE.search(text)
    end = articles.start() if articles else len(text)
    heading, before = "", ""
    addressed = _ADDRESSED.match(text)
    for line in _LINE.finditer(text, 0, end):
        titled = _TITLE_LINE.fullmatch(line[0].strip()) and line[0].strip() != text.strip()
        if _ANNEXED.match(line[0]) or (titled and not _HEADING.match(line[0])):
            continue
        heading = line[0].strip() if _is_heading(line[0]) else heading
        for found in _SENTENCE.finditer(line[0]):
            printed = found[0].strip()
            if printed:
                start = line.start() + found.start() + found[0].index(printed)
                said = punctuated(printed)
                yield Sentence(
                    start, said, bare(said), heading, printed, before, addressed[1] if addressed else ""
                )
                before = said


def punctuated(text: str) -> str:
    """A text with the commas and quotes of Chinese print, as long as it was: what mirrors make of them
    differs.

    >>> punctuated('认定1,744家,授予"绿色工厂"称号')
    '认定1,744家，授予“绿色工厂”称号'

    """
    signs = list(_FIGURE_COMMA.sub(",", text.translate(_COMMAS)))
    quotes = [place for place, sign in enumerate(signs) if sign == '"']
    for turn, place in enumerate(quotes):
        signs[place] = "“”"[turn % 2]
    return "".join(signs)


def bare(sentence: str) -> str:
    """A sentence with its names blanked, as long as it was.

    >>> bare("根据《某办法》，认定绿色工厂（见附件）。")
    '根据《※※※》，认定◎◎◎◎（※※※）。'
    """
    signs = list(sentence)
    for named in programmes_in(sentence):
        verb = _VERB_OF_A_NAME.match(sentence, named.start)
        start = verb.end() if verb else named.start
        signs[start : named.end] = NAME * (named.end - start)
    for found in _HIDES.finditer(sentence):
        signs[found.start() + 1 : found.end() - 1] = HIDDEN * (found.end() - found.start() - 2)
    return "".join(signs)


def _is_heading(line: str) -> bool:
    """Whether a line is a numbered heading: short and without a full stop."""
    return (
        len(line.strip()) <= 40
        and bool(_HEADING.match(line))
        and not line.strip().endswith(("。", "；", "，"))
    )

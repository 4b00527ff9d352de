"""Segmentation (分条): a text becomes its numbered units, every character kept in its place.

Reads a plain text, one paragraph a line or fused; writes its Provisions in reading order: 编章节 with
their headings, articles with paragraphs, points and indents, the ladder 一、（一）1.（1） of a notice, the
paragraphs of a text without numbers; what stands outside them is stray. It must never move, change or lose
a character, and never make an article of a citation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaners.model import Provision, ProvisionKind, Span
from cleaners.normalise import fold
from cleaners.stripping.unseen import UNSEEN, cover_unseen
from cleaners.structure.labels import DIVISIONS, LADDER, Label, find_labels
from cleaners.structure.ladder import Rung, climb
from cleaners.structure.numbering import choose_articles

_EIDS = {"part": "part", "subpart": "subpart", "chapter": "chp", "section": "sec"}
_KINDS: dict[str, ProvisionKind] = {
    "part": "part",
    "subpart": "part",
    "chapter": "chapter",
    "section": "section",
}
_HEADING_RANKS = (*DIVISIONS, "han", "han_paren")
_HIGH_ROWS = frozenset({"han", "han_paren"})
_POINT_ROWS = frozenset(LADDER)
_BLANKS = " \t\r\n\v\f　\x85\u00a0\u2002\u2003\u2028\u2029"
_UNPRINTED = _BLANKS + UNSEEN
_LINE = re.compile(r"[^\n\u2028\u2029\x0b\x0c\x85]+")
_ENDER = re.compile(r"[。！？；;!?]")
_HEADING_MAX = 60
_RUN_IN_MAX = 42
_NOTE_ROWS_MAX = 40
_TITLE_LINES_MAX = 12
# 目录 | 目　　次
_CONTENTS = re.compile(r"[ \t　]*目[ \t　]{0,8}[录次][ \t　]*$")
# 2022年9月13日 | 二〇二二年九月十三日 | 某某办公厅2013 年 5 月 31 日
_DATE_TAIL = re.compile(
    r"[（(]?(?:[12][0-9０-９]{3}|[一二][〇○零Ｏ0一二三四五六七八九]{3})[ 　]?年"
    r"[ 　]?[0-9０-９一二三四五六七八九十]{1,3}[ 　]?月"
    r"[ 　]?[0-9０-９一二三四五六七八九十]{1,3}[ 　]?日[）)]?$"
)
# 附件：1.某某表 | 附：某某 | 附件1.某某
_ANNEX_NOTE = re.compile(r"附[ 　]?(?:件|表|录)?[ 　]?[0-9０-９一二三四五六七八九十]{0,3}[ 　]?[：:.．、]")
# 特此通知。| 此件公开发布 | （联系人：…） | 抄送：… | 主题词：…
_CLOSING_NOTE = re.compile(
    r"特此(?:通知|公告|通告|函|批复|报告)|[（(]?(?:此件|本文|此文)[^。]{0,6}(?:公开|删减)"
    r"|[（(]?联系(?:人|电话|方式|单位)|抄[ 　]{0,4}[送报]|主题词|内部发送|分[ 　]{0,4}送[：:]"
    r"|[（(]?信息公开|[（(]?传真"
)
# 某某办公厅　2031年5月23日印发
_PRINTED = re.compile(r"年[ 　0-9]{1,8}月[ 　0-9]{1,8}日[ 　]?印发$")
# 本通知自…起施行。| 请各地遵照执行。: closing words of a notice; in an article they are its text
_CLOSING_WORDS = re.compile(
    r"本(?:通知|意见|公告|方案|办法|通告|措施|政策|规划|决定|实施方案|实施意见|批复|文件)自[^。]{1,30}(?:起|日)"
    r"|请(?:各|你|人民银行|认真|遵照|贯彻|结合|将)|以上(?:意见|报告)|执行(?:中|过程中)|各[^。，]{1,12}在执行"
)
# 一是健全培育体系。近期… : the first sentence names what the paragraph is about
_LEAD = re.compile(r"([一二三四五六七八九十]{1,2}是[^。；！？\n]{2,40})[。；]")
# 附件：
_ANNEX_HEAD = re.compile(r"^附[ 　]?[件表录][ 　]?[0-9０-９一二三四五六七八九十]{0,3}[ 　]?[：:.．]")
_STOP = re.compile(r"[。，；：！？:;]")
# 2.乙表
_NOTE_ROW = re.compile(r"[0-9０-９]{1,2}[.．、 　]")
_NOT_A_NAME = re.compile(r"[。；：，、！？:;,.!?0-9０-９（(第]|^[一二三四五六七八九十]{1,3}、")
# 国办发〔2022〕1号
_NUMBER_LINE = re.compile(
    r"[^。，；]{0,20}[〔\[［【（(][12][0-9]{3}[〕\]］】）)][ 　]?第?[ 　]?[0-9]{1,4}[ 　]?号$"
)
# 关于某某的通知 | 某某办法（试行）
_TITLE = re.compile(
    r"(?:通知|办法|意见|公告|通告|决定|规定|细则|规则|条例|方案|规划|纲要|计划|措施|指南|目录|批复|函|通报|公报|要点)"
    r"(?:[（(][^）)]{1,12}[）)])?$"
)
_BOX = re.compile(r"[ \t　【\[]*专栏[ 　]?[0-9０-９一二三四五六七八九十]{1,3}")
# Unnumbered headings that stand between articles
_BARE_HEADING = re.compile(
    r"(?:总[ 　]*则|附[ 　]*则|序[ 　]*言|前[ 　]*言|分[ 　]*则|罚[ 　]*则|引[ 　]*言)$"
)


class _Line(NamedTuple):
    """One line (行) without the blanks around it."""

    start: int
    end: int


@dataclass(slots=True)
class _Draft:
    """Provisions being written (草稿): the text, its labels, and the eids already given."""

    text: str
    labels: tuple[Label, ...]
    starts: list[int]
    lines: list[_Line]
    line_starts: list[int]
    boxes: list[int]
    contents_end: int = 0
    has_articles: bool = False
    out: list[Provision] = field(default_factory=list)
    given: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def lines_in(self, start: int, end: int) -> list[_Line]:
        """The lines of a stretch, cut to it."""
        first = max(0, bisect_right(self.line_starts, start) - 1)
        lines = self.lines[first : bisect_left(self.line_starts, end)]
        if lines and lines[0].start < start:  # only the first and the last reach beyond it
            lines[0] = _Line(*_trim(self.text, start, max(start, lines[0].end)))
        if lines and lines[-1].end > end:
            lines[-1] = _Line(*_trim(self.text, lines[-1].start, end))
        return lines if not lines or lines[0].start < lines[0].end else lines[1:]

    def labels_in(self, start: int, end: int) -> tuple[Label, ...]:
        return self.labels[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def label_at(self, start: int) -> Label | None:
        """The label that begins exactly here."""
        at = bisect_left(self.starts, start)
        return self.labels[at] if at < len(self.starts) and self.starts[at] == start else None

    def count(self, name: str) -> int:
        """1 for the first of a name, then 2, 3 …"""
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    def eid(self, wanted: str) -> str:
        """A name of its own: art_5, then art_5~2."""
        self.given[wanted] = self.given.get(wanted, 0) + 1
        return wanted if self.given[wanted] == 1 else f"{wanted}~{self.given[wanted]}"

    def write(
        self,
        eid: str,
        kind: ProvisionKind,
        span: tuple[int, int],
        *,
        label: str = "",
        heading: str = "",
        path: str = "",
        body: tuple[int, int] | None = None,
    ) -> str:
        """Adds a provision; `body` is the stretch of its text (the whole span when not given)."""
        name = self.eid(eid)
        start, end = _trim(self.text, *span)
        spans, whole = (Span(0, start, end),), (start, end)
        if body is not None:
            start, end = _trim(self.text, *body)
        words = self.text[start:end]
        self.out.append(Provision(name, kind, label.strip(_BLANKS), heading, path, words, spans, whole))
        return name


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a stretch of its own begins (起首): an article, a division, an annex, or the text itself."""

    kind: str
    start: int
    label: Label | None = None


@dataclass(slots=True)
class _Place:
    """Where the reader stands (当前位置): annex, division headings, articles met in this instrument."""

    prefix: str = ""
    annex_name: str = ""
    annexes: int = 0
    divisions: list[tuple[str, str, str]] = field(default_factory=list)  # kind, eid, printed heading
    articles: dict[tuple[int, int], str] = field(default_factory=dict)

    def open_annex(self, number: int = 0) -> None:
        """A second text of the same file begins: an annex, or an instrument of its own."""
        self.annexes = number or self.annexes + 1
        self.prefix, self.annex_name = f"att_{self.annexes}__", ""
        self.divisions, self.articles = [], {}

    @property
    def path(self) -> str:
        headings = [heading for _, _, heading in self.divisions]
        return " / ".join([self.annex_name, *headings] if self.annex_name else headings)

    @property
    def below(self) -> str:
        """The prefix of units that number afresh in this division."""
        return f"{self.divisions[-1][1]}__" if self.divisions else self.prefix


def segment(text: str) -> tuple[Provision, ...]:
    """The provisions of a text in reading order. Never raises on a str; every eid is unique."""
    draft = _draft(text)
    heads = _heads(draft)
    draft.has_articles = any(head.kind == "article" for head in heads)
    place = _Place()
    for head, following in zip(heads, [*heads[1:], _Head("end", len(text))], strict=True):
        last = following.kind in ("annex", "end")
        _read_stretch(draft, place, head, following.start, last=last)
    seen = not any(char in text for char in UNSEEN)
    return tuple(draft.out if seen else cover_unseen(text, draft.out))


def _draft(text: str) -> _Draft:
    labels = find_labels(text)
    lines = [_Line(*_trim(text, *match.span())) for match in _LINE.finditer(text)]
    lines = [line for line in lines if text[line.start : line.end].strip(_UNPRINTED)]
    boxes = [line.start for line in lines if _BOX.match(text, line.start)] if "专栏" in text else []
    starts = [label.start for label in labels]
    return _Draft(text, labels, starts, lines, [line.start for line in lines], boxes)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _BLANKS:
        start += 1
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    return start, end


# --- the frame: articles, divisions, annexes ---------------------------------------------------------------


def _heads(draft: _Draft) -> list[_Head]:
    """The beginnings of all stretches in order; the first is the text itself."""
    annexes = [label for label in draft.labels if label.kind == "annex" and _begins_annex(draft, label)]
    articles = choose_articles(draft.labels, [label.start for label in annexes])
    draft.contents_end = contents_end = _contents_end(draft, articles)
    articles = tuple(label for label in articles if label.start >= contents_end)
    divisions = _divisions(draft, articles, contents_end)
    heads = [_Head("article", label.start, label) for label in articles]
    heads += [_Head("division", label.start, label) for label in divisions]
    heads += [_Head("annex", label.start, label) for label in annexes if label.start >= contents_end]
    return [_Head("opening", 0), *sorted(heads, key=lambda head: head.start)]


def _begins_annex(draft: _Draft, label: Label) -> bool:
    """附件2 alone on its line begins an annex; 附件：1.某表 is a note of what is attached."""
    at = bisect_right(draft.line_starts, label.start) - 1
    line = draft.lines[at]
    rest = draft.text[label.end : line.end].strip(_BLANKS + "：:")
    return not rest and at + 1 < len(draft.lines) and label.start > 0


def _contents_end(draft: _Draft, articles: Sequence[Label]) -> int:
    """Where a table of contents (目录) ends: its first entry comes again as the heading itself."""
    title = next(
        (line for line in draft.lines[:40] if _CONTENTS.match(draft.text[line.start : line.end])), None
    )
    entries: dict[str, int] = {}
    end = 0
    first_article = articles[0].start if articles else len(draft.text)
    for label in draft.labels:
        if label.kind not in DIVISIONS or label.place != "line" or label.start > first_article:
            continue
        key = f"{label.kind}{label.number}"
        if key in entries and label.number == 1 and (title or label.kind != "section"):
            end = label.start
            entries = {}
        entries[key] = label.start
    return max(end, _listed_articles(draft, articles) if title else 0)


def _listed_articles(draft: _Draft, articles: Sequence[Label]) -> int:
    """Where the articles begin again after a table of contents that lists them by heading."""
    again = next((i for i, a in enumerate(articles) if i and (a.number, a.sub) == (1, 0)), 0)
    if not again:
        return 0
    listed = draft.text[articles[0].start : articles[again].start]
    return articles[again].start if not _ENDER.search(listed) else 0


def _divisions(draft: _Draft, articles: Sequence[Label], contents_end: int) -> list[Label]:
    starts = [label.start for label in articles]
    found = []
    for label in draft.labels:
        if label.kind not in DIVISIONS or not label.stands or label.start < contents_end:
            continue
        after = bisect_left(starts, label.start)
        limit = starts[after] if after < len(starts) else len(draft.text)
        if _heading_stretch(draft, label, limit) is not None:
            found.append(label)
    return found


def _heading_stretch(draft: _Draft, label: Label, limit: int) -> tuple[int, int] | None:
    """The words of a division's heading, or None when what follows is a sentence and no heading."""
    line = draft.lines[bisect_right(draft.line_starts, label.start) - 1]
    end = min(line.end, limit)
    nearest = draft.labels_in(label.end, end)
    end = min([end, *(n.start for n in nearest if n.kind in DIVISIONS and n.stands)])
    start, end = _trim(draft.text, label.end, end)
    heading = draft.text[start:end]
    if len(heading) > _HEADING_MAX or _ENDER.search(heading) or heading.endswith(("，", "：", ",")):
        return None
    return start, end


# --- one stretch -------------------------------------------------------------------------------------------


def _read_stretch(draft: _Draft, place: _Place, head: _Head, end: int, *, last: bool) -> None:
    if head.label is None:
        _read_free(draft, place, head.start, end)
    elif head.kind == "article":
        _read_article(draft, place, head.label, end, last=last)
    elif head.kind == "division":
        _read_division(draft, place, head.label, end)
    else:
        _read_annex(draft, place, head.label, end)


def _read_annex(draft: _Draft, place: _Place, label: Label, end: int) -> None:
    place.open_annex(label.number)
    line = draft.lines[bisect_right(draft.line_starts, label.start) - 1]
    place.annex_name = label.printed.strip(_BLANKS)
    draft.write(f"att_{place.annexes}", "stray", (label.start, line.end), label=label.printed)
    _read_free(draft, place, line.end, end)


def _read_division(draft: _Draft, place: _Place, label: Label, end: int) -> None:
    words = _heading_stretch(draft, label, end) or (label.end, label.end)
    heading = draft.text[words[0] : words[1]]
    rank = _rank(label.kind)
    place.divisions = [d for d in place.divisions if _rank(d[0]) < rank]
    above = f"{place.divisions[-1][1]}__" if place.divisions else place.prefix
    path = place.path
    eid = draft.write(
        f"{above}{_EIDS[label.kind]}_{label.number}",
        _KINDS[label.kind],
        (label.start, words[1]),
        label=label.printed,
        heading=heading,
        path=path,
        body=(words[1], words[1]),
    )
    printed = f"{label.printed.strip(_BLANKS)} {heading}".strip()
    place.divisions.append((label.kind, eid, printed))
    _read_free(draft, place, words[1], end)


def _rank(kind: str) -> int:
    return _HEADING_RANKS.index(kind)


def _read_article(draft: _Draft, place: _Place, label: Label, end: int, *, last: bool) -> None:
    number = (label.number, label.sub)
    if number in place.articles and number == (1, 0) and not _same_text(draft, place, label, end):
        place.open_annex()
    body_end = _article_end(draft, label, end, last)
    path = place.path
    name = f"art_{label.number}-{label.sub}" if label.sub else f"art_{label.number}"
    eid = draft.write(
        f"{place.prefix}{name}",
        "article",
        (label.start, body_end),
        label=label.printed,
        path=path,
        body=(label.end, body_end),
    )
    if number not in place.articles:  # only the words of the first are ever asked for
        opening = draft.text[label.end : min(body_end, label.end + 80)] if number == (1, 0) else ""
        place.articles[number] = fold(opening)[:40]
    _read_paragraphs(draft, eid, path, label.end, body_end)
    if body_end < end:
        _read_between(draft, place, body_end, end)


def _same_text(draft: _Draft, place: _Place, label: Label, end: int) -> bool:
    opening = fold(draft.text[label.end : min(end, label.end + 80)])[:40]
    return place.articles[label.number, label.sub] == opening


def _article_end(draft: _Draft, label: Label, end: int, last: bool) -> int:
    """Where an article ends: headings of what follows and the closing of the text are not its own."""
    lines = draft.lines_in(label.end, end)
    kept = len(lines)
    if last:
        kept = _closing_at(draft, lines, words_too=False)
        return end if kept == len(lines) else lines[kept].start
    while kept > 1 and _heads_what_follows(draft, lines[:kept]):
        kept -= 1
    return _fused_heading(draft, label, end) if kept == len(lines) else lines[kept].start


def _fused_heading(draft: _Draft, label: Label, end: int) -> int:
    """Where 二、合同的履行 begins in `…。二、合同的履行第五条`, else `end`."""
    inside = draft.labels_in(label.end, end)
    if not inside:
        return end
    row = [n for n in inside if n.kind == "han" and n.place in ("line", "sentence") and not n.quoted]
    if not row or row[-1].place == "line" or end - row[-1].start > _HEADING_MAX:
        return end
    if _ENDER.search(draft.text, row[-1].end, end) or (len(row) > 1 and row[-2].number == row[-1].number - 1):
        return end
    return row[-1].start


def _heads_what_follows(draft: _Draft, lines: Sequence[_Line]) -> bool:
    """The last line is a heading that stands before the next article: 二、合同的履行, 附则."""
    line = lines[-1]
    words = draft.text[line.start : line.end]
    if len(words) > _HEADING_MAX or _ENDER.search(words):
        return False
    if _BARE_HEADING.match(words):
        return True
    label = draft.label_at(line.start)
    if label is None or label.kind not in _HIGH_ROWS:
        return False
    row = [
        s for s in draft.labels_in(lines[0].start, line.start) if s.kind == label.kind and s.place == "line"
    ]
    return not row or row[-1].number != label.number - 1


def _read_between(draft: _Draft, place: _Place, start: int, end: int) -> None:
    """Lines between two articles: headings of levels (二、合同的履行), else stray."""
    for line in draft.lines_in(start, end):
        label = draft.label_at(line.start)
        if label and label.kind in _HIGH_ROWS and not _ENDER.search(draft.text, line.start, line.end):
            _read_level_heading(draft, place, label, line)
        else:
            _stray(draft, place, line)


def _read_level_heading(draft: _Draft, place: _Place, label: Label, line: _Line) -> None:
    heading = draft.text[label.end : line.end].strip(_BLANKS)
    place.divisions = [d for d in place.divisions if _rank(d[0]) < _rank(label.kind)]
    eid = draft.write(
        f"{place.below}lvl_{label.number}",
        "level",
        (line.start, line.end),
        label=label.printed,
        heading=heading,
        path=place.path,
        body=(line.end, line.end),
    )
    place.divisions.append((label.kind, eid, f"{label.printed.strip(_BLANKS)}{heading}"))


def _stray(draft: _Draft, place: _Place, line: _Line) -> None:
    number = draft.count(f"{place.prefix}stray")
    draft.write(f"{place.prefix}stray_{number}", "stray", (line.start, line.end), path=place.annex_name)


def _paragraph(draft: _Draft, place: _Place, line: _Line) -> None:
    """A paragraph without a label; a lead (一是…。) is its heading and stays in its text."""
    number = draft.count(f"{place.below}para")
    lead = _LEAD.match(draft.text, line.start, line.end)
    heading = lead[1] if lead and lead.end() < line.end else ""
    span = (line.start, line.end)
    draft.write(f"{place.below}para_{number}", "paragraph", span, heading=heading, path=place.path)


# --- paragraphs, points and indents of an article ----------------------------------------------------------


def _read_paragraphs(draft: _Draft, eid: str, path: str, start: int, end: int) -> None:
    """款, 项, 目; an article of one paragraph without points has none of its own."""
    lines = draft.lines_in(start, end)
    labels = draft.labels_in(start, end)
    rungs = climb(labels, fused=_POINT_ROWS) if labels else ()
    if len(lines) < 2 and not rungs:
        return
    opens = _paragraph_starts(lines, rungs)
    if len(opens) < 2 and not rungs:
        return
    starts = [rung.label.start for rung in rungs]
    for number, (at, until) in enumerate(zip(opens, [*opens[1:], end], strict=True), 1):
        name = draft.write(f"{eid}__para_{number}", "paragraph", (at, until), path=path)
        first, last = bisect_left(starts, at), bisect_left(starts, until)
        _read_points(draft, name, path, rungs, range(first, last), until)


def _paragraph_starts(lines: Sequence[_Line], rungs: Sequence[Rung]) -> list[int]:
    """A line without a label opens a paragraph, unless the row of points goes on after it."""
    starts = [rung.label.start for rung in rungs]
    opens: list[int] = []
    for line in lines:
        after = bisect_left(starts, line.start)
        labelled = after < len(starts) and starts[after] == line.start
        afresh = after == len(rungs) or (rungs[after].depth == 0 and rungs[after].label.number == 1)
        if not opens or (not labelled and afresh):
            opens.append(line.start)
    return opens


def _read_points(draft: _Draft, para: str, path: str, rungs: Sequence[Rung], inside: range, end: int) -> None:
    names: dict[int, str] = {}
    for index, until in zip(inside, _ends(rungs, inside, end), strict=True):
        rung = rungs[index]
        above = names.get(rung.parent)
        kind: ProvisionKind = "point" if above is None else "indent"
        names[index] = draft.write(
            f"{above or para}__{kind}_{rung.label.number}",
            kind,
            (rung.label.start, until),
            label=rung.label.printed,
            path=path,
            body=(rung.label.end, until),
        )


def _ends(rungs: Sequence[Rung], inside: range, end: int) -> list[int]:
    """Where each rung's stretch ends: at the next rung that is not below it. Linear: a stack."""
    ends = dict.fromkeys(inside, end)
    stack: list[int] = []
    for index in inside:
        while stack and rungs[stack[-1]].depth >= rungs[index].depth:
            ends[stack.pop()] = rungs[index].label.start
        stack.append(index)
    return [ends[index] for index in inside]


# --- text without articles: the ladder, paragraphs, opening and closing ------------------------------------


def _read_free(draft: _Draft, place: _Place, start: int, end: int) -> None:
    """A stretch outside the articles: its ladder with what stands around it, or its paragraphs."""
    if start < draft.contents_end:
        for line in draft.lines_in(start, min(end, draft.contents_end)):
            _stray(draft, place, line)
        start = min(end, draft.contents_end)
    lines = draft.lines_in(start, end)
    if not lines:
        return
    rungs = _ladder(draft, lines, start, end)
    if draft.has_articles and not place.prefix and sum(not rung.depth for rung in rungs) < 2:
        rungs = ()
    first = rungs[0].label.start if rungs else end
    _read_around(draft, place, draft.lines_in(start, first))
    begin = first
    for part, until in _ladders(rungs, end):
        if part.start:
            place.open_annex()
            _read_around(draft, place, draft.lines_in(begin, rungs[part.start].label.start))
        begin = until if until == end else _next_text(draft, rungs[part[-1]].label.start, until)
        _read_ladder(draft, place, rungs, part, begin)


def _ladder(draft: _Draft, lines: Sequence[_Line], start: int, end: int) -> tuple[Rung, ...]:
    notes = _annex_notes(draft, lines)
    begins, ends = [a for a, _ in notes], [0, *(b for _, b in notes)]
    labels = [n for n in draft.labels_in(start, end) if n.start >= ends[bisect_right(begins, n.start)]]
    return climb(labels, fused=_HIGH_ROWS, boxes=draft.boxes)


def _annex_notes(draft: _Draft, lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """附件：1.甲表 / 2.乙表: the rows of such a note are no levels."""
    notes: list[tuple[int, int]] = []
    number = 0
    for line in lines:
        if _ANNEX_NOTE.match(draft.text, line.start, line.end):
            inner = [n for n in draft.labels_in(line.start, line.end) if n.kind == "arabic"]
            number = inner[0].number if inner else 0
            notes.append((line.start, line.end))
            continue
        label = draft.label_at(line.start)
        if notes and label and label.kind == "arabic" and number >= 0 and label.number == number + 1:
            number = label.number
            notes[-1] = (notes[-1][0], line.end)
        else:
            number = -1
    return notes


def _ladders(rungs: Sequence[Rung], end: int) -> Iterator[tuple[range, int]]:
    """The ladders of a stretch: 一、 again after 二、 begins a second text."""
    cuts, highest = [0], 0
    for index, rung in enumerate(rungs):
        if rung.depth or rung.label.kind != "han":
            continue
        if rung.label.number < highest:
            cuts.append(index)
        highest = rung.label.number
    for at, until in zip(cuts, [*cuts[1:], len(rungs)], strict=True):
        if at < until:
            yield range(at, until), rungs[until].label.start if until < len(rungs) else end


def _next_text(draft: _Draft, start: int, end: int) -> int:
    """Where the title of the next text begins between the last level of one and the first of another."""
    lines = draft.lines_in(start, end)
    for line in reversed(lines[1:]):
        words = draft.text[line.start : line.end]
        if len(words) <= _HEADING_MAX and _TITLE.search(words):
            return line.start
    return end


def _read_ladder(draft: _Draft, place: _Place, rungs: Sequence[Rung], part: range, end: int) -> None:
    last = rungs[part[-1]].label
    tail = draft.lines_in(last.start, end)
    kept = _closing_at(draft, tail, words_too=True)
    close = tail[kept].start if kept < len(tail) else end
    names: dict[int, tuple[str, str]] = {}
    for index, until in zip(part, _ends(rungs, part, close), strict=True):
        rung = rungs[index]
        above, path = names.get(rung.parent, (place.below.removesuffix("__"), place.path))
        own_end = min(until, rungs[index + 1].label.start) if index + 1 < part.stop else until
        heading, body = _level_heading(draft, rung.label, own_end, until)
        eid = draft.write(
            f"{above}__lvl_{rung.label.number}".removeprefix("__"),
            "level",
            (rung.label.start, until),
            label=rung.label.printed,
            heading=heading,
            path=path,
            body=(body, until),
        )
        printed = f"{rung.label.printed.strip(_BLANKS)}{heading}"
        names[index] = (eid, f"{path} / {printed}" if path else printed)
    _read_around(draft, place, tail[kept:])


def _level_heading(draft: _Draft, label: Label, own_end: int, end: int) -> tuple[str, int]:
    """Heading of a level and where its text begins.

    一、总体要求 alone on its line: the text is what follows. （一）加强领导。各地…: the first sentence is the
    heading and stays in the text, for it is part of the paragraph.
    """
    lines = draft.lines_in(label.end, own_end)
    if not lines:
        return "", label.end
    first = draft.text[lines[0].start : lines[0].end]
    more = lines[0].end < _trim(draft.text, label.end, end)[1]
    if more and len(first) <= _HEADING_MAX and not _ENDER.search(first) and first[-1] not in "：:，,":
        return first, lines[0].end
    stop = (
        len(first) - 1 if more and first[-1] in "：:" and not _STOP.search(first[:-1]) else first.find("。")
    )
    if 0 < stop <= _RUN_IN_MAX and (more or stop < len(first) - 1):
        return first[:stop], label.end
    return "", label.end


def _read_around(draft: _Draft, place: _Place, lines: Sequence[_Line]) -> None:
    """Lines around a ladder or without one: titles, numbers, signatures are stray, the rest paragraphs."""
    words = [draft.text[line.start : line.end] for line in lines]
    furniture = [False] * len(lines)
    for index in range(len(lines) - 1, -1, -1):
        below = index + 1 < len(lines) and furniture[index + 1]
        signed = below and (_is_date(words[index + 1]) or _is_name(words[index + 1]))
        furniture[index] = _is_furniture(words[index]) or (signed and _is_name(words[index]))
    titles = _titles(draft, lines)
    for index, line in enumerate(lines):
        if index < titles or furniture[index] or (draft.has_articles and not place.prefix):
            _stray(draft, place, line)
        else:
            _paragraph(draft, place, line)


def _titles(draft: _Draft, lines: Sequence[_Line]) -> int:
    """How many lines at the head are a title broken over lines, with the number below it."""
    run = 0
    words = [draft.text[line.start : line.end] for line in lines[:_TITLE_LINES_MAX]]
    while run < len(words) and len(words[run]) <= _HEADING_MAX and not _STOP.search(words[run]):
        run += 1
    return run if run < len(lines) and any(map(_is_furniture, words[:run])) else 0


def _is_furniture(words: str) -> bool:
    """A title, a document number, a date, a list of annexes, 抄送 and 印发: no paragraph of the text."""
    if _CLOSING_NOTE.match(words) or _PRINTED.search(words):
        return True
    if len(words) > _HEADING_MAX:
        return False
    return any(pattern.search(words) for pattern in (_TITLE, _NUMBER_LINE, _ANNEX_HEAD)) or _is_date(words)


def _closing_at(draft: _Draft, lines: Sequence[_Line], *, words_too: bool) -> int:
    """The index of the first line of the closing (附件说明, 署名, 成文日期); len(lines) without one."""
    words = [draft.text[line.start : line.end] for line in lines]
    dated = next((i for i, w in enumerate(words) if i and _is_date(w)), None)
    kept = len(words) if dated is None else dated + 1
    while kept > 1 and (above := _closing_above(words, kept, words_too)) < kept:
        kept = above
    return kept


def _closing_above(words: Sequence[str], kept: int, words_too: bool) -> int:
    """The index where the closing begins that ends just before `kept`; `kept` when the line above is text."""
    line = words[kept - 1]
    if _is_date(line) or _CLOSING_NOTE.match(line) or _ANNEX_NOTE.match(line) or _PRINTED.search(line):
        return kept - 1
    if words_too and _CLOSING_WORDS.match(line):
        return kept - 1
    signed = kept < len(words) and (_is_date(words[kept]) or _is_name(words[kept]))
    if signed and _is_name(line):
        return kept - 1
    note = kept - 1
    while note > max(0, kept - _NOTE_ROWS_MAX) and _NOTE_ROW.match(words[note]):
        note -= 1
    return note if note and _ANNEX_NOTE.match(words[note]) else kept


def _is_date(words: str) -> bool:
    """成文日期 alone on its line, or directly after the signature."""
    date = _DATE_TAIL.search(words) if len(words) <= _HEADING_MAX else None
    return date is not None and not _NOT_A_NAME.search(words[: date.start()])


def _is_name(words: str) -> bool:
    """A signature: short, no punctuation, no label."""
    return len(words) <= 60 and not _NOT_A_NAME.search(words)

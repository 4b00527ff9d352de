"""What an export holds (导出内容): documents in pieces, rows of a table, and the pages that they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cleaners.masking.masks import shown, shown_together
from kb.read import Base, ProvisionRow, WorkRow
from reader.cited import Cited, cited, in_beijing
from reader.citing import place
from reader.display import LINEAGES
from reader.documents import standing
from reader.pieces import HEADINGS, LACUNA, UNPLACED, Piece, lacuna_words, pieces
from reader.styles import law

MAX_CELL = 32_000  # characters; a cell of a spreadsheet takes 32,767
STATES = {"whole": "完整", "partial": "部分残缺", "restored": "部分据他本补"}
# What XML 1.0 cannot hold: control characters and two non-characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A page that an export rests on (来源); `use`: 正文 or 补文; `fetched` is Beijing's time."""

    title: str
    use: str
    url: str
    fetched: str
    sha256: str
    lineage: str


@dataclass(frozen=True, slots=True)
class Portion:
    """A document, or what was found of it: its facts and its pieces in order."""

    cited: Cited
    work: WorkRow
    state: str
    pieces: tuple[Piece, ...]
    citations: tuple[Cited, ...]  # of each piece
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is written to a file, whatever its format."""

    heading: str
    portions: tuple[Portion, ...]
    total: int  # hits that there are; more than are exported where --limit cut them
    missing: tuple[str, ...] = ()  # what was cited in vain, a sentence each

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every page once, in the order of the text."""
        return tuple(dict.fromkeys(source for portion in self.portions for source in portion.sources))


def portion(base: Base, work: WorkRow, found: Iterable[Piece], eid: str | None, day: date) -> Portion:
    """What is exported of a document, with the pages that its text came from."""
    kept = tuple(map(writable, found))
    citations = tuple(cited(base, work, _citable(piece, eid), day) for piece in kept)
    whole = cited(base, work, eid, day)
    sources = tuple(_sources(base, work, kept))
    return Portion(whole, work, standing(work, day), kept, citations, sources)


def whole_document(base: Base, work: WorkRow, eid: str | None, day: date) -> Portion:
    """A document with all its pieces, or one unit of it, gaps in their places."""
    expressions = base.expressions(work.id)
    found = pieces(base, expressions[0], eid) if expressions else ()
    return portion(base, work, found, eid, day)


def found_clauses(base: Base, keys: Iterable[tuple[str, str]], day: date) -> Iterator[Portion]:
    """Clauses as (work, eid), the best first: those of one document together, where its first one stands."""
    grouped: dict[str, list[str]] = {}
    for work, eid in keys:
        grouped.setdefault(work, []).append(eid)
    for name, eids in grouped.items():
        work_row = base.work(name)
        rows = [row for eid in eids if (row := base.provision(name, eid))]
        if work_row is not None and rows:
            yield portion(base, work_row, _pieces_of(base, rows), None, day)


def _pieces_of(base: Base, rows: Iterable[ProvisionRow]) -> Iterator[Piece]:
    """Each clause with the gaps in it behind it."""
    for row in rows:
        expression = base.expression(row.expression)
        assert expression is not None, "a provision refers to an expression by foreign key"
        yield from pieces(base, expression, row.eid)


def printable(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def writable(piece: Piece) -> Piece:
    """A piece without what no file format can hold."""
    label, heading, text = map(printable, (piece.label, piece.heading, piece.text))
    return replace(piece, label=label, heading=heading, text=text)


def _citable(piece: Piece, eid: str | None) -> str | None:
    """A gap cannot be cited, nor what has no place: the document is."""
    return eid if piece.kind in (LACUNA, UNPLACED) else piece.eid


def _sources(base: Base, work: WorkRow, found: tuple[Piece, ...]) -> Iterator[Source]:
    names = [(row.snapshot, "正文") for piece in found if (row := base.provision(work.id, piece.eid))]
    names += [(given.snapshot, "补文") for piece in found for given in piece.given]
    names = names or [(expression.snapshot, "正文") for expression in base.expressions(work.id)[:1]]
    for name, use in dict.fromkeys(names):
        page = base.snapshot(name)
        assert page is not None, "a text refers to a snapshot by foreign key"
        lineage = LINEAGES.get(page.lineage, page.lineage)
        yield Source(work.title, use, page.url, in_beijing(page.fetched_at), page.body_sha256, lineage)


def shown_export(exported: Exported) -> Exported:
    """An export as it may leave the program: nobody's number in it; its pieces are read as one text."""
    portions = tuple(map(_shown_portion, exported.portions))
    return replace(exported, heading=shown(exported.heading), portions=portions)


def _shown_portion(one: Portion) -> Portion:
    """A portion with its pieces, and the titles in its citations and sources."""
    return replace(
        one,
        cited=_shown_cited(one.cited),
        pieces=_shown_pieces(one.pieces),
        citations=tuple(map(_shown_cited, one.citations)),
        sources=tuple(replace(source, title=shown(source.title)) for source in one.sources),
    )


def _shown_cited(one: Cited) -> Cited:
    return replace(one, title=shown(one.title), issuers=tuple(map(shown, one.issuers)))


def _shown_pieces(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    texts = shown_together([piece.text for piece in found])
    return tuple(
        replace(
            piece,
            text=text,
            heading=shown(piece.heading),
            path=shown(piece.path),
            given=tuple(replace(given, words=shown(given.words)) for given in piece.given),
        )
        for piece, text in zip(found, texts, strict=True)
    )


# -- rows of a table

COLUMNS = (
    *("序号", "文件", "文号", "条款", "章节", "原文", "文本", "效力", "来源性质", "成文日期", "发布日期"),
    *("施行日期", "发文机关", "引用", "补自", "网址", "抓取时间（北京时间）", "sha256"),
)
SOURCE_COLUMNS = ("文件", "用途", "来源性质", "网址", "抓取时间（北京时间）", "sha256")


def table_rows(exported: Exported) -> tuple[tuple[str | int, ...], ...]:
    """One row a clause or a gap under COLUMNS; a text too long for a cell goes on in the next row."""
    rows: list[tuple[str | int, ...]] = []
    for one in exported.portions:
        for piece, citation in _units(one):
            for part, text in enumerate(_cells(piece)):
                rows.append((len(rows) + 1, *_row(one, piece, citation, text, again=part > 0)))
    return tuple(rows)


def source_rows(exported: Exported) -> tuple[tuple[str, ...], ...]:
    """One row a page under SOURCE_COLUMNS."""
    return tuple((s.title, s.use, s.lineage, s.url, s.fetched, s.sha256) for s in exported.sources)


def _units(one: Portion) -> Iterator[tuple[Piece, Cited]]:
    """What becomes rows: units of search and gaps; without units of search all but headings."""
    searched = any(piece.is_hit for piece in one.pieces)
    for piece, citation in zip(one.pieces, one.citations, strict=True):
        if piece.is_hit or piece.kind in (LACUNA, UNPLACED) or (not searched and piece.kind not in HEADINGS):
            yield piece, citation


def _cells(piece: Piece) -> list[str]:
    """The text of a piece in stretches that a cell can hold, its heading before it."""
    text = lacuna_words(piece.eid) if piece.kind == LACUNA else piece.text
    text = f"{piece.heading}\n{text}".strip() if piece.heading else text
    return [text[at : at + MAX_CELL] for at in range(0, len(text), MAX_CELL)] or [""]


def _place(piece: Piece) -> str:
    return place(piece.eid) if piece.eid else "未定位"


def _state(piece: Piece) -> str:
    """How whole the text is: nobody may take a gap, or what was given, for the base text."""
    if piece.kind == LACUNA:
        return "阙"
    if piece.kind == UNPLACED:
        return "未定位"
    return "据他本补" if piece.given_whole else STATES.get(piece.status, piece.status)


def _row(one: Portion, piece: Piece, citation: Cited, text: str, *, again: bool) -> tuple[str, ...]:
    page, work = citation.page, one.work
    lineage = page.lineage if page else work.lineage
    return (
        one.cited.title,
        one.cited.number or "",
        _place(piece) + ("（续）" if again else ""),
        piece.path,
        text,
        _state(piece),
        one.state,
        LINEAGES.get(lineage, lineage),
        work.date_document or "",
        work.date_publication or "",
        work.date_in_force or "",
        "、".join(one.cited.issuers),
        "" if piece.kind in (LACUNA, UNPLACED) else law(citation),
        "\n".join(dict.fromkeys(f"{LINEAGES.get(g.lineage, g.lineage)} {g.url}" for g in piece.given)),
        (page.url if page else None) or "",
        in_beijing(page.fetched_at) if page else "",
        page.sha256 if page else "",
    )

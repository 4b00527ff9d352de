"""A document for reading and editing (文档): .docx with articles in order, gaps named, given words marked."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from cleaners.numerals import format_numeral
from reader.display import FICTIONAL, LINEAGES
from reader.exported import SOURCE_COLUMNS, Exported, Portion, printable, source_rows
from reader.pieces import HEADINGS, LACUNA, UNPLACED, Piece, lacuna_words, runs
from reader.styles import chinese_day, law

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

_BODY, _HEAD = "宋体", "黑体"
_SMALL = 9  # points, for what is said about a text
_TITLE = 255  # characters; more is no title of a file


def docx_bytes(exported: Exported) -> bytes:
    """The documents one after the other, their sources at the end."""
    from docx import Document

    out, file = BytesIO(), Document()
    _fonts(file)
    _paper(file)
    file.core_properties.title, file.core_properties.author = exported.heading[:_TITLE], "条文"
    file.core_properties.comments = ""
    several = len(exported.portions) > 1 or exported.heading != printable(exported.portions[0].cited.title)
    if several:
        file.add_heading(exported.heading, 0)
    for portion in exported.portions:
        _portion(file, portion, level=1 if several else 0)
    _sources(file, exported)
    file.save(out)
    return out.getvalue()


def _portion(file: Document, portion: Portion, *, level: int) -> None:
    """A document: its title, 文号 and dates, its pieces, and how it is cited."""
    work = portion.work
    file.add_heading(printable(portion.cited.title) + (FICTIONAL if work.fictional else ""), level)
    _facts(file, portion)
    for piece, citation in zip(portion.pieces, portion.citations, strict=True):
        if piece.text != portion.cited.title:  # the title at the head of its own text
            _piece(file, piece, level)
        if level and piece.is_hit and piece.kind != LACUNA:
            _small(file, law(citation))
    if not level:
        _small(file, f"引用：{law(portion.cited)}")


def _facts(file: Document, portion: Portion) -> None:
    """The line under a title: number, issuers, days and standing; and what is to be known of the text."""
    work = portion.work
    days = (("成文", work.date_document), ("发布", work.date_publication), ("施行", work.date_in_force))
    said = [f"{chinese_day(day)}{name}" for name, day in days if day]
    facts = [portion.cited.number, "、".join(portion.cited.issuers), *said, portion.state]
    _small(file, " · ".join(fact for fact in facts if fact))
    if portion.cited.remarks:
        _small(file, "，".join(portion.cited.remarks))


def _piece(file: Document, piece: Piece, level: int) -> None:
    """A heading, a gap, or a text with its label, what other copies gave underlined and told."""
    if piece.kind == LACUNA:
        file.add_paragraph().add_run(lacuna_words(piece.eid)).bold = True
        return
    if piece.kind == UNPLACED:
        _small(file, f"〔未定位：{piece.text}〕")
        return
    if piece.kind in HEADINGS:
        below = 1 if piece.kind != "section" else 2
        file.add_heading(f"{piece.label}　{piece.heading}".strip("　"), level + below)
        return
    if piece.heading:
        file.add_paragraph().add_run(f"{piece.label}{piece.heading}").bold = True
    _text(file, piece)
    for given in piece.given:
        page = f"{LINEAGES.get(given.lineage, given.lineage)} {given.url}"
        _small(file, f"〔补自{page}：{given.words}〕")


def _text(file: Document, piece: Piece) -> None:
    """The lines of a text, a paragraph each; a label stands bold before the first."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for words, given in runs(piece):
        first, *others = words.split("\n")
        lines[-1].append((first, given))
        lines += [[(other, given)] for other in others]
    for number, line in enumerate(lines):
        if not any(words for words, _ in line):
            continue
        paragraph = file.add_paragraph()
        if not number and not piece.heading and piece.label and not piece.text.startswith(piece.label):
            paragraph.add_run(_label(piece)).bold = True
        for words, given in line:
            paragraph.add_run(words).underline = given or None


def _label(piece: Piece) -> str:
    """第六条 stands off from its text, （一） and 1. do not."""
    return piece.label + ("" if piece.label.endswith(("、", "）", ".")) else "　")


def _sources(file: Document, exported: Exported) -> None:
    """Every page with its address, hash, time and lineage; times are Beijing's."""
    file.add_heading("来源", 1)
    for number, row in enumerate(source_rows(exported), start=1):
        mark = f"{format_numeral(number)}、" if number <= 9999 else ""
        pairs = zip(SOURCE_COLUMNS, row, strict=True)
        _small(file, mark + "；".join(f"{name}：{value}" for name, value in pairs))


def _small(file: Document, words: str) -> None:
    from docx.shared import Pt

    file.add_paragraph().add_run(printable(words)).font.size = Pt(_SMALL)


def _paper(file: Document) -> None:
    """A4, and Chinese as the language of Chinese text, by which a word processor breaks lines."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    (section,) = file.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _fonts(file: Document) -> None:
    """Chinese fonts of the styles used: without them a word processor picks one for itself."""
    _font(file.styles["Normal"], _BODY)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        _font(file.styles[name], _HEAD)


def _font(style: ParagraphStyle, name: str) -> None:
    from docx.oxml.ns import qn

    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[attribute]  # a font of the theme goes before a font by name
    fonts.set(qn("w:eastAsia"), name)

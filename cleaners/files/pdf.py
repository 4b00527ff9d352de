"""PDF files read (PDF): running text by pdfium, tables by pdfplumber on the pages that may hold one.

A page of fewer than 20 characters under an image is a scan: it is pending, not empty. Must run in a child
process: pdfium aborts on hostile files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
from pypdfium2 import raw

from cleaners.files.gates import STRANGE_SHARE, strange_share
from cleaners.files.layout import Glyph, Leaf, Rule, is_oblique, once
from cleaners.files.limits import MAX_PAGES
from cleaners.files.ruled import Found
from cleaners.files.running import leaf_lines, running_text
from cleaners.files.unruled import Columns, tables_of
from cleaners.model import Attachment, Table

MIN_CHARACTERS = 20  # of a page that is no scan
SCAN_SHARE = 0.6  # of a page that an image covers
_FEW_STROKES = 8  # corners of all paths of a page that can draw no table
_MANY_STROKES = 60_000  # corners of a map
_DEPTH = 4  # of forms in forms

# 序号, 序 号, and 序 alone, whose 号 stands on the next line
_HEAD = re.compile(r"[序编]\s{0,20}号|(?:^|\s)序(?:\s|$)", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]{0,20}\d{1,6}(?:[.、 \t]|$)", re.MULTILINE)

Lines = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class _Page:
    """What pdfium says of a page: its text, the corners of its lines, how much of it is under an image."""

    text: str
    strokes: int
    covered: float

    @property
    def bare(self) -> bool:
        return len(self.text.strip()) < MIN_CHARACTERS

    @property
    def scanned(self) -> bool:
        return self.bare and self.covered > SCAN_SHARE

    @property
    def strange(self) -> bool:
        return not self.bare and strange_share(self.text) > STRANGE_SHARE


@dataclass(frozen=True, slots=True)
class _Laid:
    """A page that was read by its letters: its lines, its tables."""

    lines: tuple[tuple[str, bool], ...]
    tables: tuple[Found, ...]


def read_pdf(body: bytes) -> Attachment:
    """The text and tables of a PDF, page by page."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return Attachment("encrypted", "pdf", notes=("protected by a password",))
        return Attachment("corrupt", "pdf", notes=(str(error)[:200],))
    try:
        count = len(document)
        pages = [_page(document, number) for number in range(min(count, MAX_PAGES))]
    finally:
        document.close()
    return _read(body, pages, count)


def _page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    page = document[number]
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    strokes, covered = 0, 0.0
    area = max(page.get_width() * page.get_height(), 1.0)
    for drawn in page.get_objects((raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), max_depth=_DEPTH):
        if drawn.type == raw.FPDF_PAGEOBJ_PATH:
            strokes += max(raw.FPDFPath_CountSegments(drawn.raw), 0)
        else:
            left, bottom, right, top = drawn.get_bounds()
            covered += abs((right - left) * (top - bottom)) / area
    text_page.close()
    page.close()
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "")
    return _Page(cleaned, strokes, covered)


def _read(body: bytes, pages: list[_Page], count: int) -> Attachment:
    texts = any(page.text.strip() for page in pages)
    if all(page.bare for page in pages) and (not texts or any(page.scanned for page in pages)):
        return Attachment("scan_pending", "pdf", pages=count, notes=("no page has text: a scan",))
    laid, notes = _laid_out(body, pages)
    lines: Lines = []
    tables: list[Table] = []
    for number, page in enumerate(pages, start=1):
        if number in laid and laid[number].tables:
            lines += laid[number].lines
            tables += [Table(table.rows, number) for table in laid[number].tables]
        else:
            lines += [(line, False) for line in page.text.split("\n")]
    text, removed = running_text(lines)
    status, said = _judged(pages, count)
    notes = (*notes, *said)
    status = "needs_review" if notes and status == "ok" else status
    return Attachment(status, "pdf", text, tuple(tables), count, notes, removed)


def _judged(pages: list[_Page], count: int) -> tuple[str, tuple[str, ...]]:
    """How far the reading came, by its pages."""
    if count > MAX_PAGES:
        return "limit:pages", (f"only the first {MAX_PAGES} of {count} pages were read",)
    scanned = [number for number, page in enumerate(pages, start=1) if page.scanned or page.strange]
    if not scanned:
        return "ok", ()
    said = f"{len(scanned)} of {count} pages are scans or have no letters, the first is {scanned[0]}"
    return "needs_review", (said,)


# -- tables


def _laid_out(body: bytes, pages: list[_Page]) -> tuple[dict[int, _Laid], tuple[str, ...]]:
    """The pages that may hold a table, by their letters; what is damaged for pdfplumber is said."""
    wanted = list(_may_hold_tables(pages))
    if not wanted:
        return {}, ()
    import pdfplumber  # most files have no table, and it takes a fifth of a second to load

    laid: dict[int, _Laid] = {}
    columns: Columns | None = None
    before = 0
    try:
        with pdfplumber.open(BytesIO(body), pages=wanted) as document:
            for page in document.pages:
                columns = columns if page.page_number == before + 1 else None
                laid[page.page_number], columns = _laid(_leaf(page), columns)
                before = page.page_number
                page.close()
    except MemoryError:
        raise
    except Exception as error:  # the two readers are strict about different things
        return laid, (f"tables were not read: {type(error).__name__}: {str(error)[:100]}",)
    return laid, ()


def _may_hold_tables(pages: list[_Page]) -> Iterator[int]:
    """The numbers of pages with lines, with the head of a list, or with its numbers below such a page."""
    listed = False
    for number, page in enumerate(pages, start=1):
        ruled = _FEW_STROKES <= page.strokes <= _MANY_STROKES
        listed = bool(_HEAD.search(page.text)) or (listed and bool(_NUMBERED.search(page.text)))
        if not page.bare and (ruled or listed):
            yield number


def _laid(leaf: Leaf, going_on: Columns | None) -> tuple[_Laid, Columns | None]:
    found, columns = tables_of(leaf, going_on)
    return _Laid(tuple(leaf_lines(leaf.glyphs, found)), tuple(found)), columns


def _leaf(page: Any) -> Leaf:
    """A page as pdfplumber sees it; letters that are turned are stamps and watermarks."""
    letters = (
        Glyph(char["x0"], char["top"], char["x1"], char["bottom"], char["text"])
        for char in page.chars
        if char["upright"] and not is_oblique(*char["matrix"][:2])
    )
    across, down = [], []
    for edge in page.edges:
        if edge["orientation"] == "h":
            across.append(Rule(edge["top"], edge["x0"], edge["x1"]))
        elif edge["orientation"] == "v":
            down.append(Rule(edge["x0"], edge["top"], edge["bottom"]))
    return Leaf(tuple(once(letters)), tuple(across), tuple(down))

"""PDF files read (PDF): running text by pdfium, page numbers out, lines joined to paragraphs.

A page of fewer than 20 characters beside pages of images is a scan: it is pending, not empty. Must run in a
child process: pdfium aborts on hostile files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from cleaners.model import Attachment
from cleaners.official.joining import join_lines
from cleaners.official.paging import cut_page_numbers

MAX_PAGES = 500
MIN_CHARACTERS = 20  # of a page that is no scan
FULL_LINE = 0.85  # share of the longest line from which a line is taken to go on in the next

_ENDS = re.compile(r"[。；：！？.;:!?…”）)》]\s*$")
# A line that begins a unit of its own: 第三条, （一）, 一、, 1., 12 浙江省, 附件, 序号
_BEGINS = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百千\d]{1,8}[编章节条]|[（(][一二三四五六七八九十\d]{1,4}[)）]"
    r"|[一二三四五六七八九十]{1,3}、|\d{1,5}(?:[.．、]|\s)|附件|序号)"
)


def read_pdf(body: bytes) -> Attachment:
    """The text of a PDF, page by page."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return Attachment("encrypted", "pdf", notes=("protected by a password",))
        return Attachment("corrupt", "pdf", notes=(str(error)[:200],))
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument) -> Attachment:
    count = len(document)
    pages = [_page_text(document, number) for number in range(min(count, MAX_PAGES))]
    notes = [f"only the first {MAX_PAGES} of {count} pages were read"] if count > MAX_PAGES else []
    bare = [number for number, text in enumerate(pages, start=1) if len(text.strip()) < MIN_CHARACTERS]
    if len(bare) == len(pages):
        return Attachment("scan_pending", "pdf", pages=count, notes=("no page has text: a scan",))
    status = "limit:pages" if count > MAX_PAGES else "ok"
    if bare and status == "ok":
        status = "needs_review"
        notes.append(f"{len(bare)} of {len(pages)} pages have no text, the first is {bare[0]}")
    lines = tuple(line.strip() for page in pages for line in page.split("\n") if line.strip())
    lines, numbers = cut_page_numbers(lines)
    paragraphs = join_lines(lines)
    text = "\n".join(paragraphs if paragraphs != lines else _joined(lines))
    return Attachment(status, "pdf", text, pages=count, notes=tuple(notes), removed=numbers)


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "")


def _joined(lines: tuple[str, ...]) -> Iterator[str]:
    """Lines of no one width joined: a line nearly as long as any, without an end, goes on in the next."""
    longest = max(map(len, lines), default=0)
    held = ""
    for place, line in enumerate(lines):
        held += line
        follows = lines[place + 1] if place + 1 < len(lines) else ""
        if len(line) >= FULL_LINE * longest and not _ENDS.search(line) and not _BEGINS.match(follows):
            continue
        yield held
        held = ""
    if held:
        yield held

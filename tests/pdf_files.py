"""PDF files printed for tests with reportlab and its built-in Chinese font: no font file is needed."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.list_layouts import HEIGHT, SIZE, WIDTH, Drawing

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf_of(pages: Sequence[Drawing], *, size: float = SIZE) -> bytes:
    """The drawings printed."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        canvas.setFont(FONT, size)
        canvas.setLineWidth(0.5)
        for left, top, text in page.words:
            canvas.drawString(left, HEIGHT - top - 0.85 * size, text)
        for x0, y0, x1, y1 in page.lines:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()

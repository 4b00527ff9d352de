"""Scans read by their pictures (识别): the extra `ocr`, in the sandbox; what it gives is only proposed.

Reads images and PDFs whose reading is scan_pending; writes an Attachment of status `needs_review` whose notes
say how sure the reader was. Lines become letters at their places, so that tables are built as those of a PDF.
Without the extra a scan stays pending. The models lie in the package; the child has no network.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from cleaners.files.layout import Glyph, Leaf
from cleaners.files.running import leaf_lines, running_text
from cleaners.files.unruled import Columns, tables_of
from cleaners.model import Attachment, Table
from kb.entry import CommandLine
from pipeline.sandbox import Limits, attachment_of, run

MOST_PAGES = 30  # of a file
_DPI = 200
_LIMITS = Limits(memory=6 << 30, cpu_seconds=10 * MOST_PAGES, wall_seconds=600)  # onnxruntime maps far ahead
_SURE = 0.9  # below it a line is one to look at
MARK = "read by OCR"


@cache
def can_read_scans() -> bool:
    """Whether the extra is installed here."""
    return find_spec("rapidocr") is not None


def read_scan(read: Attachment, body: bytes, *, name: str) -> Attachment:
    """A pending scan as its picture reads; the reading itself where it is none, or nothing reads pictures."""
    if read.status != "scan_pending" or not can_read_scans():
        return read
    with tempfile.NamedTemporaryFile(prefix="scan-") as file:
        file.write(body)
        file.flush()
        outcome = run([sys.executable, "-m", "pipeline.scanning", file.name, read.kind], limits=_LIMITS)
    if outcome.limit is not None:
        return Attachment(f"limit:{outcome.limit}", read.kind, notes=(*read.notes, "OCR was stopped"))
    try:
        return attachment_of(json.loads(outcome.stdout))
    except (ValueError, KeyError, TypeError):
        said = f"OCR ended with code {outcome.returncode}"
        return Attachment("scan_pending", read.kind, pages=read.pages, notes=(*read.notes, said))


# -- in the child


def _recognised(path: Path, kind: str) -> Attachment:
    """The text and tables of a scan."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})
    lines: list[tuple[str, bool]] = []
    tables: list[Table] = []
    unsure = pages = 0
    columns: Columns | None = None
    for pages, image in enumerate(_images(path, kind), start=1):
        glyphs, doubtful = _glyphs(engine(image))
        unsure += doubtful
        found, columns = tables_of(Leaf(tuple(glyphs)), columns)
        lines += leaf_lines(glyphs, found)
        tables += [Table(table.rows, pages) for table in found]
    text, removed = running_text(lines)
    status = "needs_review" if text.strip() else "scan_pending"
    notes = (f"{MARK}: proposed, {unsure} lines less than {_SURE:.0%} sure",)
    return Attachment(status, kind, text, tuple(tables), pages, notes, removed)


def _images(path: Path, kind: str) -> Iterator[Any]:
    """The pages as pictures, one after another."""
    if kind != "pdf":
        from PIL import Image

        yield _array(Image.open(BytesIO(path.read_bytes())))
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        yield _array(page.render(scale=_DPI / 72).to_pil())
        page.close()
    document.close()


def _array(image: Any) -> Any:
    import numpy as np

    return np.asarray(image.convert("RGB"))


def _glyphs(seen: Any) -> tuple[list[Glyph], int]:
    """The lines of a page as letters, each with its share of the line; and how many lines are unsure."""
    if seen.boxes is None:
        return [], 0
    glyphs: list[Glyph] = []
    for box, text in zip(seen.boxes, seen.txts, strict=True):
        left, right = float(min(p[0] for p in box)), float(max(p[0] for p in box))
        top, bottom = float(min(p[1] for p in box)), float(max(p[1] for p in box))
        glyphs += _spread(left, right, top, bottom, text)
    return glyphs, sum(score < _SURE for score in seen.scores)


def _spread(left: float, right: float, top: float, bottom: float, text: str) -> Iterator[Glyph]:
    """The letters of a line: as wide as they are, Latin ones half as wide as Han."""
    widths = [1.0 if ord(char) > 0x2E7F else 0.5 for char in text]
    unit = (right - left) / (sum(widths) or 1.0)
    at = left
    for char, width in zip(text, widths, strict=True):
        if not char.isspace():
            yield Glyph(at, top, at + width * unit, bottom, char)
        at += width * unit


def main(arguments: Sequence[str]) -> int:
    """Print the reading of FILE, a scan of KIND, as JSON."""
    parser = CommandLine("pipeline.scanning", __doc__)
    parser.add_argument("path", metavar="FILE", type=Path)
    parser.add_argument("kind", metavar="KIND", help="pdf, or any kind of picture")
    asked = parser.parse_args(arguments)
    if not asked.path.is_file():
        parser.error(f"{asked.path}: no such file")
    read = _recognised(asked.path, asked.kind)
    sys.stdout.write(json.dumps(asdict(read)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A tiny writer of OFD documents (GB/T 33190-2016), letters with places and lines as paths."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from tests.list_layouts import SIZE, Drawing

MM = 25.4 / 72
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(left: float, top: float, text: str, size: float = SIZE) -> str:
    """Letters in points from the top left corner; their box and steps are in millimetres."""
    steps = " ".join(f"{(size if letter > chr(0x2000) else size / 2) * MM:.3f}" for letter in text[:-1])
    box = f"{left * MM:.3f} {top * MM:.3f} {500 * MM:.3f} {size * MM:.3f}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="{size * MM:.3f}">'
        f'<ofd:TextCode X="0" Y="{0.85 * size * MM:.3f}" DeltaX="{steps}">{text}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def path_object(x0: float, y0: float, x1: float, y1: float) -> str:
    box = f"{x0 * MM:.3f} {y0 * MM:.3f} {(x1 - x0) * MM:.3f} {(y1 - y0) * MM:.3f}"
    to = f"{(x1 - x0) * MM:.3f} {(y1 - y0) * MM:.3f}"
    data = f"<ofd:AbbreviatedData>M 0 0 L {to}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID="2" Boundary="{box}" LineWidth="0.2">{data}</ofd:PathObject>'


def page_xml(content: str, template: str = "") -> str:
    return (
        f'<ofd:Page {NAMESPACE}>{template}<ofd:Content><ofd:Layer ID="9">{content}</ofd:Layer></ofd:Content>'
        "</ofd:Page>"
    )


def drawn(page: Drawing) -> str:
    """A page's content; its words are stored from the last to the first, as some programs do."""
    words = "".join(text_object(*word) for word in reversed(page.words))
    return words + "".join(path_object(*line) for line in page.lines)


def ofd(pages: Sequence[str], *, root: str = "Doc_0/Document.xml", common: str = "", **parts: str) -> bytes:
    """A package of pages; `parts` are further members, `__` for a slash."""
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    members = {
        "OFD.xml": f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>"
        "</ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        **{f"Doc_0/Pages/Page_{number}/Content.xml": page for number, page in enumerate(pages)},
        **{name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()},
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ofd_of(pages: Sequence[Drawing]) -> bytes:
    return ofd([page_xml(drawn(page)) for page in pages])

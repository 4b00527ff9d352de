"""OFD documents read (版式文档, GB/T 33190-2016): pages of letters and lines, from a zip of XML.

A zip reader and a safe XML parser are enough: the letters of an OFD are Unicode with places. Paths may be
absolute, relative, with backslashes, in another case; the layers of a template belong to its pages. A
document of images or outlines only is a scan that waits.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from cleaners.files.layout import Glyph, Leaf, Rule, is_oblique, once
from cleaners.files.limits import MAX_PAGES
from cleaners.files.packages import Package
from cleaners.files.running import leaf_lines, running_text
from cleaners.files.unruled import Columns, tables_of
from cleaners.model import Attachment, Table

_POINTS = 72 / 25.4  # of a millimetre, the unit of an OFD
_THIN = 1.2 * _POINTS  # a filled box so thin is a line
_ASCENT = 0.85  # of a letter's size above its base line
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class _Drawn:
    """What is drawn on a page."""

    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    images: int = 0
    paths: int = 0


def read_ofd(package: Package) -> Attachment:
    """The text and tables of an OFD."""
    pages = [page for root in _roots(package) for page in _pages(package, root)]
    lines: list[tuple[str, bool]] = []
    tables: list[Table] = []
    notes: list[str] = []
    columns: Columns | None = None
    pictures = 0
    for number, parts in enumerate(pages[:MAX_PAGES], start=1):
        drawn = _drawn(package, parts, notes)
        pictures += drawn.images + drawn.paths
        leaf = Leaf(tuple(once(drawn.glyphs)), tuple(drawn.across), tuple(drawn.down))
        found, columns = tables_of(leaf, columns)
        tables += [Table(table.rows, number) for table in found]
        lines += leaf_lines(leaf.glyphs, found)
    text, removed = running_text(lines)
    status = "scan_pending" if not text and pictures else "ok"
    if not text and pictures:
        notes.append("its pages hold images or outlines and no text")
    if len(pages) > MAX_PAGES:
        status = "limit:pages"
        notes.append(f"only the first {MAX_PAGES} of {len(pages)} pages were read")
    return Attachment(status, "ofd", text, tuple(tables), len(pages), tuple(dict.fromkeys(notes)), removed)


# -- the parts of the package


def _roots(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """The documents of the package, each with the folder that its paths start from."""
    for place in _named(package.xml("OFD.xml"), "DocRoot"):
        path = _found(package, "", place.text or "")
        if path is not None:
            yield posixpath.dirname(path), package.xml(path)


def _pages(package: Package, document: tuple[str, etree._Element]) -> Iterator[list[str]]:
    """The parts of each page: its template's, then its own; one that is missing is an empty page."""
    folder, root = document
    templates = {
        each.get("ID"): path
        for each in _named(root, "TemplatePage")
        if (path := _found(package, folder, each.get("BaseLoc") or ""))
    }
    for page in (each for pages in _named(root, "Pages") for each in _named(pages, "Page")):
        path = _found(package, folder, page.get("BaseLoc") or "")
        if path is None:
            yield []
            continue
        used = [templates.get(each.get("TemplateID")) for each in _named(package.xml(path), "Template")]
        yield [*filter(None, used), path]


def _found(package: Package, folder: str, location: str) -> str | None:
    """The part that a path means: absolute, from the folder, or from the top though it does not say so."""
    path = location.strip().replace("\\", "/")
    if not path:
        return None
    choices = [path] if path.startswith("/") else [posixpath.join(folder, path), path]
    return next((choice for choice in choices if package.has(choice)), None)


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements by their own name: the prefix and the address before it vary by the program."""
    return element.iter(f"{{*}}{name}", name)


# -- what a page draws


def _drawn(package: Package, parts: Iterable[str], notes: list[str]) -> _Drawn:
    drawn = _Drawn()
    if not parts:
        notes.append("a page is missing in the package")
    for part in parts:
        for element in package.xml(part).iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
            kind = etree.QName(element).localname
            if element.get("Visible") == "false" or is_oblique(*_placed(element)[:2]):
                continue
            if kind == "TextObject":
                drawn.glyphs += _glyphs(element)
            elif kind == "ImageObject":
                drawn.images += 1
            else:
                drawn.paths += 1
                _draw(element, drawn)
    return drawn


def _numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; what is no number ends them."""
    found: list[float] = []
    for word in (text or "").split():
        try:
            found.append(float(word))
        except ValueError:
            break
    return found


def _placed(element: etree._Element) -> Matrix:
    """From the object's own space to the page, in points: its matrix, then the corner of its box."""
    box = _numbers(element.get("Boundary"))
    ctm = _numbers(element.get("CTM"))
    a, b, c, d, e, f = ctm if len(ctm) == 6 else _IDENTITY
    x, y = box[:2] if len(box) >= 2 else (0.0, 0.0)
    return (a * _POINTS, b * _POINTS, c * _POINTS, d * _POINTS, (e + x) * _POINTS, (f + y) * _POINTS)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _glyphs(element: etree._Element) -> Iterator[Glyph]:
    """The letters of a text object, each in its place."""
    matrix = _placed(element)
    sizes = _numbers(element.get("Size"))
    size = sizes[0] if sizes else 3.5
    scales = _numbers(element.get("HScale"))
    wide = size * (scales[0] if scales else 1.0)
    x = y = 0.0
    for code in element.iter("{*}TextCode"):
        text = code.text or ""
        x = (_numbers(code.get("X")) or [x])[0]
        y = (_numbers(code.get("Y")) or [y])[0]
        steps_x = _steps(code.get("DeltaX"), len(text))
        steps_y = _steps(code.get("DeltaY"), len(text))
        here_x, here_y = x, y
        for place, letter in enumerate(text):
            width = wide if letter > "\u2000" else wide / 2
            yield _glyph(matrix, here_x, here_y, width, size, letter)
            here_x += steps_x[place] if place < len(steps_x) else 0 if steps_y else width
            here_y += steps_y[place] if place < len(steps_y) else 0


def _glyph(matrix: Matrix, x: float, y: float, width: float, size: float, letter: str) -> Glyph:
    corners = [_at(matrix, x, y - _ASCENT * size), _at(matrix, x + width, y + (1 - _ASCENT) * size)]
    (left, top), (right, bottom) = corners
    return Glyph(min(left, right), min(top, bottom), max(left, right), max(top, bottom), letter)


def _steps(text: str | None, most: int) -> list[float]:
    """The steps from letter to letter; `g 3 5.5` stands for 5.5 three times."""
    steps: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words) and len(steps) < most:
        repeated = words[at] == "g" and at + 2 < len(words) and words[at + 1].isdigit()
        step = _numbers(words[at + 2] if repeated else words[at])
        steps += step * (min(int(words[at + 1][:6]), most) if repeated else 1)
        at += 3 if repeated else 1
    return steps


def _draw(element: etree._Element, drawn: _Drawn) -> None:
    """The lines that a path draws across and down the page; a thin filled box is a line."""
    filled, stroked = element.get("Fill") == "true", element.get("Stroke") != "false"
    for data in element.iter("{*}AbbreviatedData"):
        for points in _outlines(data.text or "", _placed(element)):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = min(xs), min(ys), max(xs), max(ys)
            if filled and min(box[2] - box[0], box[3] - box[1]) <= _THIN:
                _rule(drawn, (box[0], box[1]), (box[2], box[3]))
            elif stroked:
                for start, end in pairwise(points):
                    _rule(drawn, start, end)


def _outlines(path: str, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each stroke of a path; curves go straight to their end."""
    points: list[tuple[float, float]] = []
    words = path.split()
    at = 0
    while at < len(words):
        sign = words[at]
        many = _OPERANDS.get(sign, 0)
        values = _numbers(" ".join(words[at + 1 : at + 1 + many]))
        at += 1 + many
        if sign in "MS" and len(points) > 1:
            yield points
        if sign in "MS":
            points = []
        if sign == "C" and points:
            points.append(points[0])
        elif len(values) == many >= 2:
            points.append(_at(matrix, values[-2], values[-1]))
    if len(points) > 1:
        yield points


def _rule(drawn: _Drawn, start: Sequence[float], end: Sequence[float]) -> None:
    (x0, y0), (x1, y1) = sorted((tuple(start), tuple(end)))
    if abs(y1 - y0) <= _THIN < abs(x1 - x0):
        drawn.across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x1 - x0) <= _THIN < abs(y1 - y0):
        drawn.down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

"""A picture of boxes and words (图形), written as SVG, or as PNG where a font with Chinese is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Literal

from reader.answer import Unanswerable
from reader.exported import printable
from reader.wording import say, spoken

INK = "#1a1a1a"
_FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
# Where systems keep fonts, and names of those that have Chinese.
_FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts"),
)
_CHINESE = ("notosanscjk", "sourcehansans", "wqymicrohei", "wqyzenhei", "pingfang", "msyh", "simhei")
_SCALE = 2  # pixels of a PNG for each unit


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `broken`: pale with a broken edge. `says` is told to who cannot see it."""

    x: int
    y: int
    width: int
    height: int
    fill: str
    broken: bool = False
    says: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at its base line, beginning or centred at x."""

    x: int
    y: int
    text: str
    size: int
    ink: str = INK
    anchor: Literal["start", "middle"] = "start"


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes on white, those behind painted over those before; `label` names the whole."""

    width: int
    height: int
    label: str
    shapes: tuple[Box | Words, ...]


def write_picture(path: Path, picture: Picture) -> None:
    """Write a picture; the ending of the name says how."""
    makers = {".svg": svg_of, ".png": png_of}
    make = makers.get(path.suffix.lower())
    if make is None:
        raise Unanswerable(say("{path}: write .svg or .png", path=path))
    body = make(picture)
    try:
        path.write_bytes(body)
    except OSError as error:
        raise Unanswerable(say("{file}: {why}", file=path, why=spoken(error.strerror))) from error


def svg_of(picture: Picture) -> bytes:
    """The picture as SVG."""
    width, height = picture.width, picture.height
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{_escaped(picture.label)}" font-family="{_FONTS}">'
    )
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, ground, *map(_svg_shape, picture.shapes), "</svg>\n"]).encode()


def _svg_shape(shape: Box | Words) -> str:
    if isinstance(shape, Words):
        where = f'x="{shape.x}" y="{shape.y}" font-size="{shape.size}" fill="{shape.ink}"'
        return f'<text {where} text-anchor="{shape.anchor}">{_escaped(shape.text)}</text>'
    edge = ' stroke="#084594" stroke-dasharray="4 3" fill-opacity="0.5"' if shape.broken else ""
    place = f'x="{shape.x}" y="{shape.y}" width="{shape.width}" height="{shape.height}" rx="3"'
    return f'<rect {place} fill="{shape.fill}"{edge}><title>{_escaped(shape.says)}</title></rect>'


def _escaped(text: str) -> str:
    """A text as XML holds it, in an attribute too, without what XML cannot hold."""
    return escape(printable(text))


def png_of(picture: Picture) -> bytes:
    """The picture as PNG; one clear line where no font here has Chinese."""
    from PIL import Image, ImageDraw, ImageFont

    font = chinese_font()
    if font is None:
        raise Unanswerable(say("no font with Chinese is found here: write .svg"))
    image = Image.new("RGB", (picture.width * _SCALE, picture.height * _SCALE), "#ffffff")
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        x, y = shape.x * _SCALE, shape.y * _SCALE
        if isinstance(shape, Words):
            face = ImageFont.truetype(str(font), shape.size * _SCALE)
            anchor = "ms" if shape.anchor == "middle" else "ls"
            draw.text((x, y), shape.text, fill=shape.ink, font=face, anchor=anchor)
        else:
            corner = (x + shape.width * _SCALE, y + shape.height * _SCALE)
            outline = "#084594" if shape.broken else None
            draw.rounded_rectangle(((x, y), corner), 3 * _SCALE, fill=shape.fill, outline=outline)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def chinese_font() -> Path | None:
    """The first font file with Chinese that a system of this kind keeps."""
    found = (path for folder in _FOLDERS for path in _font_files(Path(folder).expanduser()))
    return next(found, None)


def _font_files(folder: Path) -> Iterable[Path]:
    if folder.is_dir():
        for path in sorted(folder.rglob("*.tt*")) + sorted(folder.rglob("*.otf")):
            if path.name.lower().replace("-", "").startswith(_CHINESE):
                yield path

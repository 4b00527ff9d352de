"""Pictures of a programme (图): provinces as a grid of equal tiles, recognitions by year; as SVG.

A grid needs no borders: every unit has one tile where it lies. 台湾、香港、澳门 are shown as no data; five
cities and the corps stand beside the grid, for ministries list them on their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reader.answer import Unanswerable
from reader.wording import say

# Row and column of each unit; the shape of the country, read from west to east.
TILES = {
    "黑龙江省": (0, 9), "内蒙古自治区": (1, 7), "吉林省": (1, 9),
    "新疆维吾尔自治区": (2, 1), "甘肃省": (2, 4), "宁夏回族自治区": (2, 5), "山西省": (2, 6),
    "北京市": (2, 7), "天津市": (2, 8), "辽宁省": (2, 9),
    "西藏自治区": (3, 1), "青海省": (3, 3), "陕西省": (3, 5), "河南省": (3, 6), "河北省": (3, 7),
    "山东省": (3, 8),
    "四川省": (4, 4), "重庆市": (4, 5), "湖北省": (4, 6), "安徽省": (4, 7), "江苏省": (4, 8),
    "上海市": (4, 9),
    "云南省": (5, 4), "贵州省": (5, 5), "湖南省": (5, 6), "江西省": (5, 7), "浙江省": (5, 8),
    "广西壮族自治区": (6, 5), "广东省": (6, 6), "福建省": (6, 7), "台湾省": (6, 9),
    "海南省": (7, 5), "澳门特别行政区": (7, 6), "香港特别行政区": (7, 7),
}  # fmt: skip
SIDE = ("大连市", "青岛市", "宁波市", "厦门市", "深圳市", "新疆生产建设兵团")
NO_DATA = ("台湾省", "香港特别行政区", "澳门特别行政区")
_SHORT = {"内蒙古自治区": "内蒙古", "黑龙江省": "黑龙江", "新疆生产建设兵团": "兵团"}
_TILE, _GAP, _TOP, _LEFT = 56, 4, 64, 16
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
_GREY, _INK = "#e5e5e5", "#1a1a1a"


def tile_grid(view: dict[str, Any]) -> str:
    """The holders that bear a title in each unit, as listed, as a grid of tiles."""
    held = view["counts"]["as_listed"]
    most = max((n for unit, n in held.items() if unit in TILES or unit in SIDE), default=0)
    parts = [_heading(f"{view['name']}：各地数量（按名单所列地区）", _subtitle(view))]
    for unit, (row, column) in TILES.items():
        parts.append(_tile(unit, column, row, held.get(unit), most))
    parts += [_tile(unit, 11, row + 1, held.get(unit), most) for row, unit in enumerate(SIDE)]
    other = {unit: n for unit, n in held.items() if unit not in TILES and unit not in SIDE}
    height = _TOP + 8 * (_TILE + _GAP) + 40
    if other:
        told = "、".join(f"{unit} {n}" for unit, n in other.items())
        parts.append(_text(_LEFT, height - 20, f"未能归入地区：{told}", 12))
    return _svg(_LEFT * 2 + 12 * (_TILE + _GAP), height, parts, "地区分布图")


def by_year(view: dict[str, Any]) -> str:
    """Holders recognised in each year, as bars; an incomplete list is a bar with a broken edge."""
    years: Counter[str] = Counter()
    lacking: set[str] = set()
    for batch in view["batches"]:
        for one in batch["announcements"]:
            if one["type"] == "recognise" and one["counts"] and one["day"]:
                years[one["day"][:4]] += one["extracted"]
                lacking |= {one["day"][:4]} if one["doubts"] else set()
    most = max(years.values(), default=1) or 1
    parts = [_heading(f"{view['name']}：各年认定数量", _subtitle(view))]
    for place, year in enumerate(sorted(years)):
        parts += _bar(place, year, years[year], most, lacking=year in lacking)
    if not years:
        parts.append(_text(_LEFT, 120, "未持有认定名单", 14))
    return _svg(max(420, _LEFT * 2 + len(years) * 72), 340, parts, "各年认定数量图")


def write_picture(path: Path, svg: str) -> None:
    """Write a picture; the ending of the name must be .svg."""
    if path.suffix.lower() != ".svg":
        raise Unanswerable(say("{path}: write .svg", path=path))
    try:
        path.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise Unanswerable(f"{path}: {error.strerror}") from error


def _subtitle(view: dict[str, Any]) -> str:
    """The day, and that a list is not whole, or all is made up: a picture travels alone."""
    lacking = "" if all(batch["complete"] for batch in view["batches"]) else "；部分名单不完整，数量为下限"
    return f"截至{view['as_of']}{lacking}{'；内容纯属虚构' if view['fictional'] else ''}"


def _tile(unit: str, column: int, row: int, count: int | None, most: int) -> str:
    x, y = _LEFT + column * (_TILE + _GAP), _TOP + row * (_TILE + _GAP)
    fill, ink = _shade(count or 0, most)
    value = "无数据" if unit in NO_DATA and count is None else str(count or 0)
    name = _SHORT.get(unit, unit[:2])
    middle = x + _TILE // 2
    square = f'<rect x="{x}" y="{y}" width="{_TILE}" height="{_TILE}" rx="4" fill="{fill}"/>'
    words = _text(middle, y + 24, name, 14, ink, "middle") + _text(middle, y + 44, value, 13, ink, "middle")
    return f"<g><title>{escape(unit)} {value}</title>{square}{words}</g>"


def _shade(count: int, most: int) -> tuple[str, str]:
    """The colour of a tile and of what is written on it."""
    if not count:
        return _GREY, _INK
    share = count / most
    red, green, blue = (
        round(light + (dark - light) * share) for light, dark in ((222, 8), (235, 69), (247, 148))
    )
    return f"#{red:02x}{green:02x}{blue:02x}", "#ffffff" if share > 0.5 else _INK


def _bar(place: int, year: str, count: int, most: int, *, lacking: bool) -> Iterator[str]:
    height = round(200 * count / most)
    x, y = _LEFT + place * 72, 300 - height
    edge = ' stroke="#084594" stroke-dasharray="4 3" fill-opacity="0.5"' if lacking else ""
    yield f'<rect x="{x}" y="{y}" width="48" height="{height}" fill="#4292c6"{edge}/>'
    yield _text(x + 24, y - 6, f"{'≥' if lacking else ''}{count}", 13, _INK, "middle")
    yield _text(x + 24, 320, year, 13, _INK, "middle")


def _heading(title: str, subtitle: str) -> str:
    return _text(_LEFT, 28, title, 18) + _text(_LEFT, 48, subtitle, 12)


def _text(x: int, y: int, text: str, size: int, ink: str = _INK, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{ink}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _svg(width: int, height: int, parts: list[str], label: str) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{label}" font-family="{_FONT}">\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )

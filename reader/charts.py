"""Pictures of a programme (图): provinces as a grid of equal tiles, recognitions by year.

A grid needs no borders: every unit has one tile where it lies. 台湾、香港、澳门 are shown as no data; five
cities and the corps stand beside the grid, for ministries list them on their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reader.picture import INK, Box, Picture, Words

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
_GREY, _BLUE = "#e5e5e5", "#4292c6"


def tile_grid(view: dict[str, Any]) -> Picture:
    """The holders that bear a title in each unit, as listed, as a grid of tiles."""
    held = view["counts"]["as_listed"]
    most = max((n for unit, n in held.items() if unit in TILES or unit in SIDE), default=0)
    places = TILES | {unit: (row + 1, 11) for row, unit in enumerate(SIDE)}
    shapes: list[Box | Words] = list(_heading(f"{view['name']}：各地数量（按名单所列地区）", _subtitle(view)))
    for unit, (row, column) in places.items():
        shapes += _tile(unit, column, row, held.get(unit), most)
    height = _TOP + 8 * (_TILE + _GAP) + 40
    other = "、".join(f"{unit} {n}" for unit, n in held.items() if unit not in places)
    if other:
        shapes.append(Words(_LEFT, height - 20, f"未能归入地区：{other}", 12))
    return Picture(_LEFT * 2 + 12 * (_TILE + _GAP), height, "地区分布图", tuple(shapes))


def by_year(view: dict[str, Any]) -> Picture:
    """Holders recognised in each year, as bars; an incomplete list is a bar with a broken edge."""
    years, lacking = _years(view)
    most = max(years.values(), default=1) or 1
    shapes: list[Box | Words] = list(_heading(f"{view['name']}：各年认定数量", _subtitle(view)))
    for place, year in enumerate(sorted(years)):
        shapes += _bar(place, year, years[year], most, lacking=year in lacking)
    if not years:
        shapes.append(Words(_LEFT, 120, "未持有认定名单", 14))
    return Picture(max(420, _LEFT * 2 + len(years) * 72), 340, "各年认定数量图", tuple(shapes))


def _years(view: dict[str, Any]) -> tuple[Counter[str], set[str]]:
    """Holders of official recognitions by year, and the years whose lists are not complete."""
    years: Counter[str] = Counter()
    lacking: set[str] = set()
    for batch in view["batches"]:
        for one in batch["announcements"]:
            if one["type"] == "recognise" and one["counts"] and one["day"]:
                years[one["day"][:4]] += one["extracted"]
                lacking |= {one["day"][:4]} if one["doubts"] else set()
    return years, lacking


def _subtitle(view: dict[str, Any]) -> str:
    """The day, and that a list is not whole, or all is made up: a picture travels alone."""
    lacking = "" if all(batch["complete"] for batch in view["batches"]) else "；部分名单不完整，数量为下限"
    return f"截至{view['as_of']}{lacking}{'；内容纯属虚构' if view['fictional'] else ''}"


def _heading(title: str, subtitle: str) -> tuple[Words, Words]:
    return Words(_LEFT, 28, title, 18), Words(_LEFT, 48, subtitle, 12)


def _tile(unit: str, column: int, row: int, count: int | None, most: int) -> tuple[Box, Words, Words]:
    x, y = _LEFT + column * (_TILE + _GAP), _TOP + row * (_TILE + _GAP)
    fill, ink = _shade(count or 0, most)
    value = "无数据" if unit in NO_DATA and count is None else str(count or 0)
    middle = x + _TILE // 2
    return (
        Box(x, y, _TILE, _TILE, fill, says=f"{unit} {value}"),
        Words(middle, y + 24, _SHORT.get(unit, unit[:2]), 14, ink, "middle"),
        Words(middle, y + 44, value, 13, ink, "middle"),
    )


def _shade(count: int, most: int) -> tuple[str, str]:
    """The colour of a tile and of what is written on it."""
    if not count:
        return _GREY, INK
    share = count / most
    ends = ((222, 8), (235, 69), (247, 148))  # a pale blue and a dark one
    red, green, blue = (round(light + (dark - light) * share) for light, dark in ends)
    return f"#{red:02x}{green:02x}{blue:02x}", "#ffffff" if share > 0.5 else INK


def _bar(place: int, year: str, count: int, most: int, *, lacking: bool) -> Iterator[Box | Words]:
    height = round(200 * count / most)
    x, y = _LEFT + place * 72, 300 - height
    value = f"{'≥' if lacking else ''}{count}"
    yield Box(x, y, 48, height, _BLUE, broken=lacking, says=f"{year} {value}")
    yield Words(x + 24, y - 6, value, 13, INK, "middle")
    yield Words(x + 24, 320, year, 13, INK, "middle")

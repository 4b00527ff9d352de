"""A city's bureau (市局): a fictional 工坊局 in the form of Shenzhen's sites; two plain lists, no count.

Rows are blocks with the date before the link and a number inside it; page 2 is index_2.html; a page past the
end answers 404; a document of the second list lies in a folder of its own. Content invented for the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from samples.portal.sites import Stage
from samples.portal.sites.pages import frame
from samples.portal.wire import HTML, Reply, Request, reply, validated

NEWEST = date(2026, 11, 13)
PUBLISHER = "鹏湾市工坊局"
GOODS = ("琉璃", "木屐", "漆扇", "锡壶", "麻布", "角梳", "竹簧")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its list and its documents lie, what they are, how many, how many on a page."""

    path: str
    documents: str
    kinds: tuple[str, ...]
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a column."""

    column: Column
    number: int

    @property
    def day(self) -> date:
        return NEWEST - timedelta(days=8 * self.number)

    @property
    def title(self) -> str:
        kind = self.column.kinds[self.number % len(self.column.kinds)]
        return f"{PUBLISHER}关于{self.day.year}年{GOODS[self.number % len(GOODS)]}工坊{kind}"

    @property
    def path(self) -> str:
        serial = 12600000 - len(self.column.path) * 1000 - self.number
        return f"{self.column.documents}content/post_{serial}.html"


COLUMNS = (
    Column(
        "/xxgk/xxgkml/qt/tzgg/", "/xxgk/xxgkml/qt/tzgg/", ("认定名单的公示", "申报工作的通知", "公告"), 17, 7
    ),
    Column("/xxgk/xxgkml/zcfgjzcjd/gfxwjcx/", "/xxgk/xxgkml/zcfgjzcjd/", ("扶持办法", "管理细则"), 9, 7),
)


def answer(stage: Stage, request: Request) -> Reply | None:
    """The list or document at this path, None when it is another site's."""
    for column in COLUMNS:
        number = _page_number(request.path.removeprefix(column.path)) if _below(request.path, column) else 0
        if number:
            return _list(stage, column, number)
    found = _documents().get(request.path)
    return validated(request, reply(_page(found))) if found else None


def _below(path: str, column: Column) -> bool:
    return path.startswith(column.path) and "/" not in path.removeprefix(column.path)


def _page_number(name: str) -> int:
    """index.html is page 1, index_2.html page 2; 0 for what is no page of a list."""
    if name in ("", "index.html"):
        return 1
    number = name.removeprefix("index_").removesuffix(".html")
    return int(number) if name == f"index_{number}.html" and number.isdecimal() else 0


def _list(stage: Stage, column: Column, number: int) -> Reply:
    listed = visible(stage, column)
    shown = 1 if stage.has("stalled-paging", column.path) else number
    part = listed[(shown - 1) * column.size : shown * column.size]
    if not part:
        return reply(frame("页面不存在", "<p>页面不存在</p>"), HTML, 404)
    name = "ListNew" if stage.has("layout-changed", column.path) else "ListconC"
    rows = "\n".join(_row(document, place, name) for place, document in enumerate(part, 1))
    pager = '<div class="page"><a href="index.html">1</a><a href="index_2.html">2</a></div>'
    return reply(frame(f"{PUBLISHER}网站", f'<div class="list">\n{rows}\n</div>{pager}'))


def _row(document: Document, place: int, name: str) -> str:
    link = f'<a href="https://gxj.sz.gov.cn{document.path}" target="_blank" title="{document.title}">'
    return f'<div class="{name}"> <span>{document.day}</span>{link}<em>{place}</em>{document.title}</a></div>'


def visible(stage: Stage, column: Column) -> tuple[Document, ...]:
    """The documents of a column tonight."""
    return tuple(Document(column, n) for n in range(0 if stage.night > 1 else 1, column.rows + 1))


@cache
def _documents() -> dict[str, Document]:
    return {d.path: d for column in COLUMNS for d in (Document(column, n) for n in range(column.rows + 1))}


def _page(document: Document) -> str:
    goods = GOODS[document.number % len(GOODS)]
    lines = (
        f"各区工坊主管单位：现将{goods}工坊的有关事项公布如下。",
        f"一、{goods}工坊每年应当开放参观不少于{document.number + 3}日。",
        f"二、市里按每个{goods}学徒{document.number % 4 + 1}千元给予补助。",
        PUBLISHER,
        f"{document.day.year}年{document.day.month}月{document.day.day}日",
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    return frame(
        f"{document.title}-{PUBLISHER}网站",
        f'<h1 class="article-title">{document.title}</h1><p class="article-time">发布时间：'
        f'{document.day} 10:05</p><div class="TRS_Editor">{body}</div>',
    )

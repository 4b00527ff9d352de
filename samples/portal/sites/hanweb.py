"""Provincial portals (省市门户): three fictional departments as Hanweb publishes them, on one dataproxy.jsp.

Each column page names its unit in another way; one answers to POST only, one states its total only on the
column page. A window past the end repeats the last rows, as such sites do. Content invented for the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from urllib.parse import quote
from weakref import WeakSet

from samples.portal.sites import Stage
from samples.portal.sites.pages import frame
from samples.portal.wire import Reply, Request, reply, validated

PROXY = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
NEWEST = date(2026, 11, 17)
XML = "text/xml;charset=UTF-8"
TRADES = (
    "制伞",
    "烧陶",
    "织席",
    "打铁",
    "造船",
    "酿醋",
    "刻版",
    "采石",
    "养蜂",
    "榨油",
    "弹棉",
    "磨面",
    "编篓",
)
_shifted: WeakSet[Stage] = WeakSet()


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its unit, and how its page and its answers name both."""

    number: str
    unit: str
    web: str
    publisher: str
    kind: str
    rows: int
    per_page: int
    named_by: str
    answers: tuple[str, ...] = ("GET", "POST")
    says_total: bool = True
    cards: bool = False
    """Rows as cards: a heading, the beginning of the text, time and office below."""

    @property
    def path(self) -> str:
        return f"/col/col{self.number}/index.html"


@dataclass(frozen=True, slots=True)
class Notice:
    """One article of a column."""

    column: Column
    number: int

    @property
    def day(self) -> date:
        return NEWEST - timedelta(days=6 * self.number)

    @property
    def path(self) -> str:
        day = f"{self.day.year}/{self.day.month}/{self.day.day}"
        return f"/art/{day}/art_{self.column.number}_{11800000 + self.number}.html"

    @property
    def title(self) -> str:
        trade = TRADES[self.number % len(TRADES)]
        return (
            f"{self.column.publisher}关于{self.day.year}年第{self.number + 1}批{trade}工坊{self.column.kind}"
        )


COLUMNS = (
    Column(
        "89736", "405463", "23", "云泽省工坊厅", "培育办法的通知", 21, 3, "pager", ("POST",), says_total=True
    ),
    Column("15201", "71078", "78", "岱岭省工坊厅", "申报工作的通知", 20, 6, "link"),
    Column(
        "1229561613", "6533891", "3423", "甬湾市工坊局", "认定名单的公示", 7, 15, "param", says_total=False
    ),
    Column("6281", "405990", "23", "云泽省工坊厅", "认定名单的公示", 13, 4, "pager", ("POST",)),
    Column("15203", "71080", "78", "岱岭省工坊厅", "复核名单的公示", 16, 5, "link", cards=True),
)


def answer(stage: Stage, request: Request) -> Reply | None:
    """The column page, the rows or the article at this path, None when it is another site's."""
    if request.path == PROXY:
        return _rows(stage, request)
    for column in COLUMNS:
        if request.path == column.path:
            return reply(
                column_page(column, len(_visible(stage, column)), stage.has("unit-missing", column.path))
            )
    if request.path == DOWNLOAD:
        return reply("名称,所在县\n青石工坊（虚构）,东浦县\n", "text/csv; charset=utf-8")
    notice = _articles().get(request.path)
    return validated(request, reply(article(notice))) if notice else None


def _visible(stage: Stage, column: Column) -> tuple[Notice, ...]:
    """The notices of a column tonight; the page-shift fault puts one on top after the first window."""
    late = 0 if stage.night > 1 or stage in _shifted else 1
    gone = 3 if stage.has("withdrawn", column.path) else 0
    return tuple(Notice(column, n) for n in range(late, column.rows + 1 - gone))


# --- the column page


def column_page(column: Column, total: int, unnamed: bool = False) -> str:
    """A column page: the unit of its list and, beside it, the unit of another column."""
    other = (
        '<div id="99001"></div><script>$("#99001").jpage({totalRecord:9,perPage:5,'
        'ajaxParam:{columnid:77,unitid:"99001"}});</script>'
    )
    named = "" if unnamed else _NAMED[column.named_by](column, total)
    return frame(column.kind, f'<div class="side">{other}</div>\n<div id="{column.unit}">{named}</div>')


def _by_pager(column: Column, total: int) -> str:
    return (
        f"<script>$('#{column.unit}').jpage({{showMode:'full',totalRecord:{total},groupSize:3,"
        f"proxyUrl:'{PROXY}',perPage:{column.per_page},ajaxParam:{{col:1,appid:'1',webid:{column.web},path:'/',"
        f"columnid:{column.number},sourceContentType:9,unitid:'{column.unit}',webname:'{column.publisher}',"
        "permissiontype:0}});</script>"
    )


def _by_link(column: Column, total: int) -> str:
    name = quote(quote(column.publisher))
    unit = f"webid={column.web}&path=/&columnid={column.number}&unitid={column.unit}"
    return (
        '<script type="text/xml"><datastore>'
        f'<nextgroup><![CDATA[<a href="{PROXY}?page=1&appid=1&{unit}&webname={name}"></a>]]></nextgroup>'
        '<recordset><ul id="information-list"></ul></recordset></datastore></script>'
        f"<script>$('#{column.unit}').jpage({{totalRecord:{total},perPage:{column.per_page}}});</script>"
    )


def _by_param(column: Column, total: int) -> str:
    fields = (
        f"columnid:{column.number},unitid:'{column.unit}',webid:{column.web},webname:'{column.publisher}'"
    )
    return (
        f"<script>var param_{column.unit}={{{fields}}}; "
        f"$('#{column.unit}').jpage({{totalRecord:{total},perPage:{column.per_page}}});</script>"
    )


_NAMED = {"pager": _by_pager, "link": _by_link, "param": _by_param}


# --- the rows


def _rows(stage: Stage, request: Request) -> Reply:
    """The datastore for a window; an empty one for parameters that fit no column, or the wrong method."""
    fields = {**request.query, **request.form}
    found = [
        c
        for c in COLUMNS
        if (c.number, c.unit, c.web) == tuple(map(fields.get, ("columnid", "unitid", "webid")))
    ]
    if not found or request.method not in found[0].answers:
        return reply(datastore("", None), XML)
    (column,) = found
    if stage.has("empty-fragment", column.path):
        return reply(datastore("", 0), XML)
    start, end = (int(fields.get(name) or 1) for name in ("startrecord", "endrecord"))
    if stage.has("page-shift", column.path) and start > 1:
        _shifted.add(stage)
    made = _store(stage, column, start, end)
    return reply(made[: len(made) * 2 // 3] if stage.has("store-cut", column.path) else made, XML)


def _store(stage: Stage, column: Column, start: int, end: int) -> str:
    notices = _visible(stage, column)
    if stage.has("window-ignored", column.path):
        end = start + column.per_page - 1
    if start > len(notices) or stage.has("stalled-paging", column.path):
        start, end = 1, end - start + 1
    rows = "".join(_record(notice, place) for place, notice in enumerate(notices[start - 1 : end]))
    total = len(notices) + (4 if stage.has("count-mismatch", column.path) else 0)
    return datastore(rows, total if column.says_total else None)


def datastore(records: str, total: int | None) -> str:
    """An answer of dataproxy.jsp; debris stands between the records, as it does."""
    stated = (
        "" if total is None else f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // 5)}</totalpage>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<datastore>{stated}<recordset><ul class="main_list">'
        f"{records}</recordset></datastore>"
    )


def _record(notice: Notice, place: int) -> str:
    """A record in one of the forms that such sites print, by its place in the window."""
    title, day = notice.title, notice.day
    link = f'<a href="{notice.path}" title="{title}" target="_blank">{title[:14]}…</a>'
    forms = (
        f"<li>{link}<b>{day}</b></li>",
        f'<li class="clearfix">{link}<span class="pull-right">[{day}]</span></li>',
        f"<li><s></s><a href='{notice.path}'>{title}</a><b readlabel=\"{day}\">{day}</b></li>",
        f"<tr><td>{link}</td><td>{day:%Y.%m.%d}</td></tr>",
    )
    if notice.column.cards and notice.number != 4:
        return f"<record><![CDATA[\n{_card(notice)}]]></record>\n"
    if notice.number == 4:
        foreign = f'<a href="https://news.example.com/{day}.html" title="转载">转载</a>'
        return f"<record><![CDATA[<li>{foreign}<b>{day}</b></li>]]></record>"
    return f"<record><![CDATA[\n{forms[place % len(forms)]}]]></record>\n"


def _card(notice: Notice) -> str:
    """A row whose opening words name a day of their own, before the day on which it was published."""
    opened = notice.day - timedelta(days=33)
    link = f'<a href="{notice.path}" title="{notice.title}">{notice.title[:14]}…</a>'
    return (
        f'<li><div class="text"><h3>{link}</h3>'
        f"<p>根据{opened.year}年{opened.month}月{opened.day}日的评议会意见，现将名单公示如下</p></div>"
        f'<div class="bottom"><span>{notice.day} 09:17</span><span>工坊培育处</span></div></li>'
    )


# --- articles


@cache
def _articles() -> dict[str, Notice]:
    return {n.path: n for c in COLUMNS for n in (Notice(c, number) for number in range(c.rows + 1))}


def article(notice: Notice) -> str:
    """An article as such sites print it."""
    meta = (
        f'<meta name="ArticleTitle" content="{escape(notice.title)}">'
        f'<meta name="PubDate" content="{notice.day} 16:05">'
        f'<meta name="ContentSource" content="{notice.column.publisher}">'
    )
    trade = TRADES[notice.number % len(TRADES)]
    lines = (
        f"各县工坊主管单位：现将第{notice.number + 1}批{trade}工坊的有关事项通知如下。",
        f"一、{trade}工坊应当有三名以上的师傅，并在本县开业满{notice.number % 6 + 2}年。",
        f"二、{trade}工坊每年的学徒不少于{notice.number % 4 + 1}名。",
        f"三、材料于{notice.day.year}年12月{notice.number % 20 + 1}日前报送。",
        notice.column.publisher,
        f"{notice.day.year}年{notice.day.month}月{notice.day.day}日",
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    if notice.number % 6 == 5:
        file = f"{DOWNLOAD}?classid=0&amp;filename={notice.day:%Y%m%d}160555{notice.number}.csv"
        body += f'<p><a href="{file}">附件：{trade}工坊名单.csv</a></p>'
    return frame(
        notice.title,
        f'<h1 class="bfr_article_title">{notice.title}</h1><div class="info"><span class="time">发布日期：'
        f'{notice.day} 16:05</span></div><div class="article_zoom bfr_article_content">'
        f"<!--<$[信息内容]>begin-->{body}<!--<$[信息内容]>end--></div>",
        meta,
    )

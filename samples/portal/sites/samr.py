"""A second ministry on the same system (第二个部门): a fictional 集市监管局, in the form of www.samr.gov.cn.

The same unit API under the same path, with the vendor's own spelling bulidstatic; rows are list items with a
sibling item for the time, or table rows with a column for the number. Content invented for the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from urllib.parse import urlsplit

from samples.portal import unit
from samples.portal.library import hex_id
from samples.portal.pages import FICTION, UNIT_PATH
from samples.portal.sites import Stage
from samples.portal.wire import JSON, Reply, Request, reply, validated

SITE = "集市监管局"
WEB_ID = "29e9522dc89d4e088a953d8cede72f4c"
TEMPLATE_SET = "5c30fb89ae5e48b9aefe3cdf49853830"
ROWS_A_PAGE = 15


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it lies, how its unit is tagged, whether its rows are a table."""

    path: str
    name: str
    page_id: str
    tag_id: str
    table: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One page of a column."""

    column: Column
    number: int

    @property
    def day(self) -> date:
        return date(2026, 11, 16) - timedelta(days=11 * self.number)

    @property
    def doc_number(self) -> str:
        return f"{self.day.year}年第{60 - self.number}号"

    @property
    def title(self) -> str:
        goods = GOODS[self.number % len(GOODS)]
        if self.column.table:
            return f"集市监管局关于发布《{goods}摊位计量规则》的公告（第{60 - self.number}号）"
        return f"集市监管局关于{goods}计量抽查结果的公示（{self.day:%Y年%m月}第{self.number + 1}批）"

    @property
    def path(self) -> str:
        stem = hex_id(f"samr:{self.column.path}:{self.number}")
        return f"{self.column.path}art/{self.day.year}/art_{stem}.html"

    @property
    def body(self) -> tuple[str, ...]:
        goods = GOODS[self.number % len(GOODS)]
        opening = (f"公告{self.doc_number}",) if self.column.table else ()
        return (
            *opening,
            f"为保护集市买卖双方的合法权益，集市监管局对{goods}的计量提出如下要求。",
            f"一、摊位应当使用经检定合格的秤具，标示重量与实际重量之差不超过{self.number % 5 + 1}克。",
            "二、抽查结果在集市入口公示不少于十五日，摊主对结果有异议的可以申请复秤。",
            SITE,
            f"{self.day.year}年{self.day.month}月{self.day.day}日",
        )


GOODS = ("散装茶叶", "鲜切竹笋", "手工粉丝", "山核桃", "腌制菜干", "土蜂蜜", "糯米糕点")
COLUMNS = (
    Column("/zw/zjwj/gsgg/", "公示公告", "dedefc44460a4338ac649d95f0ed8023", "内容区域", table=False),
    Column(
        "/zw/zfxxgk/fdzdgknr/", "法定主动公开内容", "20178939d3ff4e2cb6a2301da388b6c9", "当前内容", table=True
    ),
    # no source has this one: for who tries how a source is added
    Column("/zw/practice/", "练习栏目", "39cd9de1f309431483ef3008309f39ca", "内容区域", table=False),
)
SIZES = {"/zw/zjwj/gsgg/": 21, "/zw/zfxxgk/fdzdgknr/": 18, "/zw/practice/": 9}


def answer(stage: Stage, request: Request) -> Reply | None:
    """A column page, a list of one of its units, or a notice."""
    if request.path == UNIT_PATH:
        return _list(stage, request)
    for col in COLUMNS:
        if request.path in (col.path, col.path + "index.html"):
            return reply(shell(col))
        for notice in notices(col):
            if request.path == notice.path:
                return validated(request, reply(detail(notice)))
    return None


@cache
def notices(col: Column) -> tuple[Notice, ...]:
    """The notices of a column, newest first."""
    return tuple(Notice(col, number) for number in range(SIZES[col.path]))


def shell(col: Column) -> str:
    """A column page: a tree of themes and the list are two units of it."""
    units = "".join(
        f'<script webId="{WEB_ID}" parseType="bulidstatic" url="{UNIT_PATH}" queryData="'
        f"{{'parseType':'bulidstatic','webId':'{WEB_ID}','tplSetId':'{TEMPLATE_SET}','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{col.page_id}'}}\"></script>\n"
        for tag in ("栏目3_list_b", col.tag_id)
    )
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><meta name="SiteName" content="{SITE}">'
        f'<meta name="ColumnName" content="{col.name}"><title>{col.name}</title></head><body>\n{units}'
        f"<p>{FICTION}</p></body></html>\n"
    )


def _list(stage: Stage, request: Request) -> Reply | None:
    """Rows for a client that came from the column page and spells parseType as the vendor does."""
    want = unit.asked(request.query)
    found = [col for col in COLUMNS if col.page_id == want.page_id]
    if len(found) != 1:
        return None
    col = found.pop()
    referer = urlsplit(request.headers.get("referer", "")).path.removesuffix("index.html")
    spelt = request.query.get("parseType") == "bulidstatic" and want.tag_id == col.tag_id
    if not spelt or referer != col.path or stage.has("unprimed", col.path):
        return reply(unit.silent_failure(), JSON)
    size = want.size if want.page > 1 else ROWS_A_PAGE
    rows = notices(col)[(want.page - 1) * size : want.page * size]
    rows = () if stage.has("empty-fragment", col.path) else rows
    return reply(unit.envelope(fragment(col, rows, want.page)), JSON)


def fragment(col: Column, rows: Sequence[Notice], page: int) -> str:
    """One page of rows, with the pagination block behind it."""
    shown = "".join(_table_row(n, row) if col.table else _item(row) for n, row in enumerate(rows, 1))
    opening = (
        "<table><tr><th>序号</th><th>标题</th><th>发布日期</th><th>文号</th></tr>" if col.table else "<ul>"
    )
    closing = "</table>" if col.table else "</ul>"
    return (
        f'<div id="{col.tag_id}">{opening}{shown}{closing}<div class="pagination" rows="{ROWS_A_PAGE}" '
        f'count="{len(notices(col))}" pageNo="{page}"></div></div>'
    )


def _item(row: Notice) -> str:
    title = escape(row.title)
    return (
        f'<li class="nav04Left02_content"><a href="{row.path}" title="{title}">{title[:20]}...</a></li>'
        f'<li class="nav04Left02_contenttime">{row.day}</li>\n'
    )


def _table_row(number: int, row: Notice) -> str:
    title = escape(row.title)
    attributes = (
        f'target="_blank" title="{title}" href="{row.path}"'
        if number % 2
        else f'href="{row.path}" title="{title}"'
    )
    return (
        f"<tr><td>{number}</td><td><a {attributes}>{title}</a></td><td>{row.day:%Y年%m月%d日}</td>"
        f'<td title="{row.doc_number}">{row.doc_number}</td></tr>\n'
    )


def detail(row: Notice) -> str:
    """A notice as a page of the system."""
    body = "".join(f"<p>　　{escape(line)}</p>" for line in row.body)
    moment = f"{row.day} 09:30"
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><meta name="SiteName" content="{SITE}">'
        f'<meta name="ArticleTitle" content="{escape(row.title)}"><meta name="PubDate" content="{moment}">'
        f'<title>{escape(row.title)}</title></head><body>\n<h1 id="con_title">{escape(row.title)}</h1>\n'
        f'<div class="cinfo center"><span id="con_time">发布时间：{moment}</span>'
        f"<span>来源：{SITE}</span></div>\n"
        f'<div id="con_con">{body}</div>\n<p>{FICTION}</p></body></html>\n'
    )

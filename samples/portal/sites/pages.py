"""Plain lists (静态列表): a fictional 筹划部 and 金库部 in the form of TRS sites, and a platform's notices.

Rows carry the traps of such lists: relative links, links of other columns and sites, cut texts, empty items,
dates in brackets, split or with slashes, a document under two hosts, a count of pages in a script. Content
invented for the project.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from weakref import WeakSet

from samples.portal.sites import Stage
from samples.portal.wire import HTML, JSON, Reply, Request, reply, validated

FICTION = "本页内容纯属虚构"
NEWEST = date(2026, 11, 18)
CUT_AT = 16
THINGS = (
    "竹编机床", "渡船码头", "山地索道", "陶窑", "风力磨坊", "桑蚕温室", "雪橇工坊", "羊毛梳理机",
    "石桥", "盐井", "木版印刷", "河灯", "蓝染布坊", "茶马驿站", "纸伞作坊", "铜铃铸造", "藤椅编制",
    "水车", "酱园", "冰窖", "灯笼坊", "船坞", "蜂场",
)  # fmt: skip
ACTS = ("开展{}普查工作", "规范{}收费行为", "支持{}更新改造", "做好{}安全检查", "公布{}试点名单")
PLATFORM = "/zxqySy/"
_shifted: WeakSet[Stage] = WeakSet()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its folder, publisher, class of its list, how long its pages are and how they are counted."""

    path: str
    publisher: str
    code: str
    ending: str
    list_class: str
    rows: int
    size: int
    counted_by: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One article, and where its list says that it lies."""

    column: Column
    number: int

    @property
    def day(self) -> date:
        return NEWEST - timedelta(days=9 * self.number + len(self.column.path) % 5)

    @property
    def thing(self) -> str:
        return THINGS[(self.number + len(self.column.path)) % len(THINGS)]

    @property
    def doc_number(self) -> str:
        return f"{self.column.code}〔{self.day.year}〕{180 - 3 * self.number}号"

    @property
    def title(self) -> str:
        return f"关于{ACTS[self.number % len(ACTS)].format(self.thing)}的通知({self.doc_number})"

    @property
    def file(self) -> str:
        serial = 1404000 + 100 * len(self.column.path) + self.number
        return f"{self.day:%Y%m}/t{self.day:%Y%m%d}_{serial}.{self.column.ending}"

    @property
    def path(self) -> str:
        """Where it is served; every third one of the treasury lies on the host of a department."""
        if self.column.counted_by == "variable" and self.number % 3 == 1:
            return f"/zhengcefabu/{self.file}"
        return self.column.path + self.file


COLUMNS = (
    Column("/xxgk/zcfb/tz/", "筹划部", "筹划价格", "html", "u-list", 20, 8, "call"),
    Column("/xxgk/zcfb/ghxwj/", "筹划部", "筹划规", "html", "u-list", 11, 8, "call"),
    Column("/zhengwuxinxi/zhengcefabu/", "金库部", "金库农", "htm", "liBox", 14, 6, "variable"),
)
READING = "/xxgk/jd/jd/202611/t20261101_1399999.html"


def answer(stage: Stage, request: Request) -> Reply | None:
    """The list or article at this path, None when it is another site's."""
    path = request.path
    if path.startswith(PLATFORM):
        return _platform(stage, request)
    for column in COLUMNS:
        number = _page_number(column, path)
        if number is not None:
            return _list(stage, column, number)
    made = _article(path)
    return validated(request, made) if made else None


# --- lists


def _page_number(column: Column, path: str) -> int | None:
    """index.html is page 1, index_1.html page 2."""
    name = path.removeprefix(column.path) if path.startswith(column.path) else "?"
    stem, _, ending = name.partition(".")
    if name == "" or (stem, ending) == ("index", column.ending):
        return 1
    if ending == column.ending and stem.startswith("index_") and stem[6:].isdecimal():
        return int(stem[6:]) + 1
    return None


def _list(stage: Stage, column: Column, number: int) -> Reply:
    notices = _visible(stage, column, number)
    pages = -(-len(notices) // column.size)
    has: Callable[[str], bool] = lambda name: stage.has(name, column.path)  # noqa: E731
    if number > pages and has("repeats-last"):
        number = pages
    missing = (has("page-404") and number == 2) or (has("last-page-404") and number == pages > 1)
    if number > pages or missing:
        return reply(frame("页面不存在", "<p>页面不存在</p>"), HTML, 404)
    shown = 1 if has("stalled-paging") else number
    part = notices[(shown - 1) * column.size : shown * column.size]
    if has("short-page") and number == 1:
        part = part[:-2]
    rows = "\n".join(_row(notice, place) for place, notice in enumerate(part))
    if has("empty-fragment"):
        rows = '<li class="empty"></li>'
    name = "listNew" if has("layout-changed") else column.list_class
    stated = pages + (2 if has("count-mismatch") else 0)
    pager = "" if has("count-unstated") else _pager(column, stated, shown)
    return reply(frame(column.publisher, f'<ul class="{name}">\n{rows}\n</ul>{pager}'))


def _visible(stage: Stage, column: Column, number: int) -> tuple[Notice, ...]:
    """The notices of a column tonight; the page-shift fault puts one on top after page 1 was served."""
    late = 0 if stage.night > 1 or stage in _shifted else 1
    if stage.has("page-shift", column.path) and number > 1:
        _shifted.add(stage)
        late = 0
    gone = 3 if stage.has("withdrawn", column.path) else 0
    return tuple(Notice(column, n) for n in range(late, column.rows + 1 - gone))


def _pager(column: Column, pages: int, number: int) -> str:
    if column.counted_by == "call":
        return f'<script>createPageHTML({pages}, {number - 1}, "index", "{column.ending}");</script>'
    current = f"var currentPage = {number - 1};//所在页从0开始"
    return f"<script>\n{current}\nvar countPage = {pages}//共多少页\n</script>"


def _row(notice: Notice, place: int) -> str:
    """A row in one of the forms that such lists print, by its place on the page."""
    column = notice.column
    text = notice.title if len(notice.title) <= CUT_AT else f"{notice.title[:CUT_AT]}..."
    link = f'<a href="{_href(notice)}" title="{notice.title}">{text}</a>'
    if place == 1:
        link = f'<a href="{_href(notice)}">{notice.title}</a>'
    made = f"<li>{link}{_day(notice.day, place)}{_reading(notice, place)}</li>"
    if place == 4:
        made += '\n<li class="empty"></li>'
    treasury = column.counted_by == "variable"
    if treasury and (place, notice.number) == (2, 3):  # the one document that stands under two hosts
        twice = link.replace("./", "http://zhs.mof.gov.cn/zhengcefabu/")
        made += f"\n<li>{twice}<span>{notice.day}</span></li>"
    elif place == 3 and not (treasury and notice.number == 4):
        made += "\n" + _others(column, notice.day)
    return made


def _href(notice: Notice) -> str:
    if notice.path.startswith(notice.column.path):
        return f"./{notice.file}"
    return f"http://zhs.mof.gov.cn{notice.path}"


def _day(day: date, place: int) -> str:
    forms = (
        f"<span>{day:%Y/%m/%d}</span>",
        f"<span>[{day:%Y-%m-%d}]</span>",
        f"<span><b>{day:%d}</b>{day:%Y-%m}</span>",
        f"<em>{day:%m-%d}</em><i>{day:%Y}</i>",
        f"<span>{day.year}年{day.month}月{day.day}日</span>",
    )
    return forms[place % len(forms)]


def _reading(notice: Notice, place: int) -> str:
    if place != 0 or notice.column.path != COLUMNS[0].path:
        return ""
    return f'<dl class="tslb"><dt>相关解读</dt><dd><a href="{READING}">《普查工作》解读</a></dd></dl>'


def _others(column: Column, day: date) -> str:
    """Rows that a list shares with other columns and other sites."""
    if column.counted_by == "call":
        sibling = f"../../jd/jd/{day:%Y%m}/t{day:%Y%m%d}_1390001.html"
        return f'<li><a href="{sibling}">两部门解读</a><span>{day:%Y/%m/%d}</span></li>'
    return (
        f'<li><a href="http://www.example.gov.cn/art/{day:%Y%m%d}.html">别处的公告</a><span>{day}</span></li>'
    )


# --- articles


@cache
def _articles() -> dict[str, Notice]:
    found = {n.path: n for c in COLUMNS for n in (Notice(c, number) for number in range(c.rows + 1))}
    twice = next(n for n in found.values() if n.column.counted_by == "variable" and n.number == 3)
    return {**found, "/zhengcefabu/" + twice.file: twice}


def _article(path: str) -> Reply | None:
    if path == READING:
        return reply(frame("《普查工作》解读", _editor(("普查的对象是什么？普查的对象是各地的作坊。",))))
    if path.endswith(".csv") and path.rpartition("/P")[0] + "/" in _folders():
        return reply("项目,标准\n检测,每件八元\n（虚构）,无\n", "text/csv; charset=utf-8")
    notice = _articles().get(path)
    return reply(article(notice)) if notice else None


@cache
def _folders() -> frozenset[str]:
    return frozenset(path.rpartition("/t")[0] + "/" for path in _articles())


def article(notice: Notice) -> str:
    """An article as TRS prints it."""
    meta = (
        f'<meta name="ArticleTitle" content="{escape(notice.title)}">'
        f'<meta name="PubDate" content="{notice.day} 10:2{notice.number % 10}:08">'
        f'<meta name="ContentSource" content="{notice.column.publisher}">'
    )
    body = _editor(_paragraphs(notice))
    if notice.number % 5 == 4:
        body += f'<p><a href="./P{notice.day:%Y%m%d}0001.csv">附件：{notice.thing}名单.csv</a></p>'
    if notice.column.counted_by == "call":
        return frame(notice.title, f'<div class="article_con">{body}</div>', meta)
    day = f"{notice.day.year}年{notice.day:%m}月{notice.day:%d}日"
    dated = (
        f'<h2 class="title_con">{notice.title}</h2><div class="docreltime"><span>发布日期：{day}</span></div>'
    )
    return frame(notice.title, f'{dated}<div class="my_doccontent">{body}</div>', meta)


def _paragraphs(notice: Notice) -> tuple[str, ...]:
    return (
        f"各县{notice.thing}主管单位：",
        f"为{ACTS[notice.number % len(ACTS)].format(notice.thing)}，现就有关事项通知如下。",
        f"一、各县应当在{notice.day.year}年底前摸清{notice.thing}的数量和年代。",
        f"二、修缮{notice.thing}的费用由县里和村里各担一半，第{notice.number + 1}批不再另行补助。",
        "三、本通知自印发之日起执行。",
        notice.column.publisher,
        f"{notice.day.year}年{notice.day.month}月{notice.day.day}日",
    )


def _editor(paragraphs: Sequence[str]) -> str:
    return '<div class="TRS_Editor">' + "".join(f"<p>{line}</p>" for line in paragraphs) + "</div>"


def frame(title: str, body: str, meta: str = "") -> str:
    """The frame of every page of these sites."""
    head = f'<meta charset="utf-8">{meta}<title>{escape(title)}</title>'
    return (
        f'<!DOCTYPE html>\n<html><head>{head}</head><body>\n<div class="nav"><a href="/">首页</a></div>\n'
        f'{body}\n<div class="footer">{FICTION}</div></body></html>\n'
    )


# --- the platform


def _platform(stage: Stage, request: Request) -> Reply | None:
    """The platform's notices: a list page that a script fills, the stream of the newest, the notices."""
    name = request.path.removeprefix(PLATFORM)
    if name == "tzggMore":
        rows = "".join(map(_printed, range(5))) if stage.has("rows-printed", request.path) else ""
        return reply(frame("通知公告", f'<div class="tab">重要通知</div><ul id="tzgg">{rows}</ul>'))
    if name == "syTzgg":
        listed = [] if stage.has("empty-fragment", request.path) else [_streamed(n) for n in range(5)]
        status = "500" if stage.has("stream-fails", request.path) else "200"
        made = {"zrarData": {}, "warn": "", "json": {"tzggList": listed}, "message": "", "statusCode": status}
        return reply(json.dumps(made, ensure_ascii=False), JSON)
    if name == "tzggView":
        found = [n for n in range(5) if _notice_id(n) == request.query.get("id")]
        return validated(request, reply(_view(found[0]))) if found else reply("", HTML, 404)
    return None


def _notice_id(number: int) -> str:
    return f"{number:02d}c4e0b1a7f24d63{number:02d}9e5f0a1b2c3d4e"


def _notice_title(number: int) -> str:
    return f"关于开展{2026 - number}年度小灯塔企业信息更新的通知"


def _notice_day(number: int) -> date:
    return NEWEST - timedelta(days=40 * number)


def _printed(number: int) -> str:
    link = f'<a href="/zxqySy/tzggView?id={_notice_id(number)}">{_notice_title(number)}</a>'
    return f"<li>{link}<span>{_notice_day(number)}</span></li>"


def _streamed(number: int) -> dict[str, str]:
    return {
        "id": _notice_id(number), "title": _notice_title(number), "sffb": "1",
        "fbsj": f"{_notice_day(number)} 09:30:00", "nr": f"<p>{_notice_title(number)}</p>",
    }  # fmt: skip


def _view(number: int) -> str:
    year = 2026 - number
    body = "".join(
        f"<p>{line}</p>"
        for line in (
            f"请各小灯塔企业于{year}年4月底前更新上一年度的信息。",
            f"一、更新的内容是{year - 1}年度的人数和产量。",
            "二、未按时更新的，由县里提醒。",
        )
    )
    time = f'<div class="time">发布时间：{_notice_day(number)}</div>'
    head = f'<div class="title">{_notice_title(number)}</div>{time}'
    return frame(_notice_title(number), f'{head}<div class="content">{body}</div>')

"""The finance portal (财经门户): roll feed, 7×24 stream, desktop and mobile pages. All fictional.

One story stands under several columns, on the desktop's and on the phone's address, with one docid. Most rows
are the market's: they make the pages that a crawler has to walk and say nothing of policy.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from samples.portal.library import hex_id
from samples.portal.unit import CST
from samples.portal.wire import JSON, Reply, Request, reply, validated

if TYPE_CHECKING:
    from samples.portal.sites import Stage

FICTION = "本页内容纯属虚构"
ROLL = "/api/roll/get"
LIVE = "/api/zhibo/feed"
NEWEST = datetime(2026, 11, 20, 18, 0, tzinfo=CST)
PAGE_IDS = {2519: 384, 2516: 153, 1686: 155}
STREAMS = (152, 151)
MEDIA = "云岭财讯"


@dataclass(frozen=True, slots=True)
class Story:
    """One item: `lists` the columns and streams that show it, `hours` its age before NEWEST."""

    slug: str
    title: str
    hours: float
    lists: tuple[int, ...]
    body: tuple[str, ...]
    intro: str = ""
    night: int = 1
    form: str = "desktop"
    codes: str = ""

    @property
    def id(self) -> str:
        return "n" + hex_id("sina:" + self.slug)[:13]

    @property
    def moment(self) -> datetime:
        return NEWEST + timedelta(days=self.night - 1) - timedelta(hours=self.hours)

    @property
    def desktop(self) -> str:
        return f"/{'7x24' if self.form == 'live' else 'jjxw'}/{self.moment:%Y-%m-%d}/doc-i{self.id}.shtml"

    @property
    def mobile(self) -> str:
        return f"/{self.moment:%Y-%m-%d}/detail-i{self.id}.d.html"


STORIES: tuple[Story, ...] = (
    Story(
        "agency",
        "云海省工业和信息化厅：今年培育十二家灯塔工坊",
        1.5,
        (2519, 2516, 1686),
        (
            "云岭社11月20日电（记者安若水）云海省工业和信息化厅今天公布今年的灯塔工坊培育安排。",
            "*一是摸清底数。各县在年底前逐户登记，登记不收取费用。",
            "*二是分批改造。先改造用电最多的老灯具~quote~，改造后的能耗向社会公布。",
            "*三是加强检测。检测平台每周对小微工坊开放五天。",
            "渔港灯具公司表示，公司已经收到报名通知。",
        ),
        "云海省公布灯塔工坊培育安排。",
        codes="stock,sh600001&sz000002",
    ),
    Story(
        "intro",
        "一座山城的照明账本",
        3,
        (2519, 1686),
        ("云海省财政厅近日下达渔港照明改造资金，三座渔港先行改造。", "改造在渔汛前完成。"),
        "云海省财政厅近日下达渔港照明改造资金。",
    ),
    Story(
        "number",
        "灯具企业订单排到明年",
        5,
        (2519, 2516),
        (
            "记者走访发现，几家灯具企业的订单已经排到明年。",
            "企业负责人说，云工信规〔2026〕8号印发后询价明显增多。",
        ),
        "记者走访多家灯具企业。",
    ),
    Story(
        "measure",
        "渔港夜市又亮起来了",
        7,
        (2516, 1686),
        ("入夜后的渔港灯火通明。", "镇里的干部说，《云海省渔港照明行动方案》提出的样板渔港已经建成两个。"),
        "渔港夜市重新开张。",
    ),
    Story(
        "programme",
        "山城新增十八家“专精特新”工坊",
        9,
        (2519, 1686),
        ("山城今年新增十八家“专精特新”工坊，竹器和灯具各占一半。", "工坊主说，检测费用比去年少了三成。"),
        "工坊名单公布。",
        form="mobile",
    ),
    Story(
        "company",
        "渔港灯具公司：股东大会通过回购议案",
        11,
        (2519, 2516),
        ("律师出具了《关于渔港灯具公司回购股份的法律意见》。", "公司股价当日收平。"),
        "公司公告。",
        codes="stock,sh600001",
    ),
    Story(
        "walk",
        "周末去哪儿：云岭步道开放",
        13,
        (2519, 1686),
        ("步道全长六公里，沿途有溪水和竹林。",),
        "步道开放。",
    ),
    Story("slides", "高清图：渔港的清晨", 2, (2519, 1686), (), "图集。", form="slide"),
    Story("clip", "视频：竹器是怎样编成的", 4, (2519,), (), "视频。", form="video"),
    Story(
        "live-agency",
        "云海省工业和信息化厅：灯塔工坊报名截止",
        2,
        STREAMS,
        ("【云海省工业和信息化厅：灯塔工坊报名截止】报名今天截止，共有四十家工坊报名。",),
        form="live",
    ),
    Story(
        "live-number",
        "渔港照明资金下达",
        4,
        (152,),
        ("【渔港照明资金下达】资金依据云工信规〔2026〕8号下达，分两批到账。",),
        form="live",
    ),
    Story("live-bare", "快讯", 6, (152,), ("云岭竹器开盘平稳。",), form="bare"),
    Story(
        "night-2",
        "云海省工业和信息化厅约谈三家灯塔工坊",
        1,
        (2519, 2516, 1686),
        ("云海省工业和信息化厅昨天约谈三家没有公布能耗的灯塔工坊。", "三家工坊承诺在月底前公布。"),
        "三家工坊被约谈。",
        night=2,
    ),
    Story(
        "night-2-walk",
        "云岭步道迎来首批游客",
        2,
        (2519,),
        ("首批游客说，沿途的竹林很安静。",),
        "游客。",
        night=2,
    ),
)
FILLED = (  # column or stream, night, items, hours between them
    (2519, 1, 60, 6.0),
    (2519, 2, 10, 1.5),
    (2516, 1, 4, 3.0),
    (1686, 1, 5, 4.0),
    (152, 1, 22, 1.5),
    (151, 1, 8, 5.0),
)


@cache
def stories() -> tuple[Story, ...]:
    """Every story of all nights, the market's too."""
    return (*STORIES, *(_market(n, key, night, gap) for key, night, most, gap in FILLED for n in range(most)))


def _market(number: int, shown: int, night: int, gap: float) -> Story:
    """One of the many items that say nothing but prices."""
    title = f"云岭竹器指数第{number + 1}次报价：{1000 + number * 7}点"
    hours = 0.5 + number * gap
    live = shown in STREAMS
    text = f"【{title}】成交平稳。" if live else f"云岭竹器指数报{1000 + number * 7}点，成交平稳。"
    form = "live" if live else "desktop"
    slug = f"market-{shown}-{night}-{number}"
    return Story(slug, title, hours, (shown,), (text,), "成交平稳。", night, form)


def answer(stage: Stage, request: Request) -> Reply | None:
    """The feeds and the pages they name; None for what is not this site's."""
    if request.path == ROLL:
        return _roll(stage, request)
    if request.path == LIVE:
        return _live(stage, request)
    story = _pages().get(request.path)
    return _page(stage, request, story) if story and story.night <= stage.night else None


@cache
def _pages() -> dict[str, Story]:
    """The stories that have a page, by path."""
    return {path: story for story in stories() if story.body for path in (story.desktop, story.mobile)}


# -- the feeds


def _shown(stage: Stage, key: int) -> list[Story]:
    found = [s for s in stories() if s.night <= stage.night and key in s.lists]
    return sorted(found, key=lambda s: (s.moment, s.slug), reverse=True)


def _asked(request: Request, name: str, default: int) -> int:
    written = request.query.get(name, "")
    return int(written) if written.isdecimal() else default


def _roll(stage: Stage, request: Request) -> Reply:
    lid, number = _asked(request, "lid", 0), _asked(request, "page", 1)
    size = min(_asked(request, "num", 20), 50)
    place = f"{ROLL}/{lid}"
    if stage.has("roll-refused", place):
        return reply('{"result":{"status":{"code":12,"msg":"no such column"},"data":[]}}', JSON)
    shown = _shown(stage, lid) if _asked(request, "pageid", 0) == PAGE_IDS.get(lid) else []
    rows = [_row(story, lid) for story in _window(stage, place, shown, number, size)]
    if stage.has("stale-lid", place):
        rows = [{**row, "ctime": str(int(row["ctime"]) - 600 * 86400)} for row in rows]
    if stage.has("row-without-time", place):
        rows = [{**row, "ctime": ""} for row in rows]
    empty: object = {} if not shown or stage.has("dead-lid", place) else []
    data = {} if stage.has("dead-lid", place) else rows or empty
    body = json.dumps({"result": {"status": {"code": 0, "msg": "succ"}, "data": data}})
    if stage.has("roll-truncated", place):
        body = body[: len(body) // 2]
    if request.query.get("callback") or stage.has("roll-jsonp", place):
        body = f"try{{{request.query.get('callback') or 'feedCardJsonpCallback'}({body});}}catch(e){{}};"
    return reply(body, JSON)


def _window(stage: Stage, place: str, shown: list[Story], number: int, size: int) -> list[Story]:
    """The rows of a page, with what damages the paging."""
    if stage.has("roll-repeats", place):
        number = 1
    if stage.has("roll-short", place):
        shown = shown[:10]
    if stage.has("roll-shift", place) and number > 1:
        shown = [replace(shown[0], slug="shift", hours=-0.1), *shown]
    return shown[(number - 1) * size : number * size]


def _row(story: Story, lid: int) -> dict[str, str]:
    """A row as the roll writes it; under 2516 the addresses are the phone's and say who links."""
    hosts = {"slide": "slide.finance.sina.com.cn", "video": "video.sina.com.cn"}
    address = f"http://{hosts.get(story.form, 'finance.sina.com.cn')}{story.desktop}"
    phone = f"https://finance.sina.cn{story.mobile}"
    if story.form == "mobile" or lid == 2516:
        address = f"{phone}?vt=4&from=wap"
    seconds = str(int(story.moment.timestamp()))
    return {
        "docid": f"comos:{story.id}",
        "url": address,
        "wapurl": phone,
        "title": escape(story.title, quote=False),
        "intro": story.intro,
        "ctime": seconds,
        "intime": seconds,
        "mtime": seconds,
        "media_name": MEDIA,
        "lids": ",".join(str(key) for key in story.lists),
        "keywords": "",
    }


def _live(stage: Stage, request: Request) -> Reply:
    stream, number = _asked(request, "zhibo_id", 0), _asked(request, "page", 1)
    size = min(_asked(request, "pagesize", 10), 10)
    shown = _shown(stage, stream)[(number - 1) * size : number * size]
    rows = [] if stage.has("dead-lid", f"{LIVE}/{stream}") else [_item(story, stream) for story in shown]
    feed = {"feed": {"list": rows, "page_info": {"page": number, "pageSize": size}}}
    return reply(json.dumps({"result": {"status": {"code": 0, "msg": "OK"}, "data": feed}}), JSON)


def _item(story: Story, stream: int) -> dict[str, object]:
    """An item of the stream; its address stands in `docurl`, in `ext` too, or nowhere."""
    address = "" if story.form == "bare" else f"https://finance.sina.com.cn{story.desktop}"
    extra = {"stocks": [], "docurl": address, "docid": "" if story.form == "bare" else story.id}
    return {
        "id": int(hex_id("live:" + story.slug)[:6], 16),
        "zhibo_id": stream,
        "rich_text": story.body[0],
        "create_time": f"{story.moment:%Y-%m-%d %H:%M:%S}",
        "docurl": address if stream == STREAMS[0] else "",
        "tag": [{"id": "3", "name": "公司"}],
        "ext": json.dumps(extra),
    }


# -- the pages


def _page(stage: Stage, request: Request, story: Story) -> Reply:
    if stage.has("gone-404", request.path):
        return reply("<html><body><p>页面不存在</p></body></html>", status=404)
    price = 12.3 + stage.night if stage.has("quotes-move", request.path) else 12.3
    made = mobile_page(story) if request.path == story.mobile else desktop_page(story, price)
    if stage.has("charset-lie", request.path):
        return validated(request, reply(made.encode("gb18030")))
    return validated(request, reply(made))


def _paragraphs(lines: Sequence[str], quote: str = "") -> str:
    return "\n".join(_paragraph(line).replace("~quote~", quote) for line in lines)


def _paragraph(line: str) -> str:
    """A paragraph; behind an asterisk its first sentence is a bold lead."""
    text = escape(line.removeprefix("*"), quote=False)
    if line.startswith("*"):
        lead, _, rest = text.partition("。")
        text = f'<font cms-style="font-L strong-Bold">{lead}。</font>{rest}'
    return f'<p cms-style="font-L">　　{text}</p>'


def desktop_page(story: Story, price: float = 12.3) -> str:
    """The desktop page: marks of the publishing system around the text, prices inside it."""
    quote = f'<span id="quote_sh600001">({price:.1f}, 0.1, 0.8%)</span>'
    moment = story.moment
    return (
        '<!DOCTYPE html>\n<html><head><meta http-equiv="Content-type" content="text/html; charset=utf-8">\n'
        f"<title>{escape(story.title)}|灯塔工坊_云岭财讯_示例网</title>\n"
        f'<meta property="article:published_time" content="{moment:%Y-%m-%dT%H:%M:%S}+08:00">\n'
        f'<meta property="article:author" content="{MEDIA}">\n<meta name="publishid" content="{story.id}">\n'
        f'<meta name="sudameta" content="dataid:comos:{story.id}"></head><body>\n'
        '<div class="path"><a href="/">示例网</a> &gt; <a href="/roll/">滚动</a></div>\n'
        f'<h1 class="main-title">{escape(story.title, quote=False)}</h1>\n'
        f'<div class="date-source"><span class="date">{moment:%Y年%m月%d日 %H:%M}</span>'
        f'<a class="source ent-source">{MEDIA}</a></div>\n'
        f'<div class="second-title" style="display:none">{escape(story.title, quote=False)}</div>\n'
        '<div class="article" id="artibody">\n<!-- 原始正文begin -->\n<!-- 行情图begin -->\n'
        f"{_paragraphs(story.body, quote)}\n"
        "<!--article_adlist[<p>【纠错】</p><p>【责任编辑：柳成荫】</p>]article_adlist-->\n"
        f"<!-- news_keyword_pub,{story.codes or 'stock,'} -->\n<!-- 正文下iframe -->\n<!-- 总声明 -->\n"
        "<p>免责声明：示例网的内容纯属虚构。</p>\n<!-- 总声明 -->\n<!-- 文末二维码 start -->\n"
        '<div class="appendQr_wrap"><div class="appendQr_normal_txt">海量资讯，尽在示例网APP</div></div>\n'
        '<!-- 编辑姓名及工作代码 -->\n<p class="article-editor">责任编辑：柳成荫 </p>\n'
        f'<!-- 原始正文end -->\n</div>\n<div class="footer">{FICTION}</div>\n</body></html>\n'
    )


def mobile_page(story: Story) -> str:
    """The phone's page of the same story."""
    body = "\n".join(
        f'<p class="art_p">{escape(line.removeprefix("*").replace("~quote~", ""), quote=False)}</p>'
        for line in story.body
    )
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f"<title>{escape(story.title)}_手机示例网</title></head><body>\n"
        f'<article class="art_box">\n<h1 class="art_tit_h1">{escape(story.title, quote=False)}</h1>\n'
        f'<div class="art_info"><time class="art_time">{story.moment:%Y-%m-%d %H:%M:%S}</time>'
        f'<cite class="art_cite">{MEDIA}</cite></div>\n'
        f'<section class="art_content">\n{body}\n<!-- news_keyword_pub,{story.codes or "stock,"} -->\n'
        '<p class="art_p">海量资讯，尽在示例网APP</p>\n</section>\n</article>\n'
        f'<div class="footer">{FICTION}</div>\n</body></html>\n'
    )

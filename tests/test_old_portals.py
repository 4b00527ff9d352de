"""Fictional pages in the shapes of Chinese portals of 2003 to 2008: table layouts, GBK, no meta tags.

The shapes are rebuilt from how such pages were made, not copied from any; names and news are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from cleaners import clean_page
from cleaners.page.printed import CST

TITLE = "云岭县竹器厂改制三年扭亏为盈"
FIRST = "职工们说，工厂从濒临关闭到产销两旺，靠的是把老手艺和新市场接到一起，如今订单已经排到年底。"
REST = (
    "据介绍，这家工厂建于上世纪七十年代，二〇〇一年起连续亏损。县里请来设计人员，开发出茶具、灯具等八十多种产品。",
    "厂长说，去年全厂产值达到一千二百万元，职工人均年收入比改制前翻了一番，还吸收了六十多名待业人员。",
    "有关专家认为，传统工艺只要找准市场，就能走出一条自己的路子，这个厂的经验值得其他县借鉴。",
)
LINKS = "".join(
    f"<tr><td>·<a href='/n/{n}.htm'>云岭第{n}届竹会开幕</a>(3月{n}日)</td></tr>" for n in range(1, 9)
)


@dataclass(frozen=True)
class Case:
    """What a page prints around its text, and what is to be read."""

    head: str
    opening: str = ""
    closing: str = ""
    published: date | datetime | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    title: str = f"<title>{TITLE}_云岭在线</title>"


def layout(case: Case) -> bytes:
    """A page of nested tables: navigation, the article's cell, a column of links, the foot."""
    text = "".join(f"<p>　　{line}</p>" for line in (case.opening + FIRST, *REST))
    head = f"<head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>{case.title}</head>"
    menu = "<a href='/'>首页</a>|<a href='/n'>新闻</a>|<a href='/b'>论坛</a>"
    way = "您的位置：<a href='/'>首页</a>&gt;<a href='/n'>新闻</a>&gt;正文"
    cell = (
        f"<table><tr><td>{way}</td></tr>{case.head}<tr><td class=f14>{text}{case.closing}</td></tr></table>"
    )
    column = f"<table><tr><td>热点新闻</td></tr>{LINKS}</table>"
    foot = "云岭在线版权所有 Copyright 2003-2006 云ICP证000001号"
    return (
        f"<html>{head}<body><table width=760><tr><td>{menu}</td></tr></table>"
        f"<table width=760><tr><td width=560>{cell}</td><td width=200>{column}</td></tr></table>"
        f"<table><tr><td>{foot}</td></tr></table></body></html>"
    ).encode("gb18030")


HEADING = f"<tr><td align=center><font size=4><b>{TITLE}</b></font></td></tr>"
MORNING = datetime(2004, 3, 10, 8, 12, tzinfo=CST)
DAY = date(2004, 3, 10)

CASES = {
    "portal with address, date and paper": Case(
        HEADING + "<tr><td>http://www.yunling.example 2004年03月10日08:12 云岭晚报</td></tr>",
        opening="本报云都3月9日电 记者林竹溪报道：",
        published=MORNING, source="云岭晚报", author="林竹溪",
    ),
    "values in square brackets": Case(
        HEADING + "<tr><td>2004年03月10日08:12　来源：[ 云岭青年报 ]　作者：[ 林禾 ]</td></tr>",
        published=MORNING, source="云岭青年报", author="林禾",
    ),
    "date in full-width figures": Case(
        HEADING + "<tr><td>２００４年０３月１０日　０８：１２：３０　　来源：云岭社</td></tr>",
        opening="云岭社云都３月１０日电（记者林禾、方竹溪）",
        published=MORNING, source="云岭社", author="林禾、方竹溪",
    ),
    "manuscript line of a provincial net": Case(
        HEADING + "<tr><td>稿源：云网　作者：林竹溪　编辑：方禾　2004-3-10 8:12:00</td></tr>",
        published=MORNING, source="云网", author="林竹溪", editor="方禾",
    ),
    "a system's line with clicks": Case(
        HEADING + "<tr><td>作者：佚名　文章来源：本站原创　点击数：123　更新时间：2004-3-10</td></tr>",
        published=DAY, source="本站原创",
    ),
    "entered by an editor": Case(
        HEADING + "<tr><td>发表日期：2004年3月10日　　【编辑录入：林竹溪】</td></tr>",
        published=DAY, editor="林竹溪",
    ),
    "date in brackets, font sizes behind it": Case(
        HEADING + "<tr><td>云岭国际 (2004年03月10日 08:12)　【字体：大 中 小】【打印】【关闭】</td></tr>",
        closing="<p>责编：林禾　　来源：云岭在线</p>",
        published=MORNING, source="云岭在线", editor="林禾",
    ),
    "time, source and the one who chose it": Case(
        HEADING + "<tr><td>2004-03-10 08:12　来源: 云都晨报　作者： 林竹溪　选稿：方禾</td></tr>",
        published=MORNING, source="云都晨报", author="林竹溪", editor="方禾",
    ),
    "spaced date between bars": Case(
        HEADING + "<tr><td>云岭网 | 时间： 2004 年03 月10 日 | 文章来源： 云岭日报</td></tr>",
        published=DAY, source="云岭日报",
    ),
    "the newspaper's edition at the end": Case(
        HEADING + "<tr><td>本报记者 林竹溪</td></tr>",
        closing="<p>《云岭日报》 (2004年3月10日 第二版)</p>",
        published=DAY, author="林竹溪",
    ),
    "source, author and editor under the text": Case(
        HEADING + "<tr><td>2004-03-10 08:12:30　云岭在线</td></tr>",
        closing="<p>（本文来源：云岭商报 作者：林禾）</p><p>[责任编辑：方竹溪]</p>",
        published=MORNING, source="云岭在线", author="林禾", editor="方竹溪",
    ),
    "date above the title": Case(
        "<tr><td>2004年3月10日 08:12</td></tr>" + HEADING + "<tr><td>云岭日报　林竹溪　方禾</td></tr>",
        published=MORNING, author="林竹溪 方禾",
    ),
    "signed in brackets at the end": Case(
        HEADING + "<tr><td>日期：2004/3/10　浏览：35次</td></tr>",
        closing="<p>　　全厂职工正在准备参加省里的展销会。(林竹溪)</p>",
        published=DAY, author="林竹溪",
    ),
    "a square before the reporter": Case(
        HEADING + "<tr><td>2004年03月10日</td></tr><tr><td>■本报记者　林　禾　方竹溪</td></tr>",
        published=DAY, author="林　禾　方竹溪",
    ),
    "title in the text's own cell": Case(
        f"<tr><td class=f14><center><b>{TITLE}</b><br>2004-03-10 08:12 云岭信息网</center></td></tr>",
        published=MORNING, source="云岭信息网",
    ),
    "the column alone in the head": Case(
        HEADING + "<tr><td>发布时间：2004-03-10　来源：云岭日报　阅读次数：66</td></tr>",
        published=DAY, source="云岭日报", title="<title>企业新闻</title>",
    ),
    "no date at all": Case(HEADING, opening="本报讯（记者 林竹溪）", author="林竹溪"),
    "a calendar, and no date": Case(
        "<tr><td>今天是：2006年5月4日 星期四</td></tr>" + HEADING,
        closing="<p>（编辑：林禾）</p>",
        editor="林禾",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_old_portal_s_page_is_read(case: Case) -> None:
    page = clean_page(layout(case), url="http://news.yunling.example/2004/n1.htm")
    assert page.title == TITLE
    read = page.published
    if isinstance(case.published, datetime) and isinstance(read, datetime):
        read = read.replace(second=0)
    assert (read, page.author, page.editor) == (case.published, case.author, case.editor)
    assert page.source == case.source or case.source is None
    assert FIRST in page.text
    assert REST[-1] in page.text

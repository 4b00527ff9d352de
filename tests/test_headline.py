"""The title of a page: the line that <title> holds, without site and column, as the page prints it."""

from __future__ import annotations

import pytest

from cleaners import clean_page

TEXT = (
    "<p>云岭县日前举办竹编技艺展，来自全县十二个乡镇的三百多件作品参展，展期为一个月，免费向公众开放。</p>"
    "<p>主办方表示，今后每年都将举办这样的活动，并邀请学校师生前来学习，使这门技艺一代代传承下去。</p>"
)
DATED = "<div>发布时间：2032-05-06 来源：云岭日报</div>"
WANTED = "云岭县举办竹编技艺展 “以竹会友”吸引八方来客"


def title_of(head: str, body: str) -> str:
    html = f"<html><head>{head}</head><body>{body}<div>{TEXT}</div></body></html>"
    return clean_page(html.encode(), url="https://news.example/1.html").title


PAGES = {
    "site behind it": (f"<title>{WANTED}_要闻_云岭网</title>", f"<h1>{WANTED}</h1>"),
    "site behind a blank": (f"<title>{WANTED} 东区办事处_云岭网</title>", f"<div>{WANTED}</div>"),
    "site before it": (
        f"<title>今日竹市--{WANTED}</title>",
        f"<h1>今日竹市_竹市行情 - 竹市网</h1><p>{WANTED}</p>",
    ),
    "an old table": (
        f"<title>{WANTED}</title>",
        f"<table><tr><td><font size=5><b>{WANTED}</b></font></td></tr></table>",
    ),
    "cut at a quote in og:title": (
        f"<title>{WANTED}_云岭网</title><meta property=og:title content='云岭县举办竹编技艺展 '>",
        f"<h1>{WANTED}</h1>",
    ),
    "the site's name in a heading": (
        f"<title>{WANTED} - 云岭县人民政府门户网站</title>",
        f"<h1>云岭县人民政府网站</h1><div>{WANTED}</div>",
    ),
    "only the column in the head": (
        "<title>新闻动态--云岭竹业协会官网</title>",
        f"<div><a href='/'>首页</a> - 新闻动态</div><div>{WANTED}</div>",
    ),
    "the column above a source": (
        "<title>云岭-竹事</title>",
        f"<div>{WANTED}</div><div>来源： 云岭日报</div>",
    ),
    "comments counted behind the heading": (
        f"<title>{WANTED}_云岭网</title>",
        f"<h1>{WANTED}<i>241</i></h1>",
    ),
    "only the site in the head": ("<title>云岭网</title>", f"<div><b>{WANTED}</b></div>"),
    "a welcome in the head": ("<title>欢迎访问云岭县竹业网站</title>", f"<div><b>{WANTED}</b></div>"),
    "an untitled page": ("<title>无标题文档</title>", f"<div><b>{WANTED}</b></div>"),
    "a template's name": ("<title>新闻内容页</title>", f"<table><tr><td>{WANTED}</td></tr></table>"),
    "the date before the heading": (
        "<title>云岭网-新闻</title>",
        f"<div>2032年5月6日</div><h2>{WANTED}</h2>",
    ),
    "the site's heading before it": (
        f"<title>{WANTED}_云岭网</title>",
        f"<h1>云岭竹业网站</h1><h1>{WANTED}</h1>",
    ),
    "a title cut short": (f"<title>{WANTED[:12]}...-云岭网</title>", f"<h1>{WANTED}</h1>"),
    "no head at all": ("", f"<div><a href='/'>首页</a></div><div>{WANTED}</div>"),
}


@pytest.mark.parametrize(("head", "body"), PAGES.values(), ids=PAGES)
def test_the_title_is_read_without_site_and_column(head: str, body: str) -> None:
    assert title_of(head, body + DATED) == WANTED


def test_a_title_that_no_line_prints_stays_as_the_head_says() -> None:
    assert (
        title_of("<title>云岭县举办竹编技艺展_云岭网</title>", "<div>云岭</div>" + DATED)
        == "云岭县举办竹编技艺展"
    )

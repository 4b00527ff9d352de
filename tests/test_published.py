"""When a page was published: its own date is found wherever the page prints it, and never invented."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cleaners import clean_page
from cleaners.page.printed import CST
from cleaners.page.published import Evidence, published

URL = "https://news.example/c/1.html"
TEXT = (
    "<p>云岭县日前举办竹编技艺展，来自全县十二个乡镇的三百多件作品参展，展期为一个月，免费向公众开放。</p>"
    "<p>据介绍，2031年以来，全县竹编产业产值年均增长百分之八，带动农户两千余户，产品销往二十多个省份。</p>"
    "<p>主办方表示，今后每年都将举办这样的活动，并邀请学校师生前来学习，使这门技艺一代代传承下去。</p>"
)


def page(head: str = "", above: str = "", beside: str = "", below: str = "") -> str:
    """A fictional news page whose own date stands where the test puts it."""
    return (
        f"<html><head><title>云岭县举办竹编技艺展_云岭新闻网</title>{head}</head><body>"
        f"<div class='nav'><a href='/'>首页</a> <a href='/yw'>要闻</a></div>{above}"
        f"<h1>云岭县举办竹编技艺展</h1>{beside}<div class='content'>{TEXT}</div>{below}"
        "<div class='foot'>云岭新闻网 版权所有</div></body></html>"
    )


def published_of(html: str, url: str = URL) -> date | datetime | None:
    return clean_page(html.encode(), url=url).published


PRINTED = {
    "with a time and a source": "<div>2032-05-06 08:15:00 来源：云岭日报</div>",
    "with a label": "<div>发布时间：2032年5月6日</div>",
    "as old portals do": "<div>http://www.news.example 2032年05月06日08:15 云岭晚报</div>",
    "in full-width figures": "<div>２０３２年０５月０６日　来源：云岭日报</div>",
    "in boxes of its own": "<div><span>2032</span></div><div>05/06</div><div>08:15</div>",
    "before the last change": "<div>2032-05-06 08:15</div><div>最后更新：2032-05-08 10:00</div>",
    "beside an advertised one": (
        "<div>最新推荐文章于 2032-06-01 10:00:00 发布</div><div>云某某 于 2032-05-06 08:15:00 发布</div>"
    ),
}


@pytest.mark.parametrize("beside", PRINTED.values(), ids=PRINTED)
def test_a_date_beside_the_title_is_the_page_s_own(beside: str) -> None:
    moment = published_of(page(beside=beside))
    assert (moment.date() if isinstance(moment, datetime) else moment) == date(2032, 5, 6)


ELSEWHERE = {
    "a meta tag": page(head="<meta name='publishdate' content='2032-05-06'>"),
    "JSON-LD": page(
        head="<script type='application/ld+json'>"
        '{"@graph":[{"datePublished":"2032-05-06T00:15:00Z"}]}</script>'
    ),
    "a line above the title": page(above="<div>2032年05月06日 08:15 云岭日报</div>"),
    "a labelled line under the text": page(below="<div>发布日期：2032-05-06 责任编辑：云某某</div>"),
    "the newspaper's edition": page(below="<p>《云岭日报》（2032年05月06日 03版）</p>"),
    "the day beside the title, the year in the last change": page(
        head="<meta itemprop='dateUpdate' content='2032-05-06 08:15:30'>",
        beside="<div>发布时间：05-06 08:15</div>",
    ),
}


@pytest.mark.parametrize("html", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_date_is_found_where_else_pages_print_it(html: str) -> None:
    moment = published_of(html)
    assert (moment.date() if isinstance(moment, datetime) else moment) == date(2032, 5, 6)


def test_the_address_tells_the_year_of_a_printed_day_and_nothing_alone() -> None:
    url = "https://news.example/2032-05/06/content_1.htm"
    assert published_of(page(beside="<div>05月06日 08:15 云岭日报</div>"), url) == datetime(
        2032, 5, 6, 8, 15, tzinfo=CST
    )
    assert published_of(page(), url) is None
    assert published_of(page().replace("云岭县日前", "云岭社5月6日电 云岭县日前"), url) == date(2032, 5, 6)
    assert published_of(page().replace("云岭县日前", "云岭社5月5日电 云岭县日前"), url) is None


UNDATED = {
    "nothing at all": page(),
    "a picture's address": page(beside="<img src='/uploads/20320506/1.jpg'>"),
    "a picture's address with a time": page(beside="<img src='/2032/05/06/08-15-00.jpg' alt='现场'>"),
    "the copyright line": page(below="<div>Copyright © 2019-2032 云岭新闻网 备案号2032050601</div>"),
    "a dated copyright line": page(below="<div>版权所有 2032-05-06 云岭新闻网</div>"),
    "neighbours": page(
        below="<h3>相关新闻</h3><ul><li><a href='/2'>云岭茶会开幕</a> 2032-05-06</li>"
        "<li><a href='/3'>云岭桥通车</a> 2032-05-05</li></ul>"
    ),
    "neighbours with times": page(
        below="<h3>热门文章</h3><div>2032-05-06 08:15:00</div><div><a href='/2'>云岭茶会开幕</a></div>"
        "<div>2032-05-05 08:15:00</div>"
    ),
    "comments": page(
        below="<h3>网友评论</h3><div>山中客 2032-05-06 08:15:00</div><div>作品真好看</div>"
        "<div>竹友 2032-05-07 09:00:00</div><div>下次还来</div>"
    ),
    "comments without a heading": page(
        below="<div>山中客</div><div>2032-05-06 08:15:00</div><div>作品真好看</div><div>竹友</div>"
        "<div>2032-05-07 09:00:00</div>"
    ),
    "today's calendar": page(above="<div>今天是2032年5月6日 星期四</div>"),
    "today's calendar beside the title": page(beside="<div>今天是2032年5月6日 星期四 08:15</div>"),
    "a ranking of a year": page(below="<div><a href='/r'>2032年竹编企业排行榜</a></div>"),
    "a ranking of a day": page(below="<div><a href='/r'>2032年5月6日竹价行情排行榜</a></div>"),
    "the day of an event": page().replace("日前举办", "于2032年5月6日举办"),
    "a deadline in the text": page(below="<p>报名截止到2032年5月6日17:00，逾期不再受理。</p>"),
    "a day without its year": page(beside="<div>05-06 08:15</div>"),
    "yesterday": page(beside="<div>昨天 08:15</div>"),
    "the last change alone": page(head="<meta itemprop='dateUpdate' content='2032-05-06 08:15:30'>"),
    "another day's last change": page(
        head="<meta itemprop='dateUpdate' content='2032-05-09 08:15:30'>", beside="<div>05-06 08:15</div>"
    ),
    "an impossible day": page(beside="<div>发布时间：2032-02-30 08:15</div>"),
    "when and where it takes place": page(beside="<div>时间：2032年5月6日 地点：云岭县礼堂</div>"),
    "the days of a chronicle": page(beside="<div>2031年4月1日</div><div>2032年5月6日</div>"),
    "a term of validity": page(below="<div>有效期：2032-05-06 08:15 止</div>"),
    "a day that opens a chronicle": page().replace(
        TEXT, f"<p>2032年5月6日</p>{TEXT}<p>2032年5月7日</p>{TEXT}"
    ),
    "a serial number": page(beside="<div>编号：20320506081500</div>"),
    "a script's clock": page(head="<script>var now = '2032-05-06 08:15:00';</script>"),
    "previous and next": page(below="<div>上一篇：2032年5月5日竹价</div><div>下一篇：2032年5月6日竹价</div>"),
    "a licence": page(below="<div>许可证编号：2032-05-06-001</div>"),
}


@pytest.mark.parametrize("html", UNDATED.values(), ids=UNDATED)
def test_a_page_that_prints_no_date_of_its_own_has_none(html: str) -> None:
    assert published_of(html) is None


@pytest.mark.parametrize(
    "line",
    [
        "注册：2003-11-02",
        "注册时间：2003-11-02 08:15",
        "上次登录时间：2031-05-06 08:15:00",
        "入会日期: 2003年11月2日",
        "公司成立于2003年11月2日",
        "最后访问：2031-05-06",
        "生日：1983-11-02",
    ],
)
def test_a_day_of_the_writer_or_the_site_is_never_the_page_s(line: str) -> None:
    assert published(Evidence(beside=(line,))) is None
    assert published_of(page(beside=f"<div>竹林客</div><div>{line}</div>")) is None


@pytest.mark.parametrize("label", ["注册时间：", "上次登录", "生日"])
def test_nor_is_a_day_in_a_box_beside_such_a_label(label: str) -> None:
    assert published(Evidence(beside=(label, "2003-11-02"))) is None


def test_the_page_s_own_date_stands_beside_that_of_its_writer() -> None:
    beside = "<div>竹林客 注册：2003-11-02</div><div>发表于 2031-05-06 08:15</div>"
    assert published_of(page(beside=beside)) == datetime(2031, 5, 6, 8, 15, tzinfo=CST)
    assert published(Evidence(beside=("云岭竹编协会成立", "2031-05-06"))) == date(2031, 5, 6)


def test_a_state_page_s_own_meta_set_comes_first() -> None:
    seen = Evidence(
        meta=date(2032, 5, 6), beside=("时间：2032-05-09 08:15",), official=True, url="https://www.yl.gov.cn/"
    )
    assert published(seen) == date(2032, 5, 6)


def test_a_printed_time_is_kept_when_meta_says_only_the_day() -> None:
    seen = Evidence(meta=date(2032, 5, 6), beside=("2032-05-06 08:15 来源：云岭日报",), official=True)
    assert published(seen) == datetime(2032, 5, 6, 8, 15, tzinfo=CST)


def test_a_bare_day_under_the_title_counts_although_a_signature_ends_the_text() -> None:
    seen = Evidence(
        beside=("2032-05-06",),
        lines=("各单位：", "现通知如下。", "特此通知。", "云岭县竹业局", "2032年5月5日"),
    )
    assert published(seen) == date(2032, 5, 6)

"""Fictional pages of small sites: where each prints its date and its writer, and where it names others.

Written before the rules that read them; all names and news are invented.
"""

from __future__ import annotations

import pytest

from cleaners import clean_page

TITLE = "云岭学院举行竹艺作品展"
TEXT = (
    "<p>近日，云岭学院在图书馆一层举行竹艺作品展，来自八个班级的一百二十件作品与师生见面，引来不少人驻足。</p>"
    "<p>展览分为器物、灯具、玩具三个部分，每件作品旁边都附有设计草图，观众可以看到从构思到成品的过程。</p>"
    "<p>学院负责人表示，展览将持续到月底，之后部分作品会送到县文化馆继续展出，欢迎市民前往参观。</p>"
)

# beside the title, under the text, the day, the author
PAGES = {
    "blog": (
        "<span>(2008-05-06 12:11:10)</span> <span>转载▼</span><div>标签：竹艺 分类：随笔</div>",
        "",
        "2008-05-06",
        None,
    ),
    "company": ("<div>发布日期：2008-05-06  浏览次数：33</div>", "", "2008-05-06", None),
    "university": (
        "<div>发布者：林禾 发布时间：2018-05-06 浏览次数：33</div>",
        "<p>（撰稿：竹艺系 林竹溪 审核：方禾）</p>",
        "2018-05-06",
        "林竹溪",
    ),
    "forum": ("<div>作者：竹里馆 提交日期：2005-3-4 12:00:00</div>", "", "2005-03-04", "竹里馆"),
    "gov bracket": (
        "<div>【发布日期】2008-05-06 【来源】云岭日报 【字体：大 中 小】</div>",
        "",
        "2008-05-06",
        None,
    ),
    "iso date": ("<div>发布时间: 2008-05-06T08:12:00+08:00</div>", "", "2008-05-06", None),
    "float secs": ("<div>2008-05-06 08:12:00.0 来源：云岭网</div>", "", "2008-05-06", None),
    "bracketed day": ("<div>[2008-05-06]</div>", "", "2008-05-06", None),
    "paren slash": ("<div>(2008/05/06)</div>", "", "2008-05-06", None),
    "author no colon": ("<div>2008-05-06 作者 林竹溪</div>", "", "2008-05-06", "林竹溪"),
    "name before the stroke": ("<div>林竹溪/文</div><div>2008-05-06</div>", "", "2008-05-06", "林竹溪"),
    "wen with a colon": ("<div>时间：2008-05-06 文：林竹溪 图：方禾</div>", "", "2008-05-06", "林竹溪"),
    "text and pictures": (
        "<div>日期:2008-05-06</div>",
        "<p>文字：林竹溪 图片：方禾</p>",
        "2008-05-06",
        "林竹溪",
    ),
    "reporter of both": (
        "<div>2008-05-06 08:00</div>",
        "<p>（记者 林竹溪 文/图）</p>",
        "2008-05-06",
        "林竹溪",
    ),
    "correspondent": ("<div>2008-05-06 08:00</div><div>通讯员：林竹溪</div>", "", "2008-05-06", "林竹溪"),
    "contributor": ("<div>2008-05-06 08:00</div>", "<p>供稿：林竹溪</p>", "2008-05-06", "林竹溪"),
    "contributing office": ("<div>2008-05-06 08:00</div>", "<p>供稿：竹艺系</p>", "2008-05-06", None),
    "labels and values in turn": (
        "<div>来源：</div><div>云岭日报</div><div>发布时间：</div><div>2008-05-06</div><div>作者：</div><div>林竹溪</div>",
        "",
        "2008-05-06",
        "林竹溪",
    ),
    "dl": (
        "<dl><dt>日期</dt><dd>2008年05月06日</dd><dt>作者</dt><dd>林竹溪</dd></dl>",
        "",
        "2008-05-06",
        "林竹溪",
    ),
    "edition": ("", "<p>（原载《云岭日报》2008年5月6日第3版）</p>", "2008-05-06", None),
    "afternoon": ("<div>2008年5月6日 下午3:20</div>", "", "2008-05-06", None),
    "posted": ("<div>Posted by linhe at 2008-05-06 08:12</div>", "", "2008-05-06", None),
    "no date closing": ("", "<p>（林竹溪 方禾）</p>", None, "林竹溪 方禾"),
    "closing names report": ("<div>2008-05-06</div>", "<p>（竹艺系 林竹溪）</p>", "2008-05-06", "林竹溪"),
    "contributor at the end": ("<div>2008-05-06</div>", "<p>（供稿人：林竹溪）</p>", "2008-05-06", "林竹溪"),
    "editor only": ("<div>2008-05-06 责任编辑：林竹溪</div>", "", "2008-05-06", None),
    "editor and checker": ("<div>2008-05-06</div>", "<p>编辑：林竹溪 审核：方禾</p>", "2008-05-06", None),
    "own reporter in square brackets": (
        "<div>2008-05-06 </div>",
        "<p>［本网记者 林竹溪］</p>",
        "2008-05-06",
        "林竹溪",
    ),
    "click": ("<div>点击：33 更新：2008-5-6 12:33:22 来源：本站</div>", "", "2008-05-06", None),
    "qa interview": (
        "<div>2008-05-06 08:00 来源：云岭网</div>",
        "<p>记者：您为什么办展？</p><p>林院长：为了传承。</p>",
        "2008-05-06",
        None,
    ),
    "profile": (
        "<div>2008-05-06 08:00 来源：云岭网</div>",
        "<p>作者简介：林竹溪，云岭学院教授。</p>",
        "2008-05-06",
        None,
    ),
    "translator": ("<div>2008-05-06 08:00</div>", "<p>（编译：林竹溪）</p>", "2008-05-06", None),
    "photo": ("<div>2008-05-06 08:00</div>", "<p>林竹溪 摄</p>", "2008-05-06", None),
    "photo2": ("<div>2008-05-06 08:00</div>", "<p>（图片由林竹溪提供）</p>", "2008-05-06", None),
    "place close": ("<div>2008-05-06 08:00</div>", "<p>（云岭）</p>", "2008-05-06", None),
    "end mark": ("<div>2008-05-06 08:00</div>", "<p>（完）</p>", "2008-05-06", None),
    "source close": ("<div>2008-05-06 08:00</div>", "<p>（云岭日报）</p>", "2008-05-06", None),
    "legal": (
        "<div>2008-05-06 08:00</div>",
        "<p>本文仅代表作者个人观点，与本站无关。</p>",
        "2008-05-06",
        None,
    ),
    "copyright author": (
        "<div>2008-05-06 08:00</div>",
        "<p>作者授权本网发布，未经许可不得转载。</p>",
        "2008-05-06",
        None,
    ),
    "contact": (
        "<div>2008-05-06 08:00</div>",
        "<p>联系人：林竹溪 电话：0871-1234567</p>",
        "2008-05-06",
        None,
    ),
    "speaker": ("<div>2008-05-06 08:00</div>", "<p>主持人：林竹溪</p>", "2008-05-06", None),
    "other authors": (
        "<div>2008-05-06 08:00</div>",
        "<h3>相关文章</h3><p>竹艺史话 作者：方禾 2007-01-02</p>",
        "2008-05-06",
        None,
    ),
    "other authors2": (
        "<div>2008-05-06 08:00</div>",
        "<div>热门作者</div><p>方禾</p><p>林竹溪</p>",
        "2008-05-06",
        None,
    ),
    "comments": (
        "<div>2008-05-06 08:00</div>",
        "<div>最新评论</div><p>作者：山中客 2008-05-07 10:00</p>",
        "2008-05-06",
        None,
    ),
    "books": ("<div>2008-05-06 08:00</div>", "<p>《竹谱》 作者：方禾</p>", "2008-05-06", None),
    "from paper": ("<div>2008-05-06 08:00　来源：云岭日报　作者：本报记者</div>", "", "2008-05-06", None),
    "author org": ("<div>2008-05-06 08:00　作者：云岭网</div>", "", "2008-05-06", None),
    "author admin": ("<div>2008-05-06 08:00　作者：admin</div>", "", "2008-05-06", None),
    "author site": ("<div>2008-05-06 08:00　作者：宣传部</div>", "", "2008-05-06", "宣传部"),
    "hits": ("<div>2008-05-06 08:00　作者： 点击：33</div>", "", "2008-05-06", None),
    "para": ("<div>2008-05-06 08:00</div>", "<p>展览由（林竹溪）策划</p>", "2008-05-06", None),
}


def page(beside: str, below: str) -> str:
    """A page of a school's site."""
    menu = (
        "<ul><li><a href='/'>首页</a></li><li><a href='/a'>概况</a></li><li><a href='/b'>新闻</a></li></ul>"
    )
    article = f"<div class='tit'>{TITLE}</div>{beside}<div class='txt'>{TEXT}</div>{below}"
    foot = "<div>地址：云岭县学府路1号 邮编：650000 版权所有 © 2010 云岭学院</div>"
    head = f"<head><title>{TITLE}-云岭学院</title></head>"
    return f"<html>{head}<body>{menu}<div class='con'>{article}</div>{foot}</body></html>"


@pytest.mark.parametrize(("beside", "below", "day", "author"), PAGES.values(), ids=PAGES)
def test_a_small_site_s_page_is_read(beside: str, below: str, day: str | None, author: str | None) -> None:
    read = clean_page(page(beside, below).encode(), url="http://www.yl.example/n/1.html")
    assert read.title == TITLE
    assert (str(read.published)[:10] if read.published else None) == day
    assert read.author == author

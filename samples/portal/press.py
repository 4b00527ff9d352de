"""The press (新闻与转载) around the ministry: news pages, their feed and Markdown, a mirror, a reprint.

The mirror's hidden watermark changes on each request; the reprint ends in a link farm. Its digests all open
and end in lines of the site's own that no list of phrases knows. All fictional.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from html import escape

from samples.portal.library import Text, hex_id, press_texts
from samples.portal.unit import CST

HTML = "text/html; charset=utf-8"
FICTION = "本页内容纯属虚构"
FEED = "/rsshub/sina/finance/china"
HEXO = "/hexo/"
MIRROR = "/show-4-20311-0.html"
REPRINT = "/zixun/20220627/118.html"
DIGESTS = "/zixun/digest/"
DIGEST_OPENING = "远山产经每日速览，三分钟读懂县域里的新鲜事。"
DIGEST_CLOSING = ("远山产经，陪你看懂县域里的生意经。", "我们在县城里走街串巷，下一站听你的。")
QR_IMAGE = "https://img.example.invalid/20200514/qr.png"
WATERMARK = "拾穗速览——每天拾一点消息,看见远方的县城SHISUI.EXAMPLE"
FARM: tuple[tuple[str, str], ...] = (
    (
        "老街面馆排队两小时 只为一碗热汤面",
        "老街面馆每天清晨五点开门,排队的人从巷口一直站到桥头,老板说面要现擀,汤要慢熬...",
    ),
    ("养了三年的多肉突然开花", "一位网友晒出养了三年的多肉植物,花朵小小的,颜色却十分鲜艳,引来不少人围观..."),
    (
        "2025年最受欢迎的十种早餐排行榜",
        "  2025年最受欢迎的十种早餐排行榜  根据读者投票,以下排名不分先后:  豆浆油条、小米粥",
    ),
    ("周末去哪儿?这条步道值得一走", "  步道全长六公里,沿途有溪水和竹林,适合带着孩子慢慢走。  停车场在入口处"),
)


@dataclass(frozen=True, slots=True)
class PressPage:
    """One answer of the press; steady when two requests get the same bytes."""

    body: str
    content_type: str = HTML
    steady: bool = True


def holds(path: str) -> bool:
    return path.startswith((HEXO, "/rsshub/", "/china/", "/show-", "/zixun/"))


def page(path: str, *, night: int, token: str) -> PressPage | None:
    """The page at this path tonight, or None."""
    items = news(night)
    if path == FEED:
        return PressPage(feed(items), "application/xml; charset=utf-8")
    if path in (HEXO, HEXO + "index.html"):
        return PressPage(hexo_index(items))
    if path == MIRROR:
        return PressPage(mirror_page(press_text("mirror-2022"), token), steady=False)
    if path == REPRINT:
        return PressPage(reprint_page(press_text("reprint-2022")))
    if path.startswith(DIGESTS):
        return _digest(path)
    for item in items:
        if path == news_path(item):
            return PressPage(news_page(item))
        if path == f"{HEXO}{item.slug}.md":
            return PressPage(hexo_file(item), "text/markdown; charset=utf-8")
    return None


def _digest(path: str) -> PressPage | None:
    if path == DIGESTS:
        return PressPage(digest_index(digests()))
    return next((PressPage(digest_page(item)) for item in digests() if path == digest_path(item)), None)


def news(night: int = 1) -> tuple[Text, ...]:
    """The news of this night and before, newest first."""
    return tuple(t for t in press_texts() if t.column == "news" and t.night <= night)


def press_text(slug: str) -> Text:
    (found,) = [t for t in press_texts() if t.slug == slug]
    return found


def news_path(item: Text) -> str:
    return f"/china/{item.published:%Y-%m-%d}/doc-i{hex_id('news:' + item.slug)[:16]}.shtml"


def digests() -> tuple[Text, ...]:
    """The digests of the reprint site, newest first."""
    return tuple(t for t in press_texts() if t.column == "digest")


def digest_path(item: Text) -> str:
    return f"{DIGESTS}{item.published:%Y%m%d}.html"


# --- news ------------------------------------------------------------


def article_body(item: Text, *, braces: bool = True) -> str:
    """The inside of the body element with the comment marks of the publishing system around the text."""
    paragraphs = "\n".join(_news_paragraph(line) for line in item.body)
    opening, closing = ("{", "}") if braces else ("&#123;", "&#125;")
    style = f".appendQr_wrap{opening}border:1px solid #E6E6E6;padding:8px;{closing}"
    return (
        f'{paragraphs}\n<!--article_adlist[<p cms-style="font-L"><font>【纠错】</font></p>'
        f'<p cms-style="font-L"><font>【责任编辑:{item.author}】 </font></p>]article_adlist-->'
        "<!-- news_keyword_pub,stock, -->\n\n\n<!-- 正文下iframe -->"
        "\n\n<!-- 正文下iframe -->\n\n<!-- 总声明-->\n\n"
        f"<!-- 总声明-->\n\n<!-- 文末二维码 start -->\n<style>\n{style}\n</style>\n"
        '<div class="clearfix appendQr_wrap">\n'
        f'<div class="appendQr_normal"><img src="{QR_IMAGE}" referrerpolicy="no-referrer"></div>\n'
        '<div class="appendQr_normal_txt">看县域、知产业，'
        "尽在云岭财讯APP</div>\n</div>\n<!-- 文末二维码 start -->\n\n"
        f'<!-- 编辑姓名及工作代码 -->\n<p class="article-editor">'
        f"责任编辑：{item.editor} </p>\n<!-- 编辑姓名及工作代码-->\n"
    )


def _news_paragraph(line: str) -> str:
    mark, _, rest = line.partition(" ")
    if mark == "*":
        head, _, tail = rest.partition("。")
        bold = f'<font cms-style="font-L strong-Bold">{escape(head, quote=False)}。</font>'
        return f'<p cms-style="font-L">　　{bold}{escape(tail, quote=False)}</p>'
    return f'<p cms-style="font-L">　　{escape(line, quote=False)}</p>'


def news_page(item: Text) -> str:
    """A desktop article page."""
    moment = item.published
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(item.title)}_云岭财讯</title>\n'
        f'<meta property="article:published_time" content="{moment:%Y-%m-%dT%H:%M:%S}+08:00">'
        f'<meta property="article:author" content="{item.source}">'
        f'<meta property="og:title" content="{escape(item.title)}"></head><body>\n'
        '<div class="path"><a href="/">云岭财讯</a> &gt; <a href="/china/">国内财经</a></div>\n'
        f'<h1 class="main-title">{escape(item.title, quote=False)}</h1>\n'
        f'<div class="date-source"><span class="date">{moment:%Y年%m月%d日 %H:%M}</span> '
        f'<span class="source ent-source">{item.source}</span></div>\n'
        '<div class="article" id="artibody">\n<!-- 原始正文begin -->'
        "\n<!-- 行情图begin -->\n<!-- 行情图end -->\n"
        f"{article_body(item)}<!-- 原始正文end -->\n</div>\n"
        f'<div class="footer">{FICTION}</div>\n</body></html>\n'
    )


def feed(items: Sequence[Text]) -> str:
    """RSS 2.0 with whole bodies, as a feed maker serves it."""
    entries = "".join(
        f"<item><title><![CDATA[{i.title}]]></title><description><![CDATA[{article_body(i)}]]></description>"
        f'<link>https://finance.sina.com.cn{news_path(i)}</link><guid isPermaLink="false">{i.slug}</guid>'
        f"<author>{i.source}</author><pubDate>{_gmt(i)}</pubDate></item>\n"
        for i in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>云岭财讯－国内</title>'
        f"<link>https://finance.sina.com.cn/china/</link><description>{FICTION}</description>\n{entries}"
        "</channel></rss>\n"
    )


def hexo_file(item: Text) -> str:
    """The Markdown form: YAML front matter, the body's HTML, quotes of the title turned into underscores."""
    title = item.title.replace("“", "_").replace("”", "_")
    return (
        f"\n---\ntitle: '{title}'\ncategories: \n - 金融\n - 云岭财讯\n - 云岭财讯－国内\n"
        f"headimg: '{QR_IMAGE}'\n"
        f"author: 云岭财讯\ncomments: false\ndate: {_gmt(item)}\nthumbnail: '{QR_IMAGE}'\n---\n\n"
        f"<div>   \n{article_body(item, braces=False)}\n  \n</div>\n            "
    )


def hexo_index(items: Sequence[Text]) -> str:
    links = "".join(f'<li><a href="{HEXO}{i.slug}.md">{escape(i.title, quote=False)}</a></li>' for i in items)
    head = '<head><meta charset="utf-8"><title>存档</title></head>'
    return f"<html>{head}<body><ul>{links}</ul><p>{FICTION}</p></body></html>\n"


def _gmt(item: Text) -> str:
    return format_datetime(item.published.replace(tzinfo=CST).astimezone(UTC), usegmt=True)


# --- mirror and reprint ------------------------------------------------------------


def halfwidth(line: str) -> str:
    """The mirrors' habit: commas and colons become halfwidth."""
    return line.translate(str.maketrans("，：；（）", ",:;()"))


def mirror_page(item: Text, token: str) -> str:
    """A mirror: a hidden span ends each paragraph, three changing characters and the site's name."""
    span = f'<span style="display:none">{token}{WATERMARK}</span>'
    title = escape(halfwidth(item.title), quote=False)
    body = "\n".join(f"<p>{escape(halfwidth(line), quote=False)}{span}</p>" for line in item.body)
    link = f"http://www.shisui.example{MIRROR}"
    farm = "".join(f'<li><a href="#">{escape(name)}</a></li>' for name, _ in FARM)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        '<div class="set">设置 • 字号 大 小 • 配色 浅色 深色</div>'
        f'<h1>{title}</h1><div class="info">'
        f'{item.published:%Y-%m-%d %H:%M:%S} 来源:</div><div class="content">\n'
        f'{body}\n</div><div class="copyright">本文链接:<a href="{link}">{title}</a>{link}</div>'
        "<p>声明:本站为公益分享站点,网页文字由网友自行上传,观点与本站无关,本站不负责任。</p>"
        '<div>上一篇: <a href="#">…</a></div><div>下一篇: <a href="#">'
        "…</a></div><h3>热门资讯</h3><h3>推荐资讯</h3>"
        f"<ul>{farm}</ul><p>{FICTION}</p></body></html>\n"
    )


def mirror_text(item: Text, token: str) -> str:
    """The same page saved as plain text: the hidden span has become part of each line."""
    lines = [f"{halfwidth(line)}{token}{WATERMARK}" for line in item.body]
    title, link = halfwidth(item.title), f"http://www.shisui.example{MIRROR}"
    head = [
        "设置\n  • 字号\n    大\n    小\n  • 配色\n    浅色\n    深色",
        title,
        f"{item.published:%Y-%m-%d %H:%M:%S} 来源:",
    ]
    tail = [
        f"本文链接:{title}{link}",
        "声明:本站为公益分享站点,网页文字由网友自行上传,观点与本站无关,本站不负责任。",
        "上一篇: 老街面馆排队两小时",
        "热门资讯\n推荐资讯",
    ]
    return "\n\n".join([*head, *lines, *tail]) + "\n"


def reprint_page(item: Text) -> str:
    """A reprint that ends in a disclaimer and a farm of links to unrelated stories."""
    title = escape(halfwidth(item.title), quote=False)
    body = "\n".join(f"<p>　　{escape(halfwidth(line), quote=False)}</p>" for line in item.body)
    farm = "\n".join(
        f'<div class="card"><a href="#">{escape(n)}</a><h4>{escape(n)}</h4><p>{escape(t)}</p></div>'
        for n, t in FARM
    )
    return (
        f'<html><head><meta charset="utf-8"><title>{title}_远山产经</title></head><body><h1>{title}</h1>\n'
        f'<div class="info"><span>{item.published:%Y-%m-%d %H:%M}</span>'
        f'</div><div class="art-body">\n{body}\n'
        f"<p>{_DISCLAIMER}</p>\n</div><h3>扩展阅读</h3>\n{farm}\n<p>{FICTION}</p></body></html>\n"
    )


_DISCLAIMER = (
    "免责声明:凡本站标注 “来源:某某(非远山产经)”的稿件和图片,均转自其他媒体,"
    "转载是为了传递更多消息,不表示本站认可其观点 。"
)


def reprint_text(item: Text) -> str:
    """The reprint saved as plain text."""
    lines = [halfwidth(item.title), *(f"  {halfwidth(line)}" for line in item.body), _DISCLAIMER, "扩展阅读"]
    for number, (name, teaser) in enumerate(FARM):
        lines += [name, name, teaser + ("\nAD" if number % 2 else "")]
    return "\n\n".join(lines) + "\n"


# --- digests ------------------------------------------------------------


def digest_index(items: Sequence[Text]) -> str:
    links = "".join(
        f'<li><a href="{digest_path(i)}">{escape(i.title, quote=False)}</a>'
        f"<span>{i.published:%Y-%m-%d}</span></li>"
        for i in items
    )
    head = '<head><meta charset="utf-8"><title>每日速览_远山产经</title></head>'
    return f'<html>{head}<body><ul class="list">{links}</ul><p>{FICTION}</p></body></html>\n'


def digest_page(item: Text) -> str:
    """A short item between lines that stand on every page of the site."""
    lines = (DIGEST_OPENING, *item.body, *DIGEST_CLOSING)
    body = "\n".join(f"<p>　　{escape(line, quote=False)}</p>" for line in lines)
    title = escape(item.title, quote=False)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}_远山产经</title></head><body><h1>{title}</h1>\n'
        f'<div class="info"><span>{item.published:%Y-%m-%d %H:%M}</span></div>'
        f'<div class="art-body">\n{body}\n</div><p>{FICTION}</p></body></html>\n'
    )

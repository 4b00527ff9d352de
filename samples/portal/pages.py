"""The pages (页面) of the portal: column shells, detail pages, small pages of the system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from samples.portal.files import merged_rows
from samples.portal.library import COLUMNS, Column, Text, attachments, column, hex_id, listing, text

SITE = "产业振兴部"
FICTION = "本站内容纯属虚构：部门、办法、名单、企业和新闻均为软件演示而写，与任何真实单位无关。"
WEB_ID = "8d828e408d90447786ddbe128d495e9e"
TEMPLATE_SET = "209741b2109044b5b7695700b2bec37e"
UNIT_PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
VIEWER = "/cms_files/demo/pdfjs/web/viewer.html"
PDF_ONLY_KEY = "pdf-only-body"


def _page(title: str, head: str, body: str) -> str:
    """The frame of every page: navigation above, the note of fiction below."""
    links = "".join(f'<li><a href="{c.path}index.html">{c.name}</a></li>' for c in COLUMNS)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><meta name="SiteName" content="{SITE}">\n{head}'
        f'<title>{escape(title)}</title><script>var site="{SITE}";</script></head><body>\n'
        f'<div class="header"><div class="logo">{SITE}</div><ul class="nav">{links}</ul></div>\n{body}\n'
        f'<div class="footer"><p>{FICTION}</p><p>'
        f"主办单位：{SITE}　网站标识码：虚构00000001</p></div>\n</body></html>\n"
    )


def home() -> str:
    """The front page, for a person who opens the base URL in a browser."""
    rows = "".join(f'<li><a href="{c.path}index.html">{c.name}</a></li>' for c in COLUMNS)
    return _page(SITE, "", f'<div class="w980"><h1>{SITE}（虚构）</h1><ul>{rows}</ul></div>')


def redirect_shell(target: str) -> str:
    """The parents of the columns are only a script."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title></title></head><body>'
        f'<script>window.location.href="{target}"</script></body></html>\n'
    )


def shell(col: Column) -> str:
    """A column page: no rows, only the scripts that fetch them; a navigation block stands before the list."""
    navigation = _unit_script(col, "站点导航", "site", hex_id("nav"))
    rows = _unit_script(col, col.tag_id, "column", col.page_id)
    head = f'<meta name="ColumnName" content="{col.name}"><meta name="ColumnType" content="{col.name}">\n'
    return _page(
        col.name, head, f'<div class="nav_unit">{navigation}</div>\n<div class="clist_con">\n{rows}\n</div>'
    )


def _unit_script(col: Column, tag: str, kind: str, page_id: str) -> str:
    pairs = {
        "parseType": "buildstatic",
        "webId": WEB_ID,
        "tplSetId": TEMPLATE_SET,
        "pageType": kind,
        "tagId": tag,
        "editType": "null",
        "pageId": page_id,
    }
    query = "{" + ",".join(f"'{k}':'{v}'" for k, v in pairs.items()) + "}"
    attribute = f'queryData="{query}"' if col.camel else 'querydata="' + query.replace("'", "&apos;") + '"'
    return (
        f'  <script id="{hex_id("unit:" + page_id)}"\n'
        '    src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=3.1.3-GXB"\n'
        f'    webId="{WEB_ID}"\n    parseType="buildstatic"\n    url="{UNIT_PATH}"\n    {attribute}>'
        f"\n  </script>"
    )


# --- detail pages ------------------------------------------------------------


def detail(item: Text, *, title: str | None = None, revised: bool = False, viewer_only: bool = False) -> str:
    """A detail page; the switches play a wrong title, a changed body, a body that is only a PDF."""
    shown = title or item.title
    col = column(item.column)
    lines = (f"@viewer {PDF_ONLY_KEY}",) if viewer_only else revise(item) if revised else item.body
    body = (
        f'<div class="w980 center mnav"><a href="/">首页</a>'
        f' &gt; <a href="{col.path}index.html">{col.name}</a></div>\n'
        f'<h1 id="con_title">{escape(shown, quote=False)}</h1>\n'
        f'<div class="cinfo center"><span id="con_time">发布时间：{item.published:%Y-%m-%d %H:%M}</span>'
        f"<span>来源：{item.source}</span></div>\n"
        f'<div class="ccontent center" id="con_con">\n{"".join(_blocks(lines))}</div>\n'
        '<div class="share"><span>分享到：</span><a href="#">微信</a></div>\n'
        '<div class="con_tool"><a href="javascript:window.print()">【打印】</a>'
        '<a href="javascript:window.close()">【关闭】</a></div>' + _related(item)
    )
    return _page(shown, _metas(item, shown, revised=revised), body)


def revise(item: Text) -> tuple[str, ...]:
    """The body after a silent change; a note of correction where no change is written down."""
    if not item.revised:
        return (*item.body[:-1], "（本页文字于发布后更正。）", item.body[-1])
    lines = "\n".join(item.body)
    for old, new in item.revised:
        lines = lines.replace(old, new)
    return tuple(lines.split("\n"))


def _metas(item: Text, title: str, *, revised: bool) -> str:
    built = item.built or item.published
    moment = f"{built.replace(hour=23, minute=59) if revised else built:%Y-%m-%d %H:%M}"
    name = column(item.column).name
    pairs = (
        ("SiteDomain", "www.miit.gov.cn"),
        ("SiteIDCode", "虚构00000001"),
        ("ColumnName", name),
        ("ColumnType", name),
        ("ArticleTitle", title),
        ("PubDate", moment),
        ("MakeTime", moment),
        ("ContentSource", item.source),
        ("Keywords", ""),
        ("Author", ""),
        ("Description", ""),
        ("Url", item.path),
    )
    return "".join(f'<meta name="{k}" content="{escape(v)}">' for k, v in pairs) + "\n"


def _related(item: Text) -> str:
    if not item.related:
        return ""
    links = "".join(
        f'<li><a href="{text(slug).path}">{escape(text(slug).title, quote=False)}</a></li>'
        for slug in item.related
    )
    return f'<div class="xgjd"><h3>相关解读</h3><ul>{links}</ul></div>'


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    """Marked lines as HTML blocks."""
    for line in lines:
        mark, _, rest = line.partition(" ")
        if mark in ("=", ">", "*"):
            yield _marked(mark, rest)
        elif mark == "@table":
            yield table(rest)
        elif mark == "@attach":
            yield _attachment_link(rest)
        elif mark == "@viewer":
            path = attachments()[rest].path
            source = f'src="{VIEWER}?file={path}" fileurl="{path}"'
            yield f'<p><iframe {source} width="100%" height="900"></iframe></p>\n'
        else:
            yield f"<p>　　{escape(line, quote=False)}</p>\n"


def _marked(mark: str, rest: str) -> str:
    shown = escape(rest, quote=False)
    if mark == "*":
        return f"<p><strong>　　{shown}</strong></p>\n"
    side = {"=": "center", ">": "right"}[mark]
    return f'<p style="text-align: {side};">{shown}</p>\n'


def _attachment_link(rest: str) -> str:
    """``KEY`` or ``KEY LABEL``: the label (附件：, 1.) stands before the link."""
    key, _, label = rest.partition(" ")
    attached = attachments()[key]
    return f'<p>　　{escape(label)}<a href="{attached.path}">{escape(attached.name)}</a></p>\n'


def table(name: str) -> str:
    """A list as an HTML table, equal regions in one merged cell."""
    found = listing(name)
    spans = merged_rows(found)
    head = "".join(f"<th>{escape(cell)}</th>" for cell in found.head)
    rows = [f"<tr>{head}</tr>"]
    for number, row in enumerate(found.rows):
        cells = []
        for index, cell in enumerate(row):
            if index == 1 and spans:
                if number in spans:
                    cells.append(f'<td rowspan="{spans[number]}">{escape(cell)}</td>')
            else:
                cells.append(f"<td>{escape(cell)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return '<table border="1"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>\n"


# --- small pages of the system ------------------------------------------------------------


def gone() -> str:
    """The page of a soft 404."""
    return _page(
        "页面不存在", "", '<div class="w980 center"><p>抱歉，您要找的页面不存在或者已被删除。</p></div>'
    )


def failure(status: int) -> str:
    return (
        f"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>\n"
    )


def captcha() -> str:
    return (
        '<html><head><meta charset="utf-8"><title>安全验证</title>'
        "</head><body><p>访问过于频繁，请输入验证码</p>"
        '<form><input name="captcha"></form></body></html>\n'
    )


WALL = (
    "<script>"
    "document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=1600000000.000|-1|fictional;max-age=3600;path=/');"
    "location.href=location.pathname+location.search</script>"
)

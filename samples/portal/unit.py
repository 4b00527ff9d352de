"""The list endpoints (列表接口): the unit API's rows inside HTML inside JSON, and the official RSS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from samples.portal.library import Column, Text, column, hex_id, text
from samples.portal.pages import SITE, UNIT_PATH

ROWS_A_PAGE = 24
CST = timezone(timedelta(hours=8))
OFFICIAL = "https://www.miit.gov.cn"
"""The host the portal plays; absolute links inside lists and feeds name it."""
CUT_AT = 38
"""Link texts longer than this are cut with three dots; the title attribute keeps the whole."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the unit API, read from its query."""

    page_id: str
    tag_id: str
    page: int
    size: int


def asked(query: dict[str, str]) -> Asked:
    """Page 1 comes without paramJson; a malformed paramJson is page 1, as on the real system."""
    try:
        wanted = json.loads(query.get("paramJson", "{}"))
        page, size = int(wanted.get("pageNo", 1)), int(wanted.get("pageSize", ROWS_A_PAGE))
    except (ValueError, AttributeError, TypeError):
        page, size = 1, ROWS_A_PAGE
    return Asked(query.get("pageId", ""), query.get("tagId", ""), max(page, 1), max(size, 1))


def envelope(html: str) -> str:
    return json.dumps(
        {"success": True, "code": "200", "data": {"html": html}, "message": "生成成功"}, ensure_ascii=False
    )


def silent_failure() -> str:
    return json.dumps({"success": False, "code": "200", "data": {"html": ""}, "message": ""})


def open_failure() -> str:
    return json.dumps({"success": False, "code": "500", "data": None, "message": "error"})


def navigation_fragment() -> str:
    return '<div id="站点导航"><ul><li><a href="/">首页</a></li></ul></div>'


def fragment(col: Column, rows: Sequence[Text], page: int, count: int) -> str:
    """One page of a list, with the pagination block after it."""
    items = "".join(_row(col, item) for item in rows)
    if col.key == "yj":
        items += '<li class="border-line"></li><li class="empty"></li>\n'
    return (
        f'\n<div id="{col.tag_id}"><div class="page-content"><ul>\n{items}</ul></div>\n'
        f"{_pagination(col, page, count)}</div>"
    )


def _row(col: Column, item: Text) -> str:
    link = _link(item)
    if col.key == "yj" and item.deadline is not None:
        end = int(item.deadline.replace(tzinfo=CST).timestamp() * 1000)
        return (
            f'  <li><span class="fr">{item.published:%Y-%m-%d}</span>{link}'
            f'<span class="endtime" style="display:none !important;">{end}</span></li>\n'
        )
    line = '  <li class="border-line"></li>\n' if item.row == "line-after" else ""
    box = " tsjdboxListLi" if item.related else ""
    return (
        f'  <li class="cf{box}">{link}\n    <span class="fr">{_marks(item)}{item.published:%Y-%m-%d}</span>'
        f"{_nested(item)}</li>\n{line}"
    )


def _link(item: Text) -> str:
    host = OFFICIAL.replace("https:", "http:") if item.row == "absolute" else ""
    title = escape(item.title)
    shown = item.title if len(item.title) <= CUT_AT else item.title[:CUT_AT] + "..."
    attribute = "" if item.row == "no-title" else f' title="{title}"'
    text_shown = escape(item.title if item.row == "no-title" else shown, quote=False)
    return f'<a class="fl" href="{host}{item.path}" target="_blank"{attribute}><i></i>{text_shown}</a>'


def _marks(item: Text) -> str:
    if not item.related:
        return ""
    return (
        '<font style="display:none;" class="jd">解读</font><font style="display:none;" class="xw">新闻</font>'
    )


def _nested(item: Text) -> str:
    """Interpretations of the row's notice, as links nested in the same row."""
    if not item.related:
        return ""
    links = "".join(
        f'<dd><a href="{text(slug).path}" target="_blank" title="{escape(text(slug).title)}">'
        f"{escape(text(slug).title, quote=False)}</a></dd>"
        for slug in item.related
    )
    return f'\n    <dl class="tslb-list" style="display:none;"><dt>相关解读</dt>{links}</dl>'


def _pagination(col: Column, page: int, count: int) -> str:
    pages = -(-count // ROWS_A_PAGE) or 1
    links = "".join(f'<a href="javascript:;" data-page="{n}">{n}</a>' for n in range(1, pages + 1))
    name = "queryData" if col.camel else "querydata"
    query = f"{{'pageId':'{col.page_id}'}}"
    return (
        f'<div class="pagination" {name}="{query}" rows="{ROWS_A_PAGE}" count="{count}" '
        f'pageNo="{page}" unitid="{hex_id("unit:" + col.page_id)}" uniturl="{UNIT_PATH}">{links}'
        f'<a href="javascript:;" class="layui-laypage-last" data-page="{pages}">尾页</a></div>'
    )


def rss(items: Sequence[Text], *, title: str = SITE) -> str:
    """RSS 2.0; links are absolute and name the official host."""
    entries = "".join(
        f"<item><title><![CDATA[{item.title}]]></title><link>{OFFICIAL}{quote(item.path)}</link>"
        f"<description><![CDATA[{item.title}]]></description>"
        f"<pubDate>{format_datetime(item.published.replace(tzinfo=CST))}</pubDate></item>\n"
        for item in items
    )
    names = "、".join(sorted({column(item.column).name for item in items}))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{title}</title><link>{OFFICIAL}</link><description>{names}（内容纯属虚构）</description>\n"
        f"{entries}</channel></rss>\n"
    )

"""The government's site (中国政府网): two lists in one file, the library's search, three templates.

The search answers whichever ministry is asked for: it stands among the issuers of each row. All fictional.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib import resources
from typing import Any
from weakref import WeakSet

from samples.portal.sites import Stage
from samples.portal.wire import HTML, JSON, Reply, Request, reply, validated

CST = timezone(timedelta(hours=8))
FICTION = "本站内容纯属虚构"
HOST = "https://www.gov.cn"
SEARCH = "/search-gov/data"
FILES = {"/zhengce/zuixin/ZUIXINZHENGCE.json": "latest", "/zhengce/jiedu/ZCJD_QZ.json": "readings"}
DIRECTORIES = ("/zhengce/zhengceku/", "/zhengce/content/", "/zhengce/zuixin/", "/zhengce/jiedu/")
FORBIDDEN = f"<html><head><title>403 Forbidden</title></head><body><h1>403</h1>{FICTION}</body></html>"
CATEGORIES = ("gongwen", "bumenfile", "otherfile", "gongbao")
SINGLE = {"zhengcelibrary_gw": "gongwen", "zhengcelibrary_bm": "bumenfile"}
IN_LATEST = date(2026, 8, 20)
SHORT_TITLE = "产业振兴部办公厅关于做好{thing}质量提升工作的通知"
SHORT_TEXT = """{title}
产振厅质〔2026〕{serial}号
各省、自治区、直辖市产业振兴主管部门：
为提升{thing}质量，现就有关事项通知如下：
一、摸清底数。七月底前完成{thing}作坊登记，登记表留存三年。
二、开展比对。每年组织一次{thing}质量比对，结果向社会公开。
产业振兴部办公厅
{day}
"""
CABINET_TITLE = "内阁关于做好{thing}工作的意见"
CABINET_TEXT = """{title}
阁发〔2026〕{serial}号
各省、自治区、直辖市人民政府，内阁各部门：
为做好{thing}工作，现提出如下意见：
一、明确责任。{thing}由县级人民政府负责，所需人员在本县调剂。
二、按年检查。每年十月检查一次，检查结果报内阁备案。
内阁
{day}
"""
PLACES = {"bumenfile": "library", "gongwen": "cabinet"}
_shifted: WeakSet[Stage] = WeakSet()


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the site, and the lists that name it."""

    id: int
    folder: str
    places: tuple[str, ...]
    shape: str
    title: str
    issued: date
    published: datetime
    text: str
    number: str = ""
    issuers: str = ""
    index: str = ""
    subject: str = ""
    kind: str = ""
    night: int = 1

    @property
    def path(self) -> str:
        return f"{self.folder}/content_{self.id}.htm"


@cache
def documents() -> tuple[Document, ...]:
    """All documents, newest first."""
    told = tomllib.loads(resources.files(__package__).joinpath("govcn.toml").read_text(encoding="utf-8"))
    texts = {entry["id"]: entry["text"] for entry in told["document"] if "text" in entry}
    found = [_document(entry, texts) for entry in told["document"]]
    found += [_short(told["short"]["folder"], *row) for row in told["short"]["rows"]]
    found += [_cabinet(told["cabinet"]["folder"], *row) for row in told["cabinet"]["rows"]]
    return tuple(sorted(found, key=lambda document: document.published, reverse=True))


def _document(entry: dict[str, Any], texts: dict[int, str]) -> Document:
    text = texts[entry.get("same_as", entry["id"])]
    known = {name: value for name, value in entry.items() if name not in ("same_as", "places", "text")}
    return Document(**known, places=tuple(entry["places"]), text=text.strip())


def _short(folder: str, number: int, serial: int, issued: date, thing: str, night: int) -> Document:
    title = SHORT_TITLE.format(thing=thing)
    day = f"{issued.year}年{issued.month}月{issued.day}日"
    return Document(
        id=number,
        folder=folder % issued.month,
        places=("library", "latest") if issued >= IN_LATEST else ("library",),
        shape="table",
        title=title,
        issued=issued,
        published=datetime.combine(issued, time(16, 0)),
        text=SHORT_TEXT.format(title=title, serial=serial, thing=thing, day=day).strip(),
        number=f"产振厅质〔2026〕{serial}号",
        issuers="产业振兴部办公厅",
        subject="工业、交通\\轻工纺织",
        kind="通知",
        night=night,
    )


def _cabinet(folder: str, number: int, serial: int, issued: date, thing: str, night: int) -> Document:
    title = CABINET_TITLE.format(thing=thing)
    day = f"{issued.year}年{issued.month}月{issued.day}日"
    return Document(
        id=number,
        folder=folder % issued.month,
        places=("cabinet",),
        shape="bd1",
        title=title,
        issued=issued,
        published=datetime.combine(issued + timedelta(days=3), time(17, 0)),
        text=CABINET_TEXT.format(title=title, serial=serial, thing=thing, day=day).strip(),
        number=f"阁发〔2026〕{serial}号",
        issuers="内阁",
        index=f"000077000/2026-{serial:05d}",
        subject="综合政务\\其他",
        kind="意见",
        night=night,
    )


def answer(stage: Stage, request: Request) -> Reply | None:
    """The site's answer, or None for a path of another site."""
    path = request.path
    if path == SEARCH:
        return _damaged(stage, path, _search(stage, request.query))
    if path in FILES:
        return _damaged(stage, path, _file(stage, path))
    if path in DIRECTORIES:
        return reply(FORBIDDEN, HTML, 403)
    found = [document for document in visible(stage) if document.path == path]
    return _page(request, found[0]) if found else None


def visible(stage: Stage, place: str | None = None) -> tuple[Document, ...]:
    """What stands on the site tonight, newest first; of one list when it is named."""
    seen = [document for document in documents() if document.night <= stage.night]
    if stage in _shifted:
        seen = [_late(), *seen]
    return tuple(document for document in seen if place is None or place in document.places)


def _late() -> Document:
    """What is published while somebody reads the list."""
    first = next(document for document in documents() if document.id == 7900338)
    later = first.published + timedelta(days=10)
    return replace(first, id=7900350, number="产振厅质〔2026〕50号", published=later)


# -- the lists


def _file(stage: Stage, path: str) -> Reply:
    rows = [
        {
            "TITLE": document.title,
            "SUB_TITLE": "",
            "URL": HOST + document.path,
            "DOCRELPUBTIME": "" if stage.has("no-dates", path) else f"{document.published:%Y-%m-%d}",
        }
        for document in visible(stage, FILES[path])
    ]
    if stage.has("empty-list", path):
        rows = []
    if stage.has("withdrawn", path):
        rows = rows[:1]
    return reply(json.dumps(rows, ensure_ascii=False, indent=1), JSON)


def _search(stage: Stage, query: dict[str, str]) -> Reply:
    """One page of each category; a shell without results for one who asks for a `type` or nothing known."""
    library, number, size = query.get("t", ""), int(query.get("p", "1")), int(query.get("n", "5"))
    known = library in ("zhengcelibrary", *SINGLE)
    if not known or query.get("type") or stage.has("shell-only", SEARCH):
        return _sent({"code": 200, "msg": "操作成功", "data": None, "paramsVO": {"q": "", "t": library}})
    if stage.has("code-1001", SEARCH):
        return _sent({"code": 1001, "msg": "抱歉，没有找到相关结果"})
    if stage.has("page-shift", SEARCH) and number > 1:
        _shifted.add(stage)
    held = {name: _category(stage, name, query, number, size) for name in CATEGORIES}
    if number > 1 and not any(category["listVO"] for category in held.values()):
        return _sent({"code": 200, "msg": "操作成功", "data": [], "searchVO": None})
    return _sent(_envelope(stage, library, held))


def _envelope(stage: Stage, library: str, held: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The totals above the categories are always 0, the rows above them null."""
    search: dict[str, Any] = {"searchId": None, "q": None, "totalCount": 0, "currentPage": 0, "listVO": None}
    if library in SINGLE:
        search |= {name: held[SINGLE[library]][name] for name in ("totalCount", "listVO")}
    elif not stage.has("no-catmap", SEARCH):
        search["catMap"] = held
    return {"code": 200, "msg": "操作成功", "data": None, "searchVO": search}


def _category(stage: Stage, name: str, query: dict[str, str], number: int, size: int) -> dict[str, Any]:
    listed = visible(stage, PLACES[name]) if name in PLACES else ()
    if name == "gongwen" and query.get("bmfl"):  # the cabinet is no ministry
        listed = ()
    page = 1 if stage.has("stalled-paging", SEARCH) else number
    part = listed[(page - 1) * size : page * size]
    if stage.has("empty-list", SEARCH):
        listed, part = (), ()
    if stage.has("ends-early", SEARCH) and number > 1:
        part = ()
    more = 3 if stage.has("count-mismatch", SEARCH) else 0
    asked = "" if stage.has("filter-ignored", SEARCH) else query.get("bmfl", "")
    return {
        "totalCount": len(listed) + more,
        "catName": name,
        "currentNum": size,
        "listVO": [
            _row(document, asked, number, dated=not stage.has("no-dates", SEARCH)) for document in part
        ],
    }


def _row(document: Document, asked: str, number: int, *, dated: bool) -> dict[str, Any]:
    """A row in the form of the search: marks in the title, pubtimeStr only on the first page."""
    issued = datetime.combine(document.issued, time(17, 0))
    mark = "<br/>　　" if document.index else ""
    return {
        "piclinksurl": "", "code": "", "pcode": document.number, "source": "", "fwzh": "", "imgurl": "",
        "title": document.title.replace("质量", "<em>质量</em>").replace("《", f"{mark}《", 1),
        "totalCount": 0, "dateType": True, "fwdw": "", "theme": False, "currentNum": 0, "themeLinks": [],
        "pubtimeStr": f"{document.published:%Y.%m.%d}" if number == 1 and dated else None,
        "id": str(20_000_000 + document.id), "ptime": _milliseconds(issued), "fcode": "", "wenhao": "",
        "summary": document.text[:60].replace("\n", " "), "wjlx": "", "index": document.index,
        "personal": False, "gname": "", "subjectword": "", "url": HOST + document.path,
        "pubtime": _milliseconds(document.published) if dated else 0, "shixiao": "", "syqt": "",
        "childtype": document.subject, "puborg": " ".join(filter(None, (asked, document.issuers))),
    }  # fmt: skip


def _milliseconds(moment: datetime) -> int:
    return int(moment.replace(tzinfo=CST).timestamp()) * 1000


def _sent(document: dict[str, Any]) -> Reply:
    return reply(json.dumps(document, ensure_ascii=False), JSON)


def _damaged(stage: Stage, path: str, made: Reply) -> Reply:
    if stage.has("html-for-json", path):
        return reply(f"<!doctype html><html><body><p>系统繁忙，请稍后</p>{FICTION}</body></html>")
    if stage.has("truncated-json", path):
        return replace(made, body=made.body[: len(made.body) // 2])
    return made


# -- the pages


def _page(request: Request, document: Document) -> Reply:
    modified = document.published.replace(tzinfo=CST).astimezone(UTC)
    made = reply(SHAPES[document.shape](document), Last_Modified=format_datetime(modified, usegmt=True))
    return validated(request, made)


def _table_page(document: Document) -> str:
    """The template of the policy library: a field table, once more for phones, then the text."""
    fields = (
        ("标<span>&nbsp;&nbsp;</span>题：", document.title),
        ("发文机关：", document.issuers),
        ("发文字号：", document.number),
        ("来<span>&nbsp;&nbsp;</span>源：", "产业振兴部网站"),
        ("主题分类：", document.subject),
        ("公文种类：", document.kind),
        ("成文日期：", f"{document.issued:%Y年%m月%d日}"),
    )
    cells = [f"<td>{label}</td><td>{escape(value, quote=False)}</td>" for label, value in fields]
    rows = "".join(f"<tr>{''.join(cells[at : at + 2])}</tr>" for at in range(0, len(cells), 2))
    phone = "".join(
        f"<li><span>{label}</span><span> {escape(value, quote=False)} </span></li>" for label, value in fields
    )
    return _framed(
        document,
        "国务院部门文件",
        '<div class="policyLibraryOverview"><div class="BreadcrumbNav"><a href="/">首页</a> &gt; 文件'
        '<div class="pages_print mhide">字号：默认 大 超大 | 打印 | 收藏</div></div>'
        '<div class="policyLibraryOverview_content"><div class="policyLibraryOverview_header pctoubukuang1">'
        f'<table class="">{rows}</table>\n<ul class="mobileTable">{phone}</ul></div>'
        '<div class="pages_content mhide" id="UCAP-CONTENT"><div class="trs_editor_view TRS_UEDITOR trs_web">'
        f"{_paragraphs(document.text)}</div></div></div></div>",
    )


def _bd1_page(document: Document) -> str:
    """The older template: a table of fields with a gap inside the labels, the text in a table cell."""
    fields = (
        ("索&nbsp;引&nbsp;号：", document.index, "主题分类：", document.subject),
        ("发文机关：", document.issuers, "成文日期：", f"{document.issued:%Y年%m月%d日}"),
        ("标　　题：", document.title, "", ""),
        ("发文字号：", document.number, "发布日期：", f"{document.published:%Y年%m月%d日}"),
    )
    rows = "".join(
        f"<tr><td><b>{one}</b></td><td>{escape(value, quote=False)}</td>"
        f"<td><b>{two}</b></td><td>{escape(other, quote=False)}</td></tr>"
        for one, value, two, other in fields
    )
    return _framed(
        document,
        "政府信息公开专栏",
        f'<div class="wrap"><table class="bd1" width="100%"><tbody>{rows}</tbody></table>'
        '<table width="750"><tbody><tr><td class="b12c" id="UCAP-CONTENT">'
        f"{_paragraphs(document.text)}</td></tr></tbody></table></div>",
    )


def _news_page(document: Document) -> str:
    """The template of articles: a heading, a line with date and source, the text."""
    return _framed(
        document,
        "解读",
        f'<div class="article oneColumn pub_border"><h1>{escape(document.title, quote=False)}</h1>'
        f'<div class="pages-date">{document.published:%Y-%m-%d %H:%M} '
        '<span class="font">来源： 云岭通讯社</span></div>'
        '<div class="pages_content" id="UCAP-CONTENT"><div class="trs_editor_view">'
        f"{_paragraphs(document.text)}</div></div>"
        '<div class="editor">责任编辑：安若水</div></div>',
    )


def _framed(document: Document, column: str, body: str) -> str:
    moment = f"{document.published:%Y-%m-%d-%H:%M:%S}"
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}_{column}_云岭政府网</title>\n"
        f'<meta name="others" content="页面生成时间 {document.published:%Y-%m-%d} 23:12:36">'
        f'<meta name="lanmu" content="{column}"><meta name="manuscriptId" content="{document.id}">'
        '<meta name="author" content="网站编辑">\n'
        f'<meta name="firstpublishedtime" content="{moment}">'
        f'<meta name="lastmodifiedtime" content="{moment}"></head>\n'
        f'<body>{body}\n<div class="footer">{FICTION}</div></body></html>\n'
    )


def _paragraphs(text: str) -> str:
    return "\n".join(
        f'<p style="text-indent: 2em;">{escape(line, quote=False)}</p>' for line in text.split("\n")
    )


SHAPES: dict[str, Callable[[Document], str]] = {"table": _table_page, "bd1": _bd1_page, "news": _news_page}

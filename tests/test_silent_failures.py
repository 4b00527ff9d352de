"""Every known form of a failure that a site answers with 200, and the name of the error that it is here.

One table over all families, at the reader that meets the form first; that a crawl then fails by the
same name and keeps nothing is tested with each family against the sample portal. The forms are
those of published notes:

unit API not primed, parseType misspelt · its html empty · its list empty · JSON cut · another page
than asked for · fewer rows than the site counts · no pagination · a parent column without a unit ·
the challenge of a wall and its form · a soft 404 · an error page for a file · a search without
results, with a drifted category · an empty datastore, for GET where POST is wanted · a window of
one page · a datastore cut or an error page for it · a column without its unit · a list under
another class, or empty · a page repeated · the library's shell, its code 1001, its lost categories,
its rows without dates, of other ministries · HTML for JSON · a feed's empty object, its refusal,
its broken wrapper, its cache of years ago · HTML for RSS, RSS without entries · the platform's
failed and its empty stream.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crawler.capture import is_error_page
from crawler.families import feed, govcn, hanweb, jpaas, miit_search, pages, paging, sina, sina_feeds, zjtx
from crawler.families.hanweb import HanwebSpider, Unit
from crawler.families.trs import TrsSpider
from crawler.guards import BlockedByWall, SourceFault, says_gone, wall
from crawler.spiders.govcn_ministries import GovcnMinistriesSpider

AT = "https://gxt.example.gov.cn/col/col41/index.html"
LINK = '<a href="/art/2026/9/28/art_41_{}.html" title="灯塔通知{}">灯塔</a>'
LINE = "<li>" + LINK + "<span>2026-09-28</span></li>"


class Listed(TrsSpider):
    name = "listed"
    publisher = "虚构的灯塔厅"
    home = AT
    row = "ul.list > li"
    article = r"/art_\d+_\d+\.html$"
    column = "/art/"


class Stored(HanwebSpider):
    name = "stored"
    publisher = "虚构的灯塔厅"
    home = AT


def said(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def unit(html: str | None, *, success: bool = True) -> bytes:
    data = None if html is None else {"html": html}
    return said({"success": success, "code": "200" if success else "500", "data": data, "message": ""})


def fragment(rows: int, count: int, page: int = 1) -> str:
    body = "".join(LINE.format(n, n) for n in range(rows))
    return f'<ul>{body}</ul><div class="pagination" rows="24" count="{count}" pageNo="{page}"></div>'


def rows_of(body: bytes) -> object:
    return jpaas.read_page(body, 1, AT)


def window(body: bytes, total: int | None = None, per_page: int = 2) -> object:
    spider = Stored()
    spider.unit = Unit(AT, (), per_page, total)
    return spider.read_window(body, 1)


def store(*numbers: int) -> bytes:
    records = "".join(f"<record><![CDATA[{LINE.format(n, n)}]]></record>" for n in numbers)
    return f"<datastore><recordset>{records}</recordset></datastore>".encode()


def leaf(body: bytes) -> object:
    return Listed().read_leaf(body + b"<script>createPageHTML(3, 0, 'index', 'html')</script>", 1)


def library(search: object, code: int = 200) -> bytes:
    return said({"code": code, "msg": "操作成功", "data": None, "searchVO": search})


def category(rows: list[dict[str, object]], count: int) -> dict[str, object]:
    return {"totalCount": 0, "listVO": None, "catMap": {"bumenfile": {"totalCount": count, "listVO": rows}}}


def document(issuer: str = "工业和信息化部", pubtime: int = 1790326800000) -> dict[str, object]:
    return {"title": "灯塔", "url": "https://www.gov.cn/a.htm", "puborg": issuer, "pubtime": pubtime}


def found(body: bytes) -> object:
    return govcn.read_search(body, "bumenfile", 1, "the library")


def of_the_ministry(body: bytes) -> None:
    GovcnMinistriesSpider()._check_filter(govcn.read_search(body, "bumenfile", 1, "the library"), 1)


def roll(data: object, code: int = 0) -> bytes:
    return said({"result": {"status": {"code": code, "msg": "x"}, "data": data}})


def walked(body: bytes) -> object:
    return sina.Walk(sina_feeds.Roll(153, 2509)).add(sina_feeds.read_roll(body, "lid 2509"), 1)


def repeated(body: bytes) -> object:
    walk = sina.Walk(sina_feeds.Roll(153, 2509))
    page = sina_feeds.read_roll(body, "lid 2509")
    walk.add(page, 1)
    return walk.add(page, 2)


def item(number: int) -> dict[str, str]:
    stamp = int((datetime(2026, 11, 20, tzinfo=UTC) - timedelta(minutes=number)).timestamp())
    url = f"https://finance.sina.com.cn/2026-11-20/doc-inexample{number:05d}.shtml"
    return {"docid": f"comos:nexample{number:05d}", "url": url, "title": "灯塔", "ctime": str(stamp)}


def searched(body: bytes) -> object:
    return miit_search.read_results(body, 1, 20, AT)


def categories(body: bytes) -> object:
    return miit_search.read_category(body, "政策文件", AT)


def fed(body: bytes) -> object:
    return feed.read_feed(body, AT)


def streamed(body: bytes) -> object:
    return zjtx.streamed_notices(body, AT)


def walled(body: bytes) -> None:
    if refused := wall(200, body, AT):
        raise refused


CHALLENGE = b"<script>document.cookie='a=1';location.href=location.pathname+location.search</script>"
FORMS: tuple[tuple[str, Callable[[bytes], object], bytes, type[SourceFault]], ...] = (
    ("unit API not primed", rows_of, unit(None, success=False), jpaas.UnitFailed),
    ("unit API refuses and gives html", rows_of, unit("", success=False), jpaas.UnitFailed),
    ("unit API with empty html", rows_of, unit(""), jpaas.EmptyFragment),
    ("unit API without data", rows_of, unit(None), jpaas.EmptyFragment),
    ("unit API with an empty list", rows_of, unit(fragment(0, 0)), jpaas.EmptyFragment),
    ("unit API's JSON cut", rows_of, unit(fragment(2, 2))[:-30], jpaas.UnitFailed),
    ("unit API answers with HTML", rows_of, b"<html>busy</html>", jpaas.UnitFailed),
    ("another page than asked for", rows_of, unit(fragment(1, 25, 2)), jpaas.PageMismatch),
    ("fewer rows than counted", rows_of, unit(fragment(3, 20)), jpaas.RowCountMismatch),
    ("rows without pagination", rows_of, unit(LINE.format(1, 1)), jpaas.PaginationUnreadable),
    ("a row without a date", rows_of, unit(f"<li>{LINK.format(1, 1)}</li>"), jpaas.RowUnreadable),
    (
        "a parent column without a unit",
        lambda body: jpaas.read_shell(body, AT),
        b"<script>window.location.href='/a/'</script>",
        jpaas.ShellUnreadable,
    ),
    ("a wall's challenge", walled, CHALLENGE, BlockedByWall),
    ("a wall's form", walled, "<html>请输入验证码</html>".encode(), BlockedByWall),
    ("a search without results", searched, said({"code": "200", "data": {}}), miit_search.EmptySearch),
    ("a search that says failure", searched, said({"code": "500", "data": None}), miit_search.SearchFailed),
    ("a search with a page of HTML", searched, b"<html></html>", miit_search.SearchFailed),
    (
        "a category that is gone",
        categories,
        said({"code": "200", "data": {"categories": [{"categoryName": "新闻", "iid": 1}]}}),
        miit_search.CategoryDrifted,
    ),
    ("an empty datastore, as for the wrong method", window, store(), paging.EmptyList),
    ("a window of one page", lambda b: window(b, 9), store(1, 2), jpaas.RowCountMismatch),
    ("a datastore cut", window, store(1, 2)[:-20], hanweb.StoreUnreadable),
    ("an error page for a datastore", window, "<html>系统错误</html>".encode(), hanweb.StoreUnreadable),
    ("a column without its unit", lambda b: hanweb.read_unit(b, AT), b"<p></p>", hanweb.UnitMissing),
    ("a list under another class", leaf, b"<ul class='new'><li>x</li></ul>", pages.ListMissing),
    ("a list of empty items", leaf, b"<ul class='list'><li class='empty'></li></ul>", paging.EmptyList),
    (
        "a list that lost its count",
        lambda body: Listed().read_leaf(body, 1),
        f"<ul class='list'>{LINE.format(1, 1)}</ul>".encode(),
        jpaas.PaginationUnreadable,
    ),
    (
        "a list that answers page 1 for page 2",
        lambda body: Listed().read_leaf(body, 2),
        f"<ul class='list'>{LINE.format(1, 1)}</ul><script>createPageHTML(3, 0, 'index')</script>".encode(),
        jpaas.PageMismatch,
    ),
    ("the library's shell", found, library(None), govcn.CategoryMissing),
    ("the library's lost categories", found, library({"totalCount": 0}), govcn.CategoryMissing),
    ("the library says nothing found", found, library(None, 1001), govcn.NothingFound),
    ("the library refuses", found, library(None, 500), govcn.SearchRefused),
    ("the library's category is empty", found, library(category([], 0)), govcn.EmptyList),
    ("the library ends before its count", found, library(category([], 40)), govcn.EndsEarly),
    (
        "the library's rows without dates",
        found,
        library(category([document(pubtime=0)], 1)),
        govcn.DatesMissing,
    ),
    (
        "the library's rows of others",
        of_the_ministry,
        library(category([document("财政部")], 1)),
        govcn.FilterIgnored,
    ),
    ("HTML for JSON", found, b"\n<!doctype html><p>busy</p>", govcn.HtmlForJson),
    ("a list in one file, cut", lambda b: govcn.read_latest(b, AT), b'[{"TITLE": "x"', govcn.JsonBroken),
    ("a list in one file, empty", lambda b: govcn.read_latest(b, AT), b"[]", govcn.EmptyList),
    ("a dead column's empty object", walked, roll({}), sina.DeadList),
    ("a dead column's empty list", walked, roll([]), sina.DeadList),
    ("a column that refuses", walked, roll([], 11), sina_feeds.RollRefused),
    ("a column's wrapper cut", walked, b'try{feedCardJsonpCallback({"result":', sina_feeds.RollUnreadable),
    ("a column without its envelope", walked, said({"data": []}), sina_feeds.RollUnreadable),
    ("a column that repeats its page", repeated, roll([item(1), item(2)]), sina.StalledRoll),
    ("HTML for RSS", fed, b"<!doctype html><html><body><p>busy<br></body></html>", feed.FeedUnreadable),
    ("RSS without entries", fed, b"<rss><channel><title>x</title></channel></rss>", feed.EmptyFeed),
    (
        "the platform's failed stream",
        streamed,
        said({"statusCode": "500", "json": {"tzggList": []}}),
        zjtx.StreamUnreadable,
    ),
    (
        "the platform's empty stream",
        streamed,
        said({"statusCode": "200", "json": {"tzggList": []}}),
        paging.EmptyList,
    ),
)


@pytest.mark.parametrize(("form", "read", "body", "fault"), FORMS, ids=[form for form, *_ in FORMS])
def test_a_failure_that_answers_200_has_an_error_of_its_own_name(
    form: str, read: Callable[[bytes], object], body: bytes, fault: type[SourceFault]
) -> None:
    with pytest.raises(SourceFault) as caught:
        read(body)
    assert type(caught.value) is fault, form
    assert str(caught.value).startswith(f"{fault.__name__}: ")
    assert len(str(caught.value)) > len(fault.__name__) + 12


def test_the_same_answers_made_whole_are_no_failure() -> None:
    assert rows_of(unit(fragment(3, 3)))
    assert window(store(1, 2), 2)
    assert leaf(f"<ul class='list'>{LINE.format(1, 1)}</ul>".encode())
    of_the_ministry(library(category([document()], 1)))
    assert walked(roll([item(1), item(2)]))
    walled(b"<html><p>text</p></html>")


@pytest.mark.parametrize("status", [401, 403, 412, 418, 429, 521])
def test_a_wall_is_named_whatever_its_status(status: int) -> None:
    assert isinstance(wall(status, b"", AT), BlockedByWall)


def test_a_page_that_says_it_is_gone_and_a_page_for_a_file_are_not_what_was_asked_for() -> None:
    assert says_gone("<html><p>您访问的页面不存在</p></html>".encode())
    assert is_error_page("https://a.gov.cn/list.pdf", b"<!doctype html><html><p>404</p></html>")
    assert not is_error_page("https://a.gov.cn/list.pdf", b"%PDF-1.7")

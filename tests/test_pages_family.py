"""Plain lists, TRS and the filing platform: every trap is read right, every silent failure is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from scrapy import Request

from cleaners.address import address_key
from crawler.families.guessing import guess_row
from crawler.families.jpaas import (
    PageMismatch,
    PaginationUnreadable,
    RowCountMismatch,
    RowUnreadable,
    StalledPaging,
)
from crawler.families.pages import ListMissing, PagesSpider, Stated, read_stated
from crawler.families.paging import EmptyList, Leaf, Walk
from crawler.families.rows import Row, read_row, split_date, whole_date
from crawler.families.trs import TrsSpider
from crawler.families.zjtx import NOTICE, StreamUnreadable, printed_notices, streamed_notices
from crawler.guards import AddressGuard, RefusedAddress, SourceFault, holds_filings
from crawler.newsource import recognise
from crawler.spiders.mof_policies import MofPoliciesSpider
from crawler.spiders.ndrc_notices import NdrcNoticesSpider
from kb.home import REPOSITORY, Home
from kb.state import Due
from samples.portal import wire
from samples.portal.server import Portal
from samples.portal.sites import pages as site
from tests.crawling import Crawl, content, crawling_child, pages

LIST = "https://www.example.gov.cn/zc/tz/index.html"
TREASURY = site.COLUMNS[2]
PLANNING = site.COLUMNS[0]


class Lamps(TrsSpider):
    """A list of a lighthouse department."""

    name = "lamps"
    publisher = "虚构的灯塔部"
    home = LIST
    row = "ul.list > li"


class Uncounted(Lamps):
    stated: ClassVar[bool] = False


def leaf(rows: str, number: int = 1, script: str | None = None) -> Leaf:
    return read(Lamps(), rows, number, script)


def read(spider: PagesSpider, rows: str, number: int = 1, script: str | None = None) -> Leaf:
    said = f"createPageHTML(3, {number - 1}, 'index', 'html')" if script is None else script
    return spider.read_leaf(f'<ul class="list">{rows}</ul><script>{said}</script>'.encode(), number)


def item(number: int, day: str = "2026/03/27", extra: str = "") -> str:
    title = f"通知{number}(灯发〔2026〕{number}号)"
    link = f'<a href="./202603/t20260327_{1404000 + number}.html" title="{title}">通知...</a>'
    return f"<li>{link}<span>{day}</span>{extra}</li>"


def row(markup: str) -> Row | None:
    return read_row(html.fragment_fromstring(markup), LIST, lambda url: not Lamps().other(url))


# -- rows


def test_a_relative_link_a_whole_title_and_a_date_with_slashes() -> None:
    (found,) = leaf(item(1)).rows
    assert found.url == "https://www.example.gov.cn/zc/tz/202603/t20260327_1404001.html"
    assert (found.listed_title, found.listed_date) == ("通知1(灯发〔2026〕1号)", date(2026, 3, 27))


def test_half_a_title_is_none() -> None:
    cut = row('<li><a href="./202603/t20260327_1.html">关于做好灯塔...</a><i>2026-3-27</i></li>')
    both = row('<li><a href="./202603/t20260327_1.html" title="关于…">关于做好灯塔…</a><i>2026-3-27</i></li>')
    assert cut is not None
    assert both is not None
    assert cut.title is both.title is None


@pytest.mark.parametrize(
    "day",
    [
        "<span>2026/03/27</span>",
        "<span>[2026-03-27]</span>",
        "<em>2026.3.27</em>",
        "<span>2026年03月27日</span>",
        "<span><b>27</b>2026-03</span>",
        "<p>27</p><i>2026年3月</i>",
        "<em>03-27</em><i>2026</i>",
        "<em>03-27</em>",
        "<font>新</font> <span>2026-03-27 10:20</span>",
    ],
)
def test_a_date_in_one_piece_or_split_is_the_same_day(day: str) -> None:
    before = row(f'<li>{day}<a href="./202603/t20260327_1.html">通知</a></li>')
    behind = row(f'<li><a href="./202603/t20260327_1.html">通知</a>{day}</li>')
    inside = row(f'<li><a href="./202603/t20260327_1.html" title="通知">{day}通知</a></li>')
    assert before is not None
    assert behind is not None
    assert inside is not None
    assert before.listed == behind.listed == inside.listed == date(2026, 3, 27)
    assert before.title == behind.title == inside.title == "通知"


def test_a_year_is_never_guessed() -> None:
    assert split_date("03-27", "https://a.gov.cn/1.html") is None
    assert split_date("03-28", "https://a.gov.cn/t20260327_1.html") is None
    assert split_date("03-27", "https://a.gov.cn/t20260327_1.html") == date(2026, 3, 27)
    assert whole_date("2026-02-31") is None


def test_a_number_in_the_title_is_no_date() -> None:
    found = row(
        '<li><a href="./202603/t20260327_1.html">2025-12-31前完成的通知</a><span>2026-03-27</span></li>'
    )
    assert found is not None
    assert found.listed == date(2026, 3, 27)


@pytest.mark.parametrize(
    "day", ["<span>2026-03-27 09:17</span>", "<i>发布时间：2026-03-27</i>", "<b>[2026/3/27]</b>"]
)
def test_a_day_in_the_opening_words_is_not_the_day_of_publication(day: str) -> None:
    link = '<h3><a href="./202603/t20260327_1.html" title="公示">公示</a></h3>'
    words = "<p>根据2026年2月3日的评议会意见，现予公示</p>"
    found = row(
        f'<li><div class="text">{link}{words}</div><div class="bottom">{day}<span>三处</span></div></li>'
    )
    assert found is not None
    assert found.listed == date(2026, 3, 27)


def test_empty_items_and_rules_are_no_rows() -> None:
    assert row('<li class="empty"></li>') is None
    assert row("<li class='line'><br></li>") is None


def test_interpretations_below_a_row_are_relations() -> None:
    nested = '<dl><dt>相关解读</dt><dd><a href="../../jd/t20250101_9.html">解读</a> 2025-01-01</dd></dl>'
    (found,) = leaf(item(1, extra=nested)).rows
    assert found.related == (("解读", "https://www.example.gov.cn/jd/t20250101_9.html"),)
    assert found.listed_date == date(2026, 3, 27)


def test_the_label_of_a_department_before_the_link_is_not_the_row() -> None:
    label = '[<a href="../../jjs/">经建司</a>]<a href="./202603/t20260327_1.html">通知</a> 2026-03-27'
    found = row(f"<li>{label}</li>")
    assert found is not None
    assert found.url.endswith("/zc/tz/202603/t20260327_1.html")


@pytest.mark.parametrize(
    "markup",
    [
        "<li>关于灯塔的通知 2026-03-27</li>",
        '<li><a href="./202603/t20260327_1.html">通知</a></li>',
        '<li><a href="./202603/t20260327_1.html">通知</a>2026-02-31</li>',
        '<li><a href="./t20260327_1.html">甲</a><a href="./t20260327_2.html">乙</a>2026-03-27</li>',
        '<li><a href="http://[x">通知</a>2026-03-27</li>',
    ],
)
def test_a_row_that_says_something_and_cannot_be_read_is_a_fault(markup: str) -> None:
    with pytest.raises(RowUnreadable):
        row(markup)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="2026-/.年月日 []0379<>ab一", max_size=60))
def test_no_row_ends_in_an_error_of_our_own(text: str) -> None:
    try:
        found = row(f'<li><a href="./202603/t20260327_1.html">x</a>{text}</li>')
    except RowUnreadable:
        return
    assert found is not None


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_page_ends_in_an_error_of_our_own(body: bytes) -> None:
    with pytest.raises(SourceFault):
        Lamps().read_leaf(body, 1)
    with pytest.raises(SourceFault):
        Lamps().read_leaf(b'<ul class="list"><li>' + body, 1)


# -- what is the source's own


def test_links_of_other_columns_and_sites_are_counted_and_not_followed() -> None:
    spider = Lamps()
    others = (
        '<li><a href="../../jd/jd/202603/t20260317_1404204.html">解读</a><span>2026/03/17</span></li>'
        '<li><a href="http://www.example.com/202603/t20260317_1.html">转</a><span>2026/03/17</span></li>'
        '<li><a href="javascript:open(1)">弹窗</a><span>2026/03/17</span></li>'
    )
    found = read(spider, item(1) + others)
    assert len(found.rows) == 1
    assert len(found.printed) == 4
    assert spider.dropped == {"other columns": 1, "other sites": 1, "no page": 1}


def test_the_hosts_of_a_ministrys_departments_are_its_own() -> None:
    spider = MofPoliciesSpider()
    assert spider.other("http://zhs.mof.gov.cn/zhengcefabu/202608/t20260826_3996112.htm") is None
    assert spider.other("http://www.mof.gov.cn/zhengcefabu/index.htm") == "other columns"
    assert spider.other("http://mof.gov.cn.example.com/202608/t20260826_3996112.htm") == "other sites"
    facts = MofPoliciesSpider.facts()
    assert facts.owns("http://zhs.mof.gov.cn/x.htm")
    assert not facts.owns("http://www.evilmof.gov.cn/x.htm")
    assert not NdrcNoticesSpider.facts().owns("https://fwfx.ndrc.gov.cn/x.html")


# -- pages


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('createPageHTML(47, 0, "index", "html");', Stated(47, 1)),
        ("createPageHTML('page_div', 47, 2, 'list','shtml',1000);", Stated(47, 2)),
        ("var currentPage = 1;//所在页从0开始\nvar countPage = 25//共多少页", Stated(25, 2)),
        ("<span>共<b>421</b>条</span>", Stated(None, None, 421)),
        ("共 3 条记录", Stated(None, None, 3)),
        ("nothing", Stated()),
    ],
)
def test_what_a_page_states_is_read_from_scripts_and_footers(script: str, said: Stated) -> None:
    assert read_stated(script.encode()) == said
    assert read_stated(f"{script}页".encode("gb18030")) == said


def test_the_second_page_is_index_1() -> None:
    assert [Lamps().page_url(n).rpartition("/")[2] for n in (1, 2, 3)] == [
        "index.html", "index_1.html", "index_2.html",
    ]  # fmt: skip
    assert MofPoliciesSpider().page_url(2).endswith("/zhengcefabu/index_1.htm")


def test_a_page_that_is_another_than_asked_for_is_a_fault() -> None:
    with pytest.raises(PageMismatch, match="asked for page 2, the answer is page 1"):
        leaf(item(1), 2, "createPageHTML(3, 0, 'index', 'html')")


@pytest.mark.parametrize(
    ("rows", "script", "fault"),
    [
        ("", "createPageHTML(3, 0, 'i', 'h')", ListMissing),
        ('<li class="empty"></li>', "createPageHTML(3, 0, 'i', 'h')", EmptyList),
        (item(1), "", PaginationUnreadable),
        (item(1), "createPageHTML(0, 0, 'i', 'h')", PaginationUnreadable),
        (item(1, day="昨天"), "createPageHTML(3, 0, 'i', 'h')", RowUnreadable),
    ],
)
def test_a_list_that_does_not_add_up_is_a_named_fault(
    rows: str, script: str, fault: type[SourceFault]
) -> None:
    with pytest.raises(fault, match=r"^\w+: .+"):
        leaf(rows, 1, script)


def test_stated_rows_give_the_pages_and_are_checked_at_the_end() -> None:
    spider = Lamps()
    first = read(spider, item(1) + item(2), 1, "共5条")
    assert (first.last, first.said, first.unit) == (3, 5, 1)
    spider.walk.add(first)
    with pytest.raises(RowCountMismatch, match=r"2 rows printed at .*, the site counts 5"):
        list(spider.end(first, complete=True))


def test_a_page_longer_than_the_one_before_it_shows_that_a_part_was_lost() -> None:
    spider = Lamps()
    spider._before = read(spider, item(1) + item(2))
    with pytest.raises(RowCountMismatch, match="page 1 holds 2 rows, page 2 behind it 3"):
        read(spider, item(3) + item(4) + item(5), 2)


def test_a_page_that_prints_nothing_new_is_stalled_paging_and_a_shifted_row_is_kept_once() -> None:
    def page(number: int, *keys: str) -> Leaf:
        return Leaf(number, tuple(Due(key, key) for key in keys), keys, 2, 4, 4)

    walk = Walk()
    walk.add(page(1, "a", "b"))
    walk.add(page(2, "b", "c"))
    assert list(walk.rows) == ["a", "b", "c"]
    with pytest.raises(StalledPaging):
        walk.add(page(4, "a", "c"))
    walk.again()
    walk.add(page(1, "a", "b"))
    assert list(walk.rows) == ["a", "b", "c"]


def test_an_uncounted_list_may_repeat_its_last_page_but_never_its_first() -> None:
    spider = Uncounted()
    first, second = (read(spider, item(n), n, "") for n in (1, 2))
    spider._before = second
    assert spider._repeats_the_last(read(spider, item(2), 3, ""))
    assert not spider._repeats_the_last(read(spider, item(3), 3, ""))
    spider._before = first
    with pytest.raises(StalledPaging):
        spider._repeats_the_last(read(spider, item(1), 2, ""))


# -- recognising


def test_a_list_page_is_recognised_and_its_rows_guessed() -> None:
    rows = "".join(item(n) for n in range(4))
    page = f'<ul class="nav"><li><a href="/">首页</a></li></ul><ul class="u-list x">{rows}</ul>'.encode()
    counted = page + b"<script>createPageHTML(3, 0, 'index', 'html')</script>"
    assert guess_row(page, LIST) == "ul.u-list.x > li"
    assert PagesSpider.recognises(page, LIST)
    assert not TrsSpider.recognises(page, LIST)
    assert TrsSpider.recognises(counted, LIST)
    assert not PagesSpider.recognises(counted, LIST)
    assert TrsSpider.constants(counted, LIST) == (("row", "ul.u-list.x > li"),)
    assert guess_row(b"<p>no list</p>", LIST) is None
    assert guess_row(b"", LIST) is None


def test_the_collected_samples_read_as_their_notes_say() -> None:
    folder = REPOSITORY.parent / "shared" / "samples" / "extracts"
    if not folder.is_dir():
        pytest.skip("the collected samples are not there")
    spider = NdrcNoticesSpider()
    body = (folder / "ndrc_list.html").read_bytes()
    (found,) = spider.read_leaf(body + b"<script>createPageHTML(9, 0, 'index', 'html')</script>", 1).rows
    assert found.key == "ndrc.gov.cn/t20260327_1404395"
    assert found.listed_date == date(2026, 3, 27)
    assert (found.listed_title or "").endswith("(发改价格〔2026〕413号)")
    assert spider.dropped == {"other columns": 1}
    mof = MofPoliciesSpider().read_leaf(
        (folder / "mof_list.html").read_bytes() + b"<script>var countPage = 25</script>", 1
    )
    assert [(r.key, r.listed_date) for r in mof.rows] == [("mof.gov.cn/t20260826_3996112", date(2026, 8, 26))]
    assert "截断" not in (mof.rows[0].listed_title or "")


def test_every_list_of_the_replica_is_recognised_as_one_familys() -> None:
    for column in site.COLUMNS:
        listed_at = f"https://www.example.gov.cn{column.path}index.html"
        asked = wire.Request("GET", column.path, {}, {})
        with Portal() as portal:
            body = portal.answer(asked).body
        assert recognise(body, listed_at).family == "trs"
        assert dict(TrsSpider.constants(body, listed_at))["row"] == f"ul.{column.list_class} > li"


PAGER = '<a href="index.html">1</a><a href="{}">2</a>'


@pytest.mark.parametrize(
    ("links", "pager", "told"),
    [
        ("./202603/t20260327_{}.html", "index_1.html", {}),
        ("/zc/tz/t20260327_{}.html", "index_2.html", {"second": 2}),
        ("./t20260327_{}.html", "list_2.shtml", {"following": "list_{}.shtml", "second": 2}),
        ("./t20260327_{}.html", "/elsewhere/index_2.html", {}),
        ("/xw/202603/t20260327_{}.html", "", {"column": "/xw/"}),
        ("/art/2026/3/t20260327_{}.html", "", {"column": "/art/"}),
        ("http://a.example.gov.cn/tz/t20260327_{}.html", "", {"domain": "example.gov.cn"}),
        ("http://a.elsewhere.gov.cn/tz/t20260327_{}.html", "", {}),
    ],
)
def test_a_list_tells_where_its_documents_lie_and_how_its_second_page_is_called(
    links: str, pager: str, told: dict[str, object]
) -> None:
    rows = "".join(
        f'<li><a href="{links.format(n)}" title="通知{n}">通知</a><i>2026-03-27</i></li>' for n in range(5)
    )
    foreign = '<li><a href="https://news.example.com/1.html">转</a><i>2026-03-27</i></li>'
    body = f'<ul class="list">{rows}{foreign}</ul>{PAGER.format(pager) if pager else ""}'.encode()
    assert dict(PagesSpider.constants(body, LIST)) == {"row": "ul.list > li", **told}


def test_rows_in_blocks_are_told_by_their_class() -> None:
    rows = "".join(
        f'<div class="item"><span>2026-03-27</span><a href="./t20260327_{n}.html">通知</a></div>'
        for n in range(4)
    )
    assert guess_row(f'<div class="box">{rows}</div>'.encode(), LIST) == "div.item"


# -- the filing platform


@pytest.mark.parametrize(
    "path",
    [
        "/qyxx/gotosy",
        "/zxqySy/getXqkList",
        "/zxqySy/demandListMore",
        "/zxqySy/xdtView?id=1",
        "/zxqySy/tzggViewer",
        "/zxqy/",
        "/xqdj",
        "/qyxx/export.xlsx",
    ],
)
def test_what_companies_filed_is_refused(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusedAddress, match="is no public notice"):
        AddressGuard().process_request(Request("https://zjtx.miit.gov.cn" + path))
    monkeypatch.setenv("TIAOWEN_REPLICA", "http://127.0.0.1:9")
    with pytest.raises(RefusedAddress, match="is no public notice"):
        AddressGuard().process_request(Request("http://127.0.0.1:9" + path))


@pytest.mark.parametrize(
    "url",
    [
        "https://zjtx.miit.gov.cn/zxqySy/tzggMore",
        "https://zjtx.miit.gov.cn/zxqySy/tzggView?id=0b50ccb0",
        "https://zjtx.miit.gov.cn/zxqySy/syTzgg",
        "https://zjtx.miit.gov.cn/robots.txt",
        "https://zjtx.miit.gov.cn/ptczsc.pdf",
        "https://www.miit.gov.cn/qyxx/",
    ],
)
def test_public_notices_their_files_and_other_hosts_are_not(url: str) -> None:
    assert not holds_filings(url)


def test_only_links_to_notices_are_rows_of_the_platform() -> None:
    body = (
        '<ul><li><a href="/zxqySy/tzggView?id=0b50">通知</a> 2026-03-24</li>'
        '<li><a href="/qyxx/gotosy">登录</a></li>'
        '<li><a href="/zxqySy/xdtView?id=1">案例</a> 2026-03-24</li></ul>'
    )
    (found,) = printed_notices(body.encode(), "https://zjtx.miit.gov.cn/zxqySy/tzggMore")
    assert NOTICE.search(found.url)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"<html>", StreamUnreadable),
        (b'{"statusCode":"200"}', StreamUnreadable),
        (b'{"statusCode":"500","json":{"tzggList":[]}}', StreamUnreadable),
        (b'{"statusCode":"200","json":{"tzggList":[{"id":"1","title":"x","fbsj":null}]}}', StreamUnreadable),
        (b'{"statusCode":"200","json":{"tzggList":["x"]}}', StreamUnreadable),
        (b'{"statusCode":"200","json":{"tzggList":[]}}', EmptyList),
        (b"[]", StreamUnreadable),
    ],
)
def test_a_stream_that_is_not_what_it_was_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault):
        streamed_notices(body, LIST)


# -- against the replica


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with crawling_child() as child:
        yield child


def listed(column: site.Column) -> dict[str, date]:
    """The articles of a column as the portal knows them, by key."""
    return {
        address_key("http://127.0.0.1" + n.path): n.day
        for n in (site.Notice(column, i) for i in range(1, column.rows + 1))
    }


def held(home: Home) -> dict[str, date | None]:
    kept = pages(home)
    assert len({c.url for c in kept}) == len(kept)
    return {address_key(c.url): c.listed_date for c in kept}


def test_a_sound_night_brings_every_article_once_with_its_date(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, "ndrc_notices")
        again = crawl(home, portal.base_url, "ndrc_notices")
        asked = {r.path for r in portal.log}
    assert (run.state, run.rows, run.count_said, run.failed) == ("ok", 20, 3, 0)
    assert run.reason == "3 links of other columns not followed"
    reading = address_key("http://127.0.0.1" + site.READING)
    assert held(home) == {**listed(PLANNING), reading: None}
    assert all(c.lineage == "official" and c.rules == "trs" and c.fictional for c in content(home))
    assert any(c.role == "attachment" for c in content(home))
    assert not [path for path in asked if path.startswith("/xxgk/jd/") and path != site.READING]
    assert (again.state, again.new, again.changed) == ("ok", 0, 0)


def test_a_document_under_two_hosts_is_one_and_foreign_links_are_left(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, "mof_policies")
    assert (run.state, run.rows, run.count_said) == ("ok", 14, 3)
    assert held(home) == listed(TREASURY)
    assert run.reason == "1 links of other sites not followed"


def test_the_next_night_reads_only_as_far_as_it_must(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url, "mof_policies")
        portal.advance()
        before = len(portal.log)
        run = crawl(home, portal.base_url, "mof_policies")
        lists = [r.path for r in portal.log[before:] if r.path.startswith(TREASURY.path + "index")]
    assert (run.state, run.new) == ("ok", 1)
    assert lists == [TREASURY.path + "index.htm", TREASURY.path + "index_1.htm"]


def test_a_row_that_shifts_between_pages_is_neither_lost_nor_doubled(crawl: Crawl, home: Home) -> None:
    with Portal(["page-shift"]) as portal:
        run = crawl(home, portal.base_url, "ndrc_normative")
    assert run.state == "ok"
    assert listed(site.COLUMNS[1]).items() <= held(home).items()


def test_a_last_page_that_is_not_there_is_told_and_the_list_is_not_complete(crawl: Crawl, home: Home) -> None:
    with Portal(["last-page-404"]) as portal:
        run = crawl(home, portal.base_url, "ndrc_notices")
    assert (run.state, run.rows, run.back_to) == ("ok", 16, None)
    assert "page 3, the last that the site counts, is not there" in (run.reason or "")


def test_pages_past_the_end_are_never_asked_for(crawl: Crawl, home: Home) -> None:
    with Portal(["repeats-last"]) as portal:
        run = crawl(home, portal.base_url, "ndrc_normative")
        lists = [r.path for r in portal.requests("/xxgk/zcfb/ghxwj/index")]
    assert run.state == "ok"
    assert lists == ["/xxgk/zcfb/ghxwj/index.html", "/xxgk/zcfb/ghxwj/index_1.html"]


@pytest.mark.parametrize(
    ("source", "fault", "named"),
    [
        ("ndrc_notices", "stalled-paging", "PageMismatch"),
        ("ndrc_notices", "count-mismatch", "PageMissing"),
        ("ndrc_notices", "page-404", "PageMissing"),
        ("ndrc_notices", "short-page", "RowCountMismatch"),
        ("ndrc_notices", "layout-changed", "ListMissing"),
        ("ndrc_notices", "empty-fragment", "EmptyList"),
        ("ndrc_notices", "count-unstated", "PaginationUnreadable"),
        ("mof_policies", "stalled-paging", "PageMismatch"),
        ("mof_policies", "count-mismatch", "PageMissing"),
        ("zjtx_notices", "stream-fails", "StreamUnreadable"),
        ("zjtx_notices", "empty-fragment", "EmptyList"),
    ],
)
def test_a_list_that_cannot_be_believed_fails_the_source(
    crawl: Crawl, home: Home, source: str, fault: str, named: str
) -> None:
    with Portal([fault]) as portal:
        run = crawl(home, portal.base_url, source)
    assert run.state == "failed"
    assert (run.reason or "").startswith(named + ": ")
    assert content(home) == []


def test_fewer_pages_than_on_the_last_good_night_is_a_fault(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url, "ndrc_normative")
        portal.inject("withdrawn")
        run = crawl(home, portal.base_url, "ndrc_normative")
    assert (run.reason or "").startswith("CountFell: the site counts 1, on ")


@pytest.mark.parametrize("faults", [[], ["rows-printed"]])
def test_the_platforms_notices_come_from_its_page_or_its_stream(
    crawl: Crawl, home: Home, faults: list[str]
) -> None:
    with Portal(faults) as portal:
        run = crawl(home, portal.base_url, "zjtx_notices")
        asked = {urlsplit(r.path).path for r in portal.requests("/zxqySy/")}
    assert (run.state, run.rows, run.new) == ("ok", 5, 5)
    assert ("/zxqySy/syTzgg" in asked) is (faults == [])
    assert all(c.rules == "zjtx" and c.lineage == "official" for c in content(home))

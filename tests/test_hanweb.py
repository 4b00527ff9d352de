"""Hanweb portals: the unit is found however a page names it, windows add up, silent failures are named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.address import address_key
from crawler.families.hanweb import (
    HanwebSpider,
    StoreUnreadable,
    Unit,
    UnitMissing,
    read_records,
    read_store,
    read_unit,
)
from crawler.families.jpaas import RowCountMismatch, RowUnreadable
from crawler.families.paging import EmptyList, Leaf
from crawler.guards import SourceFault
from crawler.newsource import recognise
from crawler.spiders.jiangsu_policies import JiangsuPoliciesSpider
from kb.home import REPOSITORY, Home
from samples.portal.server import Portal
from samples.portal.sites import hanweb as site
from tests.crawling import Crawl, content, crawling_child, pages

HOME = "https://gxt.example.gov.cn/col/col41/index.html"


class Lamps(HanwebSpider):
    """A column of a lighthouse department."""

    name = "lamps"
    publisher = "虚构的灯塔厅"
    home = HOME


class LampsByGet(Lamps):
    method = "GET"


def spider(total: int | None = None, per_page: int | None = 2, kind: type[Lamps] = Lamps) -> Lamps:
    made = kind()
    params = (("webid", "7"), ("columnid", "41"), ("unitid", "u1"))
    made.unit = Unit("https://gxt.example.gov.cn/module/web/jpage/dataproxy.jsp", params, per_page, total)
    return made


def record(number: int, day: str = "<b>2026-09-28</b>") -> str:
    link = f'<a href="/art/2026/9/28/art_41_{number}.html" title="灯塔通知{number}" target="_blank">灯塔…</a>'
    return f"<record><![CDATA[<li>{link}{day}</li>]]></record>"


def store(*records: str, total: int | None = None) -> bytes:
    stated = "" if total is None else f"<totalrecord>{total}</totalrecord>"
    return f"<datastore>{stated}<recordset><br>{''.join(records)}</recordset></datastore>".encode()


# -- the unit


@pytest.mark.parametrize("column", site.COLUMNS, ids=lambda column: f"{column.number}-{column.named_by}")
def test_the_unit_is_read_however_the_column_page_names_it(column: site.Column) -> None:
    url = f"https://gxt.example.gov.cn{column.path}"
    unit = read_unit(site.column_page(column, 421).encode(), url)
    asked = dict(unit.params)
    assert (asked["columnid"], asked["unitid"], asked["webid"]) == (column.number, column.unit, column.web)
    assert asked["webname"] == column.publisher
    assert (unit.per_page, unit.total) == (column.per_page, 421)
    assert unit.url == "https://gxt.example.gov.cn/module/web/jpage/dataproxy.jsp"
    assert recognise(site.column_page(column, 421).encode(), url).family == "hanweb"


def test_ampersands_and_a_name_encoded_twice_are_the_same_unit() -> None:
    link = (
        "/module/web/jpage/dataproxy.jsp?page=1&amp;webid=7&amp;path='/'&amp;columnid=41&amp;unitid=u1"
        "&amp;webname=%25E7%2581%25AF&amp;permissiontype=0"
    )
    page = f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>'
    asked = dict(read_unit(page.encode(), HOME).params)
    assert (asked["path"], asked["webname"], asked["unitid"]) == ("/", "灯", "u1")
    assert "page" not in asked


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>no unit</p>",
        "<script>var param_u9={columnid:42,unitid:'u9'}</script>",
        "<script>var param_u1={columnid:41};var param_u2={columnid:41}</script>",
    ],
)
def test_a_column_page_without_exactly_one_own_unit_is_a_named_fault(page: str) -> None:
    with pytest.raises(UnitMissing, match="units of column 41"):
        read_unit(page.encode(), HOME)
    assert not Lamps.recognises(page.encode(), HOME)


def test_a_page_that_is_no_column_is_a_named_fault() -> None:
    with pytest.raises(UnitMissing, match="is no column page"):
        read_unit(b"<script>var param_u1={columnid:41}</script>", "https://gxt.example.gov.cn/index.html")


def test_a_source_may_name_its_unit_for_a_page_that_does_not() -> None:
    asked = dict(JiangsuPoliciesSpider()._unit(b"<p></p>").params)
    assert (asked["columnid"], asked["unitid"], asked["webid"]) == ("89736", "405463", "23")
    with pytest.raises(UnitMissing):
        Lamps()._unit(b"<p></p>")


# -- windows


def test_a_window_is_three_pages_and_the_form_is_posted() -> None:
    second = spider(total=40, per_page=15).ask_leaf(2)
    query = parse_qs(urlsplit(second.url).query)
    assert query == {"startrecord": ["46"], "endrecord": ["90"], "perpage": ["15"]}
    assert second.method == "POST"
    assert parse_qs(second.body.decode()) == {"webid": ["7"], "columnid": ["41"], "unitid": ["u1"]}
    by_get = spider(per_page=15, kind=LampsByGet).ask_leaf(1)
    assert by_get.method == "GET"
    assert parse_qs(urlsplit(by_get.url).query)["unitid"] == ["u1"]


def test_the_last_window_holds_what_the_total_leaves() -> None:
    last = spider().read_window(store(record(7), record(8), total=8), 2)
    assert isinstance(last, Leaf)
    assert (last.last, last.said, len(last.rows)) == (2, 8, 2)
    assert last.rows[0].listed_date == date(2026, 9, 28)
    assert last.rows[0].listed_title == "灯塔通知7"
    assert last.rows[0].key == "gxt.example.gov.cn/art_41_7"


def test_the_total_of_the_column_page_serves_when_the_answer_has_none() -> None:
    with pytest.raises(RowCountMismatch, match="holds 1 rows, the total 3 wants 3"):
        spider(total=3).read_window(store(record(1)), 1)


def test_a_window_of_one_page_says_what_is_wrong() -> None:
    with pytest.raises(RowCountMismatch, match="one page: the site gives no groups"):
        spider().read_window(store(record(1), record(2), total=9), 1)


def test_an_uncounted_list_ends_with_a_short_window_an_empty_one_or_rows_seen_before() -> None:
    made = spider()
    full = made.read_window(store(*(record(n) for n in range(6))), 1)
    assert full is not None
    assert full.last is None
    made.walk.add(full)
    short = made.read_window(store(record(6)), 2)
    assert short is not None
    assert short.last == 2
    assert made.read_window(store(), 2) is None
    repeat = made.read_window(store(*(record(n) for n in range(6))), 2)
    assert repeat is not None
    assert made._seen_before(repeat)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (store(total=0), EmptyList),
        (store(), EmptyList),
        (b"", StoreUnreadable),
        ("<html>系统错误</html>".encode(), StoreUnreadable),
        (store(record(1), total=1)[:-14], StoreUnreadable),
        (store("<record><![CDATA[<li></li>]]></record>", total=1), StoreUnreadable),
        (store("<record><![CDATA[<li>", total=1), StoreUnreadable),
        (store(record(1, "<b>昨天</b>"), total=1), RowUnreadable),
        (store(record(1), total=2), RowCountMismatch),
        (store(record(1), record(2), total=1), RowCountMismatch),
    ],
)
def test_an_answer_that_does_not_add_up_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault, match=r"^\w+: .+"):
        spider().read_window(body, 1)


def test_rows_of_tables_and_reprints_are_read_and_told_apart() -> None:
    made = spider()
    table = (
        "<record><![CDATA[<tr><td></td><td><a href='/art/2026/9/1/art_41_9.html'>灯塔通知</a>"
        "</td><td>[2026.09.01]</td></tr>]]></record>"
    )
    reprint = (
        '<record><![CDATA[<li><a href="https://n.example.com/1.html">转</a><b>2026-09-01</b></li>]]></record>'
    )
    found = made.read_window(store(table, reprint, total=2), 1)
    assert found is not None
    assert [(r.listed_title, r.listed_date) for r in found.rows] == [("灯塔通知", date(2026, 9, 1))]
    assert len(found.printed) == 2
    assert made.dropped == {"other sites": 1}


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.binary(max_size=120) | st.text(alphabet='<>record/![CDATA]li a="2026-', max_size=120).map(str.encode)
)
def test_no_answer_ends_in_an_error_of_our_own(body: bytes) -> None:
    with pytest.raises(SourceFault):
        spider().read_window(b"<datastore>" + body + b"</datastore>", 1)
    with pytest.raises(SourceFault):
        read_unit(body, HOME)


def test_the_collected_sample_reads_as_its_notes_say() -> None:
    path = REPOSITORY.parent / "shared" / "samples" / "extracts" / "hanweb_dataproxy.xml"
    if not path.exists():
        pytest.skip("the collected samples are not there")
    found = read_store(path.read_bytes(), HOME)
    (row,) = read_records(found, HOME, Lamps())
    assert (found.total, row.listed) == (421, date(2026, 9, 28))
    assert row.title is not None
    assert row.title.endswith("名单的通知")


# -- against the replica


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with crawling_child() as child:
        yield child


def listed(column: site.Column) -> dict[str, date]:
    """The articles of a column as the portal knows them, by key; the reprint is another site's."""
    notices = [site.Notice(column, n) for n in range(1, column.rows + 1) if n != 4]
    return {address_key("http://127.0.0.1" + notice.path): notice.day for notice in notices}


@pytest.mark.parametrize(
    ("source", "column"),
    zip(
        (
            "jiangsu_policies",
            "shandong_notices",
            "ningbo_publicity",
            "jiangsu_publicity",
            "shandong_publicity",
        ),
        site.COLUMNS,
        strict=True,
    ),
)
def test_a_sound_night_brings_every_article_once_with_its_date(
    crawl: Crawl, home: Home, source: str, column: site.Column
) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, source)
        windows = [r for r in portal.log if r.path == site.PROXY]
    assert (run.state, run.count_said, run.failed) == ("ok", column.rows, 0)
    assert run.reason == "1 links of other sites not followed"
    kept = pages(home)
    assert {address_key(c.url): c.listed_date for c in kept} == listed(column)
    assert len(kept) == len(listed(column)) == run.rows
    assert all(c.lineage == "official" and c.rules == "hanweb" for c in content(home))
    assert len(windows) == -(-column.rows // (3 * column.per_page))
    assert {w.method for w in windows} == {"GET" if source.startswith("shandong_") else "POST"}
    assert any(c.role == "attachment" for c in content(home))


def test_the_next_night_asks_no_further_than_it_must_and_brings_what_is_new(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url, "jiangsu_policies")
        portal.advance()
        before = len(portal.log)
        run = crawl(home, portal.base_url, "jiangsu_policies")
        windows = [r for r in portal.log[before:] if r.path == site.PROXY]
    assert (run.state, run.new, run.changed) == ("ok", 1, 0)
    assert len(windows) == 2


def test_a_row_that_shifts_between_windows_is_neither_lost_nor_doubled(crawl: Crawl, home: Home) -> None:
    with Portal(["page-shift"]) as portal:
        run = crawl(home, portal.base_url, "jiangsu_policies")
    late = site.Notice(site.COLUMNS[0], 0)
    wanted = {**listed(site.COLUMNS[0]), address_key("http://127.0.0.1" + late.path): late.day}
    assert (run.state, run.count_said) == ("ok", 22)
    assert {address_key(c.url): c.listed_date for c in pages(home)} == wanted


@pytest.mark.parametrize(
    ("source", "fault", "named"),
    [
        ("jiangsu_policies", "empty-fragment", "EmptyList"),
        ("jiangsu_policies", "count-mismatch", "RowCountMismatch"),
        ("jiangsu_policies", "stalled-paging", "StalledPaging"),
        ("jiangsu_policies", "window-ignored", "RowCountMismatch"),
        ("jiangsu_policies", "store-cut", "StoreUnreadable"),
        ("shandong_notices", "unit-missing", "UnitMissing"),
        ("shandong_notices", "wall-521", "BlockedByWall"),
        ("ningbo_publicity", "empty-fragment", "EmptyList"),
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


def test_a_lower_total_than_on_the_last_good_night_is_a_fault(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url, "shandong_notices")
        portal.inject("withdrawn")
        run = crawl(home, portal.base_url, "shandong_notices")
    assert (run.reason or "").startswith("CountFell: the site counts 17, on ")

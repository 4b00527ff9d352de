"""gov.cn: rows are read as the site writes them, and every silent failure of its lists is a named fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import TextResponse

from cleaners import clean_page
from crawler.families.govcn import (
    CategoryMissing,
    DatesMissing,
    EmptyList,
    EndsEarly,
    Found,
    HtmlForJson,
    JsonBroken,
    LatestSpider,
    ListUnreadable,
    NothingFound,
    PageRepeated,
    RowCountMismatch,
    RowUnreadable,
    SearchRefused,
    Walk,
    check_rows,
    day_of,
    plain_title,
    read_latest,
    read_search,
)
from crawler.guards import SourceFault
from crawler.spiders.govcn_ministries import GovcnMinistriesSpider
from kb.archive import Capture, captures, names, visit_names
from kb.home import Home, corpora
from kb.state import Due, State
from pipeline.reading import header_of, take
from samples.portal.server import Portal
from samples.portal.sites.govcn import SEARCH, visible
from tests.crawling import Crawl, crawling_child, pages

LATEST, LIBRARY = "govcn_latest", "govcn_ministries"
LATEST_PATH = "/zhengce/zuixin/ZUIXINZHENGCE.json"
NINE, FIVE = 1_790_758_800_000, 1_790_326_800_000  # 2026-09-30 17:00 and 2026-09-25 17:00 in Beijing


def row(number: int = 7_000_001, **said: Any) -> dict[str, Any]:
    """A row of the search."""
    url = f"https://www.gov.cn/zhengce/zhengceku/202609/content_{number}.htm"
    told: dict[str, Any] = {
        "title": f"示例部关于灯塔工坊的通知{number}",
        "url": url,
        "pcode": "示例部灯塔〔2026〕5号",
    }
    told |= {"puborg": "示例部 工坊总局", "pubtime": NINE, "pubtimeStr": "2026.09.30", "ptime": FIVE}
    return {**told, "index": "", "childtype": "工业、交通\\其他", **said}


def answer(*rows: Any, count: int | None = None, name: str = "bumenfile") -> bytes:
    """An answer of the search; the totals above its categories are 0, as on the site."""
    held = {"totalCount": len(rows) if count is None else count, "catName": name, "listVO": list(rows)}
    search = {"totalCount": 0, "listVO": None, "catMap": {name: held}}
    return json.dumps({"code": 200, "msg": "操作成功", "data": None, "searchVO": search}).encode()


def latest(*rows: Any) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def one(**said: Any) -> Due:
    (found,) = read_search(answer(row(**said)), "bumenfile", 1, "the library").rows
    return found


# -- rows


def test_a_row_gives_key_title_day_and_the_fields_of_the_document() -> None:
    found = one(title="示例部令（第3号）<br/>　　<em>灯塔</em>工坊&nbsp;办法")
    assert found.key == "gov.cn/content_7000001"
    assert found.listed_title == "示例部令（第3号） 灯塔工坊 办法"
    assert found.listed_date == date(2026, 9, 30)
    assert dict(found.fields) == {
        "发文字号": "示例部灯塔〔2026〕5号",
        "发文机关": "示例部 工坊总局",
        "成文日期": "2026-09-25",
        "主题分类": "工业、交通\\其他",
    }


def test_on_later_pages_the_time_alone_gives_the_day() -> None:
    assert one(pubtimeStr=None).listed_date == date(2026, 9, 30)
    assert one(pubtime=0).listed_date == date(2026, 9, 30)


def test_news_has_no_date_of_signature_and_no_number() -> None:
    assert one(ptime=0, pcode="", puborg="", childtype=None).fields == ()


def test_a_day_in_beijing_begins_at_sixteen_hours_of_the_day_before() -> None:
    midnight = 1_790_697_600_000  # 2026-09-30 00:00 in Beijing
    assert day_of(midnight) == date(2026, 9, 30)
    assert day_of(midnight - 1) == date(2026, 9, 29)
    assert day_of(-1) == date(1970, 1, 1)
    assert day_of(10**30) is day_of("2026") is day_of(None) is None


def test_the_same_page_has_one_key_wherever_it_is_linked() -> None:
    old = one(url="http://www.gov.cn/zhengce/content/2026-09/30/content_7000001.htm")
    assert old.key == one().key
    assert old.url.startswith("https://")


def test_a_list_in_one_file_names_each_address_once() -> None:
    first = {"TITLE": "甲通知", "SUB_TITLE": "", "URL": "/zhengce/content_7000001.htm"}
    rows = read_latest(
        latest({**first, "DOCRELPUBTIME": "2026-09-11"}, {**first, "DOCRELPUBTIME": "2026-09-10"}), "here"
    )
    assert [(r.key, r.listed_date) for r in rows] == [("gov.cn/content_7000001", date(2026, 9, 11))]


def test_a_library_of_one_category_holds_its_rows_in_the_search_itself() -> None:
    search = {"totalCount": 1, "listVO": [row()], "catMap": None}
    body = json.dumps({"code": 200, "searchVO": search}).encode()
    assert read_search(body, "", 1, "here").count == 1
    with pytest.raises(CategoryMissing, match="has no catMap, expected bumenfile"):
        read_search(body, "bumenfile", 1, "here")


# -- answers that cannot be believed

SHELL = {"code": 200, "msg": "操作成功", "data": None, "paramsVO": {"q": "", "t": "zhengcelibrary"}}


@pytest.mark.parametrize(
    ("body", "number", "fault"),
    [
        (json.dumps(SHELL).encode(), 1, CategoryMissing),
        (answer(row(), name="gongwen"), 1, CategoryMissing),
        (answer(row()).replace(b"totalCount", b"total"), 1, CategoryMissing),
        (b'{"code": 1001, "msg": ""}', 1, NothingFound),
        (b'{"code": 1001, "msg": ""}', 2, EndsEarly),
        (b'{"code": 200, "data": [], "searchVO": null}', 2, EndsEarly),
        (answer(count=40), 2, EndsEarly),
        (answer(), 1, EmptyList),
        (b'{"code": 500, "msg": "error"}', 1, SearchRefused),
        (answer(row())[:-40], 1, JsonBroken),
        (b"", 1, JsonBroken),
        (b"\xff\xfe{", 1, JsonBroken),
        (b"[" * 100_000, 1, JsonBroken),
        (b"\xef\xbb\xbf\n<!doctype html><html></html>", 1, HtmlForJson),
        (b"[]", 1, ListUnreadable),
        (answer(row(pubtime=0, pubtimeStr=None)), 1, DatesMissing),
        (answer(row(), row(title="<em></em>")), 1, RowUnreadable),
        (answer(row(), row(url="")), 1, RowUnreadable),
        (answer(row(url="javascript:void(0)")), 1, RowUnreadable),
        (answer(row(url="http://[half")), 1, RowUnreadable),
        (answer("a row"), 1, RowUnreadable),
    ],
)
def test_an_answer_that_does_not_add_up_is_a_named_fault(
    body: bytes, number: int, fault: type[SourceFault]
) -> None:
    with pytest.raises(fault, match=r"^\w+: .+"):
        read_search(body, "bumenfile", number, "the library")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"{}", ListUnreadable),
        (b"[]", EmptyList),
        (b'[{"TITLE": "x"', JsonBroken),
        (b"<html></html>", HtmlForJson),
        (latest({"TITLE": "x", "URL": "/a", "DOCRELPUBTIME": "2026-02-31"}), DatesMissing),
        (latest({"TITLE": "x", "DOCRELPUBTIME": "2026-02-01"}), RowUnreadable),
        (latest(None), RowUnreadable),
    ],
)
def test_a_file_that_is_no_list_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault):
        read_latest(body, "here")


def test_the_last_page_holds_what_the_count_leaves() -> None:
    rows = tuple(Due(str(n), str(n)) for n in range(5))
    check_rows(Found(rows, 25), 2, 20, "here")
    with pytest.raises(RowCountMismatch, match="holds 5 rows, the count 28 wants 8"):
        check_rows(Found(rows, 28), 2, 20, "here")


def test_a_repeated_page_is_a_fault_and_a_shifted_row_is_kept_once() -> None:
    def page(*keys: str) -> Found:
        return Found(tuple(Due(key, key) for key in keys), 4)

    walk = Walk()
    walk.add(page("a", "b"))
    assert not walk.shifted
    walk.add(page("b", "c"))
    assert (list(walk.rows), walk.shifted) == (["a", "b", "c"], True)
    with pytest.raises(PageRepeated, match="page 3"):
        walk.refuse_repeat(page("b", "c"), "page 3")


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_answer_ends_in_an_error_of_our_own(body: bytes) -> None:
    for read in (lambda: read_latest(body, "here"), lambda: read_search(body, "gongwen", 1, "here")):
        with pytest.raises(SourceFault):
            read()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.sampled_from(sorted(row())), JSON_VALUES)
def test_a_field_of_any_kind_is_read_or_is_a_named_fault(name: str, value: Any) -> None:
    body = answer(row(), row(**{name: value}))
    if name in ("title", "url") and not isinstance(value, str):
        with pytest.raises(RowUnreadable):
            read_search(body, "bumenfile", 1, "here")
    elif name not in ("title", "url"):
        assert read_search(body, "bumenfile", 1, "here").count == 2


def test_a_title_is_plain_text_whatever_marks_it_holds() -> None:
    assert plain_title("  甲<EM>乙</EM>丙<br >丁 5<6 ") == "甲乙丙 丁 5<6"
    assert len(plain_title("<" * 40_000)) == 40_000


def test_the_family_recognises_a_list_in_one_file() -> None:
    listed = latest({"TITLE": "甲", "URL": "/content_7000001.htm", "DOCRELPUBTIME": "2026-09-11"})
    assert LatestSpider.recognises(listed, "https://www.gov.cn/x.json")
    assert not LatestSpider.recognises(b"<html></html>", "https://www.gov.cn/x.html")


# -- what the list adds to a page


@pytest.mark.parametrize(
    ("printed", "number"), [("", "示例部灯塔〔2026〕5号"), ("示例部灯塔〔2026〕6号", "示例部灯塔〔2026〕6号")]
)
def test_the_number_of_the_list_stands_where_the_page_prints_none(printed: str, number: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in (printed, "各市灯塔管理部门：", "工坊应当按季报送材料。" * 9))
    capture = Capture(
        url="https://www.gov.cn/zhengce/content_7000001.htm",
        fetched_at=datetime(2026, 10, 1, tzinfo=UTC),
        status=200,
        content_type="text/html; charset=utf-8",
        body=f'<title>通知_示例</title><div id="UCAP-CONTENT">{body}</div>'.encode(),
        source=LIBRARY,
        lineage="official",
        listed_title="示例部关于灯塔工坊的通知",
        listed_fields=one().fields,
    )
    taken = take(capture)
    assert taken
    header = header_of(taken.snapshot.header)
    assert header
    assert (header.doc_number, header.date_document) == (number, date(2026, 9, 25))
    assert header.issuers == ("示例部", "工坊总局")
    assert number not in (taken.snapshot.text or "") or printed


# -- when a walk ends


@pytest.mark.parametrize(
    ("gained", "newest", "goes_on"),
    [(0, "2026-09-01", False), (20, "2026-09-01", False), (21, "2026-09-01", True), (0, "2026-09-25", True)],
)
def test_a_walk_ends_at_an_old_page_when_every_gained_row_was_seen(
    home: Home, monkeypatch: pytest.MonkeyPatch, gained: int, newest: str, goes_on: bool
) -> None:
    monkeypatch.setenv("TIAOWEN_HOME", str(home.root))
    _good_night(home, LIBRARY, watermark="2026-09-30", count=1000)
    rows = [row(7_000_100 + n, pubtime=None, pubtimeStr=newest) for n in range(20)]
    page = TextResponse("https://example.gov.cn/", body=answer(*rows, count=1000 + gained))
    spider = GovcnMinistriesSpider(dry_run=True)
    spider.ministry = "工坊总局"  # type: ignore[misc]
    asked = [request.cb_kwargs["number"] for request in spider.parse_page(page, 1)]
    assert asked == ([2] if goes_on else [])


def _good_night(home: Home, source: str, *, watermark: str, count: int) -> None:
    with State(home) as state:
        state.begin_run(source)
        (run,) = state.runs(source)
        state.end_run(replace(run, state="ok", rows=count, count_said=count, watermark=watermark))


def test_a_file_that_lost_most_of_its_rows_is_a_fault(crawl: Crawl, home: Home) -> None:
    _good_night(home, "govcn_readings", watermark="2026-09-30", count=9)
    with Portal() as portal:
        run = crawl(home, portal.base_url, "govcn_readings")
    assert (run.reason or "").startswith("ListShrank: 3 rows at ")


# -- the real answers that others saved


def sample(name: str) -> bytes:
    root = corpora()
    path = root.parent / "samples/extracts" / name if root else None
    if path is None or not path.is_file():
        pytest.skip("the samples are not there: name the corpora with TIAOWEN_CORPORA")
    return path.read_bytes()


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("category", "count", "keys", "issued"),
    [
        ("gongwen", 6221, ["7082493", "7081973"], ["2026-09-25", "2026-09-19"]),
        ("bumenfile", 12796, ["7081805", "7082302"], ["2026-09-07", "2026-09-25"]),
        ("otherfile", 8603, ["7082316"], [None]),
        ("gongbao", 15030, ["7082247"], ["2026-07-30"]),
    ],
)
def test_the_saved_answer_of_the_search_reads_by_category(
    category: str, count: int, keys: list[str], issued: list[str | None]
) -> None:
    found = read_search(sample("govcn_policy_search.json"), category, 1, "the sample")
    assert found.count == count
    assert [r.key for r in found.rows] == [f"gov.cn/content_{key}" for key in keys]
    assert [dict(r.fields).get("成文日期") for r in found.rows] == issued
    assert all(r.listed_date and r.listed_date.month == 9 for r in found.rows)
    assert not any("<" in (r.listed_title or "") or "\u3000" in (r.listed_title or "") for r in found.rows)
    with pytest.raises(RowCountMismatch):  # the saved answer was cut
        check_rows(found, 1, 5, "the sample")


@pytest.mark.corpora
def test_the_saved_latest_policies_read_with_their_days() -> None:
    rows = read_latest(sample("govcn_zuixinzhengce.json"), "the sample")
    assert [(r.key, r.listed_date) for r in rows] == [
        ("gov.cn/content_7080735", date(2026, 9, 11)),
        ("gov.cn/content_7080627", date(2026, 9, 10)),
    ]


@pytest.mark.corpora
def test_the_saved_detail_page_reads_with_its_table_once() -> None:
    page = clean_page(
        sample("govcn_detail_bumen.html"), url="https://www.gov.cn/zhengce/202609/content_7082302.htm"
    )
    assert page.rules == "govcn"
    assert page.published
    assert page.published.isoformat() == "2026-09-28T21:50:00+08:00"
    assert page.source == "中国人民银行网站"
    assert "成文日期" not in page.text
    assert page.header
    assert page.header.date_document == date(2026, 9, 25)
    assert len(page.header.issuers) == 8


# -- the real spiders against the sample portal


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    """Crawl a portal into a home, in a child."""
    with crawling_child() as child:
        yield child


def paths(home: Home, portal: Portal) -> list[str]:
    return sorted(capture.url.removeprefix(portal.base_url) for capture in pages(home))


def listed(portal: Portal, place: str) -> list[str]:
    return sorted(document.path for document in visible(portal, place))


def searches(portal: Portal) -> list[str]:
    return [request.query["p"] for request in portal.requests(SEARCH)]


def test_a_sound_night_walks_the_library_to_its_end_and_no_further(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, LIBRARY)
        wanted, asked = listed(portal, "library"), portal.requests(SEARCH)
        assert paths(home, portal) == wanted
        # the folders of the pages answer 403, which is no failure of the pages: nobody asks for a folder
        assert not [request.path for request in portal.log if request.path.endswith("/")]
    assert (run.state, run.rows, run.count_said, run.new) == ("ok", len(wanted), len(wanted), len(wanted))
    assert [request.query["p"] for request in asked] == ["1", "2"]
    assert all(request.query["bmfl"] == "工业和信息化部" and "type" not in request.query for request in asked)
    assert run.back_to == ""
    _says_what_the_list_said(home)
    kept = [record for name in visit_names(home) for record in captures(home, name)]
    assert [record.role for record in kept if isinstance(record, Capture)] == ["list", "list"]


def _says_what_the_list_said(home: Home) -> None:
    (measure,) = [capture for capture in pages(home) if capture.url.endswith("content_7900101.htm")]
    fields = dict(measure.listed_fields)
    assert (measure.listed_title, measure.listed_date) == (
        "产业振兴部关于印发 《竹器产业集群培育办法》的通知",
        date(2026, 8, 14),
    )
    assert (fields["发文字号"], fields["成文日期"]) == ("产振部竹器〔2026〕12号", "2026-08-11")
    assert (measure.rules, measure.lineage, measure.publisher) == ("govcn", "official", "中国政府网")


def test_a_row_that_shifts_between_pages_is_neither_lost_nor_doubled(crawl: Crawl, home: Home) -> None:
    with Portal(["page-shift"]) as portal:
        run = crawl(home, portal.base_url, LIBRARY)
        assert paths(home, portal) == listed(portal, "library")
        assert searches(portal) == ["1", "2", "1", "2"]
    assert (run.state, run.count_said) == ("ok", run.rows)


def test_the_papers_of_the_cabinet_are_a_category_of_their_own(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, "govcn_state_council")
        assert paths(home, portal) == listed(portal, "cabinet")
        portal.inject("no-catmap")
        failed = crawl(home, portal.base_url, "govcn_state_council")
    assert (run.state, run.rows, run.count_said) == ("ok", 11, 11)
    (paper,) = [capture for capture in pages(home) if capture.url.endswith("content_7900459.htm")]
    assert dict(paper.listed_fields)["发文字号"] == "阁发〔2026〕59号"
    assert (failed.reason or "").startswith("CategoryMissing: ")


def test_an_unchanged_night_over_a_list_in_one_file_adds_nothing(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        first = crawl(home, portal.base_url, LATEST)
        held = names(home)
        again = crawl(home, portal.base_url, LATEST)
        assert paths(home, portal) == listed(portal, "latest")
        oldest = min(f"{document.published:%Y-%m-%d}" for document in visible(portal, "latest"))
    assert (first.state, first.back_to) == ("ok", oldest)
    assert (again.state, again.new, again.changed, names(home)) == ("ok", 0, 0, held)
    assert again.unchanged > 0


def test_the_page_that_two_lists_name_is_fetched_once(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        first = crawl(home, portal.base_url, LIBRARY, since="2026-09-01")
        second = crawl(home, portal.base_url, LATEST)
        assert paths(home, portal) == listed(portal, "latest")
    assert first.new > 0
    assert second.new == second.rows - first.new


def test_readings_are_their_own_source(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, "govcn_readings")
        assert paths(home, portal) == listed(portal, "readings")
    assert (run.state, run.failed) == ("ok", 0)


@pytest.mark.parametrize(
    ("source", "fault", "named"),
    [
        (LIBRARY, "no-catmap", "CategoryMissing"),
        (LIBRARY, "shell-only", "CategoryMissing"),
        (LIBRARY, "code-1001", "NothingFound"),
        (LIBRARY, "ends-early", "EndsEarly"),
        (LIBRARY, "stalled-paging", "PageRepeated"),
        (LIBRARY, "count-mismatch", "RowCountMismatch"),
        (LIBRARY, "filter-ignored", "FilterIgnored"),
        (LIBRARY, "no-dates", "DatesMissing"),
        (LIBRARY, "truncated-json", "JsonBroken"),
        (LIBRARY, "html-for-json", "HtmlForJson"),
        (LATEST, "html-for-json", "HtmlForJson"),
        (LATEST, "truncated-json", "JsonBroken"),
        (LATEST, "empty-list", "EmptyList"),
        (LATEST, "no-dates", "DatesMissing"),
        (LATEST, "withdrawn", "TooFewRows"),
        (LATEST, "server-500", "FetchFailed"),
    ],
)
def test_a_list_that_cannot_be_believed_fails_the_source_and_stores_nothing(
    crawl: Crawl, home: Home, source: str, fault: str, named: str
) -> None:
    with Portal([fault]) as portal:
        run = crawl(home, portal.base_url, source)
    assert run.state == "failed"
    assert (run.reason or "").startswith(named + ": ")
    assert names(home) == ()
    with State(home) as state:
        assert state.due(source) == ()


def test_a_failed_night_keeps_what_was_held_and_the_next_night_heals(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url, LIBRARY)
        held = names(home)
        portal.advance(9)
        portal.inject("no-catmap")
        assert crawl(home, portal.base_url, LIBRARY).state == "failed"
        assert names(home) == held
        portal.heal()
        run = crawl(home, portal.base_url, LIBRARY)
        assert paths(home, portal) == listed(portal, "library")
    assert (run.state, run.new) == ("ok", 2)


def test_since_takes_only_the_days_asked_for(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, LIBRARY, since="2026-09-10")
        assert searches(portal) == ["1", "2"]
    days = [capture.listed_date for capture in pages(home)]
    assert run.state == "ok"
    assert days
    assert all(day and day >= date(2026, 9, 10) for day in days)


def test_since_a_day_behind_the_newest_row_asks_for_one_page(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, LIBRARY, since="2026-10-01")
        assert searches(portal) == ["1"]
    assert (run.state, run.new, names(home)) == ("ok", 0, ())


def test_every_saved_page_of_the_family_stands_beside_its_source() -> None:
    folder = Path(__file__).parent / "pages"
    assert all(list((folder / name).glob("*/page.html")) for name in (LATEST, LIBRARY, "govcn_readings"))

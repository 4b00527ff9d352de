"""Sina's feeds: every row once, the right stop, keys and dates, and a name for every silent failure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_page
from crawler.families.sina import DeadList, SinaSpider, StaleList, StalledRoll, Walk, mark_stale, united
from crawler.families.sina_feeds import (
    FeedPage,
    Item,
    Roll,
    RollRefused,
    RollUnreadable,
    RowUnreadable,
    is_sina,
    read_live,
    read_roll,
)
from crawler.guards import SourceFault
from crawler.spiders.sina_roll import SinaRollSpider
from kb.archive import names, visit_names
from kb.home import Home, corpora
from kb.state import BEIJING, State
from samples.portal.server import Portal
from samples.portal.sites import sina as site
from tests.crawling import Crawl, content, crawling_child

DOCID = "comos:nexample0000001"
ADDRESS = "http://finance.sina.com.cn/wm/2026-11-20/doc-inexample0000001.shtml?from=wap"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    plain = {
        "docid": DOCID,
        "url": ADDRESS,
        "title": "灯塔工坊名单公布",
        "intro": "名单。",
        "ctime": "1795147200",
    }
    return {**plain, **changes}


def answer(data: Any, code: int = 0) -> bytes:
    return json.dumps({"result": {"status": {"code": code, "msg": "x"}, "data": data}}).encode()


def item(number: int, hours: float = 0) -> Item:
    url = f"https://finance.sina.com.cn/2026-11-20/doc-inexample{number:07}.shtml"
    return Item(f"comos:nexample{number:07}", url, "灯塔", "", NOON - timedelta(hours=hours))


# -- reading


def test_a_row_is_an_address_with_its_key_day_and_intro() -> None:
    (found,) = read_roll(answer([row()]), "lid 1").items
    assert found.due.key == "sina:nexample0000001"
    assert found.due.url == "https://finance.sina.com.cn/wm/2026-11-20/doc-inexample0000001.shtml"
    assert found.due.listed_date == date(2026, 11, 20)
    assert dict(found.due.fields) == {"摘要": "名单。"}


def test_the_day_of_a_row_is_that_of_beijing() -> None:
    late = int(datetime(2026, 11, 20, 17, 0, tzinfo=UTC).timestamp())
    assert read_roll(answer([row(ctime=str(late))]), "lid 1").items[0].due.listed_date == date(2026, 11, 21)


def test_desktop_phone_and_feed_are_one_document() -> None:
    phone = "https://finance.sina.cn/2026-11-20/detail-inexample0000001.d.html?vt=4"
    one, other = read_roll(answer([row(), row(url=phone)]), "lid 1").items
    assert one.due.key == other.due.key
    assert len(united([Walk(Roll(1, 1), items=[one]), Walk(Roll(1, 2), items=[other])])) == 1


@pytest.mark.parametrize(
    "wrapped",
    [b"cb(%s);", b"try{feedCardJsonpCallback(%s);}catch(e){};", b"  a.b$c(%s)", b"try{cb(%s)}catch(e){}"],
)
def test_json_in_a_callback_is_the_same_json(wrapped: bytes) -> None:
    plain = answer([row(title="灯塔(工坊);}catch(e){}")])
    assert read_roll(wrapped.replace(b"%s", plain), "lid 1") == read_roll(plain, "lid 1")


@pytest.mark.parametrize(
    "url",
    [
        "http://slide.finance.sina.com.cn/slide_9_1_1.html",
        "https://video.sina.com.cn/p/finance/doc-inexample0000001.html",
        "https://finance.video.sina.com.cn/x.html",
        "https://weibo.example/1",
        "https://evilsina.com.cn/doc-inexample0000001.shtml",
    ],
)
def test_slides_videos_and_other_hosts_are_skipped_and_counted(url: str) -> None:
    assert read_roll(answer([row(), row(url=url)]), "lid 1").skipped == 1
    assert is_sina(ADDRESS)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", RollUnreadable),
        (b"<html>", RollUnreadable),
        (answer([row()])[:40], RollUnreadable),
        (b"[]", RollUnreadable),
        (b'{"result":{"data":[]}}', RollUnreadable),
        (answer("x"), RollUnreadable),
        (answer([1]), RollUnreadable),
        (answer([], code=12), RollRefused),
        (answer([row(ctime="")]), RowUnreadable),
        (answer([row(ctime="昨天")]), RowUnreadable),
        (answer([row(title="")]), RowUnreadable),
        (answer([row(docid=None)]), RowUnreadable),
        (answer([row(docid="comos:nexample0000002")]), RowUnreadable),
    ],
)
def test_an_answer_that_does_not_add_up_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault, match=r"^\w+: .*lid 1"):
        read_roll(body, "lid 1")


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["docid", "url", "title", "ctime", "feed", "list", "rich_text"]), inner
            )
        ),
    ).map(answer)
)
def test_no_answer_ends_in_an_error_of_our_own(body: bytes) -> None:
    for read in (read_roll, read_live):
        with suppress(SourceFault):
            assert isinstance(read(body, "lid 1"), FeedPage)


def test_a_stream_item_takes_its_headline_and_its_time_in_beijing() -> None:
    def told(text: str, minute: int, **more: str) -> dict[str, str]:
        return {"rich_text": text, "create_time": f"2026-11-20 07:{minute}:00", **more}

    rows = [
        told("【工坊名单公布】共十二家。", 49, docurl=ADDRESS),
        told("没有页面", 50, docurl="", ext="{bad"),
        told("地址在里面", 51, ext=json.dumps({"docurl": ADDRESS})),
    ]
    found = read_live(answer({"feed": {"list": rows}}), "zhibo 152")
    assert found.skipped == 1
    assert [i.title for i in found.items] == ["工坊名单公布", "地址在里面"]
    assert found.items[0].moment == datetime(2026, 11, 20, 7, 49, tzinfo=BEIJING)
    assert {i.due.key for i in found.items} == {"sina:nexample0000001"}
    with pytest.raises(RowUnreadable):
        read_live(answer({"feed": {"list": [{**rows[0], "create_time": "2026-13-40"}]}}), "zhibo 152")


# -- walking


def test_a_walk_stops_at_a_page_that_is_older_as_a_whole() -> None:
    walk = Walk(Roll(1, 1), mark=NOON - timedelta(hours=5), horizon=NOON - timedelta(hours=5))
    assert walk.add(FeedPage((item(1), item(2, 9))), 1)  # a late row among new ones is no reason to stop
    assert not walk.add(FeedPage((item(3, 6), item(4, 7))), 2)
    assert walk.gap is None


def test_a_feed_that_ends_before_the_mark_has_a_gap() -> None:
    walk = Walk(Roll(1, 1), mark=NOON - timedelta(hours=5), horizon=NOON - timedelta(hours=5))
    walk.add(FeedPage((item(1), item(2, 2))), 1)
    assert not walk.add(FeedPage(()), 2)
    assert walk.gap is not None


def test_a_repeated_page_and_an_empty_feed_are_named() -> None:
    walk = Walk(Roll(1, 1))
    walk.add(FeedPage((item(1),)), 1)
    with pytest.raises(StalledRoll):
        walk.add(FeedPage((item(1),)), 2)
    with pytest.raises(DeadList):
        Walk(Roll(1, 2)).add(FeedPage(()), 1)


def test_a_page_of_nothing_but_slides_is_not_the_end() -> None:
    walk = Walk(Roll(1, 1))
    assert walk.add(FeedPage((), skipped=50), 1)
    assert walk.add(FeedPage((item(1),), skipped=2), 2)
    assert not walk.add(FeedPage(()), 3)
    assert walk.skipped == 52


def test_a_cache_of_years_ago_is_stale_beside_a_live_feed_and_beside_the_clock() -> None:
    old, live = Walk(Roll(1, 1), items=[item(1, 24 * 600)]), Walk(Roll(1, 2), items=[item(2)])
    mark_stale([old, live], None)
    assert isinstance(old.fault, StaleList)
    assert live.fault is None
    mark_stale([live], NOON + timedelta(days=30))
    assert isinstance(live.fault, StaleList)


def test_the_first_day_claimed_is_a_whole_one() -> None:
    walk = Walk(Roll(1, 1))
    walk.add(FeedPage((item(1), item(2, 30))), 1)
    walk.add(FeedPage((item(3, 50),)), 2)
    assert walk.arrived
    assert walk.complete_from == date(2026, 11, 19)  # the walk ended at noon of the 18th


# -- against the replica


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    """Crawl a portal into a home, in a child; the roll when no source is named."""
    with crawling_child() as child:
        yield lambda home, portal, spider="sina_roll", since=None: child(home, portal.base_url, spider, since)


def titles(home: Home) -> list[str]:
    return sorted(capture.listed_title or "" for capture in content(home))


def wanted(*slugs: str) -> list[str]:
    return sorted(story.title for story in site.STORIES if story.slug in slugs)


def asked(portal: Portal, lid: int) -> list[str]:
    return [r.query["page"] for r in portal.requests(site.ROLL) if r.query["lid"] == str(lid)]


def test_two_nights_keep_the_news_about_policy_once_and_count_the_rest(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        first = crawl(home, portal)
        assert asked(portal, 2519) == ["1", "2"]  # the second page is older than the first night's span
        portal.advance()
        second = crawl(home, portal)
        pages = [r.path for r in portal.log if "doc-i" in r.path or "detail-i" in r.path]
        third = crawl(home, portal)
        again = [r.path for r in portal.log if "doc-i" in r.path or "detail-i" in r.path]
    assert (first.state, first.new, second.state, second.new) == ("ok", 5, "ok", 1)
    assert (third.state, third.new, third.failed) == ("ok", 0, 0)
    assert again == pages  # neither what is held nor what was left out is asked for again
    assert len(pages) == len(set(pages))
    assert titles(home) == wanted("agency", "intro", "number", "measure", "programme", "night-2")
    assert first.back_to is not None
    assert second.watermark == "2026-11-21"
    listed = {c.listed_title: c.listed_date for c in content(home)}
    assert all(listed[s.title] == s.moment.date() for s in site.STORIES if s.title in listed)
    assert all((c.lineage, c.rules) == ("news", "sina") for c in content(home))
    with State(home) as state:
        shown = {s.id for s in site.stories() if {2519, 2516} & set(s.lists) and s.body and _young(s)}
        assert state.count_left_out("sina_roll") == len(shown) - 6
        assert state.due("sina_roll") == ()
        assert state.mark("sina_roll", "lid 2519") == site.NEWEST + timedelta(hours=23.5)
    assert (first.reason or "").endswith("2 slides or videos skipped")


def _young(story: site.Story) -> bool:
    """Within the span of the first night, which begins at the newest row of each column."""
    newest = min(s.hours for s in site.stories() if s.night == 1 and s.lists == story.lists[:1])
    return story.night == 2 or story.hours <= newest + 48


def test_a_backfill_walks_every_page_to_its_end(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal, "sina_live", since="2026-11-01")
        pages = [r.query["page"] for r in portal.requests(site.LIVE) if r.query["zhibo_id"] == "152"]
    shown = {s.id for s in site.stories() if {152, 151} & set(s.lists) and s.form == "live"}
    assert pages == ["1", "2", "3", "4"]  # the page beyond the end is empty
    assert (run.state, run.rows) == ("ok", len(shown))
    assert run.back_to == "2026-11-20"  # the shorter of two streams holds no whole day before that


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("dead-lid", "DeadList"),
        ("row-without-time", "RowUnreadable"),
        ("stale-lid", "StaleList"),
    ],
)
def test_one_dead_column_is_named_and_does_not_kill_the_others(
    crawl: Crawl, home: Home, fault: str, named: str
) -> None:
    with Portal([f"{fault}@{site.ROLL}/2516"]) as portal:
        run = crawl(home, portal)
    assert run.state == "degraded"
    assert (run.reason or "").startswith(f"lid 2516: {named}: ")
    assert run.back_to is None
    assert titles(home) == wanted("agency", "intro", "number", "programme")


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("dead-lid", "DeadList"),
        ("roll-refused", "RollRefused"),
        ("roll-truncated", "RollUnreadable"),
        ("server-500", "FetchFailed"),
        ("wall-521", "BlockedByWall"),
        ("captcha-200", "BlockedByWall"),
    ],
)
def test_a_source_whose_only_column_is_dead_fails_by_its_name_and_keeps_nothing(
    crawl: Crawl, home: Home, fault: str, named: str
) -> None:
    with Portal([fault]) as portal:
        run = crawl(home, portal, "sina_china")
    assert run.state == "failed"
    assert (run.reason or "").startswith(f"{named}: ")
    assert names(home) == visit_names(home) == ()


def test_a_repeated_page_is_stalled_paging(crawl: Crawl, home: Home) -> None:
    with Portal(["roll-repeats"]) as portal:
        run = crawl(home, portal, since="2026-11-10")
    assert (run.reason or "").startswith("StalledRoll: ")


def test_json_in_a_callback_and_a_row_that_shifts_lose_and_double_nothing(crawl: Crawl, home: Home) -> None:
    with Portal(["roll-jsonp", "roll-shift"]) as portal:
        run = crawl(home, portal)
        pages = [r.path for r in portal.log if "doc-i" in r.path or "detail-i" in r.path]
    assert run.state == "ok"
    assert titles(home) == wanted("agency", "intro", "number", "measure", "programme")
    assert len(pages) == len(set(pages))


def test_a_window_that_no_longer_reaches_the_last_night_is_a_gap_that_is_told(
    crawl: Crawl, home: Home
) -> None:
    with Portal() as portal:
        crawl(home, portal)
        portal.advance()
        portal.inject("roll-short")
        run = crawl(home, portal)
    assert run.state == "degraded"
    assert "RollGap: lid 2519 ends at 2026-11-21 07:00" in (run.reason or "")


def test_a_page_that_is_gone_is_a_miss_and_a_gbk_page_is_read(crawl: Crawl, home: Home) -> None:
    gone = next(s for s in site.STORIES if s.slug == "intro").desktop
    gbk = next(s for s in site.STORIES if s.slug == "number").desktop
    with Portal([f"gone-404@{gone}", f"charset-lie@{gbk}"]) as portal:
        run = crawl(home, portal)
    assert (run.state, run.failed) == ("degraded", 1)
    assert titles(home) == wanted("agency", "number", "measure", "programme")


def test_a_night_that_breaks_among_the_pages_is_finished_by_the_next(crawl: Crawl, home: Home) -> None:
    with Portal(["server-500@/jjxw/", "server-500@/2026-11-20/"]) as portal:
        broken = crawl(home, portal)
        portal.heal()
        healed = crawl(home, portal)
    assert (broken.state, (broken.reason or "").split(":")[0]) == ("failed", "HostFailing")
    assert (healed.state, healed.new) == ("ok", 5)
    assert titles(home) == wanted("agency", "intro", "number", "measure", "programme")


def test_the_stream_keeps_what_speaks_of_policy_without_asking_for_the_rest(crawl: Crawl, home: Home) -> None:
    with Portal() as portal:
        run = crawl(home, portal, "sina_live")
        pages = [r.path for r in portal.log if "doc-i" in r.path]
    assert (run.state, run.new, len(pages)) == ("ok", 2, 2)
    assert titles(home) == wanted("live-agency", "live-number")
    assert (run.reason or "").endswith("1 slides or videos skipped")


def test_a_page_whose_prices_moved_reads_the_same() -> None:
    story = site.STORIES[0]
    one, other = (
        clean_page(
            site.desktop_page(story, price).encode(), url="https://finance.sina.com.cn" + story.desktop
        )
        for price in (12.3, 45.6)
    )
    assert one.text == other.text
    assert one.stock_codes == ("sh600001", "sz000002")
    phone = clean_page(site.mobile_page(story).encode(), url="https://finance.sina.cn" + story.mobile)
    assert phone.rules == "sina"
    assert (phone.title, phone.text, phone.published) == (one.title, one.text, story.moment)


# -- the samples from outside


@pytest.mark.corpora
def test_the_saved_answers_of_the_feeds_read_as_the_notes_say() -> None:
    root = corpora()
    folder = root.parent / "samples" / "extracts" if root else None
    if folder is None or not folder.is_dir():
        pytest.skip("the samples are not there: name the corpora with TIAOWEN_CORPORA")
    (found,) = read_roll((folder / "sina_roll_get.json").read_bytes(), "lid 2516").items
    (live,) = read_live((folder / "sina_zhibo_feed.json").read_bytes(), "zhibo 152").items
    assert found.due.key == live.due.key == "sina:nihefve8236522"
    assert found.due.listed_date == live.due.listed_date == date(2026, 7, 9)
    assert "?" not in found.due.url


def test_a_source_is_a_file_of_constants() -> None:
    assert issubclass(SinaRollSpider, SinaSpider)
    assert [feed.name for feed in SinaRollSpider.feeds] == ["lid 2519", "lid 2516"]
    assert SinaRollSpider.facts().owns("https://tech.sina.com.cn/doc-inexample0000001.shtml")
    assert not SinaRollSpider.facts().owns("https://example.cn/doc-inexample0000001.shtml")

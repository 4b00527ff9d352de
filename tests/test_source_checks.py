"""Whether a source is believed: its list's look, its silence, the fields of its pages. All is fictional."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cleaners.recognition.workdays import is_working_day
from crawler.guards import wall
from crawler.shape import LEAST_ALIKE, alike, shape_of
from crawler.silence import LEAST_SILENCE, silence
from kb.archive import ArchiveWriter, Capture, captures, visit_names
from kb.home import Home
from kb.shapes import held_shape
from kb.state import Run, State
from pipeline.blanks import blanks
from pipeline.building import build
from samples.portal import Portal
from tests.crawling import Child, crawling_child, pages
from tests.hostile import LONG, Hostile, listing
from tests.nights import days_pass
from tests.test_line import capture

LONG_LIST = "/long/index.html"
PATHS = [f"/art/long-{n}.html" for n in range(LONG)]
OTHER = "/art/other-column.html"
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with crawling_child() as crawl:
        yield crawl


def night(child: Child, home: Home, site: Hostile) -> Run:
    return child(home, site.base_url, "tests.hostile:LongSpider")


# -- the look of a list


def redesigned(named: list[str]) -> bytes:
    """The same rows in other markup, in which the selector still finds them."""
    rows = "".join(
        f'<li class="card"><div class="body"><h3 class="t"><a class="link" href="{path}">'
        f"<b>灯塔通知{n}</b></a></h3></div>"
        f'<p class="when"><em class="day">2026-11-{20 - n % 20:02}</em></p></li>'
        for n, path in enumerate(named)
    )
    grid = f"<main class='page'><section class='grid'><ul class='list'>{rows}</ul></section></main>"
    return f"<html><body>{grid}<p>共{len(named)}条</p></body></html>".encode()


def test_a_redesigned_list_that_still_gives_rows_is_not_believed_before_the_third_night(
    child: Child, home: Home
) -> None:
    told = []
    with Hostile() as site:
        site.lists[LONG_LIST] = listing(PATHS)
        assert night(child, home, site).state == "ok"
        held = [page.sha256 for page in pages(home)]
        site.lists[LONG_LIST] = redesigned([*PATHS, OTHER])
        for _ in range(3):
            days_pass(home)
            night(child, home, site)  # what a night sees twice it has seen once
            told.append(night(child, home, site))
            if len(told) < 3:
                assert [page.sha256 for page in pages(home)] == held
    assert [run.state for run in told] == ["failed", "failed", "ok"]
    reason = told[0].reason or ""
    assert reason.startswith("ListRedesigned: the list at ")
    assert "its rows stood in a li span and stand in a.link b" in reason
    assert len({page.url for page in pages(home)}) == LONG + 1


def test_a_list_that_looks_as_before_again_is_believed_at_once(child: Child, home: Home) -> None:
    with Hostile() as site:
        night(child, home, site)
        for look, state in (
            (redesigned([*PATHS, OTHER]), "failed"),
            (listing(PATHS), "ok"),
            (redesigned([*PATHS, OTHER]), "failed"),
        ):
            days_pass(home)
            site.lists[LONG_LIST] = look
            assert night(child, home, site).state == state
    with State(home) as opened:
        known = held_shape(opened, "long")
    assert known is not None
    assert known.other_nights == 1, "the nights are counted anew"


@pytest.mark.parametrize(
    "source",
    [
        "miit_notices",
        "miit_feed",
        "govcn_latest",
        "govcn_ministries",
        "jiangsu_policies",
        "mof_policies",
        "zjtx_notices",
    ],
)
def test_a_family_s_list_has_a_look_is_asked_for_every_night_and_held_pages_answer_304(
    child: Child, home: Home, source: str
) -> None:
    with Portal() as portal:
        first = child(home, portal.base_url, source)
        asked = len(portal.log)
        days_pass(home, 90)
        second = child(home, portal.base_url, source)
        since = [one for one in portal.log[asked:] if one.path != "/robots.txt"]
        lists = [one for one in since if "if-none-match" not in one.headers]
    answers = [
        record.status
        for name in visit_names(home)
        for record in captures(home, name)
        if isinstance(record, Capture) and record.role == "page"
    ]
    assert (first.state, second.new, second.changed) == ("ok", 0, 0)
    assert lists, "the list is asked for without a condition"
    assert second.visits_done == second.visits_due == len(answers) > 0
    assert answers.count(304) >= 0.95 * len(answers)
    with State(home) as state:
        known = held_shape(state, source)
    assert known is not None
    assert len(known.shape) >= 2
    assert known.other_nights == 0


def test_the_look_is_that_of_the_rows_whatever_stands_around_them() -> None:
    rows = "".join(f'<li class="row-{n}"><a href="/a/notice-{n}.html">x</a><i>1</i></li>' for n in range(30))
    addresses = [f"https://h.example/a/notice-{n}.html" for n in range(30)]
    plain = shape_of(f"<ul>{rows}</ul>".encode(), addresses)
    around = "<nav class='top'>" + "<a class='menu'>x</a>" * 60 + "</nav>"
    assert plain == {"li.row-", "a", "i"}
    assert alike(plain, shape_of(f"{around}<ul>{rows}</ul>{around}".encode(), addresses)) == 1
    assert alike(plain, shape_of(f"<ul>{rows}</ul>".replace("<i>", "<b>").encode(), addresses)) >= LEAST_ALIKE
    told = "".join(f'{{"URL":"\\/a\\/notice-{n}.html","TITLE":"x"}},' for n in range(30))
    assert shape_of(told.encode(), addresses) == {'"URL"', '"TITLE"'}
    assert shape_of(b"<p>no rows</p>", addresses) == frozenset()


# -- silence


def published(*pauses: int) -> list[date]:
    """Days on which something was published, the newest TODAY, with these pauses before each other."""
    days = [TODAY]
    for pause in pauses:
        days.append(days[-1] - timedelta(days=pause))
    return days


LONG_AGO = date(2020, 1, 1)
WEEKLY = published(*[7] * 12)


def test_a_source_may_be_silent_for_twice_its_longest_pause_in_working_days() -> None:
    assert LEAST_SILENCE == 20
    assert silence(WEEKLY, LONG_AGO, date(2026, 12, 18)) is None, "twenty working days"
    said = silence(WEEKLY, LONG_AGO, date(2026, 12, 21))
    assert said is not None
    assert said.startswith("nothing new for 21 working days, the newest is of 2026-11-20")
    fortnightly = published(*[14] * 12)
    assert silence(fortnightly, LONG_AGO, date(2026, 12, 21)) is None, "twice its pause of eleven days"
    slow = published(7, 7, 42, 7, 7, 7, 7, 7, 7)
    assert silence(slow, LONG_AGO, date(2026, 12, 24)) is None, "it has once paused for six weeks"


def test_holidays_are_no_silence() -> None:
    before = [day - timedelta(days=51) for day in WEEKLY]  # the newest is of 2026-09-30
    assert silence(before, LONG_AGO, date(2026, 11, 3)) is None, "24 weekdays, of which 20 are worked"
    assert silence(before, LONG_AGO, date(2026, 11, 4)) is not None


def test_what_was_not_watched_is_not_held_against_a_source() -> None:
    tonight = date(2026, 12, 24)
    assert silence(WEEKLY, LONG_AGO, tonight) is not None
    assert silence(WEEKLY, tonight - timedelta(days=5), tonight) is None


def test_a_source_of_few_days_has_no_rhythm_and_an_unknown_year_no_working_days() -> None:
    assert silence(WEEKLY[:7], LONG_AGO, date(2026, 12, 24)) is None
    assert is_working_day(date(2036, 3, 3)) is None
    assert silence([day.replace(year=2036) for day in WEEKLY], LONG_AGO, date(2036, 12, 21)) is None


@pytest.mark.skipif(
    is_working_day(datetime.now(UTC).date()) is None, reason="the holidays of this year are unknown"
)
def test_a_silent_source_is_red_by_name_and_what_it_has_is_taken(child: Child, home: Home) -> None:
    with Hostile() as site:
        site.lists[LONG_LIST] = listing(PATHS, newest=datetime.now(UTC).date() - timedelta(days=60))
        first = night(child, home, site)
        days_pass(home, 90)
        silent = night(child, home, site)
    assert first.state == "ok", "nobody watched it before"
    assert (silent.state, silent.rows) == ("degraded", first.rows)
    assert (silent.reason or "").startswith("SourceSilent: nothing new for ")


# -- pages without fields


def taken(home: Home, kind: str, day: int, count: int, source: str = "haichuan") -> None:
    """Pages of one night, whole or without their date."""
    dated = "<p>发布时间：2031-06-01</p>" if kind == "whole" else ""
    text = "现将虚构灯塔历书印发给你们，请认真贯彻执行，并报送情况。"
    with ArchiveWriter(home, f"{source}-{day}") as writer:
        for n in range(count):
            title = f"关于印发第{day}-{n}期虚构灯塔历书的通知"
            head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
            page = f"<html>{head}<body><h1>{title}</h1>{dated}<p>第{n}期。{text}</p></body></html>"
            writer.add(capture(f"https://lamps.example/{day}/{n}.html", page.encode(), day, source=source))


def test_pages_that_lost_a_field_are_a_line_and_pages_that_never_had_it_are_none(home: Home) -> None:
    home.root.mkdir()
    with State(home) as state:
        state.begin_run("haichuan")
        run = replace(state.runs("haichuan")[0], new=8, started="2031-06-02T00:00:00Z")
    taken(home, "whole", 1, 10)
    taken(home, "undated", 2, 8)
    build(home, index=False)
    (found,) = blanks(home, [run])
    assert found.line() == "haichuan: published is empty on 8 of 8 new pages, 0 of 10 before"
    taken(home, "undated", 3, 8, source="undated")
    taken(home, "undated", 4, 8, source="undated")
    build(home, index=False)
    never = replace(run, source="undated", started="2031-06-04T00:00:00Z")
    assert blanks(home, [never]) == (), "its pages have never printed a date"
    assert blanks(home, [replace(run, new=2)]) == (), "too few to tell"


# -- walls with HTTP 200


@pytest.mark.parametrize(
    "body",
    [
        "<html><p>请输入验证码</p></html>",
        "<html><title>访问被拦截</title>" + "<script>var a=1;</script>" * 1000 + "</html>",
        "<html><head><title>安全验证</title></head>" + "<i></i>" * 4000 + "</html>",
        "<html><p>您的请求疑似攻击行为，已被网站防火墙拦截</p></html>",
        "<html><title>Just a moment...</title></html>",
    ],
)
def test_a_page_of_a_wall_is_known_whatever_its_size(body: str) -> None:
    assert wall(200, body.encode(), "https://h.example/") is not None


@pytest.mark.parametrize(
    "body",
    [
        "<html><title>关于开展安全验证工作的通知</title>" + "<p>各单位须完成安全验证。</p>" * 400 + "</html>",
        "<html><p>加强互联网访问监测和有害信息拦截，依法处理公开请求被拒绝的情形。</p></html>",
        "<html><title>网站防火墙管理办法</title><p>各单位应当部署网站防火墙。</p></html>",
    ],
)
def test_a_page_about_walls_is_none(body: str) -> None:
    assert wall(200, body.encode(), "https://h.example/") is None

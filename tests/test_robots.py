"""robots.txt: what is fetched when a host gives none, refuses it, or does not answer, and when that is told.

The hosts are played on loopback; what they say is fictional.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crawler.orders import OrderUnclear, read_orders
from crawler.report import silence_line
from kb.home import Home
from kb.robots import long_silent
from kb.state import Run, night_of
from tests.crawling import Child, crawling_child, pages
from tests.hostile import HEALTHY, NO_ANSWER, QUIET, Hostile
from tests.nights import days_pass

RULES = f"User-agent: *\nDisallow: {HEALTHY.format(1)}\n".encode()
BUSY = (503, "<h1>系统维护中</h1>".encode())
REFUSED = (403, b"<p>Access denied</p>")
RULING = """[[robots]]
host = "{host}"
fetch = {fetch}
reason = "管理员来电同意（虚构）"
date = 2026-11-29
"""


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with crawling_child() as crawl:
        yield crawl


def night(child: Child, home: Home, site: Hostile) -> tuple[Run, int]:
    """A run, and how many requests beside robots.txt it made."""
    before = len(site.log)
    run = child(home, site.base_url, "tests.hostile:QuietSpider", settings={"DOWNLOAD_TIMEOUT": 0.5})
    return run, len([asked for asked in site.log[before:] if asked.path != "/robots.txt"])


def host(site: Hostile) -> str:
    return site.base_url.removeprefix("http://")


@pytest.mark.parametrize(
    ("robots", "noted"),
    [
        ((404, b"x"), "HTTP 404"),
        ((410, b"x"), "HTTP 410"),
        ((200, "<!doctype html><html><p>首页</p></html>".encode()), "HTTP 200 with a page of HTML"),
    ],
)
def test_a_host_without_robots_txt_allows_all_and_that_is_noted_once(
    child: Child, home: Home, robots: tuple[int, bytes], noted: str
) -> None:
    with Hostile(robots=robots) as site:
        first, _ = night(child, home, site)
        second, _ = night(child, home, site)
        said = host(site)
    assert (first.state, len(pages(home))) == ("ok", QUIET)
    assert f"{said} has no robots.txt ({noted})" in (first.reason or "")
    assert second.state == "ok"
    assert "robots.txt" not in (second.reason or "")


@pytest.mark.parametrize("answer", [BUSY, (500, b""), (521, b""), (412, b""), (429, b""), (NO_ANSWER, b"")])
def test_a_host_that_does_not_answer_is_held_to_its_copy_of_the_last_seven_days(
    child: Child, home: Home, answer: tuple[int, bytes]
) -> None:
    with Hostile(robots=(200, RULES)) as site:
        night(child, home, site)
        site.robots = answer
        days_pass(home, 6)
        young, asked = night(child, home, site)
        days_pass(home, 2)
        old, none = night(child, home, site)
        assert site.asked(HEALTHY.format(1)) == [], "what the copy forbids is not fetched"
    assert (young.state, asked > 0) == ("degraded", True)
    assert (old.state, none) == ("failed", 0)
    assert (old.reason or "").startswith("RobotsUnanswered: robots.txt of ")
    assert "no copy of the last 7 days, no fetch" in (old.reason or "")
    assert len(pages(home)) == QUIET - 1, "what was held stays held"


def test_a_wall_in_place_of_robots_txt_is_no_answer(child: Child, home: Home) -> None:
    with Hostile(robots=(200, "<html><p>请输入验证码</p></html>".encode())) as site:
        run, asked = night(child, home, site)
    assert (run.state, asked) == ("failed", 0)
    assert (run.reason or "").startswith("RobotsUnanswered: ")


@pytest.mark.parametrize("status", [401, 403])
def test_a_host_that_refuses_is_not_fetched_until_the_operator_rules(
    child: Child, home: Home, status: int
) -> None:
    with Hostile(robots=(200, RULES)) as site:
        night(child, home, site)
        site.robots = (status, REFUSED[1])
        refused, asked = night(child, home, site)
        home.orders.write_text(RULING.format(host=host(site), fetch="true"), encoding="utf-8")
        ruled, ruled_asked = night(child, home, site)
        home.orders.write_text(RULING.format(host=host(site), fetch="false"), encoding="utf-8")
        never, never_asked = night(child, home, site)
    assert (refused.state, asked) == ("failed", 0), "the copy does not help"
    assert (refused.reason or "").startswith("RobotsRefused: robots.txt of ")
    assert f"HTTP {status} “Access denied”; no fetch until crawl.toml rules on it" in (refused.reason or "")
    assert (ruled.state, ruled_asked > 0) == ("ok", True)
    assert "fetched by the ruling of 2026-11-29" in (ruled.reason or "")
    assert (never.state, never_asked) == ("failed", 0)
    assert "no fetch by the ruling of 2026-11-29 (管理员来电同意（虚构）)" in (never.reason or "")


def test_the_third_night_without_a_fetch_is_a_line_of_its_own_with_the_answer_quoted(
    child: Child, home: Home
) -> None:
    told = []
    tonight = night_of(datetime.now(UTC))
    with Hostile(robots=BUSY) as site:
        for _ in range(3):
            night(child, home, site)
            night(child, home, site)  # a second run of one night is no second night
            told.append([silence_line(silent) for silent in long_silent(home, tonight)])
            days_pass(home)
        site.robots = (200, RULES)
        healed, _ = night(child, home, site)
        line = f"no fetch from {host(site)} for 3 nights: its robots.txt answers HTTP 503 “系统维护中”"
    assert told == [[], [], [line]]
    assert healed.state == "degraded", healed.reason
    assert long_silent(home, tonight) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[[robots]\n", "no TOML"),
        ("[[tune]]\n", "unknown order tune"),
        ("robots = 1\n", r"written as \[\[robots\]\]"),
        ('[[robots]]\nhost = "h"\nfetch = 1\n', "robots 1: needs `fetch`, true or false"),
        ('[[robots]]\nhost = " "\n', "robots 1: needs `host`, a text"),
        ('[[mute]]\nsource = "a"\nuntil = "2026-12-31"\n', "mute 1: needs `until`, a day"),
        ('[[mute]]\nsource = "a"\nuntil = 2026-12-31\n', "mute 1: needs `reason`, a text"),
        ('[[mute]]\nwhy = "a"\n', "mute 1: unknown key why"),
    ],
)
def test_an_order_that_is_not_clear_is_one_line(home: Home, text: str, wrong: str) -> None:
    home.root.mkdir()
    home.orders.write_text(text, encoding="utf-8")
    with pytest.raises(OrderUnclear, match=wrong):
        read_orders(home)

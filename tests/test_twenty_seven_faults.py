"""The 27 faults of a crawl (二十七种故障): what becomes of each, and where it is tested.

FAULTS is the table: the number of a fault, what it is, and the tests that hold what is expected of it. Those
that a site can play are played here by one hostile site in one run, with a healthy page behind each.
"""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from scrapy import Request

from cleaners import Refused, clean_page
from crawler.guards import AddressGuard, RefusedAddress
from crawler.soundness import ConstantWrong, unsound
from kb.archive import Capture
from kb.home import REPOSITORY, Home
from kb.state import Run, State
from tests.certificates import signed
from tests.crawling import Child, crawling_child, pages
from tests.hostile import FAULTS as PLAYED
from tests.hostile import HEALTHY, STORM, TEXT, TITLE, Asked, Fault, Hostile, HostileSpider

HERE = "test_twenty_seven_faults"
PLAYED_HERE = f"{HERE}::test_a_hostile_page_is_not_stored"
FAULTS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "SIGKILL while crawling",
        (
            "test_crawl_faults::test_a_killed_crawl_loses_no_page",
            "test_kills::test_a_night_killed_in_every_phase_and_given_again_is_as_if_nothing_had_happened",
        ),
    ),
    2: (
        "SIGKILL while a base, an archive or an index is written",
        (
            "test_kills::test_a_night_killed_in_every_phase_and_given_again_is_as_if_nothing_had_happened",
            "test_archive::test_a_killed_writer_loses_only_the_record_it_was_writing",
            "test_crawl_faults::test_a_kill_between_naming_a_file_and_telling_the_state_costs_nothing",
            "test_backup::test_a_killed_backup_leaves_nothing_that_counts",
            "test_index_writer::test_a_failed_commit_leaves_no_litter",
        ),
    ),
    3: (
        "the disk is full",
        (
            "test_disk_full::test_a_full_disk_loses_nothing_is_told_and_heals",
            "test_disk_full::test_a_state_that_fills_up_in_the_middle_of_a_night_is_named",
            "test_operations::test_too_little_room_stops_a_night",
        ),
    ),
    4: ("a slow loris, in its head and in its body", (PLAYED_HERE,)),
    5: ("a Content-Length too long, a chunked body cut", (PLAYED_HERE,)),
    6: ("a packed body cut, or with a wrong checksum", (PLAYED_HERE,)),
    7: ("a gzip bomb of 300 MB", (PLAYED_HERE, f"{HERE}::test_the_crawl_holds_at_most_250_mb")),
    8: ("a brotli bomb of 300 MB", (PLAYED_HERE, f"{HERE}::test_the_crawl_holds_at_most_250_mb")),
    9: (
        "a page of 100 MB, announced or not",
        (PLAYED_HERE, f"{HERE}::test_the_crawl_holds_at_most_250_mb"),
    ),
    10: (
        "redirects in a loop or without end",
        (PLAYED_HERE, f"{HERE}::test_redirects_end_after_a_few_steps"),
    ),
    11: (
        "redirects to files of this machine and to data",
        (PLAYED_HERE, f"{HERE}::test_what_is_hostile_only_when_followed_is_not_followed"),
    ),
    12: (
        "a redirect into this machine or the cloud's own network",
        (
            PLAYED_HERE,
            f"{HERE}::test_an_address_inside_this_network_is_what_the_report_names_first",
        ),
    ),
    13: (
        "an address of another scheme, in a source, a list or a page",
        (
            f"{HERE}::test_a_source_of_another_scheme_is_unsound",
            f"{HERE}::test_nothing_but_public_hosts_over_http_is_fetched",
            f"{HERE}::test_what_is_hostile_only_when_followed_is_not_followed",
        ),
    ),
    14: (
        "a storm of 503",
        (
            f"{HERE}::test_a_storm_ends_the_source_after_five_answers",
            "test_politeness::test_a_short_retry_after_pauses_the_host",
        ),
    ),
    15: (
        "a certificate that nobody signed, or for another name",
        (
            f"{HERE}::test_a_certificate_of_nobody_is_not_trusted",
            "test_trust::test_an_order_trusts_no_more_than_it_says",
        ),
    ),
    16: (
        "a calendar without end",
        (
            f"{HERE}::test_a_list_without_end_is_left_and_named",
            f"{HERE}::test_what_is_hostile_only_when_followed_is_not_followed",
        ),
    ),
    17: ("200,000 nested elements", (f"{HERE}::test_deep_pages_are_read_whole_or_refused",)),
    18: ("a lie about the charset", (f"{HERE}::test_damaged_characters_are_repaired",)),
    19: ("NUL and other control characters", (f"{HERE}::test_damaged_characters_are_repaired",)),
    20: ("an XML bomb", (f"{HERE}::test_an_xml_bomb_is_no_feed",)),
    21: ("a header line of 200 KB", (PLAYED_HERE,)),
    22: (
        "robots.txt unreachable or failing",
        (
            "test_crawl_faults::test_robots_txt_that_cannot_be_read_allows_nothing",
            "test_robots::test_a_host_that_does_not_answer_is_held_to_its_copy_of_the_last_seven_days",
        ),
    ),
    23: (
        "hostile attachments",
        (
            "test_hostile_files::test_a_hostile_file_ends_in_a_status",
            "test_sandbox::test_a_child_that_wants_too_much_memory_is_stopped",
        ),
    ),
    24: (
        "a name that leads to a private address",
        (
            f"{HERE}::test_a_name_that_leads_into_this_machine_is_not_asked",
            f"{HERE}::test_nothing_but_public_hosts_over_http_is_fetched",
        ),
    ),
    25: (
        "a clock set back, a night started twice",
        (
            "test_night_edges::test_a_clock_set_back_a_day_is_told_and_the_operator_may_say_that_it_is_right_now",
            "test_night_edges::test_of_two_nights_begun_at_once_one_exits_3_and_nothing_is_fetched_twice",
            "test_crawl_faults::test_a_second_night_at_the_same_time_exits_3",
        ),
    ),
    26: (
        "a redesign: HTTP 200 and no rows",
        (
            f"{HERE}::test_a_list_without_rows_fails_by_name",
            "test_night_edges::test_one_row_instead_of_all_is_a_red_night_that_keeps_what_was_held",
            "test_source_checks::test_a_redesigned_list_that_still_gives_rows_is_not_believed_before_the_third_night",
            "test_silent_failures::test_a_failure_that_answers_200_has_an_error_of_its_own_name",
        ),
    ),
    27: (
        "a page of a wall, or of nothing, with HTTP 200",
        (
            PLAYED_HERE,
            "test_crawl_faults::test_a_list_that_cannot_be_believed_fails_the_source_and_stores_nothing",
        ),
    ),
}

# What the report says of a hostile page that could not be had.
WHY = {
    "slow-body": "TimeoutError",
    "slow-head": "TimeoutError",
    "too-short": "ResponseDataLossError",
    "chunk-cut": "ResponseDataLossError",
    "gzip-cut": "ends early",
    "gzip-wrong-sum": "ends early",
    "deflate-cut": "ends early",
    "gzip-bomb": "exceeded DOWNLOAD_MAXSIZE",
    "brotli-bomb": "packed as br, which was not asked for",
    "huge": "DownloadCancelledError",
    "huge-in-pieces": "DownloadCancelledError",
    "redirect-loop": "max redirections reached",
    "redirect-chain": "max redirections reached",
    "redirect-to-a-file": "HTTP 302",
    "redirect-to-data": "HTTP 302",
    "redirect-to-this-machine": "RefusedAddress",
    "redirect-to-the-cloud": "RefusedAddress",
    "busy": "HTTP 503",
    "long-header": "DownloadFailedError",
    "captcha": "with a verification form",
    "says-gone": "HTTP 200 with a page that says it is gone",
}
SPIDER = "tests.hostile:{}"
MOST_MB = 250
SECONDS = 1  # for one answer


@dataclass(frozen=True)
class Played:
    """What one run over the hostile site left."""

    run: Run
    base: str
    kept: dict[str, Capture]
    misses: tuple[str, ...]
    log: tuple[Asked, ...]
    secrets: tuple[Asked, ...]
    peak_mb: float

    def why(self, fault: Fault) -> str:
        return next((miss for miss in self.misses if miss.startswith(self.base + fault.path)), "")


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with crawling_child() as crawl:
        yield crawl


@pytest.fixture(scope="module")
def night(child: Child, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """One run over all hostile pages and the healthy ones among them."""
    home = Home(tmp_path_factory.mktemp("hostile") / "home")
    with Hostile() as site, Hostile() as neighbour:
        site.neighbour = neighbour.base_url
        run = child(
            home, site.base_url, SPIDER.format("HostileSpider"), settings={"DOWNLOAD_TIMEOUT": SECONDS}
        )
        kept = {capture.url.removeprefix(site.base_url): capture for capture in pages(home)}
        log, secrets = tuple(site.log), tuple(neighbour.log)
        return Played(run, site.base_url, kept, child.misses, log, secrets, child.peak_mb)


def crawl(child: Child, home: Home, site: Hostile, spider: str) -> Run:
    return child(home, site.base_url, SPIDER.format(spider))


# -- the table


def test_the_table_names_a_test_that_exists_for_each_of_the_27_faults() -> None:
    assert sorted(FAULTS) == list(range(1, 28))
    named = {name for _, tests in FAULTS.values() for name in tests}
    assert all(tests for _, tests in FAULTS.values())
    assert sorted(named - _tests()) == []


def test_every_fault_that_is_played_stands_in_the_table_and_has_its_outcome() -> None:
    assert {fault.number for fault in PLAYED} <= FAULTS.keys()
    assert {fault.name for fault in PLAYED if not fault.stored} == WHY.keys()


def _tests() -> frozenset[str]:
    """All tests there are, as module::function."""
    return frozenset(
        f"{path.stem}::{node.name}"
        for path in sorted((REPOSITORY / "tests").glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    )


# -- one run over all of them


def test_all_healthy_pages_of_the_run_are_stored(night: Played) -> None:
    healthy = {HEALTHY.format(n) for n in range(len(PLAYED))}
    assert {path for path in night.kept if path.startswith("/art/healthy-")} == healthy
    assert night.run.state == "degraded"
    assert (night.run.failed, night.run.new) == (len(WHY), len(night.kept))
    assert set(night.kept) - healthy == {fault.path for fault in PLAYED if fault.stored}


@pytest.mark.parametrize("fault", [f for f in PLAYED if not f.stored], ids=lambda fault: fault.name)
def test_a_hostile_page_is_not_stored(night: Played, fault: Fault) -> None:
    assert fault.path not in night.kept
    assert WHY[fault.name] in night.why(fault)
    assert any(asked.path == fault.path for asked in night.log), "it was asked for"
    assert night.secrets == (), "the neighbour on this machine was not"


def test_the_crawl_holds_at_most_250_mb(night: Played) -> None:
    assert night.peak_mb <= MOST_MB


def test_an_address_inside_this_network_is_what_the_report_names_first(night: Played) -> None:
    assert "RefusedAddress: " in (night.run.reason or "")


def test_redirects_end_after_a_few_steps(night: Played) -> None:
    assert len([asked for asked in night.log if asked.path.startswith("/chain/")]) == 5
    assert len([asked for asked in night.log if asked.path == "/art/redirect-loop.html"]) == 6


def test_what_is_hostile_only_when_followed_is_not_followed(night: Played) -> None:
    asked = {one.path for one in night.log}
    assert not [path for path in asked if "hostname" in path or path.startswith("/art/calendar-")]
    assert {"/art/refresh-to-a-file.html", "/art/names-a-local-file.html", "/art/calendar.html"} <= set(
        night.kept
    )


@pytest.mark.parametrize("path", ["/art/nested.html", "/art/nested-too-deep.html"])
def test_deep_pages_are_read_whole_or_refused(night: Played, path: str) -> None:
    body = night.kept[path].body
    if path == "/art/nested.html":
        assert TEXT in clean_page(body, url=night.base + path).text
    else:
        with pytest.raises(Refused, match="tags, not a page"):
            clean_page(body, url=night.base + path)


@pytest.mark.parametrize("path", ["/art/charset-lie.html", "/art/controls.html"])
def test_damaged_characters_are_repaired(night: Played, path: str) -> None:
    capture = night.kept[path]
    read = clean_page(capture.body, url=capture.url, content_type=capture.content_type)
    assert (read.title, read.text) == (TITLE, TEXT)


# -- hostile lists and hosts


def test_a_storm_ends_the_source_after_five_answers(child: Child, home: Home) -> None:
    with Hostile() as site:
        run = crawl(child, home, site, "StormSpider")
    assert (run.state, pages(home)) == ("failed", [])
    assert (run.reason or "").startswith("HostFailing: 5 answers in a row failed")
    assert len(site.asked("/art/storm-")) <= 2 * 5 + 3, "each twice, and those between"
    with State(home) as state:
        assert len(state.due("storm")) == STORM, "they stay due"


def test_a_list_without_end_is_left_and_named(child: Child, home: Home) -> None:
    with Hostile() as site:
        run = crawl(child, home, site, "EndlessSpider")
    assert (run.state, run.new) == ("failed", 0)
    assert "more than 12 pages" in (run.reason or "")
    assert len(site.asked("/endless/")) == 12


def test_an_xml_bomb_is_no_feed(child: Child, home: Home) -> None:
    with Hostile() as site:
        run = crawl(child, home, site, "LaughingSpider")
    assert (run.state, pages(home)) == ("failed", [])
    assert (run.reason or "").startswith("FeedUnreadable: ")
    assert child.peak_mb <= MOST_MB


def test_a_list_without_rows_fails_by_name(child: Child, home: Home) -> None:
    with Hostile() as site:
        run = crawl(child, home, site, "RedesignedSpider")
    assert (run.state, pages(home)) == ("failed", [])
    assert (run.reason or "").startswith("ListMissing: ")


def test_a_certificate_of_nobody_is_not_trusted(child: Child, home: Home, tmp_path: Path) -> None:
    with Hostile(certificate=signed("127.0.0.1", address="127.0.0.1").write(tmp_path / "nobody.pem")) as site:
        run = crawl(child, home, site, "HostileSpider")
    assert (run.state, pages(home), site.log) == ("failed", [], [])
    assert "certificate verify failed" in (run.reason or "")


# -- addresses


@pytest.mark.parametrize(
    "home", ["file:///etc/hostname", "ftp://h.example/list", "data:text/html,x", "s3://b/l"]
)
def test_a_source_of_another_scheme_is_unsound(home: str) -> None:
    source = type("Elsewhere", (HostileSpider,), {"name": "elsewhere", "home": home, "page": "jpaas"})
    fault = unsound(source)
    assert type(fault) is ConstantWrong
    assert home in str(fault)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://www.gov.cn/a",
        "data:text/html,x",
        "http://localhost/",
        "http://portal.localhost/",
        "http://127.0.0.1:8080/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
    ],
)
def test_nothing_but_public_hosts_over_http_is_fetched(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIAOWEN_REPLICA", raising=False)
    with pytest.raises(RefusedAddress):
        AddressGuard().process_request(Request(url))
    AddressGuard().process_request(Request("https://www.gov.cn/zhengce/index.htm"))


RESOLVING = """
from twisted.internet import reactor
from crawler import settings
from crawler.guards import GlobalResolver
assert settings.TWISTED_DNS_RESOLVER == "crawler.guards.GlobalResolver"
found = GlobalResolver(reactor, 10, 5).getHostByName("2130706433")
found.addBoth(lambda answer: (print(getattr(answer, "value", answer)), reactor.stop()))
reactor.run()
"""


def test_a_name_that_leads_into_this_machine_is_not_asked() -> None:
    """2130706433 is a name to the guard of addresses; the resolver of this machine takes it for 127.0.0.1."""
    assert socket.gethostbyname("2130706433") == "127.0.0.1"
    done = subprocess.run(
        [sys.executable, "-c", RESOLVING],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_REPLICA": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2130706433 leads to the private address 127.0.0.1: refused\n"

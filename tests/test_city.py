"""A city's bureau on a plain list without a count: all rows, the right stop, named failures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cleaners.address import address_key
from crawler.spiders.shenzhen_normative import ShenzhenNormativeSpider
from crawler.spiders.shenzhen_notices import ShenzhenNoticesSpider
from kb.home import Home
from samples.portal.server import Portal
from samples.portal.sites import city
from tests.crawling import Crawl, content, crawling_child, pages

BOTH = pytest.mark.parametrize(
    ("source", "column"),
    tuple(zip(("shenzhen_notices", "shenzhen_normative"), city.COLUMNS, strict=True)),
)


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with crawling_child() as child:
        yield child


def test_the_second_page_is_index_2() -> None:
    assert ShenzhenNoticesSpider().page_url(2) == "http://gxj.sz.gov.cn/xxgk/xxgkml/qt/tzgg/index_2.html"


def test_a_measure_may_lie_in_any_folder_of_the_site_and_on_no_other() -> None:
    spider = ShenzhenNormativeSpider()
    assert spider.other("https://gxj.sz.gov.cn/gkmlpt/content/11/11474/post_11474465.html") is None
    assert spider.other("https://www.sz.gov.cn/cn/xxgk/post_1.html") == "other sites"


@BOTH
def test_a_sound_night_brings_every_document_once_with_its_date(
    crawl: Crawl, home: Home, source: str, column: city.Column
) -> None:
    with Portal() as portal:
        run = crawl(home, portal.base_url, source)
        wanted = {
            address_key(f"http://127.0.0.1{document.path}"): document.day
            for document in city.visible(portal, column)
        }
        asked = [r.path for r in portal.log if r.path.startswith(f"{column.path}index")]
    assert (run.state, run.failed, run.rows) == ("ok", 0, column.rows)
    assert {address_key(c.url): c.listed_date for c in pages(home)} == wanted
    assert all(c.lineage == "official" and c.rules == "trs" for c in content(home))
    assert asked[-1] == f"{column.path}index_{-(-column.rows // column.size) + 1}.html"


@BOTH
def test_the_next_night_brings_what_is_new_and_nothing_twice(
    crawl: Crawl, home: Home, source: str, column: city.Column
) -> None:
    with Portal() as portal:
        crawl(home, portal.base_url, source)
        portal.advance()
        run = crawl(home, portal.base_url, source)
    assert (run.state, run.new, run.changed, run.rows) == ("ok", 1, 0, column.rows + 1)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("layout-changed", "ListMissing"),
        ("stalled-paging", "StalledPaging"),
        ("captcha-200", "BlockedByWall"),
        ("server-500", "FetchFailed"),
    ],
)
def test_a_list_that_cannot_be_believed_fails_the_source(
    crawl: Crawl, home: Home, fault: str, named: str
) -> None:
    with Portal([fault]) as portal:
        run = crawl(home, portal.base_url, "shenzhen_normative")
    assert (run.state, (run.reason or "").partition(":")[0]) == ("failed", named)
    assert content(home) == []

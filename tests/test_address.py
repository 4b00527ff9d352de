"""Address keys: one page has one key, two pages never share one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.address import address_key

ART = "art_0123456789abcdef0123456789abcdef"
FILE = "fedcba9876543210fedcba9876543210.pdf"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2026/{ART}.html",
        f"http://wap.miit.gov.cn/zwgk/zcwj/wjfb/gg/art/2026/{ART}.html",
        f"http://127.0.0.1:40123/zwgk/wjgs/art/2026/{ART}.html",
        f"https://www.miit.gov.cn/zwgk/art/2026/9/13/{ART}.html#top",
    ],
)
def test_an_article_has_one_key_under_every_host_and_column(url: str) -> None:
    assert address_key(url) == ART


def test_a_file_has_one_key_on_the_site_and_on_its_replica() -> None:
    path = f"/cms_files/filemanager/1226211233/attach/20256/{FILE}"
    assert address_key("http://www.miit.gov.cn" + path) == address_key("http://localhost:9" + path) == FILE


def test_other_publishers_ids_are_keys_too() -> None:
    assert (
        address_key("https://www.gov.cn/zhengce/zhengceku/202209/content_5710001.htm")
        == "gov.cn/content_5710001"
    )
    gazette = "http://127.0.0.1:4012/gongbao/2026/issue_13006/202609/content_7082247.html"
    assert address_key(gazette) == address_key("http://localhost/zhengce/content_7082247.htm")
    desktop = "https://finance.sina.com.cn/jjxw/2022-09-24/doc-imqqsmrp0123456.shtml"
    mobile = "https://finance.sina.cn/2022-09-24/detail-imqqsmrp0123456.d.html"
    assert address_key(desktop) == address_key(mobile) == "sina:mqqsmrp0123456"
    assert address_key("http://127.0.0.1:9/2022-09-24/detail-imqqsmrp0123456.d.html?vt=4") == address_key(
        desktop
    )
    assert address_key("comos:mqqsmrp0123456") == address_key(desktop)
    assert address_key("https://evilsina.com.cn/doc-imqqsmrp0123456.shtml") != address_key(desktop)


def test_a_document_of_one_trs_installation_has_one_key_under_every_host_and_column() -> None:
    listed = address_key("http://www.mof.gov.cn/zhengwuxinxi/zhengcefabu/202608/t20260826_3996112.htm")
    assert listed == address_key("http://zhs.mof.gov.cn/zhengcefabu/202608/t20260826_3996112.htm")
    assert listed == "mof.gov.cn/t20260826_3996112"


def test_a_hanweb_article_is_known_by_its_column_and_number() -> None:
    page = "https://gxt.jiangsu.gov.cn/art/2026/9/28/art_89736_11800001.html"
    assert address_key(page) == "gxt.jiangsu.gov.cn/art_89736_11800001"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://a.gov.cn/tz/202603/t20260327_1404395.html",
            "https://b.gov.cn/tz/202603/t20260327_1404395.html",
        ),
        ("https://www.ndrc.gov.cn/t20260327_1404395.html", "https://www.mof.gov.cn/t20260327_1404395.html"),
        ("https://a.gov.cn/art/2026/9/28/art_1_2.html", "https://b.gov.cn/art/2026/9/28/art_1_2.html"),
        ("https://a.example.cn/x.html", "https://b.example.cn/x.html"),
        ("https://a.example.cn/x.html?id=1", "https://a.example.cn/x.html?id=2"),
        ("https://a.example.cn/x.html", "https://a.example.cn/y.html"),
        ("https://www.gov.cn/a/content_5710001.htm", "https://www.mof.gov.cn/a/content_5710001.htm"),
    ],
)
def test_two_pages_keep_two_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_scheme_fragment_variant_and_query_order_do_not_matter() -> None:
    assert address_key("http://www.example.cn/x?b=2&a=1#f") == address_key("https://m.example.cn/x?a=1&b=2")
    assert address_key("https://www.example.cn") == address_key("http://www.example.cn/index.html")


def test_what_is_no_address_is_its_own_key() -> None:
    assert address_key("http://[half") == "http://[half"


def test_an_import_address_is_its_own_key() -> None:
    assert address_key("import:0123456789ab/名单 一.html") == "import:0123456789ab/名单 一.html"


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.from_regex(
        r"https?://[a-z]{1,8}\.[a-z]{2,6}(/[a-z0-9_.]{0,8}){0,4}(\?[a-z]=[a-z0-9]{0,4})?", fullmatch=True
    )
)
def test_a_key_never_depends_on_the_scheme(url: str) -> None:
    assert address_key(url) == address_key(url.replace("http://", "https://"))

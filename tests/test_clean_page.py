"""clean_page on whole pages: each folder of tests/pages is one page, its address and what is read from it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cleaners import STEPS, Refused, clean_page
from cleaners.model import Boilerplate, Page
from cleaners.normalise import fold
from cleaners.page.sites import UnknownRules, is_official, rules_named, site_rules
from kb.home import corpora

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.parent for path in PAGES.glob("*/*/meta.toml"))
PARAGRAPH = "各单位应当按照要求做好认定的准备工作，于六月底前报送材料。"
PAGE = (
    "<html><head><title>示例通知_示例网</title></head><body><h1>示例通知</h1><div>"
    f"{f'<p>{PARAGRAPH}</p>' * 6}</div></body></html>"
)
URL = "https://news.example/2031/1.html"


def read_case(case: Path) -> Page:
    """The page of a case, cleaned."""
    meta = tomllib.loads((case / "meta.toml").read_text(encoding="utf-8"))
    (page,) = case.glob("page.*")
    return clean_page(page.read_bytes(), url=meta["url"], content_type=meta.get("content_type"))


@pytest.mark.parametrize(
    ("sentence", "only_a_file"),
    [
        ("经审核，同意2个竹器产业集群更名（名单见附件）。", False),
        ("认定青砚县竹器产业集群等9个集群为示范集群，现将名单予以公布（见附件）。", False),
        ("请点击下面的附件下载并查看本通知的全文。", True),
        ("附件：示范集群名单", True),
    ],
)
def test_a_sentence_that_names_its_annex_is_the_body_of_the_page(sentence: str, only_a_file: bool) -> None:
    link = '<p><a href="/files/1.xlsx">名单.xlsx</a></p>'
    body = f'<h1 id="con_title">关于竹器产业集群的通告</h1><div id="con_con"><p>{sentence}</p>{link}</div>'
    page = clean_page(f"<html><body>{body}</body></html>".encode(), url="https://www.miit.gov.cn/1.html")
    assert page.attachments
    assert page.body_in_attachment is only_a_file


def test_a_short_page_is_told_by_its_doctype_in_any_case() -> None:
    for doctype in ("<!DOCTYPE html>", "<!doctype HTML>"):
        page = clean_page(f"{doctype}<title>示例通知</title><p>{PARAGRAPH}</p>".encode(), url=URL)
        assert (page.title, page.text) == ("示例通知", PARAGRAPH)


def as_json(page: Page) -> dict[str, Any]:
    """What a golden file shows of a page."""
    header = page.header
    return {
        "rules": page.rules,
        "charset": page.charset,
        "title": page.title,
        "text": page.text.split("\n"),
        "published": page.published.isoformat() if page.published else None,
        "source": page.source,
        "author": page.author,
        "editor": page.editor,
        "doc_number": header.doc_number if header else None,
        "attachments": [list(pair) for pair in page.attachments],
        "removed": sorted({cut.rule for cut in page.removed}),
        "body_in_attachment": page.body_in_attachment,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_saved_page_reads_as_its_golden_file_says(case: Path, golden: Callable[[Path, Any], None]) -> None:
    golden(case / "expected.json", as_json(read_case(case)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_cleaning_the_cleaned_text_changes_nothing_more(case: Path) -> None:
    page = read_case(case)
    if not page.text:
        pytest.skip("the body is only a file")
    again = clean_page(f"{page.title}\n{page.text}".encode(), url="import:0/again.txt")
    assert (again.title, again.text) == (page.title, page.text)


def test_the_steps_run_in_the_order_that_is_shown() -> None:
    assert list(STEPS[:3]) == ["read_bytes", "tell_markup", "refuse_walls"]
    assert STEPS[-1] == "refuse_empty"


def test_a_charset_that_lies_is_repaired() -> None:
    told_utf8 = clean_page(PAGE.encode("gb18030"), url=URL, content_type="text/html; charset=utf-8")
    told_gbk = clean_page(PAGE.encode(), url=URL, content_type="text/html; charset=gb2312")
    assert (told_utf8.charset, told_gbk.charset) == ("gb18030", "utf-8")
    assert told_utf8.text == told_gbk.text == "\n".join([PARAGRAPH] * 6)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty body"),
        (b" \n\t\x00", "empty body"),
        (b"%PDF-1.7 \n", "a PDF file"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 90, "an OLE file"),
        (bytes(range(256)) * 20, "binary data"),
        (b'{"success":false,"data":null}', "JSON data"),
        (b"<html><body><div></div></body></html>", "no text"),
        (b"<script>document.cookie='__jsl_clearance_s=1|-1|x';location.href=a</script>", "cookie"),
        ("<title>安全验证</title><body><p>请输入验证码</p></body>".encode(), "captcha"),
        ("示例\ufffd\ufffd\ufffd\ufffd\ufffd".encode(), "undecodable"),
        ((PAGE * 60_000).encode()[: 30_000_000], "over the limit of 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_is_no_page_is_refused_with_one_clear_line(body: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        clean_page(body, url=URL)
    assert "\n" not in refused.value.reason


def test_text_below_the_depth_limit_of_the_parser_is_not_lost() -> None:
    deep = f"<html><body>{'<div>' * 400}{f'<p>{PARAGRAPH}</p>' * 9}{'</div>' * 400}</body></html>"
    assert clean_page(deep.encode(), url=URL).text.count(PARAGRAPH) == 9


def test_what_stands_behind_the_end_of_an_included_header_is_read() -> None:
    broken = PAGE.replace("<body>", "<body><p>页眉</p></body></html>", 1)
    assert clean_page(broken.encode(), url=URL).text.count(PARAGRAPH) == 6


def test_learned_lines_are_cut_from_a_mirror_but_never_from_an_official_page() -> None:
    learned = Boilerplate(frozenset({fold("本县新闻由示例网播报")}))
    body = PAGE.replace("</div>", "<p>本县新闻由示例网播报</p></div>").encode()
    mirror = clean_page(body, url=URL, boilerplate=learned)
    official = clean_page(body, url="https://www.yunling.gov.cn/1.html", boilerplate=learned)
    assert "播报" not in mirror.text
    assert "播报" in official.text
    assert any(cut.rule == "learned" for cut in mirror.removed)


def test_a_page_without_a_date_has_none_whatever_its_pictures_and_neighbours_say() -> None:
    extra = '<img src="/20200514/1.png"><div class="hot"><a href="/1">排行榜 2024-01-01</a></div>'
    assert clean_page(PAGE.replace("</body>", extra + "</body>").encode(), url=URL).published is None


def test_every_rule_set_has_a_name_of_its_own_and_is_found_by_it() -> None:
    names = [rules.name for rules in site_rules()]
    assert len(names) == len(set(names))
    assert all(rules_named(name).name == name for name in [*names, "generic"])
    with pytest.raises(UnknownRules, match="no rule set 'jpas'"):
        rules_named("jpas")


def test_a_host_that_only_ends_like_the_state_is_not_official() -> None:
    assert is_official("https://gxt.yunling.gov.cn/1.html")
    assert not is_official("https://evilgov.cn/1.html")


def seed(number: str) -> Page:
    """A seed of the corpora, cleaned."""
    root = corpora()
    folder = root.parent / "seeds" if root else None
    found = sorted(folder.glob(f"{number}_*")) if folder and folder.is_dir() else []
    if not found:
        pytest.skip("the seeds are not there: name the corpora with TIAOWEN_CORPORA")
    return clean_page(found[0].read_bytes(), url=f"import:0/{found[0].name}")


def day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("number", "published", "source", "author", "editor", "lines"),
    [
        ("000", date(2022, 9, 24), "新浪财经", "张辛欣", "王婉莹", 5),
        ("001", None, None, None, None, 8),
        ("002", date(2022, 2, 18), "新浪财经", "李欣 梁佳惠 高淼 王佳林", "张亚楠", 6),
        ("004", date(2024, 9, 25), None, "缴翼飞", None, 21),
    ],
)
def test_the_seeds_give_exactly_their_bodies_and_fields(
    number: str,
    published: date | None,
    source: str | None,
    author: str | None,
    editor: str | None,
    lines: int,
) -> None:
    page = seed(number)
    assert (day(page.published), page.source, page.author, page.editor) == (published, source, author, editor)
    assert len(page.text.split("\n")) == lines
    for furniture in (
        "责任编辑",
        "SUSHUAPOS",
        "免责声明",
        "扩展阅读",
        "appendQr",
        "海量资讯",
        "纠错",
        "上一篇",
        "日榜",
    ):
        assert furniture not in page.text


@pytest.mark.corpora
def test_the_titles_of_the_seeds_have_their_quotes_back() -> None:
    assert "“专精特新”" in seed("002").title
    assert seed("004").title.startswith("工信部已认定300个")


@pytest.mark.corpora
def test_the_garbled_notice_loses_no_character_of_its_clauses() -> None:
    root = corpora()
    raw = next((root.parent / "seeds").glob("003_*")).read_text(encoding="utf-8") if root else ""
    page = seed("003")
    assert fold(page.text) == fold(raw.replace("<BR>", ""))
    assert page.header is not None
    assert page.header.doc_number == "工信部企业〔2022〕119号"


def test_the_shares_that_a_finance_page_names_are_read_from_its_mark() -> None:
    mark = "<!-- news_keyword_pub,stock,sh600001&amp;sz000002&sh600001 -->"
    page = PAGE.replace("</div>", mark + "<p>海量资讯尽在示例网</p></div>")
    assert clean_page(page.encode(), url=URL).stock_codes == ("sh600001", "sz000002")
    hexo = f"---\ntitle: 示例\nauthor: 示例网\n---\n<div><p>{PARAGRAPH}</p>{mark}<p>海量资讯</p></div>"
    read = clean_page(hexo.encode(), url="import:0/1.md")
    assert (read.text, read.stock_codes) == (PARAGRAPH, ("sh600001", "sz000002"))
    assert clean_page(PAGE.encode(), url=URL).stock_codes == ()


@pytest.mark.corpora
@pytest.mark.parametrize(("name", "codes"), [("sina_3", ("JPM", "BLK", "PMTG")), ("sina_4", ("AAPL", "WB"))])
def test_saved_finance_pages_name_their_shares_and_lose_prices_and_disclaimer(
    name: str, codes: tuple[str, ...]
) -> None:
    root = corpora()
    path = root / f"extraction/gne/{name}.html" if root else None
    if path is None or not path.exists():
        pytest.skip("the saved news pages are not there")
    page = clean_page(path.read_bytes(), url="https://finance.sina.com.cn/1.shtml")
    assert page.stock_codes == codes
    assert "免责声明" not in page.text
    assert not re.search(r"\([-\d.]+, [-\d.]+, [-\d.]+%\)", page.text)


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "printed", "source", "editor"),
    [
        ("sina_2", "2018-12-28T19:55:00+08:00", "新京报", "霍琦"),
        ("sina_3", "2019-09-09T20:52:00+08:00", "新浪财经-自媒体综合", "郭明煜"),
        ("sina_4", "2019-09-11T01:53:00+08:00", "新浪科技", None),
        ("sina_5", "2019-10-23T09:05:00+08:00", "环球网", "吴金明"),
        ("sina_sina", "2019-09-07T04:04:00+08:00", "北京日报", "张申"),
    ],
)
def test_saved_sina_pages_read_by_the_rules_of_their_system(
    name: str, printed: str, source: str, editor: str | None
) -> None:
    root = corpora()
    path = root / f"extraction/gne/{name}.html" if root else None
    if path is None or not path.exists():
        pytest.skip("the saved news pages are not there")
    page = clean_page(path.read_bytes(), url="https://finance.sina.com.cn/1.shtml")
    assert page.rules == "sina"
    assert page.published is not None
    assert (page.published.isoformat(), page.source, page.editor) == (printed, source, editor)
    assert "责任编辑" not in page.text

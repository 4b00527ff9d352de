"""The sample portal plays what it says: lists, traps, pages, files, nights and faults."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from cleaners.numerals import parse_numeral
from kb.home import REPOSITORY
from samples import demo
from samples.portal import Portal, press
from samples.portal.faults import FAULTS, UnknownFault
from samples.portal.files import file_bytes
from samples.portal.library import COLUMNS, Column, attachments, column, listing, text, texts
from samples.portal.pages import FICTION, UNIT_PATH

IMPORT = REPOSITORY / "samples" / "import"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
NUMBERED = re.compile(r"^第([一二三四五六七八九十]+)条(之一)?　", re.M)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


STILL = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(portal: Portal, path: str, **headers: str) -> Got:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(portal.base_url + path, headers=named)
    try:
        with STILL.open(request, timeout=10) as answer:
            return Got(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Got(error.code, error.headers, error.read())


def unit_path(col: Column, page: int = 1, parse_type: str = "buildstatic") -> str:
    query = {
        "parseType": parse_type,
        "webId": "8d828e408d90447786ddbe128d495e9e",
        "tplSetId": "209741b2109044b5b7695700b2bec37e",
        "pageType": "column",
        "tagId": col.tag_id,
        "editType": "null",
        "pageId": col.page_id,
    }
    if page > 1:
        query["paramJson"] = json.dumps({"pageNo": page, "pageSize": "24"}, separators=(",", ":"))
    return f"{UNIT_PATH}?{urlencode(query)}"


def rows(portal: Portal, key: str, page: int = 1) -> Got:
    col = column(key)
    return get(portal, unit_path(col, page), Referer=f"{portal.base_url}{col.path}index.html")


def fragment(portal: Portal, key: str, page: int = 1) -> html.HtmlElement:
    envelope = json.loads(rows(portal, key, page).text)
    assert (envelope["success"], envelope["code"], envelope["message"]) == (True, "200", "生成成功")
    return html.fromstring(envelope["data"]["html"])


def links(part: html.HtmlElement) -> list[str]:
    return [str(href) for href in part.xpath("//li[not(@class='empty')]/a/@href")]


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with Portal() as playing:
        yield playing


# --- the command


def test_the_first_line_of_the_command_is_the_base_url() -> None:
    command = [sys.executable, "-m", "samples.portal", "--fault", "robots-503"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        try:
            base = served.stdout.readline().strip()
            with pytest.raises(urllib.error.HTTPError, match="503") as refused:
                OPENER.open(base + "/robots.txt", timeout=10)
            refused.value.close()
        finally:
            served.terminate()


def test_an_unknown_fault_is_one_line_and_exit_2() -> None:
    command = [sys.executable, "-m", "samples.portal", "--fault", "earthquake"]
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 2
    assert "earthquake" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    with pytest.raises(UnknownFault):
        Portal(["earthquake"])


def test_list_faults_names_and_explains_every_fault() -> None:
    command = [sys.executable, "-m", "samples.portal", "--list-faults"]
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=20)
    assert [line.split()[0] for line in ended.stdout.splitlines()] == list(FAULTS)


# --- lists


def test_a_column_page_has_no_rows_but_the_parameters_of_its_rows(portal: Portal) -> None:
    for col in COLUMNS:
        page = html.fromstring(get(portal, col.path + "index.html").text)
        asked = [str(q) for q in page.xpath("//script[@parsetype]/@querydata")]
        assert not page.xpath("//li[contains(@class,'cf')]")
        assert [q for q in asked if f"'pageId':'{col.page_id}'" in q and "'pageType':'column'" in q]


def test_the_parents_of_the_columns_are_only_a_script(portal: Portal) -> None:
    assert "window.location.href=" in get(portal, "/zwgk/zcwj/wjfb/index.html").text


@pytest.mark.parametrize("parse_type", ["buildstatic", "bulidstatic"])
def test_an_unprimed_or_misspelt_request_fails_silently(portal: Portal, parse_type: str) -> None:
    referer = {} if parse_type == "buildstatic" else {"Referer": portal.base_url + column("tz").path}
    got = get(portal, unit_path(column("tz"), parse_type=parse_type), **referer)
    assert got.status == 200
    assert json.loads(got.text) == {"success": False, "code": "200", "data": {"html": ""}, "message": ""}


def test_the_notices_fill_two_pages_without_loss_or_repetition(portal: Portal) -> None:
    first, second = fragment(portal, "tz"), fragment(portal, "tz", 2)
    found = links(first) + links(second)
    (count,) = first.xpath("//div[@class='pagination']/@count")
    assert len(links(first)) == 24
    assert len(found) == len(set(found)) == int(count)
    assert second.xpath("//div[@class='pagination']/@pageno") == ["2"]


def test_every_trap_of_the_lists_occurs(portal: Portal) -> None:
    first, second = fragment(portal, "tz"), fragment(portal, "tz", 2)
    both = [*first.xpath("//li"), *second.xpath("//li")]
    cut = [a for li in both for a in li.xpath("./a") if a.text_content().endswith("...")]
    assert cut
    assert all(len(a.get("title")) > len(a.text_content()) for a in cut if a.get("title"))
    assert [li for li in both if li.xpath("./a[not(@title)]")]
    assert [li for li in both if li.text_content().count("解读新闻20")]
    assert [li for li in both if li.xpath("./dl//a")]
    assert [li for li in both if li.get("class") == "border-line"]
    assert [li for li in both if li.xpath("./a[starts-with(@href,'http://')]")]
    assert [li for li in both if li.xpath("./a[contains(@href,'/wjfb/gg/')]")]
    consultations = fragment(portal, "yj")
    assert consultations.xpath("//li[@class='empty']")
    assert consultations.xpath("//span[@class='endtime']/text()")[0] == "1791993600000"


def test_the_feed_of_two_columns_holds_their_newest_items(portal: Portal) -> None:
    ids = ",".join(column(key).page_id for key in ("gs", "jd"))
    got = get(portal, f"/api-gateway/jpaas-plugins-web-server/front/rss/getinfo?webId=x&columnIds={ids}")
    found = re.findall(r"<link>https://www\.miit\.gov\.cn(/[^<]+)</link>", got.text)
    assert len(found) == 13
    assert {path.split("/art/")[0] + "/" for path in found} == {column("gs").path, column("jd").path}


# --- pages and files


def test_a_detail_page_has_the_marks_of_the_ministry(portal: Portal) -> None:
    item = text("measure-2022")
    page = html.fromstring(get(portal, item.path).text)
    (title,) = page.xpath("//h1[@id='con_title']")
    (moment,) = page.xpath("//span[@id='con_time']")
    (body,) = page.xpath("//div[@id='con_con']")
    (built,) = page.xpath("//meta[@name='PubDate']/@content")
    assert title.text_content() == item.title
    assert moment.text_content() == "发布时间：2022-06-22 10:20"
    assert built == "2022-06-22 17:46"
    assert "产振部县域〔2022〕46号" in body.text_content()
    assert body.xpath(".//a[contains(@href,'/cms_files/filemanager/')]")


def test_a_page_that_did_not_change_is_a_304(portal: Portal) -> None:
    first = get(portal, text("measure-2022").path)
    assert get(portal, text("measure-2022").path, If_None_Match=str(first.headers["ETag"])).status == 304
    since = str(first.headers["Last-Modified"])
    assert get(portal, text("measure-2022").path, If_Modified_Since=since).status == 304
    assert get(portal, text("measure-2022").path, If_None_Match='"other"').status == 200


def test_every_link_of_every_page_is_answered(portal: Portal) -> None:
    paths = {"/", "/hexo/"}
    for item in texts():
        if item.night == 1:
            page = html.fromstring(get(portal, item.path).text)
            paths |= {str(href) for href in page.xpath("//a/@href | //iframe/@fileurl") if href[:1] == "/"}
    refused = {path for path in paths if get(portal, path).status != 200}
    assert not refused


def test_every_page_says_that_it_is_fictional(portal: Portal) -> None:
    for item in texts():
        if item.night == 1:
            assert FICTION in get(portal, item.path).text
    for item in press.news():
        assert "虚构" in get(portal, press.news_path(item)).text
    assert "本站内容纯属虚构" in (REPOSITORY / "samples" / "portal" / "README.md").read_text(encoding="utf-8")


def test_a_body_that_is_only_a_file_stands_in_the_viewer(portal: Portal) -> None:
    page = html.fromstring(get(portal, text("proposed-2024").path).text)
    (body,) = page.xpath("//div[@id='con_con']")
    (frame,) = body.xpath(".//iframe/@fileurl")
    assert not body.text_content().strip()
    assert get(portal, str(frame)).body.startswith(b"%PDF-1.4")


def names(list_name: str) -> list[str]:
    return [row[2] for row in listing(list_name).rows]


@pytest.mark.parametrize("key", ["holders-2023", "proposed-2023", "review-passed-2025"])
def test_the_spreadsheets_hold_their_lists(key: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file_bytes(key)))
    cells = book.get_sheet_by_index(0).to_python()
    wanted = names(attachments()[key].lists[0][1])
    assert [row[2] for row in cells if row[2] in wanted] == wanted
    assert cells[0][0] == attachments()[key].title


@pytest.mark.parametrize("key", ["holders-2024", "proposed-2024"])
def test_the_pdfs_read_back_as_their_lists(key: str) -> None:
    document = pypdfium2.PdfDocument(file_bytes(key))
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    wanted = names("holders-2024")
    assert len(wanted) >= 30
    assert [name for name in wanted if name not in printed] == []


def test_the_documents_hold_their_lists_with_merged_regions() -> None:
    with zipfile.ZipFile(io.BytesIO(file_bytes("holders-2022"))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert [name for name in names("holders-2022") if name not in xml] == []
    assert xml.count('<w:vMerge w:val="restart"/>') == len({row[1] for row in listing("holders-2022").rows})


def test_the_lists_agree_with_each_other() -> None:
    held, reviewed = names("holders-2022"), names("review-2022")
    assert held == reviewed
    assert len(names("holders-2022")) == 32
    assert set(names("holders-2022")) < set(names("proposed-2022"))
    counts = [len(names(f"review-2022:{outcome}")) for outcome in ("通过", "限期整改", "撤销")]
    assert counts == [27, 3, 2]
    assert {row[2] for row in listing("renamed-2025").rows} <= set(names("review-2022:通过"))
    every = [name for year in (2022, 2023, 2024) for name in names(f"holders-{year}")]
    assert len(every) == len(set(every)) == 100


# --- the texts


def labels(slug: str) -> list[tuple[int | None, bool]]:
    return [(parse_numeral(n), bool(more)) for n, more in NUMBERED.findall("\n".join(text(slug).body))]


def test_the_measure_has_24_articles_in_five_chapters() -> None:
    assert labels("measure-2022") == [(n, False) for n in range(1, 25)]
    assert sum("章　" in line for line in text("measure-2022").body if line.startswith("= 第")) == 5


def test_the_draft_lacks_one_article_and_the_revision_adds_one_after_the_seventeenth() -> None:
    assert labels("draft-2022") == [(n, False) for n in range(1, 24)]
    wanted = [(n, False) for n in range(1, 24)]
    wanted.insert(17, (17, True))
    assert labels("measure-2025") == wanted


def test_the_news_quote_clauses_verbatim_one_wrongly_and_one_in_other_words() -> None:
    measure = "".join(text("measure-2022").body) + "".join(text("measure-2025").body)
    sentences = {
        item.slug: [s for line in item.body for s in re.split("[。“”]", line) if len(s) >= 20]
        for item in press.news()
    }
    verbatim = {slug for slug, found in sentences.items() if any(s in measure for s in found)}
    assert verbatim == {"news-1", "news-2", "news-4", "news-5"}
    assert "认定有效期为五年" in "".join(press.news()[2].body)
    assert "认定有效期为五年" not in measure


def test_the_saved_files_are_what_the_portal_serves() -> None:
    for item in press.news():
        assert (IMPORT / f"{item.slug}.md").read_text(encoding="utf-8") == press.hexo_file(item)
    mirror, reprint = press.press_text("mirror-2022"), press.press_text("reprint-2022")
    assert (IMPORT / "mirror.txt").read_text(encoding="utf-8") == press.mirror_text(mirror, "7QX")
    assert (IMPORT / "reprint.txt").read_text(encoding="utf-8") == press.reprint_text(reprint)


def test_the_garbled_copy_repeats_shuffles_and_loses_articles() -> None:
    garbled = (IMPORT / "garbled-measure.txt").read_text(encoding="utf-8")
    whole = "".join(text("measure-2022").body).replace("　", "")
    lost = [n for n in ("第七条", "第九条", "第十三条", "第二十二条", "第二十三条") if n not in garbled]
    assert len(lost) == 5
    assert garbled.count("第三条工坊集群的认定和管理遵循") == 2
    assert garbled.index("第一条为规范") > garbled.index("第三条工坊集群")
    assert "（四）协作网络健全。" not in garbled
    assert [s for s in garbled.replace("\n", "").split("。")[3:-1] if s[-12:] not in whole] == []


def test_the_mirror_changes_its_token_at_each_request_and_nothing_else(portal: Portal) -> None:
    first, second = get(portal, press.MIRROR).text, get(portal, press.MIRROR).text
    token = re.compile(r'(<span style="display:none">)\w{3}')
    assert first != second
    assert token.sub(r"\1", first) == token.sub(r"\1", second)
    assert len(token.findall(first)) == len(press.press_text("mirror-2022").body)


# --- nights and faults


def test_each_night_brings_its_notices() -> None:
    with Portal() as playing:
        before = len(links(fragment(playing, "tz")) + links(fragment(playing, "tz", 2)))
        late = text("night-5")
        assert get(playing, late.path).status == 404
        publicities = []
        for night in (2, 3, 4, 5):
            assert playing.advance() == night
            publicities.append(len(links(fragment(playing, "gs"))))
        assert publicities == [12, 12, 13, 13]
        after = len(links(fragment(playing, "tz")) + links(fragment(playing, "tz", 2)))
        assert after == before + 2
        assert get(playing, late.path).status == 200
        assert len(playing.requests(UNIT_PATH)) == 8


def test_a_fault_can_be_placed_and_healed() -> None:
    with Portal(["server-500@/zwgk/wjgs/"]) as playing:
        assert rows(playing, "gs").status == 500
        assert rows(playing, "tz").status == 200
        playing.heal()
        assert rows(playing, "gs").status == 200
        playing.inject("wall-521")
        assert b"_clearance_s" not in get(playing, "/robots.txt").body
        assert get(playing, column("tz").path).status == 521


def test_the_list_faults_do_what_they_say() -> None:
    with Portal() as playing:
        playing.inject("unprimed")
        assert json.loads(rows(playing, "tz").text)["success"] is False
        playing.heal()
        playing.inject("empty-fragment")
        assert links(fragment(playing, "tz")) == []
        playing.heal()
        playing.inject("empty-html")
        assert json.loads(rows(playing, "tz").text)["data"]["html"] == ""
        playing.heal()
        playing.inject("truncated-json")
        with pytest.raises(json.JSONDecodeError):
            json.loads(rows(playing, "tz").text)


def test_the_count_faults_disagree_with_the_rows() -> None:
    with Portal() as playing:
        held = len(links(fragment(playing, "gs")))
        playing.inject("count-mismatch")
        assert fragment(playing, "gs").xpath("//div[@class='pagination']/@count") == [str(held + 3)]
        playing.heal()
        playing.inject("withdrawn")
        assert len(links(fragment(playing, "gs"))) == held - 3
        playing.heal()
        playing.inject("stalled-paging")
        assert links(fragment(playing, "tz")) == links(fragment(playing, "tz", 2))


def test_a_new_row_pushes_row_24_to_the_second_page() -> None:
    with Portal(["page-shift"]) as playing:
        first, second = links(fragment(playing, "tz")), links(fragment(playing, "tz", 2))
        assert second[0] == first[-1]
        again = links(fragment(playing, "tz"))
        assert again[1:] == first[:-1]
        assert get(playing, again[0]).status == 200


def test_the_same_page_can_come_back_revised() -> None:
    item = text("measure-2022")
    with Portal() as playing:
        before = get(playing, item.path)
        playing.inject("revision")
        after = get(playing, item.path, If_None_Match=str(before.headers["ETag"]))
        assert after.status == 200
        assert "公示期不少于10个工作日" in after.text
        assert "公示期不少于10个工作日" not in before.text


def test_the_detail_faults_do_what_they_say() -> None:
    item = text("measure-2022")
    with Portal() as playing:
        honest = get(playing, item.path)
        playing.inject("title-mismatch")
        for other in (item, text("notice-2026-7")):
            assert f'<h1 id="con_title">{other.title}</h1>' not in get(playing, other.path).text
        playing.heal()
        playing.inject("pdf-only")
        assert "第一条" not in get(playing, item.path).text
        playing.heal()
        playing.inject("charset-lie")
        assert "第一条" in get(playing, item.path).body.decode("gb18030")
        playing.heal()
        playing.inject("gzip-truncated")
        with pytest.raises(EOFError):
            gzip.decompress(get(playing, item.path).body)
        playing.heal()
        playing.inject("short-body")
        with pytest.raises(http.client.IncompleteRead):
            get(playing, item.path)
        playing.heal()
        assert get(playing, item.path).body == honest.body


@pytest.mark.parametrize(
    ("fault", "path", "status", "mark"),
    [
        ("soft-404", "detail", 200, "不存在"),
        ("gone-404", "detail", 404, "不存在"),
        ("redirect-private", "detail", 302, ""),
        ("redirect-file", "detail", 302, ""),
        ("redirect-loop", "detail", 302, ""),
        ("wall-521", "detail", 521, "_clearance_s"),
        ("forbidden-403", "column", 403, "403"),
        ("captcha-200", "column", 200, "验证码"),
        ("server-500", "column", 500, "500"),
        ("busy-503", "column", 503, "503"),
        ("robots-503", "robots", 503, "503"),
        ("robots-html", "robots", 200, "<html>"),
        ("robots-deny", "robots", 200, "Disallow: /\n"),
        ("attachment-html", "file", 200, "不存在"),
        ("missing-cookie", "column", 200, "queryData"),
    ],
)
def test_a_fault_of_status_or_body_shows(fault: str, path: str, status: int, mark: str) -> None:
    places = {
        "detail": text("measure-2022").path,
        "column": column("tz").path,
        "robots": "/robots.txt",
        "file": attachments()["holders-2022"].path,
    }
    with Portal([fault]) as playing:
        got = get(playing, places[path])
        assert got.status == status
        assert mark in got.text
        assert got.headers["Set-Cookie"] is None


def test_slow_answers_wait_and_a_broken_feed_ends_in_the_middle() -> None:
    with Portal(["rss-broken"]) as playing:
        col = column("tz")
        path = f"/api-gateway/jpaas-plugins-web-server/front/rss/getinfo?webId=x&columnIds={col.page_id}"
        assert "</rss>" not in get(playing, path).text
        playing.inject("slow")
        playing.delay = 0.3
        with pytest.raises(TimeoutError):
            OPENER.open(playing.base_url + "/robots.txt", timeout=0.1)


def test_no_text_is_listed_twice_and_identifiers_never_change() -> None:
    ids = [item.art_id for item in texts()]
    assert len(ids) == len(set(ids))
    assert text("measure-2022").path.endswith("/2022/art_1bd93b41e906e870837fc09354b6ffd7.html")


def test_the_import_folder_holds_nothing_but_its_eight_files() -> None:
    assert sorted(path.name for path in Path(IMPORT).iterdir()) == [
        "garbled-measure.txt",
        "mirror.txt",
        *(f"news-{n}.md" for n in range(1, 6)),
        "reprint.txt",
    ]


# --- the demonstration


def test_a_step_of_the_demo_runs_in_its_own_home_on_the_portal(capfd: pytest.CaptureFixture[str]) -> None:
    asks = "import os; print(os.environ['TIAOWEN_HOME'], os.environ['TIAOWEN_REPLICA'])"
    demo.play(demo.Step("A step.", "一步。", (sys.executable, "-c", asks)), "http://127.0.0.1:1")
    assert capfd.readouterr().out.splitlines()[-1] == f"{demo.HOME} http://127.0.0.1:1"


def test_a_failing_step_of_the_demo_is_one_line() -> None:
    step = demo.Step("A step.", "一步。", (sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(demo.StepFailed, match="exit code 3"):
        demo.play(step, "http://127.0.0.1:1")

"""A new source as a contributor makes it: from its list page to a trial, in a copy of the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from scrapy.utils.project import get_project_settings

from crawler.families.feed import FeedSpider
from crawler.families.jpaas import JpaasSpider
from crawler.families.source import SourceSpider
from crawler.newsource import (
    Unrecognised,
    check_is_new,
    check_name,
    drafted,
    families,
    fewest,
    listed_at,
    recognise,
    spider_file,
)
from crawler.roster import roster
from crawler.titles import column_name, page_says
from crawler.trial import DOCUMENTS, LEAST_TEXT, passes
from kb.home import REPOSITORY, Home
from kb.state import State
from samples.portal import pages, unit, wire
from samples.portal.library import column, text
from samples.portal.server import Portal
from samples.portal.sites import samr

COLUMN = "https://www.miit.gov.cn/zwgk/wjgs/index.html"
PRACTICE = "https://www.samr.gov.cn/zw/practice/index.html"
CHECKED = "Checked 2026-11-22."
SHELL = pages.shell(column("gs")).encode()
SOURCES = roster(get_project_settings()).sound
ROOMS = ("crawler", "kb", "cleaners", "pipeline", "index", "reader", "samples")


def answered(url: str) -> bytes:
    """What the sample portal answers there."""
    parts = urlsplit(url)
    with Portal() as portal:
        asked = wire.Request("GET", parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), {})
        return portal.answer(asked).body


# -- recognising


def test_each_kind_of_list_is_recognised_by_one_family() -> None:
    assert recognise(SHELL, COLUMN) is JpaasSpider
    assert recognise(unit.rss([text("measure-2022")]).encode(), COLUMN) is FeedSpider
    assert {"jpaas", "miit_search", "feed"} <= {cls.family for cls in families()}


@pytest.mark.parametrize("body", [b"", b"<html><p>page</p></html>", pages.redirect_shell("/a/").encode()])
def test_a_page_that_is_no_list_is_one_clear_line(body: bytes) -> None:
    with pytest.raises(Unrecognised, match=r"not recognised as a list of .*; give the leaf column's address"):
        recognise(body, COLUMN)


def test_a_family_can_be_named_and_must_exist() -> None:
    assert recognise(SHELL, COLUMN, "jpaas") is JpaasSpider
    with pytest.raises(Unrecognised, match="no family 'lighthouse'; there are: "):
        recognise(SHELL, COLUMN, "lighthouse")


def test_the_file_holds_only_what_differs_from_the_family() -> None:
    new = drafted("lamp_notices", COLUMN, SHELL, family=None, publisher=None, checked=CHECKED)
    written = spider_file(new)
    assert "from crawler.families.jpaas import JpaasSpider" in written
    assert f'page_id = "{column("gs").page_id}"' in written
    assert "tag_id" not in written
    other = drafted(
        "fair_notices",
        "https://www.samr.gov.cn/zw/zjwj/gsgg/index.html",
        samr.shell(samr.COLUMNS[0]).encode(),
        family=None,
        publisher="集市监管局",
        checked=CHECKED,
    )
    assert 'parse_type = "bulidstatic"' in spider_file(other)
    assert len(spider_file(other).splitlines()) <= 40
    assert "min_rows = 1" in spider_file(other)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "Lamp",
        "lamp-notices",
        "灯塔",
        "lamp，notices",
        "lamp notices",
        "1lamp",
        "la",
        "import",
        "",
        "l" * 60,
    ],
)
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(Unrecognised, match="is no name for a source"):
        check_name(name)


@pytest.mark.parametrize("name", ["miit_notices", "jpaas", "mirror"])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    with pytest.raises(Unrecognised, match=r"there is a source named|is there already"):
        check_name(name)


@pytest.mark.parametrize(
    ("url", "walked_by"),
    [
        (COLUMN, "miit_publicity"),
        ("http://wap.miit.gov.cn/zwgk/wjgs/", "miit_publicity"),
        ("https://gxj.sz.gov.cn/xxgk/xxgkml/qt/tzgg/index.html", "shenzhen_notices"),
        (PRACTICE, None),
    ],
)
def test_a_list_that_another_source_walks_is_refused(url: str, walked_by: str | None) -> None:
    if walked_by is None:
        check_is_new(listed_at(url), SOURCES)
        return
    with pytest.raises(Unrecognised, match=f"the source {walked_by} walks this list already: http"):
        check_is_new(listed_at(url), SOURCES)


def test_the_same_unit_or_feed_under_another_address_is_the_same_list() -> None:
    moved = drafted("lamp_notices", PRACTICE, SHELL, family=None, publisher=None, checked=CHECKED)
    with pytest.raises(Unrecognised, match="the source miit_publicity walks this list already"):
        check_is_new(moved.spider, SOURCES)
    url = "https://feed.mix.sina.com.cn/api/roll/get?pageid=384&lid=2519&k=&num=10&page=1"
    feed = drafted("lamp_news", url, answered(url), family=None, publisher="灯塔财经", checked=CHECKED)
    assert "feeds = (Roll(pageid=384, lid=2519, size=50),)" in spider_file(feed)
    assert "from crawler.families.sina_feeds import Roll" in spider_file(feed)
    with pytest.raises(Unrecognised, match="the source sina_roll walks this list already"):
        check_is_new(feed.spider, SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.name))
def test_each_family_recognises_the_lists_of_its_own_sources(source: type[SourceSpider]) -> None:
    if source.name == "miit_policies":
        pytest.skip("the page of the search is a script; its answers are recognised in test_miit_search")
    (asked, *_) = source().first()
    # a library of all categories does not tell which one is meant, one of a single category does
    only = source.name == "govcn_state_council"
    url = asked.url.replace("t=zhengcelibrary&", "t=zhengcelibrary_gw&") if only else asked.url
    new = drafted("lamp_notices", url, answered(url), family=None, publisher="灯塔部", checked=CHECKED)
    assert new.family.family == source.family
    told = {name: value for name, value in new.constants if name in ("row", "domain", "second", "ministry")}
    assert all(str(value) in str(getattr(source, name)) for name, value in told.items())
    assert only == (dict(new.constants).get("library") == "zhengcelibrary_gw")


def test_a_page_that_does_not_tell_all_its_family_needs_is_one_clear_line() -> None:
    url = "https://www.miit.gov.cn/search-front-server/api/search/info?websiteid=110000000000000&q="
    body = json.dumps(
        {
            "success": True, "code": "200",
            "data": {"searchResult": {"total": 1, "dataResults": [{"data": {
                "title": "灯塔通知", "url": "/art/2026/art_1.html", "jsearch_date": "2026-03-27",
            }}]}},
        }
    ).encode()  # fmt: skip
    with pytest.raises(Unrecognised, match=r"a list of miit_search, but ConstantMissing: .* `search_id`"):
        drafted("lamp_notices", url, body, family="miit_search", publisher="灯塔部", checked=CHECKED)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ('<meta name="ColumnName" content="通知公告"><title>别的_灯塔厅</title>', "通知公告"),
        (
            '<div class="crumb">当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; 公示</div>',
            "公示",
        ),
        ("<title>灯塔厅</title><p>您的位置：首页 > 通知公告</p>", "通知公告"),
        ("<title>通知公告_灯塔省工业厅</title>", "通知公告"),
        ("<title>灯塔省工业厅 - 通知公告</title>", "通知公告"),
        ("<title>灯塔省人民政府门户网站|灯塔省工业厅|政策文件</title>", "政策文件"),
        ("<title>灯塔省工业厅</title>", "灯塔省工业厅"),
        ("<p>没有标题</p>", None),
    ],
)
def test_the_column_is_named_by_the_page_without_the_sites_name(page: str, name: str | None) -> None:
    assert column_name(page_says(f"<html>{page}<p>正文</p></html>".encode()), "灯塔厅") == name


def test_a_name_with_quotes_does_not_break_the_file() -> None:
    odd = SHELL.replace('content="文件公示"'.encode(), 'content="“公示”&quot;&quot;&quot;\\"'.encode())
    new = drafted("lamp_notices", COLUMN, odd, family=None, publisher='灯塔"""部', checked=CHECKED)
    compile(spider_file(new), "lamp_notices.py", "exec")


def test_a_written_file_is_as_the_formatter_writes_it(tmp_path: Path) -> None:
    long = COLUMN.replace("wjgs", "wjgs/" + "a" * 44)
    for number, url in enumerate((COLUMN, long, long.replace("index", "b" * 90))):
        new = drafted("lamp_notices", url, SHELL, family=None, publisher=None, checked=CHECKED)
        quoted = replace(new, constants=(("row", 'li[class="a"] > i'), ("second", 2)))
        for made in (new, quoted):
            (tmp_path / f"n{number}_{len(made.constants)}.py").write_text(spider_file(made), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--config", str(REPOSITORY / "pyproject.toml")]
    for words in (["format", "--check", *config], ["check", "--ignore", "E501", *config]):
        done = subprocess.run([*ruff, *words, str(tmp_path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_an_unknown_publisher_is_refused() -> None:
    bare = SHELL.replace(b'name="SiteName"', b'name="Nobody"')
    with pytest.raises(Unrecognised, match="name the publisher with --publisher"):
        drafted("lamp_notices", COLUMN, bare, family=None, publisher=None, checked=CHECKED)


# -- the fixed checks of a trial


def test_a_document_passes_with_title_date_and_text() -> None:
    body = pages.detail(text("ordinary-01")).encode()
    assert passes(body, COLUMN, None, "jpaas", None)
    assert not passes(b"<html><h1>x</h1></html>", COLUMN, None, "jpaas", None)
    assert not passes(body, COLUMN, None, "no_such_rules", None)
    short = "<h1 id='con_title'>通知</h1><div id='con_con'><p>短</p></div>".encode()
    assert len("短") < LEAST_TEXT
    assert not passes(short, COLUMN, None, "jpaas", None)


# -- as a contributor would


@dataclass(frozen=True)
class Clone:
    """A copy of the repository, where a contributor works."""

    root: Path
    environment: dict[str, str]

    def scrapy(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", *words]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with Portal() as playing:
        yield playing


@pytest.fixture
def clone(tmp_path: Path, home: Home, portal: Portal) -> Clone:
    root = tmp_path / "clone"
    for room in ROOMS:
        shutil.copytree(REPOSITORY / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "scrapy.cfg", root)
    environment = {
        **os.environ,
        "TIAOWEN_HOME": str(home.root),
        "TIAOWEN_REPLICA": portal.base_url,
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Clone(root, environment)


def test_a_new_source_is_written_tried_and_given_its_first_page(clone: Clone, home: Home) -> None:
    done = clone.scrapy("newsource", "lamp_notices", PRACTICE)
    assert done.returncode == 0, done.stderr
    written = (clone.root / "crawler/spiders/lamp_notices.py").read_text(encoding="utf-8")
    assert len(written.splitlines()) <= 40
    assert "trial = True" in written
    assert f"    min_rows = {fewest(9)}\n" in written
    assert written.startswith('"""集市监管局 · 练习栏目.\n')
    folder = clone.root / "tests/pages/lamp_notices/first"
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    assert meta["url"].startswith("https://www.samr.gov.cn/zw/practice/art/")
    assert meta["rewritten"] is True
    assert b'id="con_con"' in (folder / "page.html").read_bytes()
    with State(home) as state:
        assert state.passed("lamp_notices") == DOCUMENTS
    again = clone.scrapy("newsource", "lamp_notices", PRACTICE)
    assert (again.returncode, again.stderr.strip()) == (2, "there is a source named 'lamp_notices' already")
    twin = clone.scrapy("newsource", "twin_notices", PRACTICE.replace("index.html", ""))
    said = f"the source lamp_notices walks this list already: {PRACTICE}"
    assert (twin.returncode, twin.stderr.strip()) == (2, said)
    nobody = clone.scrapy("newsource", "nobody", "https://www.samr.gov.cn/hexo/")
    assert (nobody.returncode, len(nobody.stderr.strip().splitlines())) == (2, 1)
    assert not list((clone.root / "crawler/spiders").glob("[nt][ow][bi][on]*.py"))


def test_a_source_that_lacks_a_constant_is_named_and_the_others_go_on(clone: Clone) -> None:
    for path in (clone.root / "crawler/spiders").glob("*_*.py"):
        path.unlink()
    new = drafted("lamp_notices", COLUMN, SHELL, family=None, publisher=None, checked=CHECKED)
    sound = spider_file(new).replace("    trial = True\n", "")
    (clone.root / new.path).write_text(sound, encoding="utf-8")
    broken = sound.replace("    home =", "    house =").replace("lamp_notices", "fog_notices")
    (clone.root / "crawler/spiders/fog_notices.py").write_text(broken, encoding="utf-8")
    (clone.root / "crawler/spiders/rain.py").write_text("class Rain(:\n", encoding="utf-8")
    lacks = "ConstantMissing: fog_notices (family jpaas) lacks `home` (the list's address)"
    listed = clone.scrapy("sources", "--json")
    states = {told["name"]: told["state"] for told in json.loads(listed.stdout)}
    assert (listed.returncode, "Traceback" in listed.stderr) == (1, False)
    assert lacks in listed.stderr.splitlines()
    assert states == {"lamp_notices": "never crawled", "fog_notices": "unsound", "rain": "unsound"}
    night = clone.scrapy("nightly", "--json")
    runs = {run["source"]: (run["state"], run["reason"]) for run in json.loads(night.stdout)["sources"]}
    assert night.returncode == 1
    assert runs["lamp_notices"][0] == "ok"
    assert runs["fog_notices"] == ("failed", lacks)
    assert runs["rain"][1].startswith("SourceUnreadable: rain.py cannot be loaded: SyntaxError: ")
    named = clone.scrapy("crawl", "fog_notices")
    assert (named.returncode, named.stderr.strip()) == (2, lacks)


def test_a_source_on_trial_is_shown_and_left_out_of_the_night(clone: Clone, home: Home) -> None:
    for path in (clone.root / "crawler/spiders").glob("*_*.py"):
        path.unlink()
    new = drafted("lamp_notices", COLUMN, SHELL, family=None, publisher=None, checked=CHECKED)
    (clone.root / new.path).write_text(spider_file(new), encoding="utf-8")
    night = json.loads(clone.scrapy("nightly", "--json").stdout)
    assert (night["sources"], night["on_trial"]) == ([], ["lamp_notices"])
    (told,) = json.loads(clone.scrapy("sources", "--json").stdout)
    assert (told["state"], told["reason"]) == ("on trial", f"0 of {DOCUMENTS} documents passed")
    named = json.loads(clone.scrapy("nightly", "--only", "lamp_notices", "--json").stdout)
    assert [run["state"] for run in named["sources"]] == ["ok"]
    joined = json.loads(clone.scrapy("nightly", "--json").stdout)
    assert ([run["source"] for run in joined["sources"]], joined["on_trial"]) == (["lamp_notices"], [])

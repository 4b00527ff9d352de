"""A new source as a contributor makes it: from its list page to a trial, in a copy of the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.families.feed import FeedSpider
from crawler.families.jpaas import JpaasSpider
from crawler.newsource import Unrecognised, drafted, families, recognise, spider_file
from crawler.trial import DOCUMENTS, LEAST_TEXT, passes
from kb.home import REPOSITORY, Home
from kb.state import State
from samples.portal import pages, unit
from samples.portal.library import column, text
from samples.portal.server import Portal
from samples.portal.sites import samr

COLUMN = "https://www.miit.gov.cn/zwgk/wjgs/index.html"
CHECKED = "Checked 2026-11-22."
SHELL = pages.shell(column("gs")).encode()
ROOMS = ("crawler", "kb", "cleaners", "pipeline", "index", "reader", "samples")


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


def test_a_bad_name_and_an_unknown_publisher_are_refused() -> None:
    with pytest.raises(Unrecognised, match="is no name for a source"):
        drafted("../evil", COLUMN, SHELL, family=None, publisher=None, checked=CHECKED)
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
    done = clone.scrapy("newsource", "lamp_notices", COLUMN)
    assert done.returncode == 0, done.stderr
    written = (clone.root / "crawler/spiders/lamp_notices.py").read_text(encoding="utf-8")
    assert len(written.splitlines()) <= 40
    assert "trial = True" in written
    folder = clone.root / "tests/pages/lamp_notices/first"
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    assert meta["url"].startswith("https://www.miit.gov.cn/zwgk/wjgs/art/")
    assert b'id="con_con"' in (folder / "page.html").read_bytes()
    with State(home) as state:
        assert state.passed("lamp_notices") == DOCUMENTS
    again = clone.scrapy("newsource", "lamp_notices", COLUMN)
    assert (again.returncode, again.stderr.strip()) == (2, "there is a source named 'lamp_notices' already")


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

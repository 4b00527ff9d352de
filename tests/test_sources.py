"""Every source is one short file of constants with a publisher, a check date and a saved page of its own."""

from __future__ import annotations

import inspect
import re
import statistics
import subprocess
import tomllib
from pathlib import Path

import pytest
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.families.source import SourceSpider
from crawler.newsource import families
from crawler.night import CADENCES
from kb.home import REPOSITORY

LOADER = get_spider_loader(get_project_settings())
SOURCES = sorted(
    (cls for cls in map(LOADER.load, LOADER.list()) if issubclass(cls, SourceSpider)),
    key=lambda cls: cls.name,
)
PAGES = REPOSITORY / "tests" / "pages"
# Checked 2026-11-22; From published notes, 2026-11-22; Written from a replica on 2026-11-22
SEEN = re.compile(r"(?:Checked|From published notes|Written from a replica)[^.]{0,80} 20\d\d-\d\d-\d\d")


def length(source: type[SourceSpider]) -> int:
    return len(Path(inspect.getfile(source)).read_text(encoding="utf-8").splitlines())


def ids(source: type[SourceSpider]) -> str:
    return source.name


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_a_source_has_a_saved_page_of_its_own_or_of_its_rule_set(source: type[SourceSpider]) -> None:
    folders = [PAGES / name for name in (source.name, source.page or "") if name]
    saved = [case for folder in folders for case in folder.glob("*/meta.toml")]
    assert saved, f"no saved page for {source.name}: tests/pages/{source.name}/<case>/"


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_a_source_says_who_publishes_it_and_when_it_was_checked(source: type[SourceSpider]) -> None:
    told = inspect.getmodule(source).__doc__ or ""
    who, _, what = told.splitlines()[0].partition(" · ")
    assert who
    assert what
    assert source.publisher
    assert SEEN.search(told), told


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_a_source_is_at_most_forty_lines_of_constants(source: type[SourceSpider]) -> None:
    assert length(source) <= 40
    assert Path(inspect.getfile(source)).stem == source.name
    assert source.cadence in CADENCES
    assert source.min_rows >= 1
    assert not [name for name, thing in vars(source).items() if inspect.isfunction(thing)]


def test_the_median_source_is_short() -> None:
    assert statistics.median(map(length, SOURCES)) <= 35


def test_every_source_belongs_to_a_family_that_newsource_knows() -> None:
    known = {cls.family for cls in families()}
    assert {cls.family for cls in SOURCES} <= known


def test_no_saved_page_is_a_copy_of_somebody_elses() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "tests/pages"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    metas = [REPOSITORY / path for path in listed if path.endswith("meta.toml")]
    copies = [p for p in metas if p.is_file() and tomllib.loads(p.read_text()).get("rewritten") is False]
    assert not copies, f"put words of your own into {copies}"

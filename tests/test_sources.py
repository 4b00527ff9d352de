"""Every source is one short file of constants with a publisher, a check date and a saved page of its own."""

from __future__ import annotations

import inspect
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.families.source import SourceSpider
from crawler.newsource import families
from crawler.roster import SourceLoader, roster
from crawler.soundness import Unsound
from kb.home import REPOSITORY
from samples.portal.server import Portal
from samples.portal.wire import Request

SETTINGS = get_project_settings()
SOURCES = roster(SETTINGS).sound
PAGES = REPOSITORY / "tests" / "pages"
# Checked 2026-11-22; From published notes, 2026-11-22; Written from a replica on 2026-11-22
SEEN = re.compile(r"(?:Checked|From published notes|Written from a replica)[^.]{0,80} 20\d\d-\d\d-\d\d")


def length(source: type[SourceSpider]) -> int:
    return len(Path(inspect.getfile(source)).read_text(encoding="utf-8").splitlines())


def ids(source: type[SourceSpider]) -> str:
    return source.name


def flaw(meta: Path) -> str | None:
    """What a saved page's meta.toml does not say as it should; None when nothing."""
    told = tomllib.loads(meta.read_text(encoding="utf-8"))
    missing = [name for name in ("url", "note", "rewritten") if name not in told]
    if missing:
        return f"{meta} lacks {', '.join(missing)}"
    if told["rewritten"] is not True:
        return f"{meta} says that the page is a copy: put words of your own into it"
    return None if told["url"] and told["note"] else f"{meta} has an empty url or note"


@pytest.mark.parametrize("source", SOURCES, ids=ids)
def test_a_source_has_a_saved_page_of_its_own(source: type[SourceSpider]) -> None:
    saved = list((PAGES / source.name).glob("*/meta.toml"))
    assert saved, f"no saved page for {source.name}: tests/pages/{source.name}/<case>/"
    for meta in saved:
        assert len(list(meta.parent.glob("page.*"))) == 1
        written = (meta.parent / "expected.json").exists()
        assert written, "pytest --regold tests/test_clean_page.py writes expected.json; then read it"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ('url = "https://a.gov.cn/1.html"\nnote = "x"\n', "lacks rewritten"),
        ('note = "x"\nrewritten = true\n', "lacks url"),
        ('url = "https://a.gov.cn/1.html"\nnote = "x"\nrewritten = false\n', "is a copy"),
        ('url = ""\nnote = "x"\nrewritten = true\n', "empty url"),
        ('url = "https://a.gov.cn/1.html"\nnote = "x"\nrewritten = true\n', None),
    ],
)
def test_a_saved_page_must_say_where_it_is_from_and_whose_words_it_has(
    tmp_path: Path, told: str, said: str | None
) -> None:
    meta = tmp_path / "meta.toml"
    meta.write_text(told, encoding="utf-8")
    found = flaw(meta)
    assert found is None if said is None else said in (found or "")


def played_answer(portal: Portal, source: type[SourceSpider]) -> int:
    """How the sample portal answers the first request of a source."""
    (asked, *_) = source().first()
    parts = urlsplit(asked.url)
    headers = {name.decode().lower(): values[0].decode() for name, values in asked.headers.items()}
    return portal.answer(
        Request(asked.method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers)
    ).status


@pytest.mark.parametrize("source", [source for source in SOURCES if not source.trial], ids=ids)
def test_the_sample_portal_plays_every_source_that_is_no_longer_on_trial(source: type[SourceSpider]) -> None:
    with Portal() as portal:
        assert played_answer(portal, source) == 200


def test_two_provinces_and_a_city_of_separate_planning_have_documents_and_public_shows() -> None:
    told = {source.name: (inspect.getmodule(source).__doc__ or "").splitlines()[0] for source in SOURCES}
    for documents, shows in (
        ("jiangsu_policies", "jiangsu_publicity"),
        ("shandong_notices", "shandong_publicity"),
        ("shenzhen_normative", "shenzhen_notices"),
    ):
        assert re.search("文件|通知", told[documents])
        assert re.search("公示|public shows", told[shows])


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
    assert not [name for name, thing in vars(source).items() if inspect.isfunction(thing)]


def test_the_median_source_is_short() -> None:
    assert statistics.median(map(length, SOURCES)) <= 35


def test_every_source_belongs_to_a_family_that_newsource_knows() -> None:
    known = {cls.family for cls in families()}
    assert {cls.family for cls in SOURCES} <= known


def test_every_saved_page_in_the_repository_is_of_our_own_words() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "tests/pages"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    metas = [REPOSITORY / path for path in listed if path.endswith("meta.toml")]
    whole = {source.name for source in SOURCES} | {source.page for source in SOURCES}
    assert not [
        found
        for meta in metas
        if meta.is_file() and (found := flaw(meta)) and (meta.parts[-3] in whole or "is a copy" in found)
    ]


# -- files that cannot be crawled as they stand

HEAD = "from crawler.families.{module} import {base}\n\n\nclass Lamps({base}):\n    name = 'lamps'\n"
LISTED = HEAD.format(module="trs", base="TrsSpider")
WHOLE = "    publisher = '虚构的灯塔部'\n    home = 'https://a.gov.cn/tz/index.html'\n    row = 'ul > li'\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], SourceLoader]]:
    """A loader over a package that holds a sound source and one file of the text given."""
    name = f"sources_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").touch()
    sound = (LISTED + WHOLE).replace("lamps", "aaa").replace("Lamps", "Aaa")
    (folder / "aaa.py").write_text(sound, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    def load(text: str) -> SourceLoader:
        (folder / "lamps.py").write_text(text, encoding="utf-8")
        return SourceLoader.from_settings(Settings({"SPIDER_MODULES": [name]}))

    yield load
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LISTED + WHOLE.replace("row =", "rows ="), "ConstantMissing: lamps (family trs) lacks `row` ("),
        (LISTED + WHOLE.replace("home =", "at ="), "ConstantMissing: lamps (family trs) lacks `home` ("),
        (LISTED, "lacks `publisher` (who publishes it) and `home` (the list's address) and `row` ("),
        (LISTED + WHOLE + "    page = 'nobodys'\n", "RuleSetUnknown: lamps: no rule set 'nobodys' in sites"),
        (LISTED + WHOLE + "    cadence = 'hourly'\n", "ConstantWrong: lamps: `cadence` is 'hourly'"),
        (LISTED + WHOLE + "    lineage = 'mine'\n", "ConstantWrong: lamps: `lineage` is 'mine'"),
        (LISTED + WHOLE + "    min_rows = '9'\n", "ConstantWrong: lamps: `min_rows` is '9'"),
        (LISTED + WHOLE + "    night_share = -1\n", "ConstantWrong: lamps: `night_share` is -1"),
        (LISTED + WHOLE.replace("ul > li", "ul >> li"), "ConstantWrong: lamps: `row` is 'ul >> li'"),
        (LISTED + WHOLE + "    article = '['\n", "ConstantWrong: lamps: `article` is '['"),
        (LISTED + WHOLE.replace("https://", "file://"), "ConstantWrong: lamps: `home` is 'file://"),
        (
            HEAD.format(module="sina", base="SinaSpider"),
            "ConstantMissing: lamps (family sina) lacks `feeds` (",
        ),
        (
            HEAD.format(module="miit_search", base="PolicySearchSpider") + WHOLE,
            "ConstantMissing: lamps (family miit_search) lacks `website_id` (",
        ),
        ("class Lamps(:\n", "SourceUnreadable: lamps.py cannot be loaded: SyntaxError: "),
        ("import crawler.families.lamps\n", "SourceUnreadable: lamps.py cannot be loaded: ModuleNotFound"),
        ("", "SourceUnreadable: lamps.py defines 0 sources, expected exactly one"),
        ((LISTED + WHOLE).replace("'lamps'", "None"), "SourceUnreadable: lamps.py lacks `name`"),
        (
            (LISTED + WHOLE).replace("'lamps'", "'aaa'"),
            "SourceUnreadable: lamps.py names its source aaa, which another file does",
        ),
    ],
)
def test_a_source_that_cannot_be_crawled_is_named_and_hides_no_other(
    package: Callable[[str], SourceLoader], text: str, said: str
) -> None:
    loader = package(text)
    assert loader.list() == ["aaa", "lamps"]
    assert loader.load("aaa").name == "aaa"
    with pytest.raises(Unsound, match=re.escape(said)):
        loader.load("lamps")


def test_scrapy_asks_this_loader_and_no_source_of_ours_is_unsound() -> None:
    loader = get_spider_loader(SETTINGS)
    assert isinstance(loader, SourceLoader)
    assert loader.unsound == {}

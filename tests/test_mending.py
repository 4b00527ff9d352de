"""The line with witnesses: copies and quotations mend a damaged base text, in whatever order they come."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.archive import ArchiveWriter, Capture, names
from kb.home import Home, corpora
from kb.read import Base, ProvisionRow
from kb.store import dump
from pipeline.building import build
from reader.show import show_json, targets_of
from reader.trace import trace_json
from tests.test_line import capture, give, page
from tests.test_witnesses import ARTICLES, LOST_HEADING, NEWS, TITLE

NUMBER = "松水路规〔2031〕4号"
NOTICE = f"松澜省水路管理局关于印发《{TITLE}》的通知"
HEAD = f"{NOTICE}{NUMBER}各县水路管理局：现将《{TITLE}》印发给你们，请认真执行。"
WITHOUT = ARTICLES[3].replace(LOST_HEADING, "")
BODY = "".join((*ARTICLES[:3], WITHOUT, ARTICLES[4], ARTICLES[2], ARTICLES[4], *ARTICLES[5:6], *ARTICLES[7:]))
TORN = f"{HEAD}松澜省水路管理局2031年5月4日{TITLE}{BODY}"
LETTER = (
    f"{NUMBER}\n各县水路管理局：\n现将《{TITLE}》印发给你们，请认真执行。\n"
    f"松澜省水路管理局\n2031年5月4日\n{TITLE}\n"
)
WHOLE = LETTER + "\n".join(ARTICLES)
NEWS_TITLE, NEWS_TEXT = NEWS.split("\n", 1)
MIRROR, OTHER = "https://mirror.example/4.html", "https://second.example/4.html"
PRESS, OFFICE = "https://news.example/ferry.html", "https://water.songlan.example/4.html"
TORN_PAGE = capture(MIRROR, page(NOTICE, TORN), 2, "reprint")
NEWS_PAGE = capture(PRESS, page(NEWS_TITLE, NEWS_TEXT), 3, "news")
WHOLE_PAGE = capture(OTHER, page(NOTICE, WHOLE), 4, "reprint")
MEASURE = f"{NUMBER}/1"
POINT = "art_4__para_1__point_2"


def built(root: Path, *pages: Capture) -> Home:
    home = Home(root)
    with ArchiveWriter(home, "songlan") as writer:
        for one in pages:
            writer.add(one)
    build(home, index=False)
    return home


def held(base: Base, eid: str) -> ProvisionRow:
    provision = base.provision(MEASURE, eid)
    assert provision is not None
    return provision


def test_news_that_quotes_a_damaged_measure_gives_back_what_it_quotes(tmp_path: Path) -> None:
    with Base(built(tmp_path, TORN_PAGE, NEWS_PAGE).kb) as base:
        point = held(base, POINT)
        assert point.status == "restored"
        assert point.text.startswith("配齐救生用具。为每条渡船")
        (witness,) = base.witnesses(point.expression)
        assert (witness.witness, witness.role) == (1, "quotation")
        text = base.snapshot(witness.snapshot).text  # type: ignore[union-attr]
        given = [text[start:end] for k, start, end in point.spans if k]  # type: ignore[index]
        assert given == ["(二)配齐救生用具。"]
        assert base.lacunae(point.expression) == ("art_7",)


def test_another_copy_of_the_work_fills_what_the_base_lacks(tmp_path: Path) -> None:
    first = capture(MIRROR, page(NOTICE, TORN), 2, "official_repost")
    with Base(built(tmp_path, first, WHOLE_PAGE).kb) as base:
        seventh = held(base, "art_7")
        assert (seventh.status, seventh.text) == ("restored", ARTICLES[6].removeprefix("第七条"))
        assert seventh.start == seventh.end
        assert not base.lacunae(seventh.expression)
        assert [row.role for row in base.witnesses(seventh.expression)] == ["copy"]


def test_an_official_text_that_misses_nothing_takes_nothing(tmp_path: Path) -> None:
    longer = WHOLE.replace("并在渡口悬挂红旗。", "并在渡口悬挂红旗。红旗由县水路管理局发给。")
    pages = (
        capture(OFFICE, page(NOTICE, WHOLE), 1),
        capture(OTHER, page(NOTICE, longer), 2, "reprint"),
        TORN_PAGE,
        NEWS_PAGE,
    )
    with Base(built(tmp_path, *pages).kb) as base:
        expression = held(base, "art_7").expression
        assert {p.status for p in base.provisions(expression)} == {"whole"}
        assert not base.witnesses(expression)
        assert "红旗由县" not in held(base, "art_7").text
        assert "红旗由县水路管理局发给" in {v.text for v in base.variants_of(MEASURE, "art_7")}


FILES = (
    (TORN_PAGE,),
    (NEWS_PAGE, capture("https://news.example/2.html", page("渡口新事", "江上有雾，行船小心。"), 3, "news")),
    (WHOLE_PAGE,),
    (capture(PRESS, page(NEWS_TITLE, "义务摆渡队得到了扶持，船工们很高兴。"), 9, "news"),),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    staging = Home(tmp_path_factory.mktemp("archive"))
    for captured in FILES:
        with ArchiveWriter(staging, "songlan") as writer:
            for one in captured:
                writer.add(one)
    return [staging.warc / name for name in names(staging)]


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(4)), most=st.integers(1, 4))
def test_night_by_night_the_base_is_that_of_one_full_build(
    tmp_path_factory: pytest.TempPathFactory, archive: list[Path], order: list[int], most: int
) -> None:
    home = Home(tmp_path_factory.mktemp("nights"))
    for place in order[:most]:
        give(home, [archive[place]])
        build(home, index=False)
    grown = list(dump(home.kb))
    build(home, full=True, index=False)
    assert list(dump(home.kb)) == grown


def test_a_quotation_that_is_gone_gives_nothing_any_more(tmp_path: Path, archive: list[Path]) -> None:
    home = Home(tmp_path)
    give(home, archive[:2])
    build(home, index=False)
    with Base(home.kb) as base:
        assert held(base, POINT).status == "restored"
    give(home, archive[3:])
    build(home, index=False)
    with Base(home.kb) as base:
        assert not [p for p in base.provisions(held(base, "art_4").expression) if p.status == "restored"]


def test_a_build_without_news_of_it_changes_nothing(tmp_path: Path, archive: list[Path]) -> None:
    home = Home(tmp_path)
    give(home, archive[:3])
    build(home, index=False)
    assert build(home, index=False).rows == 0


def test_show_and_trace_name_the_page_that_gave_a_piece(tmp_path: Path) -> None:
    with Base(built(tmp_path, TORN_PAGE, NEWS_PAGE).kb) as base:
        (target,) = targets_of(base, f"{NUMBER}第四条")
        shown = show_json(base, target, day=date(2031, 7, 1))
        (entry,) = shown["provision"]["restored_from"]
        assert (entry["url"], entry["lineage"], entry["quotes"]) == (PRESS, "news", ["(二)配齐救生用具。"])
        (witness,) = trace_json(base, MEASURE, POINT)["witnesses"]
        assert (witness["role"], witness["snapshot"]["url"]) == ("quotation", PRESS)
        assert len(witness["snapshot"]["sha256"]) == 64
        assert trace_json(base, MEASURE, "art_1")["witnesses"] == []


# --- the real commands


def _run(home: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "TIAOWEN_HOME": str(home)},
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _imported(home: Path, *files: Path) -> Path:
    home.mkdir()
    _run(home, "-m", "scrapy", "import", *map(str, files))
    _run(home, "-m", "scrapy", "build")
    return home


def test_a_notice_and_a_news_item_imported_together_make_one_text(tmp_path: Path) -> None:
    notice, news = tmp_path / "notice.txt", tmp_path / "news.txt"
    notice.write_text(TORN, encoding="utf-8")
    news.write_text(NEWS, encoding="utf-8")
    home = _imported(tmp_path / "home", notice, news)
    shown = json.loads(_run(home, "search_cli.py", "show", MEASURE, "--json"))
    assert shown["lacunae"] == ["art_7"]
    assert [p["eid"] for p in shown["provisions"] if p["status"] == "restored"] == [
        "art_4",
        "art_4__para_1",
        POINT,
    ]
    traced = json.loads(_run(home, "search_cli.py", "trace", POINT, "--work", MEASURE, "--json"))
    assert traced["witnesses"][0]["quotes"] == ["(二)配齐救生用具。"]
    assert "(二)配齐救生用具。" in _run(home, "search_cli.py", "show", f"{NUMBER}第四条")


def test_the_saved_pages_imported_together_make_one_text(tmp_path: Path) -> None:
    found = corpora()
    folder = found.parent / "seeds" if found else None
    if folder is None or not folder.is_dir():
        pytest.skip("the saved pages are not there: set TIAOWEN_CORPORA")
    files = [shutil.copy(next(folder.glob(f"{number}_*.txt")), tmp_path) for number in ("003", "001")]
    home = _imported(tmp_path / "home", *map(Path, files))
    shown = json.loads(_run(home, "search_cli.py", "show", "工信部企业〔2022〕119号/1", "--json"))
    assert sorted(shown["lacunae"]) == sorted(f"art_{n}" for n in (7, 8, 9, 12, 13, 17, 18))
    given = {p["eid"]: p["restored_from"] for p in shown["provisions"] if p["status"] == "restored"}
    assert set(given) == {"art_6", "art_6__para_1", "art_6__para_1__point_4", "art_6__para_1__point_6"}
    assert [len(quote) for quote in given["art_6"][0]["quotes"]] == [14, 30]
    assert shown["work"]["dates"]["no_longer_in_force"] is None

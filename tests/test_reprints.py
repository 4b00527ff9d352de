"""Reprints over the whole line: one work, one hit, every copy shown with its differences, in any order."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from crawler.importing import Import
from kb.archive import ArchiveWriter, Capture, names
from kb.home import Home
from kb.read import Base
from kb.rows import FoldingKeyRow
from kb.store import Store, create, dump
from pipeline.building import build
from pipeline.claims import keys_of
from pipeline.reading import TEXT_RECORD
from samples.portal import pages
from samples.portal.library import text
from samples.portal.sites.reprints import ADVERTISEMENT, CHANGED, page, reprints
from samples.portal.unit import OFFICIAL
from tests.reprint_pairs import Text, call, call_title
from tests.test_search_cli import answer, run

NUMBER = "产振部县域〔2022〕46号"
OFFICIAL_PAGES = ("measure-2022", "measure-2025", "apply-2022", "apply-2023", "apply-2024")
HOSTS = {"reprint": "http://www.shisui.example", "news": "https://paper.example"}
FIRST = datetime(2026, 11, 1, 8, tzinfo=UTC)


def captured(url: str, body: str, lineage: str) -> Capture:
    return Capture(
        url=url,
        fetched_at=FIRST,
        status=200,
        content_type="text/html; charset=utf-8",
        body=body.encode(),
        source="portal",
        lineage=lineage,  # type: ignore[arg-type]
        fictional=True,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The official pages, what a mirror and a paper made of them, and the mirror's page saved as a file."""
    home = Home(tmp_path_factory.mktemp("reprints"))
    made = reprints()
    with ArchiveWriter(home, "portal") as writer:
        for slug in OFFICIAL_PAGES:
            item = text(slug)
            writer.add(captured(OFFICIAL + item.path, pages.detail(item), "official"))
        for path, reprint in made.items():
            writer.add(captured(HOSTS[reprint.lineage] + path, page(reprint), reprint.lineage))
    saved = home.root / "saved.html"
    saved.write_text(page(made["/zhuanzai/46.html"]), encoding="utf-8")
    desk = Import(home)
    assert not list(desk.take(saved))
    desk.close()
    build(home)
    return home


@pytest.fixture(scope="module")
def base(home: Home) -> Iterator[Base]:
    with Base(home.kb) as opened:
        yield opened


def test_mirror_and_saved_copy_are_manifestations_of_the_official_work(base: Base) -> None:
    copies = {row.lineage: row.work for row in base.manifestations(NUMBER)}
    assert copies == {"official": NUMBER, "reprint": NUMBER, "unknown": NUMBER}
    work = base.work(f"{NUMBER}/1")
    assert work is not None
    assert (work.lineage, work.fictional) == ("official", 1)


def test_a_copy_of_one_year_goes_with_that_year(base: Base) -> None:
    for slug, path in (
        ("apply-2023", "shisui.example/zhuanzai/2023.html"),
        ("apply-2024", "paper.example/baozhi/2024.html"),
    ):
        [official] = [w for w in base.works() if w.title == text(slug).title]
        assert path in {row.id for row in base.manifestations(official.id)}


def test_no_second_document_stands_in_the_results(home: Home) -> None:
    hits = answer(home, "search", "“全国认定工坊集群300个左右”", "--limit", "50")["hits"]
    assert [(hit["work"], hit["lineage"]) for hit in hits] == [(f"{NUMBER}/1", "official")]
    assert answer(home, "search", "“全国认定工坊集群800个左右”")["hits"] == []
    found = answer(home, "search", "工坊集群申报", "--limit", "100")["hits"]
    assert {hit["lineage"] for hit in found} == {"official"}
    assert len({(hit["work"], hit["eid"]) for hit in found}) == len(found)


def test_a_mirrors_figure_is_shown_and_never_taken_over(home: Home, base: Base) -> None:
    article = base.provision(f"{NUMBER}/1", "art_5")
    assert article is not None
    assert CHANGED[0] in article.text
    shown = answer(home, "show", f"{NUMBER}第五条")
    changes = [v["differs"] for v in shown["variants"] if "digits" in v["touches"]]
    assert changes == [[["300", "800"]], [["300", "800"]]]
    assert {v["lineage"] for v in shown["variants"]} == {"reprint", "unknown"}
    traced = answer(home, "trace", "art_5", "--work", f"{NUMBER}/1")
    assert [v["differs"] for v in traced["variants"]] == [v["differs"] for v in shown["variants"]]


def test_show_lists_each_copy_with_its_share_and_its_differences(home: Home) -> None:
    witnesses = {w["lineage"]: w for w in answer(home, "show", NUMBER)["witnesses"]}
    assert witnesses["official"]["verbatim"] is None
    mirror = witnesses["reprint"]
    assert 0.9 < mirror["verbatim"] < 1
    assert mirror["differences"]["altered"] == 1
    assert [v["text"] for v in mirror["variants"] if v["kind"] == "added"] == [ADVERTISEMENT.rstrip("。")]
    printed = run(home, "show", NUMBER).stdout
    assert "base text" in printed
    assert "1 altered" in printed


def test_what_is_added_says_behind_which_provision_it_stands(home: Home, base: Base) -> None:
    [row] = [r for r in base.variants("shisui.example/zhuanzai/46.html") if r.kind == "added"]
    assert row.eid.startswith("art_")
    snapshot = base.snapshot(base.manifestations(NUMBER)[0].snapshot)
    assert snapshot is not None
    copy = next(m for m in base.manifestations(NUMBER) if m.id == row.manifestation)
    held = base.snapshot(copy.snapshot)
    assert held is not None
    assert (held.text or "")[row.start : row.end] == row.text


# -- the order of arrival

DOCUMENTS = (
    Text(call_title(), call(), published="2030-04-12"),
    Text(call_title() + "！", call().replace("30万元", "80万元"), "reprint", "2030-04-13"),
    Text(call_title()[:24] + "…", call(), "unknown"),
    Text(call_title(2031), call(year=2031), published="2031-04-12"),
    Text("快讯：灯塔工坊推荐开始", "本报海川4月13日电　通知全文如下。\n" + call(), "news", "2030-04-13"),
)


@pytest.fixture(scope="module")
def arrivals(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One archive file a document."""
    staging = Home(tmp_path_factory.mktemp("arrivals"))
    for place, document in enumerate(DOCUMENTS):
        fields = {"title": document.title, "text": document.text, "published": document.published}
        with ArchiveWriter(staging, "pairs") as writer:
            writer.add(
                Capture(
                    url=f"import:{place:012}/pairs.jsonl",
                    fetched_at=FIRST,
                    status=0,
                    content_type=TEXT_RECORD,
                    body=json.dumps(fields, ensure_ascii=False).encode(),
                    source="pairs",
                    lineage=document.lineage,  # type: ignore[arg-type]
                    fictional=True,
                )
            )
    return [staging.warc / name for name in names(staging)]


def arrive(home: Home, paths: list[Path]) -> None:
    home.warc.mkdir(parents=True, exist_ok=True)
    for path in paths:
        shutil.copy(path, home.warc / path.name)
    build(home, index=False)


def test_whatever_comes_first_the_base_is_that_of_one_full_build(
    tmp_path_factory: pytest.TempPathFactory, arrivals: list[Path]
) -> None:
    whole = Home(tmp_path_factory.mktemp("whole"))
    arrive(whole, arrivals)
    wanted = list(dump(whole.kb))
    with Base(whole.kb) as base:
        [first, second] = [w for w in base.works() if w.role == "notice"]
        assert {len(base.manifestations(first.id)), len(base.manifestations(second.id))} == {1, 4}
    for order in list(permutations(range(len(arrivals))))[::17]:
        home = Home(tmp_path_factory.mktemp("nights"))
        for place in order:
            arrive(home, [arrivals[place]])
        assert list(dump(home.kb)) == wanted, order


# -- the cost of keys that many documents share


def test_a_title_that_a_thousand_documents_bear_makes_no_family() -> None:
    rows = [
        Text("公示", f"拟录用人员{n}号的材料齐全，现予以公示，接受监督。").snapshot(n % 20) for n in range(3)
    ]
    keys: list[set[str]] = [{key.key for key in keys_of(row)} for row in rows]
    assert not set.intersection(*keys)


def test_clauses_bring_texts_together_only_four_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    create(path)
    store = Store(path)
    shared: dict[str, Any] = {"a": "12345", "b": "12340", "c": "12890", "d": "9"}
    with store.document():
        for name, clauses in shared.items():
            store.add_keys([FoldingKeyRow(f"s:{clause}", name) for clause in clauses])
    assert store.family(frozenset("a")) == frozenset("ab")
    assert store.family(frozenset("c")) == frozenset("c")
    store.close()

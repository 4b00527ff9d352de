"""Relations over the portal as it is crawled: drafts, forwards, deadlines, one work on two sites.

Three sources are crawled by the real spiders and two pages added; the base is built after each of them.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.archive import ArchiveWriter
from kb.home import Home
from kb.read import Base
from kb.store import dump
from pipeline.building import build
from samples.portal import pages
from samples.portal.library import text
from samples.portal.server import Portal
from samples.portal.sites import govcn
from samples.portal.unit import OFFICIAL
from tests.crawling import crawling_child
from tests.test_drafting import nights
from tests.test_line import capture

SOURCES = ("miit_consultations", "govcn_latest", "miit_sme_documents")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The portal, a source and a build a night."""
    home = Home(tmp_path_factory.mktemp("portal"))
    with Portal() as portal, crawling_child() as crawl:
        for source in SOURCES:
            assert crawl(home, portal.base_url, source).state == "ok"
            build(home, index=False)
    with ArchiveWriter(home, "measures") as writer:
        for slug in ("measure-2025", "measure-2022"):
            writer.add(capture(OFFICIAL + text(slug).path, pages.detail(text(slug)).encode()))
    build(home, index=False)
    return home


@pytest.fixture
def base(home: Home) -> Base:
    return Base(home.kb)


def art(slug: str) -> str:
    return f"art_{text(slug).art_id}"


def test_many_nights_give_the_base_of_one_full_build(home: Home, tmp_path: Path) -> None:
    whole = Home(tmp_path)
    shutil.copytree(home.warc, whole.warc)
    build(whole, index=False)
    assert list(dump(home.kb)) == list(dump(whole.kb))
    assert build(home, index=False).rows == 0


def test_each_draft_leads_to_the_first_final_of_its_name(base: Base) -> None:
    asked = {row.id: row.work for work in base.works() for row in base.manifestations(work.id)}
    first, second = asked[art("draft-2022")], asked[art("column-yj-1")]
    measure, norm = "产振部县域〔2022〕46号/1", "产振部规〔2026〕73号/1"
    assert {row.from_work for row in base.relations_to(measure, kind="drafts")} == {first, f"{first}/1"}
    assert {row.from_work for row in base.relations_to(norm, kind="drafts")} == {second}
    assert base.relations_to("产振部县域〔2025〕28号/1", kind="drafts") == ()


def test_a_draft_is_never_what_a_title_names(base: Base) -> None:
    found = base.works_by_title("特色工坊集群认定管理办法")
    assert [work.id for work in found if work.role == "instrument"] == [
        "产振部县域〔2025〕28号/1",
        "产振部县域〔2022〕46号/1",
    ]
    assert "征求意见稿" not in {work.status for work in found}


def test_the_ends_that_the_list_hides_agree_with_the_days_that_the_texts_print(base: Base) -> None:
    days = {
        work.title: [(row.basis, row.last_day) for row in base.deadlines(work.id)] for work in base.works()
    }
    told = {title: found for title, found in days.items() if found}
    assert len(told) == 4
    for found in told.values():
        assert [basis for basis, _ in found] == ["list", "text"]
        assert len({day for _, day in found}) == 1


def test_a_forwarded_notice_of_another_site_is_found_by_its_number(base: Base) -> None:
    [row] = base.relations_from("产振厅县域函〔2026〕64号", kind="forwards")
    assert row.to_work == "阁办发〔2026〕19号"
    snapshot = base.snapshot(row.snapshot or "")
    assert snapshot is not None
    assert (snapshot.text or "")[row.start : row.end] == row.quote


def test_one_document_on_two_sites_without_a_number_is_one_work_with_two_official_copies(base: Base) -> None:
    [work] = base.works_by_title(text("pottery-2026").title)
    copies = {row.id: row.lineage for row in base.manifestations(work.id)}
    page = next(d for d in govcn.documents() if d.title == work.title)
    assert {name.split("/")[-1] for name in copies} == {art("pottery-2026"), f"content_{page.id}"}
    assert set(copies.values()) == {"official"}
    assert (work.doc_number, work.issuers) == (None, ("产业振兴部", "乡土文化部", "山区交通部"))
    assert work.id.startswith("h:")
    [carried] = base.carried(work.id)
    assert carried.title == "关于发展乡村陶艺的指导意见"


@pytest.mark.parametrize("slug", ["measure-2022", "recognised-2023"])
def test_one_document_on_two_sites_with_its_number_is_one_work_whichever_came_first(
    tmp_path: Path, slug: str
) -> None:
    item = text(slug)
    number, issued, body = NUMBERED[slug]
    lines = (line.partition(" ")[2] if line[:2] in ("= ", "> ") else line for line in item.body)
    copied = replace(
        next(d for d in govcn.documents() if d.shape == "table"),
        id=7900999,
        title=item.title,
        number=number,
        issuers="产业振兴部",
        index="",
        issued=issued,
        published=item.published,
        text="\n".join(line for line in lines if not line.startswith("@")),
    )
    ours = capture(OFFICIAL + item.path, pages.detail(item).encode(), 1)
    theirs = capture(govcn.HOST + copied.path, govcn.SHAPES["table"](copied).encode(), 2)
    for place, order in enumerate(((ours, theirs), (theirs, ours))):
        with Base(nights(tmp_path / str(place), *order).kb) as base:
            copies = base.manifestations(number)
            assert {row.lineage for row in copies} == {"official"}
            assert {row.id for row in copies} == {art(slug), "gov.cn/content_7900999"}
            assert len(base.works_by_title(item.title)) == 1
            assert [work.title for work in base.carried(number)] == body


NUMBERED = {
    "measure-2022": ("产振部县域〔2022〕46号", date(2022, 6, 20), ["特色工坊集群认定管理办法"]),
    "recognised-2023": ("产振部县域〔2023〕71号", date(2023, 11, 22), []),
}

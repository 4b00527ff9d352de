"""A folder of pages that a person saved, with the files of the notices beside them. All fictional."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crawler.importing import Import
from crawler.saved_pages import saved_from
from kb.home import Home
from pipeline.building import build
from tests.list_files import docx_of, plain
from tests.list_layouts import entries

URL = "https://www.miit.gov.cn/zwgk/2033/art_1.html"
MARK = f"<!-- saved from url=({len(URL):04d}){URL} -->"


def saved(folder: Path, href: str, mark: str = "") -> None:
    """A notice of six clusters that links to its list."""
    said = "认定6个集群为2033年度中小企业特色产业集群（名单见附件），有效期三年。"
    body = f"<p>{said}</p><p>工业和信息化部</p><p>2033年1月5日</p>"
    link = f'<p>附件：<a href="{href}">名单.docx</a></p>'
    page = (
        f'{mark}<html><head><meta charset="utf-8"></head><body><h1 id="con_title">'
        "工业和信息化部关于公布2033年度中小企业特色产业集群名单的通知</h1>"
        f'<div id="con_con">{body}{link}</div></body></html>'
    )
    (folder / "通知.html").write_text(page, encoding="utf-8")


def built(folder: Path) -> Home:
    home = Home(folder.parent / "home")
    desk = Import(home)
    assert not list(desk.take(folder))
    desk.close()
    build(home, index=False)
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "存盘"
    (made / "cms_files").mkdir(parents=True)
    return made


def announced(home: Home) -> list[tuple[str, int, int]]:
    with sqlite3.connect(home.kb) as base:
        return base.execute("SELECT lineage, declared, extracted FROM announcements").fetchall()


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("%E5%90%8D%E5%8D%95.docx", "名单.docx"),
        ("/cms_files/名单.docx", "cms_files/名单.docx"),
        ("https://www.miit.gov.cn/cms_files/名单.docx", "名单.docx"),
    ],
)
def test_a_list_beside_its_page_belongs_to_it(folder: Path, href: str, place: str) -> None:
    saved(folder, href, MARK)
    (folder / place).write_bytes(docx_of(plain(entries(6))))
    assert announced(built(folder)) == [("official", 6, 6)]


def test_a_page_without_an_address_keeps_its_files_and_is_of_unknown_lineage(folder: Path) -> None:
    saved(folder, "名单.docx")
    (folder / "名单.docx").write_bytes(docx_of(plain(entries(6))))
    assert announced(built(folder)) == [("unknown", 6, 6)]


def test_a_link_never_leads_out_of_the_folder(folder: Path) -> None:
    saved(folder, "../名单.docx", MARK)
    (folder.parent / "名单.docx").write_bytes(docx_of(plain(entries(6))))
    assert announced(built(folder)) == [("official", 6, 0)]


def test_only_the_mark_that_a_browser_writes_at_the_head_is_an_address() -> None:
    assert saved_from(f"<!DOCTYPE html>\n{MARK}".encode()) == URL
    assert saved_from(b"<html>" + b" " * 5000 + MARK.encode()) is None
    assert saved_from(b"<!-- saved from url=(0011)about:blank -->") is None

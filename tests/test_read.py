"""kb/read.py: look-ups by key, entries for the index, and one clear line for a base that cannot answer."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kb.home import REPOSITORY
from kb.read import SCHEMA_VERSION, Base, BaseEmpty, BaseMissing, BaseOutdated, title_key
from kb.rows import (
    ExpressionRow,
    LacunaRow,
    ManifestationRow,
    ProvisionRow,
    RelationRow,
    SnapshotRow,
    WorkRow,
)
from kb.store import Store, create
from tests.test_store import SNAPSHOT

NOTICE = WorkRow(
    id="某发〔2031〕3号",
    title="某部关于印发《灯塔办法》的通知",
    title_key=title_key("某部关于印发《灯塔办法》的通知"),
    role="notice",
    kind="通知",
    doc_number="某发〔2031〕3号",
    issuers=("某部", "某局"),
    carrier=None,
    ordinal=0,
    date_document="2031-03-04",
    date_publication=None,
    date_in_force=None,
    date_no_longer_in_force=None,
    status="未标明",
    status_evidence=None,
    lineage="unknown",
    source="import",
    url="https://www.example.gov.cn/a.html",
    programme=None,
    region=None,
    fictional=1,
    fingerprint="f0",
)
MEASURE = replace(
    NOTICE,
    id="某发〔2031〕3号/1",
    title="灯塔办法",
    title_key=title_key("灯塔办法"),
    role="instrument",
    kind="办法",
    doc_number=None,
    carrier=NOTICE.id,
    ordinal=1,
    fingerprint="f1",
)
NEWS = replace(
    MEASURE, id="h:1", role="news", kind=None, carrier=None, ordinal=0, issuers=(), fingerprint="f2"
)
TEXT = ExpressionRow(
    "某发〔2031〕3号/1@2031-03-04",
    MEASURE.id,
    "原文",
    "2031-03-04",
    "s1",
    0,
    2,
    3,
    "全文",
    "2031-03-05T00:00:00Z",
    None,
)
ARTICLE = ProvisionRow(
    TEXT.id,
    "art_2",
    MEASURE.id,
    2,
    "article",
    None,
    "第二条",
    "",
    "第一章 总则",
    "点灯。",
    "whole",
    "s1",
    0,
    6,
    ((0, 0, 6),),
    1,
)
CHAPTER = replace(ARTICLE, eid="chp_1", ordinal=1, kind="chapter", label="第一章", text="", is_hit=0)
QUOTES = RelationRow("h:1", "para_1", "quotes", MEASURE.id, "art_2", "点灯。", "s1", 3, 6)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "kb.db")
    store = Store(tmp_path / "kb.db")
    with store.document():
        store.settle(SnapshotRow, "id", [], [SNAPSHOT])
        store.settle(WorkRow, "id", [], [NOTICE, MEASURE, NEWS])
        store.settle(ExpressionRow, "id", [], [TEXT])
        store.settle(ProvisionRow, "expression", [], [ARTICLE, CHAPTER])
        store.settle(
            LacunaRow, "expression", [], [LacunaRow(TEXT.id, f"art_{n}") for n in ("10", "9", "1__para_1")]
        )
        store.settle(RelationRow, "kind", [], [QUOTES])
        store.settle(
            ManifestationRow,
            "id",
            [],
            [ManifestationRow("m1", NOTICE.id, "u", "unknown", "import", "t", "2031", "2031", "s1")],
        )
    store.close()
    return tmp_path / "kb.db"


def test_works_are_found_by_number_and_by_any_spelling_of_their_title(path: Path) -> None:
    with Base(path) as base:
        assert base.work(MEASURE.id) == MEASURE
        assert base.work("none") is None
        assert base.works_by_number("某发〔2031〕3号") == (NOTICE,)
        assert base.works_by_title("《灯塔办法》") == (MEASURE, NEWS)
        assert base.carried(NOTICE.id) == (MEASURE,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("《灯塔法》", "中华人民共和国灯塔法"),
        ("灯塔法（2031年修正）", "灯塔法"),
        ("灯塔法(2031年3月第二次修订)", "灯塔法"),
        ("灯塔 办法", "灯塔办法"),
    ],
)
def test_two_ways_of_naming_a_document_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


def test_a_provisional_measure_is_not_the_measure() -> None:
    assert title_key("灯塔办法（试行）") != title_key("灯塔办法")


def test_provisions_come_in_reading_order_and_lacunae_as_their_numbers_run(path: Path) -> None:
    with Base(path) as base:
        assert base.expressions(MEASURE.id) == (TEXT,)
        assert base.provisions(TEXT.id) == (CHAPTER, ARTICLE)
        assert base.provision(MEASURE.id, "art_2") == ARTICLE
        assert base.lacunae(TEXT.id) == ("art_1__para_1", "art_9", "art_10")


def test_an_instrument_stands_at_the_addresses_of_its_carrier(path: Path) -> None:
    with Base(path) as base:
        assert [row.id for row in base.manifestations(MEASURE.id)] == ["m1"]


def test_relations_are_found_from_both_ends(path: Path) -> None:
    with Base(path) as base:
        assert base.relations_to(MEASURE.id, "art_2", "quotes") == (QUOTES,)
        assert base.relations_from("h:1") == (QUOTES,)
        assert base.relations_to(MEASURE.id, "art_1") == ()


def test_an_entry_carries_the_number_of_its_carrier(path: Path) -> None:
    with Base(path) as base:
        [entry] = base.entries()
        assert (entry.key, entry.doc_number, entry.carrier_title) == (
            f"{MEASURE.id}|art_2",
            NOTICE.doc_number,
            NOTICE.title,
        )
        assert (entry.issuers, entry.fictional) == (("某部", "某局"), True)
        assert list(base.entries([NEWS.id, "none"])) == []
        assert base.fingerprints() == {NEWS.id: "f2", NOTICE.id: "f0", MEASURE.id: "f1"}


def test_coverage_says_what_is_held(path: Path) -> None:
    with Base(path) as base:
        held = base.coverage()
    assert (held.works, held.instruments, held.notices, held.news, held.hits) == (3, 1, 1, 1, 1)
    assert (held.sources, held.lineages, held.fictional) == ((("import", 1),), (("unknown", 3),), True)


def test_a_reader_can_not_write(path: Path) -> None:
    with Base(path) as base, pytest.raises(Exception, match="readonly"):
        base._rows("DELETE FROM works")


def test_a_base_that_cannot_answer_names_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(BaseMissing, match="scrapy build"):
        Base(tmp_path / "kb.db")
    create(tmp_path / "kb.db")
    with pytest.raises(BaseEmpty, match="scrapy import"):
        Base(tmp_path / "kb.db")
    store = Store(tmp_path / "kb.db")
    store.pairs(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    store.close()
    with pytest.raises(BaseOutdated, match="scrapy build --full"):
        Base(tmp_path / "kb.db")


def test_the_reader_starts_without_the_libraries_of_the_writer() -> None:
    heavy = {"sqlite_utils", "scrapy", "warcio", "whoosh", "jieba"}
    code = f"import sys, kb.read; print(*{heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []

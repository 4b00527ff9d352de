"""kb/store.py: one transaction a document, only differences are written, a swap leaves nothing of the old."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from kb.home import REPOSITORY, Home
from kb.read import SCHEMA_VERSION, Base, BaseEmpty, BaseMissing
from kb.rows import TABLES, FoldingKeyRow, LacunaRow, RemovedRow, SnapshotRow, columns
from kb.store import BaseUnwritable, Store, create, dump, schema, swap_in, version, writable
from pipeline.setup import set_up

SNAPSHOT = SnapshotRow(
    id="s1",
    manifestation="m1",
    url="https://www.example.gov.cn/a.html",
    fetched_at="2026-01-01T00:00:00Z",
    content_type="text/html",
    body_sha256="0" * 64,
    body_bytes=10,
    warc_file="a.warc.gz",
    warc_offset=0,
    source="import",
    publisher=None,
    lineage="unknown",
    fictional=1,
    rules="generic",
    status="ok",
    text="正文",
    attachments=(("附件", "https://www.example.gov.cn/a.pdf"),),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    create(tmp_path / "kb.db")
    return Store(tmp_path / "kb.db")


def write(store: Store, *rows: SnapshotRow) -> int:
    with store.document():
        return store.settle(SnapshotRow, "manifestation", ["m1"], rows).rows


def test_the_records_have_the_columns_of_the_schema_in_their_order(store: Store) -> None:
    for row_type, table in TABLES.items():
        held = tuple(name for (_, name, *_) in store.pairs(f"PRAGMA table_info({table})"))
        assert held == columns(row_type), table


def test_every_column_is_described_in_docs_data() -> None:
    described = (REPOSITORY / "docs/data.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `(\w+)`[^\n]*\n(.*?)(?=^## |\Z)", described, re.M | re.S))
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema())
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert sorted(sections) == sorted(tables)
    for table in tables:
        held = [name for (_, name, *_) in connection.execute(f"PRAGMA table_info({table})")]
        assert re.findall(r"^\| `(\w+)` \|", sections[table], re.M) == held, table


def test_a_base_keeps_its_journal_and_checks_its_keys(store: Store) -> None:
    answers = [
        store.pairs(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    assert answers == ["wal", 2, 1]


def test_settling_twice_writes_nothing_the_second_time(store: Store) -> None:
    assert write(store, SNAPSHOT) == 1
    assert write(store, SNAPSHOT) == 0


def test_settling_changes_what_differs_and_deletes_what_is_gone(store: Store) -> None:
    other = replace(SNAPSHOT, id="s2")
    write(store, SNAPSHOT, other)
    with store.document():
        settled = store.settle(SnapshotRow, "manifestation", ["m1"], [replace(SNAPSHOT, title="新题")])
    assert (settled.added, settled.changed, settled.deleted) == ((), (("s1",),), (("s2",),))


def test_a_snapshot_comes_back_as_it_was_written(store: Store) -> None:
    write(store, SNAPSHOT)
    assert store.all(SnapshotRow) == [SNAPSHOT]


def test_an_error_in_the_middle_of_a_document_leaves_nothing_of_it(store: Store) -> None:
    def interrupted() -> None:
        with store.document():
            store.settle(SnapshotRow, "manifestation", ["m1"], [SNAPSHOT])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert store.all(SnapshotRow) == []


def test_a_row_that_points_nowhere_is_refused_at_the_end_of_its_document(store: Store) -> None:
    def dangling() -> None:
        with store.document():
            store.settle(LacunaRow, "expression", ["none"], [LacunaRow("none", "art_1")])

    with pytest.raises(sqlite3.IntegrityError):
        dangling()
    assert store.all(LacunaRow) == []


def test_a_family_is_all_that_shares_a_key_directly_or_through_others(store: Store) -> None:
    with store.document():
        store.add_keys([FoldingKeyRow("t:甲", "a"), FoldingKeyRow("t:甲", "b"), FoldingKeyRow("n:1", "b")])
        store.add_keys([FoldingKeyRow("n:1", "c"), FoldingKeyRow("n:2", "d")])
    assert store.family(frozenset({"a"})) == {"a", "b", "c"}
    assert store.family(frozenset({"d", "e"})) == {"d", "e"}


def test_the_latest_snapshot_that_could_be_read_stands_for_an_address(store: Store) -> None:
    later = replace(SNAPSHOT, id="s2", fetched_at="2026-02-01T00:00:00Z")
    refused = replace(SNAPSHOT, id="s3", fetched_at="2026-03-01T00:00:00Z", status="refused")
    write(store, SNAPSHOT, later, refused)
    assert store.latest(["m1"]) == {"m1": later}
    assert store.seen(["m1"]) == {"m1": ("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")}


def test_equal_bases_have_equal_dumps_whatever_the_order_of_writing(tmp_path: Path) -> None:
    rows = [RemovedRow("s1", n, "rule", "删") for n in range(3)]
    for name, order in (("a.db", rows), ("b.db", rows[::-1])):
        create(tmp_path / name)
        store = Store(tmp_path / name)
        with store.document():
            store.settle(SnapshotRow, "manifestation", ["m1"], [SNAPSHOT])
            for row in order:
                store.settle(RemovedRow, "snapshot", [], [row])
        store.close()
    assert list(dump(tmp_path / "a.db")) == list(dump(tmp_path / "b.db"))


def test_a_swapped_base_has_no_journal_of_the_old_one(tmp_path: Path) -> None:
    old, new = tmp_path / "kb.db", tmp_path / "kb.db.new"
    create(old)
    left_open = Store(old)
    write(left_open, SNAPSHOT)
    create(new)
    Store(new).close()
    swap_in(new, old)
    assert not list(tmp_path.glob("kb.db-*"))
    fresh = Store(old)
    assert fresh.all(SnapshotRow) == []
    fresh.close()


def test_a_damaged_base_is_one_line_with_the_command_that_mends_it(tmp_path: Path) -> None:
    def damaged() -> None:
        with writable(tmp_path / "kb.db"):
            sqlite3.connect(":memory:").execute("SELECT * FROM works")

    with pytest.raises(BaseUnwritable, match=r"no such table.*scrapy build --full"):
        damaged()


def test_set_up_creates_an_empty_base_once_and_says_so(home: Home) -> None:
    assert set_up(home).startswith("created")
    assert version(home.kb) == SCHEMA_VERSION
    assert "is there" in set_up(home)
    with pytest.raises(BaseEmpty, match="scrapy import"):
        Base(home.kb)
    assert Base(home.kb, allow_empty=True).counts()["works"] == 0


def test_set_up_leaves_a_foreign_file_alone(home: Home) -> None:
    home.root.mkdir()
    home.kb.write_text("这不是数据库" * 200, encoding="utf-8")
    assert "left alone" in set_up(home)
    with pytest.raises(BaseMissing, match="is no base"):
        Base(home.kb)

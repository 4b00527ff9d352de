"""The bulk writer: the postings of plain Whoosh, however they were spilled or merged, in few segments."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import whoosh.query
import whoosh.reading
import whoosh.scoring

from index import fulltext, schema
from index.analyzer import analyzer
from index.fulltext import open_index, update
from index.merging import MOST, Size, to_merge
from index.query import parse
from index.writer import BulkWriter
from kb.home import Home
from tests.clauses import Clauses, clause

PARTS = ("温室", "集群", "申报", "复核", "有效期", "三年", "花卉", "主管部门", "A类", "0.1MPa", "𠮷田", "一")


def entries_of(count: int, seed: int = 1) -> list[Any]:
    chance = random.Random(seed)
    return [
        clause(
            f"h:{n // 7:03}",
            f"art_{n % 7 + 1}",
            "\n".join("".join(chance.choices(PARTS, k=chance.randrange(9))) for _ in range(3)),
            title=f"{chance.choice(PARTS)}办法",
            issuers=tuple(chance.sample(PARTS, 2)),
            date_document=f"20{n % 30:02}-01-01",
        )
        for n in range(count)
    ]


def _indexed(folder: Path, entries: list[Any], *, run: int | None = None) -> Any:
    """An index of the entries: by the bulk writer, with runs of this size, or by plain Whoosh."""
    folder.mkdir()
    index = fulltext._created(folder)
    writer = BulkWriter(index, folder, run=run) if run else index.writer()
    for entry in entries:
        writer.add_document(**fulltext._document(entry, analyzer(folder)))
    writer.commit()
    return fulltext._opened(folder)


def _postings(index: Any) -> Iterator[tuple[Any, ...]]:
    """All that a plain reader says of every term, and of every document."""
    with index.reader() as reader:
        for field, term in reader.all_terms():
            info, matcher = reader.term_info(field, term), reader.postings(field, term)
            found = []
            while matcher.is_active():
                found.append((matcher.id(), matcher.weight()))
                matcher.next()
            yield (
                *(field, term, found, info.doc_frequency(), info.weight(), info.max_weight()),
                *(info.min_length(), info.max_length(), info.min_id(), info.max_id()),
            )
        works = reader.column_reader("work", translate=False)
        for doc in reader.all_doc_ids():
            yield doc, works[doc], reader.doc_field_length(doc, "words")
        yield reader.field_length("words"), reader.doc_count()


def test_plain_whoosh_reads_what_it_would_have_written_itself(tmp_path: Path) -> None:
    entries = entries_of(300)
    plain, bulk = _indexed(tmp_path / "plain", entries), _indexed(tmp_path / "bulk", entries, run=10**6)
    assert list(_postings(bulk)) == list(_postings(plain))


def test_plain_whoosh_finds_and_ranks_the_same(tmp_path: Path) -> None:
    entries = entries_of(3_000)  # more documents than one block holds
    plain, bulk = _indexed(tmp_path / "plain", entries), _indexed(tmp_path / "bulk", entries, run=10**6)
    query: Any = whoosh.query
    terms = [query.Term("words", word) for word in ("温室", "复核", "有效期")]
    for asked in (
        terms[0],
        query.And(terms),
        query.Or(terms),
        query.Term("chars", "一"),
        query.Prefix("id", "h:00"),
    ):
        with bulk.searcher() as mine, plain.searcher() as theirs:
            found = [(hit.docnum, hit.score) for hit in mine.search(asked, limit=None)]
            assert found == [(hit.docnum, hit.score) for hit in theirs.search(asked, limit=None)]
            assert found


def test_runs_spilled_to_disk_give_the_same_segment(tmp_path: Path) -> None:
    entries = entries_of(300)
    whole, spilled = (
        _indexed(tmp_path / "whole", entries, run=10**6),
        _indexed(tmp_path / "spilled", entries, run=70),
    )
    assert list(_postings(spilled)) == list(_postings(whole))
    assert {path.suffix for path in (tmp_path / "spilled").iterdir()} == {
        path.suffix for path in (tmp_path / "whole").iterdir()
    }


def test_merged_segments_are_those_of_one_build_and_hold_nothing_deleted(tmp_path: Path) -> None:
    entries = entries_of(300)
    folder = tmp_path / "merged"
    folder.mkdir()
    index = fulltext._created(folder)
    for part in (entries[:120], entries[120:200], entries[200:]):
        writer = BulkWriter(index, folder, run=500)
        for entry in part:
            writer.add_document(**fulltext._document(entry, analyzer(folder)))
        writer.commit(merge=False)
    writer = BulkWriter(index, folder, run=500)
    deleted = {3, 119, 120, 150, 299}
    for doc in deleted:
        writer.delete_document(doc)
    writer.commit(optimize=True)
    kept = [entry for doc, entry in enumerate(entries) if doc not in deleted]
    assert list(_postings(fulltext._opened(folder))) == list(
        _postings(_indexed(tmp_path / "fresh", kept, run=500))
    )


def test_a_failed_commit_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    clauses = Clauses(entries_of(50))
    first = update(home, clauses)
    before = sorted(path.name for path in home.whoosh.rglob("*"))

    def broken(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(BulkWriter, "_flush_segment", broken)
    changed = Clauses([*clauses.listed, clause("h:new", "art_1", "另一条。")])
    with pytest.raises(OSError, match="no space"):
        update(home, changed)
    assert sorted(path.name for path in home.whoosh.rglob("*")) == before
    monkeypatch.undo()
    assert update(home, changed).generation > first.generation


def test_what_is_deleted_is_never_found(tmp_path: Path) -> None:
    home, chance = Home(tmp_path), random.Random(5)
    listed = entries_of(210)
    update(home, Clauses(listed))
    for night in range(12):
        for work in chance.sample(sorted({entry.work for entry in listed}), 3):
            listed = [entry for entry in listed if entry.work != work]
        listed += [
            replace(e, work=f"h:n{night}", key=f"h:n{night}|{e.eid}") for e in entries_of(14, seed=night)
        ]
        clauses = Clauses(list({entry.key: entry for entry in listed}.values()))
        update(home, clauses)
        with open_index(home, clauses) as index:
            found = index.search(parse("NOT 灌溉"), limit=10_000)
            assert {hit.key for hit in found.hits} == {entry.key for entry in clauses.listed}
            assert len(index._leaves) <= MOST


# -- a year of nights


def _year(base: int, added: int, changed: int) -> Iterator[tuple[list[Size], int]]:
    """The segments after each night, and the documents written; documents changed are spread evenly."""
    segments = [Size(base, base)]
    for _ in range(365):
        live = sum(size.live for size in segments)
        segments = [Size(s.all, s.live - round(changed * s.live / live)) for s in segments]
        chosen = to_merge(segments, added + changed)
        written = added + changed + sum(segments[at].live for at in chosen)
        segments = [size for at, size in enumerate(segments) if at not in chosen] + [Size(written, written)]
        yield segments, written


@pytest.mark.parametrize(("added", "changed"), [(500, 0), (0, 500), (250, 250), (40, 3), (5_000, 2_000)])
def test_a_year_of_nights_keeps_few_segments_and_few_dead(added: int, changed: int) -> None:
    nights = list(_year(118_000, added, changed))
    assert max(len(segments) for segments, _ in nights) <= MOST
    assert (
        max(sum(s.all - s.live for s in segments) / sum(s.all for s in segments) for segments, _ in nights)
        <= 0.25
    )
    written = sorted(documents for _, documents in nights)
    assert written[len(written) // 2] <= 10 * (added + changed)  # most nights write little


def test_an_update_that_only_deletes_writes_no_segment(tmp_path: Path) -> None:
    home, listed = Home(tmp_path), entries_of(210)
    update(home, Clauses(listed))
    update(home, Clauses(listed[7:]))
    with open_index(home, Clauses(listed[7:])) as index:
        assert (index.documents, len(index._leaves)) == (210, 1)
        assert index.search(parse("NOT 灌溉"), limit=1_000).total == 203


@pytest.mark.parametrize(
    ("field", "prefix"), [("id", "h:00"), ("id", "h:0"), ("words", "0"), ("words", "集"), ("chars", "")]
)
def test_terms_that_begin_alike_are_those_of_plain_whoosh(tmp_path: Path, field: str, prefix: str) -> None:
    home, listed = Home(tmp_path), entries_of(210)
    update(home, Clauses(listed[:140]))
    update(home, Clauses(listed))
    with open_index(home, Clauses(listed)) as index:
        plain = [term.decode() for term in index._reader.expand_prefix(field, prefix)]
        assert index.begun_by(field, prefix, 10_000) == plain
        assert index.begun_by(field, prefix, 3) == plain[:3]
        assert index.begun_by("no field", prefix, 3) == []


def test_plain_whoosh_opens_the_folder_of_a_generation(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation = update(home, Clauses(entries_of(50))).generation
    index: Any = fulltext.FileIndex(fulltext.FileStorage(str(home.whoosh / generation)), indexname="MAIN")
    query: Any = whoosh.query
    with index.searcher(weighting=whoosh.scoring.BM25F()) as searcher:
        hits = searcher.search(query.Term("words", "温室"), limit=3)
        assert hits[0]["id"].startswith("h:")
    assert isinstance(schema.schema()["words"], schema.WordsField)

"""The index: no phrase is missed, nothing unchanged is written, a failed update leaves no trace."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import schema
from index.fulltext import Fulltext, check_whole, open_index, update
from index.query import parse
from index.results import Filters, Found, IndexMissing, IndexStale, IndexUnreadable, QueryTooLong
from kb.home import Home
from kb.read import Entry
from kb.rows import RelationRow
from tests.clauses import Clauses, clause

MEASURE = {
    "art_1": "为培育花卉特色产业集群，提升县域园艺水平，制定本办法。",
    "art_2": "本办法所称花卉集群，是定位在县级区划范围内，以小微花农为主体、主导品种聚焦的产业集群。",
    "art_3": "花卉集群认定坚持自愿申报、公开透明、动态调整的原则。",
    "art_4": "省级花卉主管部门组织集群于每年5月20日前填报上一年度种植情况。",
    "art_5": "集群有效期为三年。有效期满后组织复核，复核通过的有效期延长三年。",
    "art_6": "集群应当建立“共种、共养、共赏”的治理机制：\n"
    "（一）统一育种；\n（二）Ａ类温室不低于０．１ＭＰａ；\n（三）其他。",
    "art_7": "本办法由示例花卉部负责解释，自2031年9月13日起施行。",
}
MEASURE_FIELDS = {
    "title": "花卉特色产业集群促进暂行办法",
    "kind": "办法",
    "doc_number": "示花发〔2031〕27号",
    "issuers": ("示例花卉部", "示例园艺局"),
    "status": "现行有效",
    "lineage": "official",
    "programme": "花卉特色产业集群",
    "date_document": "2031-09-13",
}
NEWS_FIELDS = {
    "title": "花卉集群有效期为三年，示例花卉部印发办法",
    "role": "news",
    "lineage": "news",
    "date_publication": "2031-09-20",
}


def _clauses() -> Clauses:
    measure = [
        clause("示花发〔2031〕27号/1", eid, text, label=f"第{n}条", ordinal=n, **MEASURE_FIELDS)
        for n, (eid, text) in enumerate(MEASURE.items(), 1)
    ]
    news = [
        clause(
            "h:news",
            "para_1",
            "记者获悉，集群有效期为三年。有效期满后组织复核，复核通过的有效期延长三年。",
            **NEWS_FIELDS,
        ),
        clause("h:news", "para_2", "业内人士认为，集群于每年5月20日前填报上一年度种植情况。", **NEWS_FIELDS),
    ]
    others = [
        clause(
            f"h:{n:02}",
            "art_1",
            f"第{n}号温室的灌溉、施肥和采收按照当地农时安排，不另行申报。",
            title=f"温室守则之{n}",
            kind="守则",
        )
        for n in range(30)
    ]
    quotes = [
        RelationRow("h:news", "para_1", "quotes", "示花发〔2031〕27号/1", "art_5", "集群有效期为三年。"),
        RelationRow("h:news", "para_2", "quotes", "示花发〔2031〕27号/1", "art_4", "每年5月20日前填报"),
    ]
    return Clauses([*measure, *news, *others], quotes)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fulltext]:
    home, clauses = Home(tmp_path_factory.mktemp("home")), _clauses()
    update(home, clauses)
    with open_index(home, clauses) as index:
        yield index


def _found(index: Fulltext, text: str, **filters: object) -> Found:
    return index.search(parse(text), filters=Filters(**filters))  # type: ignore[arg-type]


def _eids(found: Found) -> list[str]:
    return [hit.eid for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "eid"),
    [
        ("集群有效期", "art_5"),
        ("每年5月20日前填报", "art_4"),
        ("县级区划范围内", "art_2"),
        ("“共种、共养、共赏”", "art_6"),
        ("填报种植情况是什么时候", "art_4"),
        ("有效期 延长", "art_5"),
        ("0.1MPa 温室", "art_6"),
    ],
)
def test_what_a_person_types_finds_the_article_before_the_news_that_quotes_it(
    opened: Fulltext, text: str, eid: str
) -> None:
    hit = _found(opened, text).hits[0]
    assert (hit.work, hit.eid) == ("示花发〔2031〕27号/1", eid)


def test_every_fragment_of_every_paragraph_is_found_and_only_there(opened: Fulltext) -> None:
    chance = random.Random(7)
    for eid, text in MEASURE.items():
        for line in text.split("\n"):
            for size in (1, 2, 3, 5, 9):
                start = chance.randrange(max(1, len(line) - size))
                phrase = line[start : start + size].strip('“”"')
                if not phrase.strip():
                    continue
                found = opened.search(parse(f"「{phrase}」"), limit=100)
                assert eid in _eids(found), phrase
                assert all(_holds(hit.work, hit.eid, phrase) for hit in found.hits), phrase


def _holds(work: str, eid: str, phrase: str) -> bool:
    from cleaners.normalise import fold

    row = _clauses().provision(work, eid)
    return row is not None and any(fold(phrase) in fold(line) for line in row.text.split("\n"))


def test_a_phrase_matches_the_own_text_only_and_within_one_paragraph(opened: Fulltext) -> None:
    assert _found(opened, "“促进暂行办法”").total == 0
    assert _found(opened, "“治理机制：（一）”").total == 0
    assert _eids(_found(opened, "title:“促进暂行办法” “有效期”")) == ["art_5"]


def test_width_quotes_and_white_space_do_not_matter_in_a_phrase(opened: Fulltext) -> None:
    assert _eids(_found(opened, '"A类 温室"')) == ["art_6"]
    assert _eids(_found(opened, '「"共种、 共养」')) == ["art_6"]


def test_operators_and_fields_limit_the_answer(opened: Fulltext) -> None:
    assert set(_eids(_found(opened, "kind:办法 有效期"))) == {"art_5"}
    assert "para_1" not in _eids(_found(opened, "有效期 -记者"))
    assert _found(opened, "有效期 AND 灌溉").total == 0
    assert _found(opened, "有效期 OR 灌溉").total == 33  # the title of the news counts
    assert _found(opened, "文号:示花发〔2031〕27号 NOT “集群”").total == 1
    assert _found(opened, "NOT 灌溉").total == 9


def test_words_near_each_other_are_verified_on_the_text(opened: Fulltext) -> None:
    assert set(_eids(_found(opened, "“集群 三年”~4"))) == {"art_5", "para_1"}
    assert _found(opened, "集群 NEAR/3 三年").total == 0
    assert set(_eids(_found(opened, "三年 NEAR/4 集群"))) == {"art_5", "para_1"}
    assert _found(opened, "治理机制 NEAR/50 统一育种").total == 0  # of two paragraphs


@pytest.mark.parametrize("article", ["第五条", "第5条", "5条", "Art. 5", "article:art_5"])
def test_an_article_beside_words_limits_them(opened: Fulltext, article: str) -> None:
    assert _eids(_found(opened, f"花卉集群办法 {article}")) == ["art_5"]


def test_an_article_that_lacks_the_words_does_not_hide_those_that_have_them(opened: Fulltext) -> None:
    assert "art_5" in _eids(_found(opened, "复核 第四条"))


def test_a_span_of_time_limits_the_answer(opened: Fulltext) -> None:
    assert _found(opened, "NOT 灌溉 date:2031-09-14..2031-12").total == 2
    assert _found(opened, "NOT 灌溉 成文日期:2031").total == 7
    assert _found(opened, "NOT 灌溉 2031年以前").total == 9
    assert _found(opened, "NOT 灌溉 from:2032").total == 0


def test_a_number_beside_words_limits_them_to_its_document(opened: Fulltext) -> None:
    found = _found(opened, "示花发[2031] 27 号 有效期")
    assert {hit.work for hit in found.hits} == {"示花发〔2031〕27号/1"}


def test_traditional_characters_find_simplified_ones_outside_quotes_only(opened: Fulltext) -> None:
    assert (
        _eids(_found(opened, "集群有效期"))[0]
        == _eids(_found(opened, "集群有效期".replace("集群", "集羣")))[0]
    )
    assert _eids(_found(opened, "組織復核延長三年"))[0] == "art_5"
    assert _found(opened, "“組織復核”").total == 0


def test_a_synonym_finds_and_stands_behind_what_was_typed(tmp_path: Path) -> None:
    texts = [("h:a", "集群名单的评定程序由县局规定。"), ("h:b", "集群名单的认定程序由市局规定。")]
    clauses = Clauses([clause(work, "art_1", text, title="守则") for work, text in texts])
    home = Home(tmp_path)
    update(home, clauses)
    with open_index(home, clauses) as index:
        assert [hit.work for hit in _found(index, "名单 评定程序").hits] == ["h:a", "h:b"]
        assert [hit.work for hit in _found(index, "名单 认定程序").hits] == ["h:b", "h:a"]
        assert [hit.work for hit in _found(index, "“认定程序”").hits] == ["h:b"]
        assert _found(index, "县局 AND 认定").total == 1


def test_the_short_name_of_an_issuer_limits_to_its_full_name(tmp_path: Path) -> None:
    clauses = Clauses([clause("h:a", "art_1", "集群名单。", issuers=("工业和信息化部",))])
    home = Home(tmp_path)
    update(home, clauses)
    with open_index(home, clauses) as index:
        assert all(_found(index, f"名单 issuer:{name}").total == 1 for name in ("工信部", "MIIT", "信息化"))


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"issuer": "园艺局"}, 7),
        ({"kind": "办法"}, 7),
        ({"status": "现行有效"}, 7),
        ({"lineage": "news"}, 2),
        ({"source": "import"}, 9),
        ({"programme": "花卉"}, 7),
        ({"region": "火星"}, 0),
        ({"work": "示花发〔2031〕27号"}, 7),
        ({"date_from": "2031-09-14"}, 2),
        ({"date_from": "2031", "date_to": "2031-09-13"}, 7),
        ({"date_to": "2031-09", "date_kind": "document"}, 7),
    ],
)
def test_filters(opened: Fulltext, filters: dict[str, str], total: int) -> None:
    assert _found(opened, "NOT 灌溉", **filters).total == total


def test_facets_count_every_one_of_joint_issuers(opened: Fulltext) -> None:
    facets = _found(opened, "NOT 灌溉").facets
    assert facets["issuers"] == (("示例园艺局", 7), ("示例花卉部", 7), ("", 2))
    assert facets["lineage"] == (("official", 7), ("news", 2))
    assert facets["year"] == (("2031", 9),)


def test_pages_are_stable_and_do_not_overlap(opened: Fulltext) -> None:
    whole = opened.search(parse("温室 灌溉"), limit=40)
    pages = [opened.search(parse("温室 灌溉"), limit=7, offset=at).hits for at in range(0, 42, 7)]
    assert [hit for page in pages for hit in page] == list(whole.hits)
    assert len({hit.key for hit in whole.hits}) == whole.total


def test_a_query_nobody_types_is_refused_with_one_line(opened: Fulltext) -> None:
    with pytest.raises(QueryTooLong, match=r"^the query has 10000 characters; at most \d+ are read$"):
        _found(opened, "集" * 10_000)


def test_half_a_character_from_a_command_line_finds_nothing(opened: Fulltext) -> None:
    assert _found(opened, "“\udce9”").total == 0
    assert _found(opened, "\udce9 title:\udce9").total == 0


def test_many_neighbourhoods_in_one_query_read_a_bounded_number_of_texts(
    opened: Fulltext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ranking._Purse.__init__", lambda purse: setattr(purse, "left", 5))
    found = _found(opened, "“集群 有效期”~9 OR “温室 灌溉”~9")
    assert not found.verified
    assert found.total <= 5


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from(list('集群有效期“”"()-: ANDORtitle一2０〔〕，。')), max_size=30))
def test_nothing_typed_raises_or_costs_a_second(opened: Fulltext, text: str) -> None:
    started = time.process_time()
    found = opened.search(parse(text))
    assert found.total >= len(found.hits)
    assert time.process_time() - started < 1.0


# -- generations


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def _folders(home: Home) -> list[str]:
    return sorted(path.name for path in home.whoosh.iterdir() if path.is_dir())


def test_without_a_change_no_generation_is_written(home: Home) -> None:
    first = update(home, _clauses())
    again = update(home, _clauses())
    assert (first.written, first.added) == (True, 39)
    assert (again.written, again.added, again.generation) == (False, 0, first.generation)
    assert _folders(home) == [first.generation]


def test_only_changed_works_are_written_and_the_answer_is_that_of_a_full_build(
    home: Home, tmp_path: Path
) -> None:
    clauses = _clauses()
    update(home, clauses)
    changed = _clauses()
    changed.listed[4] = replace(changed.listed[4], text="集群有效期为五年。")
    del changed.listed[-1]
    changed.listed.append(clause("h:new", "art_1", "新设的集群须登记无人机。", title="登记守则"))
    report = update(home, changed)
    assert (report.deleted, report.added) == (8, 8)
    fresh = Home(tmp_path / "fresh")
    update(fresh, changed)
    with open_index(home, changed) as old, open_index(fresh, changed) as new:
        for text in ("集群有效期", "“有效期为五年”", "无人机", "“延长三年”", "温室 灌溉", "NOT 灌溉"):
            mine, theirs = _found(old, text), _found(new, text)
            assert [hit.key for hit in mine.hits] == [hit.key for hit in theirs.hits], text
            assert (mine.total, mine.facets) == (theirs.total, theirs.facets), text


def test_many_small_nights_keep_one_previous_generation_and_few_segments(home: Home) -> None:
    clauses = _clauses()
    for night in range(12):
        clauses.listed[4] = replace(clauses.listed[4], text=f"集群有效期为{night}年，另有规定的除外。")
        update(home, clauses)
    assert len(_folders(home)) == 2
    with open_index(home, clauses) as index:
        assert _found(index, "“有效期为11年”").total == 1
        assert _found(index, "“有效期为10年”").total == 0
        assert len(index._leaves) <= 6


def test_an_open_reader_is_not_disturbed_by_an_update(home: Home) -> None:
    clauses = _clauses()
    update(home, clauses)
    with open_index(home, clauses) as index:
        update(home, Clauses(clauses.listed[:7]))
        update(home, Clauses(clauses.listed[:6]))
        assert _found(index, "温室 灌溉").total == 30


class _Failing(Clauses):
    def entries(self, works: object = None) -> Iterator[Entry]:
        yield from self.listed[:3]
        raise OSError("no space left on device")


def test_a_failed_update_leaves_the_current_generation_and_no_litter(home: Home) -> None:
    clauses = _clauses()
    first = update(home, clauses)
    with pytest.raises(OSError, match="no space"):
        update(home, _Failing([*clauses.listed, clause("h:x", "art_1", "另一条。")]))
    assert _folders(home) == [first.generation]
    with open_index(home, clauses) as index:
        assert _eids(_found(index, "集群有效期"))[0] == "art_5"


def test_an_index_of_another_version_is_stale_and_is_made_anew(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    clauses = _clauses()
    update(home, clauses)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", "another")
    with pytest.raises(IndexStale, match="scrapy build"):
        open_index(home, clauses)
    report = update(home, clauses)
    assert report.added == 39
    assert "another version" in report.anew
    open_index(home, clauses).close()


@pytest.mark.parametrize(
    "pattern",
    ["*.trm", "*.pst", "*.col", "*.toc", "table.bin", "table.json", "files.json", "manifest.json", "stamp"],
)
def test_a_damaged_index_says_so_and_the_next_update_mends_it(home: Home, pattern: str) -> None:
    clauses = _clauses()
    folder = home.whoosh / update(home, clauses).generation
    for file in folder.glob(pattern):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    if pattern != "manifest.json":
        with pytest.raises(IndexStale, match="scrapy build"):
            open_index(home, clauses)
    assert update(home, clauses).written
    with open_index(home, clauses) as index:
        assert _eids(_found(index, "集群有效期"))[0] == "art_5"


@pytest.mark.parametrize("pattern", ["CURRENT", "*/stamp", "*/table.json", "*/files.json", "*/*.toc"])
def test_an_index_that_was_written_over_says_so_and_the_next_update_mends_it(
    home: Home, pattern: str
) -> None:
    clauses = _clauses()
    update(home, clauses)
    for file in home.whoosh.glob(pattern):
        file.write_bytes(b"\xaa\xff\x00" * 4 + file.read_bytes()[12:])
    with pytest.raises(IndexUnreadable, match="scrapy build"):
        open_index(home, clauses)
    assert update(home, clauses).written
    with open_index(home, clauses) as index:
        assert _eids(_found(index, "集群有效期"))[0] == "art_5"


@pytest.mark.parametrize("pattern", ["*.trm", "*.pst", "*.toc", "table.bin", "names.json", "manifest.json"])
def test_a_file_that_rotted_under_its_size_is_found_and_the_next_update_mends_it(
    home: Home, pattern: str
) -> None:
    clauses = _clauses()
    update(home, Clauses(list(clauses.entries())[:20]))
    folder = home.whoosh / update(home, clauses).generation  # its first segment is linked from the one before
    check_whole(home)
    file = next(folder.glob(pattern))
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 0x01
    file.write_bytes(body)
    with pytest.raises(IndexStale, match=rf"{file.name} is not what was written.*scrapy build"):
        check_whole(home)
    assert file.name in update(home, clauses).anew
    check_whole(home)


def test_a_full_update_writes_all_again(home: Home) -> None:
    update(home, _clauses())
    report = update(home, _clauses(), full=True)
    assert (report.written, report.added, report.anew) == (True, 39, "asked for")


def test_a_missing_index_names_the_command(home: Home) -> None:
    with pytest.raises(IndexMissing, match="scrapy build"):
        open_index(home, _clauses())


def test_an_empty_base_has_an_empty_index(home: Home) -> None:
    update(home, Clauses([]))
    with open_index(home, Clauses([])) as index:
        assert _found(index, "集群 “有效期” NOT 灌溉").total == 0


def test_the_blocks_of_postings_are_what_whoosh_reads_one_by_one(opened: Fulltext) -> None:
    for field_name, term in (("words", "集群"), ("chars", "集群"), ("words", "温室"), ("chars", "申报")):
        posting = opened.posting(field_name, term)
        matcher = opened._reader.postings(field_name, term.encode())
        plain = []
        while matcher.is_active():
            plain.append((matcher.id(), matcher.weight()))
            matcher.next()
        assert list(zip(posting.docs, posting.weights, strict=True)) == plain


def test_scores_are_those_of_plain_whoosh(opened: Fulltext) -> None:
    import whoosh.query
    import whoosh.scoring

    from index.ranking import _bm25
    from index.weighted import typed

    scores = _bm25(opened, typed(["集群", "有效期"]))
    query: Any = whoosh.query
    terms = query.Or([query.Term("words", word) for word in ("集群", "有效期")])
    with opened._index.searcher(weighting=whoosh.scoring.BM25F()) as searcher:
        plain = {hit.docnum: hit.score for hit in searcher.search(terms, limit=None)}
    assert plain == pytest.approx({doc: score for doc, score in enumerate(scores) if score})


def test_a_term_counts_by_its_weight(opened: Fulltext) -> None:
    from index.ranking import _bm25
    from index.weighted import Weighted

    whole = _bm25(opened, [Weighted("集群"), Weighted("有效期")])
    half = _bm25(opened, [Weighted("集群"), Weighted("有效期", 0.5)])
    first = _bm25(opened, [Weighted("集群")])
    assert sum(map(bool, whole)) == sum(map(bool, half)) > 0
    assert half == pytest.approx([(a + b) / 2 for a, b in zip(whole, first, strict=True)])

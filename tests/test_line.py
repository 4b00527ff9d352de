"""pipeline/line.py: the base follows from the archive alone, however it was built."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.importing import Import
from kb.archive import ArchiveWriter, Capture, names
from kb.home import REPOSITORY, Home
from kb.lock import Locked, locked
from kb.read import Base
from kb.store import dump
from pipeline.building import build
from pipeline.outcome import BuildReport
from pipeline.reading import TEXT_RECORD
from tests.test_attachments import cell, docx, paragraph

NOTICE = "浙江省工业和信息化厅关于印发《浙江省灯塔企业培育办法》的通知"
NUMBER = "浙工信规〔2031〕8号"
SENTENCE = "灯塔企业应当连续三年公布能源消耗并接受社会监督"
MEASURE = (
    "浙江省灯塔企业培育办法\n第一章 总则\n第一条 为了培育灯塔企业，引导制造业节约能源，制定本办法。\n"
    "第二条 本办法所称灯塔企业，是指在节能方面走在同行前列的制造业企业。\n第二章 认定\n"
    "第三条 申请认定灯塔企业应当符合下列条件：\n（一）在本省登记满五年；\n（二）没有失信记录。\n"
    f"第四条 {SENTENCE}。\n第五条 本办法自2031年6月1日起施行。"
)
LETTER = (
    f"{NUMBER}\n各市工业和信息化局：\n现将《浙江省灯塔企业培育办法》印发给你们，请遵照执行。\n"
    "浙江省工业和信息化厅\n2031年5月12日"
)
NEWS = (
    "本报海川5月20日讯（记者林一）灯塔企业的认定有了新规则，记者昨天从省里得到了这个消息。\n"
    f"办法规定，{SENTENCE}。\n专家认为，这会让更多企业愿意公开自己的账本，也会让节能成为习惯。"
)


def page(title: str, text: str, links: str = "") -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><h1 id="con_title">{title}</h1>'
        f'<div id="con_con">{lines}{links}</div></body></html>'
    ).encode()


def capture(url: str, body: bytes, day: int = 1, lineage: str = "official", **more: object) -> Capture:
    moment = datetime(2031, 6, day, 8, tzinfo=UTC)
    kind = str(more.pop("content_type", "text/html; charset=utf-8"))
    fields = {"status": 200, "source": "haichuan", "fictional": True, **more}
    return Capture(url=url, fetched_at=moment, content_type=kind, body=body, lineage=lineage, **fields)  # type: ignore[arg-type]


def record(number: int, **fields: object) -> Capture:
    body = json.dumps(fields, ensure_ascii=False).encode()
    return capture(
        f"import:{number:012}/corpus.jsonl", body, lineage="unknown", status=0, content_type=TEXT_RECORD
    )


ORDER = "浙江省工业和信息化厅关于印发《浙江省渔港照明办法》的通知"
ORDER_TEXT = (
    "浙工信规〔2031〕9号\n各市工业和信息化局：\n现将《浙江省渔港照明办法》印发给你们，请遵照执行。\n"
    "浙江省工业和信息化厅\n2031年5月30日"
)
ORDER_FILE = docx(
    "".join(map(paragraph, ("浙江省渔港照明办法", "第一条 渔港夜间应当照明。", "第二条 照明应当节约。")))
)
ORDER_LINK = '<p>附件：<a href="/files/harbour.docx">浙江省渔港照明办法.docx</a></p>'
LIST = docx(
    "<w:tbl>"
    + "".join(f"<w:tr>{cell(a)}{cell(b)}</w:tr>" for a, b in [("序号", "企业名称"), ("1", "甲"), ("2", "乙")])
    + "</w:tbl>"
)
LINKS = '<p>附件：<a href="/files/list.docx">名单.docx</a> <a href="/files/none.pdf">指南.pdf</a></p>'
HOST = "https://gxt.haichuan.example"
FILES: tuple[tuple[Capture, ...], ...] = (
    (capture(f"{HOST}/art/8.html", page(NOTICE, f"{LETTER}\n{MEASURE}")),),
    (
        capture("https://news.example/lamp.html", page("灯塔企业有了新办法", NEWS), 2, "news"),
        capture(f"{HOST}/list/1.html", page("列表", "不是内容。" * 20), role="list"),
    ),
    (
        capture("https://mirror.example/8.html", page(NOTICE, f"{LETTER}\n{MEASURE}"), 3, "reprint"),
        capture("https://mirror.example/m.html", page("浙江省灯塔企业培育办法", MEASURE), 3, "reprint"),
        capture(f"{HOST}/wall.html", "<html><title>x</title>请完成安全验证 验证码</html>".encode(), 3),
    ),
    (
        capture(
            f"{HOST}/art/9.html",
            page("《浙江省灯塔企业培育办法》解读", "一、为什么制定办法。\n二、怎样申请认定。" * 9, LINKS),
            4,
        ),
        capture(
            f"{HOST}/files/list.docx",
            LIST,
            4,
            role="attachment",
            content_type="application/octet-stream",
        ),
        record(1, title="没有正文"),
        capture(f"{HOST}/files/harbour.docx", ORDER_FILE, 4, role="attachment"),
    ),
    (
        capture(f"{HOST}/art/10.html", page(ORDER, ORDER_TEXT, ORDER_LINK), 9),
        record(2, title="浙江省渡口管理规定", text="第一条 渡口应当有人值守。\n第二条 夜间渡口应当点灯。"),
        capture("https://news.example/lamp.html", page("灯塔企业新办法来了", NEWS), 9, "news"),
        capture(
            f"{HOST}/art/loose.docx",
            docx("".join(map(paragraph, f"{NOTICE}\n{LETTER}\n{MEASURE}".split("\n")))),
            9,
            role="attachment",
        ),
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five finished archive files."""
    staging = Home(tmp_path_factory.mktemp("archive"))
    for captured in FILES:
        with ArchiveWriter(staging, "haichuan") as writer:
            for one in captured:
                writer.add(one)
    return [staging.warc / name for name in names(staging)]


def give(home: Home, files: list[Path]) -> None:
    home.warc.mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copy(path, home.warc / path.name)


def built(root: Path, files: list[Path]) -> tuple[Home, BuildReport]:
    home = Home(root)
    give(home, files)
    return home, build(home, index=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, archive: list[Path]) -> tuple[Home, BuildReport]:
    return built(tmp_path_factory.mktemp("whole"), archive)


@pytest.fixture
def base(whole: tuple[Home, BuildReport]) -> Base:
    return Base(whole[0].kb)


def dumped(home: Home) -> list[str]:
    return list(dump(home.kb))


def test_a_second_build_changes_nothing(whole: tuple[Home, BuildReport]) -> None:
    before = dumped(whole[0])
    report = build(whole[0], index=False)
    assert (report.full, report.rows, report.files, report.differences()) == (None, 0, 0, ())
    assert dumped(whole[0]) == before


def test_a_build_with_nothing_new_loads_nothing_of_what_reads_documents(
    whole: tuple[Home, BuildReport],
) -> None:
    said = (
        "import sys; from pathlib import Path; from kb.home import Home\n"
        "from pipeline.building import build\n"
        "report = build(Home(Path(sys.argv[1])), index=False)\n"
        "print(report.files, report.rows, 'pipeline.line' in sys.modules, 'cleaners.page' in sys.modules)"
    )
    command = [sys.executable, "-c", said, str(whole[0].root)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0", "False", "False"]


def test_a_full_build_twice_gives_one_dump(whole: tuple[Home, BuildReport]) -> None:
    before = dumped(whole[0])
    report = build(whole[0], full=True, index=False)
    assert (report.full, report.differences()) == ("asked for", ())
    assert dumped(whole[0]) == before
    assert not list(whole[0].root.glob("kb.db.new*"))


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(5)), sizes=st.sampled_from([(1, 1, 1, 1, 1), (2, 3), (1, 3, 1), (4, 1)]))
def test_many_small_builds_give_the_base_of_one_full_build(
    tmp_path_factory: pytest.TempPathFactory,
    archive: list[Path],
    whole: tuple[Home, BuildReport],
    order: list[int],
    sizes: tuple[int, ...],
) -> None:
    home = Home(tmp_path_factory.mktemp("nights"))
    waiting = [archive[place] for place in order]
    for size in sizes:
        give(home, waiting[:size])
        waiting = waiting[size:]
        build(home, index=False)
    assert dumped(home) == dumped(whole[0])


def test_what_a_page_prints_of_persons_is_stored_as_published(home: Home) -> None:
    contact = "联系人：林某某　联系电话：13800138000"
    archive = ArchiveWriter(home, "haichuan")
    archive.add(capture(f"{HOST}/art/8.html", page(NOTICE, f"{LETTER}\n{contact}\n{MEASURE}")))
    archive.close()
    build(home)
    stored = "\n".join(dump(home.kb))
    assert contact in stored
    assert "＊" not in stored, "masks are put on what leaves the program"


def test_a_build_that_was_killed_is_finished_by_the_next(
    tmp_path: Path, archive: list[Path], whole: tuple[Home, BuildReport]
) -> None:
    home, _ = built(tmp_path / "home", archive[:1])
    give(home, archive[1:])

    def killed(step: str, _done: int, _total: int) -> None:
        if step == "relations":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(home, index=False, progress=killed)
    (home.root / "kb.db.new").write_bytes(b"what a killed full build left")
    assert build(home, index=False).files == 4
    assert not list(home.root.glob("kb.db.new*"))
    assert dumped(home) == dumped(whole[0])


def test_the_notice_and_what_it_issues_are_two_works(base: Base) -> None:
    [notice] = base.works_by_number(NUMBER)
    [measure] = base.carried(notice.id)
    assert (notice.role, notice.kind, notice.title) == ("notice", "通知", NOTICE)
    assert (measure.id, measure.role, measure.kind) == (f"{NUMBER}/1", "instrument", "办法")
    assert (measure.doc_number, measure.region, measure.date_in_force) == (None, "浙江省", "2031-06-01")
    [issues] = base.relations_to(measure.id, kind="issues")
    assert issues.quote.startswith("现将《浙江省灯塔企业培育办法》印发")
    [text] = base.expressions(measure.id)
    assert (text.articles, text.articles_known) == (5, 5)


def test_every_provision_leads_back_to_its_characters(base: Base) -> None:
    checked = 0
    for work in base.works():
        for expression in base.expressions(work.id):
            for provision in base.provisions(expression.id):
                snapshot = base.snapshot(provision.snapshot)
                assert snapshot is not None
                assert snapshot.text is not None
                stretch = snapshot.text[provision.start : provision.end]
                assert stretch.startswith(provision.label)
                checked += 1
    assert checked > 20


def test_a_reprint_with_the_number_and_a_copy_of_the_measure_fold(base: Base) -> None:
    addresses = {row.id: row.work for row in base.manifestations(f"{NUMBER}/1")}
    assert addresses["mirror.example/8.html"] == NUMBER
    assert addresses["mirror.example/m.html"] == f"{NUMBER}/1"
    work = base.work(f"{NUMBER}/1")
    assert work is not None
    assert work.lineage == "official"
    assert [w.id for w in base.works_by_title("《浙江省灯塔企业培育办法》")] == [f"{NUMBER}/1"]


def test_an_imported_file_with_a_number_held_is_a_copy_of_that_work(base: Base) -> None:
    held = {row.id for row in base.manifestations(NUMBER)}
    assert "gxt.haichuan.example/art/loose.docx" in held


def test_news_that_quotes_a_clause_is_listed_under_it(base: Base) -> None:
    [quote] = base.relations_to(f"{NUMBER}/1", "art_4", "quotes")
    news = base.work(quote.from_work)
    assert news is not None
    assert (news.role, news.title, news.status) == ("news", "灯塔企业新办法来了", "不适用")
    snapshot = base.snapshot(quote.snapshot or "")
    assert snapshot is not None
    assert SENTENCE in (snapshot.text or "")[quote.start : quote.end]


def test_a_page_that_changed_keeps_its_snapshots_and_shows_the_latest(base: Base) -> None:
    titles = [row.title for row in base.snapshots("news.example/lamp.html")]
    assert titles == ["灯塔企业有了新办法", "灯塔企业新办法来了"]


def test_an_interpretation_names_the_document_it_explains(base: Base) -> None:
    [row] = base.relations_to(f"{NUMBER}/1", kind="interprets")
    explanation = base.work(row.from_work)
    assert explanation is not None
    assert explanation.title == "《浙江省灯塔企业培育办法》解读"


def test_files_that_a_page_names_are_held_or_said_not_to_be(base: Base) -> None:
    [row] = base.relations_to(f"{NUMBER}/1", kind="interprets")
    files = {file.name: (file.status, file.kind, file.rows) for file in base.attachments(row.from_work)}
    assert files == {"名单.docx": ("ok", "docx", 2), "指南.pdf": ("not held", None, 0)}


def test_a_measure_that_stands_in_a_file_is_a_work_with_articles(base: Base) -> None:
    [measure] = base.works_by_title("浙江省渔港照明办法")
    assert (measure.id, measure.carrier) == ("浙工信规〔2031〕9号/1", "浙工信规〔2031〕9号")
    article = base.provision(measure.id, "art_2")
    assert article is not None
    assert article.text == "照明应当节约。"
    snapshot = base.snapshot(article.snapshot)
    assert snapshot is not None
    assert snapshot.url == f"{HOST}/files/harbour.docx"
    assert (snapshot.text or "")[article.start : article.end] == "第二条 照明应当节约。"


def test_refusals_are_rows_with_a_reason_and_lists_are_no_content(whole: tuple[Home, BuildReport]) -> None:
    reasons = dict(whole[1].refused)
    assert set(reasons) == {f"{HOST}/wall.html", "import:000000000001/corpus.jsonl"}
    assert reasons["import:000000000001/corpus.jsonl"] == "a JSONL line without text"
    with Base(whole[0].kb) as base:
        [wall] = base.snapshots("gxt.haichuan.example/wall.html")
        assert (wall.status, bool(wall.reason)) == ("refused", True)
        assert base.snapshots("gxt.haichuan.example/list/1.html") == ()


def test_half_a_character_in_an_archive_stops_no_build(tmp_path: Path) -> None:
    home = Home(tmp_path)
    line = b'{"title": "\\ud800\\u0000", "text": "\\ud800"}'
    page = '---\ntitle: "渡\\ud800口"\n---\n渡口应当点灯，灯油由渡口自备。'.encode()
    with ArchiveWriter(home, "haichuan") as writer:
        writer.add(capture("import:000000000009/a.jsonl", line, status=0, content_type=TEXT_RECORD))
        writer.add(capture("import:000000000007/a.md", page, status=0, lineage="unknown"))
        writer.add(record(8, title="渡口规定", text="第一条 渡口应当点灯。"))
    report = build(home, index=False)
    assert [why for _, why in report.refused] == ["a JSONL line without text", "it holds half a character"]
    assert len(report.added) == 1


def test_an_imported_file_that_is_damaged_is_told_and_is_no_work(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    broken = tmp_path / "渔港办法.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    desk = Import(home)
    assert not list(desk.take(broken))
    desk.close()
    report = build(home, index=False)
    assert [reason.split(":")[0] for _, reason in report.refused] == ["a damaged pdf file"]
    assert report.added == ()


def test_a_text_of_a_corpus_is_taken_as_it_is(base: Base) -> None:
    [work] = base.works_by_title("浙江省渡口管理规定")
    assert (work.role, work.lineage) == ("instrument", "unknown")
    article = base.provision(work.id, "art_2")
    assert article is not None
    assert (article.text, article.is_hit) == ("夜间渡口应当点灯。", 1)


def test_a_broken_record_is_named_and_the_rest_is_read(tmp_path: Path, archive: list[Path]) -> None:
    home = Home(tmp_path)
    give(home, archive[1:2])
    path = home.warc / archive[1].name
    path.write_bytes(path.read_bytes()[:-20])
    report = build(home, index=False)
    assert [record.name for record in report.broken] == [archive[1].name]
    assert len(report.added) == 1


def test_a_base_of_another_schema_is_built_again_and_that_is_said(
    tmp_path: Path, archive: list[Path]
) -> None:
    home, _ = built(tmp_path, archive[:1])
    before = dumped(home)
    connection = sqlite3.connect(home.kb)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert "schema 999" in (build(home, index=False).full or "")
    assert dumped(home) == before


def test_new_rulings_mean_a_full_build(tmp_path: Path, archive: list[Path]) -> None:
    home, _ = built(tmp_path, archive[:1])
    home.rulings.mkdir()
    (home.rulings / "dates.toml").write_text("# none yet\n", encoding="utf-8")
    assert build(home, index=False).full == "the home's rulings changed"


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with locked(home, "build"), pytest.raises(Locked, match="another build is running"):
        build(home, index=False)


def test_an_unchanged_base_writes_no_index_generation(tmp_path: Path, archive: list[Path]) -> None:
    home = Home(tmp_path)
    give(home, archive[:2])
    assert build(home).generation is not None
    assert build(home).generation is None
    assert build(home, full=True).generation is None

"""export: files that open, hold what is held and no more, and say where each word comes from."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from cleaners.attachments import read_attachment
from crawler.importing import Import
from kb.home import Home
from kb.read import Base
from pipeline.building import build
from reader.exported import COLUMNS, SOURCE_COLUMNS
from reader.pieces import LACUNA, Given, Piece, pieces, runs
from reader.program import app
from tests.homes import built as home_of

NUMBER = "松埠〔2031〕5号"
TITLE = "松澜省埠头义务修缮队扶持办法"
ARTICLES = (
    "第一条 为了扶持埠头义务修缮队，方便两岸居民来往，结合本省实际，制定本办法。",
    "第二条 本办法所称修缮队，是指由沿岸居民自愿组成、不收工钱的修缮队伍。",
    "第三条 各县水路管理局从以下方面开展扶持工作：（一）改善停靠条件。修整埠头石阶和系船石桩，"
    "在夜间保证照明。为每支队伍配备救生衣和救生圈，每年更换破损用具。（三）组织工匠培训。每年汛期之前讲授救护知识和砌石规则，"
    "考核合格的发给工匠证。",
    "第四条 =SUM(A1:A9) 是账簿中的写法，修缮队的账簿不得使用。",
    "第五条 修缮队申请登记的，应当提交名册。县水路管理局在十日内派员查看埠头。",
    "第七条 遇有大风和洪水，修缮队应当停止施工，并在埠头悬挂红旗。",
    "第八条 冒领修缮补贴的，由县水路管理局追回补贴，两年内不再受理其申请。",
    "第十条 本办法自2031年6月1日起施行。",
)
# The second point of 第三条 has lost its heading, 第六条 and 第九条 are gone, two articles stand twice.
TEXT = "".join(
    (
        f"{TITLE}\n第一章 总则\n",
        *ARTICLES[:2],
        "\n第二章 扶持\n",
        *ARTICLES[2:5],
        ARTICLES[1],
        ARTICLES[4],
        *ARTICLES[5:],
    )
)
LOST = "（二）配齐救生用具。"
NEWS = """松澜省出台办法扶持义务修缮队
松澜晚报3月3日电 省水路管理局近日印发办法,其中提出,各县重点做好以下工作:
(一)改善停靠条件。修整埠头石阶和系船石桩,在夜间保证照明。
(二)配齐救生用具。为每支队伍配备救生衣和救生圈,每年更换破损用具。
(三)组织工匠培训。每年汛期之前讲授救护知识和砌石规则,考核合格的发给工匠证。
一位老工匠说,他在这条河上修埠头已经二十多年了。"""
PLAN = """松澜省河灯收集行动方案
一、总体要求
河灯应当收集，到2033年收集率过半。
二、主要任务
（一）设点。各渡口设收集点。
（二）清运。每月清运一次。"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a damaged measure, the news that gives a piece of it back, and a plan without articles."""
    rows = [
        {"title": TITLE, "text": TEXT, "doc_number": NUMBER, "url": "https://www.example.cn/=a.html"},
        {"title": "松澜省出台办法扶持义务修缮队", "text": NEWS, "kind": "新闻"},
        {"title": "松澜省河灯收集行动方案", "text": PLAN},
    ]
    return home_of(tmp_path_factory.mktemp("export"), rows)


def run(home: Home, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home.root), "export", *arguments])


def said(home: Home, *arguments: str) -> Any:
    done = run(home, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def csv_rows(file: Path) -> list[dict[str, str]]:
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def sheet(file: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(file.read_bytes())).get_sheet_by_name(name).to_python()


def lines(file: Path) -> list[str]:
    read = read_attachment(file.read_bytes(), name=file.name)
    assert (read.status, read.kind) == ("ok", "docx")
    return read.text.split("\n")


# -- a document


def test_a_measure_as_a_document_is_in_order_with_its_gaps_where_they_are(
    built: Home, tmp_path: Path
) -> None:
    file = tmp_path / "办法.docx"
    told = said(built, "--work", NUMBER, "--to", str(file))
    read = lines(file)
    wanted = [
        TITLE, "第一章　总则", "第一条　", "第二条　", "第二章　扶持", "第三条　", "第四条　", "第五条　",
        "〔第六条阙〕", "第七条　", "第八条　", "〔第九条阙〕", "第十条　", "引用：", "来源",
    ]  # fmt: skip
    places = [next(at for at, line in enumerate(read) if line.startswith(start)) for start in wanted]
    assert places == sorted(places)
    assert told["format"] == "docx"
    assert NUMBER in read[1]


def test_what_another_copy_gave_is_marked_and_its_page_is_a_source(built: Home, tmp_path: Path) -> None:
    file = tmp_path / "measure.docx"
    told = said(built, "--work", f"{NUMBER}第三条", "--to", str(file))
    read = lines(file)
    assert LOST in "".join(read)
    assert [line for line in read if line.startswith("〔补自") and "配齐救生用具" in line]
    assert told["sources"] == 2
    assert len([line for line in read if "sha256：" in line]) == 2
    assert underlined(file) == [LOST]


def underlined(file: Path) -> list[str]:
    from docx import Document

    return [run.text for p in Document(str(file)).paragraphs for run in p.runs if run.underline]


def test_a_plan_keeps_its_levels(built: Home, tmp_path: Path) -> None:
    file = tmp_path / "plan.docx"
    said(built, "--work", "松澜省河灯收集行动方案", "--to", str(file))
    text = "\n".join(lines(file))
    assert text.count("各渡口设收集点") == 1
    assert text.index("总体要求") < text.index("主要任务") < text.index("设点") < text.index("清运")


def test_clauses_found_stand_under_their_documents(built: Home, tmp_path: Path) -> None:
    file = tmp_path / "found.docx"
    said(built, "修缮队应当停止施工", "--to", str(file), "--limit", "1")
    read = lines(file)
    assert read[0] == "检索：修缮队应当停止施工"
    assert read[1] == TITLE
    assert [line for line in read if line.startswith("第七条　遇有大风")]
    assert [line for line in read if line.startswith(f"《{TITLE}》，{NUMBER}") and "第7条" in line]


def test_a_word_processor_is_told_chinese_fonts_and_paper(built: Home, tmp_path: Path) -> None:
    said(built, "--work", NUMBER, "--to", str(tmp_path / "measure.docx"))
    styles = unpacked(tmp_path / "measure.docx", "word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="zh-CN"' in styles
    assert 'w:w="11906"' in unpacked(tmp_path / "measure.docx", "word/document.xml").decode()


# -- a table


def test_a_table_names_every_gap_and_every_state(built: Home, tmp_path: Path) -> None:
    file = tmp_path / "measure.csv"
    told = said(built, "--work", NUMBER, "--to", str(file))
    rows = csv_rows(file)
    assert told["rows"] == len(rows) == 10
    assert [row["条款"] for row in rows][4:7] == ["第五条", "第六条", "第七条"]
    states = {row["条款"]: row["文本"] for row in rows}
    assert (states["第二条"], states["第三条"], states["第六条"]) == ("完整", "部分据他本补", "阙")
    assert rows[5]["原文"] == "〔第六条阙〕"
    assert rows[3]["章节"] == "第二章 扶持"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_cell_is_a_formula(built: Home, tmp_path: Path) -> None:
    for name in ("measure.csv", "measure.xlsx"):
        said(built, "--work", NUMBER, "--to", str(tmp_path / name))
    (row,) = (row for row in csv_rows(tmp_path / "measure.csv") if row["条款"] == "第四条")
    assert row["原文"].startswith("'=SUM(A1:A9)")
    held = sheet(tmp_path / "measure.xlsx", "条款")
    assert [line[5] for line in held if line[3] == "第四条"] == [row["原文"].removeprefix("'")]
    assert b"<f>" not in unpacked(tmp_path / "measure.xlsx", "xl/worksheets/sheet1.xml")


def unpacked(file: Path, member: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(file) as archive:
        return archive.read(member)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_what_begins_like_a_formula_is_madeharmless(start: str) -> None:
    from reader.spreadsheet import harmless

    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless("第1条 = 2") == "第1条 = 2"
    assert harmless(7) == 7


def test_a_workbook_has_the_clauses_and_their_sources(built: Home, tmp_path: Path) -> None:
    file = tmp_path / "found.xlsx"
    told = said(built, "埠头", "--to", str(file))
    clauses, sources = sheet(file, "条款"), sheet(file, "来源")
    assert clauses[0] == list(COLUMNS)
    assert sources[0] == list(SOURCE_COLUMNS)
    assert (len(clauses) - 1, len(sources) - 1) == (told["rows"], told["sources"])
    assert all(len(str(line[-1])) == 64 for line in sources[1:])
    (page,) = (line for line in sources[1:] if line[3] == "https://www.example.cn/=a.html")
    assert page[4][:2] == "20"


def test_a_limit_says_how_much_there_was(built: Home, tmp_path: Path) -> None:
    told = said(built, "修缮队", "--to", str(tmp_path / "few.csv"), "--limit", "2")
    assert told["rows"] == 2
    assert told["total"] > 2
    printed = run(built, "修缮队", "--to", str(tmp_path / "more.csv"), "--limit", "2").stdout.splitlines()
    assert printed[0].endswith("more.csv: 2 rows, 1 sources")
    assert "--limit takes more" in printed[1]


def test_filters_are_those_of_search(built: Home, tmp_path: Path) -> None:
    told = said(built, "收集", "--to", str(tmp_path / "a.csv"), "--work", "松澜省河灯收集行动方案")
    done = run(built, "收集", "--to", str(tmp_path / "b.csv"), "--from", "2090-01-01")
    assert told["rows"] >= 1
    assert done.exit_code == 1


def test_a_text_too_long_for_a_cell_goes_on_in_the_next_row(tmp_path: Path) -> None:
    home, corpus = Home(tmp_path / "home"), tmp_path / "corpus.jsonl"
    long = "修渠应当量力。" * 6_000
    text = f"松澜省长渠修护办法\n第一条 {long}\n第二条 本办法自2031年6月1日起施行。"
    corpus.write_text(json.dumps({"title": "松澜省长渠修护办法", "text": text}, ensure_ascii=False) + "\n")
    desk = Import(home)
    assert not list(desk.take(corpus))
    desk.close()
    build(home)
    said(home, "--work", "松澜省长渠修护办法", "--to", str(tmp_path / "long.xlsx"))
    held = sheet(tmp_path / "long.xlsx", "条款")[1:]
    assert [line[3] for line in held] == ["第一条", "第一条（续）", "第二条"]
    assert held[0][5] + held[1][5] == long


@pytest.mark.parametrize("name", ["odd.docx", "odd.xlsx", "odd.csv"])
def test_a_question_with_control_characters_still_gives_a_file_that_opens(
    built: Home, tmp_path: Path, name: str
) -> None:
    said(built, "埠头\x01悬挂\x0b红旗\x1b", "--to", str(tmp_path / name))
    assert read_attachment((tmp_path / name).read_bytes(), name=name).status == "ok"


# -- what is refused


def test_nothing_found_writes_nothing_and_is_no_quiet_success(built: Home, tmp_path: Path) -> None:
    done = run(built, "“从未写过的话”", "--to", str(tmp_path / "none.xlsx"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_an_article_that_is_missing_is_said_to_be(built: Home, tmp_path: Path) -> None:
    done = run(built, f"{NUMBER}第六条", "--to", str(tmp_path / "none.csv"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "第六条" in done.stderr
    assert "is missing from every copy held" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("埠头", "--to", "字" * 300 + ".csv"), "cannot be written"),
        (("埠头", "--to", "\udcff.csv"), "not UTF-8"),
        (("埠头", "--to", "clauses.pdf"), "a name that ends in .csv, .xlsx or .docx is needed"),
        (("埠头", "--to", "/nowhere/at/all.csv"), "there is no folder /nowhere/at"),
        (("--to", "clauses.csv"), "name a QUERY, or a document with --work"),
        ((" ", "--to", "clauses.csv"), "it is empty"),
        (("--work", "从未有过的办法", "--to", "clauses.csv"), "nothing held is called"),
        (("--work", f"{NUMBER}第六条", "--to", "clauses.csv"), "is missing from every copy held"),
        (("埠头", "--to", "clauses.csv", "--until", "昨天"), "not a date: 昨天"),
        (("埠头",), "--to"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_exit_2(
    built: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(built, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert line in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_file_is_replaced_only_when_asked(built: Home, tmp_path: Path) -> None:
    file = tmp_path / "clauses.csv"
    file.write_text("mine")
    assert run(built, "埠头", "--to", str(file)).exit_code == 2
    assert file.read_text() == "mine"
    assert said(built, "埠头", "--to", str(file), "--force")["rows"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["clauses.csv"]
    (tmp_path / "folder.csv").mkdir()
    assert run(built, "埠头", "--to", str(tmp_path / "folder.csv"), "--force").exit_code == 2


# -- pieces


def test_every_word_is_in_one_piece(built: Home) -> None:
    with Base(built.kb) as base:
        (expression,) = base.expressions(NUMBER)
        found = pieces(base, expression)
    assert [piece.eid for piece in found if piece.kind == LACUNA] == ["art_6", "art_9"]
    assert not [piece for piece in found if "__" in piece.eid]


def test_words_given_are_told_apart_in_wide_signs() -> None:
    given = (Given("(二)点灯。", "", "news", ""),)
    piece = Piece("art_1", "article", text="（一）扫地。（二）点灯。", status="restored", given=given)
    assert runs(piece) == (("（一）扫地。", False), ("（二）点灯。", True))

"""Nobody's number leaves the program, what is no person's is never changed, and what is stored is whole."""

from __future__ import annotations

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from alerts.atom import feed
from alerts.digest import compose, operator_message
from alerts.happening import shortened
from alerts.matching import around
from alerts.message import Item
from alerts.rules import Rule
from cleaners.attachments import read_attachment
from cleaners.masking.masks import MASK, shown, shown_rows, shown_together, shown_value
from cleaners.masking.persons import is_credit_code
from crawler.commands.nightly import tell
from crawler.verb import complain, pass_on
from kb.home import Home, corpora
from reader.program import app
from reader.terminal import terminal
from tests.doors import calls, doors
from tests.personal import (
    GONE,
    GONE_TOO,
    HOLDER,
    IDENTITY,
    KEPT,
    LANDLINE,
    LIT,
    MEASURE,
    MEASURE_ID,
    MOBILE,
    PERSON,
    SECOND_PERSON,
    TEXT,
    WATCH,
    WATCH_NUMBER,
    home_of_persons,
    personal_night,
    unmasked,
)
from tests.test_line import page

ROOT = Path(__file__).resolve().parent.parent


# -- what is a person's


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        (f"联系人：林一 {MOBILE}", ("林一", MOBILE)),
        ("联系人：林一、陈二，手机：13800138000/13900139000", ("林一", "陈二", MOBILE, "13900139000")),
        ("联系人：林一\n电话：010-00000046\n手机：13800138000", ("林一", MOBILE)),
        ("请与王小明（手机：13800138000）联系。", ("王小明", MOBILE)),
        ("本项工作由李明（138 0013 8000）负责。", ("李明", "0013")),
        ("张老师 138-0013-8000", ("张", "0013")),
        ("王处长１３８００１３８０００", ("王", "１３８")),
        ("阿不都·热合曼 +86 13800138000", ("阿不都", "热合曼", MOBILE)),
        ("法定代表人：欧阳小明；电话：13800138000", ("欧阳小明", MOBILE)),
        ("举报手机13800138000（李四）", ("李四", MOBILE)),
        ("«张三» 138«00138»000", ("张三", "00138")),
        ("综合处 13800138000", (MOBILE,)),
        (f"身份证号：{IDENTITY}", (IDENTITY,)),
        (f"张三，{IDENTITY.lower()}", (IDENTITY.lower(),)),
        (
            "序号\t企业名称\t联系人\t手机\n1\t东方红公司\t张三\t13800138000\n2\t乙公司\t李四\t13900139000",
            ("张三", "李四", MOBILE, "13900139000"),
        ),
    ],
)
def test_names_with_mobiles_and_identity_numbers_are_masked(line: str, gone: tuple[str, ...]) -> None:
    text = shown(line)
    assert len(text) == len(line), "offsets stay"
    assert not [piece for piece in gone if piece in text]
    assert all(new in (old, MASK) for old, new in zip(line, text, strict=True))
    assert shown(text) == text


@pytest.mark.parametrize("kept", ["联系人：", "综合处", "公司", "1\t东方红公司", "举报手机", "负责"])
def test_what_stands_around_a_person_stays(kept: str) -> None:
    lines = (
        "联系人：林一 13800138000",
        "综合处 13800138000",
        "企业名称\t联系人\t手机\n1\t东方红公司\t张三\t13800138000".replace("企业", "序号\t企业"),
        "举报手机13800138000",
        "本项工作由李明（13800138000）负责。",
    )
    assert any(kept in shown(line) for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        "第三条 申请单位应当公布联系人和联系电话。",
        "公示期内如有异议，请与中小企业局联系。联系人：林一，电话：010-00000046/00000047",
        "意见请发至电子邮箱：zqyj@example.invalid，传真：（010）00000047",
        "联系电话：00000000，咨询热线：12345、4008000000",
        "自2031年6月1日起施行，有效期至2036年5月31日。",
        "产业规模达到1,300,000,000元，营业收入13800138000元，产值13800138000 万元。",
        "云工信规〔2031〕8号、云工信规〔2031〕13800138000号、第13800138000号",
        "项目编号：13800138000、13900139000",
        "项目编号\n13800138000",
        "项目编号 2031-13800138000-01，合同号HT13800138000",
        "序号\t项目名称\t项目编号\n1\t方案一\t13800138000",
        "地区\t产值\n江苏\t13800138000",
        "统一社会信用代码 91110000000000000X",
        "统一社会信用代码：110105194912310028、11010519491231002X",
        "91350100M000100Y43",
        "身份证号 110105194912310021",  # the check digit is wrong
        "身份证号 110105194913310020",  # no such month
        "https://www.example.invalid/art/13800138000/t13900139000.html",
        "附件 t20311113_13800138000.pdf",
    ],
)
def test_what_is_no_person_s_stays(line: str) -> None:
    assert shown(line) == line


def _checked(body: str) -> str:
    """A credit code by GB 32100-2015, reckoned otherwise than the program does."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(letters.index(char) * weight for char, weight in zip(body, weights, strict=True))
    return body + letters[(31 - total % 31) % 31]


CREDIT_CODES = st.builds(
    lambda holder, division, rest: _checked(f"{holder}{division:06}{rest}"),
    st.sampled_from(["91", "92", "93", "12", "11", "52", "51"]),
    st.integers(110000, 659999),
    st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
)
DOC_NUMBERS = st.builds(
    "{}〔{}〕{}号".format,
    st.sampled_from(["工信部企业", "云工信规", "国发"]),
    st.integers(1990, 2099),
    st.integers(1, 10**11 + 10**10 * 9),
)
PROJECTS = st.builds(
    "{}{}".format,
    st.sampled_from(["项目编号：", "项目编号 ", "证书编号", "备案号：", "项目代码:"]),
    st.one_of(
        st.integers(10**10, 2 * 10**10 - 1).map(str),
        st.integers(10**17, 9 * 10**17).map(str),
        st.from_regex(r"[A-Z]{2}[0-9]{11}", fullmatch=True),
        st.from_regex(r"20[0-9]{2}-1[3-9][0-9]{9}", fullmatch=True),
    ),
)
LANDLINES = st.builds(
    "{}0{}-{}".format,
    st.sampled_from(["联系电话：", "电话 ", "传真：", "联系人：林一，电话："]),
    st.integers(10, 999),
    st.integers(2000000, 89999999),
)
MAILBOXES = st.from_regex(r"[a-z]{2,12}@[a-z]{2,10}\.gov\.cn", fullmatch=True)
AMOUNTS = st.builds(
    "{}{}".format, st.integers(1, 10**12), st.sampled_from(["元", "万元", "亿元", "吨", "％", "个", "家"])
)
CLAUSES = st.sampled_from(
    ["第三条 申请人应当提交材料", "公示时间为五个工作日", "联系人和联系电话", "附件：名单"]
)
NOBODYS = st.lists(
    st.one_of(CREDIT_CODES, DOC_NUMBERS, PROJECTS, LANDLINES, MAILBOXES, AMOUNTS, CLAUSES),
    min_size=1,
    max_size=6,
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(NOBODYS, st.sampled_from(["，", "。\n", "；", "\n"]))
def test_what_is_not_personal_is_never_changed(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    assert shown(text) == text
    assert shown_value({"heads": pieces, "rows": [pieces]}) == {"heads": pieces, "rows": [pieces]}


@settings(derandomize=True, max_examples=100, deadline=None)
@given(CREDIT_CODES)
def test_every_credit_code_is_known_as_one(code: str) -> None:
    assert is_credit_code(code)
    assert shown(f"身份证号 {code}") == f"身份证号 {code}"


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="联系人电话手机号：:13801380009- 张三@a.b\n\t第一条。«»１３", max_size=80))
def test_masking_keeps_the_length_and_doing_it_twice_changes_nothing_more(text: str) -> None:
    once = shown(text)
    assert len(once) == len(text)
    assert shown(once) == once
    assert all(new in (old, MASK) for old, new in zip(text, once, strict=True))


def test_no_article_of_the_statutes_is_touched() -> None:
    folder = corpora()
    if folder is None:
        pytest.skip("TIAOWEN_CORPORA is not set: no statutes to read")
    with gzip.open(folder / "statutes/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for number, line in enumerate(lines) if number % 5 == 0]
    assert not [text for text in texts if shown(text) != text]


def test_texts_that_stand_together_are_read_together() -> None:
    assert shown_together(["联系人：张三", f"手机：{MOBILE}"]) == ["联系人：＊＊", f"手机：{MASK * 11}"]
    provisions = [{"eid": "a", "text": "联系人：张三"}, {"eid": "b", "text": f"手机：{MOBILE}"}]
    assert shown_value(provisions)[0] == {"eid": "a", "text": "联系人：＊＊"}
    assert provisions[0]["text"] == "联系人：张三", "what is stored is not touched"


def test_a_row_is_read_under_its_heads() -> None:
    row = {"heads": ["项目编号", "联系人", "电话"], "cells": [MOBILE, "张三", "13900139000"], "n": 3}
    assert shown_value(row)["cells"] == [MOBILE, "＊＊", MASK * 11]
    assert shown_rows([(1, "张三", MOBILE)], ("序号", "姓名", "手机")) == [(1, "＊＊", MASK * 11)]
    assert shown_rows([(1, "方案", MOBILE)], ("序号", "项目名称", "项目编号")) == [(1, "方案", MOBILE)]


# -- every way out of the program

QUOTATION = LIT.replace(PERSON, SECOND_PERSON)
DRAFT = f"《{MEASURE}》（海工规〔2031〕8号）第二条规定：“{QUOTATION}”另见{WATCH_NUMBER}。"
# What each verb is asked; {work} is the notice whose title tells of a person.
VERBS = {
    "search": ("search", "守夜队", "--limit", "1"),
    "search --explain": ("search", "异议受理 联系人", "--explain"),
    "show": ("show", "{work}"),
    "trace": ("trace", "art_2", "--work", MEASURE_ID),
    "cite": ("cite", "{work}"),
    "cite gbt7714": ("cite", "{work}", "--style", "gbt7714"),
    "cite ris": ("cite", "{work}", "--format", "ris"),
    "cite bibtex": ("cite", "{work}", "--format", "bibtex"),
    "cite csl-json": ("cite", "{work}", "--format", "csl-json"),
    "cite-check": ("cite-check", "{home}/draft.txt"),
    "diff": ("diff", MEASURE),
    "parallels": ("parallels", "art_2", "--work", MEASURE_ID),
    "glossary": ("glossary", "埠头"),
    "batch": ("batch", "{home}/questions.jsonl"),
    "windows": ("windows", "--past"),
    "changes": ("changes", "--since", "2020-01-01"),
    "recognitions": ("recognitions", "--as-of", "2031-08-01"),
    "timeline": ("timeline", "渡口照明", "--as-of", "2031-08-01"),
    "programme": ("programme", "中小企业特色产业集群"),
    "compare": ("compare", "2031年度公示", "2031年度公布"),
    "watch": ("watch", "{home}/names.csv", "--as-of", "2031-08-01"),
}
# A comparison of two texts in words prints what differs and no more.
ONLY = {"cite-check": ("林一", MOBILE, *GONE_TOO)}
ELSEWHERE = {
    *("about", "doctor"),  # counts, paths and names of sources; nothing of a document
    "export",  # see the files
    "similar",  # needs the extra `semantic`; prints what parallels prints, by the same doors
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = home_of_persons(tmp_path_factory.mktemp("privacy"))
    (made.root / "draft.txt").write_text(DRAFT, encoding="utf-8")
    (made.root / "questions.jsonl").write_text('{"qid": "1", "query": "守夜队"}\n', encoding="utf-8")
    (made.root / "names.csv").write_text(f"名称\n{HOLDER}\n", encoding="utf-8")
    return made


def said(home: Home, *words: str) -> str:
    asked = [word.format(home=home.root, work=WATCH_NUMBER) for word in words]
    done = CliRunner().invoke(app, ["--home", str(home.root), *asked])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def is_hidden(tell: Callable[[], str], *, holds: Sequence[str] = GONE) -> None:
    """With masking off an output tells of a person; with it, of everything else, and no character less."""
    with unmasked():
        bare = tell()
    masked = tell()
    assert not [piece for piece in holds if piece not in bare], "it cannot fail: no person is in it anyway"
    assert not [piece for piece in (*GONE, *GONE_TOO) if piece in masked]
    for piece in (*GONE, *GONE_TOO):
        bare = bare.replace(piece, MASK * len(piece))
    assert _without_layout(masked) == _without_layout(bare)


def _without_layout(printed: str) -> str:
    """What is printed, without what stands in it for its width or its hour, or is hashed from the words."""
    return re.sub(r"[\s─]+|took_ms\W+[\d.]+|UID:\w+", "", printed)


def test_what_is_stored_is_as_it_was_published(home: Home) -> None:
    with sqlite3.connect(home.kb) as db:
        stored = "\n".join(
            text for (text,) in db.execute("SELECT text FROM snapshots WHERE text IS NOT NULL")
        )
        assert not db.execute("SELECT count(*) FROM removed WHERE rule = 'personal_data'").fetchone()[0]
    assert not [piece for piece in (*GONE, *KEPT) if piece not in stored]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_prints_a_person_s_number(home: Home, verb: str, form: tuple[str, ...]) -> None:
    is_hidden(lambda: said(home, *VERBS[verb], *form), holds=GONE if form else ONLY.get(verb, GONE))


def test_no_part_of_a_number_is_left_where_words_are_cut(home: Home) -> None:
    def cut() -> str:
        (hit,) = json.loads(said(home, "search", "夜航队", "--limit", "1", "--json"))["hits"]
        return str(hit["snippet"])

    assert cut().endswith(f"联系人{MASK * 7}…")
    with unmasked():
        assert cut().endswith("联系人林一13800…"), "it cannot fail: the number is not cut"


@pytest.mark.parametrize("most", range(15, 45))
def test_no_message_holds_a_part_of_a_number(most: int) -> None:
    line = f"夜航队在渡口值守，联系人林一{MOBILE}，单位电话{LANDLINE}"
    for cut in (shortened(line, most), around(line, "夜航队", most)):
        assert not re.search("林|1380", cut)
        assert cut.removesuffix("…") == shown(line)[: len(cut.removesuffix("…"))]


def test_every_verb_is_asked() -> None:
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    assert verbs == {words[0] for words in VERBS.values()} | ELSEWHERE


def test_what_an_office_prints_of_itself_is_shown_whole(home: Home) -> None:
    for form in ((), ("--json",)):
        printed = said(home, "show", WATCH_NUMBER, *form)
        assert not [piece for piece in KEPT if piece not in printed]


def test_a_refusal_repeats_no_person_s_number(home: Home) -> None:
    def refusal() -> str:
        done = CliRunner().invoke(app, ["--home", str(home.root), "show", f"没有的文件（{PERSON}）"])
        assert done.exit_code == 2
        return done.stderr

    is_hidden(refusal)


def test_the_spans_of_a_trace_hold_in_the_stored_text(home: Home) -> None:
    traced = json.loads(said(home, "trace", "art_2", "--work", MEASURE_ID, "--json"))
    with sqlite3.connect(home.kb) as db:
        asked = "SELECT text FROM snapshots WHERE body_sha256 = ?"
        stored = str(db.execute(asked, (traced["snapshot"]["sha256"],)).fetchone()[0])
    start, end = traced["span"]
    assert MOBILE in stored[start:end], "the span is that of the stored text"
    assert len(traced["quote"]) == end - start
    assert all(new in (old, MASK) for old, new in zip(stored[start:end], traced["quote"], strict=True))


# -- files

WRITTEN = [
    *((("export", "异议受理 身份证"), ending) for ending in ("csv", "xlsx", "docx")),
    *((("export", "--work", "{work}"), ending) for ending in ("csv", "xlsx", "docx")),
    *((("windows", "--past"), ending) for ending in ("ics", "csv", "xlsx")),
    *((VERBS[verb], ending) for verb in ("recognitions", "timeline", "watch") for ending in ("csv", "xlsx")),
    *((VERBS["compare"], ending) for ending in ("csv", "xlsx")),
]


@pytest.mark.parametrize(("words", "ending"), WRITTEN, ids=[f"{w[0]} {e}" for w, e in WRITTEN])
def test_no_file_holds_a_person_s_number(
    home: Home, tmp_path: Path, words: tuple[str, ...], ending: str
) -> None:
    def written() -> str:
        file = tmp_path / f"out.{ending}"
        file.unlink(missing_ok=True)
        said(home, *words, "--to", str(file))
        return read(file)

    is_hidden(written)


def read(file: Path) -> str:
    """The words in a file, as whoever opens it sees them."""
    if file.suffix == ".xlsx":
        book = CalamineWorkbook.from_filelike(BytesIO(file.read_bytes()))
        return "\n".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    if file.suffix == ".docx":
        return read_attachment(file.read_bytes(), name=file.name).text
    text = file.read_text("utf-8-sig")
    return text.replace("\n ", "") if file.suffix == ".ics" else text  # its lines go on behind a blank


# -- messages


def item(**more: Any) -> Item:
    fields = {"rule": "r", "rule_title": "公示", "key": "k", "kind": "document", "title": WATCH}
    return Item(**fields | {"line": f"公示（{PERSON}）", "quote": TEXT, "why": PERSON} | more)


def test_a_night_s_messages_and_feeds_tell_no_person_s_number(home: Home) -> None:
    """Those of the two nights of the home, of real rules on what it holds."""
    (told,) = [path.read_text(encoding="utf-8") for path in sorted((home.var / "alerts/desk").glob("*.txt"))][
        -1:
    ]
    feeds = [path.read_text(encoding="utf-8") for path in home.feeds.glob("*.atom")]
    assert len(feeds) == 1
    for text in (told, *feeds):
        assert not [piece for piece in GONE if piece in text]
        assert f"单位电话：{LANDLINE}" in text
        assert f"手机：{MASK * 11}，身份证号：{MASK * 18}" in text


@pytest.mark.parametrize("form", ["plain", "markdown", "items"])
def test_no_digest_tells_a_person_s_number(form: str) -> None:
    moment = datetime(2031, 5, 20, tzinfo=UTC)

    def told() -> str:
        (message,) = compose([item()], "desk", moment, 100_000, lambda one: len(one.plain))
        return str(getattr(message, form))

    is_hidden(told)


def test_no_feed_tells_a_person_s_number() -> None:
    rule = Rule("r", "公示", None, (), (), (), None, (), "official", 3, "nightly", ())
    is_hidden(lambda: feed(rule, "2031-05-20", [(item(), "k", "2031-05-20T00:00:00Z")]).decode())


def test_a_word_of_the_operator_tells_no_person_s_number() -> None:
    """Such as the last lines of a log, which a unit sends when a night failed."""
    moment = datetime(2031, 5, 20, tzinfo=UTC)
    for form in ("plain", "markdown"):
        is_hidden(lambda form=form: str(getattr(operator_message("desk", PERSON, moment), form)))  # type: ignore[misc]


# -- the operator's verbs


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_the_report_of_a_night_tells_no_person_s_number(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    def told() -> str:
        tell(personal_night(), as_json=as_json)
        return capsys.readouterr().out

    is_hidden(told)
    for what in ("the list says", "withdrawn", "noted", "faulty"):
        assert f"{what}{'' if what == 'the list says' else ':'} {PERSON[:4]}" in told()


def test_a_complaint_tells_no_person_s_number(capsys: pytest.CaptureFixture[str]) -> None:
    for write in (complain, pass_on):
        is_hidden(lambda write=write: (write(f"refused:\n{PERSON}"), capsys.readouterr().err)[1])  # type: ignore[misc]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_a_page_that_is_checked_and_one_that_is_refused_tell_no_person_s_number(
    tmp_path: Path, form: tuple[str, ...]
) -> None:
    """The verbs as they run: what they print, and what they say on stderr."""
    saved, away = tmp_path / "page.html", tmp_path / f"{PERSON}.html"
    saved.write_bytes(page(WATCH, TEXT))
    checked = scrapy(tmp_path, "check", "miit_publicity", str(saved), *form)
    assert f"手机：{MASK * 11}，身份证号：{MASK * 18}，单位电话：{LANDLINE}" in checked.stdout, checked.stderr
    refused = scrapy(tmp_path, "import", str(away), *form)
    assert refused.returncode == 2
    assert f"手机：{MASK * 11}，身份证号：{MASK * 18}，单位电话：{LANDLINE}" in refused.stderr
    assert not [piece for piece in GONE for done in (checked, refused) if piece in done.stdout + done.stderr]


def scrapy(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=ROOT,
        env={**os.environ, "TIAOWEN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_terminal_prints_no_person_s_number(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.text import Text

    from reader.display import fill, numbered, table

    def printed() -> str:
        out = terminal()
        out.print(f"林一 {MOBILE}")
        out.print(Text(f"身份证号{IDENTITY}", style="bold"))
        out.print(fill(table("Name", "Day"), [("林一", MOBILE), (LANDLINE, "手机" + MOBILE)]))
        out.print(numbered([(1, Text(TEXT))]))
        return capsys.readouterr().out

    is_hidden(printed)


# -- one way out

# Who writes in the rooms that answer, and the mask that each puts on what it writes: by itself, or where
# `function: mask` says so in the only function that hands it anything.
DOORS = {
    "reader/answer.py print_json": "shown_value",
    "reader/answer.py print_line": "shown_value",
    "reader/answer.py print_text": "shown",
    "reader/answer.py remark": "shown",
    "reader/terminal.py Terminal.print": "_shown",
    "reader/terminal.py terminal": "terminal: Terminal",
    "reader/export.py write": "export: shown_export",
    "reader/sheets.py write_sheets": "_shown",
    "reader/windows.py _write": "_write_to: shown_value",
    "alerts/atom.py write_feed": "feed: as_shown",
    "crawler/verb.py complain": "shown",
    "crawler/verb.py pass_on": "shown",
    "crawler/verb.py print_text": "shown",
    "crawler/verb.py print_json": "shown_value",
}
_MESSAGE = "a message, composed of what is shown in alerts/digest.py"
_CHILD = "what a child hands to the program that started it, which stores it"
BARE = {
    "reader/options.py Verbs.main": "the help of a verb",
    "reader/terminal.py Piped.write": "what Terminal.print has printed",
    "reader/sheets.py csv_of": "rows as write_sheets hands them",
    "reader/spreadsheet.py csv_bytes": "an export as `export` shows it",
    "reader/picture.py write_picture": "counts of regions and years",
    "reader/picture.py png_of": "counts of regions and years",
    "reader/wordfile.py docx_bytes": "an export as `export` shows it",
    "alerts/folder.py Folder.deliver": _MESSAGE,
    "alerts/robots.py _json": _MESSAGE,
    "alerts/webhook.py _body": _MESSAGE,
    "alerts/webhook.py _printed": "what a receiver answered",
    "alerts/message.py written": "what waits in state.db",
    "alerts/rules.py Rule.looks_for": "a hash",
    "crawler/families/jpaas.py Unit.page": "a request",
    "crawler/metrics.py write_metrics": "counts and names of sources",
    "crawler/newsource.py write_fixture": "a page as it is archived, to be put into words of one's own",
    "crawler/newsource.py write_spider": "addresses and counts",
    "crawler/newsource.py _literal": "constants of a source",
    "crawler/progress.py bar": "counts and names of sources",
    "crawler/progress.py counter": "counts and names of sources",
    "pipeline/converting.py _by_bsdtar": "a file for the program that reads it",
    "pipeline/converting.py _by_office": "a file for the program that converts it",
    "pipeline/reading.py header_json": "what is stored",
    "pipeline/sandbox.py _print": _CHILD,
    "pipeline/sandbox.py main": "why a file could not be read",
    "pipeline/sandbox.py read_in_sandbox": "a file for the child",
    "pipeline/scanning.py main": _CHILD,
    "pipeline/scanning.py read_scan": "a file for the child",
    "pipeline/setup.py main": "the path of the home",
}


def test_texts_leave_by_the_doors_that_mask_them() -> None:
    rooms = ("reader", "alerts", "crawler", "pipeline")
    files = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    codes = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    codes["search_cli.py"] = (ROOT / "search_cli.py").read_text(encoding="utf-8")
    found = {f"{name} {door}": called for name, code in codes.items() for door, called in doors(code).items()}
    assert set(found) == DOORS.keys() | BARE.keys(), "print_json, print_text, console(), complain, remark"
    for door, mask in DOORS.items():
        where, _, mask = mask.rpartition(": ")
        called = calls(codes[door.split()[0]], where) if where else found[door]
        assert mask in called, f"{door} writes without {mask}"


@pytest.mark.parametrize(
    "written",
    [
        *("print(x)", "sys.stdout.write(x)", "sys.stderr.write(x)", "json.dumps(x)", "json.dump(x, f)"),
        *("path.write_text(x)", "path.write_bytes(x)", "Console(stderr=True)", "rich.console.Console()"),
        *("self.logger.info(x)", "logging.warning(x)", "typer.echo(x)", "sys.stdout.buffer.write(x)"),
    ],
)
def test_whatever_writes_is_a_door(written: str) -> None:
    assert doors(f"class A:\n    def tell(x):\n        if x:\n            {written}\n").keys() == {"A.tell"}
    assert doors(f"{written}\n").keys() == {"<module>"}


def test_who_writes_without_a_mask_is_seen() -> None:
    masked = "def tell(x):\n    print(shown(x))\n\ndef say(x):\n    print(*map(shown, x))\n"
    code = f"{masked}\ndef cry(x):\n    print(x)\n"
    assert {door for door, called in doors(code).items() if "shown" not in called} == {"cry"}
    assert not doors("def tell(out, x):\n    out.print(x)\n"), "console() has masked it"

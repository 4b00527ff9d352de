"""Nobody's number leaves the program, what is no person's is never changed, and what is stored is whole."""

from __future__ import annotations

import ast
import gzip
import json
import re
import sqlite3
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from alerts.atom import feed
from alerts.digest import compose
from alerts.message import Item
from alerts.rules import Rule
from cleaners.attachments import read_attachment
from cleaners.masking.masks import MASK, shown, shown_rows, shown_together, shown_value
from cleaners.masking.persons import is_credit_code
from kb.home import Home, corpora
from reader.program import app
from reader.terminal import terminal
from tests.homes import built as home_of

ROOT = Path(__file__).resolve().parent.parent
# Of nobody: the day of birth is printed in the standard's own example, the mobile is a much used sample.
IDENTITY = "11010519491231002X"
MOBILE = "13800138000"


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

TITLE = "云溪省埠头修缮队名单公示"
TEXT = f"""{TITLE}
现将埠头修缮队名单予以公示，公示期为五个工作日。
一、异议受理。联系人：林一，手机：{MOBILE}，单位电话：010-00000046，邮箱：gongshi@example.invalid。
二、领队身份证号{IDENTITY}，统一社会信用代码91350100M000100Y43，项目编号：13900139000。
三、收件。各队请于2031年6月1日前寄送材料。"""
KEPT = ("010-00000046", "gongshi@example.invalid", "91350100M000100Y43", "13900139000")
GONE = ("林一", MOBILE, IDENTITY)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    rows = [{"title": TITLE, "text": TEXT, "published": "2031-05-20", "issuer": "云溪省水路管理局"}]
    return home_of(tmp_path_factory.mktemp("privacy"), rows)


def work_of(home: Home) -> str:
    with sqlite3.connect(home.kb) as db:
        return str(db.execute("SELECT id FROM works").fetchone()[0])


def said(home: Home, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home.root), *arguments])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def check(printed: str, *, whole: bool) -> None:
    assert not [piece for piece in GONE if piece in printed]
    assert not whole or not [piece for piece in KEPT if piece not in printed]


def test_what_is_stored_is_as_it_was_published(home: Home) -> None:
    with sqlite3.connect(home.kb) as db:
        stored = "\n".join(
            text for (text,) in db.execute("SELECT text FROM snapshots WHERE text IS NOT NULL")
        )
        assert not db.execute("SELECT count(*) FROM removed WHERE rule = 'personal_data'").fetchone()[0]
    assert not [piece for piece in (*GONE, *KEPT) if piece not in stored]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_verb_prints_a_person_s_number(home: Home, form: tuple[str, ...]) -> None:
    work = work_of(home)
    check(said(home, "show", work, *form), whole=True)
    check(said(home, "search", "异议受理 联系人", *form), whole=False)
    check(said(home, "search", "手机 单位电话", *form), whole=False)
    check(said(home, "trace", "para_3", "--work", work, *form), whole=False)
    check(said(home, "cite", work, *form), whole=False)
    check(said(home, "windows", "--past", *form), whole=False)
    check(said(home, "changes", "--since", "2020-01-01", *form), whole=False)


def test_the_spans_of_a_trace_hold_in_the_stored_text(home: Home) -> None:
    traced = json.loads(said(home, "trace", "para_3", "--work", work_of(home), "--json"))
    with sqlite3.connect(home.kb) as db:
        stored = str(db.execute("SELECT text FROM snapshots WHERE text IS NOT NULL").fetchone()[0])
    start, end = traced["span"]
    assert MOBILE in stored[start:end], "the span is that of the stored text"
    assert len(traced["quote"]) == end - start
    assert all(new in (old, MASK) for old, new in zip(stored[start:end], traced["quote"], strict=True))


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "docx"])
@pytest.mark.parametrize("asked", [("异议受理 身份证",), ()])
def test_no_export_holds_a_person_s_number(
    home: Home, tmp_path: Path, suffix: str, asked: tuple[str, ...]
) -> None:
    file = tmp_path / f"out.{suffix}"
    said(home, "export", *asked, *(() if asked else ("--work", work_of(home))), "--to", str(file))
    if suffix == "xlsx":
        book = CalamineWorkbook.from_filelike(BytesIO(file.read_bytes()))
        text = "\n".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    else:
        text = (
            file.read_text("utf-8-sig")
            if suffix == "csv"
            else read_attachment(file.read_bytes(), name=file.name).text
        )
    check(text, whole=True)


def item(**more: Any) -> Item:
    fields = {"rule": "r", "rule_title": "公示", "key": "k", "kind": "document", "title": TITLE}
    return Item(**fields | {"line": "公示", "quote": TEXT.splitlines()[2]} | more)


def test_no_digest_and_no_feed_tells_a_person_s_number() -> None:
    moment = datetime(2031, 5, 20, tzinfo=UTC)
    told = item(why=f"经办人：林一（{MOBILE}）", line=f"身份证号{IDENTITY}")
    (message,) = compose([told], "desk", moment, 100_000, lambda one: len(one.plain))
    for text in (message.plain, message.markdown, str(message.items)):
        check(text, whole=False)
        assert "010-00000046" in text
    rule = Rule("r", "公示", None, (), (), (), None, (), "official", 3, "nightly", ())
    check(
        etree.tostring(
            etree.fromstring(feed(rule, "2031-05-20", [(told, "k", "2031-05-20T00:00:00Z")])),
            encoding="unicode",
        ),
        whole=False,
    )


def test_a_terminal_prints_no_person_s_number(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.text import Text

    from reader.display import fill, numbered, table

    out = terminal()
    out.print(f"林一 {MOBILE}")
    out.print(Text(f"身份证号{IDENTITY}", style="bold"))
    out.print(fill(table("Name", "Day"), [("林一", MOBILE), ("010-00000046", "手机" + MOBILE)]))
    out.print(numbered([(1, Text(TEXT))]))
    printed = capsys.readouterr().out
    check(printed, whole=True)


# -- one way out

# Where a room of answers may write, and what it writes through.
_WRITERS = re.compile(r"sys\.stdout\.write|json\.dumps?\(|\.write_text\(|\.write_bytes\(|Console\(")
_OWNERS = {
    "reader/answer.py": "shown_value",
    "reader/terminal.py": "shown_rows",
    "reader/export.py": "shown_export",
    "reader/sheets.py": "shown_rows",
    "reader/windows.py": "shown_value",
    "reader/picture.py": None,  # counts of regions and years
    "reader/wording.py": None,
    "alerts/message.py": "shown_together",
    "alerts/atom.py": "as_shown",
    "alerts/digest.py": "as_shown",
    "alerts/folder.py": None,  # a message, composed in digest.py
    "alerts/webhook.py": None,
    "alerts/robots.py": None,
    "alerts/rules.py": None,  # a hash
}


def test_texts_leave_by_the_doors_that_mask_them() -> None:
    for room in ("reader", "alerts"):
        for path in sorted((ROOT / room).glob("*.py")):
            name, code = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            if _WRITERS.search(code):
                assert name in _OWNERS, f"{name} writes by itself: print_json, print_text, console()"
            if through := _OWNERS.get(name):
                calls = {
                    node.func.id
                    for node in ast.walk(ast.parse(code))
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                }
                assert through in calls | set(re.findall(r"map\((\w+)", code)), name

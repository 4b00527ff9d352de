"""What strangers wrote never runs: no formula, no markup, no link, no command; no secret is told.

Rows and pages are fictional.
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from alerts.atom import feed
from alerts.channels import channel_of
from alerts.digest import compose
from alerts.mail import Mail
from alerts.message import Item
from alerts.options import Options
from alerts.rules import Rule
from cleaners.attachments import read_attachment
from kb.home import REPOSITORY, Home
from reader.picture import Box, Picture, Words, svg_of
from reader.program import app
from reader.sheets import Sheet, csv_of, workbook_of
from reader.spreadsheet import is_formula
from reader.terminal import terminal
from tests.homes import built as home_of
from tests.licences import Package, is_free, objections, packages
from tests.statements import interpolated

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>',
    "javascript:alert(1)", '=HYPERLINK("http://x.invalid","点")', "=cmd|' /C calc'!A0", "]]><x>",
    "&#60;script&#62;", "' onmouseover='x", "[点](javascript:alert(1))",
    "\x1b]0;title\x07\x1b[31m", "\u202egnp.exe",
)  # fmt: skip
RUNS = st.text(alphabet="=+-@\t\r\n|'\"<>&;", max_size=8)
HOSTILE = st.one_of(st.sampled_from(PAYLOADS), st.text(max_size=40), RUNS)
PERHAPS = settings(derandomize=True, max_examples=60, deadline=None)


# -- files


@PERHAPS
@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=4))
def test_no_cell_of_a_csv_is_computed_and_none_is_lost(rows: list[tuple[str, str]]) -> None:
    rows = [tuple(cell.encode(errors="replace").decode() for cell in row) for row in rows]  # type: ignore[misc]
    text = csv_of([Sheet("名单", ("名称", "说明"), rows)]).decode("utf-8-sig")
    read = list(csv.reader(StringIO(text, newline="")))[1:]
    assert not [cell for row in read for cell in row if is_formula(cell)]
    assert [
        [cell.removeprefix("'") if is_formula(cell.removeprefix("'")) else cell for cell in row]
        for row in read
    ] == [list(row) for row in rows]


@PERHAPS
@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1, max_size=4))
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(rows: list[tuple[str, str]]) -> None:
    body = workbook_of([Sheet("名单", ("名称", "网址"), rows)])
    with zipfile.ZipFile(BytesIO(body)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert not [name for name in parts if "externalLink" in name or "vbaProject" in name]
    assert not [body for name, body in parts.items() if name.endswith(".rels") and b"External" in body]
    assert (
        len(CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()) == len(rows) + 1
    )


_SVG = {"svg", "rect", "text", "title"}


@PERHAPS
@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_picture_is_words_and_boxes_whatever_they_say(label: str, words: str, says: str) -> None:
    shapes = (Words(1, 2, words, 12), Box(1, 2, 3, 4, "#fff", says=says))
    root = etree.fromstring(svg_of(Picture(10, 10, label, shapes)))
    assert {etree.QName(each).localname for each in root.iter()} <= _SVG
    assert not [
        name for each in root.iter() for name in each.attrib if name.startswith("on") or "href" in name
    ]


def test_a_word_document_has_no_link_and_no_field(tmp_path: Path) -> None:
    payload = "、".join(PAYLOADS)
    rows = [
        {
            "title": f"云海省渔港办法{PAYLOADS[0]}",
            "text": f"第一条 {payload}渔港应当照明。",
            "url": "https://a.example.cn/1.html",
        }
    ]
    home = home_of(tmp_path, rows)
    file = tmp_path / "out.docx"
    done = CliRunner().invoke(app, ["--home", str(home.root), "export", "渔港", "--to", str(file)])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(file) as archive:
        document = archive.read("word/document.xml")
        assert b'TargetMode="External"' not in archive.read("word/_rels/document.xml.rels")
    assert not re.search(rb"<w:(?:hyperlink|fldSimple|instrText|script)", document)
    assert "渔港应当照明" in read_attachment(file.read_bytes(), name="out.docx").text


@PERHAPS
@given(
    st.lists(st.sampled_from(["../", "/", "..\\", "C:\\", "a", "附件", "~", "con"]), min_size=1, max_size=5)
)
def test_no_name_in_an_archive_leads_to_a_file(parts: list[str]) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("".join(parts) + "/outside.txt", "text")
    before = _beside()
    read = read_attachment(out.getvalue(), name="a.zip")
    assert read.text in ("text", "")
    assert _beside() == before


def _beside() -> set[Path]:
    here = Path.cwd()
    return {*here.iterdir(), *here.parent.iterdir(), *Path("/").glob("*outside*")}


# -- messages


def item(payload: str) -> Item:
    told = Item("r", payload, "k", "document", payload, payload, programme=payload, region=payload)
    return replace(told, why=payload, quote=payload, url=payload)


def addresses(root: etree._Element) -> Iterator[str]:
    yield from (value for each in root.iter() for name, value in each.attrib.items() if name == "href")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_feed_is_text_and_links_the_web_alone(payload: str) -> None:
    rule = Rule("r", payload, None, (), (), (), None, (), "official", 3, "nightly", ())
    root = etree.fromstring(feed(rule, "2031-05-20", [(item(payload), "k", "2031-05-20T00:00:00Z")]))
    assert {each.get("type", "text") for each in root.iter("{*}content", "{*}title")} == {"text"}
    assert not list(addresses(root))
    names = {etree.QName(each).localname for each in root.iter()}
    assert names <= {
        "feed",
        "id",
        "title",
        "updated",
        "author",
        "name",
        "generator",
        "entry",
        "category",
        "content",
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_digest_has_no_markup_of_strangers(payload: str) -> None:
    (message,) = compose([item(payload)], "desk", datetime(2031, 5, 20, tzinfo=UTC), 100_000, lambda one: 1)
    assert not re.search(r"[<>\[\]`]", message.markdown.replace("> ", "")), "a quote's own mark apart"
    assert "](" not in message.markdown


def test_a_page_of_the_web_is_linked() -> None:
    told = Item("r", "规则", "k", "document", "题", "行", url="https://a.example.cn/a(1).html")
    (message,) = compose([told], "desk", datetime(2031, 5, 20, tzinfo=UTC), 100_000, lambda one: 1)
    assert "[原文](https://a.example.cn/a%281%29.html)" in message.markdown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_mail_is_plain_text_without_a_header_of_strangers(tmp_path: Path, payload: str) -> None:
    table = {"kind": "mail", "host": "h.invalid", "from": "a@example.org", "to": "b@example.org"}
    desk = channel_of("desk", Options(table, "channel 'desk'"), Home(tmp_path))
    assert isinstance(desk, Mail)
    told = item(f"{payload}\r\nBcc: c@example.org\r\n\r\n<html>")
    (message,) = compose([told], "desk", datetime(2031, 5, 20, tzinfo=UTC), 100_000, lambda one: 1)
    letter = desk._letter(message)
    head = letter.split(b"\r\n\r\n", 1)[0]
    assert b"Content-Type: text/plain" in head
    assert b"Bcc" not in head
    assert b"text/html" not in letter


# -- the screen


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_page_gives_no_command_to_a_terminal(capsys: pytest.CaptureFixture[str], payload: str) -> None:
    from rich.text import Text

    from reader.display import fill, table

    out = terminal()
    out.print(payload, markup=False)
    out.print(Text(payload))
    out.print(fill(table("Name"), [(payload,)]))
    printed = capsys.readouterr().out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", printed)
    assert len(printed) > 3 * len(payload)


# -- secrets


KEY = "k0123456789abcdefkey"


def test_no_secret_is_told_whatever_a_channel_meets(tmp_path: Path) -> None:
    """Every kind of channel with a key in its address or its password, against a port that is closed."""
    tables = [
        ("wecom", "url_env = 'U'"),
        ("dingtalk", "url_env = 'U'\nsecret_env = 'S'"),
        ("feishu", "url_env = 'U'\nsecret_env = 'S'"),
        ("webhook", "url_env = 'U'\ntoken_env = 'S'\nsecret_env = 'S'"),
        (
            "mail",
            "host = '127.0.0.1'\nport = 1\nsecurity = 'none'\nuser = 'u'\npassword_env = 'S'\n"
            "from = 'a@b.cn'\nto = 'c@d.cn'",
        ),
        ("apprise", "url_env = 'A'"),
    ]  # fmt: skip
    rules = "".join(f"[[channel]]\nid = '{kind}'\nkind = '{kind}'\n{table}\n" for kind, table in tables)
    (tmp_path / "alerts.toml").write_text(rules, encoding="utf-8")
    places = {"U": f"http://127.0.0.1:1/send?key={KEY}", "S": f"{KEY}-too", "A": f"json://127.0.0.1:1/{KEY}"}
    told = ""
    for kind, _ in tables:
        for form in ((), ("--json",)):
            told += _alerts(tmp_path, places, "test", kind, *form)
    told += _alerts(tmp_path, places, "list", "--json") + _alerts(tmp_path, places, "list")
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert KEY.encode() not in path.read_bytes(), path.name
    assert "connection refused" in told
    assert KEY not in told


def _alerts(home: Path, places: dict[str, str], *words: str) -> str:
    done = CliRunner(env=places).invoke(app_with_alerts(), ["--home", str(home), "alerts", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def app_with_alerts() -> typer.Typer:
    return vars(importlib.import_module("search_cli"))["app"]  # type: ignore[no-any-return]


_KEYS = re.compile(
    rb"BEGIN [A-Z ]*PRIVATE KEY|ghp_[A-Za-z0-9]{30}|AKIA[0-9A-Z]{16}|access_token=[0-9a-f]{40}"
)


def tracked() -> list[Path]:
    """Every file of the repository; skips where the folder is no checkout."""
    try:
        asked = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("git is not installed: what is tracked is not known")
    if asked.returncode:
        pytest.skip(f"no list of tracked files: {asked.stderr.decode(errors='replace').strip()}")
    paths = [REPOSITORY / name for name in asked.stdout.decode().split("\0") if name]
    assert len(paths) > 1000
    return [path for path in paths if path.is_file()]


def test_no_key_stands_in_the_repository() -> None:
    """Long random tokens, private keys, and addresses of robots that have a real key, in whatever file."""
    assert not [str(path) for path in tracked() if _KEYS.search(path.read_bytes())]


@pytest.mark.parametrize(
    "written", ["-----BEGIN EC PRIVATE" + " KEY-----", "ghp_" + "a1" * 15, "AKIA" + "Z9" * 8]
)
def test_a_key_is_known_as_one(written: str) -> None:
    assert _KEYS.search(f"x = {written}\n".encode())


# -- SQL, packages

# What SQL is put together from: names of our own tables and fields, question marks, conditions of ours.
SQL = {
    "alerts/outbox.py": {"'rule' if side == 'rule' else 'channel'", "which"},
    "index/query.py": {"map(_bracketed, parts)"},  # a query as it was read, for the eye: no SQL
    "kb/differences.py": {
        *("base", "table", "names", "', '.join(names)", "these", "those", "key", "_less(db, table, *side)"),
    },
    "kb/read.py": {
        *(
            "' AND '.join(where)",
            "(f'{name} = ?' for name in asked)",
            "conditions",
            "inside",
            "name",
            "newest",
        ),
        *("order", "own", "side", "sql", "where"),
        *("selected(ManifestationRow)", "selected(WorkRow)", "selected(row_type)"),
    },
    "kb/rows.py": {"TABLES[row_type]", "names"},
    "kb/state.py": {"SCHEMA_VERSION", "column", "forget", "pragma", "runs", "table"},
    "kb/store.py": {
        *("TABLES[row_type]", "selected(row_type)", "where", "scope", "key", "conflict", "listed", "marks"),
        *("', '.join('?' * len(names))", "'FULL' if durable else 'OFF'", "schema()", "SCHEMA_VERSION"),
        *("(f'\"{name}\" = ?' for name in names)", "name", "update"),
    },
    "pipeline/forwards.py": {
        *("said", "place", "verb"),
        "(f\"{place} LIKE '%{verb}%'\" for place in ('s.text', 'w.title') for verb in _VERBS)",
    },
    "pipeline/relations.py": {"_SECONDARY", "day"},
    "pipeline/repeals.py": {
        *("DRAFT", "said", "titled", "word"),
        "(f\"e.text LIKE '%{word}%'\" for word in (*_WORDS, *_AMENDING))",
        "(f\"w.title LIKE '%{word}%'\" for word in _TITLED)",
    },
}


def test_sql_is_put_together_from_our_own_names_alone() -> None:
    found = {
        path.relative_to(REPOSITORY).as_posix(): interpolated(path.read_text(encoding="utf-8"))
        for room in ("alerts", "index", "kb", "pipeline", "reader", "crawler")
        for path in sorted((REPOSITORY / room).rglob("*.py"))
    }
    assert {name: put for name, put in found.items() if put} == SQL, "read these before you list them"


@pytest.mark.parametrize(
    ("code", "put"),
    [
        ('db.execute(f"SELECT x FROM {table}")', "table"),
        ('base._all(WorkRow, f"{where} {order}", *values)', "order"),
        ('base._rows(f"{sql} LIMIT 1")', "sql"),
        ('state.rows("SELECT " + asked)', "asked"),
        ("db.execute(\"DELETE FROM t WHERE x = '%s'\" % asked)", "asked"),
        ('db.execute("PRAGMA {}".format(asked))', "asked"),
        ('db.executescript("BEGIN; x".replace("x", asked))', "asked"),
        ('query = f"{head} {asked}"\ndb.execute(query)', "asked"),
        ('db.execute(f"{asked}" if asked else "SELECT 1")', "asked"),
        ('conditions.append(f"{side}_work = ?")', "side"),
        ('where = " AND ".join(asked)', "asked"),
        ('tail = f"{head} ORDER BY {asked}"', "asked"),
    ],
)
def test_whatever_is_put_into_sql_is_seen(code: str, put: str) -> None:
    assert put in interpolated(code)


@pytest.mark.parametrize(
    "code", ['db.execute("SELECT ?", (f"{asked}%",))', 'say(f"{asked} and more")', "a + b"]
)
def test_a_value_that_is_bound_and_a_message_are_no_sql(code: str) -> None:
    assert not interpolated(code)


def test_every_package_has_a_licence_under_which_the_whole_may_be_passed_on() -> None:
    found = packages()
    assert len(found) > 60
    assert objections(found) == []


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        *(
            (free, True)
            for free in ("MIT", "BSD-3-Clause AND MIT", "GPL-3.0 OR MIT", "Apache Software License")
        ),
        *((bound, False) for bound in ("GPL-3.0-only", "AGPLv3", "LGPL-2.1", "MIT AND GPL-2.0", "GNU GPLv3")),
        *((unknown, False) for unknown in ("", "Custom", "MIT AND Custom")),
    ],
)
def test_a_licence_that_is_unknown_or_binds_the_whole_is_named(licence: str, free: bool) -> None:
    assert is_free(licence) is free
    assert objections([Package("x", "1", licence)]) == (
        [] if free else [f"x 1: {licence or 'no licence named'}"]
    )


def test_the_list_of_packages_is_a_table_and_json() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.licences", "--json"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = {one["name"]: one for one in json.loads(done.stdout)}
    assert listed["scrapy"]["licence"] == "BSD-3-Clause"


def test_nothing_that_was_fetched_is_parsed_as_markup_to_be_shown() -> None:
    """A page of payloads, cleaned: its text has the words, and no element."""
    from cleaners import clean_page

    told = "<p>渔港应当照明。&lt;script&gt;夜&lt;/script&gt;<i onclick='alert(1)'>灯塔</i></p>"
    body = told * 8 + "<script>alert(1)</script>"
    page = clean_page(
        f"<html><head><title>渔港办法</title></head><body><h1>渔港办法</h1><div>{body}</div></body></html>".encode(),
        url="https://a.example.cn/1.html",
    )
    assert "渔港应当照明" in page.text
    assert "alert" not in page.text

"""Import: what can be taken is taken once, what cannot is one clear line, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.importing import JSONL_TYPE, Import, Imported, Refusal, read_path
from kb.archive import ArchiveWriter, Capture, captures, names
from kb.home import REPOSITORY, Home
from tests.test_archive import PAGE

HTML = "<html><head><meta charset='utf-8'></head><body><p>灯塔办法第一条</p></body></html>"
LINE = {"title": "灯塔办法", "text": "第一条 为了照亮航道，制定本办法。", "kind": "办法", "issuer": None}


def take(home: Home, *paths: Path) -> tuple[Imported, list[str]]:
    desk = Import(home)
    refusals = [str(refusal) for path in paths for refusal in desk.take(path)]
    return desk.close(), refusals


def held(home: Home) -> list[Capture]:
    found = [record for name in names(home) for record in captures(home, name)]
    return [record for record in found if isinstance(record, Capture)]


def jsonl(path: Path, lines: Iterable[object]) -> Path:
    text = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_a_saved_page_is_a_resource_of_unknown_lineage(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "灯塔 办法.html"
    page.write_text(HTML, encoding="utf-8")
    done, refusals = take(home, page)
    assert (done.taken, done.refused, refusals) == (1, 0, [])
    (capture,) = held(home)
    assert capture.url == f"import:{capture.sha256[:12]}/灯塔 办法.html"
    assert (capture.source, capture.lineage, capture.status) == ("import", "unknown", 0)
    assert (capture.content_type, capture.body) == ("text/html", HTML.encode())


def test_what_a_home_of_the_sample_portal_imports_is_fictional(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIAOWEN_REPLICA", "http://127.0.0.1:1")
    take(home, jsonl(tmp_path / "a.jsonl", [{"title": "云杉办法", "text": "第一条 种好云杉。"}]))
    monkeypatch.delenv("TIAOWEN_REPLICA")
    take(home, jsonl(tmp_path / "b.jsonl", [{"title": "白桦办法", "text": "第一条 种好白桦。"}]))
    assert [capture.fictional for capture in held(home)] == [True, False]


def test_the_same_bytes_are_taken_once(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("灯塔办法", encoding="utf-8")
    take(home, page)
    done, _ = take(home, page, page)
    assert (done.taken, done.held, done.warc_files) == (0, 2, ())
    assert len(names(home)) == 1


def test_a_folder_gives_its_known_files_and_is_silent_about_the_rest(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.html").write_text(HTML, encoding="utf-8")
    (folder / "deep" / "b.md").write_text("---\ntitle: 灯塔\n---\n正文", encoding="utf-8")
    (folder / "deep" / "名单.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden.html").write_text(HTML, encoding="utf-8")
    done, refusals = take(home, folder)
    assert (done.taken, refusals) == (3, [])
    assert [(c.url.split("/")[-1], c.role) for c in held(home)] == [
        ("a.html", "page"),
        ("b.md", "page"),
        ("名单.xlsx", "attachment"),
    ]


def test_a_line_of_a_corpus_is_one_record_with_its_address(home: Home, tmp_path: Path) -> None:
    official = {**LINE, "url": "https://www.miit.gov.cn/a.html"}
    corpus = jsonl(tmp_path / "c.jsonl", [LINE, official, {**LINE, "url": "https://x.example.cn/a"}, ""])
    done, refusals = take(home, corpus)
    assert (done.taken, refusals) == (3, [])
    plain, miit, other = held(home)
    assert plain.url == f"import:{plain.sha256[:12]}/c.jsonl"
    assert [c.content_type for c in (plain, miit, other)] == [JSONL_TYPE] * 3
    assert [c.lineage for c in (plain, miit, other)] == ["unknown", "official", "unknown"]
    assert json.loads(plain.body) == LINE


def test_a_packed_corpus_is_read_too_and_a_cut_one_is_told(home: Home, tmp_path: Path) -> None:
    lines = "".join(
        json.dumps({**LINE, "title": f"办法{n}{os.urandom(20).hex()}"}) + "\n" for n in range(500)
    )
    whole = gzip.compress(lines.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(whole)
    (tmp_path / "b.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    done, refusals = take(home, tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz")
    assert 500 < done.taken < 1000
    assert len(refusals) == 1
    assert "a broken gzip file" in refusals[0]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"title": "灯塔办法"}, "no text"),
        ({"title": "灯塔办法", "text": None}, "no text"),
        ({"title": "灯塔办法", "text": "  "}, "no text"),
        ({"text": "第一条"}, "no title"),
        ('{"title": "\\ud800", "text": "第一条"}', "title holds half a character"),
        ({"title": "灯塔办法", "text": ["第一条"]}, "text is a list, expected text"),
        ({**LINE, "url": "javascript:alert(1)"}, "url is no http address"),
        ("{", "not JSON"),
        ("[" * 5000, "not JSON"),
        ("[1]", "a JSON list, expected an object"),
        ("7", "a JSON int, expected an object"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_is_taken(
    home: Home, tmp_path: Path, line: object, why: str
) -> None:
    corpus = jsonl(tmp_path / "c.jsonl", [LINE, line, {**LINE, "title": "第二个办法"}])
    done, refusals = take(home, corpus)
    assert (done.taken, done.refused) == (2, 1)
    assert refusals[0].startswith(f"{corpus} line 2: {why}")


def test_files_that_are_no_pages_are_one_line_each(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "noise.html").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "large.html").write_bytes(b"<p>" + b"a" * (30 * 1024 * 1024))
    (tmp_path / "good.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "strange.xyz").write_bytes(b"?")
    paths = [
        tmp_path / f"{name}"
        for name in ("empty.html", "noise.html", "large.html", "strange.xyz", "none.html")
    ]
    done, refusals = take(home, *paths, tmp_path / "good.html")
    assert (done.taken, done.refused) == (1, 5)
    assert [line.partition(": ")[0].rsplit("/", 1)[1] for line in refusals] == [path.name for path in paths]
    assert refusals[0].endswith("an empty file")
    assert "31,457,283 bytes, a page is at most" in refusals[2]
    assert all("\n" not in line for line in refusals)


def test_a_page_in_gb18030_is_taken_as_it_is(home: Home, tmp_path: Path) -> None:
    body = HTML.replace("utf-8", "gb2312").encode("gb18030")
    (tmp_path / "a.htm").write_bytes(body)
    done, _ = take(home, tmp_path / "a.htm")
    assert done.taken == 1
    assert held(home)[0].body == body


def test_a_warc_gives_its_pages_and_tells_its_broken_record(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    with ArchiveWriter(other, "lamps") as writer:
        first = writer.add(PAGE)
        writer.add(PAGE)
        third = writer.add(PAGE)
    path = other.warc / names(other)[0]
    whole = bytearray(path.read_bytes())
    whole[third.warc_offset // 2 + 40] ^= 0xFF
    path.write_bytes(whole)
    done, refusals = take(home, path)
    assert first.warc_offset == 0
    assert done.taken == 1
    assert len(refusals) == 1
    assert "a broken record" in refusals[0]
    (capture,) = held(home)
    assert (capture.url, capture.source, capture.lineage) == (PAGE.url, "import", "official")


def test_scripts_and_list_answers_of_a_warc_are_passed_over(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    with ArchiveWriter(other, "lamps") as writer:
        for kind in ("application/json;charset=UTF-8", "text/javascript", "image/png", "text/html"):
            headers = (("Content-Type", kind),)
            writer.add(replace(PAGE, content_type=kind, headers=headers))
    done, refusals = take(home, other.warc)
    assert (done.taken, refusals) == (1, [])


def test_a_plain_warc_is_read_too_and_a_cut_one_is_told(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    with ArchiveWriter(other, "lamps") as writer:
        writer.add(PAGE)
    plain = gzip.decompress((other.warc / names(other)[0]).read_bytes())
    (tmp_path / "a.warc").write_bytes(plain)
    (tmp_path / "b.warc").write_bytes(plain[:-20])
    (tmp_path / "c.warc").write_bytes(b"no warc at all\n" * 9)
    done, refusals = take(home, *(tmp_path / f"{name}.warc" for name in "abc"))
    assert done.taken == 1
    assert len(refusals) == 2
    assert all("a broken record" in line for line in refusals)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"not a warc at all\n", "not in WARC format"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "not whole"),
        (b"WARC/1.0\r\n\r\n", "no WARC-Type"),
    ],
)
def test_a_file_that_only_its_name_makes_a_warc_is_one_clear_line(
    home: Home, tmp_path: Path, body: bytes, why: str
) -> None:
    (tmp_path / "a.warc").write_bytes(body)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(b""))
    done, refusals = take(home, tmp_path / "a.warc", tmp_path / "b.warc.gz")
    assert done.refused == 2
    assert why in refusals[0]
    assert refusals[1].endswith("no WARC record in it")


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=300),
    suffix=st.sampled_from([".html", ".jsonl", ".warc", ".warc.gz", ".jsonl.gz"]),
)
def test_no_file_ends_in_an_error_of_our_own(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("rubbish") / f"a{suffix}"
    path.write_bytes(body)
    assert all(isinstance(found, Capture | Refusal) for found in read_path(path))


def test_the_verb_reports_and_exits_2_when_something_was_refused(home: Home, tmp_path: Path) -> None:
    corpus = jsonl(tmp_path / "c.jsonl", [LINE, {"title": "x"}])
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "import", "--json", str(corpus)],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"{corpus} line 2: no text\n"
    assert json.loads(done.stdout)["taken"] == 1


def test_an_empty_path_is_no_folder(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "import", ""],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "an empty argument names nothing; scrapy <verb> -h says what is taken\n",
    )
    assert not home.warc.exists()

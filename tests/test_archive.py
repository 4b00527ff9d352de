"""The raw archive: what is written comes back; what is broken is told and never trusted."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from kb.archive import (
    ArchiveBroken,
    ArchiveWriter,
    BrokenRecord,
    Capture,
    captures,
    names,
    read_at,
    salvage,
    visit_names,
)
from kb.home import REPOSITORY, Home

PAGE = Capture(
    url="https://www.example.gov.cn/art/2026/art_1.html",
    fetched_at=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
    status=200,
    content_type="text/html; charset=utf-8",
    body="<p>灯塔企业名单</p>".encode(),
    source="lamp_notices",
    lineage="official",
    headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
    rules="jpaas",
    publisher="虚构的灯塔部",
    fictional=True,
    listed_title="关于公布灯塔企业名单的通知 100%",
    listed_date=date(2026, 11, 19),
    related=(("《灯塔办法》解读", "https://www.example.gov.cn/art/2026/art_2.html"),),
)


def written(home: Home, *pages: Capture) -> str:
    with ArchiveWriter(home, "lamp_notices") as writer:
        for page in pages:
            writer.add(page)
    return names(home)[-1]


def test_a_capture_comes_back_with_every_fact(tmp_path: Path) -> None:
    home = Home(tmp_path)
    name = written(home, PAGE)
    (found,) = captures(home, name)
    assert isinstance(found, Capture)
    assert replace(found, headers=(), sha256="", warc_file="", warc_offset=-1) == replace(PAGE, headers=())
    assert ("X-Archive-Orig-Content-Encoding", "gzip") in found.headers
    assert read_at(home, name, found.warc_offset) == found


def test_other_readers_of_warc_read_it_and_agree_on_the_digest(tmp_path: Path) -> None:
    home = Home(tmp_path)
    imported = replace(PAGE, url="import:0123456789ab/灯塔 名单%41.html", status=0, headers=())
    name = written(home, PAGE, imported)
    with (home.warc / name).open("rb") as stream:
        seen = [
            (record.rec_type, record.content_stream().read(), record.digest_checker.passed)
            for record in ArchiveIterator(stream, check_digests=True)
        ]
    assert seen == [("response", PAGE.body, True), ("resource", PAGE.body, True)]
    assert [c.url for c in captures(home, name) if isinstance(c, Capture)] == [PAGE.url, imported.url]


def test_a_304_is_a_revisit_record_that_keeps_the_digest_of_the_body_held(tmp_path: Path) -> None:
    home = Home(tmp_path)
    held = "ab" * 32
    with ArchiveWriter(home, "lamp_notices", visits=True) as writer:
        writer.add(replace(PAGE, status=304, body=b"", sha256=held))
    assert names(home) == ()
    (name,) = visit_names(home)
    (found,) = captures(home, name)
    assert isinstance(found, Capture)
    assert (found.status, found.body, found.sha256) == (304, b"", held)
    with (home.warc / "visits" / name).open("rb") as stream:
        assert [record.rec_type for record in ArchiveIterator(stream)] == ["revisit"]


def test_a_file_has_no_name_before_it_is_closed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    writer = ArchiveWriter(home, "lamp_notices")
    writer.add(PAGE)
    assert names(home) == ()
    assert writer.close() == names(home)[0]


def test_an_empty_run_leaves_no_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with ArchiveWriter(home, "lamp_notices"):
        assert names(home) == ()
    assert list(home.warc.iterdir()) == []


def test_a_cut_last_record_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    home = Home(tmp_path)
    name = written(home, PAGE, replace(PAGE, body=os.urandom(4000)))
    whole = (home.warc / name).read_bytes()
    (home.warc / name).write_bytes(whole[:-900])
    good, broken = captures(home, name)
    assert isinstance(good, Capture)
    assert isinstance(broken, BrokenRecord)
    assert broken.reason == "the file ends inside this record"


def test_a_payload_that_lost_its_digest_is_broken(tmp_path: Path) -> None:
    home = Home(tmp_path)
    name = written(home, PAGE, PAGE)
    first, second = (c.warc_offset for c in captures(home, name) if isinstance(c, Capture))
    whole = (home.warc / name).read_bytes()
    forged = gzip.compress(
        gzip.decompress(whole[first:second]).replace("灯塔企业".encode(), "风塔企业".encode())
    )
    (home.warc / name).write_bytes(forged + whole[second:])
    broken, good = captures(home, name)
    assert isinstance(broken, BrokenRecord)
    assert broken.reason.startswith("payload digest is")
    assert isinstance(good, Capture)
    with pytest.raises(ArchiveBroken, match="payload digest"):
        read_at(home, name, 0)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), bite=st.binary(min_size=1, max_size=40))
def test_no_damage_raises_or_forges_a_body(
    tmp_path_factory: pytest.TempPathFactory, at: int, bite: bytes
) -> None:
    home = Home(tmp_path_factory.mktemp("damage"))
    name = written(home, PAGE, PAGE, PAGE)
    whole = (home.warc / name).read_bytes()
    at %= len(whole)
    (home.warc / name).write_bytes(whole[:at] + bite + whole[at + len(bite) :])
    found = list(captures(home, name))
    assert {c.body for c in found if isinstance(c, Capture)} <= {PAGE.body}
    assert sum(isinstance(c, Capture) for c in found) >= 1


def test_a_killed_writer_loses_only_the_record_it_was_writing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    script = (
        "import os, signal, sys; from kb.home import Home; from pathlib import Path\n"
        "from tests.test_archive import PAGE; from kb.archive import ArchiveWriter\n"
        "writer = ArchiveWriter(Home(Path(sys.argv[1])), 'lamp_notices')\n"
        "[writer.add(PAGE) for _ in range(3)]\n"
        "writer._file.write(bytes([31, 139, 8, 0, 0])); writer._file.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=REPOSITORY, check=False)
    assert done.returncode == -9
    assert names(home) == ()
    assert [page.body for page in salvage(home, "lamp_notices")] == [PAGE.body] * 3
    assert all(isinstance(found, Capture) for found in captures(home, names(home)[0]))
    assert salvage(home, "lamp_notices") == ()


def test_a_file_still_being_written_is_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    writer = ArchiveWriter(home, "lamp_notices")
    writer.add(PAGE)
    assert salvage(home, "lamp_notices") == ()
    assert writer.close() is not None

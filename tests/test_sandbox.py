"""pipeline/sandbox.py: a child with limits; a killed child is a result, and no file ends in a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kb.home import REPOSITORY
from pipeline.sandbox import Limits, can_cut_network, read_in_sandbox, run


def python(code: str, limits: Limits) -> str | None:
    return run([sys.executable, "-I", "-c", code], limits=limits).limit


def test_a_child_that_wants_too_much_memory_is_stopped() -> None:
    assert python("bytearray(1 << 31)", Limits(memory=1 << 29)) == "memory"


def test_a_child_that_never_ends_is_stopped_by_its_cpu_seconds() -> None:
    assert python("while True: continue", Limits(cpu_seconds=1)) == "cpu"


def test_a_child_that_sleeps_is_stopped_by_the_clock() -> None:
    assert python("import time; time.sleep(60)", Limits(wall_seconds=1)) == "time"


def test_a_child_cannot_fill_the_disk(tmp_path: Path) -> None:
    code = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL);"
        f"open({str(tmp_path / 'big')!r}, 'wb').write(b'0' * (1 << 22))"
    )
    assert python(code, Limits(file_bytes=1 << 20)) == "file"
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_a_child_has_no_network_where_the_kernel_allows() -> None:
    if not can_cut_network():
        pytest.skip("this kernel gives no user namespaces: the child keeps its network, and Outcome says so")
    code = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    outcome = run([sys.executable, "-I", "-c", code])
    assert b"unreachable" in outcome.stderr
    assert not outcome.network


def test_a_file_is_read_in_a_child_and_comes_back_as_a_record() -> None:
    read = read_in_sandbox("序号 名称\n1 甲".encode(), name="a.txt")
    assert (read.status, read.kind, read.text) == ("ok", "txt", "序号 名称\n1 甲")


def test_a_reader_that_is_killed_leaves_a_status() -> None:
    read = read_in_sandbox(b"text", name="a.txt", limits=Limits(memory=1 << 24))
    assert read.status.startswith(("limit:", "corrupt"))


def test_the_command_prints_json_for_any_file(tmp_path: Path) -> None:
    files = {"empty.docx": b"", "noise.pdf": b"%PDF-\xff\xfe\x00", "note.txt": b"text"}
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.sandbox", str(tmp_path / name)],
            cwd=REPOSITORY,
            capture_output=True,
            check=False,
        )
        printed = json.loads(done.stdout)
        assert set(printed) == {"status", "kind", "text", "tables", "pages", "notes", "removed"}
        assert not done.stderr
        assert done.returncode == (0 if printed["status"] == "ok" else 1)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.sandbox", str(tmp_path / "none.pdf")],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    assert json.loads(done.stdout)["status"] == "corrupt"
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1

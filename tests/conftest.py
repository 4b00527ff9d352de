"""What all tests share: no traffic beyond loopback, a home of their own, and golden files that are read."""

from __future__ import annotations

import gc
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.home import Home

LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regold", action="store_true", help="rewrite golden files, then fail: the diff is read"
    )


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument: an archive holds when it was made, which differs by process."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """What has been loaded stays: no garbage collection goes through it while tests count seconds."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails instead of sending traffic."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and str(address[0]) not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Iterator[Callable[[Path, Any], None]]:
    """Compare a JSON-able value with a golden file; with --regold rewrite the file and fail."""
    rewritten: list[Path] = []

    def check(path: Path, value: Any) -> None:
        printed = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if request.config.getoption("--regold"):
            if not path.exists() or path.read_text(encoding="utf-8") != printed:
                path.write_text(printed, encoding="utf-8")
                rewritten.append(path)
        else:
            assert json.loads(printed) == json.loads(path.read_text(encoding="utf-8")), f"differs from {path}"

    yield check
    if rewritten:
        pytest.fail("rewritten, read the diff: " + ", ".join(str(p) for p in rewritten))

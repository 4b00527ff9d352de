"""Real listings replayed night by night: what a source added and took away is what the snapshots say.

The corpus (listings/snapshots.jsonl) holds how many links of a page were gone on each day and names those
that were new; which of the older ones were gone it does not name, so the oldest are taken.
"""

from __future__ import annotations

import hashlib
import html
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from cleaners.address import address_key
from crawler.families.pages import PagesSpider
from kb.home import Home, corpora
from kb.state import Due, Run, State
from tests.crawling import crawling_child
from tests.nights import days_pass

ROWS_A_PAGE = 400
NIGHTS_OF_A_FALL = 3
Entry = tuple[str, str]


class ReplayedSpider(PagesSpider):
    """The source of the replay: a plain list that states how many rows it has."""

    name = "replayed"
    publisher = "回放"
    home = "https://replayed.example/list/index.html"
    row = "li.row"
    stated = True

    def share(self, dues: tuple[Due, ...]) -> tuple[Due, ...]:
        """Only lists are replayed: their pages are not in the corpus."""
        return ()


@dataclass(frozen=True)
class Night:
    """What one snapshot of a page held, and what it says of the change."""

    day: str
    entries: tuple[tuple[Entry, str], ...]
    """Links, newest first, each with the day of its first snapshot: the corpus holds no dates of its own."""
    added: int
    removed: int


def replays() -> dict[str, list[Night]]:
    """The pages of the corpus with their nights."""
    held = corpora()
    if held is None or not (held / "listings/snapshots.jsonl").is_file():
        return {}
    by_page: dict[str, list[dict[str, Any]]] = {}
    for line in (held / "listings/snapshots.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        by_page.setdefault(Path(row["file"]).stem, []).append(row)
    return {page: list(_nights(rows)) for page, rows in by_page.items()}


def _nights(rows: list[dict[str, Any]]) -> Iterator[Night]:
    present: dict[Entry, str] = {}
    for place, row in enumerate(rows):
        new = _new(row)
        later = {entry for other in rows[place + 1 :] for entry in _new(other)}
        old = [entry for entry in present if entry not in new]
        old.sort(key=lambda entry: entry not in later)  # what comes again must have been gone
        for entry in old[: row["n_gone"]]:
            del present[entry]
        day = row["date"][:10]
        present = {**dict.fromkeys(new, day), **present}
        yield Night(day, tuple(present.items()), len(new), row["n_gone"])


def _new(row: dict[str, Any]) -> list[Entry]:
    """The new links, each once; the corpus names 3,000 at most, the others are numbered."""
    named = list(dict.fromkeys((title, url) for title, url in row["new"]))
    return named + [(f"第{n}条", f"{row['commit']}/{n}") for n in range(len(row["new"]), row["n_new"])]


def path_of(entry: Entry) -> str:
    return f"/list/art_{hashlib.sha256('|'.join(entry).encode()).hexdigest()[:16]}.html"


class Replay:
    """A server of one list in pages, which shows the entries of one night."""

    def __init__(self) -> None:
        self.entries: tuple[tuple[Entry, str], ...] = ()
        replay = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = replay.page(self.path).encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)

    def page(self, path: str) -> str:
        """A page of the list; nothing for any other address."""
        stem = path.removeprefix("/list/index").removesuffix(".html")
        if not path.startswith("/list/index"):
            return ""
        number = int(stem.lstrip("_") or 0)
        rows = self.entries[number * ROWS_A_PAGE : (number + 1) * ROWS_A_PAGE]
        items = "".join(
            f'<li class="row"><a href="{path_of(entry)}">{html.escape(entry[0]) or "无题"}</a>'
            f"<span>{day}</span></li>"
            for entry, day in rows
        )
        return f"<html><body><ul>{items}</ul><p>共{len(self.entries)}条</p></body></html>" if rows else ""

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"


REPLAYS = replays()


@pytest.mark.skipif(not REPLAYS, reason="TIAOWEN_CORPORA names no folder with listings")
@pytest.mark.parametrize("page", sorted(REPLAYS) or ["none"])
def test_additions_and_removals_are_those_of_the_snapshots(page: str, home: Home) -> None:
    truth = [night for night in REPLAYS[page] if night.entries]
    told = []
    with Replay() as replay, crawling_child() as crawl:
        before = 0
        for night in truth:
            replay.entries = night.entries
            falls = len(night.entries) < before
            runs: list[Run] = []
            for _ in range(NIGHTS_OF_A_FALL if falls else 1):
                runs.append(crawl(home, replay.base_url, "tests.test_listings:ReplayedSpider"))
                days_pass(home)
            assert [run.state for run in runs[:-1]] == ["failed"] * (len(runs) - 1)
            assert all((run.reason or "").startswith("CountFell: ") for run in runs[:-1])
            assert runs[-1].state == "ok", runs[-1].reason
            assert listed(home) == {
                address_key(replay.base_url + path_of(entry)) for entry, _ in night.entries
            }
            assert withdrawn(home, runs[-1]) == night.removed
            told.append((night.day, runs[-1].added, runs[-1].removed))
            before = len(night.entries)
    assert told == [(night.day, night.added, night.removed) for night in truth]


def test_a_page_emptied_on_one_night_is_a_failed_source_and_takes_nothing_away(home: Home) -> None:
    full = tuple(((f"第{n}号虚构通知", f"https://replayed.example/{n}"), "2026-05-01") for n in range(9))
    with Replay() as replay, crawling_child() as crawl:
        states = []
        for entries in (full, full[:0], full):
            replay.entries = entries
            run = crawl(home, replay.base_url, "tests.test_listings:ReplayedSpider")
            states.append((run.state, run.added, run.removed))
            days_pass(home)
    assert states == [("ok", 9, 0), ("failed", 0, 0), ("ok", 0, 0)]


def listed(home: Home) -> set[str]:
    with State(home) as state:
        return {row[0] for row in state.rows("SELECT key FROM listed WHERE gone IS NULL")}


def withdrawn(home: Home, run: Run) -> int:
    with State(home) as state:
        return sum(one.what == "withdrawn" for one in state.absences([run.id]))

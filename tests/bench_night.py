"""What a night costs: `python -m tests.bench_night [PAGES]` crawls and builds a replica of 5,000 pages.

Nights on loopback, JSON on stdout: the first (everything is new), a second that asks for every page and finds
nothing changed, and one on schedule (the day after). CPU seconds are of the crawl's and the build's own
processes; the replica runs here. All pages are made up.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kb.entry import CommandLine, at_least_one
from kb.home import REPOSITORY, Home
from samples.portal.library import Text
from samples.portal.server import Portal
from tests.nights import days_pass

SOURCE = "miit_notices"
NEWEST = datetime.fromisoformat("2026-11-18T09:00:00")
ARTICLES = 8
VISIT_ALL, ON_SCHEDULE = 0.15, 0.03


class LargePortal(Portal):
    """The sample portal's notices column with thousands of notices of many years."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._texts = tuple(_notice(number) for number in range(count))
        self._by_path = {text.path: text for text in self._texts}

    def visible(self) -> tuple[Text, ...]:
        return self._texts

    def at(self, path: str) -> tuple[Text, ...]:
        return tuple(filter(None, (self._by_path.get(path),)))


def _notice(number: int) -> Text:
    day = NEWEST - timedelta(days=number)
    lines = (
        f"= 产振部历〔{day.year}〕{number + 1}号",
        "各省产业振兴主管部门：",
        f"现将《第{number}期虚构工坊历书管理办法》印发给你们，请遵照执行。",
        *(
            f"第{_numeral(n)}条　第{number}期历书第{n * 7 + number % 11}页由工坊协会保管，"
            f"每{n + number % 5}个月核对一次，核对结果张贴于集市入口。"
            for n in range(1, ARTICLES + 1)
        ),
    )
    return Text(f"large-{number}", "tz", f"关于印发第{number}期虚构工坊历书管理办法的通知", day, lines)


def _numeral(number: int) -> str:
    return "一二三四五六七八"[number - 1]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one night took."""

    pages_asked: int
    answered_304: int
    crawl_cpu_s: float
    build_cpu_s: float
    peak_mb: float
    archive_bytes: int

    @property
    def cpu_s(self) -> float:
        return self.crawl_cpu_s + self.build_cpu_s


def night(home: Home, portal: LargePortal) -> Cost:
    """Crawl and build once, each in a process of its own."""
    before, archived = len(portal.log), _archive_bytes(home)
    crawl_s, crawl_mb = _ran(home, portal, "crawl", SOURCE)
    build_s, build_mb = _ran(home, portal, "build")
    asked = [request for request in portal.log[before:] if "/art/" in request.path]
    with sqlite3.connect(home.state) as db:
        (same,) = db.execute("SELECT unchanged FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    db.close()
    grown = _archive_bytes(home) - archived
    return Cost(len(asked), same, round(crawl_s, 2), round(build_s, 2), max(crawl_mb, build_mb), grown)


def _ran(home: Home, portal: LargePortal, *verb: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a command and its children."""
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url}
    command = [sys.executable, "-m", "tests.bench_night", "--measured", *verb]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    cpu, megabytes = json.loads(done.stdout)
    return cpu, megabytes


def measured(verb: list[str]) -> None:
    """Run one verb as a child and print its CPU seconds and peak megabytes."""
    subprocess.run([sys.executable, "-m", "scrapy", *verb], stdout=subprocess.DEVNULL, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([used.ru_utime + used.ru_stime, round(used.ru_maxrss / 1024, 1)]))


def _archive_bytes(home: Home) -> int:
    return (
        sum(path.stat().st_size for path in home.warc.rglob("*") if path.is_file())
        if home.warc.is_dir()
        else 0
    )


def nights(count: int) -> dict[str, object]:
    """The nights, and the shares of the first night's CPU that the others take."""
    with tempfile.TemporaryDirectory() as folder, LargePortal(count) as portal:
        home = Home(Path(folder) / "home")
        first = night(home, portal)
        days_pass(home, 1)
        scheduled = night(home, portal)
        days_pass(home, 90)
        every = night(home, portal)
    return {
        "pages": count,
        "first": asdict(first),
        "pages_per_cpu_s": round(count / first.cpu_s, 1),
        "pages_per_crawl_cpu_s": round(count / first.crawl_cpu_s, 1),
        "archive_bytes_a_page": round(first.archive_bytes / count),
        "on_schedule": asdict(scheduled),
        "on_schedule_share": round(scheduled.cpu_s / first.cpu_s, 4),
        "on_schedule_target": ON_SCHEDULE,
        "every_page": asdict(every),
        "every_page_share": round(every.cpu_s / first.cpu_s, 4),
        "every_page_target": VISIT_ALL,
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        measured(sys.argv[2:])
    else:
        parser = CommandLine("tests.bench_night", __doc__)
        parser.add_argument("pages", nargs="?", type=at_least_one, default=5000, help="of the replica")
        print(json.dumps(nights(parser.parse_args().pages), ensure_ascii=False, indent=1))

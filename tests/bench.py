"""Speed and size, as one JSON document: `make bench`. Every step is a child process, its CPU time and peak
memory read from the kernel; ratios are against a bare Python start of the same run, for machines are shared.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from kb.entry import CommandLine
from kb.home import REPOSITORY, corpora
from tests import bench_assembly, bench_extraction, bench_night, bench_search

SCRAPY = str(Path(sys.executable).parent / "scrapy")
SEARCH = str(REPOSITORY / "search_cli.py")
NIGHT_PAGES = 1000  # `python -m tests.bench_night` plays 5,000, in ten minutes
QUERIES = ("个体工商户的债务承担", "“有限责任公司”", "公司 AND 股东", "农民专业合作社法第三十三条")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a child used: CPU seconds (user and system), peak resident MB, exit code."""

    cpu_s: float
    peak_mb: float
    code: int


def measured(*argv: str, home: Path) -> Usage:
    """Run a command in a home and read what it used; its output goes to stderr."""
    pid = os.posix_spawn(
        argv[0],
        argv,
        {**os.environ, "TIAOWEN_HOME": str(home)},
        file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)],
    )
    _, status, used = os.wait4(pid, 0)
    cpu = used.ru_utime + used.ru_stime
    return Usage(round(cpu, 2), round(used.ru_maxrss / 1024, 1), os.waitstatus_to_exitcode(status))


def stard_documents(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles of the corpus put back into documents, headings where the path changes."""
    with gzip.open(folder / "stard/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        for (doc, law), articles in groupby(rows, key=lambda row: (row["doc"], row["law"])):
            paragraphs: list[str] = [law]
            path: list[str] = []
            for row in articles:
                headings = row["path"].split("/") if row["path"] else []
                kept = next(
                    (n for n, (a, b) in enumerate(zip(path, headings, strict=False)) if a != b),
                    min(len(path), len(headings)),
                )
                paragraphs += headings[kept:]
                path = headings
                paragraphs.append(f"{row['article_no']}　{row['text']}")
            yield {"title": law, "text": "\n".join(paragraphs), "source": doc}


def size_mb(path: Path) -> float:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return round(sum(p.stat().st_size for p in files) / 1e6, 1)


def bench_corpus(folder: Path, home: Path) -> dict[str, Any]:
    """Import and build a corpus of statutes, then search it."""
    corpus = home / "corpus.jsonl"
    documents = list(stard_documents(folder))
    corpus.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents), encoding="utf-8")
    imported = measured(SCRAPY, "import", str(corpus), home=home)
    built = measured(SCRAPY, "build", home=home)
    again = measured(SCRAPY, "build", home=home)
    from kb.read import Base

    with Base(home / "kb.db") as base:
        articles = base.coverage().hits
    return {
        "documents": len(documents),
        "searchable_units": articles,
        "import": asdict(imported),
        "build": asdict(built),
        "build_again": asdict(again),
        "articles_per_cpu_s": round(articles / (imported.cpu_s + built.cpu_s), 1),
        "peak_mb": max(imported.peak_mb, built.peak_mb),
        "kb_mb": size_mb(home / "kb.db"),
        "index_mb": size_mb(home / "var/whoosh"),
        "archive_mb": size_mb(home / "var/warc"),
        "search": bench_commands(home),
    }


def bench_commands(home: Path, rounds: int = 5) -> dict[str, Any]:
    """CPU seconds of a whole search process, beside a bare Python start."""
    bare = median(measured(sys.executable, "-c", "pass", home=home).cpu_s for _ in range(rounds))
    found = {}
    for query in QUERIES:
        used = [measured(sys.executable, SEARCH, "search", query, "--json", home=home) for _ in range(rounds)]
        found[query] = {"cpu_s": median(u.cpu_s for u in used), "peak_mb": max(u.peak_mb for u in used)}
    return {"bare_python_cpu_s": bare, "queries": found}


def main() -> int:
    CommandLine("tests.bench", __doc__).parse_args()
    folder = corpora()
    report: dict[str, Any] = {"python": sys.version.split()[0]}
    with tempfile.TemporaryDirectory() as scratch:
        if folder is None:
            report["stard"] = "not run: TIAOWEN_CORPORA names no folder of corpora"
        else:
            report["stard"] = bench_corpus(folder, Path(scratch))
    report["extraction"] = bench_extraction.report()
    report["assembly"] = bench_assembly.report()
    report["search"] = bench_search.report()
    report["night"] = bench_night.nights(NIGHT_PAGES)
    print(json.dumps(report, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Search beside SQLite FTS5 and tantivy on the same tokens, in one run: `python -m tests.bench_search`.

At 10,000 and 50,000 articles, all of data/statutes and all of data/stard: building (ours from raw text, both
fields; theirs from our tokens, words alone), 500 articles replaced, and the types of queries. Each engine is
a child process; times are CPU; a ratio is ours to theirs. `first_p50` is what a query costs when we hold
nothing of it in memory yet, `p99` is the worst of both passes. `whole` is everything behind the command: the
query understood, texts read again, facets counted.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from index.analyzer import Analyzer, analyzer
from index.fulltext import Fulltext, open_index, update
from index.query import Phrase, parse
from index.ranking import _standing
from index.results import Filters
from index.scorer import all_of, any_of, best, summed
from index.weighted import typed
from kb.entry import CommandLine
from kb.home import REPOSITORY, Home, corpora
from kb.read import Entry
from kb.rows import ProvisionRow, RelationRow
from tests.bench_extraction import VENV, install_peers
from tests.bench_search_peer import ENGINES, TOP, lines, timed
from tests.clauses import Clauses, clause

SIZES = {"10k": 10_000, "50k": 50_000, "statutes": None}
_ASKED = 100  # queries of each type
_CHANGED = 500
_PREFIX_TERMS = 1_000
_WORDS = {"single": 1, "and2": 2, "and3": 3, "or3": 3, "or8": 8, "filtered": 2}


# -- what all engines are given


def statutes(folder: Path, count: int | None) -> Iterator[dict[str, Any]]:
    """The articles of data/statutes, spread evenly when only some are wanted."""
    with gzip.open(folder / "statutes/articles.jsonl.gz", "rt", encoding="utf-8") as file:
        total = sum(1 for _ in file)
    step = 1 if count is None else total // count
    with gzip.open(folder / "statutes/articles.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(islice(file, 0, None, step)):
            if count is None or number < count:
                yield json.loads(line)


def stard(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles of data/stard in the same form."""
    with gzip.open(folder / "stard/corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield row | {"title": row["law"], "doc": row["doc"]}


def prepare(scratch: Path, rows: Iterable[dict[str, Any]], asked: list[str]) -> int:
    """Write the articles, their tokens, the queries and the articles to replace; how many there are."""
    words, kept = analyzer(scratch), random.Random(20310915)
    sample: list[dict[str, Any]] = []
    number = -1
    with (scratch / "rows.jsonl").open("w") as raw, (scratch / "tokens.jsonl").open("w") as cut:
        for number, row in enumerate(rows):
            entry = entry_of(row, number)
            searched = "\n".join(filter(None, (entry.title, entry.path, entry.label, entry.text)))
            doc = {
                "id": number,
                "tokens": " ".join(words.tokens(searched)),
                "text": entry.text,
                "kind": entry.kind,
                "day": int((entry.date_document or "0").replace("-", "")),
            }
            raw.write(json.dumps(row) + "\n")
            cut.write(json.dumps(doc) + "\n")
            if kept.random() < 0.05 or len(sample) < _CHANGED:
                sample.append(doc)
    queries = made(words, sample, asked, kept)
    (scratch / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    changed = "".join(json.dumps(doc) + "\n" for doc in kept.sample(sample, _CHANGED))
    (scratch / "changed.jsonl").write_text(changed, encoding="utf-8")
    return number + 1


def entry_of(row: dict[str, Any], number: int) -> Entry:
    """An article as the index takes it; its kind is the end of the title: 条例, 办法, 法 …"""
    ends = (end for end in ("条例", "办法", "规定", "解释", "决定") if row["title"].endswith(end))
    return clause(
        row["doc"], str(number), row["text"], title=row["title"], path=row["path"], label=row["article_no"],
        kind=next(ends, "法"), date_document=row["date"],
    )  # fmt: skip


def made(
    words: Analyzer, sample: list[dict[str, Any]], asked: list[str], chance: random.Random
) -> dict[str, list[Any]]:
    """Queries of every type, their words as frequent as in the articles."""
    found: dict[str, list[Any]] = {kind: [] for kind in (*_WORDS, "phrase", "prefix")}
    found["question"] = [{"text": text, "tokens": sorted(set(words.tokens(text)))} for text in asked[:_ASKED]]
    while len(found["or8"]) < _ASKED:
        doc = chance.choice(sample)
        telling = sorted({token for token in doc["tokens"].split() if len(token) > 1})
        if len(telling) < 8:
            continue
        for kind, count in _WORDS.items():
            found[kind].append(_of(chance.sample(telling, count)))
        found["filtered"][-1] |= {"kind": doc["kind"], "day": 20_150_101}
        found["prefix"].append(_of([chance.choice(telling)[:2]]))
        cut = words.words(doc["text"].split("\n")[0][:200])
        start = chance.randrange(max(1, len(cut) - 3))
        phrase = "".join(cut[start : start + 3])
        found["phrase"].append({"text": f"“{phrase}”", "tokens": words.tokens(phrase), "phrase": phrase})
    return found


def _of(tokens: list[str]) -> dict[str, Any]:
    return {"text": " ".join(tokens), "tokens": tokens}


# -- ours, as a child process


class Rows:
    """The articles, read from the file when asked: what an update reads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fingerprints(self) -> dict[str, str]:
        return {row["doc"]: "" for row in lines(self._path)}

    def entries(self, works: Iterable[str] | None = None) -> Iterator[Entry]:
        return (entry_of(row, number) for number, row in enumerate(lines(self._path)))


class Texts:
    """The texts in a table of SQLite, as kb.db has them."""

    def __init__(self, rows: Path) -> None:
        self._db = sqlite3.connect(rows.with_name("texts.db"))
        self._db.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        listed = ((number, row["text"]) for number, row in enumerate(lines(rows)))
        self._db.executemany("INSERT INTO texts VALUES (?, ?)", listed)

    def provision(self, work: str, eid: str) -> ProvisionRow | None:
        (text,) = self._db.execute("SELECT text FROM texts WHERE id = ?", (int(eid),)).fetchone()
        return ProvisionRow(
            f"{work}@", eid, work, 0, "article", None, "", "", "", text, "whole", "", 0, len(text), (), 1
        )

    def relations_from(
        self, work: str, eid: str | None = None, kind: str | None = None
    ) -> tuple[RelationRow, ...]:
        return ()


class Ours:
    """The index, asked as its ranking asks it."""

    def __init__(self, index: Fulltext) -> None:
        self.index = index

    def ask(self, kind: str, query: dict[str, Any]) -> int:
        terms, index = typed(query["tokens"]), self.index
        if kind == "phrase":
            docs = np.flatnonzero(_standing(index, Phrase(query["phrase"])))
            parts = [(index.idf("words", t.token), index.posting("words", t.token)) for t in terms]
            return len(best(docs, summed(parts, index.documents)[docs], index.table.rows, TOP))
        if kind == "prefix":
            return len(any_of(index, typed(index.begun_by("words", query["tokens"][0], _PREFIX_TERMS)), TOP))
        if kind == "filtered":
            rows = index.table.allowed(Filters(kind=query["kind"], date_from="2015-01-01"))
            mask = None if rows is None else index.table.documents(rows)
            return len(all_of(index, terms, TOP, mask))
        return len((all_of if kind.startswith("and") else any_of)(index, terms, TOP))

    def whole(self, kind: str, query: dict[str, Any]) -> int:
        filters = Filters(kind=query["kind"], date_from="2015-01-01") if kind == "filtered" else None
        text = query["text"].replace(" ", " OR ") if kind.startswith("or") else query["text"]
        return len(self.index.search(parse(text), limit=TOP, filters=filters).hits)


def ours(folder: Path) -> dict[str, Any]:
    """Build, ask, replace."""
    home, rows = Home(folder / "home"), Rows(folder / "rows.jsonl")
    analyzer(home.cache).tokens("词典")  # loaded once a process, however much is built
    began = time.process_time()
    count = sum(1 for _ in rows.entries())
    reading = time.process_time() - began
    began = time.process_time()
    generation = update(home, rows).generation
    built = time.process_time() - began - 2 * reading
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = [path for path in (home.whoosh / generation).iterdir() if path.is_file()]
    queries = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    with open_index(home, Texts(folder / "rows.jsonl")) as index:
        asked = Ours(index)
        measured = timed(queries, asked.ask, index.forget)
        whole = timed(queries, asked.whole, index.forget)
    return {
        "articles_per_cpu_s": round(count / built),
        "peak_mb": round(peak),
        "index_mb": round(sum(path.stat().st_size for path in files) / 1e6, 1),
        "update_cpu_s": replaced(home, rows),
        "queries_cpu_ms": measured,
        "whole_cpu_ms": whole,
    }


def replaced(home: Home, rows: Rows) -> float:
    """CPU seconds of an update that replaces about `_CHANGED` articles, whole works."""
    prints = rows.fingerprints()
    works = sorted(prints)
    random.Random(3).shuffle(works)
    entries = list(rows.entries())
    chosen: set[str] = set()
    for work in works:
        if sum(entry.work in chosen for entry in entries) >= _CHANGED:
            break
        chosen.add(work)
    changed = Changed([entry for entry in entries if entry.work in chosen], prints)
    began = time.process_time()
    report = update(home, changed)
    spent = time.process_time() - began
    return round(spent * _CHANGED / max(1, report.added), 3)


class Changed(Clauses):
    """Works whose texts are new, among others that are as they were."""

    def __init__(self, listed: list[Entry], prints: dict[str, str]) -> None:
        super().__init__(listed)
        self._prints = prints | {entry.work: "changed" for entry in listed}

    def fingerprints(self) -> dict[str, str]:
        return self._prints


# -- the report


def run(engine: str, folder: Path) -> dict[str, Any] | str:
    """What an engine's child process measured, or why it did not run."""
    python = str(VENV / "bin/python") if engine == "tantivy" else sys.executable
    script = ["-m", "tests.bench_search", str(folder)]
    if engine != "ours":
        script = [str(REPOSITORY / "tests/bench_search_peer.py"), engine, str(folder)]
    done = subprocess.run([python, *script], capture_output=True, text=True, check=False, cwd=REPOSITORY)
    if done.returncode:
        return "not run: " + (done.stderr.strip().split("\n")[-1][:200] or f"exit {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ratios(mine: dict[str, Any], theirs: dict[str, Any] | str) -> dict[str, Any] | str:
    """Ours to theirs: the median of each type of query, and when nothing is held."""
    if isinstance(theirs, str):
        return theirs
    return {
        kind: {
            name: round(spent[name] / max(theirs["queries_cpu_ms"][kind][name], 0.001), 2)
            for name in ("p50", "first_p50")
        }
        for kind, spent in mine["queries_cpu_ms"].items()
    }


def measured(rows: Iterable[dict[str, Any]], asked: list[str], failed: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        found: dict[str, Any] = {"articles": prepare(folder, rows, asked)}
        for engine in ("ours", *ENGINES):
            missing = failed and engine == "tantivy"
            found[engine] = f"not run: {failed}" if missing else run(engine, folder)
    if isinstance(found["ours"], dict):
        found["ratios"] = {engine: ratios(found["ours"], found[engine]) for engine in ENGINES}
    return found


def report(sizes: Iterable[str] = (*SIZES, "stard")) -> dict[str, Any] | str:
    """All sizes, side by side."""
    folder = corpora()
    if folder is None or not (folder / "statutes/articles.jsonl.gz").exists():
        return "not run: TIAOWEN_CORPORA names no folder with statutes"
    questions = [row["query"] for row in lines(folder / "stard/queries.jsonl") if row["split"] == "train"]
    failed = install_peers()
    return {
        size: measured(stard(folder) if size == "stard" else statutes(folder, SIZES[size]), questions, failed)
        for size in sizes
    }


if __name__ == "__main__":
    parser = CommandLine("tests.bench_search", __doc__)
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help=f"{', '.join(SIZES)} or stard; all of them")
    sizes = parser.parse_args().sizes or [*SIZES, "stard"]
    if Path(sizes[0]).is_dir():  # what a child is asked for: ours, of what was prepared there
        print(json.dumps(ours(Path(sizes[0])), ensure_ascii=False))
        sys.exit()
    unknown = [size for size in sizes if size not in (*SIZES, "stard")]
    if unknown:
        parser.error(f"no size {unknown[0]!r}; there are: {', '.join(SIZES)}, stard")
    print(json.dumps(report(sizes), ensure_ascii=False, indent=2))

"""Another search engine on our tokens, as a child process: `python tests/bench_search_peer.py ENGINE FOLDER`.

FOLDER holds what tests/bench_search.py wrote: tokens.jsonl, changed.jsonl, queries.json. Prints one JSON
object: articles built by CPU second, megabytes, CPU seconds of an update, and of every type of query its CPU
milliseconds. Knows nothing of this project, so that an engine runs in an environment of its own.
"""

from __future__ import annotations

import importlib
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

Doc = dict[str, Any]
TOP = 10


class Engine(Protocol):
    def __init__(self, folder: Path) -> None: ...

    def add(self, docs: Iterable[Doc]) -> None: ...

    def replace(self, docs: list[Doc]) -> None: ...

    def ask(self, kind: str, query: dict[str, Any]) -> int: ...


class Fts5:
    """SQLite FTS5: contentless, the texts in a table beside it, bm25, after ANALYZE."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db")
        self._db.executescript(
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT, kind TEXT, day INTEGER);"
            "CREATE INDEX by_kind ON texts (kind, day);"
            "CREATE VIRTUAL TABLE words USING fts5 "
            "(tokens, content='', tokenize=\"unicode61 tokenchars '.'\");"
        )

    def add(self, docs: Iterable[Doc]) -> None:
        for doc in docs:
            self._insert(doc)
        self._db.execute("ANALYZE")
        self._db.commit()

    def _insert(self, doc: Doc) -> None:
        self._db.execute(
            "INSERT INTO texts VALUES (?, ?, ?, ?)", (doc["id"], doc["text"], doc["kind"], doc["day"])
        )
        self._db.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (doc["id"], doc["tokens"]))

    def replace(self, docs: list[Doc]) -> None:
        for doc in docs:
            self._db.execute(
                "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)", (doc["id"], doc["tokens"])
            )
            self._db.execute("DELETE FROM texts WHERE id = ?", (doc["id"],))
            self._insert(doc)
        self._db.commit()

    def ask(self, kind: str, query: dict[str, Any]) -> int:
        quoted = [f'"{token}"' for token in query["tokens"]]
        match = {
            "phrase": '"' + " ".join(query["tokens"]) + '"',
            "prefix": f'"{query["tokens"][0]}"*',
        }.get(kind, (" AND " if kind.startswith(("and", "filtered")) else " OR ").join(quoted))
        if kind == "filtered":
            sql = (
                "SELECT words.rowid FROM words JOIN texts ON texts.id = words.rowid WHERE words MATCH ?"
                f" AND kind = ? AND day >= ? ORDER BY bm25(words) LIMIT {TOP}"
            )
            return len(self._db.execute(sql, (match, query["kind"], query["day"])).fetchall())
        sql = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT {TOP}"
        return len(self._db.execute(sql, (match,)).fetchall())


class Tantivy:
    """tantivy-py, one thread of writing."""

    def __init__(self, folder: Path) -> None:
        self._t: Any = importlib.import_module("tantivy")
        builder = self._t.SchemaBuilder()
        builder.add_unsigned_field("id", indexed=True, fast=True)
        builder.add_text_field("words", tokenizer_name="whitespace")
        builder.add_text_field("kind", tokenizer_name="raw")
        builder.add_integer_field("day", indexed=True, fast=True)
        self._schema = builder.build()
        place = folder / "tantivy"
        place.mkdir()
        self._index = self._t.Index(self._schema, path=str(place))

    def add(self, docs: Iterable[Doc]) -> None:
        self._write(docs, replacing=False)

    def replace(self, docs: list[Doc]) -> None:
        self._write(docs, replacing=True)

    def _write(self, docs: Iterable[Doc], *, replacing: bool) -> None:
        writer = self._index.writer(128_000_000, 1)
        for doc in docs:
            if replacing:
                writer.delete_documents_by_term("id", doc["id"])
            held = self._t.Document()
            held.add_unsigned("id", doc["id"])
            held.add_text("words", doc["tokens"])
            held.add_text("kind", doc["kind"])
            held.add_integer("day", doc["day"])
            writer.add_document(held)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, kind: str, query: dict[str, Any]) -> int:
        return len(self._searcher.search(self._query(kind, query), TOP).hits)

    def _query(self, kind: str, query: dict[str, Any]) -> Any:
        queries, occur = self._t.Query, self._t.Occur
        if kind == "prefix":
            return queries.regex_query(self._schema, "words", query["tokens"][0] + ".*")
        if kind == "phrase" and len(query["tokens"]) > 1:
            return queries.phrase_query(self._schema, "words", query["tokens"])
        how = occur.Must if kind.startswith(("and", "filtered")) else occur.Should
        parts = [(how, queries.term_query(self._schema, "words", token)) for token in query["tokens"]]
        if kind == "filtered":
            days = queries.range_query(
                self._schema, "day", self._t.FieldType.Integer, query["day"], 99_999_999
            )
            parts += [
                (occur.Must, queries.const_score_query(days, 0.0)),
                (
                    occur.Must,
                    queries.const_score_query(queries.term_query(self._schema, "kind", query["kind"]), 0.0),
                ),
            ]
        return queries.boolean_query(parts)


ENGINES: dict[str, type[Engine]] = {"fts5": Fts5, "tantivy": Tantivy}


def lines(path: Path) -> Iterator[Doc]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def timed(
    queries: dict[str, list[Any]], ask: Callable[[str, Any], object], forget: Callable[[], None] | None = None
) -> dict[str, Any]:
    """CPU milliseconds of every type of query: the first time that each is asked, and again.

    `forget` empties what an engine of ours holds, before every query of the first pass.
    """
    found: dict[str, Any] = {}
    for kind, listed in queries.items():
        passes = []
        for empty in (forget, None, None):
            spent = []
            for query in listed:
                if empty:
                    empty()
                began = time.process_time()
                ask(kind, query)
                spent.append((time.process_time() - began) * 1000)
            passes.append(sorted(spent))
        first, _, again = passes  # the second fills what the third finds
        found[kind] = {
            "first_p50": round(first[len(first) // 2], 3),
            "p50": round(again[len(again) // 2], 3),
            "p99": round(max(first[-1 - len(first) // 100], again[-1 - len(again) // 100]), 3),
        }
    return found


def main(name: str, place: str) -> int:
    folder = Path(place)
    began = time.process_time()
    count = sum(1 for _ in lines(folder / "tokens.jsonl"))
    reading = time.process_time() - began
    engine = ENGINES[name](folder)
    began = time.process_time()
    engine.add(lines(folder / "tokens.jsonl"))
    built = time.process_time() - began - reading
    size = sum(path.stat().st_size for path in folder.rglob("*") if name in str(path) and path.is_file())
    queries = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    asked = timed(queries, engine.ask)
    changed = list(lines(folder / "changed.jsonl"))
    began = time.process_time()
    engine.replace(changed)
    report = {
        "articles_per_cpu_s": round(count / built),
        "index_mb": round(size / 1e6, 1),
        "update_cpu_s": round(time.process_time() - began, 3),
        "queries_cpu_ms": asked,
    }
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__)
        sys.exit()
    if len(sys.argv) != 3 or sys.argv[1] not in ENGINES or not Path(sys.argv[2]).is_dir():
        known = ", ".join(ENGINES)
        sys.stderr.write(
            f"usage: python tests/bench_search_peer.py ENGINE FOLDER; ENGINE is one of: {known}\n"
        )
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))

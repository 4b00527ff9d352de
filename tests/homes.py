"""A home built from rows, as `scrapy import` and `scrapy build` make it: for tests that read a base."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawler.importing import Import
from kb.home import Home
from pipeline.building import build


def built(root: Path, rows: Iterable[Mapping[str, Any]]) -> Home:
    """The home at `root` with the rows imported and built; every row must be taken."""
    home = Home(root)
    corpus = root / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    desk = Import(home)
    problems = list(desk.take(corpus))
    desk.close()
    assert not problems
    build(home)
    return home

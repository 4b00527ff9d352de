"""Attachments read, as one JSON document: `python -m tests.bench_attachments`.

For each type a list of 4,000 rows is read in a child: exact rows, CPU seconds (start and imports included),
and peak MB, which the child reads from the kernel itself; and for hostile files what their refusal costs.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cleaners.lists import list_rows
from kb.entry import CommandLine
from pipeline.sandbox import attachment_of
from tests.bench import measured
from tests.list_files import LAYOUTS, WRITERS
from tests.list_layouts import LAYOUTS as DRAWN
from tests.list_layouts import entries, pages, score, triples
from tests.ofd_files import ofd_of
from tests.pdf_files import pdf_of
from tests.test_hostile_files import crowded, far_cell, flate_bomb, many_pages, spanned_html, swollen

ROWS = 4000
_READ = (
    "import json, sys; from dataclasses import asdict; from pathlib import Path;"
    "from cleaners.attachments import read_attachment;"
    "read = read_attachment(Path(sys.argv[1]).read_bytes(), name='a');"
    "peak = Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0];"
    "Path(sys.argv[2]).write_text(json.dumps({'read': asdict(read), 'mb': int(peak) // 1024}))"
)


def files() -> dict[str, Callable[[], bytes]]:
    """What is read: a list in each type, and in the layouts of a page that cost most."""
    listed = entries(ROWS)
    grids = LAYOUTS["merged provinces"](listed)
    made: dict[str, Callable[[], bytes]] = {
        kind: lambda write=write: write(grids)  # type: ignore[misc]
        for kind, write in WRITERS.items()
        if kind != "docx"  # python-docx takes minutes to merge
    }
    made["docx"] = lambda: WRITERS["docx"](LAYOUTS["a table a page"](listed))
    for layout in ("merged provinces", "two columns", "borderless"):
        made[f"pdf, {layout}"] = lambda layout=layout: pdf_of(pages(listed, DRAWN[layout]))  # type: ignore[misc]
    made["ofd"] = lambda: ofd_of(pages(listed))
    return made


def bench(folder: Path) -> dict[str, Any]:
    """Each type with its rows, CPU seconds and MB."""
    found: dict[str, Any] = {}
    for name, make in files().items():
        source, target = folder / "file", folder / "read.json"
        source.write_bytes(make())
        used = measured(sys.executable, "-c", _READ, str(source), str(target), home=folder)
        printed = json.loads(target.read_text(encoding="utf-8"))
        read = attachment_of(printed["read"])
        exact = score(entries(ROWS), triples(list_rows(read)))
        found[name] = {
            "status": read.status,
            "row_f1": round(exact, 4),
            "cpu_s": used.cpu_s,
            "mb": printed["mb"],
        }
    return found


def bench_hostile(folder: Path) -> dict[str, Any]:
    """What each hostile file costs the command and its child together; code 1: its status says why not."""
    found: dict[str, Any] = {}
    for make in (swollen, crowded, far_cell, spanned_html, flate_bomb, many_pages):
        source = folder / "file"
        source.write_bytes(make())
        used = measured(sys.executable, "-m", "pipeline.sandbox", str(source), home=folder)
        found[make.__name__] = {"cpu_s": used.cpu_s, "code": used.code}
    return found


def main() -> None:
    """Print the document; what children print goes to stderr."""
    CommandLine("tests.bench_attachments", __doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measures = {"rows": ROWS, "types": bench(Path(folder)), "hostile": bench_hostile(Path(folder))}
    print(json.dumps(measures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

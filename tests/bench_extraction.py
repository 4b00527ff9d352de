"""How we find bodies beside other extractors, in one run: `python -m tests.bench_extraction`.

The same pages, each extractor a child process: F1 against the strict truth, as the pages are, without the
names of their elements, and in tables; pages with lines left that are no text; pages and megabytes by CPU
second. The peers come from bench_peers.txt into .venv-bench.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.entry import CommandLine
from kb.home import REPOSITORY, corpora
from tests.bench_extractor import EXTRACTORS
from tests.gates.extraction import FURNITURE, agreement, strict
from tests.layouts import in_tables, nameless

PEERS = REPOSITORY / "tests/bench_peers.txt"
VENV = REPOSITORY / ".venv-bench"
LAYOUTS: dict[str, Callable[[bytes], bytes]] = {
    "as_it_is": bytes,
    "nameless": nameless,
    "in_tables": in_tables,
}
Truths = list[tuple[str, str]]
_NEWS = "https://news.example/1.html"


def python_for_peers() -> str:
    """The newest Python that is here: magic-html wants 3.12."""
    found = [shutil.which(f"python3.{minor}") for minor in (13, 12)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = [*filter(None, found), *map(str, sorted(pyenv.glob("3.1[23].*/bin/python")))]
    return next((path for path in kept if _runs(path)), sys.executable)


def _runs(path: str) -> bool:
    return subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0


def install_peers() -> str:
    """Make .venv-bench when the list changed; the reason when that failed, else nothing."""
    wanted = hashlib.sha256(PEERS.read_bytes()).hexdigest()
    mark = VENV / ".peers"
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return ""
    shutil.rmtree(VENV, ignore_errors=True)
    python = VENV / "bin/python"
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
    for command in ([python_for_peers(), "-m", "venv", str(VENV)], [*pip, "-r", str(PEERS)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr.strip().split("\n")[-1][:200]
    mark.write_text(wanted, encoding="utf-8")
    return ""


def run(name: str, listing: Path) -> dict[str, Any] | str:
    """An extractor over the pages listed: its texts and CPU seconds, or why it did not run."""
    python = sys.executable if name == "ours" else str(VENV / "bin/python")
    command = [python, str(REPOSITORY / "tests/bench_extractor.py"), name, str(listing)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY) if name == "ours" else ""}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        return "not run: " + done.stderr.strip().split("\n")[-1][:200]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def truths(folder: Path) -> list[tuple[Path, str, str]]:
    """The articles with a truth made by hand: path, URL, strict body."""
    lines = (folder / "zh_magic.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["kind"] == "article"]
    return [(folder / row["html_path"], row["url"], strict(row["content"])) for row in rows]


def listed(pages: list[tuple[Path, str]], scratch: Path, layout: str) -> Path:
    """Write the pages in a layout, and the list of them."""
    rows: list[tuple[str, str]] = []
    for number, (path, url) in enumerate(pages):
        worn = scratch / f"{layout}-{number}.html"
        worn.write_bytes(LAYOUTS[layout](path.read_bytes()))
        rows.append((str(worn), url if layout == "as_it_is" else _NEWS))
    listing = scratch / f"{layout}.json"
    listing.write_text(json.dumps(rows), encoding="utf-8")
    return listing


def marks(texts: list[str], wanted: list[str]) -> dict[str, Any]:
    """F1 of the texts against their truths: mean, and pages that are lost."""
    scores = [agreement(text, truth) for text, truth in zip(texts, wanted, strict=True)]
    return {"f1": round(sum(scores) / len(scores), 4), "below_half": sum(score < 0.5 for score in scores)}


def furnished(text: str) -> bool:
    """Whether an editor's, a disclaimer's, a QR or a neighbour's line is left."""
    return any(FURNITURE.search(line) for line in text.split("\n") if len(line) < 120)


def measured(name: str, listings: dict[str, Path], wanted: list[str], size: int) -> dict[str, Any] | str:
    """One extractor over all layouts; the first lists the pages without a truth as well."""
    report: dict[str, Any] = {}
    for layout, listing in listings.items():
        found = run(name, listing)
        if isinstance(found, str):
            return found
        texts: list[str] = found["texts"]
        report[layout] = marks(texts[: len(wanted)], wanted)
        if layout == "as_it_is":
            report |= {
                "pages_with_furniture": sum(map(furnished, texts)),
                "empty": sum(not text.strip() for text in texts),
                "pages_per_cpu_s": round(len(texts) / found["cpu_s"], 1),
                "mb_per_cpu_s": round(size / 1e6 / found["cpu_s"], 1),
            }
    return report


def report() -> dict[str, Any] | str:
    """All extractors, side by side."""
    folder = corpora()
    if folder is None or not (folder / "extraction/zh_magic.jsonl").exists():
        return "not run: TIAOWEN_CORPORA names no folder with extraction"
    known = truths(folder / "extraction")
    saved = [(path, _NEWS) for path in sorted((folder / "extraction/gne").glob("*.html"))]
    pages = [(path, url) for path, url, _ in known]
    wanted = [truth for _, _, truth in known]
    failed = install_peers()
    with tempfile.TemporaryDirectory() as scratch:
        listings = {"as_it_is": listed(pages + saved, Path(scratch), "as_it_is")}
        listings |= {name: listed(pages, Path(scratch), name) for name in LAYOUTS if name != "as_it_is"}
        size = sum(path.stat().st_size for path, _ in pages + saved)
        return {
            "pages": len(pages + saved),
            "pages_with_truth": len(known),
            "extractors": {
                name: f"not run: {failed}"
                if failed and name != "ours"
                else measured(name, listings, wanted, size)
                for name in EXTRACTORS
            },
        }


if __name__ == "__main__":
    CommandLine("tests.bench_extraction", __doc__).parse_args()
    print(json.dumps(report(), ensure_ascii=False, indent=2))

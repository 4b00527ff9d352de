"""How well clean_page reads a news page's metadata and paragraphs, against a truth made by reading 62 pages.

gne_truth.toml holds dates and hashes only; the pages lie in the corpora.
`python -m tests.gates.metadata FILE…` shows a developer where a page differs; without a file it lists the
mistakes of all pages, one line each.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaners import Refused, clean_page
from cleaners.model import Page
from cleaners.normalise import fold
from cleaners.page.decode import decode
from kb.entry import CommandLine
from kb.home import corpora as corpora_folder
from tests.gates.score import Score

TRUTH = Path(__file__).with_name("gne_truth.toml")
URL = "https://news.example/1.html"  # no host: the page alone has to tell what it is
NAMES = ("title", "author", "source", "editor")


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page says of itself: hashes of each field's accepted spellings, () where it has none."""

    published: date | datetime | None
    spellings: dict[str, tuple[str, ...]]
    body: tuple[tuple[str, int], ...]
    either: frozenset[str]
    unsure: frozenset[str]


def key(text: str) -> str:
    """The hash under which the truth keeps a string."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def truths() -> dict[str, Truth]:
    """The truth by file name."""
    return {name: _truth(entry) for name, entry in tomllib.loads(TRUTH.read_text(encoding="utf-8")).items()}


def _truth(entry: dict[str, Any]) -> Truth:
    return Truth(
        None if entry["published"] == "none" else entry["published"],
        {name: () if entry[name] == "none" else tuple(entry[name]) for name in NAMES},
        tuple((line, size) for line, size in entry.get("body", ())),
        frozenset(entry.get("either", ())),
        frozenset(entry.get("unsure", ())),
    )


def read(path: Path) -> Page | None:
    """The page as clean_page reads it, None when it is refused."""
    try:
        return clean_page(path.read_bytes(), url=URL)
    except Refused:
        return None


def named_right(page: Page | None, truth: Truth, name: str) -> bool | None:
    """Whether a field is as printed, None when the page has none and we say so."""
    said: str | None = getattr(page, name) if page else None
    if not said and not truth.spellings[name]:
        return None
    return said is not None and key(said) in truth.spellings[name]


def dated_right(page: Page | None, truth: Truth) -> bool | None:
    """Whether the date is as printed: the day, and the minute where both have a time; None: rightly none."""
    said = page.published if page else None
    if said is None and truth.published is None:
        return None
    if said is None or truth.published is None or _day(said) != _day(truth.published):
        return False
    if isinstance(said, datetime) and isinstance(truth.published, datetime):
        return abs(said.replace(tzinfo=None) - truth.published) < timedelta(minutes=1)
    return True


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def undated(body: bytes, moment: date | datetime) -> bytes:
    """The page with every mention of its own day taken out; the days of its neighbours and comments stay."""
    text = decode(body, None).text
    day = rf"0?{moment.month}\s?(?:[-/.]|月)\s?0?{moment.day}(?!\d)日?"
    text = re.sub(rf"(?<![/\d])(?:{moment.year}\s?(?:[-/.]|年)|{moment.year % 100}-)\s?{day}", "", text)
    text = re.sub(rf"(?<![/\d-]){day}(?=\s?\d\d:\d\d)", "", text)
    text = re.sub(rf">\s*{moment.year}\s*<", "><", text)
    return re.sub(r"\bvar ct\s*=\s*\"\d+\"", "", text).encode()


def none_invented(folder: Path) -> Score:
    """The share of pages, made undated, for which no date is said."""
    moments = {name: truth.published for name, truth in truths().items() if truth.published}
    said = [
        name
        for name, moment in moments.items()
        if clean_page(
            undated((folder / name).read_bytes(), moment), url=URL, content_type="text/html; charset=utf-8"
        ).published
    ]
    return Score(
        "metadata.gne_undated_none",
        1 - len(said) / len(moments),
        f"{len(said)} invented of {len(moments)}: {said}",
    )


def body_f1(page: Page | None, truth: Truth) -> float:
    """F1 of the paragraphs, each counting its length; those that may stand or be cut are left out."""
    wanted = Counter(line for line, _ in truth.body)
    sizes = dict(truth.body)
    lines = [line for line in page.text.split("\n") if line] if page else []
    mine = Counter(name for line in lines if (name := key(line)) not in truth.either)
    sizes |= {key(line): len(fold(line)) for line in lines}
    shared = sum(sizes[line] * times for line, times in (wanted & mine).items())
    total = sum(sizes[line] * times for line, times in (wanted + mine).items())
    return 2 * shared / total if total else 0.0


def _folder(corpora: Path | None) -> Path | None:
    folder = corpora / "extraction/gne" if corpora else None
    return folder if folder is not None and folder.is_dir() else None


def _share(name: str, marks: list[bool]) -> Score:
    return Score(f"metadata.{name}", sum(marks) / len(marks), f"{sum(marks)} of {len(marks)}")


def _of_field(
    name: str, pages: dict[str, Page | None], mark: Callable[[Page | None, Truth], bool | None]
) -> Iterator[Score]:
    """Right of the pages that have the field; not wrong of all pages."""
    short = "date" if name == "published" else name
    known = {file: truth for file, truth in truths().items() if name not in truth.unsure}
    printed = [f for f, t in known.items() if (t.published if name == "published" else t.spellings[name])]
    yield _share(f"gne_{short}_right", [bool(mark(pages[file], known[file])) for file in printed])
    said = [f for f in known if pages[f] and getattr(pages[f], name)]
    wrong = [f for f in said if mark(pages[f], known[f]) is False]
    yield Score(
        f"metadata.gne_{short}_not_wrong", 1 - len(wrong) / len(known), f"{len(wrong)} wrong of {len(known)}"
    )


def scores(corpora: Path | None) -> Iterator[Score]:
    """All scores of this room."""
    folder = _folder(corpora)
    if folder is None:
        for name in ("title", "date", "author", "source", "editor"):
            yield Score(f"metadata.gne_{name}_right", None, "data/extraction/gne is not there")
            yield Score(f"metadata.gne_{name}_not_wrong", None, "data/extraction/gne is not there")
        yield Score("metadata.gne_undated_none", None, "data/extraction/gne is not there")
        yield Score("metadata.gne_body_f1", None, "data/extraction/gne is not there")
        return
    pages = {name: read(folder / name) for name in truths()}
    yield from _of_field("published", pages, dated_right)
    for name in NAMES:
        yield from _of_field(name, pages, lambda page, truth, name=name: named_right(page, truth, name))  # type: ignore[misc]
    bodies = [body_f1(pages[name], truth) for name, truth in truths().items() if truth.body]
    yield none_invented(folder)
    yield Score("metadata.gne_body_f1", sum(bodies) / len(bodies), f"{len(bodies)} pages")


def mistakes(page: Page | None, truth: Truth) -> Iterator[str]:
    """One line for each field that is wrong or missing."""
    if page is None:
        yield "refused"
        return
    if "published" not in truth.unsure and dated_right(page, truth) is False:
        yield f"published {page.published} for {truth.published}"
    for name in NAMES:
        if name not in truth.unsure and named_right(page, truth, name) is False:
            has = "" if truth.spellings[name] else " (the page has none)"
            yield f"{name} {getattr(page, name)!r}{has}"
    if truth.body and body_f1(page, truth) < 0.98:
        yield f"body {body_f1(page, truth):.3f}"


def lines_apart(page: Page, truth: Truth) -> Iterator[str]:
    """Our lines that do not belong, and the lengths of paragraphs that we miss."""
    wanted = Counter(line for line, _ in truth.body)
    mine = Counter(key(line) for line in page.text.split("\n"))
    for line in page.text.split("\n"):
        if line and key(line) not in truth.either and key(line) not in wanted:
            yield f"  + [{len(line)}] {line[:100]}"
    for at, (line, size) in enumerate(truth.body):
        if not mine[line]:
            yield f"  - paragraph {at} of {len(truth.body)}, {size} characters"


def main(arguments: list[str]) -> int:
    """Print what is wrong, page by page; the lines as well for pages that are named."""
    parser = CommandLine("tests.gates.metadata", __doc__)
    parser.add_argument("pages", nargs="*", metavar="FILE", help="a part of the name of a page")
    arguments = parser.parse_args(arguments).pages
    folder = _folder(corpora_folder())
    if folder is None:
        print("TIAOWEN_CORPORA names no folder with extraction/gne", file=sys.stderr)
        return 2
    if strangers := [one for one in arguments if not any(one in name for name in truths())]:
        parser.error(f"no page is called {strangers[0]!r}")
    for name, truth in truths().items():
        if arguments and not any(argument in name for argument in arguments):
            continue
        page = read(folder / name)
        found = list(mistakes(page, truth))
        if found or arguments:
            print(f"{name}: " + ("; ".join(found) or "all right"))
        if arguments and page is not None and truth.body:
            print("\n".join(lines_apart(page, truth)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

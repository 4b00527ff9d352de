"""A new source (新信源): the family that recognises its list page, its spider file, its first saved page.

Writes constants only; a source that needs more than constants needs a family. The saved page is a copy of
the site's and says so (`rewritten = false`): third-party text stays out of the repository, so the suite
fails until somebody has put words of their own into its markup.
"""

from __future__ import annotations

import importlib
import json
import keyword
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

import crawler.families
from cleaners.masking.masks import shown
from cleaners.model import Lineage
from cleaners.page.sites import is_official
from crawler.families.source import SourceSpider, answer_of
from crawler.guards import played, wall
from crawler.soundness import ConstantMissing, Unsound, unsound
from crawler.titles import column_name, page_says, plain
from kb.archive import Capture, captures, names
from kb.home import REPOSITORY, Home

SPIDERS = Path("crawler/spiders")
PAGES = Path("tests/pages")
LONGEST_LINE = 110
FEWEST_AT_MOST = 10
# jiangsu_policies
SOURCE_NAME = re.compile(r"^[a-z][a-z0-9_]{2,40}$")


class Unrecognised(Exception):
    """A new source cannot be written; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """What a spider file says."""

    name: str
    family: type[SourceSpider]
    publisher: str
    column: str
    lineage: Lineage
    home: str
    constants: tuple[tuple[str, object], ...]
    checked: str
    min_rows: int = 1

    @property
    def path(self) -> Path:
        return SPIDERS / f"{self.name}.py"

    @property
    def spider(self) -> type[SourceSpider]:
        """The source as a class, before its file is written."""
        told = {"name": self.name, "publisher": self.publisher, "lineage": self.lineage, "home": self.home}
        return type("New", (self.family,), {**told, **dict(self.constants), "min_rows": self.min_rows})


class Probe(Spider):
    """Fetches one list page under the rules of every crawl."""

    name = "newsource_probe"

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.body = b""
        self.why = "no answer"

    async def start(self) -> Any:
        yield Request(
            played(self.url),
            callback=self.take,
            errback=self.fail,
            meta={"dont_cache": True},
            dont_filter=True,
        )

    def take(self, response: Response) -> None:
        answer = answer_of(response)
        refused = wall(answer.status, answer.body, answer.url)
        self.why = str(refused) if refused else f"HTTP {answer.status}" if answer.status != 200 else ""
        self.body = b"" if self.why else answer.body

    def fail(self, failure: Any) -> None:
        self.why = f"{type(failure.value).__name__}: {failure.getErrorMessage()}".splitlines()[0][:200]


def families() -> tuple[type[SourceSpider], ...]:
    """The families, by name."""
    found: dict[str, type[SourceSpider]] = {}
    for module in pkgutil.iter_modules(crawler.families.__path__):
        place = f"{crawler.families.__name__}.{module.name}"
        for thing in vars(importlib.import_module(place)).values():
            own = isinstance(thing, type) and issubclass(thing, SourceSpider) and thing.__module__ == place
            if own and "family" in vars(thing) and thing.family:
                found[thing.__name__] = thing
    return tuple(found[name] for name in sorted(found))


def recognise(body: bytes, url: str, family: str | None = None) -> type[SourceSpider]:
    """The one family whose list this page is; Unrecognised when there is none, or no telling which."""
    known = families()
    if family and family not in {cls.family for cls in known}:
        raise Unrecognised(f"no family {family!r}; there are: {', '.join(sorted({c.family for c in known}))}")
    found = [cls for cls in known if cls.recognises(body, played(url)) and family in (None, cls.family)]
    if not found:
        asked = family or ", ".join(sorted({cls.family for cls in known}))
        raise Unrecognised(f"{url}: not recognised as a list of {asked}; give the leaf column's address")
    if len(found) > 1:
        raise Unrecognised(
            f"{url}: {len(found)} families recognise it, name one with --family: "
            + ", ".join(cls.family for cls in found)
        )
    return found.pop()


def check_name(name: str, root: Path = REPOSITORY) -> None:
    """Unrecognised for a name that no source can have, or that is taken."""
    if not SOURCE_NAME.match(name) or keyword.iskeyword(name):
        raise Unrecognised(
            f"{name!r} is no name for a source: 3 to 41 small letters, digits, _, a letter first, no keyword"
        )
    if (root / SPIDERS / f"{name}.py").exists():
        raise Unrecognised(f"there is a source named {name!r} already")
    if (root / PAGES / name).exists():
        raise Unrecognised(f"{PAGES / name} is there already: the name is a rule set's, or an older source's")


def check_is_new(source: type[SourceSpider], others: Iterable[type[SourceSpider]]) -> None:
    """Unrecognised when another source walks the same list."""
    for other in others:
        if source.lists() & other.lists():
            raise Unrecognised(f"the source {other.name} walks this list already: {other.home}")


def listed_at(url: str) -> type[SourceSpider]:
    """A source of which only the address is known, to be compared before anything is fetched."""
    return type("Listed", (SourceSpider,), {"name": "listed", "home": url})


def drafted(
    name: str, url: str, body: bytes, *, family: str | None, publisher: str | None, checked: str
) -> NewSource:
    """The new source that a list page makes."""
    cls = recognise(body, url, family)
    said = page_says(body)
    by = plain(publisher or said.get("SiteName", ""))
    if not by:
        raise Unrecognised(f"{url} does not say whose it is; name the publisher with --publisher")
    lineage: Lineage = "official" if is_official(url) else "unknown"
    column = plain(column_name(said, by) or urlsplit(url).path.strip("/").rpartition("/")[0] or url)
    constants = dict(cls.constants(body, url))
    home = str(constants.pop("home", url))
    new = NewSource(name, cls, by, column, lineage, home, tuple(constants.items()), checked)
    if fault := unsound(new.spider):
        raise Unrecognised(_by_hand(new, fault))
    return new


def fewest(rows: int) -> int:
    """`min_rows` of a list that showed so many rows: half of them, for lists lose some, at most ten."""
    return max(1, min(FEWEST_AT_MOST, rows // 2))


def _by_hand(new: NewSource, fault: Unsound) -> str:
    """What a page of a family that was recognised does not tell."""
    how = "write the file by hand" if isinstance(fault, ConstantMissing) else "put it right"
    return f"{new.home}: a list of {new.family.family}, but {fault}; {how}"


def spider_file(new: NewSource) -> str:
    """The text of a spider file."""
    cls = "".join(part.capitalize() for part in new.name.split("_"))
    constants = (("name", new.name), ("publisher", new.publisher), ("lineage", new.lineage))
    lines = [
        f'"""{new.publisher} · {new.column}.',
        "",
        f"{new.checked} On trial: `trial` goes once its documents read well.",
        '"""',
        "",
        *_imports(new),
        "",
        "",
        f"class {cls}Spider({new.family.__name__}):",
        *(f"    {name} = {_literal(value)}" for name, value in constants),
        *_home(new.home),
        *(f"    {name} = {_literal(value)}" for name, value in new.constants),
        f"    min_rows = {new.min_rows}",
        *([f"    page = {_literal(new.family.page)}"] if new.family.page else []),
        "    trial = True",
    ]
    return "\n".join(lines) + "\n"


def write_fixture(home: Home, new: NewSource, root: Path = REPOSITORY) -> Path:
    """Save the newest page of the source that the archive holds as its first fixture; the folder."""
    held = [
        capture
        for file in names(home)
        if file.startswith(f"{new.name}-2")
        for capture in captures(home, file)
        if isinstance(capture, Capture) and capture.role == "page" and capture.source == new.name
    ]
    if not held:
        raise Unrecognised(f"no page of {new.name} was brought; scrapy crawl {new.name} tells why")
    newest = max(held, key=lambda capture: (capture.listed_date or date.min, capture.url))
    folder = root / PAGES / new.name / "first"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(newest.body)
    (folder / "meta.toml").write_text(_meta(newest, new), encoding="utf-8")
    return folder


def write_spider(new: NewSource, root: Path = REPOSITORY) -> Path:
    """Write the spider file; that its name is free was checked before."""
    path = root / new.path
    path.write_text(spider_file(new), encoding="utf-8")
    return path


def _imports(new: NewSource) -> list[str]:
    """The family, and the classes of what its constants are made of."""
    parts = [type(part) for _, value in new.constants if isinstance(value, tuple) for part in value]
    classes = {cls for cls in (new.family, *parts) if cls.__module__ != "builtins"}
    return sorted(f"from {cls.__module__} import {cls.__name__}" for cls in classes)


def _meta(page: Capture, new: NewSource) -> str:
    url = (
        urljoin(new.home, urlsplit(page.url).path) if page.fictional else page.url
    )  # a replica plays all hosts
    facts = [
        ("url", url),
        ("note", f"{shown(page.listed_title or 'a page')}, as listed {page.listed_date or ''}".strip()),
    ]
    if page.content_type:
        facts.insert(1, ("content_type", page.content_type))
    lines = [f"{name} = {_literal(value)}" for name, value in facts]
    return "\n".join([*lines, f"rewritten = {'true' if page.fictional else 'false'}"]) + "\n"


def _home(url: str) -> Iterator[str]:
    """The address as a line, or cut into several where it is long."""
    if len(line := f"    home = {_literal(url)}") <= LONGEST_LINE:
        yield line
        return
    yield "    home = ("
    yield from (
        f"        {_literal(url[at : at + LONGEST_LINE - 10])}"
        for at in range(0, len(url), LONGEST_LINE - 10)
    )
    yield "    )"


def _literal(value: object) -> str:
    """A constant as the formatter writes it: double quotes, unless single ones save a backslash."""
    if not isinstance(value, str):
        return repr(value)
    if '"' in value and "'" not in value and "\\" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)

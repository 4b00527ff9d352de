"""The library (文库) of the portal: reads texts/ and lists/ into records. Everything in it is fictional.

A text is a file with a TOML head between ``+++`` lines and one paragraph a line below. Marks that begin a
line: ``= `` centred, ``> `` set right (署名), ``* `` bold, ``@table LIST``, ``@attach KEY``, ``@viewer KEY``.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BUREAU = "当前栏目_list"
"""The tag of the lists of a bureau (司局)."""
FAR_NIGHT = 99
"""Texts of this night are never revealed by advance(): the page-shift fault publishes them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column (栏目) of the site, with the parameters its unit API wants."""

    key: str
    path: str
    name: str
    page_id: str
    tag_id: str = "右侧内容"
    camel: bool = True


COLUMNS: tuple[Column, ...] = (
    Column("tz", "/zwgk/zcwj/wjfb/tz/", "通知", "3e3ad1a3bec74939890a0d3e54815141"),
    Column("gg", "/zwgk/zcwj/wjfb/gg/", "公告", "5b1f0c77d2a94e0e8f3c6d9a1e247b60"),
    Column("gs", "/zwgk/wjgs/", "文件公示", "a7180b76aadf4a2ca625f403045cbaae", camel=False),
    Column("jd", "/zwgk/zcjd/", "政策解读", "1b56e5adc362428299dfc3eb444fe23a", camel=False),
    Column("yj", "/gzcy/yjzj/", "意见征集", "ff3aac0962cb45e48e8e4da69450e847"),
    Column("tg", "/zwgk/zcwj/wjfb/tg/", "通告", "7d20c6a4b8e94f13a5d1907be3c24f88", camel=False),
    Column("qf", "/jgsj/qyj/wjfb/", "文件发布", "c41e9a70f26b4d5c8b13d7e5a90f6274", BUREAU),
    Column("qd", "/jgsj/qyj/gzdt/", "工作动态", "90ab35d2e7c148f6b4e07f1c6d83a951", BUREAU),
)


@dataclass(frozen=True, slots=True)
class Text:
    """One page of the portal before it is dressed as HTML."""

    slug: str
    column: str
    title: str
    published: datetime
    body: tuple[str, ...]
    source: str = ""
    night: int = 1
    also: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    deadline: datetime | None = None
    built: datetime | None = None
    revised: tuple[tuple[str, str], ...] = ()
    row: str = "plain"
    author: str = ""
    editor: str = ""

    @property
    def art_id(self) -> str:
        return hex_id("art:" + self.slug)

    @property
    def path(self) -> str:
        return f"{column(self.column).path}art/{self.published.year}/art_{self.art_id}.html"


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment (附件): its printed name, its kind, and what it holds."""

    key: str
    name: str
    folder: str
    title: str
    lists: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def path(self) -> str:
        stem = hex_id("file:" + self.key)
        return f"/cms_files/filemanager/1226211233/attach/{self.folder}/{stem}.{self.extension}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of entities (名单): a head and rows of cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def hex_id(name: str) -> str:
    """Thirty-two hex digits that never change for a name, like the identifiers of the real system."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


@cache
def column(key: str) -> Column:
    (found,) = [c for c in COLUMNS if c.key == key]
    return found


def _split_head(raw: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    _, head, body = raw.split("+++\n", 2)
    return tomllib.loads(head), tuple(line for line in body.splitlines() if line.strip())


def _text(head: dict[str, Any], body: tuple[str, ...]) -> Text:
    pairs = tuple((old, new) for old, new in head.pop("revised", []))
    also, related = tuple(head.pop("also", ())), tuple(head.pop("related", ()))
    return Text(body=body, revised=pairs, also=also, related=related, **head)


def _ordinary() -> list[Text]:
    """The short everyday notices, many to a file."""
    found: list[Text] = []
    for path in sorted((HERE / "texts").glob("*.toml")):
        for head in tomllib.loads(path.read_text(encoding="utf-8"))["notice"]:
            body = tuple(line for line in head.pop("text").splitlines() if line.strip())
            found.append(_text(head, body))
    return found


@cache
def texts() -> tuple[Text, ...]:
    """All pages of all nights, newest first as a column lists them."""
    files = sorted((HERE / "texts").glob("*.txt"))
    single = [_text(*_split_head(path.read_text(encoding="utf-8"))) for path in files]
    return tuple(sorted([*single, *_ordinary()], key=lambda t: (t.published, t.slug), reverse=True))


@cache
def press_texts() -> tuple[Text, ...]:
    """News, mirror, reprint and digests, newest first."""
    files = sorted((HERE / "press_texts").glob("*.txt"))
    found = [_text(*_split_head(path.read_text(encoding="utf-8"))) for path in files]
    return tuple(sorted(found, key=lambda t: (t.published, t.slug), reverse=True))


@cache
def text(slug: str) -> Text:
    (found,) = [t for t in texts() if t.slug == slug]
    return found


@cache
def listing(name: str) -> Listing:
    """One TSV file of lists/; ``name:remark`` keeps the rows whose last cell is the remark.

    A running number is put in front of every row.
    """
    stem, _, remark = name.partition(":")
    lines = (HERE / "lists" / f"{stem}.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = [tuple(line.split("\t")) for line in lines if line.strip()]
    if remark:
        head, rows = head[:-1], [row[:-1] for row in rows if row[-1] == remark]
    numbered = tuple((str(n), *row) for n, row in enumerate(rows, start=1))
    return Listing(("序号", *head), numbered)


@cache
def attachments() -> dict[str, Attached]:
    """The attachments by key, from attachments.toml."""
    raw = tomllib.loads((HERE / "attachments.toml").read_text(encoding="utf-8"))
    return {key: _attached(key, entry) for key, entry in raw.items()}


def _attached(key: str, entry: dict[str, Any]) -> Attached:
    lists = tuple((heading, name) for heading, name in entry.pop("lists", []))
    lines = tuple(entry.pop("text", "").split("\n"))
    return Attached(key=key, lists=lists, lines=tuple(x for x in lines if x.strip()), **entry)

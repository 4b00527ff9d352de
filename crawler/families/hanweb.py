"""大汉 Hanweb jcms (省市门户): rows as CDATA in an XML datastore, by windows of several pages.

The column page names its unit (columnid, unitid, webid) in a script or in the link to the next group; the
rows come from dataproxy.jsp, by POST or GET, in windows of `group` pages. The endpoint never says that a
window lies past the end, so the walk stops at the stated total or at rows already seen, and a window that
holds fewer rows than the total demands is a fault. Facts of the interface: from published notes, 2026-11-22.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from lxml.html import HtmlElement
from scrapy import Request
from scrapy.http import Response

from crawler.families.jpaas import RowCountMismatch
from crawler.families.paging import EmptyList, Leaf, PagedSpider
from crawler.families.rows import Row, decoded, read_row, read_tree
from crawler.guards import SourceFault, played

PROXY = "/module/web/jpage/dataproxy.jsp"
# <nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=23&columnid=89736&unitid=405463…">
NEXT_GROUP = re.compile(
    r"href\s{0,3}=\s{0,3}(?:\"([^\"\s<>]{0,200}dataproxy\.jsp\?[^\"<>]{1,1000})\""
    r"|'([^'\s<>]{0,200}dataproxy\.jsp\?[^'<>]{1,1000})')"
)
# $('#405463').jpage({totalRecord:421,perPage:15,proxyUrl:'/module/…',ajaxParam:{col:1,webid:23,…}});
PAGER = re.compile(r"\$\(\s{0,3}['\"]#(\w{1,20})['\"]\s{0,3}\)\.jpage\(\{([^;]{0,3000})")
SETTING = re.compile(r"\b(\w{1,24})\s{0,3}:\s{0,3}['\"]?([^'\",{}]{0,200})")
# var param_405463={columnid:89736,unitid:'405463'}
PARAM = re.compile(r"\bparam_?(\w{1,20})\s{0,3}=\s{0,3}\{([^{};]{0,1000})\}")
# https://…/col/col89736/index.html
COLUMN = re.compile(r"/col/col(\d+)/")
TOTAL = re.compile(r"<totalrecord>\s{0,9}(\d+)\s{0,9}</totalrecord>", re.IGNORECASE)
ASKED = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)


class UnitMissing(SourceFault):
    """The column page names no unit of its own column, or several."""


class StoreUnreadable(SourceFault):
    """The answer is no whole datastore: an error page, or cut."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The list unit of a column (单元): what dataproxy.jsp wants to know, and how the column pages it."""

    url: str
    params: tuple[tuple[str, str], ...]
    per_page: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """One answer of dataproxy.jsp: its rows as markup, and the total where it states one."""

    records: tuple[str, ...]
    total: int | None


class HanwebSpider(PagedSpider):
    """A column of a Hanweb site. `unit_id` and `web_id` are only the fallback for a page that names none."""

    family = "hanweb"
    page = "hanweb"
    column = "/art/"
    article = r"/art_\d+_\d+\.html$"
    method: ClassVar[Literal["POST", "GET"]] = "POST"
    unit_id: ClassVar[str | None] = None
    web_id: ClassVar[str | None] = None
    per_page: ClassVar[int] = 15
    group: ClassVar[int] = 3

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit: Unit | None = None
        self._before: Leaf | None = None

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """A column page that names its unit."""
        try:
            read_unit(body, url)
        except SourceFault:
            return False
        return True

    def first(self) -> Iterable[Request]:
        yield self.ask_list(self.home, self.parse_column)

    def parse_column(self, response: Response) -> Iterator[Request]:
        """The column page: read where its rows come from, and ask for the first window."""
        try:
            answer = self.list_answer(response)
            self.unit = self._unit(answer.body)
        except SourceFault as fault:
            self.stop(fault)
            return
        yield self.ask_leaf(1)

    def ask_leaf(self, number: int) -> Request:
        """The request for a window of the list."""
        assert self.unit is not None
        if number == 1:
            self._before = None
        start, size = self._window(number)
        window = {"startrecord": start, "endrecord": start + size - 1, "perpage": self._per_page()}
        form = urlencode(self.unit.params)
        query = urlencode(window) + ("" if self.method == "POST" else f"&{form}")
        request = self.ask_list(
            f"{self.unit.url}?{query}", self.parse_window, referer=self.home, number=number
        )
        if self.method == "GET":
            return request
        headers = {**request.headers, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        return request.replace(method="POST", body=form, headers=headers)

    def parse_window(self, response: Response, number: int) -> Iterator[Request]:
        """One window of rows: check it, then the next one or the pages it named."""
        try:
            answer = self.list_answer(response)
            leaf = self.read_window(answer.body, number)
            if leaf is None or self._seen_before(leaf):
                assert self._before is not None
                yield from self.end(self._before, complete=True)
                return
            if self.desk:
                self.desk.keep_list(answer)
            self._before = leaf
            yield from self.follow(leaf)
        except SourceFault as fault:
            self.stop(fault)

    def read_window(self, body: bytes, number: int) -> Leaf | None:
        """One window, checked against the total; None when an uncounted list has ended before it."""
        assert self.unit is not None
        store = read_store(body, self.home)
        total = store.total if store.total is not None else self.unit.total
        start, size = self._window(number)
        if not store.records:
            if number == 1 or total is not None:
                raise EmptyList(f"the window from {start} of {self.home} holds no record ({self.method})")
            return None
        self._check(len(store.records), start, size, total)
        rows = read_records(store, self.home, self)
        last = -(-total // size) if total is not None else number if len(rows) < size else None
        return Leaf(number, self.own(rows), tuple(row.url for row in rows), size, last, total)

    def _check(self, found: int, start: int, size: int, total: int | None) -> None:
        if total is None:
            return
        expected = min(size, total - start + 1)
        if found != expected:
            per_page = self._per_page()
            hint = ", one page: the site gives no groups" if found == per_page != size else ""
            raise RowCountMismatch(
                f"the window from {start} of {self.home} holds {found} rows{hint}, the total {total}"
                f" wants {expected}"
            )

    def _seen_before(self, leaf: Leaf) -> bool:
        """Whether an uncounted list gives rows again; of a counted one that is a fault, found in the walk."""
        return leaf.said is None and leaf.number > 1 and self.walk.printed.issuperset(leaf.printed)

    def _window(self, number: int) -> tuple[int, int]:
        size = self._per_page() * self.group
        return (number - 1) * size + 1, size

    def _per_page(self) -> int:
        assert self.unit is not None
        return self.unit.per_page or self.per_page

    def _unit(self, body: bytes) -> Unit:
        try:
            return read_unit(body, played(self.home))
        except UnitMissing:
            if self.unit_id is None or self.web_id is None:
                raise
        named = {"webid": self.web_id, "columnid": column_of(self.home), "unitid": self.unit_id}
        return Unit(urljoin(played(self.home), PROXY), _params({**named, "webname": self.publisher}))


def read_unit(body: bytes, url: str) -> Unit:
    """The unit of a column page that belongs to the column; units of other columns stand beside it."""
    text, column = decoded(body), column_of(url)
    named: dict[str, dict[str, str]] = {}
    for settings in _settings(text):
        if unit := settings.get("unitid"):
            named.setdefault(unit, {}).update(settings)
    own = [settings for settings in named.values() if settings.get("columnid") == column]
    if len(own) != 1:
        raise UnitMissing(f"{len(own)} units of column {column} at {url}, expected exactly one")
    (settings,) = own
    proxy = urljoin(url, settings.get("proxyUrl", PROXY))
    return Unit(proxy, _params(settings), _number(settings, "perPage"), _number(settings, "totalRecord"))


def read_store(body: bytes, where: str) -> Store:
    """The records of a datastore; debris between them is no matter, a record that is cut is."""
    text = decoded(body)
    if "<datastore" not in text or "</datastore>" not in text:
        raise StoreUnreadable(f"no whole datastore at {where}: {' '.join(text.split())[:80]}")
    records = tuple(_record(part, where) for part in text.split("<record>")[1:])
    total = TOTAL.search(text)
    return Store(records, int(total[1]) if total else None)


def read_records(store: Store, where: str, spider: PagedSpider) -> list[Row]:
    """The rows of a datastore; each record is one."""
    rows = []
    for record in store.records:
        row = read_row(_element(record, where), where, lambda url: not spider.other(url))
        if row is None:
            raise StoreUnreadable(f"a record at {where} says nothing: {record.strip()[:80]}")
        rows.append(row)
    return rows


def column_of(url: str) -> str:
    """The number of a column, as its address names it."""
    found = COLUMN.search(urlsplit(url).path)
    if not found:
        raise UnitMissing(f"{url} is no column page (/col/col<number>/)")
    return found[1]


def _record(part: str, where: str) -> str:
    """The markup of one record: <record><![CDATA[<li>…</li>]]></record>."""
    inner, closed, _ = part.partition("</record>")
    _, opened, rest = inner.partition("<![CDATA[")
    markup, ended, _ = rest.rpartition("]]>")
    if not (closed and opened and ended):
        raise StoreUnreadable(f"a record at {where} is cut: {' '.join(part.split())[:80]}")
    return markup


def _element(record: str, where: str) -> HtmlElement:
    """The one element of a record, or all of it when there are several."""
    body = read_tree(record.encode(), where).find("body")
    if body is None:
        raise StoreUnreadable(f"a record at {where} holds no element: {record[:80]}")
    return body[0] if len(body) == 1 else body


def _settings(text: str) -> Iterator[dict[str, str]]:
    """What scripts and links say of units, each as names and values."""
    for double, single in NEXT_GROUP.findall(text):
        link = (double or single).replace("&amp;", "&")
        query = parse_qsl(urlsplit(link).query, keep_blank_values=True)
        yield {name: unquote(value).strip("'") for name, value in query if name in ASKED}
    for unit, settings in (*PARAM.findall(text), *PAGER.findall(text)):
        yield {"unitid": unit, **{name: value.strip() for name, value in SETTING.findall(settings)}}


def _params(settings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The fields that dataproxy.jsp is asked with, in the order of the site's own script."""
    usual = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}
    asked = {**usual, **settings}
    return tuple((name, asked[name]) for name in ASKED if name in asked)


def _number(settings: Mapping[str, str], name: str) -> int | None:
    written = settings.get(name, "")
    return int(written) if written.isdecimal() and int(written) > 0 else None

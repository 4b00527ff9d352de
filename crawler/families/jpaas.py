"""JPaaS columns (大汉 JPaaS 栏目): a shell page, and rows as an HTML fragment inside JSON from one unit API.

The API fails in silence: HTTP 200 with an empty fragment when the column page was not visited, or when a
parameter is misspelt (MIIT wants parseType buildstatic, SAMR and provinces the vendor's own bulidstatic), so
parameters are taken from the column page as they stand, and a list is believed only when envelope, page
number, row count and the site's own count agree; everything else is a named fault. Facts of the interface:
MIIT, checked 2026-10-02; SAMR, from published notes.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

import lxml.etree
import lxml.html
from lxml.html import HtmlElement
from scrapy import Request
from scrapy.http import Response

from cleaners.address import address_key
from crawler.capture import Answer
from crawler.families.source import OVERLAP, SourceSpider
from crawler.guards import SourceFault, played
from kb.state import Due, Run

API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PAGES_AT_MOST = 500
WALKS_AT_MOST = 3
LIST_TAGS = ("列表", "list", "内容")
# As the sites tag their lists: MIIT, its bureaus, SAMR, MOFCOM, provinces.
KNOWN_TAGS = frozenset(
    {"右侧内容", "当前栏目_list", "内容区域", "当前内容", "分页列表", "当前栏目list", "信息列表"}
)
# <span class="fr">解读新闻2026-09-22</span>, 2026.09.30, 2026年09月30日
ROW_DATE = re.compile(r"((?:19|20)\d\d)[-./年](\d{1,2})[-./月](\d{1,2})")
# <span class="endtime">1791993600000</span>: 2026-10-15 00:00 in Beijing
EPOCH_MS = re.compile(r"^\d{13}$")
# 2026年第34号, 国市监质〔2026〕12号
NUMBER_CELL = re.compile(r"^[^\d\s]{0,20}[〔\[(（]?(?:19|20)\d\d[〕\])）年]{1,2}第?\d{1,4}号$")


class ShellUnreadable(SourceFault):
    """The column page names no list unit, or more than one that could be the list."""


class UnitFailed(SourceFault):
    """The unit API's envelope says failure, or is no JSON."""


class EmptyFragment(SourceFault):
    """The unit API answers 200 without a single row."""


class RowUnreadable(SourceFault):
    """A row has no date, or not exactly one link of its own."""


class PaginationUnreadable(SourceFault):
    """The fragment has no pagination block, or one without its numbers."""


class PageMismatch(SourceFault):
    """The answer is another page than the one asked for."""


class RowCountMismatch(SourceFault):
    """A page holds fewer or more rows than the site's own count demands."""


class StalledPaging(SourceFault):
    """Two pages of a list are the same page."""


class CountUnsteady(SourceFault):
    """The site's count changed during every walk of the list."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The list unit of a column (列表单元): where to ask, and with which parameters."""

    url: str
    params: tuple[tuple[str, str], ...]

    def page(self, number: int, size: int) -> str:
        """The address of a page; the first goes without paramJson."""
        asked = list(self.params)
        if number > 1:
            page = json.dumps({"pageNo": number, "pageSize": str(size)}, separators=(",", ":"))
            asked.append(("paramJson", page))
        return f"{self.url}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, checked against what was asked."""

    rows: tuple[Due, ...]
    number: int
    size: int
    count: int

    @property
    def pages(self) -> int:
        return -(-self.count // self.size)


@dataclass(slots=True)
class Walk:
    """A walk through a list (翻页): the rows so far, by key, and the counts that its pages gave."""

    rows: dict[str, Due] = field(default_factory=dict)
    counts: set[int] = field(default_factory=set)
    last_keys: tuple[str, ...] = ()
    walks: int = 1

    def add(self, page: ListPage) -> None:
        keys = tuple(row.key for row in page.rows)
        if keys == self.last_keys:
            raise StalledPaging(f"page {page.number} repeats the rows of the page before it")
        self.last_keys = keys
        self.counts.add(page.count)
        for row in page.rows:
            self.rows.setdefault(row.key, row)

    def again(self) -> None:
        """Walk once more from the first page, keeping the rows: something was published meanwhile."""
        self.walks += 1
        self.counts.clear()
        self.last_keys = ()


class JpaasSpider(SourceSpider):
    """A column of a JPaaS site. `page_id` is only the fallback for a shell that names no unit.

    Sites differ by the constants of that fallback alone; rows in list items and in tables are told apart.
    """

    family = "jpaas"
    page = "jpaas"
    page_id: ClassVar[str | None] = None
    web_id: ClassVar[str] = "8d828e408d90447786ddbe128d495e9e"
    tpl_set_id: ClassVar[str] = "209741b2109044b5b7695700b2bec37e"
    tag_id: ClassVar[str] = "右侧内容"
    parse_type: ClassVar[str] = "buildstatic"

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """A shell that names its list unit in a script's queryData."""
        try:
            read_shell(body, url)
        except ShellUnreadable:
            return False
        return True

    @classmethod
    def lists(cls) -> frozenset[str]:
        return super().lists() | ({f"pageId {cls.page_id}"} if cls.page_id else frozenset())

    @classmethod
    def constants(cls, body: bytes, url: str) -> tuple[tuple[str, object], ...]:
        """The unit's parameters where they differ from the ministry's own, as a fallback for a bare shell."""
        params = dict(read_shell(body, url).params)
        names = (
            ("parse_type", "parseType"),
            ("web_id", "webId"),
            ("tpl_set_id", "tplSetId"),
            ("tag_id", "tagId"),
            ("page_id", "pageId"),
        )
        told = ((constant, params.get(name, "")) for constant, name in names)
        return tuple(
            (constant, value) for constant, value in told if value and value != getattr(cls, constant)
        )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walk = Walk()
        self.unit: Unit | None = None

    def first(self) -> Iterable[Request]:
        yield self.ask_list(self.home, self.parse_shell)

    def parse_shell(self, response: Response) -> Iterator[Request]:
        """The column page: read where its rows come from, and ask for the first page."""
        try:
            answer = self.list_answer(response)
            self.unit = self._unit(answer)
        except SourceFault as fault:
            self.stop(fault)
            return
        yield self.ask_rows(1, 24)

    def parse_rows(self, response: Response, number: int) -> Iterator[Request]:
        """One page of rows: check it, then the next page, another walk, or the pages it named."""
        try:
            answer = self.list_answer(response)
            page = self.read_list(answer.body, number)
            self.walk.add(page)
            if self.desk:
                self.desk.keep_list(answer)
            yield from self._onward(page)
        except SourceFault as fault:
            self.stop(fault)

    def _onward(self, page: ListPage) -> Iterator[Request]:
        complete = page.number >= page.pages
        if not complete and not self._old_enough(page):
            if page.number >= PAGES_AT_MOST:
                raise CountUnsteady(f"more than {PAGES_AT_MOST} pages at {self.home}")
            yield self.ask_rows(page.number + 1, page.size)
        elif len(self.walk.counts) > 1:
            if self.walk.walks >= WALKS_AT_MOST:
                raise CountUnsteady(f"counts {sorted(self.walk.counts)} in one walk of {self.home}")
            self.walk.again()
            yield self.ask_rows(1, page.size)
        else:
            yield from self.schedule(self.walk.rows.values(), count=page.count, complete=complete)

    def _old_enough(self, page: ListPage) -> bool:
        """Whether no page behind this one can hold anything new.

        A whole page must be old, for pinned and late rows stand among new ones; and the documents not seen
        before must be as many as the count has gained since the last good night.
        """
        newest = max(row.listed_date for row in page.rows if row.listed_date)
        if self.since:
            return newest < self.since
        good = self.last_good()
        if good is None or good.watermark is None or good.count_said is None:
            return False
        return newest < date.fromisoformat(good.watermark) - OVERLAP and self._accounted(page, good)

    def _accounted(self, page: ListPage, good: Run) -> bool:
        gained = page.count - (good.count_said or 0)
        known = self.desk.listed_before(self.walk.rows) if self.desk else ()
        return gained == len(self.walk.rows) - len(known)  # more rows than the count gained: others were lost

    def read_list(self, body: bytes, number: int) -> ListPage:
        """One answer as a checked page of rows."""
        return read_page(body, number, self.home)

    def ask_rows(self, number: int, size: int) -> Request:
        """A request for one page of rows."""
        assert self.unit is not None
        return self.ask_list(self.unit.page(number, size), self.parse_rows, referer=self.home, number=number)

    def _unit(self, answer: Answer) -> Unit:
        try:
            return read_shell(answer.body, played(self.home), self.tag_id)
        except ShellUnreadable:
            if self.page_id is None:
                raise
        return Unit(
            urljoin(played(self.home), API),
            (
                ("parseType", self.parse_type),
                ("webId", self.web_id),
                ("tplSetId", self.tpl_set_id),
                ("pageType", "column"),
                ("tagId", self.tag_id),
                ("editType", "null"),
                ("pageId", self.page_id),
            ),
        )


def read_shell(body: bytes, url: str, tag_id: str = "") -> Unit:
    """The list unit that a column page names in script[parsetype], its parameters taken as they stand.

    Of several units the one tagged `tag_id` is meant, else the only one tagged as sites tag their lists,
    else the only one that looks like a list.
    """
    scripts = [
        (script, _params(script, url))
        for script in _tree(body, url).iter("script")
        if script.get("querydata")
    ]
    if len(scripts) > 1:
        tagged = [pair for pair in scripts if dict(pair[1]).get("tagId") == tag_id]
        known = [pair for pair in scripts if dict(pair[1]).get("tagId") in KNOWN_TAGS]
        scripts = tagged or known or [pair for pair in scripts if _is_list(dict(pair[1]))]
    if len(scripts) != 1:
        raise ShellUnreadable(
            f"{len(scripts)} list units at {url}, expected exactly one (a parent column has none)"
        )
    script, params = scripts[0]
    return Unit(urljoin(url, script.get("url") or API), params)


def read_page(body: bytes, asked: int, where: str) -> ListPage:
    """One answer of the unit API as a checked page of rows; raises the fault that it is."""
    root = _tree(_fragment(body, where).encode(), where)
    rows = tuple(_row(item, link, where) for item, link in _row_links(root))
    if not rows:
        raise EmptyFragment(f"page {asked} of {where} holds no row")
    page = ListPage(rows, *_pagination(root, where))
    if page.number != asked:
        raise PageMismatch(f"asked for page {asked} of {where}, the answer is page {page.number}")
    expected = min(page.size, page.count - (page.number - 1) * page.size)
    if len(rows) != expected:
        raise RowCountMismatch(
            f"page {asked} of {where} holds {len(rows)} rows, the site's count {page.count} wants {expected}"
        )
    return page


def _params(script: HtmlElement, url: str) -> tuple[tuple[str, str], ...]:
    """queryData is a Python-like literal in single quotes: {'parseType':'buildstatic',…}."""
    written = script.get("querydata") or ""
    try:
        read = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise ShellUnreadable(f"queryData at {url} is no literal: {written[:80]}") from error
    if not isinstance(read, dict):
        raise ShellUnreadable(f"queryData at {url} is no table of parameters: {written[:80]}")
    return tuple((str(name), str(value)) for name, value in read.items())


def _is_list(params: dict[str, str]) -> bool:
    tag = params.get("tagId", "")
    return params.get("pageType") == "column" and any(mark in tag for mark in LIST_TAGS)


def _fragment(body: bytes, where: str) -> str:
    """The HTML inside the envelope {"success":true,"code":"200","data":{"html":"…"}}."""
    try:
        envelope = json.loads(body)
    except ValueError as error:
        raise UnitFailed(f"the unit API of {where} answers no JSON: {error}") from error
    if not isinstance(envelope, dict):
        raise UnitFailed(f"the unit API of {where} answers {type(envelope).__name__}, expected an object")
    success, code = envelope.get("success"), str(envelope.get("code", "200"))
    if success is not True or code != "200":
        raise UnitFailed(f"the unit API of {where} says success={success}, code={code}")
    html = (envelope.get("data") or {}).get("html")
    if not isinstance(html, str) or not html.strip():
        raise EmptyFragment(f"the unit API of {where} says success and sends an empty fragment")
    return html


def _row_links(root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """Each row with its own link: no nested ones, for a row may nest links to interpretations.

    A row is a list item (MIIT), or a table row whose cells hold the link (SAMR 公告).
    """
    for item in root.iter("li", "tr"):
        places = [item] if item.tag == "li" else list(item.iterchildren("td"))
        links = [child for place in places for child in place if child.tag == "a" and child.get("href")]
        if len(links) > 1:
            raise RowUnreadable(f"a row with {len(links)} links of its own: {links[0].get('href')}")
        if links:
            yield item, links[0]


def _row(item: HtmlElement, link: HtmlElement, where: str) -> Due:
    url = _address(link, where)
    title = " ".join((link.get("title") or link.text_content()).split())
    listed = _row_date(item, link)
    if listed is None or not title:
        raise RowUnreadable(f"a row without {'title' if listed else 'date'} at {where}: {url}")
    nested = tuple(
        (" ".join((other.get("title") or other.text_content()).split()), _address(other, where))
        for box in item.iter("dl")
        for other in box.iter("a")
        if other.get("href")
    )
    return Due(
        address_key(url),
        url,
        listed_title=title,
        listed_date=listed,
        related=nested,
        deadline=_deadline(item, where),
        fields=_fields(item),
    )


def _row_date(item: HtmlElement, link: HtmlElement) -> date | None:
    """The date beside the link; hidden marks (解读, 新闻) may stand before it, nested lists do not count.

    SAMR puts it into a list item of its own behind the row.
    """
    beside = [child for child in item if child not in (link, link.getparent()) and child.tag != "dl"]
    behind = item.getnext() if item.tag == "li" else None
    if behind is not None and behind.tag == "li" and behind.find(".//a") is None:
        beside.append(behind)
    for child in beside:
        for year, month, day in ROW_DATE.findall(child.text_content()):
            try:
                return date(int(year), int(month), int(day))
            except ValueError:  # 2026-02-31: no date, the row is refused
                continue
    return None


def _deadline(item: HtmlElement, where: str) -> datetime | None:
    """The end of a public comment (意见征集), hidden in the row: milliseconds, exclusive."""
    marks = [span for span in item.iter("span") if "endtime" in (span.get("class") or "").split()]
    if len(marks) > 1:
        raise RowUnreadable(f"a row with {len(marks)} deadlines at {where}")
    written = "".join(mark.text_content().strip() for mark in marks)
    if not written:
        return None
    if not EPOCH_MS.match(written):
        raise RowUnreadable(f"a deadline that is no time at {where}: {written[:40]}")
    return datetime.fromtimestamp(int(written) / 1000, UTC)


def _fields(item: HtmlElement) -> tuple[tuple[str, str], ...]:
    """The number column of a table row: <td title="2026年第34号">2026年第34号</td>."""
    cells = [
        " ".join(cell.text_content().split()) for cell in item.iterchildren("td") if cell.find("a") is None
    ]
    numbers = [cell for cell in cells if NUMBER_CELL.match(cell)]
    return (("发文字号", numbers[0]),) if len(numbers) == 1 else ()


def _pagination(root: HtmlElement, where: str) -> tuple[int, int, int]:
    """pageNo, rows and count of the one pagination block."""
    blocks = [block for block in root.iter("div") if "pagination" in (block.get("class") or "").split()]
    if len(blocks) != 1:
        raise PaginationUnreadable(f"{len(blocks)} pagination blocks at {where}, expected exactly one")
    written = tuple(blocks[0].get(name) or "" for name in ("pageno", "rows", "count"))
    if not all(number.isdecimal() for number in written) or int(written[1]) == 0:
        raise PaginationUnreadable(f"pageNo, rows, count at {where} are {written}")
    return int(written[0]), int(written[1]), int(written[2])


def _address(link: HtmlElement, where: str) -> str:
    return played(urljoin(where, (link.get("href") or "").strip()))


def _tree(body: bytes, where: str) -> HtmlElement:
    try:
        return lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.ParserError, ValueError) as error:
        raise ShellUnreadable(f"no markup at {where}: {error}") from error

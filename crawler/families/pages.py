"""Plain lists (静态列表): HTML pages with rows, index.html, index_1.html, index_2.html …

A stated number of pages or rows is checked. What such lists do in silence: a page past the end repeats the
last one, a page number is off by one, a page is cut, rows of other columns stand among the own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.families.guessing import guess_paging, guess_reach, guess_row, row_targets
from crawler.families.jpaas import (
    PageMismatch,
    PaginationUnreadable,
    RowCountMismatch,
    StalledPaging,
)
from crawler.families.paging import EmptyList, Leaf, PagedSpider
from crawler.families.rows import Row, decoded, read_row, read_tree
from crawler.families.source import SourceSpider
from crawler.guards import SourceFault

# createPageHTML(47, 0, "index", "html"); with a block's name first, createPageHTML('page_div', 47, 1, …), the
# current page counts from one
PAGE_CALL = re.compile(
    r"createPageHTML\(\s{0,9}(?:(['\"])[^'\"]{0,40}['\"]\s{0,9},\s{0,9})?(\d+)\s{0,9},\s{0,9}(\d+)"
)
# var countPage = 25//共多少页 and var currentPage = 0;//所在页从0开始
COUNT_PAGE = re.compile(r"\bvar\s{1,9}countPage\s{0,9}=\s{0,9}(\d+)")
CURRENT_PAGE = re.compile(r"\bvar\s{1,9}currentPage\s{0,9}=\s{0,9}(\d+)")
# 共421条, 共 <b>421</b> 条记录
STATED_ROWS = re.compile(r"共\s{0,9}(?:<[^<>]{1,60}>)?\s{0,9}(\d+)\s{0,9}(?:</[^<>]{1,9}>)?\s{0,9}条")
# index.html, list.htm
FILE_NAME = re.compile(r"\A([^/]+)(\.\w{2,5})$")


class ListMissing(SourceFault):
    """No element of the page is a row by the source's selector: the layout changed, or it is another page."""


class PageMissing(SourceFault):
    """A page that the site's own count includes, and that is not its last, is not there."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says of its list: pages, its own number from one, rows; None where it says nothing."""

    pages: int | None = None
    current: int | None = None
    rows: int | None = None


class PagesSpider(PagedSpider):
    """A plain list. `row` selects its rows; `following` is the name of page 2 with {} for 1 (or `second`).

    `stated`: the site counts its pages or rows, and a page that does not is a fault. Else the list ends where
    a page is missing or repeats the one before it.
    """

    family = "pages"
    needs = {**SourceSpider.needs, "row": "the CSS selector of one row of its list"}
    row: ClassVar[str]
    following: ClassVar[str | None] = None
    second: ClassVar[int] = 1
    stated: ClassVar[bool] = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._full = 0
        self._before: Leaf | None = None

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """A page that prints rows with dates, and is not another family's list."""
        others = (b"dataproxy.jsp", b"createPageHTML", b"countPage", b"querydata", b"queryData", b"/zxqySy/")
        return not any(mark in body for mark in others) and guess_row(body, url) is not None

    @classmethod
    def constants(cls, body: bytes, url: str) -> tuple[tuple[str, object], ...]:
        """The row, where the documents lie, and how page 2 is called, as far as the list shows them."""
        row = guess_row(body, url)
        if row is None:
            return ()
        reach = guess_reach(row_targets(body, url, row), url, lambda named: cls._judge(url, named))
        usual = FILE_NAME.sub(r"\1_{}\2", url.rpartition("/")[2] or "index.html")
        return (*reach, ("row", row), *guess_paging(body, url, usual))

    @classmethod
    def _judge(cls, home: str, named: dict[str, str]) -> Callable[[str], bool]:
        """What tells the own links of a source of this family with these constants."""
        spider = type("Guessed", (cls,), {"name": "guessed", "home": home, **named})()
        return lambda url: spider.other(url) is None

    def first(self) -> Iterable[Request]:
        yield self.ask_leaf(1)

    def ask_leaf(self, number: int) -> Request:
        if number == 1:
            self._full, self._before = 0, None
        url = self.page_url(number)
        return self.ask_list(url, self.parse_leaf, referer=self.home if number > 1 else None, number=number)

    def page_url(self, number: int) -> str:
        """The address of a page: page 1 is `home`, page 2 index_1.html unless the source says otherwise."""
        if number == 1:
            return self.home
        folder, _, name = self.home.rpartition("/")
        pattern = self.following or FILE_NAME.sub(r"\1_{}\2", name or "index.html")
        return f"{folder}/{pattern.format(number - 2 + self.second)}"

    def parse_leaf(self, response: Response, number: int) -> Iterator[Request]:
        """One page of the list: check it, then the next one or the pages it named."""
        try:
            if response.status == 404 and number > 1:
                yield from self._past_the_end(number)
                return
            answer = self.list_answer(response)
            leaf = self.read_leaf(answer.body, number)
            if self._repeats_the_last(leaf):
                yield from self._ended()
                return
            if self.desk:
                self.desk.keep_list(answer)
            self._before = leaf
            yield from self.follow(leaf)
        except SourceFault as fault:
            self.stop(fault)

    def read_leaf(self, body: bytes, number: int) -> Leaf:
        """One page of the list, checked; raises the fault that it is."""
        where = self.page_url(number)
        rows = read_rows(body, self.row, where, self)
        said = read_stated(body)
        self._check(said, number, where)
        printed = tuple(row.url for row in rows)
        if self._before and len(printed) > len(self._before.printed):
            raise RowCountMismatch(
                f"page {number - 1} holds {len(self._before.printed)} rows, page {number} behind it"
                f" {len(printed)}: a part of the first was lost: {where}"
            )
        self._full = max(self._full, len(printed))
        last = said.pages if said.pages is not None else _pages_of(said.rows, self._full)
        by_rows = said.rows is not None
        return Leaf(
            number=number,
            rows=self.own(rows),
            printed=printed,
            size=self._full,
            last=last,
            said=said.rows if by_rows else said.pages,
            unit=1 if by_rows else self._full,
        )

    def _check(self, said: Stated, number: int, where: str) -> None:
        if self.stated and said.pages is None and said.rows is None:
            raise PaginationUnreadable(f"{where} states neither its pages nor its rows")
        if said.pages == 0:
            raise PaginationUnreadable(f"{where} has rows and states 0 pages")
        if said.current is not None and said.current != number:
            raise PageMismatch(f"asked for page {number}, the answer is page {said.current}: {where}")

    def _past_the_end(self, number: int) -> Iterator[Request]:
        """A 404: the end of an uncounted list; of a counted one only its very last page may be missing."""
        before = self._before
        assert before is not None
        if before.last is None:
            yield from self._ended()
        elif number == before.last:
            self.remarks.append(f"page {number}, the last that the site counts, is not there")
            yield from self.end(before, complete=False)
        else:
            raise PageMissing(f"HTTP 404 for page {number} of {before.last}: {self.page_url(number)}")

    def _repeats_the_last(self, leaf: Leaf) -> bool:
        """Whether an uncounted list goes on with its last page for ever; a second page may never repeat."""
        before = self._before
        if before is None or leaf.last is not None or leaf.printed != before.printed:
            return False
        if leaf.number == 2:
            raise StalledPaging(f"page 2 repeats page 1: {self.page_url(2)}")
        return True

    def _ended(self) -> Iterator[Request]:
        assert self._before is not None
        yield from self.end(self._before, complete=True)


def read_rows(body: bytes, selector: str, where: str, spider: PagedSpider) -> list[Row]:
    """The rows that a page prints; never none."""
    items = read_tree(body, where).cssselect(selector)
    if not items:
        raise ListMissing(f"nothing at {where} is a row by the selector {selector!r}")
    rows = [row for item in items if (row := read_row(item, where, lambda url: not spider.other(url)))]
    if not rows:
        raise EmptyList(f"none of the {len(items)} rows at {where} says anything")
    return rows


def read_stated(body: bytes) -> Stated:
    """What a list page says of its pages and rows, in its scripts and its footer."""
    text = decoded(body)
    rows = STATED_ROWS.search(text)
    stated_rows = int(rows[1]) if rows else None
    if call := PAGE_CALL.search(text):
        return Stated(int(call[2]), int(call[3]) + (0 if call[1] else 1), stated_rows)
    count, current = COUNT_PAGE.search(text), CURRENT_PAGE.search(text)
    return Stated(
        int(count[1]) if count else None, int(current[1]) + 1 if count and current else None, stated_rows
    )


def _pages_of(rows: int | None, size: int) -> int | None:
    return None if rows is None else -(-rows // size)

"""中国政府网 (gov.cn): its lists in one JSON file (最新政策, 解读), and the search of the policy library.

The library answers 200 whatever happens: a shell without results, code 1001, the rows of every ministry when
the filter is not understood. So a page of it is believed only when envelope, category, row count and filter
agree; everything else is a named fault. Facts of the interface: published notes of 2026; not fetched live.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from cleaners.address import address_key
from crawler.families.source import OVERLAP, SourceSpider
from crawler.guards import SourceFault, played
from kb.state import BEIJING, Due, Run

SEARCH = "https://sousuo.www.gov.cn/search-gov/data"
FRONT = "https://sousuo.www.gov.cn/zcwjk/policyDocumentLibrary"
SITE = "https://www.gov.cn/"
# What the library's own page sends; no `type`, which empties the answer in some notes.
ASKED = {
    "q": "", "timetype": "timeqb", "mintime": "", "maxtime": "", "sort": "pubtime", "sortType": "1",
    "searchfield": "title", "pcodeJiguan": "", "childtype": "", "subchildtype": "", "tsbq": "",
    "pubtimeyear": "", "puborg": "", "pcodeYear": "", "pcodeNum": "", "filetype": "",
}  # fmt: skip
CATEGORIES = ("gongwen", "bumenfile", "otherfile", "gongbao")
OK, NOTHING = "200", "1001"
PAGES_AT_MOST = 1000
WALKS_AT_MOST = 3
LARGEST_LOSS = 0.5
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 微短剧<em>发展</em>办法, 国家广播电视总局令（第16号）<br/>　　微短剧发展管理办法
BREAK = re.compile(r"<br[^<>]{0,20}>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
# 2026-09-11, 2026.09.30
PRINTED = re.compile(r"((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})")


class JsonBroken(SourceFault):
    """A list that is no whole JSON document: cut, or something else altogether."""


class HtmlForJson(SourceFault):
    """An HTML page where JSON was asked for."""


class ListUnreadable(SourceFault):
    """A JSON document that is not the list it should be."""


class EmptyList(SourceFault):
    """A list without a single row."""


class RowUnreadable(SourceFault):
    """A row without title or address."""


class DatesMissing(SourceFault):
    """No row of a page has a date."""


class ListShrank(SourceFault):
    """A list in one file has lost most of its rows."""


class SearchRefused(SourceFault):
    """The search answers another code than 200."""


class NothingFound(SourceFault):
    """The search says that nothing fits (code 1001) where the library has hundreds."""


class CategoryMissing(SourceFault):
    """The search answers 200 without the category of the library that was asked for."""


class EndsEarly(SourceFault):
    """The search has no more rows before the count of the category is reached."""


class RowCountMismatch(SourceFault):
    """A page holds fewer or more rows than the category's own count demands."""


class FilterIgnored(SourceFault):
    """No row of a page is by the ministry that was asked for."""


class PageRepeated(SourceFault):
    """Two pages of a list are the same page."""


class CountUnsteady(SourceFault):
    """The category's count changed during every walk of the list."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one answer of the search holds of a category: its rows, and how many there are in all."""

    rows: tuple[Due, ...]
    count: int


@dataclass(slots=True)
class Walk:
    """A walk through the pages of a category: the rows so far, by key, and the counts that the pages gave."""

    rows: dict[str, Due] = field(default_factory=dict)
    counts: set[int] = field(default_factory=set)
    last_keys: tuple[str, ...] = ()
    seen: set[str] = field(default_factory=set)
    doubled: bool = False
    walks: int = 1

    def refuse_repeat(self, found: Found, what: str) -> None:
        """A page that is the page before it, however many rows it should hold."""
        if tuple(row.key for row in found.rows) == self.last_keys:
            raise PageRepeated(f"{what} is the page before it once more")

    def add(self, found: Found) -> None:
        keys = tuple(row.key for row in found.rows)
        self.doubled = self.doubled or not self.seen.isdisjoint(keys)
        self.seen.update(keys)
        self.last_keys = keys
        self.counts.add(found.count)
        for row in found.rows:
            self.rows.setdefault(row.key, row)

    @property
    def shifted(self) -> bool:
        """Whether rows moved during this walk: another count, or a row seen twice."""
        return len(self.counts) > 1 or self.doubled

    def again(self) -> None:
        """Walk once more from the first page, keeping the rows."""
        self.walks += 1
        self.counts.clear()
        self.seen.clear()
        self.last_keys, self.doubled = (), False


class LatestSpider(SourceSpider):
    """A list in one JSON file, newest first, no paging: [{"TITLE", "URL", "DOCRELPUBTIME", …}, …]."""

    family = "govcn"
    page = "govcn"

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """Whether this is such a file."""
        try:
            return bool(read_latest(body, url))
        except SourceFault:
            return False

    def first(self) -> Iterable[Request]:
        yield self.ask_list(self.home, self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        """Read the file; ask for what is new or recent."""
        try:
            answer = self.list_answer(response)
            rows = read_latest(answer.body, self.home)
            self._check_loss(len(rows))
            if self.desk:
                self.desk.keep_list(answer)
            yield from self.schedule(rows, count=None, complete=False)
            self._say_reach(rows)
        except SourceFault as fault:
            self.stop(fault)

    def _say_reach(self, rows: tuple[Due, ...]) -> None:
        """The file begins somewhere: the source reaches back to its oldest row, not to the first policy."""
        if self.desk and self.since is None and self.until is None:
            oldest = min(row.listed_date for row in rows if row.listed_date)
            self.desk.counts.back_to = oldest.isoformat()

    def ask_again_from(self) -> date | None:
        """The file gives no count of its own to compare, but a good night its newest day."""
        good = next((run for run in self._good_runs() if run.watermark), None)
        return date.fromisoformat(good.watermark) - OVERLAP if good and good.watermark else None

    def _check_loss(self, rows: int) -> None:
        good = next(iter(self._good_runs()), None)
        if good and rows < good.rows * LARGEST_LOSS:
            raise ListShrank(f"{rows} rows at {self.home}, on {good.night} there were {good.rows}")

    def _good_runs(self) -> tuple[Run, ...]:
        runs = self.desk.state.runs(self.name, 30) if self.desk else ()
        return tuple(run for run in runs if run.state in ("ok", "degraded"))


class LibrarySpider(SourceSpider):
    """A category of the policy library, newest first.

    `category` is gongwen (国务院文件), bumenfile (部门文件), otherfile or gongbao; it is empty with a
    `library` of one category only (zhengcelibrary_gw, zhengcelibrary_bm). `ministry` filters by issuer.
    """

    family = "govcn"
    page = "govcn"
    home = SITE
    library: ClassVar[str] = "zhengcelibrary"
    category: ClassVar[str] = "bumenfile"
    ministry: ClassVar[str] = ""
    size: ClassVar[int] = 20

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walk = Walk()

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """An answer of the library's search that has rows in one category, or is of one category."""
        return cls._category_of(body) is not None

    @classmethod
    def constants(cls, body: bytes, url: str) -> tuple[tuple[str, object], ...]:
        asked = dict(parse_qsl(urlsplit(url).query))
        told = {"library": asked.get("t"), "ministry": asked.get("bmfl")}
        category = cls._category_of(body)
        named = {**told, "category": category} if category != cls.category else told
        kept = ((name, value) for name, value in named.items() if value is not None)
        return (("home", SITE), *(pair for pair in kept if pair[1] != getattr(cls, pair[0])))

    @classmethod
    def lists(cls) -> frozenset[str]:
        return frozenset({f"{cls.library} {cls.category} {cls.ministry}"})

    @classmethod
    def _category_of(cls, body: bytes) -> str | None:
        """The one category that has rows, "" in a library of one; None where that cannot be told."""
        found = [name for name in ("", *CATEGORIES) if _has_rows(body, name)]
        return found[0] if len(found) == 1 else None

    def first(self) -> Iterable[Request]:
        yield self._ask(1)

    def parse_page(self, response: Response, number: int) -> Iterator[Request]:
        """One page of the search: check it, then the next page, another walk, or the pages it named."""
        try:
            answer = self.list_answer(response)
            found = read_search(answer.body, self.category, number, self._what())
            self.walk.refuse_repeat(found, f"page {number} of {self._what()}")
            check_rows(found, number, self.size, self._what())
            self._check_filter(found, number)
            self.walk.add(found)
            if self.desk:
                self.desk.keep_list(answer)
            yield from self._onward(found, number)
        except SourceFault as fault:
            self.stop(fault)

    def _onward(self, found: Found, number: int) -> Iterator[Request]:
        complete = number * self.size >= found.count
        if not complete and not self._old_enough(found):
            if number >= PAGES_AT_MOST:
                raise CountUnsteady(f"more than {PAGES_AT_MOST} pages of {self._what()}")
            yield self._ask(number + 1)
        elif self.walk.shifted and self.walk.walks < WALKS_AT_MOST:
            self.walk.again()
            yield self._ask(1)
        elif len(self.walk.counts) > 1:
            raise CountUnsteady(f"counts {sorted(self.walk.counts)} in one walk of {self._what()}")
        else:
            yield from self.schedule(self.walk.rows.values(), count=found.count, complete=complete)

    def _old_enough(self, found: Found) -> bool:
        """Whether no page behind this one can hold anything new: it is old, and every gained row was seen."""
        newest = max(row.listed_date for row in found.rows if row.listed_date)
        if self.since:
            return newest < self.since
        good = self.last_good()
        if good is None or good.watermark is None or good.count_said is None:
            return False
        return newest < date.fromisoformat(good.watermark) - OVERLAP and self._accounted(found, good)

    def _accounted(self, found: Found, good: Run) -> bool:
        gained = found.count - (good.count_said or 0)
        known = self.desk.held(self.walk.rows) if self.desk else {}
        return 0 <= gained <= len(self.walk.rows) - len(known)

    def _check_filter(self, found: Found, number: int) -> None:
        issuers = [dict(row.fields).get("发文机关", "") for row in found.rows]
        if number == 1 and not any(self.ministry in named for named in issuers):
            raise FilterIgnored(f"no row of {self._what()} is issued by {self.ministry}")

    def _ask(self, number: int) -> Request:
        asked = {"t": self.library, **ASKED, "p": str(number), "n": str(self.size), "inpro": ""}
        asked |= {"bmfl": self.ministry, "dup": "", "orpro": ""}
        return self.ask_list(f"{SEARCH}?{urlencode(asked)}", self.parse_page, referer=FRONT, number=number)

    def _what(self) -> str:
        return " ".join(part for part in (self.library, self.category, self.ministry) if part)


def _has_rows(body: bytes, category: str) -> bool:
    try:
        return bool(read_search(body, category, 1, "the answer").rows)
    except SourceFault:
        return False


def read_latest(body: bytes, where: str) -> tuple[Due, ...]:
    """The rows of a list in one file, each address once; raises the fault that it is."""
    listed = _json(body, where)
    if not isinstance(listed, list):
        raise ListUnreadable(f"{where} holds a JSON {type(listed).__name__}, expected an array")
    rows = tuple(_latest_row(entry, where) for entry in listed)
    _check_any(rows, where)
    once: dict[str, Due] = {}
    for row in rows:
        once.setdefault(row.key, row)
    return tuple(once.values())


def read_search(body: bytes, category: str, number: int, what: str) -> Found:
    """What a page of the search holds of a category; raises the fault that it is."""
    where = f"page {number} of {what}"
    answer = _json(body, where)
    if not isinstance(answer, dict):
        raise ListUnreadable(f"{where} is a JSON {type(answer).__name__}, expected an object")
    _check_code(answer, number, where)
    held = _category(answer, category, where)
    listed, count = held.get("listVO"), held.get("totalCount")
    if not isinstance(listed, list) or not isinstance(count, int):
        raise CategoryMissing(f"{where} has no {'count' if isinstance(listed, list) else 'rows'}")
    if not listed and count > 0:
        raise EndsEarly(f"{where} has no row, the category counts {count}")
    rows = tuple(_search_row(entry, where) for entry in listed)
    _check_any(rows, where)
    return Found(rows, count)


def check_rows(found: Found, number: int, size: int, where: str) -> None:
    """Whether a page holds what the category's count demands."""
    expected = min(size, found.count - (number - 1) * size)
    if len(found.rows) != expected:
        raise RowCountMismatch(
            f"page {number} of {where} holds {len(found.rows)} rows, the count {found.count} wants {expected}"
        )


def plain_title(written: str) -> str:
    """A title without marks: <em> goes, <br/> and the wide space are a space.

    >>> plain_title("示例部令（第1号）<br/>　　灯塔<em>工坊</em>办法")
    '示例部令（第1号） 灯塔工坊办法'
    """
    return " ".join(html.unescape(TAG.sub("", BREAK.sub(" ", written))).split())


def day_of(milliseconds: object) -> date | None:
    """The day in Beijing of a time in milliseconds; 0 and what is no time are no day."""
    if not isinstance(milliseconds, int) or milliseconds == 0:
        return None
    try:
        return (EPOCH + timedelta(milliseconds=milliseconds)).astimezone(BEIJING).date()
    except OverflowError:
        return None


def _json(body: bytes, where: str) -> Any:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise HtmlForJson(f"{where} is an HTML page, expected JSON")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise JsonBroken(f"{where} is no whole JSON document: {str(error)[:120]}") from error


def _check_code(answer: Mapping[str, Any], number: int, where: str) -> None:
    code, said = str(answer.get("code")), f"code {answer.get('code')}, {answer.get('msg')}"
    if code == NOTHING:
        raise (NothingFound if number == 1 else EndsEarly)(f"{where}: {said}")
    if code != OK:
        raise SearchRefused(f"{where}: {said}")


def _category(answer: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    """A category of the answer; in a library of one category the search itself. The totals above it are 0."""
    if answer.get("data") == [] and not answer.get("searchVO"):
        raise EndsEarly(f"{where} holds no data")
    search = answer.get("searchVO")
    if not isinstance(search, dict):
        raise CategoryMissing(f"{where} is a shell without searchVO")
    if not name:
        return search
    categories = search.get("catMap")
    held = categories.get(name) if isinstance(categories, dict) else None
    if not isinstance(held, dict):
        there = (
            "no catMap" if not isinstance(categories, dict) else f"only {', '.join(categories) or 'nothing'}"
        )
        raise CategoryMissing(f"{where} has {there}, expected {name}")
    return held


def _latest_row(entry: object, where: str) -> Due:
    listed = _strings(entry, ("TITLE", "URL", "DOCRELPUBTIME"))
    return _due(listed["TITLE"], listed["URL"], _printed_day(listed["DOCRELPUBTIME"]), (), where)


def _search_row(entry: object, where: str) -> Due:
    listed = _strings(entry, ("title", "url", "pubtimeStr", "pcode", "puborg", "index", "childtype"))
    times = entry if isinstance(entry, dict) else {}
    issued = day_of(times.get("ptime"))
    fields = (
        ("发文字号", plain_title(listed["pcode"])),
        ("发文机关", plain_title(listed["puborg"])),
        ("成文日期", issued.isoformat() if issued else ""),
        ("索引号", listed["index"].strip()),
        ("主题分类", listed["childtype"].strip()),
    )
    day = day_of(times.get("pubtime")) or _printed_day(listed["pubtimeStr"])
    return _due(listed["title"], listed["url"], day, tuple(pair for pair in fields if pair[1]), where)


def _strings(entry: object, names: Iterable[str]) -> dict[str, str]:
    """Text fields of a row; what is absent, null or no text is empty."""
    held = entry if isinstance(entry, dict) else {}
    return {name: value if isinstance(value := held.get(name), str) else "" for name in names}


def _due(title: str, link: str, day: date | None, fields: tuple[tuple[str, str], ...], where: str) -> Due:
    name, link = plain_title(title), link.strip()
    if not name or not link:
        raise RowUnreadable(f"a row of {where} has no {'address' if name else 'title'}: {name or link}")
    url = played(_secure(_joined(link, where)))
    return Due(address_key(url), url, listed_title=name, listed_date=day, fields=fields)


def _joined(link: str, where: str) -> str:
    try:
        url = urljoin(SITE, link)
    except ValueError as error:
        raise RowUnreadable(f"a row of {where} has no address: {link[:80]}") from error
    if not url.startswith(("http://", "https://")):
        raise RowUnreadable(f"a row of {where} has no http address: {link[:80]}")
    return url


def _secure(url: str) -> str:
    """Old rows name the site's own pages with http."""
    return url.replace("http://", "https://", 1) if url.startswith("http://www.gov.cn/") else url


def _printed_day(written: str) -> date | None:
    printed = PRINTED.search(written[:40])
    try:
        return date(*map(int, printed.groups())) if printed else None
    except ValueError:  # 2026.02.31: no day
        return None


def _check_any(rows: Sequence[Due], where: str) -> None:
    if not rows:
        raise EmptyList(f"{where} holds no row")
    if not any(row.listed_date for row in rows):
        raise DatesMissing(f"none of the {len(rows)} rows of {where} has a date")

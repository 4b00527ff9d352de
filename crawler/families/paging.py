"""Lists in pages (翻页列表): a walk from the first page until nothing new can follow, checked on the way.

Whatever prints the pages, a list is believed only when no page repeats another, when the site's own count
(of rows, or of pages where it counts only those) stays the same through one walk, and when what was printed
adds up to it. What the links of other columns and sites were is counted and told, not followed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request

from cleaners.address import address_key, neutral_host
from crawler.capture import SourceFacts
from crawler.families.jpaas import CountUnsteady, RowCountMismatch, StalledPaging
from crawler.families.rows import Row
from crawler.families.source import OVERLAP, SourceSpider
from crawler.guards import SourceFault, played
from kb.state import Due, Run

WALKS_AT_MOST = 3


class EmptyList(SourceFault):
    """The first page of a list holds no row."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list: its own rows, the addresses of all it prints, and what the site counts.

    `size` is what a full page prints; `last` the number of the last page and `said` the site's count, both
    None where it states none; `unit` how many rows one of that count stands for at most.
    """

    number: int
    rows: tuple[Due, ...]
    printed: tuple[str, ...]
    size: int
    last: int | None = None
    said: int | None = None
    unit: int = 1


@dataclass(slots=True)
class Walk:
    """A walk through a list: the rows so far by key, and what this walk saw."""

    rows: dict[str, Due] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    counts: set[int | None] = field(default_factory=set)
    walks: int = 1

    def add(self, leaf: Leaf) -> None:
        """Take in a page; one that prints nothing new is the repeat of another."""
        if self.printed.issuperset(leaf.printed):
            raise StalledPaging(f"page {leaf.number} prints no row that the pages before it did not")
        self.printed.update(leaf.printed)
        self.counts.add(leaf.said)
        for row in leaf.rows:
            self.rows.setdefault(row.key, row)

    def again(self) -> None:
        """Walk once more from the first page, keeping the rows: something was published meanwhile."""
        self.walks += 1
        self.counts.clear()
        self.printed.clear()


class PagedSpider(SourceSpider):
    """A list in pages. A family says how a page is asked for and read.

    Links below `column` (the folder of `home` unless named) are the source's own, with `domain` those of all
    hosts of that domain, in both cases when their path has the form `article`. Others are not followed.
    """

    column: ClassVar[str | None] = None
    domain: ClassVar[str | None] = None
    article: ClassVar[str] = r"\.s?html?$"
    pages_at_most: ClassVar[int] = 500  # of a list; one that goes on has no end

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.walk = Walk()
        self.dropped: Counter[str] = Counter()
        self.remarks: list[str] = []

    @classmethod
    def facts(cls) -> SourceFacts:
        return replace(super().facts(), domain=cls.domain)

    def ask_leaf(self, number: int) -> Request:
        """The request for a page of the list."""
        raise NotImplementedError

    def follow(self, leaf: Leaf) -> Iterator[Request]:
        """Take in a page, then the next one, or the end."""
        self.walk.add(leaf)
        complete = leaf.last is not None and leaf.number >= leaf.last
        if complete or self.old_enough(leaf):
            yield from self.end(leaf, complete=complete)
        elif leaf.number >= self.pages_at_most:
            raise CountUnsteady(f"more than {self.pages_at_most} pages at {self.home}")
        else:
            yield self.ask_leaf(leaf.number + 1)

    def end(self, leaf: Leaf, *, complete: bool) -> Iterator[Request]:
        """The walk is over: once more when the count changed on the way, else ask for the pages."""
        if len(self.walk.counts) > 1:
            if self.walk.walks >= WALKS_AT_MOST:
                raise CountUnsteady(f"counts {self.walk.counts} in one walk of {self.home}")
            self.walk.again()
            self.dropped.clear()
            yield self.ask_leaf(1)
            return
        if complete and leaf.said is not None and leaf.unit == 1 and len(self.walk.printed) != leaf.said:
            raise RowCountMismatch(
                f"{len(self.walk.printed)} rows printed at {self.home}, the site counts {leaf.said}"
            )
        self.tell()
        yield from self.schedule(self.walk.rows.values(), count=leaf.said, complete=complete)

    def tell(self) -> None:
        """Put what was not followed, and what was odd, into the run's report."""
        told = [f"{count} links of {what} not followed" for what, count in sorted(self.dropped.items())]
        if self.desk:
            self.desk.notes.extend(told + self.remarks)

    def old_enough(self, leaf: Leaf) -> bool:
        """Whether no page behind this one can hold anything new: see JpaasSpider, the same rule."""
        newest = max((row.listed_date for row in leaf.rows if row.listed_date), default=None)
        if newest is None:
            return False
        if self.since:
            return newest < self.since
        good = self.last_good()
        if good is None or good.watermark is None or good.count_said is None:
            return False
        return newest < date.fromisoformat(good.watermark) - OVERLAP and self.accounted(leaf, good)

    def accounted(self, leaf: Leaf, good: Run) -> bool:
        """Whether all that the count has gained since the last good night was seen."""
        gained = (leaf.said or 0) - (good.count_said or 0)
        known = self.desk.listed_before(self.walk.rows) if self.desk else ()
        seen = len(self.walk.rows) - len(known)
        if leaf.unit == 1:  # more rows than the count has gained: others were lost
            return gained == seen
        return gained >= 0 and seen >= ((gained - 1) * leaf.unit + 1 if gained else 0)

    def other(self, url: str) -> str | None:
        """What a link is that is not the source's own; None for its own."""
        home, parts = urlsplit(self.home), urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            return "no page"
        if self.domain and (host == self.domain or host.endswith(f".{self.domain}")):
            return None if self.is_article(url) else "other columns"
        if neutral_host(host) != neutral_host(home.hostname or ""):
            return "other sites"
        folder = self.column or home.path.rpartition("/")[0] + "/"
        return None if parts.path.startswith(folder) and self.is_article(url) else "other columns"

    def is_article(self, url: str) -> bool:
        """Whether an address has the form of the source's articles."""
        return bool(re.search(self.article, urlsplit(url).path))

    def own(self, rows: Iterable[Row]) -> tuple[Due, ...]:
        """The source's own rows as due; the others are counted by what they are."""
        found = []
        for row in rows:
            if what := self.other(row.url):
                self.dropped[what] += 1
                continue
            url = played(row.url)
            related = tuple((title, played(other)) for title, other in row.related)
            found.append(
                Due(address_key(url), url, listed_title=row.title, listed_date=row.listed, related=related)
            )
        return tuple(found)

"""Rows of printed lists (列表行): a link, a title and a date, in whatever order and form a site prints them.

Reads the element of one row, returns what it says. A row that says something and cannot be read whole is a
fault; an empty one (li.empty, a rule) is no row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from crawler.families.jpaas import RowUnreadable
from crawler.guards import SourceFault

# 2026/03/27, [2026-03-27], 2026.3.27, 2026年03月27日
FULL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./年](\d{1,2})[-./月](\d{1,2})(?!\d)")
# [2026-03-27], 2026-07-21 09:17, 发布时间：2026-07-21: an element that says when and nothing else
DATE_ALONE = re.compile(
    r"[\[(（【]?\s{0,3}(?:(?:发布|公布|发文)?(?:时间|日期)\s{0,3}[:：]\s{0,3})?"
    r"((?:19|20)\d\d)[-./年](\d{1,2})[-./月](\d{1,2})日?(?:\s{1,3}\d{1,2}:\d\d(?::\d\d)?)?\s{0,3}[\])）】]?"
)
# 2026-03, 2026年03月: the rest of a date whose day stands in an element of its own
YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./年](\d{1,2})(?![\d])")
# 03-27, 3月27日: the rest of a date whose year stands apart
MONTH_DAY = re.compile(r"(?<![\d./年-])(\d{1,2})[-./月](\d{1,2})(?!\d)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?![\d./年-])")
DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
# /202603/t20260327_1404395.html, /art/2026/3/27/art_1_2.html
ADDRESS_DATE = re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d|/art/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/")
INNER_DATE_TAGS = ("span", "em", "i", "b", "time", "font", "p", "div", "label")
CUT_MARKS = ("...", "…", "．．．")


class MarkupUnreadable(SourceFault):
    """The answer holds no markup at all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as printed: where it leads, its title (None when it is cut), its date, what it names besides."""

    url: str
    title: str | None
    listed: date
    related: tuple[tuple[str, str], ...] = ()


def decoded(body: bytes) -> str:
    """The text of a list, UTF-8 where it is that and GB18030 otherwise."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def read_tree(body: bytes, where: str) -> HtmlElement:
    """The markup of a list."""
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(decoded(body).encode(), parser=parser)
    except (lxml.etree.ParserError, ValueError) as error:
        raise MarkupUnreadable(f"no markup at {where}: {error}") from error


def read_row(item: HtmlElement, where: str, is_article: Callable[[str], bool]) -> Row | None:
    """What a row says; None when it says nothing. `is_article` tells its own link from a label's."""
    links = _links(item)
    text = _spaced(item)
    if not links:
        if text:
            raise RowUnreadable(f"a row that leads nowhere at {where}: {text[:60]}")
        return None
    link = _own_link(links, where, is_article)
    url = _address(link, where)
    listed = _listed(item, link, url)
    if listed is None:
        raise RowUnreadable(f"a row without a date at {where}: {text[:60]} {url}")
    return Row(url, _title(link), listed, tuple(_related(item, links, where)))


def _links(item: HtmlElement) -> list[HtmlElement]:
    """The row's own links: direct children where there are any, for deeper ones name interpretations."""
    own = [child for child in item if child.tag == "a" and child.get("href")]
    return own or [link for link in item.iter("a") if link.get("href")]


def _own_link(links: list[HtmlElement], where: str, is_article: Callable[[str], bool]) -> HtmlElement:
    """The one link that leads to the article; a label of a department may stand before it."""
    targets = {_address(link, where): link for link in reversed(links)}
    if len(targets) > 1:
        targets = {url: link for url, link in targets.items() if is_article(url)}
    if len(targets) != 1:
        shown = " ".join(sorted(_address(link, where) for link in links))
        raise RowUnreadable(f"{len(targets)} of {len(links)} links of a row could be its own: {shown}")
    return next(iter(targets.values()))


def _address(link: HtmlElement, where: str) -> str:
    try:
        return urljoin(where, (link.get("href") or "").strip())
    except ValueError as error:
        raise RowUnreadable(f"a row of {where} leads to no address: {link.get('href')}") from error


def _title(link: HtmlElement) -> str | None:
    """The title attribute; without one the text, unless it is cut, for half a title is none."""
    whole = " ".join((link.get("title") or "").split())
    if whole and not whole.endswith(CUT_MARKS):
        return whole
    dated = [part for part in link.iter(*INNER_DATE_TAGS) if FULL_DATE.search(_spaced(part))]
    text = "".join(link.itertext())
    for part in dated:
        text = text.replace("".join(part.itertext()), "", 1)
    text = " ".join(text.split())
    return text if text and not text.endswith(CUT_MARKS) else None


def _listed(item: HtmlElement, link: HtmlElement, url: str) -> date | None:
    """The date beside the link, in one piece or split; inside it where a site prints it there.

    A date that stands alone goes before one in the opening words of the text, which some lists print too.
    """
    texts = tuple(_beside(item, link))
    alone = next((day for text in texts if (day := _alone(text))), None)
    beside = " ".join(texts)
    inside = " ".join(_spaced(part) for part in link.iter(*INNER_DATE_TAGS))
    return (
        alone
        or whole_date(beside)
        or split_date(beside, url)
        or whole_date(inside)
        or split_date(inside, url)
    )


def _alone(text: str) -> date | None:
    """The date of a text that says nothing else."""
    found = DATE_ALONE.fullmatch(" ".join(text.split()))
    return _date(*found.groups()) if found else None


def whole_date(text: str) -> date | None:
    """The first date that is printed in one piece and exists."""
    return next((day for match in FULL_DATE.findall(text) if (day := _date(*match))), None)


def split_date(text: str, url: str) -> date | None:
    """A date in two elements (27 | 2026-03, 03-27 | 2026); a year not printed is the address's."""
    if found := YEAR_MONTH.search(text):
        rest = DAY.search(text[: found.start()] + " " + text[found.end() :])
        return _date(found[1], found[2], rest[1]) if rest else None
    if not (found := MONTH_DAY.search(text)):
        return None
    if year := YEAR.search(text):
        return _date(year[1], found[1], found[2])
    named = ADDRESS_DATE.search(url)
    year_named, month, day = [part for part in named.groups() if part] if named else ("", "0", "0")
    same = (int(month), int(day)) == (int(found[1]), int(found[2]))
    return _date(year_named, month, day) if same else None


def _beside(item: HtmlElement, link: HtmlElement) -> Iterator[str]:
    """The texts of a row outside its link and outside nested lists of links."""
    for child in item.iter():
        inside = child is link or any(
            parent is link or parent.tag == "dl" for parent in child.iterancestors()
        )
        if child.tag == "dl" or not isinstance(child.tag, str):
            continue
        if not inside and child.text:
            yield child.text
        if child is not item and child.tail and (child is link or not inside):
            yield child.tail


def _related(item: HtmlElement, links: list[HtmlElement], where: str) -> Iterator[tuple[str, str]]:
    """The documents that a row names below its own link (相关解读)."""
    for other in item.iter("a"):
        title = other.get("title") or "".join(other.itertext())
        if other not in links and other.get("href") and title.strip():
            yield " ".join(title.split()), _address(other, where)


def _spaced(item: HtmlElement) -> str:
    return " ".join(" ".join(item.itertext()).split())


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:  # 2026-02-31
        return None

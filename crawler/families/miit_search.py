"""The policy search of a JPaaS site (政策文件库): rows as JSON, with 文号 and 司局 that no column list shows.

The ids of its categories drift, so the id is discovered by the category's name before each walk. A wrong id
and a search without hits look the same: code 200 and no searchResult, which is a named fault here. Facts of
the interface: published notes, 2026-11-22; not fetched live.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from cleaners.address import address_key
from crawler.families.jpaas import EmptyFragment, JpaasSpider, ListPage, RowCountMismatch, RowUnreadable
from crawler.guards import SourceFault, played
from kb.state import BEIJING, Due

SEARCH = "/search-front-server/api/search/info"
CATEGORIES = "/search-front-server/api/structure/list-category"
SELECTED = (
    "title,content,deploytime,_index,url,cdate,infoextends,infocontentattribute,columnname,filenumbername,"
    "publishgroupname,publishtime,metaid,bexxgk,columnid,xxgkextend1,xxgkextend2,themename,typename,indexcode,"
    "createdate"
)
TOTALS = ("totalCount", "totalHits", "total")
MOMENTS = ("deploytime", "publishtime", "cdate")
LABELS = (("filenumbername", "发文字号"), ("publishgroupname", "发布机构"))
# 1784649600000: milliseconds
EPOCH_MS = re.compile(r"^\d{13}$")
# 专精特新<em>小巨人</em>企业
TAG = re.compile(r"<[^<>]{1,40}>")


class CategoryDrifted(SourceFault):
    """The search names no category, or several, that could be the one meant."""


class SearchFailed(SourceFault):
    """The search answers no JSON, another code than 200, or results without their total."""


class EmptySearch(EmptyFragment):
    """Code 200 without a single result: the category's id is wrong, or the index is empty."""


class PolicySearchSpider(JpaasSpider):
    """The policy library of one site: one category, newest first."""

    family = "miit_search"
    needs = {
        **JpaasSpider.needs,
        "website_id": "the site's number in the search",
        "search_id": "the number of the search page",
        "category": "the name of the category",
    }
    website_id: ClassVar[str]
    search_id: ClassVar[str]
    category: ClassVar[str] = "政策文件"
    page_size: ClassVar[int] = 20

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.category_id = ""

    @classmethod
    def recognises(cls, body: bytes, url: str) -> bool:
        """An answer of the search API."""
        try:
            return bool(read_results(body, 1, 0, url).rows)
        except SourceFault:
            return False

    @classmethod
    def constants(cls, body: bytes, url: str) -> tuple[tuple[str, object], ...]:
        """The site's number; the answer tells neither the search page nor the category's name."""
        return tuple(
            ("website_id", value) for name, value in parse_qsl(urlsplit(url).query) if name == "websiteid"
        )

    def first(self) -> Iterable[Request]:
        asked = urlencode({"websiteid": self.website_id, "searchid": self.search_id})
        yield self.ask_list(
            urljoin(self.home, f"{CATEGORIES}?{asked}"), self.parse_categories, referer=self.home
        )

    def parse_categories(self, response: Response) -> Iterator[Request]:
        """The categories: find the one meant by its name, and ask for its first page."""
        try:
            answer = self.list_answer(response)
            self.category_id = read_category(answer.body, self.category, self.home)
        except SourceFault as fault:
            self.stop(fault)
            return
        yield self.ask_rows(1, self.page_size)

    def ask_rows(self, number: int, size: int) -> Request:
        asked = {
            "websiteid": self.website_id,
            "scope": "basic",
            "q": "",
            "pg": str(size),
            "p": str(number),
            "cateid": self.category_id,
            "pos": "title_text,infocontent,titlepy",
            "level": "6",
            "dateField": "deploytime",
            "begin": "",
            "end": "",
            "group": "distinct",
            "_cus_eq_typename": "",
            "_cus_eq_publishgroupname": "",
            "_cus_eq_themename": "",
            "selectFields": SELECTED,
            "highlightFields": "title_text,infocontent,webid",
            "sortFields": '[{"name":"deploytime","type":"desc"}]',
        }
        url = urljoin(self.home, f"{SEARCH}?{urlencode(asked)}")
        return self.ask_list(url, self.parse_rows, referer=self.home, number=number)

    def read_list(self, body: bytes, number: int) -> ListPage:
        return read_results(body, number, self.page_size, self.home)


def read_category(body: bytes, name: str, where: str) -> str:
    """The id of the category of this name; an only category without a name is the one."""
    categories = _object(_answer(body, where).get("data")).get("categories")
    listed = [_object(one) for one in categories] if isinstance(categories, list) else []
    named = [one for one in listed if name in one.values()]
    chosen = named or [one for one in listed if "categoryName" not in one]
    if len(chosen) != 1 or not (named or len(listed) == 1) or not chosen[0].get("iid"):
        names = "、".join(str(one.get("categoryName", "?")) for one in listed)
        raise CategoryDrifted(f"{len(listed)} categories at {where} ({names}), expected exactly one {name}")
    return str(chosen[0]["iid"])


def read_results(body: bytes, asked: int, size: int, where: str) -> ListPage:
    """One page of results, checked against the search's own total; size 0 takes the page as it is."""
    found = _object(_object(_answer(body, where).get("data")).get("searchResult"))
    results = found.get("dataResults")
    if not isinstance(results, list) or not results:
        raise EmptySearch(f"page {asked} of the search at {where} answers code 200 and no result")
    total = next((_whole(found[name]) for name in TOTALS if name in found), None)
    if total is None:
        raise SearchFailed(f"the search at {where} gives none of {', '.join(TOTALS)}")
    rows = tuple(read_record(_record(result, where), where) for result in results)
    wanted = min(size, total - (asked - 1) * size) if size else len(rows)
    if len(rows) != wanted:
        raise RowCountMismatch(
            f"page {asked} of the search at {where} holds {len(rows)} rows, its total {total} wants {wanted}"
        )
    return ListPage(rows, asked, size or len(rows), total)


def read_record(record: Mapping[str, Any], where: str) -> Due:
    """One record as a row; 文号 and 司局 are kept as the list gives them."""
    known = {**_extended(record), **{name: value for name, value in record.items() if value}}
    title = " ".join(TAG.sub("", _text(known, "title") or _text(known, "title_text")).split())
    path, listed = _text(known, "url"), _day(known)
    if not title or not path or listed is None:
        lacks = "title" if not title else "url" if not path else "date"
        raise RowUnreadable(f"a result without {lacks} at {where}: {path or title}")
    url = played(urljoin(where, path))
    fields = tuple((label, value) for name, label in LABELS if (value := _text(known, name)))
    return Due(address_key(url), url, listed_title=title, listed_date=listed, fields=fields)


def _answer(body: bytes, where: str) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise SearchFailed(f"the search at {where} answers no JSON: {error}") from error
    read = _object(answer)
    if str(read.get("code", "200")) != "200" or read.get("success") is False:
        raise SearchFailed(
            f"the search at {where} says success={read.get('success')}, code={read.get('code')}"
        )
    return read


def _record(result: object, where: str) -> Mapping[str, Any]:
    """dataResults[].groupData[].data when the search groups, whose first member stands for the group."""
    one = _object(result)
    group = one.get("groupData")
    leader = next(iter(group), None) if isinstance(group, list) else one
    record = _object(_object(leader).get("data"))
    if not record:
        raise RowUnreadable(f"a result without its record at {where}: {str(result)[:80]}")
    return record


def _extended(record: Mapping[str, Any]) -> dict[str, str]:
    """Fields inside infoextends, a JSON string that holds another: infoContent.elementList[]."""
    content = _object(_parsed(_object(_parsed(record.get("infoextends"))).get("infoContent")))
    elements = content.get("elementList")
    pairs = [_object(element) for element in elements] if isinstance(elements, list) else []
    return {
        str(pair["fieldName"]): str(pair.get("fieldValue") or "") for pair in pairs if "fieldName" in pair
    }


def _parsed(value: object) -> object:
    """A JSON string as what it holds; anything else as it is, broken JSON as nothing."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _object(value: object) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], value) if isinstance(value, dict) else {}


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    written = str(value)
    return int(written) if written.isdecimal() else None


def _day(record: Mapping[str, Any]) -> date | None:
    """The day in Beijing: jsearch_date as written, else the first moment in milliseconds."""
    try:
        return date.fromisoformat(_text(record, "jsearch_date"))
    except ValueError:
        moments = [str(record.get(name) or "") for name in MOMENTS]
    written = next((moment for moment in moments if EPOCH_MS.match(moment)), None)
    return datetime.fromtimestamp(int(written) / 1000, UTC).astimezone(BEIJING).date() if written else None

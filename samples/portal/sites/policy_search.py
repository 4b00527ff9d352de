"""The policy search of the sample ministry (政策文件库): its notices as JSON, with number and department.

The category's id changes from night to night, as it does on the real site; a search with another id answers
code 200 and no result. Some records stand in groups, some alone, as both were seen.
"""

from __future__ import annotations

import json
import re
from typing import Any

from samples.portal.library import Text, texts
from samples.portal.sites import Stage
from samples.portal.unit import CST
from samples.portal.wire import JSON, Reply, Request, reply

SEARCH = "/search-front-server/api/search/info"
CATEGORIES = "/search-front-server/api/structure/list-category"
COLUMNS = ("tz", "gg", "tg", "qf")
# = 产振部县域〔2022〕46号, = 公告2026年第3号
NUMBER = re.compile(r"^= (\S{0,20}(?:〔\d{4}〕\d{1,4}号|\d{4}年第\d{1,4}号))$")


def answer(stage: Stage, request: Request) -> Reply | None:
    """The categories, or a page of results."""
    if request.path == CATEGORIES:
        return reply(_dumped({"categories": categories(stage.night)}), JSON)
    if request.path == SEARCH:
        return reply(_dumped(results(stage, request.query)), JSON)
    return None


def categories(night: int) -> list[dict[str, Any]]:
    """Two categories under tonight's ids."""
    return [
        {"iid": 50 + night, "categoryName": "政策发布"},
        {"iid": 190 + night, "categoryName": "政策文件"},
    ]


def results(stage: Stage, query: dict[str, str]) -> dict[str, Any]:
    """One page of the documents visible tonight; nothing at all for yesterday's category."""
    if query.get("cateid") != str(190 + stage.night) or stage.has("empty-fragment", SEARCH):
        return {}
    found = [t for t in texts() if t.column in COLUMNS and t.night <= stage.night]
    size, page = int(query.get("pg", "10")), int(query.get("p", "1"))
    page = 1 if stage.has("stalled-paging", SEARCH) else page
    part = found[(page - 1) * size : page * size]
    total = len(found) + (3 if stage.has("count-mismatch", SEARCH) else 0)
    if not part:
        return {}
    return {"searchResult": {"totalCount": total, "dataResults": [_result(item) for item in part]}}


def _result(item: Text) -> dict[str, Any]:
    """A record in a group, or alone; the lone ones give their date as a moment only."""
    number = next((found[1] for line in item.body if (found := NUMBER.match(line))), "")
    moment = str(int(item.published.replace(tzinfo=CST).timestamp() * 1000))
    record = {
        "title": item.title,
        "title_text": item.title,
        "url": item.path,
        "deploytime": moment,
        "filenumbername": number,
        "publishgroupname": item.source,
        "typename": "通知",
        "infocontent": item.body[-1][:60],
        "infoextends": json.dumps({"infoContent": json.dumps({"elementList": _elements(item)})}),
    }
    if len(item.slug) % 3 == 0:
        return {"data": record}
    return {"groupData": [{"data": {**record, "jsearch_date": f"{item.published:%Y-%m-%d}"}}]}


def _elements(item: Text) -> list[dict[str, str]]:
    return [{"fieldName": "content", "fieldValue": f"<p>{line}</p>"} for line in item.body[:1]]


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps({"success": True, "code": "200", "data": data}, ensure_ascii=False)

"""The policy search: numbers and departments as the list gives them, each silent failure a named fault."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from crawler.families.jpaas import RowCountMismatch, RowUnreadable
from crawler.families.miit_search import (
    CategoryDrifted,
    EmptySearch,
    PolicySearchSpider,
    SearchFailed,
    read_category,
    read_results,
)
from crawler.guards import SourceFault
from kb.archive import Capture, captures, names
from kb.home import Home
from samples.portal.server import Portal
from samples.portal.sites.policy_search import COLUMNS, SEARCH
from tests.test_jpaas import crawled

WHERE = "https://www.example.gov.cn/search/zcwjk.html"
PATH = "/zwgk/tz/art/2026/art_0123456789abcdef0123456789abcdef.html"
# 2026-07-22 00:00 in Beijing, which is still 21 July in UTC
MOMENT = "1784649600000"


def record(**facts: str) -> dict[str, Any]:
    return {"title": "关于灯塔工坊的通知", "url": PATH, "jsearch_date": "2026-07-22", **facts}


def answer(*results: dict[str, Any], total: int | None = None, name: str = "totalCount") -> bytes:
    count = len(results) if total is None else total
    found = {"searchResult": {name: count, "dataResults": list(results)}}
    return json.dumps({"success": True, "code": "200", "data": found}).encode()


def one(body: bytes) -> Any:
    (row,) = read_results(body, 1, 20, WHERE).rows
    return row


def test_a_grouped_and_a_lone_record_are_the_same_row() -> None:
    grouped = one(answer({"groupData": [{"data": record()}, {"data": record(title="重复")}]}))
    assert grouped == one(answer({"data": record()}))
    assert grouped.key == "art_0123456789abcdef0123456789abcdef"
    assert grouped.listed_date == date(2026, 7, 22)


def test_number_and_department_are_kept_as_the_list_gives_them() -> None:
    row = one(answer({"data": record(filenumbername="工信厅节函〔2031〕334号", publishgroupname="灯塔司")}))
    assert row.fields == (("发文字号", "工信厅节函〔2031〕334号"), ("发布机构", "灯塔司"))
    assert one(answer({"data": record()})).fields == ()


def test_the_fields_inside_infoextends_fill_what_the_record_lacks() -> None:
    elements = {"elementList": [{"fieldName": "filenumbername", "fieldValue": "灯部〔2031〕1号"}]}
    extends = json.dumps({"infoContent": json.dumps(elements)})
    assert one(answer({"data": record(infoextends=extends)})).fields == (("发文字号", "灯部〔2031〕1号"),)
    told = record(infoextends=extends, filenumbername="灯部〔2031〕2号")
    assert one(answer({"data": told})).fields == (("发文字号", "灯部〔2031〕2号"),)
    for broken in ("{", '{"infoContent":"["}', '{"infoContent":[]}', "3"):
        assert one(answer({"data": record(infoextends=broken)})).fields == ()


@pytest.mark.parametrize("field", ["deploytime", "publishtime", "cdate"])
def test_without_a_day_the_moment_is_read_in_beijing(field: str) -> None:
    assert one(answer({"data": record(jsearch_date="", **{field: MOMENT})})).listed_date == date(2026, 7, 22)


def test_the_marks_of_a_hit_are_not_part_of_the_title() -> None:
    row = one(answer({"data": record(title="", title_text="关于<em>灯塔</em>工坊的通知")}))
    assert row.listed_title == "关于灯塔工坊的通知"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"success": true, "code": "200", "data": {}}', EmptySearch),
        (answer(total=0), EmptySearch),
        (b'{"success": false, "code": "500", "data": null}', SearchFailed),
        (b'{"success": true, "code": "200", "data": {"searchRes', SearchFailed),
        (answer({"data": record()}, name="pages"), SearchFailed),
        (answer({"data": record()}, total=3), RowCountMismatch),
        (answer({"data": record()}, {"data": record()}, total=1), RowCountMismatch),
        (answer({"groupData": []}), RowUnreadable),
        (answer({"data": record(url="")}), RowUnreadable),
        (answer({"data": record(jsearch_date="近日")}), RowUnreadable),
    ],
)
def test_an_answer_that_does_not_add_up_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault, match=r"^\w+: .+"):
        read_results(body, 1, 20, WHERE)


def categories(*listed: dict[str, Any]) -> bytes:
    return json.dumps({"success": True, "data": {"categories": list(listed)}}).encode()


def test_the_category_is_found_by_its_name_whatever_its_id() -> None:
    listed = categories({"iid": 51, "categoryName": "文件发布"}, {"iid": 197, "categoryName": "政策文件"})
    assert read_category(listed, "政策文件", WHERE) == "197"
    assert read_category(categories({"iid": 58}), "政策文件", WHERE) == "58"


@pytest.mark.parametrize(
    "body",
    [
        categories(),
        categories({"iid": 51, "categoryName": "文件发布"}),
        categories({"iid": 1}, {"iid": 2}),
        categories({"iid": 1, "categoryName": "政策文件"}, {"iid": 2, "categoryName": "政策文件"}),
    ],
)
def test_a_category_that_cannot_be_told_is_a_named_fault(body: bytes) -> None:
    with pytest.raises(CategoryDrifted, match="expected exactly one 政策文件"):
        read_category(body, "政策文件", WHERE)


def test_the_whole_library_is_walked_and_an_id_that_drifts_overnight_is_found_again(home: Home) -> None:
    with Portal() as portal:
        listed = {portal.base_url + t.path for t in portal.visible() if t.column in COLUMNS}
        first = crawled(home, portal, "miit_policies")
        portal.advance(9)
        second = crawled(home, portal, "miit_policies")
    assert (first["state"], first["rows"], first["count_said"]) == ("ok", len(listed), len(listed))
    assert second["state"] == "ok"
    kept = [c for name in names(home) for c in captures(home, name) if isinstance(c, Capture)]
    assert {c.url for c in kept if c.role == "page"} >= listed
    assert any(("发文字号", "产振部县域〔2022〕46号") in c.listed_fields for c in kept)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("empty-fragment", "EmptySearch"),
        ("stalled-paging", "RowCountMismatch"),  # the page that repeats is fuller than the last can be
        ("count-mismatch", "RowCountMismatch"),
    ],
)
def test_a_search_that_cannot_be_believed_fails_the_source(home: Home, fault: str, named: str) -> None:
    with Portal([f"{fault}@{SEARCH}"]) as portal:
        run = crawled(home, portal, "miit_policies")
    assert run["state"] == "failed"
    assert str(run["reason"]).startswith(f"{named}: ")
    assert names(home) == ()


def test_an_answer_of_the_search_is_recognised_and_a_page_is_not() -> None:
    assert PolicySearchSpider.recognises(answer({"data": record()}), WHERE)
    assert not PolicySearchSpider.recognises(b"<html><li>2026-01-01</li></html>", WHERE)

"""JPaaS lists: every trap of a row is read right, every silent failure is a named fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.families.jpaas import (
    EmptyFragment,
    ListPage,
    PageMismatch,
    PaginationUnreadable,
    RowCountMismatch,
    RowUnreadable,
    ShellUnreadable,
    StalledPaging,
    UnitFailed,
    Walk,
    read_page,
    read_shell,
)
from crawler.guards import SourceFault
from kb.archive import Capture, captures, names
from kb.home import REPOSITORY, Home
from kb.state import BEIJING, Due
from samples.portal.server import Portal

WHERE = "https://www.example.gov.cn/zwgk/tz/index.html"
SHELL = (
    """<div class="list"><script parseType="buildstatic" url="/api/unit" queryData="{{'webId':'w1',"""
    """'parseType':'buildstatic','tplSetId':'t1','pageType':'column','tagId':'{tag}','pageId':'p1'}}"></script></div>"""
)
LONG = "关于组织开展灯塔工坊认定工作并同步核对历年名单的补充通知"


def art(number: int, column: str = "tz") -> str:
    return f"/zwgk/{column}/art/2026/art_{number:032x}.html"


def row(number: int, day: str = "2026-09-01", extra: str = "", text: str | None = None) -> str:
    return (
        f'<li class="cf"><a class="fl" href="{art(number)}" title="通知{number}"><i></i>'
        f"{text or '通知...'}</a>"
        f'<span class="fr">{extra}{day}</span></li>'
    )


def answer(rows: str, *, page: int = 1, count: int = 3, size: int = 24) -> bytes:
    html = (
        f'<div id="右侧内容"><div class="page-content"><ul>{rows}</ul></div>'
        f'<div class="pagination" queryData="x" rows="{size}" count="{count}" pageNo="{page}"></div></div>'
    )
    return json.dumps(
        {"success": True, "code": "200", "data": {"html": html}, "message": "生成成功"}
    ).encode()


def test_the_shell_gives_the_parameters_as_they_stand() -> None:
    unit = read_shell(SHELL.format(tag="右侧内容").encode(), WHERE)
    first, third = unit.page(1, 24), unit.page(3, 24)
    assert urlsplit(first).path == "/api/unit"
    assert "paramJson" not in first
    assert parse_qs(urlsplit(third).query)["paramJson"] == ['{"pageNo":3,"pageSize":"24"}']
    assert parse_qs(urlsplit(third).query)["tagId"] == ["右侧内容"]


def test_escaped_quotes_in_the_shell_are_the_same_shell() -> None:
    page = SHELL.format(tag="当前栏目_list")
    assert read_shell(page.replace("'", "&apos;").encode(), WHERE) == read_shell(page.encode(), WHERE)


def test_of_several_units_the_list_is_taken() -> None:
    page = SHELL.format(tag="站点导航") + SHELL.format(tag="右侧内容")
    assert dict(read_shell(page.encode(), WHERE).params)["tagId"] == "右侧内容"


@pytest.mark.parametrize(
    "page",
    [
        "<script>window.location.href='/zwgk/tz/index.html'</script>",
        SHELL.format(tag="右侧内容") * 2,
        "<script queryData=\"{'pageId':open(1)}\"></script>",
        "",
    ],
)
def test_a_shell_without_exactly_one_list_is_a_named_fault(page: str) -> None:
    with pytest.raises(ShellUnreadable):
        read_shell(page.encode(), WHERE)


def test_the_title_attribute_wins_over_a_cut_text() -> None:
    (found,) = read_page(answer(row(1), count=1), 1, WHERE).rows
    assert (found.listed_title, found.listed_date) == ("通知1", date(2026, 9, 1))
    assert found.key == f"art_{1:032x}"


def test_without_a_title_attribute_the_text_is_the_title() -> None:
    rows = f'<li><span class="fr">2026-09-01</span><a href="{art(2)}">{LONG}</a></li>'
    assert read_page(answer(rows, count=1), 1, WHERE).rows[0].listed_title == LONG


def test_hidden_marks_before_the_date_do_not_hide_it() -> None:
    marks = '<font style="display:none;" class="jd">解读</font><font class="xw">新闻</font>'
    assert read_page(answer(row(1, extra=marks), count=1), 1, WHERE).rows[0].listed_date == date(2026, 9, 1)


def test_nested_interpretations_are_relations_and_not_rows() -> None:
    nested = (
        f'<li class="cf tsjdboxListLi"><a href="{art(1)}" title="办法">办法</a>'
        '<span class="fr">2026-09-22</span><dl class="tslb-list"><dt>相关解读</dt>'
        f'<dd><a href="{art(9, "jd")}" title="《办法》解读">2025-01-01</a></dd>'
        "</dl></li>"
    )
    (found,) = read_page(answer(nested, count=1), 1, WHERE).rows
    assert found.related == (("《办法》解读", "https://www.example.gov.cn" + art(9, "jd")),)
    assert found.listed_date == date(2026, 9, 22)


def test_rules_and_empty_items_are_no_rows() -> None:
    rows = row(1) + '<li class="border-line"></li><li class="empty"></li>' + row(2)
    assert len(read_page(answer(rows, count=2), 1, WHERE).rows) == 2


def test_another_columns_article_has_the_same_key() -> None:
    one = read_page(
        answer(f'<li><a href="{art(5, "gg")}" title="x">x</a><i>2026-1-2</i></li>', count=1), 1, WHERE
    )
    other = read_page(
        answer(
            f'<li><a href="http://wap.example.gov.cn{art(5)}" title="x">x</a>2026<b>2026.01.02</b></li>',
            count=1,
        ),
        1,
        WHERE,
    )
    assert one.rows[0].key == other.rows[0].key
    assert one.rows[0].listed_date == other.rows[0].listed_date == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"success": false, "code": "500", "data": null, "message": "error"}', UnitFailed),
        (b'{"success": false, "code": "200", "data": {"html": ""}, "message": ""}', UnitFailed),
        (b'{"success": true, "code": "200", "data": {"html": ""}}', EmptyFragment),
        (b'{"success": true, "code": "200", "data": null}', EmptyFragment),
        (b'{"success": true, "code": "200", "data": {"htm', UnitFailed),
        (b"[]", UnitFailed),
        (b"<html>error</html>", UnitFailed),
        (answer(""), EmptyFragment),
        (answer(row(1), count=3), RowCountMismatch),
        (answer(row(1) + row(2), count=1), RowCountMismatch),
        (answer(row(1), page=2, count=1), PageMismatch),
        (answer(row(1, day="昨天"), count=1), RowUnreadable),
        (answer(row(1, day="2026-02-31"), count=1), RowUnreadable),
        (answer('<li><a href="/a">1</a><a href="/b">2</a> 2026-01-01</li>', count=1), RowUnreadable),
        (answer(row(1), count=1).replace(b"pagination", b"pages"), PaginationUnreadable),
        (answer(row(1), count=1, size=0), PaginationUnreadable),
    ],
)
def test_an_answer_that_does_not_add_up_is_a_named_fault(body: bytes, fault: type[SourceFault]) -> None:
    with pytest.raises(fault, match=r"^\w+: .+"):
        read_page(body, 1, WHERE)


def test_the_last_page_holds_what_the_count_leaves() -> None:
    rows = "".join(row(n) for n in range(5))
    assert len(read_page(answer(rows, page=2, count=29), 2, WHERE).rows) == 5
    with pytest.raises(RowCountMismatch, match="holds 5 rows, the site's count 32 wants 8"):
        read_page(answer(rows, page=2, count=32), 2, WHERE)


def test_a_repeated_page_is_stalled_paging_and_a_shifted_row_is_kept_once() -> None:
    def page(number: int, *keys: str) -> ListPage:
        return ListPage(tuple(Due(key, key) for key in keys), number, 2, 4)

    walk = Walk()
    walk.add(page(1, "a", "b"))
    walk.add(page(2, "b", "c"))
    assert list(walk.rows) == ["a", "b", "c"]
    with pytest.raises(StalledPaging):
        walk.add(page(3, "b", "c"))


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_answer_ends_in_an_error_of_our_own(body: bytes) -> None:
    with pytest.raises(SourceFault):
        read_page(body, 1, WHERE)
    wrapped = json.dumps({"success": True, "code": "200", "data": {"html": body.decode("utf-8", "replace")}})
    with pytest.raises(SourceFault):
        read_page(wrapped.encode(), 1, WHERE)


# -- deadlines, tables, a second ministry


def test_a_hidden_deadline_is_an_exclusive_end_in_beijing() -> None:
    mark = '<span class="endtime" style="display:none !important;">1791993600000</span>'
    (found,) = read_page(answer(row(1).replace("</li>", f"{mark}</li>"), count=1), 1, WHERE).rows
    assert found.deadline is not None
    assert found.deadline.astimezone(BEIJING).isoformat() == "2026-10-15T00:00:00+08:00"
    with pytest.raises(RowUnreadable, match="a deadline that is no time"):
        read_page(
            answer(row(1).replace("</li>", '<span class="endtime">下周</span></li>'), count=1), 1, WHERE
        )


def test_a_sibling_item_holds_the_date_of_the_row_before_it() -> None:
    rows = "".join(
        f'<li class="nav04Left02_content"><a href="{art(n)}" title="公示{n}">公示{n}</a></li>'
        f'<li class="nav04Left02_contenttime">2026-06-{n:02}</li>'
        for n in (12, 11)
    )
    found = read_page(answer(rows, count=2), 1, WHERE).rows
    assert [due.listed_date for due in found] == [date(2026, 6, 12), date(2026, 6, 11)]


@pytest.mark.parametrize("attributes", ['target="_blank" title="公告" href="{}"', 'href="{}" title="公告"'])
def test_a_table_row_gives_its_date_and_its_number(attributes: str) -> None:
    cells = (
        f"<td>1</td><td><a {attributes.format(art(4))}>公告</a></td><td>2026年09月30日</td>"
        '<td title="2026年第34号">2026年第34号</td>'
    )
    rows = f"<table><tr><th>序号</th><th>标题</th></tr><tr>{cells}</tr></table>"
    (found,) = read_page(answer(rows, count=1), 1, WHERE).rows
    assert (found.listed_title, found.listed_date) == ("公告", date(2026, 9, 30))
    assert found.fields == (("发文字号", "2026年第34号"),)


def test_of_several_units_the_one_the_source_names_is_asked() -> None:
    page = (SHELL.format(tag="栏目3_list_b") + SHELL.format(tag="当前内容")).encode()
    assert dict(read_shell(page, WHERE, "当前内容").params)["tagId"] == "当前内容"


def test_the_spelling_of_the_site_is_kept() -> None:
    page = SHELL.format(tag="右侧内容").replace("'parseType':'buildstatic'", "'parseType':'bulidstatic'")
    assert "parseType=bulidstatic" in read_shell(page.encode(), WHERE).page(1, 24)


def test_a_second_ministry_is_constants_only(home: Home) -> None:
    with Portal() as portal:
        for source, count in (("samr_notices", 21), ("samr_announcements", 18), ("miit_consultations", 4)):
            run = crawled(home, portal, source)
            assert (run["state"], run["rows"], run["count_said"]) == ("ok", count, count)
    kept = [c for name in names(home) for c in captures(home, name) if isinstance(c, Capture)]
    table = [c for c in kept if c.source == "samr_announcements"]
    assert {c.publisher for c in table} == {"国家市场监督管理总局"}
    assert all(c.listed_fields[0][0] == "发文字号" for c in table)
    assert sum(c.deadline is not None for c in kept if c.source == "miit_consultations") == 4
    assert all(c.listed_date for c in kept if c.role == "page")


def test_a_wrong_spelling_is_a_named_fault_not_an_empty_column(home: Home) -> None:
    with Portal(["unprimed@/zw/zjwj/gsgg/"]) as portal:
        run = crawled(home, portal, "samr_notices")
    assert run["state"] == "failed"
    assert str(run["reason"]).startswith("UnitFailed: ")


def crawled(home: Home, portal: Portal, source: str) -> dict[str, object]:
    """One run of a source against the portal."""
    environment = {**os.environ, "TIAOWEN_HOME": str(home.root), "TIAOWEN_REPLICA": portal.base_url}
    command = [sys.executable, "-m", "scrapy", "crawl", source, "--json"]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    run: dict[str, object] = json.loads(done.stdout)
    return run

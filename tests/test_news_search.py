"""News in search: a facet of their own, behind the official texts unless they are asked for."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from typer.testing import CliRunner

from kb.home import Home
from reader.program import app
from tests.homes import built as home_of

TITLE = "云海省工业和信息化厅关于印发《云海省灯塔工坊培育办法》的通知"
NOTICE = f"""{TITLE}
云工信规〔2031〕8号
各市工业和信息化局：
现将《云海省灯塔工坊培育办法》印发给你们，请遵照执行。
云海省工业和信息化厅
2031年5月12日
云海省灯塔工坊培育办法
第一条 为了培育灯塔工坊，制定本办法。
第二条 灯塔工坊的称号自公布之日起三年内有效。期满后可以申请复核，复核由县级主管部门组织，程序由各市制定。
第三条 本办法自2031年6月1日起施行。"""
QUERY = "灯塔工坊 称号 三年 复核"


def news(number: int) -> str:
    return (
        f"云海日报5月{number + 1}日讯（记者林一）灯塔工坊称号三年复核，灯塔工坊称号三年复核来了。\n"
        f"第{number}家灯塔工坊说，称号三年复核不难，灯塔工坊称号三年复核已经过了{number}次。"
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A measure, and fifteen news items that repeat the words of the query more than its clause does."""
    rows = [{"title": TITLE, "text": NOTICE, "published": "2031-05-13"}]
    rows += [
        {"title": f"灯塔工坊称号三年复核记之{n}", "text": news(n), "kind": "新闻", "published": "2031-05-20"}
        for n in range(15)
    ]
    rows.append({"title": "步道开放", "text": "云海日报讯（记者林一）云岭步道今天开放。", "kind": "新闻"})
    return home_of(tmp_path_factory.mktemp("news"), rows)


def found(home: Home, *arguments: str) -> Any:
    result = CliRunner().invoke(app, ["--home", str(home.root), "search", *arguments, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def lineages(home: Home, *arguments: str) -> list[bool]:
    """For each hit in order: whether it is news."""
    return ["记" in hit["title"] for hit in found(home, *arguments)["hits"]]


def test_a_clause_stands_before_news_that_match_better(built: Home) -> None:
    hits = found(built, QUERY)["hits"]
    assert (hits[0]["eid"], hits[0]["work"]) == ("art_2", "云工信规〔2031〕8号/1")
    ordered = lineages(built, QUERY, "--limit", "40")
    assert ordered[0] is False
    assert any(ordered)


def test_the_clause_stands_first_even_when_it_lacks_a_word_of_the_query(built: Home) -> None:
    assert found(built, QUERY + " 已经")["hits"][0]["eid"] == "art_2"


def test_news_are_a_facet_of_their_own(built: Home) -> None:
    answer = found(built, QUERY)
    roles = answer["facets"]["role"]
    assert roles["news"] >= 15
    assert roles["instrument"] >= 1
    assert sum(roles.values()) == answer["total"]


def test_news_that_are_asked_for_come_alone_and_by_their_match(built: Home) -> None:
    assert all(lineages(built, QUERY + " role:news"))


def test_a_named_source_is_ranked_by_match_alone(built: Home) -> None:
    assert Counter(lineages(built, QUERY, "--source", "import"))[True] >= 9
    assert lineages(built, QUERY, "--source", "import")[0]


def test_official_texts_that_hardly_match_do_not_hide_the_news(built: Home) -> None:
    hits = found(built, "云岭步道开放 公布")["hits"]
    assert hits[0]["title"] == "步道开放"

"""Targets and claims of a programme, read from news and held against lists. All of it is fictional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.home import Home
from tests.homes import built
from tests.test_search_cli import run

HEADING = "产业振兴部已认定30个特色工坊集群"
NEWS = """云岭财讯10月9日电 产业振兴部公布2031年度特色工坊集群名单，新认定10个特色工坊集群。
迄今，产业振兴部已累计认定30个特色工坊集群。
一、山东、江苏、广东特色工坊集群数量位居前三
从区域分布看，全国30个特色工坊集群中，东部地区15个，中部地区8个，西部地区6个，东北地区1个。
若合并计划单列市，山东、浙江的特色工坊集群数量位居榜首。"""
PLAN = """到2033年，认定40个左右特色工坊集群，带动地方培育省级特色工坊集群100个左右。"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Any:
    rows = [
        {"title": HEADING, "text": NEWS, "published": "2031-10-09", "kind": "新闻"},
        {"title": "工坊振兴规划", "text": f"工坊振兴规划\n第一条　{PLAN}", "published": "2030-01-01"},
    ]
    home = built(Path(tmp_path_factory.mktemp("numbers")), rows)
    return asked(home)


def asked(home: Home) -> Any:
    done = run(home, "programme", "特色工坊集群", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def claims(view: Any, **wanted: Any) -> list[Any]:
    return [one for one in view["claims"] if all(one[name] == value for name, value in wanted.items())]


def test_a_total_keeps_the_sum_of_its_parts(view: Any) -> None:
    (total,) = [one for one in claims(view, value=30) if one["parts"] is not None]
    assert total["parts"] == 15 + 8 + 6 + 1


def test_a_heading_and_a_text_on_other_bases_do_not_contradict_each_other(view: Any) -> None:
    ranks = claims(view, unit="位")
    assert {one["region"] for one in ranks if not one["basis"]} == {"山东", "江苏", "广东"}
    assert {one["region"] for one in ranks if one["basis"]} == {"山东", "浙江"}
    assert {one["verdict"] for one in ranks} == {"basis_differs"}


def test_news_is_claims_and_no_events(view: Any) -> None:
    assert view["batches"] == []
    assert view["counts"]["bearing"] == 0
    assert claims(view, value=10)[0]["verdict"] == "not_comparable"


def test_a_target_stands_beside_lists_and_the_newest_total_claimed(view: Any) -> None:
    own, provincial = view["targets"]
    assert (own["value"], own["by"], own["reached"], own["claimed"]["value"]) == (40, 2033, 0, 30)
    assert (provincial["value"], provincial["level"], provincial["reached"]) == (100, "省级", None)
    assert own["modality"] == "左右"

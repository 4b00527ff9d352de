"""Relevance of news: what names an agency, a programme or a measure is kept, and it is said why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.relevance import LONGEST_JUDGED, about_policy, cites_policy


@pytest.mark.parametrize(
    ("title", "by", "quote"),
    [
        ("工信部：明年继续培育集群", "agency", "工信部"),
        ("云海省工业和信息化厅公布一批名单", "agency", "工业和信息化厅"),
        ("国家发展改革委、财政部联合部署", "agency", "国家发展改革委"),
        ("今日财政部下达资金", "agency", "财政部"),
        ("七部门发文支持渔港照明", "agency", "七部门"),
        ("新增二十家“专精特新”企业", "programme", "专精特新"),
        ("首台(套)保险扩围", "programme", "首台(套)"),
        ("云海省出台《灯塔工坊培育办法（试行）》", "measure", "《灯塔工坊培育办法（试行）》"),
        ("灯塔工坊管理暂行办法下月施行", "measure", "管理暂行办法"),
    ],
)
def test_a_title_that_names_an_agency_a_programme_or_a_measure_is_kept(
    title: str, by: str, quote: str
) -> None:
    found = about_policy(title)
    assert found is not None
    assert (found.by, found.quote) == (by, quote)


@pytest.mark.parametrize(
    "title",
    [
        "云岭竹器早盘走高",
        "美国财政部公布拍卖结果",
        "日本央行按兵不动",
        "渔港灯具公司披露《2030年年度报告》",
        "灯塔股份：《关于股份回购的意见》获通过",
        "",
    ],
)
def test_a_title_of_the_market_alone_is_not(title: str) -> None:
    assert about_policy(title) is None


def test_the_intro_speaks_where_the_title_is_silent() -> None:
    assert about_policy("一图读懂", "云海省财政厅近日下达资金。") is not None
    assert about_policy("一图读懂", "早盘三大指数高开。") is None


def test_our_own_agency_beside_a_foreign_one_counts() -> None:
    found = about_policy("美国财政部与财政部举行会谈")
    assert found is not None
    assert found.quote == "财政部"


@pytest.mark.parametrize(
    ("body", "by"),
    [
        ("公司依据云工信规[2031] 8号申报。", "number"),
        ("渔港照明按财建〔2030〕15号执行。", "number"),
        ("公司表示，《云海省灯塔工坊培育办法》出台后订单增加。", "measure"),
        ("《渔港照明行动计划（2031—2033年）》提出目标。", "measure"),
    ],
)
def test_a_body_that_cites_a_number_or_a_measure_is_kept(body: str, by: str) -> None:
    found = cites_policy(body)
    assert found is not None
    assert found.by == by


@pytest.mark.parametrize(
    "body",
    [
        "律师出具了《关于渔港灯具公司的法律意见》。",
        "审计机构出具云会审字〔2031〕12号报告。",
        "依据《云海证券交易所股票上市规则》停牌。",
        "小说《灯塔》本月出版，《渔港往事》重印。",
        "（2031）云01民初123号判决生效。",
        "成交三百二十一号合约。",
    ],
)
def test_what_every_company_cites_is_no_policy(body: str) -> None:
    assert cites_policy(body) is None


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="《》〔〕2031年第号办法财政部工信， \n", max_size=300))
def test_a_match_quotes_words_that_are_there(said: str) -> None:
    found = cites_policy(said)
    assert found is None or found.quote in said


def test_a_body_of_any_length_is_judged_in_bounded_work() -> None:
    assert cites_policy("《" * LONGEST_JUDGED * 2 + "《云海省灯塔工坊培育办法》") is None

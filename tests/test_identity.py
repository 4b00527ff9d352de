"""Identity: one work, one id; news is never taken for the document it reports on."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.model import Header
from cleaners.official.dates import BEIJING
from cleaners.official.header import read_header
from cleaners.official.identity import instrument_kind, instrument_titles, role_of, work_id


def test_a_document_number_is_the_id() -> None:
    header = Header(title="某部关于某事的通知", doc_number="财企〔2031〕5号")
    assert work_id(header, title="别的标题", published=date(2031, 1, 1)) == "财企〔2031〕5号"


def test_a_yearly_announcement_is_known_by_its_ordered_issuers() -> None:
    one = Header(doc_number="2031年第4号", issuers=("财政部", "国家税务总局"), kind="公告")
    other = Header(doc_number="2031年第4号", issuers=("国家税务总局", "财政部"), kind="公告")
    assert work_id(one, title="", published=None) == "财政部、国家税务总局公告2031年第4号"
    assert work_id(one, title="", published=None) != work_id(other, title="", published=None)


def test_a_circular_and_an_announcement_of_one_number_are_two_works() -> None:
    ids = {
        work_id(Header(doc_number="2031年第4号", issuers=("财政部",), kind=kind), title="", published=None)
        for kind in ("公告", "通告")
    }
    assert len(ids) == 2


def test_without_a_number_issuers_title_and_day_make_the_id() -> None:
    day, moment = date(2031, 3, 5), datetime(2031, 3, 5, 10, 0, tzinfo=BEIJING)
    first = work_id(None, title="云杉种下了", published=day)
    assert first == work_id(None, title="云杉 种下了", published=moment)
    assert first != work_id(None, title="云杉种下了", published=date(2031, 3, 6))
    assert first.startswith("h:")
    assert len(first) == 18


@pytest.mark.parametrize(
    ("title", "text", "role"),
    [
        ("财政部关于印发《云杉办法》的通知", "财企〔2031〕5号\n各单位：\n某事。", "notice"),
        ("财政部公告2031年第4号", "现就某事公告如下。\n财政部\n2031年1月2日", "notice"),
        ("云杉资金管理办法", "第一条 某事。\n第二条 某事。", "instrument"),
        ("云杉发展“十六五”规划", "一、总体要求\n某事。", "instrument"),
        ("云杉企业认定管理办法", "第一条 某事。", "instrument"),
        ("云杉信息发布管理办法", "第一条 某事。", "instrument"),
        ("三部门联合发布云杉行动方案", "一、总的看。", "news"),
        ("财政部出台云杉办法", "一、总的看。", "news"),
        ("某社会救助条例", "某社会救助条例\n第一条 某事。\n第二条 某事。", "instrument"),
        ("《云杉资金管理办法》解读", "一、为什么要出台办法。", "news"),
        ("有关负责人就云杉办法答记者问", "问：为什么？", "news"),
        ("财政部印发《云杉资金管理办法》", "记者近日获悉，办法出台。", "news"),
        ("云杉:财政部出台新办法", "财政部近日出台办法。", "news"),
        ("财政部关于云杉的通知来了", "新华社北京3月5日电 某事。", "news"),
        ("一图读懂云杉办法", "", "news"),
        ("云杉种下了", "大家很高兴。", "news"),
    ],
)
def test_news_notices_and_instruments_are_told_apart(title: str, text: str, role: str) -> None:
    assert role_of(title, read_header(text, title=title), text) == role


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云杉产业集群发展促进暂行办法", "办法"),
        ("云杉资金管理办法（试行）", "办法"),
        ("云杉管理条例（2031年修订）", "条例"),
        ("云杉发展行动计划（2031—2035年）", "行动计划"),
        ("云杉实施方案", "实施方案"),
        ("“十六五”云杉发展规划", "规划"),
        ("关于支持云杉的若干措施", "若干措施"),
        ("云杉管理规定", "规定"),
        ("云杉企业名单", "名单"),
        ("财政部关于云杉的通知", None),
        ("云杉种下了", None),
        ("", None),
    ],
)
def test_the_kind_of_an_instrument_is_read_from_its_title(title: str, kind: str | None) -> None:
    assert instrument_kind(title) == kind


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("财政部关于印发《云杉办法》的通知", ("云杉办法",)),
        ("财政部关于印发《云杉办法》《松树办法》的通知", ("云杉办法", "松树办法")),
        ("财政部关于印发《〈云杉条例〉实施细则》的通知", ("〈云杉条例〉实施细则",)),
        ("财政部关于印发云杉行动计划的通知", ("云杉行动计划",)),
        ("财政部关于做好云杉工作的通知", ()),
    ],
)
def test_a_notices_title_names_what_it_issues(title: str, names: tuple[str, ...]) -> None:
    assert instrument_titles(title) == names


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=120))
def test_any_page_has_an_id_and_a_role(title: str, text: str) -> None:
    header = read_header(text, title=title)
    assert work_id(header, title=title, published=None)
    assert role_of(title, header, text) in ("notice", "instrument", "news")

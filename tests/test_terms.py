"""Terms: how long a document says it applies, and never the validity of what it speaks about."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.effect.force import read_force
from cleaners.effect.terms import own_term
from cleaners.model import Header

HEADER = Header(title="云杉管理办法", doc_number="财企〔2031〕5号", date_document=date(2031, 3, 1))


@pytest.mark.parametrize(
    ("sentence", "months"),
    [
        ("本办法自2031年9月13日起施行，有效期5年。", 60),
        ("本办法自2031年9月13日起施行，有效期为三年。", 36),
        ("本办法有效期5年，自2031年9月13日起施行。", 60),
        ("第十九条　本办法自印发之日起施行，有效期五年。", 60),
        ("本办法自2031年1月1日起试行，试行期两年。", 24),
        ("本细则自印发之日起试行一年。", 12),
        ("本规定自公布之日起30日后施行，有效期5年。", 60),
        ("本办法由市工信局负责解释，自2031年1月1日起施行，有效期3年。", 36),
        ("本办法自印发之日起施行，由省工信厅负责解释，有效期3年。", 36),
        ("现印发给你们，自2031年1月1日起施行，有效期2年。", 24),
        ("本办法自发布之日起五年内有效。", 60),
        ("本办法自2031年9月13日起施行，《旧云杉办法》同时废止，有效期5年。", 60),
        ("本措施自发布之日起实施，有效期18个月。", 18),
        ("本办法有效期为自公布之日起5年。", 60),
        ("本办法自2031年9月13日起施行（有效期5年）。", 60),
        ("本规定有效期一年半。", 18),
    ],
)
def test_years_and_months_are_counted_from_the_documents_first_day(sentence: str, months: int) -> None:
    term = own_term(sentence)
    assert term is not None
    assert (term.months, term.last) == (months, None)


@pytest.mark.parametrize(
    ("sentence", "last"),
    [
        ("本办法自2031年9月13日起施行，有效期至2035年12月31日。", date(2035, 12, 31)),
        ("本通知自发布之日起施行，有效期至2035年12月31日止。", date(2035, 12, 31)),
        ("自2031年1月1日起执行至2033年12月31日。", date(2033, 12, 31)),
        ("三、本公告执行期限为2031年1月1日至2033年12月31日。", date(2033, 12, 31)),
        ("本通知自2031年1月1日起至2033年12月31日止执行。", date(2033, 12, 31)),
        ("本意见自2031年1月1日起施行，有效期至2035年底。", date(2035, 12, 31)),
        ("本公告自2036年1月1日起废止。", date(2035, 12, 31)),
        ("本通知于2035年12月31日自动失效。", date(2035, 12, 31)),
        ("本办法有效期自2031年1月1日至2035年12月31日。", date(2035, 12, 31)),
        ("本办法自2031年1月1日起施行，2035年12月31日失效。", date(2035, 12, 31)),
    ],
)
def test_a_printed_last_day_is_taken_as_printed(sentence: str, last: date) -> None:
    term = own_term(sentence)
    assert term is not None
    assert term.last == last


@pytest.mark.parametrize(
    "sentence",
    [
        "集群有效期为三年。",
        "集群认定有效期为三年。",
        "本办法所称证书有效期为三年。",
        "本办法施行前取得的证书有效期至2035年12月31日。",
        "本办法自2031年9月13日起施行，其中第五条优惠政策有效期至2033年12月31日。",
        "本通知自印发之日起执行，政策有效期至2033年12月31日。",
        "依照本办法颁发的许可证有效期五年。",
        "本办法施行三年后进行评估。",
        "本办法试行一年后修订。",
        "该办法自2031年9月13日起施行，有效期五年。",
        "《旧云杉办法》有效期至2031年12月31日。",
        "称号有效期三年，期满复核。",
        "本通知书有效期30年。",
        "本规划期限为2031年至2035年。",
        "有效期三年。",
        "有效期至2035年12月31日。",
        "机动车驾驶证的有效期为6年，本条例另有规定的除外。",
        "国债承销团成员资格有效期为3年，期满后，成员资格依照本办法再次审批。",
        "本办法实施之日起至2035年12月31日前完成改造。",
        "本通知自2031年1月1日起施行，过渡期至2035年12月31日。",
        "本条例施行前已依法为犬只办理养犬登记的，继续有效。",
        "企业应于2035年12月31日前完成整改。",
        "本目录所列产品免税期限至2035年12月31日。",
        "本通知印发之日至2035年12月31日，申报材料可以补交。",
        "过渡期为本意见发布之日起至2035年底。",
        "本办法实施三年，成效明显。",
        "本许可证有效期至2035年12月31日。",
        "依据本通知认定的资格有效期三年。",
        "本办法施行后，原认定的称号有效期不变，至2035年12月31日。",
        "本通知所附名单有效期三年。",
        "产品有效期为二年，本规定另有规定的除外。",
        "本次认定有效期三年。",
        "集群有效期满三年的，应当复核。",
        "本市居住证有效期一年。",
    ],
)
def test_the_validity_of_something_else_ends_no_document(sentence: str) -> None:
    assert own_term(sentence) is None


def test_a_sentence_behind_the_first_day_may_print_the_term_alone() -> None:
    force = read_force("第九条 本办法自2031年4月1日起施行。有效期五年。", header=HEADER, published=None)
    assert force.date_no_longer_in_force == date(2036, 3, 31)
    apart = "第九条 本办法自2031年4月1日起施行。证书应当公开。有效期五年。"
    assert read_force(apart, header=HEADER, published=None).date_no_longer_in_force is None


def test_a_term_without_a_first_day_stays_a_fact_and_ends_nothing() -> None:
    force = read_force("本办法自发布之日起施行，有效期五年。", header=HEADER, published=None)
    assert force.date_no_longer_in_force is None
    assert [(fact.name, fact.value) for fact in force.evidence if fact.name == "term"] == [
        ("term", "有效期五年")
    ]


def test_a_term_counted_from_the_issue_has_its_last_day() -> None:
    force = read_force("本办法有效期自印发之日起五年。", header=HEADER, published=None)
    assert force.date_no_longer_in_force == date(2036, 2, 29)


@pytest.mark.parametrize("title", ["云杉暂行办法", "云杉管理办法（试行）", "云杉暂行条例"])
def test_a_trial_in_the_title_and_age_alone_end_nothing(title: str) -> None:
    text = "第一条 为管理云杉，制定本办法。\n第九条 本办法自1987年4月1日起试行。"
    force = read_force(text, header=Header(title=title, date_document=date(1987, 3, 1)), published=None)
    assert (force.date_no_longer_in_force, force.status) == (None, "未标明")


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(
        alphabet="本办法通知自有效期限至到截起止施行试暂定发布之日年月底末个2031一三五，。；（）为的",
        max_size=120,
    )
)
def test_any_sentence_is_read_without_an_error(sentence: str) -> None:
    term = own_term(sentence)
    assert term is None or sentence[slice(*term.span)]


@pytest.mark.parametrize(
    "unit", ["有效期", "本办法", "有效期限期限", "自发布之日起", "2031年1月1日至", "，", "由负责解释"]
)
def test_forty_thousand_characters_are_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    own_term("本办法" + unit * (40_000 // len(unit)) + "五年")
    assert time.process_time() - began < 2

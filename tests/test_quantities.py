"""How many there are or shall be: targets, claims, their parts, and what was counted."""

from __future__ import annotations

import pytest

from cleaners.model import Quantity
from cleaners.recognition.quantities import quantities, splits

CLUSTER, GIANT, CHAMPION = "MIIT-SME-CLUSTER", "MIIT-LITTLE-GIANT", "MIIT-SINGLE-CHAMPION"


def read(text: str, title: str = "云海社：特色产业集群新进展") -> tuple[Quantity, ...]:
    return quantities(text, title=title)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "力争到2035年，培育200个中小企业特色产业集群和10个中外中小企业合作区。",
            [(CLUSTER, 200), ("MIIT-SINO-FOREIGN-ZONE", 10)],
        ),
        (
            "力争2032年新培育3000家左右“小巨人”企业、200家左右单项冠军企业，带动各省培育“专精特新”中小企业达到5万家左右。",
            [(GIANT, 3000), (CHAMPION, 200), ("MIIT-SRDI-SME", 50000)],
        ),
        (
            "到2035年，全国认定集群300个左右，带动地方培育省级集群1000个左右。",
            [(CLUSTER, 300), (CLUSTER, 1000)],
        ),
        ("“十六五”期间，在全国范围内认定三百个左右集群。", [(CLUSTER, 300)]),
    ],
)
def test_a_target_has_its_year(text: str, told: list[tuple[str, int]]) -> None:
    found = read(text)
    assert [(q.programme, q.value) for q in found] == told
    assert all(q.by in (2032, 2035) for q in found)
    assert all(text[q.span[0] : q.span[1]] == q.quote for q in found)


def test_a_plan_has_a_first_year_too_and_round_numbers_say_so() -> None:
    target = read("“十六五”期间，在全国范围内认定200个左右集群，引导和支持地方培育一批省级集群。")[0]
    assert (target.since, target.by, target.approximate, target.modality) == (2031, 2035, True, "左右")
    exact = read("力争到2035年，培育200个特色产业集群。")[0]
    assert (exact.since, exact.approximate, exact.modality) == (None, False, "力争")


def test_levels_are_kept_apart() -> None:
    found = read("到2035年，全国认定集群300个左右，带动地方培育省级集群1000个左右。")
    assert [(q.level, q.region) for q in found] == [(None, "全国"), ("省级", None)]


@pytest.mark.parametrize(
    ("text", "value", "of", "modality"),
    [
        ("迄今已累计培育认定300个国家级中小企业特色产业集群。", 300, "累计", "迄今…已…累计"),
        ("2034年新增100个特色产业集群。", 100, "2034年新增", "新增"),
        (
            "某部印发《关于2034年度中小企业特色产业集群名单的通告》，新认定100个国家级中小企业特色产业集群。",
            100,
            "2034年新增",
            "新认定",
        ),
        ("截至2034年底，县域专精特新“小巨人”企业超过3200家。", 3200, "截至2034年底", "超过"),
    ],
)
def test_a_claim_says_of_what_it_is(text: str, value: int, of: str, modality: str) -> None:
    found = read(text)
    assert [(q.value, q.of, q.modality, q.by) for q in found] == [(value, of, modality, None)]


def test_the_parts_of_a_total_are_checked() -> None:
    text = "从区域分布来看，全国300个特色产业集群中，东部地区156个，中部地区76个，西部地区63个，东北地区5个。"
    found = read(text)
    assert [(q.region, q.value, q.basis) for q in found] == [
        ("全国", 300, "区域分布"),
        ("东部地区", 156, "区域分布"),
        ("中部地区", 76, "区域分布"),
        ("西部地区", 63, "区域分布"),
        ("东北地区", 5, "区域分布"),
    ]
    assert [(s.total.value, len(s.parts), s.holds) for s in splits(found)] == [(300, 4, True)]
    wrong = splits(read(text.replace("63个", "64个")))
    assert [s.holds for s in wrong] == [False]


def test_a_heading_and_a_text_that_count_differently_can_be_told_apart() -> None:
    heading = read("山东、江苏、广东集群数量位居前三")
    text = read("具体到各地，若合并计划单列市的数据，山东、浙江均以23个集群的数量并列榜首。")
    assert [(q.region, q.value, q.unit, q.basis) for q in heading] == [
        ("山东", 3, "位", None),
        ("江苏", 3, "位", None),
        ("广东", 3, "位", None),
    ]
    assert [(q.region, q.value, q.basis, q.modality) for q in text if q.unit == "个"] == [
        ("山东", 23, "合并计划单列市", "并列榜首"),
        ("浙江", 23, "合并计划单列市", "并列榜首"),
    ]


def test_regions_share_a_number() -> None:
    found = read("从地区分布来看，浙江5个，江苏4个，河北、安徽各3个，其余省份为1至2个。")
    assert [(q.region, q.value) for q in found] == [("浙江", 5), ("江苏", 4), ("河北", 3), ("安徽", 3)]


def test_the_speaker_is_named_when_the_sentence_names_one() -> None:
    found = read("据赛迪顾问统计，截至2034年，县域3247家专精特新“小巨人”企业占总数的25.6%。")
    assert [(q.programme, q.value, q.basis, q.speaker) for q in found] == [(GIANT, 3247, "县域", "赛迪顾问")]


@pytest.mark.parametrize(
    "text",
    [
        "各省推荐不超过6个特色产业集群，计划单列市不超过1个。",
        "同一县级行政区域限申报1个集群。",
        "全国已有30个省份具备各自的特色产业集群。",
        "分布在全国769个县级行政区。",
        "云海市化妆品产业集群持证化妆品生产企业1253家。",
        "集群内小微企业合计不少于60家。",
        "公示期5个工作日，评审从6个方面进行。",
        "拟认定33个产业集群为2033年度中小企业特色产业集群。",
        "27个集群通过复核，3个集群限期整改，2个集群被撤销称号。",
        "多地部门走访逾80家上市公司。",
        "贡献了全国37%以上的增加值，全国1865个县均有分布。",
    ],
)
def test_quotas_conditions_and_numbers_of_others_are_left_out(text: str) -> None:
    assert read(text) == ()

"""Tokens: policy words stay whole, and the fast cutter agrees with the reference."""

from __future__ import annotations

import gzip
import json
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import pytest

from index.analyzer import DICTIONARY, Analyzer, FastCutter, ReferenceCutter, lexicon
from kb.home import corpora

SENTENCES = (
    "县级区划范围内的花卉特色产业集群可以自愿申报，认定有效期为三年。",
    "省级主管部门于每年5月20日前填报上一年度运行情况，逾期3次的予以撤销。",
    "支持智能网联汽车、工业母机、人形机器人等领域的专精特新小巨人企业开展产融合作。",
    "压力不低于０．１ＭＰａ的Ａ类容器，重量0.5t以上，联系邮箱 e-mail: office@example.cn。",
    "到二〇三〇年，碳达峰、碳中和工作取得进展，单位能耗下降13.5%，覆盖50%以上园区。",
    "“十四五”期间认定一百个左右的集群；5G、AI与C919相关的C类项目除外。",
    "中小企业数字化转型指南（试行）第十二条第二款第（三）项所称龙头企业，是指营业收入超过1,000万元的企业。",
    "㈠①〇囗𠮷丂、ﬁ、½、№3、㎡、α波、Ⅳ级",
)


@pytest.fixture(scope="module")
def fast() -> Analyzer:
    return Analyzer(FastCutter())


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    return Analyzer(ReferenceCutter(tmp_path_factory.mktemp("cache")))


def test_policy_words_stay_whole(fast: Analyzer) -> None:
    for word in (
        "专精特新",
        "小巨人",
        "产业集群",
        "特色产业集群",
        "链主企业",
        "产融合作",
        "智能网联汽车",
        "碳中和",
    ):
        assert word in fast.tokens(f"支持{word}的发展"), word


def test_every_lexicon_word_is_cut_as_one_word(fast: Analyzer) -> None:
    assert len(lexicon()) >= 200
    assert [word for word, frequency in lexicon() if frequency and fast.words(word) != [word]] == []


def test_a_shorter_policy_word_is_found_inside_a_longer_one(fast: Analyzer) -> None:
    assert set(fast.tokens("产业集群")) <= set(fast.tokens("中小企业特色产业集群"))
    assert set(fast.tokens("专精特新")) <= set(fast.tokens("国家级专精特新小巨人"))


def test_words_that_are_no_part_are_not_taken_out(fast: Analyzer) -> None:
    assert "小企业" not in fast.tokens("中小企业")
    assert "四五" not in fast.tokens("十四五")


def test_width_and_case_do_not_matter_and_one_letter_stays(fast: Analyzer) -> None:
    assert fast.tokens("Ａ类２０２２年０．１ＭＰａ") == fast.tokens("a类2022年0.1mpa")
    assert fast.tokens("A类")[0] == "a"
    assert fast.tokens("〔2022〕119号") == ["2022", "119", "号"]


def test_punctuation_alone_has_no_tokens(fast: Analyzer) -> None:
    assert fast.tokens("，。“”（）——……《》_ \n　") == []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_cutters_give_the_same_tokens(sentence: str, fast: Analyzer, reference: Analyzer) -> None:
    assert fast.tokens(sentence) == reference.tokens(sentence)


def test_both_cutters_agree_on_statutes(fast: Analyzer, reference: Analyzer) -> None:
    folder = corpora()
    if folder is None:
        pytest.skip("TIAOWEN_CORPORA is not set: no statutes to compare on")
    with gzip.open(folder / "stard" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, 60_000, 60)]
    assert [text for text in texts if fast.tokens(text) != reference.tokens(text)] == []


def test_the_reference_keeps_its_cache_where_it_is_told(tmp_path: Path) -> None:
    Analyzer(ReferenceCutter(tmp_path / "cache")).tokens("产业集群")
    assert list((tmp_path / "cache").iterdir())


def test_the_dictionary_named_in_the_stamp_is_the_one_installed() -> None:
    assert f"jieba {version('jieba')}, rjieba {version('rjieba')}" == DICTIONARY

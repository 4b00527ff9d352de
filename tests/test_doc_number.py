"""Document numbers: every spelling has one normal form, and what only looks like one has none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.doc_number import find_doc_numbers, normalise_doc_number

SPELLINGS = {
    "工信部企业〔2031〕119号": "工信部企业〔2031〕119号",
    "工信部企业[2031]119号": "工信部企业〔2031〕119号",
    "工信部企业［2031］119号": "工信部企业〔2031〕119号",
    "工信部企业(2031)119号": "工信部企业〔2031〕119号",
    "工信部企业（2031）119号": "工信部企业〔2031〕119号",
    "工信部企业【2031】119号": "工信部企业〔2031〕119号",
    "工信部企业﹝2031﹞119号": "工信部企业〔2031〕119号",
    "工信部企业〔2031]119号": "工信部企业〔2031〕119号",
    "工信部企业[2031] 119 号": "工信部企业〔2031〕119号",
    "工信部企业〔 2031 〕第119号": "工信部企业〔2031〕119号",
    "工信部 企业〔2031〕119号": "工信部企业〔2031〕119号",
    "工信部企业〔２０３１〕１１９号": "工信部企业〔2031〕119号",
    "工信部企业〔2031年〕119号": "工信部企业〔2031〕119号",
    "工信部联规〔2031〕211号": "工信部联规〔2031〕211号",
    "工信部联企业〔2031〕8号": "工信部联企业〔2031〕8号",
    "工信厅企业函〔2031〕117号": "工信厅企业函〔2031〕117号",
    "工信厅联科〔2031〕5号": "工信厅联科〔2031〕5号",
    "工信厅节函〔2031〕334号": "工信厅节函〔2031〕334号",
    "工企业函〔2031〕160号": "工企业函〔2031〕160号",
    "国发〔2031〕4号": "国发〔2031〕4号",
    "国办发〔2031〕6号": "国办发〔2031〕6号",
    "国办函〔2031〕57号": "国办函〔2031〕57号",
    "国函〔2031〕132号": "国函〔2031〕132号",
    "国办发明电〔2031〕2号": "国办发明电〔2031〕2号",
    "中发〔2031〕1号": "中发〔2031〕1号",
    "银发〔2031〕45号": "银发〔2031〕45号",
    "银办发﹝2031﹞81 号": "银办发〔2031〕81号",
    "发改高技〔2031〕77号": "发改高技〔2031〕77号",
    "发改办高技〔2031〕77号": "发改办高技〔2031〕77号",
    "财建〔2031〕9号": "财建〔2031〕9号",
    "财税（2031）12号": "财税〔2031〕12号",
    "国科发火〔2031〕33号": "国科发火〔2031〕33号",
    "人社部发〔2031〕3号": "人社部发〔2031〕3号",
    "国市监注发〔2031〕40号": "国市监注发〔2031〕40号",
    "证监发〔2031〕2号": "证监发〔2031〕2号",
    "汇发〔2031〕21号": "汇发〔2031〕21号",
    "建房〔2031〕16号": "建房〔2031〕16号",
    "法释〔2031〕1号": "法释〔2031〕1号",
    "苏工信中小〔2031〕12号": "苏工信中小〔2031〕12号",
    "吉政明电〔2031〕1号": "吉政明电〔2031〕1号",
    "京经信发〔2031〕5号": "京经信发〔2031〕5号",
    "沪府办规〔2031〕7号": "沪府办规〔2031〕7号",
    "国务院令第999号": "国令第999号",
    "中华人民共和国国务院令 第999号": "国令第999号",
    "中华人民共和国国务院令\n第 999 号": "国令第999号",
    "国令第999号": "国令第999号",
    "中华人民共和国主席令第四十一号": "主席令第41号",
    "中华人民共和国主席令（十九届第41号）": "主席令第41号",
    "中华人民共和国工业和信息化部令第60号": "工业和信息化部令第60号",
    "工信部令第六十号": "工业和信息化部令第60号",
    "工业和信息化部、公安部令第5号": "工业和信息化部、公安部令第5号",
    "国家发展改革委令2031年第50号": "国家发展和改革委员会令2031年第50号",
    "中国人民银行令\n（2031）第 2 号": "中国人民银行令〔2031〕第2号",
    "中国人民银行 海关总署 令〔2031〕第3号": "中国人民银行、海关总署令〔2031〕第3号",
    "2031年第34号": "2031年第34号",
    "公告 2031年第34号": "2031年第34号",
    "公告（2031年第34号）": "2031年第34号",
    "通告２０３１年第３４号": "2031年第34号",
    "中华人民共和国工业和信息化部公告 2031年第34号": "工业和信息化部公告2031年第34号",
    "财政部 税务总局公告2031年第12号": "财政部、国家税务总局公告2031年第12号",
    "海关总署公告2031年第7号": "海关总署公告2031年第7号",
    "农业部公告第521号": "农业部公告第521号",
    "中国人民银行公告〔2031〕6号": "中国人民银行公告〔2031〕第6号",
    "中国人民银行公告〔2031〕第6号": "中国人民银行公告〔2031〕第6号",
    "某某市人民政府令第3号": "某某市人民政府令第3号",
}
IN_CONTEXT = {
    "发布日期:2031-09-13工信部企业〔2031〕7号各省、自治区": "工信部企业〔2031〕7号",
    "关于某事的通知银办发〔2031〕81号各单位": "银办发〔2031〕81号",
    "根据国务院国发〔1996〕45号文件精神": "国发〔1996〕45号",
    "依据《某办法》（财企〔2030〕5号）": "财企〔2030〕5号",
    "2031年1月28日吉政明电〔2031〕1号": "吉政明电〔2031〕1号",
    "按照工信部联规〔2031〕9号要求": "工信部联规〔2031〕9号",
}
NOT_NUMBERS = (
    "",
    "（2031）京01民终119号",
    "第119号",
    "〔2031〕119号",
    "2031年119号文",
    "见附件（2031）",
    "某刊2031年第3期",
    "京A12345号",
    "GB/T 9704-2012",
    "工信部企业〔31〕119号",
    "工信部企业2031-119",
    "幸福路（2031）弄5号",
    "电话：010-12345678",
    "令人欣喜的第3号成果",
)


@pytest.mark.parametrize(("printed", "normal"), SPELLINGS.items())
def test_every_spelling_has_one_normal_form(printed: str, normal: str) -> None:
    assert normalise_doc_number(printed) == normal


@pytest.mark.parametrize("normal", sorted(set(SPELLINGS.values())))
def test_a_normal_form_is_its_own_normal_form(normal: str) -> None:
    assert normalise_doc_number(normal) == normal


@pytest.mark.parametrize(("text", "normal"), IN_CONTEXT.items())
def test_a_number_is_cut_out_of_the_text_fused_with_it(text: str, normal: str) -> None:
    assert [n.text for n in find_doc_numbers(text)] == [normal]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert normalise_doc_number(text) is None


def test_a_span_covers_exactly_what_is_printed() -> None:
    text = "前文。工信部企业[2031] 119 号，后文国令第9号。"
    for number in find_doc_numbers(text):
        assert text[number.span[0] : number.span[1]] == number.printed


def test_a_joint_order_keeps_its_issuers_in_order() -> None:
    number = find_doc_numbers("公安部 工业和信息化部令第8号")[0]
    assert number.issuers == ("公安部", "工业和信息化部")


def test_a_header_holds_a_yearly_announcement_without_its_issuers() -> None:
    assert find_doc_numbers("海关总署公告2031年第7号")[0].bare == "2031年第7号"
    assert find_doc_numbers("国令第9号")[0].bare == "国令第9号"


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="工信部企业国令公告第号年〔〕[]（）0123456789 \n文。《》", max_size=80))
def test_any_text_is_read_without_an_error_and_normal_forms_are_stable(text: str) -> None:
    for number in find_doc_numbers(text):
        assert normalise_doc_number(number.text) == number.text

"""Headers: the fields a document prints, never a number it only cites, and None for plain news."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_page
from cleaners.effect.force import read_force
from cleaners.model import Header
from cleaners.official.carrier import split_carrier
from cleaners.official.header import read_attachment_note, read_header
from cleaners.official.titles import title_issuers
from kb.home import corpora
from samples.portal.library import text as text_named
from samples.portal.pages import detail

NOTICE = """工业和信息化部 财政部文件
工信部联企业〔2031〕7号

工业和信息化部 财政部关于印发《云杉产业集群培育管理办法（试行）》的通知

各省、自治区、直辖市及计划单列市中小企业主管部门、财政厅（局）：

　　为做好云杉产业集群培育工作，依据《某某促进规划》（工信部规〔2029〕88号），我们制定了《云杉产业集群培育管理办法（试行）》，现印发给你们，请遵照执行。

　　附件：1.云杉产业集群申报表
　　2.云杉产业集群评价指标（2031年版）.wps

工业和信息化部
财　政　部
2031年3月5日

抄送：某某协会、某某研究院。
工业和信息化部办公厅 2031年3月9日印发
"""
FUSED = (
    "工业和信息化部关于印发《云杉产业集群培育暂行办法》的通知发布日期:2031-03-06工信部企业〔2031〕7号"
    "各省、自治区、直辖市中小企业主管部门：现将《云杉产业集群培育暂行办法》印发给你们，请遵照执行。"
)
NEWS = """近日，工业和信息化部印发《云杉产业集群培育暂行办法》（工信部企业〔2031〕7号）。
　　有关负责人2031年3月6日表示，将抓好落实。
　　附近居民对此表示欢迎："这是好事。"
"""


def _read(text: str, **given_: object) -> Header:
    header = read_header(text, **given_)  # type: ignore[arg-type]
    assert header is not None
    return header


def test_every_field_of_a_joint_notice_is_read() -> None:
    header = _read(NOTICE)
    assert header.title == "工业和信息化部 财政部关于印发《云杉产业集群培育管理办法（试行）》的通知"
    assert header.doc_number == "工信部联企业〔2031〕7号"
    assert header.issuers == ("工业和信息化部", "财政部")
    assert header.addressees == "各省、自治区、直辖市及计划单列市中小企业主管部门、财政厅（局）"
    assert header.attachment_note == ("云杉产业集群申报表", "云杉产业集群评价指标（2031年版）.wps")
    assert (header.date_document, header.date_printed) == (date(2031, 3, 5), date(2031, 3, 9))
    assert header.date_publication is None
    assert header.copied_to == "某某协会、某某研究院"
    assert (header.printed_by, header.kind) == ("工业和信息化部办公厅", "通知")


def test_fused_text_gives_the_same_fields() -> None:
    header = _read(FUSED + FUSED + "第二条某事。工业和信息化部2031年3月5日云杉产业集群培育暂行办法第一章总则")
    assert header.title == "工业和信息化部关于印发《云杉产业集群培育暂行办法》的通知"
    assert header.doc_number == "工信部企业〔2031〕7号"
    assert header.addressees == "各省、自治区、直辖市中小企业主管部门"
    assert (header.date_publication, header.date_document) == (date(2031, 3, 6), date(2031, 3, 5))
    assert header.issuers == ("工业和信息化部",)


def test_plain_news_has_no_header() -> None:
    assert read_header(NEWS, title="云杉产业集群迎来新办法") is None


@pytest.mark.parametrize(
    "body",
    [
        "根据《某办法》（财企〔2030〕5号）要求，现将有关事项通知如下。",
        "按照财企〔2030〕5号文件精神，现通知如下。",
        "《某办法》（财企〔2030〕5号）自本通知印发之日起废止。",
        "为落实财企〔2030〕5号规定，现通知如下。",
    ],
)
def test_a_cited_number_is_never_the_documents_own(body: str) -> None:
    assert _read(f"财政部关于某事的通知\n各有关单位：\n{body}\n财政部\n2031年1月2日").doc_number is None


@pytest.mark.parametrize(
    ("text", "title", "number"),
    [
        ("正文。", "财政部关于某事的通知（财企〔2031〕5号）", "财企〔2031〕5号"),
        ("正文。", "财政部关于某事的通知【财企〔2031〕5号】", "财企〔2031〕5号"),
        ("正文。", "云杉条例（国务院令 第999号）", "国令第999号"),
        ("正文。", "中国人民银行令〔2031〕第4号（云杉管理办法）", "中国人民银行令〔2031〕第4号"),
        ("正文。", "财政部关于废止《某办法》（财企〔2031〕5号）", None),
        ("云杉条例\n（1999年5月9日国务院令第300号发布）\n第一条 某事。", None, "国令第300号"),
        ("文号：财企〔2031〕5号\n财政部关于某事的通知\n正文。", None, "财企〔2031〕5号"),
        ("中华人民共和国财政部公告\n2031年第4号\n现予公布。", None, "2031年第4号"),
    ],
)
def test_the_own_number_is_found_where_documents_print_it(
    text: str, title: str | None, number: str | None
) -> None:
    header = read_header(text, title=title)
    assert (header.doc_number if header else None) == number


def test_a_yearly_announcement_keeps_its_ordered_issuers() -> None:
    header = _read("财政部 税务总局公告2031年第4号\n现就某事公告如下。\n财政部\n税务总局\n2031年1月2日")
    assert header.doc_number == "2031年第4号"
    assert header.issuers == ("财政部", "国家税务总局")
    assert header.kind == "公告"


def test_a_site_table_is_read_with_spaces_in_its_labels() -> None:
    table = (
        ("标\xa0\xa0题：", "某省关于某事的通知"),
        ("索 引 号", "0001/2031-00002"),
        ("发文机关：", "工信部　财政部"),
        ("发文字号", "工信部联企业[2031] 7 号"),
        ("成文日期", "2031年03月05日"),
        ("发布日期：", "2031-03-06 10:20"),
        ("主题分类", "工业、交通\\其他"),
        ("公文种类", "通知"),
    )
    header = _read("一些正文。", fields=table)
    assert header.title == "某省关于某事的通知"
    assert header.index_number == "0001/2031-00002"
    assert header.issuers == ("工业和信息化部", "财政部")
    assert header.doc_number == "工信部联企业〔2031〕7号"
    assert (header.date_document, header.date_publication) == (date(2031, 3, 5), date(2031, 3, 6))
    assert (header.subject, header.kind) == ("工业、交通\\其他", "通知")


def test_a_publication_date_and_a_source_alone_are_news() -> None:
    assert (
        read_header("一些正文。", title="某地的事", fields=[("发布日期", "2031-03-06"), ("来源", "某报")])
        is None
    )


def test_labels_fused_in_one_line_are_told_apart() -> None:
    text = "标题：财政部关于某事的通知索引号：A/2031-1文号：财企〔2031〕5号发文机关：财政部"
    text += "发布日期：2031年3月6日\n各单位：\n正文。"
    header = _read(text)
    assert (header.doc_number, header.index_number) == ("财企〔2031〕5号", "A/2031-1")
    assert (header.title, header.date_publication) == ("财政部关于某事的通知", date(2031, 3, 6))


def test_a_title_broken_over_lines_is_joined() -> None:
    header = _read("财政部关于做好\n云杉资金管理工作的\n指导意见\n财企〔2031〕5号\n各单位：\n正文。")
    assert header.title == "财政部关于做好云杉资金管理工作的指导意见"
    assert header.kind == "意见"


def test_annex_names_broken_by_tags_are_mended() -> None:
    assert read_attachment_note("施行。附件：云杉认定标准（<BR>2031年版）<BR>.wps<BR>") == (
        "云杉认定标准（2031年版）.wps",
    )
    assert read_attachment_note("\n附件：1. 甲表2. 乙表二〇三一年三月五日\n主题词：某") == ("甲表", "乙表")
    assert read_attachment_note("没有附件。") == ()


def test_a_date_in_a_sentence_signs_nothing() -> None:
    header = _read("财政部关于某事的通知\n各单位：\n请于2031年3月5日\n前报送。自2031年4月1日起施行。")
    assert header.date_document is None


def test_an_order_is_signed_by_a_person() -> None:
    text = "中华人民共和国财政部令\n第90号\n《云杉办法》已通过，现予公布。\n部　长　某某某\n2031年3月5日\n"
    header = _read(text + "云杉办法\n第一条 某事。")
    assert (header.doc_number, header.kind) == ("财政部令第90号", "令")
    assert header.date_document == date(2031, 3, 5)
    assert header.issuers == ("财政部",)


def test_the_signature_completes_a_title_that_says_and_others() -> None:
    text = "工业和信息化部等三部门关于云杉工作的通知\n工信部联规〔2031〕9号\n各单位：\n种好云杉。\n"
    header = _read(text + "工业和信息化部\n财政部\n农业农村部\n2031年3月5日\n")
    assert header.issuers == ("工业和信息化部", "财政部", "农业农村部")


def test_a_bureau_that_writes_in_its_own_name_is_the_issuer() -> None:
    header = _read("工业和信息化部中小企业局关于云杉工作的函\n工企业函〔2031〕160号\n各单位：\n种好云杉。\n")
    assert (header.issuers, header.doc_number) == (("工业和信息化部中小企业局",), "工企业函〔2031〕160号")


def test_agencies_no_list_holds_are_told_by_their_endings() -> None:
    header = _read("某某省工业和信息化厅 某某省财政厅关于云杉工作的通知\n各单位：\n种好云杉。\n")
    assert header.issuers == ("某某省工业和信息化厅", "某某省财政厅")


JOINT = "产业振兴部　乡土经济部　工艺传承局关于支持云杉工坊的若干意见"


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        (JOINT, ("产业振兴部", "乡土经济部", "工艺传承局")),
        ("产业振兴部、乡土经济部关于某事的通知", ("产业振兴部", "乡土经济部")),
        ("财政部 产业振兴部和工艺传承局关于某事的通知", ("财政部", "产业振兴部", "工艺传承局")),
        ("产业振兴部 办公厅关于某事的通知", ("产业振兴部办公厅",)),
        ("云杉发展委员会办公室关于某事的通知", ("云杉发展委员会办公室",)),
        ("工信部云杉司关于某事的函", ("工业和信息化部云杉司",)),
        ("产业振兴部等三部门印发《云杉办法》的通知", ("产业振兴部",)),
        ("群众关于某事的意见", ()),
        ("我部关于某事的通知", ()),
        ("五部委关于某事的通知", ()),
        ("工作部署 关于某事的通知", ()),
        ("产业振兴部谈关于某事的通知", ()),
        ("产业振兴部关于云杉，有话要说", ()),
    ],
)
def test_agencies_no_list_holds_issue_what_their_title_says(title: str, issuers: tuple[str, ...]) -> None:
    assert title_issuers(title) == issuers


def test_the_signature_completes_unlisted_agencies_too() -> None:
    text = "产业振兴部等三部门关于云杉工作的通知\n各单位：\n种好云杉。\n产业振兴部\n乡土经济部\n工艺传承局\n"
    header = _read(text + "2031年3月5日\n云杉办法\n第一条 某事。")
    assert header.issuers == ("产业振兴部", "乡土经济部", "工艺传承局")
    assert header.date_document == date(2031, 3, 5)


def test_a_signature_alone_names_the_issuer() -> None:
    header = _read("关于云杉名单的公示\n现予公示，欢迎监督。\n产业振兴部云杉产业司\n2031年3月5日")
    assert (header.issuers, header.date_document) == (("产业振兴部云杉产业司",), date(2031, 3, 5))


def test_an_unlisted_issuer_signs_in_fused_text_when_the_title_names_it() -> None:
    text = "产业振兴部关于印发《云杉办法》的通知各单位：请执行。产业振兴部2031年3月5日云杉办法第一条某事。"
    assert _read(text).date_document == date(2031, 3, 5)
    other = text.replace("。产业振兴部2031", "。乡土经济部2031")
    assert _read(other).date_document is None


@pytest.mark.parametrize(
    "line", ["工作部署", "当前大局", "联系人：张三，产业振兴部", "省和市干部", "某某公司"]
)
def test_a_line_that_names_no_agency_signs_nothing(line: str) -> None:
    header = _read(f"财政部关于某事的通知\n各单位：\n{line}\n2031年3月5日\n第二部分")
    assert (header.issuers, header.date_document) == (("财政部",), None)


def test_a_red_head_names_an_unlisted_issuer() -> None:
    header = _read("工艺传承局文件\n工传发〔2031〕7号\n关于做好某事的通知\n各有关单位：\n现通知如下。")
    assert header.issuers == ("工艺传承局",)


def test_the_sample_portals_notices_have_their_issuers_and_days() -> None:
    headers = {
        slug: clean_page(detail(text_named(slug)).encode(), url="https://x.example/").header for slug in SLUGS
    }
    found = {slug: (h.issuers, h.date_document) for slug, h in headers.items() if h is not None}
    assert found == SLUGS


SLUGS = {
    "measure-2022": (("产业振兴部",), date(2022, 6, 20)),
    "measure-2025": (("产业振兴部",), date(2025, 5, 16)),
    "joint-2024": (("产业振兴部", "乡土经济部", "工艺传承局"), date(2024, 3, 20)),
    "notice-2026-7": (("产业振兴部",), date(2026, 7, 14)),
}


def test_a_public_notice_of_a_list_keeps_its_title_and_has_no_official_kind() -> None:
    header = _read("关于云杉企业名单的公示\n现予公示。\n财政部办公厅\n2031年3月5日\n")
    assert (header.title, header.kind) == ("关于云杉企业名单的公示", None)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str, title: str) -> None:
    read_header(text, title=title, fields=[(title, text)])


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(re.split(r"(?<=[：。\n])", NOTICE + FUSED)), max_size=20))
def test_any_shuffle_of_a_notice_is_read_without_an_error(pieces: list[str]) -> None:
    read_header("".join(pieces))


LONG = (
    *(
        "财" * 40000,
        "附件：" * 13000,
        "2031年1月2日" * 4000,
        "（" * 40000,
        "发布日期：" * 8000,
        " \n" * 20000,
    ),
    *("关于的通知" * 8000, "工信部企业〔2031〕7号" * 2500, "抄送：" * 13000, "各单位、" * 10000),
    *(
        "\u3000" * 40000 + "附",
        "自2031年1月2日起施行，" * 2500,
        "自发布之日起施行。" * 4000,
        "附件1\n" * 8000,
    ),
    *("《" * 40000, "财政部\n" * 10000 + "2031年1月2日", "有效期至" * 10000, "2031年1月2日\n" * 4000),
)


@pytest.mark.parametrize("long", LONG)
def test_forty_thousand_characters_of_anything_are_read_in_a_moment(long: str) -> None:
    began = time.process_time()
    header = read_header(long, title="财政部关于印发《云杉办法》的通知")
    split_carrier(long, header)
    read_force(long, header=header, published=None)
    assert time.process_time() - began < 3


def test_the_garbled_seed_notice_gives_all_its_fields() -> None:
    root = corpora()
    seed = root.parent / "seeds" / "003_9f22d71a7b72a358.txt" if root else None
    if seed is None or not seed.is_file():
        pytest.skip("the seeds are not there: TIAOWEN_CORPORA is not set")
    header = _read(seed.read_text(encoding="utf-8"))
    assert header.doc_number == "工信部企业〔2022〕119号"
    assert header.date_publication == header.date_document == date(2022, 9, 13)
    assert header.issuers == ("工业和信息化部",)
    assert header.addressees is not None
    assert header.addressees.endswith("中小企业主管部门")
    assert header.attachment_note == ("中小企业特色产业集群认定标准（2022年版）.wps",)


@pytest.mark.parametrize("name", ["000_944ec0144c3e0ce7", "001_ebc2ea183d996b1c", "002_615a92d336f754fb"])
def test_the_seed_news_have_no_header(name: str) -> None:
    root = corpora()
    if root is None or not (root.parent / "seeds").is_dir():
        pytest.skip("the seeds are not there: TIAOWEN_CORPORA is not set")
    assert read_header((root.parent / "seeds" / f"{name}.txt").read_text(encoding="utf-8")) is None

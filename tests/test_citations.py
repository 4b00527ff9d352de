"""Citations are read in every spelling people use, and looked up by key."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.citations import Reference, find_references, parse_reference, reference_of

NUMBER = "工信部企业〔2031〕27号"


@pytest.mark.parametrize(
    "text",
    [
        "工信部企业〔2031〕27号第十四条",
        "工信部企业[2031]27号第14条",
        "工信部企业（2031）27号14条",
        "工信部企业 〔2031〕 27 号 第 14 条",
        "工信部企业【2031】27号 Art. 14",
        "工信部企业〔2031〕27号 article 14",
        "工信部企业﹝２０３１﹞２７号第１４条",
        "工信部企业［2031］27号的第十四条",
        "工信部企业〔2031〕27号第十四条的规定",
        "工信部企业〔2031〕27号文件第十四条。",
        "《花卉集群办法》（工信部企业〔2031〕27号）第十四条",
        "工信部企业〔2031〕27号十四条",
        "工信部企业〔2031〕27號第十四條",
        "第十四条 工信部企业〔2031〕27号",
    ],
)
def test_twelve_notations_and_more_name_one_article(text: str) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.doc_number, reference.eid) == (NUMBER, "art_14")


@pytest.mark.parametrize(
    ("text", "title", "eid"),
    [
        ("《花卉集群办法》第六条", "花卉集群办法", "art_6"),
        ("《花卉集群办法》第八十二条之一", "花卉集群办法", "art_82-1"),
        ("《花卉集群办法》第6条第2款第（三）项", "花卉集群办法", "art_6__para_2__point_3"),
        ("《花卉集群办法》第六条第（四）项", "花卉集群办法", "art_6__para_1__point_4"),
        ("花卉专业合作社法第三十三条", "花卉专业合作社法", "art_33"),
        ("《花卉專業合作社法》第三十三條", "花卉专业合作社法", "art_33"),
        ("<<花卉集群办法>>第6条", "花卉集群办法", "art_6"),
        ("Art. 6 花卉集群办法", "花卉集群办法", "art_6"),
        ("第六条第二款，花卉集群办法", "花卉集群办法", "art_6__para_2"),
        ("根据花卉专业合作社法第三十三条", "花卉专业合作社法", "art_33"),
        ("《花卉集群办法（试行）》第三条", "花卉集群办法（试行）", "art_3"),
        ("《关于印发〈花卉集群办法〉的通知》", "关于印发〈花卉集群办法〉的通知", None),
    ],
)
def test_a_title_with_or_without_marks_names_the_document(text: str, title: str, eid: str | None) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.title, reference.eid) == (title, eid)


def test_an_annex_is_kept_apart_from_its_article() -> None:
    reference = parse_reference(f"{NUMBER}附件2第三条")
    assert reference is not None
    assert (reference.doc_number, reference.annex, reference.eid) == (NUMBER, 2, "art_3")


def test_an_article_alone_names_no_document() -> None:
    for text in ("第十二条", "第12条", "12条", "Art. 12"):
        reference = parse_reference(text)
        assert reference is not None
        assert reference.bare
        assert reference.eid == "art_12"


@pytest.mark.parametrize(
    "text",
    [
        "集群有效期",
        "每年4月30日前填报",
        "申报条件",
        "三条红线",
        "",
        "  ",
        "附件",
        "款项",
        "有效期三年的规定",
        "，第三条",
    ],
)
def test_words_are_no_citation(text: str) -> None:
    assert parse_reference(text) is None


def test_who_must_name_something_names_a_title() -> None:
    assert reference_of("花卉集群办法").title == "花卉集群办法"


def test_citations_in_a_running_text_keep_their_place() -> None:
    text = f"依据《花卉法》第三条、《花卉集群办法》（示例部令第3号）第五条第二款和{NUMBER}第十四条制定。"
    found = find_references(text)
    assert [(r.title, r.doc_number, r.eid) for r in found] == [
        ("花卉法", None, "art_3"),
        ("花卉集群办法", "示例部令第3号", "art_5__para_2"),
        (None, NUMBER, "art_14"),
    ]
    assert all(text[r.start : r.end] == r.text for r in found)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("《》第一二十2０条款项目之（）()〔〕号附件的法Art. -")), max_size=40
    )
)
def test_nothing_raises(text: str) -> None:
    find_references(text)
    assert isinstance(parse_reference(text), Reference | None)


@pytest.mark.parametrize(
    "unit", ["《", "《甲", "第", "一", " ", "　", "附件", "示部〔2031〕", "第一条", "》第1条"]
)
def test_reading_is_linear(unit: str) -> None:
    started = time.process_time()
    find_references(unit * (40_000 // len(unit)))
    parse_reference(unit * 300)
    assert time.process_time() - started < 1.5

"""References are read from running text: documents, lists and ranges of units, the text's own articles."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.citing.reference_units import Unit, units_at
from cleaners.citing.references import Mention, amends, is_basis, references
from cleaners.citing.short_names import ends_title, is_generic, short_names


@pytest.mark.parametrize(
    ("text", "eids", "rest"),
    [
        ("第三条", ["art_3"], ""),
        ("第３条第２款规定", ["art_3__para_2"], "规定"),
        ("第三条、第五条至第七条规定的", ["art_3", "art_5", "art_6", "art_7"], "规定的"),
        ("第十条第一款和第三款", ["art_10__para_1", "art_10__para_3"], ""),
        ("第十条第一款第（二）、（四）项", ["art_10__para_1__point_2", "art_10__para_1__point_4"], ""),
        ("第八十二条之一、第九十条", ["art_82-1", "art_90"], ""),
        ("第三条第（一）项至第（三）项", [f"art_3__para_1__point_{n}" for n in (1, 2, 3)], ""),
        ("第三条、四个方面", ["art_3"], "、四个方面"),
        ("第三条和本办法", ["art_3"], "和本办法"),
        ("第二章第三节", ["chp_2__sec_3"], ""),
        ("第三条件", [], "第三条件"),
        ("第二款", [], "第二款"),
    ],
)
def test_units_are_read_as_far_as_they_go(text: str, eids: list[str], rest: str) -> None:
    units, end = units_at(text, 0)
    assert [unit.eids()[0] for unit in units] == eids
    assert text[end:] == rest


def test_a_range_is_opened_only_between_units_of_one_kind() -> None:
    units, _ = units_at("第三条第二款至第五条", 0)
    assert [unit.eids()[0] for unit in units] == ["art_3__para_2", "art_5"]
    units, _ = units_at("第三条至第五条第二款", 0)
    assert [unit.eids()[0] for unit in units] == ["art_3", "art_4", "art_5__para_2"]


def test_a_point_without_a_paragraph_is_looked_for_in_all_and_then_its_article() -> None:
    assert Unit(article=3, point=2).eids()[-1] == "art_3"
    assert "art_3__para_2__point_2" in Unit(article=3, point=2).eids()


def only(text: str, title: str = "") -> Mention:
    (found,) = references(text, title=title)
    return found


@pytest.mark.parametrize("lead", ["依据", "根据", "按照", "依照", "违反", "适用"])
def test_the_word_that_leads_to_a_document_is_told(lead: str) -> None:
    text = f"{lead}《云杉促进法》第三条第二款的规定"
    found = only(text)
    assert (found.kind, found.title, found.lead) == ("title", "云杉促进法", lead)
    assert found.lead_start is not None
    assert text[found.lead_start : found.end] == f"{lead}《云杉促进法》第三条第二款"


def test_a_list_of_documents_shares_its_word() -> None:
    found = references(
        "根据《云杉促进法》、国务院《渔灯条例》和《桅灯办法》（海发〔2031〕3号），制定本规定。"
    )
    assert [(m.title, m.doc_number, m.lead) for m in found] == [
        ("云杉促进法", None, "根据"),
        ("渔灯条例", None, "根据"),
        ("桅灯办法", "海发〔2031〕3号", "根据"),
    ]
    assert all(
        is_basis("根据《云杉促进法》、国务院《渔灯条例》和《桅灯办法》（海发〔2031〕3号），制定本规定。", m)
        for m in found
    )


def test_a_condition_is_no_basis() -> None:
    text = "违反《云杉促进法》，由主管部门决定处罚。"
    assert not is_basis(text, only(text))


def test_a_number_alone_is_a_reference() -> None:
    found = only("按照海发〔2031〕3号第四条办理。")
    assert (found.kind, found.doc_number, found.units[0].article) == ("number", "海发〔2031〕3号", 4)


def test_a_name_without_marks_counts_before_an_article_only() -> None:
    found = only("依照渔业刑法第三条处罚，渔业刑法另有规定的除外。")
    assert (found.kind, found.names[-1]) == ("name", "渔业刑法")


def test_the_texts_own_articles_are_its_own() -> None:
    text = "违反本办法第六条、第八条的，依照前款和前两款处理；本条第二款，第一款，前条第三款除外。"
    assert [(m.kind, m.back, [u.article for u in m.units]) for m in references(text)] == [
        ("own", 0, [6, 8]),
        ("paragraphs", 1, []),
        ("paragraphs", 2, []),
        ("article", 0, [0]),
        ("article", 0, [0]),
        ("articles", 1, [0]),
    ]


def test_a_bare_article_is_the_texts_own_only_where_no_other_document_stands_in_the_sentence() -> None:
    assert [m.kind for m in references("依照第三条处理。")] == ["own"]
    assert [m.kind for m in references("《云杉促进法》另有规定的，依照第三条处理。")] == ["title"]
    assert references("该法第三条另有规定。") == ()


def test_what_an_amendment_quotes_or_names_is_not_its_own_reference() -> None:
    title = "关于修改《云杉办法》的决定"
    text = "一、第三条修改为：“第三条　依照《渔灯条例》第九条和本办法第二条处理。”\n二、依照第五条执行。"
    assert amends(title)
    assert references(text, title=title) == ()
    assert [m.title for m in references("根据《渔灯条例》，作如下修改：", title=title)] == ["渔灯条例"]


def test_a_title_inside_a_title_is_one_reference() -> None:
    assert only("《关于印发〈云杉办法〉的通知》（海发〔2031〕3号）").title == "关于印发〈云杉办法〉的通知"


# -- short names


@pytest.mark.parametrize(
    ("text", "short", "title"),
    [
        ("《云海省云杉促进法》（以下简称《促进法》）", "促进法", "云海省云杉促进法"),
        ("《云杉工坊暂行办法》（以下称“暂行办法”）", "暂行办法", "云杉工坊暂行办法"),
        ("《云杉工坊办法》（海发〔2031〕3号，以下简称《办法》）", "办法", "云杉工坊办法"),
        ("《云杉工坊办法》（海发〔2031〕3号）（以下简称办法）", "办法", "云杉工坊办法"),
    ],
)
def test_a_short_name_stands_for_what_its_document_says(text: str, short: str, title: str) -> None:
    assert {key: name.title for key, name in short_names(f"按照{text}执行。").items()} == {short: title}


def test_the_number_beside_a_short_name_is_kept() -> None:
    (name,) = short_names("《云杉工坊办法》（海发〔2031〕3号，以下简称《办法》）").values()
    assert name.doc_number == "海发〔2031〕3号"


def test_a_short_name_given_to_two_documents_is_none() -> None:
    assert short_names("《甲工坊办法》（以下简称《办法》）、《乙工坊办法》（以下简称《办法》）") == {}


def test_bodies_have_no_short_titles() -> None:
    assert short_names("云海省渔业局（以下简称省局）") == {}


def test_a_name_of_a_form_names_no_document_and_ends_many() -> None:
    assert is_generic("暂行办法")
    assert not is_generic("云杉办法")
    titles = ["云杉工坊暂行办法（试行）", "渔灯条例", "云杉工坊暂行办法（试行）"]
    assert ends_title("暂行办法", titles) == ("云杉工坊暂行办法（试行）",)
    assert ends_title("云杉工坊暂行办法", titles) == ()


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="《云杉法》第三条款项、至（一）前本依照根据2031〔〕号简称以下", max_size=80))
def test_mentions_are_in_order_and_never_overlap(text: str) -> None:
    found = references(text)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    short_names(text)


@pytest.mark.parametrize(
    "piece",
    ["《云杉", "第三条、", "第一款", "（以下简称", "本办法第", "根据", "》（", "3号", "法第三条", "前两款"],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    start = time.process_time()
    references(text)
    short_names(text)
    assert time.process_time() - start < 2

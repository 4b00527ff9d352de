"""A citation names provisions by key: one, several, or honestly none."""

from __future__ import annotations

import pytest

from index.citations import reference_of
from index.resolve import Target, is_missing, resolve
from tests.clauses import Clauses, clause

NOTICE, MEASURE, RULES = "工信部企业〔2031〕27号", "工信部企业〔2031〕27号/1", "工信部企业〔2031〕28号"
TITLE = "花卉集群促进暂行办法"
CARRIED = {"title": TITLE, "carrier": NOTICE, "doc_number": NOTICE}

BASE = Clauses(
    [
        clause(
            NOTICE,
            "lvl_1",
            "现印发给你们。",
            role="notice",
            title="关于印发《花卉集群促进暂行办法》的通知",
            doc_number=NOTICE,
        ),
        clause(MEASURE, "art_6", "重点工作：", **CARRIED),
        clause(MEASURE, "art_6__para_1__point_4", "（四）保护地力。", **CARRIED),
        clause(MEASURE, "art_7__para_2__point_1", "（一）统一育种。", **CARRIED),
        clause(MEASURE, "art_7", "做法如下。", **CARRIED),
        clause(MEASURE, "att_2__art_3", "附件的第三条。", **CARRIED),
        clause(
            RULES, "lvl_1", "现印发给你们。", role="notice", title="关于印发两个办法的通知", doc_number=RULES
        ),
        clause(f"{RULES}/1", "art_1", "甲。", title="甲办法", carrier=RULES, doc_number=RULES),
        clause(f"{RULES}/2", "art_1", "乙。", title="乙办法", carrier=RULES, doc_number=RULES),
        clause("h:law", "art_82-1", "之一。", title="中华人民共和国花卉法"),
        clause("h:amendment", "art_3", "修改。", title="中华人民共和国花卉法修正案（2004年）"),
        clause("h:news", "para_1", "记者获悉。", title=TITLE, role="news"),
    ]
)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (NOTICE, [Target(NOTICE, None)]),
        (f"{NOTICE}第六条", [Target(MEASURE, "art_6")]),
        (f"{NOTICE}第六条第（四）项", [Target(MEASURE, "art_6__para_1__point_4")]),
        (f"{NOTICE}第七条第（一）项", [Target(MEASURE, "art_7__para_2__point_1")]),
        (f"{NOTICE}第六条第（九）项", [Target(MEASURE, "art_6")]),
        (f"{NOTICE}附件2第三条", [Target(MEASURE, "att_2__art_3")]),
        (f"{RULES}第一条", [Target(f"{RULES}/1", "art_1"), Target(f"{RULES}/2", "art_1")]),
        (f"{RULES}附件2第一条", [Target(f"{RULES}/2", "art_1")]),
        (f"《{TITLE}》第六条", [Target(MEASURE, "art_6")]),
        (TITLE, [Target(MEASURE, None)]),
        (MEASURE, [Target(MEASURE, None)]),
        ("《关于印发〈花卉集群促进暂行办法〉的通知》第六条", [Target(MEASURE, "art_6")]),
        ("花卉法第八十二条之一", [Target("h:law", "art_82-1")]),
        ("《中华人民共和国花卉法》第82条之一", [Target("h:law", "art_82-1")]),
        ("花卉法修正案2004年第三条", [Target("h:amendment", "art_3")]),
    ],
)
def test_what_is_cited_is_found(text: str, targets: list[Target]) -> None:
    assert list(resolve(BASE, reference_of(text))) == targets


def test_an_article_that_is_not_held_is_named_without_a_place() -> None:
    assert resolve(BASE, reference_of(f"{NOTICE}第九条")) == (Target(MEASURE, None),)


def test_an_annex_that_is_an_instrument_of_its_own_is_held_whole() -> None:
    for text, held in ((f"{RULES}附件2", True), (f"{RULES}附件3", False), (f"{RULES}附件2第九条", False)):
        reference = reference_of(text)
        [target] = resolve(BASE, reference)
        assert target == Target(f"{RULES}/2" if "2" in text[-5:] else RULES, None)
        assert is_missing(BASE, reference, target) is not held


def test_the_annexes_of_a_measure_are_those_of_its_notice() -> None:
    assert resolve(BASE, reference_of("《甲办法》附件2第一条")) == (Target(f"{RULES}/2", "art_1"),)


def test_an_article_of_an_instrument_is_named_by_its_id() -> None:
    assert resolve(BASE, reference_of(f"{RULES}/2第一条")) == (Target(f"{RULES}/2", "art_1"),)


def test_a_document_that_is_not_held_gives_nothing() -> None:
    assert resolve(BASE, reference_of("工信部企业〔2031〕99号第一条")) == ()
    assert resolve(BASE, reference_of("《没有的办法》第一条")) == ()


def test_an_article_alone_is_looked_for_in_the_document_given() -> None:
    assert resolve(BASE, reference_of("第六条"), work=MEASURE) == (Target(MEASURE, "art_6"),)
    assert resolve(BASE, reference_of("第六条")) == ()

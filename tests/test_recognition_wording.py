"""What notices announce: who is recognised, renewed or revoked, and what only sounds like it."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.model import Announced
from cleaners.recognition.announced import announced
from cleaners.recognition.programmes import programmes_in
from tests.gates.recognition import Case, Notice, cases, notices, read, right


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.text.strip()[:24])
def test_a_notice_announces_what_it_says_and_nothing_else(case: Case) -> None:
    assert sorted(read(case), key=str) == sorted(case.says, key=str)


@pytest.mark.parametrize("notice", notices(), ids=lambda notice: f"{notice.set}: {notice.text.strip()[:20]}")
def test_a_notice_by_another_hand_announces_what_it_says(notice: Notice) -> None:
    found = announced(notice.text, title=notice.title)
    assert right(notice, found) == len(notice.says) == len(found), found


def test_no_programme_is_told_that_a_notice_does_not_name() -> None:
    told = [(notice, event) for notice in notices() for event in announced(notice.text, title=notice.title)]
    support = {"MOF-LITTLE-GIANT-SUPPORT": "MIIT-LITTLE-GIANT"}  # what 继续支持 makes of the other
    for notice, event in told:
        named = {one.programme for one in programmes_in(f"{notice.title}\n{notice.text}")}
        assert event.programme in named | {None} or support.get(event.programme or "") in named, notice.text
    assert sum(event.programme is not None for _, event in told) > 0.9 * len(told)


def test_nearly_a_third_of_the_cases_announce_nothing() -> None:
    silent = sum(not case.says for case in cases())
    assert silent >= 550
    assert silent / len(cases()) >= 0.3


def only(text: str, title: str = "") -> Announced:
    found = announced(text, title=title)
    assert len(found) == 1, found
    return found[0]


def test_the_quote_is_the_sentence_as_printed_and_stands_at_its_span() -> None:
    text = '某厅:\n经研究,认定"青砚仪器有限公司"等5家企业为绿色工厂.\n'
    event = only(text)
    assert text[event.span[0] : event.span[1]] == event.quote
    assert event.named == ("青砚仪器有限公司",)


def test_batch_and_year_come_from_the_sentence_then_its_heading_then_the_title() -> None:
    title = "关于公布2033年度第六批绿色工厂名单的通知"
    assert (
        only("认定青砚公司等5家企业为绿色工厂。", title).batch,
        only("认定青砚公司等5家企业为绿色工厂。", title).year,
    ) == (
        "第六批",
        2033,
    )
    assert only("认定青砚公司等5家企业为第二批绿色工厂。", title).batch == "第二批"
    assert only("一、第三批名单\n认定青砚公司等5家企业为绿色工厂。", title).batch == "第三批"


def test_two_batches_in_a_sentence_are_two_events() -> None:
    text = "现将第五批专精特新“小巨人”企业和通过复核的第二批专精特新“小巨人”企业名单予以公告。"
    found = [(a.event_type, a.batch) for a in announced(text, title="")]
    assert found == [("recognise", "第五批"), ("renew", "第二批")]


def test_a_rename_gives_old_and_new_in_one_order() -> None:
    event = only(
        "青砚机械厂更名为青砚机电有限公司，墨坞纸厂变更为墨坞纸业有限公司。", "关于绿色工厂更名的公告"
    )
    assert event.old_names == ("青砚机械厂", "墨坞纸厂")
    assert event.named == ("青砚机电有限公司", "墨坞纸业有限公司")


def test_a_bracket_within_a_new_name_does_not_end_it() -> None:
    event = only("同意青砚大地（集团）有限公司更名为青砚大地（集团）股份有限公司。", "关于绿色工厂更名的公告")
    assert event.named == ("青砚大地（集团）股份有限公司",)
    event = only("青砚机械厂更名为青砚机电有限公司（见附件）。", "关于绿色工厂更名的公告")
    assert event.named == ("青砚机电有限公司",)


def test_what_a_proposal_lists_is_never_recognised() -> None:
    title = "关于绿色工厂名单的公示"
    for said in ("认定", "确定", "撤销"):
        tail = "绿色工厂称号。" if said == "撤销" else "为绿色工厂。"
        assert only(f"拟{said}青砚公司等5家企业{tail}", title).event_type == "publicise"


@pytest.mark.parametrize(
    "again", ["认定为第", "撤销其", "青岩公司、", "绿色工厂3家、", "由更名为", "（", "1"]
)
def test_no_text_takes_long(again: str) -> None:
    begun = process_time()
    announced("认定" + again * 3000 + "等3家企业为绿色工厂", title="")
    assert process_time() - begun < 3


def test_any_text_is_read_without_an_error() -> None:
    for text in ("", "。", "，，，", "认定", "为", "（", "《", "“", "第一条", "等家", "附件", "拟", "\n\n"):
        announced(text, title=text)


PIECES = (
    *(
        "认定",
        "拟",
        "撤销",
        "青岩公司",
        "、",
        "，",
        "。",
        "等5家",
        "为",
        "绿色工厂",
        "第一批",
        "和",
        "第二批",
        "名单",
        "现将",
    ),
    *(
        "予以公示",
        "通过复核",
        "的",
        "限期整改",
        "更名为",
        "应为",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "附件1",
        "其",
        "称号",
        "2033年度",
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_event_is_proved_by_its_quote(text: str) -> None:
    for event in announced(text, title="关于绿色工厂名单的通知"):
        assert text[event.span[0] : event.span[1]] == event.quote

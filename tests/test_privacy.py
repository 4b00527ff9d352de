"""Personal data is masked before a text is stored, and no clause is touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.stripping.privacy import MASK, masked
from kb.home import corpora


@pytest.mark.parametrize(
    ("line", "kept", "gone"),
    [
        ("联系人：林某某　联系电话：010-00000046", "联系人：", ("林某某", "00000046")),
        ("联系人及电话：林一、陈二 0510-0000000/0000001", "联系人及电话：", ("林一", "陈二", "0000001")),
        ("传 真：（010）00000047", "传 真：", ("00000047",)),
        ("材料发送至 nobody@example.invalid，逾期不予受理。", "逾期不予受理。", ("nobody@example",)),
        ("（联系电话：00000000）", "联系电话：", ("00000000",)),
        ("负责人手机13000000000", "负责人手机", ("13000000000",)),
        ("身份证号110101199001010000", "身份证号", ("19900101",)),
    ],
)
def test_contacts_and_numbers_of_persons_are_masked(line: str, kept: str, gone: tuple[str, ...]) -> None:
    text, removed = masked(line)
    assert len(text) == len(line), "offsets stay"
    assert kept in text
    assert not [piece for piece in gone if piece in text]
    assert removed
    assert all(set(cut.quote) == {MASK} for cut in removed)


@pytest.mark.parametrize(
    "line",
    [
        "第三条 申请单位应当公布联系人和联系电话。",
        "自2031年6月1日起施行，有效期至2036年5月31日。",
        "产业规模达到1,300,000,000元，项目编号20310000000001。",
        "云工信规〔2031〕8号",
        "统一社会信用代码 91110000000000000X",
        "联系电话见附件，公示时间：2031-06-01至2031-06-07。",
    ],
)
def test_clauses_dates_and_figures_stay(line: str) -> None:
    assert masked(line) == (line, ())


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(alphabet="联系人电话：:0123456789- 张三@a.b\n第一条。", max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)[0]
    assert len(once) == len(text)
    assert masked(once)[0] == once


def test_no_article_of_the_statutes_is_touched() -> None:
    import gzip
    import json

    folder = corpora()
    if folder is None:
        pytest.skip("TIAOWEN_CORPORA is not set: no statutes to read")
    with gzip.open(folder / "statutes/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for number, line in enumerate(lines) if number % 5 == 0]
    assert not [text for text in texts if masked(text)[1]]

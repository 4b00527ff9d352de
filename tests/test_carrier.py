"""A notice and what it issues: the parts tile the text, and the instrument is whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.official.carrier import Part, split_carrier
from cleaners.official.header import read_header
from kb.home import corpora

HEAD = """财政部关于印发《云杉资金管理办法》的通知
财企〔2031〕5号
各省、自治区、直辖市财政厅（局）：
　　现将《云杉资金管理办法》印发给你们，请遵照执行。
"""
SIGNED = "财政部\n2031年3月5日\n"
MEASURE = """云杉资金管理办法
第一章 总则
第一条 为规范云杉资金管理，制定本办法。
第二条 本办法自2031年4月1日起施行。
"""
RULES = """云杉资金实施细则
第一条 为实施云杉资金管理办法，制定本细则。
第二条 本细则自2031年4月1日起施行。
"""
LIST = "云杉资金支持名单\n序号 单位\n1 某某公司\n2 某某中心\n"


def _split(text: str, title: str | None = None) -> tuple[Part, ...]:
    parts = split_carrier(text, read_header(text, title=title))
    assert [p.start for p in parts] == [0, *(p.end for p in parts[:-1])]
    assert parts[-1].end == len(text)
    return parts


def _roles(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(p.role, p.title) for p in _split(text, title)]


def test_what_follows_the_signature_of_an_issuing_notice_is_the_instrument() -> None:
    text = HEAD + SIGNED + "（此件公开发布）\n" + MEASURE
    parts = _split(text)
    assert [p.role for p in parts] == ["carrier", "instrument"]
    assert text[parts[1].start :] == MEASURE
    assert parts[1].title == "云杉资金管理办法"


def test_an_annex_heading_belongs_to_the_instrument_below_it() -> None:
    text = HEAD + "　　附件：云杉资金管理办法\n" + SIGNED + "附件\n" + MEASURE
    parts = _split(text)
    assert [p.role for p in parts] == ["carrier", "instrument"]
    assert text[parts[1].start :].startswith("附件\n云杉资金管理办法\n第一章")


def test_a_measure_that_follows_the_word_annex_directly_is_found() -> None:
    assert _roles(HEAD + "附件：\n" + MEASURE)[1] == ("instrument", "云杉资金管理办法")


def test_several_annexes_have_their_own_titles_and_a_list_stays_an_annex() -> None:
    text = HEAD + "附件：1.云杉资金管理办法\n2.云杉资金实施细则\n3.云杉资金支持名单\n" + SIGNED
    text += "附件1\n" + MEASURE + "附件2\n" + RULES + "附件3\n" + LIST
    assert _roles(text)[1:] == [
        ("instrument", "云杉资金管理办法"),
        ("instrument", "云杉资金实施细则"),
        ("annex", "云杉资金支持名单"),
    ]


def test_a_list_printed_below_the_links_is_an_annex_never_an_instrument() -> None:
    head = "财政部关于公布云杉名单的通知\n财企〔2031〕6号\n各单位：\n现将名单予以公布。\n" + SIGNED
    rows = "".join(f"{n}\t云杉县第{n}林场\n" for n in range(1, 20))
    text = head + "附件：1.云杉名单.pdf\n附件：2.云杉名单（网页版）\n序号\t单位\n" + rows
    assert _roles(text) == [("carrier", "财政部关于公布云杉名单的通知"), ("annex", "云杉名单")]


def test_an_unlisted_issuer_signs_and_its_measure_follows() -> None:
    text = (HEAD + SIGNED + MEASURE).replace("财政部", "工艺传承局")
    assert [p.role for p in _split(text)] == ["carrier", "instrument"]


def test_an_order_carries_its_regulation() -> None:
    text = "中华人民共和国国务院令\n第999号\n《云杉条例》已经通过，现予公布，自2031年4月1日起施行。\n"
    text += "总　理　某某某\n2031年3月5日\n云杉条例\n第一条 某事。\n第二条 某事。\n"
    assert [role for role, _ in _roles(text)] == ["carrier", "instrument"]


def test_an_unquoted_name_in_the_notices_title_is_the_instrument() -> None:
    text = (
        "财政部关于印发云杉发展行动计划的通知\n财企〔2031〕6号\n各单位：\n现将行动计划印发给你们。\n" + SIGNED
    )
    text += "云杉发展行动计划\n一、总体要求\n坚持种好云杉。\n二、重点任务\n种更多云杉。\n"
    assert _roles(text)[1] == ("instrument", "云杉发展行动计划")


def test_a_measure_alone_is_one_instrument() -> None:
    assert _roles(MEASURE, "云杉资金管理办法") == [("instrument", "云杉资金管理办法")]


def test_a_plain_notice_is_a_carrier_without_an_instrument() -> None:
    text = (
        "财政部关于做好云杉工作的通知\n财企〔2031〕7号\n各单位：\n一、种好云杉。\n二、护好云杉。\n" + SIGNED
    )
    assert [role for role, _ in _roles(text)] == ["carrier"]


def test_news_is_a_carrier_without_an_instrument() -> None:
    assert [role for role, _ in _roles("云杉种下了。\n大家很高兴。\n", "云杉种下了")] == ["carrier"]


def test_the_imprint_below_the_instrument_belongs_to_the_notice() -> None:
    text = HEAD + SIGNED + MEASURE + "抄送：某局。\n财政部办公厅 2031年3月9日印发\n"
    parts = _split(text)
    assert [p.role for p in parts] == ["carrier", "instrument", "carrier"]
    assert text[parts[2].start :].startswith("抄送")


def test_an_empty_text_has_no_parts() -> None:
    assert split_carrier("", None) == ()


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([HEAD, SIGNED, MEASURE, RULES, LIST, "附件1\n", "附件：\n", "\n", "某事。"]),
        max_size=9,
    ),
    st.sampled_from([None, "财政部关于印发《云杉资金管理办法》的通知", "云杉资金管理办法", "云杉新闻"]),
)
def test_the_parts_of_any_text_tile_it(pieces: list[str], title: str | None) -> None:
    text = "".join(pieces)
    if text:
        _split(text, title)


def test_the_garbled_seed_keeps_its_measure_between_two_pieces_of_the_notice() -> None:
    root = corpora()
    seed = root.parent / "seeds" / "003_9f22d71a7b72a358.txt" if root else None
    if seed is None or not seed.is_file():
        pytest.skip("the seeds are not there: TIAOWEN_CORPORA is not set")
    parts = _split(seed.read_text(encoding="utf-8"))
    assert [p.role for p in parts] == ["carrier", "instrument", "carrier"]
    assert parts[1].title == "促进中小企业特色产业集群发展暂行办法"

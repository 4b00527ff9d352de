"""Witnesses: what a copy or a quotation gives back to a damaged text, marked; what differs is only listed."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.model import Provision, Reading
from cleaners.normalise import fold
from cleaners.restoring.assembly import assemble, read_document
from cleaners.restoring.splice import widened
from kb.home import corpora

# A fictional measure of a fictional province.
TITLE = "松澜省渡口义务摆渡队扶持办法"
ARTICLES = (
    "第一条为了扶持渡口义务摆渡队，方便两岸居民来往，结合本省实际，制定本办法。",
    "第二条本办法所称摆渡队，是指由沿岸居民自愿组成、不收船费的渡船队伍。",
    "第三条省水路管理局负责全省摆渡队的扶持工作。各县水路管理局负责本县摆渡队的登记和船只检验工作。",
    "第四条各县水路管理局从以下方面开展扶持工作：（一）改善停靠条件。修整渡口石阶和系船石桩，在夜间保证照明。"
    "（二）配齐救生用具。为每条渡船配备救生衣和救生圈，每年更换破损用具。（三）组织船工培训。每年汛期之前讲授救护知识和避让规则，考核合格的发给船工证。",
    "第五条摆渡队申请登记的，应当提交船只清单和船工名册。县水路管理局在十日内派员查看渡口。",
    "第六条登记有效期为五年。期满前三十日内可以申请续期。",
    "第七条遇有大风和洪水，摆渡队应当停止摆渡，并在渡口悬挂红旗。",
    "第八条摆渡队每年可以领取船只修缮补贴，补贴标准由省水路管理局另行公布。",
    "第九条冒领修缮补贴的，由县水路管理局追回补贴，两年内不再受理其申请。",
    "第十条本办法自2031年6月1日起施行。",
)
WHOLE = TITLE + "".join(ARTICLES)
POINTS = ARTICLES[3].split("（")
LOST_HEADING = "（二）配齐救生用具。"
# The third article and the fifth twice, the fourth without the heading of its second point, the seventh lost.
TORN = "".join(
    (
        TITLE,
        *ARTICLES[:3],
        ARTICLES[3].replace(LOST_HEADING, ""),
        ARTICLES[4],
        ARTICLES[2],
        ARTICLES[4],
        ARTICLES[5],
        *ARTICLES[7:],
    )
)
NEWS = (
    "松澜省出台办法扶持义务摆渡队\n松澜晚报3月3日电 省水路管理局近日印发办法,其中提出,各县重点做好以下工作:\n"
    "(一)改善停靠条件。修整渡口石阶和系船石桩,在夜间保证照明。\n"
    "(二)配齐救生用具。为每条渡船配备救生衣和救生圈,每年更换破损用具。\n"
    "(三)组织船工培训。每年汛期之前讲授救护知识和避让规则,考核合格的发给船工证。\n"
    "一位老船工说,他在这条河上摆渡已经二十多年了。"
)


def _restored(reading: Reading) -> list[Provision]:
    return [p for p in reading.provisions if p.status == "restored"]


def _given(reading: Reading, witnesses: tuple[str, ...]) -> str:
    """All that witnesses gave, as they print it."""
    outermost = (p for p in reading.provisions if "__" not in p.eid)
    spans = (span for p in outermost for span in p.spans if span.witness)
    return "".join(witnesses[span.witness - 1][span.start : span.end] for span in spans)


def test_a_quotation_gives_back_a_lost_heading_marked_and_in_wide_signs() -> None:
    alone, reading = assemble(TORN), assemble(TORN, witnesses=(NEWS,))
    assert fold(reading.text) == fold(alone.text).replace("为每条渡船", fold(LOST_HEADING) + "为每条渡船")
    assert "（二）配齐救生用具。为每条渡船" in reading.text
    point = next(p for p in reading.provisions if p.eid == "art_4__para_1__point_2")
    assert (point.status, point.witness) == ("restored", 1)
    assert _given(reading, (NEWS,)) == "(二)配齐救生用具。"
    assert reading.lacunae == ("art_7",)


def test_what_a_journalist_adds_is_never_put_in() -> None:
    reading = assemble(TORN, witnesses=(NEWS,))
    assert "老船工" not in reading.text
    assert "松澜晚报" not in reading.text


def test_a_copy_gives_back_a_whole_article_under_its_number() -> None:
    reading = assemble(TORN, witnesses=(WHOLE,))
    assert fold(reading.text) == fold(WHOLE)
    assert reading.lacunae == ()
    seventh = next(p for p in reading.provisions if p.eid == "art_7")
    assert (seventh.status, seventh.witness) == ("restored", 1)
    (span,) = seventh.spans
    assert WHOLE[span.start : span.end] == ARTICLES[6]
    assert seventh.span[0] == seventh.span[1]
    assert TORN[: seventh.span[0]].endswith(ARTICLES[5])


def test_every_character_of_the_base_stays_and_says_where_it_stood() -> None:
    alone, reading = assemble(TORN), assemble(TORN, witnesses=(NEWS, WHOLE))
    own = [s for p in reading.provisions if "__" not in p.eid for s in p.spans if not s.witness]
    held = "".join(TORN[s.start : s.end] for s in own)
    assert fold(held) == fold(alone.text)


def test_the_first_of_two_witnesses_gives_what_both_have() -> None:
    reading = assemble(TORN, witnesses=(NEWS, WHOLE))
    assert {p.eid: p.witness for p in _restored(reading)} == {
        "art_4": 1,
        "art_4__para_1": 1,
        "art_4__para_1__point_2": 1,
        "art_7": 2,
    }


def test_another_figure_is_a_variant_and_changes_nothing() -> None:
    other = WHOLE.replace("登记有效期为五年", "登记有效期为三年").replace("两年内不再受理", "两年内可以受理")
    reading = assemble(TORN, witnesses=(other,))
    assert "登记有效期为五年" in reading.text
    assert "登记有效期为三年" not in reading.text
    figure, negation = reading.variants
    assert (figure.eid, "digits" in figure.touches) == ("art_6", True)
    assert other[slice(*figure.span)] == figure.other == "第六条登记有效期为三年"
    assert (negation.eid, "negation" in negation.touches) == ("art_9", True)


def test_a_complete_text_takes_nothing() -> None:
    longer = WHOLE.replace("在夜间保证照明。", "在夜间保证照明。县水路管理局可以增设候船亭。")
    clean = "\n".join((TITLE, *ARTICLES))
    reading = assemble(clean, witnesses=(longer, TORN, NEWS))
    assert reading.text == assemble(clean).text
    assert not _restored(reading)
    assert all(span.witness == 0 for p in reading.provisions for span in p.spans)


def test_nothing_is_put_behind_the_article_that_says_from_when_on_it_holds() -> None:
    longer = WHOLE + "第十一条本办法由省水路管理局负责解释。"
    reading = assemble(TORN, witnesses=(longer,))
    assert "负责解释" not in reading.text
    assert reading.lacunae == ("art_11",)


def test_the_articles_of_another_instrument_in_the_witness_stay_there() -> None:
    second = "".join(
        f"第{n}条渡船第{n}部件应当每月检查一次，损坏的部件应当立即更换。" for n in "一二三四五六七八九"
    )
    both = f"{TITLE}{''.join(ARTICLES[:6])}{''.join(ARTICLES[7:])}\n松澜省渡船检查规定\n{second}"
    assert "部件" not in assemble(TORN, witnesses=(both,)).text


def test_a_notice_takes_no_articles() -> None:
    notice = (
        f"松澜省水路管理局关于印发《{TITLE}》的通知\n松水路规〔2031〕4号\n各县水路管理局：\n"
        f"现将《{TITLE}》印发给你们，请认真执行。\n松澜省水路管理局\n2031年5月4日\n"
    )
    document = read_document(notice + TORN, witnesses=(notice + WHOLE,))
    assert document.carrier is not None
    assert document.carrier == read_document(notice + TORN).carrier
    assert fold(document.instruments[0].text).endswith(fold(WHOLE))


def test_a_copy_of_itself_is_no_evidence() -> None:
    reading = assemble(TORN, witnesses=(TORN, f"{TORN}\n"))
    assert reading.text == assemble(TORN).text
    assert (_restored(reading), reading.variants) == ([], ())


def test_words_before_a_quoted_clause_are_no_variant() -> None:
    news = NEWS.replace("各县重点做好以下工作:", "各县水路管理局从以下方面开展扶持工作:")
    assert assemble(TORN, witnesses=(news,)).variants == ()


def test_another_measure_gives_nothing() -> None:
    other = WHOLE.translate(str.maketrans("渡船岸舟水", "驿马路车陆")).replace("停止摆驿", "停止放行")
    assert assemble(TORN, witnesses=(other,)).text == assemble(TORN).text


def test_a_lost_piece_is_not_given_where_the_neighbours_differ() -> None:
    other = WHOLE.replace("在夜间保证照明", "在白天保持清洁").replace("为每条渡船配备", "给各船工置办")
    assert "配齐救生用具" not in assemble(TORN, witnesses=(other,)).text.replace(other, "")


def test_reading_the_restored_text_again_changes_nothing() -> None:
    reading = assemble(TORN, witnesses=(NEWS, WHOLE))
    assert assemble(reading.text, witnesses=(NEWS, WHOLE)).text == reading.text


def garbled(seed: int) -> str:
    """The measure with a fifth of its sentences lost, runs of the rest copied and one moved."""
    chance = Random(seed)
    sentences = [f"{piece}。" for piece in "".join(ARTICLES).replace("：", "：。").split("。") if piece]
    sentences = [sentence.replace("：。", "：") for sentence in sentences]
    kept = [s for s in sentences if chance.random() > 0.2]
    for _ in range(3):
        start, place = chance.randrange(len(kept) - 3), chance.randrange(len(kept))
        kept[place:place] = kept[start : start + 3]
    return "".join(kept)


@pytest.mark.parametrize("seed", range(6))
def test_two_spoilt_copies_hold_more_together_and_invent_nothing(seed: int) -> None:
    one, other = garbled(seed), garbled(seed + 100)
    alone, together = assemble(one), assemble(one, witnesses=(other,))
    articles = [fold(article) for article in ARTICLES]
    assert sum(a in fold(together.text) for a in articles) >= sum(a in fold(alone.text) for a in articles)
    assert set(fold(_given(together, (other,)))) <= set(fold(other))
    assert len(together.lacunae) <= len(alone.lacunae)


PIECES = (
    *(a for article in ARTICLES for a in article.split("。")),
    TITLE,
    "第三条",
    "（二）",
    "\n",
    "第二章登记",
)


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.lists(st.sampled_from(PIECES), max_size=30))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_whatever_stands_in_them_no_character_of_the_base_is_lost(one: list[str], other: list[str]) -> None:
    text, witness = "。".join(one), "。".join(other)
    alone, reading = assemble(text), assemble(text, witnesses=(witness, ""))
    spans = [span for p in reading.provisions for span in p.spans]
    assert all(0 <= s.start < s.end <= len((text, witness)[s.witness]) for s in spans if s.start != s.end)
    held = Counter(fold(reading.text)) + Counter(fold("".join(words for words, _ in reading.unplaced)))
    before = Counter(fold(alone.text)) + Counter(fold("".join(words for words, _ in alone.unplaced)))
    assert not before - held


@given(st.text(max_size=60), st.text(max_size=60))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_any_witness_is_read(text: str, witness: str) -> None:
    assert assemble(text, witnesses=(witness,)).text == assemble(text).text


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("在10:30前,不得", "在10:30前，不得"),
        ("（一)甲;", "（一）甲；"),
        ("3,000元", "3,000元"),
        ("(SME)", "(SME)"),
    ],
)
def test_narrow_signs_are_widened_beside_han_characters_only(narrow: str, wide: str) -> None:
    assert widened(narrow) == wide


def test_the_saved_notice_and_the_saved_news_item_make_one_text() -> None:
    found = corpora()
    folder = found.parent / "seeds" if found else None
    if folder is None or not folder.is_dir():
        pytest.skip("the saved pages are not there: set TIAOWEN_CORPORA")
    notice, news = (
        next(folder.glob(f"{number}_*.txt")).read_text(encoding="utf-8") for number in ("003", "001")
    )
    alone, reading = assemble(notice), assemble(notice, witnesses=(news,))
    gone = ("art_7", "art_8", "art_9", "art_12", "art_13", "art_17", "art_18")
    assert reading.lacunae == gone
    given = _given(reading, (news,))
    assert len(given) == 44
    heading, tail = given[:14], given[14:]
    assert widened(heading) + "优化" in reading.text
    assert widened(tail) in reading.text
    restored = {p.eid for p in _restored(reading)}
    assert restored == {"art_6", "art_6__para_1", "art_6__para_1__point_4", "art_6__para_1__point_6"}
    less = fold(reading.text).replace(fold(heading), "").replace(fold(tail), "")
    assert less == fold(alone.text)

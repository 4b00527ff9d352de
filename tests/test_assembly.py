"""Re-assembly: nothing is done to a clean text; copies fold, articles stand by number, nothing is lost."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.model import Reading
from cleaners.normalise import fold
from cleaners.restoring.assembly import assemble, read_document
from cleaners.structure.segmentation import segment
from kb.home import corpora

TITLE = "青岚省竹编作坊扶持办法"
ARTICLES = (
    "第一条为了扶持竹编作坊发展，传承编结手艺，结合本省实际，制定本办法。",
    "第二条本办法所称竹编作坊，是指以青竹为主要原料、雇工不超过三十人的手工生产者。",
    "第三条省手工业管理局负责全省作坊的扶持工作。各县手工业管理局负责本县作坊的登记和日常联络工作。",
    "第四条申请登记的作坊应当具备下列条件：\n（一）有固定的编结场所；\n（二）有三名以上经考核的编结师傅；\n（三）近两年没有发生火灾事故。",
    "第五条县手工业管理局收到申请后，应当在十五日内派员查看场地。符合条件的，发给登记牌。",
    "第六条登记牌有效期为四年。期满前六十日内可以申请续期。",
    "第七条作坊改建编结场所的，应当重新申请登记。",
    "第八条登记作坊每年可以领取竹材补贴，补贴标准由省手工业管理局另行公布。",
    "第九条作坊冒领竹材补贴的，由县手工业管理局追回补贴，三年内不再受理其申请。",
    "第十条本办法自2031年5月1日起施行。",
)
FUSED = tuple(article.replace("\n", "") for article in ARTICLES)
ORDERLY = "\n".join((TITLE, *ARTICLES))
NOTICE = (
    "青岚省手工业管理局关于印发《青岚省竹编作坊扶持办法》的通知\n青手工〔2031〕7号\n各县手工业管理局：\n"
    "现将《青岚省竹编作坊扶持办法》印发给你们，请认真执行。\n青岚省手工业管理局\n2031年4月2日\n"
)


@st.composite
def shuffled(draw: st.DrawFn) -> list[int]:
    """Every article at least once, in any order, some of them twice."""
    order = draw(st.permutations(range(len(ARTICLES))))
    copies = draw(st.lists(st.integers(0, len(ARTICLES) - 1), max_size=6))
    places = [draw(st.integers(0, len(order))) for _ in copies]
    for copy, place in zip(copies, places, strict=True):
        order.insert(place, copy)
    return list(order)


def _labels(reading: Reading) -> list[str]:
    return [p.label for p in reading.provisions if p.kind == "article"]


@given(shuffled())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_any_shuffle_and_repeat_of_articles_gives_the_text_back(order: list[int]) -> None:
    reading = assemble("\n".join((TITLE, *(ARTICLES[i] for i in order))))
    assert reading.text == ORDERLY
    assert reading.lacunae == ()
    assert reading.unplaced == ()
    folded = [p for p in reading.provisions if p.kind == "article"]
    assert len(folded) == len(ARTICLES)


@given(shuffled())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_fused_lines_in_any_order_come_back_too(order: list[int]) -> None:
    reading = assemble("".join(FUSED[i] for i in order))
    assert fold(reading.text) == fold("".join(FUSED))
    assert assemble(reading.text).text == reading.text


PIECES = (
    "第一条",
    "第二条",
    "第九条",
    "第二章总则",
    "（一）",
    "（二）",
    "为了甲。",
    "应当：",
    "乙；",
    "\n",
    "附件",
    "<BR>",
    "《丙法》",
    "〔2031〕7号",
    "印发",
    "x",
)


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_no_text_raises_and_every_span_is_inside_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    reading = assemble(text)
    assert all(0 <= s.start <= s.end <= len(text) for p in reading.provisions for s in p.spans)
    read_document(text)
    assert assemble(reading.text).text == reading.text


@given(st.text(max_size=80))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_any_characters_at_all_are_read(text: str) -> None:
    assert assemble(text).repeats >= 0


@pytest.mark.parametrize("collects", [True, False])
def test_the_collector_is_left_as_it_was(collects: bool) -> None:
    before = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        assemble(ORDERLY)
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()


def test_a_clean_text_is_segmented_and_nothing_else() -> None:
    reading = assemble(ORDERLY)
    assert reading.provisions == segment(ORDERLY)
    assert (reading.repeats, reading.lacunae, reading.unplaced) == (0, (), ())


def test_a_sentence_repeated_under_two_articles_is_no_copy() -> None:
    formula = "造成他人损失的，由作坊依法承担全部赔偿责任。"
    text = ORDERLY.replace("登记。\n第八条", f"登记。{formula}\n第八条").replace(
        "申请。\n第十条", f"申请。{formula}\n第十条"
    )
    doubled = text + "\n" + ARTICLES[1]
    assert assemble(text).text == text
    assert assemble(doubled).text.count(formula) == 2


def test_a_copied_run_of_sentences_is_folded_and_counted() -> None:
    reading = assemble("".join((*FUSED[:6], FUSED[2], FUSED[3], *FUSED[6:])))
    assert fold(reading.text) == fold("".join(FUSED))
    assert reading.repeats == 6  # two sentences of 第三条; the lead and three points of 第四条


def test_a_citation_is_no_label() -> None:
    cited = FUSED[8].replace("作坊冒领", "作坊违反本办法第二条、第四条规定，冒领")
    reading = assemble("".join((*FUSED[5:8], cited, FUSED[9], *FUSED[:5], FUSED[6])))
    assert _labels(reading) == [a[: a.index("条") + 1] for a in ARTICLES]


def test_missing_numbers_are_named_and_the_end_is_not() -> None:
    reading = assemble("".join((FUSED[7], FUSED[0], FUSED[4], FUSED[7])))
    assert _labels(reading) == ["第一条", "第五条", "第八条"]
    assert reading.lacunae == ("art_2", "art_3", "art_4", "art_6", "art_7")


def test_a_witness_gives_what_stands_after_the_last_number() -> None:
    reading = assemble("\n".join((TITLE, *ARTICLES[:8])), witnesses=(ORDERLY,))
    assert reading.text == ORDERLY
    assert [p.eid for p in reading.provisions if p.status == "restored"] == ["art_9", "art_10"]


def test_an_orphan_nothing_places_is_listed_and_not_lost() -> None:
    orphan = "蓑衣和斗笠的收购价格由双方商定。"
    text = f"第二章登记\n{orphan}" + "".join((FUSED[4], FUSED[1], FUSED[4], FUSED[6]))
    reading = assemble(text)
    assert [words for words, _ in reading.unplaced] == [orphan]
    words, (start, end) = reading.unplaced[0]
    assert text[start:end] == words


def test_an_orphan_seen_with_its_neighbour_twice_goes_home() -> None:
    lead, tail = FUSED[2].split("。")[0] + "。", FUSED[2].split("。")[1] + "。"
    text = "".join((tail, FUSED[3], *FUSED[0:2], lead, tail, FUSED[3], *FUSED[4:]))
    assert fold(assemble(text).text) == fold("".join(FUSED))


def test_spans_lead_back_to_the_characters_of_the_input() -> None:
    text = "".join((*FUSED[5:], *FUSED[:5], FUSED[6]))
    for provision in assemble(text).provisions:
        printed = "".join(text[s.start : s.end] for s in provision.spans)
        assert fold(printed) == fold(provision.label + provision.heading + provision.text)


def test_spans_lead_back_through_what_was_stripped() -> None:
    text = ORDERLY.replace("考核的编结", "考核<BR>的编结").replace("应当在", "应当&nbsp;在")
    reading = assemble(text)
    fourth = next(p for p in reading.provisions if p.eid == "art_4")
    assert "<BR>" not in reading.text
    assert text[fourth.span[0] :].startswith("第四条")
    assert text[: fourth.span[1]].endswith("事故。")


def test_notice_and_instrument_are_parted() -> None:
    document = read_document(NOTICE + ORDERLY)
    assert document.header.doc_number == "青手工〔2031〕7号"
    assert document.carrier is not None
    assert "印发给你们" in document.carrier.text
    (instrument,) = document.instruments
    assert instrument.title == TITLE
    assert instrument.text == ORDERLY
    assert assemble(NOTICE + ORDERLY).text == ORDERLY


def test_a_garbled_notice_is_read_once_and_its_instrument_by_number() -> None:
    notice = NOTICE.replace("\n", "")
    head, signature = notice[: notice.index("执行。") + 3], notice[notice.index("执行。") + 3 :]
    text = head + head + FUSED[1] + signature + TITLE + FUSED[0] + "".join((*FUSED[3:], FUSED[2], FUSED[3]))
    document = read_document(text)
    assert document.carrier is not None
    assert document.carrier.text.count("印发给你们") == 1
    (instrument,) = document.instruments
    assert instrument.title == TITLE
    assert fold(instrument.text) == fold(TITLE + "".join(FUSED))


def test_a_notice_without_articles_is_its_own_carrier() -> None:
    text = NOTICE.replace("印发《青岚省竹编作坊扶持办法》", "报送竹材用量").replace(
        "现将《青岚省竹编作坊扶持办法》印发给你们", "现就有关事项通知如下"
    )
    document = read_document(text)
    assert document.instruments == ()
    assert document.carrier is not None
    assert document.carrier.provisions == segment(text)


def _seed(number: str) -> str:
    folder = corpora()
    found = sorted((folder.parent / "seeds").glob(f"{number}*")) if folder else []
    if not found:
        pytest.skip("the seeds are not here")
    return Path(found[0]).read_text(encoding="utf-8")


@pytest.mark.corpora
def test_the_garbled_ministry_notice_is_whole_again() -> None:
    document = read_document(_seed("003"))
    (measure,) = document.instruments
    assert measure.title == "促进中小企业特色产业集群发展暂行办法"
    assert [p.eid for p in measure.provisions if p.kind == "article"] == [
        f"art_{n}" for n in (1, 2, 3, 4, 5, 6, 10, 11, 14, 15, 16, 19)
    ]
    missing = {f"art_{n}" for n in (7, 8, 9, 12, 13, 17, 18)}
    assert set(measure.lacunae) == {*missing, "art_6__para_1__point_4__heading"}
    assert measure.repeats == 14
    assert measure.unplaced == ()
    (sixth,) = [p for p in measure.provisions if p.eid == "art_6"]
    found = [
        sixth.text.find(words)
        for words in ("（二）", "（三）", "引导集群企业", "优化集群能源", "（五）", "（六）")
    ]
    assert found[0] > 0
    assert found == sorted(found), "a sentence printed behind a copy goes to that copy's place"


@pytest.mark.corpora
def test_nothing_of_the_garbled_notice_is_lost() -> None:
    text = _seed("003")
    document = read_document(text)
    assert document.carrier is not None
    kept = fold(document.carrier.text + "".join(r.text for r in document.instruments))
    for sentence in re.split(r"(?<=[。：])|发布日期|第[一二三四]章", text.replace("\n", "")):
        assert fold(sentence.removeprefix("附件：")) in kept


def test_a_cut_copy_yields_to_the_whole_one() -> None:
    cut = FUSED[8][: FUSED[8].index("，") + 1]
    reading = assemble("".join((*FUSED[:4], cut, *FUSED[4:], FUSED[8])))
    assert fold(reading.text) == fold("".join(FUSED))
    assert reading.lacunae == ()


LAMPS = (
    "第一条为了保护河灯匠人的手艺，规范河灯工坊，制定本规定。",
    "第二条河灯工坊登记时应当提交下列材料：（一）工坊的住址和房契。（二）匠人的名册和照片。（三）防火办法。",
    "第二章灯会管理",
    "第三条灯会每年秋分举行。",
    "灯会由工坊轮流承办，费用由承办的工坊公布。",
    "第四条工坊停业的，由匠人自行到县文化馆注销，并交回河灯牌照。",
    "第五条本规定自公布之日起施行。",
)


@pytest.mark.parametrize(
    ("order", "put_in"),
    [
        ((0, 1, 2, 3, 4, 0, 2, 4, 5, 6), ""),  # a heading that ran into a sentence
        ((0, 1, 2, 3, 4, 0, -1, 4, 5, 6), "第四条工坊停业的，"),  # the head of one, then another
        ((0, 1, 2, 3, 4, 0, 5, -1, 6), "（三）防火办法。"),  # a short point behind a foreign article
    ],
)
def test_what_ran_together_is_parted_and_a_short_copy_falls(order: tuple[int, ...], put_in: str) -> None:
    reading = assemble("".join(LAMPS[i] if i >= 0 else put_in for i in order))
    assert fold(reading.text) == fold("".join(LAMPS))
    assert reading.lacunae == ()


BEHIND_A_COPY = (
    "第一条为了保护河灯匠人的手艺，规范河灯工坊，制定本规定。",
    "第二条河灯工坊重点围绕以下方面开展工作：（一）整修河灯码头。加固码头石阶，配备防滑木板和救生竹筏。",
    "（二）推进河灯登记造册。建立河灯账簿，登记每盏河灯的样式、尺寸和图样。",
    "（三）办好秋分灯会。灯会由工坊轮流承办，费用由承办的工坊公布。",
    "第三条县文化馆每年秋分前公布工坊名册，遗漏的应当在十日内补正。",
    "第四条工坊停业的，由匠人自行到县文化馆注销，并交回河灯牌照。",
    "第五条本规定自公布之日起施行。",
)


@pytest.mark.parametrize(
    ("sentence", "owner"),
    [
        ("河灯账簿逐年装订成册，登记每盏河灯的样式、尺寸和图样的工坊推进河灯账簿的登记造册。", "art_2"),
        ("交回的牌照由该馆封存三年，期满之后予以销毁。", "art_4"),
    ],
)
def test_a_sentence_behind_a_copy_goes_along_only_when_the_words_say_so(sentence: str, owner: str) -> None:
    first, second, point, third, names, closing, last = BEHIND_A_COPY
    reading = assemble("".join((first, second, point, third, names, first, closing, point, sentence, last)))
    held = [p.eid for p in reading.provisions if p.kind == "article" and fold(sentence) in fold(p.text)]
    assert held == [owner]
    assert [reason for _, _, reason in reading.moved] == (["copies"] if owner == "art_2" else [])


def test_a_watermark_does_not_hide_a_copy() -> None:
    mark = "看新政就上竹讯网ZHUXUN-NEWS.COM"
    text = "".join(FUSED[i] + mark + "\n" for i in (0, 1, 2, 3, 1, 2, 4, 5, 6, 7, 8, 9))
    reading = assemble(text)
    assert fold(reading.text) == fold("".join(FUSED))
    assert reading.repeats == 3


def test_a_text_printed_twice_is_read_once() -> None:
    reading = assemble(f"{ORDERLY}\n{ORDERLY}")
    assert reading.text == ORDERLY
    assert reading.repeats == len(re.findall("[。；：]", "".join(ARTICLES))) + 1


def test_a_table_of_contents_is_no_copy() -> None:
    contents = "目录\n第一条登记作坊的条件和所需的材料\n第二条竹材补贴的标准和发放的办法\n"
    body = "第一条登记作坊的条件和所需的材料\n应当有场地。\n第二条竹材补贴的标准和发放的办法\n按年发放。"
    assert assemble(contents + body).repeats == 0


def test_two_instruments_in_one_text_are_not_mixed() -> None:
    other = "青岚省蓑衣收购规则\n第一条蓑衣按件收购。\n第二条收购价格每季公布一次。"
    reading = assemble(f"{ORDERLY}\n{other}")
    assert reading.repeats == 0
    assert reading.text == f"{ORDERLY}\n{other}"


def test_an_article_that_lost_a_point_is_partial() -> None:
    text = ORDERLY.replace("（二）有三名以上经考核的编结师傅；\n", "")
    reading = assemble(text)
    assert reading.lacunae == ("art_4__para_1__point_2",)
    assert [p.eid for p in reading.provisions if p.status == "partial"] == ["art_4", "art_4__para_1"]


def test_a_point_whose_label_is_lost_is_named_and_keeps_its_text() -> None:
    lead, first, second, third = ARTICLES[3].split("\n")
    body = "每名师傅应当持有考核证书。"
    copied = "".join((*FUSED[1:3], FUSED[1], body, third.replace("（三）", "（四）"), *FUSED[4:]))
    text = "".join((lead, first, second.replace("；", "。"), FUSED[0], FUSED[1], FUSED[2])) + copied
    reading = assemble(text)
    assert "art_4__para_1__point_3__heading" in reading.lacunae
    lost = next(p for p in reading.provisions if p.eid == "art_4__para_1__point_3")
    assert (lost.label, lost.text, lost.status) == ("", body, "partial")


LEAD = "第四条登记的作坊应当符合下列要求："
POINTS = (
    "（一）场所固定。编结场所应当连续使用三年以上并且有产权证明。",
    "（二）师傅合格。作坊应当有三名以上经县手工业管理局考核合格的编结师傅。",
    "（三）用火安全。近两年内没有发生火灾事故，并且备有足够的灭火器材。",
    "（四）账目清楚。竹材的购进和补贴的领取应当逐笔记账并且保存五年。",
    "（五）传承有序。每名师傅应当带有一名以上正在学习编结手艺的学徒。",
)
SUPPLIED = (
    "第五条申请人应当提交下列材料：（一）申请书；（二）场所证明：1.产权证书；2.平面图；（三）师傅名册。"
)


def _points_of(reading: Reading, article: int) -> list[str]:
    prefix = f"art_{article}__para_1__point_"
    return [p.label for p in reading.provisions if p.eid.startswith(prefix) and p.kind == "point"]


def test_points_torn_from_their_list_go_back_to_it_and_into_no_other() -> None:
    torn = "".join(POINTS[1:3])
    text = "".join(
        (
            *FUSED[1:3],
            torn,
            LEAD,
            POINTS[0],
            SUPPLIED,
            POINTS[1],
            *FUSED[5:8],
            POINTS[2],
            *FUSED[8:],
            FUSED[0],
        )
    )
    reading = assemble(text)
    assert _points_of(reading, 4) == ["（一）", "（二）", "（三）"]
    assert _points_of(reading, 5) == ["（一）", "（二）", "（三）"]
    assert reading.lacunae == ()
    assert reading.unplaced == ()


def test_a_finished_list_takes_no_further_point() -> None:
    text = "".join((*FUSED[:3], POINTS[3], LEAD, *POINTS[:3], SUPPLIED, *FUSED[5:], FUSED[1]))
    reading = assemble(text)
    assert _points_of(reading, 4) == ["（一）", "（二）", "（三）", "（四）"]
    assert _points_of(reading, 5) == ["（一）", "（二）", "（三）"]


def test_a_sentence_cut_by_a_line_end_is_one_where_a_copy_shows_it() -> None:
    broken = FUSED[1].replace("原料、", "原料、\n")
    reading = assemble("".join((FUSED[1], *FUSED[2:4], FUSED[0], broken, *FUSED[4:])))
    assert fold(reading.text) == fold("".join(FUSED))
    assert reading.repeats == 1


def test_the_sample_measure_comes_out_whole_but_for_what_was_lost() -> None:
    folder = Path(__file__).parent.parent / "samples" / "import" / "garbled-measure.txt"
    (measure,) = read_document(folder.read_text(encoding="utf-8")).instruments
    assert _points_of(measure, 6) == ["（一）", "（二）", "（三）", "", "（五）", "（六）"]
    assert _points_of(measure, 11) == ["（一）", "（二）", "（三）", "（四）"]
    assert _points_of(measure, 17) == []
    assert measure.lacunae[-1] == "art_6__para_1__point_4__heading"
    assert measure.unplaced == ()


def test_text_whose_place_is_inferred_is_marked_with_the_reason() -> None:
    text = "".join((*FUSED[1:3], *POINTS[1:2], LEAD, POINTS[0], SUPPLIED, *FUSED[5:], FUSED[0]))
    reading = assemble(text)
    assert {eid for eid, _, _ in reading.moved} == {"art_4__para_1__point_2"}
    assert [reason for _, _, reason in reading.moved] == ["list", "neighbour"]
    assert "".join(text[start:end] for _, (start, end), _ in reading.moved) == POINTS[1]


def test_what_was_seen_in_its_place_is_not_marked_as_moved() -> None:
    assert assemble("".join((*FUSED[:6], FUSED[2], FUSED[3], *FUSED[6:]))).moved == ()
    assert assemble(ORDERLY).moved == ()


def test_every_inferred_place_lies_in_a_provision_and_in_the_input() -> None:
    text = (Path(__file__).parent.parent / "samples/import/garbled-measure.txt").read_text(encoding="utf-8")
    reading = assemble(text)
    assert reading.moved
    eids = {p.eid for p in reading.provisions}
    assert all(eid in eids and 0 <= start < end <= len(text) for eid, (start, end), _ in reading.moved)

"""Which copy is true, where a stretch ends, what is a stray: small cases of one fictional measure."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.model import Reading
from cleaners.normalise import Folded, fold, fold_script
from cleaners.restoring.assembly import assemble
from cleaners.restoring.choice import choose
from cleaners.restoring.copies import Scene, compare, is_formula
from cleaners.restoring.fused import split_fused
from cleaners.restoring.junctions import Junctions
from cleaners.restoring.moves import set_right
from cleaners.restoring.strays import without_strays
from cleaners.restoring.stretches import by_number
from cleaners.restoring.units import opening_labels, split_units
from cleaners.structure.labels import find_labels

# Fictional.
CLAUSES = (
    "第一条为了保护山塘，保障灌溉用水，制定本办法。",
    "第二条本办法所称山塘，是指库容不足十万立方米的蓄水工程。",
    "小型水库不适用本办法。",
    "第三条镇水务站负责山塘的巡查。",
    "巡查人员每月至少巡查山塘两次，并填写巡查记录。",
    "第四条山塘管护人应当做到：",
    "（一）及时清理溢洪道；",
    "（二）按时启闭放水闸门；",
    "（三）不在坝体上种植树木。",
    "第五条拟改造山塘的，应当向镇水务站提交改造方案。",
    "改造方案应当附有坝体检测报告。",
    "第六条擅自在坝体上取土的，责令恢复原状；",
    "拒不恢复的，处五百元罚款。",
    "第七条本办法自2033年4月1日起施行。",
)
WHOLE = fold("".join(CLAUSES))


def _scene(text: str) -> Scene:
    return compare(split_units(text, opening_labels(text, find_labels(text))))


def _read(*order: int) -> Reading:
    return assemble("".join(CLAUSES[i] for i in order))


def test_a_single_copied_clause_is_kept_where_its_neighbours_fit() -> None:
    reading = _read(0, 1, 2, 9, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)
    assert fold(reading.text) == WHOLE
    assert reading.repeats == 1


def test_a_copied_run_inside_another_article_is_folded() -> None:
    reading = _read(0, 1, 2, 3, 4, 5, 6, 3, 4, 7, 8, 9, 10, 11, 12, 13)
    assert fold(reading.text) == WHOLE
    assert reading.repeats == 2


def test_a_moved_run_goes_back_by_its_number_with_what_stood_beside_it() -> None:
    reading = _read(0, 1, 2, 5, 6, 7, 8, 9, 10, 3, 4, 11, 12, 13)
    assert fold(reading.text) == WHOLE


def test_a_short_point_copied_alone_is_folded_where_it_cannot_stand() -> None:
    reading = _read(0, 1, 2, 7, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1)
    assert fold(reading.text) == WHOLE


def test_the_tail_of_a_sentence_yields_to_the_whole_one() -> None:
    tail = CLAUSES[9][CLAUSES[9].index("，") + 1 :]
    pieces = [*CLAUSES[:4], tail, *CLAUSES[4:11], CLAUSES[4], *CLAUSES[11:], CLAUSES[1]]
    assert fold(assemble("".join(pieces)).text) == WHOLE


def test_a_copy_with_a_piece_of_the_title_inside_yields_to_the_clean_one() -> None:
    sprinkled = CLAUSES[9].replace("，", "，山塘管")
    pieces = ["高岭县山塘管护办法", *CLAUSES[:9], sprinkled, *CLAUSES[9:], CLAUSES[3]]
    reading = assemble("".join(pieces))
    assert fold(reading.text) == fold("高岭县山塘管护办法") + WHOLE
    assert assemble("".join(pieces).replace("山塘管应当", "每年应当")).text.count("第五条") == 2


def test_a_half_width_semicolon_ends_a_clause_and_an_entity_does_not() -> None:
    copied = CLAUSES[11].replace("；", ";")
    reading = assemble("".join((*CLAUSES[:11], copied, CLAUSES[1], *CLAUSES[11:])))
    assert fold(reading.text) == WHOLE
    (unit,) = _scene("山塘&nbsp;坝体。").units
    assert unit.end == len("山塘&nbsp;坝体。")


def test_a_label_behind_a_cut_sentence_is_a_label() -> None:
    head = CLAUSES[1][: CLAUSES[1].index("，") + 1]
    reading = assemble("".join((*CLAUSES[:9], head, *CLAUSES[9:], CLAUSES[3])))
    assert reading.lacunae == ()
    assert fold(reading.text) == WHOLE


def test_a_cut_copy_of_the_first_article_opens_no_second_instrument() -> None:
    """第二条 behind the title, which does not begin the text, or behind a comma and before 中."""
    title, first = "枫溪镇山塘管护办法", CLAUSES[0].partition("制定")[0]
    second = "第二条本镇的山塘，适用本办法。"
    within = "第二条中小型山塘的管护，适用本办法。"
    rest = (*CLAUSES[3:9], *CLAUSES[11:13], *CLAUSES[9:11], CLAUSES[13], CLAUSES[0])
    behind_title = (
        "本镇设山塘日。",
        title,
        "第一章总则",
        first,
        title,
        second,
        *rest,
        second,
    )
    for pieces in (behind_title, (title, first, within, *rest)):
        reading = assemble("".join(pieces))
        articles = [p.eid for p in reading.provisions if p.kind == "article"]
        assert articles == [f"art_{number}" for number in range(1, 8)]
        assert reading.lacunae == ()


def test_what_the_order_shows_is_used_at_once() -> None:
    """A label behind the title, or behind a cut sentence and a heading, is seen when all else is in order."""
    title = "枫溪镇山塘管护办法"
    head = CLAUSES[4][: CLAUSES[4].index("，") + 1]
    copy = "".join(CLAUSES[3:5])
    behind_title = (title, *CLAUSES[:9], *CLAUSES[11:13], copy, title, title, *CLAUSES[9:11], CLAUSES[13])
    behind_cut = (title, *CLAUSES[:4], *CLAUSES[5:9], CLAUSES[3], head, "第二章管护", *CLAUSES[9:11], copy)
    for pieces in (behind_title, (*behind_cut, *CLAUSES[11:])):
        reading = assemble("".join(pieces))
        assert reading.lacunae == ()
        assert "\n第五条拟改造山塘的" in reading.text
        assert assemble(reading.text).text == reading.text


def test_a_sentence_that_breaks_off_is_no_title() -> None:
    cut = "管护人员应当熟悉放水闸门的构造，"
    text = ("枫溪镇山塘管护办法", "第一章总则", *CLAUSES[:3], cut, "第二章管护", *CLAUSES[3:], CLAUSES[3])
    assert assemble("".join(text)).text.startswith("枫溪镇山塘管护办法\n第一章总则\n第一条")


HEADS = tuple(clause.partition("，")[0] + "，" for clause in CLAUSES)
PIECES = (*CLAUSES, *HEADS, "第一章总则", "第二章管护", "枫溪镇山塘管护办法")


@given(st.permutations(range(len(CLAUSES))), st.lists(st.sampled_from(PIECES), max_size=8), st.randoms())
@settings(derandomize=True, max_examples=150, deadline=None)
def test_a_reading_read_again_is_the_same(order: list[int], more: list[str], chance: Random) -> None:
    pieces = [CLAUSES[i] for i in order]
    for piece in more:
        pieces.insert(chance.randrange(len(pieces)), piece)
    reading = assemble("".join(pieces))
    assert assemble(reading.text).text == reading.text


def test_a_heading_that_ran_into_a_sentence_is_parted_from_it() -> None:
    heading = "第二章管护责任"
    text = "".join((CLAUSES[0], heading, CLAUSES[1], heading, CLAUSES[2], CLAUSES[0]))
    units = split_fused(Folded(text), _scene(text).units)
    assert [unit.key for unit in units].count(fold(heading)) == 2
    assert fold(CLAUSES[2]) in {unit.key for unit in units}


def test_a_title_and_a_heading_that_stand_once_are_parted_from_a_copy_by_the_copy() -> None:
    title, heading = "高岭县山塘管护办法", "第二章管护责任"
    text = "".join((title, CLAUSES[3], heading, CLAUSES[4], CLAUSES[0], heading[:3], *CLAUSES[3:5]))
    keys = [unit.key for unit in split_fused(Folded(text), _scene(text).units)]
    assert fold(heading) in keys
    assert keys.count(fold(CLAUSES[4])) == 2
    point = "".join((title, CLAUSES[7], *CLAUSES[4:9], CLAUSES[5]))
    kinds = {unit.key: unit.kind for unit in split_fused(Folded(point), _scene(point).units)}
    assert kinds[fold(CLAUSES[7])] == "point"
    assert kinds[fold(title)] == "plain"


def test_a_whole_sentence_is_not_parted_because_a_copy_of_it_was_cut() -> None:
    head, tail = CLAUSES[9].split("，", 1)
    other = f"第八条拟加高山塘的，{tail}"
    text = "".join((*CLAUSES[:11], CLAUSES[4], f"{head}，\n", *CLAUSES[11:13], other, CLAUSES[13]))
    assert fold(CLAUSES[9]) in {unit.key for unit in split_fused(Folded(text), _scene(text).units)}


def test_a_formula_is_no_copy_by_its_words_alone_and_a_sentence_is() -> None:
    formula = "情节严重的，由镇水务站报县水利局暂停其管护资格。"
    assert is_formula(fold(formula))
    assert not is_formula(fold(CLAUSES[4]))
    scene = _scene(
        "".join((*CLAUSES[:5], formula, *CLAUSES[5:13], formula, CLAUSES[4], CLAUSES[8], CLAUSES[10]))
    )
    names = [
        {n for u, n in zip(scene.units, scene.names, strict=True) if u.key == fold(words)}
        for words in (formula, CLAUSES[4])
    ]
    assert [len(found) for found in names] == [2, 1]


def _parted(text: str) -> list[tuple[str, str]]:
    return [(unit.kind, unit.key) for unit in split_fused(Folded(text), _scene(text).units)]


def test_a_heading_seen_once_is_parted_from_a_sentence_that_stands_alone_elsewhere() -> None:
    copied = "第二章管护责任" + CLAUSES[4]
    parted = _parted("".join((CLAUSES[3], CLAUSES[4], copied)))
    assert parted[-2:] == [("heading", "第二章管护责任"), ("plain", fold(CLAUSES[4]))]
    assert _parted(CLAUSES[3] + copied)[-1] == ("plain", fold(copied))  # nothing shows where it ends


def test_the_title_is_parted_from_a_copied_article_which_stays_one() -> None:
    text = "".join((CLAUSES[2], "高岭县山塘管护办法", CLAUSES[3], CLAUSES[3]))
    assert _parted(text)[1:] == [("plain", "高岭县山塘管护办法"), *[("article", fold(CLAUSES[3]))] * 2]


def test_the_lead_of_a_list_is_parted_from_what_is_no_point() -> None:
    for lead in (
        "第四条管护人应当遵守下列规定：",
        "第四条有下列情形之一的，处五百元罚款：",
        "依法追究责任：",
    ):
        assert _parted(lead + CLAUSES[2])[-1] == ("plain", fold(CLAUSES[2]))
    formula = "第四条山塘管护的方针是：预防为主，防修结合。"
    assert _parted(formula) == [("article", fold(formula))]


def test_a_point_behind_a_torn_comma_is_a_point_and_a_cited_one_is_not() -> None:
    head, point = "改造方案应当附有坝体检测报告、", CLAUSES[7]
    assert _parted(head + point) == [("plain", fold(head)), ("point", fold(point))]
    cited = "有前款第（一）、（二）项情形的，不予批准。"
    assert _parted(cited) == [("plain", fold(cited))]


def test_a_formula_is_not_cut_where_one_sentence_begins_and_another_ends_as_it_does() -> None:
    clauses = ("逾期未修复的，责令停止取水。", "占用坝体的，处五百元以上二千元以下的罚款。")
    formula = "逾期未修复的，处五百元以上二千元以下的罚款。"
    assert ("plain", fold(formula)) in _parted("".join((*clauses, formula)))
    text = "".join((*CLAUSES[:12], *clauses, formula, CLAUSES[13], CLAUSES[3], CLAUSES[4]))
    assert fold(formula) in fold(assemble(text).text)


def test_a_chapter_before_a_citation_is_no_heading_of_that_article() -> None:
    words = "违反本办法第五条第一款规定，擅自改造山塘的，责令改正。"
    units = _scene("第三章法律责任" + words + CLAUSES[9]).units
    assert [unit.number for unit in units if unit.kind == "article"] == [(5, 0)]


@given(st.permutations(range(len(CLAUSES))), st.lists(st.integers(0, len(CLAUSES) - 1), max_size=5))
@settings(derandomize=True, max_examples=80, deadline=None)
def test_no_clause_is_lost_or_kept_twice_whatever_the_order(order: list[int], copies: list[int]) -> None:
    scene = _scene("".join(CLAUSES[i] for i in (*order, *copies)))
    junctions = Junctions(scene)
    chosen = choose(junctions)
    assert sorted(scene.names[i] for i in chosen) == sorted(set(scene.names))
    kept = without_strays(scene, junctions, chosen)
    assert {scene.units[i].key for i in kept} >= {
        unit.key for unit in scene.units if unit.kind in ("article", "heading")
    }
    ordered = by_number(junctions, kept)
    body, _ = set_right(junctions, ordered.units)
    assert sorted((*body, *ordered.lost)) == sorted(kept)


@given(st.permutations(range(len(CLAUSES))))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_labels_stand_in_order_and_every_word_has_a_place_in_the_input(order: list[int]) -> None:
    text = "".join(CLAUSES[i] for i in order)
    reading = assemble(text)
    numbers = ["一二三四五六七".index(p.label[1]) for p in reading.provisions if p.kind == "article"]
    assert numbers == sorted(numbers)
    for provision in reading.provisions:
        printed = "".join(text[s.start : s.end] for s in provision.spans)
        assert fold(printed) == fold(provision.label + provision.heading + provision.text)


@given(st.text(alphabet="第一条（）⼯⽤長见A，。\u200b\x00\x01…⑴ ", max_size=30))
@settings(derandomize=True, max_examples=100, deadline=None)
def test_a_text_folded_once_gives_the_key_of_every_stretch(text: str) -> None:
    folded = Folded(text)
    for start in range(0, len(text) + 1, 3):
        assert folded.key(start, len(text)) == fold_script(text[start:])

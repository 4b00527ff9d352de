"""collation.py and changes.py of cleaners/comparing: which article became which, and which words changed."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.comparing.changes import compare
from cleaners.comparing.collation import SAME, Article, Pair, collate
from cleaners.normalise import fold

LAMPS = (
    "为了管理灯塔，保障航行安全，制定本办法。",
    "灯塔应当在日落后三十分钟内点灯，日出前不得熄灯。",
    "守灯人每日记录灯油用量，记录保存三年。",
    "任何单位不得在灯塔周围五百米内设置强光源。",
    "违反第四条规定的，由海川市航标处处以三万元罚款。",
    "本办法自2031年9月1日起施行。",
)


def articles(texts: Sequence[str], first: int = 1) -> list[Article]:
    return [Article(f"art_{number}", text) for number, text in enumerate(texts, start=first)]


def told(pairs: Sequence[Pair]) -> list[tuple[str, str | None, str | None]]:
    return [(p.op, p.a.eid if p.a else None, p.b.eid if p.b else None) for p in pairs]


def words(a: str, b: str) -> list[tuple[str, str]]:
    return [(a[slice(*c.a)], b[slice(*c.b)]) for c in compare(a, b).changes]


# -- words


@pytest.mark.parametrize(
    ("a", "b", "changed"),
    [
        ("罚款三十万元", "罚款五十万元", [("三十万", "五十万")]),
        ("罚款1.5万元", "罚款15万元", [("1.5", "15")]),
        ("单位可以点灯", "单位不得点灯", [("可以", "不得")]),
        ("单位得点灯", "单位不得点灯", [("得", "不得")]),
        ("应当经批准", "应当未经批准", [("经", "未经")]),
        ("海川市航标处", "海川市海事局", [("航标处", "海事局")]),
        ("点灯。", "点灯，并记录。", [("", "，并记录")]),
        ("点灯（含夜灯）。", "点灯。", [("（含夜灯）", "")]),
    ],
)
def test_figures_and_negations_are_shown_whole(a: str, b: str, changed: list[tuple[str, str]]) -> None:
    assert words(a, b) == changed


def test_width_and_quotes_are_no_change() -> None:
    assert compare("灯塔“甲”，2031年", '灯塔"甲",２０３１年').changes == ()


def test_spans_count_in_the_texts_as_given() -> None:
    a, b = "灯　塔 应当点灯。", "灯塔应当\n点大灯。"
    (change,) = compare(a, b).changes
    assert (change.op, a[slice(*change.a)], b[slice(*change.b)]) == ("insert", "", "大")
    assert a[change.a[0] :] == "灯。"


def test_nothing_in_common_is_one_change_of_the_whole() -> None:
    found = compare("甲乙丙", "丁戊")
    assert [(c.a, c.b) for c in found.changes] == [((0, 3), (0, 2))]
    assert found.similarity == 0


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text("甲乙不得三十。 \n１1a", max_size=60), st.text("甲乙不得三十。 \n１1a", max_size=60))
def test_changes_applied_to_the_one_give_the_other(a: str, b: str) -> None:
    made, at = "", 0
    for change in compare(a, b).changes:
        made += a[at : change.a[0]] + b[slice(*change.b)]
        at = change.a[1]
    assert fold(made + a[at:]) == fold(b)


def test_long_articles_are_compared_in_bounded_time() -> None:
    a = "".join(f"灯塔第{n}号应当在夜间点灯并记录用油。" for n in range(2_000))
    b = a.replace("用油", "油量").replace("第7号", "第七号")
    started = time.process_time()
    assert compare(a, b).changes
    assert time.process_time() - started < 3


# -- articles


def test_the_same_text_is_unchanged() -> None:
    assert {pair.op for pair in collate(articles(LAMPS), articles(LAMPS))} == {"unchanged"}


def test_articles_behind_an_insertion_are_renumbered_and_the_new_one_is_added() -> None:
    new = [*LAMPS[:2], "灯塔应当备有备用电源。", *LAMPS[2:4], *LAMPS[5:]]
    assert told(collate(articles(LAMPS), articles(new))) == [
        ("unchanged", "art_1", "art_1"),
        ("unchanged", "art_2", "art_2"),
        ("added", None, "art_3"),
        ("renumbered", "art_3", "art_4"),
        ("renumbered", "art_4", "art_5"),
        ("deleted", "art_5", None),
        ("unchanged", "art_6", "art_6"),
    ]


def test_a_changed_figure_makes_an_article_amended_with_the_figure_whole() -> None:
    new = [*LAMPS[:1], LAMPS[1].replace("三十分钟", "二十分钟"), *LAMPS[2:]]
    pair = collate(articles(LAMPS), articles(new))[1]
    assert pair.a
    assert pair.b
    assert (pair.op, [(pair.a.text[slice(*c.a)], pair.b.text[slice(*c.b)]) for c in pair.changes]) == (
        "amended",
        [("三十", "二十")],
    )
    assert 0.9 < (pair.similarity or 0) < 1


@pytest.mark.parametrize("change", [("不得", "应当"), ("五百", "三百"), ("周围", ""), ("米", "公里")])
def test_the_smallest_change_is_never_called_unchanged(change: tuple[str, str]) -> None:
    new = [*LAMPS[:3], LAMPS[3].replace(*change), *LAMPS[4:]]
    assert [p.op for p in collate(articles(LAMPS), articles(new))][3] == "amended"


def test_an_article_out_of_order_is_moved_and_keeps_its_text() -> None:
    new = [LAMPS[0], *LAMPS[2:5], LAMPS[1], LAMPS[5]]
    pairs = collate(articles(LAMPS), articles(new))
    assert told(pairs)[4] == ("moved", "art_2", "art_5")
    assert [p.op for p in pairs].count("renumbered") == 3


def test_an_amended_article_out_of_order_is_amended_and_said_to_have_moved() -> None:
    changed = LAMPS[1].replace("三十分钟", "二十分钟")
    new = [LAMPS[0], *LAMPS[2:5], changed, LAMPS[5]]
    pair = collate(articles(LAMPS), articles(new))[4]
    assert (pair.op, pair.moved, pair.a and pair.a.eid) == ("amended", True, "art_2")


def test_a_reference_that_follows_its_article_is_told_apart_from_a_change_of_words() -> None:
    new = [LAMPS[0], "灯塔应当备有备用电源。", *LAMPS[1:4], LAMPS[4].replace("第四条", "第五条"), LAMPS[5]]
    pair = collate(articles(LAMPS), articles(new))[5]
    assert (pair.op, pair.references) == ("amended", True)
    wrong = [*new[:5], LAMPS[4].replace("第四条", "第三条"), LAMPS[5]]
    assert not collate(articles(LAMPS), articles(wrong))[5].references


def test_an_article_cut_in_two_is_split_and_two_made_one_are_merged() -> None:
    both = LAMPS[2] + "\n" + LAMPS[3]
    joined = [*LAMPS[:2], both, *LAMPS[4:]]
    split = [
        ("split", "art_3", "art_3"),
        ("split", "art_3", "art_4"),
    ]
    assert told(collate(articles(joined), articles(LAMPS)))[2:4] == split
    merged = [("merged", "art_3", "art_3"), ("merged", "art_4", "art_3")]
    assert told(collate(articles(LAMPS), articles(joined)))[2:4] == merged


def test_what_a_damaged_copy_lacks_is_not_held_and_not_added() -> None:
    held = [article for article in articles(LAMPS) if article.eid != "art_3"]
    assert told(collate(held, articles(LAMPS), a_missing=["art_3"]))[2] == ("not_held", None, "art_3")
    assert told(collate(articles(LAMPS), held, b_missing=["art_3"]))[2] == ("not_held", "art_3", None)
    assert told(collate(held, articles(LAMPS), a_missing=["art_9"]))[2] == ("added", None, "art_3")


def test_repeated_articles_are_matched_one_to_one() -> None:
    a, b = articles(["（略）", LAMPS[0], "（略）"]), articles([LAMPS[0], "（略）", "（略）", "（略）"])
    pairs = collate(a, b)
    assert [p.op for p in pairs].count("added") == 1
    assert sum(p.op in SAME for p in pairs) == 3


def test_a_heading_is_part_of_an_article() -> None:
    a, b = [Article("art_1", "点灯。", "点灯")], [Article("art_1", "点灯。", "熄灯")]
    assert [p.op for p in collate(a, b)] == ["amended"]


def test_nothing_beside_something_is_added_or_deleted_and_nothing_beside_nothing_is_nothing() -> None:
    assert [p.op for p in collate([], articles(LAMPS))] == ["added"] * 6
    assert [p.op for p in collate(articles(LAMPS), [])] == ["deleted"] * 6
    assert collate([], []) == ()


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_every_article_is_told_once_and_the_same_text_is_always_found(
    order: list[int], gone: set[int], changed: set[int]
) -> None:
    kept = [n for n in order if n not in gone]
    new = [LAMPS[n] + ("但是，大雾天除外。" if n in changed else "") for n in kept]
    pairs = collate(articles(LAMPS), articles(new))
    assert sorted(p.a.eid for p in pairs if p.a) == [f"art_{n}" for n in range(1, 7)]
    assert [p.b.eid for p in pairs if p.b] == [f"art_{n}" for n in range(1, len(new) + 1)]
    assert sum(p.op in SAME for p in pairs) == sum(n not in changed for n in kept)


def test_a_law_of_three_hundred_articles_takes_half_a_second_and_time_grows_evenly() -> None:
    def both(count: int) -> tuple[list[Article], list[Article]]:
        old = [
            f"第{n}号灯塔由第{n % 17}守灯组管理，每日点灯{n % 9}小时，记录保存{n % 5}年。"
            for n in range(count)
        ]
        new = [
            f"灯塔应当备有第{count}种电源。",
            *(t.replace("每日", "每晚") if n % 3 else t for n, t in enumerate(old)),
        ]
        return articles(old), articles(new)

    seconds = []
    for count in (300, 1200):
        a, b = both(count)
        started = time.process_time()
        assert sum(p.op == "renumbered" for p in collate(a, b)) == count // 3
        seconds.append(time.process_time() - started)
    assert seconds[0] < 0.5
    assert seconds[1] < 12 * max(seconds[0], 0.05)

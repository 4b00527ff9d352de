"""Snippets are cut at sentence borders and mark every match."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.normalise import fold
from index.snippet import find_terms, snippet

TEXT = (
    "花卉集群的认定有效期为三年。有效期满后，由主管部门组织复核；复核通过的，有效期延长三年。\n"
    "未申请复核的，认定自有效期满之日起失效。"
)


def test_a_short_text_is_shown_whole() -> None:
    assert snippet(TEXT, ["复核"]).text == TEXT


def test_a_long_text_is_cut_at_sentences_around_the_match() -> None:
    long = "本条说明培育工作的一般要求，与申报无关。" * 12 + "集群有效期为三年。" + "其他事项另行通知。" * 12
    found = snippet(long, ["有效期"], length=40)
    assert "集群«有效期»为三年。" in found.marked
    assert found.text.startswith("…")
    assert found.text.endswith("。…")


def test_every_match_is_marked_whatever_its_width() -> None:
    found = snippet("Ａ类企业与a类企业，“ Ａ 类 ”", ["a类"])
    assert found.marked == "«Ａ类»企业与«a类»企业，“ «Ａ 类» ”"


def test_overlapping_matches_are_one() -> None:
    assert find_terms("特色产业集群", ["产业集群", "特色产业"]) == ((0, 6),)


def test_figures_are_matched_whole() -> None:
    assert snippet("第4批共347家，其中4家", ["4"]).marked == "第«4»批共347家，其中«4»家"


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet(TEXT, ["无人机"], length=20).marked.startswith("花卉集群的认定有效期为三年。")


def test_one_endless_sentence_is_cut_near_its_match() -> None:
    long = "包括甲项内容、" * 60 + "无人机登记，" + "乙项内容、" * 60
    found = snippet(long, ["无人机"], length=60)
    assert "«无人机»" in found.marked
    assert len(found.text) <= 62


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("集群有效期。；\n“”，Ａa ")), max_size=80),
    st.lists(st.text(alphabet=st.sampled_from(list("集群有效a")), max_size=3), max_size=3),
)
def test_the_characters_are_those_of_the_text_and_marks_are_matches(text: str, terms: list[str]) -> None:
    found = snippet(text, terms, length=20)
    assert found.text.strip("…") in text
    wanted = "".join(map(fold, terms))
    assert all(set(fold(found.text[a:b])) <= set(wanted) for a, b in found.marks)


def test_nothing_is_nothing() -> None:
    assert snippet("", ["集群"]).text == ""

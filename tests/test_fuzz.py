"""Broken pages: a small part of what tests/fuzz.py does, in every run of the suite."""

from __future__ import annotations

import pytest

from cleaners import Refused, clean_page
from tests.fuzz import CHANGES, MONSTERS, attack, changed, is_wrong, saved_pages

SENTENCE = "为了规范本县竹编集市的管理，制定本办法。"


def test_three_hundred_broken_pages_give_a_page_or_a_named_refusal() -> None:
    found, _ = attack(300, seed=7, monstrous=False)
    assert len(found) == 300
    assert [o for o in found if is_wrong(o)] == []


def test_a_seed_makes_the_same_page_again_and_seeds_differ() -> None:
    pages = saved_pages()
    assert changed("7/3", pages) == changed("7/3", pages)
    assert len({changed(f"7/{n}", pages) for n in range(40)}) > 30
    assert len(CHANGES) == 7


@pytest.mark.parametrize(
    "name",
    [
        "100,000 attributes",
        "too many cells",
        "NUL bytes",
        "30 MB of one line",
        "10 MB of lines",
        "10 MB of paragraphs",
        "200,000 lines of dates",
    ],
)
def test_a_page_that_would_cost_too_much_is_refused_in_one_line(name: str) -> None:
    body = MONSTERS[name]()
    with pytest.raises(Refused) as refusal:
        clean_page(body, url="https://news.example/1.html", content_type="text/html")
    assert "\n" not in refusal.value.reason


def test_a_class_of_a_million_words_costs_its_tag_the_class_and_not_the_text() -> None:
    body = f"<html><body><div class='{'a ' * 100_000}'><p>{SENTENCE * 8}</p></div></body></html>"
    assert SENTENCE in clean_page(body.encode(), url="https://news.example/1.html").text


def test_a_picture_in_the_text_may_be_as_long_as_it_likes() -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 50_000
    body = f"<html><body><div><p>{SENTENCE * 8}</p><img src='{picture}'></div></body></html>"
    assert SENTENCE in clean_page(body.encode(), url="https://news.example/1.html").text


def test_a_page_of_as_many_lines_as_the_longest_lists_is_read_whole() -> None:
    lines = [f"{n}. 云岭县第{n}竹编厂" for n in range(12_000)]
    page = clean_page("\n".join(lines).encode(), url="https://news.example/1.html")
    assert len(page.text.split("\n")) >= 11_999  # the first may be its title
    with pytest.raises(Refused, match="more than 30,000 lines"):
        clean_page("\n".join(lines * 3).encode(), url="https://news.example/1.html")

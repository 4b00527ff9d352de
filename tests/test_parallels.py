"""parallels and glossary as people call them: near clauses are linked, terms are found. Fictional."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from cleaners.comparing.parallels import likeness, may_be_near, sought
from kb.home import Home
from kb.read import Base
from pipeline.building import build
from tests.test_line import record
from tests.test_referring import archived
from tests.test_search_cli import Done, run

CLAUSE = "渔港经营者应当在日落前点亮桅灯，在日出后熄灭，并将每次点灯的时刻记入台账，保存三年以备查验"
NEAR = "渔港经营者应当在日落前点亮舷灯，在日出后熄灭，并将每次点灯的时刻记入台账，保存五年以备查验"
FORMULA = "县级以上人民政府渔业主管部门应当加强对本行政区域内渔港照明工作的组织领导和监督检查"


def law(title: str, *articles: str) -> str:
    numbers = "一二三四五六"
    return "\n".join([title, *(f"第{numbers[n]}条 {text}。" for n, text in enumerate(articles))])


MEASURE = law("渔港照明条例", "为了规范渔港照明，制定本条例", CLAUSE, "本条例所称桅灯，是指立在桅上的灯")
RULES = law(
    "海川省渔港照明实施细则",
    "根据《渔港照明条例》，制定本细则",
    "渔港应当备灯",
    NEAR,
    "本细则自2031年1月1日起施行",
)
OTHER = law("云杉种植办法", "为了种植云杉，制定本办法", "种植云杉应当选择向阳的山坡，并在春季完成整地和起垄")
TRIAL = law("渔港照明暂行条例", "为了规范渔港照明，制定本条例", CLAUSE, "本条例自2020年1月1日起施行")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("parallels"))
    texts = (("渔港照明条例", MEASURE), ("海川省渔港照明实施细则", RULES), ("云杉种植办法", OTHER))
    records = [record(n, title=title, text=text) for n, (title, text) in enumerate(texts)]
    records.append(record(9, title="渔港照明暂行条例", text=TRIAL))
    records.append(
        record(10, title="渔港亮灯", text=f"渔港日报5月1日讯 条例规定，{CLAUSE}。\n渔民都说好。", kind="新闻")
    )
    archived(home, tuple(records))
    build(home, index=False)
    return home


def work(home: Home, title: str) -> str:
    with Base(home.kb) as base:
        return base.works_by_title(title)[0].id


def answer(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_clause_finds_the_one_that_says_nearly_the_same_elsewhere(home: Home) -> None:
    found = answer(run(home, "parallels", "art_2", "--work", work(home, "渔港照明条例"), "--json"))
    (parallel,) = found["parallels"]
    assert parallel["citation"] == "《海川省渔港照明实施细则》第三条"
    assert parallel["similarity"] > 0.9
    asked, text = found["asked"]["text"], parallel["text"]
    changes = [(asked[slice(*c["a"])], text[slice(*c["b"])]) for c in parallel["changes"]]
    assert changes == [("桅", "舷"), ("三", "五")]


def test_the_other_side_finds_it_too(home: Home) -> None:
    rules = work(home, "海川省渔港照明实施细则")
    found = answer(run(home, "parallels", "art_3", "--work", rules, "--json"))
    assert {p["title"] for p in found["parallels"]} == {"渔港照明条例", "渔港照明暂行条例"}


def test_wordings_of_one_measure_and_news_are_no_parallels(home: Home) -> None:
    found = answer(run(home, "parallels", "art_2", "--work", work(home, "渔港照明暂行条例"), "--json"))
    assert [p["title"] for p in found["parallels"]] == ["海川省渔港照明实施细则"]


def test_a_person_sees_the_words_that_differ_in_marks(home: Home) -> None:
    done = run(home, "parallels", "art_2", "--work", work(home, "渔港照明条例"))
    assert "«舷»灯" in done.stdout
    assert "桅 → 舷；三 → 五" in done.stdout


def test_a_clause_like_no_other_says_so(home: Home) -> None:
    done = run(home, "parallels", "art_2", "--work", work(home, "云杉种植办法"))
    assert (done.returncode, "No other measure held says nearly the same." in done.stdout) == (0, True)


@pytest.mark.parametrize(("eid", "of"), [("art_99", None), ("art_1", "no-such-work")])
def test_what_is_not_held_is_one_clear_line(home: Home, eid: str, of: str | None) -> None:
    done = run(home, "parallels", eid, "--work", of or work(home, "渔港照明条例"))
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (2, "", 1)


def test_what_very_many_works_say_is_a_formula(tmp_path: Path) -> None:
    home = Home(tmp_path)
    rows = [record(n, title=f"第{n}号渔港办法", text=law(f"第{n}号渔港办法", FORMULA)) for n in range(63)]
    archived(home, tuple(rows))
    build(home, index=False)
    found = answer(run(home, "parallels", "art_1", "--work", work(home, "第1号渔港办法"), "--json"))
    assert (found["formula"], found["works"], found["parallels"]) == (True, 62, [])


def test_a_clause_inside_a_longer_one_is_found() -> None:
    clause = sought(CLAUSE)
    assert clause is not None
    longer = (
        f"渔港经营者应当配备值班人员，定期检修设备，更换损坏的零件。{CLAUSE}。违反前述规定的，由主管部门处理。"
        * 2
    )
    assert may_be_near(clause, longer)
    assert likeness(clause, longer).parallel
    assert not likeness(clause, "种植云杉应当选择向阳的山坡，并在春季完成整地和起垄").parallel


def test_short_clauses_are_not_looked_for() -> None:
    assert sought("本办法自2031年1月1日起施行。") is None


def test_sixty_thousand_clauses_are_passed_in_a_second() -> None:
    clause = sought(CLAUSE)
    assert clause is not None
    texts = [
        f"第{n}号渔港应当备灯，由船主负责维护，损坏的及时更换，并报主管部门备案，费用自理。" * 2
        for n in range(60_000)
    ]
    start = time.process_time()
    assert sum(may_be_near(clause, text) for text in texts) == 0
    assert time.process_time() - start < 1


# -- glossary


def test_a_term_is_found_with_its_clause(home: Home) -> None:
    (entry,) = answer(run(home, "glossary", "桅灯", "--json"))["terms"]
    assert (entry["term"], entry["text"], entry["match"]) == ("桅灯", "立在桅上的灯。", "exact")
    assert entry["citation"] == "《渔港照明条例》第三条"
    with Base(home.kb) as base:
        page = base.snapshot(entry["snapshot"])
    assert page is not None
    assert (page.text or "")[slice(*entry["span"])] == "本条例所称桅灯，是指立在桅上的灯。"


@pytest.mark.parametrize(("asked", "match"), [("桅", "prefix"), ("灯", "contains")])
def test_a_part_of_a_term_finds_it(home: Home, asked: str, match: str) -> None:
    assert [e["match"] for e in answer(run(home, "glossary", asked, "--json"))["terms"]] == [match]


def test_all_terms_are_listed_without_one(home: Home) -> None:
    assert "桅灯" in run(home, "glossary").stdout


def test_a_term_that_no_one_defines_is_one_clear_line(home: Home) -> None:
    done = run(home, "glossary", "云雀")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "no document held defines 云雀\n"


# -- show


def test_show_tells_what_a_document_rests_on_and_who_cites_it(home: Home) -> None:
    shown = answer(run(home, "show", "渔港照明条例", "--json"))
    (citing,) = shown["cited_by"]["by"]
    assert (citing["title"], shown["cited_by"]["references"]) == ("海川省渔港照明实施细则", 1)
    assert (citing["references"][0]["kind"], citing["references"][0]["quote"]) == (
        "based_on",
        "根据《渔港照明条例》",
    )
    rules = answer(run(home, "show", "海川省渔港照明实施细则", "--json"))
    assert [(r["kind"], r["citation"]) for r in rules["refers_to"]] == [("based_on", "《渔港照明条例》")]


def test_show_prints_both_directions(home: Home) -> None:
    assert "cited: 1 documents, 1 places" in run(home, "show", "渔港照明条例").stdout
    assert "Based on" in run(home, "show", "海川省渔港照明实施细则").stdout

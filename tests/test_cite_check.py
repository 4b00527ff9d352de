"""cite-check: texts that cite, in the notations of people; every verdict, every exit code."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kb.home import Home
from tests.cite_cases import OUTCOMES
from tests.gates.citations import built, outcomes, own_measures
from tests.test_search_cli import run

LIGHT = "云海省灯塔工坊培育管理办法"
LIST = "省级主管部门应当于每年2月11日前公布上一年度的灯塔工坊名录并接受监督"
FEES = "主管部门不得向灯塔工坊的经营者收取任何费用"
TERM = "灯塔工坊的称号有效期为3年"
REPEALED = "云海省纸鸢工艺培育管理办法"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return built(tmp_path_factory.mktemp("cited"), own_measures())


def check(home: Home, folder: Path, text: str, code: int, *, name: str = "draft.txt") -> Any:
    """The verdicts on a text; the exit code must be the one expected."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    done = run(home, "cite-check", str(file), "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def told(found: Any) -> list[tuple[str, str | None]]:
    return [(entry["status"], entry["eid"]) for entry in found]


def test_the_five_outcomes_of_the_built_set_are_told_apart(held: Home) -> None:
    wrong = [(case, given) for case, given in outcomes(held, own_measures(), 20) if given != case.outcome]
    assert not wrong
    assert len(OUTCOMES) == 5


def test_a_verdict_has_the_fields_of_the_contract(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"前言\n《{LIGHT}》第二条规定：“{LIST}。”", 0)
    wanted = {"citation", "status", "work", "eid", "quote", "held_text", "held_lineage", "completeness"}
    assert wanted <= set(found)
    assert (found["status"], found["eid"], found["line"], found["offset"]) == ("verified", "art_2", 2, 3)
    assert found["citation"] == f"《{LIGHT}》第二条"
    assert (found["quote"], found["held_text"]) == (f"{LIST}。", f"{LIST}。")
    assert found["held_lineage"] == "unknown"
    assert (found["completeness"]["articles"], found["completeness"]["provision"]) == (6, "whole")


def test_an_altered_quotation_shows_what_differs_on_both_sides(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"《{LIGHT}》第二条规定：“{LIST.replace('11日', '18日')}。”", 1)
    assert found["status"] == "altered"
    assert found["differences"] == [{"quoted": "18", "held": "11"}]


def test_a_negation_left_out_at_the_head_is_an_alteration(held: Home, tmp_path: Path) -> None:
    text = f"《{LIGHT}》第四条：“得向灯塔工坊的经营者收取任何费用”。"
    [found] = check(held, tmp_path, text, 1)
    assert (found["status"], found["differences"]) == ("altered", [{"quoted": "得", "held": "不得"}])


def test_words_of_another_article_are_named_with_it(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"《{LIGHT}》第六条规定：“{FEES}。”", 1)
    assert (found["status"], found["eid"]) == ("other_article", "art_6")
    assert [place["eid"] for place in found["found"]] == ["art_4"]


def test_words_of_another_measure_are_found_there(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"《{LIGHT}》第六条规定：“为了培育盐田步道，引导各县发展手工业”。", 1)
    assert found["status"] == "other_article"
    assert [place["citation"] for place in found["found"]] == ["《云海省盐田步道培育管理办法》第一条"]


def test_a_repealed_measure_is_repealed_though_its_words_are_right(held: Home, tmp_path: Path) -> None:
    text = f"《{REPEALED}》第四条规定：“主管部门不得向纸鸢工艺的经营者收取任何费用”。"
    [found] = check(held, tmp_path, text, 1)
    assert (found["status"], found["words"]) == ("repealed", "verified")
    assert "纸鸢工艺" in found["held_text"]


@pytest.mark.parametrize(
    "cited", ["《桃源县灯塔办法》第二条", f"《{LIGHT}》第九十九条", "桃源发〔2031〕4号第三条"]
)
def test_what_is_not_held_is_not_held_and_nothing_worse(held: Home, tmp_path: Path, cited: str) -> None:
    [found] = check(held, tmp_path, f"根据{cited}，应当办理。", 1)
    assert (found["status"], found["eid"], found["quote"]) == ("not_held", None, None)


def test_a_citation_without_a_quotation_is_verified_when_it_is_held(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"依照《{LIGHT}》第三条办理。", 0)
    assert (found["status"], found["eid"], found["quote"]) == ("verified", "art_3", None)


@pytest.mark.parametrize(
    ("text", "eids"),
    [
        (f"（参见{LIGHT}第三条）", ["art_3"]),
        (f"1. {LIGHT}第三条；", ["art_3"]),
        (f"《{LIGHT}》第三条至第五条", ["art_3", "art_4", "art_5"]),
        (f"《{LIGHT}》第三、五条", ["art_3", "art_5"]),
        (f"《{LIGHT}》第3-5条", ["art_3", "art_4", "art_5"]),
        (f"依照{LIGHT}第三条办理", ["art_3"]),
        (f"《{LIGHT}》（以下简称《工坊办法》）已经公布。依照《工坊办法》第四条", ["art_4"]),
        (f"《{LIGHT}》（以下简称“工坊办法”）第二条有规定。工坊办法第四条", ["art_2", "art_4"]),
        (f"《{LIGHT}》第二条有规定，第四条也有。", ["art_2", "art_4"]),
        (f"《{LIGHT}》第二条。该办法第四条、同办法第五条。", ["art_2", "art_4", "art_5"]),
    ],
)
def test_units_are_read_as_people_write_them(
    held: Home, tmp_path: Path, text: str, eids: list[str | None]
) -> None:
    assert [entry["eid"] for entry in check(held, tmp_path, text, 0)] == eids


def test_the_own_articles_of_a_text_are_no_citations(held: Home, tmp_path: Path) -> None:
    found = check(held, tmp_path, f"依照《{LIGHT}》第二条，制定本规定。本规定第三条另行解释。", 0)
    assert told(found) == [("verified", "art_2")]


def test_what_a_quotation_cites_is_part_of_its_words(held: Home, tmp_path: Path) -> None:
    found = check(held, tmp_path, f"《{LIGHT}》第四条规定：“{FEES}，依照《桃源县办法》第九条办理”。", 1)
    assert told(found) == [("altered", "art_4")]


def test_an_ellipsis_stands_for_what_is_left_out(held: Home, tmp_path: Path) -> None:
    words = "省级主管部门应当……公布上一年度的灯塔工坊名录"
    assert told(check(held, tmp_path, f"《{LIGHT}》第二条规定「{words}」。", 0)) == [("verified", "art_2")]
    turned = "公布上一年度的灯塔工坊名录……省级主管部门应当"
    assert told(check(held, tmp_path, f"《{LIGHT}》第二条规定「{turned}」。", 1)) == [("altered", "art_2")]


def test_a_whole_measure_may_be_quoted_without_naming_the_article(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"《{LIGHT}》规定：“{TERM}”。", 0)
    assert (found["status"], found["eid"]) == ("verified", "art_5")


def test_the_writers_own_words_behind_a_quotation_are_not_held_against_it(held: Home, tmp_path: Path) -> None:
    text = f"《{LIGHT}》第四条规定：{FEES}。笔者认为这一写法比从前清楚得多。"
    [found] = check(held, tmp_path, text, 0)
    assert found["quote"] == f"{FEES}。"


def test_a_quotation_of_another_speaker_is_not_the_measures(held: Home, tmp_path: Path) -> None:
    text = f"被告认为：“本案应当驳回。”而《{LIGHT}》第四条规定：“{FEES}”。"
    [found] = check(held, tmp_path, text, 0)
    assert found["quote"] == FEES


def test_a_quotation_may_stand_before_its_source(held: Home, tmp_path: Path) -> None:
    for behind in (f"（《{LIGHT}》第四条）", f"，这是《{LIGHT}》第四条的规定", f"——《{LIGHT}》第四条"):
        [found] = check(held, tmp_path, f"“{FEES}”{behind}。", 0)
        assert found["quote"] == FEES


def test_a_term_beside_a_quotation_makes_no_second_verdict(held: Home, tmp_path: Path) -> None:
    words = LIST.replace("11日", "18日")
    text = f"在“云海模式”的讨论中，《{LIGHT}》第二条提出，“{words}。”，“小而美”尤其如此。"
    [found] = check(held, tmp_path, text, 1)
    assert (found["status"], found["eid"]) == ("altered", "art_2")


def test_an_article_that_is_not_there_is_not_held_though_its_words_are(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"《{LIGHT}》第61条规定：“{FEES}。”", 1)
    assert (found["status"], found["eid"]) == ("not_held", None)
    assert [place["eid"] for place in found["found"]] == ["art_4"]


def test_a_name_without_marks_begins_behind_what_is_said_of_it(held: Home, tmp_path: Path) -> None:
    [found] = check(held, tmp_path, f"编辑部收到来信，信中说{LIGHT}第二条规定：“{LIST}。”，不知是否属实。", 0)
    assert (found["status"], found["eid"]) == ("verified", "art_2")


def test_straight_marks_behind_a_colon_may_hold_several_lines(held: Home, tmp_path: Path) -> None:
    text = f'《{LIGHT}》第二条规定:"{LIST}。\n{FEES}。"，信中说。'
    [found] = check(held, tmp_path, text, 1)
    assert found["quote"] == f"{LIST}。\n{FEES}。"
    assert found["status"] == "altered"


def test_a_draft_broken_at_a_margin_is_read_as_its_sentences(held: Home, tmp_path: Path) -> None:
    prose = (
        "渔港的灯塔由各县照管，灯油由省里统一采买，守塔人轮流值夜，遇大雾要加敲铜钟，往来的渔船都听得见钟声，"
        * 5
    )
    whole = f"{prose}《{LIGHT}》第二条规定：“{LIST}。”{prose}"
    broken = "\n".join(whole[at : at + 30] for at in range(0, len(whole), 30))
    [found] = check(held, tmp_path, broken, 0)
    assert (found["status"], found["eid"], found["quote"]) == ("verified", "art_2", f"{LIST}。")
    assert broken[found["offset"]] == "《"
    assert found["line"] == broken.count("\n", 0, found["offset"]) + 1 > 1


def test_a_newspaper_is_no_citation(held: Home, tmp_path: Path) -> None:
    assert told(check(held, tmp_path, f"《云海日报》报道了《{LIGHT}》第二条。", 0)) == [("verified", "art_2")]


def test_markdown_is_read_with_its_blocks_and_without_its_emphasis(held: Home, tmp_path: Path) -> None:
    text = f"# 述评\n\n**《{LIGHT}》第四条**：\n\n> {FEES}\n> ，但是法律另有规定的除外。\n"
    [found] = check(held, tmp_path, text, 0, name="draft.md")
    assert (found["status"], found["eid"]) == ("verified", "art_4")
    assert found["quote"].startswith(FEES)


def test_a_word_document_is_read(held: Home, tmp_path: Path) -> None:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    words = f"《{LIGHT}》第四条规定：“{FEES}”。"
    body = (
        f'<w:document xmlns:w="{name}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    )
    file = tmp_path / "draft.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    done = run(held, "cite-check", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert told(json.loads(done.stdout)) == [("verified", "art_4")]


def test_a_text_without_citations_says_so(held: Home, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("今天天气很好。", encoding="utf-8")
    done = run(held, "cite-check", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert done.stderr == "no citation found in letter.txt\n"


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("none.txt", None, "cannot read"),
        ("empty.txt", b"", "nothing to read"),
        ("a.png", b"\x89PNG\0\0", "no text"),
    ],
)
def test_bad_input_is_one_clear_line(
    held: Home, tmp_path: Path, name: str, body: bytes | None, says: str
) -> None:
    file = tmp_path / name
    if body is not None:
        file.write_bytes(body)
    done = run(held, "cite-check", str(file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr


def test_a_person_sees_the_words_that_differ(held: Home, tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(f"《{LIGHT}》第二条规定：“{LIST.replace('应当', '可以')}。”", encoding="utf-8")
    done = run(held, "cite-check", str(file))
    assert done.returncode == 1
    assert "quoted «可以», held «应当»" in done.stdout
    assert "0 of 1 citations verified" in done.stdout
    assert "\x1b" not in done.stdout
